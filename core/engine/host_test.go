package engine

import (
	"bufio"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/loop"
	"github.com/golws/golws/core/tlsconn"
	"github.com/golws/golws/core/ws"
)

// reply is what a program's callback does; non-zero means "close".
type reply func(c *Conn, in []byte) int

// program is a Host as a careful program would be, that watches the engine: a
// callback for a connection that is closed, a binding dropped that was never
// made, or an end that comes twice fail the test.
type program struct {
	t  testing.TB
	on map[Reason]reply
	// accept answers FILTER_NETWORK_CONNECTION, append ADD_HEADERS and
	// APPEND_HANDSHAKE_HEADER.
	accept func(fd int) int
	append map[Reason]string
	level  Level // of the lines that are kept
	lines  []string
	calls  []call
	live   map[*Conn]*session
	depth  int
	opened int
	closed int
	quiet  bool // keep no calls
	// asked are the requests for WRITEABLE that this turn collected.
	turning bool
	asked   []*Conn
}

// session is what the program knows about a connection.
type session struct {
	bound, created, established, ended bool
	failed                             bool // a panic cost it
	data                               any
}

type call struct {
	c  *Conn
	r  Reason
	in string
}

func (p *program) errorf(format string, args ...any) {
	p.t.Helper()
	p.t.Errorf(format, args...)
}

// call runs the program's reply to r and checks that r may come now.
func (p *program) call(c *Conn, r Reason, in []byte) int {
	s := p.live[c]
	if s == nil {
		p.errorf("callback %d for a connection that is not open", r)
		return 0
	}
	switch r {
	case ReasonHTTPBindProtocol, ReasonRawSktBindProtocol, ReasonClientHTTPBindProtocol, ReasonRawProxySrvBindProtocol, ReasonRawProxyCliBindProtocol:
		if s.bound {
			p.errorf("callback %d: a second binding without a drop", r)
		}
		if s.ended {
			p.errorf("callback %d: a binding after the end", r)
		}
	case ReasonHTTPDropProtocol, ReasonWSServerDropProtocol, ReasonWSClientDropProtocol, ReasonRawSktDropProtocol, ReasonClientHTTPDropProtocol,
		ReasonRawProxySrvDropProtocol, ReasonRawProxyCliDropProtocol:
		if !s.bound {
			p.errorf("callback %d: a drop without a binding", r)
		}
		s.bound = false
	case ReasonWSICreate:
		if s.created {
			p.errorf("WSI_CREATE twice")
		}
		s.created = true
	case ReasonClientHTTPRedirect:
		s.created = false // and made anew
	case ReasonServerWriteable, ReasonClientWriteable, ReasonHTTPWriteable, ReasonRawWriteable, ReasonClientHTTPWriteable,
		ReasonRawProxySrvWriteable, ReasonRawProxyCliWriteable:
		if p.depth > 0 {
			p.errorf("WRITEABLE inside another callback")
		}
	case ReasonEstablished, ReasonClientEstablished:
		if s.established {
			p.errorf("ESTABLISHED twice")
		}
		s.established = true
	case ReasonReceive, ReasonClientReceive:
		if !s.established {
			p.errorf("RECEIVE before ESTABLISHED")
		}
		if c.paused {
			p.errorf("RECEIVE though receiving is off")
		}
	case ReasonClosed, ReasonClosedHTTP, ReasonClientClosed, ReasonClosedClientHTTP, ReasonRawClose, ReasonRawCloseFile,
		ReasonRawProxySrvClose, ReasonRawProxyCliClose, ReasonClientConnectionError:
		if s.ended {
			p.errorf("callback %d: the end is told twice", r)
		}
		s.ended = true
	case ReasonWSIDestroy, ReasonChildClosing:
	default:
		if s.ended {
			p.errorf("callback %d after the end", r)
		}
	}
	if !p.quiet {
		p.calls = append(p.calls, call{c, r, string(in)})
	}
	// As the bridge does: text is followed by a zero byte while C looks at it.
	if len(in) > 0 && cap(in) > len(in) {
		over := &in[:len(in)+1][len(in)]
		saved := *over
		*over = 0
		defer func() { *over = saved }()
	}
	result := 0
	if f := p.on[r]; f != nil {
		p.depth++
		result = f(c, in)
		p.depth--
	}
	switch r {
	case ReasonHTTPBindProtocol, ReasonRawSktBindProtocol, ReasonClientHTTPBindProtocol, ReasonRawProxySrvBindProtocol, ReasonRawProxyCliBindProtocol:
		s.bound = s.bound || result == 0 && !s.ended
	}
	return result
}

