package load

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// Server is a server process on a port of its own.
type Server struct {
	Port int
	PID  int

	command *exec.Cmd
	log     output
	ended   chan error
}

// output keeps what a process printed.
type output struct {
	sync.Mutex
	bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.Lock()
	defer o.Unlock()
	return o.Buffer.Write(p)
}

const (
	startLimit = 10 * time.Second
	stopLimit  = 20 * time.Second
)

// Start runs a command, with `-p PORT` behind it, and waits until the port is
// open. The environment is this process's with env added. The command must not
// fork: its process is the one that is measured.
func Start(command, env []string) (*Server, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	s := &Server{Port: port, ended: make(chan error, 1)}
	s.command = exec.Command(command[0], append(command[1:len(command):len(command)], "-p", strconv.Itoa(port))...)
	s.command.Env = append(os.Environ(), env...)
	s.command.Stdout = &s.log
	s.command.Stderr = &s.log
	s.command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := s.command.Start(); err != nil {
		return nil, err
	}
	s.PID = s.command.Process.Pid
	go func() { s.ended <- s.command.Wait() }()
	for deadline := time.Now().Add(startLimit); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		select {
		case err := <-s.ended:
			return nil, fmt.Errorf("%s ended at once (%v): %s", command[0], err, s.Log())
		default:
		}
		conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err == nil {
			conn.Close()
			return s, nil
		}
	}
	s.Kill()
	return nil, fmt.Errorf("%s does not listen on port %d: %s", command[0], port, s.Log())
}

func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}

// Log returns what the server printed so far.
func (s *Server) Log() string {
	s.log.Lock()
	defer s.log.Unlock()
	return s.log.String()
}

// Stop ends the server with SIGINT; it is an error if that takes long or the status is not 0.
func (s *Server) Stop() error {
	if err := s.command.Process.Signal(syscall.SIGINT); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case err := <-s.ended:
		s.ended <- err
		return err
	case <-time.After(stopLimit):
		s.Kill()
		return fmt.Errorf("still runs %v after SIGINT", stopLimit)
	}
}

// Kill ends the server at once.
func (s *Server) Kill() {
	s.command.Process.Kill()
	s.ended <- <-s.ended
}

// Ended reports whether the server has ended, and how.
func (s *Server) Ended() (bool, error) {
	select {
	case err := <-s.ended:
		s.ended <- err
		return true, err
	default:
		return false, nil
	}
}
