// Package load puts an echo server under load: any number of WebSockets from
// one thread over epoll, frames prepared beforehand, every echo compared.
package load

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sys/unix"
)

const (
	// handshakesAtOnce stays below every listen backlog.
	handshakesAtOnce = 64
	// stallTime is how long a server may stay silent while it owes echoes.
	stallTime = 20 * time.Second
	readSize  = 256 << 10
	eventsMax = 512
)

const request = "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
	"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: echo\r\n\r\n"

// accepted is the answer to the key above (RFC 6455 section 1.3).
const accepted = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

// Fleet is a number of open WebSockets to one server.
type Fleet struct {
	poll   int
	conns  []conn
	events [eventsMax]unix.EpollEvent
	buf    []byte
	trips  Histogram
}

// Open makes n WebSockets to a port of this machine.
func Open(port, n int) (*Fleet, error) {
	poll, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, err
	}
	f := &Fleet{poll: poll, conns: make([]conn, 0, n), buf: make([]byte, readSize)}
	answers := make(map[int][]byte)
	open := 0
	for open < n {
		for len(f.conns) < n && len(f.conns)-open < handshakesAtOnce {
			if err := f.dial(port); err != nil {
				f.Close()
				return nil, fmt.Errorf("connection %d: %w", len(f.conns), err)
			}
		}
		err := f.wait(stallTime, func(c *conn, _ uint32) error {
			got, err := unix.Read(c.fd, f.buf)
			if err == unix.EAGAIN || err == unix.EINTR {
				return nil
			}
			if err != nil {
				return err
			}
			if got == 0 {
				return errors.New("closed during the handshake")
			}
			answer := append(answers[c.fd], f.buf[:got]...)
			if !bytes.HasSuffix(answer, []byte("\r\n\r\n")) {
				answers[c.fd] = answer
				return nil
			}
			delete(answers, c.fd)
			if !bytes.HasPrefix(answer, []byte("HTTP/1.1 101 ")) || !bytes.Contains(answer, []byte(accepted)) {
				return fmt.Errorf("handshake refused: %q", answer)
			}
			open++
			return nil
		})
		if err != nil {
			f.Close()
			return nil, err
		}
	}
	return f, nil
}

func (f *Fleet) dial(port int) error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	f.conns = append(f.conns, conn{fd: fd, index: int32(len(f.conns))})
	if err := unix.Connect(fd, &unix.SockaddrInet4{Port: port, Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		return err
	}
	if err := unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1); err != nil {
		return err
	}
	if err := unix.SetNonblock(fd, true); err != nil {
		return err
	}
	if _, err := unix.Write(fd, []byte(request)); err != nil {
		return err
	}
	event := unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(len(f.conns) - 1)}
	return unix.EpollCtl(f.poll, unix.EPOLL_CTL_ADD, fd, &event)
}

// wait calls handle for each connection with something to do.
func (f *Fleet) wait(limit time.Duration, handle func(*conn, uint32) error) error {
	n, err := unix.EpollWait(f.poll, f.events[:], int(limit.Milliseconds()))
	if err == unix.EINTR {
		return nil
	}
	if err != nil {
		return err
	}
	if n == 0 {
		return fmt.Errorf("the server has been silent for %v", limit)
	}
	for i := range f.events[:n] {
		event := &f.events[i]
		if err := handle(&f.conns[event.Fd], event.Events); err != nil {
			return fmt.Errorf("connection %d: %w", event.Fd, err)
		}
	}
	return nil
}

// Close closes all connections.
func (f *Fleet) Close() {
	for i := range f.conns {
		unix.Close(f.conns[i].fd)
	}
	unix.Close(f.poll)
}
