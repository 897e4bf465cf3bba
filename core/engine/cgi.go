package engine

import (
	"bytes"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/cgi"
	"github.com/golws/golws/core/h1"
	"github.com/golws/golws/core/header"
	"github.com/golws/golws/core/loop"
	"github.com/golws/golws/core/netio"
)

const (
	// cgiMost bounds the CGI programs that run at once in a thread.
	cgiMost = 256
	// cgiLinesMost bounds the lines that one of them may add to the log, and
	// cgiLineMost the length of each.
	cgiLinesMost = 100
	cgiLineMost  = 512
)

// cgiRun is the answer that a CGI program gives (RFC 3875).
type cgiRun struct {
	answering
	mount *Mount
	child cgiChild
	// in, out and err are our ends of the program's streams; nil once closed.
	in, out, err *Conn
	head         cgi.Head
	headDone     bool
	left         int64 // of an announced length
	bodyDone     bool
	released     bool
	line         []byte // of the program's messages
	lines        int
	timer        loop.Timer
}

// serveCGI lets a program answer.
func (c *Conn) serveCGI(x *transaction, m *Mount) {
	if x.parser.Method == header.Path {
		// An HTTP/2 stream, with a method that has no token here.
		c.answerStatus(x, 501)
		return
	}
	if x.parser.Framing == h1.Chunked {
		c.spoolCGI(x, m)
		return
	}
	c.runCGI(x, m, nil, -1)
}

// runCGI starts the program. Its input is the request's body as it comes, or else
// spooled, which has length bytes.
func (c *Conn) runCGI(x *transaction, m *Mount, spooled *os.File, length int64) {
	t := c.thread
	if t.programs >= cgiMost {
		c.log(LevelErr, "mount "+m.Point+": "+strconv.Itoa(cgiMost)+" CGI programs are running already")
		c.answerStatus(x, 503)
		return
	}
	environment, err := c.cgiEnvironment(x, m, length)
	if err != nil {
		c.log(LevelErr, "mount "+m.Point+": "+err.Error())
		c.answerStatus(x, 431)
		return
	}
	r := &cgiRun{answering: answering{conn: c, x: x}, mount: m, bodyDone: x.parser.Framing == h1.NoBody || spooled != nil}
	r.head.Reset()
	r.timer.Owner = r
	ends, err := r.open(spooled)
	if err != nil {
		c.log(LevelErr, "mount "+m.Point+": "+err.Error())
		r.closeStreams()
		c.answerStatus(x, 503)
		return
	}
	t.programs++
	x.answer = r
	c.answered = true
	c.setTimeout(timeoutNone, 0)
	seconds := m.CGISeconds
	if seconds <= 0 {
		seconds = c.Vhost.Config.TimeoutSeconds
	}
	t.Loop.Timers.Set(&r.timer, t.Context.Clock()+int64(seconds)*second)
	go r.child.start(m.Origin, environment, ends, func(err error) {
		t.Loop.Post(func(int64) { r.started(err) })
	})
}

// cgiEnvironment is what the program is told of the request.
func (c *Conn) cgiEnvironment(x *transaction, m *Mount, spooled int64) ([]string, error) {
	request := cgi.Request{
		Method: x.parser.Method.String(), Target: string(x.parser.Target()), Script: m.Point, PathInfo: m.below(string(x.path)),
		File: m.Origin, Version: c.version(x), TLS: c.Network().tls != nil, ServerName: c.Vhost.Config.Name, ServerPort: c.Vhost.port,
		RemoteAddr: c.peerText(), ContentType: c.headerText(header.ContentType), ContentLength: spooled,
		Fields: x.table.Fields, Extra: m.Environment,
	}
	if host := c.headerText(header.Host); host != "" {
		if name, _, err := net.SplitHostPort(host); err == nil {
			host = name
		}
		request.ServerName = host
	}
	if x.parser.Framing == h1.Length {
		request.ContentLength = x.parser.ContentLength
	}
	if x.user != "" {
		request.User, request.AuthType = x.user, x.authType
	}
	return cgi.Environment(&request)
}

// open makes the streams. It returns the program's ends.
func (r *cgiRun) open(spooled *os.File) (ends [3]int, err error) {
	ends = [3]int{-1, -1, -1}
	defer func() {
		if err != nil {
			closeAll(ends)
		}
	}()
	if spooled != nil {
		ends[0], err = unix.FcntlInt(spooled.Fd(), unix.F_DUPFD_CLOEXEC, 3)
	} else if r.bodyDone {
		ends[0], err = unix.Open("/dev/null", unix.O_RDONLY|unix.O_CLOEXEC, 0)
	} else {
		r.in, ends[0], err = r.pipe(&cgiInput{r}, true)
	}
	if err == nil {
		r.out, ends[1], err = r.pipe(&cgiOutput{r}, false)
	}
	if err == nil {
		r.err, ends[2], err = r.pipe(&cgiMessages{r}, false)
	}
	return ends, err
}

