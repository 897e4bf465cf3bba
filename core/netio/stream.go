// Package netio moves bytes over descriptors: it listens, accepts, connects,
// receives, and buffers what the kernel does not take at once.
//
// All descriptors are non-blocking, and the calls on them are raw: they return
// at once, so they need not give up the scheduler's processor as Go's own
// system call wrappers do (a garbage collection would wait for it).
package netio

import (
	"errors"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/tlsconn"
)

const (
	// chunkSize is how much one connection may collect in one turn before it
	// is sent: four TLS records, and as many responses on HTTP/2 streams as make
	// the cost of the send small beside theirs.
	chunkSize = 64 << 10
	// copyLimit is the largest write that is collected; a larger one is sent
	// at once without being copied.
	copyLimit = 8 << 10
	// spareChunks bounds how many unused chunks a pool keeps: a little more than
	// the engine lets connections collect at once (corkedMost), or every turn of
	// a busy server would allocate the difference.
	spareChunks = 72
	// BacklogHigh is the amount of unsent data above which a stream counts as
	// choked even before the kernel said so.
	BacklogHigh = 64 << 10
)

// Pool owns the buffers that streams of one service thread write through. An
// idle stream holds none.
type Pool struct {
	spare   [][]byte
	iov     [3]unix.Iovec
	message unix.Msghdr
	// cipher and sealed are TLS's, made when first needed.
	cipher, sealed []byte
	// pieces are where in sealed a file is read to.
	pieces [sealMost / tlsconn.RecordMost][]byte
}

func (p *Pool) get() []byte {
	if n := len(p.spare); n > 0 {
		b := p.spare[n-1]
		p.spare = p.spare[:n-1]
		return b
	}
	return make([]byte, 0, chunkSize)
}

func (p *Pool) put(b []byte) {
	if len(p.spare) < spareChunks {
		p.spare = append(p.spare, b[:0])
	}
}

// Stream is one connected, non-blocking byte stream. It belongs to the thread
// whose Pool it writes through.
type Stream struct {
	pool *Pool
	// tls is what the bytes go through; nil on a plain stream.
	tls *tlsconn.Conn
	fd  int32
	// full: the kernel refused bytes; nothing more is tried until Writable. starved:
	// not because the peer is slow, but for want of memory.
	full, starved bool
	// cork is what was written in this turn.
	cork []byte
	// backlog[sent:] is what the kernel refused.
	backlog []byte
	sent    int
}

// NewStream takes over fd.
func NewStream(fd int, pool *Pool) Stream { return Stream{fd: int32(fd), pool: pool} }

// FD is the descriptor, or -1 once closed.
func (s *Stream) FD() int { return int(s.fd) }

// Recv reads what is there; under TLS, what it means. n is 0 with a nil error at the end of the stream;
// unix.EAGAIN means nothing is there now.
func (s *Stream) Recv(buf []byte) (n int, err error) {
	if s.tls != nil {
		return s.open(buf)
	}
	return recvRaw(int(s.fd), buf, 0)
}

// Peek reads what is there without taking it.
func (s *Stream) Peek(buf []byte) (n int, err error) {
	return recvRaw(int(s.fd), buf, unix.MSG_PEEK)
}

func recvRaw(fd int, buf []byte, flags int) (int, error) {
	for {
		n, _, e := unix.RawSyscall6(unix.SYS_RECVFROM, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(buf))),
			uintptr(len(buf)), uintptr(flags), 0, 0)
		switch e {
		case 0:
			return int(n), nil
		case unix.EINTR:
		case unix.ENOTSOCK:
			return readRaw(fd, buf)
		default:
			return 0, e
		}
	}
}

// readRaw serves descriptors that are not sockets (pipes, terminals, files).
func readRaw(fd int, buf []byte) (int, error) {
	for {
		n, _, e := unix.RawSyscall(unix.SYS_READ, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(buf))), uintptr(len(buf)))
		if e == 0 {
			return int(n), nil
		}
		if e != unix.EINTR {
			return 0, e
		}
	}
}

// Write queues head and body, in that order, as one piece. Small pieces are
// collected until Flush; a large one goes out at once together with what was
// collected, without being copied. Either way the bytes are accepted: what the
// kernel refuses is kept. An error means the connection is dead.
func (s *Stream) Write(head, body []byte) error {
	n := len(head) + len(body)
	if n == 0 {
		return nil
	}
	if s.tls != nil {
		return s.collect(head, body)
	}
	if s.full {
		s.keep(n)
		s.backlog = append(append(s.backlog, head...), body...)
		return nil
	}
	if n > copyLimit {
		return s.send(head, body)
	}
	if s.cork == nil {
		s.cork = s.pool.get()
	} else if len(s.cork)+n > cap(s.cork) {
		if err := s.send(nil, nil); err != nil {
			return err
		}
		if s.full {
			return s.Write(head, body)
		}
		s.cork = s.pool.get()
	}
	s.cork = append(append(s.cork, head...), body...)
	return nil
}

