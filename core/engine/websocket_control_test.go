package engine

import (
	"slices"
	"testing"
)

func TestControlFramesAreTold(t *testing.T) {
	for _, tells := range []bool{false, true} {
		config := VhostConfig{}
		if tells {
			config.Options |= OptionTellControl
		}
		h, v := wsHouse(t, config)
		var heard []string
		note := func(what string) func(*Conn, []byte) int {
			return func(_ *Conn, in []byte) int {
				heard = append(heard, what+" "+string(in))
				return 0
			}
		}
		h.program.on[ReasonReceivePing] = note("ping")
		h.program.on[ReasonReceivePong] = note("pong")
		h.program.on[ReasonWSPeerInitiatedClose] = note("close")
		h.program.on[ReasonReceive] = func(c *Conn, in []byte) int {
			heard = append(heard, "message "+string(in))
			c.SetCloseReason(4000, []byte("enough"))
			return -1
		}
		h.during(func() {
			p := dial(t, v).upgrade()
			p.send(frame(ping, "are you there"))
			p.want(pong, "are you there")
			p.send(frame(pong, ""))
			p.send(frame(text, "first"))
			p.want(closing, status(4000, "enough"))
			p.send(frame(text, "second") + frame(closing, status(4001, "bye")))
			if rest := p.rest(); rest != "" {
				t.Errorf("after the closing handshake: %q", rest)
			}
		})
		want := []string{"message first"}
		if tells {
			want = []string{"ping are you there", "pong ", "message first", "message second"}
		}
		if !slices.Equal(heard, want) {
			t.Errorf("told of control: %v: the program hears %q, want %q", tells, heard, want)
		}
	}
}

func TestPeerAnswersTheCloseFrame(t *testing.T) {
	h, v := wsHouse(t, VhostConfig{Options: OptionTellControl})
	h.program.on[ReasonReceive] = func(c *Conn, _ []byte) int {
		c.SetCloseReason(4000, nil)
		return -1
	}
	h.during(func() {
		p := dial(t, v).upgrade()
		p.send(frame(text, "enough"))
		p.want(closing, status(4000, ""))
		p.send(frame(closing, status(4001, "bye")))
		p.ended()
	})
	if got := h.program.told(ReasonWSPeerInitiatedClose); got != status(4001, "bye") {
		t.Errorf("the peer's answer came as %q", got)
	}
}

func TestUpgradeIsDecidedLater(t *testing.T) {
	for _, verdict := range []int{0, -1} {
		h, v := wsHouse(t, VhostConfig{})
		asked := 0
		h.program.on[ReasonHTTPConfirmUpgrade] = func(c *Conn, _ []byte) int {
			if asked++; asked < 3 {
				h.program.ask(c)
				return UpgradeLater
			}
			return verdict
		}
		h.during(func() {
			p := dial(t, v)
			if verdict < 0 {
				p.send(upgradeRequest)
				if rest := p.rest(); rest != "" {
					t.Errorf("refused, the client gets %q", rest)
				}
				return
			}
			p.upgrade()
			p.send(frame(text, "hello"))
			p.want(text, "hello")
		})
		if asked != 3 {
			t.Errorf("asked %d times", asked)
		}
	}
}

func TestClientLeavesWhileItsUpgradeIsUndecided(t *testing.T) {
	noLeak(t)
	h, v := wsHouse(t, VhostConfig{})
	asked := false
	h.program.on[ReasonHTTPConfirmUpgrade] = func(*Conn, []byte) int {
		asked = true
		return UpgradeLater
	}
	p := dial(t, v)
	p.send(upgradeRequest)
	h.serve("the question", func() bool { return asked })
	p.reset()
	h.serve("the end", func() bool { return len(h.program.live) == 1 })
}
