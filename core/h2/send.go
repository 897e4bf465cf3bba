package h2

import (
	"bytes"
	"encoding/binary"
	"slices"

	"golang.org/x/net/http2/hpack"
)

// Output returns what is to be sent: control frames and heads, in order. It is
// valid until the next call of any method but Sent.
func (c *Conn) Output() []byte {
	if c.out == nil {
		return nil
	}
	return c.out.b[c.sent:]
}

// Sent tells that the first n bytes of Output were sent or copied.
func (c *Conn) Sent(n int) {
	if c.out == nil {
		return
	}
	c.sent = min(c.sent+max(n, 0), len(c.out.b))
	c.replies = min(c.replies, len(c.out.b)-c.sent)
	if c.sent == len(c.out.b) {
		c.out.release()
		c.out, c.sent = nil, 0
	}
}

// waiting returns how much of the output was not sent yet.
func (c *Conn) waiting() int { return len(c.Output()) }

// queue returns the output buffer to append to.
func (c *Conn) queue() *buffer {
	if c.out == nil {
		c.out = buffers.Get().(*buffer)
	}
	// What was sent makes way once it is most of the buffer.
	if c.sent > bufferSize && 2*c.sent > len(c.out.b) {
		n := copy(c.out.b, c.out.b[c.sent:])
		c.out.b, c.sent = c.out.b[:n], 0
	}
	return c.out
}

// reply counts n queued bytes as an answer that the peer forced.
func (c *Conn) reply(n int) *Error {
	if c.replies += n; c.replies > MaxReplies {
		return ErrOutputGrowth
	}
	return nil
}

// blockWriter is the Conn as the encoder sees it.
type blockWriter Conn

func (w *blockWriter) Write(p []byte) (int, error) {
	w.out.b = append(w.out.b, p...)
	return len(p), nil
}

// repeated is a field section whose block changed no table, so that it stays
// right until another one does: an encoder of its own for what a connection is
// sent again and again.
type repeated struct {
	fields []hpack.HeaderField
	block  []byte
}

// repeatedMost is how many a connection remembers, the youngest first;
// repeatedFields bounds the length of each.
const (
	repeatedMost   = 4
	repeatedFields = 16
)

// encode appends the block of fields.
func (c *Conn) encode(q *buffer, fields []hpack.HeaderField) {
	for i := range c.repeated {
		if r := &c.repeated[i]; slices.Equal(r.fields, fields) {
			q.b = append(q.b, r.block...)
			return
		}
	}
	start := len(q.b)
	for i := range fields {
		c.encoder.WriteField(fields[i]) // blockWriter does not fail
	}
	block := q.b[start:]
	for _, b := range block {
		// An index that fits its byte (RFC 7541 section 6.1) is all that leaves
		// no doubt.
		if b < 0x80 || b == 0xff {
			c.forgetRepeated()
			return
		}
	}
	if len(fields) > repeatedFields {
		return
	}
	if len(c.repeated) < repeatedMost {
		c.repeated = append(c.repeated, repeated{})
	}
	copy(c.repeated[1:], c.repeated)
	c.repeated[0] = repeated{slices.Clone(fields), bytes.Clone(block)}
}

// forgetRepeated is for when the encoder's table has changed.
func (c *Conn) forgetRepeated() {
	clear(c.repeated)
	c.repeated = c.repeated[:0]
}

// headers queues HEADERS and as many CONTINUATION frames as the peer's
// SETTINGS_MAX_FRAME_SIZE makes necessary.
func (c *Conn) headers(id uint32, fields []hpack.HeaderField, end bool) {
	q := c.queue()
	start := len(q.b)
	h := frameHeader{kind: FrameHeaders, stream: id}
	if end {
		h.flags = FlagEndStream
	}
	q.b = h.append(q.b)
	c.encode(q, fields)
	size := len(q.b) - start - FrameHeaderLen
	limit := int(c.peer.MaxFrameSize)
	extra := max(0, size-1) / limit // CONTINUATION frames
	for range extra {
		q.b = append(q.b, make([]byte, FrameHeaderLen)...)
	}
	// From the last to the first, each piece moves behind the headers of those
	// before it.
	for i := extra; i >= 0; i-- {
		from := start + FrameHeaderLen + i*limit
		to := from + i*FrameHeaderLen
		n := min(limit, size-i*limit)
		copy(q.b[to:to+n], q.b[from:from+n])
		piece := frameHeader{length: uint32(n), kind: FrameContinuation, stream: id}
		if i == 0 {
			piece.kind, piece.flags = FrameHeaders, h.flags
		}
		if i == extra {
			piece.flags |= FlagEndHeaders
		}
		piece.append(q.b[:to-FrameHeaderLen])
	}
}

// WriteHeaders queues a head or trailers: on a server any number of 1xx
// responses, then the final one, then, with end, trailers. Names are in
// lowercase, pseudo-header fields come first. The strings must never change:
// compression remembers them. Nothing happens on a stream that can't be sent on.
func (c *Conn) WriteHeaders(s *Stream, fields []hpack.HeaderField, end bool) {
	if !s.canSend() || c.phase == isOver {
		return
	}
	c.headers(s.id, fields, end)
	if end {
		c.change(s, endLocal, endedBoth)
	}
}

// OpenStream queues a request of a client on a new stream; the rules of
// WriteHeaders apply. The error is one of those that tell why not.
func (c *Conn) OpenStream(fields []hpack.HeaderField, end bool) (*Stream, error) {
	switch {
	case !c.cfg.Client:
		return nil, ErrNotClient
	case c.phase == isOver || c.peerAway || c.sentGoAway:
		return nil, ErrGoingAway
	case c.nextID > maxWindow:
		return nil, ErrIDs
	}
	var noBody, connect bool
	for i := range fields {
		switch f := &fields[i]; {
		case f.Name == ":protocol" && c.peer.EnableConnectProtocol == 0:
			return nil, ErrNoConnectProtocol
		case f.Name == ":method":
			noBody, connect = f.Value == "HEAD", f.Value == "CONNECT"
		}
	}
	if uint32(c.table.count) >= c.peer.MaxConcurrentStreams {
		return nil, ErrTooMany
	}
	s := c.newStream(c.nextID)
	c.nextID += 2
	s.shown, s.noBody, s.connect = true, noBody, connect
	c.headers(s.id, fields, end)
	c.change(s, beginStream, endedBoth)
	if end {
		c.change(s, endLocal, endedBoth)
	}
	return s, nil
}

// Reset ends a stream with RST_STREAM. What it was sent and did not consume
// stays out of the connection's window until Release.
func (c *Conn) Reset(s *Stream, code ErrCode) {
	if s.state == Closed {
		return
	}
	if c.phase != isOver {
		c.resetFrame(s.id, code)
	}
	c.change(s, resetStream, resetByUs)
}

func (c *Conn) resetFrame(id uint32, code ErrCode) {
	q := c.queue()
	q.b = frameHeader{length: 4, kind: FrameReset, stream: id}.append(q.b)
	q.b = binary.BigEndian.AppendUint32(q.b, uint32(code))
}

// Ping queues a PING; PingAcked comes back with the same data.
func (c *Conn) Ping(opaque [pingLen]byte) {
	c.pingDue++
	q := c.queue()
	q.b = append(frameHeader{length: pingLen, kind: FramePing}.append(q.b), opaque[:]...)
}
