package engine

import (
	"bytes"
	"slices"

	"github.com/golws/golws/core/compress"
	"github.com/golws/golws/core/h1"
	"github.com/golws/golws/core/header"
	"github.com/golws/golws/core/ws"
)

// spareTransactions bounds how many unused transactions a thread keeps.
const spareTransactions = 64

// transaction is one HTTP request and its response. A connection has one from
// the first byte of the request on; an idle connection has none.
type transaction struct {
	parser h1.RequestParser
	table  header.Table
	body   h1.BodyReader
	phase  phase
	// path is what is asked for; it stays when the program detaches the header.
	path  []byte
	mount *Mount
	// file is fileState while a file is being sent, nil otherwise.
	file      *fileBody
	fileState fileBody
	// user is who the peer has proved to be, "" if nobody asked.
	user, authType string // authType is the scheme of the credentials
	// answer makes the response when neither the program nor a file is it.
	answer answerer
	// encoder compresses what the program writes; measured: the program has
	// announced the length of its body instead.
	encoder *bodyEncoder
	// decoder is what the request's body goes through; nil: nothing.
	decoder  *compress.Decoder
	measured bool
	// done: the program has completed the transaction.
	done bool
	// doneWhenSent: it has, but the kernel has refused part of the response.
	doneWhenSent bool
	// closes: the response ends with the connection.
	closes bool
	// status is that of the response, once there is one.
	status int
	// notFound: the page for missing pages has been asked for.
	notFound bool
	// queued is how much of the response had not reached the peer when it was
	// last given time to take it.
	queued int
	// record is for the access log, nil without one.
	record *accessRecord
	// counted: it has a place among the peer's requests.
	counted bool
	// eventStream: the response is a stream of events without an end.
	eventStream bool
	// undecided is the protocol that it asks to be upgraded to, while the program
	// has not decided about it.
	undecided string
}

// phase is what a transaction waits for.
type phase uint8

const (
	readingHead phase = iota
	readingBody
	responding
)

// serverHTTP is the role of a connection that serves HTTP/1.
type serverHTTP struct{}

func (t *Thread) takeTransaction() *transaction {
	if n := len(t.transactions); n > 0 {
		x := t.transactions[n-1]
		t.transactions = t.transactions[:n-1]
		return x
	}
	x := &transaction{}
	x.table.Init(make([]byte, t.Context.Config.HeaderBytes))
	return x
}

// beginTransaction readies c for the head of a request.
func (c *Conn) beginTransaction() *transaction {
	t := c.thread
	x := t.takeTransaction()
	x.table.Reset()
	x.parser.Reset(&x.table, t.Context.limits)
	if t.Context.passesOn {
		x.parser.KeepTarget()
	}
	x.phase = readingHead
	c.http = x
	c.beginRecord(x)
	c.setTimeout(timeoutHoldingHeaders, c.Vhost.Config.HeaderSeconds)
	return x
}

// releaseTransaction forgets the request; header getters find nothing then.
func (c *Conn) releaseTransaction() {
	x := c.http
	if x == nil {
		return
	}
	c.logAccess(x)
	if x.counted {
		x.counted = false
		c.givePlace()
	}
	c.http = nil
	x.fileState.close()
	if a := x.answer; a != nil {
		x.answer = nil
		a.release()
	}
	x.encoder.release()
	x.encoder, x.decoder, x.measured = nil, nil, false
	x.path, x.mount, x.file, x.user, x.status, x.queued = nil, nil, nil, "", 0, 0
	x.done, x.doneWhenSent, x.closes, x.notFound, x.eventStream = false, false, false, false, false
	x.undecided = ""
	if t := c.thread; len(t.transactions) < spareTransactions {
		t.transactions = append(t.transactions, x)
	}
}

// Header is the header of the message that c is about, nil when there is none.
func (c *Conn) Header() *header.Table {
	switch {
	case c.http != nil:
		return &c.http.table
	case c.client != nil && c.client.table != nil:
		return c.client.table
	}
	return nil
}

// DetachHeader is lws_http_headers_detach: the program needs no header any more.
func (c *Conn) DetachHeader() {
	if t := c.Header(); t != nil {
		t.Reset()
	}
}

// EndWithClose says that only the end of the connection ends the response.
func (c *Conn) EndWithClose() {
	if c.http != nil {
		c.http.closes = true
	}
}

// NoteStatus remembers that the program has begun a response.
func (c *Conn) NoteStatus(status int) {
	if c.http != nil {
		c.http.status = status
	}
}

// Request is the head of the request being served, nil when there is none.
func (c *Conn) Request() *h1.Request {
	if c.http == nil || c.http.phase == readingHead {
		return nil
	}
	return &c.http.parser.Request
}

