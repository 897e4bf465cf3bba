// Package loop is the turn of one service thread: which descriptors are
// watched, which timers run, and what other threads have asked for.
//
// A Loop never blocks and never reads a clock. Whoever owns the thread waits
// (in C, so that signals and cancellation meet no Go frame), then hands the
// events and the time to Turn.
package loop

import (
	"sync"

	"golang.org/x/sys/unix"
)

// Events is a set of readiness conditions.
type Events uint8

const (
	// Readable: data, a connection or the peer's end of stream can be read.
	Readable Events = 1 << iota
	// Writable: the kernel takes data again.
	Writable
	// Broken: the kernel reports an error or a full hang-up.
	Broken
)

// Source is what a watched descriptor belongs to.
type Source interface {
	// Ready reports conditions on the descriptor that Watch was given.
	Ready(ev Events, now int64)
}

// Owner is a Source that wants to know when its descriptor is not its own any more:
// somebody closed it behind our back, and the same number was handed out again.
type Owner interface {
	Disowned()
}

// Poller tells the kernel, or a foreign event loop, what to watch. key comes
// back with each event. Nothing here blocks.
type Poller interface {
	Add(fd int, key Key, ev Events) error
	Modify(fd int, key Key, ev Events) error
	Remove(fd int) error
}

// Key names one registration: Generation keeps an event that was already in
// flight when its descriptor was closed from reaching the next owner of Slot.
type Key struct {
	Slot       uint32
	Generation uint32
}

// Watch is one registration of a descriptor with a Loop.
type Watch struct {
	key      Key
	interest Events
}

type registration struct {
	source     Source
	fd         int32
	generation uint32
	outside    bool // someone else waits for it
	// always: it is ready in each turn for interest; queued: the next is on its way.
	always, queued bool
	interest       Events
}

// Loop holds the registrations and timers of one service thread. Except for
// Post it belongs to that thread.
type Loop struct {
	Timers Timers

	poller Poller
	table  []registration
	free   []uint32
	// byFD finds the slot of a descriptor, plus one; 0 when it has none.
	byFD []uint32
	// firstIn is where the next slot comes from: slots are reused first-in
	// first-out so that a stale event stays recognisable as long as possible.
	firstIn int

	mu     sync.Mutex
	posted []func(now int64)
	wake   func() // nil once the loop is closed
	// taken[ran:] is what RunPosted has still to run; only a panic in one of
	// them leaves any for the next call.
	taken []func(now int64)
	ran   int
}

// New makes a loop over poller. wake interrupts the wait of the thread that
// serves this loop; it must be safe to call from any thread.
func New(poller Poller, wake func()) *Loop {
	return &Loop{poller: poller, wake: wake}
}

// Watch starts to watch fd for ev on behalf of s. A file, which the kernel cannot
// wait for (EPERM of epoll_ctl(2)), is ready in each turn, as poll(2) has it.
func (l *Loop) Watch(fd int, s Source, ev Events) (Watch, error) {
	w := l.register(fd, s, ev)
	err := l.poller.Add(fd, w.key, ev)
	if err != nil && err != unix.EPERM {
		l.release(w.key.Slot)
		return Watch{}, err
	}
	l.index(fd, w.key.Slot)
	if err != nil {
		r := &l.table[w.key.Slot]
		r.always, r.interest = true, ev
		l.offer(w.key)
	}
	return w, nil
}

// offer has what is always ready served in the next turn.
func (l *Loop) offer(k Key) {
	r := l.registered(k)
	if r == nil || r.fd < 0 || r.queued || r.interest == 0 {
		return
	}
	r.queued = true
	l.Post(func(now int64) {
		r := l.registered(k)
		if r == nil {
			return
		}
		r.queued = false
		if r.interest != 0 {
			r.source.Ready(r.interest, now)
		}
		l.offer(k)
	})
}

// WatchOutside is Watch for a descriptor that an event loop of the program's
// waits for: the poller is not told, and what happens to it comes by NotifyFD.
func (l *Loop) WatchOutside(fd int, s Source, ev Events) Watch {
	w := l.register(fd, s, ev)
	l.table[w.key.Slot].outside = true
	l.index(fd, w.key.Slot)
	return w
}

func (l *Loop) register(fd int, s Source, ev Events) Watch {
	var slot uint32
	if l.firstIn < len(l.free) {
		slot = l.free[l.firstIn]
		l.firstIn++
		if l.firstIn == len(l.free) {
			l.free, l.firstIn = l.free[:0], 0
		}
	} else {
		slot = uint32(len(l.table))
		l.table = append(l.table, registration{})
	}
	r := &l.table[slot]
	*r = registration{source: s, fd: int32(fd), generation: r.generation + 1}
	return Watch{key: Key{slot, r.generation}, interest: ev}
}

