package engine

import (
	"net/netip"

	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/loop"
	"github.com/golws/golws/core/netio"
)

// attemptDelay is how long an attempt at one address runs alone before the next
// one begins beside it (RFC 8305 section 8: 250 milliseconds), in microseconds.
const attemptDelay = 250_000

// race is the attempts at a client's addresses. The connection itself has the
// youngest; those that were begun before it, and still may succeed, are rivals.
// The first that succeeds takes the connection.
type race struct {
	c      *Conn
	timer  loop.Timer
	rivals []*rival
}

type rival struct {
	race   *race
	stream netio.Stream
	watch  loop.Watch
}

// interleaved is list with the address families in turn, the first one's first
// (RFC 8305 section 4), each in the resolver's order.
func interleaved(list []netip.Addr) []netip.Addr {
	var first, other []netip.Addr
	for _, a := range list {
		if a.Unmap().Is4() == list[0].Unmap().Is4() {
			first = append(first, a)
		} else {
			other = append(other, a)
		}
	}
	mixed := make([]netip.Addr, 0, len(list))
	for i := range max(len(first), len(other)) {
		if i < len(first) {
			mixed = append(mixed, first[i])
		}
		if i < len(other) {
			mixed = append(mixed, other[i])
		}
	}
	return mixed
}

// raceOn gives the attempt that has just begun its time alone.
func (c *Conn) raceOn() {
	s := c.client
	if s.race == nil {
		if len(s.addresses) == 0 {
			return
		}
		s.race = &race{c: c}
		s.race.timer.Owner = s.race
	}
	c.thread.Loop.Timers.Set(&s.race.timer, c.thread.Context.Clock()+attemptDelay)
}

// Expire implements loop.Expirer: the next attempt begins beside those under way.
func (r *race) Expire(*loop.Timer, int64) {
	c := r.c
	c.thread.working = c
	r.look()
	if c.closed || c.client.race != r {
		return
	}
	if len(c.client.addresses) == 0 {
		if len(r.rivals) > 0 {
			c.raceOn()
		}
		return
	}
	v := &rival{race: r, stream: c.stream}
	c.unwatch()
	c.stream = netio.NewStream(-1, &c.thread.pool)
	var err error
	if v.watch, err = c.thread.Loop.Watch(v.stream.FD(), v, loop.Writable); err != nil {
		v.stream.Close()
	} else {
		r.rivals = append(r.rivals, v)
	}
	c.tryNext()
}

// look finds out about rivals where a foreign poller, which does not know them,
// does the waiting.
func (r *race) look() {
	for _, v := range append([]*rival(nil), r.rivals...) {
		p := []unix.PollFd{{Fd: int32(v.stream.FD()), Events: unix.POLLOUT}}
		if n, err := unix.Poll(p, 0); err == nil && n == 1 {
			v.Ready(loop.Writable, 0)
			if r.c.closed || r.c.client.race != r {
				return
			}
		}
	}
}

// Ready implements loop.Source: the attempt has an outcome.
func (v *rival) Ready(loop.Events, int64) {
	c := v.race.c
	c.thread.working = c
	v.race.leave(v)
	if netio.ConnectResult(v.stream.FD()) != nil {
		v.stream.Close()
		return
	}
	c.unwatch()
	c.stream.Close()
	c.promote(v)
	if !c.closed {
		connecting{}.connected(c)
	}
}

func (r *race) leave(v *rival) {
	r.c.thread.Loop.Unwatch(&v.watch)
	for i := range r.rivals {
		if r.rivals[i] == v {
			r.rivals = append(r.rivals[:i:i], r.rivals[i+1:]...)
			return
		}
	}
}

// promote makes the attempt of a rival that has left the race c's own.
func (c *Conn) promote(v *rival) {
	c.stream = v.stream
	c.host().Attached(c)
	if err := c.watchFor(loop.Writable); err != nil {
		c.connectionError(connectText(err))
	}
}

// promoteRival lets c wait for an attempt begun earlier when its own has failed. It
// tells whether there is one.
func (c *Conn) promoteRival() bool {
	r := c.client.race
	if r == nil || len(r.rivals) == 0 {
		return false
	}
	v := r.rivals[0]
	r.leave(v)
	c.promote(v)
	return true
}

// endRace gives up all attempts but c's own.
func (c *Conn) endRace() {
	r := c.client.race
	if r == nil {
		return
	}
	c.client.race = nil
	c.thread.Loop.Timers.Unset(&r.timer)
	for len(r.rivals) > 0 {
		v := r.rivals[0]
		r.leave(v)
		v.stream.Close()
	}
}
