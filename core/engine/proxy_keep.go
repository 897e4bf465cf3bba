package engine

import (
	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/h1"
	"github.com/golws/golws/core/header"
)

const (
	// proxyIdleMost bounds the connections to back ends that a vhost keeps on a thread
	// for the next request.
	proxyIdleMost = 64
	// proxyIdleSeconds is how long one is kept: shorter than servers usually wait,
	// so that requests seldom meet a connection that is just being closed.
	proxyIdleSeconds = 3
)

// proxyIdle is the role of a connection to a back end that has answered in full.
// Whatever comes before it is asked again belongs to nobody, and ends it.
type proxyIdle struct {
	place string
	// settled: the turn in which it became idle is over, so what came behind the
	// response would have been seen.
	settled bool
}

func (*proxyIdle) received(c *Conn, _ []byte) []byte {
	c.Close(CloseProtocol)
	return nil
}

func (*proxyIdle) peerClosed(c *Conn) { c.Close(CloseLost) }
func (*proxyIdle) writeable(*Conn)    {}
func (*proxyIdle) sent(*Conn)         {}
func (*proxyIdle) expired(c *Conn)    { c.Close(CloseTimeout) }

func (r *proxyIdle) ended(c *Conn, _ Cause) { c.vhostShare().forgetIdle(r.place, c) }

// place is what requests must have in common to use one connection.
func (p *proxied) place() string {
	if p.to.socket != "" {
		return "+" + p.to.socket
	}
	scheme := schemeOf(p.mount.Kind == MountHTTPS)
	return SessionServer(scheme+"://"+p.to.host, p.to.port)
}

// repeatable tells that the request may be sent twice: it changes nothing (RFC 9110
// section 9.2.1), and has no body that is gone then. Only such a request goes over
// a connection that the back end may be about to close.
func (p *proxied) repeatable() bool {
	switch p.x.parser.Method {
	case header.Get, header.Head, header.Options:
		return p.x.parser.Framing == h1.NoBody && !p.upgrades
	}
	return false
}

// reuse takes a connection that an earlier request has left, if there is one.
func (p *proxied) reuse() bool {
	l := p.conn.vhostShare()
	if !p.repeatable() {
		return false
	}
	place := p.place()
	for i := len(l.idle[place]) - 1; i >= 0; i-- {
		b := l.idle[place][i]
		if role, ok := b.role.(*proxyIdle); !ok || !role.settled || b.closing {
			continue
		}
		l.forgetIdle(place, b)
		b.role = &proxyBack{p}
		if !b.quiet() {
			b.role = &proxyIdle{place: place}
			b.Close(CloseLost)
			continue
		}
		p.back, p.reused = b, true
		p.reached()
		return true
	}
	return false
}

// quiet tells that nothing has come that was not read, nor the peer's end.
func (c *Conn) quiet() bool {
	if len(c.unread) > 0 || c.peerDone || c.stream.Waiting() {
		return false
	}
	var b [1]byte
	_, _, err := unix.Recvfrom(c.stream.FD(), b[:], unix.MSG_PEEK|unix.MSG_DONTWAIT)
	return err == unix.EAGAIN
}

// keep leaves the connection for the next request, if both ends are done with this
// one. It tells whether it does.
func (p *proxied) keep() bool {
	b, l := p.back, p.conn.vhostShare()
	if b == nil || b.closed || b.closing || b.peerDone || p.conn.Vhost.destroying || l.idleCount >= proxyIdleMost ||
		!p.headDone || !p.parser.KeepAlive || !p.bodyDone || p.excess || p.upgrades || b.stream.Unsent() > 0 {
		return false
	}
	place := p.place()
	role := &proxyIdle{place: place}
	b.role = role
	if l.idle == nil {
		l.idle = map[string][]*Conn{}
	}
	l.idle[place] = append(l.idle[place], b)
	l.idleCount++
	p.back = nil
	b.setTimeout(timeoutKeepaliveIdle, proxyIdleSeconds)
	b.SetReceiving(true)
	b.thread.Loop.Post(func(int64) { role.settled = true })
	return true
}

func (l *share) forgetIdle(place string, c *Conn) {
	for i, b := range l.idle[place] {
		if b == c {
			list := append(l.idle[place][:i:i], l.idle[place][i+1:]...)
			if l.idleCount--; len(list) == 0 {
				delete(l.idle, place)
			} else {
				l.idle[place] = list
			}
			return
		}
	}
}

// again asks over a new connection when the one that was kept turns out to be gone
// before anything came over it (RFC 9112 section 9.3.1). It tells whether it does.
func (p *proxied) again() bool {
	if p.released || !p.reused || p.heard || p.conn.Vhost.destroying {
		return false
	}
	p.reused, p.connected = false, false
	if b := p.back; b != nil {
		b.role = &proxyIdle{}
		b.Close(CloseLost)
		p.back = nil
	}
	p.request = p.conn.proxyRequest(p.x, p)
	p.dial()
	return true
}
