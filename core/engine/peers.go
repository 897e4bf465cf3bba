package engine

import (
	"net/netip"
	"sync"

	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/netio"
)

// PeerLimits bound what one address may have of a context's servers at once. 0 is
// no bound.
type PeerLimits struct {
	// Connections: those beyond are closed as they come.
	Connections int
	// Requests whose header is held: those beyond wait until one of them is over.
	Requests int
	// Refused is told of a connection that is about to be closed.
	Refused func(fd int)
}

// peers are the addresses that have connections, of a context with limits.
type peers struct {
	sync.Mutex
	of map[netip.Addr]*peerRecord
}

// peerRecord is one address, as long as it has connections.
type peerRecord struct {
	address     netip.Addr
	connections int
	requests    int
	// waiting are connections whose request has to wait, the oldest first.
	waiting []*Conn
}

// admit counts the connection behind fd, which was just accepted. ok: it may stay;
// the peer is nil when nothing is counted: there are no limits, or no address.
func (x *Context) admit(fd int) (p *peerRecord, ok bool) {
	limits := &x.Config.Peers
	if limits.Connections == 0 && limits.Requests == 0 {
		return nil, true
	}
	sa, err := unix.Getpeername(fd)
	if err != nil {
		return nil, true // gone already: reading will tell
	}
	if _, local := sa.(*unix.SockaddrUnix); local {
		return nil, true
	}
	address := netio.AddrOf(sa).Addr().Unmap().WithZone("")
	x.peers.Lock()
	defer x.peers.Unlock()
	p = x.peers.of[address]
	if p == nil {
		if x.peers.of == nil {
			x.peers.of = map[netip.Addr]*peerRecord{}
		}
		p = &peerRecord{address: address}
		x.peers.of[address] = p
	}
	if limits.Connections > 0 && p.connections >= limits.Connections {
		return nil, false
	}
	p.connections++
	return p, true
}

// refusePeer closes an accepted connection beyond the limit.
func (v *Vhost) refusePeer(fd int) {
	if v.context.Host.Wants(LevelInfo) {
		v.context.log(LevelInfo, v, "an address has as many connections as it may: another one is refused")
	}
	if told := v.context.Config.Peers.Refused; told != nil {
		told(fd)
	}
	_ = unix.Close(fd)
}

// leavePeer ends the counting of c.
func (c *Conn) leavePeer() {
	p := c.peer
	if p == nil {
		return
	}
	c.peer = nil
	peers := &c.thread.Context.peers
	peers.Lock()
	defer peers.Unlock()
	for i, w := range p.waiting {
		if w == c {
			p.waiting = append(p.waiting[:i], p.waiting[i+1:]...)
			break
		}
	}
	peers.left(p)
}

// dismiss ends the counting of a connection that was not made.
func (x *Context) dismiss(p *peerRecord) {
	x.peers.Lock()
	defer x.peers.Unlock()
	x.peers.left(p)
}

// left: p has a connection less.
func (l *peers) left(p *peerRecord) {
	if p.connections--; p.connections == 0 {
		delete(l.of, p.address)
	}
}

// takePlace counts a request that begins on c or a stream of it. false: there are as
// many of the peer's as may be.
func (c *Conn) takePlace() bool {
	most := c.thread.Context.Config.Peers.Requests
	if c.peer == nil || most == 0 {
		return true
	}
	peers := &c.thread.Context.peers
	peers.Lock()
	defer peers.Unlock()
	if c.peer.requests >= most {
		return false
	}
	c.peer.requests++
	return true
}

// awaitPlace is takePlace for one who can wait: it stands in line then.
func (c *Conn) awaitPlace() bool {
	if c.takePlace() {
		return true
	}
	peers := &c.thread.Context.peers
	peers.Lock()
	defer peers.Unlock()
	for _, w := range c.peer.waiting {
		if w == c {
			return false
		}
	}
	c.peer.waiting = append(c.peer.waiting, c)
	return false
}

// givePlace gives the place of a request of c to who has waited longest.
func (c *Conn) givePlace() {
	p := c.Network().peer
	if p == nil || c.thread.Context.Config.Peers.Requests == 0 {
		return
	}
	peers := &c.thread.Context.peers
	peers.Lock()
	defer peers.Unlock()
	p.requests--
	if len(p.waiting) == 0 {
		return
	}
	next := p.waiting[0]
	p.waiting = p.waiting[1:]
	if next.thread == c.thread {
		next.hold()
		return
	}
	next.thread.Loop.Post(func(int64) { next.hold() })
}
