package inflate

import (
	"bytes"
	"compress/flate"
	"io"
	"math/rand/v2"
	"testing"
)

func deflated(t testing.TB, level int, parts ...[]byte) []byte {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, level)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range parts {
		w.Write(p)
		w.Flush()
	}
	w.Close()
	return b.Bytes()
}

// inflated runs data through an Inflater in pieces that next cuts.
func inflated(data []byte, room int, next func(left int) int) (out []byte, err error) {
	z := new(Inflater)
	z.Reset(WindowMost, nil)
	for {
		n := len(data)
		if next != nil && n > 0 {
			n = next(n)
		}
		in := data[:n]
		data = data[n:]
		for {
			taken, piece, err := z.Step(in, room)
			in = in[taken:]
			out = append(out, piece...)
			if err != nil {
				return out, err
			}
			if len(piece) < room {
				break
			}
		}
		if len(in) > 0 {
			panic("input left though there was room")
		}
		if len(data) == 0 {
			if !z.BetweenBlocks() {
				return out, io.ErrUnexpectedEOF
			}
			return out, nil
		}
	}
}

func samples() [][]byte {
	r := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, 70000)
	for i := range noise {
		noise[i] = byte(r.Uint32())
	}
	words := make([]byte, 0, 200000)
	for len(words) < 190000 {
		words = append(words, [...]string{"alpha ", "beta ", "gamma", "\"id\": ", "17,"}[r.IntN(5)]...)
		words = append(words, byte(r.IntN(10)+'0'))
	}
	return [][]byte{nil, []byte("hello"), bytes.Repeat([]byte{0}, 300000), noise, words}
}

func TestEveryLevelAndRoom(t *testing.T) {
	for _, want := range samples() {
		for level := -2; level <= 9; level++ {
			data := deflated(t, level, want[:len(want)/2], want[len(want)/2:])
			for _, room := range []int{1, 7, 4096, WindowMost} {
				if room == 1 && level%4 != 1 {
					continue
				}
				got, err := inflated(data, room, nil)
				if err != nil || !bytes.Equal(got, want) {
					t.Fatalf("level %d, room %d, %d bytes: %d bytes, %v", level, room, len(want), len(got), err)
				}
			}
		}
	}
}

func TestSplitAnywhere(t *testing.T) {
	for _, want := range samples() {
		for _, level := range []int{-2, 0, 1, 6} {
			data := deflated(t, level, want)
			r := rand.New(rand.NewPCG(3, 4))
			for _, next := range []func(int) int{
				func(int) int { return 1 },
				func(n int) int { return min(n, 1+r.IntN(9)) },
				func(n int) int { return min(n, 1+r.IntN(3000)) },
			} {
				got, err := inflated(data, 1000, next)
				if err != nil || !bytes.Equal(got, want) {
					t.Fatalf("level %d: %d of %d bytes, %v", level, len(got), len(want), err)
				}
			}
		}
	}
}

// A stream that ends early never counts as finished.
func TestTruncated(t *testing.T) {
	data := deflated(t, 6, samples()[4][:5000])
	for n := 1; n < len(data)-1; n++ {
		// All of it may be there without the empty block of the flush.
		if out, err := inflated(data[:n], 4096, nil); err == nil && len(out) < 5000 {
			t.Fatalf("%d of %d bytes pass for a whole stream", n, len(data))
		}
	}
}

func TestBadStreams(t *testing.T) {
	for _, c := range []struct {
		name string
		data string
		want error
	}{
		{"reserved block type", "\x07", ErrBlockType},
		{"stored length", "\x01\x01\x00\x00\x00", ErrStored},
		{"distance before the beginning", "\x03\x02\x00", ErrDistance},
		{"too many literal codes", "\xfd\xff\xff\xff\xff\xff\xff\xff\xff\xff", ErrCode},
	} {
		if _, err := inflated([]byte(c.data), 100, nil); err != c.want {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

func TestWindowIsALimit(t *testing.T) {
	want := bytes.Repeat([]byte("0123456789abcdef0123456789ABCDEF_"), 100)
	want = append(append(want[:1000:1000], samples()[3][:600]...), want[:1000]...)
	data := deflated(t, 9, want)
	z := new(Inflater)
	z.Reset(512, nil)
	var err error
	for in, n := data, 0; err == nil && len(in) > 0; in = in[n:] {
		n, _, err = z.Step(in, 4096)
	}
	if err != ErrDistance {
		t.Fatalf("a distance beyond the window: %v", err)
	}
}

func TestHistoryGoesOn(t *testing.T) {
	first, second := samples()[4][:40000], samples()[4][20000:60000]
	var b bytes.Buffer
	w, _ := flate.NewWriter(&b, 6)
	w.Write(first)
	w.Flush()
	cut := b.Len()
	w.Write(second)
	w.Flush()
	z := new(Inflater)
	z.Reset(WindowMost, nil)
	run := func(in []byte) (out []byte) {
		for {
			n, piece, err := z.Step(in, 500)
			if err != nil {
				t.Fatal(err)
			}
			in = in[n:]
			out = append(out, piece...)
			if len(piece) < 500 {
				return out
			}
		}
	}
	if !bytes.Equal(run(b.Bytes()[:cut]), first) {
		t.Fatal("first")
	}
	history := append([]byte(nil), z.History()...)
	z.Reset(WindowMost, []byte("something else"))
	z.Reset(WindowMost, history)
	if !bytes.Equal(run(b.Bytes()[cut:]), second) {
		t.Fatal("second")
	}
}

// What Go's own inflater takes, this one takes, in any pieces, and to the same end.
func FuzzInflater(f *testing.F) {
	for _, s := range samples() {
		f.Add(deflated(f, 6, s[:min(len(s), 3000)]), uint8(3))
		f.Add(deflated(f, 1, s[:min(len(s), 300)]), uint8(9))
	}
	f.Add([]byte("\x03\x02\x00"), uint8(1))
	f.Fuzz(func(t *testing.T, data []byte, step uint8) {
		const most = 1 << 20
		r := flate.NewReader(bytes.NewReader(data))
		want, wantErr := io.ReadAll(io.LimitReader(r, most))
		cut := func(n int) int { return min(n, int(step)+1) }
		z := new(Inflater)
		z.Reset(WindowMost, nil)
		var got []byte
		var err error
		for in := data; err == nil && len(got) < most; {
			n := len(in)
			if n > 0 {
				n = cut(n)
			}
			var k int
			var piece []byte
			k, piece, err = z.Step(in[:n], int(step)*3+1)
			in = in[k:]
			got = append(got, piece...)
			if z.final && z.state == blockHeader || len(in) == 0 && len(piece) < int(step)*3+1 {
				break
			}
		}
		if wantErr == nil && len(want) < most {
			// Go stops behind the final block. What an Inflater makes of bytes
			// there, or finds wrong with them, is another matter.
			if !bytes.HasPrefix(got, want) {
				t.Fatalf("Go makes %d bytes, this %d, %v", len(want), len(got), err)
			}
		} else if n := min(len(want), len(got)); !bytes.Equal(want[:n], got[:n]) {
			t.Fatalf("different bytes before the error")
		}
	})
}

func BenchmarkInflate(b *testing.B) {
	data := deflated(b, 1, samples()[4])
	z := new(Inflater)
	b.SetBytes(int64(len(samples()[4])))
	for b.Loop() {
		z.Reset(WindowMost, nil)
		for in := data; ; {
			n, piece, err := z.Step(in, 4096)
			if err != nil {
				b.Fatal(err)
			}
			if in = in[n:]; len(piece) < 4096 {
				break
			}
		}
	}
}
