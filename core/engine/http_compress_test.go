package engine

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
)

// decoded undoes a response's coding.
func decoded(t testing.TB, r *http.Response, body string) string {
	t.Helper()
	var in io.Reader = strings.NewReader(body)
	var err error
	switch r.Header.Get("Content-Encoding") {
	case "gzip":
		in, err = gzip.NewReader(in)
	case "deflate":
		in, err = zlib.NewReader(in)
	case "br":
		in = brotli.NewReader(in)
	}
	if err != nil {
		t.Fatal(err)
	}
	out, err := io.ReadAll(in)
	if err != nil {
		t.Error(err)
	}
	return string(out)
}

func TestFilesAreCompressed(t *testing.T) {
	noLeak(t)
	h, v, folder := fileHouse(t, VhostConfig{})
	long := strings.Repeat("all work and no play ", 50_000)
	for name, text := range map[string]string{"long.txt": long, "long.png": long, "short.js": long[:1000], "long.js": long[:5000]} {
		write(t, filepath.Join(folder, name), []byte(text))
	}
	h.during(func() {
		p := dial(t, v)
		for _, c := range []struct {
			method, name, accept string
			status               int
			coding               string
		}{
			{"GET", "long.txt", "gzip", 200, "gzip"},
			{"GET", "long.txt", "gzip, deflate, br", 200, "br"},
			{"GET", "long.txt", "deflate;q=0.5, gzip;q=0.1", 200, "deflate"},
			{"GET", "long.js", "br", 200, "br"},
			{"GET", "long.txt", "gzip;q=0", 200, ""},
			{"GET", "long.txt", "identity", 200, ""},
			{"GET", "long.png", "gzip", 200, ""},
			{"GET", "short.js", "gzip", 200, ""},
			{"HEAD", "long.txt", "gzip", 200, "gzip"},
			{"GET", "long.txt", "gzip\r\nRange: bytes=0-9", 206, ""},
		} {
			p.send(fmt.Sprintf("%s /%s HTTP/1.1\r\nHost: h\r\nAccept-Encoding: %s\r\n\r\n", c.method, c.name, c.accept))
			status, body, r := p.page(c.method)
			if status != c.status || r.Header.Get("Content-Encoding") != c.coding {
				t.Errorf("%s %q: %d %q, want %d %q", c.name, c.accept, status, r.Header.Get("Content-Encoding"), c.status, c.coding)
				continue
			}
			if c.coding != "" && r.Header.Get("Vary") != "accept-encoding" {
				t.Errorf("%s %q: Vary is %q", c.name, c.accept, r.Header.Get("Vary"))
			}
			if c.method == "HEAD" || status != 200 {
				continue
			}
			want := map[string]string{"long.txt": long, "long.png": long, "short.js": long[:1000], "long.js": long[:5000]}[c.name]
			if got := decoded(t, r, body); got != want {
				t.Errorf("%s %q: %d bytes decode to %d, want %d", c.name, c.accept, len(body), len(got), len(want))
			}
			// The encoded file has a tag of its own, with which it is asked for.
			p.send(fmt.Sprintf("GET /%s HTTP/1.1\r\nHost: h\r\nAccept-Encoding: %s\r\nIf-None-Match: %s\r\n\r\n", c.name, c.accept, r.Header.Get("Etag")))
			if status, _, _ := p.page("GET"); status != 304 {
				t.Errorf("%s %q again: %d", c.name, c.accept, status)
			}
			p.send(fmt.Sprintf("GET /%s HTTP/1.1\r\nHost: h\r\nIf-None-Match: %s\r\n\r\n", c.name, r.Header.Get("Etag")))
			if status, _, _ := p.page("GET"); (status == 304) != (c.coding == "") {
				t.Errorf("%s %q again, without coding: %d", c.name, c.accept, status)
			}
		}
		// HTTP/1.0 has no chunks.
		p = dial(t, v)
		p.send("GET /long.txt HTTP/1.0\r\nAccept-Encoding: gzip\r\n\r\n")
		if status, body, r := p.page("GET"); status != 200 || body != long || r.Header.Get("Content-Encoding") != "" {
			t.Errorf("HTTP/1.0: %d, %d bytes", status, len(body))
		}
	})
}

// A program's response, written in pieces.
func TestResponsesAreCompressed(t *testing.T) {
	h, v := httpHouse(t, VhostConfig{})
	coding, pieces := "", []string{"first ", strings.Repeat("second ", 30_000), "last"}
	h.program.on[ReasonHTTP] = func(c *Conn, _ []byte) int {
		var head bytes.Buffer
		head.WriteString("HTTP/1.1 200 OK\r\n")
		room := make([]byte, 200)
		n, ok := c.CompressBody(coding, room)
		if !ok {
			return -1
		}
		head.Write(room[:n])
		if n == 0 {
			c.EndWithClose()
			head.WriteString("connection: close\r\n")
		}
		head.WriteString("\r\n")
		c.WriteHTTP(head.Bytes())
		for i, p := range pieces {
			if c.WriteBody([]byte(p), i == 2) != len(p) {
				t.Error("a write was refused")
			}
		}
		return complete(c)
	}
	h.during(func() {
		for _, c := range []struct{ minor, coding, accept, want string }{
			{"1", "", "gzip, br", "br"}, {"1", "gzip", "gzip, br", "gzip"}, {"1", "gzip", "br", ""}, {"1", "", "", ""}, {"0", "", "gzip", "gzip"},
		} {
			coding = c.coding
			p := dial(t, v)
			p.send(fmt.Sprintf("GET / HTTP/1.%s\r\nHost: h\r\nAccept-Encoding: %s\r\n\r\n", c.minor, c.accept))
			_, body, r := p.page("GET")
			if got := r.Header.Get("Content-Encoding"); got != c.want {
				t.Errorf("%v: %q", c, got)
			}
			if got := decoded(t, r, body); got != strings.Join(pieces, "") {
				t.Errorf("%v: %d bytes", c, len(got))
			}
			if c.want != "" && len(body) > 5000 {
				t.Errorf("%v: %d bytes are sent", c, len(body))
			}
			p.Close()
		}
		coding = "rot13"
		p := dial(t, v)
		p.send(fmt.Sprintf(get, "/"))
		if got := p.ended(); got != "" {
			t.Errorf("a coding that does not exist: %q", got)
		}
	})
}

// A slow reader of a large compressed file does not make us hold it in memory.
func TestCompressionKeepsPaceWithThePeer(t *testing.T) {
	h, v, folder := fileHouse(t, VhostConfig{})
	noise := make([]byte, 32<<20)
	for i, x := 0, uint32(1); i < len(noise); i++ {
		x = x*1664525 + 1013904223
		noise[i] = byte(x >> 24)
	}
	write(t, filepath.Join(folder, "noise.txt"), noise)
	p := dial(t, v)
	p.send("GET /noise.txt HTTP/1.1\r\nHost: h\r\nAccept-Encoding: gzip\r\n\r\n")
	h.serve("the request", func() bool { return len(h.program.live) == 2 })
	for range 20 {
		h.settle()
	}
	for c := range h.program.live {
		if n := c.stream.Unsent(); n > 256<<10 {
			t.Errorf("%d bytes are held", n)
		}
	}
	h.during(func() {
		_, body, r := p.page("GET")
		if got := decoded(t, r, body); got != string(noise) {
			t.Errorf("%d bytes, want %d", len(got), len(noise))
		}
	})
}
