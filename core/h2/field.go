package h2

import (
	"strings"

	"golang.org/x/net/http2/hpack"
)

// message is what the machine itself needs to know of a head.
type message struct {
	length int64 // content-length, or noLength
	status int
}

// pseudo is a pseudo-header field, RFC 9113 §8.3, RFC 8441 §4.
type pseudo uint8

const (
	pseudoMethod pseudo = iota
	pseudoScheme
	pseudoAuthority
	pseudoPath
	pseudoProtocol
	pseudoStatus
	pseudos
	pseudoUnknown = pseudos
)

func pseudoOf(name string) pseudo {
	switch name {
	case ":method":
		return pseudoMethod
	case ":scheme":
		return pseudoScheme
	case ":authority":
		return pseudoAuthority
	case ":path":
		return pseudoPath
	case ":protocol":
		return pseudoProtocol
	case ":status":
		return pseudoStatus
	}
	return pseudoUnknown
}

// pseudoSet is a set of them.
type pseudoSet uint8

func setOf(ps ...pseudo) (s pseudoSet) {
	for _, p := range ps {
		s |= 1 << p
	}
	return s
}

var (
	requestPseudos   = setOf(pseudoMethod, pseudoScheme, pseudoAuthority, pseudoPath)
	requestRequired  = setOf(pseudoMethod, pseudoScheme, pseudoPath)
	connectRequired  = setOf(pseudoMethod, pseudoAuthority)
	extendedRequired = setOf(pseudoMethod, pseudoScheme, pseudoAuthority, pseudoPath, pseudoProtocol)
	responsePseudos  = setOf(pseudoStatus)
)

// byteClass is what a byte may be part of.
type byteClass uint8

const (
	nameByte  byteClass = 1 << iota // of a field name: token without uppercase, RFC 9113 §8.2.1
	tokenByte                       // of a method, RFC 9110 §5.6.2
	textByte                        // of a field value: not a control but HTAB, RFC 9110 §5.5
	visible                         // of a path or an authority
)

var byteClasses = func() (t [256]byteClass) {
	for i := range t {
		c := byte(i)
		letter, digit := 'a' <= c|0x20 && c|0x20 <= 'z' && c < 0x80, '0' <= c && c <= '9'
		if letter || digit || strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0 && c != 0 {
			t[i] |= tokenByte
			if !('A' <= c && c <= 'Z') {
				t[i] |= nameByte
			}
		}
		if c >= 0x20 && c != 0x7f || c == '\t' {
			t[i] |= textByte
		}
		if c > 0x20 && c != 0x7f {
			t[i] |= visible
		}
	}
	return t
}()

// all reports whether every byte of s is in the class.
func all(s string, class byteClass) bool {
	for i := range len(s) {
		if byteClasses[s[i]]&class == 0 {
			return false
		}
	}
	return true
}

// fieldChecker goes over the fields of a section.
type fieldChecker struct {
	allowed pseudoSet
	seen    pseudoSet
	values  [pseudos]string
	host    string
	hasHost bool
	length  int64
	regular bool // a field that is not a pseudo-header field was seen
}