func (p *program) Callback(c *Conn, _ *Protocol, r Reason, in []byte) int {
	defer touchWire()
	return p.call(c, r, in)
}
func (p *program) CallbackValue(c *Conn, _ *Protocol, r Reason, _ uintptr, _ int) int {
	return p.call(c, r, nil)
}
func (p *program) CallbackAppend(c *Conn, _ *Protocol, r Reason, room []byte) (int, int) {
	n := copy(room, p.append[r])
	return n, p.call(c, r, nil)
}
func (p *program) CallbackText(c *Conn, _ *Protocol, r Reason, in string, _ int) int {
	return p.call(c, r, []byte(in))
}
func (p *program) CallbackCGI(c *Conn, r Reason, e *CGIEvent) int { return p.call(c, r, e.Data) }
func (p *program) CallbackPage(c *Conn, _ *Protocol, room []byte, at, n int, _, _ bool) ([]byte, int) {
	return room[at:][:n], p.call(c, ReasonProcessHTML, room[at:][:n])
}

func (p *program) CallbackExtensionDefaults(c *Conn, name string, _ []byte) int {
	return p.Callback(c, nil, ReasonWSExtDefaults, []byte(name))
}

func (p *program) ConstructExtension(*Conn, *Extension) (uintptr, []ExtensionOption, bool) {
	return 0, nil, false
}
func (p *program) ExtensionOption(*Conn, *ActiveExtension, int, string)            {}
func (p *program) ConfirmExtension(*Conn, *ActiveExtension) bool                   { return true }
func (p *program) NameExtensionOption(*Conn, *ActiveExtension, string, string) int { return 0 }
func (p *program) DestroyExtension(*Conn, *ActiveExtension)                        {}
func (p *program) TransformReceived(*Conn, *ActiveExtension, []byte) ([]byte, int) { return nil, -1 }
func (p *program) PresendExtension(*Conn, *ActiveExtension, []byte) (sent []byte, r int) {
	return nil, -1
}
func (p *program) TransformSent(*Conn, *ActiveExtension, ws.Opcode, bool, []byte) ([]byte, int) {
	return nil, -1
}

func (p *program) CallbackAccess(c *Conn, _ *Protocol, _ []byte, _ uint32) int {
	return p.call(c, ReasonCheckAccessRights, nil)
}
func (p *program) CallbackChild(parent, _ *Conn) { p.call(parent, ReasonChildClosing, nil) }
func (p *program) TLSEvent(*Conn, int) int       { return 0 }

func (p *program) CallbackSelf(c *Conn, _ *Protocol, r Reason) int { return p.call(c, r, nil) }

func (p *program) VhostCallback(_ *Thread, v *Vhost, _ *Protocol, r Reason) int {
	p.calls = append(p.calls, call{nil, r, v.Config.Name})
	if f := p.on[r]; f != nil {
		return f(nil, nil)
	}
	return 0
}

func (p *program) HasIssuers() bool { return false }

func (p *program) AskIssuer(*Thread, []byte, func(*x509.Certificate)) (withdraw func()) { return nil }

func (p *program) CertificateAges(_ *Thread, v, w *Vhost, _ *Protocol, days int) {
	p.calls = append(p.calls, call{nil, ReasonVhostCertAging, w.Config.Name + ": " + v.Config.Name + " " + strconv.Itoa(days)})
}

func (p *program) Verifying(_ *Conn, v *tlsconn.Verification, _ tlsconn.VerifyCode) (bool, tlsconn.VerifyCode) {
	return v.Failure == nil, 0
}

func (p *program) AcceptCallback(_ *Thread, _ *Vhost, _ *Protocol, _ Reason, fd int) int {
	if p.accept != nil {
		return p.accept(fd)
	}
	return 0
}

func (p *program) PollChanged(*Conn, Reason, loop.Events, loop.Events) {}

func (p *program) Opened(c *Conn) bool {
	if p.live[c] != nil {
		p.errorf("Opened twice")
	}
	p.live[c] = &session{}
	p.opened++
	return true
}