func closeAll(fds [3]int) {
	for _, fd := range fds {
		if fd >= 0 {
			_ = unix.Close(fd)
		}
	}
}

// pipe makes one stream: ours, which we write to or read from, and the other end.
func (r *cgiRun) pipe(role role, writes bool) (c *Conn, theirs int, err error) {
	var ends [2]int
	if err = unix.Pipe2(ends[:], unix.O_CLOEXEC); err != nil {
		return nil, -1, err
	}
	ours, theirs, interest := ends[0], ends[1], loop.Readable
	if writes {
		ours, theirs, interest = ends[1], ends[0], 0
	}
	err = unix.SetNonblock(ours, true)
	if err == nil {
		c, err = r.conn.openInternal(ours, role, interest)
	}
	if err != nil {
		_ = unix.Close(ours)
		_ = unix.Close(theirs)
		return nil, -1, err
	}
	if writes {
		c.paused = true // nothing is to be read from it
	}
	return c, theirs, nil
}

// openInternal makes a connection that serves c and that the program never
// hears of, except in a poll loop of its own.
func (c *Conn) openInternal(fd int, role role, ev loop.Events) (*Conn, error) {
	made := newConn(c.Vhost, c.thread, role)
	made.Protocol = c.Vhost.Protocols[0]
	made.isClient, made.internal = true, true
	made.stream = netio.NewStream(fd, &c.thread.pool)
	fail := func(err error) (*Conn, error) {
		c.thread.conns.remove(made)
		made.closed = true
		return nil, err
	}
	if !c.host().Opened(made) {
		return fail(unix.ENOMEM)
	}
	if fd >= 0 {
		if err := made.watchFor(ev); err != nil {
			c.host().Closed(made)
			return fail(err)
		}
	}
	return made, nil
}

// started continues on the loop's thread once the program runs, or can't.
func (r *cgiRun) started(err error) {
	if r.released || err == nil {
		return
	}
	r.conn.thread.working = r.conn
	r.conn.log(LevelErr, "mount "+r.mount.Point+": "+r.mount.Origin+": "+err.Error())
	r.quit(500)
}

// Expire implements loop.Expirer: the program has had its time.
func (r *cgiRun) Expire(*loop.Timer, int64) {
	r.conn.thread.working = r.conn
	r.conn.log(LevelErr, "mount "+r.mount.Point+": "+r.mount.Origin+" took too long and is killed")
	r.quit(504)
}

// quit ends a run that failed.
func (r *cgiRun) quit(status int) {
	r.x.answer = nil
	r.stop(true)
	r.fail(status)
}

// release implements answerer: the client is gone.
func (r *cgiRun) release() { r.stop(true) }

// stop closes the streams and sees to the program's end.
func (r *cgiRun) stop(kill bool) {
	if r.released {
		return
	}
	r.released = true
	t := r.conn.thread
	t.programs--
	t.Loop.Timers.Unset(&r.timer)
	if r.err != nil {
		r.lastMessages()
	}
	r.closeStreams()
	r.child.end(kill)
}

func (r *cgiRun) closeStreams() {
	for _, c := range []*Conn{r.in, r.out, r.err} {
		if c != nil {
			c.Close(CloseLost)
		}
	}
	r.in, r.out, r.err = nil, nil, nil
}

// alive gives a program without a time limit of its own time anew.
func (r *cgiRun) alive() {
	if c := r.conn; r.mount.CGISeconds <= 0 && !r.released {
		c.thread.Loop.Timers.Set(&r.timer, c.thread.Context.Clock()+int64(c.Vhost.Config.TimeoutSeconds)*second)
	}
}

func (r *cgiRun) takesBody() bool { return r.in == nil || !r.in.Choked() }

func (r *cgiRun) takeBody(piece []byte, done bool) {
	r.alive()
	r.bodyDone = r.bodyDone || done
	if r.in == nil {
		return // the program does not read: the rest is dropped
	}
	if len(piece) > 0 {
		r.in.write(nil, piece)
	}
	if done {
		r.in.role.sent(r.in)
	}
}

// sent implements answerer: the client takes more.
func (r *cgiRun) sent() {
	if r.out != nil && r.out.paused {
		r.alive()
		r.conn.setTimeout(timeoutNone, 0)
		r.out.SetReceiving(true)
	}
}

// cgiInput is the role of a program's input.
type cgiInput struct{ run *cgiRun }

func (*cgiInput) received(*Conn, []byte) []byte { return nil }
func (*cgiInput) peerClosed(c *Conn)            { c.Close(CloseLost) }
func (*cgiInput) writeable(*Conn)               {}
func (*cgiInput) expired(c *Conn)               { c.Close(CloseTimeout) }

