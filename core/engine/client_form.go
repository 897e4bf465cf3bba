package engine

import (
	crand "crypto/rand"
	"errors"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/form"
	"github.com/golws/golws/core/header"
)

// boundaryLetters are 64 that need no escape in a boundary (RFC 2046 section
// 5.1.1).
const boundaryLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+_"

// newFormBoundary makes a boundary that no content foresees: 72 bits.
func newFormBoundary() string {
	var b [12]byte
	_, _ = crand.Read(b[:])
	for i, v := range b {
		b[i] = boundaryLetters[v&63]
	}
	return string(b[:])
}

var (
	errNoForm      = errors.New("the request is no multipart form")
	errAnotherForm = errors.New("the request is announced as another form (LCCSCF_HTTP_X_WWW_FORM_URLENCODED)")
)

// AppendPart is lws_client_http_multipart: what precedes the content of a part of
// a form, or ends the form when name is "".
func (c *Conn) AppendPart(dst []byte, name, file, kind string) ([]byte, error) {
	s := c.client
	if s == nil || s.boundary == "" {
		return dst, errNoForm
	}
	first := s.parts == 0
	if name == "" {
		return form.AppendEnd(dst, s.boundary, first), nil
	}
	dst, err := form.AppendPart(dst, s.boundary, first, name, file, kind)
	if err == nil {
		s.parts++
	}
	return dst, err
}

// NewFormBody begins a form that is the body of the request. contentType is for
// the program to send, "" when the head of the request has it already.
func (c *Conn) NewFormBody() (body *form.Body, contentType string, err error) {
	s := c.client
	switch {
	case s == nil || s.request.isWebSocket():
		return nil, "", errNoForm
	case s.request.Flags&ClientURLEncoded != 0:
		return nil, "", errAnotherForm
	}
	boundary := s.boundary
	if boundary == "" {
		boundary = newFormBoundary()
		contentType = `multipart/form-data; boundary="` + boundary + `"`
	}
	return form.NewBody(boundary, openFormFile), contentType, nil
}

// openFormFile does not wait for a writer, should path lead to a FIFO.
func openFormFile(path string) (fs.File, error) {
	return os.OpenFile(path, os.O_RDONLY|unix.O_NONBLOCK, 0)
}

// dateFormats are those of RFC 9110 section 5.6.7.
var dateFormats = [...]string{
	"Mon, 02 Jan 2006 15:04:05 GMT", "Monday, 02-Jan-06 15:04:05 GMT", "Mon Jan _2 15:04:05 2006",
}

// retryAfterMost bounds how long a server may have a client wait (RFC 9110
// section 10.2.3 has no limit).
const retryAfterMost = 24 * time.Hour

// RetryAfter is how long after now the server wants the next try.
func (c *Conn) RetryAfter(now time.Time) (d time.Duration, ok bool) {
	value := strings.TrimSpace(c.headerText(header.RetryAfter))
	if n, err := strconv.ParseUint(value, 10, 32); err == nil {
		return min(time.Duration(n)*time.Second, retryAfterMost), true
	}
	for _, f := range dateFormats {
		if at, err := time.Parse(f, value); err == nil {
			return min(max(at.Sub(now), 0), retryAfterMost), true
		}
	}
	return 0, false
}
