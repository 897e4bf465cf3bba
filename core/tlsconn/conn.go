// Package tlsconn is TLS without sockets: what arrived goes in, what is to be
// sent comes out. The handshake runs on a goroutine of its own, because its
// arithmetic takes milliseconds; after it everything runs where the caller is.
package tlsconn

import (
	"crypto/tls"
	"errors"
	"io"
)

// Overhead bounds how many bytes more a record has on the wire than inside:
// header, explicit nonce, tag, padding (RFC 5246 section 6.2.3, RFC 8446
// section 5.2).
const Overhead = 512

// RecordMost is the largest payload of one record (RFC 8446 section 5.1).
const RecordMost = 16 << 10

// ErrTruncated: the stream ended without close_notify, so that somebody may
// have cut it (RFC 8446 section 6.1).
var ErrTruncated = errors.New("the TLS stream ends without close_notify")

// Conn is one TLS connection. During the handshake its methods may be called
// while the handshake goroutine runs; afterwards it belongs to its caller.
type Conn struct {
	// tls is nil once records are there, which go on in its place, and state is what
	// it agreed on.
	tls     *tls.Conn
	records *records
	state   *tls.ConnectionState
	wire    wire
	shake   *handshake // nil once the handshake is over
	more    bool       // Open has bytes that it could not hand out yet
	ended   bool       // the peer's close_notify was read
	cut     error      // what ended reading
}

// Server makes the accepting side of a connection. choose, if not nil, picks the
// settings that serve a client when it has said hello; it is called on another
// goroutine, and config must come from Chosen.
func Server(config *tls.Config, choose func(*tls.ClientHelloInfo) *tls.Config) *Conn {
	c := &Conn{}
	c.wire.choose, c.wire.secrets = choose, &secrets{}
	c.tls = tls.Server(&c.wire, config)
	return c
}

// Chosen makes settings for connections that choose theirs later. They share
// the keys of session tickets: a client may come back to resume.
func Chosen() *tls.Config {
	return &tls.Config{GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		return hello.Conn.(*wire).choose(hello), nil
	}}
}

// Client makes the side that begins.
func Client(config *tls.Config) *Conn {
	c := &Conn{}
	c.tls = tls.Client(&c.wire, config)
	return c
}

// State is what the handshake agreed on.
func (c *Conn) State() tls.ConnectionState {
	if c.state != nil {
		return *c.state
	}
	return c.tls.ConnectionState()
}

// takeOver puts our record layer in the place of crypto/tls, where it can be.
func (c *Conn) takeOver() {
	state := c.tls.ConnectionState()
	if r := c.wire.secrets.takeOver(&state, c.wire.in); r != nil {
		c.tls, c.records, c.state = nil, r, &state
		c.wire = wire{finished: c.wire.finished}
	}
	c.wire.secrets = nil
}

// Waiting tells that Open will give bytes without being given any.
func (c *Conn) Waiting() bool { return c.more }

// Ended tells that Open has nothing to give any more.
func (c *Conn) Ended() bool { return c.ended || c.cut != nil }

// Open takes cipher, what the peer sent, and decrypts it into plain. All of
// cipher is taken, and perhaps overwritten. n is 0 with a nil error when no payload came out. The
// peer's close_notify is io.EOF, told once everything before it was read.
// Output tells what is to be sent because of it.
func (c *Conn) Open(cipher, plain []byte) (n int, err error) {
	if c.Ended() {
		return 0, c.end()
	}
	if c.records != nil {
		return c.openRecords(cipher, plain)
	}
	c.wire.arrive(cipher)
	c.more = false
	for n < len(plain) {
		k, err := c.tls.Read(plain[n:])
		n += k
		if err == nil {
			continue
		}
		c.wire.keep()
		switch {
		case err == errAgain:
			return n, nil
		case err == io.EOF && !c.wire.over:
			c.ended = true
		case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
			c.cut = ErrTruncated
		default:
			c.cut = err
		}
		if n > 0 {
			return n, nil
		}
		return 0, c.end()
	}
	c.wire.keep()
	c.more = true
	return n, nil
}

func (c *Conn) openRecords(cipher, plain []byte) (n int, err error) {
	n, c.more, err = c.records.open(cipher, plain)
	switch {
	case err == io.EOF:
		c.ended = true
	case err != nil:
		c.cut = err
	case c.wire.finished && !c.more:
		c.cut = ErrTruncated
	default:
		return n, nil
	}
	if n > 0 {
		return n, nil
	}
	return 0, c.end()
}

func (c *Conn) end() error {
	if c.cut != nil {
		return c.cut
	}
	return io.EOF
}

// OpenEnd is Open when the peer will send nothing more: unless close_notify
// came before, the stream is truncated.
func (c *Conn) OpenEnd(plain []byte) (n int, err error) {
	c.wire.finished = true
	return c.Open(nil, plain)
}

// Seal appends the records that carry plain to out.
func (c *Conn) Seal(out, plain []byte) ([]byte, error) {
	if c.records != nil {
		return c.records.seal(out, plain), nil
	}
	c.wire.out = out
	_, err := c.tls.Write(plain)
	out, c.wire.out = c.wire.out, nil
	return out, err
}

// SealFrom appends to out the records of at most n bytes, which read puts into the
// pieces it is given, in their order. k is how many those were: as many as fit into
// the room for pieces, RecordMost each, or fewer. pieces is empty, and scratch.
func (c *Conn) SealFrom(out []byte, pieces [][]byte, n int, read func([][]byte) (int, error)) (sealed []byte, k int, err error) {
	n = min(n, cap(pieces)*RecordMost)
	if c.records != nil {
		return c.records.sealFrom(out, pieces, n, read)
	}
	buffer := buffers.Get().(*[]byte)
	defer buffers.Put(buffer)
	if k, err = read(append(pieces, (*buffer)[:min(n, RecordMost)])); err != nil || k == 0 {
		return out, 0, err
	}
	sealed, err = c.Seal(out, (*buffer)[:k])
	return sealed, k, err
}

// Output is what Open wants to be sent: alerts, answers to key updates.
func (c *Conn) Output() []byte {
	if c.records != nil {
		out := c.records.out
		c.records.out = nil
		return out
	}
	out := c.wire.out
	c.wire.out = nil
	return out
}

// SealEnd appends close_notify to out: nothing is sealed after it.
func (c *Conn) SealEnd(out []byte) []byte {
	if c.records != nil {
		return c.records.sealEnd(out)
	}
	c.wire.out = out
	// The only error is a handshake that is not complete: nothing to say then.
	_ = c.tls.CloseWrite()
	out, c.wire.out = c.wire.out, nil
	return out
}