// keep makes room for n more bytes of backlog. What the kernel has taken already
// is cleared away once it is the larger part: a peer that reads slowly but
// steadily while we go on writing never lets the backlog run empty.
func (s *Stream) keep(n int) {
	if s.sent > 0 && len(s.backlog)+n > cap(s.backlog) && s.sent >= len(s.backlog)-s.sent {
		s.backlog = s.backlog[:copy(s.backlog, s.backlog[s.sent:])]
		s.sent = 0
	}
}

// Corked tells whether Flush has anything to send.
func (s *Stream) Corked() bool { return len(s.cork) > 0 }

// Flush sends what was collected in this turn.
func (s *Stream) Flush() error {
	if len(s.cork) == 0 {
		return nil
	}
	if s.tls != nil {
		return s.sealCork()
	}
	return s.send(nil, nil)
}

// Drain is called when the kernel takes data again: it sends the backlog.
func (s *Stream) Drain() error {
	s.starved = false
	for s.sent < len(s.backlog) {
		n, err := s.sendmsg(s.backlog[s.sent:], nil, nil)
		if s.refuses(err) {
			return nil
		}
		if err != nil {
			return err
		}
		s.sent += n
	}
	s.backlog, s.sent, s.full = nil, 0, false
	return nil
}

// Full tells that the kernel refused data and Writable must be awaited.
func (s *Stream) Full() bool { return s.full }

// Starved tells that the kernel is short of memory: it reports the descriptor as
// writable all the same, so Writable is to be called after a while.
func (s *Stream) Starved() bool { return s.starved }

// refuses tells that the kernel takes nothing now, but will later.
func (s *Stream) refuses(err error) bool {
	switch err {
	case unix.EAGAIN:
	case unix.ENOBUFS, unix.ENOMEM:
		s.starved = true
	default:
		return false
	}
	s.full = true
	return true
}

// SetFull says whether Writable must be awaited, for a socket that is connecting.
func (s *Stream) SetFull(full bool) { s.full = full }

// Unsent is how many accepted bytes the kernel does not have yet.
func (s *Stream) Unsent() int { return len(s.cork) + len(s.backlog) - s.sent }

// Queued is how many accepted bytes the peer's side has not acknowledged: those
// of Unsent, and what waits in the kernel. A peer that takes anything at all
// makes it smaller, long before the kernel reports room again.
func (s *Stream) Queued() int {
	n, err := unix.IoctlGetInt(int(s.fd), unix.SIOCOUTQ)
	if err != nil {
		n = 0
	}
	return n + s.Unsent()
}

// send transmits the cork, head and body, keeping what the kernel refuses.
func (s *Stream) send(head, body []byte) error {
	cork := s.cork
	s.cork = nil
	total := len(cork) + len(head) + len(body)
	done := 0
	var err error
	for done < total {
		a, b, c := skip(cork, head, body, done)
		var n int
		if n, err = s.sendmsg(a, b, c); err != nil {
			break
		}
		done += n
	}
	if s.refuses(err) {
		a, b, c := skip(cork, head, body, done)
		s.backlog = append(append(append(s.backlog, a...), b...), c...)
		err = nil
	}
	if cork != nil {
		s.pool.put(cork)
	}
	return err
}

// skip drops the first n bytes of three consecutive slices.
func skip(a, b, c []byte, n int) (_, _, _ []byte) {
	k := min(n, len(a))
	a, n = a[k:], n-k
	k = min(n, len(b))
	b, n = b[k:], n-k
	return a, b, c[min(n, len(c)):]
}

