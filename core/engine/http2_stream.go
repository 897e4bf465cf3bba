package engine

import (
	"bytes"
	"unsafe"

	"golang.org/x/net/http2/hpack"

	"github.com/golws/golws/core/h1"
	"github.com/golws/golws/core/h2"
	"github.com/golws/golws/core/loop"
	"github.com/golws/golws/core/netio"
)

// stream is what a Conn has instead of a socket when it is one of the HTTP/2
// streams of another, its network connection. It outlives the Conn by the output
// that the peer's window has no room for yet.
type stream struct {
	network *Conn
	conn    *Conn // nil once it is closed
	id      *h2.Stream

	prev, next *stream // of the network connection
	timeout    loop.Timer

	// head is the text of the response's head as far as the program has written it.
	head []byte
	// backlog[sent:] waits for window.
	backlog []byte
	sent    int
	// trailers follow the backlog, with END_STREAM.
	trailers []hpack.HeaderField
	// left is how much of the announced body is to come; negative: not announced.
	left int64

	headSent   bool
	noBody     bool // the response has none: what the program writes is dropped
	ends       bool // END_STREAM follows the backlog
	ended      bool // END_STREAM was sent
	inputEnded bool // the peer's END_STREAM came
	isWaiting  bool // is in http2State.waiting
	reached    int  // backlog when the timeout was set
	drains     bool // the rest of the request is dropped: see over
	dropped    int
}

const (
	// http2DrainMost and http2DrainSeconds bound how much of a request, and how
	// long, is taken and dropped whose response is complete.
	http2DrainMost    = 1 << 20
	http2DrainSeconds = 2
)

// newStream makes the Conn of a stream of c. nil: there is no memory for another.
func (c *Conn) newStream(v *Vhost, id *h2.Stream, r role) *stream {
	memory := c.thread.takeStream()
	s := &memory.stream
	*s = stream{network: c, id: id, left: -1}
	child := beginConn(&memory.Conn, v, c.thread, r)
	child.mux, s.conn = s, child
	child.Protocol = v.unnamed
	if !c.host().Opened(child) {
		c.thread.conns.remove(child)
		child.closed = true
		return nil
	}
	child.instantiated = true
	s.timeout.Owner = s
	id.Owner = s
	c.h2.insert(s)
	c.setTimeout(timeoutNone, 0)
	child.tell(ReasonWSICreate, nil)
	return s
}

// streamConn is the memory of a stream and of its Conn.
type streamConn struct {
	Conn
	stream stream
}

// spareStreams bounds how many a thread keeps of those that are over.
const spareStreams = 128

func (t *Thread) takeStream() *streamConn {
	if n := len(t.spareStreams); n > 0 {
		memory := t.spareStreams[n-1]
		t.spareStreams = t.spareStreams[:n-1]
		return memory
	}
	return new(streamConn)
}

// recycle keeps c's memory for another stream, if c is one and everything of it
// is over. No function that knows c may be under way but the caller.
func (t *Thread) recycle(c *Conn) {
	switch {
	case !c.closed || c.mux == nil || c.isClient || c.mux.id != nil || c.ws != nil || c.answered:
	case c.queued || c.inCorked || c.inEarly || c.inHeld || c.inDoomed || c.inPostponed:
	case len(t.spareStreams) >= spareStreams:
	default:
		c.mux.network, c.mux = nil, nil // so that it is not kept twice
		t.spareStreams = append(t.spareStreams, (*streamConn)(unsafe.Pointer(c)))
	}
}

// insert makes s the youngest stream.
func (h *http2State) insert(s *stream) {
	s.prev = h.last
	if h.last != nil {
		h.last.next = s
	} else {
		h.first = s
	}
	h.last = s
}

// forget takes s out of its network connection.
func (s *stream) forget() {
	state := s.network.h2
	s.network.thread.Loop.Timers.Unset(&s.timeout)
	if s.prev != nil {
		s.prev.next = s.next
	} else {
		state.first = s.next
	}
	if s.next != nil {
		s.next.prev = s.prev
	} else {
		state.last = s.prev
	}
	if s.isWaiting {
		for i, w := range state.waiting {
			if w == s {
				state.waiting = append(state.waiting[:i], state.waiting[i+1:]...)
				break
			}
		}
		s.isWaiting = false
	}
	if s.id != nil {
		state.machine.Release(s.id)
		s.id = nil
	}
	s.backlog = nil
	c := s.network
	if c.closed || c.closing {
		return
	}
	if state.first == nil {
		if state.idled = true; !state.receiving {
			c.streamless()
		}
		if state.machine.Finished() {
			c.doom(nil)
		}
	}
	if c.client != nil && len(c.client.queue) > 0 {
		c.wantNext()
	}
}

