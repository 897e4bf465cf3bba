package engine

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/golws/golws/core/ws"
)

// members are established WebSockets: the connections and their peers, in the
// order they were made.
func members(t testing.TB, h *house, v *Vhost, n int) (conns []*Conn, peers []*peer) {
	t.Helper()
	h.program.on[ReasonEstablished] = func(c *Conn, _ []byte) int { conns = append(conns, c); return 0 }
	h.during(func() {
		for range n {
			peers = append(peers, dial(t, v).upgrade())
		}
	})
	h.settle()
	if len(conns) != n {
		t.Fatalf("%d connections established, want %d", len(conns), n)
	}
	return conns, peers
}

// Never inside the caller's callback, and in the same turn.
func TestWriteableFollowsInTheSameTurn(t *testing.T) {
	h, v := wsHouse(t, VhostConfig{})
	h.program.on[ReasonReceive] = func(c *Conn, _ []byte) int {
		for range 3 {
			h.program.ask(c)
		}
		return 0
	}
	h.program.on[ReasonServerWriteable] = func(c *Conn, _ []byte) int {
		if h.program.depth != 1 {
			t.Error("WRITEABLE inside another callback")
		}
		c.WriteFrame(ws.Text, false, []byte("now"))
		return 0
	}
	_, peers := members(t, h, v, 1)
	peers[0].send(frame(text, "x"))
	h.turn(5 * time.Second)
	if r, w := h.program.count(ReasonReceive), h.program.count(ReasonServerWriteable); r != 1 || w != 1 {
		t.Errorf("%d RECEIVE and %d WRITEABLE in one turn, want one each", r, w)
	}
	h.during(func() { peers[0].want(text, "now") })
	h.settle()
	if w := h.program.count(ReasonServerWriteable); w != 1 {
		t.Errorf("%d WRITEABLE for one request", w)
	}
}

// Requests are served in the order they were made.
func TestWriteableOrder(t *testing.T) {
	h, v := wsHouse(t, VhostConfig{})
	conns, _ := members(t, h, v, 5)
	var order []int
	h.program.on[ReasonServerWriteable] = func(c *Conn, _ []byte) int {
		order = append(order, slices.Index(conns, c))
		return 0
	}
	for _, i := range []int{3, 0, 4, 1, 0, 2} {
		h.program.ask(conns[i])
	}
	h.settle()
	if want := []int{3, 0, 4, 1, 2}; !slices.Equal(order, want) {
		t.Errorf("served in the order %v, want %v", order, want)
	}
}

// A writer that asks again each time shares the loop with the others, whether
// their work begins with its events or with theirs.
func TestGreedyWriterDoesNotStarveOthers(t *testing.T) {
	h, v := wsHouse(t, VhostConfig{})
	conns, peers := members(t, h, v, 4)
	served := map[*Conn]int{}
	h.program.quiet = true
	h.program.on[ReasonServerWriteable] = func(c *Conn, _ []byte) int {
		served[c]++
		if c == conns[0] || c == conns[1] {
			c.WriteFrame(ws.Binary, false, []byte("greedy"))
		}
		h.program.ask(c)
		return 0
	}
	go func() {
		for _, p := range peers[:2] {
			go func() {
				buf := make([]byte, 64<<10)
				for {
					if _, err := p.Read(buf); err != nil {
						return
					}
				}
			}()
		}
	}()
	for _, c := range conns[:3] {
		h.program.ask(c)
	}
	h.during(func() {
		for i := range 50 {
			start := time.Now()
			peers[3].send(frame(text, fmt.Sprint(i)))
			peers[3].want(text, fmt.Sprint(i))
			if d := time.Since(start); d > 500*time.Millisecond {
				t.Errorf("an echo took %v beside greedy writers", d)
				return
			}
		}
	})
	if served[conns[2]] == 0 || served[conns[1]] == 0 || served[conns[0]] > 100*(served[conns[1]]+100) {
		t.Errorf("served %d, %d and %d times", served[conns[0]], served[conns[1]], served[conns[2]])
	}
}

// A writer whose peer does not read is asked again only when it does.
func TestWriteableWaitsForTheSocket(t *testing.T) {
	h, v := wsHouse(t, VhostConfig{})
	conns, peers := members(t, h, v, 1)
	c, p := conns[0], peers[0]
	piece := []byte(strings.Repeat("x", 32<<10))
	sent := 0
	h.program.quiet = true
	h.program.on[ReasonServerWriteable] = func(c *Conn, _ []byte) int {
		if c.PartialBuffered() {
			t.Error("WRITEABLE while the last write is not with the kernel")
		}
		c.WriteFrame(ws.Binary, false, piece)
		sent++
		h.program.ask(c)
		return 0
	}
	h.program.ask(c)
	h.serve("a full socket", func() bool { return c.stream.Full() })
	h.settle()
	before, events := sent, h.events
	h.settle()
	if sent != before || h.events != events {
		t.Errorf("%d WRITEABLE and %d events while the socket is full", sent-before, h.events-events)
	}
	if !c.Choked() || c.stream.Unsent() > len(piece)+14 {
		t.Errorf("Choked %v with %d bytes unsent", c.Choked(), c.stream.Unsent())
	}
	h.during(func() {
		for range before {
			p.want(binaryOp, string(piece))
		}
	})
	if sent == before {
		t.Error("no WRITEABLE though the peer has read")
	}
}