func (s serverHTTP) received(c *Conn, data []byte) (rest []byte) {
	if c.inflating() && !s.expandBody(c) {
		return nil
	}
	if c.mux != nil {
		return s.streamBody(c, data)
	}
	for len(data) > 0 && !c.closed && !c.paused {
		x := c.http
		if x == nil {
			if !c.awaitPlace() {
				return data
			}
			x = c.beginTransaction()
			x.counted = true
		}
		switch x.phase {
		case readingHead:
			if http2, wait := c.beginsHTTP2(x, data); wait {
				return data
			} else if http2 {
				c.becomeHTTP2Server()
				return c.role.received(c, data)
			}
			n, done, err := x.parser.Parse(data)
			data = data[n:]
			if err != nil {
				if c.fallsBack(err.(*h1.Error)) {
					return c.becomeRawFallback(slices.Concat(x.parser.Begun(), data))
				}
				c.refuse(err.(*h1.Error))
				return nil
			}
			if !done {
				return nil
			}
			s.request(c, x)
		case readingBody:
			if x.answer != nil && !x.answer.takesBody() {
				return data
			}
			piece, n, done, err := x.body.Next(data)
			data = data[n:]
			if err != nil {
				c.refuse(err.(*h1.Error))
				return nil
			}
			if !s.bodyPiece(c, piece, done) {
				return nil
			}
		case responding:
			return data
		}
		if upgraded, ok := c.role.(webSocket); ok && !c.closed {
			if len(data) == 0 {
				return nil
			}
			return upgraded.received(c, data)
		}
	}
	if c.closed {
		return nil
	}
	return data
}

// streamBody takes a piece of the body of a request that is an HTTP/2 stream.
func (s serverHTTP) streamBody(c *Conn, data []byte) (rest []byte) {
	x := c.http
	if x == nil || x.phase != readingBody || len(data) == 0 {
		return nil
	}
	if x.answer != nil && !x.answer.takesBody() {
		return data
	}
	s.bodyPiece(c, data, false)
	return nil
}

// request acts on a complete head.
func (s serverHTTP) request(c *Conn, x *transaction) {
	c.setTimeout(timeoutHTTPContent, c.Vhost.Config.TimeoutSeconds)
	x.phase = responding
	c.chooseVhost()
	if c.mux != nil {
		c.Vhost.counters.streams.Add(1)
	} else {
		c.Vhost.counters.requests.Add(1)
	}
	c.noteRequest(x)
	if x.parser.Framing != h1.NoBody {
		x.body.Reset(x.parser.Framing, x.parser.ContentLength, 0)
	}
	if x.parser.Upgrade && c.upgradesToHTTP2(x) {
		return
	}
	if name := c.asksForWebSocket(x); name != "" && !c.proxiesUpgrade(x) && !c.confirmUpgrade(x, name) {
		return
	}
	s.plain(c, x)
}

// UpgradeLater is the program's answer to ReasonHTTPConfirmUpgrade when it does
// not know yet. It is asked again when it asks for WRITEABLE.
const UpgradeLater = 86000

// confirmUpgrade asks the program whether the request may become a WebSocket of
// the protocol that it names. True: it is to be served as plain HTTP.
func (c *Conn) confirmUpgrade(x *transaction, name string) (plain bool) {
	switch verdict := c.host().CallbackText(c, c.Vhost.unnamed, ReasonHTTPConfirmUpgrade, name, 0); {
	case c.closed:
	case !c.isAnswering(x):
		// The program has answered it already.
		if verdict < 0 {
			c.programFailed()
		}
	case verdict == UpgradeLater:
		x.undecided = name
	case verdict < 0:
		c.role = refusedUpgrade{}
		c.Close(CloseProgram)
	case verdict == 0:
		if c.mayUpgrade(x) {
			c.upgradeToWebSocket(x)
		}
	default:
		return true
	}
	return false
}

// plain serves a request that becomes nothing else.
func (s serverHTTP) plain(c *Conn, x *transaction) {
	if x.parser.ExpectContinue {
		c.write([]byte("HTTP/1.1 100 Continue\r\n\r\n"), nil)
	}
	c.serve(x)
	if !c.isAnswering(x) {
		return
	}
	if c.mux != nil && c.mux.inputEnded && x.file == nil && x.answer == nil &&
		c.Vhost.Config.Options&OptionHTTP2LongPoll != 0 {
		c.MarkEventStream()
	}
	if x.parser.Framing != h1.NoBody && x.file == nil {
		x.phase = readingBody
		if x.parser.Framing == h1.Length && x.parser.ContentLength == 0 || c.mux != nil && c.mux.inputEnded {
			s.emptyBody(c, x)
		}
	}
}

