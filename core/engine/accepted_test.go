package engine

import (
	"testing"

	"golang.org/x/sys/unix"
)

// What is accepted sends at once: small answers do not wait for an acknowledgement.
func TestAcceptedSendsWithoutDelay(t *testing.T) {
	h, v := wsHouse(t, VhostConfig{})
	noDelay := -1
	h.program.on[ReasonReceive] = func(c *Conn, in []byte) int {
		noDelay, _ = unix.GetsockoptInt(c.FD(), unix.IPPROTO_TCP, unix.TCP_NODELAY)
		return echo(c, in)
	}
	p := dial(t, v)
	h.during(func() {
		p.upgrade()
		p.send(frame(text, "m"))
		p.want(text, "m")
	})
	if noDelay != 1 {
		t.Errorf("TCP_NODELAY of an accepted connection is %d", noDelay)
	}
	h.destroy()
}
