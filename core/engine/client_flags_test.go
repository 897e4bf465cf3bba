package engine

import (
	"net/http"
	"sync/atomic"
	"testing"

	"golang.org/x/net/http2"
	"golang.org/x/sys/unix"
)

func TestClientCacheControl(t *testing.T) {
	h, v, _ := clientHouse(t)
	got := make(chan http.Header, 1)
	port := site(t, func(p *peer, r *http.Request) {
		got <- r.Header
		p.pieces("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 100)
	})
	for flags, want := range map[uint32]string{0: "no-cache", ClientNoCacheControl: ""} {
		c := h.context.Connect(ClientRequest{Vhost: v, Address: "127.0.0.1", Port: port, Path: "/", Host: "h", Method: "GET", Flags: flags})
		h.serve("the end", func() bool { return c.closed })
		if fields := <-got; fields.Get("Cache-Control") != want || fields.Get("Pragma") != want {
			t.Errorf("flags %x: %v", flags, fields)
		}
	}
}

// As Debian's lws 4.3.5 has it on the same kernel, where the type of service
// sets a priority.
func TestClientTypeOfServiceAndPriority(t *testing.T) {
	h, v, _ := clientHouse(t)
	port := site(t, func(p *peer, _ *http.Request) { p.pieces("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 100) })
	for _, c := range []struct {
		flags                   uint32
		priority, tos, effected int
	}{
		{0, 0, 0, 0}, {0, 5, 0, 5}, {1 << 24, 0, 0x10, 6}, {1 << 25, 0, 8, 2}, {1 << 26, 0, 4, 0}, {1 << 27, 0, 0, 0}, {3 << 24, 0, 8, 2},
	} {
		tos, priority := -1, -1
		h.program.on[ReasonWSICreate] = func(k *Conn, _ []byte) int {
			tos, _ = unix.GetsockoptInt(k.stream.FD(), unix.IPPROTO_IP, unix.IP_TOS)
			priority, _ = unix.GetsockoptInt(k.stream.FD(), unix.SOL_SOCKET, unix.SO_PRIORITY)
			return 0
		}
		k := h.context.Connect(ClientRequest{
			Vhost: v, Address: "127.0.0.1", Port: port, Path: "/", Host: "h", Method: "GET", Flags: c.flags, Priority: c.priority,
		})
		h.serve("the end", func() bool { return k.closed })
		if tos != c.tos || priority != c.effected {
			t.Errorf("flags %x, priority %d: type of service %#x, priority %d", c.flags, c.priority, tos, priority)
		}
	}
}

// A response that stalls is the program's to time, as with Debian's lws, which
// waits for ever by itself.
func TestClientTimesStalledBody(t *testing.T) {
	h, v, body := clientHouse(t)
	port := site(t, func(p *peer, _ *http.Request) {
		p.pieces("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nok", 100)
		_, _ = p.in.ReadByte() // until the client goes
	})
	completed := false
	h.program.on[ReasonEstablishedClientHTTP] = func(c *Conn, _ []byte) int { c.SetTimeout(timeoutHTTPContent, 1); return 0 }
	h.program.on[ReasonCompletedClientHTTP] = func(*Conn, []byte) int { completed = true; return 0 }
	c := h.context.Connect(ClientRequest{Vhost: v, Address: "127.0.0.1", Port: port, Path: "/", Host: "h", Method: "GET"})
	h.serve("the timeout", func() bool { return c.closed })
	if body.String() != "ok" || completed {
		t.Errorf("%q, completed: %v", body, completed)
	}
}

// LCCSCF_ACCEPT_TLS_DOWNGRADE_REDIRECTS.
func TestClientDowngrade(t *testing.T) {
	r := ClientRequest{Address: "a.example", Port: 443, Path: "/", Host: "a.example", Method: "GET", Flags: ClientUseTLS}
	if next, err := r.redirected("http://a.example/", 302); err == nil {
		t.Errorf("follows to %+v", next)
	}
	r.Flags |= clientAllowDowngrade
	next, err := r.redirected("http://a.example/x", 302)
	if err != nil || next.Flags&ClientUseTLS != 0 || next.Port != 80 || next.Path != "/x" {
		t.Errorf("%+v, %v", next, err)
	}
}

// LCCSCF_H2_QUIRK_NGHTTP2_END_STREAM and LCCSCF_H2_QUIRK_OVERFLOWS_TXCR change
// nothing that a good server could see.
func TestClientQuirks(t *testing.T) {
	h, v, body := clientHouse(t)
	var connections atomic.Int32
	port := http2Site(t, &connections, &http2.Server{}, func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write([]byte(r.Method + " " + r.URL.Path)) })
	for _, flags := range []uint32{1 << 5, 1 << 6, 3 << 5} {
		body.Reset()
		c := h.context.Connect(ClientRequest{Vhost: v, Address: "127.0.0.1", Port: port, Path: "/q", Host: "h", Method: "GET", Flags: flags | ClientPriorKnowledge})
		h.serve("the answer", func() bool { return c.closed })
		if body.String() != "GET /q" {
			t.Errorf("flags %x: %q", flags, body)
		}
	}
}

// LCCSCF_H2_MANUAL_RXFLOW: the server sends what it was given credit for, and a
// request that leaves that to the library does not share such a connection.
func TestClientManualFlow(t *testing.T) {
	const size, first = 100_000, 1000
	h, v, body := clientHouse(t)
	var connections atomic.Int32
	port := http2Site(t, &connections, &http2.Server{}, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, size)) })
	ask := func(flags uint32) *Conn {
		return h.context.Connect(ClientRequest{Vhost: v, Address: "127.0.0.1", Port: port, Path: "/", Host: "h", Method: "GET",
			Flags: flags | sharedHTTP2, InitialCredit: first})
	}
	completed := 0
	h.program.on[ReasonCompletedClientHTTP] = func(*Conn, []byte) int { completed++; return 0 }
	manual := ask(ClientManualFlow)
	h.serve("what the credit is for", func() bool { return body.Len() == first })
	ask(0)
	h.serve("the other response", func() bool { return completed == 1 })
	if body.Len() != first+size || connections.Load() != 2 {
		t.Errorf("%d bytes over %d connections", body.Len(), connections.Load())
	}
	if n := manual.ReceiveAllowance(); n != 0 {
		t.Errorf("the server may send %d bytes more", n)
	}
	manual.Credit(size)
	h.serve("the rest", func() bool { return completed == 2 })
	if body.Len() != 2*size {
		t.Errorf("%d bytes", body.Len())
	}
}
