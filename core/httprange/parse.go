// Package httprange reads the Range field of a request (RFC 9110 section 14)
// and lays out the body of the answer.
package httprange

// What a client may ask for in one request. Many ranges, or ranges that lie over
// each other, make a server send far more than its file (CVE-2011-3192; RFC 9110
// section 14.2 lets it ignore such a field, and section 17.15 advises to).
const (
	// MaxRanges is how many ranges one field may name.
	MaxRanges = 32
	// MaxOverlaps is how many pairs of them may have bytes in common.
	MaxOverlaps = 2
)

// Range is a part of a file that is not empty.
type Range struct{ First, Length int64 }

// End is the position behind the range.
func (r Range) End() int64 { return r.First + r.Length }

// Verdict is what a Range field means for the answer.
type Verdict uint8

const (
	// Whole: there is no usable range, the whole file is the answer.
	Whole Verdict = iota
	// Partial: the ranges are the answer, with status 206.
	Partial
	// Unsatisfiable: none of the ranges has a byte in the file: status 416.
	Unsatisfiable
)

// unit is the only range unit that there is (RFC 9110 section 14.1.2), and the
// sign behind it.
const unit = "bytes="

// Parse reads field, the value of a Range field about a file of size bytes, and
// appends to ranges those that have bytes in the file, cut to it, in the order
// asked for. A field that is malformed, or that asks for too much, is ignored.
func Parse(field []byte, size int64, ranges []Range) ([]Range, Verdict) {
	if len(field) < len(unit) || !equalFold(field[:len(unit)], unit) {
		return ranges, Whole
	}
	field = field[len(unit):]
	base, specs := len(ranges), 0
	for more := true; more; {
		var spec []byte
		spec, field, more = cut(field)
		if len(spec) == 0 {
			continue // RFC 9110 section 5.6.1.2: empty elements do not count
		}
		r, ok := parseSpec(spec, size)
		if specs++; !ok || specs > MaxRanges {
			return ranges[:base], Whole
		}
		if r.Length > 0 {
			ranges = append(ranges, r)
		}
	}
	asked := ranges[base:]
	switch {
	case specs == 0:
		return ranges, Whole
	case len(asked) == 0:
		return ranges, Unsatisfiable
	case excessive(asked, size):
		return ranges[:base], Whole
	}
	return ranges, Partial
}

// excessive tells that sending the parts one by one is more work than the file.
func excessive(asked []Range, size int64) bool {
	overlaps, left := 0, size
	for i, r := range asked {
		if len(asked) > 1 && r.Length > left {
			return true
		}
		left -= r.Length
		for _, other := range asked[:i] {
			if r.First < other.End() && other.First < r.End() {
				overlaps++
			}
		}
	}
	return overlaps > MaxOverlaps
}

// cut splits a list at its first comma and drops the blanks around the element.
func cut(list []byte) (element, rest []byte, more bool) {
	for i, c := range list {
		if c == ',' {
			return trim(list[:i]), list[i+1:], true
		}
	}
	return trim(list), nil, false
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

// parseSpec reads "first-last", "first-" or "-length". The range is empty when
// it has no byte in the file.
func parseSpec(spec []byte, size int64) (r Range, ok bool) {
	dash := 0
	for dash < len(spec) && spec[dash] != '-' {
		dash++
	}
	if dash == len(spec) {
		return r, false
	}
	first, hasFirst, ok1 := number(spec[:dash])
	last, hasLast, ok2 := number(spec[dash+1:])
	switch {
	case !ok1 || !ok2 || !hasFirst && !hasLast:
		return r, false
	case !hasFirst: // the last bytes of the file
		n := min(last, size)
		return Range{size - n, n}, true
	case !hasLast:
		last = size - 1
	case last < first:
		return r, false
	}
	if first >= size {
		return r, true
	}
	return Range{first, min(last, size-1) - first + 1}, true
}

// number reads digits alone. A number that no file can have counts as the
// largest.
func number(b []byte) (n int64, present, ok bool) {
	const most = 1<<63 - 1
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, true, false
		}
		d := int64(c - '0')
		if n > (most-d)/10 {
			n = most
		} else {
			n = n*10 + d
		}
	}
	return n, len(b) > 0, true
}

func equalFold(b []byte, lower string) bool {
	for i := range b {
		c := b[i]
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		if c != lower[i] {
			return false
		}
	}
	return true
}
