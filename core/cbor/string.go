package cbor

import (
	"encoding/binary"
	"math/bits"
)

func reasonOf(major uint8, text, bytes Reason) Reason {
	if major == Text {
		return text
	}
	return bytes
}

// beginString is the head of a string, or of a piece of one.
func (x *Lexer) beginString(level *Level, major uint8, indefinite bool) {
	x.Filled, x.UTF8 = 0, 0
	start := uint8(reasonOf(major, TextStart, BytesStart))
	switch {
	case level.Major == Text || level.Major == Bytes:
		x.put(OpPiece, 0, major, x.Value)
		if x.Value > 0 {
			level.State = stateString
		}
	case indefinite:
		if x.Depth >= MaxDepth-1 {
			// The program hears of the string before it is refused.
			x.put(OpStringBegin, start, major, x.Value)
		}
		if x.push(Level{Major: major, Indefinite: true}) {
			x.put(OpStrings, start, major, x.Value)
		}
	case x.Value <= Chunk && x.Value <= uint64(len(x.In)-x.At) && x.wholeIsSound(major):
		x.put(OpString, start, major, x.Value)
		x.At += int(x.Value)
		x.itemDone()
	default:
		x.put(OpStringBegin, start, major, x.Value)
		level.State = stateString
	}
}

// wholeIsSound says whether the string that begins here, which is whole, may be
// reported at once.
func (x *Lexer) wholeIsSound(major uint8) bool {
	if major != Text {
		return true
	}
	sound := x.checkUTF8(x.In[x.At:x.At+int(x.Value)]) == int(x.Value) && x.UTF8 == 0
	x.UTF8 = 0
	return sound
}

// string is inside a string. Resume.Value is how much of it is to come.
func (x *Lexer) string(level *Level) {
	major := x.Initial & majorBits
	n := min(uint64(len(x.In)-x.At), x.Value, uint64(Chunk-min(x.Filled, Chunk)))
	bad := false
	if major == Text {
		sound := uint64(x.checkUTF8(x.In[x.At : x.At+int(n)]))
		bad = sound < n
		n = sound
	}
	x.put(OpBytes, uint8(n), major, 0)
	x.At += int(n)
	x.Filled += uint8(n)
	x.Value -= n
	if bad || x.Value == 0 && major == Text && x.UTF8 != 0 {
		x.fail(errCoding) // not UTF-8, or a character that is cut off
		return
	}
	if x.Value > 0 && x.Filled < Chunk {
		return
	}
	piece := level.Major == Text || level.Major == Bytes
	if x.Value == 0 {
		level.State = stateItem
		if !piece {
			x.put(OpStringEnd, uint8(reasonOf(major, TextEnd, BytesEnd)), major, 0)
			x.itemDone()
			return
		}
	}
	x.put(OpChunk, uint8(reasonOf(major, TextChunk, BytesChunk)), major, x.Value)
	x.Filled = 0
}

// Where in a character of UTF-8 (RFC 3629 §4) the text is: how many bytes are
// to come, and what the next one may be.
const (
	utf8Left  = 3
	utf8After = ^uint16(utf8Left)

	afterE0 = 1 << 2 // not below a0: overlong
	afterED = 2 << 2 // not above 9f: surrogates
	afterF0 = 3 << 2 // not below 90: overlong
	afterF4 = 4 << 2 // not above 8f: beyond Unicode
)

// ascii counts the bytes at the beginning of text that are below 0x80.
func ascii(text []byte) int {
	const tops = 0x8080808080808080
	n := 0
	for ; n+8 <= len(text); n += 8 {
		if found := binary.LittleEndian.Uint64(text[n:]) & tops; found != 0 {
			return n + bits.TrailingZeros64(found)/8
		}
	}
	for n < len(text) && text[n] < 0x80 {
		n++
	}
	return n
}

// checkUTF8 follows the characters of text from Resume.UTF8 on, and returns how
// many of its bytes are sound.
func (x *Lexer) checkUTF8(text []byte) int {
	at, i := x.UTF8, 0
	if at == 0 {
		i = ascii(text)
	}
	for ; i < len(text); i++ {
		c := text[i]
		switch {
		case at == 0 && c < 0x80:
		case at == 0:
			switch {
			case c >= 0xc2 && c <= 0xdf:
				at = 1
			case c == 0xe0:
				at = 2 | afterE0
			case c == 0xed:
				at = 2 | afterED
			case c >= 0xe1 && c <= 0xef:
				at = 2
			case c == 0xf0:
				at = 3 | afterF0
			case c == 0xf4:
				at = 3 | afterF4
			case c >= 0xf1 && c <= 0xf3:
				at = 3
			default:
				return i
			}
		case c&0xc0 != 0x80,
			at&utf8After == afterE0 && c < 0xa0, at&utf8After == afterED && c > 0x9f,
			at&utf8After == afterF0 && c < 0x90, at&utf8After == afterF4 && c > 0x8f:
			return i
		default:
			at = at&utf8Left - 1
		}
	}
	x.UTF8 = at
	return len(text)
}