// leave is the end of the Conn. What it wrote goes out.
func (s *stream) leave(why Cause) {
	tunnel := s.conn.ws != nil
	s.conn = nil
	network := s.network
	if s.id == nil { // the request was never sent
		s.forget()
		return
	}
	m := &network.h2.machine
	switch {
	case network.closed || network.closing:
		s.forget()
		return
	case network.isClient && !s.inputEnded && !tunnel:
		m.Reset(s.id, h2.Cancel)
	case s.ended || s.ends:
	case !s.headSent || why != CloseProgram || s.left > int64(s.unsent()):
		// There is no message, or less of it than the peer would think (RFC
		// 9113 section 8.1).
		m.Reset(s.id, h2.InternalError)
	default:
		s.end()
	}
	if s.id.State() != h2.Closed && s.unsent() > 0 {
		s.reached = s.unsent()
		s.network.thread.Loop.Timers.Set(&s.timeout, s.network.thread.now+int64(network.Vhost.Config.TimeoutSeconds)*second)
		return
	}
	s.over()
}

// over gives the stream back: everything is sent.
func (s *stream) over() {
	if s.id.State() != h2.Closed {
		// The response is complete and the request is not: the rest of it is not
		// wanted (RFC 9113 section 8.1). A peer that has not much more to send
		// is let send it: some take the reset for the loss of the response. One that
		// has sent all of its body may never say so (curl 7.88).
		if !s.drains && !s.network.isClient && !s.id.BodyArrived() {
			s.drains = true
			s.network.thread.Loop.Timers.Set(&s.timeout, s.network.thread.now+http2DrainSeconds*second)
			s.network.flushHTTP2()
			return
		}
		s.network.h2.machine.Reset(s.id, h2.NoError)
	}
	s.forget()
	s.network.flushHTTP2()
}

// Expire implements loop.Expirer: the peer takes too little of what an ended
// Conn has left.
func (s *stream) Expire(_ *loop.Timer, now int64) {
	if s.drains {
		s.over()
		return
	}
	if n := s.unsent(); n < s.reached {
		s.reached = n
		s.network.thread.Loop.Timers.Set(&s.timeout, now+int64(s.network.Vhost.Config.TimeoutSeconds)*second)
		return
	}
	s.network.h2.machine.Reset(s.id, h2.Cancel)
	s.over()
}

// unsent is how much of the output is not with the network connection.
func (s *stream) unsent() int { return len(s.backlog) - s.sent }

// full tells that more output would have to wait.
func (s *stream) full() bool {
	switch {
	case s.unsent() > 0 || s.network.stream.Full() || s.network.h2.upgrading:
		return true
	case s.id == nil || !s.headSent || s.ended || s.id.State() == h2.Closed:
		return false // what is written now takes no window
	}
	return s.network.h2.machine.Sendable(s.id, 1) == 0
}

func (s *stream) wait() {
	if !s.isWaiting {
		s.isWaiting = true
		s.network.h2.waiting = append(s.network.h2.waiting, s)
	}
}

// opened: the peer has enlarged the window.
func (s *stream) opened() {
	if s.isWaiting {
		s.network.resumeStreams()
	}
}

// drained: s takes output again.
func (s *stream) drained() {
	if s.conn == nil {
		s.over()
		return
	}
	c := s.conn
	c.role.sent(c)
	if !c.closed && c.wantWrite && !c.full() {
		c.queueWriteable()
	}
}

// received is a piece of what the peer sends.
func (s *stream) received(p []byte, end bool) {
	s.inputEnded = s.inputEnded || end
	c := s.conn
	if c == nil {
		s.consumed(len(p))
		if s.dropped += len(p); s.drains && (end || s.dropped > http2DrainMost) {
			s.over()
		}
		return
	}
	if len(c.unread) > 0 || c.paused {
		c.unread = append(c.unread, p...)
		c.peerDone = c.peerDone || end
		c.hold()
		return
	}
	rest := c.role.received(c, p)
	if c.closed {
		if s.id != nil {
			s.consumed(len(p))
		}
		return
	}
	s.consumed(len(p) - len(rest))
	if len(rest) > 0 {
		c.unread = append([]byte(nil), rest...)
	}
	if end {
		c.peerDone = true
		if len(c.unread) == 0 && !c.inflating() {
			c.role.peerClosed(c)
		}
	}
}

