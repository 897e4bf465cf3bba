package engine

import (
	"strconv"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/loop"
	"github.com/golws/golws/core/netio"
)

// Conn is one connection: what lws calls a wsi.
type Conn struct {
	// Handle is what the Host knows the connection by; the engine only keeps it.
	Handle unsafe.Pointer

	Vhost    *Vhost
	Protocol *Protocol
	thread   *Thread

	role   role
	stream netio.Stream
	watch  loop.Watch
	// announced is what a program with its own poll loop believes c waits for.
	announced loop.Events

	timeout loop.Timer // PENDING_TIMEOUT_*
	timer   loop.Timer // the program's own, LWS_CALLBACK_TIMER

	http   *transaction // an HTTP request being served
	client *clientState // a connection being made, or an HTTP response being read
	ws     *wsState     // an established WebSocket
	tls    *secured     // nil without TLS
	h2     *http2State  // a connection that carries HTTP/2 streams
	mux    *stream      // one of those streams
	peer   *peerRecord  // whose it is, of a context that limits addresses
	udp    *udpState    // packets

	extensions *extensionChain // those of the program, at a WebSocket

	Parent        *Conn
	firstChild    *Conn
	siblingNext   *Conn
	prev, next    *Conn // Thread.conns
	unread        []byte
	timeoutReason int32
	policy        *RetryPolicy
	queued        bool // on Thread.ready
	inCorked      bool // on Thread.corked
	inEarly       bool // on Thread.early
	inHeld        bool // on Thread.held
	inDoomed      bool // on Thread.doomed
	inPostponed   bool // on Thread.postponed
	wantWrite     bool // WRITEABLE was asked for
	keeps         bool // something was left over of what was received last
	peerDone      bool // the peer's end of stream was read
	isClient      bool
	instantiated  bool // the program has heard of it
	internal      bool // the program never hears of it
	counted       bool // see count
	lingers       bool // the peer must be able to read our last bytes
	bound         bool // the program has been told of the protocol binding
	binding       bool // it is being told of another one
	detached      bool // taken out of the poller until receiving resumes
	answered      bool // a transaction of it had an answerer
	starved       bool // it has told that descriptors, or the kernel's memory, run out
	inStarving    bool // on Thread.starving
	gated         bool // a listener that waits for room for TLS
	departs       bool // over, but for the program's loop
	departure     Cause

	halts
}

// halts are why a connection's next message is not for the program, or not now.
type halts struct {
	paused          bool // the program switched receiving off
	closed, closing bool
}

// Halts is where a Host sees in the middle of a row that it must stop: there, bytes
// become non-zero.
func (c *Conn) Halts() *[unsafe.Sizeof(halts{})]byte {
	return (*[unsafe.Sizeof(halts{})]byte)(unsafe.Pointer(&c.halts))
}

// role is what a connection does with bytes: one state of the protocol it
// speaks. Roles hold no state of their own; it is in the Conn.
type role interface {
	// received takes what arrived and returns what it could not take yet.
	received(c *Conn, data []byte) (rest []byte)
	// peerClosed is told once that nothing more will arrive.
	peerClosed(c *Conn)
	// writeable runs when the program or the role asked for it.
	writeable(c *Conn)
	// sent runs when everything written so far is with the kernel.
	sent(c *Conn)
	// expired runs when the pending timeout is over.
	expired(c *Conn)
	// ended tells the program that the connection is gone, and why.
	ended(c *Conn, why Cause)
}

// reader is a role that reads, or has the program read, when there is something.
// hungUp: nothing but the end is there.
type reader interface {
	role
	readable(c *Conn, hungUp bool)
}

// Cause is why a connection ends.
type Cause uint8

const (
	// CloseProgram: the program returned non-zero or asked for it.
	CloseProgram Cause = iota
	// CloseLost: the socket failed or the peer went away.
	CloseLost
	// CloseTimeout: the pending timeout is over.
	CloseTimeout
	// CloseProtocol: the peer broke the protocol's rules.
	CloseProtocol
	// CloseContext: the vhost or the context is being destroyed.
	CloseContext
)

// newConn makes a connection of v that will be served by t.
func newConn(v *Vhost, t *Thread, r role) *Conn { return beginConn(new(Conn), v, t, r) }

