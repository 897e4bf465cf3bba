package engine

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

const get = "GET %s HTTP/1.1\r\nHost: h\r\n\r\n"

func TestKeepaliveServesRequestAfterRequest(t *testing.T) {
	noLeak(t)
	h, v := httpHouse(t, VhostConfig{})
	h.during(func() {
		p := dial(t, v)
		for i := range 20 {
			path := fmt.Sprintf("/%d", i)
			p.send(fmt.Sprintf(get, path))
			if status, body, _ := p.page("GET"); status != 200 || body != path {
				t.Errorf("%s: %d %q", path, status, body)
			}
		}
		p.Close()
	})
	h.serve("the end", func() bool { return len(h.program.live) == 1 })
	if n := h.program.count(ReasonClosedHTTP); n != 1 {
		t.Errorf("%d closes told, want 1", n)
	}
}

// All requests in one segment, then byte by byte: the answers are the same.
func TestPipelinedRequestsAreAnsweredInOrder(t *testing.T) {
	h, v := httpHouse(t, VhostConfig{})
	var requests strings.Builder
	for i := range 50 {
		if i%5 == 3 {
			fmt.Fprintf(&requests, "POST /%d HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbody", i)
			continue
		}
		fmt.Fprintf(&requests, get, fmt.Sprintf("/%d", i))
	}
	check := func(what string, p *peer) {
		for i := range 50 {
			want := fmt.Sprintf("/%d", i)
			if i%5 == 3 {
				want = "done"
			}
			if status, body, _ := p.page("GET"); status != 200 || body != want {
				t.Errorf("%s, answer %d: %d %q, want %q", what, i, status, body, want)
				return
			}
		}
	}
	h.during(func() {
		p := dial(t, v)
		p.send(requests.String())
		check("in one segment", p)
		p = dial(t, v)
		p.Conn.(*net.TCPConn).SetNoDelay(true)
		for _, b := range requests.String() {
			p.send(string(b))
		}
		check("byte by byte", p)
	})
}

// A program that answers later than it was asked gets one request at a time.
func TestPipelinedRequestWaitsForTheAnswerBefore(t *testing.T) {
	h, v := httpHouse(t, VhostConfig{})
	var asked []string
	h.program.on[ReasonHTTP] = func(c *Conn, in []byte) int {
		asked = append(asked, string(in))
		h.program.live[c].data = string(in)
		c.SetTimer(10_000)
		return 0
	}
	h.program.on[ReasonTimer] = func(c *Conn, _ []byte) int {
		if len(asked) > 0 && asked[len(asked)-1] != h.program.live[c].data {
			t.Error("the program was asked for the next page before it answered")
		}
		h.program.ask(c)
		return 0
	}
	h.program.on[ReasonHTTPWriteable] = func(c *Conn, _ []byte) int { return answer(c, h.program.live[c].data.(string)) }
	h.during(func() {
		p := dial(t, v)
		p.send(fmt.Sprintf(get+get+get, "/1", "/2", "/3"))
		for _, want := range []string{"/1", "/2", "/3"} {
			if _, body, _ := p.page("GET"); body != want {
				t.Errorf("got %q, want %q", body, want)
			}
		}
	})
}

// While a request is being answered, what the peer sends ahead is kept up to a
// limit, and then left with the kernel.
func TestPipeliningIsBounded(t *testing.T) {
	h, v := httpHouse(t, VhostConfig{})
	var waiting *Conn
	h.program.on[ReasonHTTP] = func(c *Conn, in []byte) int { waiting = c; return 0 }
	p := dial(t, v)
	p.SetDeadline(time.Now().Add(300 * time.Millisecond))
	h.during(func() {
		flood := bytes.Repeat([]byte(fmt.Sprintf(get, "/")), 1000)
		for range 4000 {
			if _, err := p.Write(flood); err != nil {
				if ne, ok := err.(net.Error); !ok || !ne.Timeout() {
					t.Error(err)
				}
				return
			}
		}
		t.Error("the peer could send without end")
	})
	if n := len(waiting.unread); n > unreadMost+receiveSize {
		t.Errorf("%d bytes are kept of a peer that sends ahead", n)
	}
}

