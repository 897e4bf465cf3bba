package engine

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// endless writes text until the client has gone.
func (p *peer) endless(text string, pause time.Duration) {
	for text == "" {
		if _, err := p.in.ReadByte(); err != nil {
			return
		}
	}
	for {
		if _, err := p.Conn.Write([]byte(text)); err != nil {
			return
		}
		time.Sleep(pause)
	}
}

// What a server may do to a client: each of them ends in bounded time, with a
// text that says why if the head has not come, and none counts as complete.
func TestHostileServers(t *testing.T) {
	noLeak(t)
	const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	block := strings.Repeat("x", 4000)
	for _, c := range []struct {
		name, begin, rest string
		pause             time.Duration
		failure           string // "": the response had begun
	}{
		{"endless status line", "HTTP/1.1 200 ", block, 0, "HS: "},
		{"endless field name", "HTTP/1.1 200 OK\r\n", block, 0, "HS: "},
		{"endless field", "HTTP/1.1 200 OK\r\nX: ", block, 0, "HS: "},
		{"endless fields", "HTTP/1.1 200 OK\r\n", strings.Repeat("X: y\r\n", 100), 0, "HS: "},
		{"endless cookies", "HTTP/1.1 200 OK\r\n", strings.Repeat("Set-Cookie: a=b\r\n", 100), 0, "HS: "},
		{"endless 100", "", "HTTP/1.1 100 Continue\r\n\r\n", 0, "HS: too many interim responses"},
		{"endless 103", "", "HTTP/1.1 103 Early Hints\r\nLink: </>\r\n\r\n", 0, "HS: too many interim responses"},
		{"a head in drops", "HTTP/1.1 200 OK\r\n", "A: b\r\n", 50 * time.Millisecond, "Timed out waiting server reply"},
		{"1xx in drops", "", "HTTP/1.1 100 Continue\r\n\r\n", 150 * time.Millisecond, "Timed out waiting server reply"},
		{"silence", "", "", 50 * time.Millisecond, "Timed out waiting server reply"},
		{"a negative length", "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", block, 0, "HS: "},
		{"a length with a sign", "HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\n", block, 0, "HS: "},
		{"a length beyond 64 bits", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\n", block, 0, "HS: "},
		{"two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", block, 0, "HS: "},
		{"another coding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, x\r\nContent-Length: 5\r\n\r\n", block, 0, "HS: "},
		{"an endless chunk size", chunked, strings.Repeat("0", 4000), 0, ""},
		{"a chunk size beyond 64 bits", chunked + "fffffffffffffffff\r\n", block, 0, ""},
		{"a chunk size of 64 bits", chunked + "ffffffffffffffff\r\n", block, 0, ""},
		{"a negative chunk size", chunked + "-5\r\n", block, 0, ""},
		{"an endless chunk extension", chunked + "5;", block, 0, ""},
		{"no end of a chunk", chunked + "5\r\nhelloworld", block, 0, ""},
		{"an endless trailer", chunked + "0\r\n", strings.Repeat("X: y\r\n", 100), 0, ""},
		{"an endless trailer field", chunked + "0\r\nX: ", block, 0, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t, ContextConfig{TimeoutSeconds: 1})
			defer h.destroy()
			v := h.vhost(VhostConfig{Port: NoListen}, &Protocol{Name: "http"})
			h.program.quiet = true
			room := make([]byte, 4096)
			h.program.on[ReasonReceiveClientHTTP] = func(c *Conn, _ []byte) int {
				if c.ReadBody(room) < 0 {
					return -1
				}
				return 0
			}
			failure := ""
			h.program.on[ReasonClientConnectionError] = func(_ *Conn, in []byte) int { failure = string(in); return 0 }
			completed := 0
			h.program.on[ReasonCompletedClientHTTP] = func(*Conn, []byte) int { completed++; return 0 }
			port := site(t, func(p *peer, _ *http.Request) {
				p.pieces(c.begin, 1<<20)
				p.endless(c.rest, c.pause)
			})
			if h.get(v, port) == nil {
				t.Fatal("no connection")
			}
			h.serve("the end", func() bool { return len(h.program.live) == 0 })
			if !strings.HasPrefix(failure, c.failure) || (c.failure == "") != (failure == "") {
				t.Errorf("%q, want %q", failure, c.failure)
			}
			if completed != 0 {
				t.Error("it counts as complete")
			}
		})
	}
}
