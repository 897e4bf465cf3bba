package engine

import (
	"errors"
	"strconv"

	"github.com/golws/golws/core/proxy"
)

// Two more values of enum pending_timeout.
const (
	timeoutAwaitingProxyResponse int32 = 1
	timeoutAwaitingSocksReply    int32 = 20
)

// nextHop is whom a request connects to: the server, or a proxy.
func (c *Conn) nextHop() (name string, port int) {
	s := c.client
	r, v := &s.request, &c.Vhost.Config
	for _, p := range [...]*proxy.Server{&v.SocksProxy, &v.HTTPProxy} {
		if p.Use() {
			s.viaProxy = true
			return p.Address, p.Port
		}
	}
	return r.Address, r.Port
}

// askProxy begins the conversation with the proxy, which is connected.
func (c *Conn) askProxy() {
	s, v := c.client, &c.Vhost.Config
	r := &s.request
	reason := timeoutAwaitingProxyResponse
	if v.SocksProxy.Use() {
		reason = timeoutAwaitingSocksReply
		s.proxy = proxy.NewSocks5(&v.SocksProxy, r.Address, r.Port)
	} else {
		p := &v.HTTPProxy
		s.proxy = proxy.NewConnect(p, r.Address, r.Port, c.vhostShare().digests[proxyAuthority(p)])
	}
	c.setTimeout(reason, c.thread.Context.Config.ConnectSeconds)
	c.role = tunnelling{}
	question, err := s.proxy.Begin(nil)
	if err != nil {
		c.proxyFailed(err)
		return
	}
	if c.write(nil, question) {
		c.updateInterest()
	}
}

// proxyAuthority is the proxy among those whose challenges are remembered.
func proxyAuthority(p *proxy.Server) string {
	return "CONNECT " + p.Address + ":" + strconv.Itoa(p.Port) + "\n" + p.User
}

// proxyFailed answers the proxy's challenge, or tells the program, and whoever reads the log, what the proxy said.
func (c *Conn) proxyFailed(err error) {
	s := c.client
	var challenged *proxy.Challenged
	if errors.As(err, &challenged) && s.proxyChallenges < challengesMost {
		s.proxyChallenges++
		c.vhostShare().rememberDigest(proxyAuthority(&c.Vhost.Config.HTTPProxy), challenged.Digest)
		c.repeat()
		return
	}
	text := err.Error()
	var e *proxy.Error
	if errors.As(err, &e) {
		if e.Detail != "" {
			c.log(LevelWarn, "proxy: "+text)
		}
		text = e.Text
	}
	c.connectionError(text)
}

// tunnelling is the role of a client connection while a proxy makes the
// connection to the server.
type tunnelling struct{}

func (tunnelling) received(c *Conn, data []byte) (rest []byte) {
	answer, n, done, err := c.client.proxy.Receive(data, nil)
	if err != nil {
		c.proxyFailed(err)
		return nil
	}
	if len(answer) > 0 && !c.write(nil, answer) {
		return nil
	}
	if !done {
		return nil
	}
	// A server may speak first. Its bytes must not be lost when callbacks use
	// the receive buffer.
	rest = append([]byte(nil), data[n:]...)
	c.client.proxy = nil
	if len(rest) > 0 && c.client.request.Flags&ClientUseTLS != 0 {
		// In TLS the client speaks first (RFC 8446 section 4.1.2).
		c.connectionError("the proxy sent more than its answer")
		return nil
	}
	c.role = connecting{}
	c.reached()
	if c.closed || len(rest) == 0 {
		return nil
	}
	c.hold()
	return rest
}

func (tunnelling) peerClosed(c *Conn)       { c.connectionError("http_proxy fail") }
func (tunnelling) writeable(*Conn)          {}
func (tunnelling) sent(*Conn)               {}
func (tunnelling) expired(c *Conn)          { c.connectionError("Timed out waiting for the proxy") }
func (tunnelling) ended(c *Conn, why Cause) { c.endClient(why) }
