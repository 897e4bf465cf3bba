package h2

import (
	"sync"

	"golang.org/x/net/http2/hpack"
)

// Config is what the Conns of many connections share. It must not change while
// one of them is in use.
type Config struct {
	// Client is set for the client's end.
	Client bool
	// Settings are ours, to be announced. Those that are 0 are so: start from
	// DefaultSettings.
	Settings Settings
	// ConnectionWindow is the receive window of the whole connection; less than
	// the 65535 of the protocol can't be had (RFC 9113 §6.9.2).
	ConnectionWindow uint32
	// ManualWindow leaves the receive windows of streams to Credit, so that
	// Consumed is about the connection's alone.
	ManualWindow bool
}

// Conn is one end of a connection. Init makes it ready.
type Conn struct {
	cfg    *Config
	ours   Settings // as announced
	peer   Settings
	failed *Error
	now    int64

	// Input.
	phase     phase
	head      frameHeader
	left      uint32 // bytes of the payload, padding apart, that were not read yet
	padding   uint32
	have      int // bytes of the preface or of a frame header in scratch
	scratch   [len(Preface)]byte
	partial   *buffer // payload of which only a part was received
	data      *Stream // of the DATA frame; nil: the payload is dropped
	block     block
	decoder   *hpack.Decoder
	section   *section
	known     *[knownBlocks]knownBlock
	firstDone bool // the peer's SETTINGS have come

	// Streams.
	table    streamTable
	closed   closedStreams
	nextID   uint32 // client: of the next stream
	lastPeer uint32 // server: highest one that the peer opened

	// Flow control of the connection.
	send        int32
	recv        int32
	pending     uint32
	tolerance   int32 // what streams may be sent beyond, until our SETTINGS are known
	ackDue      int   // SETTINGS that the peer has not acknowledged
	pingDue     int
	connStarved bool

	// The end of the connection.
	sentGoAway   bool
	draining     bool   // the first of two GOAWAY was sent
	lastAccepted uint32 // of the last GOAWAY that was sent
	peerLast     uint32 // of the peer's last GOAWAY
	peerAway     bool
	refusing     bool // streams above peerLast are left

	// Output.
	out     *buffer
	sent    int
	replies int // bytes in out that answer the peer, at most
	encoder *hpack.Encoder
	// repeated are blocks that may be sent again as they are.
	repeated []repeated
	buckets  [bucketCount]bucket
}

// buffer is memory that a connection borrows while it has use for it.
type buffer struct{ b []byte }

const (
	bufferSize = 4 << 10
	// keptSize is the size above which memory is not kept for the next borrower.
	keptSize = 64 << 10
)

var buffers = sync.Pool{New: func() any { return &buffer{make([]byte, 0, bufferSize)} }}

func (b *buffer) release() {
	if cap(b.b) <= keptSize {
		b.b = b.b[:0]
		buffers.Put(b)
	}
}

// Init makes c ready for a new connection and queues what opens it: the preface
// (from a client), SETTINGS, and the connection's window.
func (c *Conn) Init(cfg *Config, now int64) {
	*c = Conn{cfg: cfg, ours: cfg.Settings, peer: DefaultSettings(), now: now, send: defaultWindow, recv: defaultWindow, nextID: 1}
	c.ours.clamp(cfg.Client)
	c.phase = inPreface
	if cfg.Client {
		c.phase = inHeader
		c.peer.MaxConcurrentStreams = StreamsBeforeSettings
		c.queue()
		c.out.b = append(c.out.b, Preface...)
	}
	c.initCompression()
	c.tolerance = max(0, defaultWindow-int32(c.ours.InitialWindowSize))

	q := c.queue()
	start := len(q.b)
	q.b = frameHeader{kind: FrameSettings}.append(q.b)
	q.b = c.ours.append(q.b)
	q.b[start+2] = byte(len(q.b) - start - FrameHeaderLen)
	c.ackDue = 1
	if w := min(cfg.ConnectionWindow, maxWindow); w > defaultWindow {
		c.windowUpdate(0, w-defaultWindow)
		c.recv = int32(w)
	}
}

// Peer returns the peer's settings. Until its first SETTINGS they are the
// defaults.
func (c *Conn) Peer() Settings { return c.peer }

// Established reports whether the peer's first SETTINGS have come.
func (c *Conn) Established() bool { return c.firstDone }

// SettingsPending reports whether the peer has yet to acknowledge our settings:
// SETTINGS_TIMEOUT is for one that does not (RFC 9113 §6.5.3).
func (c *Conn) SettingsPending() bool { return c.ackDue > 0 }

// StreamsOpen returns how many streams are open or half closed.
func (c *Conn) StreamsOpen() int { return c.table.count }

// LastPeerStream returns the highest stream that the peer opened.
func (c *Conn) LastPeerStream() uint32 { return c.lastPeer }

// SendWindow returns how much the peer lets us send on the connection.
func (c *Conn) SendWindow() int { return int(c.send) }

// ReceiveWindow returns how much the peer may send on the connection.
func (c *Conn) ReceiveWindow() int { return int(c.recv) }

// Stream returns the stream with an identifier, if it is not closed.
func (c *Conn) Stream(id uint32) *Stream { return c.table.get(id) }

// Free gives back the memory that c borrowed. After it, Init starts anew; streams
// that are left can still be released, and other calls do nothing.
func (c *Conn) Free() {
	for _, b := range []*buffer{c.partial, c.out} {
		if b != nil {
			b.release()
		}
	}
	c.releaseSection()
	*c = Conn{phase: isOver, failed: ErrLocal}
}

// newStream makes a record and enters it in the table.
func (c *Conn) newStream(id uint32) *Stream {
	s := streams.Get().(*Stream)
	*s = Stream{id: id, send: int32(c.peer.InitialWindowSize), recv: int32(c.ours.InitialWindowSize), left: noLength}
	c.table.put(s)
	return s
}

// change does a transition; a stream that it closes leaves the table.
func (c *Conn) change(s *Stream, t transition, how ending) {
	if s.state == Closed {
		return
	}
	s.state = nextState[s.state][t]
	if s.state == Closed {
		c.table.remove(s.id)
		c.closed.add(s.id, how)
		if c.data == s {
			c.data = nil
		}
		if !s.shown {
			recycle(s)
		}
	}
}

// Release gives back a record that the events or OpenStream gave out. A stream
// that is still open is reset with CANCEL.
func (c *Conn) Release(s *Stream) {
	if s == nil || !s.shown {
		return
	}
	c.Reset(s, Cancel)
	s.shown = false
	c.giveBack(s.held)
	recycle(s)
}

var streams = sync.Pool{New: func() any { return new(Stream) }}

func recycle(s *Stream) {
	*s = Stream{state: Closed}
	streams.Put(s)
}
