package engine

import (
	"crypto/x509"
	"fmt"
	"net"
	"strings"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/loop"
	"github.com/golws/golws/core/tlsconn"
	"github.com/golws/golws/core/ws"
)

// lean is a Host that costs nothing itself: it counts, and echoes.
type lean struct {
	program
	received int
	ask      bool // echo in WRITEABLE, as careful programs do
	pending  [256]byte
	length   int
}

func (l *lean) Callback(c *Conn, p *Protocol, r Reason, in []byte) int {
	switch r {
	case ReasonReceive:
		l.received++
		if l.ask {
			l.length = copy(l.pending[:], in)
			c.RequestWriteable()
			return 0
		}
		if c.WriteFrame(ws.Text, false, in) < 0 {
			return -1
		}
	}
	return 0
}

func (l *lean) CallbackReceives(c *Conn, r Reason, row []Piece) (int, int) {
	for _, piece := range row {
		if l.Callback(c, nil, r, piece.Payload) != 0 {
			return 1, -1
		}
	}
	return len(row), 0
}

func (l *lean) CallbackWriteables(c *Conn, r Reason, _ int) int {
	return min(0, c.WriteFrame(ws.Text, false, l.pending[:l.length]))
}

func (l *lean) Turning(*Thread, bool)                                      {}
func (l *lean) Asked(_ *Thread, list []*Conn) []*Conn                      { return list }
func (l *lean) AskedAgain(*Conn) bool                                      { return false }
func (l *lean) CallbackText(*Conn, *Protocol, Reason, string, int) int     { return 0 }
func (l *lean) CallbackChild(*Conn, *Conn)                                 {}
func (l *lean) TLSEvent(*Conn, int) int                                    { return 0 }
func (l *lean) CallbackSelf(*Conn, *Protocol, Reason) int                  { return 0 }
func (l *lean) CallbackAppend(*Conn, *Protocol, Reason, []byte) (int, int) { return 0, 0 }
func (l *lean) CallbackAccess(*Conn, *Protocol, []byte, uint32) int        { return 0 }
func (l *lean) Verifying(*Conn, *tlsconn.Verification, tlsconn.VerifyCode) (bool, tlsconn.VerifyCode) {
	return true, 0
}
func (l *lean) HasIssuers() bool                                          { return false }
func (l *lean) AskIssuer(*Thread, []byte, func(*x509.Certificate)) func() { return nil }
func (l *lean) CertificateAges(*Thread, *Vhost, *Vhost, *Protocol, int)   {}
func (l *lean) VhostCallback(*Thread, *Vhost, *Protocol, Reason) int      { return 0 }
func (l *lean) Opened(*Conn) bool                                         { return true }
func (l *lean) Closed(*Conn)                                              {}
func (l *lean) Bind(*Conn, *Protocol)                                     {}
func (l *lean) EnsureSession(*Conn)                                       {}
func (l *lean) DropSession(*Conn)                                         {}
func (l *lean) HasSession(*Conn) bool                                     { return true }
func (l *lean) Log(Level, *Conn, *Vhost, string)                          {}
func (l *lean) Wants(Level) bool                                          { return false }

// The path of a message, from the socket through decoder, callback and frame
// back to the socket, leaves nothing to collect.
func TestEchoAllocatesNothing(t *testing.T) {
	for _, c := range []struct {
		name        string
		ask         bool
		size, depth int
	}{
		{"at once", false, 64, 1}, {"at once, pipelined", false, 64, 16}, {"in WRITEABLE", true, 64, 1}, {"large", false, 16 << 10, 4},
	} {
		host := &lean{ask: c.ask}
		host.program.t = t
		now := int64(1)
		context := NewContext(host, ContextConfig{}, func() int64 { return now })
		epoll, err := loop.NewEpoll()
		if err != nil {
			t.Fatal(err)
		}
		thread := context.AddThread(epoll, func() {}, make([]byte, ReceiveMemory))
		v, err := context.NewVhost(VhostConfig{Interface: "127.0.0.1"}, []*Protocol{{Name: "echo", ReceiveSize: 1 << 16}},
			func(*Vhost) unsafe.Pointer { return nil })
		if err != nil {
			t.Fatal(err)
		}
		events := make([]unix.EpollEvent, 64)
		turn := func() {
			n, _ := unix.EpollWait(epoll.FD(), events, 1)
			now += 1000
			thread.Turn(events[:max(n, 0)], now)
		}
		p := dial(t, v)
		fd := descriptorOf(t, p)
		unix.Write(fd, []byte(fmt.Sprintf(upgradeRequest, "echo")))
		buf := make([]byte, 256<<10)
		for got := 0; got == 0; {
			turn()
			if n, _ := unix.Read(fd, buf); n > 0 {
				got = n
			}
		}
		messages := []byte(strings.Repeat(frame(text, strings.Repeat("x", c.size)), c.depth))
		back := c.depth * (c.size + ws.HeaderLen(uint64(c.size), false))
		if c.ask {
			back = c.size + ws.HeaderLen(uint64(c.size), false)
		}
		round := func() {
			unix.Write(fd, messages)
			for got := 0; got < back; {
				turn()
				if n, _ := unix.Read(fd, buf); n > 0 {
					got += n
				}
			}
		}
		for range 20 {
			round()
		}
		before := host.received
		if n := testing.AllocsPerRun(200, round); n != 0 {
			t.Errorf("%s: %v allocations for %d messages, want none", c.name, n, c.depth)
		}
		if host.received == before {
			t.Errorf("%s: nothing was received", c.name)
		}
		context.Destroy()
		epoll.Close()
	}
}

// descriptorOf is p's own, which does not block.
func descriptorOf(t testing.TB, p *peer) (fd int) {
	raw, err := p.Conn.(*net.TCPConn).SyscallConn()
	if err == nil {
		err = raw.Control(func(d uintptr) { fd = int(d) })
	}
	if err != nil {
		t.Fatal(err)
	}
	return fd
}
