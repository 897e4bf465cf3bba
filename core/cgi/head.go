package cgi

import (
	"bytes"
	"errors"
	"strconv"
)

const (
	// headMost bounds the header that a program sends: RFC 3875 section 6 sets
	// no limit, and lws once wrote past its buffer.
	headMost = 16 << 10
	// fieldsMost bounds the number of its fields.
	fieldsMost = 100
)

// Errors of a program's header.
var (
	ErrHeadTooLong = errors.New("the CGI program's header is too long")
	ErrHead        = errors.New("the CGI program's header is malformed")
	ErrNoHead      = errors.New("the CGI program ended before its header was complete")
)

// Head parses the header that a CGI program's output begins with (RFC 3875
// section 6).
type Head struct {
	// Status is that of the response.
	Status int
	// Lines are the fields to pass on, as complete lines of HTTP.
	Lines []byte
	// Length is the Content-Length, -1 if there is none.
	Length int64

	line   []byte
	size   int
	fields int
	any    bool
	fail   error
}

// Reset begins a new header.
func (h *Head) Reset() { *h = Head{Length: -1} }

// Write takes bytes until the header is complete. It returns how many it took;
// what follows is the body.
func (h *Head) Write(in []byte) (n int, done bool, err error) {
	if h.fail != nil {
		return 0, false, h.fail
	}
	for n < len(in) {
		end := bytes.IndexByte(in[n:], '\n')
		piece := in[n:]
		if end >= 0 {
			piece = piece[:end+1]
		}
		if h.size += len(piece); h.size > headMost {
			h.fail = ErrHeadTooLong
			return n, false, h.fail
		}
		n += len(piece)
		h.line = append(h.line, piece...)
		if end < 0 {
			break
		}
		line := bytes.TrimSuffix(h.line[:len(h.line)-1], []byte("\r"))
		if len(line) == 0 {
			if !h.any {
				h.fail = ErrHead // at least one field (section 6.2)
				return n, false, h.fail
			}
			if h.Status == 0 {
				h.Status = 200
			}
			h.line = nil
			return n, true, nil
		}
		if h.fail = h.field(line); h.fail != nil {
			return n, false, h.fail
		}
		h.line = h.line[:0]
	}
	return n, false, nil
}

// ours are fields that the server makes itself, or that concern the connection.
var ours = map[string]bool{
	"connection": true, "transfer-encoding": true, "keep-alive": true, "proxy-connection": true,
	"upgrade": true, "te": true, "trailer": true,
}

func (h *Head) field(line []byte) error {
	if h.fields++; h.fields > fieldsMost {
		return ErrHeadTooLong
	}
	colon := bytes.IndexByte(line, ':')
	if colon <= 0 {
		return ErrHead
	}
	name, value := bytes.ToLower(line[:colon]), bytes.Trim(line[colon+1:], " \t")
	for _, b := range name {
		if !tokenByte(b) {
			return ErrHead
		}
	}
	for _, b := range value {
		if b < ' ' && b != '\t' || b == 0x7f {
			return ErrHead
		}
	}
	h.any = true
	switch {
	case string(name) == "status":
		digits, _, _ := bytes.Cut(value, []byte(" "))
		status, err := strconv.Atoi(string(digits))
		if err != nil || len(digits) != 3 || status < 200 || status > 599 {
			return ErrHead
		}
		h.Status = status
		return nil
	case string(name) == "content-length":
		length, err := strconv.ParseUint(string(value), 10, 63)
		if err != nil || h.Length >= 0 && h.Length != int64(length) {
			return ErrHead
		}
		h.Length = int64(length)
		return nil
	case string(name) == "location" && h.Status == 0:
		h.Status = 302 // section 6.2.3
	case ours[string(name)]:
		return nil
	}
	h.Lines = append(append(append(append(h.Lines, name...), ": "...), value...), "\r\n"...)
	return nil
}

// tokenByte tells whether b may be in a field's name (RFC 9110 section 5.6.2).
func tokenByte(b byte) bool {
	return 'a' <= b && b <= 'z' || '0' <= b && b <= '9' || bytes.IndexByte([]byte("!#$%&'*+-.^_`|~"), b) >= 0
}
