package engine

import (
	"encoding/binary"
	"math/rand/v2"
	"strconv"
	"unicode/utf8"

	"github.com/golws/golws/core/loop"
	"github.com/golws/golws/core/ws"
)

const (
	// closeAckSeconds is how long the peer may take to answer our close frame.
	closeAckSeconds = 5
	// maskChunk is how much of a large client frame is masked at a time.
	maskChunk = 64 << 10
)

type decoderConfig = ws.Config

// prepare sets up what all WebSocket connections of p share.
func (p *Protocol) prepare(validate bool) {
	size := p.pieceMost()
	for _, role := range [...]ws.Role{ws.Server, ws.Client} {
		p.decode[role] = ws.Config{Role: role, MaxPiece: size, SkipUTF8: !validate}
		p.decodeDeflated[role] = p.decode[role]
		p.decodeDeflated[role].ReservedFirst = ws.RSV1
	}
}

// wsState is what an established WebSocket connection holds.
type wsState struct {
	decoder ws.Decoder
	writer  ws.Writer
	// receiving describes the piece that the program is being given.
	receiving     Receiving
	validity      ws.Validity
	validityTimer loop.Timer
	// deflate is nil unless permessage-deflate was negotiated.
	deflate *deflating
	// reason is the payload of the close frame to send, nil when lws_close_reason
	// was not called.
	reason []byte
	// pong is a ping's payload that waits for the socket to take it. Only the
	// latest is kept (RFC 6455 section 5.5.3), so pings cannot pile up.
	pong      []byte
	pongDue   bool
	closeSent bool
	// failed: the peer broke the protocol; what it sends means nothing any more.
	failed bool
	// warned: the program has been told of its mistake in writing.
	warned bool
}

// Receiving describes a piece of a message.
type Receiving struct {
	First, Final bool // of the message
	Binary       bool
	Opcode       uint8
	Reserved     uint8
	Remaining    uint64 // bytes of the frame that are still to come
}

// Receiving is the piece that the current RECEIVE callback is about.
func (c *Conn) Receiving() Receiving {
	if c.ws == nil {
		return Receiving{}
	}
	return c.ws.receiving
}

// webSocket is the role of an established connection, at either end.
type webSocket struct{ reasons *webSocketReasons }

// webSocketReasons are the callbacks in which the two ends differ.
type webSocketReasons struct {
	receive, pong, writeable, drop, closed Reason
	role                                   ws.Role
}

var (
	serverWebSocket = webSocket{&webSocketReasons{
		ReasonReceive, ReasonReceivePong, ReasonServerWriteable, ReasonWSServerDropProtocol, ReasonClosed, ws.Server}}
	clientWebSocket = webSocket{&webSocketReasons{
		ReasonClientReceive, ReasonClientReceivePong, ReasonClientWriteable, ReasonWSClientDropProtocol, ReasonClientClosed, ws.Client}}
)

// becomeWebSocket turns c into an established WebSocket connection.
func (c *Conn) becomeWebSocket(role webSocket) {
	s := &wsState{}
	s.decoder.Init(&c.Protocol.decode[role.reasons.role])
	s.validityTimer.Owner = c
	c.ws, c.role = s, role
	c.lingers = role.reasons.role == ws.Server
	s.validity.Init(int64(c.policy.PingSeconds)*second, int64(c.policy.HangupSeconds)*second, c.thread.now)
	s.checkValidity(c, c.thread.now)
	if c.wantWrite { // asked for before there was anything to write to
		c.queueWriteable()
	}
}

// framesPerTurn bounds how many frames of one connection are looked at before it
// is the others' turn: 64 KiB hold ten thousand empty ones.
const framesPerTurn = 256

