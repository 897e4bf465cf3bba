// Package inflate undoes DEFLATE (RFC 1951) as a pure machine that may stop
// anywhere: where its input ends, between any two bits, and where the room for
// its output does. It reads no header, and goes on behind a final block, as
// permessage-deflate needs it (RFC 7692 §7.2.3.4), unless it was begun by
// ResetStream.
package inflate

import (
	"encoding/binary"
	"errors"
)

// WindowMost is the longest distance, RFC 1951 §2.
const WindowMost = 32 << 10

// What an Inflater can find wrong.
var (
	ErrBlockType = errors.New("inflate: reserved block type")
	ErrStored    = errors.New("inflate: stored block's length and its complement disagree")
	ErrCode      = errors.New("inflate: code lengths are no prefix code")
	ErrSymbol    = errors.New("inflate: bits that are no symbol")
	ErrDistance  = errors.New("inflate: distance beyond the window")
)

// state is what the Inflater reads next.
type state uint8

const (
	blockHeader state = iota
	storedLength
	storedBytes
	dynamicHeader
	lengthLengths
	codeLengths
	symbols
	finished
)

// Inflater is the state of one stream. Reset makes it ready.
type Inflater struct {
	state  state
	final  bool
	once   bool // the final block ends it
	full   bool // what comes next needs room
	window int  // longest distance allowed
	have   int  // bytes in front of at that a distance may reach
	at     int  // where the next byte of output goes
	err    error

	bits  uint64 // input that was taken and not used, lowest bit first
	nbits uint

	stored          int // bytes of a stored block to come
	length, through int // a match that had no room: bytes to come, and from how far

	literals, distances *huffman
	nliterals, ndist    int
	nlengths, read      int
	lengths             [288 + 32]uint8
	ownLiterals         huffman
	ownDistances        huffman

	out [2 * WindowMost]byte
}

// Reset begins a stream whose distances reach at most window bytes. history is
// what came before it.
func (z *Inflater) Reset(window int, history []byte) {
	z.state, z.final, z.once, z.err = blockHeader, false, false, nil
	z.bits, z.nbits, z.length, z.stored = 0, 0, 0, 0
	z.window = window
	if len(history) > window {
		history = history[len(history)-window:]
	}
	z.have = copy(z.out[:], history)
	z.at = z.have
}

// ResetStream begins a stream of its own, which its final block ends (RFC 1951
// §3.2.3).
func (z *Inflater) ResetStream() {
	z.Reset(WindowMost, nil)
	z.once = true
}

// Ended tells that the final block of a stream of its own has ended: Step takes no
// more.
func (z *Inflater) Ended() bool { return z.state == finished }

// Behind takes the bytes that Step has taken from behind the end of the stream,
// eight at most, and returns them at the beginning of room.
func (z *Inflater) Behind(room *[8]byte) []byte {
	binary.LittleEndian.PutUint64(room[:], z.bits)
	n := z.nbits / 8
	z.bits, z.nbits = 0, 0
	return room[:n]
}

// History is what later distances may reach. It is valid until the next call.
func (z *Inflater) History() []byte { return z.out[z.at-min(z.have, z.window) : z.at] }

// BetweenBlocks tells that a block has ended and nothing of another has come.
func (z *Inflater) BetweenBlocks() bool {
	return z.err == nil && z.state == blockHeader && z.nbits == 0
}

// Full tells that the last Step stopped because there was no room, not because
// input was missing.
func (z *Inflater) Full() bool { return z.full }

// Step takes from in and makes at most room bytes, which are valid until the
// next call and may be no more than WindowMost. When it makes less, all of in
// was taken. The same error comes again and again.
func (z *Inflater) Step(in []byte, room int) (taken int, out []byte, err error) {
	if z.err != nil {
		return 0, nil, z.err
	}
	room = min(room, WindowMost)
	if z.at+room > len(z.out) {
		keep := min(z.have, z.window)
		copy(z.out[:], z.out[z.at-keep:z.at])
		z.at, z.have = keep, keep
	}
	from := z.at
	z.full = false
	rest, err := z.run(in, from+room)
	z.bits &= 1<<z.nbits - 1
	z.err = err
	return len(in) - len(rest), z.out[from:z.at], err
}

// lengthOrder is the order of the lengths of the code for code lengths,
// RFC 1951 §3.2.7.
var lengthOrder = [...]uint8{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}

// repeats are the code length symbols 16 to 18, RFC 1951 §3.2.7.
var repeats = [...]struct {
	least int
	extra uint
}{{3, 2}, {3, 3}, {11, 7}}

