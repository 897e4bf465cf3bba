package header

import "bytes"

// CookieResult is what lws_http_cookie_get returns.
type CookieResult int

// The results of CopyCookie.
const (
	CookieCopied   CookieResult = 0
	CookieMissing  CookieResult = 1
	CookieTooSmall CookieResult = 2
)

// FindCookie returns the value of the first cookie called name (RFC 6265 §5.4:
// a server need not expect more than one). Names are compared whole; quotes
// around a value belong to it.
func (t *Table) FindCookie(name []byte) ([]byte, bool) {
	for i := t.first[Cookie]; i != 0; {
		f := &t.fragments[i-1]
		if v, ok := cookieIn(t.bytes(f.off, f.length), name); ok {
			return v, true
		}
		i = f.next
	}
	return nil, false
}

// cookieIn searches one cookie-string (RFC 6265 §4.2.1).
func cookieIn(s, name []byte) ([]byte, bool) {
	for len(s) != 0 {
		pair := s
		if i := bytes.IndexByte(s, ';'); i >= 0 {
			pair, s = s[:i], s[i+1:]
		} else {
			s = nil
		}
		if i := bytes.IndexByte(pair, '='); i >= 0 && string(TrimOWS(pair[:i])) == string(name) {
			return TrimOWS(pair[i+1:]), true
		}
	}
	return nil, false
}

// CopyCookie copies the value of cookie name and a NUL into dst. length is that
// of the value when it was copied, len(dst) otherwise.
func (t *Table) CopyCookie(dst, name []byte) (length int, r CookieResult) {
	v, ok := t.FindCookie(name)
	if !ok {
		return len(dst), CookieMissing
	}
	n := copyValue(dst, v)
	if n < 0 {
		return len(dst), CookieTooSmall
	}
	return n, CookieCopied
}

// TrimOWS removes optional whitespace (RFC 9110 §5.6.3) from both ends of b.
func TrimOWS(b []byte) []byte {
	for len(b) != 0 && (b[0] == ' ' || b[0] == '\t') {
		b = b[1:]
	}
	for len(b) != 0 && (b[len(b)-1] == ' ' || b[len(b)-1] == '\t') {
		b = b[:len(b)-1]
	}
	return b
}
