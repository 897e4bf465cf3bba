package engine

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/http2"

	"github.com/golws/golws/core/ws"
)

// http2Site serves HTTP/2 without TLS by golang.org/x/net's server.
func http2Site(t testing.TB, connections *atomic.Int32, settings *http2.Server, f http.HandlerFunc) (port int) {
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
			connections.Add(1)
			go settings.ServeConn(ordered{c}, &http2.ServeConnOpts{Handler: f})
		}
	}()
	return l.Addr().(*net.TCPAddr).Port
}

const sharedHTTP2 = ClientPipeline | ClientPriorKnowledge

func TestHTTP2ClientRequestsShareAConnection(t *testing.T) {
	noLeak(t)
	h, v, _ := clientHouse(t)
	bodies := map[*Conn]string{}
	h.program.on[ReasonReceiveClientHTTPRead] = func(c *Conn, in []byte) int { bodies[c] += string(in); return 0 }
	paths := map[*Conn]string{}
	completed := 0
	h.program.on[ReasonCompletedClientHTTP] = func(c *Conn, _ []byte) int {
		completed++
		if want := "answer to " + paths[c]; bodies[c] != want || c.ResponseStatus() != 200 {
			t.Errorf("%d %q, want %q", c.ResponseStatus(), bodies[c], want)
		}
		if string(c.Header().Value(0)) == "" && c.headerText(39) != "200" { // WSI_TOKEN_HTTP_COLON_STATUS
			t.Errorf(":status is %q", c.headerText(39))
		}
		return 0
	}
	var connections atomic.Int32
	// Fewer streams than requests: the others wait for their turn.
	port := http2Site(t, &connections, &http2.Server{MaxConcurrentStreams: 7}, func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "answer to "+r.URL.Path)
	})
	const most = 100
	for i := range most {
		path := "/" + strings.Repeat("x", i)
		c := h.context.Connect(ClientRequest{Vhost: v, Address: "127.0.0.1", Port: port, Path: path, Host: "h",
			Method: "GET", Flags: sharedHTTP2, LocalProtocol: "http"})
		paths[c] = path
	}
	h.serve("all responses", func() bool { return completed == most })
	h.serve("their ends", func() bool { return h.program.count(ReasonClosedClientHTTP) == most })
	if n := connections.Load(); n != 1 {
		t.Errorf("%d connections", n)
	}
	if n := h.program.count(ReasonClientConnectionError); n != 0 {
		t.Errorf("%d errors: %s", n, h.program.told(ReasonClientConnectionError))
	}
	h.destroy()
}

// A large body goes out under flow control, and comes back.
func TestHTTP2ClientBody(t *testing.T) {
	noLeak(t)
	h, v, body := clientHouse(t)
	sent := bytes.Repeat([]byte("0123456789abcdef"), 100_000)
	h.program.on[ReasonClientAppendHandshakeHeader] = func(c *Conn, _ []byte) int {
		c.SetBodyPending(true)
		c.RequestWriteable()
		return 0
	}
	rest := sent
	h.program.on[ReasonClientHTTPWriteable] = func(c *Conn, _ []byte) int {
		n := min(len(rest), 20_000)
		c.WriteHTTP(rest[:n])
		if rest = rest[n:]; len(rest) > 0 {
			c.RequestWriteable()
		} else {
			c.SetBodyPending(false)
		}
		return 0
	}
	var connections atomic.Int32
	port := http2Site(t, &connections, &http2.Server{}, func(w http.ResponseWriter, r *http.Request) { io.Copy(w, r.Body) })
	h.context.Connect(ClientRequest{Vhost: v, Address: "127.0.0.1", Port: port, Path: "/", Host: "h",
		Method: "POST", Flags: ClientPriorKnowledge, LocalProtocol: "http"})
	h.serve("the response", func() bool { return h.program.count(ReasonClosedClientHTTP) == 1 })
	if body.String() != string(sent) || h.program.count(ReasonCompletedClientHTTP) != 1 {
		t.Errorf("%d bytes came back of %d", body.Len(), len(sent))
	}
	h.destroy()
}

// A request whose body the program would still send becomes one that only
// receives: the server sees its end, and may then take longer than any timeout.
func TestHTTP2ClientLongPoll(t *testing.T) {
	h, v, body := clientHouse(t)
	v.Config.TimeoutSeconds = 1
	h.program.on[ReasonClientAppendHandshakeHeader] = func(c *Conn, _ []byte) int {
		c.SetBodyPending(true)
		return 0
	}
	h.program.on[ReasonEstablishedClientHTTP] = func(c *Conn, _ []byte) int {
		if !c.LongPoll() {
			t.Error("not a stream of HTTP/2")
		}
		return 0
	}
	completed := false
	h.program.on[ReasonCompletedClientHTTP] = func(*Conn, []byte) int { completed = true; return 0 }
	var connections atomic.Int32
	port := http2Site(t, &connections, &http2.Server{}, func(w http.ResponseWriter, r *http.Request) {
		w.(http.Flusher).Flush()
		if n, err := io.Copy(io.Discard, r.Body); n != 0 || err != nil {
			t.Errorf("the body: %d bytes, %v", n, err)
		}
		time.Sleep(2500 * time.Millisecond)
		io.WriteString(w, "news")
	})
	h.context.Connect(ClientRequest{Vhost: v, Address: "127.0.0.1", Port: port, Path: "/", Host: "h", Method: "POST", Flags: sharedHTTP2})
	h.serve("the news", func() bool { return completed })
	if body.String() != "news" {
		t.Errorf("%q", body)
	}
	h.destroy()
}

