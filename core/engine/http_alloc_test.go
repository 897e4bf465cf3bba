package engine

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"unsafe"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/loop"
)

// waiter answers requests like a careful program: its head in LWS_CALLBACK_HTTP,
// its body in WRITEABLE.
type waiter struct {
	lean
	head, body []byte
	answered   int
}

func (w *waiter) Callback(c *Conn, p *Protocol, r Reason, in []byte) int {
	switch r {
	case ReasonHTTP:
		c.WriteHTTP(w.head)
		c.RequestWriteable()
	case ReasonHTTPWriteable:
		c.WriteHTTP(w.body)
		fallthrough
	case ReasonHTTPFileCompletion:
		w.answered++
		if c.CompleteTransaction() {
			return -1
		}
	}
	return 0
}

// http2Requests are a client's preface, and requests for path on streams of their
// own from first on, each the same for a peer that has had one.
func http2Preface() []byte {
	var out bytes.Buffer
	out.WriteString(http2.ClientPreface)
	f := http2.NewFramer(&out, nil)
	f.WriteSettings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: 1 << 30})
	f.WriteWindowUpdate(0, 1<<30)
	return out.Bytes()
}

func http2Gets(path string, first uint32, n int) []byte {
	var out, block bytes.Buffer
	f := http2.NewFramer(&out, nil)
	e := hpack.NewEncoder(&block)
	e.SetMaxDynamicTableSize(0)
	for i := range n {
		block.Reset()
		for _, field := range []hpack.HeaderField{{Name: ":method", Value: "GET"}, {Name: ":scheme", Value: "http"},
			{Name: ":authority", Value: "h"}, {Name: ":path", Value: path}, {Name: "user-agent", Value: "test"}} {
			e.WriteField(field)
		}
		f.WriteHeaders(http2.HeadersFrameParam{StreamID: first + 2*uint32(i), BlockFragment: block.Bytes(), EndStream: true, EndHeaders: true})
	}
	return out.Bytes()
}

// What becomes of a request leaves nothing to collect.
func TestHTTPAllocatesNothing(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "f.txt"), make([]byte, 1024), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, path string
		http2      bool
		depth      int
		most       float64 // for each request
	}{
		{"file", "/f.txt", false, 1, 0},
		{"callback", "/call", false, 1, 0},
		// Package hpack makes strings of the two values that are not indexed.
		{"file on a stream", "/f.txt", true, 16, 2.1},
		{"callback on a stream", "/call", true, 16, 2.1},
	} {
		t.Run(c.name, func(t *testing.T) {
			host := &waiter{head: plainHead(200, 100), body: make([]byte, 100)}
			host.program.t = t
			now := int64(1)
			context := NewContext(host, ContextConfig{}, func() int64 { return now })
			epoll, err := loop.NewEpoll()
			if err != nil {
				t.Fatal(err)
			}
			defer epoll.Close()
			thread := context.AddThread(epoll, func() {}, make([]byte, ReceiveMemory))
			mounts := []*Mount{{Point: "/", Kind: MountFile, Origin: folder}, {Point: "/call", Kind: MountCallback, Origin: "http"}}
			v, err := context.NewVhost(VhostConfig{Interface: "127.0.0.1", Mounts: mounts, Options: OptionHTTP2PriorKnowledge},
				[]*Protocol{{Name: "http"}}, func(*Vhost) unsafe.Pointer { return nil })
			if err != nil {
				t.Fatal(err)
			}
			defer context.Destroy()
			events := make([]unix.EpollEvent, 64)
			turn := func() {
				n, _ := unix.EpollWait(epoll.FD(), events, 1)
				now += 100
				thread.Turn(events[:max(n, 0)], now)
			}
			fd := descriptorOf(t, dial(t, v))
			requests := bytes.Repeat([]byte(fmt.Sprintf(get, c.path)), c.depth)
			const rounds = 300
			var batches [][]byte
			if c.http2 {
				unix.Write(fd, http2Preface())
				for i := range rounds {
					batches = append(batches, http2Gets(c.path, uint32(1+2*c.depth*i), c.depth))
				}
			}
			buf := make([]byte, 256<<10)
			next := 0
			round := func() {
				if c.http2 {
					unix.Write(fd, batches[next])
				} else {
					unix.Write(fd, requests)
				}
				next++
				for want := host.answered + c.depth; host.answered < want; {
					turn()
					unix.Read(fd, buf)
				}
				turn()
				unix.Read(fd, buf)
			}
			for range 50 {
				round()
			}
			n := testing.AllocsPerRun(200, round) / float64(c.depth)
			t.Logf("%.2f allocations a request", n)
			if n > c.most {
				t.Errorf("%.2f allocations a request, want at most %v", n, c.most)
			}
		})
	}
}
