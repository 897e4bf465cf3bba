package engine

import (
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/loop"
)

// A peer that has sent more than we read still gets the whole error page: a
// plain close would answer its unread bytes with RST, and that destroys what
// it has not read yet.
func TestPeerReadsItsErrorPageWhole(t *testing.T) {
	noLeak(t)
	h, v := httpHouse(t, VhostConfig{})
	h.during(func() {
		for range 20 {
			p := dial(t, v)
			p.send("GET / HTTP/1.1\r\nHost: h\r\nX: " + strings.Repeat("x", 150_000) + "\r\n\r\n")
			time.Sleep(2 * time.Millisecond)
			got := p.rest() // an error, such as a reset, fails the test
			if !strings.HasPrefix(got, "HTTP/1.1 431") || !strings.HasSuffix(got, "</html>") {
				t.Errorf("got %.60q … %d bytes", got, len(got))
			}
			p.Close()
		}
	})
	h.serve("the last sockets", func() bool { return h.thread.lingerers == 0 })
}

// A peer that never closes, never reads, or never stops sending is not waited
// for without end.
func TestLingeringEnds(t *testing.T) {
	noLeak(t)
	h, v := httpHouse(t, VhostConfig{})
	h.program.on[ReasonHTTP] = func(c *Conn, in []byte) int {
		if string(in) == "/large" {
			return answer(c, strings.Repeat("x", 16<<20))
		}
		return answer(c, "x")
	}
	const last = "GET %s HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
	silent, deaf, chatty := dial(t, v), dial(t, v), dial(t, v)
	silent.send(fmt.Sprintf(last, "/"))
	deaf.send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n")
	chatty.send(fmt.Sprintf(last, "/"))
	h.serve("the requests", func() bool { return h.program.count(ReasonHTTP) == 3 })
	h.settle()
	deaf.Conn.(*net.TCPConn).CloseWrite() // ends it for the program, with output unsent
	h.serve("the ends", func() bool { return len(h.program.live) == 1 })
	h.during(func() {
		for range 1000 {
			if _, err := chatty.Write(make([]byte, 10_000)); err != nil {
				return
			}
		}
		t.Error("10 MB behind the last request were taken")
	})
	h.settle()
	if n := h.thread.lingerers; n != 2 {
		t.Errorf("%d sockets linger, want the silent and the deaf one", n)
	}
	h.skip(3 * time.Second)
	h.skip(3 * time.Second)
	h.settle()
	if n := h.thread.lingerers; n != 0 {
		t.Errorf("%d sockets still linger", n)
	}
	if n := h.thread.Loop.Timers.Len(); n != 0 {
		t.Errorf("%d timers are left", n)
	}
}

func TestLingeringIsBounded(t *testing.T) {
	noLeak(t)
	h, v := httpHouse(t, VhostConfig{})
	h.program.quiet = true
	var peers []*peer
	h.during(func() {
		for range lingerMost + 50 {
			p := dial(t, v)
			p.send("GET / HTTP/1.0\r\n\r\n")
			peers = append(peers, p)
		}
		for _, p := range peers {
			if got, _ := io.ReadAll(p.in); !strings.HasPrefix(string(got), "HTTP/1.") {
				t.Errorf("got %.40q", got)
				return
			}
		}
	})
	if n := h.thread.lingerers; n > lingerMost {
		t.Errorf("%d sockets linger", n)
	}
}

// A program that polls by itself knows nothing of lingering sockets, but calls
// in now and then.
func TestLingeringUnderAForeignPoller(t *testing.T) {
	noLeak(t)
	h, v := httpHouse(t, VhostConfig{})
	large := strings.Repeat("0123456789abcdef", 1<<19)
	h.program.on[ReasonHTTP] = func(c *Conn, _ []byte) int {
		c.WriteHTTP([]byte("HTTP/1.1 200 OK\r\n\r\n" + large))
		return -1
	}
	done := make(chan struct{})
	p := dial(t, v)
	go func() {
		defer close(done)
		p.send(fmt.Sprintf(get, "/"))
		if got := p.rest(); !strings.HasSuffix(got, large) {
			t.Errorf("got %d bytes, want %d", len(got), len(large))
		}
	}()
	h.context.Start()
	fds := map[int]loop.Events{}
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); {
		select {
		case <-done:
			return
		default:
		}
		clear(fds)
		h.thread.conns.each(func(c *Conn) { fds[c.FD()] = c.watch.Watching() })
		var poll []unix.PollFd
		for fd, ev := range fds {
			f := unix.PollFd{Fd: int32(fd)}
			if ev&loop.Readable != 0 {
				f.Events |= unix.POLLIN
			}
			if ev&loop.Writable != 0 {
				f.Events |= unix.POLLOUT
			}
			poll = append(poll, f)
		}
		unix.Poll(poll, 1)
		for _, f := range poll {
			var ev loop.Events
			if f.Revents&unix.POLLIN != 0 {
				ev |= loop.Readable
			}
			if f.Revents&unix.POLLOUT != 0 {
				ev |= loop.Writable
			}
			if ev != 0 && !h.thread.TurnFD(int(f.Fd), ev, h.now()) {
				t.Errorf("descriptor %d is not known", f.Fd)
			}
		}
		h.thread.TurnFD(-1, 0, h.now())
	}
	t.Error("the peer did not get everything")
}

