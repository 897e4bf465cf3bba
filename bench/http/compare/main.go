// Command compare runs static file servers in turn under the same load and prints
// their processor time per request side by side. bench/http/run starts it.
package main

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/golws/golws/bench/load"
)

// workload is one row of the table.
type workload struct {
	name      string
	generator *generator
	path      string
	// http2 is added to the servers' arguments.
	http2                bool
	connections, streams int
	time                 time.Duration // of wrk
	requests             int           // of h2load
	// debianRequests is what Debian's server gets instead: its time per request
	// grows with the number of streams.
	debianRequests int
	// goals are the shares of the servers' processor time that golws may use.
	goals map[string]float64
}

// files are served, by their sizes.
var files = map[string]int{"6.bin": 6, "1k.bin": 1 << 10, "4k.bin": 4 << 10, "1m.bin": 1 << 20}

func workloads() []workload {
	return []workload{
		{name: "h1 1 KiB file", generator: &wrk, path: "/1k.bin", connections: 100, time: 3 * time.Second,
			goals: map[string]float64{"Debian": 0.7}},
		{name: "h1 1 MiB file", generator: &wrk, path: "/1m.bin", connections: 100, time: 3 * time.Second,
			goals: map[string]float64{"Debian": 0.5, "nginx": 1}},
		{name: "h1 callback 1 KiB", generator: &wrk, path: "/callback/1024", connections: 100, time: 3 * time.Second,
			goals: map[string]float64{"Debian": 0.7}},
		{name: "h2 6 B, 100x100", generator: &h2load, path: "/6.bin", http2: true, connections: 100, streams: 100,
			requests: 200000, debianRequests: 10000, goals: map[string]float64{"Debian": 0.5, "nghttpd": 1.2}},
		{name: "h2 4 KiB, 100x100", generator: &h2load, path: "/4k.bin", http2: true, connections: 100, streams: 100,
			requests: 200000, debianRequests: 10000, goals: map[string]float64{"Debian": 0.5, "nghttpd": 1.2}},
		{name: "h2 6 B, 10x10", generator: &h2load, path: "/6.bin", http2: true, connections: 10, streams: 10, requests: 50000,
			goals: map[string]float64{"Debian": 0.5, "nghttpd": 1.2}},
		{name: "h2 callback 6 B, 10x10", generator: &h2load, path: "/callback/6", http2: true, connections: 10, streams: 10,
			requests: 50000, goals: map[string]float64{"Debian": 0.5}},
	}
}

// server is one column of the table.
type server struct {
	name    string
	command []string
}

// figures are those of one run.
type figures struct {
	perRequest time.Duration
	rate       float64
	failed     int // requests
}

func main() {
	var servers [4]server
	for i, name := range []string{"golws", "Debian", "nginx", "nghttpd"} {
		servers[i].name = name
		flag.Func(strings.ToLower(name), "command of the server", func(text string) error {
			servers[i].command = strings.Fields(text)
			return nil
		})
	}
	rounds := flag.Int("rounds", 3, "runs of each server under each load; the median counts")
	only := flag.String("only", "", "the rows whose name contains this")
	share := flag.Float64("share", 1, "of the time and the requests of each run")
	check := flag.Bool("check", false, "fail when a goal is missed")
	verbose := flag.Bool("v", false, "print each run")
	flag.Parse()
	missed, err := run(servers[:], *rounds, *only, *share, *verbose)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
	if len(missed) > 0 {
		fmt.Println("\nGoals missed:", strings.Join(missed, ", "))
		if *check {
			os.Exit(1)
		}
	}
}

func run(servers []server, rounds int, only string, share float64, verbose bool) (missed []string, err error) {
	folder, err := makeFiles()
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	fmt.Printf("Server CPU per request, µs, median of %d; in brackets requests/s.\n\n%-23s", rounds, "")
	for _, s := range servers {
		fmt.Printf("%20s", s.name)
	}
	fmt.Println("   golws' share: median, range, goal")
	for _, w := range workloads() {
		if !strings.Contains(w.name, only) {
			continue
		}
		w.time = max(time.Second, time.Duration(float64(w.time)*share))
		w.requests = max(int(float64(w.requests)*share), w.connections*w.streams)
		results := make(map[string][]figures)
		for range rounds {
			for _, s := range servers {
				if len(s.command) == 0 || !s.serves(&w) {
					continue
				}
				f, err := s.measure(&w, folder)
				if err != nil {
					return missed, fmt.Errorf("%s, %s: %w", w.name, s.name, err)
				}
				if verbose {
					fmt.Printf("  %s, %s: %v a request, %.0f/s\n", w.name, s.name, f.perRequest, f.rate)
				}
				results[s.name] = append(results[s.name], f)
			}
		}
		missed = append(missed, printRow(&w, servers, results)...)
	}
	return missed, nil
}

