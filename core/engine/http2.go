package engine

import (
	"github.com/golws/golws/core/h2"
)

// http2State is what a connection keeps that carries HTTP/2 streams.
type http2State struct {
	machine h2.Conn
	// first is the oldest of its streams.
	first, last *stream
	// waiting are the streams with output that a window or the socket held back.
	waiting []*stream
	frame   [h2.FrameHeaderLen]byte
	// upgrading: the peer has not yet sent its preface, and may have no room for
	// more than our 101 before that. curl 7.88 gives up when there is more.
	upgrading bool
	// resuming: the streams that waited are being given their chance.
	resuming bool
	// receiving: what has come is being served; idled: meanwhile the last stream
	// has ended.
	receiving, idled bool
}

// http2Server is the role of a connection whose requests come on HTTP/2 streams.
// Each stream is a Conn of its own, with the role that it would have on a
// connection of HTTP/1.
type http2Server struct{}

const (
	// http2Streams is how many requests a peer may have under way at once.
	http2Streams = 128
	// http2StreamWindow is how much of a request's body may come before the
	// program has taken what came before.
	http2StreamWindow = 256 << 10
	// http2Window is the same for all streams of a connection together.
	http2Window = 1 << 20
)

// makeHTTP2Config is how v speaks HTTP/2.
func (v *Vhost) makeHTTP2Config() *h2.Config {
	s := h2.DefaultSettings()
	s.MaxConcurrentStreams = http2Streams
	s.InitialWindowSize = http2StreamWindow
	s.MaxHeaderListSize = uint32(v.context.Config.HeaderBytes)
	s.EnableConnectProtocol = 1
	if own := &v.Config.HTTP2Settings; own[0] != 0 {
		for i, field := range [...]*uint32{&s.HeaderTableSize, &s.EnablePush, &s.MaxConcurrentStreams,
			&s.InitialWindowSize, &s.MaxFrameSize, &s.MaxHeaderListSize} {
			if own[i+1] != 0 {
				*field = own[i+1]
			}
		}
	}
	return &h2.Config{Settings: s, ConnectionWindow: http2Window}
}

// becomeHTTP2Server makes c, on which nothing was asked yet, a connection of
// HTTP/2 streams.
func (c *Conn) becomeHTTP2Server() {
	c.releaseTransaction()
	c.h2 = &http2State{}
	c.role = http2Server{}
	c.lingers = true
	c.h2.machine.Init(c.Vhost.http2Config(), c.thread.now)
	c.setTimeout(timeoutEstablishWithServer, c.Vhost.Config.HeaderSeconds)
	c.flushHTTP2()
}

// flushHTTP2 hands what the machine has queued to the socket.
func (c *Conn) flushHTTP2() {
	m := &c.h2.machine
	if out := m.Output(); len(out) > 0 {
		c.write(nil, out)
		m.Sent(len(out))
	}
}

func (http2Server) received(c *Conn, data []byte) (rest []byte) {
	s := c.h2
	s.receiving, s.idled = true, false
	rest = c.receiveHTTP2(data, http2Server{}.opened)
	s.receiving = false
	if s.idled && s.first == nil && !c.closed && !c.closing {
		c.streamless()
	}
	return rest
}

// unsentMost is how much output a peer may leave unread before we stop reading
// what makes more of it (CVE-2019-9517).
const unsentMost = 256 << 10

// headsPerTurn is how many messages a peer may begin before the other connections
// have their turn: one segment can hold a thousand (CVE-2023-44487).
const headsPerTurn = 64

