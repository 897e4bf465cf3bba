package h2

import (
	"net"
	"strconv"
	"sync"
	"time"

	"golang.org/x/net/http2/hpack"
)

// pump runs a Conn over a net.Conn, for tests against peers that know nothing
// of it. Methods that touch the Conn hold its lock.
type pump struct {
	mu     sync.Mutex
	conn   Conn
	net    net.Conn
	writer sync.Cond
	queue  []byte
	bodies map[*Stream]*outgoing
	over   bool
	done   chan struct{}
	start  time.Time

	// event gets each event, under the lock.
	event func(p *pump, ev *Event)
	err   *Error
}

// outgoing is a body on its way.
type outgoing struct {
	data     []byte
	trailers []hpack.HeaderField
}

func newPump(nc net.Conn, cfg *Config, event func(*pump, *Event)) *pump {
	p := &pump{net: nc, event: event, bodies: map[*Stream]*outgoing{}, done: make(chan struct{}), start: time.Now()}
	p.writer.L = &p.mu
	p.conn.Init(cfg, 0)
	return p
}

func (p *pump) now() int64 { return time.Since(p.start).Microseconds() }

// run reads until the connection is over.
func (p *pump) run() {
	defer close(p.done)
	go p.write()
	buf := make([]byte, 16<<10)
	var ev Event
	p.do(func() {})
	for {
		n, err := p.net.Read(buf)
		p.mu.Lock()
		for data := buf[:n]; p.err == nil; {
			used, bad := p.conn.Next(&ev, data, p.now())
			data = data[used:]
			p.err = bad
			if bad != nil || ev.Kind == NeedMore {
				break
			}
			p.event(p, &ev)
		}
		p.flush()
		if err != nil || p.err != nil {
			p.over = true
			p.writer.Signal()
			p.mu.Unlock()
			return
		}
		p.mu.Unlock()
	}
}

// do calls f under the lock and sends what comes of it.
func (p *pump) do(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f()
	p.flush()
}

// write sends what is queued, and closes behind it.
func (p *pump) write() {
	var spare []byte
	for {
		p.mu.Lock()
		for len(p.queue) == 0 && !p.over {
			p.writer.Wait()
		}
		out := p.queue
		p.queue = spare[:0]
		over := p.over
		p.mu.Unlock()
		if len(out) > 0 {
			if _, err := p.net.Write(out); err != nil {
				p.net.Close()
				return
			}
		} else if over {
			if t, ok := p.net.(*net.TCPConn); ok {
				t.CloseWrite()
				time.Sleep(20 * time.Millisecond) // an RST would take GOAWAY away
			}
			p.net.Close()
			return
		}
		spare = out
	}
}

// take moves the machine's output to the queue.
func (p *pump) take() {
	out := p.conn.Output()
	p.queue = append(p.queue, out...)
	p.conn.Sent(len(out))
}

// flush sends as much of the bodies as the windows let.
func (p *pump) flush() {
	p.take()
	for s, b := range p.bodies {
		for {
			n := p.conn.Sendable(s, len(b.data))
			if n == 0 && len(b.data) > 0 {
				break
			}
			last := n == len(b.data)
			p.queue = p.conn.AppendData(p.queue, s, n, last && b.trailers == nil)
			p.queue = append(p.queue, b.data[:n]...)
			b.data = b.data[n:]
			if last {
				if b.trailers != nil {
					p.conn.WriteHeaders(s, b.trailers, true)
					p.take()
				}
				delete(p.bodies, s)
				break
			}
		}
	}
	p.writer.Signal()
}

// send queues a body behind a head that was written.
func (p *pump) send(s *Stream, data []byte, trailers ...hpack.HeaderField) {
	p.take()
	p.bodies[s] = &outgoing{data, trailers}
}

// echo is a server that sends each body back, with a trailer that has its
// length, or a greeting.
func echo(p *pump, ev *Event) {
	s := ev.Stream
	switch ev.Kind {
	case Headers:
		s.Owner = []byte(nil)
	case Data:
		s.Owner = append(s.Owner.([]byte), ev.Payload...)
		p.conn.Consumed(s, len(ev.Payload))
	case Reset, StreamError:
		delete(p.bodies, s)
		p.conn.Release(s)
		return
	}
	if s == nil || !ev.End {
		return
	}
	body := s.Owner.([]byte)
	trailers := []hpack.HeaderField{{Name: "x-length", Value: strconv.Itoa(len(body))}}
	if len(body) == 0 {
		body, trailers = []byte("golws says hello"), nil
	}
	p.conn.WriteHeaders(s, []hpack.HeaderField{{Name: ":status", Value: "103"}, {Name: "link", Value: "</a>"}}, false)
	p.conn.WriteHeaders(s, []hpack.HeaderField{{Name: ":status", Value: "200"}, {Name: "content-type", Value: "text/plain"}}, false)
	p.send(s, body, trailers...)
}

// testConfig is a server's.
func testConfig() *Config {
	s := DefaultSettings()
	s.MaxConcurrentStreams = 100
	s.MaxHeaderListSize = 16 << 10
	return &Config{Settings: s, ConnectionWindow: 1 << 20}
}

func clientConfig() *Config {
	c := testConfig()
	c.Client = true
	return c
}
