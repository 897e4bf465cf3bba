package engine

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/ws"
)

// arena is a house in which connections are exposed to arbitrary bytes in
// arbitrary segments while the program does arbitrary things that it may do.
type arena struct {
	*house
	vhost    *Vhost
	rnd      *rand.Rand
	budget   int // of what the program still does to one connection
	listener int
	path     string
	file     string
	panics   bool
	large    []byte
}

func newArena(t testing.TB) *arena {
	a := &arena{house: newHouse(t, ContextConfig{TimeoutSeconds: 3}), large: make([]byte, 300_000)}
	folder := t.TempDir()
	a.file = filepath.Join(folder, "a.txt")
	if err := os.WriteFile(a.file, a.large, 0o600); err != nil {
		t.Fatal(err)
	}
	a.program.level, a.program.quiet = 0, true
	a.vhost = a.house.vhost(VhostConfig{Port: NoListen, Options: OptionValidateUTF8, ListenRole: "raw-skt", ListenProtocol: "echo",
		Retry: &RetryPolicy{PingSeconds: 2, HangupSeconds: 4},
		Mounts: []*Mount{{Point: "/file", Kind: MountFile, Origin: folder}, {Point: "/call", Kind: MountCallback, Protocol: "echo"},
			{Point: "/away", Kind: MountRedirectHTTP, Origin: "elsewhere"}}},
		&Protocol{Name: "http"}, &Protocol{Name: "echo", ReceiveSize: 100})
	for r := range Reason(120) {
		a.program.on[r] = a.act
	}
	for _, r := range []Reason{ReasonProtocolInit, ReasonProtocolDestroy, ReasonEventWaitCancelled} {
		delete(a.program.on, r)
	}
	a.program.append[ReasonAddHeaders] = "X-Added: yes\r\n"
	a.path = filepath.Join(folder, "s")
	var err error
	if a.listener, err = unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0); err != nil {
		t.Fatal(err)
	}
	if err := unix.Bind(a.listener, &unix.SockaddrUnix{Name: a.path}); err != nil {
		t.Fatal(err)
	}
	if err := unix.Listen(a.listener, 4); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Close(a.listener) })
	return a
}

// act does something that a program may do in a callback.
func (a *arena) act(c *Conn, in []byte) int {
	for _, b := range in { // it looks at what it is given
		if b == 0xfe && a.budget < 0 {
			return 0
		}
	}
	if a.budget--; a.budget < 0 {
		// At last it lets the connection be served.
		if c.paused {
			c.SetReceiving(true)
		}
		return 0
	}
	if a.panics && a.program.turning && a.rnd.IntN(40) == 0 {
		a.program.live[c].failed = true
		panic(onPurpose{c})
	}
	for range a.rnd.IntN(3) {
		switch a.rnd.IntN(22) {
		case 0:
			c.SetReceiving(false)
			c.SetTimer(int64(a.rnd.IntN(1000)))
		case 1, 2:
			c.SetReceiving(true)
		case 3, 4:
			a.program.ask(c)
		case 5:
			c.WriteFrame(ws.Opcode(a.rnd.IntN(16)), a.rnd.IntN(2) == 0, a.large[:a.rnd.IntN(200)])
		case 6:
			c.WriteFrame(ws.Text, a.rnd.IntN(4) == 0, a.large[:a.rnd.IntN(len(a.large))])
		case 7:
			c.WriteHTTP(a.large[:a.rnd.IntN(200)])
		case 8:
			c.WriteHTTP(a.large[:a.rnd.IntN(len(a.large))])
		case 9:
			if c.CompleteTransaction() {
				return -1
			}
		case 10:
			return answer(c, "hello")
		case 11:
			c.AnswerStatus(200+a.rnd.IntN(400), "<p>text</p>")
		case 12:
			c.SetTimer(int64(a.rnd.IntN(2000)) - 100)
		case 13:
			c.SetTimeout(int32(a.rnd.IntN(30)), a.rnd.IntN(5)-2)
		case 14:
			if a.rnd.IntN(4) == 0 {
				c.Doom()
			}
		case 15:
			c.SetCloseReason(uint16(a.rnd.IntN(5000)), a.large[:a.rnd.IntN(200)])
		case 16:
			if a.rnd.IntN(4) == 0 {
				c.Close(CloseProgram)
			}
		case 17:
			c.ReadBody(make([]byte, 1+a.rnd.IntN(100)))
		case 18:
			c.ServeFile(a.file, "text/plain", nil)
		case 19:
			c.ConfirmValidity()
		case 20:
			if a.rnd.IntN(4) == 0 {
				c.DetachHeader()
			} else {
				c.headerText(1)
			}
		case 21:
			c.WriteRaw(a.large[:a.rnd.IntN(3000)])
		}
	}
	switch a.rnd.IntN(24) {
	case 0:
		return -1
	case 1:
		return 1
	}
	return 0
}