// makeFiles fills a folder with what is asked for.
func makeFiles() (string, error) {
	folder, err := os.MkdirTemp("", "golws-bench-")
	if err != nil {
		return "", err
	}
	// nginx drops its privileges when root starts it.
	if err := os.Chmod(folder, 0o755); err != nil {
		return folder, err
	}
	noise := rand.NewChaCha8([32]byte{})
	for name, size := range files {
		text := make([]byte, size)
		noise.Read(text)
		if err := os.WriteFile(filepath.Join(folder, name), text, 0o644); err != nil {
			return folder, err
		}
	}
	return folder, nil
}

// serves tells whether s takes part in w: nghttpd speaks only HTTP/2, and the
// answers of a program are those of the two libraries.
func (s *server) serves(w *workload) bool {
	program := strings.HasPrefix(w.path, "/callback")
	switch s.name {
	case "nginx":
		return !program
	case "nghttpd":
		return w.http2 && !program
	}
	return true
}

// measure runs s once under w.
func (s *server) measure(w *workload, folder string) (f figures, err error) {
	command := append(slices.Clone(s.command), "-r", folder)
	if w.http2 {
		command = append(command, "-2")
	}
	process, err := load.Start(command, nil)
	if err != nil {
		return f, err
	}
	defer process.Kill()
	url := fmt.Sprintf("http://127.0.0.1:%d%s", process.Port, w.path)
	measured := *w
	if s.name == "Debian" && w.debianRequests > 0 {
		measured.requests = w.debianRequests
	} else {
		warm := *w
		warm.time, warm.requests = time.Second, max(w.requests/10, w.connections)
		if _, _, err := w.generator.run(url, &warm); err != nil {
			return f, err
		}
	}
	before, err := load.ProcessTime(process.PID)
	if err != nil {
		return f, err
	}
	start := time.Now()
	answered, failed, err := w.generator.run(url, &measured)
	if err != nil {
		return f, err
	}
	if answered == 0 {
		return f, errors.New("nothing was answered")
	}
	// Our figures would not compare if we dropped some; what others drop is printed.
	if failed > 0 && s.name == "golws" {
		return f, fmt.Errorf("%d requests failed", failed)
	}
	f.failed = failed
	elapsed := time.Since(start)
	after, err := load.ProcessTime(process.PID)
	if err != nil {
		return f, err
	}
	f.perRequest = (after - before) / time.Duration(answered)
	f.rate = float64(answered) / elapsed.Seconds()
	return f, nil
}

func printRow(w *workload, servers []server, results map[string][]figures) (missed []string) {
	fmt.Printf("%-23s", w.name)
	for _, s := range servers {
		runs := results[s.name]
		if len(runs) == 0 {
			fmt.Printf("%20s", "-")
			continue
		}
		text := fmt.Sprintf("%.2f (%.0f)",
			median(runs, func(f figures) float64 { return float64(f.perRequest) / 1000 }),
			median(runs, func(f figures) float64 { return f.rate }))
		failed := 0
		for _, f := range runs {
			failed += f.failed
		}
		if failed > 0 {
			text += fmt.Sprintf(" %d failed", failed)
		}
		fmt.Printf("%20s", text)
	}
	for _, s := range servers[1:] {
		if len(results[s.name]) == 0 || len(results[servers[0].name]) == 0 {
			continue
		}
		shares := shares(results[servers[0].name], results[s.name])
		least, middle, most := shares[0], shares[len(shares)/2], shares[len(shares)-1]
		fmt.Printf("   %s %.2f (%.2f-%.2f)", s.name, middle, least, most)
		goal, has := w.goals[s.name]
		if !has {
			continue
		}
		verdict := "ok"
		switch {
		case middle <= goal:
		case least <= goal:
			verdict = "unclear"
		default:
			verdict = "MISSED"
			missed = append(missed, w.name+" against "+s.name)
		}
		fmt.Printf(" %.1f %s", goal, verdict)
	}
	fmt.Println()
	return missed
}

// shares returns ours as shares of theirs, round by round, in order. The runs of
// a round follow each other, so that what else the machine does weighs on all.
func shares(ours, theirs []figures) []float64 {
	var all []float64
	for i := range ours {
		all = append(all, float64(ours[i].perRequest)/float64(theirs[i].perRequest))
	}
	slices.Sort(all)
	return all
}

func median(runs []figures, figure func(figures) float64) float64 {
	values := make([]float64, len(runs))
	for i, f := range runs {
		values[i] = figure(f)
	}
	slices.Sort(values)
	return (values[(len(values)-1)/2] + values[len(values)/2]) / 2
}
