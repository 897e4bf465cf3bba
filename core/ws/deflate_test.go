package ws

import (
	"bytes"
	"compress/flate"
	"io"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
)

// pair is the two ends of a connection with permessage-deflate.
type pair struct {
	t              testing.TB
	client, server *Deflate
}

func newPair(t testing.TB, p DeflateParams) *pair {
	pool := new(DeflatePool)
	return &pair{t, NewDeflate(Client, p, pool, true, 0), NewDeflate(Server, p, pool, true, 0)}
}

// inflateAll gives d the payload of one frame in pieces and returns what it makes of it.
func inflateAll(d *Deflate, payload []byte, first, last bool, opcode Opcode, piece, room int) (out []byte, ended bool, err *Error) {
	for begin := true; begin || len(payload) > 0; begin = false {
		n := min(piece, len(payload))
		ev := Event{Kind: DataReceived, Payload: payload[:n], Opcode: opcode, Remaining: uint64(len(payload) - n)}
		payload = payload[n:]
		if first && begin {
			ev.Flags |= MessageStart
			ev.Reserved = RSV1
		}
		if last && len(payload) == 0 {
			ev.Flags |= MessageEnd
		}
		if !d.Take(&ev) {
			panic("not compressed")
		}
		buf := make([]byte, room)
		for d.Pending() {
			got := Event{}
			ok, err := d.Next(&got, buf)
			if err != nil {
				return out, false, err
			}
			if ok {
				out = append(out, got.Payload...)
				ended = got.Flags.Has(MessageEnd)
			}
		}
	}
	return out, ended, nil
}

func (p *pair) send(from, to *Deflate, op Opcode, parts ...[]byte) {
	p.t.Helper()
	var want, got []byte
	ended := false
	for i, part := range parts {
		first := byte(Continuation)
		if i == 0 {
			first = byte(op)
		}
		last := i == len(parts)-1
		if last {
			first |= FIN
		}
		frame, sent := from.Compress(nil, first, part)
		if wantRSV := i == 0; (sent&RSV1 != 0) != wantRSV {
			p.t.Fatalf("frame %d has first byte %02x", i, sent)
		}
		out, end, err := inflateAll(to, frame, i == 0, last, op, 700, 512)
		if err != nil {
			p.t.Fatalf("part %d of %d bytes: %v", i, len(part), err)
		}
		want, got, ended = append(want, part...), append(got, out...), end
	}
	if !ended || !bytes.Equal(got, want) {
		p.t.Fatalf("%d bytes became %d, ended %v", len(want), len(got), ended)
	}
}

func prose(r *rand.Rand, n int) []byte {
	b := make([]byte, 0, n+16)
	for len(b) < n {
		b = append(b, [...]string{"the quick ", "brown fox ", `{"id":`, "jumps", "1234567"}[r.IntN(5)]...)
		b = append(b, byte('a'+r.IntN(26)))
	}
	return b[:n]
}

func TestDeflateAllParameters(t *testing.T) {
	for bits := uint8(8); bits <= 15; bits++ {
		for takeover := range 4 {
			p := newPair(t, DeflateParams{ServerNoTakeover: takeover&1 != 0, ClientNoTakeover: takeover&2 != 0, ServerBits: bits, ClientBits: 23 - bits})
			r := rand.New(rand.NewPCG(uint64(bits), uint64(takeover)))
			for _, n := range []int{0, 1, 5, 64, 300, 5000, 70000, 12, 0, 64} {
				whole := prose(r, n)
				p.send(p.client, p.server, Text, whole)
				p.send(p.server, p.client, Binary, whole[:n/3], whole[n/3:n/2], nil, whole[n/2:])
				p.send(p.server, p.client, Text, nil, whole, nil)
				if n == 300 { // as if others had needed the contexts
					p.client.park()
					p.server.park()
					p.client.resident, p.server.resident = false, false
					p.client.pool.residents = nil
				}
			}
		}
	}
}