func TestHTTP2ClientRedirect(t *testing.T) {
	noLeak(t)
	h, v, body := clientHouse(t)
	var connections atomic.Int32
	port := http2Site(t, &connections, &http2.Server{}, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			http.Redirect(w, r, "/there", 302)
			return
		}
		io.WriteString(w, "here")
	})
	h.context.Connect(ClientRequest{Vhost: v, Address: "127.0.0.1", Port: port, Path: "/", Host: "h",
		Method: "GET", Flags: sharedHTTP2, LocalProtocol: "http"})
	h.serve("the response", func() bool { return h.program.count(ReasonClosedClientHTTP) == 1 })
	if body.String() != "here" {
		t.Errorf("got %q", body)
	}
	h.destroy()
}

// What goes wrong at the server is told: a reset before and in the middle of the
// response, a server that goes away, one that speaks something else.
func TestHTTP2ClientErrors(t *testing.T) {
	noLeak(t)
	for _, test := range []struct {
		name string
		f    http.HandlerFunc
		text string // of CLIENT_CONNECTION_ERROR; "": closed after ESTABLISHED
	}{
		{"reset before the response", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "HTTP/2 stream reset"},
		{"reset within the response", func(w http.ResponseWriter, _ *http.Request) {
			io.WriteString(w, "some")
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		}, ""},
	} {
		h, v, _ := clientHouse(t)
		var connections atomic.Int32
		port := http2Site(t, &connections, &http2.Server{}, test.f)
		h.context.Connect(ClientRequest{Vhost: v, Address: "127.0.0.1", Port: port, Path: "/", Host: "h",
			Method: "GET", Flags: sharedHTTP2, LocalProtocol: "http"})
		h.serve(test.name, func() bool {
			return h.program.count(ReasonClosedClientHTTP)+h.program.count(ReasonClientConnectionError) == 1
		})
		if got := h.program.told(ReasonClientConnectionError); !strings.Contains(got, test.text) || (test.text == "") != (got == "") {
			t.Errorf("%s: told %q", test.name, got)
		}
		if h.program.count(ReasonCompletedClientHTTP) != 0 {
			t.Errorf("%s: completed", test.name)
		}
		h.destroy()
	}
	h, v, _ := clientHouse(t)
	port := site(t, func(p *peer, _ *http.Request) {})
	h.context.Connect(ClientRequest{Vhost: v, Address: "127.0.0.1", Port: port, Path: "/", Host: "h",
		Method: "GET", Flags: sharedHTTP2, LocalProtocol: "http"})
	h.serve("a server of HTTP/1", func() bool { return h.program.count(ReasonClientConnectionError) == 1 })
	h.destroy()
}

// A WebSocket on a stream, both ends ours (RFC 8441); and a server without.
func TestHTTP2ClientWebSocket(t *testing.T) {
	noLeak(t)
	h, server := http2House(t, VhostConfig{})
	v := h.vhost(VhostConfig{Name: "clients", Port: NoListen}, &Protocol{Name: "http"}, &Protocol{Name: "echo"})
	h.program.on[ReasonReceive] = echo
	h.program.on[ReasonClientEstablished] = func(c *Conn, _ []byte) int { c.WriteFrame(ws.Text, false, []byte("hello")); return 0 }
	var got string
	h.program.on[ReasonClientReceive] = func(c *Conn, in []byte) int {
		got += string(in)
		c.SetCloseReason(1000, []byte("enough"))
		return -1
	}
	connect := func(port int) {
		h.context.Connect(ClientRequest{Vhost: v, Address: "127.0.0.1", Port: port, Path: "/", Host: "h",
			Protocols: "echo", Flags: ClientPriorKnowledge})
	}
	connect(server.ListenPort())
	h.serve("the end", func() bool { return h.program.count(ReasonClientClosed) == 1 && h.program.count(ReasonClosed) == 1 })
	if got != "hello" {
		t.Errorf("got %q; %s", got, h.program.told(ReasonClientConnectionError))
	}
	var connections atomic.Int32
	connect(http2Site(t, &connections, &http2.Server{}, func(http.ResponseWriter, *http.Request) {}))
	h.serve("the refusal", func() bool { return h.program.count(ReasonClientConnectionError) == 1 })
	if text := h.program.told(ReasonClientConnectionError); !strings.Contains(text, "RFC 8441") {
		t.Errorf("told %q", text)
	}
	h.destroy()
}

// GOAWAY while requests wait: they go to a connection of their own.
func TestHTTP2ClientGoAway(t *testing.T) {
	noLeak(t)
	h, v, _ := clientHouse(t)
	var connections, served atomic.Int32
	server := &http.Server{}
	settings := &http2.Server{MaxConcurrentStreams: 1}
	http2.ConfigureServer(server, settings)
	port := http2Site(t, &connections, settings, func(w http.ResponseWriter, _ *http.Request) {
		if served.Add(1) == 1 {
			w.Header().Set("Connection", "close") // which makes the server send GOAWAY
			time.Sleep(20 * time.Millisecond)
		}
	})
	for range 5 {
		h.context.Connect(ClientRequest{Vhost: v, Address: "127.0.0.1", Port: port, Path: "/", Host: "h",
			Method: "GET", Flags: sharedHTTP2, LocalProtocol: "http"})
	}
	h.serve("all responses", func() bool {
		return h.program.count(ReasonCompletedClientHTTP)+h.program.count(ReasonClientConnectionError) == 5
	})
	if n := h.program.count(ReasonClientConnectionError); n != 0 {
		t.Errorf("%d errors: %s", n, h.program.told(ReasonClientConnectionError))
	}
	h.settle()
	h.destroy()
}
