package engine

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/golws/golws/core/ws"
)

// waysToClose are what a program may do to a connection inside its callback.
var waysToClose = map[string]func(c *Conn) int{
	"returns non-zero":    func(*Conn) int { return -1 },
	"returns positive":    func(*Conn) int { return 1 },
	"kills synchronously": func(c *Conn) int { c.SetTimeout(1, timeoutKillSync); return 0 },
	"kills soon":          func(c *Conn) int { c.SetTimeout(1, timeoutKillAsync); return 0 },
	"kills and returns":   func(c *Conn) int { c.SetTimeout(1, timeoutKillSync); return -1 },
	"times out":           func(c *Conn) int { c.SetTimeoutMicroseconds(1, 1000); return 0 },
	"dooms":               func(c *Conn) int { c.Doom(); return 0 },
	"dooms and returns":   func(c *Conn) int { c.Doom(); return -1 },
	"writes and returns":  func(c *Conn) int { c.WriteHTTP([]byte("x")); c.WriteFrame(ws.Text, false, []byte("x")); return -1 },
	"sets all and returns": func(c *Conn) int {
		c.SetReceiving(false)
		c.RequestWriteable()
		c.SetTimer(1)
		c.SetTimeout(1, 1)
		c.SetCloseReason(1000, []byte("bye"))
		return -1
	},
	"completes and returns": func(c *Conn) int { c.CompleteTransaction(); return -1 },
	"destroys its vhost":    func(c *Conn) int { c.Vhost.Destroy(); return 0 },
	"kills after answering": func(c *Conn) int { answer(c, "x"); c.SetTimeout(1, timeoutKillSync); return 0 },
}

// A connection may be closed in every callback, in every way: it ends once, the
// program hears of it once, and everything is given back. What program checks
// in each callback is most of this test.
func TestCloseInEveryCallback(t *testing.T) {
	noLeak(t)
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "a.txt"), []byte("text"), 0o600); err != nil {
		t.Fatal(err)
	}
	server := []Reason{
		ReasonWSICreate, ReasonServerNewClientInstantiated, ReasonFilterHTTPConnection, ReasonHTTPBindProtocol, ReasonHTTPDropProtocol,
		ReasonHTTP, ReasonHTTPBody, ReasonHTTPBodyCompletion, ReasonHTTPWriteable, ReasonHTTPFileCompletion, ReasonClosedHTTP, ReasonTimer,
		ReasonHTTPConfirmUpgrade, ReasonFilterProtocolConnection, ReasonAddHeaders, ReasonEstablished, ReasonReceive, ReasonReceivePong,
		ReasonServerWriteable, ReasonWSPeerInitiatedClose, ReasonWSServerDropProtocol, ReasonClosed, ReasonWSIDestroy,
		ReasonRawAdopt, ReasonRawRX, ReasonRawWriteable, ReasonRawClose, ReasonRawSktBindProtocol, ReasonRawSktDropProtocol,
		ReasonCheckAccessRights,
	}
	client := []Reason{
		ReasonConnecting, ReasonClientHTTPBindProtocol, ReasonClientHTTPDropProtocol, ReasonClientAppendHandshakeHeader,
		ReasonEstablishedClientHTTP, ReasonClientFilterPreEstablish, ReasonReceiveClientHTTP, ReasonReceiveClientHTTPRead,
		ReasonCompletedClientHTTP, ReasonClosedClientHTTP, ReasonClientEstablished, ReasonClientReceive, ReasonClientWriteable,
		ReasonClientReceivePong, ReasonClientClosed, ReasonClientConnectionError, ReasonWSIDestroy, ReasonWSICreate,
		ReasonServerNewClientInstantiated, ReasonWSClientDropProtocol, ReasonRawConnected, ReasonRawRX, ReasonRawWriteable, ReasonRawClose,
	}
	for way, end := range waysToClose {
		run := func(r Reason, clients bool) {
			h := newHouse(t, ContextConfig{})
			h.program.level = 0
			v := h.vhost(VhostConfig{Mounts: []*Mount{
				{Point: "/file", Kind: MountFile, Origin: folder}, {Point: "/call", Kind: MountCallback, Protocol: "http"}}},
				&Protocol{Name: "http"}, &Protocol{Name: "echo"})
			rawVhost := h.vhost(VhostConfig{Name: "raw", ListenRole: "raw-skt", Options: OptionApplyListenConfig})
			h.usual()
			ended := 0
			usual := h.program.on[r]
			h.program.on[r] = func(c *Conn, in []byte) int {
				if c.IsClient() != clients {
					if usual != nil {
						return usual(c, in)
					}
					return 0
				}
				ended++
				return end(c)
			}
			if clients {
				h.clientScenes(v, rawVhost)
			} else {
				h.serverScenes(v, rawVhost)
			}
			// Whatever is left goes by its timeouts; connections that nothing
			// happened to may stay for longer.
			for range 4 {
				h.skip(30 * time.Second)
				h.drain()
			}
			if ended == 0 && way != "destroys its vhost" {
				t.Errorf("callback %d never came (clients %v)", r, clients)
			}
			h.destroy()
			if t.Failed() {
				t.Fatalf("so far: %s in callback %d, clients %v", way, r, clients)
			}
		}
		for _, r := range server {
			run(r, false)
		}
		for _, r := range client {
			run(r, true)
		}
	}
}