func TestBodies(t *testing.T) {
	h, v := httpHouse(t, VhostConfig{})
	var body bytes.Buffer
	h.program.on[ReasonHTTPBody] = func(_ *Conn, in []byte) int { body.Write(in); return 0 }
	large := strings.Repeat("0123456789abcdef", 20_000)
	chunked := func(s string, size int) string {
		var b strings.Builder
		for len(s) > 0 {
			n := min(size, len(s))
			fmt.Fprintf(&b, "%x;ext=1\r\n%s\r\n", n, s[:n])
			s = s[n:]
		}
		return b.String() + "0\r\nTrailer: x\r\n\r\n"
	}
	length := func(s string) string { return fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(s), s) }
	const post = "POST /form HTTP/1.1\r\nHost: h\r\n"
	for _, c := range []struct{ name, request, want string }{
		{"length", post + length("hello"), "hello"},
		{"length 0", post + length(""), ""},
		{"large length", post + length(large), large},
		{"chunked", post + "Transfer-Encoding: chunked\r\n\r\n" + chunked("hello world", 3), "hello world"},
		{"large chunked", post + "Transfer-Encoding: chunked\r\n\r\n" + chunked(large, 7001), large},
		{"one chunk", post + "Transfer-Encoding: chunked\r\n\r\n" + chunked(large, len(large)), large},
	} {
		body.Reset()
		before := h.program.count(ReasonHTTPBodyCompletion)
		h.during(func() {
			p := dial(t, v)
			p.send(c.request + fmt.Sprintf(get, "/next"))
			for _, want := range []string{"done", "/next"} {
				if status, text, _ := p.page("GET"); status != 200 || text != want {
					t.Errorf("%s: %d %q, want %q", c.name, status, text, want)
				}
			}
		})
		if body.String() != c.want {
			t.Errorf("%s: the program got %d bytes, want these %d", c.name, body.Len(), len(c.want))
		}
		if n := h.program.count(ReasonHTTPBodyCompletion) - before; n != 1 {
			t.Errorf("%s: %d completions, want 1", c.name, n)
		}
	}
}

func TestExpectContinue(t *testing.T) {
	h, v := httpHouse(t, VhostConfig{})
	h.during(func() {
		p := dial(t, v)
		p.send("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n")
		line, _ := p.in.ReadString('\n')
		p.in.ReadString('\n')
		if line != "HTTP/1.1 100 Continue\r\n" {
			t.Errorf("got %q", line)
		}
		p.send("12345")
		if status, _, _ := p.page("POST"); status != 200 {
			t.Errorf("status %d", status)
		}
	})
}

// An answer that is complete before the body has come: the body is swallowed
// and the connection goes on.
func TestAnswerBeforeTheBody(t *testing.T) {
	h, v := httpHouse(t, VhostConfig{})
	h.program.on[ReasonHTTP] = func(c *Conn, in []byte) int { return answer(c, string(in)) }
	h.program.on[ReasonHTTPBody] = func(*Conn, []byte) int { t.Error("HTTP_BODY after the answer"); return 0 }
	h.program.on[ReasonHTTPBodyCompletion] = func(*Conn, []byte) int { t.Error("HTTP_BODY_COMPLETION after the answer"); return 0 }
	h.during(func() {
		for _, pause := range []time.Duration{0, 20 * time.Millisecond} {
			p := dial(t, v)
			p.send("POST /early HTTP/1.1\r\nHost: h\r\nContent-Length: 20000\r\n\r\n")
			time.Sleep(pause)
			p.send(strings.Repeat("x", 20000) + fmt.Sprintf(get, "/next"))
			for _, want := range []string{"/early", "/next"} {
				if _, body, _ := p.page("POST"); body != want {
					t.Errorf("got %q, want %q", body, want)
				}
			}
		}
	})
}

