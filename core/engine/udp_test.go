package engine

import (
	"net"
	"strings"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/netio"
)

// packetHouse has one UDP socket, on the port that it tells.
func packetHouse(t *testing.T) (h *house, c *Conn, to *net.UDPAddr) {
	h = newHouse(t, ContextConfig{})
	v := h.vhost(VhostConfig{Port: NoListen}, &Protocol{Name: "udp"})
	h.program.quiet = true
	c = v.OpenUDP(UDPRequest{Address: "127.0.0.1", Bind: true, Peer: make([]byte, PeerMemory), Introduce: func(*Conn) {}})
	if c == nil {
		t.Fatal("no socket")
	}
	return h, c, &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: netio.LocalPort(c.FD())}
}

// A flood of packets takes no more of a turn than its share: other connections and
// timers get theirs.
func TestUDPFloodLeavesTheTurn(t *testing.T) {
	noLeak(t)
	h, _, to := packetHouse(t)
	received, inTurn, most := 0, 0, 0
	h.program.on[ReasonRawRX] = func(*Conn, []byte) int {
		received++
		inTurn++
		most = max(most, inTurn)
		return 0
	}
	flood, err := net.DialUDP("udp", nil, to)
	if err != nil {
		t.Fatal(err)
	}
	defer flood.Close()
	for range 20 {
		for range 50 {
			flood.Write([]byte("packet"))
		}
		inTurn = 0
		h.turn(0)
	}
	if most > packetsPerTurn {
		t.Errorf("%d packets in one turn, at most %d are meant to be", most, packetsPerTurn)
	}
	if received < packetsPerTurn {
		t.Errorf("only %d packets came", received)
	}
	h.destroy()
}

// Two senders' packets are there at once: each answer goes to the sender of the
// packet that it is about.
func TestUDPAnswersGoToTheirSender(t *testing.T) {
	noLeak(t)
	h, _, to := packetHouse(t)
	var last string
	h.program.on[ReasonRawRX] = func(c *Conn, in []byte) int {
		last = string(in)
		c.RequestWriteable()
		return 0
	}
	h.program.on[ReasonRawWriteable] = func(c *Conn, _ []byte) int {
		c.WriteRaw([]byte("to " + last))
		return 0
	}
	var peers [2]*net.UDPConn
	for i := range peers {
		var err error
		if peers[i], err = net.DialUDP("udp", nil, to); err != nil {
			t.Fatal(err)
		}
		defer peers[i].Close()
		peers[i].Write([]byte{byte('a' + i)})
	}
	h.drain()
	for i, p := range peers {
		var buf [16]byte
		p.SetReadDeadline(time.Now().Add(2 * time.Second))
		n, err := p.Read(buf[:])
		if want := "to " + string(rune('a'+i)); err != nil || string(buf[:n]) != want {
			t.Errorf("peer %d got %q %v, want %q", i, buf[:n], err, want)
		}
	}
	h.destroy()
}

// A packet that no network carries is refused, one that nobody takes is lost, and
// neither ends the socket.
func TestUDPSendErrors(t *testing.T) {
	noLeak(t)
	h, c, _ := packetHouse(t)
	h.program.level = LevelWarn
	if n := c.WriteRaw([]byte("to nobody")); n != -1 {
		t.Errorf("without a peer: %d, want -1", n)
	}
	nobody, _ := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	to := nobody.LocalAddr().(*net.UDPAddr)
	nobody.Close()
	v := c.Vhost
	client := v.OpenUDP(UDPRequest{Address: "127.0.0.1", Port: to.Port, Peer: make([]byte, PeerMemory), Introduce: func(*Conn) {}})
	for range 3 {
		if n := client.WriteRaw([]byte("hello")); n != 5 {
			t.Errorf("to a closed port: %d, want 5", n)
		}
		h.drain()
	}
	if n := client.WriteRaw(make([]byte, 70000)); n != -1 {
		t.Errorf("70000 bytes: %d, want -1", n)
	}
	if client.Closed() || c.Closed() {
		t.Error("a socket was closed")
	}
	if n := strings.Count(strings.Join(h.program.lines, "\n"), "is not sent"); n != 2 {
		t.Errorf("%d lines about packets that were not sent, want one for each socket", n)
	}
	h.destroy()
}

// A kernel without room says so though the socket is writable: to wait for that would
// be to spin. The packet is lost, as packets may be.
func TestUDPWithoutRoom(t *testing.T) {
	noLeak(t)
	h, c, to := packetHouse(t)
	copy(c.udp.peer, netio.RawSockaddr(&unix.SockaddrInet4{Port: to.Port, Addr: [4]byte{127, 0, 0, 1}}))
	// More than a datagram can be, and than the socket's buffer holds: both are
	// refused at once, and the next packet is not held up.
	unix.SetsockoptInt(c.FD(), unix.SOL_SOCKET, unix.SO_SNDBUF, 4096)
	if n := c.WriteRaw(make([]byte, 70000)); n >= 0 {
		t.Errorf("a packet that is too long: %d", n)
	}
	received := 0
	h.program.on[ReasonRawRX] = func(*Conn, []byte) int { received++; return 0 }
	if n := c.WriteRaw([]byte("small")); n != 5 {
		t.Errorf("WriteRaw: %d", n)
	}
	h.serve("the packet", func() bool { return received == 1 })
	if n := h.program.logged("is not sent"); n != 1 {
		t.Errorf("%d lines about it: %q", n, h.program.lines)
	}
	h.destroy()
}

// A packet socket takes whole IP packets of an interface, and answers go to who sent
// the last one.
func TestLinkSocket(t *testing.T) {
	noLeak(t)
	h := newHouse(t, ContextConfig{})
	v := h.vhost(VhostConfig{Port: NoListen}, &Protocol{Name: "packets"})
	seen := 0
	h.program.on[ReasonRawRX] = func(c *Conn, in []byte) int {
		if strings.HasSuffix(string(in), "marked") && in[0]>>4 == 4 {
			seen++
			if n := c.WriteRaw(in); n != len(in) {
				t.Errorf("WriteRaw: %d", n)
			}
		}
		return 0
	}
	for _, device := range []string{"lo", ""} {
		peer := make([]byte, PeerMemory)
		c := v.OpenUDP(UDPRequest{Link: true, Device: device, Peer: peer, Introduce: func(*Conn) {}})
		if c == nil && h.program.logged("operation not permitted") > 0 {
			t.Skip("no right to packet sockets")
		}
		if c == nil {
			t.Fatal(h.program.lines)
		}
		seen = 0
		// To a port where nobody listens.
		to, err := net.Dial("udp4", "127.0.0.1:9")
		if err != nil {
			t.Fatal(err)
		}
		to.Write([]byte("marked"))
		to.Close()
		h.serve("the packet", func() bool { return seen > 0 })
		if *(*uint16)(unsafe.Pointer(&peer[0])) != unix.AF_PACKET {
			t.Error("the peer is no link address")
		}
		c.Close(CloseProgram)
	}
	if v.OpenUDP(UDPRequest{Link: true, Device: "none-such", Peer: make([]byte, PeerMemory), Introduce: func(*Conn) {}}) != nil {
		t.Error("a socket of an interface that does not exist")
	}
	h.destroy()
}
