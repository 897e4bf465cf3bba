package engine

import (
	"crypto/rand"

	"github.com/golws/golws/core/header"
	"github.com/golws/golws/core/ws"
)

// tunnel is the role of either end of a connection that a proxy does not look
// into any more: what comes from one goes to the other.
type tunnel struct{ other *Conn }

// tunnelFront is the end that the program knows.
type tunnelFront struct{ tunnel }

func (r *tunnel) received(c *Conn, data []byte) []byte {
	if c.paused {
		return data
	}
	if r.other.write(nil, data); r.other.Choked() && !c.closed {
		c.SetReceiving(false) // until the other takes more: see sent
	}
	return nil
}

func (r *tunnel) sent(*Conn) { r.other.SetReceiving(true) }

func (*tunnel) peerClosed(c *Conn) {
	if c.mux != nil {
		c.Close(CloseProgram) // with END_STREAM, not a reset
		return
	}
	c.Close(CloseLost)
}

func (*tunnel) writeable(*Conn) {}
func (*tunnel) expired(c *Conn) { c.Close(CloseTimeout) }

// ended closes the other end, once it has what was sent to it.
func (r *tunnel) ended(*Conn, Cause) { r.other.Close(CloseProgram) }

func (r *tunnelFront) ended(c *Conn, why Cause) {
	serverHTTP{}.ended(c, why)
	r.tunnel.ended(c, why)
}

// proxiesUpgrade tells that x is a handshake with what is behind a proxying
// mount, and not with the vhost's own protocols.
func (c *Conn) proxiesUpgrade(x *transaction) bool {
	if !c.thread.Context.passesOn {
		return false
	}
	m := c.Vhost.findMount(string(x.table.Path()))
	return m != nil && (m.Kind == MountHTTP || m.Kind == MountHTTPS)
}

// switchProtocols passes on that the back end agrees, and then all the rest.
func (p *proxied) switchProtocols(lines []byte) {
	c, b := p.conn, p.back
	buf := make([]byte, len(lines)+headerRoomSize)
	w := headWriter{buf: buf}
	status := 101
	if c.mux != nil {
		status = 200 // RFC 8441 section 5
	}
	w.status(status, c.responseHead())
	if w.err == nil {
		w.n += copy(w.rest(), lines)
	}
	if c.mux == nil {
		w.field("connection", "Upgrade")
		w.field("upgrade", "websocket")
	}
	w.end()
	if w.err != nil {
		p.quit(502, "its response is too large")
		return
	}
	p.x.answer, p.released, p.back = nil, true, nil
	c.role, b.role = &tunnelFront{tunnel{b}}, &tunnel{c}
	c.setTimeout(timeoutNone, 0)
	b.setTimeout(timeoutNone, 0)
	c.releaseTransaction()
	c.write(nil, w.bytes())
	if len(c.unread) > 0 {
		c.hold()
	}
}

// makeKey makes the key of a handshake that HTTP/2 does without.
func (p *proxied) makeKey() []byte {
	var nonce [16]byte
	_, _ = rand.Read(nonce[:]) // never fails
	p.key = ws.EncodeKey(nonce)
	return p.key[:]
}

// keyAccepted tells that the back end has understood our key, if it is ours (RFC
// 6455 section 4.1).
func (p *proxied) keyAccepted() bool {
	if p.conn.mux == nil {
		return true // the client looks at it
	}
	want := ws.AcceptKey(string(p.key[:]))
	got, _ := p.table.Fragment(header.SecWebSocketAccept, 0)
	return string(header.TrimOWS(got)) == string(want[:])
}