// The vectors of RFC 7692 §7.2.3, each as the payload of one message.
func TestDeflateRFC7692Examples(t *testing.T) {
	for name, message := range map[string]string{
		"7.2.3.1 one block":          "\xf2\x48\xcd\xc9\xc9\x07\x00",
		"7.2.3.3 no compression":     "\x00\x05\x00\xfa\xff\x48\x65\x6c\x6c\x6f\x00",
		"7.2.3.4 BFINAL":             "\xf3\x48\xcd\xc9\xc9\x07\x00\x00",
		"7.2.3.5 two blocks":         "\xf2\x48\x05\x00\x00\x00\xff\xff\xca\xc9\xc9\x07\x00",
		"BFINAL without the 00":      "\xf3\x48\xcd\xc9\xc9\x07\x00",
		"the end was left in":        "\xf2\x48\xcd\xc9\xc9\x07\x00\x00\x00\xff\xff",
		"BFINAL, then another block": "\xf3\x48\x05\x00\xca\xc9\xc9\x07\x00",
	} {
		for piece := 1; piece <= len(message); piece++ {
			for _, room := range []int{1, 2, 5, 100} {
				p := newPair(t, DeflateParams{})
				for range 2 {
					out, ended, err := inflateAll(p.server, []byte(message), true, true, Text, piece, room)
					if err != nil || !ended || string(out) != "Hello" {
						t.Fatalf("%s, pieces of %d, room %d: %q, ended %v, %v", name, piece, room, out, ended, err)
					}
				}
			}
		}
	}
	// §7.2.3.2: the second message refers to the first.
	p := newPair(t, DeflateParams{})
	inflateAll(p.server, []byte("\xf2\x48\xcd\xc9\xc9\x07\x00"), true, true, Text, 100, 100)
	if out, _, err := inflateAll(p.server, []byte("\xf2\x00\x11\x00\x00"), true, true, Text, 100, 100); err != nil || string(out) != "Hello" {
		t.Fatalf("with the window: %q, %v", out, err)
	}
	p = newPair(t, DeflateParams{ClientNoTakeover: true})
	inflateAll(p.server, []byte("\xf2\x48\xcd\xc9\xc9\x07\x00"), true, true, Text, 100, 100)
	if _, _, err := inflateAll(p.server, []byte("\xf2\x00\x11\x00\x00"), true, true, Text, 100, 100); err != ErrInflate {
		t.Fatalf("a reference to a message before, without takeover: %v", err)
	}
}

func TestDeflateBadMessages(t *testing.T) {
	for name, c := range map[string]struct {
		message string
		want    *Error
	}{
		"corrupt":           {"\xff\xff\xff\xff", ErrInflate},
		"stored, no length": {"\x00\x0f\x00\xf0\xff\x48\x65", ErrInflateEnd},
		"cut in a block":    {"\xf2\x48\xcd\xc9", ErrInflateEnd},
		"not UTF-8":         {"\x00\x02\x00\xfd\xff\xc3\x28\x00", ErrText},
		"half a character":  {"\x00\x01\x00\xfe\xff\xc3\x00", ErrTextEnd},
	} {
		for _, piece := range []int{1, 100} {
			p := newPair(t, DeflateParams{})
			if _, _, err := inflateAll(p.server, []byte(c.message), true, true, Text, piece, 64); err != c.want {
				t.Errorf("%s in pieces of %d: %v, want %v", name, piece, err, c.want)
			}
		}
	}
	if ErrInflate.Code != InvalidPayload || ErrInflateEnd.Code != InvalidPayload || ErrBomb.Code != MessageTooBig {
		t.Error("close codes")
	}
}

func deflateRaw(p []byte) []byte {
	var b bytes.Buffer
	w, _ := flate.NewWriter(&b, 9)
	w.Write(p)
	w.Flush()
	return b.Bytes()[:b.Len()-4]
}

// A message of a few KiB that would become a hundred MiB ends with 1009, and
// what it became until then was never in memory at once.
func TestCWE409_DeflateBomb(t *testing.T) {
	bomb := deflateRaw(make([]byte, 100<<20))
	p := newPair(t, DeflateParams{})
	ev := Event{Payload: bomb, Opcode: Binary, Reserved: RSV1, Flags: MessageStart | MessageEnd}
	p.server.Take(&ev)
	room, total := make([]byte, 4096), 0
	for {
		var got Event
		_, err := p.server.Next(&got, room)
		if err != nil {
			if err.Code != MessageTooBig || total > max(inflateAllowance, len(bomb)*inflateRatio) {
				t.Fatalf("%v after %d bytes", err, total)
			}
			return
		}
		if total += len(got.Payload); got.Flags.Has(MessageEnd) {
			t.Fatalf("%d bytes from %d", total, len(bomb))
		}
	}
}

func TestDeflateMessageLimit(t *testing.T) {
	d := NewDeflate(Server, DeflateParams{}, new(DeflatePool), false, 1000)
	if out, _, err := inflateAll(d, deflateRaw(make([]byte, 1000)), true, true, Binary, 100, 64); err != nil || len(out) != 1000 {
		t.Fatalf("at the limit: %d, %v", len(out), err)
	}
	if _, _, err := inflateAll(d, deflateRaw(make([]byte, 1001)), true, true, Binary, 100, 64); err != ErrBomb {
		t.Fatalf("above the limit: %v", err)
	}
}

