package netio

import (
	"io"

	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/tlsconn"
)

const (
	// cipherSize is how much one connection may receive under TLS at once.
	cipherSize = 64 << 10
	// sealSize is how much is sealed before it is sent: four records.
	sealSize = 4 * tlsconn.RecordMost
	// sealMost is how much of a file is, when the peer is fast.
	sealMost = 16 * tlsconn.RecordMost
)

// StartTLS puts t, whose handshake is over, between the caller and the
// descriptor. Everything written before must have been flushed.
func (s *Stream) StartTLS(t *tlsconn.Conn) { s.tls = t }

// AcknowledgeNow has the kernel acknowledge at once what came so far. The last
// message of a TLS 1.3 handshake has no answer, and a client that does not set
// TCP_NODELAY holds its request back until that message is acknowledged, which
// otherwise takes 40 ms (RFC 9293 section 3.8.6.3).
func (s *Stream) AcknowledgeNow() {
	_ = unix.SetsockoptInt(int(s.fd), unix.IPPROTO_TCP, unix.TCP_QUICKACK, 1)
}

// TLS is what the bytes go through, nil on a plain stream.
func (s *Stream) TLS() *tlsconn.Conn { return s.tls }

// Waiting tells that Recv has something to say though the descriptor may not
// become readable: bytes decrypted already, or the end.
func (s *Stream) Waiting() bool {
	return s.tls != nil && (s.tls.Waiting() || s.tls.Ended())
}

// Discard reads what is there for nobody.
func (s *Stream) Discard(buf []byte) (n int, err error) {
	return recvRaw(int(s.fd), buf, 0)
}

// open is Recv under TLS.
func (s *Stream) open(buf []byte) (n int, err error) {
	if s.tls.Waiting() || s.tls.Ended() {
		n, err = s.tls.Open(nil, buf)
		if n > 0 || err != nil {
			return s.opened(n, err)
		}
	}
	if s.pool.cipher == nil {
		s.pool.cipher = make([]byte, cipherSize)
	}
	// A record that came in part before may come out with these bytes.
	room := max(len(buf)-tlsconn.RecordMost-tlsconn.Overhead, len(buf)/2)
	cipher := s.pool.cipher[:min(room, cipherSize)]
	got, err := recvRaw(int(s.fd), cipher, 0)
	if err != nil {
		return 0, err
	}
	if got == 0 {
		return s.opened(s.tls.OpenEnd(buf))
	}
	return s.opened(s.tls.Open(cipher[:got], buf))
}

// opened brings an outcome of TLS into the form of Recv's.
func (s *Stream) opened(n int, err error) (int, error) {
	if out := s.tls.Output(); len(out) > 0 {
		if failed := s.transmit(out); failed != nil && err == nil {
			err = failed
		}
	}
	switch {
	case n > 0:
		return n, nil
	case err == io.EOF:
		return 0, nil
	case err == nil:
		return 0, unix.EAGAIN
	}
	return 0, err
}

// collect is Write under TLS: what is written in a turn fills records.
func (s *Stream) collect(head, body []byte) error {
	for _, piece := range [2][]byte{head, body} {
		for len(piece) > 0 {
			if len(s.cork) == 0 && len(piece) >= tlsconn.RecordMost {
				n := min(len(piece)-len(piece)%tlsconn.RecordMost, sealSize)
				if err := s.seal(piece[:n]); err != nil {
					return err
				}
				piece = piece[n:]
				continue
			}
			if s.cork == nil {
				s.cork = s.pool.get()
			}
			n := min(len(piece), cap(s.cork)-len(s.cork))
			s.cork = append(s.cork, piece[:n]...)
			piece = piece[n:]
			if len(s.cork) == cap(s.cork) {
				if err := s.sealCork(); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (s *Stream) sealCork() error {
	cork := s.cork
	s.cork = nil
	err := s.seal(cork)
	s.pool.put(cork)
	return err
}

// seal sends plain in records.
func (s *Stream) seal(plain []byte) error {
	out, err := s.tls.Seal(s.pool.sealed[:0], plain)
	if err == nil {
		err = s.transmit(out)
	}
	s.pool.sealed = out
	return err
}

// transmit sends bytes as they are and keeps what the kernel refuses.
func (s *Stream) transmit(out []byte) error {
	for !s.full && len(out) > 0 {
		n, err := s.sendOne(out)
		if s.refuses(err) {
			break
		}
		if err != nil {
			return err
		}
		out = out[n:]
	}
	if len(out) > 0 {
		s.keep(len(out))
		s.backlog = append(s.backlog, out...)
	}
	return nil
}

// sealFile is SendFile under TLS, where the bytes have to come this way. What the
// kernel takes at once shows how much more may come at a time: each call wakes the
// peer, and what it does not take has to be kept.
func (s *Stream) sealFile(file int, offset *int64, n int64) (done int64, err error) {
	for size := int64(sealSize); done < n && !s.full && err == nil; size = min(2*size, sealMost) {
		end := min(done+size, n)
		out := s.pool.sealed[:0]
		for done < end && err == nil {
			var k int
			out, k, err = s.tls.SealFrom(out, s.pool.pieces[:0], int(end-done), func(pieces [][]byte) (int, error) {
				return readAt(file, pieces, *offset)
			})
			*offset += int64(k)
			done += int64(k)
		}
		s.pool.sealed = out
		// What is sealed has its number: it goes out whatever became of the rest.
		if failed := s.transmit(out); failed != nil && err == nil {
			err = failed
		}
	}
	return done, err
}

// readAt reads from a file that is not at its end.
func readAt(file int, pieces [][]byte, offset int64) (int, error) {
	for {
		k, err := unix.Preadv(file, pieces, offset)
		switch {
		case err == unix.EINTR:
			continue
		case err != nil:
			return 0, err
		case k == 0:
			return 0, ErrShorter
		}
		return k, nil
	}
}

// Finish sends everything that was written and, under TLS, that it is all
// (close_notify, RFC 8446 section 6.1). The kernel may keep it waiting.
func (s *Stream) Finish() error {
	if err := s.Flush(); err != nil || s.tls == nil {
		return err
	}
	return s.transmit(s.tls.SealEnd(nil))
}
