package engine

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/golws/golws/core/ws"
)

// What has gone wrong in the history of this API, around the WebSocket
// handshake and writing. docs/security.md lists the rows.

// CVE-2025-11677: the handshake went on with a connection that the program had
// closed in the callback that asks whether to go on.
func TestCVE_2025_11677_ClosedInTheHandshake(t *testing.T) {
	noLeak(t)
	for _, reason := range []Reason{ReasonHTTPConfirmUpgrade, ReasonFilterProtocolConnection, ReasonAddHeaders, ReasonEstablished} {
		for name, end := range map[string]func(*Conn){
			"close":   func(c *Conn) { c.Close(CloseProgram) },
			"timeout": func(c *Conn) { c.SetTimeout(1, timeoutKillSync) },
		} {
			for _, result := range []int{0, -1} {
				t.Run(fmt.Sprintf("%d %s %d", reason, name, result), func(t *testing.T) {
					h, v := wsHouse(t, VhostConfig{})
					h.program.on[reason] = func(c *Conn, _ []byte) int { end(c); return result }
					h.during(func() {
						p := dial(t, v)
						p.send(fmt.Sprintf(upgradeRequest, "echo") + frame(text, "early"))
						if got := p.ended(); strings.Contains(got, "early") {
							t.Errorf("the peer got %.200q", got)
						}
					})
					h.settle()
					if n := h.program.count(ReasonReceive); n != 0 {
						t.Errorf("%d RECEIVE", n)
					}
				})
			}
		}
	}
}

// Pain 2: writes outside of WRITEABLE, and several in one callback. All are
// accepted whole and leave in order, also when the socket takes none of them.
func TestPain2_WritesAtAnyTime(t *testing.T) {
	noLeak(t)
	h, v := wsHouse(t, VhostConfig{})
	const writes, size = 50, 100_000
	written := 0
	h.program.on[ReasonReceive] = func(c *Conn, _ []byte) int {
		for i := range writes {
			if n := c.WriteFrame(ws.Binary, false, []byte(strings.Repeat(string(rune('a'+i%26)), size))); n == size {
				written++
			}
		}
		return 0
	}
	h.during(func() {
		p := dial(t, v).upgrade()
		p.send(frame(text, "go"))
		for i := range writes {
			p.want(fin|byte(ws.Binary), strings.Repeat(string(rune('a'+i%26)), size))
		}
		p.Close()
	})
	if written != writes {
		t.Errorf("%d of %d writes accepted", written, writes)
	}
}

// Pain 6: contexts that end while their WebSockets are in any state. Each connection
// is told of once, and nothing stays behind.
func TestPain6_ContextEndsInEveryState(t *testing.T) {
	noLeak(t)
	request := fmt.Sprintf(upgradeRequest, "echo")
	hello := frame(text, "hello")
	ask := func(text string) func(*peer) { return func(p *peer) { p.send(text) } }
	behind := func(text string) func(*peer) { return func(p *peer) { p.upgrade().send(text) } }
	for name, act := range map[string]func(p *peer){
		"accepted":           func(*peer) {},
		"half a request":     ask(request[:len(request)/2]),
		"request":            ask(request),
		"request and frame":  ask(request + hello),
		"half a frame":       behind(hello[:len(hello)-2]),
		"half a message":     behind(string(hello[0]&^fin) + hello[1:]),
		"echo under way":     behind(frame(text, strings.Repeat("x", 65000))),
		"ping":               behind(frame(ping, "")),
		"close frame":        behind(frame(closing, status(1000, ""))),
		"mistake":            behind("\xff\xff"),
		"peer's side closed": func(p *peer) { p.upgrade().Conn.(*net.TCPConn).CloseWrite() },
		"peer gone":          func(p *peer) { p.upgrade().reset() },
	} {
		for turns := range 4 {
			t.Run(fmt.Sprintf("%s, %d turns later", name, turns), func(t *testing.T) {
				h, v := wsHouse(t, VhostConfig{})
				var p *peer
				h.during(func() { p = dial(t, v); act(p) })
				for range turns {
					h.turn(0)
				}
				h.destroy()
				p.Close()
				if o, c := h.program.opened, h.program.closed; o != c {
					t.Errorf("%d opened, %d closed", o, c)
				}
				if e, c := h.program.count(ReasonEstablished), h.program.count(ReasonClosed); e != c {
					t.Errorf("%d ESTABLISHED, %d CLOSED", e, c)
				}
			})
		}
	}
}

