package engine

import (
	"fmt"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// A program closes a connection's descriptor itself, and the number is handed out
// again: the next connection is served by it, and keeps it when the first one ends.
func TestDescriptorClosedBehindOurBack(t *testing.T) {
	noLeak(t)
	h, v := httpHouse(t, VhostConfig{})
	var first *Conn
	h.program.on[ReasonServerNewClientInstantiated] = func(c *Conn, _ []byte) int {
		if first == nil {
			first = c
		}
		return 0
	}
	gone := dial(t, v)
	h.serve("the first connection", func() bool { return first != nil })
	fd := first.FD()
	var peers []*peer
	for range 3 { // one of them gets the number when they are accepted
		peers = append(peers, dial(t, v))
	}
	unix.Close(fd)
	h.settle()
	if !first.Closed() {
		t.Error("the connection lives on without its descriptor")
	}
	if n := h.program.logged(fmt.Sprintf("somebody closed descriptor %d", fd)); n != 1 {
		t.Errorf("%d lines about it: %q", n, h.program.lines)
	}
	h.during(func() {
		for i, p := range peers {
			path := fmt.Sprintf("/%d", i)
			p.send(fmt.Sprintf(get, path))
			if _, body, _ := p.page("GET"); body != path {
				t.Errorf("connection %d got %q", i, body)
			}
			p.Close()
		}
		gone.Close()
	})
	h.settle()
	h.destroy()
}

// It was closed and nobody else has the number: nothing spins, others are served, and
// a write ends the connection.
func TestDescriptorClosedAndGone(t *testing.T) {
	noLeak(t)
	h, v := httpHouse(t, VhostConfig{})
	var first *Conn
	h.program.on[ReasonServerNewClientInstantiated] = func(c *Conn, _ []byte) int {
		if first == nil {
			first = c
		}
		return 0
	}
	gone, other := dial(t, v), dial(t, v)
	h.settle()
	unix.Close(first.FD())
	events := h.events
	for range 20 {
		h.turn(0)
	}
	if h.events > events+1 {
		t.Errorf("%d events", h.events-events)
	}
	h.during(func() {
		for _, p := range []*peer{gone, other} {
			p.send(fmt.Sprintf(get, "/other"))
		}
		if _, body, _ := other.page("GET"); body != "/other" {
			t.Errorf("the other connection got %q", body)
		}
	})
	first.WriteRaw([]byte("to nobody"))
	h.settle()
	if !first.Closed() {
		t.Error("the connection lives on")
	}
	h.destroy()
}

// The clock stands still, leaps, and goes back: connections are served on, a leap ends
// what was to end by then, and nothing spins.
func TestClockJumps(t *testing.T) {
	noLeak(t)
	h, v := httpHouse(t, VhostConfig{})
	serve := func(p *peer, path string) {
		t.Helper()
		h.during(func() {
			p.send(fmt.Sprintf(get, path))
			if _, body, _ := p.page("GET"); body != path {
				t.Errorf("got %q, want %q", body, path)
			}
		})
	}
	p := dial(t, v)
	serve(p, "/before")
	h.skip(-time.Hour)
	serve(p, "/back")
	events := h.events
	for range 20 {
		h.turn(0)
	}
	if h.events > events+1 {
		t.Errorf("%d events", h.events-events)
	}
	h.skip(24 * time.Hour)
	h.during(func() { p.ended() }) // idle for a day
	if wait := h.thread.Wait(h.now()); wait == 0 {
		t.Error("the loop does not rest after the leap")
	}
	q := dial(t, v)
	serve(q, "/after")
	q.Close()
	h.settle()
	h.destroy()
}
