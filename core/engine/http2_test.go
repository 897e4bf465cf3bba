package engine

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"github.com/golws/golws/core/h1"
)

// http2House is a house whose vhost answers HTTP/2 without TLS.
func http2House(t *testing.T, config VhostConfig) (*house, *Vhost) {
	h := newHouse(t, ContextConfig{})
	config.Options |= OptionHTTP2PriorKnowledge
	return h, h.vhost(config, &Protocol{Name: "http"}, &Protocol{Name: "echo"})
}

// xnetClient is golang.org/x/net's client, which knows that HTTP/2 is spoken.
func xnetClient() (*http.Client, *http2.Transport) {
	transport := &http2.Transport{
		AllowHTTP: true,
		DialTLSContext: func(ctx context.Context, network, addr string, _ *tls.Config) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, addr)
		},
	}
	return &http.Client{Transport: transport, Timeout: 20 * time.Second}, transport
}

func (v *Vhost) testURL(path string) string {
	return fmt.Sprintf("http://127.0.0.1:%d%s", v.ListenPort(), path)
}

// plainHead is a response's head as lws_add_http_common_headers writes it.
func plainHead(status int, length int) []byte {
	buf := make([]byte, 512)
	n, _ := h1.PutCommon(buf, status, &h1.Head{Minor: 1}, []byte("text/plain"), uint64(length))
	return append(buf[:n], "\r\n"...)
}

// answerEchoing answers POST with its own body, as it comes, and GET with text.
func answerEchoing(h *house, text string) {
	bodies := map[*Conn]*bytes.Buffer{}
	h.program.on[ReasonHTTP] = func(c *Conn, in []byte) int {
		if c.Request().Method.String() == "POST" {
			bodies[c] = new(bytes.Buffer)
			return 0
		}
		c.WriteHTTP(plainHead(200, len(text)))
		c.WriteHTTP([]byte(text))
		if c.CompleteTransaction() {
			return -1
		}
		return 0
	}
	h.program.on[ReasonHTTPBody] = func(c *Conn, in []byte) int { bodies[c].Write(in); return 0 }
	h.program.on[ReasonHTTPBodyCompletion] = func(c *Conn, _ []byte) int {
		body := bodies[c].Bytes()
		delete(bodies, c)
		c.WriteHTTP(plainHead(200, len(body)))
		c.WriteHTTP(body)
		if c.CompleteTransaction() {
			return -1
		}
		return 0
	}
}

func fetch(t *testing.T, client *http.Client, url string) (status int, body []byte) {
	t.Helper()
	r, err := client.Get(url)
	if err != nil {
		t.Error(err)
		return 0, nil
	}
	defer r.Body.Close()
	body, err = io.ReadAll(r.Body)
	if err != nil {
		t.Errorf("%s: %v", url, err)
	}
	return r.StatusCode, body
}

func TestHTTP2Requests(t *testing.T) {
	h, v := http2House(t, VhostConfig{})
	defer h.destroy()
	answerEchoing(h, "hello")
	client, transport := xnetClient()
	defer transport.CloseIdleConnections()
	h.during(func() {
		var wait sync.WaitGroup
		for i := range 90 {
			wait.Add(1)
			go func() {
				defer wait.Done()
				if i%2 == 0 {
					if status, body := fetch(t, client, v.testURL(fmt.Sprintf("/%d?a=b", i))); status != 200 || string(body) != "hello" {
						t.Errorf("request %d: %d %q", i, status, body)
					}
					return
				}
				sent := bytes.Repeat([]byte{byte(i)}, i*1000)
				r, err := client.Post(v.testURL("/post"), "text/plain", bytes.NewReader(sent))
				if err != nil {
					t.Error(err)
					return
				}
				got, err := io.ReadAll(r.Body)
				if err != nil || !bytes.Equal(got, sent) {
					t.Errorf("%d bytes came back of %d: %v", len(got), len(sent), err)
				}
				r.Body.Close()
			}()
		}
		wait.Wait()
	})
	if n := h.program.count(ReasonServerNewClientInstantiated); n != 1 {
		t.Errorf("%d connections for requests that may share one", n)
	}
}

