package engine

import (
	"fmt"
	"strings"
	"testing"

	"github.com/golws/golws/core/ws"
)

// What has gone wrong in the history of this API, around the WebSocket
// handshake and writing. docs/security.md lists the rows.

// CVE-2025-11677: the handshake went on with a connection that the program had
// closed in the callback that asks whether to go on.
func TestCVE_2025_11677_ClosedInTheHandshake(t *testing.T) {
	noLeak(t)
	for _, reason := range []Reason{ReasonHTTPConfirmUpgrade, ReasonFilterProtocolConnection, ReasonAddHeaders, ReasonEstablished} {
		for name, end := range map[string]func(*Conn){
			"close":   func(c *Conn) { c.Close(CloseProgram) },
			"timeout": func(c *Conn) { c.SetTimeout(1, timeoutKillSync) },
		} {
			for _, result := range []int{0, -1} {
				t.Run(fmt.Sprintf("%d %s %d", reason, name, result), func(t *testing.T) {
					h, v := wsHouse(t, VhostConfig{})
					h.program.on[reason] = func(c *Conn, _ []byte) int { end(c); return result }
					h.during(func() {
						p := dial(t, v)
						p.send(fmt.Sprintf(upgradeRequest, "echo") + frame(text, "early"))
						if got := p.ended(); strings.Contains(got, "early") {
							t.Errorf("the peer got %.200q", got)
						}
					})
					h.settle()
					if n := h.program.count(ReasonReceive); n != 0 {
						t.Errorf("%d RECEIVE", n)
					}
				})
			}
		}
	}
}

// Pain 2: writes outside of WRITEABLE, and several in one callback. All are
// accepted whole and leave in order, also when the socket takes none of them.
func TestPain2_WritesAtAnyTime(t *testing.T) {
	noLeak(t)
	h, v := wsHouse(t, VhostConfig{})
	const writes, size = 50, 100_000
	written := 0
	h.program.on[ReasonReceive] = func(c *Conn, _ []byte) int {
		for i := range writes {
			if n := c.WriteFrame(ws.Binary, false, []byte(strings.Repeat(string(rune('a'+i%26)), size))); n == size {
				written++
			}
		}
		return 0
	}
	h.during(func() {
		p := dial(t, v).upgrade()
		p.send(frame(text, "go"))
		for i := range writes {
			p.want(fin|byte(ws.Binary), strings.Repeat(string(rune('a'+i%26)), size))
		}
		p.Close()
	})
	if written != writes {
		t.Errorf("%d of %d writes accepted", written, writes)
	}
}
