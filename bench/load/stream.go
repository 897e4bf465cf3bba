package load

import (
	"bufio"
	"bytes"
	"compress/flate"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	kflate "github.com/klauspost/compress/flate"
	"golang.org/x/sys/unix"
)

// Stream is a load for what a Fleet cannot speak: TLS, and permessage-deflate
// without context takeover. Each connection is a goroutine that sends Depth
// messages with one write and waits for their echoes.
type Stream struct {
	Port, PID, Connections, Depth, Size int
	TLS, Deflate                        bool
	Warm, Time                          time.Duration
}

const deflateOffer = "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n"

// words make text that compresses as what people send does.
var words = strings.Fields(`{"type": "update", "symbol": price volume "time": the of and to in is that for it as was with be by on not he his but at are this have from or had an they which you were her she all would there their we him been has when who will more no if out so said what up its about into than them can only other new some could`)

func prose(n int, seed int64) []byte {
	r := rand.New(rand.NewSource(seed))
	var b []byte
	for len(b) < n {
		b = append(append(b, words[r.Intn(len(words))]...), ' ')
	}
	return b[:n]
}

// streamMessage is a message and the frame that carries it.
type streamMessage struct{ text, frame []byte }

func (s *Stream) messages() []streamMessage {
	list := make([]streamMessage, 31)
	for i := range list {
		m := &list[i]
		m.text = prose(s.Size, int64(i))
		key := [4]byte{byte(i), 7, 99, 1}
		if !s.Deflate {
			m.frame = appendFrame(nil, 0x2, m.text, key)
			continue
		}
		var b bytes.Buffer
		w, _ := flate.NewWriter(&b, 6)
		w.Write(m.text)
		w.Flush()
		m.frame = appendFrame(nil, 0x2, b.Bytes()[:b.Len()-4], key)
		m.frame[0] |= 0x40
	}
	return list
}

func (s *Stream) dial() (net.Conn, *bufio.Reader, error) {
	address := fmt.Sprintf("127.0.0.1:%d", s.Port)
	var c net.Conn
	var err error
	if s.TLS {
		c, err = tls.Dial("tcp", address, &tls.Config{InsecureSkipVerify: true}) // a certificate made for this run
	} else {
		c, err = net.Dial("tcp", address)
	}
	if err != nil {
		return nil, nil, err
	}
	hello := request
	if s.Deflate {
		hello = strings.Replace(request, "\r\n\r\n", "\r\n"+deflateOffer+"\r\n", 1)
	}
	if _, err := io.WriteString(c, hello); err != nil {
		return nil, nil, err
	}
	r := bufio.NewReaderSize(c, 64<<10)
	var answer strings.Builder
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return nil, nil, err
		}
		if answer.WriteString(line); line == "\r\n" {
			break
		}
	}
	if !strings.Contains(answer.String(), accepted) || s.Deflate != strings.Contains(strings.ToLower(answer.String()), "permessage-deflate") {
		return nil, nil, fmt.Errorf("handshake: %q", answer.String())
	}
	return c, r, nil
}

// echo is one connection's part.
func (s *Stream) echo(c net.Conn, r *bufio.Reader, messages []streamMessage, done *atomic.Uint64, stop *atomic.Bool) error {
	var batch, got, whole []byte
	inflater := kflate.NewReader(nil)
	inflated := make([]byte, s.Size+1)
	for next := 0; !stop.Load(); {
		batch = batch[:0]
		for i := range s.Depth {
			batch = append(batch, messages[(next+i)%len(messages)].frame...)
		}
		_ = c.SetDeadline(time.Now().Add(stallTime)) // a server that loses a message must not stop the table
		if _, err := c.Write(batch); err != nil {
			return err
		}
		for range s.Depth {
			first, payload, err := readMessage(r, &got, &whole)
			if err != nil {
				return err
			}
			if first&0x40 != 0 {
				tail := strings.NewReader("\x00\x00\xff\xff\x01\x00\x00\xff\xff")
				inflater.(kflate.Resetter).Reset(io.MultiReader(bytes.NewReader(payload), tail), nil)
				n, err := io.ReadFull(inflater, inflated)
				if err != io.ErrUnexpectedEOF && !(n == 0 && err == io.EOF) {
					return fmt.Errorf("echo does not inflate: %w", err)
				}
				payload = inflated[:n]
			}
			if !bytes.Equal(payload, messages[next%len(messages)].text) {
				return errors.New("message came back changed")
			}
			next++
			done.Add(1)
		}
	}
	return nil
}

