package ws

import (
	"encoding/binary"
	"math/bits"
)

// A masking key is held as the little-endian reading of its four bytes on the
// wire, so that the byte to apply next is always the lowest one.

// Mask applies the masking key to p in place (masking and unmasking are the
// same, RFC 6455 §5.3) and returns the key turned for the bytes that follow p.
func Mask(p []byte, key uint32) uint32 {
	maskOr(p, key)
	return turn(key, len(p))
}

// MaskCopy writes src with the masking key applied to dst, which must be at
// least as long, and returns the key turned for the bytes that follow.
func MaskCopy(dst, src []byte, key uint32) uint32 {
	n := copy(dst, src)
	return Mask(dst[:n], key)
}

// turn rotates the key past n bytes of payload.
func turn(key uint32, n int) uint32 {
	return bits.RotateLeft32(key, -8*(n&3))
}

// maskOr applies the key to p and returns the OR of the results' 8-byte words,
// which tells a text decoder in the same pass whether there is anything but
// ASCII in it.
func maskOr(p []byte, key uint32) (or uint64) {
	k := uint64(key)<<32 | uint64(key)
	for len(p) >= 32 {
		q := p[:32:32]
		a := binary.LittleEndian.Uint64(q) ^ k
		b := binary.LittleEndian.Uint64(q[8:]) ^ k
		c := binary.LittleEndian.Uint64(q[16:]) ^ k
		d := binary.LittleEndian.Uint64(q[24:]) ^ k
		binary.LittleEndian.PutUint64(q, a)
		binary.LittleEndian.PutUint64(q[8:], b)
		binary.LittleEndian.PutUint64(q[16:], c)
		binary.LittleEndian.PutUint64(q[24:], d)
		or |= a | b | c | d
		p = p[32:]
	}
	for len(p) >= 8 {
		a := binary.LittleEndian.Uint64(p) ^ k
		binary.LittleEndian.PutUint64(p, a)
		or |= a
		p = p[8:]
	}
	if len(p) >= 4 {
		a := binary.LittleEndian.Uint32(p) ^ key
		binary.LittleEndian.PutUint32(p, a)
		or |= uint64(a)
		p = p[4:]
	}
	for i := range p {
		p[i] ^= byte(key)
		key >>= 8
		or |= uint64(p[i])
	}
	return or
}
