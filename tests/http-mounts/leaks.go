package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// everyEnd are requests whose ends are of every kind. "vanish": the client is gone
// before the end.
var everyEnd = []string{
	"/cgi/", "/cgi/headers", "/cgi/headerless", "/cgi/orphan", "/api/d", "/api/w", "/api/k", "/api/o", "/api/r", "/proxy/", "/bad/truncated", "/bad/rubbish", "/nobody/", "/bad/both",
	"/unix/", "/tls/", "/tls-name/", "vanish /cgi/half", "vanish /api/w/large", "vanish /proxy/slow", "vanish /cgi/large", "vanish /proxy/large?n=10000000", "vanish /tls/slow",
}

var kinds = flag.String("kinds", "", "look for leaks of requests whose paths contain this")

// leaks repeats good and bad requests, many at once, and counts what stays.
func leaks(s *server) error {
	s.client.CloseIdleConnections()
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
				if s.front == s.fronts[0] {
					s.visit(path, vanishes, i)
				} else {
					s.visitFront(path, vanishes, i)
				}
			}()
		}
		wait.Wait()
		s.client.CloseIdleConnections()
		if err := s.settles(descriptors, children); err != nil {
			return fmt.Errorf("after %d requests: %w", n, err)
		}
		if round == 0 {
			most = s.resident()
		}
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
	if vanishes {
		time.AfterFunc(time.Duration(i%7)*time.Millisecond, cancel)
	}
	response, err := s.client.Do(r)
	if err != nil {
		return
	}
	_, _ = io.Copy(io.Discard, response.Body)
	response.Body.Close()
}
