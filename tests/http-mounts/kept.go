package main

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// kept: requests one after the other go over one connection to the back end, also
// to one with TLS; those with a body, which could not be sent twice, do not.
func kept(s *server) error {
	time.Sleep(50 * time.Millisecond)
	for _, mount := range []string{"/proxy", "/tls"} {
		seen := map[string]int{}
		for range 10 {
			r, text, err := s.ask("GET", mount+"/connection", nil)
			if err != nil || r.StatusCode != 200 {
				return fmt.Errorf("%v, %v", r, err)
			}
			seen[text]++
		}
		if len(seen) > 2 {
			return fmt.Errorf("10 requests to %s took %d connections: %v", mount, len(seen), seen)
		}
		r, text, err := s.ask("POST", mount+"/connection", strings.NewReader("body"))
		if err != nil || r.StatusCode != 200 || seen[text] > 0 {
			return fmt.Errorf("a request with a body: %v, %q, %v", r, text, err)
		}
	}
	// Bodies of all framings, and what comes behind them, keep apart.
	for i := range 30 {
		text := strings.Repeat("x", i*1000)
		_, got, err := s.ask("POST", "/proxy/echo", struct{ io.Reader }{strings.NewReader(text)})
		if err != nil || got != text {
			return fmt.Errorf("%d bytes of %d, %v: %.40q", len(got), len(text), err, got)
		}
		if err := gives("GET", "/proxy/stream", 200, "piece 4")(s); err != nil {
			return err
		}
		if err := gives("HEAD", "/proxy/", 200, "")(s); err != nil {
			return err
		}
		if err := gives("GET", "/proxy/none", 204, "")(s); err != nil {
			return err
		}
	}
	return nil
}