// Bodies far larger than the windows, both ways, with a program that stops
// receiving now and then.
func TestHTTP2FlowControl(t *testing.T) {
	h, v := http2House(t, VhostConfig{})
	defer h.destroy()
	answerEchoing(h, "")
	collect := h.program.on[ReasonHTTPBody]
	pieces := 0
	h.program.on[ReasonHTTPBody] = func(c *Conn, in []byte) int {
		if pieces++; pieces%7 == 0 {
			c.SetReceiving(false)
			c.SetTimer(1000)
		}
		return collect(c, in)
	}
	h.program.on[ReasonTimer] = func(c *Conn, _ []byte) int { c.SetReceiving(true); return 0 }
	client, transport := xnetClient()
	defer transport.CloseIdleConnections()
	sent := make([]byte, 5<<20)
	rand.Read(sent)
	h.during(func() {
		r, err := client.Post(v.testURL("/post"), "text/plain", io.MultiReader(bytes.NewReader(sent))) // no length
		if err != nil {
			t.Error(err)
			return
		}
		got, err := io.ReadAll(r.Body)
		if err != nil || !bytes.Equal(got, sent) {
			t.Errorf("%d bytes came back of %d: %v", len(got), len(sent), err)
		}
	})
}

// A program that stops receiving stops the peer, whatever it wants to send.
func TestHTTP2ReceivingSwitchedOffIsBounded(t *testing.T) {
	h, v := http2House(t, VhostConfig{})
	defer h.destroy()
	var conn *Conn
	h.program.on[ReasonHTTPBody] = func(c *Conn, in []byte) int { conn = c; c.SetReceiving(false); return 0 }
	client, transport := xnetClient()
	defer transport.CloseIdleConnections()
	ctx, cancel := context.WithCancel(context.Background())
	request, _ := http.NewRequestWithContext(ctx, "POST", v.testURL("/"), io.LimitReader(rand.Reader, 50<<20))
	done := make(chan struct{})
	go func() {
		defer close(done)
		if r, err := client.Do(request); err == nil {
			r.Body.Close()
		}
	}()
	h.serve("the peer's window is used up", func() bool { return conn != nil && conn.ReceiveAllowance() <= 16<<10 })
	h.settle()
	if n := len(conn.unread); n > http2StreamWindow {
		t.Errorf("%d bytes are kept for a program that does not receive", n)
	}
	cancel()
	h.serve("the peer's part", func() bool {
		select {
		case <-done:
			return conn.closed
		default:
			return false
		}
	})
}

func TestHTTP2Files(t *testing.T) {
	dir := t.TempDir()
	large := make([]byte, 3<<20)
	rand.Read(large)
	os.WriteFile(filepath.Join(dir, "large.txt"), large, 0o644)
	os.WriteFile(filepath.Join(dir, "small.txt"), []byte("small"), 0o644)
	h, v := http2House(t, VhostConfig{Mounts: []*Mount{{Point: "/", Origin: dir, Kind: MountFile}}})
	defer h.destroy()
	client, transport := xnetClient()
	defer transport.CloseIdleConnections()
	h.during(func() {
		for range 3 {
			if status, body := fetch(t, client, v.testURL("/small.txt")); status != 200 || string(body) != "small" {
				t.Errorf("%d %q", status, body)
			}
			if status, body := fetch(t, client, v.testURL("/large.txt")); status != 200 || !bytes.Equal(body, large) {
				t.Errorf("%d, %d bytes", status, len(body))
			}
		}
		r, err := client.Head(v.testURL("/large.txt"))
		if err != nil || r.StatusCode != 200 || r.ContentLength != int64(len(large)) {
			t.Errorf("HEAD: %v %v", r, err)
		}
	})
	if n := h.program.count(ReasonHTTPFileCompletion); n != 6 {
		t.Errorf("%d file completions", n)
	}
}

// The peer loses interest in the middle of a response: the stream's program
// hears of the end, the others do not.
func TestHTTP2CancelledResponse(t *testing.T) {
	h, v := http2House(t, VhostConfig{})
	defer h.destroy()
	h.program.on[ReasonHTTP] = func(c *Conn, in []byte) int {
		c.WriteHTTP(plainHead(200, 10<<20))
		c.RequestWriteable()
		return 0
	}
	h.program.on[ReasonHTTPWriteable] = func(c *Conn, _ []byte) int {
		c.WriteHTTP(make([]byte, 10000))
		c.RequestWriteable()
		return 0
	}
	client, transport := xnetClient()
	defer transport.CloseIdleConnections()
	h.during(func() {
		for range 20 {
			r, err := client.Get(v.testURL("/"))
			if err != nil {
				t.Error(err)
				return
			}
			io.CopyN(io.Discard, r.Body, 300000)
			r.Body.Close()
		}
	})
	h.serve("the streams end", func() bool { return h.program.count(ReasonClosedHTTP) == 20 })
	if n := h.program.count(ReasonServerNewClientInstantiated); n != 1 {
		t.Errorf("%d connections", n)
	}
}

