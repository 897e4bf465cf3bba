package compress

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
)

func TestNegotiate(t *testing.T) {
	for accept, want := range map[string]Coding{
		"": Identity, "gzip": Gzip, "GZIP": Gzip, "x-gzip": Gzip, "br": Brotli, "deflate": Deflate, "gzip, deflate, br": Brotli,
		"gzip;q=1.0, br;q=0.9": Gzip, "gzip;q=0": Identity, "gzip;q=0, *": Brotli, "*": Brotli, "*;q=0": Identity,
		"identity": Identity, "identity;q=0.5, gzip;q=0.2": Identity, "gzip;q=0.001": Gzip, "gzip ; Q=0.5 , br;q=0.4": Gzip,
		"gzip;q=2": Identity, "gzip;q=x": Identity, "gzip;q=": Identity, "gzip;q=0.5555": Identity, "gzip;level=3": Gzip,
		"compress": Identity, ",,gzip,": Gzip, ";q=1": Identity, "gzipped": Identity, "identity;q=0, gzip;q=0.1": Gzip,
	} {
		if got := Negotiate([]byte(accept)); got != want {
			t.Errorf("%q: %q, want %q", accept, got, want)
		}
	}
}

func FuzzNegotiate(f *testing.F) {
	f.Add([]byte("gzip;q=0.5, *;q=0"))
	f.Fuzz(func(t *testing.T, accept []byte) {
		for c, w := range Weigh(accept) {
			if w < 0 || w > 1000 {
				t.Errorf("%v weighs %d", Coding(c), w)
			}
		}
		if c := Negotiate(accept); c != Identity && Weigh(accept)[c] == 0 {
			t.Errorf("%q does not accept %v", accept, c)
		}
	})
}

// What is encoded, in any pieces, decodes to the same; a used encoder serves the
// next body as well.
func TestEncoders(t *testing.T) {
	text := strings.Repeat("all work and no play ", 5000)
	decode := map[Coding]func(io.Reader) (io.Reader, error){
		Gzip:    func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) },
		Deflate: func(r io.Reader) (io.Reader, error) { return zlib.NewReader(r) },
		Brotli:  func(r io.Reader) (io.Reader, error) { return brotli.NewReader(r), nil },
	}
	for c, reader := range decode {
		for _, step := range []int{len(text), 4096, 1000} {
			e := NewEncoder(c)
			var out bytes.Buffer
			for rest := text; rest != ""; {
				n := min(step, len(rest))
				e.Write([]byte(rest[:n]))
				rest = rest[n:]
				if step == 1000 {
					e.Flush()
				}
				out.Write(e.Take())
			}
			e.Finish()
			out.Write(e.Take())
			e.Release()
			size := out.Len()
			r, err := reader(&out)
			if err != nil {
				t.Fatalf("%v: %v", c, err)
			}
			if got, err := io.ReadAll(r); string(got) != text || err != nil {
				t.Errorf("%v in pieces of %d: %d bytes, %v", c, step, len(got), err)
			}
			if size > len(text)/5 {
				t.Errorf("%v in pieces of %d: %d of %d bytes", c, step, size, len(text))
			}
		}
	}
}

// What was written before a flush can be decoded without what follows.
func TestFlushedTextIsReadable(t *testing.T) {
	e := NewEncoder(Gzip)
	defer e.Release()
	e.Write([]byte("first"))
	e.Flush()
	r, err := gzip.NewReader(bytes.NewReader(e.Take()))
	if err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 5)
	if _, err := io.ReadFull(r, got); err != nil || string(got) != "first" {
		t.Errorf("%q %v", got, err)
	}
}
