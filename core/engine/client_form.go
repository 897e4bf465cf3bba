package engine

import (
	crand "crypto/rand"
	"errors"
	"strconv"
	"strings"
	"time"

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
	errNoForm   = errors.New("the request is no multipart form")
	errFormName = errors.New("a line end in a form's name")
)

// AppendPart is lws_client_http_multipart: what precedes the content of a part of
// a form (RFC 7578 section 4), or ends the form when name is "".
func (c *Conn) AppendPart(dst []byte, name, file, kind string) ([]byte, error) {
	s := c.client
	if s == nil || s.boundary == "" {
		return dst, errNoForm
	}
	if strings.ContainsAny(name+file+kind, "\r\n\x00") {
		return dst, errFormName
	}
	if s.parts > 0 {
		dst = append(dst, "\r\n"...)
	}
	dst = append(append(dst, "--"...), s.boundary...)
	if name == "" {
		return append(dst, "--\r\n"...), nil
	}
	s.parts++
	// A quote is escaped as forms on the web do it.
	quoted := strings.NewReplacer("\"", "%22")
	dst = append(dst, "\r\nContent-Disposition: form-data; name=\""+quoted.Replace(name)+"\""...)
	if file != "" {
		dst = append(dst, "; filename=\""+quoted.Replace(file)+"\""...)
	}
	dst = append(dst, "\r\n"...)
	if kind != "" {
		dst = append(dst, "Content-Type: "+kind+"\r\n"...)
	}
	return append(dst, "\r\n"...), nil
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
