package ws

import "strings"

// Limits of the lists in handshake headers. The size of the headers bounds them
// too; these keep the work per byte small (RFC 9110 §5.6.1.2 asks recipients to
// bound empty elements as well).
const (
	// MaxListElements is how many elements, empty ones included, a list may have.
	MaxListElements = 128
	// MaxExtensionParams is how many parameters an extension may have;
	// permessage-deflate has four (RFC 7692 §7.1).
	MaxExtensionParams = 8
)

// tokenChars are the characters of a token, RFC 9110 §5.6.2.
var tokenChars = func() (t [256]bool) {
	const chars = "!#$%&'*+-.^_`|~0123456789" +
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	for _, c := range []byte(chars) {
		t[c] = true
	}
	return t
}()

// IsToken reports whether s is a token.
func IsToken(s string) bool {
	return s != "" && tokenEnd(s) == len(s)
}

func tokenEnd(s string) int {
	for i := 0; i < len(s); i++ {
		if !tokenChars[s[i]] {
			return i
		}
	}
	return len(s)
}

// skipSpace returns s without the optional whitespace at its start, RFC 9110
// §5.6.3.
func skipSpace(s string) string {
	for s != "" && (s[0] == ' ' || s[0] == '\t') {
		s = s[1:]
	}
	return s
}

// hasElement reports whether the comma-separated list s has the element want,
// in any letter case. Other elements may be anything: Upgrade has
// protocol/version pairs, RFC 9110 §7.8.
func hasElement(s, want string) bool {
	for range MaxListElements {
		element, rest, more := strings.Cut(s, ",")
		if strings.EqualFold(strings.Trim(element, " \t"), want) {
			return true
		}
		if !more {
			return false
		}
		s = rest
	}
	return false
}

// TokenList goes through a comma-separated list of tokens, RFC 9110 §5.6.1, such
// as Sec-WebSocket-Protocol.
type TokenList struct {
	rest string
	seen int
	bad  bool
}

// Tokens starts with the list s.
func Tokens(s string) TokenList { return TokenList{rest: s} }

// Next returns the next token, or false at the end or where the list is
// malformed.
func (l *TokenList) Next() (token string, ok bool) {
	s, ok := l.element()
	if !ok {
		return "", false
	}
	end := tokenEnd(s)
	token, s = s[:end], skipSpace(s[end:])
	if token == "" || s != "" && s[0] != ',' {
		l.bad = true
		return "", false
	}
	l.rest = s
	return token, true
}

// OK reports whether the list was well formed as far as it was read.
func (l *TokenList) OK() bool { return !l.bad }

// element skips to the next element that is not empty.
func (l *TokenList) element() (string, bool) {
	if l.bad {
		return "", false
	}
	s := skipSpace(l.rest)
	for s != "" && s[0] == ',' {
		if l.seen++; l.seen >= MaxListElements {
			l.bad = true
			return "", false
		}
		s = skipSpace(s[1:])
	}
	l.rest = s
	return s, s != ""
}

// Select returns the first token of the client's list that supported accepts:
// the client lists its subprotocols in order of preference (RFC 6455 §4.1). It
// returns "" when there is none, and false when the list is malformed.
func Select(list string, supported func(name string) bool) (name string, ok bool) {
	l := Tokens(list)
	for {
		token, more := l.Next()
		if !more {
			return name, l.OK()
		}
		if name == "" && supported(token) {
			name = token
		}
	}
}
