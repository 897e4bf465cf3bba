package engine

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/golws/golws/core/netio"
	"github.com/golws/golws/core/ws"
)

// clientHouse is a house with a vhost for clients only. The program reads
// bodies as they come and keeps them.
func clientHouse(t testing.TB) (h *house, v *Vhost, body *strings.Builder) {
	h = newHouse(t, ContextConfig{TimeoutSeconds: 5})
	v = h.vhost(VhostConfig{Port: NoListen}, &Protocol{Name: "http"}, &Protocol{Name: "echo"})
	body = &strings.Builder{}
	room := make([]byte, 100)
	h.program.on[ReasonReceiveClientHTTP] = func(c *Conn, _ []byte) int {
		if c.ReadBody(room) < 0 {
			return -1
		}
		return 0
	}
	h.program.on[ReasonReceiveClientHTTPRead] = func(_ *Conn, in []byte) int { body.Write(in); return 0 }
	return h, v, body
}

// site serves every connection with f in its own goroutine.
func site(t testing.TB, f func(p *peer, r *http.Request)) (port int) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				c.SetDeadline(time.Now().Add(20 * time.Second))
				c.(*net.TCPConn).SetNoDelay(true)
				p := &peer{t, c, bufio.NewReader(ordered{c})}
				r, err := http.ReadRequest(p.in)
				if err == nil {
					f(p, r)
				}
			}()
		}
	}()
	return l.Addr().(*net.TCPAddr).Port
}

// pieces writes text in segments of at most size bytes.
func (p *peer) pieces(text string, size int) {
	touchWire()
	for text != "" {
		n := min(size, len(text))
		p.Conn.Write([]byte(text[:n]))
		text = text[n:]
		if size < 10 {
			time.Sleep(100 * time.Microsecond)
		}
	}
}

func (h *house) get(v *Vhost, port int) *Conn {
	return h.context.Connect(ClientRequest{Vhost: v, Address: "127.0.0.1", Port: port, Path: "/", Host: "h", Method: "GET"})
}

