package engine

import (
	"testing"

	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/loop"
	"github.com/golws/golws/core/netio"
)

// The network is heard of while connections are served, and nothing is left of it.
func TestWatchNetwork(t *testing.T) {
	noLeak(t)
	h, v := httpHouse(t, VhostConfig{})
	var changes []NetworkChange
	if err := h.context.WatchNetwork(func(c NetworkChange) { changes = append(changes, c) }); err != nil {
		t.Skip(err)
	}
	// The loopback interface's routes, at least.
	h.serve("the routes", func() bool { return len(changes) > 0 })
	p := dial(t, v)
	h.settle()
	// A route was removed that concerns nobody.
	h.context.network.Expire(&loop.Timer{}, h.now())
	h.during(func() {
		p.send("GET /still HTTP/1.1\r\nHost: h\r\n\r\n")
		if _, body, _ := p.page("GET"); body != "/still" {
			t.Errorf("got %q", body)
		}
	})
	p.Close()
	h.settle()
	h.destroy()
}

func TestHasRoute(t *testing.T) {
	if !netio.HasRoute(&unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}, Port: 9}) {
		t.Error("this machine is not reached")
	}
	if netio.HasRoute(&unix.SockaddrInet6{Addr: [16]byte{0xfe, 0x80, 15: 1}, Port: 9, ZoneId: 1 << 20}) {
		t.Error("an interface that does not exist is reached")
	}
}