// consumed gives window back for n bytes that the program has taken.
func (s *stream) consumed(n int) {
	if n > 0 && s.id != nil {
		s.network.h2.machine.Consumed(s.id, n)
		s.network.flushHTTP2()
	}
}

// reset: the peer has given up the stream, or it broke a rule.
func (s *stream) reset(ev *h2.Event) {
	s.backlog, s.sent = nil, 0
	if (ev.Kind == h2.StreamRefused || ev.Code == h2.RefusedStream) && s.refused() {
		return
	}
	if c := s.conn; c != nil {
		if c.client != nil && c.client.failure == "" {
			c.client.failure = "HTTP/2 stream reset: " + ev.Code.String()
			if ev.Kind == h2.StreamRefused {
				c.client.failure = "HTTP/2 stream refused"
			}
		}
		if ev.Err != nil && c.host().Wants(LevelInfo) {
			c.log(LevelInfo, "HTTP/2 stream: "+ev.Err.Error())
		}
		c.Close(CloseLost)
		return
	}
	s.over()
}

// write takes a piece of a message as it would go over HTTP/1: its head is
// translated, what follows is the body.
func (s *stream) write(head, body []byte) bool {
	if s.id == nil && !s.network.isClient {
		return false
	}
	return s.take(head) && s.take(body)
}

// take is write for one piece.
func (s *stream) take(text []byte) bool {
	if s.headSent {
		return s.writeBody(text)
	}
	if len(text) == 0 {
		return true
	}
	if len(s.head) > 0 {
		s.head = append(s.head, text...)
		text = s.head
	}
	for !s.headSent {
		end := bytes.Index(text, []byte("\r\n\r\n"))
		if end < 0 {
			if len(text) > headerRoomSize {
				s.conn.log(LevelErr, "HTTP/2 stream: what was written is not the head of a response")
				s.conn.doom(nil)
				return false
			}
			s.head = append(s.head[:0:0], text...)
			return true
		}
		if !s.writeHead(text[:end+2]) {
			return false
		}
		text = text[end+4:]
	}
	s.head = nil
	return s.writeBody(text)
}

// writeHead sends the head of a response, given as the lines of HTTP/1.
func (s *stream) writeHead(text []byte) bool {
	if s.network.isClient {
		return s.writeRequestHead(text)
	}
	c := s.conn
	head, err := c.thread.fields.response(text)
	if err != nil {
		c.log(LevelErr, "HTTP/2 stream: "+err.Error())
		s.network.h2.machine.Reset(s.id, h2.InternalError)
		return false
	}
	final := head.status >= 200
	if final {
		s.headSent = true
		s.left = head.length
		toHead := c.http != nil && c.http.parser.Method.String() == "HEAD"
		s.noBody = toHead || head.status == 204 || head.status == 304 || head.length == 0
		switch c.role.(type) {
		case webSocket, *tunnelFront:
			s.noBody, s.left = false, -1
		}
		if s.noBody {
			s.left, s.ended = 0, true
		}
	}
	s.network.h2.machine.WriteHeaders(s.id, head.fields, final && s.noBody)
	s.network.flushHTTP2()
	return !s.network.closed
}

// writeBody sends what the windows have room for and keeps the rest.
func (s *stream) writeBody(p []byte) bool {
	if len(p) == 0 || s.noBody {
		return true
	}
	if s.id == nil || s.ended || s.ends || s.id.State() == h2.Closed {
		return false
	}
	if s.left >= 0 && int64(len(p)) > s.left-int64(s.unsent()) {
		s.conn.log(LevelErr, "HTTP/2 stream: the body is longer than its announced length")
		p = p[:s.left-int64(s.unsent())]
	}
	for s.unsent() == 0 && len(p) > 0 {
		n := s.sendFrame(p)
		if n == 0 {
			break
		}
		p = p[n:]
	}
	if len(p) > 0 {
		s.backlog = append(s.backlog, p...)
		s.wait()
	} else if s.full() {
		s.wait()
	}
	return true
}

// sendFrame sends one frame with as much of p as the windows allow.
func (s *stream) sendFrame(p []byte) int {
	network := s.network
	if network.stream.Full() || network.h2.upgrading || network.stream.Unsent() > netio.BacklogHigh {
		return 0
	}
	m := &network.h2.machine
	n := m.Sendable(s.id, len(p))
	if n == 0 {
		return 0
	}
	last := s.left == int64(n) || s.ends && n == len(p) && s.trailers == nil
	network.flushHTTP2()
	head := m.AppendData(network.h2.frame[:0], s.id, n, last)
	network.write(head, p[:n])
	if s.left > 0 {
		s.left -= int64(n)
	}
	s.ended = s.ended || last
	if s.conn != nil && !last {
		s.conn.progressed()
	}
	if s.ends && n == len(p) && !last {
		s.sendEnd()
	}
	return n
}

