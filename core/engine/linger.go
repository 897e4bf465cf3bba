package engine

import (
	"time"

	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/loop"
	"github.com/golws/golws/core/netio"
)

const (
	// lingerMicroseconds is how long a peer may take to read some of our last
	// bytes, and then to close.
	lingerMicroseconds = 2_000_000
	// lingerLongest bounds the whole of it for a peer that reads in drops.
	lingerLongest = 60_000_000
	// lingerMost bounds the sockets that wait so; the rest close at once.
	lingerMost = 1024
	// lingerDrain bounds what such a peer may still send.
	lingerDrain = 256 << 10
	// destroyLongest is how long the end of a context waits for peers that read
	// their last bytes, destroyPause how many milliseconds one may pause in that.
	destroyLongest = 500 * time.Millisecond
	destroyPause   = 50
)

// lingering is a socket whose connection is over for the program while the
// peer has not yet got everything. Closing a socket with unread input makes
// the kernel send RST, which destroys what the peer has not read
// (RFC 9112 section 9.6): so our side is shut down and the peer's end awaited.
type lingering struct {
	thread     *Thread
	stream     netio.Stream
	watch      loop.Watch
	timer      loop.Timer
	until      int64 // the end of all patience
	await      bool  // for the peer's end, not only for our bytes to be sent
	shut       bool
	drained    int
	queued     int        // what the peer had not got when it was last given time
	prev, next *lingering // Thread.lingerings
}

// linger takes over s and closes it as soon as nothing is lost by that.
func (t *Thread) linger(s netio.Stream, awaitPeer bool) {
	if s.FD() < 0 {
		return
	}
	l := &lingering{thread: t, stream: s, await: awaitPeer, until: t.now + lingerLongest}
	if l.stream.Finish() != nil || t.lingerers >= lingerMost {
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
	l.patience()
	t.lingerers++
	l.next = t.lingerings
	if l.next != nil {
		l.next.prev = l
	}
	t.lingerings = l
}

// patience gives the peer time anew.
func (l *lingering) patience() {
	l.queued = l.stream.Queued()
	l.thread.Loop.Timers.Set(&l.timer, min(l.thread.now+lingerMicroseconds, l.until))
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
	l.thread.working = nil
	if !l.shut {
		unsent := l.stream.Unsent()
		if l.stream.Writable() != nil || ev&loop.Broken != 0 {
			l.end()
			return
		}
		if l.stream.Starved() {
			_ = l.thread.Loop.Interest(&l.watch, 0)
			l.thread.Loop.Timers.Set(&l.timer, min(now+memoryPause, l.until))
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
		if l.stream.Unsent() < unsent {
			l.patience()
		}
		return
	}
	if l.drain() {
		l.end()
	}
}

// drain drops what the peer still sends, and tells whether that is enough.
func (l *lingering) drain() (over bool) {
	buf := l.thread.receive[receiveHeadroom : receiveHeadroom+receiveSize]
	n, err := l.stream.Discard(buf)
	if err == unix.EAGAIN {
		return false
	}
	l.drained += n
	return err != nil || n == 0 || l.drained > lingerDrain
}

// Expire implements loop.Expirer.
func (l *lingering) Expire(_ *loop.Timer, now int64) {
	if now < l.until && l.stream.Starved() {
		_ = l.thread.Loop.Interest(&l.watch, loop.Writable)
		l.patience()
		return
	}
	if now < l.until && l.stream.Queued() < l.queued {
		l.patience() // slow, but it reads
		return
	}
	l.end()
}

func (l *lingering) end() {
	t := l.thread
	t.lingerers--
	if l.next != nil {
		l.next.prev = l.prev
	}
	if l.prev != nil {
		l.prev.next = l.next
	} else {
		t.lingerings = l.next
	}
	t.Loop.Timers.Unset(&l.timer)
	t.Loop.Unwatch(&l.watch)
	l.stream.Close()
}

// attendLingering looks after the lingering sockets of a thread whose program
// polls by itself and knows nothing of them.
func (t *Thread) attendLingering(now int64) {
	for l := t.lingerings; l != nil; {
		next := l.next
		l.Ready(l.events(), now)
		l = next
	}
}

// endLingering closes them all, with the thread. Peers that are reading their last
// bytes get a moment for that, as what they send to a closed socket would cut
// them off; most have them already.
func (t *Thread) endLingering() {
	var fds []unix.PollFd
	var queued []int
	end := time.Now().Add(destroyLongest)
	for {
		t.attendLingering(t.now)
		fds, queued = fds[:0], queued[:0]
		left := 0
		for l := t.lingerings; l != nil; l = l.next {
			n := l.stream.Queued()
			left += n
			queued = append(queued, n)
			wanted := int16(unix.POLLIN)
			if !l.shut {
				wanted = unix.POLLOUT
			}
			fds = append(fds, unix.PollFd{Fd: int32(l.stream.FD()), Events: wanted})
		}
		if left == 0 || time.Now().After(end) {
			break
		}
		if n, err := unix.Poll(fds, destroyPause); n == 0 && err == nil && !t.lingeringMoved(queued) {
			break
		}
	}
	for l := t.lingerings; l != nil; l = t.lingerings {
		if l.stream.Writable() == nil {
			l.drain() // input that is left unread would make it a reset
		}
		l.end()
	}
}

// lingeringMoved tells whether a peer has read some of what was queued.
func (t *Thread) lingeringMoved(queued []int) bool {
	i := 0
	for l := t.lingerings; l != nil; l = l.next {
		if l.stream.Queued() < queued[i] {
			return true
		}
		i++
	}
	return false
}