func (r webSocket) received(c *Conn, data []byte) (rest []byte) {
	s := c.ws
	if s.failed {
		// The close frame in answer to ours, as far as anyone can tell: it is
		// the server that ends the connection (RFC 6455 section 7.1.1).
		c.Close(CloseProtocol)
		return nil
	}
	var ev ws.Event
	for frames := 0; !c.closed && !c.paused; frames++ {
		if frames == framesPerTurn {
			c.postpone()
			break
		}
		if s.deflate != nil && s.deflate.Pending() {
			if !r.inflate(c) {
				return nil
			}
			continue
		}
		if c.extensions != nil && c.extensions.busy {
			if !r.transformReceived(c) {
				return nil
			}
			continue
		}
		n, err := s.decoder.Next(&ev, data)
		if err != nil {
			r.fail(c, err)
			return nil
		}
		switch ev.Kind {
		case ws.NeedMore:
			return data[n:]
		case ws.DataReceived:
			if s.closeSent && !c.tellsControl() || s.deflate != nil && s.deflate.Take(&ev) {
				break
			}
			if c.extensions != nil {
				c.extensions.take(&ev)
				break
			}
			if n < len(data) && s.deflate == nil && ev.Flags.Has(ws.MessageStart|ws.MessageEnd) {
				used, told, alive := r.deliverRow(c, &ev, data[n:], framesPerTurn-frames)
				if !alive {
					return nil
				}
				n += used
				frames += told - 1
				break
			}
			if !r.deliver(c, &ev) {
				return nil
			}
		case ws.PingReceived:
			if c.tellsControl() && !c.callback(ReasonReceivePing, ev.Payload) {
				r.programEnded(c)
				return nil
			}
			s.answerPing(c, ev.Payload)
		case ws.PongReceived:
			s.validity.Confirm(c.thread.now)
			// An lws server keeps an empty pong, the answer to its own pings, to
			// itself; a client hears of it.
			if (len(ev.Payload) > 0 || r.reasons.role == ws.Client || c.tellsControl()) && !c.callback(r.reasons.pong, ev.Payload) {
				r.programEnded(c)
				return nil
			}
		case ws.CloseReceived:
			r.peerCloses(c, ev.Code, ev.Payload)
			return nil
		}
		data = data[n:]
		if len(data) == 0 && !c.inflating() {
			return nil
		}
	}
	if s.deflate != nil {
		s.deflate.Keep()
	}
	return data
}

// deliver gives one piece to the program. The byte behind it is zero while the
// program looks, because programs treat text as a C string.
func (r webSocket) deliver(c *Conn, ev *ws.Event) bool {
	c.ws.receiving = Receiving{
		First:     ev.Flags.Has(ws.MessageStart),
		Final:     ev.Flags.Has(ws.MessageEnd),
		Binary:    ev.Opcode == ws.Binary,
		Opcode:    uint8(ev.Opcode),
		Reserved:  ev.Reserved,
		Remaining: ev.Remaining,
	}
	if !c.callback(r.reasons.receive, ev.Payload) {
		r.programEnded(c)
		return false
	}
	return true
}

// tellsControl tells that the program hears of all that the peer sends.
func (c *Conn) tellsControl() bool { return c.Vhost.Config.Options&OptionTellControl != 0 }

func (s *wsState) answerPing(c *Conn, payload []byte) {
	if s.closeSent {
		return
	}
	if c.full() {
		s.pong, s.pongDue = append(s.pong[:0], payload...), true
		return
	}
	c.WriteFrame(ws.Pong, false, payload)
	// lws offers WRITEABLE along with a pong, unasked; programs may count on it.
	c.RequestWriteable()
}

// peerCloses answers the peer's close frame (RFC 6455 section 5.5.1).
func (r webSocket) peerCloses(c *Conn, code ws.CloseCode, reason []byte) {
	s := c.ws
	if !s.closeSent || c.tellsControl() {
		var payload [ws.MaxControlPayload]byte
		n := 0
		if code != ws.NoStatus {
			binary.BigEndian.PutUint16(payload[:], uint16(code))
			n = 2 + copy(payload[2:], reason)
		}
		if !c.callback(ReasonWSPeerInitiatedClose, payload[:n:len(payload)]) {
			c.Close(CloseProgram) // the program does not want it answered
			return
		}
		s.sendClose(c, payload[:n])
	}
	c.Close(CloseProgram)
}

