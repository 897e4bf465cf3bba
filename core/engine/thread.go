package engine

import (
	"slices"
	"sync/atomic"

	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/h1"
	"github.com/golws/golws/core/loop"
	"github.com/golws/golws/core/netio"
	"github.com/golws/golws/core/ws"
)

const (
	// receiveSize is how much one connection may deliver in one turn. It is
	// also the upper bound of one RECEIVE of an unfragmented small message. A
	// smaller one costs more than calls: each that opens the window has the kernel
	// send what waits for it, on this thread's time if the peer is on this machine.
	receiveSize = 256 << 10
	// replaySize is how much of the bytes that a connection had to keep is offered
	// again at once. What is not taken then was copied for nothing.
	replaySize = 64 << 10
	// receiveHeadroom keeps what a program writes in front of the bytes it
	// was given (LWS_PRE, 16 bytes) inside the buffer.
	receiveHeadroom = 64
	// writeablesInRow is how often a connection that asks again is offered
	// WRITEABLE before it is the next one's turn: what it writes then is
	// collected into one send.
	writeablesInRow = 32
	// rowsInTurn is how many such rows follow each other.
	rowsInTurn = 2
	// writeableRounds bounds how often one turn offers WRITEABLE to a
	// connection that asks for it again each time, so that a busy sender
	// does not keep the loop from reading.
	writeableRounds = 8
	// corkedMost bounds how many connections hold collected output at once
	// in the middle of a turn (a broadcast to everybody).
	corkedMost = 64
)

// Thread is one service thread of a context: its loop, its buffers, and the
// connections that want something in this turn. Only that thread touches it,
// but for Post.
type Thread struct {
	Context *Context
	Index   int
	Loop    *loop.Loop
	// Alarm, if any, is where the next due time goes: see UseAlarm.
	Alarm   func(due int64)
	alarmAt int64

	pool    netio.Pool
	receive []byte
	now     int64

	ready []*Conn // asked for WRITEABLE
	round []*Conn
	asked []*Conn
	held  []*Conn // have received bytes to be looked at again
	// postponed is held for the next turn.
	postponed []*Conn
	corked    []*Conn // hold output for the end of the turn
	early     []*Conn // had theirs sent before it, and have not been told yet
	doomed    []*Conn // to be closed at the next safe point
	starving  starving

	conns connList
	// doors are those of conns that are listeners.
	doors int
	// load is carried() as other threads may see it, with what they have handed over
	// since. told is what this thread has said for it.
	load atomic.Int32
	told int32
	// served: somebody serves it, so connections may be handed to it.
	served     atomic.Bool
	arrivals   arrivals
	working    *Conn // what the turn is about, should it fail
	flushing   bool
	inTurn     bool
	programs   int // CGI programs that run
	spawned    map[*Spawned]struct{}
	lingerings *lingering
	lingerers  int
	// receives counts the reads from sockets.
	receives  uint64
	openFiles heldFiles

	// Memory for one thing at a time, so that none is allocated for each.
	head         [16]byte // frame header under construction
	masked       []byte   // a client frame being masked
	inflated     []byte   // a piece of a compressed message
	row          []Piece  // messages that arrived together
	deflated     []byte   // a frame that was compressed
	deflates     ws.DeflatePool
	scratch      []byte // a message head under construction
	room         []byte // where programs append headers
	file         []byte // a piece of a file
	cgiOutput    []byte // a piece of what a CGI program puts out
	fieldRoom    []byte // the same for those of a mounted file
	page         []byte // a piece of a page that is rewritten
	responseHead h1.Head
	fields       fieldTranslator
	transactions []*transaction // not in use
	spareStreams []*streamConn  // likewise
}

// newThread makes the state of service thread index. memory is the receive
// buffer, outside the Go heap.
func newThread(ctx *Context, index int, poller loop.Poller, wake func(), memory []byte) *Thread {
	t := &Thread{Context: ctx, Index: index, Loop: loop.New(poller, wake), receive: memory}
	t.openFiles.init(t)
	t.starving.init(t)
	return t
}

// ReceiveMemory is how many bytes a thread's receive buffer needs.
const ReceiveMemory = receiveHeadroom + receiveSize + 64