// readMessage reads one message, which may come in several frames. first is the
// first byte of its first frame.
func readMessage(r *bufio.Reader, room, whole *[]byte) (first byte, payload []byte, err error) {
	if first, payload, err = readFrame(r, room); err != nil || first&0x80 != 0 {
		return first, payload, err
	}
	*whole = append((*whole)[:0], payload...)
	for {
		next, payload, err := readFrame(r, room)
		if err != nil {
			return 0, nil, err
		}
		if *whole = append(*whole, payload...); next&0x80 != 0 {
			return first, *whole, nil
		}
	}
}

// readFrame reads one frame of a server into memory that it keeps in *room.
func readFrame(r *bufio.Reader, room *[]byte) (first byte, payload []byte, err error) {
	var head [10]byte
	if _, err = io.ReadFull(r, head[:2]); err != nil {
		return 0, nil, err
	}
	n := uint64(head[1])
	switch n {
	case 126:
		_, err = io.ReadFull(r, head[2:4])
		n = uint64(binary.BigEndian.Uint16(head[2:]))
	case 127:
		_, err = io.ReadFull(r, head[2:10])
		n = binary.BigEndian.Uint64(head[2:])
	}
	if err != nil || n > 1<<24 {
		return 0, nil, errors.Join(err, fmt.Errorf("frame of %d bytes", n))
	}
	if uint64(cap(*room)) < n {
		*room = make([]byte, n)
	}
	payload = (*room)[:n]
	_, err = io.ReadFull(r, payload)
	return head[0], payload, err
}

// Run puts the server under the load.
func (s *Stream) Run() (*Result, error) {
	messages := s.messages()
	var done atomic.Uint64
	var stop atomic.Bool
	var all sync.WaitGroup
	failed := make(chan error, s.Connections)
	var conns []net.Conn
	defer func() {
		for _, c := range conns {
			c.Close()
		}
	}()
	var readers []*bufio.Reader
	for range s.Connections {
		c, r, err := s.dial()
		if err != nil {
			return nil, err
		}
		conns, readers = append(conns, c), append(readers, r)
	}
	for i := range conns {
		all.Add(1)
		go func() {
			defer all.Done()
			if err := s.echo(conns[i], readers[i], messages, &done, &stop); err != nil {
				failed <- err
			}
		}()
	}
	defer all.Wait()
	defer stop.Store(true)
	time.Sleep(s.Warm)
	from, at := done.Load(), time.Now()
	before, err := ProcessTime(s.PID)
	if err != nil {
		return nil, err
	}
	select {
	case err := <-failed:
		return nil, err
	case <-time.After(s.Time):
	}
	after, err := ProcessTime(s.PID)
	return &Result{Messages: done.Load() - from, Elapsed: time.Since(at), CPU: after - before}, err
}

// Churn opens, upgrades and closes connections, some at a time, and returns how
// many it was.
func Churn(port, atOnce int, length time.Duration) (uint64, error) {
	var n atomic.Uint64
	var all sync.WaitGroup
	failed := make(chan error, atOnce)
	end := time.Now().Add(length)
	for range atOnce {
		all.Add(1)
		go func() {
			defer all.Done()
			for time.Now().Before(end) {
				s := Stream{Port: port}
				c, _, err := s.dial()
				if err != nil {
					failed <- err
					return
				}
				// A reset leaves no TIME-WAIT behind, of which the ports would run out.
				c.(*net.TCPConn).SetLinger(0)
				c.Close()
				n.Add(1)
			}
		}()
	}
	all.Wait()
	select {
	case err := <-failed:
		return 0, err
	default:
		return max(1, n.Load()), nil
	}
}

// Broadcast has one connection send a message that the server sends to all, some
// times, and returns the server's microseconds per delivery.
func (f *Fleet) Broadcast(size, pid, times int) (float64, error) {
	m := NewMessages(size, 1)
	frame := 2 + size
	if size >= 126 {
		frame += 2
	}
	var before time.Duration
	for round := range times + 1 {
		if round == 1 { // the first warms up
			var err error
			if before, err = ProcessTime(pid); err != nil {
				return 0, err
			}
		}
		c := &f.conns[round%len(f.conns)]
		c.owed = 1
		if err := c.push(m); err != nil {
			return 0, err
		}
		c.outstanding = 0
		for left := frame * len(f.conns); left > 0; {
			err := f.wait(stallTime, func(c *conn, _ uint32) error {
				n, err := unix.Read(c.fd, f.buf)
				switch {
				case err == unix.EAGAIN || err == unix.EINTR:
					return nil
				case err == nil && n == 0:
					return errors.New("closed by the server")
				}
				left -= max(n, 0)
				return err
			})
			if err != nil {
				return 0, err
			}
		}
	}
	after, err := ProcessTime(pid)
	return float64((after - before).Nanoseconds()) / 1000 / float64(times*len(f.conns)), err
}