// beginConn is newConn in memory that is there.
func beginConn(c *Conn, v *Vhost, t *Thread, r role) *Conn {
	*c = Conn{Vhost: v, thread: t, role: r}
	c.stream = netio.NewStream(-1, &t.pool)
	c.timeout.Owner, c.timer.Owner = c, c
	c.policy = v.Config.Retry
	t.conns.insert(c)
	if _, listening := r.(listener); !listening {
		c.count()
	}
	return c
}

// attach gives c its descriptor and starts to watch it.
func (c *Conn) attach(fd int, ev loop.Events) error {
	c.stream = netio.NewStream(fd, &c.thread.pool)
	return c.watchFor(ev)
}

// Context is the context that c lives in.
func (c *Conn) Context() *Context { return c.thread.Context }

// Thread is the service thread that c belongs to.
func (c *Conn) Thread() *Thread { return c.thread }

// FD is the connection's descriptor, -1 when it has none.
func (c *Conn) FD() int { return c.stream.FD() }

// Closed tells that the connection is over; only its memory is left.
func (c *Conn) Closed() bool { return c.closed }

// IsClient tells that this side asked for the connection.
func (c *Conn) IsClient() bool { return c.isClient }

func (c *Conn) host() Host { return c.thread.Context.Host }

// callback tells the program, and reports whether the connection may go on:
// the program said so and did not close it meanwhile.
func (c *Conn) callback(r Reason, in []byte) bool {
	return c.host().Callback(c, nil, r, in) == 0 && !c.closed
}

// tell is for reasons whose result means nothing.
func (c *Conn) tell(r Reason, in []byte) { c.host().Callback(c, nil, r, in) }

func (c *Conn) log(level Level, text string) { c.host().Log(level, c, nil, text) }

// Ready implements loop.Source.
func (c *Conn) Ready(ev loop.Events, now int64) {
	c.thread.working = c
	if ev&loop.Writable != 0 || ev&loop.Broken != 0 && c.watch.Watching()&loop.Writable != 0 {
		if connecting, ok := c.role.(connector); ok {
			// The outcome may be that another address is tried, on another
			// descriptor, which the rest of ev is not about.
			connecting.connected(c)
			return
		}
		c.becameWritable()
	}
	if c.closed {
		return
	}
	switch role := c.role.(type) {
	case listener:
		role.accept(c)
	case reader:
		if _, ok := role.(rawFile); ok && ev&loop.Writable != 0 {
			// The answer to what was read before, as lws has it: what is read
			// now may be the end.
			c.offerWriteable()
			if c.closed {
				return
			}
		}
		if ev&loop.Readable != 0 || ev&loop.Broken != 0 {
			role.readable(c, ev&loop.Readable == 0)
		}
	case udp:
		if ev&(loop.Readable|loop.Broken) != 0 {
			role.readable(c)
		}
	default:
		if ev&loop.Readable != 0 {
			c.receive()
		} else if ev&loop.Broken != 0 {
			c.broken()
		}
	}
}

// broken: an error or a full hang-up. The kernel reports it whether or not we
// watch: leaving the descriptor registered would wake the loop again and again.
func (c *Conn) broken() {
	switch {
	case c.watch.Watching()&loop.Readable != 0:
		c.receive()
	case c.paused || c.isClient && len(c.unread) > 0:
		c.detach()
	default:
		c.Close(CloseLost)
	}
}

// detach stops watching a descriptor that has hung up. What the peer sent before is
// still the program's: it is read when the program receives again.
func (c *Conn) detach() {
	c.unwatch()
	c.detached = true
}

func (c *Conn) becameWritable() {
	unsent := c.stream.Unsent()
	if err := c.stream.Writable(); err != nil {
		c.Close(CloseLost)
		return
	}
	if c.stream.Unsent() < unsent {
		c.progressed()
	}
	c.afterSend()
	if !c.closed && c.wantWrite && !c.stream.Full() {
		c.queueWriteable()
	}
}

// afterSend brings the interest in Writable in line with the socket's state
// and tells the role when everything is out.
func (c *Conn) afterSend() {
	c.updateInterest()
	if c.unsent() > 0 || c.full() {
		return
	}
	c.role.sent(c)
}

