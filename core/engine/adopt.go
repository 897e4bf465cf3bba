package engine

import (
	"slices"

	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/netio"
)

// Adoption says what becomes of a descriptor that the program opened itself.
type Adoption struct {
	FD int
	// Socket: the descriptor is a stream socket; otherwise a pipe, a terminal
	// or a file, which the program reads itself.
	Socket bool
	// UDP: the socket is one of packets; Peer is PeerMemory bytes for addresses.
	UDP  bool
	Peer []byte
	// HTTP: the peer is a client that speaks HTTP.
	HTTP bool
	// RawProxy: the socket is the accepted end of a proxy.
	RawProxy bool
	// TLS: it speaks TLS if the vhost does.
	TLS bool
	// Protocol serves the connection; "" means the vhost's first.
	Protocol string
	Parent   *Conn
	// Received is what was read from the descriptor already.
	Received []byte
	// Introduce is called with the new connection before any callback.
	Introduce func(*Conn)
}

// Adopt makes a connection of a descriptor. nil means that it cannot be one. A
// socket is closed then, and so is one whose peer a callback has refused; other
// descriptors stay open.
func (v *Vhost) Adopt(a Adoption) *Conn {
	t := v.context.here()
	t.now = v.context.Clock()
	if v.destroying {
		v.context.log(LevelErr, v, "cannot adopt a descriptor: the vhost ends")
		if a.Socket {
			_ = unix.Close(a.FD)
		}
		return nil
	}
	if err := unix.SetNonblock(a.FD, true); err != nil {
		v.context.log(LevelErr, v, "cannot adopt the descriptor: "+err.Error())
		return nil
	}
	if a.Socket && !a.UDP {
		netio.NoDelay(a.FD)
	}
	c := v.openConn(a.FD, t, serverHTTP{}, a.TLS && a.Socket, func(c *Conn) {
		if a.Introduce != nil {
			a.Introduce(c)
		}
		if a.Parent != nil {
			c.setParent(a.Parent)
		}
	})
	if c == nil {
		return nil
	}
	relays := a.RawProxy && a.Protocol == RawProxy && v.Config.Onward != nil
	if a.Protocol != "" && v.ProtocolNamed(a.Protocol) == nil && !relays {
		c.log(LevelErr, "the vhost has no protocol "+a.Protocol)
		c.abandon(a.Socket)
		return nil
	}
	switch {
	case !a.Socket:
		c.adoptFile(a.Protocol, rawFile{})
	case a.UDP:
		c.adoptUDP(a.Protocol, a.Peer)
	case a.HTTP:
		c.beginServerHTTP()
	case a.RawProxy:
		c.beginRaw(a.Protocol, rawProxyFront)
	default:
		c.beginRaw(a.Protocol, rawSocket)
	}
	if c.closed {
		return nil
	}
	if len(a.Received) > 0 {
		c.unread = slices.Clone(a.Received)
		c.hold()
	}
	return c
}

// abandon takes back a connection that the program has hardly heard of.
func (c *Conn) abandon(closeFD bool) {
	if !closeFD {
		c.unwatch()
		c.stream = netio.NewStream(-1, &c.thread.pool)
	}
	c.instantiated = false
	c.closing = true
	c.destroy(CloseLost)
}

// rawFile is the role of a descriptor that the program reads and writes itself.
type rawFile struct{}

// drivenByProgram: writing has no part in the stream's own state.
func (rawFile) drivenByProgram() {}

func (c *Conn) adoptFile(protocol string, r role) {
	if p := c.Vhost.ProtocolNamed(protocol); p != nil {
		c.Protocol = p
	}
	c.role = r
	c.host().Bind(c, c.Protocol)
	if !c.callback(ReasonRawAdoptFile, nil) {
		c.programFailed()
	}
}

// readable tells the program that its descriptor can be read, or has ended,
// which it finds out by reading. lws ends such a connection when the
// descriptor is hung up.
func (rawFile) readable(c *Conn, hungUp bool) {
	if hungUp {
		c.Close(CloseLost)
		return
	}
	if !c.callback(ReasonRawRXFile, nil) {
		c.Close(CloseProgram)
	}
}

func (rawFile) received(*Conn, []byte) []byte { return nil }
func (rawFile) peerClosed(c *Conn)            { c.Close(CloseLost) }
func (rawFile) sent(*Conn)                    {}
func (rawFile) expired(c *Conn)               { c.Close(CloseTimeout) }
func (rawFile) ended(c *Conn, _ Cause)        { c.tell(ReasonRawCloseFile, nil) }

func (rawFile) writeable(c *Conn) {
	if !c.callback(ReasonRawWriteableFile, nil) {
		c.Close(CloseProgram)
	}
}
