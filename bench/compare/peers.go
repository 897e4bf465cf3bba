package main

import (
	"fmt"
	"os"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/golws/golws/bench/load"
)

// measure is one figure of one server, in microseconds of its processor time
// per unit of work.
type measure func(b *bench, l library, c cell) (float64, error)

// kinds of work that all peers can be put to.
var kinds = map[string]struct {
	unit  string
	cells []cell
	run   measure
}{
	"plain":     {"message", peerCells(), measurePlain},
	"streams":   {"message", streamCells(), measureStreams},
	"deflate":   {"message", streamCells(), measureDeflate},
	"wss":       {"message", streamCells(), measureSecure},
	"churn":     {"connection", []cell{{16, 1, 64}}, measureChurn},
	"broadcast": {"delivery", []cell{{10000, 1, 64}, {10000, 1, 1024}}, measureBroadcast},
	"idle":      {"connection (bytes, not µs)", []cell{{10000, 1, 64}}, measureIdle},
}

func kindNames() []string {
	var names []string
	for name := range kinds {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

func peerCells() []cell {
	var cells []cell
	for _, size := range []int{64, 1 << 10, 16 << 10} {
		for _, connections := range []int{1, 100, 5000} {
			for _, depth := range []int{1, 16} {
				cells = append(cells, cell{connections, depth, size})
			}
		}
	}
	return cells
}

func streamCells() []cell {
	var cells []cell
	for _, size := range []int{64, 1 << 10, 16 << 10} {
		for _, depth := range []int{1, 16} {
			cells = append(cells, cell{100, depth, size})
		}
	}
	return cells
}

// comparePeers prints a row for each cell and a column for each server: the
// median of its rounds, and golws as a share of the best of the others. The
// servers take turns, so that what else the machine does weighs on all.
func (b *bench) comparePeers(name string, peers []library, cells []cell) error {
	kind, ok := kinds[name]
	if !ok {
		return fmt.Errorf("no kind of work called %q", name)
	}
	if !slices.ContainsFunc(os.Args, func(a string) bool { return strings.HasPrefix(strings.TrimLeft(a, "-"), "cells") }) {
		cells = kind.cells
	}
	fmt.Printf("\n%s: server CPU in µs per %s, median of %d runs of %v\n", name, kind.unit, b.rounds, b.time)
	fmt.Printf("%5s %5s %9s", "conns", "depth", "payload")
	for _, p := range peers {
		fmt.Printf(" %13s", p.name)
	}
	fmt.Printf("  %s\n", "golws/best other")
	for _, c := range cells {
		values := make([][]float64, len(peers))
		for range b.rounds {
			for i, p := range peers {
				v, err := kind.run(b, p, c)
				if err != nil {
					fmt.Fprintf(os.Stderr, "bench: %s %v: %v\n", p.name, c, err)
					continue
				}
				values[i] = append(values[i], v)
			}
		}
		printPeers(c, peers, values)
	}
	return nil
}

func printPeers(c cell, peers []library, values [][]float64) {
	fmt.Printf("%5d %5d %9d", c.connections, c.depth, c.size)
	own, best, bestName := 0.0, 0.0, ""
	for i, p := range peers {
		if len(values[i]) == 0 {
			fmt.Printf(" %13s", "-")
			continue
		}
		sort.Float64s(values[i])
		v := middleOf(values[i])
		fmt.Printf(" %13.3f", v)
		switch {
		case p.name == "golws":
			own = v
		case bestName == "" || v < best:
			best, bestName = v, p.name
		}
	}
	if own > 0 && best > 0 {
		fmt.Printf("  %5.2f of %s", own/best, bestName)
	}
	fmt.Println()
}

func measurePlain(b *bench, l library, c cell) (float64, error) {
	result, _, err := b.run(l, c, nil, nil)
	if err != nil {
		return 0, err
	}
	return result.PerMessage(), nil
}

func measureStreams(b *bench, l library, c cell) (float64, error) {
	return b.streams(l, c, load.Stream{})
}

func measureDeflate(b *bench, l library, c cell) (float64, error) {
	return b.streams(l, c, load.Stream{Deflate: true}, "--deflate")
}

func measureSecure(b *bench, l library, c cell) (float64, error) {
	certificate, key := os.Getenv("BENCH_CERTIFICATE"), os.Getenv("BENCH_KEY")
	if certificate == "" || key == "" {
		return 0, fmt.Errorf("BENCH_CERTIFICATE and BENCH_KEY are not set")
	}
	return b.streams(l, c, load.Stream{TLS: true}, "-c", certificate, "-k", key)
}

// logShown is how much of the end of a server's log an error shows.
const logShown = 500

// serve runs l with more arguments while f measures it.
func serve(l library, arguments []string, f func(s *load.Server) (float64, error)) (float64, error) {
	server, err := load.Start(append(l.command[:len(l.command):len(l.command)], arguments...), nil)
	if err != nil {
		return 0, err
	}
	defer server.Kill()
	v, err := f(server)
	if err != nil {
		log := server.Log()
		err = fmt.Errorf("%w; %s", err, log[max(0, len(log)-logShown):])
	}
	return v, err
}

func (b *bench) streams(l library, c cell, s load.Stream, arguments ...string) (float64, error) {
	return serve(l, arguments, func(server *load.Server) (float64, error) {
		s.Port, s.PID, s.Connections, s.Depth, s.Size = server.Port, server.PID, c.connections, c.depth, c.size
		s.Warm, s.Time = b.warm, b.time
		result, err := s.Run()
		if err != nil {
			return 0, err
		}
		return result.PerMessage(), nil
	})
}

func measureChurn(b *bench, l library, c cell) (float64, error) {
	return serve(l, nil, func(server *load.Server) (float64, error) {
		before, err := load.ProcessTime(server.PID)
		if err != nil {
			return 0, err
		}
		n, err := load.Churn(server.Port, c.connections, b.time)
		if err != nil {
			return 0, err
		}
		after, err := load.ProcessTime(server.PID)
		return float64((after - before).Nanoseconds()) / 1000 / float64(n), err
	})
}

func measureBroadcast(b *bench, l library, c cell) (float64, error) {
	return serve(l, []string{"--broadcast"}, func(server *load.Server) (float64, error) {
		fleet, err := load.Open(server.Port, c.connections)
		if err != nil {
			return 0, err
		}
		defer fleet.Close()
		return fleet.Broadcast(c.size, server.PID, max(3, int(b.time/(500*time.Millisecond))))
	})
}

func measureIdle(_ *bench, l library, c cell) (float64, error) {
	opened, used, err := idleCost(l, c.connections)
	return float64(max(opened, used)), err
}
