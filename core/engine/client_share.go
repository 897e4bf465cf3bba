package engine

import (
	"github.com/golws/golws/core/loop"
	"github.com/golws/golws/core/netio"
)

// Client requests with ClientPipeline to the same place share one network
// connection. The request that has it, or makes it, leads; the others wait in
// its queue, in the order in which they were made.
//
// What becomes of those that wait is decided by the role of the leader:
// while it is being made nothing happens; a carrier is asked whether it takes
// another one, when a request comes and whenever carryNext is called.

// carrier is the role of a connection that can carry requests of others.
// HTTP/1 carries one after the other: the next request takes the socket, and
// the connection that had it ends. A protocol with streams keeps the socket
// where it is and carries several at a time.
type carrier interface {
	role
	// admits tells whether another request can begin now.
	admits(c *Conn) bool
	// carry begins the request of next, which is no longer in the queue.
	carry(c, next *Conn)
}

// place is what two requests must have in common to share a connection.
type place struct {
	address   string
	port      int
	iface     string
	flags     uint32
	alpn      string
	host      string // that the server's certificate is for
	forbidden bool   // nothing is shared
}

// placeFlags are the flags that make for another connection.
const placeFlags = ClientUseTLS | ClientTLSFlags | ClientPriorKnowledge | ClientManualFlow

// place tells where a request goes. Only HTTP shares: a WebSocket over HTTP/1
// and bytes without HTTP keep what they have.
func (r *ClientRequest) place() place {
	if r.Flags&ClientPipeline == 0 || r.isRaw() || r.isWebSocket() {
		return place{forbidden: true}
	}
	p := place{address: r.Address, port: r.Port, iface: r.Interface, flags: r.Flags & placeFlags, alpn: r.ALPN}
	if r.Flags&ClientUseTLS != 0 {
		p.host = r.Host
	}
	return p
}

// waiting is the role of a request in the queue of another connection.
type waiting struct{}

func (waiting) received(_ *Conn, data []byte) []byte { return data }
func (waiting) peerClosed(*Conn)                     {}
func (waiting) writeable(*Conn)                      {}
func (waiting) sent(*Conn)                           {}
func (waiting) expired(c *Conn)                      { c.Close(CloseTimeout) }

func (waiting) ended(c *Conn, why Cause) {
	s := c.client
	if s.leader != nil {
		s.leader.client.remove(c)
		s.leader = nil
	}
	s.told = true // of a connection that was never made there is no error
	c.endClient(why)
}

func (s *clientState) remove(c *Conn) {
	for i, w := range s.queue {
		if w == c {
			s.queue = append(s.queue[:i:i], s.queue[i+1:]...)
			return
		}
	}
}

// leaderFor finds the connection that c may share.
func (l *share) leaderFor(p place) *Conn {
	if p.forbidden {
		return nil
	}
	for _, c := range l.leaders {
		if c.client.request.place() == p {
			return c
		}
	}
	return nil
}

// lead makes c the connection that others may share.
func (c *Conn) lead() {
	if l := c.vhostShare(); l.leaderFor(c.client.request.place()) == nil && !c.client.request.place().forbidden {
		l.leaders = append(l.leaders, c)
	}
}

// resign: c is not to be shared any more.
func (c *Conn) resign() {
	l := c.vhostShare()
	for i, leader := range l.leaders {
		if leader == c {
			l.leaders = append(l.leaders[:i:i], l.leaders[i+1:]...)
			return
		}
	}
}

// share lets c's request go over a connection that is there or being made. It
// tells whether there is one.
func (c *Conn) share() bool {
	leader := c.vhostShare().leaderFor(c.client.request.place())
	if leader == nil {
		return false
	}
	s := c.client
	if role, ok := leader.role.(carrier); ok && len(leader.client.queue) == 0 && role.admits(leader) {
		role.carry(leader, c)
	} else {
		c.role = waiting{}
		s.leader = leader
		leader.client.queue = append(leader.client.queue, c)
	}
	if !c.closed && !s.announced {
		s.announced = true
		c.tell(ReasonServerNewClientInstantiated, nil)
	}
	return true
}

// carryNext lets those that wait for c begin, as far as it admits them.
func (c *Conn) carryNext() {
	for len(c.client.queue) > 0 && !c.closed {
		role, ok := c.role.(carrier)
		if !ok || !role.admits(c) {
			return
		}
		next := c.dequeue()
		role.carry(c, next)
	}
}

func (c *Conn) dequeue() *Conn {
	s := c.client
	next := s.queue[0]
	s.queue = s.queue[1:]
	next.client.leader = nil
	return next
}

// sendAway lets those that wait for c make a connection of their own: c's
// serves nobody after it, and none of them has been sent.
func (c *Conn) sendAway() {
	c.resign()
	if len(c.client.queue) == 0 {
		return
	}
	next := c.dequeue()
	next.inherit(c)
	next.role = connecting{}
	next.lead()
	next.setTimeout(timeoutAwaitingConnect, next.thread.Context.Config.ConnectSeconds)
	next.resolve()
}

// inherit gives c those that wait for former.
func (c *Conn) inherit(former *Conn) {
	c.client.queue, former.client.queue = former.client.queue, nil
	for _, w := range c.client.queue {
		w.client.leader = c
	}
}

// abandonWaiting ends those that wait for c, which comes to nothing.
func (c *Conn) abandonWaiting() {
	c.resign()
	for len(c.client.queue) > 0 {
		c.dequeue().Close(CloseLost)
	}
}

// keptIdleSeconds is how long a connection without a request is kept unless
// keep_warm_secs says otherwise.
const keptIdleSeconds = 5

// responseEnded runs outside of callbacks when the response is complete: the
// connection is for the next request.
func (c *Conn) responseEnded() {
	s := c.client
	if c.closed || c.closing || s.ended || c.mux != nil {
		return
	}
	s.ended = true
	seconds := s.request.KeepWarmSeconds
	if seconds == 0 {
		seconds = keptIdleSeconds
	}
	c.setTimeout(timeoutKeepaliveIdle, seconds)
	if !s.parser.KeepAlive || s.bodyPending || c.stream.Unsent() > 0 || s.excess {
		c.sendAway()
		return
	}
	s.idle = true
	c.carryNext()
}

// admits implements carrier: one request after the other.
func (clientHTTP) admits(c *Conn) bool { return c.client.idle && !c.peerDone && !c.closing }

// carry implements carrier: the socket goes to next.
func (clientHTTP) carry(c, next *Conn) {
	c.resign()
	c.unwatch()
	next.stream, c.stream = c.stream, netio.NewStream(-1, &c.thread.pool)
	next.tls, c.tls = c.tls, nil
	next.inherit(c)
	c.client.handedOn = true
	c.host().Attached(c)
	next.host().Attached(next)
	if next.role == (waiting{}) {
		c.Close(CloseProgram)
	} else {
		c.doom(nil) // next's maker is the program, which is not called for c now
	}
	if next.closed {
		return
	}
	next.role = connecting{}
	next.lead()
	if err := next.watchFor(loop.Readable); err != nil {
		next.connectionError(connectText(err))
		return
	}
	next.setTimeout(timeoutAwaitingServerResponse, next.Vhost.Config.TimeoutSeconds)
	next.sendRequest()
}
