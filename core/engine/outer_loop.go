package engine

import (
	"errors"

	"github.com/golws/golws/core/loop"
)

// OuterLoop is an event loop of the program's that waits for each connection's
// descriptor by itself.
type OuterLoop interface {
	// MayConnect is asked before a client connection gets a descriptor.
	MayConnect(c *Conn) bool
	// Take is asked to wait for c's descriptor from now on; what for, Await says.
	Take(c *Conn, listening bool) bool
	// Await says what c waits for, and no longer waits for, from now on.
	Await(c *Conn, ev, prev loop.Events)
	// Leave is told when c closes, before its descriptor is given back. True: the
	// loop has to be done with it first, and calls Depart then.
	Leave(c *Conn) bool
}

// errRefused: the program's loop does not take the descriptor.
var errRefused = errors.New("the event loop refused the descriptor")

// watchFor starts to watch c's descriptor.
func (c *Conn) watchFor(ev loop.Events) (err error) {
	if outer := c.thread.Context.Outer; outer != nil {
		_, listening := c.role.(listener)
		if !outer.Take(c, listening) {
			return errRefused
		}
		c.watch = c.thread.Loop.WatchOutside(c.stream.FD(), c, ev)
	} else if c.watch, err = c.thread.Loop.Watch(c.stream.FD(), c, ev); err != nil {
		return err
	}
	c.announced = ev
	c.pollChanged(ReasonAddPollFD, ev, 0)
	return nil
}

// unwatch takes c's descriptor out of the poller.
func (c *Conn) unwatch() {
	if !c.watch.Active() {
		return
	}
	c.thread.Loop.Unwatch(&c.watch)
	c.pollChanged(ReasonDelPollFD, 0, c.announced)
}

// pollChanged tells whoever else polls.
func (c *Conn) pollChanged(r Reason, ev, prev loop.Events) {
	if outer := c.thread.Context.Outer; outer != nil {
		outer.Await(c, ev, prev)
	}
	c.host().PollChanged(c, r, ev, prev)
}

// leaves tells whether the program's loop has to be done with c before c may go.
func (c *Conn) leaves() bool {
	outer := c.thread.Context.Outer
	if outer == nil || c.mux != nil || !outer.Leave(c) || c.thread.Context.destroying || c.Vhost.destroying {
		return false
	}
	c.departs = true
	c.wantWrite, c.paused = false, true // nothing happens to it any more
	return true
}

// Depart ends a connection whose descriptor the program's loop is done with.
func (c *Conn) Depart() {
	if c.departs {
		c.departs = false
		c.release(c.departure)
	}
}

// neverDue is what Alarm gets when there is nothing to wait for, and unknownDue
// what it has been told when that is over.
const (
	neverDue   = -1
	unknownDue = -2
)

// arm tells Alarm when the thread has something to do by itself.
func (t *Thread) arm() {
	if t.Alarm == nil || t.inTurn {
		return
	}
	now := t.Context.Clock()
	due := int64(neverDue)
	switch wait := t.Wait(now); {
	case wait == 0:
		due = now
		if t.alarmAt >= 0 && t.alarmAt <= now {
			return // it rings already
		}
	case wait > 0:
		due, _ = t.Loop.Timers.Next()
	}
	if due != t.alarmAt {
		t.alarmAt = due
		t.Alarm(due)
	}
}

// UseAlarm lets a loop of the program's carry t: alarm is told, whenever that
// changes, at what time t wants a turn even if none of its descriptors does;
// negative: at none.
func (t *Thread) UseAlarm(alarm func(due int64)) {
	t.Alarm, t.alarmAt = alarm, unknownDue
	t.Loop.Timers.Sooner = t.arm
}

// StartAlarm asks for the first turn.
func (t *Thread) StartAlarm() {
	t.alarmAt = t.Context.Clock()
	t.Alarm(t.alarmAt)
}
