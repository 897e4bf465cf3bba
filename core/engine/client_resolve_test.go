package engine

import (
	"fmt"
	"net"
	"net/http"
	"testing"
	"time"
)

// silentNames makes look-ups go to a name server that never answers.
func silentNames(h *house) {
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { server.Close() })
	h.context.Names.AddServer(server.LocalAddr().(*net.UDPAddr).AddrPort())
}

// While a name server is silent, other connections are served at their usual
// pace; the connections that wait for it end by their timeout, or when they are
// told to.
func TestClientWithSilentNameServer(t *testing.T) {
	h := newHouse(t, ContextConfig{TimeoutSeconds: 5, ConnectSeconds: 1})
	silentNames(h)
	v := h.vhost(VhostConfig{Port: NoListen}, &Protocol{Name: "http"})
	var failures []string
	h.program.on[ReasonClientConnectionError] = func(_ *Conn, in []byte) int { failures = append(failures, string(in)); return 0 }
	port := site(t, func(p *peer, _ *http.Request) { p.pieces("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 100) })
	const waiting = 20
	var list []*Conn
	for i := range waiting {
		c := h.context.Connect(ClientRequest{Vhost: v, Address: fmt.Sprintf("slow%d.example", i), Port: 80, Path: "/", Host: "h", Method: "GET"})
		if c == nil {
			t.Fatal("the connection fails at once")
		}
		list = append(list, c)
	}
	list[0].SetTimeout(timeoutSentClientHandshake, timeoutKillSync)
	list[1].SetTimeout(timeoutSentClientHandshake, timeoutKillAsync)
	served := 0
	h.program.on[ReasonCompletedClientHTTP] = func(*Conn, []byte) int { served++; return 0 }
	for i := range 50 {
		h.context.Connect(ClientRequest{Vhost: v, Address: "127.0.0.1", Port: port, Path: "/", Host: "h", Method: "GET"})
		h.serve("an answer", func() bool { return served == i+1 })
		if i == 0 && list[2].closed {
			t.Fatal("a connection that waits for its name is over before another one is served")
		}
	}
	if !list[0].closed || !list[1].closed {
		t.Error("a connection that was told to end still waits")
	}
	h.serve("their end", func() bool { return len(failures) == waiting })
	for _, text := range failures[2:] {
		if text != "Timed out waiting server reply" {
			t.Errorf("the program is told %q", text)
		}
	}
	h.destroy()
}

// A context that ends does not wait for a name server.
func TestContextEndsWhileResolving(t *testing.T) {
	h, v, _ := clientHouse(t)
	silentNames(h)
	c := h.context.Connect(ClientRequest{Vhost: v, Address: "slow.example", Port: 80, Path: "/", Host: "h", Method: "GET"})
	began := time.Now()
	h.destroy()
	if !c.closed || time.Since(began) > 4*time.Second {
		t.Errorf("closed: %v, after %v", c.closed, time.Since(began))
	}
}