func TestClientBodies(t *testing.T) {
	noLeak(t)
	large := strings.Repeat("0123456789abcdef", 10_000)
	chunked := func(s string, size int) string {
		var b strings.Builder
		for len(s) > 0 {
			n := min(size, len(s))
			fmt.Fprintf(&b, "%x\r\n%s\r\n", n, s[:n])
			s = s[n:]
		}
		return b.String() + "0\r\n\r\n"
	}
	for _, c := range []struct {
		name, answer, want string
		complete           bool
	}{
		{"length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello", true},
		{"length 0", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "", true},
		{"large", fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(large), large), large, true},
		{"chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked("hello world", 4), "hello world", true},
		{"large chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(large, 3001), large, true},
		{"until close", "HTTP/1.1 200 OK\r\n\r\nhello until close", "hello until close", true},
		{"large until close", "HTTP/1.0 200 OK\r\n\r\n" + large, large, true},
		{"204", "HTTP/1.1 204 No Content\r\n\r\n", "", true},
		{"after a 100", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "ok", true},
		{"more than the length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello, world", "hello", true},
		{"cut in the length", "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello", "hello", false},
		{"cut in a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n50\r\nhello", "hello", false},
		{"bad chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n", "hello", false},
	} {
		for _, size := range []int{1, 997, 1 << 20} {
			if size == 1 && len(c.answer) > 1000 {
				continue
			}
			h, v, body := clientHouse(t)
			h.program.level = 0
			port := site(t, func(p *peer, _ *http.Request) { p.pieces(c.answer, size) })
			if h.get(v, port) == nil {
				t.Fatal("no connection")
			}
			h.serve("the end", func() bool { return len(h.program.live) == 0 })
			if got := body.String(); got != c.want {
				t.Errorf("%s in pieces of %d: got %d bytes %.40q, want %d", c.name, size, len(got), got, len(c.want))
			}
			if n := h.program.count(ReasonCompletedClientHTTP); (n == 1) != c.complete {
				t.Errorf("%s in pieces of %d: %d COMPLETED, want it: %v", c.name, size, n, c.complete)
			}
			if n := h.program.count(ReasonClosedClientHTTP); n != 1 {
				t.Errorf("%s in pieces of %d: %d CLOSED_CLIENT_HTTP, want 1", c.name, size, n)
			}
			h.destroy()
		}
	}
}

// A program that reads later, or in drops, gets everything, and is not called
// in a loop meanwhile.
func TestClientThatReadsLater(t *testing.T) {
	large := strings.Repeat("0123456789abcdef", 40_000)
	for _, answer := range []string{
		fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(large), large),
		fmt.Sprintf("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", len(large), large),
		"HTTP/1.0 200 OK\r\n\r\n" + large,
	} {
		h, v, body := clientHouse(t)
		h.program.quiet = true
		room := make([]byte, 1000)
		completed := 0
		h.program.on[ReasonCompletedClientHTTP] = func(*Conn, []byte) int { completed++; return 0 }
		h.program.on[ReasonReceiveClientHTTP] = func(c *Conn, _ []byte) int { c.SetTimer(1); return 0 }
		h.program.on[ReasonTimer] = func(c *Conn, _ []byte) int {
			if c.ReadBody(room) < 0 && !c.Closed() {
				return -1
			}
			if completed == 0 {
				c.SetTimer(1)
			}
			return 0
		}
		port := site(t, func(p *peer, _ *http.Request) { p.pieces(answer, 1<<20) })
		h.get(v, port)
		h.serve("the end", func() bool { return len(h.program.live) == 0 })
		if got := body.String(); got != large || completed != 1 {
			t.Errorf("%.30q: got %d bytes and %d COMPLETED, want %d and 1", answer, len(got), completed, len(large))
		}
		h.destroy()
	}
}

func TestClientThatSwitchesReceivingOff(t *testing.T) {
	large := strings.Repeat("0123456789abcdef", 40_000)
	h, v, body := clientHouse(t)
	h.program.quiet = true
	room := make([]byte, 5000)
	h.program.on[ReasonReceiveClientHTTP] = func(c *Conn, _ []byte) int {
		if c.paused {
			t.Error("RECEIVE_CLIENT_HTTP though receiving is off")
		}
		c.ReadBody(room)
		c.SetReceiving(false)
		c.SetTimer(1)
		return 0
	}
	h.program.on[ReasonTimer] = func(c *Conn, _ []byte) int { c.SetReceiving(true); return 0 }
	port := site(t, func(p *peer, _ *http.Request) {
		p.pieces(fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(large), large), 1<<20)
	})
	h.get(v, port)
	h.serve("the end", func() bool { return len(h.program.live) == 0 })
	if body.String() != large {
		t.Errorf("got %d bytes, want %d", body.Len(), len(large))
	}
}

