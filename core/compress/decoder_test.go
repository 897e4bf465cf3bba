package compress

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
)

var everyCoding = []Coding{Brotli, Gzip, Deflate}

func encode(c Coding, text string) []byte {
	e := NewEncoder(c)
	e.Write([]byte(text))
	e.Finish()
	defer e.Release()
	return bytes.Clone(e.Take())
}

// decode feeds in to a decoder in pieces and takes its output in others.
func decode(c Coding, in []byte, piece, room int) (text string, err error) {
	d := NewDecoder(c)
	buf := make([]byte, room)
	for {
		n := min(piece, len(in))
		ended := n == len(in)
		d.Feed(in[:n], ended)
		in = in[n:]
		for {
			out, err := d.Next(buf)
			if err != nil {
				return text, err
			}
			if len(out) == 0 {
				break
			}
			text += string(out)
		}
		if d.Pending() {
			return text, errors.New("more is pending, though Next returned nothing")
		}
		if ended {
			if !d.Whole() {
				return text, errors.New("neither whole nor an error")
			}
			return text, nil
		}
	}
}

// However a body is cut, and however little is taken at once, it is the same.
func TestDecode(t *testing.T) {
	noise := rand.NewChaCha8([32]byte{})
	bytes := make([]byte, 3000)
	noise.Read(bytes)
	for _, text := range []string{"", "x", "hello, hello, hello", strings.Repeat("many lines of a text\n", 500), string(bytes)} {
		for _, c := range everyCoding {
			in := encode(c, text)
			for _, piece := range []int{1, 2, 3, 7, 100, 1 << 20} {
				for _, room := range []int{1, 5, 4096, 1 << 17} {
					if got, err := decode(c, in, piece, room); got != text || err != nil {
						t.Fatalf("%v of %.20q... in pieces of %d, taken by %d: %d bytes of %d, %v", c, text, piece, room, len(got), len(text), err)
					}
				}
			}
		}
	}
}

// Each part that a gzip member may have is passed over, and members follow each
// other (RFC 1952 sections 2.2, 2.3.1).
func TestDecodeGzipMembers(t *testing.T) {
	var out bytes.Buffer
	for i, text := range []string{"one ", "", "two"} {
		w := gzip.NewWriter(&out)
		w.Name, w.Comment, w.Extra = strings.Repeat("n", i*300), "a comment", bytes.Repeat([]byte{0}, i*1000)
		w.Write([]byte(text))
		w.Close()
	}
	for piece := range 40 {
		if got, err := decode(Gzip, out.Bytes(), piece+1, 100); got != "one two" || err != nil {
			t.Fatalf("in pieces of %d: %q, %v", piece+1, got, err)
		}
	}
}

// A body that is cut off is an error wherever that is, but for nothing at all.
func TestDecodeTruncated(t *testing.T) {
	for _, c := range everyCoding {
		in := encode(c, strings.Repeat("many lines of a text\n", 50))
		for n := 1; n < len(in); n++ {
			if _, err := decode(c, in[:n], 7, 100); !errors.Is(err, ErrIncomplete) {
				t.Fatalf("%v, %d bytes of %d: %v", c, n, len(in), err)
			}
		}
		if _, err := decode(c, nil, 7, 100); err != nil {
			t.Errorf("%v, nothing: %v", c, err)
		}
	}
}

func TestDecodeCorrupt(t *testing.T) {
	for _, c := range everyCoding {
		in := encode(c, "a text that is to be changed on its way")
		if _, err := decode(c, append(bytes.Clone(in), "more is behind it"...), 1000, 100); !errors.Is(err, ErrCorrupt) {
			t.Errorf("%v with more behind: %v", c, err)
		}
		if _, err := decode(c, []byte("this is not compressed at all"), 1000, 100); err == nil {
			t.Errorf("%v takes a plain text", c)
		}
		if c == Brotli {
			continue // it has no sum
		}
		for _, at := range []int{len(in) - 1, len(in) - 4} {
			bad := bytes.Clone(in)
			bad[at] ^= 1
			if _, err := decode(c, bad, 1000, 100); !errors.Is(err, ErrCorrupt) {
				t.Errorf("%v with byte %d changed: %v", c, at, err)
			}
		}
	}
	if _, err := decode(Deflate, []byte("\x78\xbb\x00\x00\x00\x00"), 1, 100); !errors.Is(err, ErrCorrupt) {
		t.Errorf("a dictionary: %v", err) // nobody has it
	}
}

// CWE-409: small bodies that become large ones are cut off, and what is compressed
// as well as texts are is not.
func TestDecodeBomb(t *testing.T) {
	var bomb, text bytes.Buffer
	w := brotli.NewWriter(&bomb)
	zeros := make([]byte, 1<<20)
	for range 64 {
		w.Write(zeros)
	}
	w.Close()
	for _, c := range everyCoding {
		in := bomb.Bytes()
		if c != Brotli {
			in = encode(c, string(make([]byte, 64<<20)))
		}
		d := NewDecoder(c)
		d.Feed(in, true)
		room, made := make([]byte, 4096), 0
		for {
			out, err := d.Next(room)
			if made += len(out); err != nil {
				if !errors.Is(err, ErrBomb) || made > expandAllowance+expandRatio*len(in)+len(room) {
					t.Errorf("%v: %v after %d bytes of %d", c, err, made, len(in))
				}
				break
			}
			if len(out) == 0 {
				t.Errorf("%v: a bomb of %d bytes made %d", c, len(in), made)
				break
			}
		}
	}
	for i := range 400_000 {
		text.WriteString(strings.Repeat(string(rune('a'+i%26)), 50))
	}
	if got, err := decode(Gzip, encode(Gzip, text.String()), 1<<16, 1<<16); len(got) != text.Len() || err != nil {
		t.Errorf("%d bytes of %d, %v", len(got), text.Len(), err)
	}
}

// Whatever comes, the outcome does not depend on how it is cut, and output stays
// within its limit.
func FuzzDecode(f *testing.F) {
	for _, c := range everyCoding {
		f.Add(encode(c, "hello, hello, hello"), uint8(c), uint8(3))
	}
	f.Fuzz(func(t *testing.T, in []byte, coding, piece uint8) {
		c := everyCoding[int(coding)%len(everyCoding)]
		whole, err := decode(c, in, len(in)+1, 4096)
		cut, cutErr := decode(c, in, int(piece)+1, 64)
		if (err == nil) != (cutErr == nil) || err == nil && whole != cut {
			t.Errorf("%v: %d bytes, %v; in pieces of %d: %d bytes, %v", c, len(whole), err, piece+1, len(cut), cutErr)
		}
		if len(whole) > expandAllowance+expandRatio*len(in)+4096 {
			t.Errorf("%v: %d bytes of %d", c, len(whole), len(in))
		}
	})
}
