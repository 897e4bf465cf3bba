package engine

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
)

// serveKept answers every request of every connection; f may say how.
func serveKept(t testing.TB, connections *atomic.Int32, f func(p *peer, r *http.Request) (goOn bool)) int {
	t.Helper()
	return site(t, func(p *peer, r *http.Request) {
		connections.Add(1)
		for {
			if !f(p, r) {
				return
			}
			var err error
			if r, err = http.ReadRequest(p.in); err != nil {
				return
			}
		}
	})
}

func (h *house) ask(v *Vhost, port int, path string) *Conn {
	return h.context.Connect(ClientRequest{Vhost: v, Address: "127.0.0.1", Port: port, Path: path, Host: "h",
		Method: "GET", Flags: ClientPipeline, LocalProtocol: "http"})
}

// Every request is answered once, in order and over one connection, however the
// program mixes asking and reading, and whatever frames the answers.
func TestClientRequestsShareAConnection(t *testing.T) {
	noLeak(t)
	for _, size := range []int{1, 1 << 20} {
		var connections atomic.Int32
		h, v, body := clientHouse(t)
		port := serveKept(t, &connections, func(p *peer, r *http.Request) bool {
			text := r.URL.Path + " "
			switch len(text) % 2 {
			case 0:
				p.pieces(fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(text), text), size)
			default:
				p.pieces(fmt.Sprintf("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", len(text), text), size)
			}
			return true
		})
		var want strings.Builder
		const most = 30
		completed := 0
		h.program.on[ReasonCompletedClientHTTP] = func(c *Conn, _ []byte) int {
			if completed++; completed == 10 {
				for i := 20; i < most; i++ {
					h.ask(v, port, fmt.Sprintf("/%d", 1<<i))
				}
			}
			return 0
		}
		for i := range most {
			fmt.Fprintf(&want, "/%d ", 1<<i)
		}
		for i := range 20 {
			h.ask(v, port, fmt.Sprintf("/%d", 1<<i))
		}
		h.serve("the answers", func() bool { return completed == most })
		if body.String() != want.String() {
			t.Errorf("got %q, want %q", body, &want)
		}
		if n := connections.Load(); n != 1 {
			t.Errorf("%d connections, want 1", n)
		}
		h.destroy()
		if len(v.shares[0].leaders) != 0 {
			t.Error("a connection can be shared though it is gone")
		}
	}
}

// A server that closes after each answer, with or without saying so, costs the
// others no more than that a connection is made anew.
func TestClientQueueOutlivesConnections(t *testing.T) {
	noLeak(t)
	for _, answer := range []string{
		"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\n.",
		"HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\n.",
		"HTTP/1.1 200 OK\r\n\r\n.",
		"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n.HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil",
	} {
		var connections atomic.Int32
		h, v, body := clientHouse(t)
		port := serveKept(t, &connections, func(p *peer, _ *http.Request) bool { p.pieces(answer, 1<<20); return false })
		for range 5 {
			h.ask(v, port, "/")
		}
		h.serve("the answers", func() bool { return len(h.program.live) == 0 })
		if body.String() != "....." || connections.Load() != 5 {
			t.Errorf("%q: got %q over %d connections", answer, body, connections.Load())
		}
		if n := h.program.count(ReasonClientConnectionError); n != 0 {
			t.Errorf("%q: %d errors", answer, n)
		}
		h.destroy()
	}
}

// Requests end whenever they like: before they are sent, while they are
// answered, in their own callbacks. None of it concerns the others' memory.
func TestClientQueueAndArbitraryEnds(t *testing.T) {
	noLeak(t)
	for seed := range 60 {
		var connections atomic.Int32
		h, v, _ := clientHouse(t)
		h.program.quiet = true
		port := serveKept(t, &connections, func(p *peer, r *http.Request) bool {
			p.pieces("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 1+seed%9*5)
			return seed%4 != 3 || len(r.URL.Path)%3 != 0
		})
		var made []*Conn
		turn := 0
		end := func(*Conn, []byte) int {
			if turn++; (turn*7+seed)%5 == 0 {
				return -1
			}
			if (turn+seed)%3 == 0 && len(made) > 0 {
				made[(turn*13+seed)%len(made)].SetTimeout(1, timeoutKillSync)
			}
			if turn < 40 {
				if c := h.ask(v, port, strings.Repeat("/x", turn)); c != nil {
					made = append(made, c)
				}
			}
			return 0
		}
		h.program.on[ReasonCompletedClientHTTP] = end
		if seed%2 == 0 {
			h.program.on[ReasonEstablishedClientHTTP] = end
		}
		if seed%3 == 0 {
			h.program.on[ReasonClientAppendHandshakeHeader] = end
		}
		if seed%5 == 0 {
			h.program.on[ReasonClosedClientHTTP] = end
		}
		for i := range 8 {
			made = append(made, h.ask(v, port, fmt.Sprintf("/%d", i)))
		}
		for range 10 {
			h.settle()
		}
		h.destroy()
		if len(h.program.live) != 0 {
			t.Fatalf("seed %d: %d connections were never closed", seed, len(h.program.live))
		}
	}
}
