package engine

import (
	"errors"
	"os"
	"path"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/h1"
	"github.com/golws/golws/core/header"
	"github.com/golws/golws/core/mime"
)

// fileBody is a file that is being sent.
type fileBody struct {
	file   *os.File
	offset int64
	left   int64
}

func (f *fileBody) close() { f.file.Close() }

// serveMountedFile answers with a file below the mount's folder, or lets the
// vhost's first protocol answer when there is none.
func (c *Conn) serveMountedFile(x *transaction, m *Mount, uri string) {
	name := strings.TrimPrefix(m.below(uri), "/")
	if name == "" || strings.HasSuffix(name, "/") {
		name += m.defaultFile()
	}
	if method := x.parser.Method; method != header.Get && method != header.Head && method != header.Post {
		c.askUnbound(x)
		return
	}
	file, err := m.open(&name)
	if err != nil {
		if c.host().Wants(LevelInfo) {
			c.log(LevelInfo, "mount "+m.Point+": "+err.Error())
		}
		c.askUnbound(x)
		return
	}
	if m.Protocol != "" {
		if p := c.Vhost.ProtocolNamed(m.Protocol); p != nil && !c.bindHTTP(p) {
			file.Close()
			c.programFailed()
			return
		}
	}
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		file.Close()
		c.askUnbound(x)
		return
	}
	contentType := mime.Type(name, m.MimeTypes)
	if contentType == "" {
		file.Close()
		c.log(LevelErr, "mount "+m.Point+": no mimetype for "+name)
		c.answerStatus(x, 415)
		return
	}
	etag := entityTag(info)
	if v, ok := x.table.Fragment(header.IfNoneMatch, 0); ok && string(v) == etag {
		file.Close()
		c.answerNotModified(x, etag, m.cacheControl())
		return
	}
	fields := fileFields{contentType: contentType, etag: etag, cacheControl: m.cacheControl()}
	if !c.beginFile(x, file, info.Size(), fields, nil) {
		c.programFailed()
	}
}

// open opens the file called name, or the default file of the folder called so.
func (m *Mount) open(name *string) (*os.File, error) {
	file, err := openBelow(m.Origin, *name)
	if err != nil {
		return nil, err
	}
	if info, err := file.Stat(); err != nil || !info.IsDir() {
		return file, err
	}
	file.Close()
	*name += "/" + m.defaultFile()
	return openBelow(m.Origin, *name)
}

func (m *Mount) defaultFile() string {
	if m.Default == "" {
		return "index.html"
	}
	return m.Default
}

// askUnbound gives the request to the vhost's first protocol as it is: lws does
// not announce a binding then.
func (c *Conn) askUnbound(x *transaction) {
	if !c.callback(ReasonHTTP, x.path) {
		c.programFailed()
	}
}

// openBelow opens name inside the folder origin. Neither ".." nor a symbolic
// link leads out of it: the kernel resolves the path beneath the folder.
func openBelow(origin, name string) (*os.File, error) {
	folder, err := unix.Open(origin, unix.O_PATH|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: origin, Err: err}
	}
	defer unix.Close(folder)
	how := unix.OpenHow{
		Flags:   unix.O_RDONLY | unix.O_CLOEXEC | unix.O_NONBLOCK,
		Resolve: unix.RESOLVE_BENEATH | unix.RESOLVE_NO_MAGICLINKS,
	}
	fd, err := unix.Openat2(folder, name, &how)
	switch err {
	case nil:
		return os.NewFile(uintptr(fd), name), nil
	case unix.ENOSYS, unix.EPERM:
		// Kernels before 5.6, and sandboxes that do not know openat2.
		root, err := os.OpenRoot(origin)
		if err != nil {
			return nil, err
		}
		defer root.Close()
		return root.Open(path.Clean(name))
	}
	return nil, &os.PathError{Op: "open", Path: name, Err: err}
}

