package engine

import (
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/cgi"
	"github.com/golws/golws/core/h1"
	"github.com/golws/golws/core/header"
	"github.com/golws/golws/core/loop"
	"github.com/golws/golws/core/netio"
)

// cgiMost bounds the CGI programs that run at once in a thread.
const cgiMost = 256

// CGI is a program that is to answer a request.
type CGI struct {
	// Arguments are the program's; the first is its path, or a name that is
	// looked for in PATH.
	Arguments []string
	// ScriptLength is how much of the request's path leads to the program; the
	// rest is its PATH_INFO. Negative: all of it.
	ScriptLength int
	// Environment is added to what the request says, as NAME=value.
	Environment []string
	// Seconds is how long the program may take; 0 for the vhost's limit on each
	// silence.
	Seconds int
	// Chroot is the root that the program sees, "" for that of this process.
	// Folder is where it starts, "" for the one that it is in.
	Chroot, Folder string
	// name is what log lines call it.
	name string
}

// cgi is the program of a mount.
func (m *Mount) cgi() *CGI {
	return &CGI{
		Arguments: []string{m.Origin}, ScriptLength: len(m.Point), Environment: m.Environment, Seconds: m.CGISeconds,
		name: "mount " + m.Point + ": " + m.Origin,
	}
}

// folder is where the program starts (RFC 3875 section 7.2).
func (p *CGI) folder() string {
	if p.Folder == "" && strings.Contains(p.Arguments[0], "/") {
		return filepath.Dir(p.Arguments[0])
	}
	return p.Folder
}

// cgiRun is the answer that a CGI program gives (RFC 3875).
type cgiRun struct {
	answering
	program *CGI
	child   childProcess
	pid     int
	// in, out and err are our ends of the program's streams; nil once closed.
	in, out, err *Conn
	head         cgi.Head
	headDone     bool
	left         int64 // of an announced length
	bodyDone     bool
	released     bool
	// attached: the host program knows that the CGI program runs.
	attached bool
	// killed: the host program has ended it.
	killed bool
	// passed: output was taken in the callback that is running.
	passed bool
	// awaited: output waits for the WRITEABLE that the host program asked for.
	awaited bool
	// ownInput, ownOutput: the host program writes and reads the streams itself.
	ownInput, ownOutput bool
	line                []byte // of the program's messages
	lines               int
	timer               loop.Timer
}

// serveCGI lets a mount's program answer.
func (c *Conn) serveCGI(x *transaction, m *Mount) {
	if status := c.runCGI(x, m.cgi()); status != 0 {
		c.answerStatus(x, status)
	}
}

// RunCGI is lws_cgi: p answers the request that c's program is being told of. It
// reports failure, which is logged.
func (c *Conn) RunCGI(p *CGI) bool {
	x := c.http
	p.name = "CGI program " + p.Arguments[0]
	if x == nil || !c.isAnswering(x) || x.answer != nil || x.file != nil || x.status != 0 || x.phase != responding {
		c.log(LevelErr, p.name+": there is no request that it could answer")
		return false
	}
	return c.runCGI(x, p) == 0
}

// runCGI begins an answer by p. It returns a status for the client when it can't.
func (c *Conn) runCGI(x *transaction, p *CGI) (status int) {
	if x.parser.Method == header.Path {
		// An HTTP/2 stream, with a method that has no token here.
		return 501
	}
	if x.parser.Framing == h1.Chunked && !x.body.Done() {
		return c.spoolCGI(x, p)
	}
	return c.startCGI(x, p, nil, -1)
}

// startCGI starts the program. Its input is the request's body as it comes, or else
// spooled, which has length bytes.
func (c *Conn) startCGI(x *transaction, p *CGI, spooled *os.File, length int64) (status int) {
	t := c.thread
	if t.programs >= cgiMost {
		c.log(LevelErr, p.name+": "+strconv.Itoa(cgiMost)+" CGI programs are running already")
		return 503
	}
	environment, err := c.cgiEnvironment(x, p, length)
	if err != nil {
		c.log(LevelErr, p.name+": "+err.Error())
		return 431
	}
	r := &cgiRun{answering: answering{conn: c, x: x}, program: p}
	r.bodyDone = x.parser.Framing == h1.NoBody || x.body.Done() || spooled != nil
	r.head.Reset()
	r.timer.Owner = r
	ends, err := r.open(spooled)
	if err != nil {
		c.log(LevelErr, p.name+": "+err.Error())
		r.closeStreams()
		return 503
	}
	t.programs++
	x.answer = r
	c.answered = true
	c.setTimeout(timeoutNone, 0)
	seconds := p.Seconds
	if seconds <= 0 {
		seconds = c.Vhost.Config.TimeoutSeconds
	}
	t.Loop.Timers.Set(&r.timer, t.Context.Clock()+int64(seconds)*second)
	what := &command{arguments: p.Arguments, environment: environment, folder: p.folder(), chroot: p.Chroot, ends: ends}
	go func() {
		err := r.child.start(what)
		t.Loop.Post(func(int64) { r.started(err) })
	}()
	return 0
}

