package engine

import (
	crand "crypto/rand"

	"github.com/golws/golws/core/h1"
	"github.com/golws/golws/core/header"
	"github.com/golws/golws/core/loop"
	"github.com/golws/golws/core/ws"
)

type wsOffer = ws.Offer

// clientHTTP is the role of a client connection from the request on: it waits
// for the response, then reads its body or becomes a WebSocket.
type clientHTTP struct{}

// IsWebSocket tells that a client asked for a WebSocket connection.
func (r *ClientRequest) isWebSocket() bool { return r.Method == "" }

// sendRequest writes the head of the request.
func (c *Conn) sendRequest() {
	s := c.client
	r := &s.request
	s.head = h1.RequestHead{
		Method: r.Method, Path: r.Path, Host: r.Host, Origin: r.Origin, OriginAsGiven: c.thread.Context.Config.Options&OptionRawOrigin != 0,
		// As lws has it, a request that was redirected leaves it to the server.
		KeepAlive:     r.Flags&ClientPipeline != 0 || s.redirects > 0,
		TLS:           r.Flags&ClientUseTLS != 0,
		URLEncoded:    r.Flags&ClientURLEncoded != 0,
		Cookie:        c.cookieField(),
		MayCache:      r.Flags&ClientNoCacheControl != 0,
		Authorization: c.authorization(),
	}
	if r.Flags&ClientMultipart != 0 && !r.isWebSocket() {
		s.boundary, s.parts = newFormBoundary(), 0
		s.head.Boundary = s.boundary
	}
	if r.isWebSocket() {
		var nonce [16]byte
		_, _ = crand.Read(nonce[:])
		key := ws.EncodeKey(nonce)
		s.offered = wsOffer{Key: string(key[:]), Protocol: r.Protocols}
		if len(c.Vhost.Config.Extensions) > 0 {
			if s.offered.Extensions = c.offerExtensions(); c.closed {
				return
			}
		}
		s.head.Key, s.head.Protocols, s.head.WebSocketVersion = string(key[:]), r.Protocols, r.WebSocketVersion
		s.head.Extensions = s.offered.Extensions
	}
	buf := c.thread.headerRoom()
	n, err := h1.PutRequest(buf, &s.head)
	if err != nil {
		c.connectionError("request too large: " + err.Error())
		return
	}
	used, result := c.host().CallbackAppend(c, nil, ReasonClientAppendHandshakeHeader, buf[n:])
	if c.closed {
		return
	}
	if result != 0 {
		s.told = true // refused by the program: a close, not an error
		c.Close(CloseProgram)
		return
	}
	end, err := h1.PutRequestEnd(buf[n+used:], &s.head, buf[n:n+used])
	if err != nil {
		c.connectionError("request too large: " + err.Error())
		return
	}
	c.role = clientHTTP{}
	s.table = header.New(c.thread.Context.Config.HeaderBytes)
	method := header.Get
	if r.Method != "" {
		method = header.LookupMethod([]byte(r.Method))
	}
	s.parser.Reset(s.table, c.thread.Context.limits, method)
	if !c.write(nil, buf[:n+used+end]) {
		return
	}
	c.clocked(func(t *Timing) *int64 { return &t.Request })
	c.updateInterest()
	if s.bodyPending || c.wantWrite {
		c.wantWrite = true
		c.queueWriteable()
	}
}

func (r clientHTTP) received(c *Conn, data []byte) (rest []byte) {
	s := c.client
	if s.telling {
		return data
	}
	for !s.inBody {
		n, done, err := s.parser.Parse(data)
		data = data[n:]
		if err != nil {
			c.connectionError("HS: " + err.Error())
			return nil
		}
		if !done {
			return nil
		}
		if s.parser.Interim {
			s.parser.Continue()
			continue
		}
		if t := s.timing; t != nil {
			t.Answered, t.Status = c.thread.Context.Clock(), s.parser.Status
		}
		c.measureSteps("")
		if !r.response(c) {
			return nil
		}
		if upgraded, ok := c.role.(webSocket); ok {
			if len(data) == 0 {
				return nil
			}
			return upgraded.received(c, data)
		}
	}
	return c.offerBody(data)
}

