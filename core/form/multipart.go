package form

import "bytes"

// multipart decodes multipart/form-data.
type multipart struct {
	step step
	// delimiter is CR LF "--" and the boundary. CR is nowhere else in it, so a
	// mismatch can only be the start of another.
	delimiter []byte
	// held are bytes that may turn out to be a delimiter line.
	held []byte
	// virtual is how many of them did not come: the body begins as if behind
	// a line (RFC 2046 §5.1.1).
	virtual int
	// flushed are held bytes that turned out to be content.
	flushed []byte
	header  partHeader
	inPart  bool
	fields  int
}

type step uint8

const (
	inContent step = iota // of a part, or in front of the first
	inHeader
	inEpilogue
)

// NewMultipart decodes a body whose parts are separated by boundary.
func NewMultipart(boundary string) (Decoder, error) {
	if boundary == "" || len(boundary) > MaxBoundary || boundary[len(boundary)-1] == ' ' {
		return nil, ErrContentType
	}
	for i := range len(boundary) {
		if boundary[i] < ' ' || boundary[i] > '~' {
			return nil, ErrContentType
		}
	}
	m := &multipart{delimiter: []byte("\r\n--" + boundary)}
	m.held = append(make([]byte, 0, len(m.delimiter)+maxPadding+2), '\r', '\n')
	m.virtual = 2
	return m, nil
}

// Finish implements Decoder: a part without its delimiter is not complete.
func (m *multipart) Finish() {}

// Next implements Decoder.
func (m *multipart) Next(in []byte) (Event, []byte, error) {
	for len(in) > 0 {
		switch m.step {
		case inEpilogue:
			return Event{}, nil, nil
		case inHeader:
			done, rest, err := m.header.take(in)
			in = rest
			if err != nil {
				return Event{}, nil, err
			}
			if !done {
				continue
			}
			m.step = inContent
			if m.fields++; m.fields > MaxFields {
				return Event{}, nil, ErrFields
			}
			m.inPart = m.header.isField && m.header.name != ""
			if m.inPart {
				h := &m.header
				return Event{Kind: Begin, Name: h.name, File: h.file, IsFile: h.isFile}, in, nil
			}
		default:
			data, ended, rest := m.content(in)
			in = rest
			if len(data) > 0 && m.inPart {
				return Event{Kind: Data, Data: data}, in, nil
			}
			if ended && m.inPart {
				m.inPart = false
				return Event{Kind: End}, in, nil
			}
		}
	}
	return Event{}, nil, nil
}

// content takes bytes up to what ends a piece of content: data is that piece,
// ended says that a delimiter line has been taken.
func (m *multipart) content(in []byte) (data []byte, ended bool, rest []byte) {
	if len(m.held) == 0 {
		n := bytes.IndexByte(in, '\r')
		if n < 0 {
			return in, false, nil
		}
		if n > 0 {
			return in[:n], false, in[n:]
		}
	}
	for len(in) > 0 {
		switch m.match(in[0]) {
		case matches:
			m.held = append(m.held, in[0])
			in = in[1:]
		case matchesLine:
			m.held, m.virtual = m.held[:0], 0
			m.step = inHeader
			m.header = partHeader{line: m.header.line[:0]}
			return nil, true, in[1:]
		case matchesLast:
			m.held, m.virtual = m.held[:0], 0
			m.step = inEpilogue
			return nil, true, in[1:]
		default:
			return m.release(), false, in
		}
	}
	return nil, false, nil
}

type matching uint8

const (
	matchesNot  matching = iota
	matches              // so far
	matchesLine          // a delimiter line is complete
	matchesLast          // the last one is
)

// match tells what c makes of the bytes that are held.
func (m *multipart) match(c byte) matching {
	n := len(m.held)
	if n < len(m.delimiter) {
		if m.delimiter[n] == c {
			return matches
		}
		return matchesNot
	}
	behind := m.held[len(m.delimiter):]
	last := byte(0)
	if len(behind) > 0 {
		last = behind[len(behind)-1]
	}
	switch {
	case c == '-' && len(behind) == 0:
		return matches
	case c == '-' && len(behind) == 1 && last == '-':
		return matchesLast
	case last == '-':
		return matchesNot
	case c == '\n' && last == '\r':
		return matchesLine
	case last == '\r':
		return matchesNot
	case c == '\r', (c == ' ' || c == '\t') && len(behind) < maxPadding:
		return matches
	}
	return matchesNot
}

// release gives up what is held, which is content, but for a CR that may start
// another delimiter.
func (m *multipart) release() []byte {
	keep := 0
	if n := len(m.held); n > 1 && m.held[n-1] == '\r' {
		keep = 1
	}
	m.flushed = append(m.flushed[:0], m.held[m.virtual:len(m.held)-keep]...)
	m.held, m.virtual = m.held[:0], 0
	if keep > 0 {
		m.held = append(m.held, '\r')
	}
	return m.flushed
}
