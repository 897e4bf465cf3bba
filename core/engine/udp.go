package engine

import (
	"errors"
	"net/netip"
	"strconv"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/loop"
	"github.com/golws/golws/core/netio"
)

const (
	// packetsPerTurn bounds how long a flood of packets keeps the loop from
	// everything else.
	packetsPerTurn = 64
	// packetsWaiting bounds the packets that wait for a full socket. More are
	// lost, as packets may be.
	packetsWaiting = 64
	// PeerMemory is the size of the largest address of a peer: struct sockaddr_in6.
	PeerMemory = unix.SizeofSockaddrInet6
)

// udp is the role of a socket whose packets belong to the program: each comes as
// one RAW_RX, and each write sends one.
type udp struct{}

// IsUDP tells that c sends and receives packets.
func (c *Conn) IsUDP() bool { return c.udp != nil }

type udpState struct {
	// peer is where the last packet came from, and the next goes to: a struct
	// sockaddr in memory of the Host.
	peer []byte
	// connected: the program has connected the socket; it sends to nobody else.
	connected bool
	// fails: that a packet could not be sent has been told.
	fails   bool
	waiting []packet
}

type packet struct {
	to   [PeerMemory]byte
	data []byte
}

// UDPRequest is a UDP socket that a program wants.
type UDPRequest struct {
	// Address is a name or a numeric address; "" means any. Bind: it is the
	// socket's own, otherwise the peer's.
	Address   string
	Port      int
	Bind      bool
	Broadcast bool
	// Link: whole IP packets of the interface, instead of UDP's; the address means
	// nothing then.
	Link bool
	// Device is the network interface to use, "" for any.
	Device   string
	Protocol string
	Parent   *Conn
	// Peer is PeerMemory bytes for the peer's address.
	Peer []byte
	// Introduce is called with the new connection before any callback.
	Introduce func(*Conn)
}

// OpenUDP makes a UDP socket. nil means that there is none, after a line about
// why. With a name as address the socket comes when that is known.
func (v *Vhost) OpenUDP(r UDPRequest) *Conn {
	p := v.ProtocolNamed(r.Protocol)
	if p == nil && r.Protocol != "" {
		v.context.log(LevelErr, v, "UDP: the vhost has no protocol "+strconv.Quote(r.Protocol))
		return nil
	}
	if v.destroying {
		v.context.log(LevelErr, v, "UDP: the vhost ends")
		return nil
	}
	if p == nil {
		p = v.Protocols[0]
	}
	t := v.context.here()
	t.now = v.context.Clock()
	c := newConn(v, t, udp{})
	c.udp = &udpState{peer: r.Peer}
	c.Protocol = v.Protocols[0]
	if !v.context.Host.Opened(c) {
		t.conns.remove(c)
		c.closed = true
		return nil
	}
	c.instantiated = true
	r.Introduce(c)
	if r.Parent != nil {
		c.setParent(r.Parent)
	}
	c.tell(ReasonWSICreate, nil)
	if c.closed {
		return nil
	}
	if !c.bindRaw(p) {
		c.programFailed()
		return nil
	}
	address, err := netip.ParseAddr(r.Address)
	switch {
	case r.Link:
		if c.openLink(r) {
			return c
		}
		return nil
	case r.Address == "" && r.Bind:
		address = netip.IPv4Unspecified()
	case r.Address == "":
		c.udpFailed(errors.New("no address to send to"))
	case err != nil:
		c.resolveUDP(r)
		return c
	}
	if c.closed || !c.openUDP(r, address) {
		return nil
	}
	return c
}

// resolveUDP looks a name up, which must not stop the loop.
func (c *Conn) resolveUDP(r UDPRequest) {
	t := c.thread
	t.LookUp(c.Vhost.network(), r.Address, func(found []netip.Addr, err error) {
		if c.closed || c.closing {
			return
		}
		t.working = c
		if err == nil && len(found) == 0 {
			err = errNoAddress
		}
		if err != nil {
			c.udpFailed(err)
			return
		}
		c.openUDP(r, found[0].Unmap())
	})
}

func (c *Conn) udpFailed(err error) {
	c.log(LevelErr, "UDP: "+err.Error())
	c.Close(CloseLost)
}

// openUDP makes c's socket and tells the program.
func (c *Conn) openUDP(r UDPRequest, address netip.Addr) bool {
	to := netio.SockaddrOf(address, r.Port)
	fd, err := netio.PacketSocket(to, r.Device, r.Broadcast, r.Bind)
	if err != nil {
		c.udpFailed(err)
		return false
	}
	return c.useSocket(fd, netio.RawSockaddr(to))
}

// openLink makes c's socket for whole IP packets.
func (c *Conn) openLink(r UDPRequest) bool {
	fd, peer, err := netio.LinkSocket(r.Device)
	if err != nil {
		c.udpFailed(err)
		return false
	}
	return c.useSocket(fd, peer)
}

// useSocket gives c its socket, with peer to send to.
func (c *Conn) useSocket(fd int, peer []byte) bool {
	copy(c.udp.peer, peer)
	c.stream = netio.NewStream(fd, &c.thread.pool)
	c.host().Attached(c)
	if err := c.watchFor(loop.Readable); err != nil {
		c.udpFailed(err)
		return false
	}
	return c.beginUDP()
}

