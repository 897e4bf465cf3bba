package loop

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"golang.org/x/sys/unix"
)

// fakePoller notes what it was told.
type fakePoller struct {
	calls  []string
	keys   map[int]Key
	refuse error
}

func (p *fakePoller) note(call string, fd int, ev Events) error {
	if p.refuse != nil {
		return p.refuse
	}
	p.calls = append(p.calls, fmt.Sprintf("%s %d %d", call, fd, ev))
	return nil
}

func (p *fakePoller) Add(fd int, key Key, ev Events) error {
	if p.keys == nil {
		p.keys = map[int]Key{}
	}
	p.keys[fd] = key
	return p.note("add", fd, ev)
}
func (p *fakePoller) Modify(fd int, key Key, ev Events) error {
	if p.keys[fd] != key {
		return errors.New("modify with another key than at add")
	}
	return p.note("modify", fd, ev)
}
func (p *fakePoller) Remove(fd int) error {
	delete(p.keys, fd)
	return p.note("remove", fd, 0)
}

type readiness struct {
	events []Events
	then   func()
}

func (r *readiness) Ready(ev Events, _ int64) {
	r.events = append(r.events, ev)
	if r.then != nil {
		r.then()
	}
}

func noWake() {}

func watched(t *testing.T, l *Loop, fd int, s Source, ev Events) Watch {
	t.Helper()
	w, err := l.Watch(fd, s, ev)
	if err != nil {
		t.Fatalf("Watch: %v", err)
	}
	return w
}

func TestNotifyReachesTheSource(t *testing.T) {
	p := &fakePoller{}
	l := New(p, noWake)
	a, b := &readiness{}, &readiness{}
	wa, wb := watched(t, l, 10, a, Readable), watched(t, l, 11, b, Readable|Writable)
	l.Notify(wa.key, Readable, 1)
	l.Notify(wb.key, Writable|Broken, 1)
	if !slices.Equal(a.events, []Events{Readable}) || !slices.Equal(b.events, []Events{Writable | Broken}) {
		t.Errorf("a saw %v, b saw %v", a.events, b.events)
	}
	if want := []string{"add 10 1", "add 11 3"}; !slices.Equal(p.calls, want) {
		t.Errorf("the poller heard %q, want %q", p.calls, want)
	}
}

// A burst of events is fetched at once; one of them may end the registration
// that a later one names.
func TestEventsAfterUnwatchAreDropped(t *testing.T) {
	l := New(&fakePoller{}, noWake)
	victim := &readiness{}
	w := watched(t, l, 10, victim, Readable)
	stale := w.key
	killer := &readiness{then: func() { l.Unwatch(&w) }}
	k := watched(t, l, 11, killer, Readable)
	l.Notify(k.key, Readable, 1)
	l.Notify(stale, Readable, 1)
	if victim.events != nil {
		t.Errorf("the victim saw %v after Unwatch", victim.events)
	}
	if w.Watching() != 0 {
		t.Error("an ended Watch still watches for something")
	}
	l.Unwatch(&w) // ended already
}

// The new owner of a slot must not get what was meant for the former one.
func TestStaleEventMissesTheNextOwnerOfTheSlot(t *testing.T) {
	l := New(&fakePoller{}, noWake)
	w := watched(t, l, 10, &readiness{}, Readable)
	stale := w.key
	l.Unwatch(&w)
	next := &readiness{}
	n := watched(t, l, 10, next, Readable)
	if n.key.Slot != stale.Slot {
		t.Fatalf("the only free slot, %d, was not used again but %d was", stale.Slot, n.key.Slot)
	}
	l.Notify(stale, Readable, 1)
	if next.events != nil {
		t.Error("an event for the former owner of the slot arrived")
	}
	l.Notify(n.key, Readable, 1)
	if len(next.events) != 1 {
		t.Error("an event for the present owner did not arrive")
	}
}