// USER-PAINS 4: a large message is not cut, whatever the sizes of the pieces, and
// its end is on the last piece and nowhere else.
func TestUserPain4_DeflateTruncation(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for _, n := range []int{1023, 1024, 1025, 4095, 4096, 4097, 65535, 65536, 200000} {
		want := prose(r, n)
		message := deflateRaw(want)
		for _, room := range []int{128, 1024, 4096} {
			p := newPair(t, DeflateParams{})
			var out []byte
			ends := 0
			for begin := 0; begin < len(message); begin += 1000 {
				ev := Event{Payload: message[begin:min(begin+1000, len(message))], Opcode: Text}
				if begin == 0 {
					ev.Flags, ev.Reserved = MessageStart, RSV1
				}
				if begin+1000 >= len(message) {
					ev.Flags |= MessageEnd
				}
				p.server.Take(&ev)
				for p.server.Pending() {
					var got Event
					ok, err := p.server.Next(&got, make([]byte, room))
					if err != nil {
						t.Fatal(err)
					}
					if ok && got.Flags.Has(MessageStart) != (len(out) == 0) {
						t.Fatal("the message's start is on another piece")
					}
					if out = append(out, got.Payload...); got.Flags.Has(MessageEnd) {
						ends++
					}
					p.server.Keep()
				}
			}
			if !bytes.Equal(out, want) || ends != 1 {
				t.Fatalf("%d bytes in pieces of %d: %d bytes, %d ends", n, room, len(out), ends)
			}
		}
	}
}

// An idle connection keeps at most 16 KiB, when the client lets the server
// choose its window; contexts go back to the pools.
func TestIdleDeflateMemory(t *testing.T) {
	params, _, ok := AcceptDeflate("permessage-deflate; client_max_window_bits", DeflateParams{})
	if !ok {
		t.Fatal("not accepted")
	}
	pool := new(DeflatePool)
	const n = 200
	idle := make([]*Deflate, n)
	r := rand.New(rand.NewPCG(9, 9))
	message := prose(r, 100000)
	client := NewDeflate(Client, params, new(DeflatePool), true, 0)
	frame, _ := client.Compress(nil, FIN|byte(Text), message)
	for i := range idle {
		idle[i] = NewDeflate(Server, params, pool, true, 0)
		if _, _, err := inflateAll(idle[i], frame, true, true, Text, 4096, 4096); err != nil {
			t.Fatal(err)
		}
		idle[i].Compress(nil, FIN|byte(Text), message)
	}
	parked := 0
	for _, d := range idle {
		if d.resident {
			continue
		}
		parked++
		if d.Held() > 16<<10 || d.inflate != nil || d.compress != nil {
			t.Fatalf("an idle connection keeps %d bytes", d.Held())
		}
	}
	if parked != n-residentMost {
		t.Fatalf("%d of %d are parked", parked, n)
	}
	for _, d := range idle { // and goes on where it was
		frame, _ := d.Compress(nil, FIN|byte(Text), message[:500])
		if len(frame) > 250 {
			t.Fatalf("500 known bytes take %d", len(frame))
		}
		d.Release()
	}
	if len(pool.residents) != 0 {
		t.Fatal("released connections are still known")
	}
	runtime.KeepAlive(idle)
}

