package engine

import (
	"errors"

	"github.com/golws/golws/core/loop"
)

// Faults tells which faults are to happen, by the names that the program's rules give
// them.
type Faults interface {
	// Conn tells whether one happens to c.
	Conn(c *Conn, name string) bool
	// Next tells whether one happens to a connection, which the program calls
	// connName, that v is about to make.
	Next(v *Vhost, connName, name string) bool
}

var errFault = errors.New("fault injected")

func (c *Conn) fault(name string) bool {
	f := c.thread.Context.Faults
	return f != nil && f.Conn(c, name)
}

func (v *Vhost) faultOfNext(connName, name string) bool {
	f := v.context.Faults
	return f != nil && f.Next(v, connName, name)
}

// FaultName is what the program calls a client connection in its rules.
func (c *Conn) FaultName() string {
	if c.client == nil {
		return ""
	}
	return c.client.request.FaultName
}

// timedClose ends a connection at a time.
type timedClose struct {
	loop.Timer
	conn *Conn
}

// Expire implements loop.Expirer.
func (e *timedClose) Expire(*loop.Timer, int64) {
	if !e.conn.closed {
		e.conn.Close(CloseTimeout)
	}
}

// CloseAfter ends c, which has a socket of its own, after so many milliseconds.
func (c *Conn) CloseAfter(milliseconds int) {
	e := &timedClose{conn: c}
	e.Timer.Owner = e
	c.thread.Loop.Timers.Set(&e.Timer, c.thread.Context.Clock()+int64(milliseconds)*1000)
}
