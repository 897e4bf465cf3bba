package engine

import "github.com/golws/golws/core/h1"

// raw is the role of a connection whose bytes belong to the program alone, which
// hears of it by these reasons.
type raw struct{ by *rawReasons }

type rawReasons struct {
	// begin: it is there.
	begin, receive, writeable, end Reason
	bind, drop                     Reason
}

// rawSocket is a connection of its own; the others are the two ends of a proxy that
// the program is.
var (
	rawSocket = raw{&rawReasons{
		ReasonRawAdopt, ReasonRawRX, ReasonRawWriteable, ReasonRawClose, ReasonRawSktBindProtocol, ReasonRawSktDropProtocol,
	}}
	rawProxyFront = raw{&rawReasons{
		ReasonRawProxySrvAdopt, ReasonRawProxySrvRX, ReasonRawProxySrvWriteable, ReasonRawProxySrvClose,
		ReasonRawProxySrvBindProtocol, ReasonRawProxySrvDropProtocol,
	}}
	rawProxyBack = raw{&rawReasons{
		ReasonRawProxyCliAdopt, ReasonRawProxyCliRX, ReasonRawProxyCliWriteable, ReasonRawProxyCliClose,
		ReasonRawProxyCliBindProtocol, ReasonRawProxyCliDropProtocol,
	}}
)

// RawProxy names the role of a vhost's listen_accept_role, and the protocol, of a
// proxy of bytes.
const RawProxy = "raw-proxy"

// rawRole is the one that the vhost wants for connections that are not HTTP.
func (v *Vhost) rawRole() raw {
	if v.Config.ListenRole == RawProxy {
		return rawProxyFront
	}
	return rawSocket
}

// becomeRawClient: the connection that a program asked for is made.
func (c *Conn) becomeRawClient() {
	c.client.told = true
	c.measureSteps("")
	c.setTimeout(timeoutNone, 0)
	begin := ReasonRawConnected
	c.role = rawSocket
	if c.client.request.isProxyBack() {
		c.role, begin = rawProxyBack, ReasonRawProxyCliAdopt
	}
	c.connectedRaw(begin)
}

// connectedRaw tells the program that its connection is there.
func (c *Conn) connectedRaw(begin Reason) {
	c.updateInterest()
	if !c.callback(begin, nil) {
		c.programFailed()
		return
	}
	c.wantWrite = true // lws offers WRITEABLE here without being asked
	c.queueWriteable()
}

// bindRaw binds the protocol that the vhost wants for raw connections.
func (c *Conn) bindRaw(p *Protocol) bool {
	return c.bind(p, ReasonRawSktDropProtocol, ReasonRawSktBindProtocol)
}

// beginRaw gives an accepted connection role r, after its TLS handshake if it has one.
func (c *Conn) beginRaw(protocol string, r raw) {
	begin := func(c *Conn) {
		c.becomeRawServer(protocol, r, func(p *Protocol) bool { return c.bind(p, r.by.drop, r.by.bind) })
	}
	if c.tls != nil {
		c.expectTLS(begin)
		return
	}
	begin(c)
}

// becomeRawServer: an accepted connection is not to speak HTTP.
// protocol names who serves it; "" and an unknown one mean the vhost's protocol for
// such connections, or the vhost itself if it is a proxy.
func (c *Conn) becomeRawServer(protocol string, r raw, bind func(*Protocol) bool) bool {
	v := c.Vhost
	p := v.unspoken
	named := v.ProtocolNamed(protocol)
	if named != nil {
		p = named
	}
	c.releaseTransaction()
	if named == nil && r == rawProxyFront && v.Config.Onward != nil {
		return c.relayTo(v.Config.Onward)
	}
	c.role = r
	c.setTimeout(timeoutNone, 0)
	if !bind(p) || !c.callback(r.by.begin, nil) {
		c.programFailed()
		return false
	}
	return true
}

// fallsBack tells whether a peer that does not speak HTTP is wanted all the
// same.
func (c *Conn) fallsBack(err *h1.Error) bool {
	return err.NotHTTP && c.Vhost.Config.Options&OptionFallbackToListenConfig != 0
}

// fallBack makes a connection that turned out not to be HTTP what the vhost wants
// for such.
func (c *Conn) fallBack() bool {
	v := c.Vhost
	return c.becomeRawServer(v.Config.ListenProtocol, v.rawRole(), c.bindHTTP)
}

// becomeRawFallback gives the program what the peer has sent so far.
func (c *Conn) becomeRawFallback(data []byte) (rest []byte) {
	if !c.fallBack() {
		return nil
	}
	return c.role.received(c, data)
}

// received hands bytes on in pieces that the protocol has room for.
func (r raw) received(c *Conn, data []byte) []byte {
	for len(data) > 0 {
		if c.paused {
			return data
		}
		n := min(c.Protocol.pieceMost(), len(data))
		if !c.callback(r.by.receive, data[:n]) {
			c.programFailed()
		}
		if c.closed || c.closing {
			return nil
		}
		data = data[n:]
	}
	return nil
}

func (raw) peerClosed(c *Conn) { c.Close(CloseLost) }

func (r raw) writeable(c *Conn) {
	if !c.callback(r.by.writeable, nil) {
		c.programFailed()
	}
}

func (raw) sent(*Conn)      {}
func (raw) expired(c *Conn) { c.Close(CloseTimeout) }

func (r raw) ended(c *Conn, _ Cause) {
	c.unbind(r.by.drop)
	c.tell(r.by.end, nil)
}

// WriteRaw sends bytes as they are.
func (c *Conn) WriteRaw(p []byte) int {
	if c.udp != nil {
		return c.sendPacket(p)
	}
	if !c.write(nil, p) {
		return -1
	}
	return len(p)
}

// Complete says that c's program has written all: what is on its way still
// reaches the peer when c is closed now.
func (c *Conn) Complete() { c.lingers = true }