// sendOne sends one frame of the backlog.
func (s *stream) sendOne() bool {
	if s.unsent() == 0 || s.id.State() == h2.Closed {
		s.backlog, s.sent = nil, 0
		return false
	}
	n := s.sendFrame(s.backlog[s.sent:])
	s.sent += n
	if s.unsent() == 0 {
		s.backlog, s.sent = nil, 0
	}
	return n > 0
}

// end says that the message is complete.
func (s *stream) end() {
	if s.id == nil || s.ended || s.ends || !s.headSent || s.id.State() == h2.Closed {
		return
	}
	if s.unsent() > 0 {
		s.ends = true
		return
	}
	s.sendEnd()
}

// sendEnd sends END_STREAM, with the trailers if there are any.
func (s *stream) sendEnd() {
	s.ended = true
	network := s.network
	if s.trailers != nil {
		network.h2.machine.WriteHeaders(s.id, s.trailers, true)
		network.flushHTTP2()
		return
	}
	network.flushHTTP2()
	network.write(network.h2.machine.AppendData(network.h2.frame[:0], s.id, 0, true), nil)
}

// WriteHead is lws_write with header lines: the head of a message, or, behind the
// head of an HTTP/2 response, its trailers (RFC 9113 section 8.1), which end it.
func (c *Conn) WriteHead(lines []byte) int {
	s := c.mux
	if s == nil || !s.headSent || s.network.isClient {
		return c.WriteHTTP(lines)
	}
	fields, err := trailerFields(lines)
	switch {
	case err != nil:
		c.log(LevelErr, "HTTP/2 stream: trailers: "+err.Error())
		return -1
	case s.noBody || s.ended || s.ends:
		c.log(LevelErr, "HTTP/2 stream: trailers behind the end of the response")
		return -1
	}
	s.trailers = fields
	s.end()
	return len(lines)
}

// EndStream says that the response is complete, if c is an HTTP/2 stream: the
// other protocols see that by themselves.
func (c *Conn) EndStream() {
	if c.mux != nil && !c.closed {
		c.mux.end()
	}
}

// Network is the connection that carries c: c itself unless c is a stream.
func (c *Conn) Network() *Conn {
	if c.mux != nil {
		return c.mux.network
	}
	return c
}

// IsHTTP2 tells that c is an HTTP/2 stream, or carries some.
func (c *Conn) IsHTTP2() bool { return c.mux != nil || c.h2 != nil }

// full tells that what c writes now would have to wait.
func (c *Conn) full() bool {
	if c.mux != nil {
		return c.mux.full()
	}
	return c.stream.Full()
}

// unsent is how many accepted bytes the kernel, or the network connection, does
// not have yet.
func (c *Conn) unsent() int {
	if c.mux != nil {
		return c.mux.unsent()
	}
	return c.stream.Unsent()
}

// queuedOutput is how many accepted bytes the peer has not taken.
func (c *Conn) queuedOutput() int {
	if c.mux != nil {
		return c.mux.unsent()
	}
	return c.stream.Queued()
}

// SendAllowance is how much the peer lets c send now; -1 when there is no such
// limit.
func (c *Conn) SendAllowance() int {
	if c.mux == nil || c.mux.id == nil {
		return -1
	}
	m := &c.mux.network.h2.machine
	return max(min(c.mux.id.SendWindow(), m.SendWindow())-c.mux.unsent(), 0)
}

// ReceiveAllowance is how much the peer may send on c now; -1 when there is no
// such limit.
func (c *Conn) ReceiveAllowance() int {
	if c.mux == nil || c.mux.id == nil {
		return -1
	}
	return c.mux.id.ReceiveWindow()
}

// Credit lets the peer send n bytes more.
func (c *Conn) Credit(n int) bool {
	if c.mux == nil || c.mux.id == nil {
		return false
	}
	c.mux.network.h2.machine.Credit(c.mux.id, n)
	c.mux.network.flushHTTP2()
	return true
}

// errNotHead is about a program that writes a response without its head.
var errNotHead = &h1.Error{Status: 500, Reason: "the program's response does not begin with a status line"}
