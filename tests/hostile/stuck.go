package main

import (
	"fmt"
	"time"
)

// stuckPace lies between two of those who get stuck: they are all there within
// seconds.
const stuckPace = 500 * time.Microsecond

// stuckParts are how much of its hello a client says that then says no more.
var stuckParts = []func() []byte{
	func() []byte { return nil },
	func() []byte { return hello[:3] },
	func() []byte { return hello[:len(hello)/2] },
	func() []byte { return hello },
}

// hold opens count connections that never get through their handshakes.
func hold(port, count int) (held []wire, err error) {
	for i := range count {
		c, err := dial(port, "", false)
		if err != nil {
			return held, fmt.Errorf("stuck handshake %d: %w", i, err)
		}
		held = append(held, c)
		send(c, stuckParts[i%len(stuckParts)]())
		time.Sleep(stuckPace)
	}
	return held, nil
}

// besiege serves polite visitors beside count stuck handshakes: f is what they do.
func besiege(port, count int, f func()) error {
	held, err := hold(port, count)
	if err == nil {
		f()
	}
	for _, c := range held {
		c.Close()
	}
	return err
}