func TestUnknownKeysAreIgnored(t *testing.T) {
	l := New(&fakePoller{}, noWake)
	l.Notify(Key{}, Readable, 1)
	l.Notify(Key{1 << 31, 1}, Readable, 1)
	s := &readiness{}
	watched(t, l, 10, s, Readable)
	l.Notify(Key{}, Readable, 1)
	if s.events != nil {
		t.Error("the zero key reached slot 0")
	}
	if err := l.Interest(&Watch{}, Readable); !errors.Is(err, unix.EBADF) {
		t.Errorf("Interest of a zero Watch: %v, want EBADF", err)
	}
	l.Unwatch(&Watch{})
}

func TestSlotsAreReusedFirstInFirstOut(t *testing.T) {
	l := New(&fakePoller{}, noWake)
	var all []Watch
	for fd := range 8 {
		all = append(all, watched(t, l, fd, &readiness{}, Readable))
	}
	var freed []uint32
	for _, i := range []int{5, 2, 7} {
		freed = append(freed, all[i].key.Slot)
		l.Unwatch(&all[i])
	}
	var used []uint32
	for fd := range 3 {
		used = append(used, watched(t, l, 20+fd, &readiness{}, Readable).key.Slot)
	}
	if !slices.Equal(used, freed) {
		t.Errorf("slots were reused as %d, freed as %d", used, freed)
	}
}

// Connections come and go for ever: the list of free slots must not.
func TestFreeListStaysBounded(t *testing.T) {
	l := New(&fakePoller{}, noWake)
	var live []Watch
	for fd := range 3000 {
		live = append(live, watched(t, l, fd, &readiness{}, Readable))
	}
	for range 50_000 {
		l.Unwatch(&live[0])
		l.Unwatch(&live[1])
		live = append(live[2:], watched(t, l, 1, &readiness{}, Readable), watched(t, l, 2, &readiness{}, Readable))
	}
	if len(l.table) > 3002 || cap(l.free) > 16384 {
		t.Errorf("3000 connections at a time led to a table of %d and a free list of %d", len(l.table), cap(l.free))
	}
	seen := map[uint32]bool{}
	for _, w := range live {
		if seen[w.key.Slot] {
			t.Fatalf("slot %d is used twice", w.key.Slot)
		}
		seen[w.key.Slot] = true
	}
}

func TestInterestReachesThePollerOnlyWhenItChanges(t *testing.T) {
	p := &fakePoller{}
	l := New(p, noWake)
	w := watched(t, l, 10, &readiness{}, Readable)
	for _, ev := range []Events{Readable, Readable | Writable, Readable | Writable, 0} {
		if err := l.Interest(&w, ev); err != nil {
			t.Fatal(err)
		}
	}
	if want := []string{"add 10 1", "modify 10 3", "modify 10 0"}; !slices.Equal(p.calls, want) {
		t.Errorf("the poller heard %q, want %q", p.calls, want)
	}
}

func TestRefusedInterestIsNotTakenForGranted(t *testing.T) {
	p := &fakePoller{}
	l := New(p, noWake)
	w := watched(t, l, 10, &readiness{}, Readable)
	p.refuse = unix.ENOMEM
	if err := l.Interest(&w, Writable); !errors.Is(err, unix.ENOMEM) {
		t.Fatalf("Interest: %v, want ENOMEM", err)
	}
	p.refuse = nil
	if err := l.Interest(&w, Writable); err != nil {
		t.Fatal(err)
	}
	if want := []string{"add 10 1", "modify 10 2"}; !slices.Equal(p.calls, want) {
		t.Errorf("the poller heard %q, want %q", p.calls, want)
	}
}