// isAnswering tells that x is c's transaction and not yet completed: the program
// may complete it in every callback.
func (c *Conn) isAnswering(x *transaction) bool {
	return !c.closed && c.http == x && !x.done && !x.doneWhenSent
}

// emptyBody delivers a body that was announced to be empty: programs that
// wait for one expect to be called.
func (s serverHTTP) emptyBody(c *Conn, x *transaction) {
	if x.answer != nil {
		s.bodyPiece(c, nil, true)
		return
	}
	if x.parser.Method != header.Post {
		x.phase = responding
		return
	}
	if !c.callback(ReasonHTTPBody, nil) {
		c.Close(CloseProgram)
		return
	}
	if c.http == x {
		s.bodyPiece(c, nil, true)
	}
}

// asksForWebSocket is the protocol that the request wants to change to, as the
// client wrote it, if that is WebSocket.
func (c *Conn) asksForWebSocket(x *transaction) string {
	switch {
	case c.mux != nil && c.headerText(header.ColonProtocol) == "websocket":
		return "websocket"
	case c.mux == nil && x.parser.Upgrade && x.parser.UpgradeTo("websocket"):
		return c.headerText(header.Upgrade)
	}
	return ""
}

// refusedUpgrade is the role of a connection whose upgrade the program did not
// want: lws does not tell it of the end either, only that the protocol of a
// request before is dropped.
type refusedUpgrade struct{ serverHTTP }

func (r refusedUpgrade) ended(c *Conn, _ Cause) { r.drop(c) }

// bodyPiece delivers a piece of a request's body; false ends the reading.
func (s serverHTTP) bodyPiece(c *Conn, piece []byte, done bool) bool {
	x := c.http
	if x.answer != nil {
		if done {
			x.phase = responding
		}
		x.answer.takeBody(piece, done)
		return !c.closed
	}
	if x.decoder != nil {
		x.decoder.Feed(piece, done)
		return s.expandBody(c)
	}
	return s.tellBody(c, piece, done)
}

// tellBody tells the program of a piece of the body.
func (s serverHTTP) tellBody(c *Conn, piece []byte, done bool) bool {
	x := c.http
	c.setTimeout(timeoutHTTPContent, c.Vhost.Config.TimeoutSeconds)
	if len(piece) > 0 && !x.done && !x.doneWhenSent {
		if !c.callback(ReasonHTTPBody, piece) {
			c.Close(CloseProgram)
			return false
		}
	}
	if c.http != x {
		return true // completed inside the callback
	}
	if done {
		x.phase = responding
		switch {
		case x.done:
			c.nextTransaction()
		case x.doneWhenSent: // see sent
		case !c.callback(ReasonHTTPBodyCompletion, nil):
			c.Close(CloseProgram)
			return false
		}
	}
	return true
}

// peerClosed ends c at once, as in lws, so that a program that is preparing an
// answer hears that nobody wants it any more. What is written already goes out,
// and a file to its end: the peer may have closed just its own side.
func (s serverHTTP) peerClosed(c *Conn) {
	if c.mux != nil {
		// The end of the request, not of the connection.
		if c.http != nil && c.http.phase == readingBody {
			s.bodyPiece(c, nil, true)
		}
		return
	}
	if c.http == nil || c.http.file == nil {
		c.Close(CloseLost)
	}
}

func (s serverHTTP) writeable(c *Conn) {
	x := c.http
	if x == nil {
		return
	}
	if name := x.undecided; name != "" {
		x.undecided = ""
		if c.confirmUpgrade(x, name) {
			s.plain(c, x)
		}
		return
	}
	if x.file != nil {
		c.sendFile(x)
		return
	}
	if r := c.cgi(); r != nil {
		r.writeable()
		return
	}
	if x.answer != nil {
		x.answer.sent()
		return
	}
	if !c.callback(ReasonHTTPWriteable, nil) {
		c.Close(CloseProgram)
	}
}

func (serverHTTP) sent(c *Conn) {
	x := c.http
	switch {
	case x == nil:
	case x.file != nil:
		c.sendFile(x)
	case x.doneWhenSent:
		x.doneWhenSent = false
		if c.CompleteTransaction() {
			c.Close(CloseProgram)
		}
	case x.answer != nil:
		x.answer.sent()
	}
}

func (serverHTTP) expired(c *Conn) {
	x := c.http
	if x != nil && x.phase == readingHead && x.parser.Begun() != nil {
		c.log(LevelInfo, "request header took too long")
	}
	if x != nil && c.full() && c.queuedOutput() < x.queued {
		c.awaitProgress() // slow, but it reads
		return
	}
	c.Close(CloseTimeout)
}