// sent asks for more of the body, or ends it.
func (s *cgiInput) sent(c *Conn) {
	r := s.run
	switch {
	case c.closed || c.stream.Unsent() > 0:
	case r.bodyDone:
		c.Close(CloseLost)
	default:
		r.alive()
		r.resumeBody()
	}
}

// ended: the program may close its input before it has read all of it.
func (s *cgiInput) ended(*Conn, Cause) {
	r := s.run
	r.in = nil
	if !r.released {
		r.resumeBody()
	}
}

// cgiOutput is the role of a program's output.
type cgiOutput struct{ run *cgiRun }

func (*cgiOutput) writeable(*Conn) {}
func (*cgiOutput) sent(*Conn)      {}
func (*cgiOutput) expired(c *Conn) { c.Close(CloseTimeout) }

func (s *cgiOutput) received(c *Conn, data []byte) []byte {
	r := s.run
	r.alive()
	if !r.headDone {
		n, done, err := r.head.Write(data)
		if err != nil {
			r.conn.log(LevelErr, "mount "+r.mount.Point+": "+r.mount.Origin+": "+err.Error())
			r.quit(500)
			return nil
		}
		if !done {
			return nil
		}
		data = data[n:]
		r.headDone, r.left = true, r.head.Length
		length := r.head.Length
		if length < 0 {
			length = unknownLength
		}
		if !r.begin(r.head.Status, r.head.Lines, length) {
			r.quit(500)
			return nil
		}
	}
	if r.head.Length >= 0 {
		data = data[:min(int64(len(data)), r.left)] // RFC 9110 section 8.6
		r.left -= int64(len(data))
	}
	if !r.body(data) {
		return nil
	}
	if r.full() {
		if r.mount.CGISeconds <= 0 {
			r.conn.thread.Loop.Timers.Unset(&r.timer)
		}
		r.conn.awaitProgress() // now it is up to the client
		c.SetReceiving(false)
	}
	return nil
}

// peerClosed: the output is complete.
func (s *cgiOutput) peerClosed(*Conn) {
	r := s.run
	switch {
	case !r.headDone:
		r.conn.log(LevelErr, "mount "+r.mount.Point+": "+r.mount.Origin+": "+cgi.ErrNoHead.Error())
		r.quit(500)
	case r.left > 0 && !r.silent:
		r.conn.log(LevelErr, "mount "+r.mount.Point+": "+r.mount.Origin+" sent less than it announced")
		r.quit(502)
	default:
		r.x.answer = nil
		r.stop(false)
		r.end()
	}
}

// ended: by our side, or because the vhost ends.
func (s *cgiOutput) ended(*Conn, Cause) {
	if r := s.run; !r.released {
		r.out = nil
		r.quit(502)
	}
}

// cgiMessages is the role of a program's standard error.
type cgiMessages struct{ run *cgiRun }

func (*cgiMessages) writeable(*Conn) {}
func (*cgiMessages) sent(*Conn)      {}
func (*cgiMessages) expired(c *Conn) { c.Close(CloseTimeout) }

// received logs whole lines.
func (s *cgiMessages) received(_ *Conn, data []byte) []byte {
	r := s.run
	for len(data) > 0 {
		end := bytes.IndexByte(data, '\n')
		piece := data
		if end >= 0 {
			piece, data = data[:end], data[end+1:]
		} else {
			data = nil
		}
		r.line = append(r.line, piece[:min(len(piece), cgiLineMost-len(r.line))]...)
		if end >= 0 {
			r.logLine()
		}
	}
	return nil
}

// lastMessages logs what the program said before it ended.
func (r *cgiRun) lastMessages() {
	var buf [4 << 10]byte
	for range 16 { // a pipe's worth
		n, err := r.err.stream.Recv(buf[:])
		if err != nil || n <= 0 {
			return
		}
		r.err.role.received(r.err, buf[:n])
	}
}

func (r *cgiRun) logLine() {
	text := strings.ToValidUTF8(strings.Map(func(c rune) rune {
		if c < ' ' || c == 0x7f {
			return ' ' // a terminal must not take it for commands
		}
		return c
	}, string(r.line)), "?")
	r.line = r.line[:0]
	switch r.lines++; {
	case r.lines <= cgiLinesMost:
		r.conn.log(LevelNotice, filepath.Base(r.mount.Origin)+": "+text)
	case r.lines == cgiLinesMost+1:
		r.conn.log(LevelNotice, filepath.Base(r.mount.Origin)+": more messages are dropped")
	}
}

func (s *cgiMessages) peerClosed(c *Conn) { c.Close(CloseLost) }

func (s *cgiMessages) ended(*Conn, Cause) {
	r := s.run
	if len(r.line) > 0 {
		r.logLine()
	}
	r.err = nil
}
