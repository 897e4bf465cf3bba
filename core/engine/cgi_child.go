package engine

import (
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// cgiGrace is how long a program may go on after it has closed its output.
const cgiGrace = 2 * time.Second

// cgiChild is a CGI program's process. It leads a group of its own, which ends
// with it: nothing that it starts is left behind.
type cgiChild struct {
	mu    sync.Mutex
	pid   int
	ended bool
}

// start runs the program with ends as its standard streams, which it closes. It
// may take a while, so it runs on a goroutine of its own. The runtime's fork is
// one that is safe beside its threads: the child does nothing but exec.
func (p *cgiChild) start(program string, environment []string, ends [3]int, started func(error)) {
	p.mu.Lock()
	var err error
	if !p.ended {
		p.pid, err = syscall.ForkExec(program, []string{program}, &syscall.ProcAttr{
			Dir: filepath.Dir(program), Env: environment,
			Files: []uintptr{uintptr(ends[0]), uintptr(ends[1]), uintptr(ends[2])},
			Sys:   &syscall.SysProcAttr{Setpgid: true},
		})
	}
	p.mu.Unlock()
	closeAll(ends)
	started(err)
}

// end reaps the program, after it was killed or has had time to finish. It does
// not wait for it.
func (p *cgiChild) end(kill bool) {
	if kill && p.mu.TryLock() {
		// At once: this process may be about to exit.
		p.ended = true
		p.kill()
		p.mu.Unlock()
	}
	go func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.ended = true
		if p.pid > 0 && !kill {
			awaitExit(p.pid, cgiGrace)
		}
		p.kill()
		p.reap()
	}()
}

// kill ends the program's group, whose number is not given to others while its
// leader is there. It is not when the host program reaps whatever children exist.
func (p *cgiChild) kill() {
	if p.pid > 0 && unix.Waitid(unix.P_PID, p.pid, nil, unix.WEXITED|unix.WNOHANG|unix.WNOWAIT, nil) == nil {
		_ = unix.Kill(-p.pid, unix.SIGKILL)
	}
}

func (p *cgiChild) reap() {
	if p.pid <= 0 {
		return
	}
	for {
		if _, err := unix.Wait4(p.pid, nil, 0, nil); err != unix.EINTR {
			return
		}
	}
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
