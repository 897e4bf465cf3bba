// Command hostile lets a crowd of hostile connections loose on a server, beside
// one client that behaves. The server must answer each of them rightly, the
// client must not notice, and in the end nothing may be left of the crowd.
//
// The measure of "not notice" is a crowd of the same size and pace that behaves:
// the machine's own noise is in both.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/golws/golws/bench/load"
)

type crowd struct {
	port  int
	size  int
	pace  time.Duration // between two arrivals
	seats chan struct{} // who is there at once
	// secure: they come over TLS.
	secure bool
	// stuck handshakes stand beside polite visitors, in place of an attack.
	stuck int

	sync.Mutex
	wrong map[string]string // attack: what was wrong the first time
	count map[string]int
}

// visit lets size visitors come at the crowd's pace and waits until all are gone.
func (w *crowd) visit(kinds []attack) {
	var visitors sync.WaitGroup
	next := time.Now()
	for i := 0; i < w.size; i++ {
		time.Sleep(time.Until(next))
		next = next.Add(w.pace)
		w.seats <- struct{}{}
		kind := kinds[i%len(kinds)]
		visitors.Add(1)
		go func() {
			defer visitors.Done()
			defer func() { <-w.seats }()
			c, err := dial(w.port, kind.alpn, w.secure && !kind.bare)
			if err == nil {
				err = kind.run(c)
				c.Close()
			}
			if err != nil {
				w.Lock()
				if w.count[kind.name]++; w.wrong[kind.name] == "" {
					w.wrong[kind.name] = err.Error()
				}
				w.Unlock()
			}
		}()
	}
	visitors.Wait()
}

// visitor behaves: it fetches a page or exchanges a message.
func visitor(c wire) error {
	in, err := shake(c)
	if err != nil {
		return err
	}
	send(c, frame(final|opText, []byte("good morning")))
	if _, got, err := readFrame(in); err != nil || !bytes.Equal(got, []byte("good morning")) {
		return fmt.Errorf("echo %q, %v", got, err)
	}
	send(c, closeFrame(1000, ""))
	return wantClose(c, in, []int{1000})
}

func reader(c wire) error {
	send(c, []byte("GET / HTTP/1.1\r\n"+host+"Connection: close\r\n\r\n"))
	return wantStatus(c, []int{200})
}

func main() {
	count := flag.Int("count", 10000, "hostile connections")
	pace := flag.Duration("pace", time.Millisecond, "time between two arrivals")
	seats := flag.Int("at-once", 300, "most of them open at once")
	only := flag.String("only", "", "only attacks whose name contains this")
	secure := flag.Bool("tls", false, "over TLS: what breaks that, and what it carries over HTTP/2 alone")
	stuck := flag.Int("stuck", 0, "handshakes that never get on, in place of attacks; with -tls")
	loose := flag.Bool("loose", false, "do not judge the answers, only survival and latency")
	flag.Parse()
	if flag.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "usage: hostile [options] SERVER COMMAND…")
		os.Exit(2)
	}
	var kinds []attack
	for _, a := range attacks {
		if strings.Contains(a.name, *only) && (a.tls == *secure || a.alpn == alpnHTTP2) {
			kinds = append(kinds, a)
		}
	}
	w := &crowd{size: *count, pace: *pace, seats: make(chan struct{}, *seats),
		secure: *secure, stuck: *stuck, wrong: map[string]string{}, count: map[string]int{}}
	if err := w.siege(flag.Args(), kinds, *loose); err != nil {
		fmt.Fprintln(os.Stderr, "hostile:", err)
		os.Exit(1)
	}
	fmt.Println("hostile: ok")
}

