package ws

import (
	"bytes"
	"testing"
)

// Every start offset and length gives what RFC 6455 §5.3 says byte by byte, and
// leaves the bytes around alone.
func TestMaskAllAlignments(t *testing.T) {
	const room = 200
	plain := make([]byte, room)
	for i := range plain {
		plain[i] = byte(i*7 + 3)
	}
	for offset := range 40 {
		for n := 0; offset+n <= room; n++ {
			want := bytes.Clone(plain)
			naiveMask(want[offset:offset+n], testKey)
			got := bytes.Clone(plain)
			next := Mask(got[offset:offset+n], testKey)
			if !bytes.Equal(got, want) {
				t.Fatalf("offset %d, %d bytes: wrong", offset, n)
			}
			var b [4]byte
			naiveMask(b[:], next)
			var wantNext [4]byte
			for i := range wantNext {
				wantNext[i] = byte(uint32(testKey) >> (8 * ((n + i) & 3)))
			}
			if b != wantNext {
				t.Fatalf("%d bytes: next key %x, want %x", n, b, wantNext)
			}
		}
	}
}

func TestMaskInPiecesIsMaskAtOnce(t *testing.T) {
	plain := bytes.Repeat([]byte("0123456789abcdef!"), 20)
	want := bytes.Clone(plain)
	Mask(want, testKey)
	for first := range len(plain) {
		for _, step := range []int{1, 3, 5, 31, 64} {
			got := bytes.Clone(plain)
			key := Mask(got[:first], testKey)
			for at := first; at < len(got); at += step {
				key = Mask(got[at:min(at+step, len(got))], key)
			}
			if !bytes.Equal(got, want) {
				t.Fatalf("pieces of %d then %d: wrong", first, step)
			}
		}
	}
}

func TestMaskCopy(t *testing.T) {
	src := bytes.Repeat([]byte("copy me."), 13)
	before := bytes.Clone(src)
	dst := make([]byte, len(src)+8)
	next := MaskCopy(dst, src[:len(src)-1], testKey)
	want := append(bytes.Clone(src[:len(src)-1]), make([]byte, 9)...)
	if key := Mask(want[:len(src)-1], testKey); key != next {
		t.Errorf("next key %x, want %x", next, key)
	}
	if !bytes.Equal(dst, want) || !bytes.Equal(src, before) {
		t.Error("wrong copy")
	}
}

func TestMaskTellsASCII(t *testing.T) {
	for n := range 100 {
		p := bytes.Repeat([]byte("a"), n)
		Mask(p, testKey)
		if or := maskOr(p, testKey); or&highBits != 0 {
			t.Fatalf("%d ASCII bytes: reported others", n)
		}
		for at := range n {
			p = bytes.Repeat([]byte("a"), n)
			p[at] = 0x80
			Mask(p, testKey)
			if or := maskOr(p, testKey); or&highBits == 0 {
				t.Fatalf("byte %d of %d is not ASCII: missed", at, n)
			}
		}
	}
}
