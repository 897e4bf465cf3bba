package form

import "strings"

// partHeader is the header of a part: of its fields Content-Disposition alone
// matters (RFC 7578 §4.2).
type partHeader struct {
	line    []byte
	size    int
	isField bool // Content-Disposition says form-data
	isFile  bool
	name    string
	file    string
}

// take takes bytes up to the end of the header.
func (h *partHeader) take(in []byte) (done bool, rest []byte, err error) {
	for i, c := range in {
		if h.size++; h.size > MaxPartHeader {
			return false, nil, ErrHeaderSize
		}
		last := len(h.line) - 1
		switch {
		case c == '\n' && last >= 0 && h.line[last] == '\r':
			line := string(h.line[:last])
			h.line = h.line[:0]
			if line == "" {
				return true, in[i+1:], nil
			}
			if err := h.field(line); err != nil {
				return false, nil, err
			}
		case c == '\n', c == 0, last >= 0 && h.line[last] == '\r':
			return false, nil, ErrHeader
		default:
			h.line = append(h.line, c)
		}
	}
	return false, nil, nil
}

func (h *partHeader) field(line string) error {
	name, value, ok := strings.Cut(line, ":")
	if !ok || name == "" || strings.ContainsAny(name, " \t") {
		return ErrHeader
	}
	if !strings.EqualFold(name, "content-disposition") {
		return nil
	}
	kind, p, err := parseParameters(value)
	if err != nil {
		return ErrHeader
	}
	h.isField = strings.EqualFold(kind, "form-data")
	h.name = p["name"]
	h.file, h.isFile = p["filename"]
	if len(h.name) > MaxName || len(h.file) > MaxName {
		return ErrName
	}
	return nil
}

// parseParameters reads "kind; name=value; name="value"" (RFC 9110 §5.6.6). Of
// a name that is there twice the first counts.
func parseParameters(s string) (kind string, p map[string]string, err error) {
	kind, s, _ = strings.Cut(s, ";")
	kind = strings.Trim(kind, " \t")
	p = map[string]string{}
	for {
		s = strings.TrimLeft(s, " \t;")
		if s == "" {
			return kind, p, nil
		}
		name, rest, ok := strings.Cut(s, "=")
		name = strings.ToLower(strings.TrimRight(name, " \t"))
		if !ok || name == "" || strings.ContainsAny(name, " \t;\"") {
			return "", nil, ErrContentType
		}
		value, rest, ok := parameterValue(strings.TrimLeft(rest, " \t"))
		if !ok {
			return "", nil, ErrContentType
		}
		if _, twice := p[name]; !twice {
			p[name] = value
		}
		s = strings.TrimLeft(rest, " \t")
		if s != "" && s[0] != ';' {
			return "", nil, ErrContentType
		}
	}
}

// parameterValue takes a token or a quoted string. In the latter a backslash
// escapes only a quote and itself: some browsers send whole Windows paths.
func parameterValue(s string) (value, rest string, ok bool) {
	if s == "" || s[0] != '"' {
		n := strings.IndexByte(s, ';')
		if n < 0 {
			n = len(s)
		}
		return strings.TrimRight(s[:n], " \t"), s[n:], true
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '"':
			return b.String(), s[i+1:], true
		case s[i] == '\\' && i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\\'):
			i++
		}
		b.WriteByte(s[i])
	}
	return "", "", false
}
