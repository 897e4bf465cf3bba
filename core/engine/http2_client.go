package engine

import (
	"bytes"
	"errors"
	"strconv"

	"golang.org/x/net/http2/hpack"

	"github.com/golws/golws/core/h1"
	"github.com/golws/golws/core/h2"
	"github.com/golws/golws/core/header"
	"github.com/golws/golws/core/loop"
	"github.com/golws/golws/core/netio"
)

// http2Client is the role of a connection that carries the requests of clients as
// HTTP/2 streams. The program never hears of it: each request is the connection
// that the program asked for.
type http2Client struct{}

const (
	// http2ClientStreamWindow is how much of a response may come before the
	// program has taken what came before.
	http2ClientStreamWindow = 256 << 10
	// http2ClientHeaderBytes is how long the head of a response may be, by the
	// measure of RFC 9113 section 6.5.2, whatever room the table has.
	http2ClientHeaderBytes = 64 << 10
)

var http2ClientConfig, http2ManualClientConfig = newHTTP2ClientConfig(false), newHTTP2ClientConfig(true)

// newHTTP2ClientConfig is for clients; manual: the program alone gives the server
// credit for bodies (LCCSCF_H2_MANUAL_RXFLOW).
func newHTTP2ClientConfig(manual bool) *h2.Config {
	s := h2.DefaultSettings()
	s.EnablePush = 0
	s.InitialWindowSize = http2ClientStreamWindow
	s.MaxHeaderListSize = http2ClientHeaderBytes
	if manual {
		s.InitialWindowSize = 0
	}
	return &h2.Config{Client: true, Settings: s, ConnectionWindow: http2Window, ManualWindow: manual}
}

// speaksHTTP2 tells that both ends of c want HTTP/2: by ALPN, or because the
// program knows.
func (c *Conn) speaksHTTP2() bool {
	if state, ok := c.TLSState(); ok {
		return state.NegotiatedProtocol == "h2"
	}
	return c.client.request.Flags&ClientPriorKnowledge != 0
}

// becomeHTTP2Client gives c's socket to a network connection, of which c's request
// is the first stream.
func (c *Conn) becomeHTTP2Client() {
	network, err := c.openInternal(-1, http2Client{}, 0)
	if err != nil {
		c.connectionError(connectText(err))
		return
	}
	network.client = &clientState{request: c.client.request}
	network.client.request.Adopt = nil
	c.unwatch()
	network.stream, c.stream = c.stream, netio.NewStream(-1, &c.thread.pool)
	network.tls, c.tls = c.tls, nil
	network.lingers = true
	c.host().Attached(c)
	c.host().Attached(network)
	c.resign()
	network.lead()
	network.inherit(c)
	network.h2 = &http2State{}
	config := http2ClientConfig
	if c.client.request.Flags&ClientManualFlow != 0 {
		config = http2ManualClientConfig
	}
	network.h2.machine.Init(config, c.thread.now)
	if err := network.watchFor(loop.Readable); err != nil {
		network.doom(err)
		c.connectionError(connectText(err))
		return
	}
	network.flushHTTP2()
	if c.client.request.isWebSocket() {
		// Whether the server has WebSockets is in its SETTINGS (RFC 8441 section 3).
		c.role = awaitingSettings{}
		c.client.leader = network
		network.client.queue = append(network.client.queue, c)
	} else {
		http2Client{}.carry(network, c)
	}
	if !network.closed {
		network.carryNext()
		network.receive() // what came behind the handshake of TLS
	}
}

// awaitingSettings is the role of a WebSocket client until the server has said
// what it can do.
type awaitingSettings struct{ connecting }

func (awaitingSettings) ended(c *Conn, why Cause) {
	c.client.leader.client.remove(c)
	c.client.leader = nil
	c.endClient(why)
}

// admits implements carrier: as many requests as the server lets us have streams.
func (http2Client) admits(c *Conn) bool {
	m := &c.h2.machine
	if !m.Established() {
		// How many streams the server takes, and whether it has WebSockets, is
		// in its SETTINGS; one request can't be wrong.
		return m.StreamsOpen() == 0 && (len(c.client.queue) == 0 || !c.client.queue[0].client.request.isWebSocket())
	}
	return !c.closing && !m.Finished() && m.StreamsOpen() < int(min(m.Peer().MaxConcurrentStreams, h2.MaxStreams))
}

