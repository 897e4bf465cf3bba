package engine

import (
	"github.com/golws/golws/core/loop"
	"github.com/golws/golws/core/netio"
)

// RequestWriteable asks for one WRITEABLE callback. It follows in this turn
// when the socket takes data, but never inside the caller's own callback.
func (c *Conn) RequestWriteable() {
	if c.closed || c.closing || c.wantWrite {
		return
	}
	c.wantWrite = true
	if _, ok := c.role.(interface{ drivenByProgram() }); ok {
		// The program writes by itself: only the poller knows when it can.
		c.stream.SetFull(true)
		c.updateInterest()
	}
	if !c.full() {
		c.queueWriteable()
	} else if c.mux != nil {
		c.mux.wait()
	}
	if !c.thread.inTurn {
		// Nobody may be about to serve: a program with a poll loop of its
		// own has to know that there is something to do.
		c.announceInterest()
	}
}

// announceInterest tells a program with a poll loop of its own what c waits
// for, if that has changed.
func (c *Conn) announceInterest() {
	if !c.watch.Active() {
		return
	}
	ev := c.watch.Watching()
	if c.wantWrite && !c.stream.Starved() {
		ev |= loop.Writable
	}
	if ev != c.announced {
		prev := c.announced
		c.announced = ev
		c.pollChanged(ReasonChangeModePollFD, ev, prev)
	}
}

func (c *Conn) queueWriteable() {
	if !c.queued {
		c.queued = true
		c.thread.ready = append(c.thread.ready, c)
		if c.thread.Context.Config.Options&OptionHostTurns == 0 {
			c.thread.arm()
		}
	}
}

// offerWriteables gives c the WRITEABLEs it asks for, a bounded number in a row.
func (c *Conn) offerWriteables() {
	if !c.takesWriteable() {
		return // becomes due when the connection is made
	}
	c.thread.working = c
	c.queued = true // asking again meanwhile need not queue it
	for range rowsInTurn {
		c.offerWriteable()
		if !c.closed && !c.wantWrite {
			c.wantWrite = c.host().AskedAgain(c)
		}
		if c.closed || !c.wantWrite || c.full() {
			c.queued = false
			return
		}
	}
	c.queued = false
	c.queueWriteable()
}

// offerWriteable gives c the WRITEABLE it asked for, unless its socket has
// filled up meanwhile: then the poller brings it back.
func (c *Conn) offerWriteable() {
	if c.closed || !c.wantWrite {
		return
	}
	if c.full() {
		c.updateInterest()
		return
	}
	c.wantWrite = false
	c.announceInterest()
	c.role.writeable(c)
}

// takesWriteable tells that c is so far that the program may write.
func (c *Conn) takesWriteable() bool {
	switch c.role.(type) {
	case connecting, awaitingSettings, tlsHandshake, upgrading:
		return false
	case udp:
		return c.FD() >= 0
	case clientHTTP:
		return !c.client.request.isWebSocket()
	}
	return true
}

// Choked tells that more output would only pile up in memory.
func (c *Conn) Choked() bool {
	return c.closed || c.full() || c.unsent() > netio.BacklogHigh
}

// PartialBuffered tells that the kernel has refused output that we now hold.
func (c *Conn) PartialBuffered() bool { return c.full() && c.unsent() > 0 }

// SetReceiving is lws_rx_flow_control: false stops delivery, also of what was
// read already; nothing is lost.
func (c *Conn) SetReceiving(on bool) {
	if c.closed || c.closing || c.paused == !on {
		return
	}
	c.paused = !on
	c.updateInterest()
	if on && (len(c.unread) > 0 || c.inflating() || c.peerDone || c.stream.Waiting()) {
		c.hold()
	}
}
