package main

import (
	"bufio"
	"bytes"
	"fmt"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/golws/golws/bench/load"
)

// healthy is the client that must not notice anything: it sends a message each
// millisecond or so and times the echo.
type healthy struct {
	conn  wire
	trips atomic.Pointer[load.Histogram]
	stop  atomic.Bool
	ended chan error
}

// healthyPause lies between an echo and the next message.
const healthyPause = time.Millisecond

func startHealthy(port int, secure bool) (*healthy, error) {
	c, err := dial(port, "", secure)
	if err != nil {
		return nil, err
	}
	in, err := shake(c)
	if err != nil {
		return nil, err
	}
	h := &healthy{conn: c, ended: make(chan error, 1)}
	h.trips.Store(&load.Histogram{})
	go func() { h.ended <- h.talk(in) }()
	return h, nil
}

func (h *healthy) talk(in *bufio.Reader) error {
	runtime.LockOSThread()
	defer h.conn.Close()
	for n := 0; !h.stop.Load(); n++ {
		want := []byte(fmt.Sprintf("message %d of a client that behaves", n))
		message := frame(final|opText, want)
		h.conn.SetDeadline(time.Now().Add(patience))
		start := time.Now()
		if _, err := h.conn.Write(message); err != nil {
			return fmt.Errorf("the healthy client, message %d: %w", n, err)
		}
		_, got, err := readFrame(in)
		if err != nil {
			return fmt.Errorf("the healthy client, message %d: %w", n, err)
		}
		h.count(time.Since(start))
		if !bytes.Equal(got, want) {
			return fmt.Errorf("the healthy client, message %d: came back as %q", n, got)
		}
		time.Sleep(healthyPause)
	}
	send(h.conn, closeFrame(1000, ""))
	return wantClose(h.conn, in, []int{1000})
}

// count adds a round trip, and those of the messages that would have been sent
// meanwhile: a stall must not hide in one slow sample.
func (h *healthy) count(trip time.Duration) {
	trips := h.trips.Load()
	for ; trip > healthyPause; trip -= healthyPause {
		trips.Add(trip)
	}
	trips.Add(trip)
}

// measure runs f and returns the round trips meanwhile.
func (h *healthy) measure(f func()) (*load.Histogram, error) {
	trips := &load.Histogram{}
	h.trips.Store(trips)
	f()
	h.trips.Store(&load.Histogram{})
	time.Sleep(10 * time.Millisecond) // lets the last Add on trips finish
	select {
	case err := <-h.ended:
		h.ended <- err
		return trips, err
	default:
		return trips, nil
	}
}

func (h *healthy) finish() error {
	h.stop.Store(true)
	return <-h.ended
}
