package engine

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/net/http2"
)

// Go's servers send 103 twice before they answer, and trailers behind the body
// (RFC 9110 sections 15.2 and 6.5): the program gets one response, whose header and
// body they are no part of.
func TestClientPassesOverInterimResponsesAndTrailers(t *testing.T) {
	answer := func(w http.ResponseWriter, r *http.Request) {
		for _, link := range []string{"</one.css>", "</two.css>"} {
			w.Header().Set("Link", link)
			w.WriteHeader(http.StatusEarlyHints)
		}
		w.Header().Del("Link")
		w.Header().Set("Trailer", "X-Sum")
		w.Header().Set("Content-Type", "text/plain")
		io.WriteString(w, strings.Repeat("as you like it\n", 1000))
		w.(http.Flusher).Flush()
		io.WriteString(w, "the end")
		w.Header().Set("X-Sum", "1234")
	}
	ordinary := httptest.NewServer(http.HandlerFunc(answer))
	defer ordinary.Close()
	var connections atomic.Int32
	streams := http2Site(t, &connections, &http2.Server{}, answer)
	for name, site := range map[string]struct {
		port  int
		flags uint32
	}{"h1": {ordinary.Listener.Addr().(*net.TCPAddr).Port, 0}, "h2": {streams, ClientPriorKnowledge}} {
		t.Run(name, func(t *testing.T) {
			noLeak(t)
			h, v, body := clientHouse(t)
			responses := 0
			h.program.on[ReasonEstablishedClientHTTP] = func(c *Conn, _ []byte) int {
				if responses++; c.ResponseStatus() != 200 {
					t.Errorf("status %d", c.ResponseStatus())
				}
				return 0
			}
			h.context.Connect(ClientRequest{Vhost: v, Address: "127.0.0.1", Port: site.port, Path: "/", Host: "h",
				Method: "GET", Flags: site.flags, LocalProtocol: "http"})
			h.serve("the response", func() bool { return h.program.count(ReasonClosedClientHTTP) == 1 })
			if want := strings.Repeat("as you like it\n", 1000) + "the end"; body.String() != want || responses != 1 {
				t.Errorf("%d responses, %d bytes of %d", responses, body.Len(), len(want))
			}
			if h.program.count(ReasonCompletedClientHTTP) != 1 {
				t.Error("it is not complete")
			}
			h.destroy()
		})
	}
}