// A broadcast to more connections than hold output at once, twice in a turn and
// from inside a callback: all get all, and no callback comes inside another.
func TestBroadcast(t *testing.T) {
	const many = 3*corkedMost + 5
	h, v := wsHouse(t, VhostConfig{})
	conns, peers := members(t, h, v, many)
	h.program.on[ReasonReceive] = func(c *Conn, in []byte) int {
		for round := range 3 {
			for _, other := range conns {
				if other.WriteFrame(ws.Text, false, fmt.Appendf(nil, "%s %d", in, round)) < 0 {
					t.Error("a write failed")
				}
			}
			if n := len(h.thread.corked); n > corkedMost {
				t.Errorf("%d connections hold output in the middle of a turn", n)
			}
		}
		return 0
	}
	h.program.on[ReasonServerWriteable] = func(c *Conn, _ []byte) int { return 0 }
	h.during(func() {
		peers[7].send(frame(text, "to all"))
		for _, p := range peers {
			for round := range 3 {
				p.want(text, fmt.Sprintf("to all %d", round))
			}
		}
	})
}

// Writing from outside of any turn, as the program's main loop may, goes out
// without further ado.
func TestWriteOutsideOfATurn(t *testing.T) {
	h, v := wsHouse(t, VhostConfig{})
	conns, peers := members(t, h, v, 1)
	h.settle()
	conns[0].WriteFrame(ws.Text, false, []byte("hello"))
	if w := h.thread.Wait(h.now()); w != 0 {
		t.Errorf("the thread would sleep %d us over unsent output", w)
	}
	h.during(func() { peers[0].want(text, "hello") })
	h.program.ask(conns[0])
	if w := h.thread.Wait(h.now()); w != 0 {
		t.Errorf("the thread would sleep %d us over a request for WRITEABLE", w)
	}
	conns[0].Doom()
	if w := h.thread.Wait(h.now()); w != 0 {
		t.Errorf("the thread would sleep %d us over a doomed connection", w)
	}
}

// Other threads ask through Post.
func TestWriteableAskedByAnotherThread(t *testing.T) {
	h, v := wsHouse(t, VhostConfig{})
	conns, _ := members(t, h, v, 1)
	go h.thread.Loop.Post(func(int64) { h.program.ask(conns[0]) })
	h.serve("WRITEABLE", func() bool { return h.program.count(ReasonServerWriteable) == 1 })
}

// Asking while a client is still connecting neither spins nor gets lost.
func TestWriteableAskedWhileConnecting(t *testing.T) {
	h, v := wsHouse(t, VhostConfig{})
	for _, at := range []Reason{ReasonConnecting, ReasonWSICreate, ReasonClientAppendHandshakeHeader} {
		before := h.program.count(ReasonClientWriteable)
		h.program.on[at] = func(c *Conn, _ []byte) int {
			if c.IsClient() {
				h.program.ask(c)
			}
			return 0
		}
		c := h.context.Connect(ClientRequest{Vhost: v, Address: "127.0.0.1", Port: v.ListenPort(), Path: "/", Host: "h", Protocols: "echo"})
		if c == nil {
			t.Fatalf("no connection: %q", h.program.told(ReasonClientConnectionError))
		}
		h.serve("CLIENT_WRITEABLE", func() bool { return h.program.count(ReasonClientWriteable) > before })
		if n := h.program.count(ReasonClientHTTPWriteable); n != 0 {
			t.Error("CLIENT_HTTP_WRITEABLE for a WebSocket")
		}
		delete(h.program.on, at)
	}
	// Nobody answers there: the loop sleeps until something happens.
	l := listenOnly(t)
	h.program.on[ReasonConnecting] = func(c *Conn, _ []byte) int { h.program.ask(c); return 0 }
	h.context.Connect(ClientRequest{Vhost: v, Address: "127.0.0.1", Port: l, Path: "/", Host: "h", Protocols: "echo"})
	h.settle()
	h.settle()
	if w := h.thread.Wait(h.now()); w == 0 {
		t.Error("the loop spins for a connection that waits for its handshake")
	}
}

func TestWriteableRingsForAForeignLoopUnlessTheHostTurns(t *testing.T) {
	for _, hostTurns := range []bool{false, true} {
		h, v := wsHouse(t, VhostConfig{})
		conns, _ := members(t, h, v, 1)
		thread, rung := conns[0].thread, 0
		if hostTurns {
			thread.Context.Config.Options |= OptionHostTurns
		}
		thread.UseAlarm(func(int64) { rung++ })
		conns[0].RequestWriteable()
		if (rung == 0) != hostTurns {
			t.Errorf("host turns %v: the alarm rang %d times", hostTurns, rung)
		}
		thread.Alarm = nil
		h.settle()
	}
}
