package h2

import "encoding/binary"

// beginData judges a DATA frame, RFC 9113 §6.1. Its whole payload, padding
// included, counts against the windows.
func (c *Conn) beginData(ev *Event) *Error {
	h := &c.head
	if int64(h.length) > int64(c.recv) {
		return ErrConnFlow
	}
	if h.flags.Has(FlagPadded) && h.length == 0 {
		return ErrFieldsTooShort
	}
	s, v := c.lookup()
	if v > answerReset {
		return verdictErrors[v]
	}
	c.recv -= int32(h.length)
	c.data, c.padding = nil, 0
	var bad *Error
	switch {
	case v == ignore:
	case v == answerReset && s != nil:
		bad = ErrHalfClosed
	case v == answerReset:
		bad = ErrClosed
	case int64(h.length) > int64(s.recv)+int64(c.tolerance):
		bad = ErrStreamFlow
	case c.cfg.Client && !s.headRead:
		bad = ErrDataBeforeHead
	default:
		s.recv -= int32(h.length)
		c.data = s
	}
	if bad != nil {
		if err := c.streamError(ev, h.stream, s, bad); err != nil {
			return err
		}
	}
	if h.flags.Has(FlagPadded) {
		c.phase = inPadLength
		return nil
	}
	return c.measured(ev)
}

// padLength reads the octet that tells how much padding follows the data.
func (c *Conn) padLength(ev *Event, b byte) *Error {
	c.left--
	if uint32(b) > c.left {
		return ErrPadding
	}
	c.padding = uint32(b)
	c.left -= c.padding
	if c.data != nil {
		c.restore(c.data, c.padding+1)
	}
	return c.measured(ev)
}

// measured goes on when the length of the data is known: in c.left.
func (c *Conn) measured(ev *Event) *Error {
	end := c.head.flags.Has(FlagEndStream)
	if c.left == 0 && !end {
		if err := c.take(emptyBucket); err != nil {
			return err
		}
	}
	if s := c.data; s != nil && s.left != noLength {
		// RFC 9113 §8.1.1
		s.left -= int64(c.left)
		if s.left < 0 || end && s.left != 0 {
			if err := c.streamError(ev, s.id, s, ErrContentLength); err != nil {
				return err
			}
			// The padding was given back with the stream's.
			c.giveBack(c.left)
			c.left += c.padding
			c.skip()
			return nil
		}
	}
	if c.data == nil {
		c.giveBack(c.head.length)
		c.left += c.padding
		c.skip()
		return nil
	}
	switch {
	case c.left > 0:
		c.phase = inData
	case c.padding > 0:
		c.phase = inPadding
	default:
		c.endData(ev)
	}
	return nil
}

// piece yields data of the frame.
func (c *Conn) piece(ev *Event, b []byte) int {
	n := min(len(b), int(c.left))
	c.left -= uint32(n)
	s := c.data
	if s == nil { // reset since the last piece
		c.giveBack(uint32(n))
	} else {
		s.held += uint32(n)
		*ev = Event{Kind: Data, Stream: s, Payload: b[:n]}
	}
	if c.left == 0 {
		if c.padding > 0 {
			c.phase = inPadding
		} else {
			c.endData(ev)
		}
	}
	return n
}

// endData follows the last octet of a DATA frame.
func (c *Conn) endData(ev *Event) {
	c.phase = inHeader
	s := c.data
	c.data = nil
	if s == nil || !c.head.flags.Has(FlagEndStream) {
		return
	}
	ev.Kind, ev.Stream, ev.End = Data, s, true
	c.change(s, endRemote, endedBoth)
}

// Consumed tells that the program has taken n bytes of the body of a stream.
// WINDOW_UPDATE is sent when half a window has come together.
func (c *Conn) Consumed(s *Stream, n int) {
	k := uint32(min(max(n, 0), int(s.held)))
	s.held -= k
	if c.phase == isOver {
		return
	}
	if c.cfg.ManualWindow {
		c.giveBack(k)
	} else {
		c.restore(s, k)
	}
}

// restore gives n bytes back to a stream and to the connection.
func (c *Conn) restore(s *Stream, n uint32) {
	c.giveBack(n)
	if !s.canReceive() {
		return
	}
	if s.pending += n; s.pending > 0 && s.pending >= c.ours.InitialWindowSize/2 {
		c.windowUpdate(s.id, s.pending)
		s.recv += int32(s.pending)
		s.pending = 0
	}
}

