package h1

import "encoding/binary"

// class is what a byte is to the grammar of a head.
type class uint8

const (
	ctl   class = iota // controls that are none of the others, DEL
	htab               // HTAB
	lf                 // LF
	cr                 // CR
	sp                 // SP
	colon              // ':'
	tchar              // bytes of a token (RFC 9110 §5.6.2)
	vchar              // other visible bytes
	obs                // obs-text, 0x80 and above (RFC 9110 §5.5)
	classes
)

var classOf = func() (c [256]class) {
	for b := range c {
		switch {
		case b >= 0x80:
			c[b] = obs
		case b > ' ' && b < 0x7f:
			c[b] = vchar
		}
		if 'a' <= b|0x20 && b|0x20 <= 'z' && b < 0x80 || '0' <= b && b <= '9' {
			c[b] = tchar
		}
	}
	for _, b := range []byte("!#$%&'*+-.^_`|~") {
		c[b] = tchar
	}
	c['\t'], c['\n'], c['\r'], c[' '], c[':'] = htab, lf, cr, sp, colon
	return c
}()

// set is a set of classes.
type set uint16

func of(cs ...class) (s set) {
	for _, c := range cs {
		s |= 1 << c
	}
	return s
}

func (s set) has(c byte) bool { return s>>classOf[c]&1 != 0 }

// span returns how many bytes at the start of b are in s.
func (s set) span(b []byte) int {
	for i, c := range b {
		if !s.has(c) {
			return i
		}
	}
	return len(b)
}

// spanText is the span of field-content (RFC 9110 §5.5): all bytes but controls
// other than HTAB. Eight bytes a step find a byte below 0x20 or equal to 0x7f by
// the borrow that subtracting makes in its high bit.
func spanText(b []byte) int {
	const (
		ones = 0x0101010101010101
		high = 0x80 * ones
	)
	n := 0
	for ; len(b)-n >= 8; n += 8 {
		x := binary.LittleEndian.Uint64(b[n:])
		del := x ^ 0x7f*ones
		if ((x-0x20*ones)&^x|(del-ones)&^del)&high != 0 {
			break
		}
	}
	return n + textBytes.span(b[n:])
}

// textBytes are those of field-content.
var textBytes = of(htab, sp, colon, tchar, vchar, obs)
