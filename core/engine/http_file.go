package engine

import (
	"bytes"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/golws/golws/core/compress"
	"github.com/golws/golws/core/header"
	"github.com/golws/golws/core/httprange"
	"github.com/golws/golws/core/mime"
	"github.com/golws/golws/core/precondition"
)

// serveMountedFile answers with a file below the mount's folder, or lets the
// vhost's first protocol answer when there is none.
func (c *Conn) serveMountedFile(x *transaction, m *Mount, uri string) {
	name := strings.TrimPrefix(m.below(uri), "/")
	if name == "" || strings.HasSuffix(name, "/") {
		name += m.defaultFile()
	}
	file, name, err := c.openMounted(x, m, name)
	if err != nil {
		if c.host().Wants(LevelInfo) {
			c.log(LevelInfo, "mount "+m.Point+": "+name+": "+err.Error())
		}
		c.askUnbound(x, m)
		return
	}
	// From here on the file is closed with the transaction, whatever the program
	// does.
	x.fileState.close()
	x.fileState = fileBody{content: file}
	contentType, etag := x.describe(m, name)
	if contentType == "" && !m.servesUntyped() {
		c.log(LevelErr, "mount "+m.Point+": no mimetype for "+name)
		c.answerStatus(x, 415)
		return
	}
	fields := fileFields{contentType: contentType, etag: etag, cacheControl: m.cacheControl()}
	// A page that is interpreted is not sent as it is.
	interpreter := c.interpreter(m, name)
	if interpreter == nil {
		if fields.coding = x.chooseCoding(&file, contentType); fields.coding != compress.Identity {
			fields.etag += "-" + fields.coding.String() // RFC 9110 section 8.8.3.3
		}
	}
	if c.unchanged(x, &file, fields.etag) {
		c.answerNotModified(x, fields)
		return
	}
	if interpreter != nil {
		c.servePage(x, interpreter, fields)
		return
	}
	extra, ok := c.mountFields(m)
	if ok && !c.isAnswering(x) {
		return
	}
	if mentionsEncoding(extra) {
		fields.coding, fields.etag = compress.Identity, entityTag(file.size, file.modified)
	}
	if !ok || !c.beginFile(x, fields, extra) {
		c.programFailed()
		return
	}
	if !c.isAnswering(x) || x.file == nil {
		return
	}
	if x.file.left == 0 && len(x.file.text) == 0 {
		// All of it is written, and no callback of the program's is under way:
		// the next request need not wait for the end of the turn.
		c.sendFile(x)
		return
	}
	c.thread.cork(c)
}

// describe is the media type and the entity tag of the file that x has opened.
func (x *transaction) describe(m *Mount, name string) (contentType, etag string) {
	f := &x.fileState.content
	if f.held == nil || f.base != 0 || f.held.mimeType == "" {
		contentType, etag = mime.Type(name, m.MimeTypes), entityTag(f.size, f.modified)
		if f.held == nil || f.base != 0 {
			return contentType, etag
		}
		f.held.mimeType, f.held.etag = contentType, etag
	}
	return f.held.mimeType, f.held.etag
}

// servesUntyped tells whether files that have no known type are served without one.
func (m *Mount) servesUntyped() bool {
	return slices.Contains(m.MimeTypes, mime.Extra{Suffix: "*"})
}

func (m *Mount) defaultFile() string {
	if m.Default == "" {
		return "index.html"
	}
	return m.Default
}

// askUnbound lets the program answer for what is not in the mount's folder: the
// mount's protocol, or else the vhost's first one as it is. lws does not announce
// a binding then.
func (c *Conn) askUnbound(x *transaction, m *Mount) {
	path := x.path
	if m.Protocol != "" {
		path = path[len(m.Point):]
	}
	if !c.callback(ReasonHTTP, path) {
		c.programFailed()
	}
}

// entityTag names a version of a file by its size and time.
func entityTag(size, modified int64) string {
	const digits = "0123456789ABCDEF"
	var tag [16]byte
	for i, v := range [2]uint32{uint32(size), uint32(modified)} {
		for j := range 8 {
			tag[i*8+j] = digits[v>>(28-4*j)&15]
		}
	}
	return string(tag[:])
}

// cacheControl is the mount's policy in the words of RFC 9111 section 5.2.2.
func (m *Mount) cacheControl() string {
	if m.CacheMaxAge == 0 || !m.CacheReusable {
		return "no-store"
	}
	policy := "private"
	if m.CacheIntermediaries {
		policy = "public"
	}
	if m.CacheRevalidate {
		policy = "must-revalidate, " + policy
	}
	return policy + ", max-age=" + strconv.Itoa(m.CacheMaxAge)
}

// fileFields are the header fields of a file response; empty ones are left out.
// coding is how the file is encoded while it is sent.
type fileFields struct {
	contentType, etag, cacheControl string
	coding                          compress.Coding
}

// unchanged tells that the client has this version of the file (RFC 9110
// section 13.2.2): If-Modified-Since counts only without If-None-Match.
func (c *Conn) unchanged(x *transaction, file *content, etag string) bool {
	if method := x.parser.Method; method != header.Get && method != header.Head {
		return false
	}
	t := &x.table
	if t.Has(header.IfNoneMatch) {
		for n := 0; ; n++ {
			v, ok := t.Fragment(header.IfNoneMatch, n)
			if !ok {
				return false
			}
			if !precondition.NoneMatch(v, etag) {
				return true
			}
		}
	}
	return t.Has(header.IfModifiedSince) && !precondition.ModifiedSince(t.Value(header.IfModifiedSince), file.modified)
}