// fight exposes one connection to what the peer sends. kind says how the
// connection comes about and what it is before the peer's bytes arrive.
func (a *arena) fight(kind byte, seed uint64, sends []byte) {
	a.rnd = rand.New(rand.NewPCG(seed, uint64(kind)))
	a.budget = 40
	if seed&1 == 0 {
		a.budget = 0 // a program that does nothing
	}
	a.panics = kind&128 != 0
	a.vhost.Config.Options = OptionValidateUTF8
	if kind&16 != 0 {
		a.vhost.Config.Options |= OptionFallbackToListenConfig
	}
	peer := -1
	if kind&8 != 0 {
		peer = a.client(kind)
	} else {
		peer = a.server(kind)
	}
	if peer < 0 {
		a.finish()
		return
	}
	unix.SetNonblock(peer, true)
	buf := make([]byte, 64<<10)
	switch kind & 7 {
	case 1:
		sends = append([]byte(fmt.Sprintf(upgradeRequest, "echo")), sends...)
	case 2:
		sends = append([]byte("GET /file/a.txt HTTP/1.1\r\nHost: h\r\n\r\n"), sends...)
	case 3:
		sends = append([]byte("POST /call/x?a=b HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"), sends...)
	case 4:
		sends = append([]byte(strings.Repeat(fmt.Sprintf(get, "/call"), 3)), sends...)
	}
	if kind&8 != 0 {
		// A client: the peer's bytes follow a good answer, for some kinds.
		switch kind & 7 {
		case 1:
			for range 5 {
				a.turn(0)
			}
			n, _ := unix.Read(peer, buf)
			if _, rest, ok := bytes.Cut(buf[:max(n, 0)], []byte("Sec-WebSocket-Key: ")); ok && len(rest) > ws.KeyLen {
				accept := ws.AcceptKey(string(rest[:ws.KeyLen]))
				sends = append([]byte("HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "+
					string(accept[:])+"\r\nSec-WebSocket-Protocol: echo\r\n\r\n"), sends[len(fmt.Sprintf(upgradeRequest, "echo")):]...)
			}
		case 2:
			sends = append([]byte("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"), sends...)
		case 3:
			sends = append([]byte("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"), sends...)
		case 4:
			sends = append([]byte("HTTP/1.1 302 x\r\nLocation: /away\r\n\r\n"), sends...)
		}
	}
	for len(sends) > 0 {
		n := min(1+a.rnd.IntN(len(sends)), len(sends))
		if a.rnd.IntN(3) == 0 {
			n = min(1+a.rnd.IntN(10), len(sends))
		}
		w, err := unix.SendmsgN(peer, sends[:n], nil, nil, unix.MSG_NOSIGNAL|unix.MSG_DONTWAIT)
		if err != nil && err != unix.EAGAIN {
			break
		}
		sends = sends[max(w, 0):]
		if a.rnd.IntN(2) == 0 {
			unix.Read(peer, buf[:1+a.rnd.IntN(len(buf))])
		}
		a.turn(0)
		if err == unix.EAGAIN {
			a.skipQuietly(500 * time.Millisecond)
		} else if a.rnd.IntN(10) == 0 {
			a.skipQuietly(time.Duration(a.rnd.IntN(3000)) * time.Millisecond)
		}
	}
	switch a.rnd.IntN(4) {
	case 0:
		unix.Shutdown(peer, unix.SHUT_WR)
		a.turn(0)
		for range 20 {
			unix.Read(peer, buf)
			a.turn(0)
		}
	case 1:
		for range 10 {
			unix.Read(peer, buf)
			a.turn(0)
		}
	}
	unix.Close(peer)
	a.finish()
}

func (a *arena) skipQuietly(d time.Duration) { a.skipped += d.Microseconds(); a.turn(0) }

// server is a connection that is served.
func (a *arena) server(kind byte) (peer int) {
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		a.t.Fatal(err)
	}
	if kind&32 != 0 {
		unix.SetsockoptInt(fds[0], unix.SOL_SOCKET, unix.SO_SNDBUF, 4096)
	}
	a.vhost.Adopt(Adoption{FD: fds[0], Socket: true, HTTP: kind&64 == 0})
	return fds[1]
}

// client is a connection that this side makes.
func (a *arena) client(kind byte) (peer int) {
	r := ClientRequest{Vhost: a.vhost, Address: "+" + a.path, Path: "/", Host: "h", Method: "GET"}
	switch {
	case kind&7 == 1:
		r.Method, r.Protocols = "", "echo"
	case kind&64 != 0:
		r.Method = "RAW"
	}
	if a.context.Connect(r) == nil {
		// It may have been refused behind the connect.
		a.acceptWaiting()
		return -1
	}
	fd, _, err := unix.Accept(a.listener)
	if err != nil {
		a.t.Fatal(err)
	}
	return fd
}