// The same, with an answer that the kernel does not take at once: the program
// has said that it is done, so it is not asked about the body any more.
func TestLargeAnswerBeforeTheBody(t *testing.T) {
	h, v := httpHouse(t, VhostConfig{})
	large := strings.Repeat("y", 8<<20)
	h.program.on[ReasonHTTP] = func(c *Conn, in []byte) int {
		if string(in) == "/early" {
			return answer(c, large)
		}
		return answer(c, string(in))
	}
	h.program.on[ReasonHTTPBody] = func(*Conn, []byte) int { t.Error("HTTP_BODY after the answer"); return 0 }
	h.program.on[ReasonHTTPBodyCompletion] = func(*Conn, []byte) int { t.Error("HTTP_BODY_COMPLETION after the answer"); return 0 }
	h.during(func() {
		for _, pause := range []time.Duration{0, 20 * time.Millisecond} {
			p := dial(t, v)
			p.send("POST /early HTTP/1.1\r\nHost: h\r\nContent-Length: 2000\r\n\r\n")
			time.Sleep(pause)
			p.send(strings.Repeat("x", 2000) + fmt.Sprintf(get, "/next"))
			for _, want := range []string{large, "/next"} {
				if _, body, _ := p.page("POST"); body != want {
					t.Errorf("got %d bytes, want %d", len(body), len(want))
				}
			}
		}
	})
}

// A body that is longer than a new connection costs is not swallowed.
func TestAnswerBeforeAHugeBodyCloses(t *testing.T) {
	h, v := httpHouse(t, VhostConfig{})
	h.program.on[ReasonHTTP] = func(c *Conn, in []byte) int { return answer(c, string(in)) }
	h.during(func() {
		p := dial(t, v)
		p.send("POST /early HTTP/1.1\r\nHost: h\r\nContent-Length: 100000000\r\n\r\n")
		if _, body, _ := p.page("POST"); body != "/early" {
			t.Errorf("got %q", body)
		}
		if rest := p.ended(); rest != "" {
			t.Errorf("and then %q", rest)
		}
	})
}

func TestConnectionsThatEndWithTheAnswer(t *testing.T) {
	h, v := httpHouse(t, VhostConfig{})
	h.during(func() {
		for _, request := range []string{
			"GET /x HTTP/1.0\r\n\r\n",
			"GET /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
		} {
			p := dial(t, v)
			p.send(request)
			if _, body, _ := p.page("GET"); body != "/x" {
				t.Errorf("%q: got %q", request, body)
			}
			if rest := p.rest(); rest != "" {
				t.Errorf("%q: and then %q", request, rest)
			}
		}
	})
}

// What the peer asked before it closed its side it still gets.
func TestPeerThatClosesItsSideGetsItsAnswers(t *testing.T) {
	h, v := httpHouse(t, VhostConfig{})
	large := strings.Repeat("z", 16<<20)
	h.program.on[ReasonHTTP] = func(c *Conn, in []byte) int {
		if string(in) == "/large" {
			return answer(c, large)
		}
		return answer(c, string(in))
	}
	h.during(func() {
		for _, paths := range [][]string{{"/a"}, {"/a", "/b"}, {"/large"}, {"/a", "/large"}, {"/large", "/b"}} {
			p := dial(t, v)
			p.Conn.(*net.TCPConn).SetReadBuffer(32 << 10)
			var requests strings.Builder
			for _, path := range paths {
				fmt.Fprintf(&requests, get, path)
			}
			p.send(requests.String())
			p.Conn.(*net.TCPConn).CloseWrite()
			time.Sleep(30 * time.Millisecond)
			for _, path := range paths {
				want := path
				if path == "/large" {
					want = large
				}
				if _, body, _ := p.page("GET"); body != want {
					t.Errorf("%q: got %d bytes, want %d", paths, len(body), len(want))
					break
				}
			}
			if rest := p.ended(); rest != "" {
				t.Errorf("%q: and then %q", paths, rest)
			}
		}
	})
	h.serve("all ends", func() bool { return len(h.program.live) == 1 })
}

