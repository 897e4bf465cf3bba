package main

import (
	"fmt"
	"os"
	"time"

	"github.com/golws/golws/bench/load"
)

// The latency figures are those of 64 bytes on latencyActive of
// latencyConnections. The rate is what two shared cores stand without a queue.
const (
	latencyConnections = 10000
	latencyActive      = 1000
	latencyRate        = 20000
)

// compareLatency prints how long echoes take at a fixed rate, a row for each
// server and round: the servers take turns.
func (b *bench) compareLatency(peers []library) error {
	fmt.Printf("\nlatency: µs from when a message of 64 B was due to its echo, %d messages/s on %d of %d connections\n",
		latencyRate, latencyActive, latencyConnections)
	fmt.Printf("%-14s %8s %8s %8s %8s %12s\n", "", "p50", "p99", "p99.9", "longest", "CPU/message")
	for range b.rounds {
		for _, p := range peers {
			_, err := serve(p, nil, func(server *load.Server) (float64, error) {
				fleet, err := load.Open(server.Port, latencyConnections)
				if err != nil {
					return 0, err
				}
				defer fleet.Close()
				r, err := fleet.Paced(load.NewMessages(64, 1), latencyActive, latencyRate, time.Second, b.time, server.PID)
				if err != nil {
					return 0, err
				}
				us := func(d time.Duration) int64 { return d.Microseconds() }
				fmt.Printf("%-14s %8d %8d %8d %8d %12.3f\n", p.name, us(r.Trips.Quantile(0.5)), us(r.Trips.Quantile(0.99)),
					us(r.Trips.Quantile(0.999)), us(r.Trips.Longest()), r.PerMessage())
				return 0, nil
			})
			if err != nil {
				fmt.Fprintf(os.Stderr, "bench: %s: %v\n", p.name, err)
			}
		}
	}
	return nil
}