// refill takes input into z.bits, at least 56 bits if there are so many.
func (z *Inflater) refill(in []byte) []byte {
	if len(in) >= 8 {
		z.bits |= binary.LittleEndian.Uint64(in) << z.nbits
		in = in[(63-z.nbits)>>3:]
		z.nbits |= 56
		return in
	}
	for z.nbits <= 55 && len(in) > 0 {
		z.bits |= uint64(in[0]) << z.nbits
		z.nbits += 8
		in = in[1:]
	}
	return in
}

func (z *Inflater) drop(n uint) {
	z.bits >>= n
	z.nbits -= n
}

// run goes on until all of in is used or the output has reached end.
func (z *Inflater) run(in []byte, end int) ([]byte, error) {
	for {
		if z.nbits < 48 && z.state != finished {
			in = z.refill(in)
		}
		switch z.state {
		case finished:
			return in, nil
		case blockHeader:
			if z.nbits < 3 {
				return in, nil
			}
			z.final = z.bits&1 != 0
			kind := z.bits >> 1 & 3
			z.drop(3)
			switch kind {
			case 0:
				z.drop(z.nbits & 7)
				z.state = storedLength
			case 1:
				z.literals, z.distances = fixedLiterals, fixedDistances
				z.state = symbols
			case 2:
				z.state = dynamicHeader
			default:
				return in, ErrBlockType
			}
		case storedLength:
			if z.nbits < 32 {
				return in, nil
			}
			n := uint16(z.bits)
			if n != ^uint16(z.bits>>16) {
				return in, ErrStored
			}
			z.drop(32)
			z.stored = int(n)
			z.state = storedBytes
		case storedBytes:
			in = z.copyStored(in, end)
			if z.stored > 0 {
				z.full = z.at == end
				return in, nil
			}
			z.endBlock()
		case symbols:
			var over bool
			var err error
			if in, over, err = z.decode(in, end); !over {
				return in, err
			}
			z.endBlock()
		default:
			if more, err := z.readCodes(); !more {
				return in, err
			}
		}
	}
}

// endBlock: behind the last block of a stream the next one begins at a byte.
func (z *Inflater) endBlock() {
	z.state = blockHeader
	if !z.final {
		return
	}
	z.drop(z.nbits & 7)
	if z.once {
		z.state = finished
	}
}

func (z *Inflater) copyStored(in []byte, end int) []byte {
	n := min(z.stored, end-z.at)
	z.stored -= n
	for ; n > 0 && z.nbits >= 8; n-- {
		z.out[z.at] = byte(z.bits)
		z.drop(8)
		z.at++
		z.have++
	}
	if n > 0 {
		z.bits = 0 // what lies above nbits is about to be passed by
		k := copy(z.out[z.at:z.at+n], in)
		z.at += k
		z.have += k
		z.stored += n - k
		in = in[k:]
	}
	return in
}

// readCodes reads the next part of a dynamic block's header, RFC 1951 §3.2.7.
// more is false where input is missing.
func (z *Inflater) readCodes() (more bool, err error) {
	switch z.state {
	case dynamicHeader:
		if z.nbits < 14 {
			return false, nil
		}
		z.nliterals = int(z.bits&31) + 257
		z.ndist = int(z.bits>>5&31) + 1
		z.nlengths = int(z.bits>>10&15) + 4
		z.drop(14)
		if z.nliterals > 286 || z.ndist > 30 {
			return false, ErrCode
		}
		clear(z.lengths[:])
		z.read, z.state = 0, lengthLengths
	case lengthLengths:
		for ; z.read < z.nlengths; z.read++ {
			if z.nbits < 3 {
				// More may follow in the buffer: run refills.
				return z.nbits >= 3, nil
			}
			z.lengths[lengthOrder[z.read]] = uint8(z.bits & 7)
			z.drop(3)
			if z.nbits < 3 {
				z.read++
				break
			}
		}
		if z.read < z.nlengths {
			return true, nil
		}
		if !z.ownLiterals.build(z.lengths[:19]) {
			return false, ErrCode
		}
		clear(z.lengths[:19])
		z.read, z.state = 0, codeLengths
	case codeLengths:
		if z.read < z.nliterals+z.ndist {
			return z.readLength()
		}
		if z.lengths[256] == 0 || !z.ownDistances.build(z.lengths[z.nliterals:z.read]) || !z.ownLiterals.build(z.lengths[:z.nliterals]) {
			return false, ErrCode
		}
		z.literals, z.distances = &z.ownLiterals, &z.ownDistances
		z.state = symbols
	}
	return true, nil
}

