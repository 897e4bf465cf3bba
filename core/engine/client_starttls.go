package engine

import "errors"

// upgrading is the role of a program's raw connection that goes on under TLS, until the
// handshake is over.
type upgrading struct{ tlsHandshake }

// UpgradeTLS begins TLS on a raw connection that the program has made, as protocols
// with a STARTTLS do. flags are LCCSCF_ bits, of which those about TLS count. Bytes
// written before go out before. When the handshake is over the program is told again
// that the connection is there.
func (c *Conn) UpgradeTLS(flags uint32) error {
	switch {
	case !c.isClient || c.role != rawSocket:
		return errors.New("this is no raw connection to a server")
	case c.tls != nil:
		return errors.New("the connection has TLS already")
	case c.closing:
		return errors.New("the connection is being closed")
	}
	const ofTLS = ClientUseTLS | clientAllowSelfSigned | clientSkipHostname | clientAllowExpired | clientAllowInsecure
	r := &c.client.request
	r.Flags = r.Flags&^ofTLS | flags&ofTLS | ClientUseTLS
	// The vhost's ALPN is of HTTP, which servers of other protocols may refuse.
	if err := c.beginTLS(upgrading{}, ALPN(r.ALPN), (*Conn).upgraded); err != nil {
		r.Flags &^= ofTLS
		return err
	}
	if !c.closed {
		c.setTimeout(timeoutAwaitingServerResponse, c.Vhost.Config.TimeoutSeconds)
	}
	return nil
}

// upgraded tells the program that what it writes from now on is protected.
func (c *Conn) upgraded() {
	c.setTimeout(timeoutNone, 0)
	c.role = rawSocket
	c.host().Attached(c)
	c.connectedRaw(ReasonRawConnected)
}

func (u upgrading) ended(c *Conn, why Cause) {
	c.tls.conn.Cancel()
	if c.client.failure != "" {
		c.log(LevelWarn, "TLS could not begin: "+c.client.failure)
	}
	rawSocket.ended(c, why)
}
