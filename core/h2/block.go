package h2

import (
	"encoding/binary"
	"sync"

	"golang.org/x/net/http2/hpack"
)

// block is the field block being received, RFC 9113 §4.3: a HEADERS frame and
// its CONTINUATION frames, with nothing in between.
type block struct {
	id     uint32 // stream, 0 outside of a block
	size   uint32
	frames int
	what   blockUse
	bad    *Error // to reset the stream with
	end    bool
}

// blockUse is what a block is about. Each must be decompressed, for its effect
// on the dynamic table (RFC 9113 §4.3), but not all are wanted.
type blockUse uint8

const (
	blockIgnored blockUse = iota
	blockFaulty           // the stream is reset for bad
	blockRequest
	blockResponse
	blockTrailers
)

// section is a decompressed field section.
type section struct {
	fields []hpack.HeaderField
	size   uint32
	over   bool // larger than allowed: the rest is dropped
	known  bool // is a knownBlock's
}

var sections = sync.Pool{New: func() any { return &section{fields: make([]hpack.HeaderField, 0, 32)} }}

// releaseSection gives back the fields of an event that is past.
func (c *Conn) releaseSection() {
	s := c.section
	if s == nil || c.block.id != 0 {
		return
	}
	c.section = nil
	if s.known {
		return
	}
	clear(s.fields)
	s.fields, s.size, s.over = s.fields[:0], 0, false
	sections.Put(s)
}

// Fields returns the fields that the last event (Headers, Informational,
// Trailers) is about. The slice is valid until the next call of Next; the
// strings in it stay.
func (c *Conn) Fields() []hpack.HeaderField {
	if c.section == nil {
		return nil
	}
	return c.section.fields
}

// initCompression makes the two ends of RFC 7541. The decoder starts with the
// table size that holds before our settings are known.
func (c *Conn) initCompression() {
	c.decoder = hpack.NewDecoder(DefaultSettings().HeaderTableSize, c.field)
	c.decoder.SetAllowedMaxDynamicTableSize(max(DefaultSettings().HeaderTableSize, c.ours.HeaderTableSize))
	c.decoder.SetMaxStringLength(MaxHeaderBlock)
	c.encoder = hpack.NewEncoder((*blockWriter)(c))
}

// headerList is how large a field section may be.
func (c *Conn) headerList() uint32 { return min(c.ours.MaxHeaderListSize, MaxHeaderList) }

// field takes a field from the decoder. Beyond the limit it only keeps its
// tables.
func (c *Conn) field(f hpack.HeaderField) {
	s := c.section
	if s.over {
		return
	}
	s.size += f.Size()
	if s.size > c.headerList() || len(s.fields) == MaxFields {
		s.over = true
		c.decoder.SetEmitEnabled(false)
		return
	}
	s.fields = append(s.fields, f)
}

// onHeaders is RFC 9113 §6.2.
func (c *Conn) onHeaders(ev *Event, p []byte) *Error {
	h := &c.head
	pad := 0
	if h.flags.Has(FlagPadded) {
		if len(p) == 0 {
			return ErrFieldsTooShort
		}
		pad, p = int(p[0]), p[1:]
	}
	selfDependent := false
	if h.flags.Has(FlagPriority) {
		if len(p) < priorityLen {
			return ErrFieldsTooShort
		}
		selfDependent = binary.BigEndian.Uint32(p)&streamMask == h.stream
		p = p[priorityLen:]
	}
	if pad > len(p) {
		return ErrPadding
	}
	p = p[:len(p)-pad]

	b := block{id: h.stream, end: h.flags.Has(FlagEndStream)}
	s, v := c.lookup()
	switch {
	case s == nil && !c.cfg.Client && h.stream&1 != 0 && h.stream > c.lastPeer:
		c.request(&b)
	case v > answerReset:
		return verdictErrors[v]
	case v == ignore:
		b.what = blockIgnored
	case v == answerReset:
		b.what, b.bad = blockFaulty, ErrClosed
		if s != nil {
			b.bad = ErrHalfClosed
		}
	case c.cfg.Client && !s.headRead:
		b.what = blockResponse
	case !b.end:
		b.what, b.bad = blockFaulty, ErrTrailersNoEnd
	default:
		b.what = blockTrailers
	}
	if selfDependent && b.what != blockIgnored {
		b.what, b.bad = blockFaulty, ErrStreamDependent
	}
	if b.what == blockRequest && h.flags.Has(FlagEndHeaders) {
		if k := c.knownRequest(p); k != nil {
			if c.waiting() > MaxWaiting {
				return ErrOutputGrowth
			}
			c.section = &k.section
			return c.beginRequest(ev, &b, &k.message)
		}
	}
	c.block = b
	c.section = sections.Get().(*section)
	c.decoder.SetEmitEnabled(b.what > blockFaulty)
	return c.fragment(ev, p)
}

// request decides what becomes of a new stream of a client.
func (c *Conn) request(b *block) {
	if c.sentGoAway && b.id > c.lastAccepted {
		// RFC 9113 §6.8: the client was told, and will send it elsewhere.
		return
	}
	c.lastPeer = b.id
	b.what = blockRequest
	if uint32(c.table.count) >= min(c.ours.MaxConcurrentStreams, MaxStreams) {
		b.what, b.bad = blockFaulty, ErrTooManyStreams
	}
}

