package tlsconn

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"
)

const (
	// HandshakesMost bounds how many handshakes have a goroutine at once, by
	// far most of them waiting for their peers. Later ones wait for their turn,
	// holding nothing but the peer's first message.
	HandshakesMost = 8192
	// inputMost bounds what a peer may send ahead of the handshake's reading: its
	// owner is to stop reading at inputHigh, which a client reaches whose data
	// follow its part of the handshake at once.
	inputMost = 256 << 10
	inputHigh = 64 << 10
)

// slots are held by handshakes that compute: one processor is left to the
// service thread.
var slots = make(chan struct{}, max(1, runtime.NumCPU()-1))

// places are held by handshakes from start to end.
var places = make(chan struct{}, HandshakesMost)

var errCancelled = errors.New("the handshake was given up")

// ErrFlood: the peer sends without waiting for our part of the handshake.
var ErrFlood = errors.New("too much data during the TLS handshake")

// handshake is a handshake under way: what its goroutine and the owner of the
// connection share.
type handshake struct {
	conn   *Conn
	notify func()
	wake   chan struct{} // there is input, or the handshake is given up

	mu        sync.Mutex
	in, out   []byte
	record    boundary
	full      bool // the owner waits until in is taken
	finished  bool // the peer will send nothing more
	cancelled bool
	notified  bool // notify was called since the last Take
	done      bool
	err       error
}

// Start begins the handshake. notify is called on another goroutine when Take
// has something new.
func (c *Conn) Start(notify func()) {
	c.shake = &handshake{conn: c, notify: notify, wake: make(chan struct{}, 1)}
	c.wire.shake = c.shake
	go c.shake.run()
}

// Feed gives the handshake bytes of the peer. full: no more are to be read until
// the next notification.
func (c *Conn) Feed(p []byte) (full bool, err error) {
	h := c.shake
	h.mu.Lock()
	over := len(h.in)+len(p) > inputMost
	if !over {
		h.in = append(h.in, p...)
		h.full = len(h.in) >= inputHigh
		full = h.full
	}
	h.mu.Unlock()
	if over {
		return true, ErrFlood
	}
	h.rouse()
	return full, nil
}

// Full tells that what was fed is still to be taken.
func (c *Conn) Full() bool {
	h := c.shake
	if h == nil {
		return false
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.full
}

// Ask waits for an answer that comes from elsewhere, on the handshake's goroutine;
// ask begins. While it waits it holds no slot. A handshake that is given up is
// answered by false.
func (c *Conn) Ask(ask func(answer chan<- bool)) bool {
	h := c.shake
	answer := make(chan bool, 1)
	<-slots
	defer func() { slots <- struct{}{} }()
	h.tellOutput()
	ask(answer)
	defer h.rouse() // for what came meanwhile
	for {
		select {
		case yes := <-answer:
			return yes
		case <-h.wake:
			h.mu.Lock()
			cancelled := h.cancelled
			h.mu.Unlock()
			if cancelled {
				return false
			}
		}
	}
}

// FeedEnd tells the handshake that the peer has closed.
func (c *Conn) FeedEnd() {
	h := c.shake
	h.mu.Lock()
	h.finished = true
	h.mu.Unlock()
	h.rouse()
}

// Take gives what is to be sent, and whether the handshake is over. When it
// is, without an error, Open and Seal may be used; what came behind the
// handshake is waiting in Open.
func (c *Conn) Take() (out []byte, done bool, err error) {
	h := c.shake
	if h == nil {
		return nil, true, nil
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.notified = false
	out, h.out = h.out, nil
	if !h.done {
		return out, false, nil
	}
	if h.err == nil {
		c.shake, c.wire.shake = nil, nil
		c.wire.in, c.wire.mine, c.wire.finished = h.in, true, h.finished
		c.more = true
		c.takeOver()
	}
	return out, true, h.err
}

// Cancel gives a handshake up; a finished one is not touched.
func (c *Conn) Cancel() {
	h := c.shake
	if h == nil {
		return
	}
	h.mu.Lock()
	h.cancelled = true
	h.mu.Unlock()
	h.rouse()
}

func (h *handshake) rouse() {
	select {
	case h.wake <- struct{}{}:
	default:
	}
}

// run is the handshake's goroutine.
func (h *handshake) run() {
	places <- struct{}{}
	slots <- struct{}{}
	err := h.attempt()
	<-slots
	<-places
	h.mu.Lock()
	h.done, h.err = true, err
	h.mu.Unlock()
	h.tell()
}

// attempt makes a panic in a certificate's parsing this handshake's failure and
// no more.
func (h *handshake) attempt() (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("TLS handshake: panic: %v", p)
		}
	}()
	h.mu.Lock()
	cancelled := h.cancelled
	h.mu.Unlock()
	if cancelled {
		return errCancelled
	}
	return h.conn.tls.Handshake()
}

func (h *handshake) tell() {
	h.mu.Lock()
	first := !h.notified && !h.cancelled
	h.notified = true
	h.mu.Unlock()
	if first {
		h.notify()
	}
}

// read gives crypto/tls what the peer sent. While it waits for that the
// handshake computes nothing, so it holds no slot.
func (h *handshake) read(p []byte) (int, error) {
	for {
		n, err := h.take(p)
		if n > 0 || err != nil {
			return n, err
		}
		<-slots
		h.tellOutput()
		<-h.wake
		slots <- struct{}{}
	}
}

func (h *handshake) take(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.cancelled:
		return 0, errCancelled
	case len(h.in) > 0:
		n := copy(p[:min(len(p), h.record.rest())], h.in)
		h.record.passed(h.in[:n])
		if h.in = h.in[n:]; len(h.in) == 0 {
			h.in = nil
		}
		return n, nil
	case h.finished:
		return 0, io.EOF
	}
	return 0, nil
}

func (h *handshake) write(p []byte) (int, error) {
	h.conn.wire.secrets.sent(p)
	h.mu.Lock()
	h.out = append(h.out, p...)
	h.mu.Unlock()
	return len(p), nil
}

func (h *handshake) tellOutput() {
	h.mu.Lock()
	any := len(h.out) > 0 || h.full
	h.full = false
	h.mu.Unlock()
	if any {
		h.tell()
	}
}

// boundary follows where records end: crypto/tls reads what it is given, and is to
// have nothing of what comes behind the handshake.
type boundary struct {
	header [headerLength]byte
	got    int // of header
	left   int // of the payload
}

// rest is how many bytes there are to the end of the header, or of the record.
func (b *boundary) rest() int {
	if b.left > 0 {
		return b.left
	}
	return headerLength - b.got
}

// passed takes note of bytes, no more than rest.
func (b *boundary) passed(p []byte) {
	if b.left > 0 {
		b.left -= len(p)
		return
	}
	if b.got += copy(b.header[b.got:], p); b.got == headerLength {
		b.got, b.left = 0, int(binary.BigEndian.Uint16(b.header[3:]))
	}
}