// usual are the replies of a program that does a bit of everything.
func (h *house) usual() {
	on := h.program.on
	on[ReasonHTTP] = func(c *Conn, in []byte) int {
		c.SetTimer(1)
		if m := c.Request(); m != nil && m.Method.String() == "POST" {
			return 0
		}
		h.program.ask(c)
		return 0
	}
	on[ReasonHTTPWriteable] = func(c *Conn, _ []byte) int { return answer(c, "hello") }
	on[ReasonHTTPBodyCompletion] = func(c *Conn, _ []byte) int { return answer(c, "done") }
	on[ReasonHTTPFileCompletion] = func(c *Conn, _ []byte) int { return complete(c) }
	on[ReasonEstablished] = func(c *Conn, _ []byte) int { h.program.ask(c); return 0 }
	on[ReasonReceive] = echo
	on[ReasonClientEstablished] = func(c *Conn, _ []byte) int { h.program.ask(c); return 0 }
	on[ReasonClientWriteable] = func(c *Conn, _ []byte) int {
		c.WriteFrame(ws.Ping, false, []byte("ping"))
		c.WriteFrame(ws.Text, false, []byte("hello"))
		return 0
	}
	on[ReasonClientReceive] = func(c *Conn, _ []byte) int { c.SetCloseReason(1000, nil); return -1 }
	on[ReasonReceiveClientHTTP] = func(c *Conn, _ []byte) int {
		if c.ReadBody(make([]byte, 3)) < 0 {
			return -1
		}
		return 0
	}
	on[ReasonRawAdopt] = func(c *Conn, _ []byte) int { h.program.ask(c); return 0 }
	on[ReasonRawRX] = func(c *Conn, in []byte) int {
		if c.IsClient() {
			return -1
		}
		c.WriteRaw(in)
		return 0
	}
}

// serverScenes is what peers do to the servers.
func (h *house) serverScenes(v, rawVhost *Vhost) {
	for _, scene := range []string{
		fmt.Sprintf(get, "/x"), fmt.Sprintf(get+get, "/x", "/y"), fmt.Sprintf(get, "/file/a.txt"), fmt.Sprintf(get, "/call/x"),
		"POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbody" + fmt.Sprintf(get, "/x"),
		fmt.Sprintf(upgradeRequest, "echo") + frame(text, "one") + frame(pong, "p") + frame(ping, "p") + frame(text, "two") + frame(closing, status(1000, "")),
		fmt.Sprintf(upgradeRequest, "echo") + frame(text, "one"),
	} {
		p := quietDial(h.t, v)
		if p == nil {
			return
		}
		p.Write([]byte(scene))
		h.drain()
		h.drain()
		p.Close()
		h.drain()
	}
	p := quietDial(h.t, rawVhost)
	if p == nil {
		return
	}
	p.Write([]byte("raw"))
	h.drain()
	p.Close()
	h.drain()
}

