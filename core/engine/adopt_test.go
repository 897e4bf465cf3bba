package engine

import (
	"fmt"
	"net"
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// adopted is a socket whose other end is a peer.
func adopted(t testing.TB) (fd int, p *peer) {
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	f := os.NewFile(uintptr(fds[1]), "peer")
	c, err := net.FileConn(f)
	f.Close()
	if err != nil {
		t.Fatal(err)
	}
	return fds[0], newPeer(t, c)
}

// A program that accepts by itself hands the socket over, with what it has
// read of it.
func TestAdoptedHTTP(t *testing.T) {
	noLeak(t)
	h, _ := httpHouse(t, VhostConfig{})
	v := h.vhost(VhostConfig{Name: "no listener", Port: NoListen})
	for _, received := range []int{0, 10, 1000} {
		fd, p := adopted(t)
		request := fmt.Sprintf(get, "/adopted")
		n := min(received, len(request))
		if v.Adopt(Adoption{FD: fd, Socket: true, HTTP: true, Received: []byte(request[:n])}) == nil {
			t.Fatal("not adopted")
		}
		h.during(func() {
			p.send(request[n:] + fmt.Sprintf(get, "/next"))
			for _, want := range []string{"/adopted", "/next"} {
				if _, body, _ := p.page("GET"); body != want {
					t.Errorf("%d bytes read before: got %q, want %q", n, body, want)
				}
			}
			p.Close()
		})
	}
}

func TestAdoptedRaw(t *testing.T) {
	noLeak(t)
	h := newHouse(t, ContextConfig{})
	v := h.vhost(VhostConfig{Port: NoListen}, &Protocol{Name: "http"}, &Protocol{Name: "raw"})
	h.program.on[ReasonRawRX] = func(c *Conn, in []byte) int {
		if c.Protocol.Name != "raw" {
			t.Errorf("protocol %q", c.Protocol.Name)
		}
		c.WriteRaw(in)
		return 0
	}
	fd, p := adopted(t)
	v.Adopt(Adoption{FD: fd, Socket: true, Protocol: "raw", Received: []byte("before ")})
	h.during(func() {
		p.send("after")
		buf := make([]byte, 100)
		var got strings.Builder
		for got.Len() < len("before after") {
			n, err := p.Read(buf)
			if err != nil {
				t.Error(err)
				return
			}
			got.Write(buf[:n])
		}
		if got.String() != "before after" {
			t.Errorf("got %q", &got)
		}
	})
}

func TestRefusedAdoptions(t *testing.T) {
	noLeak(t)
	h := newHouse(t, ContextConfig{})
	v := h.vhost(VhostConfig{Port: NoListen})
	fd, p := adopted(t)
	if v.Adopt(Adoption{FD: fd, Socket: true, Protocol: "unknown"}) != nil {
		t.Error("adopted for a protocol that there is not")
	}
	p.ended()
	if v.Adopt(Adoption{FD: 1 << 20, Socket: true}) != nil {
		t.Error("adopted a descriptor that there is not")
	}
	v.Destroy()
	fd, p = adopted(t)
	if v.Adopt(Adoption{FD: fd, Socket: true}) != nil {
		t.Error("adopted by a vhost that has ended")
	}
	p.ended()
}

// A pipe is written by the program: WRITEABLE comes when the pipe takes data,
// and asking for it costs nothing until then.
func TestAdoptedPipeTellsWhenItCanBeWritten(t *testing.T) {
	noLeak(t)
	h := newHouse(t, ContextConfig{})
	v := h.vhost(VhostConfig{Port: NoListen})
	var fds [2]int
	if err := unix.Pipe2(fds[:], unix.O_CLOEXEC|unix.O_NONBLOCK); err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fds[0])
	c := v.Adopt(Adoption{FD: fds[1]})
	if c == nil {
		t.Fatal("not adopted")
	}
	piece := make([]byte, 4096)
	for {
		if _, err := unix.Write(fds[1], piece); err != nil {
			break // full
		}
	}
	h.program.ask(c)
	h.settle()
	events := h.events
	h.settle()
	if n := h.program.count(ReasonRawWriteableFile); n != 0 || h.events != events || h.thread.Wait(h.now()) == 0 {
		t.Errorf("a full pipe: %d WRITEABLE, %d events", n, h.events-events)
	}
	for range 4 {
		unix.Read(fds[0], piece)
	}
	h.settle()
	if n := h.program.count(ReasonRawWriteableFile); n != 1 || c.Closed() {
		t.Errorf("a pipe with room: %d WRITEABLE, closed %v", n, c.Closed())
	}
	h.settle()
	if n := h.program.count(ReasonRawWriteableFile); n != 1 {
		t.Errorf("%d WRITEABLE for one request", n)
	}
}
