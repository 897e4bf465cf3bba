package engine

import (
	"strconv"

	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/header"
)

// answerer makes the response to a request piece by piece, from somewhere that is
// neither the program nor a plain file. It belongs to one transaction.
type answerer interface {
	// takesBody tells that there is room for more of the request's body. When
	// there is again, the connection is held to offer it.
	takesBody() bool
	// takeBody takes a piece of it; done: that was the last.
	takeBody(piece []byte, done bool)
	// sent runs when everything written so far is with the kernel.
	sent()
	// release gives back what it holds: the transaction is over, or lost.
	release()
}

// answering writes one response whose length may be unknown when it begins. It
// is all that an answer has to do with how the peer's protocol frames it.
type answering struct {
	conn    *Conn
	x       *transaction
	begun   bool
	chunked bool
	// silent: the response has no body, whatever its source sends.
	silent bool
}

// unknownLength is for bodies whose length shows by their end.
const unknownLength = -1

// begin sends the head. lines are complete header lines without those that say
// how long the body is.
func (a *answering) begin(status int, lines []byte, length int64) bool {
	c, x := a.conn, a.x
	buf := make([]byte, len(lines)+headerRoomSize)
	w := headWriter{buf: buf}
	w.status(status, c.responseHead())
	if w.err == nil {
		w.n += copy(w.rest(), lines)
	}
	x.status, a.begun = status, true
	switch {
	case status == 204 || status == 304:
		a.silent = true
	case length != unknownLength:
		w.length(uint64(length))
		a.silent = x.parser.Method == header.Head
	case c.mux != nil: // its end is the stream's
		a.silent = x.parser.Method == header.Head
	case x.parser.Minor == 0:
		x.closes = true
		a.silent = x.parser.Method == header.Head
	default:
		w.field("transfer-encoding", "chunked")
		a.chunked = true
		a.silent = x.parser.Method == header.Head
	}
	if x.parser.KeepAlive && x.closes {
		w.field("connection", "close")
	}
	w.end()
	if w.err != nil {
		c.log(LevelErr, "the head of a response does not fit: "+w.err.Error())
		return false
	}
	return c.write(nil, w.bytes())
}

// body sends a piece of the body.
func (a *answering) body(piece []byte) bool {
	if len(piece) == 0 || a.silent {
		return true
	}
	if !a.chunked {
		return a.conn.write(nil, piece)
	}
	var size [24]byte
	head := append(strconv.AppendUint(size[:0], uint64(len(piece)), 16), "\r\n"...)
	return a.conn.write(head, piece) && a.conn.write(nil, []byte("\r\n"))
}

// end completes the response. Nothing of a is used afterwards.
func (a *answering) end() {
	a.x.answer = nil
	if a.last() {
		a.finish()
	}
}

// last writes what ends the body.
func (a *answering) last() bool {
	if a.chunked && !a.silent && !a.conn.write(nil, []byte("0\r\n\r\n")) {
		a.conn.doom(nil)
		return false
	}
	return true
}

// finish ends a transaction whose response is written.
func (a *answering) finish() {
	c, x := a.conn, a.x
	x.answer = nil
	c.setTimeout(timeoutHTTPContent, c.Vhost.Config.TimeoutSeconds)
	c.awaitProgress()
	c.finishAnswer(x)
}

// fail ends a response that can't be completed. If it has not begun, the peer
// gets a page; otherwise it must see that something is missing (RFC 9112 section
// 8): no last chunk, fewer bytes than announced, or else a reset.
func (a *answering) fail(status int) {
	c, x := a.conn, a.x
	if !a.begun {
		x.answer = nil
		c.setTimeout(timeoutHTTPContent, c.Vhost.Config.TimeoutSeconds)
		c.answerStatus(x, status)
		return
	}
	if c.mux != nil {
		c.Close(CloseLost)
		return
	}
	if x.closes && !a.chunked && c.stream.FD() >= 0 {
		_ = unix.SetsockoptLinger(c.stream.FD(), unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1})
		c.peerDone = false
		c.Close(CloseLost)
		return
	}
	c.lingers = false
	c.Close(CloseProgram)
}

// full tells that more output would only pile up in memory.
func (a *answering) full() bool { return a.conn.Choked() }

// ask that the peer's body be offered again.
func (a *answering) resumeBody() {
	if len(a.conn.unread) > 0 {
		a.conn.hold()
	}
}
