package engine

import (
	"strconv"
	"strings"

	"github.com/golws/golws/core/h1"
	"github.com/golws/golws/core/header"
	"github.com/golws/golws/core/ws"
)

// proxyHeaderBytes is what a back end's header may need at least.
const proxyHeaderBytes = 16 << 10

// proxied is the answer that a back end gives. A connection there has one request at
// a time, and is kept for another only when nothing of the first is left.
type proxied struct {
	answering
	dialing
	mount     *Mount
	request   []byte // its head
	connected bool
	// asked: the request is with the back end, and its body up to bodyDone.
	bodyDone, bodyChunked bool
	// upgrades: the client asks for a WebSocket. On an HTTP/2 stream it has no
	// key for that, so it is ours.
	upgrades bool
	key      [ws.KeyLen]byte
	table    *header.Table
	parser   h1.ResponseParser
	reader   h1.BodyReader
	headDone bool
	// reused: the connection has served an earlier request; heard: something came
	// over it since; excess: more came than the response.
	reused, heard, excess bool
}

// proxy passes a request on to the mount's back end.
func (c *Conn) proxy(x *transaction, m *Mount) {
	p := &proxied{answering: answering{conn: c, x: x}, mount: m, bodyDone: x.parser.Framing == h1.NoBody}
	p.dialing = dialing{front: c, refused: func(err error) { p.quit(503, "no connection to the back end: "+err.Error()) }}
	var err error
	port := 80
	if m.Kind == MountHTTPS {
		if port = 443; c.Vhost.clientTLS.Load() == nil {
			err = errBackEndTLS
		}
	}
	if err == nil {
		p.to, err = parseBackEnd(m.Origin, port)
	}
	if err != nil {
		c.log(LevelErr, "mount "+m.Point+": "+err.Error())
		c.answerStatus(x, 502)
		return
	}
	if x.parser.Method == header.Path {
		// An HTTP/2 stream, with a method that has no token here.
		c.answerStatus(x, 501)
		return
	}
	p.upgrades = c.asksForWebSocket(x) != "" && (c.mux != nil || x.parser.Framing == h1.NoBody)
	p.request = c.proxyRequest(x, p)
	x.answer = p
	c.answered = true
	c.setTimeout(timeoutNone, 0)
	if !p.reuse() {
		p.dial()
	}
}

// dial makes a connection to the back end.
func (p *proxied) dial() {
	p.dialing.dial(&proxyConnecting{proxyBack{p}})
}

// proxyRequest is the head that the back end gets.
func (c *Conn) proxyRequest(x *transaction, p *proxied) []byte {
	line := func(head []byte, name string, value string) []byte {
		return append(append(append(append(head, name...), ": "...), value...), "\r\n"...)
	}
	head := append([]byte(nil), x.parser.Method.String()+" "+p.to.target(p.mount, string(x.parser.Target()), string(x.path))+" HTTP/1.1\r\n"...)
	host := c.headerText(header.Host)
	if host == "" {
		host = p.to.host
	}
	head = line(head, "host", host)
	forwarded := ""
	passed(&x.table, func(name string, value []byte) bool {
		switch {
		case name == "host":
		case name == "sec-websocket-key" && c.mux != nil:
		case name == "authorization" && x.user != "": // it was for us
		case name == "x-forwarded-for":
			forwarded += string(value) + ", "
		default:
			head = line(head, name, string(value))
		}
		return true
	})
	via := ""
	x.table.Fields(func(name string, value []byte) bool {
		if name == "via" {
			via += string(value) + ", "
		}
		return true
	})
	head = line(head, "x-forwarded-for", forwarded+c.peerText())
	// RFC 9110 section 7.6.3
	head = line(head, "via", via+strings.TrimPrefix(c.version(x), "HTTP/")+" "+viaName(c.Vhost.Config.Name))
	switch {
	case p.upgrades:
		if c.mux != nil {
			head = line(head, "sec-websocket-key", string(p.makeKey()))
		}
		head = line(head, "upgrade", "websocket")
		return append(line(head, "connection", "Upgrade"), "\r\n"...)
	case x.parser.Framing == h1.Length:
		head = line(head, "content-length", strconv.FormatInt(x.parser.ContentLength, 10))
	case x.parser.Framing == h1.Chunked:
		head = line(head, "transfer-encoding", "chunked")
		p.bodyChunked = true
	}
	return append(head, "\r\n"...)
}