// The next test runs in a process of its own, with few descriptors.
const starvedEnv = "GOLWS_TEST_FEW_DESCRIPTORS"

// When descriptors run out, the listener says so once, rests, and goes on when
// there are some again; established connections are served all the while.
func TestAcceptWithoutDescriptors(t *testing.T) {
	if os.Getenv(starvedEnv) == "" {
		c := exec.Command(os.Args[0], "-test.run=^TestAcceptWithoutDescriptors$", "-test.count=1")
		c.Env = append(os.Environ(), starvedEnv+"=1")
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return
	}
	h, v := httpHouse(t, VhostConfig{})
	first := dial(t, v)
	h.serve("the first connection", func() bool { return len(h.program.live) == 2 })
	// The peers are this process's, too: they are opened before the limit.
	var peers []*peer
	for range 30 {
		peers = append(peers, dial(t, v))
	}
	var limit unix.Rlimit
	unix.Getrlimit(unix.RLIMIT_NOFILE, &limit)
	few := limit
	few.Cur = uint64(descriptors(t) + 5) // descriptors are handed out lowest first
	if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &few); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		h.skip(time.Duration(acceptPause) * 1100)
		h.settle()
	}
	accepted := len(h.program.live) - 2
	if accepted == 0 || accepted >= len(peers) {
		t.Fatalf("%d of %d connections were accepted", accepted, len(peers))
	}
	if n := h.program.logged("descriptors"); n != 1 {
		t.Errorf("%d lines about it, want 1: %q", n, h.program.lines)
	}
	events := h.events
	for range 20 {
		h.turn(0)
	}
	if h.events > events+1 {
		t.Errorf("%d events wake the loop while the listener rests", h.events-events)
	}
	h.during(func() {
		first.send(fmt.Sprintf(get, "/still"))
		if _, body, _ := first.page("GET"); body != "/still" {
			t.Errorf("the established connection got %q", body)
		}
	})
	unix.Setrlimit(unix.RLIMIT_NOFILE, &limit)
	h.skip(time.Duration(acceptPause) * 1100)
	h.serve("the others", func() bool { return len(h.program.live) == 2+len(peers) })
	h.during(func() {
		for i, p := range peers {
			p.send(fmt.Sprintf(get, "/"))
			if status, _, _ := p.page("GET"); status != 200 {
				t.Errorf("connection %d: %d", i, status)
				return
			}
		}
	})
}

// What was written is read to its end though the context ends meanwhile and the
// peer goes on sending. A peer that reads nothing is not waited for.
func TestContextEndsBehindItsLastBytes(t *testing.T) {
	h, v := httpHouse(t, VhostConfig{})
	const size = 8 << 20
	h.program.on[ReasonHTTP] = func(c *Conn, in []byte) int { return answer(c, strings.Repeat("x", size)) }
	p, deaf := dial(t, v), dial(t, v)
	got := make(chan int)
	p.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
	deaf.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
	h.serve("the requests", func() bool { return h.program.count(ReasonHTTP) == 2 })
	go func() {
		buf := make([]byte, 100_000)
		n := 0
		for {
			p.Conn.SetReadDeadline(time.Now().Add(5 * time.Second))
			k, err := p.Conn.Read(buf)
			n += k
			if err != nil {
				break
			}
			p.Conn.Write([]byte("\r\n"))
		}
		got <- n
	}()
	begun := time.Now()
	h.destroy()
	if took := time.Since(begun); took > 2*destroyLongest {
		t.Errorf("the context took %v to end", took)
	}
	if n := <-got; n < size {
		t.Errorf("%d of more than %d bytes came", n, size)
	}
}