// clientScenes is what clients do.
func (h *house) clientScenes(v, rawVhost *Vhost) {
	closed := unusedPort(h.t)
	for _, r := range []ClientRequest{
		{Method: "GET", Path: "/x"}, {Method: "GET", Path: "/file/a.txt"}, {Path: "/ws", Protocols: "echo"}, {Method: "RAW"},
		{Method: "GET", Path: "/x", Port: closed}, {Path: "/ws", Protocols: "other"}, {Method: "GET", Path: "/x", LocalProtocol: "echo"},
	} {
		r.Vhost, r.Address, r.Host = v, "127.0.0.1", "h"
		if r.Port == 0 {
			r.Port = v.ListenPort()
		}
		if r.Method == "RAW" {
			r.Port = rawVhost.ListenPort()
			r.Protocols = "echo"
		}
		c := h.context.Connect(r)
		h.drain()
		if r.Method == "RAW" && c != nil && !c.Closed() {
			c.WriteRaw([]byte("hello"))
		}
		h.drain()
		h.drain()
	}
}

// drain is settle for what happens within this machine's loopback interface,
// which is at once.
func (h *house) drain() {
	for quiet := 0; quiet < 3; quiet++ {
		events := h.events
		h.turn(0)
		if h.events > events || h.thread.Wait(h.now()) == 0 {
			quiet = 0
		}
	}
}

// quietDial is dial for peers that expect anything; nil when nobody answers.
func quietDial(t testing.TB, v *Vhost) *peer {
	c, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", v.ListenPort()))
	if err != nil {
		return nil
	}
	p := newPeer(t, c)
	p.SetDeadline(time.Now().Add(2 * time.Second))
	return p
}

func TestDoom(t *testing.T) {
	h, v := wsHouse(t, VhostConfig{})
	conns, _ := members(t, h, v, 3)
	conns[0].Doom()
	conns[0].Doom()
	if conns[0].Closed() {
		t.Error("Doom closed at once")
	}
	h.turn(0)
	if !conns[0].Closed() || conns[1].Closed() {
		t.Error("the turn closed the wrong ones")
	}
	// One that is doomed and closed before its turn comes.
	conns[1].Doom()
	conns[1].Close(CloseProgram)
	conns[2].Close(CloseProgram)
	conns[2].Doom()
	h.turn(0)
	if n := h.program.count(ReasonClosed); n != 3 {
		t.Errorf("%d CLOSED, want 3", n)
	}
}

// A WRITEABLE that is asked for by the last callbacks of a turn comes all the
// same, though nothing else may happen for hours.
func TestWriteableAskedForAtTheEndOfATurn(t *testing.T) {
	h, v := wsHouse(t, VhostConfig{})
	conns, peers := members(t, h, v, 2)
	h.program.on[ReasonClosed] = func(*Conn, []byte) int { h.program.ask(conns[1]); return 0 }
	// The write fails in the flush: the close comes after it.
	peers[0].reset()
	time.Sleep(10 * time.Millisecond)
	conns[0].WriteFrame(ws.Text, false, []byte("to nobody"))
	h.thread.Turn(nil, h.now())
	if h.program.count(ReasonClosed) != 1 {
		t.Fatal("the failed write did not end the connection in its turn")
	}
	if w := h.thread.Wait(h.now()); w != 0 {
		t.Errorf("the thread would sleep %d us over a request for WRITEABLE", w)
	}
	h.turn(0)
	if n := h.program.count(ReasonServerWriteable); n != 1 {
		t.Errorf("%d WRITEABLE, want 1", n)
	}
}

