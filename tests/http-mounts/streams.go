package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
	"sync"
	"time"
)

var quiet = log.New(io.Discard, "", 0)

// refuses expects that nothing comes of a request for path, and that the log says
// why.
func refuses(path, why string) func(s *server) error {
	return func(s *server) error {
		before := len(s.log.String())
		if err := gives("GET", path, 502, "")(s); err != nil {
			return err
		}
		for range 100 {
			if strings.Contains(s.log.String()[before:], why) {
				return nil
			}
			time.Sleep(10 * time.Millisecond)
		}
		return fmt.Errorf("the log does not say why: %q", s.log.String()[before:])
	}
}

// cancelled gives requests up in the middle: their programs and back ends must
// hear of it while the connection goes on.
func cancelled(s *server) error {
	s.client.CloseIdleConnections()
	if err := s.settles(s.descriptors(), 0); err != nil {
		return err
	}
	if err := gives("GET", "/proxy/", 200, "")(s); err != nil {
		return err
	}
	// One connection may stay, for the next request.
	descriptors := s.descriptors()
	for _, path := range []string{"/cgi/half", "/cgi/never", "/cgi/large", "/proxy/slow", "/proxy/large?n=100000000", "/tls/slow"} {
		var wait sync.WaitGroup
		for range 8 {
			wait.Add(1)
			go func() {
				defer wait.Done()
				ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
				defer cancel()
				r, err := http.NewRequestWithContext(ctx, "GET", s.base+path, nil)
				if err != nil {
					return
				}
				if response, err := s.client.Do(r); err == nil {
					_, _ = io.CopyN(io.Discard, response.Body, 100_000)
					cancel()
					response.Body.Close()
				}
			}()
		}
		wait.Wait()
		if err := s.settles(descriptors+1, 0); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return gives("GET", "/proxy/", 200, "hello from behind")(s)
}

// many asks for much at once, of every kind, and wants each answer to be its own.
func many(s *server) error {
	var wait sync.WaitGroup
	errs := make(chan error, 200)
	for i := range 200 {
		wait.Add(1)
		go func() {
			defer wait.Done()
			sent := bytes.Repeat([]byte(fmt.Sprintf("%07d,", i)), 100*(i%50))
			path := [...]string{"/proxy/echo", "/unix/echo", "/tls/echo", "/cgi/echo"}[i%4]
			_, text, err := s.ask("POST", path, bytes.NewReader(sent))
			if err != nil || text != string(sent) {
				errs <- fmt.Errorf("%s %d: %d bytes of %d, %.20q, %v", path, i, len(text), len(sent), text, err)
			}
		}()
	}
	wait.Wait()
	close(errs)
	return <-errs
}

// extendedConnect is a WebSocket on a stream, with a back end that knows HTTP/1
// only (RFC 8441).
func extendedConnect(s *server) error {
	if !s.http2 {
		return nil
	}
	in, out := io.Pipe()
	r, err := http.NewRequest("CONNECT", s.base+"/proxy/websocket", in)
	if err != nil {
		return err
	}
	r.Header[":protocol"] = []string{"websocket"}
	r.Header.Set("Sec-WebSocket-Version", "13")
	response, err := s.client.Do(r)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != 200 || response.Header.Get("Sec-WebSocket-Accept") != "" {
		return fmt.Errorf("%v", response)
	}
	sent := bytes.Repeat([]byte("0123456789abcdef"), 64<<10)
	go out.Write(sent)
	got := make([]byte, len("first")+len(sent))
	if _, err := io.ReadFull(response.Body, got); err != nil {
		return err
	}
	if string(got) != "first"+string(sent) {
		return fmt.Errorf("%.40q…", got)
	}
	out.Close()
	// Without the right answer to the key there is no WebSocket.
	r, _ = http.NewRequest("CONNECT", s.base+"/proxy/socket", http.NoBody)
	r.Header[":protocol"] = []string{"websocket"}
	r.Header.Set("Sec-WebSocket-Version", "13")
	response, err = s.client.Do(r)
	if err != nil {
		return err
	}
	response.Body.Close()
	if response.StatusCode != 502 {
		return fmt.Errorf("a wrong key: %v", response)
	}
	return nil
}
