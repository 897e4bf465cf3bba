// Package precondition evaluates the fields that make a request conditional
// (RFC 9110 section 13) against a file's entity tag and time.
package precondition

import "time"

// NoneMatch tells whether field, the value of If-None-Match, lets the request
// through: whether none of its tags is tag. The comparison is the weak one of
// RFC 9110 section 8.8.3.2, and quotation marks do not count: lws sends its tags
// without.
func NoneMatch(field []byte, tag string) bool {
	for more := true; more; {
		var candidate []byte
		candidate, field, more = next(field)
		if len(candidate) == 1 && candidate[0] == '*' || string(opaque(candidate)) == tag {
			return false
		}
	}
	return true
}

// ModifiedSince tells whether a file that was modified at the given time, in
// seconds since 1970, is newer than field, the value of If-Modified-Since. A
// field that is no date does not count (RFC 9110 section 13.1.3).
func ModifiedSince(field []byte, modified int64) bool {
	date, ok := Date(field)
	return !ok || modified > date
}

// RangeApplies tells whether field, the value of If-Range, names the present
// version of the file. That takes the strong comparison: a weak tag never does
// (RFC 9110 section 13.1.5).
func RangeApplies(field []byte, tag string, modified int64) bool {
	field = trim(field)
	if date, ok := Date(field); ok {
		return date == modified
	}
	return tag != "" && !isWeak(field) && string(opaque(field)) == tag
}

// dates are the forms that a recipient has to understand (RFC 9110 section
// 5.6.7).
var dates = [...]string{"Mon, 02 Jan 2006 15:04:05 GMT", "Monday, 02-Jan-06 15:04:05 GMT", time.ANSIC}

// longestDate is that of the obsolete form with the longest weekday, and a little.
const longestDate = 40

// Date reads an HTTP date, in seconds since 1970.
func Date(field []byte) (int64, bool) {
	if field = trim(field); len(field) == 0 || len(field) > longestDate {
		return 0, false
	}
	// Most tags are told from dates without trying the layouts.
	if c := field[0]; c == '"' || '0' <= c && c <= '9' {
		return 0, false
	}
	for _, layout := range dates {
		if t, err := time.Parse(layout, string(field)); err == nil {
			return t.Unix(), true
		}
	}
	return 0, false
}

// next splits a list of tags at a comma that is not inside quotation marks.
func next(list []byte) (element, rest []byte, more bool) {
	quoted := false
	for i, c := range list {
		switch {
		case c == '"':
			quoted = !quoted
		case c == ',' && !quoted:
			return trim(list[:i]), list[i+1:], true
		}
	}
	return trim(list), nil, false
}

func isWeak(tag []byte) bool { return len(tag) > 1 && tag[0] == 'W' && tag[1] == '/' }

// opaque is what stands between the quotation marks of a tag.
func opaque(tag []byte) []byte {
	if isWeak(tag) {
		tag = tag[2:]
	}
	if len(tag) > 1 && tag[0] == '"' && tag[len(tag)-1] == '"' {
		tag = tag[1 : len(tag)-1]
	}
	return tag
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
