// Command compare runs one echo server on two libraries in turn under the same
// load and prints their figures side by side. bench/run starts it.
package main

import (
	"flag"
	"fmt"
	"os"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/golws/golws/bench/load"
)

// cell is one row of the table.
type cell struct{ connections, depth, size int }

func (c cell) String() string { return fmt.Sprintf("%dx%dx%d", c.connections, c.depth, c.size) }

// goal is the share of the first library's processor time per message that
// the second may use.
func (c cell) goal() float64 {
	if c.depth == 16 && c.size == 64 && c.connections >= 100 {
		return 0.15
	}
	return 1
}

func allCells() []cell {
	var cells []cell
	for _, size := range []int{64, 16 << 10} {
		for _, connections := range []int{1, 100, 5000} {
			for _, depth := range []int{1, 16} {
				cells = append(cells, cell{connections, depth, size})
			}
		}
	}
	return cells
}

func parseCells(list string) ([]cell, error) {
	if list == "" {
		return allCells(), nil
	}
	var cells []cell
	for _, text := range strings.Split(list, ",") {
		var c cell
		if _, err := fmt.Sscanf(text, "%dx%dx%d", &c.connections, &c.depth, &c.size); err != nil ||
			c.connections < 1 || c.depth < 1 || c.size < 1 {
			return nil, fmt.Errorf("cell %q: want CONNECTIONSxDEPTHxBYTES", text)
		}
		cells = append(cells, c)
	}
	return cells, nil
}

// library is one side of the comparison.
type library struct {
	name    string
	command []string
}

type bench struct {
	libraries []library
	time      time.Duration
	warm      time.Duration
	rounds    int
	batches   bool
	verbose   bool
	missed    []string
}

