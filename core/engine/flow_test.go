package engine

import (
	"bytes"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/golws/golws/core/ws"
)

// Receiving that is switched off and on again at any point of a stream of
// messages, in any segmentation, loses and repeats nothing.
func TestReceivingSwitchedOffLosesNothing(t *testing.T) {
	for _, every := range []int{1, 2, 7} {
		for _, segment := range []int{1, 13, 1000, 1 << 20} {
			h, v := wsHouse(t, VhostConfig{})
			var got bytes.Buffer
			messages := 0
			h.program.on[ReasonReceive] = func(c *Conn, in []byte) int {
				got.Write(in)
				if c.Receiving().Final {
					if messages++; messages%every == 0 {
						c.SetReceiving(false)
						c.SetTimer(1)
					}
				}
				return 0
			}
			h.program.on[ReasonTimer] = func(c *Conn, _ []byte) int { c.SetReceiving(true); return 0 }
			var stream, want strings.Builder
			n := min(300, 40*segment)
			for i := range n {
				message := fmt.Sprintf("<%d:%s>", i, strings.Repeat("x", i%90))
				want.WriteString(message)
				if i%3 == 0 {
					stream.WriteString(frame(byte(ws.Text), message[:3]) + frame(fin, message[3:]))
				} else {
					stream.WriteString(frame(text, message))
				}
			}
			stream.WriteString(frame(closing, status(1000, "")))
			p := dial(t, v)
			h.during(func() {
				p.upgrade()
				for rest := stream.String(); rest != ""; {
					k := min(segment, len(rest))
					p.send(rest[:k])
					rest = rest[k:]
				}
				p.want(closing, status(1000, ""))
			})
			if got.String() != want.String() {
				t.Errorf("off after every %d messages, segments of %d: got %d bytes, want these %d", every, segment, got.Len(), want.Len())
			}
			h.destroy()
		}
	}
}

// Off inside a callback: nothing more comes, not even of the same segment.
func TestReceivingSwitchedOffTakesEffectAtOnce(t *testing.T) {
	h, v := wsHouse(t, VhostConfig{})
	var conn *Conn
	h.program.on[ReasonReceive] = func(c *Conn, in []byte) int {
		conn = c
		c.SetReceiving(false)
		return 0
	}
	p := dial(t, v)
	h.during(func() {
		p.upgrade()
		p.send(strings.Repeat(frame(text, "m"), 5))
		time.Sleep(20 * time.Millisecond)
		p.send(strings.Repeat(frame(text, "m"), 5))
		time.Sleep(20 * time.Millisecond)
	})
	if n := h.program.count(ReasonReceive); n != 1 {
		t.Fatalf("%d messages though receiving is off, want 1", n)
	}
	for want := 2; want <= 10; want++ {
		conn.SetReceiving(true)
		h.settle()
		if n := h.program.count(ReasonReceive); n != want {
			t.Fatalf("%d messages after receiving was on for one, want %d", n, want)
		}
	}
}

// Off and on within one callback changes nothing.
func TestReceivingToggledInACallback(t *testing.T) {
	h, v := wsHouse(t, VhostConfig{})
	h.program.on[ReasonReceive] = func(c *Conn, in []byte) int {
		c.SetReceiving(false)
		c.SetReceiving(true)
		return echo(c, in)
	}
	h.during(func() {
		p := dial(t, v).upgrade()
		p.send(frame(text, "one") + frame(text, "two"))
		p.want(text, "one")
		p.want(text, "two")
	})
}