// carry implements carrier: next's request becomes a stream of c.
func (http2Client) carry(c, next *Conn) {
	s := &stream{network: c, conn: next, left: -1}
	s.timeout.Owner = s
	c.h2.insert(s)
	next.mux = s
	next.role = connecting{}
	next.host().Attached(next)
	c.setTimeout(timeoutNone, 0)
	next.setTimeout(timeoutAwaitingServerResponse, next.Vhost.Config.TimeoutSeconds)
	next.sendRequest()
}

func (http2Client) received(c *Conn, data []byte) (rest []byte) {
	return c.receiveHTTP2(data, http2Client{}.opened)
}

// opened takes the head of a response.
func (http2Client) opened(_ *Conn, ev *h2.Event) {
	s, ok := ev.Stream.Owner.(*stream)
	if !ok || s.conn == nil || ev.Kind == h2.Informational {
		return
	}
	c := s.conn
	if err := c.takeResponse(ev.Status, s.network.h2.machine.Fields()); err != nil {
		c.connectionError("HS: " + err.Error())
		return
	}
	if t := c.client.timing; t != nil {
		t.Answered, t.Status = c.thread.Context.Clock(), ev.Status
	}
	c.measureSteps("")
	if !(clientHTTP{}).response(c) || c.closed {
		return
	}
	if ev.End {
		s.received(nil, true)
	}
}

func (http2Client) peerClosed(c *Conn) { c.Close(CloseLost) }
func (http2Client) writeable(*Conn)    {}

func (http2Client) sent(c *Conn) {
	c.resumeStreams()
	if len(c.unread) > 0 {
		c.hold()
	}
}

func (http2Client) expired(c *Conn) { c.Close(CloseTimeout) }

func (http2Client) ended(c *Conn, why Cause) {
	c.resign()
	c.endHTTP2(why)
	switch queue := c.client.queue; {
	case why == CloseContext:
		c.abandonWaiting()
	case len(queue) > 0 && queue[0].client.request.isWebSocket():
		queue[0].connectionError("the server closed before its HTTP/2 SETTINGS")
	default:
		c.sendAway()
	}
}

// streamless is what a network connection does when its last stream has ended.
func (c *Conn) streamless() {
	if !c.isClient {
		c.setTimeout(timeoutKeepaliveIdle, c.Vhost.Config.KeepaliveSeconds)
		return
	}
	if c.client.request.place().forbidden {
		c.setTimeout(timeoutKilledByParent, timeoutKillAsync)
		return
	}
	seconds := c.client.request.KeepWarmSeconds
	if seconds == 0 {
		seconds = keptIdleSeconds
	}
	c.setTimeout(timeoutKeepaliveIdle, seconds)
}

// refusalsMost bounds how often a request is sent again that servers refuse.
const refusalsMost = 3

// refused sends a request again of which the server has said that it did not look
// at it (RFC 9113 section 8.7). It tells whether that is possible: not when a body
// went with it.
func (s *stream) refused() bool {
	c := s.conn
	if c == nil || c.client == nil || c.client.inBody || !s.noBody || c.client.refusals == refusalsMost {
		return false
	}
	network := s.network
	c.client.refusals++
	c.mux.leave(CloseLost)
	c.mux = nil
	c.host().Attached(c)
	if network.closing || network.h2.machine.Finished() {
		c.role = connecting{}
		c.setTimeout(timeoutAwaitingConnect, c.thread.Context.Config.ConnectSeconds)
		c.resolve()
		return true
	}
	c.role = waiting{}
	c.client.leader = network
	network.client.queue = append(network.client.queue, c)
	network.wantNext()
	return true
}

// wantNext lets those that wait begin in the next turn: what makes room for them
// may be a callback of the program.
func (c *Conn) wantNext() {
	c.thread.Loop.Post(func(int64) {
		if !c.closed && !c.closing {
			c.carryNext()
		}
	})
}

// deliverBody gives the program a piece of a response's body at once, as lws does
// for HTTP/2: there is nothing to be read first.
func (c *Conn) deliverBody(data []byte) (rest []byte) {
	if c.paused {
		return data
	}
	if c.client.decoder != nil {
		c.deliverDecoded(data)
		return nil
	}
	if !c.callback(ReasonReceiveClientHTTPRead, data) {
		c.programFailed()
	}
	return nil
}

// keepTrailers lets a client's program see the trailers of a response among its
// fields. A server's program has acted on the fields of a request: there they are
// dropped.
func (s *stream) keepTrailers(fields []hpack.HeaderField) {
	if c := s.conn; c != nil && c.client != nil && c.client.table != nil {
		for i := range fields {
			c.client.table.AddTrailer(fieldBytes(fields[i].Name), fieldBytes(fields[i].Value))
		}
	}
}