// receiveHTTP2 gives data to the machine and acts on what it finds. opened is
// called for the head of a message.
func (c *Conn) receiveHTTP2(data []byte, opened func(*Conn, *h2.Event)) (rest []byte) {
	s := c.h2
	var ev h2.Event
	heads := 0
	for !c.closed {
		if heads >= headsPerTurn && len(data) > 0 {
			c.flushHTTP2()
			c.postpone()
			return data
		}
		if c.stream.Full() && c.stream.Unsent() > unsentMost {
			return data
		}
		n, err := s.machine.Next(&ev, data, c.thread.now)
		data = data[n:]
		if err != nil {
			if c.host().Wants(LevelInfo) {
				c.log(LevelInfo, "HTTP/2: "+err.Error())
			}
			c.flushHTTP2()
			c.Close(CloseProtocol)
			return nil
		}
		switch ev.Kind {
		case h2.NeedMore:
			c.flushHTTP2()
			if s.machine.Finished() {
				c.Close(CloseProgram)
			}
			return nil
		case h2.Headers, h2.Informational:
			heads++
			opened(c, &ev)
		case h2.Data, h2.Trailers:
			if owner, ok := ev.Stream.Owner.(*stream); ok {
				if ev.Kind == h2.Trailers {
					owner.keepTrailers(s.machine.Fields())
				}
				owner.received(ev.Payload, ev.End)
			}
		case h2.Reset, h2.StreamError, h2.StreamRefused:
			if owner, ok := ev.Stream.Owner.(*stream); ok {
				owner.reset(&ev)
			}
		case h2.GoAway:
			if c.client != nil {
				c.sendAway() // those that wait have not been sent
			}
			if ev.Code != h2.NoError && c.host().Wants(LevelInfo) {
				c.log(LevelInfo, "HTTP/2: the peer goes away: "+ev.Code.String())
			}
		case h2.WindowOpened, h2.PeerSettings:
			s.upgrading = false
			if ev.Stream == nil {
				c.resumeStreams()
				if ev.Kind == h2.PeerSettings && c.client != nil {
					c.carryNext()
				}
			} else if owner, ok := ev.Stream.Owner.(*stream); ok {
				owner.opened()
			}
		}
	}
	return nil
}

// opened begins to serve a request.
func (http2Server) opened(c *Conn, ev *h2.Event) {
	var s *stream
	if c.takePlace() {
		if s = c.newStream(c.Vhost, ev.Stream, serverHTTP{}); s == nil {
			c.givePlace()
		}
	}
	if s == nil {
		c.h2.machine.Reset(ev.Stream, h2.RefusedStream)
		c.h2.machine.Release(ev.Stream)
		return
	}
	s.inputEnded = ev.End
	child := s.conn
	child.serveFields(c.h2.machine.Fields())
	c.thread.recycle(child)
}

func (http2Server) peerClosed(c *Conn) { c.Close(CloseLost) }
func (http2Server) writeable(*Conn)    {}
func (http2Server) sent(c *Conn) {
	c.resumeStreams()
	if len(c.unread) > 0 {
		c.hold()
	}
}
func (http2Server) expired(c *Conn) {
	if c.h2.machine.SettingsPending() && c.h2.first == nil {
		c.h2.machine.GoAway(h2.SettingsTimeout, "no SETTINGS acknowledgment")
	}
	c.Close(CloseTimeout)
}

func (http2Server) ended(c *Conn, why Cause) {
	c.endHTTP2(why)
	c.tell(ReasonClosedHTTP, nil)
}

// endHTTP2 ends the streams, and tells the peer unless it knows.
func (c *Conn) endHTTP2(why Cause) {
	s := c.h2
	if why == CloseContext || why == CloseProgram || why == CloseTimeout {
		// Before the streams are reset: a client with no stream left may read no
		// further.
		if !s.machine.Finished() {
			s.machine.GoAway(h2.NoError, "")
		}
	}
	for s.first != nil {
		first := s.first
		if first.conn != nil {
			first.conn.Close(max(why, CloseLost))
		}
		if s.first == first {
			first.forget()
		}
	}
	c.flushHTTP2()
	s.machine.Free()
}

// resumeStreams gives those that waited a chance to send: one frame each in
// turn, so that none starves.
func (c *Conn) resumeStreams() {
	s := c.h2
	if s.resuming {
		return
	}
	s.resuming = true
	defer func() { s.resuming = false }()
	for progress := true; progress && !c.closed; {
		progress = false
		round := len(s.waiting)
		for i := 0; i < round && i < len(s.waiting) && !c.closed; i++ {
			if s.waiting[i].sendOne() {
				progress = true
			}
		}
		c.settleWaiting()
	}
}

// settleWaiting takes those off the list that need not wait any more, and lets
// them go on.
func (c *Conn) settleWaiting() {
	s := c.h2
	for i := 0; i < len(s.waiting) && !c.closed; {
		w := s.waiting[i]
		if w.full() {
			i++
			continue
		}
		s.waiting = append(s.waiting[:i], s.waiting[i+1:]...)
		w.isWaiting = false
		w.drained()
	}
}
