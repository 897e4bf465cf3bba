package engine

import (
	"sync/atomic"
)

// TLSLimits bound what a context has of TLS at once, servers and clients
// together; 0 means any number.
type TLSLimits struct {
	// Connections speak TLS, or are about to; Handshakes are not through with it.
	Connections, Handshakes int
}

// tlsCrowd counts what TLSLimits bound.
type tlsCrowd struct {
	connections, handshakes atomic.Int64
}

// tlsFull tells that no more TLS may begin.
func (x *Context) tlsFull() bool {
	l := x.Config.TLS
	return l.Connections > 0 && x.tlsCrowd.connections.Load() >= int64(l.Connections) ||
		l.Handshakes > 0 && x.tlsCrowd.handshakes.Load() >= int64(l.Handshakes)
}

// enterTLS counts s, whose handshake begins. False: there are too many.
func (x *Context) enterTLS(s *secured) bool {
	if x.tlsFull() {
		return false
	}
	s.counted, s.shaking = true, true
	x.tlsCrowd.connections.Add(1)
	x.tlsCrowd.handshakes.Add(1)
	return true
}

// shaken counts s as one that is through with its handshake.
func (x *Context) shaken(s *secured) {
	if s.shaking {
		s.shaking = false
		x.tlsCrowd.handshakes.Add(-1)
		x.reopenDoors()
	}
}

// leaveTLS counts s no more, if it is there.
func (x *Context) leaveTLS(s *secured) {
	if s == nil || !s.counted {
		return
	}
	s.counted = false
	x.tlsCrowd.connections.Add(-1)
	x.shaken(s)
	x.reopenDoors()
}

// awaitsTLS makes a listener wait until there is room for TLS again: who connects
// meanwhile is in the kernel's queue.
func (c *Conn) awaitsTLS() bool {
	if c.Vhost.tls.Load() == nil || !c.Vhost.context.tlsFull() {
		return false
	}
	c.gated, c.paused = true, true
	c.updateInterest()
	return true
}

// reopenDoors lets listeners that wait for room go on.
func (x *Context) reopenDoors() {
	if x.Config.TLS == (TLSLimits{}) || x.tlsFull() {
		return
	}
	for _, t := range x.Threads {
		t.Loop.Post(func(int64) {
			for _, v := range x.Vhosts() {
				for _, l := range v.listeners {
					if l.thread == t && l.gated {
						l.gated, l.paused = false, false
						l.updateInterest()
					}
				}
			}
		})
	}
}
