package load

import (
	"errors"
	"fmt"
	"time"

	"golang.org/x/sys/unix"
)

// Load says what a run sends.
type Load struct {
	Messages *Messages
	// Depth is how many messages each connection keeps under way.
	Depth int
	// Batches makes a connection wait for all its echoes before it sends the
	// next Depth messages; otherwise each echo is followed by a message at once.
	Batches bool
	// Warm passes before anything is counted.
	Warm time.Duration
	// Time is counted.
	Time time.Duration
	// PID is the server.
	PID int
}

// Result is what a run counted.
type Result struct {
	Messages uint64
	Elapsed  time.Duration
	// CPU is the server's processor time, all threads, user and system.
	CPU time.Duration
	// Busy is this process's processor time.
	Busy  time.Duration
	Trips Histogram
}

// Rate returns the messages echoed per second.
func (r *Result) Rate() float64 { return float64(r.Messages) / r.Elapsed.Seconds() }

// PerMessage returns the server's processor time per message in microseconds.
func (r *Result) PerMessage() float64 {
	return float64(r.CPU.Nanoseconds()) / 1000 / float64(max(r.Messages, 1))
}

type mark struct {
	at        time.Time
	messages  uint64
	cpu, busy time.Duration
}

// Run sends messages on all connections for the given time, then waits for the
// last echo. A message lost, changed or out of order is an error.
func (f *Fleet) Run(l Load) (*Result, error) {
	var done uint64
	stopping := false
	m := l.Messages
	f.trips = Histogram{}

	handle := func(c *conn, events uint32) error {
		if events&(unix.EPOLLIN|unix.EPOLLHUP|unix.EPOLLERR) != 0 {
			got, err := unix.Read(c.fd, f.buf)
			switch {
			case err == unix.EAGAIN || err == unix.EINTR:
				return nil
			case err != nil:
				return err
			case got == 0:
				return errors.New("closed by the server")
			}
			echoes, err := c.take(f.buf[:got], m, &f.trips)
			if err != nil {
				return err
			}
			done += uint64(echoes)
			switch {
			case stopping:
			case !l.Batches:
				c.owed += echoes
			case c.outstanding == 0:
				c.owed += l.Depth
			}
		}
		return f.push(c, m)
	}
	marked := func() (mark, error) {
		cpu, err := ProcessTime(l.PID)
		if err != nil {
			return mark{}, err
		}
		busy, err := ProcessTime(0)
		return mark{time.Now(), done, cpu, busy}, err
	}
	until := func(end time.Time) error {
		for time.Now().Before(end) {
			if err := f.wait(stallTime, handle); err != nil {
				return err
			}
		}
		return nil
	}

	for i := range f.conns {
		c := &f.conns[i]
		c.next, c.expect, c.owed = 0, 0, l.Depth
		if err := f.push(c, m); err != nil {
			return nil, err
		}
	}
	if err := until(time.Now().Add(l.Warm)); err != nil {
		return nil, err
	}
	f.trips = Histogram{}
	from, err := marked()
	if err != nil {
		return nil, err
	}
	if err := until(from.at.Add(l.Time)); err != nil {
		return nil, err
	}
	to, err := marked()
	if err != nil {
		return nil, err
	}
	stopping = true
	for f.outstanding() > 0 {
		if err := f.wait(stallTime, handle); err != nil {
			return nil, fmt.Errorf("%d messages did not come back: %w", f.outstanding(), err)
		}
	}
	return &Result{Messages: to.messages - from.messages, Elapsed: to.at.Sub(from.at),
		CPU: to.cpu - from.cpu, Busy: to.busy - from.busy, Trips: f.trips}, nil
}

// push sends what the connection owes and asks for EPOLLOUT while the socket is full.
func (f *Fleet) push(c *conn, m *Messages) error {
	if err := c.push(m); err != nil {
		return err
	}
	if full := len(c.unsent) > 0; full != c.wantsOut {
		c.wantsOut = full
		event := unix.EpollEvent{Events: unix.EPOLLIN, Fd: c.index}
		if full {
			event.Events |= unix.EPOLLOUT
		}
		return unix.EpollCtl(f.poll, unix.EPOLL_CTL_MOD, c.fd, &event)
	}
	return nil
}

func (f *Fleet) outstanding() int {
	sum := 0
	for i := range f.conns {
		sum += f.conns[i].outstanding + f.conns[i].owed
	}
	return sum
}