func TestRefusedWatchLeavesNothingBehind(t *testing.T) {
	p := &fakePoller{refuse: unix.ENOSPC}
	l := New(p, noWake)
	if _, err := l.Watch(10, &readiness{}, Readable); !errors.Is(err, unix.ENOSPC) {
		t.Fatalf("Watch: %v, want ENOSPC", err)
	}
	p.refuse = nil
	if w := watched(t, l, 10, &readiness{}, Readable); w.key.Slot != 0 {
		t.Errorf("the refused slot was lost: the next is %d", w.key.Slot)
	}
}

func TestPostRunsOnceInOrder(t *testing.T) {
	wakes := 0
	l := New(&fakePoller{}, func() { wakes++ })
	var ran []int
	for i := range 3 {
		l.Post(func(int64) { ran = append(ran, i) })
	}
	if wakes != 1 {
		t.Errorf("%d wakes for three posts before a turn, want 1", wakes)
	}
	l.RunPosted(1)
	l.RunPosted(2)
	if !slices.Equal(ran, []int{0, 1, 2}) {
		t.Errorf("ran %v, want 0 1 2 once each", ran)
	}
	l.Post(func(int64) {})
	if wakes != 2 {
		t.Errorf("%d wakes after a post in a later turn, want 2", wakes)
	}
}

// What posted work posts itself waits for the next turn.
func TestPostInsidePostedWork(t *testing.T) {
	l := New(&fakePoller{}, noWake)
	n := 0
	var again func(int64)
	again = func(int64) { n++; l.Post(again) }
	l.Post(again)
	for turn := 1; turn <= 3; turn++ {
		if w := l.Wait(0); w != 0 {
			t.Fatalf("Wait is %d with work pending, want 0", w)
		}
		l.RunPosted(0)
		if n != turn {
			t.Fatalf("ran %d times in %d turns", n, turn)
		}
	}
}

func TestPostFromManyThreads(t *testing.T) {
	const threads, each = 16, 2000
	wake := make(chan struct{}, 1)
	l := New(&fakePoller{}, func() {
		select {
		case wake <- struct{}{}:
		default:
		}
	})
	next := make([]int, threads) // by the loop's thread alone
	ran := 0
	var posts sync.WaitGroup
	for i := range threads {
		posts.Go(func() {
			for k := range each {
				l.Post(func(int64) {
					if next[i] != k {
						t.Errorf("thread %d: post %d ran as number %d", i, k, next[i])
					}
					next[i]++
					ran++
				})
			}
		})
	}
	for ran < threads*each {
		<-wake // a lost wake-up hangs here
		l.RunPosted(0)
	}
	posts.Wait()
	if w := l.Wait(0); w != -1 {
		t.Errorf("Wait is %d when all is done, want -1", w)
	}
}

// A panic in one piece of work, which the bridge recovers, must not take the
// other pieces along.
func TestPanicInPostedWorkKeepsTheRest(t *testing.T) {
	l := New(&fakePoller{}, noWake)
	ran := 0
	l.Post(func(int64) { panic("on purpose") })
	l.Post(func(int64) { ran++ })
	l.Post(func(int64) { ran++ })
	func() {
		defer func() { _ = recover() }()
		l.RunPosted(0)
	}()
	if w := l.Wait(0); w != 0 {
		t.Errorf("Wait is %d with work left, want 0", w)
	}
	l.Post(func(int64) { ran += 10 })
	for l.Wait(0) == 0 {
		l.RunPosted(0)
	}
	if ran != 12 {
		t.Errorf("the rest of the work ran as %d, want 12", ran)
	}
}

// After Close nothing may use wake: it writes to a descriptor that is somebody
// else's by then.
func TestPostAfterCloseDoesNotWake(t *testing.T) {
	var wakes atomic.Int32
	l := New(&fakePoller{}, func() { wakes.Add(1) })
	l.Close()
	l.Post(func(int64) { t.Error("work posted after Close ran") })
	l.RunPosted(0)
	if wakes.Load() != 0 {
		t.Error("Post woke a closed loop")
	}
}

