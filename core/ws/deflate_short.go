package ws

import (
	"encoding/binary"
	"math/bits"
)

const (
	// shortMost is the longest piece that is compressed here, with the fixed
	// codes of RFC 1951 §3.2.6: in so little, codes of its own would cost more
	// than they save. What is longer goes through a flate.Writer, which for its
	// part finds no repetition in pieces below 128 bytes.
	shortMost = 256

	shortHashBits = 11
	shortMatch    = 4   // shortest repetition that is looked for
	longestMatch  = 258 // RFC 1951 §3.2.5
)

// repetitions compresses short pieces. It finds repetitions in what was sent before:
// compressor.tail.
type repetitions struct {
	places  [1 << shortHashBits]uint16 // position in tail behind each hash, 1 more
	indexed int                        // how much of tail is in places
}

// forget is for when the tail has moved.
func (s *repetitions) forget() {
	clear(s.places[:])
	s.indexed = 0
}

func shortHash(p []byte) uint32 {
	return binary.LittleEndian.Uint32(p) * 0x9e3779b1 >> (32 - shortHashBits)
}

// fixedCode is a code of RFC 1951 §3.2.6 with its first bit lowest.
type fixedCode struct {
	code uint16
	bits uint8
}

var fixedCodes = func() (t [288]fixedCode) {
	for i := range t {
		code, n := i+0x30, 8
		switch {
		case i >= 280:
			code = i - 280 + 0xc0
		case i >= 256:
			code, n = i-256, 7
		case i >= 144:
			code, n = i-144+0x190, 9
		}
		t[i] = fixedCode{bits.Reverse16(uint16(code)) >> (16 - n), uint8(n)}
	}
	return t
}()

// bitWriter appends bits, the lowest first.
type bitWriter struct {
	to []byte
	b  uint64
	n  uint
}

func (w *bitWriter) put(v uint32, n uint) {
	w.b |= uint64(v) << w.n
	for w.n += n; w.n >= 8; w.n -= 8 {
		w.to = append(w.to, byte(w.b))
		w.b >>= 8
	}
}

func (w *bitWriter) symbol(s int) { w.put(uint32(fixedCodes[s].code), uint(fixedCodes[s].bits)) }

// match puts a length and a distance, RFC 1951 §3.2.5.
func (w *bitWriter) match(length, distance int) {
	switch x := uint(length - 3); {
	case length == longestMatch:
		w.symbol(285)
	case x < 4:
		w.symbol(257 + int(x))
	default:
		n := uint(bits.Len(x)) - 3 // extra bits
		w.symbol(257 + int(4*(n+1)+x>>n&3))
		w.put(uint32(x&(1<<n-1)), n)
	}
	d := uint(distance - 1)
	symbol, n := d, uint(0)
	if d >= 4 {
		n = uint(bits.Len(d)) - 2 // extra bits
		symbol = 2*(n+1) + d>>n&1
	}
	w.put(uint32(bits.Reverse8(uint8(symbol))>>3), 5)
	w.put(uint32(d&(1<<n-1)), n)
}

// shortMessage appends p, compressed and flushed, to dst. p has just become the
// end of c.tail.
func (c *compressor) shortMessage(dst, p []byte) []byte {
	s, tail := &c.short, c.tail
	begin := len(tail) - len(p)
	index := func(to int) {
		for ; s.indexed < min(to, len(tail)-shortMatch+1); s.indexed++ {
			s.places[shortHash(tail[s.indexed:])] = uint16(s.indexed + 1)
		}
	}
	index(begin)
	w := bitWriter{to: dst}
	w.put(2, 3) // not final, fixed codes
	for at := begin; at < len(tail); {
		length, place := 0, -1
		if len(tail)-at >= shortMatch {
			place = int(s.places[shortHash(tail[at:])]) - 1
		}
		if place >= 0 && place < at && at-place <= 1<<c.bits {
			for length < min(len(tail)-at, longestMatch) && tail[place+length] == tail[at+length] {
				length++
			}
		}
		if length < shortMatch {
			w.symbol(int(tail[at]))
			at++
		} else {
			w.match(length, at-place)
			at += length
		}
		index(at)
	}
	w.symbol(256)
	if len(w.to)-len(dst) > len(p)+4 { // worse than nothing
		w = bitWriter{to: append(append(dst, 0, byte(len(p)), byte(len(p)>>8), ^byte(len(p)), ^byte(len(p)>>8)), p...)}
	}
	w.put(0, 3) // the flush: an empty stored block, which begins at a byte
	w.put(0, (8-w.n)&7)
	return append(w.to, deflateEnd[:]...)
}
