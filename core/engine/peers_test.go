package engine

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// limitedHouse answers each request, except that for /hold, with its path.
func limitedHouse(t *testing.T, limits PeerLimits) (*house, *Vhost) {
	h := newHouse(t, ContextConfig{Peers: limits})
	v := h.vhost(VhostConfig{Options: OptionHTTP2PriorKnowledge}, &Protocol{Name: "http"})
	h.program.on[ReasonHTTP] = func(c *Conn, in []byte) int {
		if string(in) == "/hold" {
			return 0
		}
		c.WriteHTTP(append(plainHead(200, len(in)), in...))
		if c.CompleteTransaction() {
			return -1
		}
		return 0
	}
	return h, v
}

func (x *Context) peerCount() int {
	x.peers.Lock()
	defer x.peers.Unlock()
	return len(x.peers.of)
}

func TestPeerConnectionLimit(t *testing.T) {
	refused := 0
	h, v := limitedHouse(t, PeerLimits{Connections: 2, Refused: func(int) { refused++ }})
	defer h.destroy()
	h.during(func() {
		one, two := dial(t, v), dial(t, v)
		for i, p := range []*peer{one, two} {
			p.send(fmt.Sprintf(get, "/a"))
			if status, _, _ := p.page("GET"); status != 200 {
				t.Errorf("connection %d: %d", i, status)
			}
		}
		three, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", v.ListenPort()))
		if err != nil {
			t.Error(err)
			return
		}
		defer three.Close()
		_ = three.SetDeadline(time.Now().Add(10 * time.Second))
		if n, err := io.Copy(io.Discard, three); n > 0 || err != nil && !errors.Is(err, unix.ECONNRESET) {
			t.Errorf("the third connection: %d bytes, %v", n, err)
		}
		one.Close()
		for range 100 { // until the server has noticed
			time.Sleep(20 * time.Millisecond)
			four, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", v.ListenPort()))
			if err != nil {
				continue
			}
			_ = four.SetDeadline(time.Now().Add(10 * time.Second))
			fmt.Fprintf(four, get, "/a")
			n, _ := four.Read(make([]byte, 100))
			four.Close()
			if n > 0 {
				two.Close()
				return
			}
		}
		t.Error("no connection when another has gone")
	})
	h.serve("the end", func() bool { return h.context.peerCount() == 0 })
	if refused == 0 {
		t.Error("nobody was told")
	}
}

func TestPeerRequestLimit(t *testing.T) {
	h, v := limitedHouse(t, PeerLimits{Requests: 1})
	defer h.destroy()
	h.during(func() {
		holder, waiter := dial(t, v), dial(t, v)
		holder.send(fmt.Sprintf(get, "/hold"))
		time.Sleep(100 * time.Millisecond)
		waiter.send(fmt.Sprintf(get, "/waits") + fmt.Sprintf(get, "/behind"))
		_ = waiter.SetReadDeadline(time.Now().Add(200 * time.Millisecond))
		if n, err := waiter.Read(make([]byte, 1)); n > 0 || err == nil {
			t.Errorf("served while another request is under way: %d, %v", n, err)
		}
		holder.Close()
		_ = waiter.SetReadDeadline(time.Now().Add(10 * time.Second))
		for _, path := range []string{"/waits", "/behind"} {
			if status, body, _ := waiter.page("GET"); status != 200 || body != path {
				t.Errorf("%d %q, want %q", status, body, path)
			}
		}
		_ = waiter.Close()
	})
	h.serve("the end", func() bool { return h.context.peerCount() == 0 })
}

// A stream beyond the limit is refused, so that the client may try again.
func TestPeerRequestLimitHTTP2(t *testing.T) {
	h, v := limitedHouse(t, PeerLimits{Requests: 1})
	defer h.destroy()
	client, transport := xnetClient()
	h.during(func() {
		for i := range 20 {
			r, err := client.Get(v.testURL("/a"))
			if err != nil {
				t.Errorf("request %d: %v", i, err)
				return
			}
			_, _ = io.Copy(io.Discard, r.Body)
			r.Body.Close()
			if r.StatusCode != http.StatusOK {
				t.Errorf("request %d: %d", i, r.StatusCode)
			}
		}
		transport.CloseIdleConnections()
	})
	h.serve("the end", func() bool { return h.context.peerCount() == 0 })
}
