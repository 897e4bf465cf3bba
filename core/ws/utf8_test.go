package ws

import (
	"math/rand"
	"strings"
	"testing"
	"unicode/utf8"
)

// firstBad returns the index of the first byte of s that cannot be part of any
// valid text, or len(s), and whether s as a whole is valid.
func firstBad(s string) (int, bool) {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r != utf8.RuneError || n > 1 {
			i += n
			continue
		}
		// Either cut at the end or bad: the longest prefix that some valid
		// character begins with tells.
		for k := 1; k <= len(s)-i; k++ {
			if utf8.FullRuneInString(s[i : i+k]) {
				return i + k - 1, false
			}
		}
		return len(s), false
	}
	return len(s), true
}

func checkUTF8(t *testing.T, s string, cut int) {
	t.Helper()
	bad, valid := firstBad(s)
	if cut <= 0 {
		cut = len(s) + 1
	}
	var u UTF8
	for at := 0; at < len(s); at += cut {
		end := min(at+cut, len(s))
		if ok := u.Write([]byte(s[at:end])); ok != (end <= bad) {
			t.Fatalf("%q cut %d: Write(%q) is %v, first bad byte %d", s, cut, s[at:end], ok, bad)
		}
	}
	if u.Complete() != valid {
		t.Fatalf("%q cut %d: Complete is %v", s, cut, u.Complete())
	}
	if valid != utf8.ValidString(s) {
		t.Fatalf("%q: reference is wrong", s)
	}
}

func TestUTF8Samples(t *testing.T) {
	for _, c := range utf8Samples {
		if _, valid := firstBad(c.text); valid != c.valid {
			t.Errorf("%s: sample is marked %v", c.number, c.valid)
		}
		// At all places of the 8- and 32-byte steps.
		for pad := range 70 {
			s := strings.Repeat("a", pad) + c.text
			for _, cut := range []int{0, 1, 2, 3, 7, 33} {
				checkUTF8(t, s, cut)
				checkUTF8(t, s+strings.Repeat("b", 40), cut)
			}
		}
	}
}

// All sequences of up to three bytes, and the edges of those of four.
func TestUTF8AllShortSequences(t *testing.T) {
	edges := []byte{0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff}
	for a := range 256 {
		for b := range 256 {
			checkUTF8(t, string([]byte{byte(a), byte(b)}), 1)
			for _, c := range edges {
				s := string([]byte{byte(a), byte(b), c})
				checkUTF8(t, s, 1)
				for _, d := range edges {
					if a < 0xf0 {
						break
					}
					checkUTF8(t, s+string([]byte{d}), 0)
				}
			}
		}
	}
}

func TestUTF8Runes(t *testing.T) {
	var u UTF8
	for r := rune(0); r <= utf8.MaxRune; r++ {
		if r == 0xd800 {
			r = 0xe000
		}
		if p := utf8.AppendRune(nil, r); !u.Write(p[:1]) || u.Complete() != (len(p) == 1) || !u.Write(p[1:]) || !u.Complete() {
			t.Fatalf("%U is refused", r)
		}
	}
}

func TestUTF8BadIsForGood(t *testing.T) {
	var u UTF8
	if u.Write([]byte("\xff")) || u.Write([]byte("a")) || u.Write(nil) || u.Complete() {
		t.Error("valid again after a bad byte")
	}
	u.Reset()
	if !u.Write([]byte("a")) || !u.Complete() {
		t.Error("Reset does not help")
	}
}

func TestUTF8LongTexts(t *testing.T) {
	rnd := rand.New(rand.NewSource(1))
	alphabets := []string{"abc", "aé", "κόσμε漢字", "😀a漢é", "漢字"}
	for range 3000 {
		var b strings.Builder
		runes := []rune(alphabets[rnd.Intn(len(alphabets))])
		for n := rnd.Intn(300); b.Len() < n; {
			b.WriteRune(runes[rnd.Intn(len(runes))])
		}
		s := b.String()
		checkUTF8(t, s, 1+rnd.Intn(100))
		if s != "" {
			p := []byte(s)
			p[rnd.Intn(len(p))] = byte(rnd.Intn(256))
			checkUTF8(t, string(p), 1+rnd.Intn(100))
			checkUTF8(t, s[:rnd.Intn(len(s))], 0)
		}
	}
}

func FuzzUTF8(f *testing.F) {
	for _, c := range utf8Samples {
		f.Add(c.text, uint8(1))
		f.Add(strings.Repeat("x", 31)+c.text+strings.Repeat("y", 33), uint8(8))
	}
	f.Fuzz(func(t *testing.T, s string, cut uint8) {
		checkUTF8(t, s, 0)
		checkUTF8(t, s, int(cut))
	})
}
