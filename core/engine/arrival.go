package engine

import (
	"sync"

	"golang.org/x/sys/unix"
)

// Accepted connections go to the service thread that has the fewest: the listener's
// thread hands them over.

// arrival is a connection on its way to another thread.
type arrival struct {
	vhost *Vhost
	peer  *peerRecord
	fd    int
}

// arrivals are those that a thread has not taken yet.
type arrivals struct {
	sync.Mutex
	list []arrival
	over bool // the thread takes no more
}

// leastLoaded is the thread with the fewest connections, t itself last among equals:
// while it is busy nobody accepts. A program need not serve all the threads that it
// asked for.
func (t *Thread) leastLoaded() *Thread {
	best, least := t, t.carried()+1
	for _, other := range t.Context.Threads {
		if other.served.Load() && other != t && other.load.Load() < least {
			best, least = other, other.load.Load()
		}
	}
	return best
}

// carried is how many connections t has to serve. Listeners cost it nothing.
func (t *Thread) carried() int32 { return int32(t.conns.count - t.doors) }

// tellLoad lets other threads know what t carries; taken of it were counted when they
// were handed over. In one step: no connection is counted twice, or not at all, by a
// thread that looks meanwhile.
func (t *Thread) tellLoad(taken int32) {
	now := t.carried()
	if change := now - t.told - taken; change != 0 {
		t.load.Add(change)
	}
	t.told = now
}

// handOver gives t a connection. Other threads call it.
func (t *Thread) handOver(a arrival) {
	t.load.Add(1) // until its own count says so
	t.arrivals.Lock()
	if t.arrivals.over {
		t.arrivals.Unlock()
		a.drop()
		return
	}
	t.arrivals.list = append(t.arrivals.list, a)
	first := len(t.arrivals.list) == 1
	t.arrivals.Unlock()
	if first {
		t.Loop.Post(func(int64) { t.takeArrivals() })
	}
}

func (t *Thread) takeArrivals() {
	t.arrivals.Lock()
	list := t.arrivals.list
	t.arrivals.list = nil
	t.arrivals.Unlock()
	for _, a := range list {
		if a.vhost.destroying {
			a.drop()
			continue
		}
		a.vhost.adoptAccepted(a.fd, t, a.peer)
	}
	t.tellLoad(int32(len(list)))
}

// dropArrivals closes those that t has not taken, and all that come later.
func (t *Thread) dropArrivals() {
	t.arrivals.Lock()
	list := t.arrivals.list
	t.arrivals.list, t.arrivals.over = nil, true
	t.arrivals.Unlock()
	for _, a := range list {
		a.drop()
	}
}

func (a *arrival) drop() {
	_ = unix.Close(a.fd)
	if a.peer != nil {
		a.vhost.context.dismiss(a.peer)
	}
}
