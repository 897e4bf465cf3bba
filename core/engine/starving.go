package engine

import "github.com/golws/golws/core/loop"

// memoryPause is how long a connection rests that the kernel has no memory for:
// ENOBUFS or ENOMEM of send(2).
const memoryPause = second / 20

// starving are the connections of a thread that rest so. Nothing of what they
// have to send is lost, and the kernel, which calls them writable all the while, is
// not asked.
type starving struct {
	thread *Thread
	conns  []*Conn
	timer  loop.Timer
}

func (s *starving) init(t *Thread) { s.thread, s.timer.Owner = t, s }

// awaitsMemory tells that c rests, and says so once.
func (c *Conn) awaitsMemory() bool {
	if !c.stream.Starved() {
		return false
	}
	if !c.starved {
		c.starved = true
		c.log(LevelWarn, "sending is paused until the kernel has memory again")
	}
	if s := &c.thread.starving; !c.inStarving {
		c.inStarving = true
		if len(s.conns) == 0 {
			c.thread.Loop.Timers.Set(&s.timer, c.thread.now+memoryPause)
		}
		s.conns = append(s.conns, c)
	}
	return true
}

// Expire implements loop.Expirer.
func (s *starving) Expire(*loop.Timer, int64) {
	conns := s.conns
	s.conns = nil
	for _, c := range conns {
		c.inStarving = false
		if c.closed || !c.stream.Starved() {
			continue
		}
		s.thread.working = c
		c.becameWritable()
		c.starved = c.starved && c.stream.Starved()
	}
}
