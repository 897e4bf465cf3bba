package engine

import (
	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/loop"
)

// Spawn says what process is to run beside the program, which reads and writes its
// standard streams as connections.
type Spawn struct {
	// Arguments are the process'; the first is its path, or a name that is looked
	// for in the PATH of Environment.
	Arguments, Environment []string
	// Chroot is the root that it sees and Folder where it starts; "" for those of
	// this process.
	Chroot, Folder string
	// Protocol hears of the streams; "" means the vhost's first.
	Protocol string
	Parent   *Conn
	// Microseconds is how long it may run, 0 for ever.
	Microseconds int64
	// Introduce is called with each stream before any callback.
	Introduce func(*Conn)
	// Began is called when the process runs, before any callback.
	Began func(*Spawned)
	// Ended is called once, when the process has ended and its streams are closed.
	Ended func(Ending)
}

// Ending is how a process ended.
type Ending struct {
	PID    int
	Status unix.WaitStatus
	Used   unix.Rusage
	// Killed: by us.
	Killed bool
}

// Spawned is a process that the program has started.
type Spawned struct {
	spec    *Spawn
	vhost   *Vhost
	thread  *Thread
	process childProcess
	streams [3]*Conn // nil once closed
	timer   loop.Timer
	ending  Ending
	// exited: the process has been reaped. begun: all its streams were opened.
	// over: Ended was called.
	exited, begun, over bool
}

// Spawn starts a process.
func (v *Vhost) Spawn(s *Spawn) error {
	if v.destroying {
		return unix.EBUSY
	}
	t := v.context.here()
	t.now = v.context.Clock()
	p := &Spawned{spec: s, vhost: v, thread: t}
	p.timer.Owner = p
	ours, theirs := [3]int{-1, -1, -1}, [3]int{-1, -1, -1}
	for i := range ours {
		var err error
		if ours[i], theirs[i], err = openPipe(i == stdinChannel); err != nil {
			closeAll(ours)
			closeAll(theirs)
			return err
		}
	}
	if err := p.process.start(&command{
		arguments: s.Arguments, environment: s.Environment, folder: s.Folder, chroot: s.Chroot, ends: theirs,
	}); err != nil {
		closeAll(ours)
		return err
	}
	if t.spawned == nil {
		t.spawned = map[*Spawned]struct{}{}
	}
	t.spawned[p] = struct{}{}
	s.Began(p)
	for i, fd := range ours {
		p.open(v, i, fd)
	}
	if s.Microseconds > 0 {
		t.Loop.Timers.Set(&p.timer, t.now+s.Microseconds)
	}
	p.begun = true
	go func() {
		ending := Ending{}
		ending.PID, ending.Status, ending.Used = p.process.awaitEnd()
		t.Loop.Post(func(now int64) { p.reaped(ending, now) })
	}()
	return nil
}

// open makes a connection of our end of a stream.
func (p *Spawned) open(v *Vhost, channel, fd int) {
	c := v.openConn(fd, p.thread, serverHTTP{}, false, func(c *Conn) {
		p.spec.Introduce(c)
		if p.spec.Parent != nil {
			c.setParent(p.spec.Parent)
		}
	})
	if c == nil {
		return
	}
	p.streams[channel] = c
	c.adoptFile(p.spec.Protocol, spawnedStream{process: p, number: channel})
}

// spawnedStream is the role of our end of a process' standard stream.
type spawnedStream struct {
	rawFile
	process *Spawned
	number  int
}

func (s spawnedStream) channel() int { return s.number }

func (s spawnedStream) ended(c *Conn, why Cause) {
	s.rawFile.ended(c, why)
	p := s.process
	p.streams[s.number] = nil
	p.settle()
}

// StdChannel is which standard stream of a process c is our end of, -1 if it is
// none.
func (c *Conn) StdChannel() int {
	if s, ok := c.role.(interface{ channel() int }); ok {
		return s.channel()
	}
	return -1
}

// Stream is our end of one of the standard streams, nil once it is closed.
func (p *Spawned) Stream(channel int) *Conn {
	if channel < stdinChannel || channel > stderrChannel {
		return nil
	}
	return p.streams[channel]
}

// OpenStreams counts them.
func (p *Spawned) OpenStreams() (n int) {
	for _, c := range p.streams {
		if c != nil {
			n++
		}
	}
	return n
}

// CloseStreams closes what is open of them, which most processes take for an order
// to end.
func (p *Spawned) CloseStreams() {
	for _, c := range p.streams {
		if c != nil {
			c.Close(CloseProgram)
		}
	}
}

// Kill ends the process and what it has started. What it has written can still be
// read. It reports whether the process was there.
func (p *Spawned) Kill() bool {
	if p.exited {
		return false
	}
	p.ending.Killed = true
	p.process.stop()
	return true
}

// reaped: the process has ended. Others may hold its streams open, but not for
// long.
func (p *Spawned) reaped(ending Ending, now int64) {
	if p.over {
		return
	}
	ending.Killed = p.ending.Killed
	p.ending, p.exited = ending, true
	p.thread.Loop.Timers.Set(&p.timer, now+processGrace.Microseconds())
	p.settle()
}

// Expire implements loop.Expirer.
func (p *Spawned) Expire(*loop.Timer, int64) {
	if p.exited {
		p.CloseStreams()
		return
	}
	p.Kill()
}

// abandon kills a process whose end nobody will wait for.
func (p *Spawned) abandon() {
	p.Kill()
	p.finish()
}

// settle says that the process is over when that is so.
func (p *Spawned) settle() {
	if p.exited && p.begun && p.OpenStreams() == 0 {
		p.finish()
	}
}

func (p *Spawned) finish() {
	if p.over {
		return
	}
	p.over = true
	delete(p.thread.spawned, p)
	p.thread.Loop.Timers.Unset(&p.timer)
	p.spec.Ended(p.ending)
}