func TestAcceptDeflate(t *testing.T) {
	for _, c := range []struct {
		offer, response string
		own             DeflateParams
	}{
		{"permessage-deflate", "permessage-deflate", DeflateParams{}},
		{"permessage-deflate; client_max_window_bits", "permessage-deflate; client_max_window_bits=13", DeflateParams{}},
		{"permessage-deflate; client_max_window_bits=10", "permessage-deflate; client_max_window_bits=10", DeflateParams{}},
		{`permessage-deflate; client_max_window_bits="10"`, "permessage-deflate; client_max_window_bits=10", DeflateParams{}},
		{"permessage-deflate; server_max_window_bits=8", "permessage-deflate; server_max_window_bits=8", DeflateParams{}},
		{"permessage-deflate; server_no_context_takeover; client_no_context_takeover",
			"permessage-deflate; server_no_context_takeover; client_no_context_takeover", DeflateParams{}},
		{"x, permessage-deflate; x, permessage-deflate; server_max_window_bits=10", "permessage-deflate; server_max_window_bits=10", DeflateParams{}},
		{"permessage-deflate", "permessage-deflate; server_no_context_takeover; server_max_window_bits=9", DeflateParams{ServerNoTakeover: true, ServerBits: 9}},
		{"permessage-deflate", "permessage-deflate", DeflateParams{ClientBits: 9}},
		{"", "", DeflateParams{}},
		{"permessage-deflate; server_max_window_bits", "", DeflateParams{}},
		{"permessage-deflate; server_max_window_bits=7", "", DeflateParams{}},
		{"permessage-deflate; server_max_window_bits=16", "", DeflateParams{}},
		{"permessage-deflate; server_max_window_bits=08", "", DeflateParams{}},
		{"permessage-deflate; server_max_window_bits=1e1", "", DeflateParams{}},
		{"permessage-deflate; client_max_window_bits=256", "", DeflateParams{}},
		{"permessage-deflate; server_no_context_takeover=1", "", DeflateParams{}},
		{"permessage-deflate; client_no_context_takeover; client_no_context_takeover", "", DeflateParams{}},
		{"x-webkit-deflate-frame", "", DeflateParams{}},
	} {
		_, response, ok := AcceptDeflate(c.offer, c.own)
		if response != c.response || ok != (c.response != "") {
			t.Errorf("%q: %q, want %q", c.offer, response, c.response)
		}
		if ok && c.own == (DeflateParams{}) {
			if _, negotiated, failure := CheckDeflate(c.offer, response); !negotiated || failure != "" {
				t.Errorf("%q: our client refuses %q: %s", c.offer, response, failure)
			}
		}
	}
}

func TestCheckDeflate(t *testing.T) {
	const bits = "permessage-deflate; client_max_window_bits"
	for _, c := range []struct{ offer, response, failure string }{
		{bits, "", ""},
		{bits, "permessage-deflate; server_max_window_bits=10; client_max_window_bits=9", ""},
		{bits, "permessage-deflate; server_no_context_takeover; client_no_context_takeover", ""},
		{bits, "permessage-deflate; nonsense", FailExtensionList},
		{bits, "permessage-deflate; server_max_window_bits=16", FailExtensionRejected},
		{bits, "permessage-deflate; client_max_window_bits", FailExtensionRejected},
		{bits, "permessage-deflate, permessage-deflate", FailExtensionRejected},
		{"permessage-deflate", "permessage-deflate; client_max_window_bits=10", FailExtensionRejected},
		{"permessage-deflate; server_no_context_takeover", "permessage-deflate", FailExtensionRejected},
		{"permessage-deflate; server_max_window_bits=10", "permessage-deflate; server_max_window_bits=11", FailExtensionRejected},
		{"permessage-deflate; server_max_window_bits=10", "permessage-deflate", FailExtensionRejected},
		{"permessage-deflate; server_max_window_bits=10, permessage-deflate", "permessage-deflate", ""},
	} {
		if _, _, failure := CheckDeflate(c.offer, c.response); failure != c.failure {
			t.Errorf("%q to %q: %q, want %q", c.response, c.offer, failure, c.failure)
		}
	}
}

// Go's inflater understands what is sent, with every size of the window.
func TestDeflateIsDeflate(t *testing.T) {
	want := strings.Repeat("a message that says the same again, ", 50)
	for bits := uint8(8); bits <= 15; bits++ {
		d := NewDeflate(Server, DeflateParams{ServerBits: bits}, new(DeflatePool), false, 0)
		var stream []byte
		for range 3 {
			frame, _ := d.Compress(nil, FIN|byte(Text), []byte(want))
			stream = append(append(stream, frame...), deflateEnd[:]...)
		}
		got, err := io.ReadAll(flate.NewReader(bytes.NewReader(stream)))
		if err != io.ErrUnexpectedEOF || string(got) != strings.Repeat(want, 3) {
			t.Fatalf("%d bits: %d bytes, %v", bits, len(got), err)
		}
	}
}

// Whatever comes, pieces stay within the room and cuts change nothing.
func FuzzDeflateReceive(f *testing.F) {
	f.Add([]byte("\xf2\x48\xcd\xc9\xc9\x07\x00"), uint8(2))
	f.Add(deflateRaw(bytes.Repeat([]byte("abc"), 500)), uint8(7))
	f.Fuzz(func(t *testing.T, message []byte, cut uint8) {
		run := func(piece, room int) ([]byte, bool, *Error) {
			d := NewDeflate(Server, DeflateParams{}, new(DeflatePool), false, 1<<20)
			defer d.Release()
			return inflateAll(d, message, true, true, Binary, piece, room)
		}
		one, ended, err := run(len(message)+1, 1<<15)
		other, ended2, err2 := run(int(cut)+1, int(cut)*5+1)
		if err != err2 || ended != ended2 || err == nil && !bytes.Equal(one, other) {
			t.Fatalf("whole: %d bytes, %v, %v; cut: %d bytes, %v, %v", len(one), ended, err, len(other), ended2, err2)
		}
	})
}