// sendClose writes our close frame, once.
func (s *wsState) sendClose(c *Conn, payload []byte) {
	if s.closeSent {
		return
	}
	c.writeFrame(0x80|byte(ws.Close), payload)
	s.closeSent = true
}

// fail ends a connection whose peer broke the protocol (RFC 6455 section 7.1.7).
func (r webSocket) fail(c *Conn, err *ws.Error) {
	if c.host().Wants(LevelInfo) {
		c.log(LevelInfo, "closing: "+err.Error())
	}
	r.answerBefore(c)
	if c.closed {
		return
	}
	payload := ws.AppendClose(nil, err.Code, []byte(err.Reason))
	switch err {
	case ws.ErrCloseLength, ws.ErrCloseCode, ws.ErrCloseReason, ws.ErrLongClose:
		// The peer's last frame: there is nothing to wait for.
		c.ws.sendClose(c, payload)
		c.Close(CloseProtocol)
	default:
		c.ws.failed = r.reasons.role == ws.Server
		r.closeHandshake(c, payload)
	}
}

// answerBefore lets the program answer what came before the peer's mistake,
// which may have arrived along with it.
func (r webSocket) answerBefore(c *Conn) {
	if c.ws.closeSent {
		return
	}
	c.thread.collectAsked()
	if c.wantWrite {
		c.offerWriteables()
	}
}

// closeHandshake sends our close frame and gives the peer time to answer it or
// to hang up. The program hears of the dropped protocol now, as in lws, and of
// the end when it comes.
func (r webSocket) closeHandshake(c *Conn, payload []byte) {
	if c.ws.closeSent {
		return
	}
	c.ws.sendClose(c, payload)
	c.wantWrite = false
	c.SetReceiving(true) // the peer's answer, which is not for the program to hold back
	r.drop(c)
	c.setTimeout(timeoutCloseAck, closeAckSeconds)
}

func (r webSocket) drop(c *Conn) {
	if c.host().HasSession(c) {
		c.unbind(r.reasons.drop)
	}
	c.bound = false
}

// programEnded: a callback returned non-zero. With a close reason the closing
// handshake is made; without one the connection just ends, as in lws.
func (r webSocket) programEnded(c *Conn) {
	if c.closed {
		return
	}
	if s := c.ws; s.reason != nil && !s.closeSent && !c.peerDone {
		r.closeHandshake(c, s.reason)
		return
	}
	c.Close(CloseProgram)
}

func (webSocket) peerClosed(c *Conn) { c.Close(CloseLost) }

func (r webSocket) writeable(c *Conn) {
	s := c.ws
	if s.closeSent {
		return
	}
	if c.host().CallbackWriteables(c, r.reasons.writeable, writeablesInRow) != 0 && !c.closed {
		r.programEnded(c)
	}
}

func (webSocket) sent(c *Conn) {
	if s := c.ws; s.pongDue && !s.closeSent {
		s.pongDue = false
		c.WriteFrame(ws.Pong, false, s.pong)
	}
}

func (webSocket) expired(c *Conn) { c.Close(CloseTimeout) }

func (r webSocket) ended(c *Conn, _ Cause) {
	r.drop(c)
	c.destroyExtensions()
	c.tell(r.reasons.closed, nil)
}

// SetCloseReason is lws_close_reason: what our close frame will say. It
// returns the frame's payload, nil when c is no WebSocket. A code that must not
// be sent (RFC 6455 section 7.4) would be the peer's reason to fail the
// connection: the frame is empty then. So would a text that is no UTF-8.
func (c *Conn) SetCloseReason(code uint16, text []byte) []byte {
	if c.ws == nil {
		return nil
	}
	sent := ws.CloseCode(code)
	if !sent.OnWire() {
		if sent != 0 && sent != ws.NoStatus {
			c.log(LevelWarn, "lws_close_reason: "+strconv.Itoa(int(code))+" is no code to send (RFC 6455 section 7.4)")
		}
		sent = ws.NoStatus
	}
	if !utf8.Valid(text) {
		c.log(LevelWarn, "lws_close_reason: the text is no UTF-8")
		text = nil
	}
	c.ws.reason = ws.AppendClose(make([]byte, 0, ws.MaxControlPayload), sent, text)
	return c.ws.reason
}