// What a program has written before it ends a stream arrives, also when the
// peer's window has no room for it yet.
func TestHTTP2OutputOutlivesTheStream(t *testing.T) {
	h, v := http2House(t, VhostConfig{})
	defer h.destroy()
	text := strings.Repeat("0123456789", 100000)
	h.program.on[ReasonHTTP] = func(c *Conn, in []byte) int {
		c.WriteHTTP(plainHead(200, len(text)))
		c.WriteHTTP([]byte(text))
		return -1
	}
	client, transport := xnetClient()
	defer transport.CloseIdleConnections()
	h.during(func() {
		if status, body := fetch(t, client, v.testURL("/")); status != 200 || string(body) != text {
			t.Errorf("%d, %d bytes", status, len(body))
		}
	})
}

// A response that is not complete must not look so.
func TestHTTP2TruncatedResponse(t *testing.T) {
	h, v := http2House(t, VhostConfig{})
	defer h.destroy()
	h.program.on[ReasonHTTP] = func(c *Conn, in []byte) int {
		if string(in) == "/some" {
			c.WriteHTTP(plainHead(200, 1000))
			c.WriteHTTP(make([]byte, 10))
		}
		return -1
	}
	client, transport := xnetClient()
	defer transport.CloseIdleConnections()
	h.during(func() {
		if r, err := client.Get(v.testURL("/some")); err == nil {
			if _, err = io.ReadAll(r.Body); err == nil {
				t.Error("a truncated body was taken for a whole one")
			}
		}
		if _, err := client.Get(v.testURL("/none")); err == nil {
			t.Error("there was a response")
		}
	})
}

// CVE-2019-9511, CVE-2019-9517: a peer that never opens its window.
func TestHTTP2PeerWithoutWindow(t *testing.T) {
	h, v := http2House(t, VhostConfig{TimeoutSeconds: 5})
	defer h.destroy()
	text := strings.Repeat("x", 200000)
	h.program.on[ReasonHTTP] = func(c *Conn, in []byte) int {
		c.WriteHTTP(plainHead(200, len(text)))
		c.WriteHTTP([]byte(text))
		if string(in) == "/ends" {
			return -1
		}
		return 0
	}
	p := dial(t, v)
	frames := http2.NewFramer(p.Conn, p.Conn)
	h.during(func() {
		p.send(http2.ClientPreface)
		frames.WriteSettings()
		frames.WriteSettingsAck()
		for i, path := range []string{"/ends", "/stays"} {
			frames.WriteHeaders(http2.HeadersFrameParam{StreamID: uint32(2*i + 1), BlockFragment: requestBlock(path), EndHeaders: true, EndStream: true})
		}
	})
	h.settle()
	for range 4 {
		h.skip(6 * time.Second)
		h.settle()
	}
	resets := 0
	h.during(func() {
		p.Conn.SetReadDeadline(time.Now().Add(time.Second))
		for {
			f, err := frames.ReadFrame()
			if err != nil {
				break
			}
			if _, ok := f.(*http2.RSTStreamFrame); ok {
				resets++
			}
		}
	})
	if resets != 2 {
		t.Errorf("%d of 2 streams were given up", resets)
	}
}

func requestBlock(path string) []byte {
	var b bytes.Buffer
	e := hpack.NewEncoder(&b)
	for _, f := range []hpack.HeaderField{{Name: ":method", Value: "GET"}, {Name: ":scheme", Value: "http"},
		{Name: ":path", Value: path}, {Name: ":authority", Value: "h"}} {
		e.WriteField(f)
	}
	return b.Bytes()
}

// RFC 8441: a WebSocket on a stream.
func TestHTTP2WebSocket(t *testing.T) {
	h, v := http2House(t, VhostConfig{})
	defer h.destroy()
	h.program.on[ReasonReceive] = echo
	client, transport := xnetClient()
	client.Timeout = 0
	defer transport.CloseIdleConnections()
	h.during(func() {
		for range 3 {
			in, out := io.Pipe()
			request, _ := http.NewRequest("CONNECT", v.testURL("/ws"), in)
			request.Header[":protocol"] = []string{"websocket"}
			request.Header.Set("Sec-WebSocket-Version", "13")
			request.Header.Set("Sec-WebSocket-Protocol", "echo")
			r, err := client.Do(request)
			if err != nil {
				t.Error(err)
				return
			}
			if r.StatusCode != 200 || r.Header.Get("Sec-WebSocket-Protocol") != "echo" {
				t.Errorf("%d %v", r.StatusCode, r.Header)
			}
			for _, message := range []string{"a", strings.Repeat("b", 70000)} {
				go io.WriteString(out, frame(text, message))
				if got, err := readMessage(r.Body); err != nil || got != message {
					t.Errorf("a message of %d bytes came back as %d: %v", len(message), len(got), err)
				}
			}
			go io.WriteString(out, frame(closing, status(1000, "")))
			if rest, err := io.ReadAll(r.Body); err != nil || string(rest) != "\x88\x02\x03\xe8" {
				t.Errorf("at the end: %q, %v", rest, err)
			}
			out.Close()
		}
	})
	if h.program.count(ReasonEstablished) != 3 || h.program.count(ReasonClosed) != 3 {
		t.Errorf("%d established, %d closed", h.program.count(ReasonEstablished), h.program.count(ReasonClosed))
	}
}

