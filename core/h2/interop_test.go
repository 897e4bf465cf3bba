package h2

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// The peers here are the client and the server of golang.org/x/net.

func testBody(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i * 7 >> 3)
	}
	return b
}

// goClient connects net's client to our server.
func goClient(t *testing.T, cfg *Config, event func(*pump, *Event)) (*http2.ClientConn, *pump) {
	t.Helper()
	ours, theirs := net.Pipe()
	p := newPump(ours, cfg, event)
	go p.run()
	tr := &http2.Transport{AllowHTTP: true, DisableCompression: true}
	cc, err := tr.NewClientConn(theirs)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cc.Close(); theirs.Close(); <-p.done })
	return cc, p
}

func TestInteropServerBodies(t *testing.T) {
	cc, p := goClient(t, testConfig(), echo)
	var wg sync.WaitGroup
	for i, size := range []int{0, 1, 16384, 16385, 65535, 200000, 5 << 20} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			body := testBody(size)
			interim := 0
			ctx := httptrace.WithClientTrace(context.Background(), &httptrace.ClientTrace{
				Got1xxResponse: func(code int, h textproto.MIMEHeader) error { interim = code; return nil }})
			req, _ := http.NewRequestWithContext(ctx, "POST", "http://a.test/x"+strconv.Itoa(i), bytes.NewReader(body))
			res, err := cc.RoundTrip(req)
			if err != nil {
				t.Error(size, err)
				return
			}
			got, err := io.ReadAll(res.Body)
			if size == 0 {
				body = []byte("golws says hello")
			} else if res.Trailer.Get("x-length") != strconv.Itoa(size) {
				t.Errorf("%d: trailers %v", size, res.Trailer)
			}
			if err != nil || res.StatusCode != 200 || !bytes.Equal(got, body) || interim != 103 {
				t.Errorf("%d: %d, %d bytes, interim %d, %v", size, res.StatusCode, len(got), interim, err)
			}
		}()
	}
	wg.Wait()
	p.do(func() {
		if n := p.conn.StreamsOpen(); n != 0 {
			t.Errorf("%d streams left", n)
		}
		if w := p.conn.ReceiveWindow(); w < 1<<19 {
			t.Errorf("connection window %d", w)
		}
	})
}

// Half a body, then the client gives up.
func TestInteropServerReset(t *testing.T) {
	codes := make(chan ErrCode, 1)
	cc, p := goClient(t, testConfig(), func(p *pump, ev *Event) {
		if ev.Kind == Reset {
			codes <- ev.Code
		}
	})
	ctx, cancel := context.WithCancel(context.Background())
	r, w := io.Pipe()
	req, _ := http.NewRequestWithContext(ctx, "POST", "http://a.test/", r)
	go func() {
		w.Write(testBody(1000))
		cancel()
	}()
	if _, err := cc.RoundTrip(req); err == nil {
		t.Error("no error")
	}
	select {
	case code := <-codes:
		if code != Cancel {
			t.Error(code)
		}
	case <-time.After(5 * time.Second):
		t.Error("no reset")
	}
	p.do(func() {
		if p.conn.StreamsOpen() != 0 {
			t.Error("stream left")
		}
	})
}