// index lets NotifyFD find slot.
func (l *Loop) index(fd int, slot uint32) {
	for fd >= len(l.byFD) {
		l.byFD = append(l.byFD, 0)
	}
	former := l.byFD[fd]
	l.byFD[fd] = slot + 1
	if former == 0 {
		return
	}
	r := &l.table[former-1]
	r.fd = -1
	if o, ok := r.source.(Owner); ok {
		o.Disowned()
	}
}

// Interest changes what w watches for.
func (l *Loop) Interest(w *Watch, ev Events) error {
	if w.interest == ev {
		return nil
	}
	r := l.registered(w.key)
	if r == nil || r.fd < 0 {
		return unix.EBADF
	}
	if r.always {
		r.interest = ev
		l.offer(w.key)
	} else if !r.outside {
		if err := l.poller.Modify(int(r.fd), w.key, ev); err != nil {
			return err
		}
	}
	w.interest = ev
	return nil
}

// Active tells that w has been made and not been ended.
func (w *Watch) Active() bool { return w.key.Generation != 0 }

// Watching is what w watches for now.
func (w *Watch) Watching() Events { return w.interest }

// Unwatch ends w. Events of this turn that are still to come are dropped.
func (l *Loop) Unwatch(w *Watch) {
	r := l.registered(w.key)
	if r == nil {
		return
	}
	// A descriptor that someone closed behind our back has left the poller
	// by itself: nothing to do about that error.
	if r.fd >= 0 { // otherwise it is somebody else's
		if !r.outside && !r.always {
			_ = l.poller.Remove(int(r.fd))
		}
		l.byFD[r.fd] = 0
	}
	l.release(w.key.Slot)
	*w = Watch{}
}

func (l *Loop) release(slot uint32) {
	l.table[slot].source = nil
	l.free = append(l.free, slot)
	if l.firstIn > 1024 && l.firstIn*2 > len(l.free) {
		l.free = l.free[:copy(l.free, l.free[l.firstIn:])]
		l.firstIn = 0
	}
}

func (l *Loop) registered(k Key) *registration {
	if int(k.Slot) >= len(l.table) {
		return nil
	}
	r := &l.table[k.Slot]
	if r.source == nil || r.generation != k.Generation {
		return nil
	}
	return r
}

// Notify delivers ev to the registration that key names, if it still exists.
func (l *Loop) Notify(key Key, ev Events, now int64) {
	if r := l.registered(key); r != nil {
		r.source.Ready(ev, now)
	}
}

// NotifyFD is Notify for a poller that knows descriptors only. It tells
// whether fd is one of this loop's.
func (l *Loop) NotifyFD(fd int, ev Events, now int64) bool {
	if fd < 0 || fd >= len(l.byFD) || l.byFD[fd] == 0 {
		return false
	}
	l.table[l.byFD[fd]-1].source.Ready(ev, now)
	return true
}

// Post asks the loop's thread to run f in its next turn and wakes it. It is
// the only method that other threads may call. A closed loop drops f.
func (l *Loop) Post(f func(now int64)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.wake == nil {
		return
	}
	l.posted = append(l.posted, f)
	if len(l.posted) == 1 {
		// Under the lock: after Close nobody calls wake any more, so what it
		// uses can be given back.
		l.wake()
	}
}

// RunPosted runs what other threads have posted so far.
func (l *Loop) RunPosted(now int64) {
	if l.ran == len(l.taken) {
		l.mu.Lock()
		l.taken, l.posted = l.posted, l.taken[:0]
		l.mu.Unlock()
		l.ran = 0
	}
	for l.ran < len(l.taken) {
		f := l.taken[l.ran]
		l.taken[l.ran] = nil
		l.ran++
		f(now)
	}
}

// Close ends Post: work that has not run is dropped, and wake is not called
// again. The registrations and timers are the caller's to end.
func (l *Loop) Close() {
	l.mu.Lock()
	l.wake, l.posted = nil, nil
	l.mu.Unlock()
	clear(l.taken)
	l.ran = len(l.taken)
}

// Wait is how long the thread may sleep before the next turn, in microseconds;
// -1 means until an event comes.
func (l *Loop) Wait(now int64) int64 {
	l.mu.Lock()
	pending := len(l.posted) > 0
	l.mu.Unlock()
	if pending || l.ran < len(l.taken) {
		return 0
	}
	due, set := l.Timers.Next()
	if !set {
		return -1
	}
	return max(due-now, 0)
}
