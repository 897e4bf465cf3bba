package engine

import "github.com/golws/golws/core/h1"

// raw is the role of a connection whose bytes belong to the program alone.
type raw struct{}

// becomeRawClient: the connection that a program asked for is made.
func (c *Conn) becomeRawClient() {
	c.role = raw{}
	c.client.told = true
	c.setTimeout(timeoutNone, 0)
	c.updateInterest()
	if !c.callback(ReasonRawConnected, nil) {
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

// beginRaw makes an accepted connection raw, after its TLS handshake if it has one.
func (c *Conn) beginRaw(protocol string) {
	begin := func(c *Conn) { c.becomeRawServer(protocol, c.bindRaw) }
	if c.tls != nil {
		c.expectTLS(begin)
		return
	}
	begin(c)
}

// becomeRawServer: an accepted connection is not to speak HTTP.
// protocol names who serves it; "" and an unknown one mean the vhost's protocol for
// such connections.
func (c *Conn) becomeRawServer(protocol string, bind func(*Protocol) bool) bool {
	v := c.Vhost
	p := v.unspoken
	if named := v.ProtocolNamed(protocol); named != nil {
		p = named
	}
	c.releaseTransaction()
	c.role = raw{}
	c.setTimeout(timeoutNone, 0)
	if !bind(p) || !c.callback(ReasonRawAdopt, nil) {
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

// becomeRawFallback gives the program what the peer has sent so far.
func (c *Conn) becomeRawFallback(data []byte) (rest []byte) {
	if !c.becomeRawServer(c.Vhost.Config.ListenProtocol, c.bindHTTP) {
		return nil
	}
	return c.role.received(c, data)
}

func (raw) received(c *Conn, data []byte) []byte {
	if c.paused {
		return data
	}
	if !c.callback(ReasonRawRX, data) {
		c.programFailed()
	}
	return nil
}

func (raw) peerClosed(c *Conn) { c.Close(CloseLost) }

func (raw) writeable(c *Conn) {
	if !c.callback(ReasonRawWriteable, nil) {
		c.programFailed()
	}
}

func (raw) sent(*Conn)      {}
func (raw) expired(c *Conn) { c.Close(CloseTimeout) }

func (raw) ended(c *Conn, _ Cause) {
	c.unbind(ReasonRawSktDropProtocol)
	c.tell(ReasonRawClose, nil)
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