// viaName is a pseudonym that is a token, as Via wants it.
func viaName(name string) string {
	for i := range len(name) {
		if !header.IsHostByte(name[i]) {
			return "golws"
		}
	}
	if name == "" {
		return "golws"
	}
	return name
}

// quit ends an answer that failed.
func (p *proxied) quit(status int, text string) {
	if p.released {
		return
	}
	p.conn.log(LevelErr, "mount "+p.mount.Point+": "+p.mount.Origin+": "+text)
	p.x.answer = nil
	p.release()
	p.fail(status)
}

// release implements answerer.
func (p *proxied) release() {
	if p.released {
		return
	}
	p.hangUp()
}

// takesBody implements answerer. What follows a handshake is no body: it is kept
// until the back end has agreed.
func (p *proxied) takesBody() bool {
	return p.connected && p.back != nil && !p.upgrades && !p.back.Choked()
}

func (p *proxied) takeBody(piece []byte, done bool) {
	b := p.back
	if b == nil || p.bodyDone { // a stream tells its end once more
		return
	}
	p.bodyDone = done
	if !p.connected {
		return // an empty body, whose end is told in any case: see reached
	}
	b.setTimeout(timeoutAwaitingServerResponse, p.conn.Vhost.Config.TimeoutSeconds)
	if !p.bodyChunked {
		if len(piece) > 0 {
			b.write(nil, piece)
		}
		return
	}
	if len(piece) > 0 {
		var size [24]byte
		b.write(append(strconv.AppendUint(size[:0], uint64(len(piece)), 16), "\r\n"...), piece)
		b.write(nil, []byte("\r\n"))
	}
	if done {
		b.write(nil, []byte("0\r\n\r\n"))
	}
}

// sent implements answerer: the client takes more.
func (p *proxied) sent() {
	if b := p.back; b != nil && b.paused {
		p.conn.setTimeout(timeoutNone, 0)
		b.setTimeout(timeoutAwaitingServerResponse, p.conn.Vhost.Config.TimeoutSeconds)
		b.SetReceiving(true)
	}
}

// proxyBack is the role of the connection to a back end.
type proxyBack struct{ p *proxied }

// proxyConnecting is its role until it is made.
type proxyConnecting struct{ proxyBack }

func (r *proxyConnecting) connected(c *Conn) {
	p := r.p
	if !p.succeeded() {
		return
	}
	if p.mount.Kind == MountHTTPS {
		p.secure()
		return
	}
	p.reached()
}

// reached asks the back end, once it can be talked to.
func (p *proxied) reached() {
	c := p.back
	c.role = &proxyBack{p}
	p.connected = true
	size := max(c.thread.Context.Config.HeaderBytes, proxyHeaderBytes)
	p.table = header.New(size)
	p.parser.Reset(p.table, h1.LimitsFor(size), p.x.parser.Method)
	c.setTimeout(timeoutAwaitingServerResponse, c.Vhost.Config.TimeoutSeconds)
	c.write(nil, p.request)
	p.request = nil
	if p.bodyChunked && p.bodyDone {
		c.write(nil, []byte("0\r\n\r\n"))
	}
	c.updateInterest()
	p.resumeBody()
}

