package engine

import (
	"errors"
	"strconv"

	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/h1"
	"github.com/golws/golws/core/netio"
)

const (
	// smallFile is the largest file that is read into memory: it leaves with the
	// head, in one send.
	smallFile = 16 << 10
	// readStep is how much of a file that cannot go by sendfile is read at once,
	// readSteps how often in one turn.
	readStep  = 16 << 10
	readSteps = 8
)

// piece is a part of a body: text, then left bytes of the file from offset on.
type piece struct {
	text         []byte
	offset, left int64
}

// fileBody is a file that is being sent.
type fileBody struct {
	content
	// piece is what is being sent, rest what follows.
	piece
	rest []piece
	// encoder compresses what is read, until it is finished.
	encoder  *bodyEncoder
	finished bool
}

func (f *fileBody) close() {
	f.content.close()
	f.encoder.release()
	*f = fileBody{}
}

// sendFile moves the next piece of the file.
func (c *Conn) sendFile(x *transaction) {
	f := x.file
	for steps := 0; ; {
		if len(f.text) > 0 {
			text := f.text
			f.text = nil
			if !c.write(nil, text) {
				return
			}
		}
		if f.left == 0 {
			if len(f.rest) == 0 {
				break
			}
			f.piece, f.rest = f.rest[0], f.rest[1:]
			continue
		}
		if c.full() {
			c.updateInterest()
			return
		}
		if steps >= readSteps {
			// The other connections have their turn between two pieces.
			c.wantWrite = true
			c.queueWriteable()
			return
		}
		n, err := c.moveFile(f)
		if err != nil {
			// The promised length can't be met: the peer sees it by the close. That
			// the peer itself has left is nobody's fault.
			level := LevelErr
			if errors.Is(err, unix.EPIPE) || errors.Is(err, unix.ECONNRESET) {
				level = LevelInfo
			}
			if c.host().Wants(level) {
				c.log(level, "sending "+strconv.Quote(string(x.path))+" failed: "+err.Error())
			}
			c.Close(CloseLost)
			return
		}
		if c.closed {
			return
		}
		f.offset += n
		f.left -= n
		if n > 0 {
			c.progressed()
		}
		if steps++; n >= largeStep {
			steps = readSteps
		}
	}
	if f.encoder != nil && !f.finished {
		f.finished = true
		if !f.encoder.finish(c) {
			return
		}
	}
	if c.full() {
		c.updateInterest()
		return
	}
	x.file = nil
	f.close()
	if !c.callback(ReasonHTTPFileCompletion, nil) {
		c.programFailed()
		return
	}
	if c.http == x && !x.done {
		c.finishAnswer(x)
	}
}

// SendFileNow is lws_serve_http_file_fragment: it sends what there is room for of
// the file that c is sending. done: that was the rest, and the program has heard of
// it; or there is no file.
func (c *Conn) SendFileNow() (done bool) {
	x := c.http
	if x == nil || x.file == nil {
		return true
	}
	c.sendFile(x)
	return c.closed || c.http != x || x.file == nil
}

// largeStep is what sendfile moves at least when it is worth a turn.
const largeStep = 64 << 10

// moveFile moves some of f to the peer and tells how much.
func (c *Conn) moveFile(f *fileBody) (int64, error) {
	if f.reader == nil && f.encoder == nil && c.mux == nil {
		offset := f.base + f.offset
		n, err := c.stream.SendFile(f.fd, &offset, f.left)
		c.measureBytes(MetricSent, int(n))
		if r := c.http.record; r != nil && n > 0 {
			r.response.Body += uint64(n)
		}
		return n, err
	}
	buf := c.thread.fileRoom()
	buf = buf[:min(int64(len(buf)), f.left)]
	n, err := f.readAt(buf, f.offset)
	if err != nil {
		return 0, err
	}
	if n == 0 {
		return 0, netio.ErrShorter
	}
	if f.encoder != nil {
		f.encoder.write(c, buf[:n])
	} else {
		c.write(nil, buf[:n])
	}
	return int64(n), nil
}

// fileRoom is where pieces of files are read to.
func (t *Thread) fileRoom() []byte {
	if t.file == nil {
		t.file = make([]byte, max(smallFile, readStep))
	}
	return t.file
}

// headWriter strings the calls together that build a head; the first error
// sticks.
type headWriter struct {
	buf []byte
	n   int
	err error
}

func (w *headWriter) add(n int, err error) {
	w.n += n
	if w.err == nil {
		w.err = err
	}
}

func (w *headWriter) rest() []byte  { return w.buf[w.n:] }
func (w *headWriter) bytes() []byte { return w.buf[:w.n] }

func (w *headWriter) status(code int, h *h1.Head) { w.add(h1.PutStatus(w.rest(), code, h)) }
func (w *headWriter) length(n uint64)             { w.add(h1.PutContentLength(w.rest(), n)) }
func (w *headWriter) end()                        { w.add(h1.PutEnd(w.rest())) }

// contentType is absent for files whose type nobody knows.
func (w *headWriter) contentType(mediaType string) {
	if mediaType != "" {
		w.field("content-type", mediaType)
	}
}

func (w *headWriter) field(name, value string) {
	if value != "" {
		w.add(h1.PutField(w.rest(), []byte(name), []byte(value)))
	}
}

// lines adds complete header lines of the program.
func (w *headWriter) lines(text []byte) {
	if len(text) > len(w.rest()) {
		w.add(0, h1.ErrNoSpace)
		return
	}
	w.n += copy(w.rest(), text)
}
