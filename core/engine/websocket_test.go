package engine

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/golws/golws/core/ws"
)

const testKey = "dGhlIHNhbXBsZSBub25jZQ=="

// wsHouse is a house whose vhost speaks the WebSocket protocol "echo", and
// echoes each piece as it comes.
func wsHouse(t testing.TB, config VhostConfig) (*house, *Vhost) {
	h := newHouse(t, ContextConfig{})
	v := h.vhost(config, &Protocol{Name: "http"}, &Protocol{Name: "echo"})
	h.program.on[ReasonReceive] = echo
	return h, v
}

func echo(c *Conn, in []byte) int {
	r := c.Receiving()
	kind := ws.Continuation
	if r.First {
		kind = ws.Text
		if r.Binary {
			kind = ws.Binary
		}
	}
	if c.WriteFrame(kind, !r.Final, in) < 0 {
		return -1
	}
	return 0
}

const upgradeRequest = "GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
	"Sec-WebSocket-Key: " + testKey + "\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: %s\r\n\r\n"

// upgrade makes p a WebSocket.
func (p *peer) upgrade() *peer {
	p.send(fmt.Sprintf(upgradeRequest, "echo"))
	p.switched()
	return p
}

func (p *peer) switched() {
	status, _, r := p.page("GET")
	accept := ws.AcceptKey(testKey)
	if status != 101 || r.Header.Get("Sec-Websocket-Accept") != string(accept[:]) || r.Header.Get("Sec-Websocket-Protocol") != "echo" {
		p.t.Errorf("the answer to the handshake: %d %v", status, r.Header)
	}
}

// frame is one frame as a client sends it.
func frame(first byte, payload string) string {
	key := rand.Uint32()
	b := ws.AppendMaskedHeader(nil, first, uint64(len(payload)), key)
	n := len(b)
	b = append(b, payload...)
	ws.Mask(b[n:], key)
	return string(b)
}

const (
	fin      = 0x80
	text     = fin | byte(ws.Text)
	binaryOp = fin | byte(ws.Binary)
	closing  = fin | byte(ws.Close)
	ping     = fin | byte(ws.Ping)
	pong     = fin | byte(ws.Pong)
)

