package ws

import "encoding/binary"

// UTF8 checks a byte stream against RFC 3629 piece by piece and finds the first
// byte that cannot belong to any valid text. The zero value is ready for use.
//
// It is a state machine in one word: each byte has a row of 6-bit fields, one
// for each state, and the field of the present state is the next state.
// Shifting the row by the state brings the field to the bottom, so that a byte
// costs one load and one shift without a branch.
type UTF8 struct{ state uint64 }

// The states; each is the position of its field in a row.
const (
	boundary  = 6 * iota // between characters; zero, so that UTF8{} is ready
	bad                  // a byte was wrong; never left
	want1                // one continuation byte is missing
	want2                // two are missing
	want3                // three are missing
	afterE0              // two missing, the first in A0–BF: no overlong form
	afterED              // two missing, the first in 80–9F: no surrogate
	afterF0              // three missing, the first in 90–BF: no overlong form
	afterF4              // three missing, the first in 80–8F: U+10FFFF at most
	stateBits = 0x3f
)

// utf8Steps is the grammar of RFC 3629 §4: in state from, a byte within
// first–last leads to state to; all other bytes are bad.
var utf8Steps = [...]struct {
	from        uint
	first, last int
	to          uint64
}{
	{boundary, 0x00, 0x7f, boundary},
	{boundary, 0xc2, 0xdf, want1},
	{boundary, 0xe0, 0xe0, afterE0},
	{boundary, 0xe1, 0xec, want2},
	{boundary, 0xed, 0xed, afterED},
	{boundary, 0xee, 0xef, want2},
	{boundary, 0xf0, 0xf0, afterF0},
	{boundary, 0xf1, 0xf3, want3},
	{boundary, 0xf4, 0xf4, afterF4},
	{want1, 0x80, 0xbf, boundary},
	{want2, 0x80, 0xbf, want1},
	{want3, 0x80, 0xbf, want2},
	{afterE0, 0xa0, 0xbf, want1},
	{afterED, 0x80, 0x9f, want1},
	{afterF0, 0x90, 0xbf, want2},
	{afterF4, 0x80, 0x8f, want2},
}

var utf8Rows = func() (rows [256]uint64) {
	for b := range rows {
		for s := uint(boundary); s <= afterF4; s += 6 {
			rows[b] |= bad << s
		}
	}
	for _, step := range utf8Steps {
		for b := step.first; b <= step.last; b++ {
			rows[b] = rows[b]&^(stateBits<<step.from) | step.to<<step.from
		}
	}
	return rows
}()

const highBits = 0x8080808080808080

// Write feeds the next bytes of the text. It returns false when one of them
// makes the text invalid, and from then on for good.
func (u *UTF8) Write(p []byte) bool {
	s := u.state
	for len(p) > 0 {
		if s&stateBits == boundary {
			p = skipASCII(p)
		}
		// A run that is not pure ASCII: look for ASCII again only now and then.
		run := p[:min(len(p), 64)]
		p = p[len(run):]
		for _, b := range run {
			s = utf8Rows[b] >> (s & stateBits)
		}
		if s&stateBits == bad {
			u.state = bad
			return false
		}
	}
	u.state = s & stateBits
	return u.state != bad
}

// Complete reports whether the text so far ends between two characters.
func (u *UTF8) Complete() bool { return u.state == boundary }

// Reset makes u ready for a new text.
func (u *UTF8) Reset() { u.state = boundary }

// skipASCII returns p without the ASCII bytes at its start, as far as they fill
// whole blocks of 8.
func skipASCII(p []byte) []byte {
	for len(p) >= 32 {
		q := p[:32:32]
		or := binary.LittleEndian.Uint64(q) | binary.LittleEndian.Uint64(q[8:]) |
			binary.LittleEndian.Uint64(q[16:]) | binary.LittleEndian.Uint64(q[24:])
		if or&highBits != 0 {
			break
		}
		p = p[32:]
	}
	for len(p) >= 8 && binary.LittleEndian.Uint64(p)&highBits == 0 {
		p = p[8:]
	}
	return p
}