func (c *Conn) answerNotModified(x *transaction, f fileFields) {
	x.status = 304
	w := headWriter{buf: c.thread.headerRoom()}
	w.status(304, c.responseHead())
	w.field("etag", f.etag)
	w.field("cache-control", f.cacheControl)
	w.end()
	if w.err != nil || !c.write(nil, w.bytes()) {
		c.Close(CloseLost)
		return
	}
	c.finishAnswer(x)
}

// beginFile sends the head, and all of a small file that x has opened. extra are
// complete header lines of the program. The rest of the body, and the
// completion, follow when the head is on its way, for which c is to be corked:
// see serverHTTP.sent.
func (c *Conn) beginFile(x *transaction, f fileFields, extra []byte) bool {
	body := &x.fileState
	ranges, verdict := c.askedRanges(x, &body.content, f.etag)
	var small []byte
	status, size := 200, body.size
	w := headWriter{buf: c.thread.headerRoom()}
	switch verdict {
	case httprange.Unsatisfiable:
		return c.answerUnsatisfiable(x, size)
	case httprange.Partial:
		status = 206
		w.status(206, c.responseHead())
		w.partial(body, f.contentType, ranges)
	default:
		if f.coding != compress.Identity {
			w.status(200, c.responseHead())
			w.contentType(f.contentType)
			w.encoded(x, f.coding)
			body.whole()
			if x.parser.Method != header.Head {
				body.encoder = c.newBodyEncoder(f.coding, x)
			}
			break
		}
		if body.reader == nil && size <= smallFile && body.lead == nil && x.parser.Method != header.Head {
			var err error
			if small, err = c.readSmall(&body.content); err != nil {
				c.log(LevelErr, "reading a file failed: "+err.Error())
				c.answerStatus(x, 500)
				return true
			}
			if int64(len(small)) != size {
				size, f.etag = int64(len(small)), "" // it is being changed
			} else if body.held != nil && len(extra) == 0 {
				return c.sendHeld(x, f, small)
			}
		} else {
			body.whole()
		}
		w.status(200, c.responseHead())
		w.contentType(f.contentType)
		w.length(uint64(size))
	}
	x.status = status
	if body.encoding != "" {
		w.field("content-encoding", body.encoding)
		w.field("vary", "accept-encoding")
	}
	w.field("cache-control", f.cacheControl)
	w.field("etag", f.etag)
	w.lines(extra)
	w.end()
	if w.err != nil {
		c.log(LevelErr, "the headers of a file response do not fit")
		return false
	}
	if !c.write(w.bytes(), small) {
		return false
	}
	if x.parser.Method == header.Head {
		c.finishAnswer(x)
		return true
	}
	x.file = body
	return true
}

// sendHeld sends a small file under a head that is the same for all requests,
// and made for the first.
func (c *Conn) sendHeld(x *transaction, f fileFields, text []byte) bool {
	held, common := x.fileState.held, c.responseHead()
	if held.head == nil || held.minor != common.Minor {
		w := headWriter{buf: c.thread.headerRoom()}
		w.status(200, common)
		w.contentType(f.contentType)
		w.length(uint64(len(text)))
		w.field("cache-control", f.cacheControl)
		w.field("etag", f.etag)
		w.end()
		if w.err != nil {
			c.log(LevelErr, "the headers of a file response do not fit")
			return false
		}
		held.head, held.minor = bytes.Clone(w.bytes()), common.Minor
	}
	x.status = 200
	if !c.write(held.head, text) {
		return false
	}
	x.file = &x.fileState
	return true
}

// readSmall reads the whole of a small file. It may be shorter than it was.
func (c *Conn) readSmall(file *content) ([]byte, error) {
	if file.held != nil && file.base == 0 {
		return c.thread.readHeld(file.held)
	}
	buf := c.thread.fileRoom()[:file.size]
	n, err := file.readFull(buf)
	return buf[:n], err
}

// whole makes all of the content the body.
func (f *fileBody) whole() {
	f.piece = piece{text: f.lead, left: f.size - int64(len(f.lead)) - int64(len(f.tail))}
	if len(f.tail) > 0 {
		f.rest = append(f.rest, piece{text: f.tail})
	}
}

// ServeFile is lws_serve_http_file: it answers with the file at path. extra
// are header lines. started is false when the file cannot be served; the
// transaction goes on by itself otherwise.
func (c *Conn) ServeFile(path, contentType string, extra []byte) (started bool, err error) {
	x := c.http
	if x == nil || c.closed || c.closing || x.file != nil || !c.isAnswering(x) {
		return false, errors.New("no request is waiting for its answer")
	}
	file, err := c.openNamed(x, path)
	if err != nil {
		return false, err
	}
	x.fileState.close()
	x.fileState = fileBody{content: file}
	fields := fileFields{contentType: contentType, cacheControl: "no-store"}
	if !mentionsEncoding(extra) {
		fields.coding = x.chooseCoding(&x.fileState.content, contentType)
	}
	if !c.beginFile(x, fields, extra) {
		return false, errors.New("the response could not be begun")
	}
	c.thread.cork(c)
	return true, nil
}
