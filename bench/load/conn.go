package load

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"time"

	"golang.org/x/sys/unix"
)

// conn is one WebSocket whose messages must come back whole, in order and
// unchanged. It holds no buffer: what arrives is compared as it arrives.
type conn struct {
	fd    int
	index int32 // its place in the fleet

	next        int // variant that is sent next
	owed        int // messages to send as soon as the socket takes them
	outstanding int // messages whose echo has not come
	unsent      []byte
	wantsOut    bool

	expect int // variant whose echo comes next
	head   [10]byte
	headN  int
	inBody bool
	at     int // bytes of the echo's payload seen

	sent, echoed uint64
	sampled      uint64 // number of the message whose round trip is being timed, 0 none
	sampledAt    time.Time
}

// sampleEvery is how many messages of a connection share one timed round trip.
const sampleEvery = 8

// push sends as many owed messages as the socket takes.
func (c *conn) push(m *Messages) error {
	for {
		for len(c.unsent) == 0 {
			if c.owed == 0 {
				return nil
			}
			n := min(c.owed, m.depth)
			c.unsent = m.run(c.next, n)
			c.next = (c.next + n) % m.variants
			c.owed -= n
			c.outstanding += n
			if c.sampled == 0 && c.sent/sampleEvery != (c.sent+uint64(n))/sampleEvery {
				c.sampled = c.sent + 1
				c.sampledAt = time.Now()
			}
			c.sent += uint64(n)
		}
		n, err := unix.SendmsgN(c.fd, c.unsent, nil, nil, unix.MSG_NOSIGNAL)
		switch err {
		case nil:
			c.unsent = c.unsent[n:]
		case unix.EINTR:
		case unix.EAGAIN:
			return nil
		default:
			return fmt.Errorf("send: %w", err)
		}
	}
}

// take compares what arrived with the echoes expected and returns how many are complete.
func (c *conn) take(in []byte, m *Messages, trips *Histogram) (int, error) {
	done := 0
	for len(in) > 0 {
		if !c.inBody {
			n, err := c.header(in, m)
			if err != nil {
				return done, err
			}
			in = in[n:]
			if !c.inBody {
				continue
			}
		}
		n := min(len(in), m.size-c.at)
		if !bytes.Equal(in[:n], m.payload(c.expect)[c.at:c.at+n]) {
			return done, fmt.Errorf("message %d came back changed", c.echoed+1)
		}
		in = in[n:]
		if c.at += n; c.at < m.size {
			break
		}
		c.at, c.headN, c.inBody = 0, 0, false
		if c.expect++; c.expect == m.variants {
			c.expect = 0
		}
		done++
		if c.echoed++; c.echoed == c.sampled {
			trips.Add(time.Since(c.sampledAt))
			c.sampled = 0
		}
	}
	c.outstanding -= done
	if c.outstanding < 0 {
		return done, fmt.Errorf("%d more messages came back than were sent", -c.outstanding)
	}
	return done, nil
}

// header takes bytes of a frame header, which must announce one whole binary message.
func (c *conn) header(in []byte, m *Messages) (int, error) {
	used := 0
	for used < len(in) {
		c.head[c.headN] = in[used]
		c.headN++
		used++
		if c.headN < 2 {
			continue
		}
		if c.head[0] != 0x82 {
			return used, fmt.Errorf("frame starts with %#02x %#02x instead of a whole binary message", c.head[0], c.head[1])
		}
		length := uint64(c.head[1])
		switch {
		case length < 126:
		case length == 126:
			if c.headN < 4 {
				continue
			}
			length = uint64(binary.BigEndian.Uint16(c.head[2:]))
		case length == 127:
			if c.headN < 10 {
				continue
			}
			length = binary.BigEndian.Uint64(c.head[2:])
		default:
			return used, fmt.Errorf("server masks its frames")
		}
		if length != uint64(m.size) {
			return used, fmt.Errorf("message of %d bytes instead of %d", length, m.size)
		}
		c.inBody = true
		break
	}
	return used, nil
}
