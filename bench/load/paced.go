package load

import (
	"fmt"
	"time"

	"golang.org/x/sys/unix"
)

// Paced sends rate messages a second, in turn on active ones of the connections,
// whether or not the echoes of those before have come, and times each from the
// moment that it was due.
func (f *Fleet) Paced(m *Messages, active, rate int, warm, length time.Duration, pid int) (*Result, error) {
	if active < 1 || active > len(f.conns) || rate < 1 {
		return nil, fmt.Errorf("%d of %d connections, %d messages a second: cannot be paced", active, len(f.conns), rate)
	}
	stride, turn := len(f.conns)/active, 0
	interval := time.Second / time.Duration(rate)
	f.trips = Histogram{}
	for i := range f.conns {
		f.conns[i].next, f.conns[i].expect = 0, 0
	}
	var done uint64
	handle := func(c *conn, _ uint32) error {
		n, err := unix.Read(c.fd, f.buf)
		if err == unix.EAGAIN || err == unix.EINTR {
			return nil
		}
		if err != nil {
			return err
		}
		echoes, err := c.take(f.buf[:n], m, &f.trips)
		done += uint64(echoes)
		return err
	}
	poll := func() error {
		n, err := unix.EpollWait(f.poll, f.events[:], 0)
		if err != nil && err != unix.EINTR {
			return err
		}
		for i := range max(n, 0) {
			if err := handle(&f.conns[f.events[i].Fd], f.events[i].Events); err != nil {
				return err
			}
		}
		return nil
	}
	due := time.Now()
	until := func(end time.Time) error {
		for now := time.Now(); now.Before(end); now = time.Now() {
			for ; due.Before(now); due = due.Add(interval) {
				c := &f.conns[turn*stride]
				turn = (turn + 1) % active
				if c.owed++; c.sampled == 0 {
					c.sampled, c.sampledAt = c.sent+uint64(c.owed), due
				}
				if err := f.push(c, m); err != nil {
					return err
				}
			}
			if err := poll(); err != nil {
				return err
			}
		}
		return nil
	}
	if err := until(due.Add(warm)); err != nil {
		return nil, err
	}
	f.trips = Histogram{}
	before, err := ProcessTime(pid)
	if err != nil {
		return nil, err
	}
	from := done
	start := time.Now()
	if err := until(start.Add(length)); err != nil {
		return nil, err
	}
	after, err := ProcessTime(pid)
	if err != nil {
		return nil, err
	}
	result := &Result{Messages: done - from, Elapsed: time.Since(start), CPU: after - before}
	for end := time.Now().Add(stallTime); f.outstanding() > 0; {
		if time.Now().After(end) {
			return nil, fmt.Errorf("%d messages did not come back", f.outstanding())
		}
		if err := poll(); err != nil {
			return nil, err
		}
	}
	result.Trips = f.trips
	return result, nil
}
