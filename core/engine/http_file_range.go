package engine

import (
	"crypto/rand"
	"encoding/hex"

	"github.com/golws/golws/core/header"
	"github.com/golws/golws/core/httprange"
	"github.com/golws/golws/core/precondition"
)

// askedRanges are the parts of file that the request asks for. GET alone has
// ranges (RFC 9110 section 14.2).
func (c *Conn) askedRanges(x *transaction, file *content, etag string) ([]httprange.Range, httprange.Verdict) {
	t := &x.table
	if !t.Has(header.Range) || x.parser.Method != header.Get || !file.partial() {
		return nil, httprange.Whole
	}
	if _, again := t.Fragment(header.Range, 1); again {
		return nil, httprange.Whole
	}
	if t.Has(header.IfRange) && !precondition.RangeApplies(t.Value(header.IfRange), etag, file.modified) {
		return nil, httprange.Whole
	}
	return httprange.Parse(t.Value(header.Range), file.size, nil)
}

// partial lays out the body of a response with status 206 and writes the fields
// that describe it.
func (w *headWriter) partial(body *fileBody, contentType string, ranges []httprange.Range) {
	size := body.size
	if len(ranges) == 1 {
		r := ranges[0]
		body.piece = piece{offset: r.First, left: r.Length}
		w.contentType(contentType)
		w.length(uint64(r.Length))
		w.field("accept-ranges", "bytes")
		w.field("content-range", string(httprange.AppendContentRange(nil, r, size)))
		return
	}
	boundary := newBoundary()
	length := int64(0)
	for _, r := range ranges {
		p := piece{text: httprange.AppendPart(nil, boundary, contentType, r, size), offset: r.First, left: r.Length}
		length += int64(len(p.text)) + p.left
		body.rest = append(body.rest, p)
	}
	end := piece{text: httprange.AppendEnd(nil, boundary)}
	body.rest = append(body.rest, end)
	w.field("content-type", "multipart/byteranges; boundary="+boundary)
	w.length(uint64(length) + uint64(len(end.text)))
	w.field("accept-ranges", "bytes")
}

// newBoundary separates the parts of a body. Nobody can put it into a file
// beforehand.
func newBoundary() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// answerUnsatisfiable says how long the file is, so that the client can ask for
// something that it has (RFC 9110 section 15.5.17).
func (c *Conn) answerUnsatisfiable(x *transaction, size int64) bool {
	x.status = 416
	w := headWriter{buf: c.thread.headerRoom()}
	w.status(416, c.responseHead())
	w.length(0)
	w.field("content-range", string(httprange.AppendUnsatisfied(nil, size)))
	w.end()
	if w.err != nil || !c.write(nil, w.bytes()) {
		return false
	}
	c.finishAnswer(x)
	return true
}
