package engine

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/andybalholm/brotli"
	"golang.org/x/net/http2"
)

// packed is text in a content coding, by other encoders than ours.
func packed(coding, text string) []byte {
	var out bytes.Buffer
	var w io.WriteCloser
	switch coding {
	case "gzip":
		w = gzip.NewWriter(&out)
	case "deflate":
		w = zlib.NewWriter(&out)
	case "br":
		w = brotli.NewWriter(&out)
	default:
		return []byte(text)
	}
	io.WriteString(w, text)
	w.Close()
	return out.Bytes()
}

// A program that asks for it gets the bodies of requests as they were before they
// were compressed, over both versions, and though it stops reading now and then.
func TestRequestBodiesAreDecompressed(t *testing.T) {
	noLeak(t)
	h, v := http2House(t, VhostConfig{})
	long := strings.Repeat("many lines of a text\n", 20_000)
	bodies := map[*Conn]*strings.Builder{}
	known := true
	h.program.on[ReasonHTTP] = func(c *Conn, in []byte) int {
		bodies[c] = new(strings.Builder)
		known = c.DecompressBody(strings.TrimPrefix(string(in), "/"))
		return 0
	}
	pauses := 0
	h.program.on[ReasonHTTPBody] = func(c *Conn, in []byte) int {
		if bodies[c].Write(in); pauses < 10 {
			pauses++
			c.SetReceiving(false)
			c.thread.Loop.Post(func(int64) { c.SetReceiving(true) })
		}
		return 0
	}
	h.program.on[ReasonHTTPBodyCompletion] = func(c *Conn, _ []byte) int {
		text := fmt.Sprintf("%v %d %v", known, bodies[c].Len(), bodies[c].String() == long)
		c.WriteHTTP(plainHead(200, len(text)))
		c.WriteHTTP([]byte(text))
		if c.CompleteTransaction() {
			return -1
		}
		return 0
	}
	over2, transport := xnetClient()
	over1 := &http.Client{Transport: &http.Transport{}}
	ask := func(client *http.Client, path, coding string, body []byte, measured bool) (answer string) {
		pauses = 0
		done := make(chan string)
		go func() {
			var content io.Reader = bytes.NewReader(body)
			if !measured {
				content = io.MultiReader(content) // of unknown length: in chunks
			}
			r, _ := http.NewRequest("POST", v.testURL(path), content)
			r.Header.Set("Content-Encoding", coding)
			response, err := client.Do(r)
			if err != nil {
				done <- "error"
				return
			}
			text, _ := io.ReadAll(response.Body)
			response.Body.Close()
			if response.StatusCode != 200 {
				text = nil
				if client == over1 && !response.Close {
					text = []byte("may be used again")
				}
			}
			done <- fmt.Sprint(response.StatusCode, " ", string(text))
		}()
		h.serve("the response", func() bool {
			select {
			case answer = <-done:
				return true
			default:
				return false
			}
		})
		return answer
	}
	good := fmt.Sprintf("200 true %d true", len(long))
	for _, client := range []*http.Client{over1, over2} {
		for _, coding := range []string{"gzip", "deflate", "br", "identity", "X-GZIP"} {
			content := packed(strings.TrimPrefix(strings.ToLower(coding), "x-"), long)
			for _, measured := range []bool{true, false} {
				if got := ask(client, "/", coding, content, measured); got != good {
					t.Errorf("%s: %q, want %q", coding, got, good)
				}
			}
			if coding == "identity" {
				continue
			}
			if got := ask(client, "/", coding, content[:len(content)-1], true); got != "400 " && got != "error" {
				t.Errorf("%s, truncated: %q", coding, got)
			}
			if got := ask(client, "/", coding, []byte(long), true); got != "400 " && got != "error" {
				t.Errorf("%s, plain: %q", coding, got)
			}
		}
		small := packed("gzip", long)
		if got, want := ask(client, "/br", "gzip", small, true), fmt.Sprintf("200 true %d false", len(small)); got != want {
			t.Errorf("another coding than the program takes: %q, want %q", got, want)
		}
		if got, want := ask(client, "/", "zstd", small, true), fmt.Sprintf("200 false %d false", len(small)); got != want {
			t.Errorf("an unknown coding: %q, want %q", got, want)
		}
		if got := ask(client, "/", "gzip", packed("gzip", string(make([]byte, 64<<20))), true); got != "413 " && got != "error" {
			t.Errorf("a bomb: %q", got)
		}
	}
	over1.CloseIdleConnections()
	transport.CloseIdleConnections()
	h.destroy()
}

// The same for a client and its responses, however they are framed; the program's
// room has 100 bytes.
func TestResponseBodiesAreDecompressed(t *testing.T) {
	noLeak(t)
	h, v, body := clientHouse(t)
	long := strings.Repeat("many lines of a text\n", 5_000)
	var known bool
	var status int
	h.program.on[ReasonEstablishedClientHTTP] = func(c *Conn, _ []byte) int {
		known, status = c.DecompressBody(""), c.ResponseStatus()
		return 0
	}
	completed := 0
	h.program.on[ReasonCompletedClientHTTP] = func(c *Conn, _ []byte) int {
		if completed++; c.DecompressBody("") {
			t.Error("a body that is over can be decoded")
		}
		return 0
	}
	var content []byte
	coding := ""
	var connections atomic.Int32
	port2 := http2Site(t, &connections, &http2.Server{}, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", coding)
		w.Write(content)
	})
	framing := ""
	port1 := site(t, func(p *peer, _ *http.Request) {
		head := "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Encoding: " + coding + "\r\n"
		switch framing {
		case "length":
			head += fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(content), content)
		case "chunks":
			head += fmt.Sprintf("Transfer-Encoding: chunked\r\n\r\n1\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n", content[:1], len(content)-1, content[1:])
		default:
			head += "\r\n" + string(content)
		}
		p.pieces(head, 1000)
	})
	ask := func() (got string, complete bool) {
		body.Reset()
		completed = 0
		r := ClientRequest{Vhost: v, Address: "127.0.0.1", Port: port1, Path: "/", Host: "h", Method: "GET"}
		if framing == "HTTP/2" {
			r.Port, r.Flags = port2, ClientPriorKnowledge
		}
		c := h.context.Connect(r)
		h.serve("the end", func() bool { return c.closed })
		return body.String(), completed == 1
	}
	for _, framing = range []string{"length", "chunks", "the end", "HTTP/2"} {
		for _, coding = range []string{"gzip", "deflate", "br"} {
			content = packed(coding, long)
			if got, complete := ask(); got != long || !complete || !known || status != 200 {
				t.Errorf("%s, %s: %d bytes of %d, complete %v, known %v", framing, coding, len(got), len(long), complete, known)
			}
			content = content[:len(content)-2]
			if _, complete := ask(); complete {
				t.Errorf("%s, %s: a truncated body is complete", framing, coding)
			}
		}
		coding, content = "zstd", []byte("zzz")
		if got, complete := ask(); got != "zzz" || !complete || known {
			t.Errorf("%s, zstd: %q, complete %v, known %v", framing, got, complete, known)
		}
	}
	h.destroy()
}
