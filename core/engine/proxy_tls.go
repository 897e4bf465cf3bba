package engine

import (
	"errors"
	"io"

	"github.com/golws/golws/core/tlsconn"
)

var errBackEndTLS = errors.New("no TLS to the back end: the context is made without LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT")

// backEndALPN is what is spoken to back ends.
var backEndALPN = []string{"http/1.1"}

// proxySecuring is the role of a connection to a back end until its TLS handshake
// is over.
type proxySecuring struct{ proxyBack }

// secure begins TLS with the back end, as the vhost's clients speak it. Its
// certificate must be good: a mount has no way to say that it need not be.
func (p *proxied) secure() {
	c := p.back
	c.role = &proxySecuring{proxyBack{p}}
	c.setTimeout(timeoutAwaitingServerResponse, c.Vhost.Config.TimeoutSeconds)
	c.tls = &secured{
		name:   p.to.host,
		conn:   tlsconn.Client(c.Vhost.clientTLS.Load().For(SessionServer(p.to.host, p.to.port), p.to.host, backEndALPN, 0, nil, nil)),
		then:   func(*Conn) { p.reached() },
		failed: func(err error) { p.quit(502, tlsText(err)) },
	}
	if !c.Context().enterTLS(c.tls) {
		p.quit(503, "there are as many TLS connections, or handshakes, as the context may have")
		return
	}
	c.startTLS()
	c.updateInterest()
}

func (r *proxySecuring) received(c *Conn, data []byte) []byte {
	c.feedTLS(data)
	return nil
}

func (*proxySecuring) peerClosed(c *Conn) { c.failTLS(io.EOF) }
func (*proxySecuring) sent(*Conn)         {}

func (r *proxySecuring) expired(*Conn) { r.p.quit(504, "its TLS handshake took too long") }

func (r *proxySecuring) ended(c *Conn, why Cause) {
	c.tls.conn.Cancel()
	r.proxyBack.ended(c, why)
}