func (s serverHTTP) ended(c *Conn, _ Cause) {
	s.drop(c)
	c.tell(ReasonClosedHTTP, nil)
}

func (serverHTTP) drop(c *Conn) {
	if c.host().HasSession(c) {
		c.unbind(ReasonHTTPDropProtocol)
	}
	c.bound = false
}

// bind gives c to p, with lws's callbacks: the former protocol hears of the
// drop, the new one of the bind and may refuse.
func (c *Conn) bind(p *Protocol, drop, bind Reason) bool {
	c.binding = true
	c.unbind(drop)
	if c.closed || c.closing {
		return false
	}
	c.Protocol = p
	c.host().Bind(c, p)
	ok := c.callback(bind, nil)
	c.bound, c.binding = ok, false
	return ok
}

// unbind tells the program that its protocol is dropped, unless it knows.
func (c *Conn) unbind(drop Reason) {
	if c.bound {
		c.bound = false
		c.host().CallbackSelf(c, nil, drop)
	}
}

func (c *Conn) bindHTTP(p *Protocol) bool {
	return c.bind(p, ReasonHTTPDropProtocol, ReasonHTTPBindProtocol)
}

// CompleteTransaction is lws_http_transaction_completed: the response is
// written, the connection is for the next request. true means that it cannot
// have one and is to be closed, which the program does by returning -1.
func (c *Conn) CompleteTransaction() (mustClose bool) {
	x := c.http
	if c.closed || c.closing || c.binding || x == nil || x.done {
		return false
	}
	if _, ok := c.role.(serverHTTP); !ok {
		return false // it is becoming something else
	}
	c.endEncoding(x)
	if c.mux == nil && c.PartialBuffered() && x.file == nil {
		// The response is complete when the peer can have it: see sent.
		x.doneWhenSent = true
		return false
	}
	x.done = true
	x.fileState.close()
	x.file = nil
	c.lingers = true
	if c.mux != nil {
		c.mux.end()
		return true
	}
	if !x.parser.KeepAlive || x.closes {
		return true
	}
	if x.phase != readingHead && x.parser.Framing != h1.NoBody && !x.body.Done() {
		// The rest of the body is read and dropped, unless that is more
		// than a new connection would cost.
		if x.parser.Framing != h1.Length || x.body.Left() > unreadMost {
			return true
		}
		x.phase = readingBody
		if len(c.unread) > 0 || c.peerDone {
			c.hold()
		}
		return false
	}
	c.nextTransaction()
	return c.closed
}

// nextTransaction makes c an idle connection again.
func (c *Conn) nextTransaction() {
	if c.mux != nil {
		c.doom(nil) // a stream carries one request
		return
	}
	c.releaseTransaction()
	if !c.bindHTTP(c.Vhost.Protocols[0]) {
		c.doom(nil)
		return
	}
	c.setTimeout(timeoutKeepaliveIdle, c.Vhost.Config.KeepaliveSeconds)
	if len(c.unread) > 0 || c.peerDone {
		c.hold()
	}
}

// MarkEventStream is lws_http_mark_sse: the response has no end, so it has no
// timeout either.
func (c *Conn) MarkEventStream() {
	if c.http != nil {
		c.http.eventStream = true
		c.setTimeout(timeoutNone, 0)
	}
}

// WriteHTTP sends bytes of a response as they are. Each write proves life.
func (c *Conn) WriteHTTP(p []byte) int {
	if !c.write(nil, p) {
		return -1
	}
	if x := c.http; x != nil && !x.eventStream && c.timeoutReason == timeoutHTTPContent {
		c.awaitProgress()
	}
	return len(p)
}

// refuse answers a request that broke the rules, and closes: where the next
// one would begin is unknown (RFC 9112 section 9.6).
func (c *Conn) refuse(err *h1.Error) {
	if c.host().Wants(LevelInfo) {
		c.log(LevelInfo, "bad request: "+err.Error())
	}
	c.lingers = true
	c.Vhost.counters.rejected.Add(1)
	if c.http != nil && (c.http.phase == readingHead || c.http.status == 0) {
		head := c.responseHead()
		// Behind a good head the client could take the connection for one to use
		// again, and lose its next request.
		head.Closes = c.mux == nil && c.http.phase != readingHead && c.http.parser.KeepAlive
		c.write(nil, c.pageOf(head, err.Status, ""))
	}
	c.Close(CloseProtocol)
}