// A server that drains: requests under way are answered, then nothing is left.
func TestInteropServerDrain(t *testing.T) {
	cc, p := goClient(t, testConfig(), echo)
	r, w := io.Pipe()
	req, _ := http.NewRequest("POST", "http://a.test/", r)
	go func() {
		w.Write([]byte("first"))
		p.do(func() { p.conn.Drain() })
		w.Write([]byte(" second"))
		w.Close()
	}()
	res, err := cc.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(res.Body); err != nil || string(got) != "first second" {
		t.Errorf("%q %v", got, err)
	}
	for range 100 {
		fin := false
		p.do(func() { fin = p.conn.Finished() })
		if fin && cc.State().Closing {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("not finished: %+v", cc.State())
}

// goServer connects our client to net's server.
func goServer(t *testing.T, cfg *Config, h http.Handler, event func(*pump, *Event)) *pump {
	t.Helper()
	ours, theirs := net.Pipe()
	go (&http2.Server{}).ServeConn(theirs, &http2.ServeConnOpts{Handler: h, BaseConfig: &http.Server{}})
	p := newPump(ours, cfg, event)
	go p.run()
	t.Cleanup(func() { theirs.Close(); <-p.done })
	return p
}

// answer is what a client makes of a response.
type answer struct {
	sum     [32]byte
	size    int
	status  int
	interim int
	trailer string
	failure string
}

// collector gathers answers.
type collector struct {
	bodies  map[*Stream][]byte
	parts   map[*Stream]*answer
	answers chan answer
}

func newCollector() *collector {
	return &collector{map[*Stream][]byte{}, map[*Stream]*answer{}, make(chan answer, 100)}
}

func (c *collector) event(p *pump, ev *Event) {
	s := ev.Stream
	if s == nil {
		return
	}
	a := c.parts[s]
	if a == nil {
		a = new(answer)
		c.parts[s] = a
	}
	switch ev.Kind {
	case Informational:
		a.interim = ev.Status
	case Headers:
		a.status = ev.Status
	case Data:
		c.bodies[s] = append(c.bodies[s], ev.Payload...)
		p.conn.Consumed(s, len(ev.Payload))
	case Trailers:
		for _, f := range p.conn.Fields() {
			a.trailer += f.Name + "=" + f.Value
		}
	case Reset, StreamRefused, StreamError:
		a.failure = fmt.Sprint(ev.Kind, ev.Code)
		delete(p.bodies, s)
	}
	if ev.End {
		a.sum, a.size = sha256.Sum256(c.bodies[s]), len(c.bodies[s])
		c.answers <- *a
		delete(c.bodies, s)
		delete(c.parts, s)
		p.conn.Release(s)
	}
}

func (c *collector) wait(t *testing.T) answer {
	t.Helper()
	select {
	case a := <-c.answers:
		return a
	case <-time.After(20 * time.Second):
		t.Fatal("no answer")
	}
	panic(0)
}

func requestFields(method, path string, more ...string) []hpack.HeaderField {
	f := []hpack.HeaderField{{Name: ":method", Value: method}, {Name: ":scheme", Value: "http"}, {Name: ":authority", Value: "a.test"}, {Name: ":path", Value: path}}
	for i := 0; i < len(more); i += 2 {
		f = append(f, hpack.HeaderField{Name: more[i], Value: more[i+1]})
	}
	return f
}

func TestInteropClient(t *testing.T) {
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/abort":
			panic(http.ErrAbortHandler)
		case "/head":
			w.Header().Set("Content-Length", "1234")
		case "/wide":
			for i := range 100 {
				w.Header().Set("x-wide-"+strconv.Itoa(i), strings.Repeat("w", 100))
			}
		default:
			w.Header().Set("Trailer", "x-sum")
			w.Header().Set("Link", "</a>")
			w.WriteHeader(103)
			b, _ := io.ReadAll(r.Body)
			w.WriteHeader(201)
			w.Write(b)
			w.Header().Set("x-sum", strconv.Itoa(len(b)))
		}
	})
	col := newCollector()
	p := goServer(t, clientConfig(), h, col.event)
	for _, size := range []int{0, 1, 16385, 3 << 20} {
		body := testBody(size)
		p.do(func() {
			s, err := p.conn.OpenStream(requestFields("POST", "/echo", "content-length", strconv.Itoa(size)), false)
			if err != nil {
				t.Error(err)
				return
			}
			p.send(s, bytes.Clone(body))
		})
		a := col.wait(t)
		want := answer{sum: sha256.Sum256(body), size: size, status: 201, interim: 103, trailer: "x-sum=" + strconv.Itoa(size)}
		if a != want {
			t.Errorf("%d: %+v", size, a)
		}
	}
	for _, c := range []struct {
		method, path string
		status       int
		failure      string
	}{
		{"HEAD", "/head", 200, ""},
		{"GET", "/wide", 200, ""},
		{"GET", "/abort", 0, fmt.Sprint(Reset, InternalError)},
	} {
		p.do(func() {
			if _, err := p.conn.OpenStream(requestFields(c.method, c.path, "x-long", strings.Repeat("l", 40000)), true); err != nil {
				t.Error(err)
			}
		})
		if a := col.wait(t); a.status != c.status || a.failure != c.failure || a.size != 0 {
			t.Errorf("%s: %+v", c.path, a)
		}
	}
}
