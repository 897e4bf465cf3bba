package engine

import (
	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/loop"
	"github.com/golws/golws/core/netio"
)

const (
	// lingerMicroseconds is how long a peer may take to read our last bytes.
	lingerMicroseconds = 2_000_000
	// lingerMost bounds the sockets that wait so; the rest close at once.
	lingerMost = 1024
	// lingerDrain bounds what such a peer may still send.
	lingerDrain = 256 << 10
)

// lingering is a socket whose connection is over for the program while the
// peer has not yet got everything. Closing a socket with unread input makes
// the kernel send RST, which destroys what the peer has not read
// (RFC 9112 section 9.6): so our side is shut down and the peer's end awaited.
type lingering struct {
	thread  *Thread
	stream  netio.Stream
	watch   loop.Watch
	timer   loop.Timer
	await   bool // for the peer's end, not only for our bytes to be sent
	shut    bool
	drained int
}

// linger takes over s and closes it as soon as nothing is lost by that.
func (t *Thread) linger(s netio.Stream, awaitPeer bool) {
	if s.FD() < 0 {
		return
	}
	l := &lingering{thread: t, stream: s, await: awaitPeer}
	if l.stream.Flush() != nil || t.lingerers >= lingerMost {
		l.stream.Close()
		return
	}
	if l.stream.Unsent() == 0 {
		if !awaitPeer {
			l.stream.Close()
			return
		}
		l.shutdown()
	}
	watch, err := t.Loop.Watch(l.stream.FD(), l, l.events())
	if err != nil {
		l.stream.Close()
		return
	}
	l.watch = watch
	l.timer.Owner = l
	t.Loop.Timers.Set(&l.timer, t.now+lingerMicroseconds)
	t.lingerers++
}

func (l *lingering) events() loop.Events {
	if l.shut {
		return loop.Readable
	}
	return loop.Writable
}

func (l *lingering) shutdown() {
	l.shut = true
	l.stream.ShutdownWrite()
}

// Ready implements loop.Source.
func (l *lingering) Ready(ev loop.Events, now int64) {
	if !l.shut {
		if l.stream.Writable() != nil || ev&loop.Broken != 0 {
			l.end()
			return
		}
		if l.stream.Unsent() == 0 {
			if !l.await {
				l.end()
				return
			}
			l.shutdown()
			_ = l.thread.Loop.Interest(&l.watch, l.events())
		}
		return
	}
	buf := l.thread.receive[receiveHeadroom : receiveHeadroom+receiveSize]
	n, err := l.stream.Recv(buf)
	if err == unix.EAGAIN {
		return
	}
	l.drained += n
	if err != nil || n == 0 || l.drained > lingerDrain {
		l.end()
	}
}

// Expire implements loop.Expirer.
func (l *lingering) Expire(*loop.Timer, int64) { l.end() }

func (l *lingering) end() {
	l.thread.lingerers--
	l.thread.Loop.Timers.Unset(&l.timer)
	l.thread.Loop.Unwatch(&l.watch)
	l.stream.Close()
}