// cgiEnvironment is what the program is told of the request.
func (c *Conn) cgiEnvironment(x *transaction, p *CGI, spooled int64) ([]string, error) {
	script := len(x.path)
	if p.ScriptLength >= 0 {
		script = min(script, p.ScriptLength)
	}
	request := cgi.Request{
		Method: x.parser.Method.String(), Target: string(x.parser.Target()), Script: string(x.path[:script]), PathInfo: string(x.path[script:]),
		File: p.Arguments[0], Version: c.version(x), TLS: c.Network().tls != nil, ServerName: c.Vhost.Config.Name, ServerPort: c.Vhost.port,
		RemoteAddr: c.peerText(), ContentType: c.headerText(header.ContentType), ContentLength: spooled,
		Fields: x.table.Fields, Extra: p.Environment,
	}
	if host := c.headerText(header.Host); host != "" {
		if name, _, err := net.SplitHostPort(host); err == nil {
			host = name
		}
		request.ServerName = host
	}
	if x.parser.Framing == h1.Length && !x.body.Done() {
		request.ContentLength = x.parser.ContentLength
	}
	if x.user != "" {
		request.User, request.AuthType = x.user, x.authType
	}
	return cgi.Environment(&request)
}

// open makes the streams. It returns the program's ends.
func (r *cgiRun) open(spooled *os.File) (ends [3]int, err error) {
	ends = [3]int{-1, -1, -1}
	defer func() {
		if err != nil {
			closeAll(ends)
		}
	}()
	if spooled != nil {
		ends[0], err = unix.FcntlInt(spooled.Fd(), unix.F_DUPFD_CLOEXEC, 3)
	} else if r.bodyDone {
		ends[0], err = unix.Open("/dev/null", unix.O_RDONLY|unix.O_CLOEXEC, 0)
	} else {
		r.in, ends[0], err = r.pipe(&cgiInput{r}, true)
	}
	if err == nil {
		r.out, ends[1], err = r.pipe(&cgiOutput{r}, false)
	}
	if err == nil {
		r.err, ends[2], err = r.pipe(&cgiMessages{r}, false)
	}
	return ends, err
}

func closeAll(fds [3]int) {
	for _, fd := range fds {
		if fd >= 0 {
			_ = unix.Close(fd)
		}
	}
}

// pipe makes one stream: ours, which we write to or read from, and the other end.
func (r *cgiRun) pipe(role role, writes bool) (c *Conn, theirs int, err error) {
	ours, theirs, err := openPipe(writes)
	if err != nil {
		return nil, -1, err
	}
	interest := loop.Readable
	if writes {
		interest = 0
	}
	if c, err = r.conn.openInternal(ours, role, interest); err != nil {
		_ = unix.Close(ours)
		_ = unix.Close(theirs)
		return nil, -1, err
	}
	if writes {
		c.paused = true // nothing is to be read from it
	}
	return c, theirs, nil
}

// openPipe makes a pipe to another process; ours, which never blocks, is the end
// that is written to, or else the one that is read from.
func openPipe(writes bool) (ours, theirs int, err error) {
	var ends [2]int
	if err = unix.Pipe2(ends[:], unix.O_CLOEXEC); err != nil {
		return -1, -1, err
	}
	ours, theirs = ends[0], ends[1]
	if writes {
		ours, theirs = theirs, ours
	}
	if err = unix.SetNonblock(ours, true); err != nil {
		_ = unix.Close(ours)
		_ = unix.Close(theirs)
		return -1, -1, err
	}
	return ours, theirs, nil
}

// openInternal makes a connection that serves c and that the program never
// hears of, except in a poll loop of its own.
func (c *Conn) openInternal(fd int, role role, ev loop.Events) (*Conn, error) {
	made := newConn(c.Vhost, c.thread, role)
	made.Protocol = c.Vhost.Protocols[0]
	made.isClient, made.internal = true, true
	made.uncount()
	made.stream = netio.NewStream(fd, &c.thread.pool)
	fail := func(err error) (*Conn, error) {
		c.thread.conns.remove(made)
		made.closed = true
		return nil, err
	}
	if !c.host().Opened(made) {
		return fail(unix.ENOMEM)
	}
	if fd >= 0 {
		if err := made.watchFor(ev); err != nil {
			c.host().Closed(made)
			return fail(err)
		}
	}
	return made, nil
}