// While it is off, what the peer sends stays with the kernel beyond a limit.
func TestReceivingSwitchedOffIsBounded(t *testing.T) {
	h, v := wsHouse(t, VhostConfig{})
	var conn *Conn
	h.program.on[ReasonReceive] = func(c *Conn, in []byte) int { conn = c; c.SetReceiving(false); return 0 }
	p := dial(t, v)
	h.during(func() { p.upgrade() })
	p.SetDeadline(time.Now().Add(200 * time.Millisecond))
	h.during(func() {
		for {
			if _, err := p.Write([]byte(frame(binaryOp, strings.Repeat("x", 60_000)))); err != nil {
				return
			}
		}
	})
	if n := len(conn.unread); n > unreadMost+receiveSize {
		t.Errorf("%d bytes are kept while receiving is off", n)
	}
	h.settle()
	events := h.events
	h.settle()
	if h.events > events {
		t.Errorf("%d events wake the loop while receiving is off", h.events-events)
	}
}

// A peer that closes while receiving is off: the messages before come first,
// and the end when receiving is on again. Unix sockets report the hang-up at
// once, and again and again.
func TestPeerThatClosesWhileReceivingIsOff(t *testing.T) {
	noLeak(t)
	for _, network := range []string{"tcp", "unix"} {
		h := newHouse(t, ContextConfig{})
		config, address := VhostConfig{}, ""
		if network == "unix" {
			address = filepath.Join(t.TempDir(), "socket")
			config = VhostConfig{Interface: address, Options: OptionUnixSocket}
		}
		v := h.vhost(config, &Protocol{Name: "http"}, &Protocol{Name: "echo"})
		if network == "tcp" {
			address = fmt.Sprintf("127.0.0.1:%d", v.ListenPort())
		}
		var conn *Conn
		var got strings.Builder
		h.program.on[ReasonReceive] = func(c *Conn, in []byte) int {
			got.Write(in)
			if conn == nil {
				conn = c
				c.SetReceiving(false)
			}
			return 0
		}
		h.during(func() {
			c, err := net.Dial(network, address)
			if err != nil {
				t.Error(err)
				return
			}
			p := newPeer(t, c).upgrade()
			p.send(frame(text, "1") + frame(text, "2"))
			time.Sleep(10 * time.Millisecond)
			p.send(frame(text, "3"))
			p.Close()
		})
		h.settle()
		if got.String() != "1" || len(h.program.live) != 2 {
			t.Errorf("%s: got %q and %d connections while receiving is off", network, &got, len(h.program.live))
		}
		events := h.events
		h.settle()
		h.settle()
		if h.events > events+2 {
			t.Errorf("%s: the hang-up wakes the loop again and again: %d events", network, h.events-events)
		}
		if conn != nil {
			conn.SetReceiving(true)
		}
		h.serve("the end", func() bool { return len(h.program.live) == 1 })
		if got.String() != "123" {
			t.Errorf("%s: got %q, want 123", network, &got)
		}
		h.destroy()
	}
}

// Off before the socket is connected stays off, and does not disturb that.
func TestReceivingSwitchedOffWhileConnecting(t *testing.T) {
	h, v := wsHouse(t, VhostConfig{})
	h.program.on[ReasonEstablished] = func(c *Conn, _ []byte) int {
		c.WriteFrame(ws.Text, false, []byte("hello"))
		return 0
	}
	for _, at := range []Reason{ReasonConnecting, ReasonWSICreate} {
		var client *Conn
		h.program.on[at] = func(c *Conn, _ []byte) int {
			if c.IsClient() {
				client = c
				c.SetReceiving(false)
			}
			return 0
		}
		h.context.Connect(ClientRequest{Vhost: v, Address: "127.0.0.1", Port: v.ListenPort(), Path: "/", Host: "h", Protocols: "echo"})
		h.settle()
		h.settle()
		if client.Closed() {
			t.Fatalf("the connection failed: %q", h.program.told(ReasonClientConnectionError))
		}
		before := h.program.count(ReasonClientReceive)
		client.SetReceiving(true)
		h.serve("the message", func() bool { return h.program.count(ReasonClientReceive) == before+1 })
		delete(h.program.on, at)
	}
}

