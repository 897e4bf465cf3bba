package engine

import "slices"

// Recover makes t usable again after a panic in one of its turns: what the turn
// was about to do is still done, and the connection that was being worked on is
// closed. It returns that connection, nil when the panic came from none.
func (t *Thread) Recover(now int64) (guilty *Conn) {
	guilty, t.working = t.working, nil
	t.now, t.flushing = now, false

	// The lists are worked off by index, leaving nil behind.
	t.held = withoutNil(t.held)
	t.corked = withoutNil(t.corked)
	t.early = withoutNil(t.early)
	for _, c := range withoutNil(t.round) {
		t.ready = append(t.ready, c)
	}
	t.round = t.round[:0]
	for _, c := range withoutNil(t.asked) {
		c.RequestWriteable()
	}
	t.asked = t.asked[:0]

	if guilty != nil {
		if _, listening := guilty.role.(listener); !listening {
			guilty.bury()
		}
	}
	t.inTurn = false
	t.Context.Host.Turning(t, false)
	t.arm()
	return guilty
}

func withoutNil(list []*Conn) []*Conn {
	return slices.DeleteFunc(list, func(c *Conn) bool { return c == nil })
}

// bury closes a connection that cannot be trusted to end properly.
func (c *Conn) bury() {
	c.queued = false
	if attempt(func() { c.Close(CloseLost) }) && c.closed {
		return
	}
	// The end itself went wrong, now or before: without telling anybody.
	t := c.thread
	for _, step := range [...]func(){
		func() { t.Loop.Timers.Unset(&c.timeout) },
		func() { t.Loop.Timers.Unset(&c.timer) },
		func() {
			if c.ws != nil {
				t.Loop.Timers.Unset(&c.ws.validityTimer)
			}
		},
		func() { c.setParent(nil) },
		func() { c.unwatch() },
		func() {
			if c.mux != nil && c.mux.conn == c {
				c.mux.leave(CloseLost)
			}
		},
		func() { c.stream.Close() },
		func() { c.releaseTransaction() },
	} {
		attempt(step)
	}
	if !c.closed {
		c.closed = true
		attempt(func() { t.conns.remove(c) })
		attempt(func() { c.host().Closed(c) })
	}
}

// attempt runs f and tells whether it came to its end.
func attempt(f func()) (ended bool) {
	defer func() {
		if !ended {
			_ = recover()
		}
	}()
	f()
	return true
}