func (w *crowd) siege(command []string, kinds []attack, loose bool) error {
	server, err := load.Start(command, nil)
	if err != nil {
		return err
	}
	defer server.Kill()
	w.port = server.Port
	client, err := startHealthy(server.Port, w.secure)
	if err != nil {
		return err
	}
	steady, err := startSteady(server.Port, w.secure)
	if err != nil {
		return err
	}
	// The first visitors bring in what all share.
	size := w.size
	w.size = min(size, 100)
	polite := []attack{{name: "a visitor that talks", run: visitor}, {name: "a visitor that reads", run: reader},
		{name: "a visitor that reads over HTTP/2", alpn: alpnHTTP2, run: http2Reader}}
	w.visit(polite)
	w.size = size
	before, err := settledFiles(server.PID, 0)
	if err != nil {
		return err
	}

	memory, _ := load.ProcessMemory(server.PID)
	var wrong, uneven []string
	for try := 0; try == 0 || len(uneven) > 0 && try < flatTries; try++ {
		calm, err := client.measure(func() { w.visit(polite) })
		if err == nil {
			wrong = append(wrong, w.report(len(polite))...)
			var rough *load.Histogram
			if w.stuck > 0 {
				err = besiege(w.port, w.stuck, func() { rough, err = client.measure(func() { w.visit(polite) }) })
			} else {
				rough, err = client.measure(func() { w.visit(kinds) })
			}
			if err != nil {
				return fmt.Errorf("%w; %s", err, server.Log())
			}
			uneven = flat(calm, rough)
			w.print(calm, rough)
		}
		if gone, how := server.Ended(); gone {
			return fmt.Errorf("the server died: %v; %s", how, server.Log())
		}
		if err != nil {
			return fmt.Errorf("%w; %s", err, server.Log())
		}
		if answers := w.report(len(kinds)); !loose {
			wrong = append(wrong, answers...)
		}
	}
	wrong = append(wrong, uneven...)
	after, err := settledFiles(server.PID, before)
	if err != nil {
		return err
	}
	grown, _ := load.ProcessMemory(server.PID)
	if err := client.finish(); err != nil {
		return err
	}
	if err := steady.finish(); err != nil {
		return err
	}
	if err := server.Stop(); err != nil {
		return fmt.Errorf("SIGINT after the siege: %w; %s", err, server.Log())
	}

	fmt.Printf("open files %d before, %d after; private memory %d KiB before, %d KiB after\n",
		before, after, memory.Private>>10, grown.Private>>10)
	if after > before {
		wrong = append(wrong, fmt.Sprintf("%d files are left open", after-before))
	}
	if len(wrong) > 0 {
		return fmt.Errorf("%s", strings.Join(wrong, "\n  "))
	}
	return nil
}

func (w *crowd) print(calm, rough *load.Histogram) {
	fmt.Printf("%-32s %10s %10s %10s %10s\n", "round trip of the healthy client", "median", "99 %", "99.9 %", "slowest")
	besides := fmt.Sprintf("beside %d hostiles", w.size)
	if w.stuck > 0 {
		besides = fmt.Sprintf("and %d stuck handshakes", w.stuck)
	}
	for _, row := range []struct {
		name  string
		trips *load.Histogram
	}{{fmt.Sprintf("beside %d visitors", w.size), calm}, {besides, rough}} {
		fmt.Printf("%-32s", row.name)
		for _, d := range []time.Duration{row.trips.Quantile(0.5), row.trips.Quantile(0.99), row.trips.Quantile(0.999), row.trips.Longest()} {
			fmt.Printf(" %7.3f ms", d.Seconds()*1000)
		}
		fmt.Println()
	}
}

// How much the healthy client's round trip may grow. The grace is what a
// scheduler does to anybody.
const (
	flatFactor = 3
	flatGrace  = 3 * time.Millisecond
	// flatTries is how often the two crowds come: what else runs on the
	// machine comes and goes, a fault of the server stays.
	flatTries = 3
)

func flat(calm, rough *load.Histogram) (wrong []string) {
	for _, q := range []float64{0.5, 0.99} {
		was, is := calm.Quantile(q), rough.Quantile(q)
		if is > flatFactor*was+flatGrace {
			wrong = append(wrong, fmt.Sprintf("latency is not flat: the %g quantile rose from %v to %v", q, was, is))
		}
	}
	return wrong
}

// report returns what was wrong since the last report.
func (w *crowd) report(kinds int) []string {
	var wrong []string
	for name, what := range w.wrong {
		wrong = append(wrong, fmt.Sprintf("%s: %s (%d of %d)", name, what, w.count[name], max(1, w.size/kinds)))
	}
	sort.Strings(wrong)
	clear(w.wrong)
	clear(w.count)
	return wrong
}

// settleLimit is how long the server may need to let go of the last visitors.
const settleLimit = 15 * time.Second

// settledFiles returns how many files a process has open once that is no more
// than wanted, or has not fallen for a second.
func settledFiles(pid, wanted int) (int, error) {
	files, err := load.ProcessFiles(pid)
	fell, end := time.Now(), time.Now().Add(settleLimit)
	for err == nil && files > wanted && time.Now().Before(end) && (wanted > 0 || time.Since(fell) < time.Second) {
		time.Sleep(50 * time.Millisecond)
		var now int
		now, err = load.ProcessFiles(pid)
		if now < files {
			fell = time.Now()
		}
		files = now
	}
	return files, err
}