func TestWait(t *testing.T) {
	l := New(&fakePoller{}, noWake)
	if w := l.Wait(100); w != -1 {
		t.Errorf("Wait of an idle loop is %d, want -1", w)
	}
	timer := Timer{Owner: &recorder{}}
	l.Timers.Set(&timer, 150)
	for _, c := range []struct{ now, want int64 }{{100, 50}, {150, 0}, {200, 0}} {
		if w := l.Wait(c.now); w != c.want {
			t.Errorf("Wait at %d is %d, want %d", c.now, w, c.want)
		}
	}
	l.Timers.Unset(&timer)
	l.Post(func(int64) {})
	if w := l.Wait(100); w != 0 {
		t.Errorf("Wait with posted work is %d, want 0", w)
	}
	l.RunPosted(100)
	if w := l.Wait(100); w != -1 {
		t.Errorf("Wait after the posted work is %d, want -1", w)
	}
}

func TestNotifyAllocatesNothing(t *testing.T) {
	l := New(&fakePoller{}, noWake)
	n := 0
	w := watched(t, l, 10, sourceFunc(func(Events) { n++ }), Readable)
	if a := testing.AllocsPerRun(100, func() { l.Notify(w.key, Readable, 1); l.RunPosted(1); l.Wait(1) }); a != 0 {
		t.Errorf("%v allocations a turn, want none", a)
	}
}

type sourceFunc func(Events)

func (f sourceFunc) Ready(ev Events, _ int64) { f(ev) }

// owner notes that its descriptor is somebody else's.
type owner struct {
	readiness
	disowned int
}

func (o *owner) Disowned() { o.disowned++ }

// A descriptor that was closed without Unwatch and handed out again belongs to its next
// owner, also when the former one ends.
func TestDescriptorHandedOutAgain(t *testing.T) {
	p := &fakePoller{}
	l := New(p, noWake)
	former, next := &owner{}, &owner{}
	w := watched(t, l, 7, former, Readable)
	watched(t, l, 7, next, Readable)
	if former.disowned != 1 || next.disowned != 0 {
		t.Errorf("told %d and %d times", former.disowned, next.disowned)
	}
	if l.Interest(&w, Writable) == nil {
		t.Error("the former owner changes what the descriptor is watched for")
	}
	p.calls = nil
	l.Unwatch(&w)
	if len(p.calls) != 0 {
		t.Errorf("the former owner's end: %q", p.calls)
	}
	if !l.NotifyFD(7, Readable, 1) || len(next.events) != 1 {
		t.Error("the next owner does not hear of its descriptor")
	}
}

// TestFileIsReadyInEachTurn: a file cannot be waited for, and is always ready.
func TestFileIsReadyInEachTurn(t *testing.T) {
	woken := 0
	l := New(&fakePoller{refuse: unix.EPERM}, func() { woken++ })
	s := &readiness{}
	w, err := l.Watch(7, s, Readable)
	if err != nil {
		t.Fatal(err)
	}
	if woken != 1 || l.Wait(0) != 0 {
		t.Fatal("the loop sleeps although a file is ready")
	}
	turns := func(want ...Events) {
		t.Helper()
		s.events = nil
		for range 3 {
			l.RunPosted(0)
		}
		if !slices.Equal(s.events, want) {
			t.Fatalf("in three turns: %v, want %v", s.events, want)
		}
	}
	turns(Readable, Readable, Readable)
	if err := l.Interest(&w, Readable|Writable); err != nil {
		t.Fatal(err)
	}
	turns(Readable|Writable, Readable|Writable, Readable|Writable)
	if err := l.Interest(&w, 0); err != nil {
		t.Fatal(err)
	}
	turns()
	if l.Wait(0) >= 0 {
		t.Error("the loop does not sleep although nobody is interested")
	}
	if err := l.Interest(&w, Readable); err != nil {
		t.Fatal(err)
	}
	turns(Readable, Readable, Readable)
	l.Unwatch(&w)
	turns()
}