// IsWebSocket tells that c speaks WebSocket frames.
func (c *Conn) IsWebSocket() bool { return c.ws != nil }

// WriteFrame sends one frame by lws_write's rules. It reports how many bytes
// of payload were accepted, all of them or -1.
func (c *Conn) WriteFrame(kind ws.Opcode, more bool, payload []byte) int {
	s := c.ws
	if s == nil || c.closed || s.closeSent {
		return -1
	}
	first, ok, err := s.writer.Frame(kind, more, len(payload))
	if err != nil && (!ok || !s.warned) {
		s.warned = true
		c.log(LevelWarn, "lws_write: "+err.Error())
	}
	if !ok {
		return -1
	}
	n := len(payload)
	if c.extensions != nil && !kind.Control() {
		if !c.writeTransformed(kind, first, payload) {
			return -1
		}
		return n
	}
	if s.deflate != nil && !kind.Control() {
		payload, first = c.deflated(first, payload)
	}
	if !c.writeFrame(first, payload) {
		return -1
	}
	return n
}

func (c *Conn) writeFrame(first byte, payload []byte) bool {
	head := &c.thread.head
	if !c.isClient {
		at := ws.PutHeader(head[:], first, uint64(len(payload)))
		return c.write(head[at:], payload)
	}
	// A fresh key that the peer cannot predict for each frame (RFC 6455
	// section 5.3). The program's bytes stay as they are: they are masked on
	// the way into a buffer of ours.
	key := rand.Uint32()
	at := ws.PutMaskedHeader(head[:], first, uint64(len(payload)), key)
	if len(payload) == 0 {
		return c.write(head[at:], nil)
	}
	buf := c.thread.maskBuffer(min(len(payload), maskChunk))
	prefix := head[at:]
	for len(payload) > 0 {
		n := min(len(payload), len(buf))
		key = ws.MaskCopy(buf[:n], payload[:n], key)
		if !c.write(prefix, buf[:n]) {
			return false
		}
		prefix, payload = nil, payload[n:]
	}
	return true
}

// maskBuffer is scratch memory of at least n bytes.
func (t *Thread) maskBuffer(n int) []byte {
	if len(t.masked) < n {
		t.masked = make([]byte, n)
	}
	return t.masked
}

// SendingFragments tells that a message has been begun and not finished.
func (c *Conn) SendingFragments() bool { return c.ws != nil && c.ws.writer.InMessage() }

// checkValidity acts on what the validity policy says now.
func (s *wsState) checkValidity(c *Conn, now int64) {
	switch s.validity.Step(now) {
	case ws.SendPing:
		if !s.closeSent {
			c.RequestWriteable() // as lws does along with a ping
			if c.WriteFrame(ws.Ping, false, nil) < 0 {
				return
			}
		}
	case ws.HangUp:
		c.log(LevelNotice, "no sign of life from the peer: hanging up")
		c.Close(CloseTimeout)
		return
	}
	if next := s.validity.Next(); next > 0 {
		c.thread.Loop.Timers.Set(&s.validityTimer, next)
	}
}

// ConfirmValidity is lws_validity_confirmed: the program saw the peer alive.
func (c *Conn) ConfirmValidity() {
	if c.ws != nil && !c.closed && !c.closing {
		c.ws.validity.Confirm(c.thread.Context.Clock())
		c.ws.checkValidity(c, c.thread.Context.Clock())
	}
}

// RetryPolicy is lws_retry_bo_t: how to keep or regain a connection.
type RetryPolicy struct {
	// PingSeconds without a sign of life lead to a ping, HangupSeconds to the
	// end; 0 switches each off.
	PingSeconds, HangupSeconds int
}

// DefaultRetryPolicy applies where the program gives none.
var DefaultRetryPolicy = RetryPolicy{PingSeconds: 300, HangupSeconds: 310}