// read takes one frame of a server.
func (p *peer) read() (first byte, payload string) {
	head := make([]byte, 2, 10)
	if _, err := io.ReadFull(p.in, head); err != nil {
		p.t.Errorf("the peer got no frame: %v", err)
		return 0, ""
	}
	n := uint64(head[1])
	switch n {
	case 126:
		io.ReadFull(p.in, head[2:4:4])
		n = uint64(binary.BigEndian.Uint16(head[2:4:4]))
	case 127:
		io.ReadFull(p.in, head[2:10])
		n = binary.BigEndian.Uint64(head[2:10])
	}
	if n > 64<<20 {
		p.t.Errorf("the peer got a frame of %d bytes", n)
		return 0, ""
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(p.in, b); err != nil {
		p.t.Errorf("the peer got half a frame: %v", err)
	}
	return head[0], string(b)
}

// message reads data frames up to the end of a message.
func (p *peer) message() (opcode byte, payload string) {
	var b strings.Builder
	for {
		first, piece := p.read()
		b.WriteString(piece)
		if first&15 != 0 {
			opcode = first & 15
		}
		if first&fin != 0 || first == 0 && piece == "" {
			return opcode, b.String()
		}
	}
}

func (p *peer) want(first byte, payload string) {
	p.t.Helper()
	if f, got := p.read(); f != first || got != payload {
		p.t.Errorf("the peer got frame %#x %.100q, want %#x %.100q", f, got, first, payload)
	}
}

func status(code ws.CloseCode, reason string) string {
	return string(binary.BigEndian.AppendUint16(nil, uint16(code))) + reason
}

func TestWebSocketEcho(t *testing.T) {
	noLeak(t)
	h, v := wsHouse(t, VhostConfig{})
	h.during(func() {
		p := dial(t, v).upgrade()
		for _, n := range []int{0, 1, 125, 126, 4095, 4096, 65535, 65536, 1 << 20} {
			want := strings.Repeat("x", n)
			p.send(frame(binaryOp, want))
			if op, got := p.message(); op != byte(ws.Binary) || got != want {
				t.Errorf("%d bytes came back as opcode %d with %d", n, op, len(got))
			}
		}
		p.send(frame(closing, status(1000, "bye")))
		p.want(closing, status(1000, "bye"))
		if rest := p.rest(); rest != "" {
			t.Errorf("and then %q", rest)
		}
	})
	h.serve("the end", func() bool { return len(h.program.live) == 1 })
	for r, want := range map[Reason]string{
		ReasonWSPeerInitiatedClose: status(1000, "bye"), ReasonFilterProtocolConnection: "echo", ReasonHTTPConfirmUpgrade: "websocket",
	} {
		if got := h.program.told(r); got != want {
			t.Errorf("callback %d came with %q, want %q", r, got, want)
		}
	}
}

// The request, frames and the close in as many segments as there are bytes,
// then all in one: the answers are the same.
func TestWebSocketSubprotocolIsTheProgramsOwn(t *testing.T) {
	for _, offered := range []string{"echo", "unknown", "unknown, echo"} {
		h, v := wsHouse(t, VhostConfig{Options: OptionOwnSubprotocols})
		h.program.on[ReasonEstablished] = func(c *Conn, _ []byte) int {
			if c.Protocol.Name != "http" {
				t.Errorf("offered %q: bound to %q, not to the first protocol", offered, c.Protocol.Name)
			}
			return 0
		}
		h.during(func() {
			p := dial(t, v)
			p.send(fmt.Sprintf(upgradeRequest, offered))
			status, _, r := p.page("GET")
			if status != 101 || r.Header.Get("Sec-Websocket-Protocol") != "" {
				t.Errorf("offered %q: answered with %d, %v", offered, status, r.Header)
			}
		})
	}
}

func TestWebSocketInAnySegments(t *testing.T) {
	h, v := wsHouse(t, VhostConfig{})
	all := fmt.Sprintf(upgradeRequest, "echo") + frame(text, "hello") + frame(byte(ws.Text), "a frag") + frame(ping, "in between") +
		frame(byte(ws.Continuation), "mented ") + frame(fin, "message") + frame(pong, "") + frame(binaryOp, strings.Repeat("b", 300)) +
		frame(closing, status(1001, ""))
	h.during(func() {
		for _, size := range []int{1, 7, len(all)} {
			p := dial(t, v)
			p.Conn.(*net.TCPConn).SetNoDelay(true)
			go func() {
				for rest := all; rest != ""; rest = rest[min(size, len(rest)):] {
					p.send(rest[:min(size, len(rest))])
				}
			}()
			p.switched()
			var messages []string
			var message strings.Builder
			for len(messages) < 5 {
				first, payload := p.read()
				switch first & 15 {
				case byte(ws.Ping), byte(ws.Pong), byte(ws.Close):
					messages = append(messages, fmt.Sprintf("%x %s", first, payload))
				default:
					message.WriteString(payload)
					if first&fin != 0 {
						messages = append(messages, message.String())
						message.Reset()
					}
				}
			}
			want := []string{"hello", "8a in between", "a fragmented message", strings.Repeat("b", 300), "88 " + status(1001, "")}
			if fmt.Sprint(messages) != fmt.Sprint(want) {
				t.Errorf("in pieces of %d: got %q, want %q", size, messages, want)
			}
			p.rest()
		}
	})
}

func TestWebSocketCloseCodes(t *testing.T) {
	h, v := wsHouse(t, VhostConfig{Options: OptionValidateUTF8})
	h.during(func() {
		for _, c := range []struct {
			name, sends string
			code        ws.CloseCode
		}{
			{"normal", frame(closing, status(1000, "")), 1000},
			{"of the program's range", frame(closing, status(4321, "mine")), 4321},
			{"reserved bits", frame(text|0x40, "x"), 1002},
			{"unknown opcode", frame(fin|3, "x"), 1002},
			{"continuation of nothing", frame(fin, "x"), 1002},
			{"message inside a message", frame(byte(ws.Text), "x") + frame(text, "y"), 1002},
			{"fragmented ping", frame(byte(ws.Ping), "x"), 1002},
			{"bad text", frame(text, "\xff"), 1007},
			{"text that is cut", frame(text, "\xe2\x82"), 1007},
			{"reserved code", frame(closing, status(1005, "")), 1002},
			{"long close", frame(closing, status(1000, strings.Repeat("x", 124))), 1002},
		} {
			p := dial(t, v).upgrade()
			p.send(c.sends)
			first, payload := p.read()
			for first&15 < 8 && first != 0 {
				first, payload = p.read()
			}
			if first != closing || len(payload) < 2 || ws.CloseCode(binary.BigEndian.Uint16([]byte(payload))) != c.code {
				t.Errorf("%s: frame %#x %q, want a close with %d", c.name, first, payload, c.code)
			}
			if c.sends[0] == closing {
				p.ended() // it was the peer that closed
			} else {
				p.Close()
			}
		}
	})
	h.serve("the ends", func() bool { return len(h.program.live) == 1 })
}

// A mistake of the peer's costs nothing that came before it, though both arrive
// together; and when the peer has answered our close frame, the server ends the
// connection (RFC 6455 section 7.1.1).
func TestMistakeBehindAMessage(t *testing.T) {
	h, v := wsHouse(t, VhostConfig{})
	var waiting []string
	h.program.on[ReasonReceive] = func(c *Conn, in []byte) int {
		waiting = append(waiting, string(in))
		c.RequestWriteable()
		return 0
	}
	h.program.on[ReasonServerWriteable] = func(c *Conn, _ []byte) int {
		for _, message := range waiting {
			c.WriteFrame(ws.Text, false, []byte(message))
		}
		waiting = nil
		return 0
	}
	h.during(func() {
		p := dial(t, v).upgrade()
		p.send(frame(text, "one") + frame(text, "two") + frame(fin|3, "reserved") + frame(text, "not heard"))
		p.want(text, "one")
		p.want(text, "two")
		first, payload := p.read()
		if first != closing || !strings.HasPrefix(payload, status(ws.ProtocolError, "")) {
			t.Errorf("frame %#x %q, want a close with 1002", first, payload)
		}
		answered := time.Now()
		p.send(frame(closing, payload[:2]))
		p.ended()
		if time.Since(answered) >= closeAckSeconds*time.Second {
			t.Error("the peer's answer did not end the connection")
		}
	})
	if n := h.program.count(ReasonClosed); n != 1 {
		t.Errorf("%d CLOSED, want 1", n)
	}
}

// Pain 10: a close took 53 s. A peer that does not answer ours is not waited for
// without end, and what it sends meanwhile is nobody's.
func TestPain10_CloseByTheProgramIsBounded(t *testing.T) {
	h, v := wsHouse(t, VhostConfig{})
	h.program.on[ReasonReceive] = func(c *Conn, _ []byte) int {
		c.SetCloseReason(4000, []byte("enough"))
		return -1
	}
	for _, answers := range []bool{true, false} {
		before := h.program.count(ReasonReceive)
		var p *peer
		h.during(func() {
			p = dial(t, v).upgrade()
			p.send(frame(text, "go") + frame(text, "not heard"))
			p.want(closing, status(4000, "enough"))
			p.send(frame(text, "not heard either"))
			if answers {
				p.send(frame(closing, status(4000, "")))
				p.rest()
			}
		})
		if !answers {
			h.settle()
			h.skip((closeAckSeconds + 1) * time.Second)
			h.during(func() { p.ended() })
		}
		if n := h.program.count(ReasonReceive) - before; n != 1 {
			t.Errorf("%d RECEIVE, want 1", n)
		}
	}
	if n := h.program.count(ReasonClosed); n != 2 {
		t.Errorf("%d CLOSED, want 2", n)
	}
}

// A program that has switched receiving off gets its close answered all the same.
func TestCloseWhileReceivingIsOff(t *testing.T) {
	h, v := wsHouse(t, VhostConfig{})
	h.program.on[ReasonReceive] = func(c *Conn, _ []byte) int {
		c.SetReceiving(false)
		c.SetCloseReason(4000, []byte("enough"))
		return -1
	}
	h.during(func() {
		p := dial(t, v).upgrade()
		p.send(frame(text, "go") + frame(text, "not heard"))
		p.want(closing, status(4000, "enough"))
		answered := time.Now()
		p.send(frame(closing, status(4000, "")))
		p.ended()
		if time.Since(answered) >= closeAckSeconds*time.Second {
			t.Error("the answer was not read")
		}
	})
	if n := h.program.count(ReasonReceive); n != 1 {
		t.Errorf("%d RECEIVE, want 1", n)
	}
}

// heapInUse is what the program holds after a collection.
func heapInUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// A peer that sends pings, or messages to be echoed by a program that minds
// its pipe, and does not read the answers: memory stays where it is.
func TestPeerThatFloodsAndDoesNotRead(t *testing.T) {
	for name, flood := range map[string]string{
		"pings":    strings.Repeat(frame(ping, strings.Repeat("p", 125)), 500),
		"messages": strings.Repeat(frame(text, strings.Repeat("m", 1000)), 60),
	} {
		h, v := wsHouse(t, VhostConfig{})
		h.program.quiet = true
		h.program.on[ReasonReceive] = func(c *Conn, in []byte) int {
			c.WriteFrame(ws.Text, false, in)
			if c.Choked() {
				c.SetReceiving(false)
				h.program.ask(c)
			}
			return 0
		}
		h.program.on[ReasonServerWriteable] = func(c *Conn, _ []byte) int { c.SetReceiving(true); return 0 }
		var p *peer
		h.during(func() { p = dial(t, v).upgrade() })
		before := heapInUse()
		p.SetDeadline(time.Now().Add(400 * time.Millisecond))
		h.during(func() {
			for range 2000 { // some 120 MB
				if _, err := p.Write([]byte(flood)); err != nil {
					return
				}
			}
		})
		if after := heapInUse(); after > before+4<<20 {
			t.Errorf("%s: %d KiB more are held for a peer that does not read", name, (after-before)>>10)
		}
		p.reset()
		h.serve("the end", func() bool { return len(h.program.live) == 1 })
	}
}

// The answer to a ping that came while the socket was full follows when it
// drains, for the latest ping at least (RFC 6455 section 5.5.3).
func TestPongFollowsWhenTheSocketDrains(t *testing.T) {
	h, v := wsHouse(t, VhostConfig{})
	large := strings.Repeat("x", 8<<20)
	read := make(chan struct{})
	h.program.on[ReasonReceive] = func(c *Conn, in []byte) int {
		if string(in) == "go" {
			c.WriteFrame(ws.Binary, false, []byte(large))
		} else {
			close(read)
		}
		return 0
	}
	h.during(func() {
		p := dial(t, v).upgrade()
		p.send(frame(text, "go"))
		p.send(frame(ping, "first") + frame(ping, "last") + frame(text, "behind the pings"))
		select {
		case <-read: // and the socket is full until the peer reads
		case <-time.After(10 * time.Second):
			t.Error("the pings were not read")
			return
		}
		p.want(binaryOp, large)
		p.want(pong, "last")
	})
}

func TestRefusedHandshakes(t *testing.T) {
	noLeak(t)
	h, v := wsHouse(t, VhostConfig{})
	request := fmt.Sprintf(upgradeRequest, "echo")
	h.during(func() {
		for name, c := range map[string]struct{ request, starts string }{
			"bad key":          {strings.Replace(request, testKey, "short", 1), "HTTP/1.1 400"},
			"old version":      {strings.Replace(request, "Version: 13", "Version: 8", 1), "HTTP/1.1 426"},
			"unknown protocol": {fmt.Sprintf(upgradeRequest, "other"), ""},
		} {
			p := dial(t, v)
			p.send(c.request)
			if got := p.ended(); !strings.HasPrefix(got, c.starts) || c.starts == "" && got != "" {
				t.Errorf("%s: %.100q, want %q", name, got, c.starts)
			}
		}
	})
	if n := h.program.count(ReasonEstablished); n != 0 {
		t.Errorf("%d established", n)
	}
	h.serve("the ends", func() bool { return len(h.program.live) == 1 })
}

func TestValidity(t *testing.T) {
	h, v := wsHouse(t, VhostConfig{Retry: &RetryPolicy{PingSeconds: 5, HangupSeconds: 12}})
	var p *peer
	h.during(func() { p = dial(t, v).upgrade() })
	for range 3 {
		h.skip(6 * time.Second)
		h.during(func() {
			p.want(ping, "")
			p.send(frame(pong, ""))
			time.Sleep(10 * time.Millisecond)
		})
		h.settle()
	}
	h.skip(6 * time.Second)
	h.skip(7 * time.Second)
	h.settle()
	if len(h.program.live) != 1 {
		t.Error("a peer without a sign of life is kept")
	}
	h.during(func() { p.ended() })
}

// Frames go out in the order they were written, however large, and one turn's
// small ones in one segment.
func TestFramesLeaveInOrder(t *testing.T) {
	h, v := wsHouse(t, VhostConfig{})
	sizes := []int{10, 5000, 1, 100_000, 0, 4096, 4097, 3, 16384, 2}
	h.program.on[ReasonReceive] = func(c *Conn, _ []byte) int {
		for i, n := range sizes {
			c.WriteFrame(ws.Binary, false, bytes.Repeat([]byte{byte(i)}, n))
		}
		return 0
	}
	h.during(func() {
		p := dial(t, v).upgrade()
		p.send(frame(text, "go"))
		for i, n := range sizes {
			p.want(binaryOp, strings.Repeat(string(rune(i)), n))
		}
	})
}

func TestWritesThatAreNotAllowed(t *testing.T) {
	h, v := wsHouse(t, VhostConfig{})
	var other *Conn
	h.program.on[ReasonReceive] = func(c *Conn, in []byte) int {
		other = c
		c.SetCloseReason(1000, nil)
		return -1
	}
	h.during(func() {
		p := dial(t, v).upgrade()
		p.send(frame(text, "go"))
		p.want(closing, status(1000, ""))
		p.send(frame(closing, ""))
		p.rest()
		p.Close()
	})
	h.serve("the end", func() bool { return other.Closed() })
	h.settle()
	if n := other.WriteFrame(ws.Text, false, []byte("x")); n != -1 {
		t.Errorf("a write to a closed connection returned %d", n)
	}
	if n := other.WriteHTTP([]byte("x")); n != -1 {
		t.Errorf("an HTTP write to a closed connection returned %d", n)
	}
	other.RequestWriteable()
	other.SetReceiving(false)
	other.SetTimeout(timeoutHTTPContent, 5)
	other.SetTimer(5)
	other.Close(CloseProgram)
	h.settle()
	if n := h.thread.Loop.Timers.Len(); n != 0 {
		t.Errorf("%d timers of a closed connection are armed", n)
	}
}