// Turn does everything that is due at now: work posted by other threads, the
// events, timers, WRITEABLE callbacks, and at last the sends.
func (t *Thread) Turn(events []unix.EpollEvent, now int64) {
	t.begin(now)
	for i := range events {
		key, ev := loop.FromEpoll(&events[i])
		t.Loop.Notify(key, ev, now)
		t.serveAlone()
	}
	t.end(now)
}

// serveAlone gives WRITEABLE to the one connection that asked for it while it
// was being read, or to its streams, and sends what they wrote, as long as all
// that is still in the processor's cache. When several connections ask (a
// message for everybody) they wait for the end of the turn, so that what they
// get from all others leaves in one piece.
func (t *Thread) serveAlone() {
	t.collectAsked()
	if len(t.ready) == 0 || len(t.early)+len(t.held)+len(t.doomed) > 0 {
		return
	}
	network := t.ready[0].Network()
	isOther := func(c *Conn) bool { return c.Network() != network }
	if slices.ContainsFunc(t.ready, isOther) || slices.ContainsFunc(t.corked, isOther) {
		return
	}
	t.offerRound()
	t.flush()
}

// offerRound gives WRITEABLE to those that ask for it now.
func (t *Thread) offerRound() {
	t.round, t.ready = t.ready, t.round[:0]
	for i, c := range t.round {
		t.round[i] = nil
		c.queued = false
		c.offerWriteables()
		t.recycle(c)
	}
}

// TurnFD is Turn for one descriptor that a foreign poller has waited on; a
// negative fd means that time has passed. It tells whether fd is ours.
func (t *Thread) TurnFD(fd int, ev loop.Events, now int64) (ours bool) {
	t.begin(now)
	if fd >= 0 {
		ours = t.Loop.NotifyFD(fd, ev, now)
	}
	t.attendLingering(now)
	t.end(now)
	return ours
}

// Served says that somebody serves t from now on.
func (t *Thread) Served() {
	if len(t.Context.Threads) > 1 && !t.served.Load() {
		t.served.Store(true)
	}
}

func (t *Thread) begin(now int64) {
	t.Served()
	t.now, t.inTurn = now, true
	if t.alarmAt <= now {
		t.alarmAt = unknownDue
	}
	t.Context.Host.Turning(t, true)
	for _, c := range t.postponed {
		c.inPostponed = false
		c.hold()
	}
	clear(t.postponed)
	t.postponed = t.postponed[:0]
	t.Loop.RunPosted(now)
}

func (t *Thread) end(now int64) {
	t.Loop.Timers.Run(now)
	t.finish()
	t.inTurn, t.working = false, nil
	if len(t.Context.Threads) > 1 {
		t.tellLoad(0)
	}
	t.Context.Host.Turning(t, false)
	t.arm()
}

// finish runs what the turn left behind: closes, held input, WRITEABLEs, sends.
func (t *Thread) finish() {
	for range writeableRounds {
		t.reap()
		t.replayHeld()
		t.collectAsked()
		if len(t.ready) == 0 {
			break
		}
		t.offerRound()
	}
	t.flush()
	t.reap()
	t.collectAsked() // by what the program was told at the very end
}

// Wait is how long the thread may sleep, in microseconds; -1: until an event.
func (t *Thread) Wait(now int64) int64 {
	if len(t.ready) > 0 || len(t.held) > 0 || len(t.postponed) > 0 || len(t.doomed) > 0 || len(t.corked) > 0 || len(t.early) > 0 {
		return 0
	}
	return t.Loop.Wait(now)
}

// Due tells that a timer of the thread waits for a turn.
func (t *Thread) Due(now int64) bool {
	due, set := t.Loop.Timers.Next()
	return set && due <= now
}

// Now is the time of the current turn, in microseconds.
func (t *Thread) Now() int64 { return t.now }

// collectAsked makes what the Host collected into requests.
func (t *Thread) collectAsked() {
	t.asked = t.Context.Host.Asked(t, t.asked[:0])
	for i, c := range t.asked {
		t.asked[i] = nil
		c.RequestWriteable()
	}
}