// upgradeToWebSocket makes the opening handshake (RFC 6455 section 4.2).
func (c *Conn) upgradeToWebSocket(x *transaction) {
	text := c.headerText
	if c.Vhost.Config.Options&OptionStrictHostCheck != 0 && !c.Vhost.isNamed(text(header.Host)) {
		c.log(LevelNotice, "WebSocket handshake: the Host is not the vhost's name")
		c.role = refusedUpgrade{}
		c.Close(CloseProtocol)
		return
	}
	request := ws.Request{
		Method: x.parser.Method.String(), Version: "HTTP/1.1", Host: text(header.Host),
		Upgrade: text(header.Upgrade), Connection: text(header.Connection), Key: text(header.SecWebSocketKey),
		Revision: text(header.SecWebSocketVersion), Protocol: text(header.SecWebSocketProtocol),
		Extensions: text(header.SecWebSocketExtensions),
	}
	if x.parser.Minor == 0 {
		request.Version = "HTTP/1.0"
	}
	if c.mux != nil {
		request.Method, request.Upgrade, request.Extended = "CONNECT", text(header.ColonProtocol), true
	}
	if refusal := request.Check(); refusal != nil {
		c.log(LevelInfo, "WebSocket handshake: "+refusal.Text)
		c.write(nil, c.refusalPage(refusal))
		c.lingers = true
		c.Close(CloseProtocol)
		return
	}
	p, named := c.chooseProtocol(request.Protocol)
	if p == nil {
		c.log(LevelNotice, "WebSocket handshake: no protocol of the vhost among those offered")
		c.role = refusedUpgrade{}
		c.Close(CloseProtocol)
		return
	}
	// A binding that the program refuses here stands all the same, as in lws.
	if c.bindHTTP(p); c.closed {
		return
	}
	// From here on the end of c is that of a WebSocket.
	c.role = serverWebSocket
	var refused bool
	if named {
		refused = c.host().CallbackText(c, p, ReasonFilterProtocolConnection, request.Protocol, 0) != 0
	} else {
		refused = !c.callback(ReasonFilterProtocolConnection, nil)
	}
	if refused {
		c.Close(CloseProgram)
	}
	if c.closed {
		return
	}
	if !named {
		p = &Protocol{}
	}
	negotiated, extensions := c.acceptExtensions(request.Extensions)
	if c.closed {
		return
	}
	var head []byte
	if c.mux != nil {
		head = ws.AppendExtendedResponse(c.thread.scratch[:0], p.Name, extensions)
	} else {
		head = ws.AppendResponse(c.thread.scratch[:0], request.Key, p.Name, extensions)
	}
	used, result := c.host().CallbackAppend(c, nil, ReasonAddHeaders, c.thread.headerRoom())
	if c.closed {
		return
	}
	if result != 0 {
		c.Close(CloseProgram)
		return
	}
	head = append(head, c.thread.headerRoom()[:used]...)
	head = append(head, "\r\n"...)
	c.thread.scratch = head[:0]
	if !c.write(nil, head) {
		c.Close(CloseLost)
		return
	}
	c.setTimeout(timeoutNone, 0)
	c.Vhost.counters.upgrades.Add(1)
	c.becomeWebSocket(serverWebSocket)
	c.extend(ws.Server, negotiated)
	if !c.callback(ReasonEstablished, nil) {
		serverWebSocket.programEnded(c)
		return
	}
	c.releaseTransaction()
}

// headerText is the value of a header of the current message, "" when absent.
func (c *Conn) headerText(tok header.Token) string {
	if t := c.Header(); t != nil {
		v, _ := t.Fragment(tok, 0)
		return string(v)
	}
	return ""
}

// refusalPage is an error page with the fields that a refusal demands.
func (c *Conn) refusalPage(refusal *ws.Refusal) []byte {
	page := c.errorPage(refusal.Status, "")
	if refusal.Headers == "" {
		return page
	}
	line := bytes.Index(page, []byte("\r\n")) + 2
	return slices.Concat(page[:line], []byte(refusal.Headers), page[line:])
}

// chooseProtocol picks the first offered subprotocol that the vhost has
// (RFC 6455 section 4.2.2). Without an offer, and where the program chooses
// subprotocols itself, the vhost's default protocol serves.
func (c *Conn) chooseProtocol(offered string) (p *Protocol, named bool) {
	if offered == "" || c.Vhost.Config.Options&OptionOwnSubprotocols != 0 {
		return c.Vhost.unnamed, false
	}
	name, _ := ws.Select(offered, func(name string) bool { return c.Vhost.ProtocolNamed(name) != nil })
	return c.Vhost.ProtocolNamed(name), true
}
