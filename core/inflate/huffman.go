package inflate

import "math/bits"

const (
	codeMost    = 15 // longest code, RFC 1951 §3.2.1
	primaryBits = 10
	primaryMask = 1<<primaryBits - 1
	linkFlag    = 0x80
	entryLength = 0x0f
	entryShift  = 8
)

// huffman is the decoding table of one code (RFC 1951 §3.2.2). An entry is a
// symbol and the length of its code, 0 where no code leads; codes longer than
// primaryBits go on in second.
type huffman struct {
	primary    [1 << primaryBits]uint32
	second     []uint32
	secondMask uint32
}

// build makes the table for codes of these lengths; false means that they are
// no prefix code. A code may be incomplete only if it has at most one symbol,
// of length 1 (RFC 1951 §3.2.7 on the code of distances).
func (h *huffman) build(lengths []uint8) bool {
	var count [codeMost + 1]int
	symbols, longest := 0, 0
	for _, l := range lengths {
		count[l]++
		if l > 0 {
			symbols++
			longest = max(longest, int(l))
		}
	}
	clear(h.primary[:])
	h.second = h.second[:0]
	if symbols == 0 {
		return true
	}
	var next [codeMost + 1]int
	left, code := 1, 0
	for l := 1; l <= codeMost; l++ {
		next[l] = code
		code = (code + count[l]) << 1
		if left = left<<1 - count[l]; left < 0 {
			return false
		}
	}
	if left > 0 && (symbols > 1 || longest > 1) {
		return false
	}
	secondBits := max(longest-primaryBits, 0)
	h.secondMask = 1<<secondBits - 1
	for symbol, l := range lengths {
		if l == 0 {
			continue
		}
		entry := uint32(symbol)<<entryShift | uint32(l)
		reversed := uint32(bits.Reverse16(uint16(next[l])) >> (16 - l))
		next[l]++
		if l <= primaryBits {
			for at := reversed; at < 1<<primaryBits; at += 1 << l {
				h.primary[at] = entry
			}
			continue
		}
		link := &h.primary[reversed&primaryMask]
		if *link == 0 {
			*link = uint32(len(h.second))<<entryShift | linkFlag
			for range 1 << secondBits {
				h.second = append(h.second, 0)
			}
		}
		base := *link >> entryShift
		for at := reversed >> primaryBits; at < 1<<secondBits; at += 1 << (l - primaryBits) {
			h.second[base+at] = entry
		}
	}
	return true
}

// find is the entry of the code at the bottom of b.
func (h *huffman) find(b uint64) uint32 {
	e := h.primary[b&primaryMask]
	if e&linkFlag != 0 {
		e = h.second[e>>entryShift+uint32(b>>primaryBits)&h.secondMask]
	}
	return e
}

// The fixed codes of RFC 1951 §3.2.6.
var fixedLiterals, fixedDistances = func() (literals, distances *huffman) {
	var lengths [288]uint8
	for i := range lengths {
		switch {
		case i < 144:
			lengths[i] = 8
		case i < 256:
			lengths[i] = 9
		case i < 280:
			lengths[i] = 7
		default:
			lengths[i] = 8
		}
	}
	literals, distances = new(huffman), new(huffman)
	literals.build(lengths[:])
	for i := range 32 {
		lengths[i] = 5
	}
	distances.build(lengths[:32])
	return literals, distances
}()
