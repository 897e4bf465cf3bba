package h1

import (
	"errors"
	"strconv"

	"github.com/golws/golws/core/header"
)

// What building a head refuses.
var (
	// ErrNoSpace means that dst is too small.
	ErrNoSpace = errors.New("buffer too small for the header")
	// ErrInjection means that a name or value holds a byte that would end it
	// early: one value could become several fields, or a second response.
	ErrInjection = errors.New("CR, LF or NUL in a header field")
	// ErrNoSuchToken means that the token is not a header field's.
	ErrNoSuchToken = errors.New("token without a name")
)

// The room that lws wants to see free beyond what it writes. Programs size their
// buffers by its results, so the same calls fail.
const (
	spareField  = 2
	spareStatus = 3
	spareEnd    = 1
)

// Field is a header field that goes out as it is.
type Field struct{ Name, Value string }

// Head is what the status line function adds to each response of a vhost.
type Head struct {
	// Minor is the minor version of the response: that of the request.
	Minor uint8
	// Fields are the vhost's own.
	Fields []Field
	// BestPractice adds the security fields of
	// LWS_SERVER_OPTION_HTTP_HEADERS_SECURITY_BEST_PRACTICES_ENFORCE.
	BestPractice bool
	// StrictTransport adds the field that keeps browsers on TLS (RFC 6797).
	StrictTransport bool
	// Server is the value of the server field; "": none.
	Server string
	// Closes tells that the connection ends with this response (RFC 9112 §9.6).
	Closes bool
}

// bestPractice are the fields that Head.BestPractice adds.
var bestPractice = []Field{
	{"content-security-policy:", "default-src 'none'; img-src 'self' data: ; script-src 'self'; font-src 'self'; " +
		"style-src 'self'; connect-src 'self' ws: wss:; frame-ancestors 'none'; base-uri 'none';form-action 'self';"},
	{"x-content-type-options:", "nosniff"},
	{"x-xss-protection:", "1; mode=block"},
	{"x-frame-options:", "deny"},
	{"referrer-policy:", "no-referrer"},
}

// strictTransport holds for half a year, as in lws. The name is in the case in
// which lws sends it.
var strictTransport = Field{"Strict-Transport-Security:", "max-age=15768000 ; includeSubDomains"}

// head writes parts of a head to dst one after the other and remembers the
// first thing that went wrong.
type head struct {
	dst []byte
	n   int
	err error
}

// want reports whether n more bytes fit.
func (h *head) want(n int) bool {
	if h.err == nil && n > len(h.dst)-h.n {
		h.err = ErrNoSpace
	}
	return h.err == nil
}

func (h *head) text(s string) {
	if h.want(len(s)) {
		h.n += copy(h.dst[h.n:], s)
	}
}

func (h *head) bytes(b []byte) {
	if h.want(len(b)) {
		h.n += copy(h.dst[h.n:], b)
	}
}

func (h *head) number(v uint64) {
	var digits [20]byte
	h.bytes(strconv.AppendUint(digits[:0], v, 10))
}

// safe refuses a name or value that would end early (RFC 9110 §5.5).
func safe[T string | []byte](s T) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c == '\r' || c == '\n' || c == 0 {
			return false
		}
	}
	return true
}

// name writes a field's name. lws programs may leave the colon out; the names of
// pseudo-headers have theirs in front.
func name[T string | []byte](h *head, n T) {
	switch {
	case !safe(n):
		h.err = ErrInjection
		return
	case len(n) == 0:
		h.text(":")
	default:
		if h.want(len(n)) {
			h.n += copy(h.dst[h.n:], n)
		}
		if n[0] != ':' && n[len(n)-1] != ':' {
			h.text(":")
		}
	}
	h.text(" ")
}

func value[T string | []byte](h *head, v T) {
	if !safe(v) {
		h.err = ErrInjection
	}
	if h.want(len(v) + 2 + spareField) {
		h.n += copy(h.dst[h.n:], v)
		h.text("\r\n")
	}
}

func (h *head) field(n, v string) {
	name(h, n)
	value(h, v)
}

func (h *head) contentLength(n uint64) {
	h.text("content-length: ")
	h.number(n)
	if h.want(2 + spareField) {
		h.text("\r\n")
	}
}

func (h *head) end() {
	if h.want(2 + spareEnd) {
		h.text("\r\n")
	}
}

func (h *head) status(code int, o *Head) {
	h.text("HTTP/1.")
	h.number(uint64(min(o.Minor, 1)))
	h.text(" ")
	h.number(uint64(code))
	h.text(" ")
	h.text(Reason(code))
	if h.want(2 + spareStatus) {
		h.text("\r\n")
	}
	for _, f := range o.Fields {
		h.field(f.Name, f.Value)
	}
	if o.BestPractice {
		for _, f := range bestPractice {
			h.field(f.Name, f.Value)
		}
	}
	if o.Server != "" {
		h.field("server:", o.Server)
	}
	if o.StrictTransport {
		h.field(strictTransport.Name, strictTransport.Value)
	}
	if o.Closes {
		h.field("connection:", "close")
	}
}

