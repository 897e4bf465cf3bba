package netio

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// pair is a Stream and the raw descriptor at its other end. A small buffer
// makes the kernel refuse soon.
func pair(t *testing.T, buffer int) (*Stream, int) {
	t.Helper()
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	if buffer > 0 {
		if err := unix.SetsockoptInt(fds[0], unix.SOL_SOCKET, unix.SO_SNDBUF, buffer); err != nil {
			t.Fatal(err)
		}
	}
	s := NewStream(fds[0], &Pool{})
	t.Cleanup(func() { s.Close(); unix.Close(fds[1]) })
	return &s, fds[1]
}

// received takes what the other end has now, at most limit bytes.
func received(t *testing.T, fd, limit int) []byte {
	t.Helper()
	buf := make([]byte, limit)
	n, err := unix.Read(fd, buf)
	if err == unix.EAGAIN {
		return nil
	}
	if err != nil {
		t.Fatalf("the peer's read: %v", err)
	}
	return buf[:n]
}

func all(t *testing.T, fd int) (got []byte) {
	t.Helper()
	for {
		piece := received(t, fd, 64<<10)
		if len(piece) == 0 {
			return got
		}
		got = append(got, piece...)
	}
}

func noise(n int) []byte {
	p := make([]byte, n)
	rnd := rand.New(rand.NewPCG(uint64(n), 1))
	for i := range p {
		p[i] = byte(rnd.Uint32())
	}
	return p
}

func TestSmallWritesWaitForFlush(t *testing.T) {
	s, peer := pair(t, 0)
	for _, w := range []string{"one ", "two "} {
		if err := s.Write([]byte(w), []byte("x ")); err != nil {
			t.Fatal(err)
		}
	}
	if got := received(t, peer, 100); got != nil {
		t.Errorf("the peer has %q before Flush", got)
	}
	if !s.Corked() || s.Unsent() != 12 || s.Full() {
		t.Errorf("Corked %v, Unsent %d, Full %v; want true, 12, false", s.Corked(), s.Unsent(), s.Full())
	}
	if err := s.Flush(); err != nil {
		t.Fatal(err)
	}
	if got := string(received(t, peer, 100)); got != "one x two x " {
		t.Errorf("the peer got %q", got)
	}
	if s.Corked() || s.Unsent() != 0 {
		t.Errorf("Corked %v, Unsent %d after Flush", s.Corked(), s.Unsent())
	}
}

// One message in one segment is what makes pipelining cheap: a seqpacket socket
// shows how many sends there were.
func TestOneSendForWhatWasCollected(t *testing.T) {
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fds[1])
	s := NewStream(fds[0], &Pool{})
	defer s.Close()
	for range 100 {
		s.Write([]byte("ab"), []byte("cdef"))
	}
	s.Flush()
	if got := len(received(t, fds[1], 64<<10)); got != 600 {
		t.Errorf("the first send carried %d bytes, want 600", got)
	}
	// A large piece goes out at once, what was collected in front of it.
	s.Write(nil, []byte("before"))
	body := noise(10_000)
	s.Write([]byte("head"), body)
	if want := append([]byte("beforehead"), body...); !bytes.Equal(received(t, fds[1], 64<<10), want) {
		t.Error("a large write did not take along what was collected, in one send and in order")
	}
	if s.Corked() {
		t.Error("something is left to flush")
	}
}

func TestCollectedWritesNeverExceedTheChunk(t *testing.T) {
	s, peer := pair(t, 0)
	piece := noise(3000)
	var want []byte
	for range 20 {
		s.Write(nil, piece)
		want = append(want, piece...)
		if len(s.cork) > chunkSize {
			t.Fatalf("%d bytes collected, more than %d", len(s.cork), chunkSize)
		}
	}
	s.Flush()
	if !bytes.Equal(all(t, peer), want) {
		t.Error("the peer got other bytes")
	}
}

func TestWriteOfNothingTakesNoBuffer(t *testing.T) {
	s, _ := pair(t, 0)
	if err := s.Write(nil, nil); err != nil {
		t.Fatal(err)
	}
	if s.cork != nil || s.Corked() {
		t.Error("a stream that wrote nothing holds a buffer")
	}
}

func TestIdleStreamHoldsNoBuffer(t *testing.T) {
	s, peer := pair(t, 4096)
	for range 50 {
		s.Write(nil, noise(1000))
		s.Flush()
	}
	for s.Full() || s.Unsent() > 0 {
		all(t, peer)
		if err := s.Writable(); err != nil {
			t.Fatal(err)
		}
	}
	if s.cork != nil || s.backlog != nil {
		t.Errorf("an idle stream holds %d and %d bytes", cap(s.cork), cap(s.backlog))
	}
}