func TestRawReceivingSwitchedOff(t *testing.T) {
	h := newHouse(t, ContextConfig{})
	v := h.vhost(VhostConfig{ListenRole: "raw-skt", Options: OptionApplyListenConfig})
	var conn *Conn
	var got strings.Builder
	h.program.on[ReasonRawRX] = func(c *Conn, in []byte) int {
		if conn != nil && c.paused {
			t.Error("RAW_RX though receiving is off")
		}
		conn = c
		got.Write(in)
		c.SetReceiving(false)
		return 0
	}
	h.during(func() {
		p := dial(t, v)
		for i := range 5 {
			p.send(fmt.Sprint(i))
			time.Sleep(5 * time.Millisecond)
		}
		p.Close()
	})
	h.settle()
	for range 10 {
		if !conn.Closed() {
			conn.SetReceiving(true)
		}
		h.settle()
	}
	if got.String() != "01234" || !conn.Closed() {
		t.Errorf("got %q, closed %v", &got, conn.Closed())
	}
}

// Raw bytes come in pieces that the protocol has room for, also when it stops receiving
// at each of them.
func TestRawPieces(t *testing.T) {
	for _, tt := range []struct{ wish, most int }{{0, defaultReceiveSize}, {1000, 1000}, {20000, 20000}} {
		for _, stops := range []bool{false, true} {
			h := newHouse(t, ContextConfig{})
			v := h.vhost(VhostConfig{ListenRole: "raw-skt", Options: OptionApplyListenConfig}, &Protocol{Name: "raw", ReceiveSize: tt.wish})
			sent := make([]byte, 100000)
			for i := range sent {
				sent[i] = byte(i >> 8)
			}
			var got []byte
			largest := 0
			h.program.on[ReasonRawRX] = func(c *Conn, in []byte) int {
				got, largest = append(got, in...), max(largest, len(in))
				if stops {
					c.SetReceiving(false)
					c.RequestWriteable()
				}
				return 0
			}
			h.program.on[ReasonRawWriteable] = func(c *Conn, _ []byte) int { c.SetReceiving(true); return 0 }
			h.during(func() { dial(t, v).send(string(sent)) })
			h.serve("all of it", func() bool { return len(got) >= len(sent) })
			if string(got) != string(sent) || largest > tt.most || largest < tt.most/2 {
				t.Errorf("room for %d, stops %v: %d bytes, the largest piece %d", tt.wish, stops, len(got), largest)
			}
			h.destroy()
		}
	}
}

// A connection that sends thousands of tiny frames at once does not keep the
// others waiting for the last of them.
func TestManyTinyFramesLetOthersThrough(t *testing.T) {
	h, v := wsHouse(t, VhostConfig{})
	defer h.destroy()
	const flood = 8000
	flooded, before := 0, -1
	h.program.on[ReasonReceive] = func(c *Conn, in []byte) int {
		switch string(in) {
		case "":
			flooded++
		case "wait": // until all that follows is there
			time.Sleep(100 * time.Millisecond)
		default:
			before = flooded
			c.RequestWriteable()
		}
		return 0
	}
	h.program.on[ReasonServerWriteable] = func(c *Conn, _ []byte) int {
		c.WriteFrame(ws.Text, false, []byte("back"))
		return 0
	}
	flooder, other := dial(t, v), dial(t, v)
	h.during(func() {
		flooder.upgrade()
		other.upgrade()
		flooder.send(frame(text, "wait"))
		time.Sleep(20 * time.Millisecond)
		flooder.send(strings.Repeat(frame(text, ""), flood))
		other.send(frame(text, "m"))
		other.want(text, "back")
		flooder.send(frame(closing, status(1000, "")))
		flooder.want(closing, status(1000, ""))
	})
	if before < 0 || before >= flood {
		t.Errorf("the other connection's message came behind %d of %d frames", before, flood)
	}
	if flooded != flood {
		t.Errorf("%d of %d frames arrived", flooded, flood)
	}
}
