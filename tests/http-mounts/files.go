package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
)

const (
	// changingSize is more than any buffers between server and client hold.
	changingSize = 64 << 20
	// changingRounds is how often a file changes: what is left behind adds up.
	changingRounds = 20
)

// meanwhile fetches a file of that name and calls change when its first bytes are
// there. It returns how many came in all.
func (s *server) meanwhile(name string, change func(path string) error) (int64, error) {
	path := filepath.Join(s.folder, "pages", name)
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		return 0, err
	}
	if err := os.Truncate(path, changingSize); err != nil {
		return 0, err
	}
	r, err := http.NewRequest("GET", s.base+"/page/"+name, nil)
	if err != nil {
		return 0, err
	}
	response, err := s.client.Do(r)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	if response.StatusCode != 200 {
		return 0, fmt.Errorf("%v", response)
	}
	begun, err := io.CopyN(io.Discard, response.Body, 10_000)
	if err == nil {
		err = change(path)
	}
	if err != nil {
		return begun, err
	}
	n, err := io.Copy(io.Discard, response.Body)
	return begun + n, err
}

// becameShorter is what the log says of a file that was cut off.
const becameShorter = "the file became shorter"

// fetchShrinking fetches a file that is cut off meanwhile.
func (s *server) fetchShrinking(name string) error {
	n, err := s.meanwhile(name, func(path string) error { return os.Truncate(path, 5000) })
	if !cut(err) {
		return fmt.Errorf("a file that is cut off: %d bytes, %v", n, err)
	}
	return nil
}

// shrinking cuts files off while they are sent: the client must see that something
// is missing, the log gets one line for each, and nothing stays open.
func shrinking(s *server) error {
	if err := gives("GET", "/page/small.page", 200, "hello world!")(s); err != nil {
		return err // from now on the folder is open
	}
	s.client.CloseIdleConnections()
	time.Sleep(200 * time.Millisecond) // the end of the check before
	descriptors, before := s.descriptors(), len(s.log.String())
	for range changingRounds {
		if err := s.fetchShrinking("changing.txt"); err != nil {
			return err
		}
	}
	s.client.CloseIdleConnections()
	if err := s.settles(descriptors, 0); err != nil {
		return err
	}
	log := s.log.String()[before:]
	if lines := strings.Count(log, "\n"); lines != changingRounds || strings.Count(log, "sending \"/page/changing.txt\" failed: "+becameShorter) != lines {
		return fmt.Errorf("%d lines of %d: %.500q", lines, changingRounds, log)
	}
	return gives("GET", "/page/small.page", 200, "hello world!")(s)
}

// vanishing removes files while they are sent, or puts others in their place: what
// was opened is sent to its end.
func vanishing(s *server) error {
	s.client.CloseIdleConnections()
	time.Sleep(200 * time.Millisecond)
	descriptors := s.descriptors()
	for i := range changingRounds {
		n, err := s.meanwhile("changing.txt", func(path string) error {
			if i%2 == 0 {
				return os.Remove(path)
			}
			other := path + ".other"
			if err := os.WriteFile(other, []byte("short"), 0o600); err != nil {
				return err
			}
			return os.Rename(other, path)
		})
		if err != nil || n != changingSize {
			return fmt.Errorf("%d bytes, %v", n, err)
		}
	}
	if err := os.RemoveAll(filepath.Join(s.folder, "pages", "changing.txt")); err != nil {
		return err
	}
	if err := gives("GET", "/page/changing.txt", 404, "")(s); err != nil {
		return err
	}
	s.client.CloseIdleConnections()
	return s.settles(descriptors, 0)
}
