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
	tls   *tls.Conn
	wire  wire
	shake *handshake // nil once the handshake is over
	more  bool       // Open has bytes that it could not hand out yet
	ended bool       // the peer's close_notify was read
	cut   error      // what ended reading
}

// Server makes the accepting side of a connection. choose, if not nil, picks the
// settings that serve a client when it has said hello; it is called on another
// goroutine, and config must come from Chosen.
func Server(config *tls.Config, choose func(*tls.ClientHelloInfo) *tls.Config) *Conn {
	c := &Conn{}
	c.wire.choose = choose
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
func (c *Conn) State() tls.ConnectionState { return c.tls.ConnectionState() }

// Waiting tells that Open will give bytes without being given any.
func (c *Conn) Waiting() bool { return c.more }

// Ended tells that Open has nothing to give any more.
func (c *Conn) Ended() bool { return c.ended || c.cut != nil }

// Open takes cipher, what the peer sent, and decrypts it into plain. All of
// cipher is taken. n is 0 with a nil error when no payload came out. The
// peer's close_notify is io.EOF, told once everything before it was read.
// Output tells what is to be sent because of it.
func (c *Conn) Open(cipher, plain []byte) (n int, err error) {
	if c.Ended() {
		return 0, c.end()
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
	c.wire.out = out
	_, err := c.tls.Write(plain)
	out, c.wire.out = c.wire.out, nil
	return out, err
}

// Output is what Open wants to be sent: alerts, answers to key updates.
func (c *Conn) Output() []byte {
	out := c.wire.out
	c.wire.out = nil
	return out
}

// SealEnd appends close_notify to out: nothing is sealed after it.
func (c *Conn) SealEnd(out []byte) []byte {
	c.wire.out = out
	// The only error is a handshake that is not complete: nothing to say then.
	_ = c.tls.CloseWrite()
	out, c.wire.out = c.wire.out, nil
	return out
}
