package ws

import (
	"fmt"
	"strings"
	"testing"
)

// run steps a Validity whenever it is due until time until, confirming at the
// given times, and returns what it asked for and when (in seconds).
func runValidity(ping, hangup, until int64, pongs ...int64) string {
	const s = 1_000_000
	var v Validity
	v.Init(ping*s, hangup*s, 0)
	var got []string
	for now := int64(0); now <= until*s; {
		next := v.Next()
		if len(pongs) > 0 && (next == 0 || pongs[0]*s < next) {
			now = pongs[0] * s
			pongs = pongs[1:]
			v.Confirm(now)
			continue
		}
		if next == 0 || next > until*s {
			break
		}
		now = next
		switch v.Step(now) {
		case SendPing:
			got = append(got, fmt.Sprintf("ping@%d", now/s))
		case HangUp:
			return strings.Join(append(got, fmt.Sprintf("hangup@%d", now/s)), " ")
		default:
			return "due for nothing"
		}
	}
	return strings.Join(got, " ")
}

// The times are those that libwebsockets 4.3.5 keeps.
func TestValidity(t *testing.T) {
	for _, c := range []struct {
		ping, hangup, until int64
		pongs               []int64
		want                string
	}{
		{2, 5, 20, nil, "ping@2 hangup@5"},
		{2, 9, 20, nil, "ping@2 hangup@9"},
		{2, 5, 9, []int64{2, 4, 6, 8}, "ping@2 ping@4 ping@6 ping@8"},
		{2, 5, 9, []int64{3}, "ping@2 ping@5 hangup@8"},
		{2, 5, 11, []int64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, ""},
		{5, 2, 20, nil, "hangup@2"},
		{3, 3, 20, nil, "hangup@3"},
		{0, 3, 20, nil, "hangup@3"},
		{2, 0, 20, nil, ""},
		{0, 0, 20, nil, ""},
	} {
		if got := runValidity(c.ping, c.hangup, c.until, c.pongs...); got != c.want {
			t.Errorf("ping %d hangup %d pongs %v: got %q, want %q", c.ping, c.hangup, c.pongs, got, c.want)
		}
	}
}

func TestValidityLateSteps(t *testing.T) {
	var v Validity
	v.Init(2, 5, 0)
	if v.Step(1) != StillValid || v.Step(4) != SendPing || v.Step(4) != StillValid || v.Step(100) != HangUp {
		t.Error("wrong order")
	}
	v.Init(2, 5, 0)
	if v.Step(100) != HangUp {
		t.Error("a loop that was late pings instead of hanging up")
	}
	var zero Validity
	if zero.Next() != 0 || zero.Step(1<<60) != StillValid {
		t.Error("the zero value asks for something")
	}
}
