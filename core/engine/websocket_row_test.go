package engine

import (
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"

	"github.com/golws/golws/core/ws"
)

// Messages that arrive together reach the program one by one and in order, whatever
// lies between them, and none after it has ended the connection, or after a bad one.
func TestMessagesThatArriveTogether(t *testing.T) {
	many := func(n int) (frames string, told []string) {
		var b strings.Builder
		for i := range n {
			message := fmt.Sprintf("message %d %s", i, strings.Repeat("x", i%300))
			b.WriteString(frame(text, message))
			told = append(told, message)
		}
		return b.String(), told
	}
	hundreds, told := many(700) // more than a turn takes
	for _, test := range []struct {
		name, sent string
		end        func(c *Conn, in []byte) int
		want       []string
	}{
		{"hundreds", hundreds, nil, told},
		{"text and binary", frame(text, "t") + frame(binaryOp, "b") + frame(text, ""), nil, []string{"t", "2 b", ""}},
		{"fragments between", frame(text, "a") + frame(text, "b") + frame(byte(ws.Text), "c") + frame(fin, "d") + frame(text, "e"), nil,
			[]string{"a", "b", "c", "d", "e"}},
		{"pings between", frame(text, "a") + frame(text, "b") + frame(ping, "p") + frame(text, "c") + frame(text, "d"), nil,
			[]string{"a", "b", "c", "d"}},
		{"bad text", frame(text, "a") + frame(text, "b") + frame(text, "\xff") + frame(text, "c"), nil, []string{"a", "b"}},
		{"a bad opcode", frame(text, "a") + frame(text, "b") + frame(fin|3, "") + frame(text, "c"), nil, []string{"a", "b"}},
		{"the program ends it", hundreds, func(_ *Conn, in []byte) int {
			if strings.HasPrefix(string(in), "message 70 ") {
				return -1
			}
			return 0
		}, told[:71]},
		{"the program closes it", hundreds, func(c *Conn, in []byte) int {
			if strings.HasPrefix(string(in), "message 70 ") {
				c.Close(CloseProgram)
			}
			return 0
		}, told[:71]},
	} {
		t.Run(test.name, func(t *testing.T) {
			h, v := wsHouse(t, VhostConfig{Options: OptionValidateUTF8})
			var got []string
			h.program.on[ReasonReceive] = func(c *Conn, in []byte) int {
				kind := ""
				if c.Receiving().Binary {
					kind = "2 "
				}
				got = append(got, kind+string(in))
				if test.end != nil {
					return test.end(c, in)
				}
				return 0
			}
			p := dial(t, v)
			h.during(func() {
				p.upgrade()
				p.send(test.sent + frame(closing, status(1000, "")))
				p.Conn.(*net.TCPConn).CloseWrite()
				p.ended()
			})
			if !slices.Equal(got, test.want) {
				t.Errorf("the program was told of %d messages, want %d: %.80q", len(got), len(test.want), got)
			}
		})
	}
}
