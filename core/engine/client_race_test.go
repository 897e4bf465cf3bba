package engine

import (
	"fmt"
	"net/http"
	"net/netip"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/netio"
)

// deafPort is a port where connections hang: its backlog is full.
func deafPort(t *testing.T) int {
	t.Helper()
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Close(fd) })
	a := &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}
	if err := unix.Bind(fd, a); err != nil {
		t.Fatal(err)
	}
	if err := unix.Listen(fd, 0); err != nil {
		t.Fatal(err)
	}
	name, _ := unix.Getsockname(fd)
	a.Port = name.(*unix.SockaddrInet4).Port
	for range 3 {
		c, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { unix.Close(c) })
		_ = unix.Connect(c, a)
	}
	time.Sleep(20 * time.Millisecond)
	return a.Port
}

// An address that does not answer costs a quarter of a second, not the whole time
// for connecting; and of several attempts one connection comes, and no descriptor
// is left.
func TestClientDoesNotWaitForDeafAddresses(t *testing.T) {
	noLeak(t)
	local := netip.MustParseAddr("127.0.0.1")
	deaf := deafPort(t)
	for name, ports := range map[string]func(good int) []int{
		"the second answers": func(good int) []int { return []int{good} },
		"the third answers":  func(good int) []int { return []int{deaf, good} },
		"refused between":    func(good int) []int { return []int{unusedPort(t), deaf, unusedPort(t), good} },
		"refused behind":     func(good int) []int { return []int{good, unusedPort(t)} },
	} {
		h, v, body := clientHouse(t)
		good := site(t, func(p *peer, _ *http.Request) { p.pieces("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 100) })
		h.program.on[ReasonConnecting] = func(c *Conn, _ []byte) int {
			for _, port := range ports(good) {
				c.client.addresses = append(c.client.addresses, netio.SockaddrOf(local, port))
			}
			return 0
		}
		h.get(v, deaf)
		for range 4 {
			h.settle()
			h.skip(attemptDelay * time.Microsecond)
		}
		h.serve(name, func() bool { return len(h.program.live) == 0 })
		if body.String() != "ok" || h.program.count(ReasonClientConnectionError) != 0 {
			t.Errorf("%s: got %q, error %q", name, body, h.program.told(ReasonClientConnectionError))
		}
		for _, r := range []Reason{ReasonConnecting, ReasonWSICreate, ReasonWSIDestroy} {
			if n := h.program.count(r); n != 1 {
				t.Errorf("%s: %d callbacks with reason %d, want 1", name, n, r)
			}
		}
		h.destroy()
	}
	// Nobody answers: one error, in time.
	h, v, _ := clientHouse(t)
	h.program.on[ReasonConnecting] = func(c *Conn, _ []byte) int {
		c.client.addresses = append(c.client.addresses, netio.SockaddrOf(local, deaf), netio.SockaddrOf(local, unusedPort(t)))
		return 0
	}
	h.get(v, deaf)
	for range 40 {
		h.settle()
		h.skip(200 * time.Millisecond)
	}
	h.settle()
	if n := h.program.count(ReasonClientConnectionError); n != 1 || len(h.program.live) != 0 {
		t.Errorf("%d errors and %d connections, want 1 and 0", n, len(h.program.live))
	}
}

func TestAddressFamiliesInTurn(t *testing.T) {
	var list []netip.Addr
	for _, a := range []string{"2001:db8::1", "2001:db8::2", "2001:db8::3", "192.0.2.1"} {
		list = append(list, netip.MustParseAddr(a))
	}
	if got, want := fmt.Sprint(interleaved(list)), "[2001:db8::1 192.0.2.1 2001:db8::2 2001:db8::3]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
