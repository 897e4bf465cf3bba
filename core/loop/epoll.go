package loop

import "golang.org/x/sys/unix"

// Epoll is the default poller. Its descriptor is waited on by C code; this side
// only maintains the set.
type Epoll struct{ fd int }

// NewEpoll makes an empty epoll set.
func NewEpoll() (*Epoll, error) {
	fd, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, err
	}
	return &Epoll{fd}, nil
}

// FD is the descriptor that the service thread waits on.
func (e *Epoll) FD() int { return e.fd }

// Close gives the descriptor back.
func (e *Epoll) Close() error { return unix.Close(e.fd) }

// Add implements Poller.
func (e *Epoll) Add(fd int, key Key, ev Events) error {
	event := epollEvent(key, ev)
	return unix.EpollCtl(e.fd, unix.EPOLL_CTL_ADD, fd, &event)
}

// Modify implements Poller.
func (e *Epoll) Modify(fd int, key Key, ev Events) error {
	event := epollEvent(key, ev)
	return unix.EpollCtl(e.fd, unix.EPOLL_CTL_MOD, fd, &event)
}

// Remove implements Poller.
func (e *Epoll) Remove(fd int) error {
	return unix.EpollCtl(e.fd, unix.EPOLL_CTL_DEL, fd, nil)
}

// epollEvent carries the key in the event's 64 bits of user data.
func epollEvent(key Key, ev Events) unix.EpollEvent {
	e := unix.EpollEvent{Fd: int32(key.Slot), Pad: int32(key.Generation)}
	if ev&Readable != 0 {
		e.Events |= unix.EPOLLIN | unix.EPOLLRDHUP
	}
	if ev&Writable != 0 {
		e.Events |= unix.EPOLLOUT
	}
	return e
}

// FromEpoll is the reverse of what Add told the kernel.
func FromEpoll(e *unix.EpollEvent) (Key, Events) {
	var ev Events
	if e.Events&(unix.EPOLLIN|unix.EPOLLRDHUP|unix.EPOLLPRI) != 0 {
		ev |= Readable
	}
	if e.Events&unix.EPOLLOUT != 0 {
		ev |= Writable
	}
	if e.Events&(unix.EPOLLERR|unix.EPOLLHUP) != 0 {
		ev |= Broken
	}
	return Key{uint32(e.Fd), uint32(e.Pad)}, ev
}
