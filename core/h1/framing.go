package h1

import (
	"bytes"

	"github.com/golws/golws/core/header"
)

// Framing is how the end of a body is found (RFC 9112 §6.3).
type Framing uint8

// The framings.
const (
	NoBody     Framing = iota
	Length             // Content-Length bytes
	Chunked            // up to the last chunk and the trailer
	UntilClose         // all that comes until the peer closes
)

// message is what the fields of a head say about the message and its connection.
type message struct {
	lengths, codings, hosts int
	length                  int64
	chunked                 bool // the last transfer coding is chunked
	otherCoding             bool // there is another one
	close, keepAlive        bool
	upgrade                 bool // Connection: upgrade
}

// note takes in a field that the parser has just put into the table. A repeated
// Content-Length is an error for a request and, if it differs, for a response.
func (m *message) note(tok header.Token, value []byte, request bool) *Error {
	value = header.TrimOWS(value)
	switch tok {
	case header.Host:
		if m.hosts++; m.hosts > 1 && request {
			return ErrHostRepeated // RFC 9112 §3.2
		}
		for _, c := range value {
			if !header.IsHostByte(c) {
				return ErrHost
			}
		}
	case header.ContentLength:
		return m.noteLength(value, request)
	case header.TransferEncoding:
		return m.noteCodings(value)
	case header.Connection:
		m.noteConnection(value)
	}
	return nil
}

// noteLength reads a Content-Length. RFC 9110 §8.6 lets a recipient take a list
// of equal numbers for one; a client of such a server does, a server does not.
func (m *message) noteLength(value []byte, request bool) *Error {
	for more := true; more; {
		var item []byte
		item, value, more = bytes.Cut(value, comma)
		n, ok := parseLength(header.TrimOWS(item))
		if !ok {
			return ErrLength
		}
		if m.lengths++; m.lengths > 1 && (request || n != m.length) {
			return ErrLengthRepeated
		}
		m.length = n
	}
	return nil
}

var comma = []byte{','}

// parseLength reads 1*DIGIT: no sign, no blanks, no other base.
func parseLength(b []byte) (n int64, ok bool) {
	if len(b) == 0 {
		return 0, false
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		if n > (MaxContentLength-int64(c-'0'))/10 {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, true
}

func (m *message) noteCodings(value []byte) *Error {
	if m.codings++; m.codings > 1 {
		return ErrCodingRepeated
	}
	for more := true; more; {
		var item []byte
		item, value, more = bytes.Cut(value, comma)
		item = header.TrimOWS(item)
		switch {
		case len(item) == 0: // RFC 9110 §5.6.1.2
		case m.chunked: // RFC 9112 §7: chunked is the last and comes once
			return ErrCoding
		case header.EqualFold(item, "chunked"):
			m.chunked = true
		default:
			m.otherCoding = true
		}
	}
	return nil
}

// noteConnection reads connection options (RFC 9110 §7.6.1).
func (m *message) noteConnection(value []byte) {
	for more := true; more; {
		var item []byte
		item, value, more = bytes.Cut(value, comma)
		item = header.TrimOWS(item)
		switch {
		case header.EqualFold(item, "close"):
			m.close = true
		case header.EqualFold(item, "keep-alive"):
			m.keepAlive = true
		case header.EqualFold(item, "upgrade"):
			m.upgrade = true
		}
	}
}

// persistent reports whether the connection survives the message (RFC 9112 §9.3).
func (m *message) persistent(minor uint8) bool {
	if minor == 0 {
		return m.keepAlive && !m.close
	}
	return !m.close
}
