package loop

import (
	"errors"
	"testing"

	"golang.org/x/sys/unix"
)

func socketPair(t *testing.T) (a, b int) {
	t.Helper()
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Close(fds[0]); unix.Close(fds[1]) })
	return fds[0], fds[1]
}

// wait polls once and gives the events to l.
func wait(t *testing.T, e *Epoll, l *Loop) int {
	t.Helper()
	var events [16]unix.EpollEvent
	n, err := unix.EpollWait(e.FD(), events[:], 0)
	if err != nil {
		t.Fatal(err)
	}
	for i := range events[:n] {
		key, ev := FromEpoll(&events[i])
		l.Notify(key, ev, 1)
	}
	return n
}

func TestEpoll(t *testing.T) {
	e, err := NewEpoll()
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	l := New(e, noWake)
	a, b := socketPair(t)
	s := &readiness{}
	w := watched(t, l, a, s, Readable)
	last := func() Events {
		s.events = nil
		if wait(t, e, l); len(s.events) == 0 {
			return 0
		}
		return s.events[0]
	}
	if ev := last(); ev != 0 {
		t.Errorf("an idle socket reports %b", ev)
	}
	unix.Write(b, []byte("x"))
	if ev := last(); ev != Readable {
		t.Errorf("with data: %b, want Readable", ev)
	}
	l.Interest(&w, Readable|Writable)
	if ev := last(); ev != Readable|Writable {
		t.Errorf("with data and room: %b, want Readable and Writable", ev)
	}
	l.Interest(&w, Writable)
	if ev := last(); ev != Writable {
		t.Errorf("watched for room only: %b, want Writable", ev)
	}
	l.Interest(&w, 0)
	if ev := last(); ev != 0 {
		t.Errorf("watched for nothing: %b, want nothing", ev)
	}
	l.Interest(&w, Readable)
	unix.Shutdown(b, unix.SHUT_WR)
	if ev := last(); ev != Readable {
		t.Errorf("after the peer's end: %b, want Readable", ev)
	}
	unix.Close(b)
	if ev := last(); ev != Readable|Broken {
		t.Errorf("after the peer's close: %b, want Readable and Broken", ev)
	}
	l.Unwatch(&w)
	if ev := last(); ev != 0 {
		t.Errorf("after Unwatch: %b, want nothing", ev)
	}
}

// Keys with their top bits set survive the trip through the kernel.
func TestEpollCarriesTheWholeKey(t *testing.T) {
	e, err := NewEpoll()
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	a, b := socketPair(t)
	want := Key{0xfedcba98, 0x89abcdef}
	if err := e.Add(a, want, Readable); err != nil {
		t.Fatal(err)
	}
	unix.Write(b, []byte("x"))
	var events [1]unix.EpollEvent
	if n, err := unix.EpollWait(e.FD(), events[:], 0); n != 1 || err != nil {
		t.Fatalf("EpollWait: %d %v", n, err)
	}
	if key, ev := FromEpoll(&events[0]); key != want || ev != Readable {
		t.Errorf("got %x %b, want %x and Readable", key, ev, want)
	}
}

// A descriptor that the program closed behind our back does not trip Unwatch.
func TestUnwatchAfterForeignClose(t *testing.T) {
	e, err := NewEpoll()
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	l := New(e, noWake)
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fds[1])
	w := watched(t, l, fds[0], &readiness{}, Readable)
	unix.Close(fds[0])
	if err := l.Interest(&w, Writable); !errors.Is(err, unix.EBADF) {
		t.Errorf("Interest in a closed descriptor: %v, want EBADF", err)
	}
	l.Unwatch(&w)
	if len(l.free) != 1 {
		t.Error("the slot was not freed")
	}
}