// started continues on the loop's thread once the program runs, or can't.
func (r *cgiRun) started(err error) {
	if r.released {
		return
	}
	r.conn.thread.working = r.conn
	if err != nil {
		r.conn.log(LevelErr, r.program.name+": "+err.Error())
		r.quit(500)
		return
	}
	if r.attach() {
		r.resumeBody()
	}
}

// attach tells the host program that the CGI program runs, before anything else
// about it. false ends the run.
func (r *cgiRun) attach() bool {
	if r.attached {
		return true
	}
	c := r.conn
	if r.pid = r.child.number(); r.pid == 0 {
		return false // it could not be started: see started
	}
	r.attached = true
	result := c.host().CallbackValue(c, nil, ReasonCGIProcessAttach, 0, r.pid)
	if result != 0 {
		c.programFailed()
	}
	if r.released {
		return false
	}
	if r.bodyDone {
		r.completeInput()
	}
	return !r.released
}

// Expire implements loop.Expirer: the program has had its time.
func (r *cgiRun) Expire(*loop.Timer, int64) {
	r.conn.thread.working = r.conn
	r.conn.log(LevelErr, r.program.name+" took too long and is killed")
	r.quit(504)
}

// quit ends a run that failed.
func (r *cgiRun) quit(status int) {
	if r.terminated() {
		r.x.answer = nil
		r.stop(true)
		r.fail(status)
	}
}

// complete ends a run whose output is complete.
func (r *cgiRun) complete() {
	switch {
	case r.ownOutput:
	case r.killed:
		r.conn.log(LevelErr, r.program.name+" was killed")
		r.quit(502)
		return
	case !r.headDone:
		r.conn.log(LevelErr, r.program.name+": "+cgi.ErrNoHead.Error())
		r.quit(500)
		return
	case r.left > 0 && !r.silent:
		r.conn.log(LevelErr, r.program.name+" sent less than it announced")
		r.quit(502)
		return
	case !r.last():
		return
	}
	if !r.terminated() {
		return
	}
	r.stop(false)
	r.finish()
}

// terminated tells the host program that the CGI program is over. false: the host
// program has ended the transaction itself.
func (r *cgiRun) terminated() bool {
	c, x := r.conn, r.x
	if !r.attached {
		return true // it never ran
	}
	result := r.tell(ReasonCGITerminated, stdoutChannel, nil, r.pid)
	switch {
	case r.released:
		return false
	case result != 0:
		c.programFailed()
		return false
	case !c.isAnswering(x):
		x.answer = nil
		r.stop(false)
		return false
	}
	return true
}

// release implements answerer: the client is gone, or the host program has answered.
func (r *cgiRun) release() { r.stop(true) }

// stop closes the streams and sees to the program's end.
func (r *cgiRun) stop(kill bool) {
	if r.released {
		return
	}
	r.released = true
	t := r.conn.thread
	t.programs--
	t.Loop.Timers.Unset(&r.timer)
	if r.err != nil {
		r.lastMessages()
	}
	r.closeStreams()
	r.child.end(kill)
}

func (r *cgiRun) closeStreams() {
	for _, c := range []*Conn{r.in, r.out, r.err} {
		if c != nil {
			c.Close(CloseLost)
		}
	}
	r.in, r.out, r.err = nil, nil, nil
}

// alive gives a program without a time limit of its own time anew.
func (r *cgiRun) alive() {
	if c := r.conn; r.program.Seconds <= 0 && !r.released {
		c.thread.Loop.Timers.Set(&r.timer, c.thread.Context.Clock()+int64(c.Vhost.Config.TimeoutSeconds)*second)
	}
}

// cgi is the CGI program that answers c's request, nil if none does.
func (c *Conn) cgi() *cgiRun {
	if c.http == nil {
		return nil
	}
	r, _ := c.http.answer.(*cgiRun)
	return r
}

// AnswersByCGI tells that a CGI program answers c's request.
func (c *Conn) AnswersByCGI() bool { return c.cgi() != nil }

// CGIStream is our end of the CGI program's standard stream of that number, nil if
// it is closed or there is none.
func (c *Conn) CGIStream(channel int) *Conn {
	r := c.cgi()
	if r == nil || channel < stdinChannel || channel > stderrChannel {
		return nil
	}
	return r.streams()[channel]
}

// RelayCGI is lws_cgi_write_split_stdout_headers: what the CGI program has put out
// goes to the client. It reports failure.
func (c *Conn) RelayCGI() bool {
	r := c.cgi()
	if r == nil || r.out == nil {
		return false
	}
	r.pass()
	return !r.released
}

// KillCGI is lws_cgi_kill. It reports whether there was a program.
func (c *Conn) KillCGI() bool {
	r := c.cgi()
	if r == nil {
		return false
	}
	r.killed = true
	r.child.stop()
	return true
}