// updateInterest tells the poller what c waits for.
func (c *Conn) updateInterest() {
	if c.mux != nil && !c.closed && c.mux.full() {
		c.mux.wait()
	}
	if c.closed || c.closing || c.stream.FD() < 0 || !c.watch.Active() && !c.detached {
		return
	}
	if _, ok := c.role.(connector); ok {
		return // only the outcome matters
	}
	var ev loop.Events
	if !c.paused && !c.peerDone && !c.unreadFull() && (c.tls == nil || !c.tls.stopped) {
		ev |= loop.Readable
	}
	if c.stream.Full() && !c.awaitsMemory() {
		ev |= loop.Writable
	}
	if ev == c.watch.Watching() {
		return
	}
	if c.detached {
		c.detached = false
		if err := c.watchFor(ev); err != nil {
			c.doom(err)
		}
		return
	}
	if err := c.thread.Loop.Interest(&c.watch, ev); err != nil {
		c.doom(err)
		return
	}
	c.announceInterest()
}

// unreadMost bounds what is kept of a peer that sends faster than the program
// takes, or that pipelines requests behind a slow one.
const unreadMost = 64 << 10

func (c *Conn) unreadFull() bool { return len(c.unread) >= unreadMost }

// receive reads once and hands the bytes on.
func (c *Conn) receive() {
	if c.paused || c.peerDone {
		return // the event was on its way when that changed
	}
	t := c.thread
	size := receiveSize
	if c.keeps { // and probably will again: what is left over is copied
		size = replaySize
	}
	buf := t.receive[receiveHeadroom : receiveHeadroom+size]
	n, err := c.stream.Recv(buf)
	t.receives++
	c.measureBytes(MetricReceived, n)
	switch {
	case err == unix.EAGAIN:
		return
	case err != nil:
		c.Close(CloseLost)
		return
	case n == 0:
		c.peerDone = true
		if len(c.unread) > 0 || c.inflating() {
			// What came before the end is delivered first.
			c.updateInterest()
			c.hold()
			return
		}
		c.role.peerClosed(c)
		if !c.closed {
			c.updateInterest()
		}
		return
	}
	if len(c.unread) > 0 {
		c.unread = append(c.unread, buf[:n]...)
		c.updateInterest()
		c.hold()
		return
	}
	c.keep(c.role.received(c, buf[:n]))
	if c.stream.Waiting() {
		c.hold()
	}
}

// keep stores what the role could not take.
func (c *Conn) keep(rest []byte) {
	if c.closed {
		return
	}
	c.keeps = len(rest) > 0
	if c.keeps {
		c.unread = append(c.unread[:0:0], rest...)
	} else {
		c.unread = nil
	}
	c.updateInterest()
}

// hold asks for another look at the unread bytes in this turn.
func (c *Conn) hold() {
	if !c.inHeld && !c.inPostponed && !c.closed {
		c.inHeld = true
		c.thread.held = append(c.thread.held, c)
		c.thread.arm()
	}
}

// postpone asks for another look at the unread bytes in the next turn: c has had
// its share of this one.
func (c *Conn) postpone() {
	if !c.inPostponed {
		c.inPostponed = true
		c.thread.postponed = append(c.thread.postponed, c)
	}
}

// replay offers the unread bytes to the role again.
func (c *Conn) replay() {
	if c.closed || c.paused {
		return
	}
	c.thread.working = c
	before := len(c.unread)
	if before > 0 || c.inflating() {
		buf := c.thread.receive[receiveHeadroom:]
		unread := c.unread
		n := copy(buf[:replaySize], unread)
		client := c.client
		rest := c.role.received(c, buf[:n])
		if c.closed || c.client != client {
			return // what is left belongs to a request that was redirected
		}
		if taken := n - len(rest); taken > 0 {
			c.unread = unread[taken:]
			copy(c.unread, rest)
		}
		if len(c.unread) == 0 {
			c.unread = nil
		} else if len(rest) < n {
			c.hold()
		}
		if c.mux != nil {
			c.mux.consumed(before - len(c.unread))
		}
	}
	if len(c.unread) == 0 && c.client != nil && c.client.completed {
		c.responseEnded()
		if c.closed {
			return
		}
	}
	if len(c.unread) == 0 && !c.inflating() {
		if c.peerDone {
			c.role.peerClosed(c)
		} else if c.stream.Waiting() {
			c.receive()
		}
	}
	c.updateInterest()
}

