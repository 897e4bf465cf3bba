package tlsconn

import (
	"crypto/tls"
	"io"
	"net"
	"time"
)

// wire is the net.Conn below crypto/tls: memory in both directions.
type wire struct {
	// choose picks a server's settings.
	choose func(*tls.ClientHelloInfo) *tls.Config
	// secrets of a server are there until records take over.
	secrets *secrets
	// shake is asked for bytes, and given them, during the handshake.
	shake *handshake
	// in is what the peer sent; mine tells that it is a copy.
	in       []byte
	mine     bool
	finished bool // nothing follows in
	over     bool // and that has been read
	out      []byte
}

// again is the error of a read that finds nothing now. crypto/tls takes up
// where it was when a Temporary error is followed by bytes.
type again struct{}

func (again) Error() string   { return "no bytes now" }
func (again) Timeout() bool   { return true }
func (again) Temporary() bool { return true }

var errAgain error = again{}

func (w *wire) Read(p []byte) (int, error) {
	if w.shake != nil {
		return w.shake.read(p)
	}
	if len(w.in) == 0 {
		if w.finished {
			w.over = true
			return 0, io.EOF
		}
		return 0, errAgain
	}
	n := copy(p, w.in)
	w.in = w.in[n:]
	return n, nil
}

func (w *wire) Write(p []byte) (int, error) {
	if w.shake != nil {
		return w.shake.write(p)
	}
	w.out = append(w.out, p...)
	return len(p), nil
}

// arrive adds to what the peer sent. p is borrowed until keep.
func (w *wire) arrive(p []byte) {
	switch {
	case len(w.in) == 0:
		w.in, w.mine = p, false
	case len(p) > 0:
		w.in, w.mine = append(w.in[:len(w.in):len(w.in)], p...), true
	}
}

// keep copies what was not read, because it is borrowed.
func (w *wire) keep() {
	switch {
	case len(w.in) == 0:
		w.in = nil
	case !w.mine:
		w.in, w.mine = append([]byte(nil), w.in...), true
	}
}

// Close is what crypto/tls never reaches: the descriptor is not its own.
func (w *wire) Close() error                     { return nil }
func (w *wire) LocalAddr() net.Addr              { return nowhere{} }
func (w *wire) RemoteAddr() net.Addr             { return nowhere{} }
func (w *wire) SetDeadline(time.Time) error      { return nil }
func (w *wire) SetReadDeadline(time.Time) error  { return nil }
func (w *wire) SetWriteDeadline(time.Time) error { return nil }

type nowhere struct{}

func (nowhere) Network() string { return "memory" }
func (nowhere) String() string  { return "memory" }
