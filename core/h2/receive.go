package h2

import "encoding/binary"

// phase is what is read next.
type phase uint8

const (
	inPreface phase = iota
	inHeader
	inPayload   // of a frame that is handled whole
	inPadLength // the first octet of padded DATA
	inData
	inPadding
	inSkip // payload that nobody wants
	isOver // after a connection error nothing is read any more
)

// Next reads from data up to the end of one event and stores it in ev. The
// caller drops the first n bytes of data once it has used the payload, which may
// point into it, and calls again with the rest, if it is empty too, until the
// event is NeedMore. now is in microseconds and never goes back.
//
// err is a violation that ends the connection. GOAWAY is queued then, and the
// same error is returned again.
func (c *Conn) Next(ev *Event, data []byte, now int64) (n int, err *Error) {
	*ev = Event{}
	c.now = now
	c.releaseSection()
	if c.partial != nil && c.phase != inPayload {
		c.partial.release()
		c.partial = nil
	}
	if c.phase == isOver {
		return len(data), c.failed
	}
	if c.refusing && c.refuse(ev) {
		return 0, nil
	}
	for err == nil && ev.Kind == NeedMore {
		rest := data[n:]
		if len(rest) == 0 && (c.left != 0 || c.phase != inPayload) {
			return n, nil
		}
		var used int
		switch c.phase {
		case inPreface:
			used, err = c.preface(rest)
		case inHeader:
			used, err = c.frameHead(ev, rest)
		case inPayload:
			used, err = c.payload(ev, rest)
		case inPadLength:
			used, err = 1, c.padLength(ev, rest[0])
		case inData:
			used = c.piece(ev, rest)
		case inPadding:
			used = min(len(rest), int(c.padding))
			if c.padding -= uint32(used); c.padding == 0 {
				c.endData(ev)
			}
		case inSkip:
			used = min(len(rest), int(c.left))
			if c.left -= uint32(used); c.left == 0 {
				c.phase = inHeader
			}
		}
		n += used
	}
	if err != nil {
		*ev = Event{}
		c.fail(err)
	}
	return n, err
}

// fail ends the connection because of the peer, RFC 9113 §5.4.1.
func (c *Conn) fail(err *Error) {
	c.GoAway(err.Code, err.Text)
	c.failed, c.phase = err, isOver
}

// preface compares what a client sends first, RFC 9113 §3.4.
func (c *Conn) preface(b []byte) (int, *Error) {
	n := min(len(b), len(Preface)-c.have)
	if string(b[:n]) != Preface[c.have:c.have+n] {
		return n, ErrPreface
	}
	if c.have += n; c.have == len(Preface) {
		c.have, c.phase = 0, inHeader
	}
	return n, nil
}

// frameHead reads a frame header, or as much of it as there is.
func (c *Conn) frameHead(ev *Event, b []byte) (int, *Error) {
	if c.have == 0 && len(b) >= FrameHeaderLen {
		c.head = parseFrameHeader(b)
		return FrameHeaderLen, c.begin(ev)
	}
	n := copy(c.scratch[c.have:FrameHeaderLen], b)
	if c.have += n; c.have < FrameHeaderLen {
		return n, nil
	}
	c.have = 0
	c.head = parseFrameHeader(c.scratch[:])
	return n, c.begin(ev)
}

// begin judges a frame by its header and sets up what reads its payload.
func (c *Conn) begin(ev *Event) *Error {
	h := &c.head
	if h.length > c.ours.MaxFrameSize {
		return ErrFrameTooLong
	}
	if !c.firstDone && (h.kind != FrameSettings || h.flags.Has(FlagAck)) {
		return ErrFirstFrame
	}
	if c.block.id != 0 && (h.kind != FrameContinuation || h.stream != c.block.id) {
		return ErrBlockInterrupted
	}
	c.left = h.length
	var r *frameRule
	if h.kind < frameTypes && frameRules[h.kind].known {
		r = &frameRules[h.kind]
	} else {
		// RFC 9113 §5.5: unknown types are ignored.
		c.skip()
		return c.take(priorityBucket)
	}
	switch {
	case r.stream == someStream && h.stream == 0:
		return ErrStreamZero
	case r.stream == connStream && h.stream != 0:
		return ErrStreamNotZero
	case h.length < r.min:
		return ErrFrameLength
	case h.length > r.max:
		if r.min == r.max {
			return ErrFrameLength
		}
		if h.kind == FrameHeaders || h.kind == FrameContinuation {
			return ErrBlockTooLong
		}
		return ErrPayloadTooLong
	}
	if r.flood != noBucket {
		if err := c.take(r.flood); err != nil {
			return err
		}
	}
	if !r.whole {
		return c.beginData(ev)
	}
	c.phase = inPayload
	return nil
}