// onContinuation is RFC 9113 §6.10.
func (c *Conn) onContinuation(ev *Event, p []byte) *Error {
	b := &c.block
	if b.id == 0 {
		return ErrNoBlock
	}
	if b.frames++; b.frames > MaxContinuations {
		return ErrContinuations
	}
	return c.fragment(ev, p)
}

// fragment decompresses a part of the block.
func (c *Conn) fragment(ev *Event, p []byte) *Error {
	b := &c.block
	if b.size += uint32(len(p)); b.size > MaxHeaderBlock {
		return ErrBlockTooLong
	}
	if _, err := c.decoder.Write(p); err != nil {
		return ErrCompression
	}
	if !c.head.flags.Has(FlagEndHeaders) {
		return nil
	}
	if err := c.decoder.Close(); err != nil {
		return ErrCompression
	}
	done := *b
	b.id = 0
	whole := p
	if b.frames > 0 {
		whole = nil
	}
	if whole == nil || changesTable(whole) {
		c.forgetKnown()
		whole = nil
	}
	return c.endBlock(ev, &done, whole)
}

// endBlock does what a whole block is about. again is its text when it means the
// same should it come again.
func (c *Conn) endBlock(ev *Event, b *block, again []byte) *Error {
	s := c.table.get(b.id)
	switch b.what {
	case blockIgnored:
		return nil
	case blockFaulty:
		return c.streamError(ev, b.id, s, b.bad)
	case blockRequest:
		return c.endRequest(ev, b, again)
	}
	if s == nil {
		// We reset it between the frames of the block.
		return nil
	}
	if c.section.over {
		return c.streamError(ev, b.id, s, ErrHeaderList)
	}
	if b.what == blockTrailers {
		return c.endTrailers(ev, s)
	}
	return c.endResponse(ev, b, s)
}

func (c *Conn) endRequest(ev *Event, b *block, again []byte) *Error {
	if c.waiting() > MaxWaiting {
		return ErrOutputGrowth
	}
	if c.section.over {
		return c.refuseLarge(b)
	}
	m, err := checkRequest(c.section.fields, c.ours.EnableConnectProtocol != 0)
	if err != nil {
		return c.streamError(ev, b.id, nil, err)
	}
	if again != nil {
		c.remember(again, &m)
	}
	return c.beginRequest(ev, b, &m)
}

// beginRequest opens the stream of a request without a fault.
func (c *Conn) beginRequest(ev *Event, b *block, m *message) *Error {
	if b.end && m.length > 0 {
		return c.streamError(ev, b.id, nil, ErrContentLength)
	}
	s := c.newStream(b.id)
	s.shown = true
	s.left = m.length
	c.change(s, beginStream, endedBoth)
	if b.end {
		c.change(s, endRemote, endedBoth)
	}
	*ev = Event{Kind: Headers, Stream: s, End: b.end}
	return nil
}

var tooLarge = []hpack.HeaderField{{Name: ":status", Value: "431"}, {Name: "content-length", Value: "0"}}

// refuseLarge answers a request whose head is larger than we announced to take
// with 431, as RFC 9113 §10.5.1 suggests.
func (c *Conn) refuseLarge(b *block) *Error {
	if err := c.take(faultBucket); err != nil {
		return err
	}
	before := c.waiting()
	how := endedBoth
	c.headers(b.id, tooLarge, true)
	if !b.end {
		c.resetFrame(b.id, NoError) // §8.1: the rest is not wanted
		how = resetByUs
	}
	c.closed.add(b.id, how)
	return c.reply(c.waiting() - before)
}

func (c *Conn) endTrailers(ev *Event, s *Stream) *Error {
	if err := checkTrailers(c.section.fields); err != nil {
		return c.streamError(ev, s.id, s, err)
	}
	if s.left > 0 {
		return c.streamError(ev, s.id, s, ErrContentLength)
	}
	*ev = Event{Kind: Trailers, Stream: s, End: true}
	c.change(s, endRemote, endedBoth)
	return nil
}

func (c *Conn) endResponse(ev *Event, b *block, s *Stream) *Error {
	m, err := checkResponse(c.section.fields)
	interim := m.status < 200
	switch {
	case err != nil:
	case interim && b.end:
		err = ErrInterimEnd
	case interim && s.interim == MaxInterim:
		err = ErrInterimFlood
	case !interim:
		err = c.expectBody(s, &m, b.end)
	}
	if err != nil {
		return c.streamError(ev, s.id, s, err)
	}
	if interim {
		s.interim++
		*ev = Event{Kind: Informational, Stream: s, Status: m.status}
		return nil
	}
	s.headRead = true
	*ev = Event{Kind: Headers, Stream: s, Status: m.status, End: b.end}
	if b.end {
		c.change(s, endRemote, endedBoth)
	}
	return nil
}

// expectBody sets how much body a response has, RFC 9110 §6.4.1: what its length
// says is not always about this message.
func (c *Conn) expectBody(s *Stream, m *message, end bool) *Error {
	switch {
	case s.connect && m.status < 300:
		s.left = noLength
	case s.noBody || m.status == 204 || m.status == 304:
		s.left = 0
	default:
		s.left = m.length
		if end && s.left > 0 {
			return ErrContentLength
		}
	}
	return nil
}
