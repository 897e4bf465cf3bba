package engine

import (
	"fmt"
	"io"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/loop"
	"github.com/golws/golws/core/ws"
)

// crowd is a Host for several threads: it echoes, and counts by thread.
type crowd struct {
	lean
	received, visited [3]atomic.Int64
}

func (h *crowd) Callback(c *Conn, _ *Protocol, r Reason, in []byte) int {
	if r != ReasonReceive {
		return 0
	}
	h.received[c.thread.Index].Add(1)
	return min(0, c.WriteFrame(ws.Text, false, in))
}

// Three threads serve thirty clients, each its own: nothing that one of them does
// touches what another one uses. Worth most under the race detector.
func TestThreadsShareNothing(t *testing.T) {
	const peersOfEach, messages = 10, 200
	host := &crowd{}
	host.program.t = t
	start := time.Now()
	context := NewContext(host, ContextConfig{}, func() int64 { return time.Since(start).Microseconds() + 1 })
	var serving [len(host.received)]atomic.Int64
	context.Serving = func() int {
		for i := range serving {
			if serving[i].Load() == int64(unix.Gettid()) {
				return i
			}
		}
		return -1
	}
	var pollers []*loop.Epoll
	for range serving {
		epoll, err := loop.NewEpoll()
		if err != nil {
			t.Fatal(err)
		}
		defer epoll.Close()
		pollers = append(pollers, epoll)
		context.AddThread(epoll, func() {}, make([]byte, ReceiveMemory)).Served()
	}
	v, err := context.NewVhost(VhostConfig{Interface: "127.0.0.1"}, []*Protocol{{Name: "echo", ReceiveSize: 1 << 16}},
		func(*Vhost) unsafe.Pointer { return nil })
	if err != nil {
		t.Fatal(err)
	}
	var over atomic.Bool
	var servers, clients sync.WaitGroup
	for i, thread := range context.Threads {
		servers.Go(func() {
			runtime.LockOSThread()
			serving[i].Store(int64(unix.Gettid()))
			events := make([]unix.EpollEvent, 64)
			for !over.Load() {
				n, _ := unix.EpollWait(pollers[i].FD(), events, 1)
				thread.Turn(events[:max(n, 0)], context.Clock())
			}
		})
	}
	frames := frame(text, "one of many messages")
	for range len(serving) * peersOfEach {
		p := dial(t, v)
		clients.Go(func() {
			fmt.Fprintf(p, upgradeRequest, "echo")
			head := make([]byte, 0, 512)
			for b := make([]byte, 1); len(head) < 4 || string(head[len(head)-4:]) != "\r\n\r\n"; head = append(head, b[0]) {
				if _, err := io.ReadFull(p, b); err != nil {
					t.Error(err)
					return
				}
			}
			back := make([]byte, 2+len("one of many messages"))
			for range messages {
				io.WriteString(p, frames)
				if _, err := io.ReadFull(p, back); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	context.Threads[1].Loop.Post(func(int64) {
		v.EachConn(nil, func(c *Conn) { host.visited[c.thread.Index].Add(1) })
	})
	clients.Wait()
	over.Store(true)
	servers.Wait()
	for i := range serving {
		// Handed out to the least loaded, so never far apart.
		if n := host.received[i].Load(); n < messages*peersOfEach/2 {
			t.Errorf("thread %d got %d messages of %d", i, n, len(serving)*peersOfEach*messages)
		}
	}
	context.Destroy()
}
