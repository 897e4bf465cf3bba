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

// end reaps the program, at once when it is to be killed, otherwise after it has
// had time to finish. It never waits for it.
func (p *cgiChild) end(kill bool) {
	go func() {
		p.mu.Lock()
		p.ended = true
		pid := p.pid
		p.mu.Unlock()
		if pid <= 0 {
			return
		}
		if !kill {
			awaitExit(pid, cgiGrace)
		}
		// The group's number is not given to others while its leader is there.
		// It is not when the host program reaps whatever children there are.
		if err := unix.Waitid(unix.P_PID, pid, nil, unix.WEXITED|unix.WNOHANG|unix.WNOWAIT, nil); err != nil {
			return
		}
		_ = unix.Kill(-pid, unix.SIGKILL)
		var status unix.WaitStatus
		for {
			if _, err := unix.Wait4(pid, &status, 0, nil); err != unix.EINTR {
				return
			}
		}
	}()
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
