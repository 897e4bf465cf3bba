// Package h1 holds the machines of HTTP/1: parsers for request and response
// heads and for bodies, and the functions that build heads.
//
// Everything here is pure: bytes come in, in pieces of any size, and events or
// bytes come out. Nothing reads a clock, a socket or a file. Nothing allocates
// once it is set up.
package h1

import (
	"errors"
	"strconv"

	"github.com/golws/golws/core/header"
)

// Error is a message that can't be accepted. The connection it came over can't
// be used any more: where the next message starts is unknown (RFC 9112 §9.6).
type Error struct {
	// Status is what a server answers.
	Status int
	// Reason says what was wrong.
	Reason string
	// Field names the header field at fault, if one was.
	Field string
	// NotHTTP means that not even the method was one: the peer may be speaking
	// another protocol.
	NotHTTP bool
}

// Error gives the reason, and the field in quotes, since its name comes from
// the peer.
func (e *Error) Error() string {
	if e.Field == "" {
		return e.Reason
	}
	return e.Reason + ": " + strconv.Quote(e.Field)
}

// Is makes errors.Is see two errors with the same reason as one, whatever the
// field.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Reason == e.Reason
}

// What a head is refused for.
var (
	ErrNotHTTP        = &Error{Status: 400, Reason: "request does not start with a method", NotHTTP: true}
	ErrMethodTooLong  = &Error{Status: 501, Reason: "method too long", NotHTTP: true}
	ErrMethodUnknown  = &Error{Status: 501, Reason: "unknown method", NotHTTP: true}
	ErrLeadingLines   = &Error{Status: 400, Reason: "too many empty lines before the request"}
	ErrTarget         = &Error{Status: 400, Reason: "bad request-target"}
	ErrTargetTooLong  = &Error{Status: 414, Reason: "request-target too long"}
	ErrVersion        = &Error{Status: 400, Reason: "bad HTTP version"}
	ErrNoVersion      = &Error{Status: 400, Reason: "request line without HTTP version"}
	ErrVersionTooHigh = &Error{Status: 505, Reason: "HTTP version not supported"}
	ErrStatusLine     = &Error{Status: 502, Reason: "bad status line"}
	ErrInterim        = &Error{Status: 502, Reason: "too many interim responses"}

	ErrHeadTooLong = &Error{Status: 431, Reason: "header too long"}
	ErrHeaderSpace = &Error{Status: 431, Reason: "header data exceeds the space set aside for it"}
	ErrFieldCount  = &Error{Status: 431, Reason: "too many header fields"}
	ErrNameTooLong = &Error{Status: 431, Reason: "header field name too long"}
	ErrName        = &Error{Status: 400, Reason: "byte not allowed in a header field name"}
	ErrNoName      = &Error{Status: 400, Reason: "header field without name"}
	ErrNoColon     = &Error{Status: 400, Reason: "header line without colon"}
	ErrNameBlank   = &Error{Status: 400, Reason: "whitespace between header field name and colon"}
	ErrValue       = &Error{Status: 400, Reason: "control byte in a header field value"}
	ErrBareCR      = &Error{Status: 400, Reason: "CR without LF"}
	ErrBareLF      = &Error{Status: 400, Reason: "LF without CR"}
	ErrFold        = &Error{Status: 400, Reason: "folded header line"}

	ErrHost           = &Error{Status: 400, Reason: "bad Host"}
	ErrHostMissing    = &Error{Status: 400, Reason: "HTTP/1.1 request without Host"}
	ErrHostRepeated   = &Error{Status: 400, Reason: "more than one Host"}
	ErrLength         = &Error{Status: 400, Reason: "bad Content-Length"}
	ErrLengthRepeated = &Error{Status: 400, Reason: "more than one Content-Length"}
	ErrBothFramings   = &Error{Status: 400, Reason: "both Transfer-Encoding and Content-Length"}
	ErrCoding         = &Error{Status: 400, Reason: "Transfer-Encoding does not end in chunked"}
	ErrCodingUnknown  = &Error{Status: 501, Reason: "transfer coding not supported"}
	ErrCodingRepeated = &Error{Status: 400, Reason: "more than one Transfer-Encoding"}
	ErrCodingOld      = &Error{Status: 400, Reason: "Transfer-Encoding in an HTTP/1.0 message"}
)

// What a body is refused for.
var (
	ErrChunkSize     = &Error{Status: 400, Reason: "bad chunk size"}
	ErrChunkOverflow = &Error{Status: 400, Reason: "chunk size too large"}
	ErrChunkExt      = &Error{Status: 400, Reason: "bad chunk extension"}
	ErrChunkOverhead = &Error{Status: 400, Reason: "chunked body is mostly framing"}
	ErrChunkEnd      = &Error{Status: 400, Reason: "chunk data does not end in CRLF"}
	ErrTrailer       = &Error{Status: 431, Reason: "trailer too long"}
	ErrBodyTooLong   = &Error{Status: 413, Reason: "body too long"}
	ErrTruncated     = &Error{Status: 400, Reason: "connection closed before the end of the message"}
)

// HeaderError translates what a Table or Target refuses.
func HeaderError(err error, inTarget bool) *Error {
	switch {
	case errors.Is(err, header.ErrSpace) && inTarget:
		return ErrTargetTooLong
	case errors.Is(err, header.ErrSpace):
		return ErrHeaderSpace
	case errors.Is(err, header.ErrFields):
		return ErrFieldCount
	case errors.Is(err, header.ErrName):
		return ErrNameTooLong
	}
	return &Error{Status: ErrTarget.Status, Reason: err.Error()}
}