// response acts on the head of the final response.
func (clientHTTP) response(c *Conn) bool {
	s := c.client
	c.keepCookies()
	if c.answersChallenge() {
		return false
	}
	if s.request.isWebSocket() {
		return c.finishHandshake()
	}
	if isRedirect(s.parser.Status) && s.request.Flags&ClientNoFollow == 0 {
		location := c.headerText(header.Location)
		if location == "" {
			c.connectionError("HS: Redirect code but no Location")
			return false
		}
		c.redirectTo(location)
		return false
	}
	c.setTimeout(timeoutNone, 0)
	s.inBody = true
	s.body.Reset(s.parser.Framing, s.parser.ContentLength, 0)
	s.body.KeepTrailers(s.table)
	if !c.callback(ReasonClientFilterPreEstablish, nil) {
		c.failBeforeEstablished("HS: disallowed by client filter")
		return false
	}
	if !c.callback(ReasonEstablishedClientHTTP, nil) {
		c.failBeforeEstablished("HS: disallowed at ESTABLISHED")
		return false
	}
	s.told = true
	if s.body.Done() || s.parser.Framing == h1.NoBody {
		c.completeResponse()
	}
	return !c.closed
}

func (c *Conn) failBeforeEstablished(text string) {
	if !c.closed {
		c.connectionError(text)
	}
}

// finishHandshake checks the answer to a WebSocket handshake (RFC 6455
// section 4.1) and establishes the connection.
func (c *Conn) finishHandshake() bool {
	s := c.client
	value := func(tok header.Token) string { v, _ := s.table.Fragment(tok, 0); return string(v) }
	answer := ws.Response{
		Status: s.parser.Status, Upgrade: value(header.Upgrade), Connection: value(header.Connection),
		Accept: value(header.SecWebSocketAccept), Protocol: value(header.SecWebSocketProtocol), Extensions: value(header.SecWebSocketExtensions),
		HasProtocol: s.table.Has(header.SecWebSocketProtocol), Extended: c.mux != nil,
	}
	if !c.callback(ReasonEstablishedClientHTTP, nil) {
		c.failBeforeEstablished("HS: disallowed by client filter")
		return false
	}
	if text := answer.Check(&s.offered); text != "" {
		c.connectionError(text)
		return false
	}
	negotiated, failure := c.negotiatedExtensions(answer.Extensions)
	if c.closed {
		return false
	}
	if failure != "" {
		c.connectionError(failure)
		return false
	}
	// The protocol that the server chose serves the connection, unless the
	// program has named one or the vhost does not know it.
	if p := c.Vhost.ProtocolNamed(answer.Protocol); p != nil && p != c.Protocol && s.request.LocalProtocol == "" {
		c.Protocol = p
		c.host().Bind(c, p)
	}
	c.host().EnsureSession(c)
	if !c.callback(ReasonClientFilterPreEstablish, nil) {
		c.failBeforeEstablished("HS: Rejected by filter cb")
		return false
	}
	c.setTimeout(timeoutNone, 0)
	c.becomeWebSocket(clientWebSocket)
	c.extend(ws.Client, negotiated)
	if !c.callback(ReasonClientEstablished, nil) {
		if !c.closed {
			c.tell(ReasonClientConnectionError, []byte("HS: Rejected at CLIENT_ESTABLISHED"))
			c.role = refusedWebSocket{clientWebSocket}
			c.Close(CloseProgram)
		}
		return false
	}
	s.told, s.table = true, nil
	return true
}

// refusedWebSocket is the role of a client connection that the program refused
// at the last moment: it has heard of an error and hears of no close.
type refusedWebSocket struct{ webSocket }

func (r refusedWebSocket) ended(c *Conn, _ Cause) { r.drop(c) }

// offerBody tells the program that there is body to read, as long as it takes
// some of it, and returns what it left.
func (c *Conn) offerBody(data []byte) (rest []byte) {
	s := c.client
	if c.mux != nil {
		return c.deliverBody(data)
	}
	if s.completed {
		s.excess = s.excess || len(data) > 0
		if s.idle && s.excess {
			c.Close(CloseProtocol) // an answer that nobody asked for
		}
		return nil // bytes behind the response concern nobody
	}
	s.pending, s.telling = data, true
	for (len(s.pending) > 0 || c.inflating()) && !s.completed && !c.paused {
		before := s.reads
		ok := c.callback(ReasonReceiveClientHTTP, nil)
		if c.closed {
			return nil
		}
		if !ok {
			c.programFailed()
			return nil
		}
		if s.reads == before {
			break
		}
	}
	rest = s.pending
	s.pending, s.telling = nil, false
	if s.decoder != nil {
		s.decoder.Keep()
	}
	if s.completed {
		s.excess = len(rest) > 0
		c.responseEnded()
		return nil
	}
	return rest
}