func TestParentTakesItsChildrenAlong(t *testing.T) {
	noLeak(t)
	h, v := wsHouse(t, VhostConfig{})
	l := listenOnly(t)
	conns, _ := members(t, h, v, 2)
	parent := conns[0]
	var children []*Conn
	for range 3 {
		c := h.context.Connect(ClientRequest{Vhost: v, Address: "127.0.0.1", Port: l, Path: "/", Host: "h", Method: "GET", Parent: parent})
		children = append(children, c)
	}
	h.settle()
	if parent.FirstChild() != children[2] || parent.FirstChild().NextSibling() != children[1] || children[0].Parent != parent {
		t.Error("the children are not linked, youngest first")
	}
	// One child goes: the parent hears of it.
	children[1].Close(CloseProgram)
	if n := h.program.count(ReasonChildClosing); n != 1 {
		t.Errorf("%d CHILD_CLOSING, want 1", n)
	}
	if parent.FirstChild().NextSibling() != children[0] {
		t.Error("the closed child is still linked")
	}
	// The parent goes: so do the others.
	parent.Close(CloseProgram)
	h.settle()
	for i, c := range children {
		if !c.Closed() || c.Parent != nil {
			t.Errorf("child %d: closed %v, parent %p", i, c.Closed(), c.Parent)
		}
	}
	if conns[1].Closed() {
		t.Error("a stranger was closed")
	}
}

// Closing one inside the callback of another, in both directions.
func TestFamilyQuarrels(t *testing.T) {
	h, v := wsHouse(t, VhostConfig{})
	l := listenOnly(t)
	conns, _ := members(t, h, v, 4)
	child := func(p *Conn) *Conn {
		return h.context.Connect(ClientRequest{Vhost: v, Address: "127.0.0.1", Port: l, Path: "/", Host: "h", Method: "GET", Parent: p})
	}
	// The parent's CLOSED kills the child at once.
	a := child(conns[0])
	h.program.on[ReasonClosed] = func(c *Conn, _ []byte) int {
		if c == conns[0] {
			a.SetTimeout(1, timeoutKillSync)
		}
		return 0
	}
	conns[0].Close(CloseProgram)
	if !a.Closed() {
		t.Error("the child outlived its parent's CLOSED")
	}
	// CHILD_CLOSING kills the parent at once.
	b := child(conns[1])
	h.program.on[ReasonChildClosing] = func(c *Conn, _ []byte) int { c.SetTimeout(1, timeoutKillSync); return 0 }
	b.Close(CloseProgram)
	h.settle()
	if !conns[1].Closed() || !b.Closed() {
		t.Error("CHILD_CLOSING did not end the parent")
	}
	// Strangers kill each other.
	h.program.on[ReasonClosed] = func(c *Conn, _ []byte) int {
		conns[2].Close(CloseProgram)
		conns[3].Close(CloseProgram)
		return 0
	}
	conns[2].Close(CloseProgram)
	if !conns[2].Closed() || !conns[3].Closed() {
		t.Error("a stranger survived")
	}
}

func TestContextEndsWithEverythingOpen(t *testing.T) {
	noLeak(t)
	h, v := wsHouse(t, VhostConfig{})
	conns, peers := members(t, h, v, 5)
	large := []byte(strings.Repeat("x", 8<<20))
	conns[0].WriteFrame(ws.Binary, false, large) // unsent
	conns[1].SetTimer(1_000_000)
	conns[2].RequestWriteable()
	conns[3].Doom()
	peers[4].send(frame(text, "unread"))
	h.context.Connect(ClientRequest{Vhost: v, Address: "127.0.0.1", Port: listenOnly(t), Path: "/", Host: "h", Method: "GET"})
	h.context.Connect(ClientRequest{Vhost: v, Address: "localhost", Port: listenOnly(t), Path: "/", Host: "h", Method: "GET"})
	h.thread.Loop.Post(func(int64) { t.Error("posted work ran after the end") })
	h.destroy()
	for _, p := range peers {
		p.ended()
	}
	if o, c := h.program.opened, h.program.closed; o != c {
		t.Errorf("%d opened, %d closed", o, c)
	}
}