// What programs print when a connection does not come about.
func TestClientConnectionErrors(t *testing.T) {
	noLeak(t)
	accept := ws.AcceptKey // of the key that the client sent
	switching := func(r *http.Request, more string) string {
		a := accept(r.Header.Get("Sec-Websocket-Key"))
		return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + string(a[:]) + "\r\n" + more + "\r\n"
	}
	for _, c := range []struct {
		name   string
		answer func(r *http.Request) string
		want   string
	}{
		{"closes", func(*http.Request) string { return "" }, "read failed"},
		{"not found", func(*http.Request) string { return "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n" }, "HS: ws upgrade response not 101"},
		{"no accept", func(*http.Request) string {
			return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
		}, "HS: ACCEPT missing"},
		{"wrong accept", func(*http.Request) string {
			return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"
		}, "HS: Accept hash wrong"},
		{"other protocol", func(r *http.Request) string { return switching(r, "Sec-WebSocket-Protocol: other\r\n") }, "HS: PROTOCOL malformed"},
		{"no HTTP", func(*http.Request) string { return "hello\r\n\r\n" }, "HS: "},
		{"half a head", func(*http.Request) string { return "HTTP/1.1 101 Swi" }, "read failed"},
	} {
		h, v, _ := clientHouse(t)
		port := site(t, func(p *peer, r *http.Request) { p.pieces(c.answer(r), 7) })
		h.context.Connect(ClientRequest{Vhost: v, Address: "127.0.0.1", Port: port, Path: "/", Host: "h", Protocols: "echo"})
		h.serve(c.name, func() bool { return len(h.program.live) == 0 })
		if got := h.program.told(ReasonClientConnectionError); !strings.HasPrefix(got, c.want) || got == "" {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		if n := h.program.count(ReasonClientEstablished); n != 0 {
			t.Errorf("%s: established", c.name)
		}
		h.destroy()
	}

	h, v, _ := clientHouse(t)
	closed := unusedPort(t)
	for _, c := range []struct {
		r    ClientRequest
		want string
	}{
		{ClientRequest{Address: "127.0.0.1", Port: closed}, "conn fail: 111"},
		{ClientRequest{Address: "+/nonexistent/socket"}, "conn fail: 2"},
		{ClientRequest{Address: "+" + strings.Repeat("x", 200)}, "conn fail: 22"},
		{ClientRequest{Address: ""}, "no address"},
		{ClientRequest{Address: "127.0.0.1", Port: closed, Interface: "192.0.2.1"}, "conn fail: 99"},
	} {
		h.program.calls = nil
		c.r.Vhost, c.r.Path, c.r.Host, c.r.Method = v, "/", "h", "GET"
		h.context.Connect(c.r)
		h.serve("the failure", func() bool { return len(h.program.live) == 0 })
		if got := h.program.told(ReasonClientConnectionError); got != c.want {
			t.Errorf("%q: %q, want %q", c.r.Address, got, c.want)
		}
	}
}

func TestClientTimeouts(t *testing.T) {
	h, v, _ := clientHouse(t)
	silent := listenOnly(t)
	for _, method := range []string{"GET", ""} {
		h.program.calls = nil
		h.context.Connect(ClientRequest{Vhost: v, Address: "127.0.0.1", Port: silent, Path: "/", Host: "h", Method: method, Protocols: "echo"})
		h.settle()
		h.skip(4 * time.Second)
		h.settle()
		if len(h.program.live) != 1 {
			t.Errorf("method %q: gave up too early", method)
		}
		h.skip(2 * time.Second)
		h.settle()
		if got := h.program.told(ReasonClientConnectionError); got != "Timed out waiting server reply" {
			t.Errorf("method %q: %q", method, got)
		}
	}
}

// An address that refuses does not stop the next one from being tried.
func TestClientTriesTheNextAddress(t *testing.T) {
	h, v, body := clientHouse(t)
	good := site(t, func(p *peer, _ *http.Request) { p.pieces("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 100) })
	local := netip.MustParseAddr("127.0.0.1")
	h.program.on[ReasonConnecting] = func(c *Conn, _ []byte) int {
		for range 3 {
			c.client.addresses = append(c.client.addresses, netio.SockaddrOf(local, unusedPort(t)))
		}
		c.client.addresses = append(c.client.addresses, netio.SockaddrOf(local, good))
		return 0
	}
	h.get(v, unusedPort(t))
	h.serve("the end", func() bool { return len(h.program.live) == 0 })
	if body.String() != "ok" || h.program.count(ReasonClientConnectionError) != 0 {
		t.Errorf("got %q, error %q", body, h.program.told(ReasonClientConnectionError))
	}
	if n := h.program.count(ReasonConnecting); n != 1 {
		t.Errorf("%d CONNECTING, want 1", n)
	}
}

func TestClientRefusedAtConnecting(t *testing.T) {
	noLeak(t)
	h, v, _ := clientHouse(t)
	h.program.on[ReasonConnecting] = func(*Conn, []byte) int { return -1 }
	if h.get(v, listenOnly(t)) != nil {
		t.Error("a connection was made")
	}
	if n := h.program.count(ReasonClientConnectionError); n != 0 {
		t.Errorf("%d CLIENT_CONNECTION_ERROR, want none", n)
	}
}

// The answer to the handshake and the first frames in one segment, then byte
// by byte; and whatever the server sends, frames of ours are masked.
func TestClientWebSocket(t *testing.T) {
	for _, size := range []int{1, 1 << 20} {
		h, v, _ := clientHouse(t)
		port := site(t, func(p *peer, r *http.Request) {
			a := ws.AcceptKey(r.Header.Get("Sec-Websocket-Key"))
			answer := "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
				string(a[:]) + "\r\nSec-WebSocket-Protocol: echo\r\n\r\n"
			p.pieces(answer+"\x81\x05hello\x89\x02hi\x01\x03wor\x80\x02ld", size)
			// What comes back, unmasked by hand.
			var got []string
			for range 3 {
				head := make([]byte, 6)
				if _, err := p.in.Read(head[:2]); err != nil {
					t.Error(err)
					return
				}
				if head[1]&0x80 == 0 {
					t.Error("an unmasked frame from a client")
				}
				for i := 2; i < 6; i++ {
					head[i], _ = p.in.ReadByte()
				}
				text := make([]byte, head[1]&0x7f)
				for i := range text {
					b, _ := p.in.ReadByte()
					text[i] = b ^ head[2+i%4]
				}
				got = append(got, fmt.Sprintf("%x %s", head[0], text))
			}
			if want := []string{"81 you said hello", "8a hi", "81 you said world"}; fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("the server got %q, want %q", got, want)
			}
			p.pieces("\x88\x02"+string([]byte{3, 232}), size)
			p.in.ReadByte()
		})
		var message strings.Builder
		h.program.on[ReasonClientReceive] = func(c *Conn, in []byte) int {
			message.Write(in)
			if c.Receiving().Final {
				c.WriteFrame(ws.Text, false, []byte("you said "+message.String()))
				message.Reset()
			}
			return 0
		}
		h.context.Connect(ClientRequest{Vhost: v, Address: "127.0.0.1", Port: port, Path: "/", Host: "h", Protocols: "echo"})
		h.serve("the end", func() bool { return len(h.program.live) == 0 })
		if n := h.program.count(ReasonClientClosed); n != 1 {
			t.Errorf("%d CLIENT_CLOSED, want 1 (%q)", n, h.program.told(ReasonClientConnectionError))
		}
		h.destroy()
	}
}

func TestClientRedirects(t *testing.T) {
	noLeak(t)
	h, v, body := clientHouse(t)
	port := site(t, func(p *peer, r *http.Request) {
		switch r.URL.Path {
		case "/": // with a body that nobody wants
			p.pieces(fmt.Sprintf("HTTP/1.1 302 Found\r\nLocation: http://%s/there\r\nContent-Length: 4\r\n\r\nbody", p.LocalAddr()), 1000)
		case "/there":
			p.pieces("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nthere", 1000)
		case "/loop":
			p.pieces("HTTP/1.1 301 Moved\r\nLocation: /loop\r\nContent-Length: 0\r\n\r\n", 1000)
		}
	})
	h.get(v, port)
	h.serve("the end", func() bool { return len(h.program.live) == 0 })
	if body.String() != "there" {
		t.Errorf("got %q", body)
	}
	h.context.Connect(ClientRequest{Vhost: v, Address: "127.0.0.1", Port: port, Path: "/loop", Host: "h", Method: "GET"})
	h.serve("the end", func() bool { return len(h.program.live) == 0 })
	if got := h.program.told(ReasonClientConnectionError); got == "" {
		t.Error("a redirect in circles is followed without end")
	}
}
