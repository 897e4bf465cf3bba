package engine

import (
	"net/http"
	"testing"

	"golang.org/x/sys/unix"
)

func TestClientCacheControl(t *testing.T) {
	h, v, _ := clientHouse(t)
	got := make(chan http.Header, 1)
	port := site(t, func(p *peer, r *http.Request) {
		got <- r.Header
		p.pieces("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 100)
	})
	for flags, want := range map[uint32]string{0: "no-cache", ClientNoCacheControl: ""} {
		c := h.context.Connect(ClientRequest{Vhost: v, Address: "127.0.0.1", Port: port, Path: "/", Host: "h", Method: "GET", Flags: flags})
		h.serve("the end", func() bool { return c.closed })
		if fields := <-got; fields.Get("Cache-Control") != want || fields.Get("Pragma") != want {
			t.Errorf("flags %x: %v", flags, fields)
		}
	}
}

// As Debian's lws 4.3.5 has it on the same kernel, where the type of service
// sets a priority.
func TestClientTypeOfServiceAndPriority(t *testing.T) {
	h, v, _ := clientHouse(t)
	port := site(t, func(p *peer, _ *http.Request) { p.pieces("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 100) })
	for _, c := range []struct {
		flags                   uint32
		priority, tos, effected int
	}{
		{0, 0, 0, 0}, {0, 5, 0, 5}, {1 << 24, 0, 0x10, 6}, {1 << 25, 0, 8, 2}, {1 << 26, 0, 4, 0}, {1 << 27, 0, 0, 0}, {3 << 24, 0, 8, 2},
	} {
		tos, priority := -1, -1
		h.program.on[ReasonWSICreate] = func(k *Conn, _ []byte) int {
			tos, _ = unix.GetsockoptInt(k.stream.FD(), unix.IPPROTO_IP, unix.IP_TOS)
			priority, _ = unix.GetsockoptInt(k.stream.FD(), unix.SOL_SOCKET, unix.SO_PRIORITY)
			return 0
		}
		k := h.context.Connect(ClientRequest{
			Vhost: v, Address: "127.0.0.1", Port: port, Path: "/", Host: "h", Method: "GET", Flags: c.flags, Priority: c.priority,
		})
		h.serve("the end", func() bool { return k.closed })
		if tos != c.tos || priority != c.effected {
			t.Errorf("flags %x, priority %d: type of service %#x, priority %d", c.flags, c.priority, tos, priority)
		}
	}
}
