// Package compress chooses a content coding that a client accepts, and encodes
// with it.
package compress

import "strings"

// Coding is a content coding (RFC 9110 section 8.4.1).
type Coding uint8

const (
	Identity Coding = iota
	Brotli
	Gzip
	Deflate
	codings
)

var names = [codings]string{Brotli: "br", Gzip: "gzip", Deflate: "deflate"}

// String is the coding's name in Content-Encoding, "" for Identity.
func (c Coding) String() string { return names[c] }

// Named finds the coding called name, and tells whether there is one.
func Named(name string) (Coding, bool) {
	for c := Brotli; c < codings; c++ {
		if strings.EqualFold(name, names[c]) {
			return c, true
		}
	}
	return Identity, strings.EqualFold(name, "identity")
}

// Negotiate picks the coding that accept, the value of Accept-Encoding, weighs
// highest (RFC 9110 section 12.5.3). Among equals the denser one wins.
func Negotiate(accept []byte) Coding {
	weights := Weigh(accept)
	best := Identity
	for c := Brotli; c < codings; c++ {
		if w := weights[c]; w > 0 && (best == Identity || w > weights[best]) {
			best = c
		}
	}
	if weights[Identity] > weights[best] {
		return Identity
	}
	return best
}

// Weights are how much a client likes each coding, in thousandths; 0: not at all.
type Weights [codings]int

// Weigh reads the value of Accept-Encoding. What it does not name is not
// wanted, but for identity, which takes the field to forbid it.
func Weigh(accept []byte) Weights {
	var w Weights
	var named [codings]bool
	others, hasOthers := 0, false
	for len(accept) > 0 {
		var element []byte
		element, accept = cut(accept, ',')
		name, parameters := cut(element, ';')
		q, ok := quality(parameters)
		if name = trim(name); len(name) == 0 || !ok {
			continue
		}
		if string(name) == "*" {
			others, hasOthers = q, true
			continue
		}
		c, known := ByName(name)
		if known {
			w[c], named[c] = q, true
		}
	}
	for c := range w {
		switch {
		case named[c]:
		case hasOthers && Coding(c) != Deflate:
			w[c] = others
		case Coding(c) == Identity:
			w[c] = 1 // the last resort
		}
	}
	return w
}

// ByName finds a coding as it stands in a field. It also knows the alias of RFC 9110
// section 8.4.1.3.
func ByName(name []byte) (Coding, bool) {
	if len(name) > 8 {
		return Identity, false
	}
	if c, ok := Named(string(name)); ok {
		return c, true
	}
	return Gzip, strings.EqualFold(string(name), "x-gzip")
}

// quality reads the weight in parameters, in thousandths (RFC 9110 section
// 12.4.2). Without one it is 1.
func quality(parameters []byte) (int, bool) {
	for len(parameters) > 0 {
		var p []byte
		p, parameters = cut(parameters, ';')
		if p = trim(p); len(p) < 2 || p[0]|0x20 != 'q' || p[1] != '=' {
			continue
		}
		return thousandths(p[2:])
	}
	return 1000, true
}

func thousandths(b []byte) (int, bool) {
	if len(b) == 0 || len(b) > 5 || b[0] != '0' && b[0] != '1' || len(b) > 1 && b[1] != '.' {
		return 0, false
	}
	n := int(b[0]-'0') * 1000
	for i, unit := 2, 100; i < len(b); i, unit = i+1, unit/10 {
		if b[i] < '0' || b[i] > '9' {
			return 0, false
		}
		n += int(b[i]-'0') * unit
	}
	return n, n <= 1000
}

func cut(b []byte, sep byte) (before, after []byte) {
	for i := range b {
		if b[i] == sep {
			return b[:i], b[i+1:]
		}
	}
	return b, nil
}

func trim(b []byte) []byte {
	for len(b) > 0 && (b[0] == ' ' || b[0] == '\t') {
		b = b[1:]
	}
	for len(b) > 0 && (b[len(b)-1] == ' ' || b[len(b)-1] == '\t') {
		b = b[:len(b)-1]
	}
	return b
}