// skip drops the payload.
func (c *Conn) skip() {
	c.phase = inSkip
	if c.left == 0 {
		c.phase = inHeader
	}
}

// payload gathers the payload of a frame and hands it on. One that is there as a
// whole is not copied.
func (c *Conn) payload(ev *Event, b []byte) (int, *Error) {
	n := min(len(b), int(c.left))
	p := b[:n]
	c.left -= uint32(n)
	if c.left > 0 || c.partial != nil {
		if c.partial == nil {
			c.partial = buffers.Get().(*buffer)
		}
		c.partial.b = append(c.partial.b, p...)
		if c.left > 0 {
			return n, nil
		}
		p = c.partial.b
	}
	c.phase = inHeader
	return n, c.frame(ev, p)
}

// frame handles a frame whose payload is p. Not by a table of functions: with one,
// every Event would have to live on the heap.
func (c *Conn) frame(ev *Event, p []byte) (err *Error) {
	switch c.head.kind {
	case FrameHeaders:
		err = c.onHeaders(ev, p)
	case FrameContinuation:
		err = c.onContinuation(ev, p)
	case FrameWindowUpdate:
		err = c.onWindowUpdate(ev, p)
	case FrameReset:
		err = c.onReset(ev, p)
	case FramePriority:
		err = c.onPriority(ev, p)
	case FrameSettings:
		err = c.onSettings(ev, p)
	case FramePing:
		err = c.onPing(ev, p)
	case FrameGoAway:
		err = c.onGoAway(ev, p)
	case FramePushPromise:
		err = ErrPushPromise
	case FramePriorityUpdate:
		err = c.onPriorityUpdate(p)
	}
	if ev.Kind == NeedMore && c.partial != nil {
		c.partial.release()
		c.partial = nil
	}
	return err
}

// lookup finds the stream of a frame and judges the frame by the state.
func (c *Conn) lookup() (*Stream, verdict) {
	h := &c.head
	if s := c.table.get(h.stream); s != nil {
		return s, onState[s.state][h.kind]
	}
	how := idle
	if !c.isIdle(h.stream) {
		how = c.closed.find(h.stream)
	}
	return nil, onEnding[how][h.kind]
}

// isIdle reports whether a stream was never opened. Even ones never are: nothing
// is pushed.
func (c *Conn) isIdle(id uint32) bool {
	if c.cfg.Client {
		return id&1 == 0 || id >= c.nextID
	}
	return id&1 == 0 || id > c.lastPeer
}

// verdictErrors are the connection errors among the verdicts.
var verdictErrors = [...]*Error{failIdle: ErrIdleStream, failEnded: ErrEndedStream, failID: ErrStreamID}

// streamError resets a stream because of the peer, RFC 9113 §5.4.2. s is nil for
// one that is not open.
func (c *Conn) streamError(ev *Event, id uint32, s *Stream, err *Error) *Error {
	if flood := c.take(faultBucket); flood != nil {
		return flood
	}
	if s != nil && s.shown {
		*ev = Event{Kind: StreamError, Stream: s, Code: err.Code, Err: err, End: true}
	}
	c.resetFrame(id, err.Code)
	if s != nil {
		c.change(s, resetStream, resetByUs)
	} else {
		c.closed.add(id, resetByUs)
	}
	return c.reply(FrameHeaderLen + 4)
}

func (c *Conn) onPriority(ev *Event, p []byte) *Error {
	s := c.table.get(c.head.stream)
	err := ErrPriorityLength
	if len(p) == priorityLen {
		if binary.BigEndian.Uint32(p)&streamMask != c.head.stream {
			return nil
		}
		err = ErrStreamDependent
	}
	if s == nil && c.isIdle(c.head.stream) {
		return err // an idle stream can't be reset
	}
	return c.streamError(ev, c.head.stream, s, err)
}