// check validates a section, RFC 9113 §8.2 and §8.3.
func (k *fieldChecker) check(fields []hpack.HeaderField) *Error {
	k.length = noLength
	for i := range fields {
		name, value := fields[i].Name, fields[i].Value
		if !all(value, textByte) || value != "" && (blank(value[0]) || blank(value[len(value)-1])) {
			return ErrFieldValue
		}
		var err *Error
		if name != "" && name[0] == ':' {
			err = k.pseudo(name, value)
		} else {
			k.regular = true
			err = k.field(name, value)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func blank(c byte) bool { return c == ' ' || c == '\t' }

func (k *fieldChecker) pseudo(name, value string) *Error {
	p := pseudoOf(name)
	switch {
	case k.regular:
		return ErrPseudoLate
	case p == pseudoUnknown || k.allowed>>p&1 == 0:
		return ErrPseudoUnknown
	case k.seen>>p&1 != 0:
		return ErrPseudoRepeated
	}
	k.seen |= 1 << p
	k.values[p] = value
	return nil
}

func (k *fieldChecker) field(name, value string) *Error {
	if name == "" || !all(name, nameByte) {
		return ErrFieldName
	}
	switch name {
	case "te":
		if value != "trailers" {
			return ErrConnectionField
		}
	case "host":
		if k.hasHost && k.host != value {
			return ErrHost
		}
		k.host, k.hasHost = value, true
	case "content-length":
		n, ok := parseLength(value)
		if !ok || k.length != noLength {
			return ErrLength
		}
		k.length = n
	default:
		if ConnectionSpecific(name) {
			return ErrConnectionField
		}
	}
	return nil
}

// ConnectionSpecific reports whether a field (in lowercase) is about an HTTP/1
// connection and has no place in HTTP/2, RFC 9113 §8.2.2.
func ConnectionSpecific(name string) bool {
	switch name {
	case "connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade":
		return true
	}
	return false
}

// maxLengthDigits keeps lengths within an int64.
const maxLengthDigits = 18

func parseLength(s string) (n int64, ok bool) {
	if s == "" || len(s) > maxLengthDigits {
		return 0, false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int64(s[i]-'0')
	}
	return n, true
}

// checkRequest validates the head of a request, RFC 9113 §8.3.1 and §8.5, and
// RFC 8441 §4 if extended CONNECT is on.
func checkRequest(fields []hpack.HeaderField, extended bool) (m message, err *Error) {
	k := fieldChecker{allowed: requestPseudos}
	if extended {
		k.allowed |= setOf(pseudoProtocol)
	}
	if err := k.check(fields); err != nil {
		return m, err
	}
	m.length = k.length
	method, path, authority := k.values[pseudoMethod], k.values[pseudoPath], k.values[pseudoAuthority]
	required := requestRequired
	switch isConnect, hasProtocol := method == "CONNECT", k.seen>>pseudoProtocol&1 != 0; {
	case hasProtocol && !isConnect:
		return m, ErrProtocol
	case hasProtocol:
		required = extendedRequired
	case isConnect:
		if k.seen&setOf(pseudoScheme, pseudoPath) != 0 {
			return m, ErrConnect
		}
		required = connectRequired
	}
	has := func(p pseudo) bool { return k.seen>>p&1 != 0 }
	switch {
	case k.seen&required != required:
		return m, ErrPseudoMissing
	case method == "" || !all(method, tokenByte):
		return m, ErrMethod
	case has(pseudoScheme) && !validScheme(k.values[pseudoScheme]):
		return m, ErrScheme
	case has(pseudoProtocol) && (k.values[pseudoProtocol] == "" || !all(k.values[pseudoProtocol], tokenByte)):
		return m, ErrProtocol
	case has(pseudoPath) && !validPath(method, path):
		return m, ErrPath
	case has(pseudoAuthority) && (authority == "" && required != requestRequired || !all(authority, visible) || strings.IndexByte(authority, '@') >= 0):
		return m, ErrAuthority
	case has(pseudoAuthority) && k.hasHost && !strings.EqualFold(k.host, authority):
		return m, ErrHost
	}
	return m, nil
}

// validPath accepts an absolute path, and "*" with OPTIONS.
func validPath(method, path string) bool {
	if path == "*" {
		return method == "OPTIONS"
	}
	return path != "" && path[0] == '/' && all(path, visible)
}

// validScheme is RFC 3986 §3.1.
func validScheme(s string) bool {
	for i := range len(s) {
		c := s[i]
		letter := 'a' <= c|0x20 && c|0x20 <= 'z' && c < 0x80
		if !letter && (i == 0 || !('0' <= c && c <= '9' || c == '+' || c == '-' || c == '.')) {
			return false
		}
	}
	return s != ""
}

// checkResponse validates the head of a response, RFC 9113 §8.3.2.
func checkResponse(fields []hpack.HeaderField) (m message, err *Error) {
	k := fieldChecker{allowed: responsePseudos}
	if err := k.check(fields); err != nil {
		return m, err
	}
	m.length = k.length
	if k.seen == 0 {
		return m, ErrPseudoMissing
	}
	v := k.values[pseudoStatus]
	n, ok := parseLength(v)
	// §8.6: 101 does not exist here.
	if !ok || len(v) != 3 || n < 100 || n == 101 {
		return m, ErrStatus
	}
	m.status = int(n)
	return m, nil
}

// checkTrailers validates trailers, which have no pseudo-header fields: RFC 9113
// §8.1.
func checkTrailers(fields []hpack.HeaderField) *Error {
	var k fieldChecker
	return k.check(fields)
}