// adoptUDP makes c of a socket of the program's.
func (c *Conn) adoptUDP(protocol string, peer []byte) {
	c.udp = &udpState{peer: peer}
	c.role = udp{}
	if to, err := unix.Getpeername(c.FD()); err == nil {
		c.udp.connected = true
		copy(peer, netio.RawSockaddr(to))
	}
	p := c.Vhost.ProtocolNamed(protocol)
	if p == nil {
		p = c.Vhost.Protocols[0]
	}
	if !c.bindRaw(p) {
		c.programFailed()
		return
	}
	c.beginUDP()
}

func (c *Conn) beginUDP() bool {
	if !c.callback(ReasonRawAdopt, nil) {
		c.programFailed()
		return false
	}
	c.updateInterest()
	return true
}

// readable takes packets. After one that the program wants to answer it takes no
// other: the answer goes to that one's sender.
func (udp) readable(c *Conn) {
	t := c.thread
	buf := t.receive[receiveHeadroom : receiveHeadroom+receiveSize]
	for range packetsPerTurn {
		if c.paused || c.wantWrite {
			return
		}
		n, err := c.udp.receive(c.FD(), buf)
		switch err {
		case 0:
		case unix.EAGAIN:
			return
		case unix.ECONNREFUSED, unix.EHOSTUNREACH, unix.ENETUNREACH, unix.EINTR, unix.EMSGSIZE:
			continue // about a packet that was sent
		default:
			c.log(LevelErr, "UDP: "+err.Error())
			c.Close(CloseLost)
			return
		}
		if c.fault("udp_rx_loss") {
			continue
		}
		if !c.callback(ReasonRawRX, buf[:n]) {
			c.programFailed()
			return
		}
		t.collectAsked()
	}
}

// receive takes one packet and its sender's address.
func (u *udpState) receive(fd int, buf []byte) (int, unix.Errno) {
	size := uint32(len(u.peer))
	n, _, err := unix.RawSyscall6(unix.SYS_RECVFROM, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(buf))), uintptr(len(buf)),
		unix.MSG_DONTWAIT, uintptr(unsafe.Pointer(unsafe.SliceData(u.peer))), uintptr(unsafe.Pointer(&size)))
	return int(n), err
}

// send gives one packet to the kernel.
func (u *udpState) send(fd int, p, to []byte) unix.Errno {
	size := 0
	switch family := *(*uint16)(unsafe.Pointer(unsafe.SliceData(to))); {
	case u.connected:
	case family == unix.AF_INET:
		size = unix.SizeofSockaddrInet4
	case family == unix.AF_INET6:
		size = unix.SizeofSockaddrInet6
	case family == unix.AF_PACKET:
		size = unix.SizeofSockaddrLinklayer
	default:
		return unix.EDESTADDRREQ
	}
	var at uintptr
	if size > 0 {
		at = uintptr(unsafe.Pointer(unsafe.SliceData(to)))
	}
	for {
		_, _, err := unix.RawSyscall6(unix.SYS_SENDTO, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(p))), uintptr(len(p)),
			unix.MSG_NOSIGNAL|unix.MSG_DONTWAIT, at, uintptr(size))
		// That an earlier packet reached nobody says nothing about this one.
		if err != unix.EINTR && err != unix.ECONNREFUSED {
			return err
		}
	}
}

// sendPacket is WriteRaw for UDP: -1 when the packet can never be sent.
func (c *Conn) sendPacket(p []byte) int {
	u := c.udp
	if c.closed || c.FD() < 0 {
		return -1
	}
	if c.fault("udp_tx_loss") {
		return len(p)
	}
	if !c.stream.Full() {
		switch err := u.send(c.FD(), p, u.peer); err {
		case 0:
			return len(p)
		case unix.EAGAIN:
		default:
			if !u.fails {
				u.fails = true
				c.log(LevelWarn, "a UDP packet of "+strconv.Itoa(len(p))+" bytes is not sent: "+err.Error())
			}
			if err == unix.EMSGSIZE || err == unix.EDESTADDRREQ || err == unix.EINVAL {
				return -1
			}
			return len(p) // lost on the way
		}
		c.stream.SetFull(true)
		c.updateInterest()
	}
	if len(u.waiting) < packetsWaiting {
		kept := packet{data: append([]byte(nil), p...)}
		copy(kept.to[:], u.peer)
		u.waiting = append(u.waiting, kept)
	}
	return len(p)
}

// sent is where the socket takes packets again.
func (udp) sent(c *Conn) {
	u := c.udp
	for len(u.waiting) > 0 {
		p := &u.waiting[0]
		if err := u.send(c.FD(), p.data, p.to[:]); err == unix.EAGAIN {
			c.stream.SetFull(true)
			c.updateInterest()
			return
		}
		*p = packet{}
		u.waiting = u.waiting[1:]
	}
	u.waiting = nil
}

func (udp) received(*Conn, []byte) []byte { return nil }
func (udp) peerClosed(*Conn)              {}
func (udp) writeable(c *Conn)             { rawSocket.writeable(c) }
func (udp) expired(c *Conn)               { c.Close(CloseTimeout) }
func (udp) ended(c *Conn, why Cause)      { rawSocket.ended(c, why) }