func TestFullUntilWritable(t *testing.T) {
	s, peer := pair(t, 4096)
	want := noise(200_000)
	if err := s.Write(nil, want); err != nil {
		t.Fatal(err)
	}
	if !s.Full() || s.Unsent() == 0 {
		t.Fatalf("Full %v, Unsent %d after more than the kernel takes", s.Full(), s.Unsent())
	}
	// What follows comes behind, whatever its size, and Flush does not help.
	for _, n := range []int{10, 8000} {
		want = append(want, noise(n)...)
		if err := s.Write(nil, noise(n)); err != nil {
			t.Fatal(err)
		}
	}
	unsent := s.Unsent()
	if err := s.Flush(); err != nil || s.Corked() || s.Unsent() != unsent {
		t.Errorf("Flush of a full stream: %v, Corked %v, Unsent %d, want nil, false, %d", err, s.Corked(), s.Unsent(), unsent)
	}
	var got []byte
	for turns := 0; s.Full(); turns++ {
		if turns > 10_000 {
			t.Fatal("the stream stays full")
		}
		got = append(got, received(t, peer, 30_000)...)
		if err := s.Writable(); err != nil {
			t.Fatal(err)
		}
	}
	if s.Unsent() != 0 {
		t.Errorf("%d bytes unsent though the stream is not full", s.Unsent())
	}
	got = append(got, all(t, peer)...)
	if !bytes.Equal(got, want) {
		t.Errorf("the peer got %d bytes, want these %d in order", len(got), len(want))
	}
}

// Whatever the sizes and however slow the peer, bytes arrive once, in order.
func TestOrderIsKept(t *testing.T) {
	for seed := range uint64(30) {
		rnd := rand.New(rand.NewPCG(seed, 7))
		s, peer := pair(t, []int{0, 2048, 16384}[seed%3])
		var want, got []byte
		piece := func(most int) []byte { return noise(rnd.IntN(rnd.IntN(most) + 1)) }
		for range 300 {
			switch rnd.IntN(6) {
			case 0, 1, 2:
				head, body := piece(14), piece([]int{100, 5000, 60_000}[rnd.IntN(3)])
				want = append(append(want, head...), body...)
				if err := s.Write(head, body); err != nil {
					t.Fatal(err)
				}
			case 3:
				if err := s.Flush(); err != nil {
					t.Fatal(err)
				}
			case 4:
				got = append(got, received(t, peer, 1+rnd.IntN(50_000))...)
			default:
				if s.Full() {
					if err := s.Writable(); err != nil {
						t.Fatal(err)
					}
				}
			}
			if len(got)+s.Unsent() > len(want) {
				t.Fatalf("seed %d: %d bytes arrived and %d are unsent of %d", seed, len(got), s.Unsent(), len(want))
			}
		}
		for s.Unsent() > 0 {
			s.Flush()
			got = append(got, all(t, peer)...)
			if s.Full() {
				s.Writable()
			}
		}
		got = append(got, all(t, peer)...)
		if !bytes.Equal(got, want) {
			t.Fatalf("seed %d: the peer got %d bytes, want these %d in order", seed, len(got), len(want))
		}
		s.Close()
	}
}

