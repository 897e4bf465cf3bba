package engine

import (
	"net/http"
	"testing"
	"time"

	"github.com/golws/golws/core/header"
)

// What a server's own parser makes of a form that is written part by part.
func TestClientMultipart(t *testing.T) {
	h, v, _ := clientHouse(t)
	got := make(chan string, 1)
	port := site(t, func(p *peer, r *http.Request) {
		if err := r.ParseMultipartForm(1 << 20); err != nil {
			got <- err.Error()
			return
		}
		f := r.MultipartForm
		file := f.File["fi%22le"]
		if len(file) != 1 {
			got <- "no file"
			return
		}
		got <- f.Value["text"][0] + "|" + file[0].Filename + "|" + file[0].Header.Get("Content-Type")
		p.pieces("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 1000)
	})
	h.program.append[ReasonClientAppendHandshakeHeader] = "Transfer-Encoding: chunked\r\n"
	h.program.on[ReasonClientAppendHandshakeHeader] = func(c *Conn, _ []byte) int {
		c.SetBodyPending(true)
		return 0
	}
	h.program.on[ReasonClientHTTPWriteable] = func(c *Conn, _ []byte) int {
		body, err := c.AppendPart(nil, "text", "", "")
		body = append(body, "value"...)
		if err == nil {
			body, err = c.AppendPart(body, `fi"le`, "a.txt", "text/x")
		}
		body = append(body, "contents"...)
		if err == nil {
			body, err = c.AppendPart(body, "", "", "")
		}
		if err != nil {
			t.Error(err)
		}
		for _, evil := range []string{"a\r\nb", "a\nb", "a\x00"} {
			if _, err := c.AppendPart(nil, evil, "", ""); err == nil {
				t.Errorf("the name %q is taken", evil)
			}
		}
		c.SetBodyPending(false)
		c.stream.Write(nil, []byte(chunkOf(string(body))+"0\r\n\r\n"))
		return 0
	}
	h.context.Connect(ClientRequest{Vhost: v, Address: "127.0.0.1", Port: port, Path: "/", Host: "h", Method: "POST", Flags: ClientMultipart})
	h.serve("the end", func() bool { return len(h.program.live) == 0 })
	if text := <-got; text != "value|a.txt|text/x" {
		t.Errorf("the server saw %q", text)
	}
}

func chunkOf(s string) string {
	const digits = "0123456789abcdef"
	n := len(s)
	return string([]byte{digits[n>>8&15], digits[n>>4&15], digits[n&15]}) + "\r\n" + s + "\r\n"
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2015, 10, 21, 7, 28, 0, 0, time.UTC)
	for _, c := range []struct {
		value string
		want  time.Duration
		ok    bool
	}{
		{"120", 2 * time.Minute, true},
		{"0", 0, true},
		{"4294967295", retryAfterMost, true},
		{"99999999999999999999", 0, false},
		{"-1", 0, false},
		{"Wed, 21 Oct 2015 07:30:00 GMT", 2 * time.Minute, true},
		{"Wednesday, 21-Oct-15 07:29:00 GMT", time.Minute, true},
		{"Wed Oct 21 07:28:01 2015", time.Second, true},
		{"Wed, 21 Oct 2014 07:30:00 GMT", 0, true},
		{"soon", 0, false},
		{"", 0, false},
	} {
		s := &clientState{table: header.New(1000)}
		if c.value != "" {
			if err := s.table.AddString(header.RetryAfter, c.value); err != nil {
				t.Fatal(err)
			}
		}
		conn := &Conn{client: s}
		if got, ok := conn.RetryAfter(now); got != c.want || ok != c.ok {
			t.Errorf("%q: %v %v, want %v %v", c.value, got, ok, c.want, c.ok)
		}
	}
}

func TestClientTiming(t *testing.T) {
	h, v, _ := clientHouse(t)
	port := site(t, func(p *peer, _ *http.Request) {
		p.pieces("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n", 1000)
	})
	var got *Timing
	h.program.on[ReasonCompletedClientHTTP] = func(c *Conn, _ []byte) int { got = c.TakeTiming(); return 0 }
	h.context.Connect(ClientRequest{Vhost: v, Address: "127.0.0.1", Port: port, Path: "/", Host: "h", Method: "GET", Flags: ClientConmon})
	h.serve("the end", func() bool { return len(h.program.live) == 0 })
	if got == nil || got.Status != 201 || len(got.Addresses) != 1 || got.Peer == nil {
		t.Fatalf("got %+v", got)
	}
	steps := []int64{got.Resolve, got.Resolved, got.Dial, got.Connected, got.Request, got.Answered}
	for i, at := range steps {
		if at == 0 || i > 0 && at < steps[i-1] {
			t.Errorf("the steps are out of order: %v", steps)
		}
	}
	if got.Secure != 0 {
		t.Error("a TLS handshake without TLS")
	}
}
