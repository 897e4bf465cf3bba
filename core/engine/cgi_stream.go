package engine

import (
	"bytes"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// The standard streams of a process: the values of enum lws_enum_stdinouterr.
const (
	stdinChannel = iota
	stdoutChannel
	stderrChannel
)

const (
	// cgiLinesMost bounds the lines that a CGI program may add to the log, and
	// cgiLineMost the length of each.
	cgiLinesMost = 100
	cgiLineMost  = 512
	// cgiPiece is how much of its output is read at once.
	cgiPiece = 32 << 10
)

// CGIEvent is what the program hears about a CGI program that answers a request.
type CGIEvent struct {
	// Streams are our ends of its standard streams; nil once closed.
	Streams [3]*Conn
	// Channel is the one that the event is about.
	Channel int
	// Data is a piece of the request's body.
	Data []byte
	// HeadDone: the header of its output is complete.
	HeadDone bool
	// Length is the callback's len.
	Length int
}

func (r *cgiRun) streams() [3]*Conn { return [3]*Conn{r.in, r.out, r.err} }

// tell calls the program that the request came to.
func (r *cgiRun) tell(reason Reason, channel int, data []byte, n int) int {
	return r.conn.host().CallbackCGI(r.conn, reason, &CGIEvent{
		Streams: r.streams(), Channel: channel, Data: data, HeadDone: r.headDone, Length: n,
	})
}

// offer tells the program that there is something to read from stream. false: it
// has done something about that, or everything is over.
func (r *cgiRun) offer(stream *Conn, channel int) (untouched bool) {
	c := r.conn
	before := unreadBytes(stream)
	r.passed = false
	result := r.tell(ReasonCGI, channel, nil, 0)
	switch {
	case r.released:
		return false
	case result != 0:
		c.programFailed()
		return false
	case stream.closed || r.passed:
		return false
	case unreadBytes(stream) < before: // it may also have got more
		r.ownOutput = r.ownOutput || channel == stdoutChannel
		r.alive()
		return false
	}
	return channel != stdoutChannel || !r.ownOutput
}

// unreadBytes is how much waits in a pipe.
func unreadBytes(c *Conn) int {
	n, err := unix.IoctlGetInt(c.stream.FD(), unix.TIOCINQ)
	if err != nil {
		return 0
	}
	return n
}

// takesBody implements answerer.
func (r *cgiRun) takesBody() bool {
	switch {
	case !r.attached:
		return false
	case r.in == nil:
		return true // the program does not read: the rest is dropped
	case r.ownInput:
		return r.in.unsent() == 0 // nothing may overtake it
	}
	return !r.in.Choked()
}

// takeBody implements answerer.
func (r *cgiRun) takeBody(piece []byte, done bool) {
	r.alive()
	if len(piece) > 0 && r.in != nil {
		taken := r.tell(ReasonCGIStdinData, stdinChannel, piece, len(piece))
		switch {
		case r.released:
			return
		case taken < 0:
			r.conn.programFailed()
			return
		case taken > 0:
			r.ownInput = true
			piece = piece[min(taken, len(piece)):]
		}
		if len(piece) > 0 && r.in != nil {
			r.in.write(nil, piece)
		}
	}
	if done && !r.bodyDone {
		r.bodyDone = true
		if r.attached {
			r.completeInput()
		}
	}
}

// completeInput ends the program's input when all of the body is with it.
func (r *cgiRun) completeInput() {
	if r.in == nil {
		return
	}
	result := r.tell(ReasonCGIStdinCompleted, stdinChannel, nil, 0)
	switch {
	case r.released:
	case result != 0:
		r.conn.programFailed()
	case r.in != nil:
		r.in.role.sent(r.in)
	}
}

// sent implements answerer: the client takes more.
func (r *cgiRun) sent() {
	if !r.awaited {
		r.resumeOutput()
	}
}

func (r *cgiRun) resumeOutput() {
	if r.out != nil && r.out.paused {
		r.alive()
		r.conn.setTimeout(timeoutNone, 0)
		r.out.SetReceiving(true)
	}
}

// writeable lets the program write, and then passes on what it left of the output
// that it wanted to wait.
func (r *cgiRun) writeable() {
	c := r.conn
	r.passed = false
	if !c.callback(ReasonHTTPWriteable, nil) {
		c.Close(CloseProgram)
		return
	}
	if r.released || !r.awaited || r.out == nil {
		return
	}
	r.awaited = false
	if !r.passed && !r.ownOutput {
		r.relay()
	}
	if !r.released && !r.full() {
		r.resumeOutput()
	}
}

// cgiInput is the role of a program's input.
type cgiInput struct{ run *cgiRun }

func (*cgiInput) received(*Conn, []byte) []byte { return nil }
func (*cgiInput) peerClosed(c *Conn)            { c.Close(CloseLost) }
func (*cgiInput) expired(c *Conn)               { c.Close(CloseTimeout) }
func (*cgiInput) channel() int                  { return stdinChannel }

// writeable: the host program asked for it.
func (s *cgiInput) writeable(*Conn) {
	r := s.run
	if r.tell(ReasonCGI, stdinChannel, nil, 0) != 0 && !r.released {
		r.conn.programFailed()
	}
}

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

func (*cgiOutput) received(*Conn, []byte) []byte { return nil }
func (*cgiOutput) peerClosed(*Conn)              {}
func (*cgiOutput) writeable(*Conn)               {}
func (*cgiOutput) sent(*Conn)                    {}
func (*cgiOutput) expired(c *Conn)               { c.Close(CloseTimeout) }
func (*cgiOutput) channel() int                  { return stdoutChannel }

// readable: there is output, or its end. What the host program leaves of it is
// passed on, unless it wants to have HTTP_WRITEABLE first.
func (s *cgiOutput) readable(c *Conn, hungUp bool) {
	r := s.run
	switch {
	case c.paused && hungUp:
		c.detach()
		return
	case c.paused || !r.attach():
		return
	}
	if !hungUp && !r.offer(c, stdoutChannel) {
		return
	}
	if r.conn.host().AskedAgain(r.conn) {
		r.conn.RequestWriteable()
	}
	if r.conn.wantWrite && !hungUp {
		r.awaited = true
		c.SetReceiving(false)
		return
	}
	r.relay()
}

// ended: by our side, or because the vhost ends.
func (s *cgiOutput) ended(*Conn, Cause) {
	if r := s.run; !r.released {
		r.out = nil
		r.quit(502)
	}
}

// relay passes on a piece of the output, and its end.
func (r *cgiRun) relay() {
	if r.pass() {
		r.complete()
	}
}

// pass gives the client a piece of the output. It reports that there is no more.
func (r *cgiRun) pass() (ended bool) {
	r.passed = true
	t := r.conn.thread
	if t.cgiOutput == nil {
		t.cgiOutput = make([]byte, cgiPiece)
	}
	n, err := r.out.stream.Recv(t.cgiOutput)
	switch {
	case err == unix.EAGAIN:
		return false
	case err != nil || n == 0:
		return true
	}
	r.alive()
	r.take(t.cgiOutput[:n])
	return false
}

// take gives the client a piece of the output.
func (r *cgiRun) take(data []byte) {
	if !r.headDone {
		n, done, err := r.head.Write(data)
		if err != nil {
			r.conn.log(LevelErr, r.program.name+": "+err.Error())
			r.quit(500)
			return
		}
		if !done {
			return
		}
		data = data[n:]
		r.headDone, r.left = true, r.head.Length
		length := r.head.Length
		if length < 0 {
			length = unknownLength
		}
		if !r.begin(r.head.Status, r.head.Lines, length) {
			r.quit(500)
			return
		}
	}
	if r.head.Length >= 0 {
		data = data[:min(int64(len(data)), r.left)] // RFC 9110 section 8.6
		r.left -= int64(len(data))
	}
	if !r.body(data) {
		return
	}
	if r.full() {
		if r.program.Seconds <= 0 {
			r.conn.thread.Loop.Timers.Unset(&r.timer)
		}
		r.conn.awaitProgress() // now it is up to the client
		r.out.SetReceiving(false)
	}
}

// cgiMessages is the role of a program's standard error.
type cgiMessages struct{ run *cgiRun }

func (*cgiMessages) received(*Conn, []byte) []byte { return nil }
func (*cgiMessages) peerClosed(c *Conn)            { c.Close(CloseLost) }
func (*cgiMessages) writeable(*Conn)               {}
func (*cgiMessages) sent(*Conn)                    {}
func (*cgiMessages) expired(c *Conn)               { c.Close(CloseTimeout) }
func (*cgiMessages) channel() int                  { return stderrChannel }

// readable: what the host program leaves of the messages is logged.
func (s *cgiMessages) readable(c *Conn, hungUp bool) {
	r := s.run
	if !r.attach() || c.closed {
		return
	}
	if hungUp {
		c.Close(CloseLost)
		return
	}
	if r.offer(c, stderrChannel) && !r.logMessages() {
		c.Close(CloseLost)
	}
}

// logMessages logs the whole lines of a piece of the messages. false: there are no
// more.
func (r *cgiRun) logMessages() bool {
	var buf [4 << 10]byte
	n, err := r.err.stream.Recv(buf[:])
	if err != nil || n <= 0 {
		return err == unix.EAGAIN
	}
	for data := buf[:n]; len(data) > 0; {
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
	return true
}

// lastMessages logs what the program said before it ended.
func (r *cgiRun) lastMessages() {
	for range 16 { // a pipe's worth
		if n := unreadBytes(r.err); n == 0 || !r.logMessages() {
			return
		}
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
		r.conn.log(LevelNotice, filepath.Base(r.program.Arguments[0])+": "+text)
	case r.lines == cgiLinesMost+1:
		r.conn.log(LevelNotice, filepath.Base(r.program.Arguments[0])+": more messages are dropped")
	}
}

func (s *cgiMessages) ended(*Conn, Cause) {
	r := s.run
	if len(r.line) > 0 {
		r.logLine()
	}
	r.err = nil
}