// write sends head and body for the role; an error dooms the connection.
func (c *Conn) write(head, body []byte) bool {
	if c.http != nil && c.http.record != nil {
		c.http.record.response.Take(head)
		c.http.record.response.Take(body)
	}
	if c.mux != nil && !c.closed {
		return c.mux.write(head, body)
	}
	if c.closed || c.stream.FD() < 0 {
		return false
	}
	switch c.role.(type) {
	case connecting, tlsHandshake, upgrading:
		return false // there is nobody yet to write to
	}
	if c.fault("sendfail") {
		c.doom(errFault)
		return false
	}
	if err := c.stream.Write(head, body); err != nil {
		c.doom(err)
		return false
	}
	c.measureBytes(MetricSent, len(head)+len(body))
	if c.stream.Corked() {
		c.thread.cork(c)
	} else if c.stream.Full() {
		c.updateInterest()
	}
	return true
}

// Disowned implements loop.Owner: c ends, and the descriptor stays its new owner's.
func (c *Conn) Disowned() {
	c.log(LevelErr, "somebody closed descriptor "+strconv.Itoa(c.FD())+", which is this connection's: it ends")
	c.stream.Disown()
	c.doom(nil)
}

// doom closes c at the next safe point: the caller's caller may be the program.
func (c *Conn) doom(error) {
	if !c.inDoomed && !c.closed {
		c.inDoomed = true
		c.thread.doomed = append(c.thread.doomed, c)
		c.thread.arm()
	}
}

// Doom is for the Host: c is closed as lost at the next safe point.
func (c *Conn) Doom() { c.doom(nil) }

// Close ends the connection, its children first: the program hears of it, then
// everything is given back. Closing a closed connection does nothing.
func (c *Conn) Close(why Cause) {
	if c.closed || c.closing {
		return
	}
	c.closing = true
	c.closeChildren(why)
	c.unwatch()
	c.role.ended(c, why)
	c.destroyExtensions()
	c.destroy(why)
	if c.client != nil {
		c.abandonWaiting()
	}
}

// closeChildren ends those of which c is the parent. One that is closing already
// is left to itself.
func (c *Conn) closeChildren(why Cause) {
	if why != CloseContext {
		why = CloseProgram
	}
	for child := c.firstChild; child != nil; child = c.firstChild {
		child.Close(why)
		if c.firstChild == child {
			child.setParent(nil)
		}
	}
}

// destroy takes c out of everything that knows it.
func (c *Conn) destroy(why Cause) {
	t := c.thread
	if c.Parent != nil && c.Parent.Protocol != nil {
		c.host().CallbackChild(c.Parent, c)
	}
	c.setParent(nil)
	c.closeChildren(why) // those that callbacks have made meanwhile
	t.Loop.Timers.Unset(&c.timeout)
	t.Loop.Timers.Unset(&c.timer)
	c.Context().leaveTLS(c.tls)
	if c.ws != nil {
		t.Loop.Timers.Unset(&c.ws.validityTimer)
		if c.ws.deflate != nil {
			c.ws.deflate.Release()
		}
	}
	c.unwatch()
	if c.departure = why; !c.leaves() {
		c.release(why)
	}
}

// release ends what destroy left.
func (c *Conn) release(why Cause) {
	t := c.thread
	if c.instantiated {
		c.host().Callback(c, c.Vhost.Protocols[0], ReasonWSIDestroy, nil)
	}
	switch {
	case c.mux != nil:
		c.mux.leave(why)
	case why == CloseLost && !c.peerDone, c.udp != nil:
		c.stream.Close()
	default:
		// What was written before the close belongs to the peer, also to one
		// that has closed its own side after its last request.
		t.linger(c.stream, (c.lingers || why == CloseContext && c.stream.Unsent() > 0) && !c.peerDone)
		c.stream = netio.NewStream(-1, &t.pool)
	}
	c.releaseTransaction()
	c.leavePeer()
	c.closed = true
	t.conns.remove(c)
	c.host().Closed(c)
}

// setParent moves c below p, or nowhere when p is nil.
func (c *Conn) setParent(p *Conn) {
	if c.Parent != nil {
		for link := &c.Parent.firstChild; *link != nil; link = &(*link).siblingNext {
			if *link == c {
				*link = c.siblingNext
				break
			}
		}
		c.siblingNext = nil
	}
	former := c.Parent
	c.Parent = p
	if p != nil {
		c.siblingNext, p.firstChild = p.firstChild, c
	}
	if former != p {
		c.host().Reparented(c, former)
	}
}

// FirstChild and NextSibling walk the children of a connection.
func (c *Conn) FirstChild() *Conn { return c.firstChild }

// NextSibling is the next child of the same parent.
func (c *Conn) NextSibling() *Conn { return c.siblingNext }
