package engine

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// processGrace is how long a program may go on after it has closed its output,
// and its own children may keep its streams after its end.
const processGrace = 2 * time.Second

// command is what a process is to run.
type command struct {
	// arguments are the program's; the first is its path, or a name without a
	// slash that is looked for in the environment's PATH.
	arguments, environment []string
	// folder is where it starts, "" where this process is. chroot is the root
	// that it sees, "" for this process' own.
	folder, chroot string
	// ends are its standard streams.
	ends [3]int
}

// defaultPath is where programs are looked for without a PATH.
const defaultPath = "/usr/local/bin:/usr/bin:/bin"

// candidates are the files that the program may be.
func (c *command) candidates() []string {
	name := c.arguments[0]
	if strings.Contains(name, "/") {
		return []string{name}
	}
	path := defaultPath
	for _, v := range c.environment {
		if value, ok := strings.CutPrefix(v, "PATH="); ok {
			path = value
		}
	}
	var list []string
	for _, folder := range filepath.SplitList(path) {
		if filepath.IsAbs(folder) { // never what lies in the folder of the day
			list = append(list, filepath.Join(folder, name))
		}
	}
	return list
}

// run starts the program. The runtime's fork is one that is safe beside its
// threads: the child does nothing but exec.
func (c *command) run() (pid int, err error) {
	attributes := &syscall.ProcAttr{
		Dir: c.folder, Env: c.environment,
		Files: []uintptr{uintptr(c.ends[0]), uintptr(c.ends[1]), uintptr(c.ends[2])},
		Sys:   &syscall.SysProcAttr{Setpgid: true, Chroot: c.chroot},
	}
	err = syscall.ENOENT
	for _, program := range c.candidates() {
		inheritLimit()
		pid, err = syscall.ForkExec(program, c.arguments, attributes)
		if err != syscall.ENOENT && err != syscall.ENOTDIR {
			break
		}
	}
	if err != nil {
		return 0, fmt.Errorf("%s: %w", c.arguments[0], err)
	}
	return pid, nil
}

// childProcess is a program that runs beside this one. It leads a group of its own,
// which ends with it: nothing that it starts is left behind.
type childProcess struct {
	mu    sync.Mutex
	pid   int
	ended bool
}

// errKilled is why a process does not start that was to end before it began.
var errKilled = errors.New("it was killed before it ran")

// start runs c, whose ends it closes. It may take a while, so it is for a goroutine
// of its own where a loop must go on.
func (p *childProcess) start(c *command) error {
	p.mu.Lock()
	err := errKilled
	if !p.ended {
		p.pid, err = c.run()
	}
	p.mu.Unlock()
	closeAll(c.ends)
	return err
}

// number is the process' own, 0 when there is none.
func (p *childProcess) number() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.pid
}

// end reaps the program, after it was killed or has had time to finish. It does
// not wait for it.
func (p *childProcess) end(kill bool) {
	if kill {
		p.stop()
	}
	go func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.ended = true
		if p.pid > 0 && !kill {
			awaitExit(p.pid, processGrace)
		}
		p.kill()
		p.reap()
	}()
}

// stop kills the program at once, unless it is just being started: this process may
// be about to exit. Somebody has yet to reap it.
func (p *childProcess) stop() {
	if p.mu.TryLock() {
		p.ended = true
		p.kill()
		p.mu.Unlock()
	}
}

// kill ends the program's group, whose number is not given to others while its
// leader is there. It is not when the host program reaps whatever children exist.
func (p *childProcess) kill() {
	if p.pid > 0 && unix.Waitid(unix.P_PID, p.pid, nil, unix.WEXITED|unix.WNOHANG|unix.WNOWAIT, nil) == nil {
		_ = unix.Kill(-p.pid, unix.SIGKILL)
	}
}

// reap returns how the program ended and what it used. Somebody else may have
// reaped it: then nothing is known.
func (p *childProcess) reap() (status unix.WaitStatus, used unix.Rusage) {
	if p.pid <= 0 {
		return 0, used
	}
	for {
		if _, err := unix.Wait4(p.pid, &status, 0, &used); err != unix.EINTR {
			p.pid = 0
			return status, used
		}
	}
}

// awaitEnd waits for the program's own end, ends what is left of its group and
// reaps it.
func (p *childProcess) awaitEnd() (pid int, status unix.WaitStatus, used unix.Rusage) {
	pid = p.number()
	for {
		if err := unix.Waitid(unix.P_PID, pid, nil, unix.WEXITED|unix.WNOWAIT, nil); err != unix.EINTR {
			break
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended = true
	p.kill()
	status, used = p.reap()
	return pid, status, used
}

// awaitExit waits until the process has ended, without reaping it.
func awaitExit(pid int, most time.Duration) {
	deadline := time.Now().Add(most)
	for pause := 200 * time.Microsecond; time.Now().Before(deadline); pause = min(2*pause, 50*time.Millisecond) {
		var info unix.Siginfo
		err := unix.Waitid(unix.P_PID, pid, &info, unix.WEXITED|unix.WNOHANG|unix.WNOWAIT, nil)
		if err != nil || info.Signo != 0 {
			return
		}
		time.Sleep(pause)
	}
}
