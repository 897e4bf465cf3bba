package engine

import (
	"crypto/x509"
	"slices"
	"time"

	"github.com/golws/golws/core/loop"
)

// Certificate is what v shows to those who connect, nil without TLS.
func (v *Vhost) Certificate() *x509.Certificate {
	if v.tls.Load() == nil {
		return nil
	}
	return v.tls.Load().Certificate()
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
	if !n.isClient || !n.tls.unchecked {
		return shown, n.tls.failure == 0
	}
	settings := n.Vhost.clientTLS.Load()
	return shown, settings != nil && settings.Vouches(n.tls.name, state)
}

// Resumed tells that the handshake took up a former session.
func (c *Conn) Resumed() bool {
	n := c.carrier()
	state, ok := n.TLSState()
	return ok && state.DidResume
}

// Carrier is the connection that c's bytes go through: itself, unless it is a
// stream.
func (c *Conn) Carrier() *Conn { return c.carrier() }

// ServerName is the server's name that c's handshake is about, "" if none is known.
func (c *Conn) ServerName() string {
	if state, over := c.TLSState(); over && !c.isClient {
		return state.ServerName
	}
	if c.tls == nil {
		return ""
	}
	return c.tls.name
}

// carrier is the connection that c's bytes go through.
func (c *Conn) carrier() *Conn {
	if c.mux != nil {
		return c.mux.network
	}
	return c
}

// Protocols hear how old the certificates are, those of other vhosts too, when the
// program has had time to get going, and then every day.
const (
	agingFirst  = 5 * second
	agingPeriod = 24 * 60 * 60 * second
	// refreshPeriod lies between two looks for another certificate.
	refreshPeriod = 5 * second
)

// aging tells protocols how long certificates are still valid.
type aging struct {
	loop.Timer
	thread *Thread
}

// refreshing lets vhosts look for other certificates.
type refreshing struct {
	loop.Timer
	thread *Thread
}

// watchCertificates begins to look at the certificates when a vhost speaks TLS.
func (x *Context) watchCertificates() {
	speaks := func(v *Vhost) bool { return v.tls.Load() != nil || v.clientTLS.Load() != nil }
	if x.ages.thread != nil || !slices.ContainsFunc(x.Vhosts(), speaks) || x.destroying || len(x.Threads) == 0 {
		return
	}
	t := x.here()
	x.ages.thread, x.ages.Owner = t, &x.ages
	t.Loop.Timers.Set(&x.ages.Timer, x.Clock()+agingFirst)
	x.refreshes.thread, x.refreshes.Owner = t, &x.refreshes
	t.Loop.Timers.Set(&x.refreshes.Timer, x.Clock()+refreshPeriod)
}

// Expire implements loop.Expirer.
func (r *refreshing) Expire(_ *loop.Timer, now int64) {
	r.thread.Loop.Timers.Set(&r.Timer, now+refreshPeriod)
	for _, v := range r.thread.Context.Vhosts() {
		if v.Config.Refresh != nil && !v.destroying {
			v.Config.Refresh()
		}
	}
}

// Expire implements loop.Expirer.
func (a *aging) Expire(_ *loop.Timer, now int64) {
	x := a.thread.Context
	a.thread.Loop.Timers.Set(&a.Timer, now+agingPeriod)
	for _, v := range x.Vhosts() {
		days, shown := 0, v.Certificate()
		if shown != nil {
			days = int(time.Until(shown.NotAfter) / (24 * time.Hour))
		}
		if v.Config.Renew != nil {
			v.Config.Renew(a.thread, days)
		}
		for _, w := range x.Vhosts() {
			for _, p := range w.Protocols {
				if v.destroying || w.destroying {
					break // in a callback
				}
				x.Host.CertificateAges(a.thread, v, w, p, days)
			}
		}
	}
}
