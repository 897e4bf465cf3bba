package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// http2Peer is a client of HTTP/2 that may break any rule.
type http2Peer struct {
	c      wire
	frames *http2.Framer // writes to out, reads from c
	out    bytes.Buffer
	block  bytes.Buffer
	fields *hpack.Encoder
	known  *hpack.Decoder
}

func newHTTP2Peer(c wire, settings ...http2.Setting) *http2Peer {
	p := &http2Peer{c: c}
	p.frames = http2.NewFramer(&p.out, bufio.NewReader(c))
	p.frames.AllowIllegalWrites = true
	p.fields = hpack.NewEncoder(&p.block)
	p.known = hpack.NewDecoder(4096, nil)
	p.out.WriteString(http2.ClientPreface)
	p.frames.WriteSettings(settings...)
	return p
}

// flush sends what was written.
func (p *http2Peer) flush() {
	send(p.c, p.out.Bytes())
	p.out.Reset()
}

// head is the field block of a request, with more fields than it needs.
func (p *http2Peer) head(method, path string, more ...hpack.HeaderField) []byte {
	p.block.Reset()
	for _, f := range append([]hpack.HeaderField{{Name: ":method", Value: method}, {Name: ":scheme", Value: "http"},
		{Name: ":authority", Value: "localhost"}, {Name: ":path", Value: path}}, more...) {
		p.fields.WriteField(f)
	}
	return p.block.Bytes()
}

func (p *http2Peer) request(id uint32, method string, end bool, more ...hpack.HeaderField) {
	p.frames.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: p.head(method, "/", more...), EndStream: end, EndHeaders: true})
}

// floodPiece is about how much a flood sends at once.
const floodPiece = 8 << 10

// floodMost is how many frames a flood has: far more than any limit.
const floodMost = 5000

// flood repeats what one writes until the server has hung up.
func (p *http2Peer) flood(gone *atomic.Bool, one func(i int)) {
	for i := 0; i < floodMost && !gone.Load(); i++ {
		one(i)
		if p.out.Len() >= floodPiece {
			p.flush()
		}
	}
	p.flush()
}

// calmed floods and wants a GOAWAY of one of the codes, then a hang-up.
func calmed(one func(p *http2Peer, i int), codes ...http2.ErrCode) func(wire) error {
	return func(c wire) error {
		p := newHTTP2Peer(c)
		var gone atomic.Bool
		outcome := make(chan error, 1)
		go func() {
			outcome <- p.wantGoAway(codes)
			gone.Store(true)
		}()
		p.flood(&gone, func(i int) { one(p, i) })
		return <-outcome
	}
}

// wantGoAway reads until the server hangs up.
func (p *http2Peer) wantGoAway(codes []http2.ErrCode) error {
	p.c.SetReadDeadline(time.Now().Add(patience))
	said := false
	for {
		f, err := p.frames.ReadFrame()
		var timeout net.Error
		if errors.As(err, &timeout) && timeout.Timeout() {
			return fmt.Errorf("still open after %v", patience)
		}
		if err != nil {
			if !said {
				return fmt.Errorf("hung up without GOAWAY: %v", err)
			}
			return nil
		}
		if f, ok := f.(*http2.GoAwayFrame); ok {
			if said = true; !slices.Contains(codes, f.ErrCode) {
				return fmt.Errorf("GOAWAY with %v (%s) instead of one of %v", f.ErrCode, f.DebugData(), codes)
			}
		}
	}
}

// broken sends what write writes and wants GOAWAY and a hang-up.
func broken(write func(p *http2Peer), codes ...http2.ErrCode) func(wire) error {
	return func(c wire) error {
		p := newHTTP2Peer(c)
		write(p)
		p.flush()
		return p.wantGoAway(codes)
	}
}

// answer reads until the stream ends, and returns its status and the length of its
// body, or how it was reset.
func (p *http2Peer) answer(id uint32, limit time.Duration) (status string, body int, err error) {
	p.c.SetReadDeadline(time.Now().Add(limit))
	for {
		f, err := p.frames.ReadFrame()
		if err != nil {
			return status, body, err
		}
		switch f := f.(type) {
		case *http2.SettingsFrame:
			if !f.IsAck() {
				p.frames.WriteSettingsAck()
				p.flush()
			}
		case *http2.GoAwayFrame:
			return status, body, fmt.Errorf("GOAWAY %v %s", f.ErrCode, f.DebugData())
		case *http2.HeadersFrame:
			fields, err := p.known.DecodeFull(f.HeaderBlockFragment())
			if err != nil {
				return status, body, err
			}
			if f.StreamID == id {
				status = fields[0].Value
			}
		case *http2.DataFrame:
			if n := uint32(len(f.Data())); n > 0 {
				p.frames.WriteWindowUpdate(0, n)
				p.frames.WriteWindowUpdate(f.StreamID, n)
				p.flush()
			}
			if f.StreamID == id {
				body += len(f.Data())
			}
		case *http2.RSTStreamFrame:
			if f.StreamID == id {
				return status, body, resetError(f.ErrCode)
			}
		}
		if h := f.Header(); h.StreamID == id && h.Flags.Has(http2.FlagDataEndStream) {
			return status, body, nil
		}
	}
}

// resetError is a stream that the server has reset.
type resetError http2.ErrCode

func (e resetError) Error() string { return "reset with " + http2.ErrCode(e).String() }

// http2Reader behaves: it fetches a page.
func http2Reader(c wire) error {
	p := newHTTP2Peer(c)
	p.request(1, "GET", true)
	p.flush()
	return wantPage(p.answer(1, patience))
}

func wantPage(status string, body int, err error) error {
	if err == nil && (status != "200" || body == 0) {
		err = fmt.Errorf("status %s and %d bytes", status, body)
	}
	return err
}

// steady is a client that fetches page after page on one connection of HTTP/2,
// and must get each.
type steady struct {
	stop  atomic.Bool
	ended chan error
}

// steadyPause lies between two pages.
const steadyPause = 5 * time.Millisecond

func startSteady(port int, secure bool) (*steady, error) {
	c, err := dial(port, alpnHTTP2, secure)
	if err != nil {
		return nil, err
	}
	s := &steady{ended: make(chan error, 1)}
	go func() {
		defer c.Close()
		p := newHTTP2Peer(c)
		for id := uint32(1); !s.stop.Load(); id += 2 {
			p.request(id, "GET", true)
			p.flush()
			if err := wantPage(p.answer(id, patience)); err != nil {
				s.ended <- fmt.Errorf("the steady client of HTTP/2, page %d: %w", id/2+1, err)
				return
			}
			time.Sleep(steadyPause)
		}
		p.frames.WriteGoAway(0, http2.ErrCodeNo, nil)
		p.flush()
		c.SetReadDeadline(time.Now().Add(patience))
		_, err := io.Copy(io.Discard, c)
		s.ended <- err
	}()
	return s, nil
}

func (s *steady) finish() error {
	s.stop.Store(true)
	return <-s.ended
}
