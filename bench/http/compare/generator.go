package main

import (
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// generator is a load generator of other people.
type generator struct {
	// arguments make the command for a URL.
	arguments func(url string, w *workload) []string
	// answered finds the number of good responses in what it prints.
	answered *regexp.Regexp
	// failed finds numbers of failures, one of which may count what another does.
	failed []*regexp.Regexp
}

// wrk asks over HTTP/1 for a time.
var wrk = generator{
	arguments: func(url string, w *workload) []string {
		return []string{"wrk", "--threads", "1", "--connections", strconv.Itoa(w.connections),
			"--duration", fmt.Sprintf("%ds", int(w.time/time.Second)), url}
	},
	answered: regexp.MustCompile(`(?m)^\s*(\d+) requests in `),
	failed: []*regexp.Regexp{
		regexp.MustCompile(`Socket errors: connect (\d+)`),
		regexp.MustCompile(`Socket errors: .*read (\d+)`),
		regexp.MustCompile(`Socket errors: .*write (\d+)`),
		regexp.MustCompile(`Non-2xx or 3xx responses: (\d+)`),
	},
}

// h2load asks over HTTP/2 for a number of responses.
var h2load = generator{
	arguments: func(url string, w *workload) []string {
		return []string{"h2load", "--requests", strconv.Itoa(w.requests), "--clients", strconv.Itoa(w.connections),
			"--max-concurrent-streams", strconv.Itoa(w.streams), url}
	},
	answered: regexp.MustCompile(`status codes: (\d+) 2xx`),
	failed: []*regexp.Regexp{
		regexp.MustCompile(`requests: .* (\d+) failed`),
		regexp.MustCompile(`status codes: .* (\d+) 5xx`),
	},
}

// run asks for url and returns how many responses came, and how many did not.
func (g *generator) run(url string, w *workload) (answered, failed int, err error) {
	command := g.arguments(url, w)
	out, err := exec.Command(command[0], command[1:]...).CombinedOutput()
	if err != nil {
		return 0, 0, fmt.Errorf("%s: %w: %s", strings.Join(command, " "), err, out)
	}
	for _, failure := range g.failed {
		if m := failure.FindSubmatch(out); m != nil {
			count, err := strconv.Atoi(string(m[1]))
			if err != nil {
				return 0, 0, fmt.Errorf("%s: %w", strings.Join(command, " "), err)
			}
			failed = max(failed, count)
		}
	}
	m := g.answered.FindSubmatch(out)
	if m == nil {
		return 0, 0, fmt.Errorf("%s printed no count: %s", strings.Join(command, " "), out)
	}
	answered, err = strconv.Atoi(string(m[1]))
	return answered, failed, err
}