// onPriorityUpdate is RFC 9218 §7.1. What it says is not used.
func (c *Conn) onPriorityUpdate(p []byte) *Error {
	if c.cfg.Client || binary.BigEndian.Uint32(p)&streamMask == 0 {
		return ErrPriorityUpdate
	}
	return nil
}

func (c *Conn) onReset(ev *Event, p []byte) *Error {
	s, v := c.lookup()
	if v > answerReset {
		return verdictErrors[v]
	}
	if err := c.take(resetBucket); err != nil {
		return err
	}
	if s == nil {
		return nil
	}
	if s.shown {
		*ev = Event{Kind: Reset, Stream: s, Code: ErrCode(binary.BigEndian.Uint32(p)), End: true}
	}
	c.change(s, resetStream, resetByPeer)
	return nil
}

func (c *Conn) onPing(ev *Event, p []byte) *Error {
	if c.head.flags.Has(FlagAck) {
		if c.pingDue == 0 {
			return nil
		}
		c.pingDue--
		if c.draining && string(p) == drainPing {
			c.finishDrain()
			return nil
		}
		*ev = Event{Kind: PingAcked, Payload: p}
		return nil
	}
	q := c.queue()
	q.b = append(frameHeader{length: pingLen, kind: FramePing, flags: FlagAck}.append(q.b), p...)
	return c.reply(FrameHeaderLen + pingLen)
}

func (c *Conn) onSettings(ev *Event, p []byte) *Error {
	if c.head.flags.Has(FlagAck) {
		if len(p) != 0 {
			return ErrSettingsAck
		}
		if c.ackDue == 0 {
			return nil
		}
		c.ackDue--
		c.tolerance = 0
		c.decoder.SetAllowedMaxDynamicTableSize(c.ours.HeaderTableSize)
		*ev = Event{Kind: SettingsAcked}
		return nil
	}
	if len(p)%settingLen != 0 {
		return ErrFrameLength
	}
	if !c.firstDone && c.cfg.Client {
		c.peer.MaxConcurrentStreams = NoLimit
	}
	c.firstDone = true
	if err := c.applySettings(p); err != nil {
		return err
	}
	*ev = Event{Kind: PeerSettings}
	c.queue()
	c.out.b = frameHeader{kind: FrameSettings, flags: FlagAck}.append(c.out.b)
	return c.reply(FrameHeaderLen)
}

// applySettings takes over settings of the peer.
func (c *Conn) applySettings(p []byte) *Error {
	next := c.peer
	if err := next.parse(p, c.cfg.Client); err != nil {
		return err
	}
	if next.HeaderTableSize != c.peer.HeaderTableSize {
		c.forgetRepeated()
		c.encoder.SetMaxDynamicTableSize(min(next.HeaderTableSize, MaxEncoderTable))
	}
	delta := int64(next.InitialWindowSize) - int64(c.peer.InitialWindowSize)
	c.peer = next
	if delta == 0 {
		return nil
	}
	// RFC 9113 §6.9.2: all windows move, below zero if need be.
	for _, s := range c.table.slots {
		if s == nil {
			continue
		}
		w := int64(s.send) + delta
		if w > maxWindow {
			return ErrWindowAdjust
		}
		s.send = int32(w)
		if w > 0 {
			s.starved, s.stalled = false, 0
		}
	}
	return nil
}

func (c *Conn) onGoAway(ev *Event, p []byte) *Error {
	last := binary.BigEndian.Uint32(p) & streamMask
	if !c.peerAway || last < c.peerLast {
		c.peerLast = last
	}
	c.peerAway = true
	c.refusing = c.cfg.Client
	*ev = Event{Kind: GoAway, Last: c.peerLast, Code: ErrCode(binary.BigEndian.Uint32(p[4:])), Payload: p[8:]}
	return nil
}

// refuse reports one of the streams that the peer's GOAWAY left out.
func (c *Conn) refuse(ev *Event) bool {
	for _, s := range c.table.slots {
		if s != nil && s.id > c.peerLast {
			*ev = Event{Kind: StreamRefused, Stream: s, Code: RefusedStream, End: true}
			// The peer may still answer; nobody listens.
			c.change(s, resetStream, resetByUs)
			return true
		}
	}
	c.refusing = false
	return false
}