func (r *proxyBack) received(c *Conn, data []byte) []byte {
	p := r.p
	p.heard = true
	c.setTimeout(timeoutAwaitingServerResponse, c.Vhost.Config.TimeoutSeconds)
	for !p.headDone {
		n, done, err := p.parser.Parse(data)
		data = data[n:]
		if err != nil {
			p.quit(502, "its response is malformed: "+err.Error())
			return nil
		}
		if !done {
			return nil
		}
		if p.parser.Interim {
			p.parser.Continue()
			continue
		}
		if p.excess = len(data) > 0; !p.beginResponse() {
			if end, ok := c.role.(*tunnel); ok && len(data) > 0 {
				return end.received(c, data)
			}
			return nil
		}
	}
	for {
		piece, n, done, err := p.reader.Next(data)
		data = data[n:]
		if err != nil {
			p.quit(502, "its response is malformed: "+err.Error())
			return nil
		}
		if !p.body(piece) {
			return nil
		}
		if done {
			p.excess = len(data) > 0
			p.complete()
			return nil
		}
		if len(data) == 0 {
			break
		}
	}
	if p.full() {
		c.setTimeout(timeoutNone, 0)
		p.conn.awaitProgress() // now it is up to the client
		c.SetReceiving(false)
	}
	return nil
}

// beginResponse passes the head on.
func (p *proxied) beginResponse() bool {
	if p.parser.Status == 101 && !(p.upgrades && p.parser.UpgradeTo("websocket") && p.keyAccepted()) {
		p.quit(502, "it changes to a protocol that nobody asked for")
		return false
	}
	if p.table.Has(header.ContentLength) && p.table.Has(header.TransferEncoding) {
		// RFC 9112 section 6.3: somebody may want two readings of it.
		p.quit(502, "its response has both a length and chunks")
		return false
	}
	var lines []byte
	passed(p.table, func(name string, value []byte) bool {
		if name == "sec-websocket-accept" && p.conn.mux != nil {
			return true // it was about our key
		}
		switch name {
		case "location", "content-location":
			value = []byte(p.to.location(p.mount, p.conn.headerText(header.Host), string(value)))
		case "set-cookie":
			value = []byte(p.to.cookie(p.mount, string(value)))
		}
		lines = append(append(append(append(lines, name...), ": "...), value...), "\r\n"...)
		return true
	})
	if p.parser.Status == 101 {
		p.switchProtocols(lines)
		return false
	}
	length := int64(unknownLength)
	switch p.parser.Framing {
	case h1.Length:
		length = p.parser.ContentLength
	case h1.NoBody:
		// What a GET would have got (RFC 9110 section 8.6).
		length = 0
		if n, err := strconv.ParseUint(string(header.TrimOWS(p.table.Value(header.ContentLength))), 10, 63); err == nil {
			length = int64(n)
		} else if p.x.parser.Method == header.Head {
			length = unknownLength
		}
	}
	p.headDone = true
	p.reader.Reset(p.parser.Framing, p.parser.ContentLength, 0)
	if !p.begin(p.parser.Status, lines, length) {
		p.quit(502, "its response is too large")
		return false
	}
	if p.parser.Framing == h1.NoBody || p.reader.Done() {
		p.complete()
		return false
	}
	return true
}

// complete ends a response that has come whole.
func (p *proxied) complete() {
	p.x.answer = nil
	p.keep()
	p.release()
	p.end()
}

// peerClosed: the end of the response, if that is how it ends.
func (r *proxyBack) peerClosed(*Conn) {
	p := r.p
	switch {
	case p.again():
	case !p.headDone:
		p.quit(502, "it closed without a response")
	case p.reader.Close() != nil:
		p.quit(502, "it closed within its response")
	default:
		p.complete()
	}
}

func (*proxyBack) writeable(*Conn) {}

// sent asks for more of the request's body.
func (r *proxyBack) sent(*Conn) {
	if !r.p.bodyDone {
		r.p.resumeBody()
	}
}

func (r *proxyBack) expired(*Conn) { r.p.quit(504, "it took too long") }

// ended: it is lost, or the vhost ends.
func (r *proxyBack) ended(_ *Conn, why Cause) {
	if p := r.p; !p.released {
		p.back = nil
		if why != CloseContext && p.again() {
			return
		}
		p.quit(502, "the connection to it is lost")
	}
}