// giveBack gives n bytes back to the connection's window.
func (c *Conn) giveBack(n uint32) {
	if c.phase == isOver {
		return
	}
	if c.pending += n; c.pending >= max(c.cfg.ConnectionWindow, defaultWindow)/2 {
		c.windowUpdate(0, c.pending)
		c.recv += int32(c.pending)
		c.pending = 0
	}
}

// Credit lets the peer send n bytes more on a stream, at once and whatever was
// consumed. With ManualWindow there is no other credit.
func (c *Conn) Credit(s *Stream, n int) {
	n = min(n, maxWindow-max(int(s.recv), 0))
	if n <= 0 || !s.canReceive() || c.phase == isOver {
		return
	}
	s.recv += int32(n)
	c.windowUpdate(s.id, uint32(n))
}

func (c *Conn) windowUpdate(id, n uint32) {
	q := c.queue()
	q.b = frameHeader{length: 4, kind: FrameWindowUpdate, stream: id}.append(q.b)
	q.b = binary.BigEndian.AppendUint32(q.b, n)
}

func (c *Conn) onWindowUpdate(ev *Event, p []byte) *Error {
	n := binary.BigEndian.Uint32(p) & streamMask
	if n < TinyIncrement {
		if err := c.take(windowBucket); err != nil {
			return err
		}
	}
	if c.head.stream == 0 {
		switch {
		case n == 0:
			return ErrConnIncrement
		case int64(c.send)+int64(n) > maxWindow:
			return ErrConnWindow
		}
		if c.send <= 0 {
			*ev = Event{Kind: WindowOpened}
		}
		c.send += int32(n)
		c.connStarved = false
		return nil
	}
	s, v := c.lookup()
	if v > answerReset {
		return verdictErrors[v]
	}
	switch {
	case s == nil:
		return nil
	case n == 0:
		return c.streamError(ev, s.id, s, ErrStreamIncrement)
	case int64(s.send)+int64(n) > maxWindow:
		return c.streamError(ev, s.id, s, ErrStreamWindow)
	}
	before := s.send
	if s.send += int32(n); before <= 0 && s.send > 0 && s.shown {
		s.starved, s.stalled = false, 0
		*ev = Event{Kind: WindowOpened, Stream: s}
	}
	return nil
}

// Sendable returns how many of want bytes can go into the next DATA frame of a
// stream.
func (c *Conn) Sendable(s *Stream, want int) int {
	if !s.canSend() {
		return 0
	}
	n := min(want, int(s.send), int(c.send), int(c.peer.MaxFrameSize))
	if n > 0 {
		s.starved, s.stalled = false, 0
		return n
	}
	if want > 0 {
		s.starved = true
	}
	return 0
}

// StalledSince returns since when a stream has had something to send and no
// window to do so, as far as calls of this function have seen it; 0 if it is not
// so. It is for the timeout that a peer deserves who never opens a window
// (CVE-2019-9511, CVE-2019-9517): ask now and then.
func (c *Conn) StalledSince(s *Stream, now int64) int64 {
	if !s.starved || !s.canSend() || s.send > 0 && c.send > 0 {
		s.stalled = 0
		return 0
	}
	if s.stalled == 0 {
		s.stalled = max(now, 1)
	}
	return s.stalled
}

// AppendData appends to dst the header of a DATA frame with n bytes, which the
// caller puts behind it, and takes them from the windows. n is at most what
// Sendable returned. What Output holds at this time goes to the peer before the
// frame. On a closed stream nothing is appended.
func (c *Conn) AppendData(dst []byte, s *Stream, n int, end bool) []byte {
	if n < 0 || n > 0 && n > c.Sendable(s, n) {
		panic("h2: DATA frame larger than the windows")
	}
	if !s.canSend() {
		return dst
	}
	c.send -= int32(n)
	s.send -= int32(n)
	h := frameHeader{length: uint32(n), kind: FrameData, stream: s.id}
	if end {
		h.flags = FlagEndStream
	}
	// The updates that answer it are honest, however small.
	c.buckets[windowBucket].give(&bucketRules[windowBucket], 2)
	if end {
		c.change(s, endLocal, endedBoth)
	}
	return h.append(dst)
}
