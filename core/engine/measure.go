package engine

import (
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// Metric is something that is measured.
type Metric int

const (
	// Steps of client connections.
	MetricResolve Metric = iota
	MetricConnect
	MetricHandshake
	MetricTransaction
	// Bytes of a vhost's connections.
	MetricReceived
	MetricSent

	metricSteps = MetricTransaction + 1
)

// Meter takes what a context measures.
type Meter interface {
	// Measure takes a value, in microseconds or bytes; failed tells of steps that
	// ended badly.
	Measure(v *Vhost, m Metric, failed bool, value int64)
	// Failed takes why client connection c, to host, has failed.
	Failed(c *Conn, host, kind, reason string)
}

// Counts are what a vhost has served since it was made, and how many connections it
// has now.
type Counts struct{ Connections, Requests, Upgrades, Rejected, Alive uint64 }

// Counts may be called by any thread.
func (v *Vhost) Counts() Counts {
	s := &v.counters
	return Counts{s.connections.Load(), s.requests.Load() + s.streams.Load(), s.upgrades.Load(), s.rejected.Load(), uint64(s.alive.Load())}
}

// measureBytes is called with what came or went on c.
func (c *Conn) measureBytes(m Metric, n int) {
	if meter := c.thread.Context.Meter; meter != nil && n > 0 {
		meter.Measure(c.Vhost, m, false, int64(n))
	}
}

// steps are when each step began and was over.
func (t *Timing) steps() [metricSteps][2]int64 {
	return [...][2]int64{{t.Resolve, t.Resolved}, {t.Dial, t.Connected}, {t.Secure, t.Secured}, {t.Request, t.Answered}}
}

// measureSteps tells of the steps of a client connection that are over and that the
// Meter was not told of. failure is why there will be no more; empty: all is well.
func (c *Conn) measureSteps(failure string) {
	x := c.thread.Context
	if x.Meter == nil || c.client == nil || c.client.timing == nil {
		return
	}
	t := c.client.timing
	pending := Metric(-1)
	for m, step := range t.steps() {
		from, to := step[0], step[1]
		switch {
		case from == 0 || from == t.measured[m]:
			continue
		case to >= from:
			x.Meter.Measure(c.Vhost, Metric(m), Metric(m) == MetricTransaction && t.Status/100 != 2, to-from)
		case failure == "":
			continue
		default:
			pending = Metric(m)
			x.Meter.Measure(c.Vhost, pending, true, x.Clock()-from)
		}
		t.measured[m] = from
	}
	if failure != "" {
		kind, reason := failureClass(pending, failure)
		x.Meter.Failed(c, c.client.request.Address, kind, reason)
	}
}

// failureClass makes one of few reasons out of a failure's text.
func failureClass(pending Metric, failure string) (kind, reason string) {
	timeout := strings.HasPrefix(failure, "Timed out")
	if _, class, ok := strings.Cut(failure, "tls="); ok {
		class, _, _ = strings.Cut(class, " ")
		return "tls", class
	}
	switch {
	case strings.Contains(failure, "NXDOMAIN"):
		return "dns", "nxdomain"
	case strings.HasPrefix(failure, "DNS"):
		return "dns", "badsrv"
	case pending == MetricHandshake:
		return "tls", "handshake"
	case timeout:
		return "timeout", [...]string{"dns", "tcp", "tls", "http"}[max(pending, 0)]
	case pending == MetricTransaction:
		return "http", "response"
	}
	if _, number, ok := strings.Cut(failure, "conn fail: "); ok {
		n, _ := strconv.Atoi(number)
		if name := unix.ErrnoName(unix.Errno(n)); name != "" {
			return "tcp", name
		}
	}
	return "other", "1"
}
