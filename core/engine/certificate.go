package engine

import "crypto/x509"

// Certificate is what v shows to those who connect, nil without TLS.
func (v *Vhost) Certificate() *x509.Certificate {
	if v.tls == nil || len(v.tls.Certificates) == 0 {
		return nil
	}
	return v.tls.Certificates[0].Leaf
}

// PeerCertificate is what the peer has shown, nil if nothing, and whether it has
// passed the checks that the program asked for. When it asked for none, it is
// looked at now.
func (c *Conn) PeerCertificate() (shown *x509.Certificate, verified bool) {
	n := c.carrier()
	state, ok := n.TLSState()
	if !ok || len(state.PeerCertificates) == 0 {
		return nil, false
	}
	shown = state.PeerCertificates[0]
	if !n.isClient {
		return shown, len(state.VerifiedChains) > 0
	}
	if !n.tls.unchecked {
		return shown, true
	}
	settings := n.Vhost.clientTLS
	return shown, settings != nil && settings.Vouches(n.tls.name, state)
}

// Resumed tells that the handshake took up a former session.
func (c *Conn) Resumed() bool {
	n := c.carrier()
	state, ok := n.TLSState()
	return ok && state.DidResume
}

// carrier is the connection that c's bytes go through.
func (c *Conn) carrier() *Conn {
	if c.mux != nil {
		return c.mux.network
	}
	return c
}