// ReadBody is lws_http_client_read: it moves body into room and tells the
// program by RECEIVE_CLIENT_HTTP_READ. It returns how much, or -1 when the
// connection is over.
func (c *Conn) ReadBody(room []byte) int {
	s := c.client
	if c.closed || c.closing || s == nil || !s.inBody {
		return -1
	}
	if s.completed {
		return 0
	}
	source := &s.pending
	if !s.telling {
		source = &c.unread
	}
	if s.decoder != nil {
		return c.readDecoded(source, room)
	}
	total, before := 0, len(*source)
	for len(*source) > 0 && len(room) > 0 {
		in := *source
		if len(in) > len(room) {
			in = in[:len(room)]
		}
		data, n, done, err := s.body.Next(in)
		if err != nil {
			c.log(LevelErr, "response body: "+err.Error())
			c.doom(nil)
			return -1
		}
		*source = (*source)[n:]
		k := copy(room, data)
		if k > 0 {
			total += k
			if !c.callback(ReasonReceiveClientHTTPRead, room[:k:k]) {
				return -1
			}
			done = done || s.skipFraming(source)
		}
		if done {
			if !c.completeResponse() {
				return -1
			}
			break
		}
		if k > 0 {
			break // one piece a call: the room is the program's again
		}
	}
	if len(*source) < before {
		s.reads++
	}
	c.readMore()
	return total
}

// readMore goes on behind a read that was not made in the callback: there is room
// for more, and what is left, or the end, is to be told.
func (c *Conn) readMore() {
	if !c.client.telling && !c.closed {
		c.updateInterest()
		c.hold()
	}
}

// skipFraming takes what frames the body from in, up to the next byte of data: a
// program that has read all data need not come again for the end of a chunk. It
// tells whether the body is over.
func (s *clientState) skipFraming(in *[]byte) (done bool) {
	for len(*in) > 0 {
		ahead := s.body
		data, n, done, err := ahead.Next(*in)
		if err != nil || len(data) > 0 || n == 0 && !done {
			return false // told at the next read
		}
		s.body, *in = ahead, (*in)[n:]
		if done {
			return true
		}
	}
	return false
}

// completeResponse tells the program that the response is complete.
func (c *Conn) completeResponse() bool {
	s := c.client
	if s.completed {
		return true
	}
	s.completed = true
	if !c.callback(ReasonCompletedClientHTTP, nil) {
		if s.telling {
			return false
		}
		c.programFailed()
		return false
	}
	if !s.telling {
		c.hold() // see replay: the caller may be the program
	}
	return true
}

func (clientHTTP) peerClosed(c *Conn) {
	s := c.client
	switch {
	case !s.inBody:
		c.connectionError("read failed")
	case !s.completed && s.body.Close() == nil && c.decodedAll():
		if c.completeResponse() && !c.closed {
			c.responseEnded()
			c.Close(CloseLost)
		}
	default:
		c.Close(CloseLost)
	}
}

func (clientHTTP) writeable(c *Conn) {
	if !c.callback(ReasonClientHTTPWriteable, nil) {
		c.programFailed()
		return
	}
	if !c.client.bodyPending {
		c.EndStream()
	}
}

func (clientHTTP) sent(*Conn) {}

func (clientHTTP) expired(c *Conn) {
	if !c.client.told {
		c.connectionError("Timed out waiting server reply")
		return
	}
	c.Close(CloseTimeout)
}

func (clientHTTP) ended(c *Conn, why Cause) { c.endClient(why) }

// SetBodyPending is lws_client_http_body_pending: the request has a body that
// the program still writes.
func (c *Conn) SetBodyPending(pending bool) {
	if c.client != nil {
		c.client.bodyPending = pending
		c.client.hadBody = c.client.hadBody || pending
	}
}

// ResponseStatus is lws_http_client_http_response; 0 before there is one.
func (c *Conn) ResponseStatus() int {
	if c.client == nil {
		return 0
	}
	return c.client.parser.Status
}

var _ loop.Source = (*Conn)(nil)