// flush sends what the connections wrote in this turn.
func (t *Thread) flush() {
	t.flushing = true
	for len(t.corked) > 0 || len(t.early) > 0 {
		for i := 0; i < len(t.corked); i++ {
			c := t.corked[i]
			t.corked[i] = nil
			c.inCorked = false
			t.working = c
			if c.sendCork() {
				c.afterSend()
			}
		}
		t.corked = t.corked[:0]
		for i := 0; i < len(t.early); i++ {
			c := t.early[i]
			t.early[i] = nil
			c.inEarly = false
			t.working = c
			if !c.closed {
				c.afterSend()
			}
		}
		t.early = t.early[:0]
	}
	t.flushing = false
}

// flushEarly sends in the middle of a turn, where the program is at work: it
// hears of nothing before the turn's end.
func (t *Thread) flushEarly() {
	for i, c := range t.corked {
		t.corked[i] = nil
		c.inCorked = false
		if c.sendCork() && !c.inEarly {
			c.inEarly = true
			t.early = append(t.early, c)
		}
	}
	t.corked = t.corked[:0]
}

// sendCork tells whether c lives on.
func (c *Conn) sendCork() bool {
	if c.closed {
		return false
	}
	if err := c.stream.Flush(); err != nil {
		c.doom(err)
		return false
	}
	return true
}

// cork remembers that c has output to send at the end of the turn.
func (t *Thread) cork(c *Conn) {
	if c.inCorked {
		return
	}
	if len(t.corked) >= corkedMost && !t.flushing {
		t.flushEarly()
	}
	c.inCorked = true
	t.corked = append(t.corked, c)
	t.arm()
}

// reap closes the connections that died at a point where nobody could be told.
func (t *Thread) reap() {
	for len(t.doomed) > 0 {
		c := t.doomed[len(t.doomed)-1]
		t.doomed[len(t.doomed)-1] = nil
		t.doomed = t.doomed[:len(t.doomed)-1]
		t.working = c
		c.Close(CloseLost)
	}
}

// replayHeld gives connections the input they could not take earlier.
func (t *Thread) replayHeld() {
	for i := 0; i < len(t.held); i++ {
		c := t.held[i]
		t.held[i] = nil
		c.inHeld = false
		c.replay()
	}
	t.held = t.held[:0]
}

// connList is an intrusive list of all connections of a thread.
type connList struct {
	first, last *Conn
	count       int
	walks       *walk
}

// walk is a way through the list that stays valid whatever is removed meanwhile.
type walk struct {
	next  *Conn
	outer *walk
}

func (l *connList) insert(c *Conn) {
	l.count++
	c.prev = l.last
	if l.last != nil {
		l.last.next = c
	} else {
		l.first = c
	}
	l.last = c
}

func (l *connList) remove(c *Conn) {
	if c.prev == nil && l.first != c {
		return // it is not in the list
	}
	c.uncount()
	l.count--
	for w := l.walks; w != nil; w = w.outer {
		if w.next == c {
			w.next = c.next
		}
	}
	if c.prev != nil {
		c.prev.next = c.next
	} else {
		l.first = c.next
	}
	if c.next != nil {
		c.next.prev = c.prev
	} else {
		l.last = c.prev
	}
	c.prev, c.next = nil, nil
}

// each calls f for every connection; f may close any of them.
func (l *connList) each(f func(*Conn)) {
	w := &walk{next: l.first, outer: l.walks}
	l.walks = w
	defer func() { l.walks = w.outer }()
	for w.next != nil {
		c := w.next
		w.next = c.next
		f(c)
	}
}

// headerRoomSize is how much a program may append to a head.
const headerRoomSize = 4096

// headerRoom is where a program appends headers, with LWS_PRE in front.
func (t *Thread) headerRoom() []byte {
	if t.room == nil {
		t.room = make([]byte, receiveHeadroom+headerRoomSize)
	}
	return t.room[receiveHeadroom:]
}

// ConnOf is the connection of the calling service thread that has a descriptor, nil
// if none has it. A stream of HTTP/2 has that of the connection that carries it, and
// is not found.
func (x *Context) ConnOf(fd int) (found *Conn) {
	x.here().conns.each(func(c *Conn) {
		if found == nil && c.mux == nil && !c.closed && c.FD() == fd {
			found = c
		}
	})
	return found
}
