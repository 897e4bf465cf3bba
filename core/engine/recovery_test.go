package engine

import (
	"strings"
	"testing"
	"time"
)

// failing runs a turn as the bridge does, and tells which connection it failed in.
func (h *house) failing(turn func()) (guilty *Conn, failed bool) {
	defer func() {
		if recover() != nil {
			h.program.depth = 0
			guilty, failed = h.thread.Recover(h.now()), true
		}
	}()
	turn()
	return nil, false
}

// A panic costs the connection it is about; the others, whose requests and
// answers were pending in the same turn, get all of theirs.
func TestPanicClosesOneConnection(t *testing.T) {
	for _, reason := range []Reason{ReasonHTTP, ReasonHTTPWriteable, ReasonClosedHTTP, ReasonWSIDestroy, ReasonFilterHTTPConnection} {
		h, v := httpHouse(t, VhostConfig{})
		bad := false
		h.program.on[ReasonHTTP] = func(c *Conn, in []byte) int {
			bad = string(in) == "/bad"
			if bad && reason == ReasonHTTP {
				panic("provoked")
			}
			c.RequestWriteable()
			return 0
		}
		var culprit *Conn
		h.program.on[ReasonHTTPWriteable] = func(c *Conn, _ []byte) int {
			if c == culprit && reason == ReasonHTTPWriteable {
				panic("provoked")
			}
			return answer(c, "fine")
		}
		h.program.on[ReasonFilterHTTPConnection] = func(c *Conn, in []byte) int {
			if string(in) == "/bad" {
				culprit = c
				if reason == ReasonFilterHTTPConnection {
					panic("provoked")
				}
			}
			return 0
		}
		for _, r := range []Reason{ReasonClosedHTTP, ReasonWSIDestroy} {
			h.program.on[r] = func(c *Conn, _ []byte) int {
				if c == culprit && reason == r {
					panic("provoked")
				}
				return 0
			}
		}

		var peers []*peer
		for range 7 {
			peers = append(peers, dial(t, v))
		}
		h.settle()
		for i, p := range peers {
			path := "/good"
			if i == 3 {
				path = "/bad"
			}
			p.send("GET " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
		}
		failures := 0
		for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); {
			guilty, failed := h.failing(func() { h.turn(time.Millisecond) })
			if failed {
				failures++
				if guilty != culprit {
					t.Errorf("reason %d: the wrong connection is closed", reason)
				}
				if !guilty.closed || h.program.live[guilty] != nil {
					t.Errorf("reason %d: the connection is still there", reason)
				}
			}
			if failures > 0 && len(h.program.live) == len(v.listeners) {
				break
			}
		}
		if failures != 1 {
			t.Errorf("reason %d: %d turns failed, want 1", reason, failures)
		}
		for i, p := range peers {
			if got := p.rest(); i != 3 && !strings.HasSuffix(got, "fine") {
				t.Errorf("reason %d: peer %d got %q", reason, i, got)
			}
		}
		h.destroy()
	}
}

// A panic that is about no connection leaves the thread usable.
func TestPanicInPostedWork(t *testing.T) {
	h, v := httpHouse(t, VhostConfig{})
	ran := false
	h.thread.Loop.Post(func(int64) { panic("provoked") })
	h.thread.Loop.Post(func(int64) { ran = true })
	guilty, failed := h.failing(func() { h.turn(0) })
	if !failed || guilty != nil {
		t.Errorf("failed %v in %v, want true in nil", failed, guilty)
	}
	h.turn(0)
	if !ran {
		t.Error("what was posted behind it did not run")
	}
	p := dial(t, v)
	p.send("GET /after HTTP/1.1\r\nHost: h\r\n\r\n")
	h.during(func() {
		if _, body, _ := p.page("GET"); body != "/after" {
			t.Errorf("got %q", body)
		}
	})
}