// sendmsg is one non-blocking gathering send. MSG_NOSIGNAL: a peer that went
// away must not raise SIGPIPE in somebody else's program.
func (s *Stream) sendmsg(a, b, c []byte) (int, error) {
	if len(b) == 0 && len(c) == 0 {
		return s.sendOne(a)
	}
	p := s.pool
	k := 0
	for _, piece := range [3][]byte{a, b, c} {
		if len(piece) > 0 {
			p.iov[k].Base = unsafe.SliceData(piece)
			p.iov[k].SetLen(len(piece))
			k++
		}
	}
	p.message = unix.Msghdr{Iov: &p.iov[0]}
	p.message.SetIovlen(k)
	var n uintptr
	var e unix.Errno
	for {
		n, _, e = unix.RawSyscall(unix.SYS_SENDMSG, uintptr(s.fd), uintptr(unsafe.Pointer(&p.message)),
			unix.MSG_NOSIGNAL|unix.MSG_DONTWAIT)
		if e != unix.EINTR {
			break
		}
	}
	if e == unix.ENOTSOCK {
		n, e = writev(s.fd, p.iov[:k])
	}
	p.iov = [3]unix.Iovec{}
	if e != 0 {
		return 0, e
	}
	return int(n), nil
}

// sendOne is sendmsg for a single piece, which costs the kernel less to look at.
func (s *Stream) sendOne(piece []byte) (int, error) {
	for {
		n, _, e := unix.RawSyscall6(unix.SYS_SENDTO, uintptr(s.fd), uintptr(unsafe.Pointer(unsafe.SliceData(piece))),
			uintptr(len(piece)), unix.MSG_NOSIGNAL|unix.MSG_DONTWAIT, 0, 0)
		switch e {
		case 0:
			return int(n), nil
		case unix.EINTR:
		case unix.ENOTSOCK:
			iov := []unix.Iovec{{Base: unsafe.SliceData(piece), Len: uint64(len(piece))}}
			if n, e = writev(s.fd, iov); e == 0 {
				return int(n), nil
			}
			return 0, e
		default:
			return 0, e
		}
	}
}

// writev serves descriptors that are not sockets.
func writev(fd int32, iov []unix.Iovec) (n uintptr, e unix.Errno) {
	mask := blockPipeSignal()
	for {
		n, _, e = unix.RawSyscall(unix.SYS_WRITEV, uintptr(fd), uintptr(unsafe.Pointer(&iov[0])), uintptr(len(iov)))
		if e != unix.EINTR {
			break
		}
	}
	unblockPipeSignal(mask, e == unix.EPIPE || e == 0 && int(n) < total(iov))
	return n, e
}

func total(iov []unix.Iovec) (n int) {
	for i := range iov {
		n += int(iov[i].Len)
	}
	return n
}

// maxSendFile bounds one step of SendFile so that a fast peer fetching a large
// file does not keep the loop from its other connections.
const maxSendFile = 1 << 20

// ErrShorter is about a file that no longer has what was to be sent of it.
var ErrShorter = errors.New("the file became shorter")

// SendFile moves up to n bytes of file, from *offset on, to the peer without
// copying them through this process. It returns how many went; 0 with a nil
// error means that the kernel is full.
func (s *Stream) SendFile(file int, offset *int64, n int64) (int64, error) {
	if err := s.Flush(); err != nil {
		return 0, err
	}
	if s.full {
		return 0, nil
	}
	if n > maxSendFile {
		n = maxSendFile
	}
	if s.tls != nil {
		return s.sealFile(file, offset, n)
	}
	mask := blockPipeSignal()
	sent, err := unix.Sendfile(int(s.fd), file, offset, int(n))
	unblockPipeSignal(mask, err == unix.EPIPE || err == nil && sent < int(n))
	switch {
	case err == nil:
		if sent == 0 {
			return 0, ErrShorter
		}
		return int64(sent), nil
	case err == unix.EINTR || s.refuses(err):
		return 0, nil
	}
	return 0, err
}

// Writable is to be called when the poller reports it: it clears Full when
// there is no backlog (SendFile met a full kernel), and drains it otherwise.
func (s *Stream) Writable() error {
	if s.sent == len(s.backlog) {
		s.full, s.starved = false, false
		return nil
	}
	return s.Drain()
}

// ShutdownWrite tells the peer that no more data will come.
func (s *Stream) ShutdownWrite() { _ = unix.Shutdown(int(s.fd), unix.SHUT_WR) }

// Disown gives the buffers back, and leaves the descriptor to whose it is. Unsent
// bytes are lost.
func (s *Stream) Disown() {
	s.giveBack()
	s.fd = -1
}

// Close gives the descriptor and the buffers back. Unsent bytes are lost.
func (s *Stream) Close() {
	if s.fd < 0 {
		return
	}
	s.giveBack()
	_ = unix.Close(int(s.fd))
	s.fd = -1
}

func (s *Stream) giveBack() {
	if s.cork != nil {
		s.pool.put(s.cork)
		s.cork = nil
	}
	s.backlog, s.sent = nil, 0
}
