package gencrypto

import (
	"encoding/binary"
	"math/bits"
)

// element is one of GF(2^128) as GCM has it (SP 800-38D §6.3): bit 0 is the
// most significant bit of the first byte.
type element struct{ hi, lo uint64 }

func elementOf(b []byte) element {
	return element{binary.BigEndian.Uint64(b), binary.BigEndian.Uint64(b[8:])}
}

func (e element) put(b []byte) {
	binary.BigEndian.PutUint64(b, e.hi)
	binary.BigEndian.PutUint64(b[8:], e.lo)
}

func (e element) xor(o element) element { return element{e.hi ^ o.hi, e.lo ^ o.lo} }

// clmul is the lower half of the product of x and y over GF(2). An integer
// product whose factors have a bit only at every fourth place carries into the
// holes, which are masked out; its time does not depend on the operands.
func clmul(x, y uint64) uint64 {
	const m0, m1, m2, m3 = 0x1111111111111111, 0x2222222222222222, 0x4444444444444444, 0x8888888888888888
	x0, x1, x2, x3 := x&m0, x&m1, x&m2, x&m3
	y0, y1, y2, y3 := y&m0, y&m1, y&m2, y&m3
	z0 := x0*y0 ^ x1*y3 ^ x2*y2 ^ x3*y1
	z1 := x0*y1 ^ x1*y0 ^ x2*y3 ^ x3*y2
	z2 := x0*y2 ^ x1*y1 ^ x2*y0 ^ x3*y3
	z3 := x0*y3 ^ x1*y2 ^ x2*y1 ^ x3*y0
	return z0&m0 | z1&m1 | z2&m2 | z3&m3
}

// clmul128 is the whole product: the upper half is the lower one of the
// reversed operands, reversed.
func clmul128(x, y uint64) (hi, lo uint64) {
	return bits.Reverse64(clmul(bits.Reverse64(x), bits.Reverse64(y))) >> 1, clmul(x, y)
}

// mul multiplies modulo x^128 + x^7 + x^2 + x + 1.
func (e element) mul(o element) element {
	// Karatsuba over the halves.
	h1, h0 := clmul128(e.hi, o.hi)
	l1, l0 := clmul128(e.lo, o.lo)
	m1, m0 := clmul128(e.hi^e.lo, o.hi^o.lo)
	m1 ^= h1 ^ l1
	m0 ^= h0 ^ l0
	v3, v2, v1, v0 := h1, h0^m1, l1^m0, l0
	// In reversed bit order the product stands one bit too low.
	v3 = v3<<1 | v2>>63
	v2 = v2<<1 | v1>>63
	v1 = v1<<1 | v0>>63
	v0 <<= 1
	// The lower words stand for the higher powers: fold them in.
	v2 ^= v0 ^ v0>>1 ^ v0>>2 ^ v0>>7
	v1 ^= v0<<63 ^ v0<<62 ^ v0<<57
	v3 ^= v1 ^ v1>>1 ^ v1>>2 ^ v1>>7
	v2 ^= v1<<63 ^ v1<<62 ^ v1<<57
	return element{v3, v2}
}

// pow is e to the n-th, n > 0.
func (e element) pow(n int) element {
	r := e
	for i := bits.Len(uint(n)) - 2; i >= 0; i-- {
		r = r.mul(r)
		if n>>i&1 == 1 {
			r = r.mul(e)
		}
	}
	return r
}
