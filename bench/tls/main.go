// Command tls runs one server on two libraries in turn and prints what TLS costs
// each. bench/tls/run starts it.
package main

import (
	"crypto/tls"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/golws/golws/bench/load"
)

// figure is one row: how it is measured, and which share of the first library's
// the second may have.
type figure struct {
	name string
	unit string
	goal float64
	// arguments are the server's, besides its certificate of the kind key.
	key       string
	arguments []string
	measure   func(*load.Server, *tls.Config) (float64, error)
	version   uint16
}

func figures(folder string) []figure {
	list := []figure{}
	for _, kind := range []struct {
		key  string
		goal float64
	}{{"server", 1.2}, {"rsa", 1.1}} {
		for _, version := range []uint16{tls.VersionTLS13, tls.VersionTLS12} {
			list = append(list, figure{name: fmt.Sprintf("full handshake, %s, %s", kindNames[kind.key], tls.VersionName(version)),
				unit: "µs CPU", goal: kind.goal, key: kind.key, version: version, measure: handshakes(false)})
		}
	}
	return append(list,
		figure{name: "resumed handshake, TLS 1.3", unit: "µs CPU", goal: 1.2, key: "server", version: tls.VersionTLS13, measure: handshakes(true)},
		figure{name: "resumed handshake, TLS 1.2", unit: "µs CPU", goal: 1.2, key: "server", version: tls.VersionTLS12, measure: handshakes(true)},
		figure{name: "echo of 64 B, 100 connections, 1 under way", unit: "µs CPU", goal: 1, key: "server", measure: echo(100, 1, 64)},
		figure{name: "echo of 64 B, 100 connections, 16 under way", unit: "µs CPU", goal: 0.25, key: "server", measure: echo(100, 16, 64)},
		figure{name: "up and down: echo of 16 KiB, 10 connections, 4 under way", unit: "µs CPU", goal: 1, key: "server", measure: echo(10, 4, 16<<10)},
		figure{name: "down: a file of 8 MiB, 4 connections", unit: "µs CPU/MiB", goal: 1, key: "server", arguments: []string{"-w", folder}, measure: download},
		figure{name: "longest gap of a connection while 500 shake hands (RSA)", unit: "µs", goal: 0.1, key: "rsa", version: tls.VersionTLS13, arguments: []string{"--gap"}, measure: gap},
		figure{name: "memory of an idle connection", unit: "B", goal: 0.7, key: "server", measure: idle},
	)
}

var kindNames = map[string]string{"server": "ECDSA P-256", "rsa": "RSA 2048"}

func main() {
	first := flag.String("debian", "", "command of the server on Debian's library")
	second := flag.String("golws", "", "command of the server on golws")
	certificates := flag.String("certificates", "", "folder of the certificates, and of the file to serve")
	rounds := flag.Int("rounds", 3, "runs of each library; the median counts")
	only := flag.String("only", "", "only figures whose name contains this")
	check := flag.Bool("check", false, "fail when a goal is missed")
	flag.Parse()
	missed, err := compare([2][]string{strings.Fields(*first), strings.Fields(*second)}, *certificates, *rounds, *only)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
	if missed && *check {
		os.Exit(1)
	}
}

func compare(commands [2][]string, folder string, rounds int, only string) (missed bool, err error) {
	fmt.Println("| | Debian's library | golws | ratio | goal |\n| --- | --- | --- | --- | --- |")
	for _, f := range figures(folder) {
		if !strings.Contains(f.name, only) {
			continue
		}
		var got [2][]float64
		for range rounds {
			for i, command := range commands {
				value, err := f.run(command, folder)
				if err != nil {
					return missed, fmt.Errorf("%s, library %d: %w", f.name, i+1, err)
				}
				got[i] = append(got[i], value)
			}
		}
		was, is := median(got[0]), median(got[1])
		verdict := ""
		if is > f.goal*was {
			verdict, missed = " **missed**", true
		}
		fmt.Printf("| %s, %s | %.1f | %.1f | %.2f | %.2f%s |\n", f.name, f.unit, was, is, is/was, f.goal, verdict)
	}
	return missed, nil
}

func (f *figure) run(command []string, folder string) (float64, error) {
	arguments := append(slices.Clone(command), "-b", "32768", "-c", folder+"/"+f.key+".pem", "-k", folder+"/"+f.key+".key")
	server, err := load.Start(append(arguments, f.arguments...), nil)
	if err != nil {
		return 0, err
	}
	defer server.Kill()
	config := &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"http/1.1"}, MinVersion: f.version, MaxVersion: f.version}
	value, err := f.measure(server, config)
	if gone, how := server.Ended(); gone && err != nil {
		return 0, fmt.Errorf("%w; the server ended: %v; %s", err, how, server.Log())
	}
	return value, err
}

func median(list []float64) float64 {
	list = slices.Sorted(slices.Values(list))
	return list[len(list)/2]
}

// perUnit is the server's processor time in µs for each of the n that f does.
func perUnit(server *load.Server, f func() (n int, err error)) (float64, error) {
	before, err := load.ProcessTime(server.PID)
	if err != nil {
		return 0, err
	}
	n, err := f()
	if err != nil {
		return 0, err
	}
	after, err := load.ProcessTime(server.PID)
	return float64((after - before).Nanoseconds()) / 1000 / float64(max(n, 1)), err
}

const runTime = 1500 * time.Millisecond