// result returns how much was written: nothing, if not all was.
func (h *head) result() (int, error) {
	if h.err != nil {
		return 0, h.err
	}
	return h.n, nil
}

// PutStatus writes a status line and the vhost's fields to dst and returns how
// many bytes it wrote, as all functions here do.
func PutStatus(dst []byte, code int, o *Head) (int, error) {
	h := head{dst: dst}
	h.status(code, o)
	return h.result()
}

// PutField writes a field. The colon behind name may be missing.
func PutField(dst, fieldName, fieldValue []byte) (int, error) {
	h := head{dst: dst}
	name(&h, fieldName)
	value(&h, fieldValue)
	return h.result()
}

// PutValue writes a value and the line end alone, for callers that wrote a name.
func PutValue(dst, fieldValue []byte) (int, error) {
	h := head{dst: dst}
	value(&h, fieldValue)
	return h.result()
}

// PutToken writes a field by its token.
func PutToken(dst []byte, tok header.Token, fieldValue []byte) (int, error) {
	if !tok.Named() {
		return 0, ErrNoSuchToken
	}
	h := head{dst: dst}
	name(&h, tok.Name())
	value(&h, fieldValue)
	return h.result()
}

// PutContentLength writes a Content-Length.
func PutContentLength(dst []byte, n uint64) (int, error) {
	h := head{dst: dst}
	h.contentLength(n)
	return h.result()
}

// PutEnd writes the empty line that ends a head.
func PutEnd(dst []byte) (int, error) {
	h := head{dst: dst}
	h.end()
	return h.result()
}

// UnknownLength is the content length of a body that ends with the connection.
const UnknownLength = 1<<64 - 1

// PutCommon writes a status line, the vhost's fields, Content-Type unless it is
// empty, and Content-Length, or "connection: close" if the length is
// UnknownLength. No empty line.
func PutCommon(dst []byte, code int, o *Head, contentType []byte, length uint64) (int, error) {
	h := head{dst: dst}
	h.status(code, o)
	if len(contentType) != 0 {
		h.text("content-type: ")
		value(&h, contentType)
	}
	if length == UnknownLength {
		h.field("connection:", "close")
	} else {
		h.contentLength(length)
	}
	return h.result()
}

// PutRedirect writes a whole response that sends the client to location.
func PutRedirect(dst []byte, code int, o *Head, location []byte) (int, error) {
	h := head{dst: dst}
	h.status(code, o)
	h.text("location: ")
	value(&h, location)
	h.field("content-type:", "text/html")
	h.contentLength(0)
	h.end()
	return h.result()
}

// The page that goes with an error.
const (
	pageHead = `<html><head><meta charset=utf-8 http-equiv="Content-Language" content="en"/>` +
		`<link rel="stylesheet" type="text/css" href="/error.css"/></head><body><h1>`
	pageMiddle = `</h1>`
	pageTail   = `</body></html>`
)

// PutPage writes a whole response with a small page for code in it; html is put
// into the page as it is. A response to HEAD, or with a code that has no body,
// ends with the head: a body there would be taken for the next response
// (RFC 9112 §6.3).
func PutPage(dst []byte, code int, o *Head, html []byte, toHead bool) (int, error) {
	var digits [20]byte
	number := strconv.AppendInt(digits[:0], int64(code), 10)
	length := len(pageHead) + len(number) + len(pageMiddle) + len(html) + len(pageTail)
	h := head{dst: dst}
	h.status(code, o)
	if !bodiless(code) {
		h.field("content-type:", "text/html")
		h.contentLength(uint64(length))
	}
	h.end()
	if !bodiless(code) && !toHead {
		h.text(pageHead)
		h.bytes(number)
		h.text(pageMiddle)
		h.bytes(html)
		h.text(pageTail)
	}
	return h.result()
}

// Chunk framing (RFC 9112 §7.1).
const (
	// ChunkEnd goes behind the data of a chunk.
	ChunkEnd = "\r\n"
	// LastChunk ends a chunked body without a trailer.
	LastChunk = "0\r\n\r\n"
	// MaxChunkHead is the longest chunk head: the digits of an int64 and CRLF.
	MaxChunkHead = 16 + 2
)

// PutChunkHead writes the size line that goes before size bytes of data. A size
// of 0 would end the body, and is refused.
func PutChunkHead(dst []byte, size int) (int, error) {
	if size <= 0 {
		return 0, ErrNoSpace
	}
	var digits [MaxChunkHead]byte
	h := head{dst: dst}
	h.bytes(strconv.AppendInt(digits[:0], int64(size), 16))
	h.text("\r\n")
	return h.result()
}