// acceptWaiting takes connections that nobody is behind any more.
func (a *arena) acceptWaiting() {
	for {
		fds := []unix.PollFd{{Fd: int32(a.listener), Events: unix.POLLIN}}
		if n, _ := unix.Poll(fds, 0); n != 1 {
			return
		}
		if fd, _, err := unix.Accept(a.listener); err == nil {
			unix.Close(fd)
		}
	}
}

// finish serves until the connection has ended, and looks at what is left.
func (a *arena) finish() {
	a.budget = 0
	held := func() int { return len(a.thread.openFiles.files) }
	for i := 0; i < 40 && (i < 2 || len(a.program.live) > 0 || a.thread.lingerers > 0 || held() > 0); i++ {
		a.acceptWaiting()
		if len(a.program.live) == 0 {
			a.skipped += heldFor
		}
		if i > 5 {
			a.skipped += 1_000_000
		}
		if i == 25 { // the program pauses for ever, or its timeouts are off
			a.thread.conns.each(func(c *Conn) { c.Close(CloseProgram) })
		}
		a.turn(0)
	}
	if n := len(a.program.live); n != 0 {
		a.t.Errorf("%d connections are left", n)
	}
	if n := a.thread.Loop.Timers.Len(); n != 0 {
		a.t.Errorf("%d timers are left", n)
	}
	if n := a.thread.lingerers; n != 0 {
		a.t.Errorf("%d sockets are left", n)
	}
	if w := a.thread.Wait(a.now()); w != -1 {
		a.t.Errorf("the idle thread would wait %d us only", w)
	}
}

// streams are what well-behaved peers send, to be spoiled.
var streams = []string{
	fmt.Sprintf(get, "/x") + fmt.Sprintf(get, "/file/a.txt") + "POST /y HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n0123456789",
	"POST /y HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n3;x=y\r\nabc\r\n0\r\nA: b\r\n\r\n" + fmt.Sprintf(get, "/call/z"),
	fmt.Sprintf(upgradeRequest, "echo") + frame(text, "hello") + frame(byte(ws.Text), "a") + frame(ping, "p") + frame(fin, "b") + frame(closing, "\x03\xe8bye"),
	"\x81\x05hello\x89\x02hi\x01\x03wor\x80\x02ld\x82\x7e\x01\x00" + strings.Repeat("b", 256) + "\x88\x02\x03\xe8",
	frame(binaryOp, strings.Repeat("x", 5000)) + frame(pong, "") + frame(text, "\xe2\x82\xac") + frame(closing, ""),
	"5\r\nhello\r\n0\r\n\r\n",
	"GET /away HTTP/1.0\r\nConnection: keep-alive\r\nX: " + strings.Repeat("y", 3000) + "\r\n\r\n",
	"hello, is this HTTP?\r\n",
}

// FuzzConnection: whatever arrives, in whatever segments, and whatever the
// program does meanwhile, the engine keeps its word to the program (see
// program.call) and leaves nothing behind.
func FuzzConnection(f *testing.F) {
	for i, s := range streams {
		for kind := range byte(128) {
			if int(kind)%len(streams) == i {
				f.Add(kind, uint64(i)+uint64(kind)*2+1, []byte(s))
			}
		}
	}
	a := newArena(f)
	f.Fuzz(func(t *testing.T, kind byte, seed uint64, sends []byte) {
		if len(sends) > 1<<16 {
			return
		}
		a.t, a.program.t = t, t
		defer func() { a.t, a.program.t = f, f }()
		a.fight(kind, seed, sends)
	})
}

// The same with spoiled copies of good streams, for a bounded time.
func TestConnectionsUnderFire(t *testing.T) {
	noLeak(t)
	a := newArena(t)
	rnd := rand.New(rand.NewPCG(42, 1))
	fights := 15_000
	if testing.Short() || raceEnabled {
		fights = 400
	}
	for i := range fights {
		var sends []byte
		for range 1 + rnd.IntN(3) {
			sends = append(sends, streams[rnd.IntN(len(streams))]...)
		}
		for range rnd.IntN(4) {
			at := rnd.IntN(len(sends))
			switch rnd.IntN(3) {
			case 0:
				sends[at] = byte(rnd.Uint32())
			case 1:
				sends = append(sends[:at:at], sends[min(at+1+rnd.IntN(20), len(sends)-1):]...)
			case 2:
				sends = append(sends[:at:at], append([]byte(streams[rnd.IntN(len(streams))]), sends[at:]...)...)
			}
		}
		kind, seed := byte(rnd.Uint32()), rnd.Uint64()
		a.fight(kind, seed, sends)
		if t.Failed() {
			t.Fatalf("fight %d: kind %#x, seed %d, sends %q", i, kind, seed, sends)
		}
	}
	t.Logf("%d connections, %d turns with events", a.program.opened, a.events)
}