// A program that is preparing an answer hears at once that nobody waits for it.
func TestPeerThatLeavesWhileTheAnswerIsPrepared(t *testing.T) {
	h, v := httpHouse(t, VhostConfig{})
	h.program.on[ReasonHTTP] = func(*Conn, []byte) int { return 0 }
	for _, leave := range []func(p *peer){
		func(p *peer) { p.Close() }, func(p *peer) { p.Conn.(*net.TCPConn).CloseWrite() }, func(p *peer) { p.reset() },
	} {
		before := h.program.count(ReasonClosedHTTP)
		p := dial(t, v)
		p.send(fmt.Sprintf(get, "/"))
		h.serve("the request", func() bool { return h.program.live != nil && len(h.program.live) == 2 })
		h.settle()
		leave(p)
		h.serve("the end", func() bool { return h.program.count(ReasonClosedHTTP) == before+1 })
	}
}

func TestRefusedRequestsAreAnswered(t *testing.T) {
	h, v := httpHouse(t, VhostConfig{})
	long := strings.Repeat("a", 100_000)
	h.during(func() {
		for name, c := range map[string]struct {
			request string
			status  int
		}{
			"no HTTP":           {"hello there\r\n\r\n", 501},
			"long URI":          {"GET /" + long + " HTTP/1.1\r\nHost: h\r\n\r\n", 414},
			"long header":       {"GET / HTTP/1.1\r\nHost: h\r\nX: " + long + "\r\n\r\n", 431},
			"too many headers":  {"GET / HTTP/1.1\r\nHost: h\r\n" + strings.Repeat("X: y\r\n", 10_000) + "\r\n", 431},
			"two lengths":       {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400},
			"length and chunks": {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
			"odd coding":        {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n", 400},
		} {
			p := dial(t, v)
			p.send(c.request)
			status, _, _ := p.page("GET")
			if status != c.status {
				t.Errorf("%s: status %d, want %d", name, status, c.status)
			}
			if rest := p.rest(); rest != "" {
				t.Errorf("%s: and then %q", name, rest)
			}
		}
	})
	if n := h.program.count(ReasonHTTP); n != 0 {
		t.Errorf("the program was asked %d times", n)
	}
	h.serve("all ends", func() bool { return len(h.program.live) == 1 })
}

func TestBadChunkEndsTheConnection(t *testing.T) {
	h, v := httpHouse(t, VhostConfig{})
	h.during(func() {
		p := dial(t, v)
		p.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nnonsense\r\n")
		if status, _, _ := p.page("POST"); status != 400 {
			t.Errorf("status %d, want 400", status)
		}
		p.rest()
	})
	if n := h.program.count(ReasonHTTPBodyCompletion); n != 0 {
		t.Error("a broken body was completed")
	}
}

// Timeouts, by a clock that is moved on.
func TestTimeouts(t *testing.T) {
	config := VhostConfig{HeaderSeconds: 3, TimeoutSeconds: 7, KeepaliveSeconds: 11}
	for _, c := range []struct {
		name    string
		sends   string
		seconds int
	}{
		{"says nothing", "", 3},
		{"half a header", "GET / HTTP/1.1\r\nHo", 3},
		{"half a body", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n1234", 7},
		{"is not answered", "GET /never HTTP/1.1\r\nHost: h\r\n\r\n", 7},
		{"says nothing more", "GET /x HTTP/1.1\r\nHost: h\r\n\r\n", 11},
		{"half a second header", "GET /x HTTP/1.1\r\nHost: h\r\n\r\nGET / HT", 3},
	} {
		h, v := httpHouse(t, config)
		h.program.on[ReasonHTTP] = func(c *Conn, in []byte) int {
			if string(in) == "/x" {
				return answer(c, "x")
			}
			return 0
		}
		p := dial(t, v)
		p.send(c.sends)
		h.serve(c.name, func() bool { return len(h.program.live) == 2 })
		time.Sleep(10 * time.Millisecond)
		h.settle()
		h.skip(time.Duration(c.seconds)*time.Second - 500*time.Millisecond)
		h.settle()
		if len(h.program.live) != 2 {
			t.Errorf("%s: closed before %d s", c.name, c.seconds)
		}
		h.skip(600 * time.Millisecond)
		h.settle()
		if len(h.program.live) != 1 {
			t.Errorf("%s: not closed after %d s", c.name, c.seconds)
		}
		if n := h.program.count(ReasonClosedHTTP); n != 1 {
			t.Errorf("%s: %d closes told, want 1", c.name, n)
		}
		h.during(func() { p.ended() })
		h.destroy()
	}
}

// A peer that sends its header one byte now and then is cut all the same.
func TestSlowHeaderIsCut(t *testing.T) {
	h, v := httpHouse(t, VhostConfig{HeaderSeconds: 10})
	p := dial(t, v)
	gone := func() bool { return h.program.opened == 2 && len(h.program.live) == 1 }
	sent := 0
	for _, b := range "GET / HTTP/1.1\r\nHost: h\r\nX-Slow: " + strings.Repeat("x", 100) {
		if _, err := p.Write([]byte(string(b))); err != nil {
			break
		}
		h.settle()
		h.skip(time.Second)
		if sent++; gone() {
			break
		}
	}
	if !gone() || sent > 12 {
		t.Errorf("a header at a byte a second was cut after %d bytes", sent)
	}
}

// A large answer to a peer that reads slowly but steadily is not cut.
func TestSlowReaderIsNotCut(t *testing.T) {
	h, v := httpHouse(t, VhostConfig{TimeoutSeconds: 5})
	large := strings.Repeat("0123456789abcdef", 1<<19) // 8 MiB
	h.program.on[ReasonHTTP] = func(c *Conn, _ []byte) int { return answer(c, large) }
	p := dial(t, v)
	p.Conn.(*net.TCPConn).SetReadBuffer(64 << 10)
	p.send(fmt.Sprintf(get, "/"))
	var got bytes.Buffer
	piece := make([]byte, 256<<10)
	whole := len(fmt.Sprintf("HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n", len(large))) + len(large)
	for got.Len() < whole {
		h.settle()
		p.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
		n, err := io.ReadFull(p.in, piece[:min(len(piece), whole-got.Len())])
		got.Write(piece[:n])
		var ne net.Error
		if err != nil && !(errors.As(err, &ne) && ne.Timeout()) {
			t.Fatalf("cut after %d of %d bytes: %v", got.Len(), len(large), err)
		}
		h.skip(time.Second)
	}
	if !strings.HasSuffix(got.String(), large) {
		t.Error("the peer got other bytes")
	}
}

// And one that does not read at all is.
func TestReaderThatStopsIsCut(t *testing.T) {
	h, v := httpHouse(t, VhostConfig{TimeoutSeconds: 5})
	h.program.on[ReasonHTTP] = func(c *Conn, _ []byte) int { return answer(c, strings.Repeat("x", 16<<20)) }
	p := dial(t, v)
	p.send(fmt.Sprintf(get, "/"))
	h.serve("the request", func() bool { return h.program.count(ReasonHTTP) == 1 })
	// What the kernel still takes for it, some time after the rest, is progress.
	for n := 0; n < 5 && len(h.program.live) != 1; n++ {
		h.settle()
		h.skip(6 * time.Second)
		h.settle()
	}
	if len(h.program.live) != 1 {
		t.Error("a peer that does not read its answer is waited for without end")
	}
}

func TestLargeAnswerArrivesBeforeTheClose(t *testing.T) {
	h, v := httpHouse(t, VhostConfig{})
	large := strings.Repeat("0123456789abcdef", 1<<18) // 4 MiB
	h.program.on[ReasonHTTP] = func(c *Conn, _ []byte) int { return answer(c, large) }
	h.during(func() {
		for _, request := range []string{"GET / HTTP/1.0\r\n\r\n", "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"} {
			p := dial(t, v)
			p.send(request)
			if _, body, _ := p.page("GET"); body != large {
				t.Errorf("%q: got %d bytes, want %d", request, len(body), len(large))
			}
			p.rest()
		}
	})
}
