package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// everyEnd are requests whose ends are of every kind. "vanish": the client is gone
// before the end.
var everyEnd = []string{
	"/cgi/", "/cgi/headers", "/cgi/headerless", "/cgi/orphan", "/api/d", "/api/w", "/api/k", "/api/o", "/api/r", "/proxy/", "/bad/truncated", "/bad/rubbish", "/nobody/", "/bad/both",
	"/unix/", "/tls/", "/tls-name/", shrinkingFile, fullUpload, "vanish /cgi/half", "vanish /api/w/large", "vanish /proxy/slow", "vanish /cgi/large", "vanish /proxy/large?n=10000000", "vanish /tls/slow",
}

// These are no paths: what they stand for is made by a function.
const (
	shrinkingFile = "a file that is cut off"
	fullUpload    = "an upload to a full disk"
)

var kinds = flag.String("kinds", "", "look for leaks of requests whose paths contain this")

// leaks repeats good and bad requests, many at once, and counts what stays.
func leaks(s *server) error {
	if err := gives("GET", "/page/small.page", 200, "hello world!")(s); err != nil {
		return err // from now on the folder is open
	}
	s.closeIdle()
	time.Sleep(200 * time.Millisecond) // the end of the check before
	var leftovers []string
	for _, path := range everyEnd {
		if strings.Contains(path, *kinds) {
			leftovers = append(leftovers, path)
		}
	}
	if len(leftovers) == 0 {
		return fmt.Errorf("no request is of the kind %q", *kinds)
	}
	release, err := s.fillDisk()
	if err != nil {
		return err
	}
	defer release()
	// Some failures must be seen by their clients, and be said in one line.
	var failure atomic.Pointer[error]
	var cutOff atomic.Int64
	var disk sync.Mutex
	logged := len(s.log.String())
	descriptors, children := s.descriptors(), s.children()
	most := 0
	for round := range 2 {
		n := *count
		if round == 0 {
			n = len(leftovers) * 10 // until pools and buffers have their size
		}
		var wait sync.WaitGroup
		seats := make(chan struct{}, 16)
		for i := range n {
			seats <- struct{}{}
			wait.Add(1)
			go func() {
				defer func() { <-seats; wait.Done() }()
				path, vanishes := strings.CutPrefix(leftovers[i%len(leftovers)], "vanish ")
				var err error
				switch {
				case path == shrinkingFile:
					name := fmt.Sprintf("cut-off-%d.txt", i)
					err = s.fetchShrinking(name)
					cutOff.Add(1)
					_ = os.Remove(filepath.Join(s.folder, "pages", name))
				case path == fullUpload:
					disk.Lock() // each begins the file anew, which makes room
					err = s.overfull()
					disk.Unlock()
				case s.front == s.fronts[0]:
					s.visit(path, vanishes, i)
				default:
					s.visitFront(path, vanishes, i)
				}
				if err != nil {
					failure.Store(&err)
				}
			}()
		}
		wait.Wait()
		s.closeIdle()
		if err := s.settles(descriptors, children); err != nil {
			return fmt.Errorf("after %d requests: %w", n, err)
		}
		if round == 0 {
			most = s.resident()
		}
	}
	if failure := failure.Load(); failure != nil {
		return *failure
	}
	if said := strings.Count(s.log.String()[logged:], becameShorter); int64(said) != cutOff.Load() {
		return fmt.Errorf("the log has %d lines about %d files that were cut off", said, cutOff.Load())
	}
	if grown := s.resident() - most; grown > 16<<10 {
		return fmt.Errorf("memory grew by %d KiB in %d requests", grown, *count)
	}
	return nil
}

// visit makes one request on a connection of its own.
func (s *server) visit(path string, vanishes bool, i int) {
	c, err := net.Dial("tcp", s.address)
	if err != nil {
		return
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(20 * time.Second))
	fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", path)
	if vanishes {
		time.Sleep(time.Duration(i%7) * time.Millisecond)
		return
	}
	_, _ = io.Copy(io.Discard, c)
}

// visitFront makes one request as the front does. On HTTP/2 that is a stream of a
// connection that goes on.
func (s *server) visitFront(path string, vanishes bool, i int) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, "GET", s.base+path, nil)
	if err != nil {
		return
	}
	client := s.client
	if vanishes {
		client = s.hasty
		time.AfterFunc(time.Duration(i%7)*time.Millisecond, cancel)
	}
	response, err := client.Do(r)
	if err != nil {
		return
	}
	_, _ = io.Copy(io.Discard, response.Body)
	response.Body.Close()
}

func (f *front) closeIdle() {
	f.client.CloseIdleConnections()
	f.hasty.CloseIdleConnections()
}