func (p *program) Closed(c *Conn) {
	s := p.live[c]
	if s == nil {
		p.errorf("Closed twice, or without Opened")
		return
	}
	if s.bound && !s.failed {
		p.errorf("closed without the drop of a binding")
	}
	handedOn := c.client != nil && c.client.handedOn // its socket lives on
	if s.created && !s.ended && !s.failed && !handedOn && c.instantiated {
		switch c.role.(type) {
		case listener, refusedUpgrade, tlsHandshake: // as in lws: see tls_peer_gives_up
		case relayWaiting, *relay: // what becomes of it concerns no protocol
		default:
			p.errorf("closed without telling the program of the end")
		}
	}
	delete(p.live, c)
	p.closed++
}

func (p *program) Attached(*Conn)            {}
func (p *program) Bind(c *Conn, q *Protocol) { p.open(c, "Bind") }
func (p *program) Rehosted(c *Conn)          { p.open(c, "Rehosted") }
func (p *program) EnsureSession(c *Conn)     { p.open(c, "EnsureSession") }
func (p *program) DropSession(c *Conn)       { p.open(c, "DropSession") }

// CallbackReceives stops where the program or its connection stops.
func (p *program) CallbackReceives(c *Conn, r Reason, row []Piece) (told, result int) {
	for i, piece := range row {
		c.ws.receiving = Receiving{First: true, Final: true, Binary: piece.Opcode == ws.Binary, Opcode: uint8(piece.Opcode)}
		if result = p.call(c, r, piece.Payload); result != 0 || slices.Max(c.Halts()[:]) != 0 {
			return i + 1, result
		}
	}
	return len(row), 0
}

// CallbackWriteables repeats WRITEABLE while the program asks again.
func (p *program) CallbackWriteables(c *Conn, r Reason, most int) int {
	for range most {
		if result := p.call(c, r, nil); result != 0 || p.live[c] == nil || c.Choked() || !p.AskedAgain(c) {
			return result
		}
	}
	p.ask(c)
	return 0
}

// ask is lws_callback_on_writable: during a turn the Host collects.
func (p *program) ask(c *Conn) {
	if !p.turning {
		c.RequestWriteable()
	} else if p.live[c] != nil && !slices.Contains(p.asked, c) {
		p.asked = append(p.asked, c)
	}
}

func (p *program) Turning(_ *Thread, begins bool) { p.turning = begins }

func (p *program) Asked(_ *Thread, list []*Conn) []*Conn {
	for _, c := range p.asked {
		if p.live[c] != nil {
			list = append(list, c)
		}
	}
	p.asked = p.asked[:0]
	return list
}

func (p *program) AskedAgain(c *Conn) bool {
	i := slices.Index(p.asked, c)
	if i < 0 {
		return false
	}
	p.asked = slices.Delete(p.asked, i, i+1)
	return true
}

func (p *program) HasSession(c *Conn) bool { p.open(c, "HasSession"); return true }
func (p *program) Reparented(c, _ *Conn)   { p.open(c, "Reparented") }
func (p *program) VhostClosed(*Vhost)      {}
func (p *program) Wants(level Level) bool  { return level&p.level != 0 }

func (p *program) open(c *Conn, what string) {
	if p.live[c] == nil {
		p.errorf("%s of a connection that is not open", what)
	}
}

func (p *program) Log(level Level, _ *Conn, _ *Vhost, text string) {
	if p.Wants(level) {
		p.lines = append(p.lines, text)
	}
}

// logged is how many lines contain text.
func (p *program) logged(text string) (n int) {
	for _, l := range p.lines {
		if strings.Contains(l, text) {
			n++
		}
	}
	return n
}

// count is how often the program was called for r.
func (p *program) count(r Reason) (n int) {
	for _, c := range p.calls {
		if c.r == r {
			n++
		}
	}
	return n
}

// told strings together what came with the callbacks for r.
func (p *program) told(r Reason) string {
	var b strings.Builder
	for _, c := range p.calls {
		if c.r == r {
			b.WriteString(c.in)
		}
	}
	return b.String()
}

// house is a context with one service thread, which is the test's goroutine.
type house struct {
	t       testing.TB
	program *program
	context *Context
	thread  *Thread
	epoll   *loop.Epoll
	wake    int
	start   time.Time
	skipped int64
	over    bool
	events  int
}

// wakeKey marks the wake-up among the events.
var wakeKey = loop.Key{Slot: 1<<32 - 1, Generation: 1<<32 - 1}