func main() {
	var b bench
	first := flag.String("debian", "", "command of the server on Debian's library")
	second := flag.String("golws", "", "command of the server on golws")
	server := flag.String("server", "-b 32768", "arguments for both servers in the runs under load")
	list := flag.String("cells", "", "CONNECTIONSxDEPTHxBYTES,… instead of the whole table")
	flag.DurationVar(&b.time, "time", 3*time.Second, "length of one run")
	flag.DurationVar(&b.warm, "warm", 300*time.Millisecond, "time before a run is counted")
	flag.IntVar(&b.rounds, "rounds", 3, "runs of each library in each cell; the median counts")
	flag.BoolVar(&b.batches, "batches", false, "send the next messages only when all echoes have come")
	flag.BoolVar(&b.verbose, "v", false, "print each run")
	idle := flag.Int("idle", 19000, "connections of the memory figures, 0 leaves them out")
	allocations := flag.Bool("allocations", true, "measure Go's allocations per message")
	check := flag.Bool("check", false, "fail when a goal is missed")
	var peers []library
	flag.Func("peer", "NAME=COMMAND of one more server, which gets no arguments but its port; for -kind", func(text string) error {
		name, command, ok := strings.Cut(text, "=")
		if !ok || command == "" {
			return fmt.Errorf("want NAME=COMMAND")
		}
		peers = append(peers, library{name, strings.Fields(command)})
		return nil
	})
	kind := flag.String("kind", "", "compare all peers: latency, "+strings.Join(kindNames(), ", "))
	flag.Parse()
	if *kind != "" {
		cells, err := parseCells(*list)
		switch {
		case err != nil:
		case *kind == "latency":
			err = b.compareLatency(peers)
		default:
			err = b.comparePeers(*kind, peers, cells)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(1)
		}
		return
	}
	for _, l := range []library{{"Debian", strings.Fields(*first)}, {"golws", strings.Fields(*second)}} {
		if len(l.command) > 0 {
			b.libraries = append(b.libraries, l)
		}
	}
	cells, err := parseCells(*list)
	if err == nil && len(b.libraries) == 0 {
		err = fmt.Errorf("no server to run")
	}
	if err == nil {
		err = b.all(cells, strings.Fields(*server), *idle, *allocations)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
	if len(b.missed) > 0 {
		fmt.Println("\nGoals missed:", strings.Join(b.missed, ", "))
		if *check {
			os.Exit(1)
		}
	}
}

func (b *bench) all(cells []cell, arguments []string, idle int, allocations bool) error {
	if len(cells) > 0 {
		b.printHead()
	}
	for _, c := range cells {
		if err := b.runCell(c, arguments); err != nil {
			return fmt.Errorf("%v: %w", c, err)
		}
	}
	if idle > 0 {
		if err := b.idleMemory(idle); err != nil {
			return err
		}
	}
	if allocations {
		return b.allocations(arguments)
	}
	return nil
}

func (b *bench) runCell(c cell, arguments []string) error {
	results := make([][]*load.Result, len(b.libraries))
	for round := 0; round < b.rounds; round++ {
		for i, l := range b.libraries {
			result, _, err := b.run(l, c, arguments, nil)
			if err != nil {
				return fmt.Errorf("%s: %w", l.name, err)
			}
			results[i] = append(results[i], result)
			if b.verbose {
				fmt.Printf("  %-7s %v: %.0f/s, %.3f µs/message, generator busy %.0f %%, round trip %v, 99 %% %v\n", l.name, c,
					result.Rate(), result.PerMessage(), 100*result.Busy.Seconds()/result.Elapsed.Seconds(),
					result.Trips.Quantile(0.5), result.Trips.Quantile(0.99))
			}
		}
	}
	b.printRow(c, results)
	return nil
}

// run measures one library once; it also returns what the server printed meanwhile.
func (b *bench) run(l library, c cell, arguments, env []string) (*load.Result, string, error) {
	server, err := load.Start(append(l.command[:len(l.command):len(l.command)], arguments...), env)
	if err != nil {
		return nil, "", err
	}
	defer server.Kill()
	fleet, err := load.Open(server.Port, c.connections)
	if err != nil {
		return nil, "", fmt.Errorf("%w; %s", err, server.Log())
	}
	defer fleet.Close()
	before := len(server.Log())
	result, err := fleet.Run(load.Load{Messages: load.NewMessages(c.size, c.depth), Depth: c.depth,
		Batches: b.batches, Warm: b.warm, Time: b.time, PID: server.PID})
	if err != nil {
		return nil, "", fmt.Errorf("%w; %s", err, server.Log())
	}
	return result, server.Log()[before:], nil
}

func (b *bench) printHead() {
	way := "each echo is followed by the next message"
	if b.batches {
		way = "the next messages follow when all echoes have come"
	}
	fmt.Printf("Echo over WebSocket, %v a run, median of %d; %s.\n\n", b.time, b.rounds, way)
	fmt.Printf("%-26s %-25s %-31s\n", "", "messages/s", "server CPU, µs/message")
	fmt.Printf("%5s %5s %9s   ", "conns", "depth", "payload")
	for _, l := range b.libraries {
		fmt.Printf("%10s ", l.name)
	}
	fmt.Print("   ")
	for _, l := range b.libraries {
		fmt.Printf("%8s ", l.name)
	}
	if len(b.libraries) == 2 {
		fmt.Printf("%7s  %11s %5s", "ratio", "range", "goal")
	}
	fmt.Println()
}

func (b *bench) printRow(c cell, results [][]*load.Result) {
	size := strconv.Itoa(c.size) + " B"
	if c.size%1024 == 0 {
		size = strconv.Itoa(c.size/1024) + " KiB"
	}
	fmt.Printf("%5d %5d %9s   ", c.connections, c.depth, size)
	for _, runs := range results {
		fmt.Printf("%10.0f ", median(runs, (*load.Result).Rate))
	}
	fmt.Print("   ")
	for _, runs := range results {
		fmt.Printf("%8.3f ", median(runs, (*load.Result).PerMessage))
	}
	if len(results) == 2 {
		ratios := pairRatios(results)
		least, middle, most := ratios[0], middleOf(ratios), ratios[len(ratios)-1]
		verdict := "ok"
		switch {
		case middle <= c.goal():
		case least <= c.goal():
			verdict = "unclear"
		default:
			verdict = "MISSED"
			b.missed = append(b.missed, c.String())
		}
		fmt.Printf("%7.3f  %5.2f-%-5.2f %5.2f  %s", middle, least, most, c.goal(), verdict)
	}
	fmt.Println()
}

// pairRatios returns the second library's processor time as a share of the
// first's for each round, in order. The two runs of a round follow each other,
// so that what else the machine does weighs on both.
func pairRatios(results [][]*load.Result) []float64 {
	var ratios []float64
	for round := range results[0] {
		ratios = append(ratios, results[1][round].PerMessage()/results[0][round].PerMessage())
	}
	sort.Float64s(ratios)
	return ratios
}

func median(runs []*load.Result, figure func(*load.Result) float64) float64 {
	values := make([]float64, len(runs))
	for i, r := range runs {
		values[i] = figure(r)
	}
	sort.Float64s(values)
	return middleOf(values)
}

func middleOf(sorted []float64) float64 {
	return (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2
}
