package engine

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/net/http2"

	"github.com/golws/golws/core/header"
)

// A program's trailers follow its body, however little of that the windows let
// through, and end the response (RFC 9113 section 8.1).
func TestTrailersAreSent(t *testing.T) {
	noLeak(t)
	h, v := http2House(t, VhostConfig{})
	body := bytes.Repeat([]byte("0123456789"), 50_000)
	refused := 0
	h.program.on[ReasonHTTP] = func(c *Conn, in []byte) int {
		c.WriteHead([]byte("HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n"))
		if string(in) == "/long" {
			c.WriteHTTP(body)
		}
		if c.WriteHead([]byte("Content-Length: 5\r\n")) < 0 {
			refused++ // that is no trailer
		}
		if c.WriteHead([]byte("Checksum: abc\r\nGrpc-Status:0\r\n\r\n")) < 0 {
			t.Error("the trailers are refused")
		}
		if c.WriteHead([]byte("again: 1\r\n")) < 0 {
			refused++ // the response is complete
		}
		if c.CompleteTransaction() {
			return -1
		}
		return 0
	}
	client, transport := xnetClient()
	asked := make(chan string)
	go func() {
		defer close(asked)
		for _, path := range []string{"/long", "/"} {
			r, err := client.Get(v.testURL(path))
			if err != nil {
				asked <- err.Error()
				return
			}
			got, err := io.ReadAll(r.Body)
			asked <- fmt.Sprint(path, " ", len(got), " ", err, " ", r.Trailer)
		}
		transport.CloseIdleConnections()
	}()
	var answers []string
	h.serve("the responses", func() bool {
		select {
		case text, more := <-asked:
			if more {
				answers = append(answers, text)
			}
			return !more
		default:
			return false
		}
	})
	want := "/long 500000 <nil> map[Checksum:[abc] Grpc-Status:[0]]\n/ 0 <nil> map[Checksum:[abc] Grpc-Status:[0]]"
	if got := strings.Join(answers, "\n"); got != want || refused != 4 {
		t.Errorf("%s\nwant %s; %d refused", got, want, refused)
	}
	h.destroy()
}

// Trailers of a response are among its fields once it is complete: those without a
// token, and only as far as there is room. What frames, types or guards a message
// does not change behind it.
func TestTrailersAreReceived(t *testing.T) {
	noLeak(t)
	for _, version := range []string{"HTTP/1", "HTTP/2"} {
		h, v, body := clientHouse(t)
		long := strings.Repeat("x", 6000)
		serve := func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Trailer", "Checksum, Age, Long, Last")
			io.WriteString(w, "hello")
			w.(http.Flusher).Flush()
			w.Header().Set("Checksum", "abc")
			w.Header().Set("Age", "7")
			w.Header().Set("Long", long)
			w.Header().Set("Last", "end")
		}
		flags, port := uint32(0), 0
		if version == "HTTP/2" {
			var connections atomic.Int32
			flags, port = ClientPriorKnowledge, http2Site(t, &connections, &http2.Server{}, serve)
		} else {
			port = site(t, func(p *peer, _ *http.Request) {
				p.pieces("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nChecksum: abc\r\nAge: 7\r\nLong: "+
					long+"\r\nLast: end\r\n\r\n", 11)
			})
		}
		before, behind := "", ""
		fields := func(c *Conn) string {
			table := c.Header()
			text := ""
			for _, name := range []string{"checksum:", "long:", "last:"} {
				room := make([]byte, 100)
				if n := table.CustomLength([]byte(name)); n >= 0 && n < len(room) {
					table.CopyCustom(room, []byte(name))
					text += name + string(room[:n]) + " "
				}
			}
			return text + string(table.Value(header.Age))
		}
		h.program.on[ReasonEstablishedClientHTTP] = func(c *Conn, _ []byte) int { before = fields(c); return 0 }
		h.program.on[ReasonCompletedClientHTTP] = func(c *Conn, _ []byte) int { behind = fields(c); return 0 }
		c := h.context.Connect(ClientRequest{Vhost: v, Address: "127.0.0.1", Port: port, Path: "/", Host: "h", Method: "GET", Flags: flags})
		h.serve("the end", func() bool { return c.closed })
		if body.String() != "hello" || before != "" || behind != "checksum:abc last:end " {
			t.Errorf("%s: %q; fields %q, then %q", version, body, before, behind)
		}
		h.destroy()
	}
}