func newHouse(t testing.TB, config ContextConfig) *house {
	t.Helper()
	h := &house{t: t, start: time.Now()}
	h.program = &program{t: t, on: map[Reason]reply{}, append: map[Reason]string{}, live: map[*Conn]*session{}, level: LevelErr | LevelWarn}
	h.context = NewContext(h.program, config, h.now)
	var err error
	if h.epoll, err = loop.NewEpoll(); err != nil {
		t.Fatal(err)
	}
	if h.wake, err = unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK); err != nil {
		t.Fatal(err)
	}
	if err := h.epoll.Add(h.wake, wakeKey, loop.Readable); err != nil {
		t.Fatal(err)
	}
	h.thread = h.context.AddThread(h.epoll, func() {
		one := [8]byte{0: 1}
		unix.Write(h.wake, one[:])
	}, make([]byte, ReceiveMemory))
	t.Cleanup(h.destroy)
	return h
}

// destroy ends the context, and checks that it leaves nothing behind.
func (h *house) destroy() {
	if h.over {
		return
	}
	h.over = true
	h.context.Destroy()
	if n := len(h.program.live); n != 0 {
		h.t.Errorf("%d connections outlived their context", n)
	}
	if n := h.thread.Loop.Timers.Len(); n != 0 {
		h.t.Errorf("%d timers outlived their context", n)
	}
	h.epoll.Close()
	unix.Close(h.wake)
}

func (h *house) now() int64 { return time.Since(h.start).Microseconds() + 1 + h.skipped }

// skip lets time pass without waiting.
func (h *house) skip(d time.Duration) {
	h.skipped += d.Microseconds()
	h.turn(0)
}

// turn is what a service call does, waiting for at most most.
func (h *house) turn(most time.Duration) {
	wait := h.thread.Wait(h.now())
	if wait < 0 || wait > most.Microseconds() {
		wait = most.Microseconds()
	}
	var events [64]unix.EpollEvent
	touchWire()
	n, err := unix.EpollWait(h.epoll.FD(), events[:], int((wait+999)/1000))
	touchWire()
	if err != nil && err != unix.EINTR {
		h.t.Fatal(err)
	}
	n = max(n, 0)
	for i := range events[:n] {
		if key, _ := loop.FromEpoll(&events[i]); key == wakeKey {
			var count [8]byte
			unix.Read(h.wake, count[:])
			n--
			events[i] = events[n]
			break
		}
	}
	h.events += n
	h.context.Start()
	defer h.recover()
	h.thread.Turn(events[:n], h.now())
}

// onPurpose is what a callback panics with to stand for a mistake of ours.
type onPurpose struct{ c *Conn }

// recover does what the bridge does when a turn panics.
func (h *house) recover() {
	p := recover()
	if p == nil {
		return
	}
	mistake, ok := p.(onPurpose)
	if !ok {
		panic(p)
	}
	h.program.depth = 0
	if guilty := h.thread.Recover(h.now()); guilty != mistake.c {
		h.t.Errorf("the wrong connection, %p instead of %p, was held responsible", guilty, mistake.c)
	}
	h.program.depth = 0 // its end may have failed, too
}

// serve serves until done says so, or for too long.
func (h *house) serve(what string, done func() bool) {
	h.t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for !done() {
		if time.Now().After(deadline) {
			h.t.Fatalf("waited too long for: %s", what)
		}
		h.turn(2 * time.Millisecond)
	}
}

// during serves while f, which may block on sockets, runs.
func (h *house) during(f func()) {
	h.t.Helper()
	done := make(chan struct{})
	go func() { defer close(done); f() }()
	h.serve("the peer's part", func() bool {
		select {
		case <-done:
			return true
		default:
			return false
		}
	})
}

// settle serves until nothing happens any more.
func (h *house) settle() {
	for quiet, turns := 0, 0; quiet < 3 && turns < 1000; turns++ {
		events := h.events
		h.turn(time.Millisecond)
		if quiet++; h.events > events {
			quiet = 0
		}
	}
}

// vhost adds a vhost that listens on a port of the loopback interface.
func (h *house) vhost(config VhostConfig, protocols ...*Protocol) *Vhost {
	h.t.Helper()
	if config.Name == "" {
		config.Name = "default"
	}
	if config.Interface == "" && config.Options&OptionUnixSocket == 0 {
		config.Interface = "127.0.0.1"
	}
	if len(protocols) == 0 {
		protocols = []*Protocol{{Name: "http"}}
	}
	v, err := h.context.NewVhost(config, protocols, func(*Vhost) unsafe.Pointer { return nil })
	if err != nil {
		h.t.Fatal(err)
	}
	return v
}

