package engine

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/golws/golws/core/ws"
)

// lettering is a program whose extensions each add their letter to what is sent,
// take it away from what is received, and hand on a few bytes at a time.
type lettering struct {
	*program
	step      int
	held      map[string][]byte
	received  []byte
	destroyed string
}

func (d *lettering) ConstructExtension(*Conn, *Extension) (uintptr, []ExtensionOption, bool) {
	return 1, []ExtensionOption{{"level", OptionNumber}}, true
}

func (d *lettering) DestroyExtension(_ *Conn, a *ActiveExtension) {
	d.destroyed += a.Name
}

func (d *lettering) PresendExtension(_ *Conn, _ *ActiveExtension, frame []byte) ([]byte, int) {
	return frame, 0
}

// some gives step bytes of what is held, and says whether there is more.
func (d *lettering) some(a *ActiveExtension) ([]byte, int) {
	n := min(d.step, len(d.held[a.Name]))
	out := d.held[a.Name][:n]
	if d.held[a.Name] = d.held[a.Name][n:]; len(d.held[a.Name]) > 0 {
		return out, ExtensionPending
	}
	return out, 0
}

func (d *lettering) TransformReceived(_ *Conn, a *ActiveExtension, in []byte) ([]byte, int) {
	if len(in) > 0 {
		d.held[a.Name] = bytes.ReplaceAll(bytes.Clone(in), []byte(a.Name), nil)
	}
	return d.some(a)
}

func (d *lettering) TransformSent(_ *Conn, a *ActiveExtension, _ ws.Opcode, more bool, in []byte) ([]byte, int) {
	if len(in) > 0 {
		d.held[a.Name] = append(bytes.Clone(in), a.Name...)
	}
	return d.some(a)
}

// What is sent goes through the extensions in their order and what is received
// in the other, also where each gives its output in pieces.
func TestExtensionsInOrder(t *testing.T) {
	for step := 1; step < 40; step += 6 {
		table := []Extension{{Name: "A", Own: true}, {Name: "B", Own: true}}
		h, v := wsHouse(t, VhostConfig{Extensions: table})
		host := &lettering{program: h.program, step: step, held: map[string][]byte{}}
		h.context.Host = host
		h.program.on[ReasonReceive] = func(c *Conn, in []byte) int {
			if host.received = append(host.received, in...); c.Receiving().Final {
				c.WriteFrame(ws.Text, false, host.received)
			}
			return 0
		}
		h.during(func() {
			p := dial(t, v)
			p.send(strings.Replace(fmt.Sprintf(upgradeRequest, "echo"), "\r\n\r\n", "\r\nSec-WebSocket-Extensions: A; level=3, x, B\r\n\r\n", 1))
			p.switched()
			p.send(frame(0x81, "text.text.textAB"))
			var got []byte
			for done := false; !done; {
				first, payload := p.read()
				if (first&0x0f == byte(ws.Text)) != (len(got) == 0) || first&0x70 != 0 {
					t.Errorf("frame %02x behind %d bytes", first, len(got))
					return
				}
				got = append(got, payload...)
				done = first&ws.FIN != 0
			}
			// B adds its letter to each piece that A gives it.
			if text := string(got); !strings.HasSuffix(text, "AB") || strings.ReplaceAll(text, "B", "") != "text.text.textA" {
				t.Errorf("step %d: %q came back", step, got)
			}
			p.Close()
		})
		h.settle()
		if string(host.received) != "text.text.text" {
			t.Errorf("the program received %q", host.received)
		}
		if host.destroyed != "AB" {
			t.Errorf("destroyed: %q", host.destroyed)
		}
	}
}