// readMessage reads the frames of one message of a server.
func readMessage(r io.Reader) (string, error) {
	var message []byte
	for {
		var head [4]byte
		if _, err := io.ReadFull(r, head[:2]); err != nil {
			return string(message), err
		}
		n := int(head[1])
		if n == 126 {
			if _, err := io.ReadFull(r, head[2:]); err != nil {
				return string(message), err
			}
			n = int(head[2])<<8 | int(head[3])
		}
		piece := make([]byte, n)
		if _, err := io.ReadFull(r, piece); err != nil {
			return string(message), err
		}
		if message = append(message, piece...); head[0]&fin != 0 {
			return string(message), nil
		}
	}
}

// Everything open, and the context ends: told once each, nothing left.
func TestHTTP2ContextEnds(t *testing.T) {
	h, v := http2House(t, VhostConfig{})
	asked := 0
	h.program.on[ReasonHTTP] = func(*Conn, []byte) int { asked++; return 0 }
	client, transport := xnetClient()
	defer transport.CloseIdleConnections()
	errs := make(chan error, 10)
	for range 10 {
		go func() { _, err := client.Get(v.testURL("/")); errs <- err }()
	}
	h.serve("ten requests", func() bool { return asked == 10 })
	h.destroy()
	for range 10 {
		if err := <-errs; err == nil {
			t.Error("a response from nowhere")
		}
	}
}

// RFC 9113 section 6.8: the end is announced before the streams are reset, or a
// client that has nothing left to wait for does not see why.
func TestHTTP2GoAwayGoesFirst(t *testing.T) {
	h, v := http2House(t, VhostConfig{})
	asked := false
	h.program.on[ReasonHTTP] = func(*Conn, []byte) int { asked = true; return 0 }
	p := dial(t, v)
	frames := http2.NewFramer(p.Conn, p.Conn)
	p.send(http2.ClientPreface)
	frames.WriteSettings()
	frames.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: requestBlock("/"), EndHeaders: true, EndStream: true})
	h.serve("a request", func() bool { return asked })
	h.destroy()
	var got []http2.FrameType
	p.Conn.SetReadDeadline(time.Now().Add(5 * time.Second))
	for {
		f, err := frames.ReadFrame()
		if err != nil {
			break
		}
		if kind := f.Header().Type; kind == http2.FrameGoAway || kind == http2.FrameRSTStream {
			got = append(got, kind)
		}
	}
	if want := []http2.FrameType{http2.FrameGoAway, http2.FrameRSTStream}; !slices.Equal(got, want) {
		t.Errorf("the end is %v, want %v", got, want)
	}
}

// RFC 7540 section 3.2: nothing but the head of the answer follows 101 before the
// client's preface, for which some clients have no room.
func TestHTTP2UpgradeWaitsForThePreface(t *testing.T) {
	h, v := http2House(t, VhostConfig{})
	defer h.destroy()
	answerEchoing(h, strings.Repeat("x", 60000))
	p := dial(t, v)
	body := 0
	read := func(wait time.Duration) {
		frames := http2.NewFramer(p.Conn, p.Conn)
		p.Conn.SetReadDeadline(time.Now().Add(wait))
		for body < 60000 {
			f, err := frames.ReadFrame()
			if err != nil {
				return
			}
			if f.Header().Type == http2.FrameData {
				body += int(f.Header().Length)
			}
		}
	}
	h.during(func() {
		p.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n")
		head := make([]byte, len("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"))
		io.ReadFull(p.Conn, head)
		read(200 * time.Millisecond)
		if body != 0 {
			t.Errorf("%d bytes of the body came before the preface", body)
		}
		p.send(http2.ClientPreface)
		http2.NewFramer(p.Conn, nil).WriteSettings()
		read(5 * time.Second)
	})
	if body != 60000 {
		t.Errorf("%d of 60000 bytes came", body)
	}
}
