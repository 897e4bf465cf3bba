package engine

import (
	"bytes"
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

func (c *Conn) newBodyEncoder(coding compress.Coding, x *transaction) *bodyEncoder {
	return &bodyEncoder{compress.NewEncoder(coding), x.parser.Minor > 0 && c.mux == nil}
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

// mentionsEncoding tells that a program's header lines say how it has encoded
// the body itself.
func mentionsEncoding(lines []byte) bool {
	const name = "content-encoding:"
	for len(lines) >= len(name) {
		if bytes.EqualFold(lines[:len(name)], []byte(name)) {
			return true
		}
		i := bytes.IndexByte(lines, '\n')
		if i < 0 {
			break
		}
		lines = lines[i+1:]
	}
	return false
}

// encoded writes the fields of a response that is encoded on its way.
func (w *headWriter) encoded(x *transaction, coding compress.Coding) {
	w.field("content-encoding", coding.String())
	w.field("vary", "accept-encoding")
	if x.parser.Minor > 0 {
		w.field("transfer-encoding", "chunked")
	}
}

// CompressBody is lws_http_compression_apply: it writes to room the fields that
// announce what the program writes from now on as encoded, if the client accepts
// the coding called name, or any when that is "". It tells whether such a coding
// exists.
func (c *Conn) CompressBody(name string, room []byte) (n int, ok bool) {
	x := c.http
	if x == nil || !c.isAnswering(x) || x.file != nil {
		return 0, false
	}
	coding, known := compress.Named(name)
	switch {
	case name == "":
		coding = x.acceptedCoding()
	case !known:
		return 0, false
	case compress.Weigh(x.acceptEncoding())[coding] == 0:
		coding = compress.Identity
	}
	if coding == compress.Identity || x.encoder != nil || x.measured || x.parser.Method == header.Head {
		return 0, true
	}
	w := headWriter{buf: room}
	w.encoded(x, coding)
	if w.err != nil {
		return 0, false
	}
	x.encoder = c.newBodyEncoder(coding, x)
	if x.parser.Minor == 0 {
		x.closes = true // nothing else ends the body
	}
	return w.n, true
}

// NoteLength remembers that the program has announced the length of its body, as
// it is: it is not encoded then. It tells whether the length may be announced.
func (c *Conn) NoteLength() bool {
	x := c.http
	if x == nil {
		return true
	}
	x.measured = true
	return x.encoder == nil
}

// encodeStep is how much of a program's write is encoded at once: what comes out
// is sent before the next step.
const encodeStep = 64 << 10

// WriteBody sends a piece of a response's body, encoded if the program asked for
// that; final says that it is the last.
func (c *Conn) WriteBody(p []byte, final bool) int {
	x := c.http
	if x == nil || x.encoder == nil {
		return c.WriteHTTP(p)
	}
	if x.encoder.Encoder == nil {
		return len(p) // nothing can follow the end
	}
	for rest := p; len(rest) > 0; {
		n := min(encodeStep, len(rest))
		if !x.encoder.write(c, rest[:n]) {
			return -1
		}
		rest = rest[n:]
	}
	if final {
		c.endEncoding(x)
	} else {
		// The client must not wait for what the program has said already.
		x.encoder.Flush()
		if !x.encoder.pass(c) {
			return -1
		}
	}
	if c.WriteHTTP(nil) < 0 {
		return -1
	}
	return len(p)
}

// endEncoding sends the end of an encoded body, once.
func (c *Conn) endEncoding(x *transaction) {
	if e := x.encoder; e != nil && e.Encoder != nil {
		e.finish(c)
		e.release()
	}
}

func (x *transaction) acceptEncoding() []byte {
	v := x.table.Value(header.AcceptEncoding)
	if _, more := x.table.Fragment(header.AcceptEncoding, 1); more {
		all := make([]byte, x.table.TotalLength(header.AcceptEncoding)+1)
		if n := x.table.Copy(all, header.AcceptEncoding); n >= 0 {
			v = all[:n]
		}
	}
	return v
}

func (x *transaction) acceptedCoding() compress.Coding {
	return compress.Negotiate(x.acceptEncoding())
}