// LongPoll makes a client's stream one that only receives: our side of it ends,
// and no timeout applies. It tells whether c is such a stream.
func (c *Conn) LongPoll() bool {
	if c.mux == nil || c.client == nil || c.closed {
		return false
	}
	c.EndStream()
	c.setTimeout(timeoutNone, 0)
	return true
}

// takeResponse fills the table of a response.
func (c *Conn) takeResponse(status int, fields []hpack.HeaderField) error {
	s := c.client
	s.parser.Response = h1.Response{Status: status, Minor: 1, Framing: h1.UntilClose}
	table := s.table
	for i := range fields {
		f := &fields[i]
		var err error
		if f.Name == ":status" {
			if err = table.AddString(header.ColonStatus, f.Value); err == nil {
				err = table.AddString(header.Version, f.Value)
			}
		} else {
			err = table.AddField(fieldBytes(f.Name), fieldBytes(f.Value))
		}
		if err != nil {
			return h1.HeaderError(err, false)
		}
	}
	return nil
}

// errNotRequest is about a program that has appended what are no header lines.
var errNotRequest = errors.New("what is sent is not the head of a request")

// request translates the lines of a request's head, without the empty one.
// webSocket: it asks for a WebSocket by extended CONNECT (RFC 8441 section 5).
func (t *fieldTranslator) request(text []byte, scheme string, webSocket bool) (head http2Head, err error) {
	line, text, _ := bytes.Cut(text, []byte("\r\n"))
	method, target, _ := bytes.Cut(line, []byte(" "))
	target, _, ok := bytes.Cut(target, []byte(" "))
	if !ok {
		return head, errNotRequest
	}
	head.length = -1
	name := t.text(method)
	t.fields = t.fields[:0]
	if webSocket {
		t.fields = append(t.fields, hpack.HeaderField{Name: ":method", Value: "CONNECT"}, hpack.HeaderField{Name: ":protocol", Value: "websocket"})
	} else {
		t.fields = append(t.fields, hpack.HeaderField{Name: ":method", Value: name})
	}
	t.fields = append(t.fields, hpack.HeaderField{Name: ":scheme", Value: scheme},
		hpack.HeaderField{Name: ":path", Value: string(target)}, hpack.HeaderField{Name: ":authority"})
	authority := len(t.fields) - 1
	for len(text) > 0 {
		line, text, _ = bytes.Cut(text, []byte("\r\n"))
		name, value, ok := bytes.Cut(line, []byte(":"))
		if !ok || len(name) == 0 {
			return head, errNotRequest
		}
		field := hpack.HeaderField{Name: t.name(name), Value: t.text(header.TrimOWS(value))}
		if h2.ConnectionSpecific(field.Name) {
			continue
		}
		switch field.Name {
		case "host":
			t.fields[authority].Value = field.Value
			continue
		case "sec-websocket-key":
			continue
		case "content-length":
			if n, err := strconv.ParseInt(field.Value, 10, 64); err == nil {
				head.length = n
			}
		case "authorization", "cookie", "proxy-authorization":
			field.Sensitive = true // RFC 7541 section 7.1.3
		}
		t.fields = append(t.fields, field)
	}
	head.fields = t.fields
	return head, nil
}

// writeRequestHead opens the stream with the head of a request, given as the lines
// of HTTP/1.
func (s *stream) writeRequestHead(text []byte) bool {
	c := s.conn
	r := &c.client.request
	scheme := "http"
	if r.Flags&ClientUseTLS != 0 {
		scheme = "https"
	}
	head, err := c.thread.fields.request(text, scheme, r.isWebSocket())
	if err == nil {
		s.noBody = !r.isWebSocket() && !c.client.bodyPending && head.length <= 0
		s.id, err = s.network.h2.machine.OpenStream(head.fields, s.noBody)
	}
	if err != nil {
		c.client.failure = err.Error()
		if errors.Is(err, h2.ErrNoConnectProtocol) {
			c.client.failure = "HS: the HTTP/2 server has no WebSocket (RFC 8441)"
		}
		c.doom(nil)
		return false
	}
	s.id.Owner = s
	s.headSent, s.left = true, head.length
	if r.Flags&ClientManualFlow != 0 && r.InitialCredit > 0 {
		s.network.h2.machine.Credit(s.id, r.InitialCredit)
	}
	if r.isWebSocket() {
		s.left = -1
	}
	if s.noBody {
		s.left, s.ended = 0, true
	}
	s.network.flushHTTP2()
	return !s.network.closed
}