// entityTag names a version of a file by its size and time.
func entityTag(info os.FileInfo) string {
	const digits = "0123456789ABCDEF"
	tag := make([]byte, 16)
	for i, v := range [2]uint32{uint32(info.Size()), uint32(info.ModTime().Unix())} {
		for j := range 8 {
			tag[i*8+j] = digits[v>>(28-4*j)&15]
		}
	}
	return string(tag)
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
type fileFields struct{ contentType, etag, cacheControl string }

func (c *Conn) answerNotModified(x *transaction, etag, cacheControl string) {
	x.status = 304
	w := headWriter{buf: c.thread.headerRoom()}
	w.status(304, c.responseHead())
	w.field("etag", etag)
	w.field("cache-control", cacheControl)
	w.end()
	if w.err != nil || !c.write(nil, w.bytes()) {
		c.Close(CloseLost)
		return
	}
	c.finishAnswer(x)
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
func (w *headWriter) field(name, value string) {
	if value != "" {
		w.add(h1.PutField(w.rest(), []byte(name), []byte(value)))
	}
}

// beginFile sends the head and starts to send file, which it owns from now on.
// extra are complete header lines of the program.
func (c *Conn) beginFile(x *transaction, file *os.File, size int64, f fileFields, extra []byte) bool {
	x.status = 200
	w := headWriter{buf: c.thread.headerRoom()}
	w.status(200, c.responseHead())
	w.field("content-type", f.contentType)
	w.length(uint64(size))
	w.field("cache-control", f.cacheControl)
	w.field("etag", f.etag)
	if len(extra) > len(w.rest()) {
		w.err = h1.ErrNoSpace
	} else {
		w.n += copy(w.rest(), extra)
	}
	w.end()
	if w.err != nil {
		c.log(LevelErr, "the headers of a file response do not fit")
		file.Close()
		return false
	}
	if !c.write(nil, w.bytes()) {
		file.Close()
		return false
	}
	if x.parser.Method == header.Head {
		file.Close()
		c.finishAnswer(x)
		return true
	}
	x.file = &fileBody{file: file, left: size}
	// The body follows when the head is on its way: see serverHTTP.sent.
	c.thread.cork(c)
	return true
}

// sendFile moves the next piece of the file.
func (c *Conn) sendFile(x *transaction) {
	f := x.file
	for f.left > 0 {
		n, err := c.stream.SendFile(int(f.file.Fd()), &f.offset, f.left)
		if err != nil {
			// The promised length can't be met: the peer sees it by the close.
			c.log(LevelErr, "sending a file failed: "+err.Error())
			c.Close(CloseLost)
			return
		}
		f.left -= n
		if n > 0 {
			c.progressed()
		}
		if c.stream.Full() {
			c.updateInterest()
			return
		}
		if f.left > 0 {
			// The other connections have their turn between two pieces.
			c.wantWrite = true
			c.queueWriteable()
			return
		}
	}
	f.close()
	x.file = nil
	if !c.callback(ReasonHTTPFileCompletion, nil) {
		c.programFailed()
		return
	}
	if c.http == x && !x.done {
		c.finishAnswer(x)
	}
}

// ServeFile is lws_serve_http_file: it answers with the file at path. extra
// are header lines. started is false when the file cannot be served, with the
// status to answer; the transaction goes on by itself otherwise.
func (c *Conn) ServeFile(path, contentType string, extra []byte) (started bool, err error) {
	x := c.http
	if x == nil || c.closed || c.closing {
		return false, errors.New("no request is being served")
	}
	file, err := os.OpenFile(path, os.O_RDONLY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return false, err
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("not a regular file")
	}
	if err != nil {
		file.Close()
		return false, err
	}
	if !c.beginFile(x, file, info.Size(), fileFields{contentType: contentType, cacheControl: "no-store"}, extra) {
		return false, errors.New("the response could not be begun")
	}
	return true, nil
}