// readLength reads one symbol of the code lengths.
func (z *Inflater) readLength() (more bool, err error) {
	e := z.ownLiterals.find(z.bits)
	l := uint(e & entryLength)
	if l == 0 && z.nbits >= codeMost {
		return false, ErrSymbol
	}
	if l == 0 || l > z.nbits {
		return false, nil
	}
	symbol := e >> entryShift
	if symbol < 16 {
		z.drop(l)
		z.lengths[z.read] = uint8(symbol)
		z.read++
		return true, nil
	}
	repeat := repeats[symbol-16]
	if l+repeat.extra > z.nbits {
		return false, nil
	}
	z.drop(l)
	n := repeat.least + int(z.bits&(1<<repeat.extra-1))
	z.drop(repeat.extra)
	if z.read+n > z.nliterals+z.ndist || symbol == 16 && z.read == 0 {
		return false, ErrCode
	}
	value := uint8(0)
	if symbol == 16 {
		value = z.lengths[z.read-1]
	}
	for range n {
		z.lengths[z.read] = value
		z.read++
	}
	return true, nil
}

// base and extra bits of the length and distance symbols, RFC 1951 §3.2.5.
type base struct {
	least uint16
	extra uint8
}

var lengthBases = [...]base{
	{3, 0}, {4, 0}, {5, 0}, {6, 0}, {7, 0}, {8, 0}, {9, 0}, {10, 0}, {11, 1}, {13, 1}, {15, 1}, {17, 1},
	{19, 2}, {23, 2}, {27, 2}, {31, 2}, {35, 3}, {43, 3}, {51, 3}, {59, 3}, {67, 4}, {83, 4}, {99, 4},
	{115, 4}, {131, 5}, {163, 5}, {195, 5}, {227, 5}, {258, 0},
}

var distanceBases = [...]base{
	{1, 0}, {2, 0}, {3, 0}, {4, 0}, {5, 1}, {7, 1}, {9, 2}, {13, 2}, {17, 3}, {25, 3}, {33, 4}, {49, 4},
	{65, 5}, {97, 5}, {129, 6}, {193, 6}, {257, 7}, {385, 7}, {513, 8}, {769, 8}, {1025, 9}, {1537, 9},
	{2049, 10}, {3073, 10}, {4097, 11}, {6145, 11}, {8193, 12}, {12289, 12}, {16385, 13}, {24577, 13},
}

// decode reads literals and matches up to the end of the block: over. A symbol
// is used up only when all of it, extra bits and distance too, is there, and
// when there is room for some of it.
func (z *Inflater) decode(in []byte, end int) (rest []byte, over bool, err error) {
	for {
		if z.length > 0 {
			z.copyMatch(end)
			if z.length > 0 {
				z.full = true
				return in, false, nil
			}
		}
		if z.nbits < 48 { // the most that a match takes: 15 + 5 + 15 + 13
			in = z.refill(in)
		}
		e := z.literals.find(z.bits)
		used := uint(e & entryLength)
		if used == 0 {
			return in, false, z.noSymbol()
		}
		if used > z.nbits {
			return in, false, nil
		}
		symbol := e >> entryShift
		switch {
		case symbol < 256:
			if z.at == end {
				z.full = true
				return in, false, nil
			}
			z.out[z.at] = byte(symbol)
			z.at++
			z.have++
			z.drop(used)
			continue
		case symbol == 256:
			z.drop(used)
			return in, true, nil
		case symbol > 285:
			return in, false, ErrSymbol
		}
		b := lengthBases[symbol-257]
		length := int(b.least) + int(z.bits>>used&(1<<b.extra-1))
		used += uint(b.extra)
		e = z.distances.find(z.bits >> used)
		if e&entryLength == 0 {
			return in, false, z.noSymbol()
		}
		used += uint(e & entryLength)
		if symbol = e >> entryShift; symbol > 29 {
			if used > z.nbits {
				return in, false, nil
			}
			return in, false, ErrSymbol
		}
		b = distanceBases[symbol]
		distance := int(b.least) + int(z.bits>>used&(1<<b.extra-1))
		used += uint(b.extra)
		if used > z.nbits {
			return in, false, nil
		}
		if z.at == end {
			z.full = true
			return in, false, nil
		}
		z.drop(used)
		if distance > z.have || distance > z.window {
			return in, false, ErrDistance
		}
		z.length, z.through = length, distance
	}
}

// noSymbol is the error for bits that lead to no symbol, unless some are missing.
func (z *Inflater) noSymbol() error {
	if z.nbits < 48 {
		return nil
	}
	return ErrSymbol
}

// copyMatch copies as much of a match as there is room for.
func (z *Inflater) copyMatch(end int) {
	n := min(z.length, end-z.at)
	z.length -= n
	z.have += n
	for n > 0 {
		// What was copied may be copied again: distances may be short.
		k := copy(z.out[z.at:z.at+n], z.out[z.at-z.through:z.at])
		z.at += k
		n -= k
	}
}
