package h2

import (
	"encoding/binary"
	"testing"

	"golang.org/x/net/http2/hpack"
)

// exchange is a connection that serves request after request, 100 at a time.
type exchange struct {
	c       Conn
	request []byte
	next    uint32
	open    []*Stream
	now     int64
}

var okFields = []hpack.HeaderField{{Name: ":status", Value: "200"}, {Name: "content-type", Value: "text/plain"}, {Name: "content-length", Value: "5"}}

func newExchange(tb testing.TB) *exchange {
	x := &exchange{next: 1}
	x.c.Init(testConfig(), 0)
	// The first request fills the dynamic table, the others refer to it.
	list := with("user-agent", "bench/1.0", "accept", "*/*", "accept-encoding", "gzip")
	in := build(testConfig(), fields(1, es, list...))
	warm := len(in)
	w := new(wire)
	w.enc = hpack.NewEncoder(&w.block)
	fields(1, es, list...)(w)
	first := len(w.b)
	fields(1, es, list...)(w)
	x.request = w.b[first:]
	x.feed(tb, in[:warm])
	x.answer()
	x.next = 3
	return x
}

func (x *exchange) feed(tb testing.TB, in []byte) {
	var ev Event
	for {
		n, err := x.c.Next(&ev, in, x.now)
		if err != nil {
			tb.Fatal(err)
		}
		in = in[n:]
		switch ev.Kind {
		case NeedMore:
			return
		case Headers:
			x.open = append(x.open, ev.Stream)
		}
	}
}

func (x *exchange) answer() {
	var room [64]byte
	for _, s := range x.open {
		x.c.WriteHeaders(s, okFields, false)
		x.c.AppendData(room[:0], s, x.c.Sendable(s, 5), true)
		x.c.Release(s)
		x.c.send += 5 // the peer's updates
	}
	x.open = x.open[:0]
	x.c.Sent(len(x.c.Output()))
}

// round is 100 requests at once and their answers.
func (x *exchange) round(tb testing.TB) {
	for range 100 {
		binary.BigEndian.PutUint32(x.request[5:], x.next)
		x.next += 2
		if x.next > maxWindow {
			tb.Fatal("out of streams")
		}
		x.feed(tb, x.request)
	}
	x.answer()
}

// A request that the tables know and its answer allocate nothing.
func TestAllocations(t *testing.T) {
	if raceDetector {
		t.Skip("pools forget under the race detector")
	}
	x := newExchange(t)
	for range 3 {
		x.round(t)
	}
	if n := testing.AllocsPerRun(50, func() {
		for range 10 {
			binary.BigEndian.PutUint32(x.request[5:], x.next)
			x.next += 2
			x.feed(t, x.request)
		}
		x.answer()
	}); n > 0.5 {
		t.Errorf("%v allocations for 10 requests", n)
	}
}

func BenchmarkRequests100Streams(b *testing.B) {
	x := newExchange(b)
	b.ReportAllocs()
	for range b.N/100 + 1 {
		x.round(b)
	}
}

func BenchmarkData(b *testing.B) {
	cfg := testConfig()
	var c Conn
	c.Init(cfg, 0)
	var ev Event
	in := build(cfg, post(1))
	for ev.Kind != Headers {
		n, err := c.Next(&ev, in, 0)
		if err != nil {
			b.Fatal(err)
		}
		in = in[n:]
	}
	frame := append(frameHeader{16384, 1, FrameData, 0}.append(nil), make([]byte, 16384)...)
	b.SetBytes(16384)
	b.ReportAllocs()
	for range b.N {
		for in := frame; ; {
			n, err := c.Next(&ev, in, 0)
			if err != nil {
				b.Fatal(err)
			}
			in = in[n:]
			if ev.Kind != Data {
				break
			}
			c.Consumed(ev.Stream, len(ev.Payload))
		}
		c.Sent(len(c.Output()))
	}
}
