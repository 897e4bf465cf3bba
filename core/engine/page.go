package engine

const (
	// pagePiece is how much of a page the program rewrites at once: what is left
	// of lws's usual 4096 bytes besides what chunks and their growth need.
	pagePiece = 3949
	// pageRoom is what it may grow to.
	pageRoom = 32 << 10
)

// page is the answer that a file is whose text a protocol rewrites.
type page struct {
	answering
	protocol *Protocol
	at       int64 // how much of the file is done
	// framed: the program is to make chunks (RFC 9112 section 7.1).
	framed bool
}

// servePage answers with the file that x has opened, as p rewrites it.
func (c *Conn) servePage(x *transaction, p *Protocol, f fileFields) {
	a := &page{answering: answering{conn: c, x: x}, protocol: p, framed: x.parser.Minor > 0 && c.mux == nil}
	x.answer = a
	c.answered = true
	if !c.bindHTTP(p) {
		c.programFailed()
		return
	}
	w := headWriter{buf: c.thread.headerRoom()}
	w.field("content-type", f.contentType)
	w.field("cache-control", f.cacheControl)
	w.field("etag", f.etag)
	if w.err != nil || !a.begin(200, w.bytes(), unknownLength) {
		c.programFailed()
		return
	}
	if a.silent {
		x.answer = nil
		c.finishAnswer(x)
		return
	}
	a.chunked = false // the program makes the chunks
	c.thread.cork(c)  // goes on when the head is on its way: see sent
}

func (a *page) takesBody() bool       { return true }
func (a *page) takeBody([]byte, bool) {}
func (a *page) release()              {}

// sent gives the program the next piece.
func (a *page) sent() {
	c := a.conn
	if c.thread.page == nil {
		c.thread.page = make([]byte, receiveHeadroom+pageRoom)
	}
	room := c.thread.page
	file := &a.x.fileState.content
	n, err := file.readAt(room[receiveHeadroom:][:pagePiece], a.at)
	if err != nil {
		c.log(LevelErr, "reading a page failed: "+err.Error())
		a.fail(500)
		return
	}
	a.at += int64(n)
	final := n == 0 || a.at >= file.size
	out, result := c.host().CallbackPage(c, a.protocol, room, receiveHeadroom, n, final, a.framed)
	if c.closed || !c.isAnswering(a.x) {
		return
	}
	if result != 0 {
		a.fail(500)
		return
	}
	if len(out) > 0 && !c.write(nil, out) {
		return
	}
	if final {
		a.complete()
		return
	}
	c.wantWrite = true
	c.queueWriteable()
}

// complete tells the program that the page is on its way.
func (a *page) complete() {
	c, x := a.conn, a.x
	x.answer = nil
	if !c.callback(ReasonHTTPFileCompletion, nil) {
		c.programFailed()
		return
	}
	if c.http == x && !x.done {
		c.finishAnswer(x)
	}
}
