package engine

import (
	"fmt"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// rubbish is what hostile peer i sends.
func rubbish(i int, rnd *rand.Rand) string {
	noise := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(rnd.Uint32())
		}
		return string(b)
	}
	switch i % 12 {
	case 0:
		return noise(rnd.IntN(3000))
	case 1:
		return "GET / HTTP/1.1\r\n" + noise(200)
	case 2:
		return "GET /" + strings.Repeat("a", rnd.IntN(20_000)) // and nothing more
	case 3:
		return "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + noise(100)
	case 4:
		return "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 999999999999999999999999\r\n\r\n"
	case 5:
		return fmt.Sprintf(upgradeRequest, "echo") + noise(rnd.IntN(500))
	case 6:
		return fmt.Sprintf(upgradeRequest, "echo") + "\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff"
	case 7:
		return fmt.Sprintf(upgradeRequest, "echo") + frame(byte(4), "x") // not finished
	case 8:
		return strings.Repeat("GET / HTTP/1.1\r\nHost: h\r\n\r\n", 20)
	case 9:
		return strings.Repeat("\r\n", 500)
	case 10:
		return "GET / HTTP/1.1\r\n" + strings.Repeat("X-"+noise(2)+": y\r\n", 300)
	}
	return "" // says nothing
}

// Ten thousand connections that send rubbish, in pieces, and vanish or stay,
// beside one that behaves: it is served all the while, and nothing is left of
// them.
func TestTenThousandHostileConnections(t *testing.T) {
	noLeak(t)
	total := 10_000
	if testing.Short() || raceEnabled {
		total = 1000
	}
	h, v := wsHouse(t, VhostConfig{HeaderSeconds: 2, TimeoutSeconds: 2})
	h.program.quiet, h.program.level = true, 0
	h.program.on[ReasonHTTP] = func(c *Conn, in []byte) int {
		if c.Request().Method.String() == "POST" {
			return 0
		}
		return answer(c, "x")
	}
	h.program.on[ReasonHTTPBodyCompletion] = func(c *Conn, _ []byte) int { return answer(c, "done") }
	before := heapInUse()
	var slowest time.Duration
	h.during(func() {
		healthy := dial(t, v).upgrade()
		stop := make(chan struct{})
		var hostile, watch sync.WaitGroup
		watch.Go(func() {
			healthy.SetDeadline(time.Now().Add(60 * time.Second))
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				start := time.Now()
				healthy.send(frame(text, fmt.Sprint(i)))
				healthy.want(text, fmt.Sprint(i))
				slowest = max(slowest, time.Since(start))
				time.Sleep(time.Millisecond)
			}
		})
		const workers = 8
		for w := range workers {
			hostile.Go(func() {
				rnd := rand.New(rand.NewPCG(uint64(w), 99))
				var open []net.Conn
				for i := w; i < total; i += workers {
					c, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", v.ListenPort()))
					if err != nil {
						t.Errorf("connection %d: %v", i, err)
						return
					}
					c.SetDeadline(time.Now().Add(100 * time.Millisecond))
					for rest := rubbish(i/workers, rnd); rest != ""; {
						n := min(1+rnd.IntN(2000), len(rest))
						if _, err := c.Write([]byte(rest[:n])); err != nil {
							break
						}
						rest = rest[n:]
					}
					open = append(open, c)
					if len(open) > 20 {
						c := open[0]
						open = open[1:]
						if rnd.IntN(2) == 0 {
							c.(*net.TCPConn).SetLinger(0)
						}
						c.Close()
					}
				}
				for _, c := range open {
					c.Close()
				}
			})
		}
		hostile.Wait()
		close(stop)
		watch.Wait()
		healthy.Close()
	})
	if slowest > 500*time.Millisecond {
		t.Errorf("the healthy client waited %v for an echo", slowest)
	}
	h.serve("the ends", func() bool { return len(h.program.live) == 1 && h.thread.lingerers == 0 })
	if h.program.opened < total {
		t.Errorf("%d connections of %d", h.program.opened, total)
	}
	if after := heapInUse(); after > before+8<<20 {
		t.Errorf("%d KiB more are held than before", (after-before)>>10)
	}
}