func BenchmarkDeflateEcho(b *testing.B) {
	for _, n := range []int{64, 1024, 16384} {
		b.Run(string(rune('0'+n/16384)), func(b *testing.B) {
			p := newPair(b, DeflateParams{})
			message := prose(rand.New(rand.NewPCG(5, 5)), n)
			var frame []byte
			room := make([]byte, 4096)
			b.SetBytes(int64(n))
			b.ReportAllocs()
			for b.Loop() {
				frame, _ = p.client.Compress(frame[:0], FIN|byte(Text), message)
				ev := Event{Payload: frame, Opcode: Text, Reserved: RSV1, Flags: MessageStart | MessageEnd}
				p.server.Take(&ev)
				for p.server.Pending() {
					if _, err := p.server.Next(&ev, room); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}

// Small messages are what compression is mostly used for: one that says what the
// last one said takes a few bytes, and none grows by more than a header.
func TestDeflateShortMessages(t *testing.T) {
	p := newPair(t, DeflateParams{})
	if frame, _ := NewDeflate(Server, DeflateParams{}, new(DeflatePool), false, 0).Compress(nil, FIN|byte(Text), []byte("Hello")); string(frame) != "\xf2\x48\xcd\xc9\xc9\x07\x00" {
		t.Errorf("Hello is %x", frame)
	}
	const message = `{"type":"tick","symbol":"ABC","price":1234}`
	p.send(p.server, p.client, Text, []byte(message))
	if frame, _ := p.server.Compress(nil, FIN|byte(Text), []byte(message)); len(frame) > 8 {
		t.Errorf("the same again takes %d bytes", len(frame))
	}
	r := rand.New(rand.NewPCG(8, 8))
	for n := range 300 {
		noise := make([]byte, n)
		for i := range noise {
			noise[i] = byte(r.Uint32()) | 0x90
		}
		d := NewDeflate(Server, DeflateParams{ServerNoTakeover: true}, new(DeflatePool), false, 0)
		if frame, _ := d.Compress(nil, FIN|byte(Binary), noise); len(frame) > n+6 {
			t.Errorf("%d bytes of noise take %d", n, len(frame))
		}
	}
}

// Any run of messages of any size is understood at the other end.
func FuzzDeflateBothWays(f *testing.F) {
	f.Add([]byte("some text to say, some text to say"), uint8(15), uint16(3))
	f.Fuzz(func(t *testing.T, data []byte, bits uint8, cut uint16) {
		p := newPair(t, DeflateParams{ServerBits: 8 + bits%8})
		n := int(cut)%1000 + 1
		for len(data) > 0 {
			k := min(n, len(data))
			p.send(p.server, p.client, Binary, data[:k], data[k/2:])
			data = data[k:]
			n = n*3%700 + 1
		}
	})
}

// CVE-2025-1866 was an inflater that wrote outside its memory. Distances that
// lead before the message's start, trees that are no trees, and lengths that lie
// are errors, whatever window was agreed and in whatever pieces it is read.
func TestCVE_2025_1866_InflaterBounds(t *testing.T) {
	for name, message := range map[string]string{
		"a distance before the start":      "\x4b\x04\x11\x00",
		"a distance code that is reserved": "\x4b\x04\xfd\x00",
		"a length code that is reserved":   "\x4b\x1c\xff\xff",
		"a block type that is reserved":    "\x07\x00\x00",
		"a dynamic tree without codes":     "\x05\xe0\x81\x08\x00\x00\x00\x00\x20\x7f\xeb\x0b\x00\x00",
		"too many length codes":            "\xfd\xff\xff\xff\xff\xff\xff\xff\xff\xff",
		"a stored length and not its sum":  "\x00\x10\x00\x00\x00abc",
		"a header that is cut":             "\x05",
	} {
		for bits := uint8(8); bits <= 15; bits++ {
			for _, piece := range []int{1, 3, 100} {
				p := newPair(t, DeflateParams{ClientBits: bits})
				if _, _, err := inflateAll(p.server, []byte(message), true, true, Binary, piece, 64); err != ErrInflate && err != ErrInflateEnd {
					t.Errorf("%s, window %d, pieces of %d: %v", name, bits, piece, err)
				}
			}
		}
	}
}
