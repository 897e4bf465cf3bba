package engine

import (
	"strconv"
	"strings"

	"github.com/golws/golws/core/compress"
	"github.com/golws/golws/core/h1"
	"github.com/golws/golws/core/header"
)

// bodyEncoder compresses the body of a response on its way out.
type bodyEncoder struct {
	*compress.Encoder
	// chunked: the end of the body is a chunk's, not the connection's.
	chunked bool
}

func newBodyEncoder(coding compress.Coding, x *transaction) *bodyEncoder {
	return &bodyEncoder{compress.NewEncoder(coding), x.parser.Minor > 0}
}

// release gives the encoder back; there may be none.
func (e *bodyEncoder) release() {
	if e != nil && e.Encoder != nil {
		e.Release()
		e.Encoder = nil
	}
}

// write encodes p and sends what comes out.
func (e *bodyEncoder) write(c *Conn, p []byte) bool {
	e.Write(p)
	return e.pass(c)
}

// finish sends the end of the body.
func (e *bodyEncoder) finish(c *Conn) bool {
	e.Finish()
	return e.pass(c) && (!e.chunked || c.write(nil, []byte(h1.LastChunk)))
}

// pass sends the output so far, as one chunk (RFC 9112 section 7.1).
func (e *bodyEncoder) pass(c *Conn) bool {
	out := e.Take()
	if len(out) == 0 {
		return true
	}
	if !e.chunked {
		return c.write(nil, out)
	}
	var head [h1.MaxChunkHead]byte
	line := append(strconv.AppendUint(head[:0], uint64(len(out)), 16), "\r\n"...)
	return c.write(line, out) && c.write(nil, []byte(h1.ChunkEnd))
}

// compressLeast is the smallest file worth compressing: a smaller one fits into
// one packet as it is.
const compressLeast = 1400

// compressed are media types of texts that are not text/ themselves.
var compressed = [...]string{
	"application/javascript", "application/json", "application/xml", "application/xhtml+xml", "application/manifest+json",
	"image/svg+xml",
}

func isText(contentType string) bool {
	contentType, _, _ = strings.Cut(contentType, ";")
	contentType = strings.TrimSpace(contentType)
	if strings.HasPrefix(contentType, "text/") {
		return true
	}
	for _, t := range compressed {
		if strings.EqualFold(contentType, t) {
			return true
		}
	}
	return false
}

// chooseCoding is how to compress file for the client.
func (x *transaction) chooseCoding(file *content, contentType string) compress.Coding {
	if !x.table.Has(header.AcceptEncoding) || x.parser.Minor == 0 || file.encoding != "" || file.size < compressLeast ||
		x.table.Has(header.Range) || !isText(contentType) {
		return compress.Identity
	}
	return x.acceptedCoding()
}

func (x *transaction) acceptedCoding() compress.Coding {
	v := x.table.Value(header.AcceptEncoding)
	if _, more := x.table.Fragment(header.AcceptEncoding, 1); more {
		all := make([]byte, x.table.TotalLength(header.AcceptEncoding)+1)
		if n := x.table.Copy(all, header.AcceptEncoding); n >= 0 {
			v = all[:n]
		}
	}
	return compress.Negotiate(v)
}