// httpHouse is a house with one vhost whose program answers each request with
// its path.
func httpHouse(t testing.TB, config VhostConfig) (*house, *Vhost) {
	h := newHouse(t, ContextConfig{})
	v := h.vhost(config)
	h.program.on[ReasonHTTP] = func(c *Conn, in []byte) int {
		if m := c.Request().Method.String(); m == "POST" || m == "PUT" {
			return 0
		}
		return answer(c, string(in))
	}
	h.program.on[ReasonHTTPBodyCompletion] = func(c *Conn, _ []byte) int { return answer(c, "done") }
	h.program.on[ReasonHTTPFileCompletion] = func(c *Conn, _ []byte) int { return complete(c) }
	return h, v
}

// complete ends a transaction as programs do.
func complete(c *Conn) int {
	if c.CompleteTransaction() {
		return -1
	}
	return 0
}

// answer writes a whole response.
func answer(c *Conn, body string) int {
	c.WriteHTTP([]byte(fmt.Sprintf("HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s", len(body), body)))
	return complete(c)
}

// peer is the other end of a connection.
type peer struct {
	t testing.TB
	net.Conn
	in *bufio.Reader
}

func dial(t testing.TB, v *Vhost) *peer {
	t.Helper()
	c, err := net.DialTimeout("tcp", fmt.Sprintf("127.0.0.1:%d", v.ListenPort()), 10*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	return newPeer(t, c)
}

func newPeer(t testing.TB, c net.Conn) *peer {
	c.SetDeadline(time.Now().Add(20 * time.Second))
	t.Cleanup(func() { c.Close() })
	return &peer{t, c, bufio.NewReader(ordered{c})}
}

func (p *peer) send(text string) {
	touchWire()
	if _, err := io.WriteString(p.Conn, text); err != nil {
		p.t.Errorf("the peer cannot send: %v", err)
	}
}

// page reads one response and its body.
func (p *peer) page(method string) (status int, body string, r *http.Response) {
	r, err := http.ReadResponse(p.in, &http.Request{Method: method})
	if err != nil {
		p.t.Errorf("the peer got no response: %v", err)
		return 0, "", &http.Response{}
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		p.t.Errorf("the peer got a response that is cut: %v", err)
	}
	return r.StatusCode, string(b), r
}

// rest reads up to the end of the connection.
func (p *peer) rest() string {
	b, err := io.ReadAll(p.in)
	if err != nil {
		p.t.Errorf("the peer read %q and then: %v", b, err)
	}
	return string(b)
}

// ended waits for the end of the connection, however it comes, and returns
// what came before.
func (p *peer) ended() string {
	b, err := io.ReadAll(p.in)
	if ne, ok := err.(net.Error); ok && ne.Timeout() {
		p.t.Errorf("the connection does not end")
	}
	return string(b)
}

// reset closes so that the other side gets RST.
func (p *peer) reset() {
	p.Conn.(*net.TCPConn).SetLinger(0)
	p.Close()
}

// descriptors are the open ones of this process.
func descriptors(t testing.TB) int {
	list, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip(err)
	}
	return len(list)
}

// noLeak fails the test when descriptors or goroutines are left over at its
// end. It is to be called first.
func noLeak(t testing.TB) {
	// The runtime's own poller has descriptors from its first use on.
	if r, w, err := os.Pipe(); err == nil {
		r.Close()
		w.Close()
	}
	fds, routines := descriptors(t), runtime.NumGoroutine()
	t.Cleanup(func() {
		var nowFDs, nowRoutines int
		for range 200 {
			nowFDs, nowRoutines = descriptors(t), runtime.NumGoroutine()
			if nowFDs <= fds && nowRoutines <= routines {
				return
			}
			time.Sleep(5 * time.Millisecond)
		}
		var stacks []byte
		if nowRoutines > routines {
			stacks = make([]byte, 64<<10)
			stacks = stacks[:runtime.Stack(stacks, true)]
		}
		t.Errorf("%d descriptors and %d goroutines before, %d and %d after\n%s", fds, routines, nowFDs, nowRoutines, stacks)
	})
}

// listenOnly is the port of a socket that takes connections and says nothing.
func listenOnly(t testing.TB) int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l.Addr().(*net.TCPAddr).Port
}

// unusedPort is a port where nobody listens any more.
func unusedPort(t testing.TB) int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}