// A broadcaster that writes whatever the state, to a peer that reads slowly but
// steadily: memory follows what is unsent, not what was ever written.
func TestBacklogIsClearedBehindASlowReader(t *testing.T) {
	s, peer := pair(t, 4096)
	s.Write(nil, noise(256<<10))
	for range 20_000 {
		if err := s.Write(nil, noise(1000)); err != nil {
			t.Fatal(err)
		}
		for s.Unsent() > 256<<10 {
			received(t, peer, 2000)
			if err := s.Writable(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if most := 2 << 20; cap(s.backlog) > most {
		t.Errorf("a backlog of %d bytes occupies %d", s.Unsent(), cap(s.backlog))
	}
}

func TestWriteToAPeerThatIsGone(t *testing.T) {
	pipeSignals := make(chan os.Signal, 16)
	signal.Notify(pipeSignals, unix.SIGPIPE)
	defer signal.Stop(pipeSignals)

	file := testFile(t, noise(100_000))
	sends := map[string]func(s *Stream) error{
		"Write": func(s *Stream) error { return s.Write(nil, noise(10_000)) },
		"Flush": func(s *Stream) error { s.Write(nil, []byte("x")); return s.Flush() },
		"SendFile": func(s *Stream) error {
			var offset int64
			_, err := s.SendFile(int(file.Fd()), &offset, 100_000)
			return err
		},
	}
	for name, send := range sends {
		s, peer := pair(t, 0)
		unix.Close(peer)
		if err := send(s); !errors.Is(err, unix.EPIPE) {
			t.Errorf("%s on a socket: %v, want EPIPE", name, err)
		}
		s, reader := pipe(t)
		unix.Close(reader)
		if err := send(s); !errors.Is(err, unix.EPIPE) {
			t.Errorf("%s on a pipe: %v, want EPIPE", name, err)
		}
	}
	// SIGPIPE would end a program that does not ignore it. A real one, sent
	// last, shows that none came before.
	unix.Kill(unix.Getpid(), unix.SIGPIPE)
	select {
	case <-pipeSignals:
	case <-time.After(5 * time.Second):
		t.Fatal("not even a real SIGPIPE arrived")
	}
	time.Sleep(20 * time.Millisecond)
	if n := len(pipeSignals); n != 0 {
		t.Errorf("sending to peers that are gone raised SIGPIPE %d times", n)
	}
}

// pipe is a Stream over the writing end of a pipe.
func pipe(t *testing.T) (*Stream, int) {
	t.Helper()
	var fds [2]int
	if err := unix.Pipe2(fds[:], unix.O_NONBLOCK|unix.O_CLOEXEC); err != nil {
		t.Fatal(err)
	}
	s := NewStream(fds[1], &Pool{})
	t.Cleanup(s.Close)
	return &s, fds[0]
}

func TestDescriptorsThatAreNoSockets(t *testing.T) {
	s, reader := pipe(t)
	defer unix.Close(reader)
	want := noise(300_000) // more than a pipe holds
	s.Write([]byte("head"), want[:3000])
	s.Write(nil, want[3000:])
	if !s.Full() {
		t.Fatal("the pipe took more than it holds")
	}
	in := NewStream(reader, &Pool{})
	var got []byte
	buf := make([]byte, 20_000)
	for s.Full() {
		n, err := in.Recv(buf)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, buf[:n]...)
		if err := s.Writable(); err != nil {
			t.Fatal(err)
		}
	}
	s.Close()
	for {
		n, err := in.Recv(buf)
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			break // the end
		}
		got = append(got, buf[:n]...)
	}
	if !bytes.Equal(got, append([]byte("head"), want...)) {
		t.Error("other bytes came out of the pipe")
	}
}

func TestRecv(t *testing.T) {
	s, peer := pair(t, 0)
	buf := make([]byte, 10)
	if n, err := s.Recv(buf); n != 0 || err != unix.EAGAIN {
		t.Errorf("with nothing there: %d %v, want 0 EAGAIN", n, err)
	}
	unix.Write(peer, []byte("hello"))
	if n, err := s.Peek(buf); string(buf[:n]) != "hello" || err != nil {
		t.Errorf("Peek: %q %v", buf[:n], err)
	}
	if n, err := s.Recv(buf); string(buf[:n]) != "hello" || err != nil {
		t.Errorf("Recv: %q %v", buf[:n], err)
	}
	unix.Shutdown(peer, unix.SHUT_WR)
	if n, err := s.Recv(buf); n != 0 || err != nil {
		t.Errorf("at the end: %d %v, want 0 nil", n, err)
	}
}

func testFile(t *testing.T, content []byte) *os.File {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// sendWhole sends n bytes of file as the engine does.
func sendWhole(t *testing.T, s *Stream, peer int, file *os.File, n int64) (got []byte, err error) {
	t.Helper()
	var offset int64
	for offset < n {
		before := offset
		sent, err := s.SendFile(int(file.Fd()), &offset, n-offset)
		if offset != before+sent {
			t.Fatalf("SendFile sent %d but moved the offset by %d", sent, offset-before)
		}
		if err != nil {
			return append(got, all(t, peer)...), err
		}
		if sent == 0 && !s.Full() && offset == before {
			continue // interrupted
		}
		if s.Full() {
			got = append(got, received(t, peer, 50_000)...)
			if err := s.Writable(); err != nil {
				t.Fatal(err)
			}
		}
	}
	return append(got, all(t, peer)...), nil
}

func TestSendFile(t *testing.T) {
	content := noise(500_000)
	file := testFile(t, content)
	for _, buffer := range []int{0, 4096} {
		s, peer := pair(t, buffer)
		s.Write(nil, []byte("the head; ")) // still collected
		got, err := sendWhole(t, s, peer, file, int64(len(content)))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, append([]byte("the head; "), content...)) {
			t.Errorf("buffer %d: the peer got %d bytes, want the head and then these %d", buffer, len(got), len(content))
		}
	}
}

// Nothing of a file may overtake bytes that the kernel has refused.
func TestSendFileWaitsForTheBacklog(t *testing.T) {
	file := testFile(t, []byte("file"))
	s, peer := pair(t, 4096)
	want := noise(100_000)
	s.Write(nil, want)
	var offset int64
	if n, err := s.SendFile(int(file.Fd()), &offset, 4); n != 0 || err != nil || !s.Full() {
		t.Fatalf("SendFile of a full stream: %d %v, Full %v; want 0 nil true", n, err, s.Full())
	}
	var got []byte
	for s.Full() {
		got = append(got, received(t, peer, 10_000)...)
		s.Writable()
	}
	rest, err := sendWhole(t, s, peer, file, 4)
	if got = append(got, rest...); err != nil || !bytes.Equal(got, append(want, "file"...)) {
		t.Errorf("%v; the peer got %d bytes, want %d in order", err, len(got), len(want)+4)
	}
}

func TestSendFileBoundsOneStep(t *testing.T) {
	file := testFile(t, nil)
	if err := file.Truncate(8 << 20); err != nil {
		t.Fatal(err)
	}
	s, _ := pair(t, 16<<20)
	var offset int64
	n, err := s.SendFile(int(file.Fd()), &offset, 8<<20)
	if err != nil || n > maxSendFile {
		t.Errorf("one step sent %d bytes (%v), more than %d", n, err, maxSendFile)
	}
}

// A file that shrinks while it is sent can't fill the length that was promised.
func TestSendFileThatBecameShort(t *testing.T) {
	file := testFile(t, noise(1000))
	s, peer := pair(t, 0)
	got, err := sendWhole(t, s, peer, file, 2000)
	if !errors.Is(err, ErrShorter) || len(got) != 1000 {
		t.Errorf("%d bytes and %v, want 1000 and ErrShorter", len(got), err)
	}
}

// Go interrupts its threads with signals; so may the program.
func TestSignalsDoNotDisturb(t *testing.T) {
	s, peer := pair(t, 8192)
	p, reader := pipe(t)
	defer unix.Close(reader)
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	pid, tid := unix.Getpid(), unix.Gettid()
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			default:
				unix.Tgkill(pid, tid, unix.SIGURG)
			}
		}
	}()
	var want, got, gotPipe []byte
	for i := range 400 {
		piece := noise(500 + i*20)
		want = append(want, piece...)
		for _, stream := range []*Stream{s, p} {
			if err := stream.Write(nil, piece); err != nil {
				t.Fatal(err)
			}
			if err := stream.Flush(); err != nil {
				t.Fatal(err)
			}
			if stream.Full() {
				if err := stream.Writable(); err != nil {
					t.Fatal(err)
				}
			}
		}
		got, gotPipe = append(got, all(t, peer)...), append(gotPipe, all(t, reader)...)
	}
	for s.Full() || p.Full() {
		s.Writable()
		p.Writable()
		got, gotPipe = append(got, all(t, peer)...), append(gotPipe, all(t, reader)...)
	}
	close(stop)
	<-stopped
	if !bytes.Equal(got, want) || !bytes.Equal(gotPipe, want) {
		t.Errorf("%d and %d bytes arrived, want these %d", len(got), len(gotPipe), len(want))
	}
}

func TestCloseGivesEverythingBack(t *testing.T) {
	s, _ := pair(t, 0)
	fd := s.FD()
	s.Write(nil, []byte("never sent"))
	s.Close()
	if s.FD() != -1 || s.Unsent() != 0 || s.Corked() || len(s.pool.spare) != 1 {
		t.Errorf("after Close: FD %d, Unsent %d, Corked %v, %d spare buffers", s.FD(), s.Unsent(), s.Corked(), len(s.pool.spare))
	}
	if _, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0); err != unix.EBADF {
		t.Errorf("the descriptor is still open (%v)", err)
	}
	s.Close() // harmless
}

func TestSteadyStateAllocatesNothing(t *testing.T) {
	s, peer := pair(t, 0)
	head, body, large, buf := make([]byte, 4), make([]byte, 60), make([]byte, 8000), make([]byte, 64<<10)
	if n := testing.AllocsPerRun(200, func() {
		for range 20 {
			s.Write(head, body)
		}
		s.Write(head, large)
		s.Flush()
		recvRaw(peer, buf, 0)
	}); n != 0 {
		t.Errorf("%v allocations a turn, want none", n)
	}
}
