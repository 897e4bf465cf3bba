package ws

import "strings"

// Extension is one element of a Sec-WebSocket-Extensions header, RFC 6455 §9.1.
type Extension struct {
	// Name is the extension's token.
	Name string
	// Raw is what stands behind the name and its semicolon, without surrounding
	// whitespace.
	Raw string

	params [MaxExtensionParams]Param
	count  int
}

// Params returns the parameters in their order. They are overwritten by the
// next call of Next with this Extension.
func (e *Extension) Params() []Param { return e.params[:e.count] }

// Param is a parameter of an extension.
type Param struct {
	Name, Value string
	// HasValue tells "name" from "name=value".
	HasValue bool
}

// ExtensionList goes through a Sec-WebSocket-Extensions header.
type ExtensionList struct{ list TokenList }

// Extensions starts with the header value s.
func Extensions(s string) ExtensionList { return ExtensionList{Tokens(s)} }

// Next stores the next extension in e. It returns false at the end or where the
// header is malformed, for which the connection must be failed (RFC 6455 §9.1).
func (l *ExtensionList) Next(e *Extension) bool {
	s, ok := l.list.element()
	if !ok {
		return false
	}
	end := tokenEnd(s)
	*e = Extension{Name: s[:end]}
	if end == 0 {
		l.list.bad = true
		return false
	}
	s = skipSpace(s[end:])
	raw := s
	for s != "" && s[0] == ';' {
		if s, ok = e.param(skipSpace(s[1:])); !ok {
			l.list.bad = true
			return false
		}
		s = skipSpace(s)
	}
	if s != "" && s[0] != ',' {
		l.list.bad = true
		return false
	}
	if raw = raw[:len(raw)-len(s)]; raw != "" {
		e.Raw = strings.Trim(raw[1:], " \t")
	}
	l.list.rest = s
	return true
}

// OK reports whether the header was well formed as far as it was read.
func (l *ExtensionList) OK() bool { return !l.list.bad }

// param reads one parameter at the start of s and returns what follows it.
func (e *Extension) param(s string) (rest string, ok bool) {
	if e.count == MaxExtensionParams {
		return s, false
	}
	end := tokenEnd(s)
	if end == 0 {
		return s, false
	}
	p := Param{Name: s[:end]}
	s = skipSpace(s[end:])
	if s != "" && s[0] == '=' {
		p.HasValue = true
		s = skipSpace(s[1:])
		if s != "" && s[0] == '"' {
			p.Value, s, ok = unquote(s[1:])
		} else {
			end = tokenEnd(s)
			p.Value, s, ok = s[:end], s[end:], true
		}
		// A quoted value must be a token once the quotes are gone (§9.1).
		if !ok || !IsToken(p.Value) {
			return s, false
		}
	}
	e.params[e.count] = p
	e.count++
	return s, true
}

// unquote reads a quoted-string (RFC 9110 §5.6.4) behind its opening quote.
func unquote(s string) (value, rest string, ok bool) {
	end := strings.IndexAny(s, `"\`)
	if end < 0 {
		return "", s, false
	}
	if s[end] == '"' {
		return s[:end], s[end+1:], true
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"':
			return b.String(), s[i+1:], true
		case c == '\\':
			if i++; i == len(s) {
				return "", s, false
			}
			b.WriteByte(s[i])
		default:
			b.WriteByte(c)
		}
	}
	return "", s, false
}
