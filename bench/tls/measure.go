package main

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/golws/golws/bench/load"
)

func address(s *load.Server) string { return fmt.Sprintf("127.0.0.1:%d", s.Port) }

// together runs f count times at once.
func together(count int, f func() error) error {
	errs := make(chan error, count)
	for range count {
		go func() { errs <- f() }()
	}
	var first error
	for range count {
		if err := <-errs; err != nil && first == nil {
			first = err
		}
	}
	return first
}

// dial shakes hands.
func dial(s *load.Server, config *tls.Config) (*tls.Conn, error) {
	c, err := tls.Dial("tcp", address(s), config)
	if err != nil {
		return nil, err
	}
	return c, c.SetDeadline(time.Now().Add(30 * time.Second))
}

// Handshakes: how many, how many at once.
const handshakesMost, handshakesAtOnce = 400, 8

// handshakes measures a connection that shakes hands, asks for a page and goes.
func handshakes(resumed bool) func(*load.Server, *tls.Config) (float64, error) {
	return func(s *load.Server, config *tls.Config) (float64, error) {
		if resumed {
			config.ClientSessionCache = tls.NewLRUClientSessionCache(1)
		}
		visit := func() error {
			c, err := dial(s, config)
			if err != nil {
				return err
			}
			defer c.Close()
			if _, err := io.WriteString(c, "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"); err != nil {
				return err
			}
			_, err = io.Copy(io.Discard, c)
			if resumed && err == nil && !c.ConnectionState().DidResume {
				err = errors.New("not resumed")
			}
			if errors.Is(err, io.ErrUnexpectedEOF) {
				err = nil // OpenSSL's way to end
			}
			return err
		}
		_ = visit() // the first one brings the ticket
		return perUnit(s, func() (int, error) {
			return handshakesMost, together(handshakesAtOnce, func() error {
				for range handshakesMost / handshakesAtOnce {
					if err := visit(); err != nil {
						return err
					}
				}
				return nil
			})
		})
	}
}

// open is a WebSocket.
func open(s *load.Server, config *tls.Config) (*tls.Conn, *bufio.Reader, error) {
	c, err := dial(s, config)
	if err != nil {
		return nil, nil, err
	}
	io.WriteString(c, "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: echo\r\n\r\n")
	in := bufio.NewReaderSize(c, 64<<10)
	answer, err := http.ReadResponse(in, nil)
	if err == nil && answer.StatusCode != 101 {
		err = fmt.Errorf("upgrade: %s", answer.Status)
	}
	return c, in, err
}

// message is a masked binary frame of size bytes.
func message(size int) []byte {
	frame := []byte{0x82, 0x80 | byte(min(size, 126))}
	if size >= 126 {
		frame = binary.BigEndian.AppendUint16(frame, uint16(size))
	}
	frame = append(frame, 1, 2, 3, 4)
	return append(frame, bytes.Repeat([]byte{'x'}, size)...)
}

// echo measures a message that comes back.
func echo(connections, depth, size int) func(*load.Server, *tls.Config) (float64, error) {
	return func(s *load.Server, config *tls.Config) (float64, error) {
		var echoed atomic.Int64
		var stop atomic.Bool
		var ready, run sync.WaitGroup
		ready.Add(connections)
		run.Add(1)
		failed := make(chan error, 1)
		answer := size + 2
		if size >= 126 {
			answer += 2
		}
		go func() {
			failed <- together(connections, func() error {
				c, in, err := open(s, config)
				ready.Done()
				run.Wait()
				if err != nil {
					return err
				}
				defer c.Close()
				frames := bytes.Repeat(message(size), depth)
				one := len(frames) / depth
				owed := depth
				for part := 0; !stop.Load(); {
					if _, err := c.Write(frames[:owed*one]); err != nil {
						return err
					}
					for owed = 0; owed == 0; {
						if _, err := in.Peek(1); err != nil {
							return err
						}
						n, _ := in.Discard(in.Buffered())
						owed, part = (part+n)/answer, (part+n)%answer
					}
					echoed.Add(int64(owed))
				}
				return nil
			})
		}()
		ready.Wait()
		run.Done()
		time.Sleep(runTime / 5)
		value, err := perUnit(s, func() (int, error) {
			before := echoed.Load()
			select {
			case err := <-failed:
				return 0, err
			case <-time.After(runTime):
			}
			return int(echoed.Load() - before), nil
		})
		stop.Store(true)
		return value, err
	}
}

// download measures a MiB of a file.
func download(s *load.Server, config *tls.Config) (float64, error) {
	return perUnit(s, func() (int, error) {
		var got atomic.Int64
		end := time.Now().Add(runTime)
		err := together(4, func() error {
			// Debian's library does not compress: the file is to go as it is.
			client := &http.Client{Transport: &http.Transport{TLSClientConfig: config.Clone(), DisableCompression: true}}
			defer client.CloseIdleConnections()
			for time.Now().Before(end) {
				answer, err := client.Get("https://" + address(s) + "/large.txt")
				if err != nil {
					return err
				}
				n, err := io.Copy(io.Discard, answer.Body)
				answer.Body.Close()
				if answer.StatusCode != 200 {
					return errors.New(answer.Status)
				}
				if err != nil {
					return err
				}
				got.Add(n)
			}
			return nil
		})
		return int(got.Load() >> 20), err
	})
}

const crowd = 500

// gap is how long an established connection waits for its next timer while a crowd
// shakes hands: the server tells when it ends.
func gap(s *load.Server, config *tls.Config) (float64, error) {
	c, _, err := open(s, config)
	if err != nil {
		return 0, err
	}
	defer c.Close()
	var plain [crowd]net.Conn
	for i := range plain {
		if plain[i], err = net.Dial("tcp", address(s)); err != nil {
			return 0, err
		}
		defer plain[i].Close()
	}
	var next atomic.Int32
	err = together(crowd, func() error {
		t := tls.Client(plain[next.Add(1)-1], config)
		t.SetDeadline(time.Now().Add(30 * time.Second))
		return t.Handshake()
	})
	if err != nil {
		return 0, err
	}
	if err := s.Stop(); err != nil {
		return 0, err
	}
	_, text, _ := strings.Cut(s.Log(), "longest gap ")
	var µs float64
	_, err = fmt.Sscanf(text, "%f us", &µs)
	return µs, err
}

const idlers = 1500

// idle is the private memory of a WebSocket that has said something once.
func idle(s *load.Server, config *tls.Config) (float64, error) {
	var held [idlers]*tls.Conn
	say := func(c *tls.Conn, in *bufio.Reader) error {
		if _, err := c.Write(message(64)); err != nil {
			return err
		}
		_, err := io.ReadFull(in, make([]byte, 66))
		return err
	}
	first, in, err := open(s, config)
	if err == nil {
		err = say(first, in)
	}
	if err != nil {
		return 0, err
	}
	defer first.Close()
	before, err := load.ProcessMemory(s.PID)
	if err != nil {
		return 0, err
	}
	for i := range held {
		c, in, err := open(s, config)
		if err == nil {
			err = say(c, in)
		}
		if err != nil {
			return 0, err
		}
		held[i] = c
		defer c.Close()
	}
	time.Sleep(3 * time.Second)
	after, err := load.ProcessMemory(s.PID)
	return float64(after.Private-before.Private) / idlers, err
}
