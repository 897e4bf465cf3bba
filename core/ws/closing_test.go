package ws

import "testing"

func TestClosing(t *testing.T) {
	type step struct {
		trigger CloseTrigger
		action  CloseAction
		state   CloseState
	}
	for _, c := range []struct {
		name  string
		role  Role
		steps []step
	}{
		{"server closes", Server, []step{{SendClose, Nothing, CloseSent}, {Drained, Nothing, CloseSent}, {PeerClose, Nothing, Replying}, {Drained, Drop, Gone}}},
		{"client closes", Client, []step{{SendClose, Nothing, CloseSent}, {PeerClose, Nothing, Replying}, {Drained, ShutdownWrite, Lingering}, {PeerEOF, Drop, Gone}}},
		{"peer closes a server", Server, []step{{PeerClose, Nothing, Replying}, {Drained, Drop, Gone}}},
		{"peer closes a client", Client, []step{{PeerClose, Nothing, Replying}, {Drained, ShutdownWrite, Lingering}, {PeerEOF, Drop, Gone}}},
		{"both close at once", Server, []step{{SendClose, Nothing, CloseSent}, {PeerClose, Nothing, Replying}, {Drained, Drop, Gone}}},
		{"violation", Server, []step{{PeerError, Nothing, Failing}, {Drained, ShutdownWrite, Lingering}, {PeerEOF, Drop, Gone}}},
		{"violation instead of an answer", Server, []step{{SendClose, Nothing, CloseSent}, {PeerError, Drop, Gone}}},
		{"peer vanishes", Server, []step{{PeerEOF, Drop, Gone}}},
		{"peer vanishes instead of an answer", Server, []step{{SendClose, Nothing, CloseSent}, {PeerEOF, Drop, Gone}}},
		{"peer vanishes before our reply", Server, []step{{PeerClose, Nothing, Replying}, {PeerEOF, Drop, Gone}}},
		{"draining in the open", Server, []step{{Drained, Nothing, Open}, {Expired, Nothing, Open}}},
		{"nothing after the end", Server, []step{{PeerEOF, Drop, Gone}, {PeerClose, Nothing, Gone}, {SendClose, Nothing, Gone}, {Expired, Nothing, Gone}}},
		{"closing twice", Server, []step{{SendClose, Nothing, CloseSent}, {SendClose, Nothing, CloseSent}}},
	} {
		cl := Closing{Role: c.role}
		for i, s := range c.steps {
			if got := cl.Step(s.trigger, 1000); got != s.action || cl.State() != s.state {
				t.Errorf("%s, step %d: action %d state %d, want %d %d", c.name, i, got, cl.State(), s.action, s.state)
			}
		}
		if cl.Delivers() != (cl.State() == Open) {
			t.Errorf("%s: Delivers is %v", c.name, cl.Delivers())
		}
	}
}

// A deadline is set on entry and not moved by what changes nothing, so that a
// peer cannot put it off.
func TestClosingDeadlines(t *testing.T) {
	var c Closing
	c.Step(SendClose, 100)
	c.Step(Drained, 4_000_000)
	c.Step(SendClose, 4_000_000)
	if c.Deadline() != 100+CloseTimeout {
		t.Errorf("deadline %d", c.Deadline())
	}
	if c.Tick(99+CloseTimeout) != Nothing || c.Tick(100+CloseTimeout) != Drop || c.Tick(1<<60) != Nothing || c.Deadline() != 0 {
		t.Error("not dropped once at the deadline")
	}
}

// No state but the open one lasts for ever, and all of them end in Gone.
func TestClosingAlwaysEnds(t *testing.T) {
	for state := range closeStates {
		for trigger := range closeTriggers {
			for _, role := range []Role{Server, Client} {
				c := Closing{Role: role, state: state, deadline: 1}
				c.Step(trigger, 10)
				now := int64(10)
				for range closeStates {
					if c.State() == Gone || c.State() == Open {
						break
					}
					if c.Deadline() == 0 {
						t.Fatalf("state %d after trigger %d: no deadline", c.State(), trigger)
					}
					now = c.Deadline()
					c.Tick(now)
				}
				if c.State() != Gone && c.State() != Open {
					t.Errorf("state %d, trigger %d: hangs in %d", state, trigger, c.State())
				}
				if now > 10+CloseTimeout+DrainTimeout+LingerTimeout {
					t.Errorf("state %d, trigger %d: takes until %d", state, trigger, now)
				}
			}
		}
	}
}