// Pain 8: more clients than poll() bears. All get their echoes, and as long as nobody
// says anything there is nothing to do.
func TestPain8_MoreClientsThanPollBears(t *testing.T) {
	noLeak(t)
	const clients = 1500
	h, v := wsHouse(t, VhostConfig{})
	peers := make([]*peer, clients)
	h.during(func() {
		for i := range peers {
			peers[i] = dial(t, v).upgrade()
		}
	})
	h.settle()
	events := h.events
	for range 50 {
		h.turn(0)
	}
	if h.events != events {
		t.Errorf("%d events while nobody said anything", h.events-events)
	}
	h.during(func() {
		for i, p := range peers {
			p.send(frame(text, fmt.Sprint(i)))
		}
		for i, p := range peers {
			p.want(fin|text, fmt.Sprint(i))
			p.Close()
		}
	})
}

// Pain 18: Firefox opens its WebSockets as streams of the HTTP/2 connection that it has
// (RFC 8441), several of them at once, and sends more fields with that than others do;
// brokers switched HTTP/2 off for that.
func TestPain18_FirefoxWebSocketOverHTTP2(t *testing.T) {
	h, v := http2House(t, VhostConfig{})
	defer h.destroy()
	answerEchoing(h, "page")
	h.program.on[ReasonReceive] = echo
	client, transport := xnetClient()
	client.Timeout = 0
	defer transport.CloseIdleConnections()
	h.during(func() {
		page, err := client.Get(v.testURL("/"))
		if err != nil {
			t.Error(err)
			return
		}
		page.Body.Close()
		type socket struct {
			out *io.PipeWriter
			in  io.ReadCloser
		}
		var sockets []socket
		for range 5 {
			in, out := io.Pipe()
			request, _ := http.NewRequest("CONNECT", v.testURL("/mqtt"), in)
			request.Header[":protocol"] = []string{"websocket"}
			for name, value := range map[string]string{
				"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Accept": "*/*",
				"Accept-Language": "en-US,en;q=0.5", "Accept-Encoding": "gzip, deflate, br, zstd", "Pragma": "no-cache",
				"Cache-Control": "no-cache", "Origin": "https://broker.example", "Cookie": "a=b", "Priority": "u=4",
				"Sec-Fetch-Dest": "empty", "Sec-Fetch-Mode": "websocket", "Sec-Fetch-Site": "same-origin", "Sec-Gpc": "1",
				"Sec-Websocket-Version": "13", "Sec-Websocket-Extensions": "permessage-deflate", "Sec-Websocket-Protocol": "mqtt, echo",
			} {
				request.Header.Set(name, value)
			}
			r, err := client.Do(request)
			if err != nil {
				t.Error(err)
				return
			}
			if r.StatusCode != 200 || r.Header.Get("Sec-WebSocket-Protocol") != "echo" {
				t.Errorf("%d %v", r.StatusCode, r.Header)
			}
			sockets = append(sockets, socket{out, r.Body})
		}
		for i, s := range sockets {
			message := strings.Repeat(string(rune('a'+i)), 10_000*(i+1))
			go io.WriteString(s.out, frame(binaryOp, message))
			if got, err := readMessage(s.in); err != nil || got != message {
				t.Errorf("a message of %d bytes came back as %d: %v", len(message), len(got), err)
			}
		}
		for _, s := range sockets {
			go io.WriteString(s.out, frame(closing, status(1001, "")))
			if rest, err := io.ReadAll(s.in); err != nil || string(rest) != "\x88\x02\x03\xe9" {
				t.Errorf("at the end: %q, %v", rest, err)
			}
			s.out.Close()
		}
	})
	if n := h.program.count(ReasonEstablished); n != 5 {
		t.Errorf("%d ESTABLISHED", n)
	}
}
