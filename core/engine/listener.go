package engine

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/loop"
	"github.com/golws/golws/core/netio"
)

const (
	// acceptsPerTurn bounds how long a burst of new connections keeps the
	// loop from the established ones.
	acceptsPerTurn = 32
	// acceptPause is how long a listener rests when descriptors run out.
	acceptPause = 1 * second
	// backlog is the listen queue's length, unless the machine's limit is lower.
	backlog = 4096
)

// listener is the role of a listening socket.
type listener struct{}

// listen opens the vhost's sockets: IPv4 and IPv6 apart, as lws does, so that
// each can fail or be left out by itself.
func (v *Vhost) listen() error {
	if v.faultOfNext("", "listenskt") {
		return errFault
	}
	o := v.Config.Options
	spec := netio.ListenSpec{
		Interface: v.Config.Interface, Port: v.Config.Port, Backlog: backlog, FastOpen: v.Config.FastOpen,
		Unix: o&OptionUnixSocket != 0, ReusePort: o&OptionAllowListenShare != 0, Device: v.Config.BindDevice,
	}
	if fd := v.Config.Listener; fd > 0 {
		if err := netio.InheritListener(fd); err != nil {
			return err
		}
		return v.listenWith(fd)
	}
	if spec.Unix {
		return v.listenUnix(spec)
	}
	if !netio.InterfaceExists(spec.Interface) {
		v.awaitInterface()
		return nil
	}
	four, six := spec, spec
	four.OnlyIPv4, six.OnlyIPv6 = true, true
	without4 := error(netio.ErrFamily)
	if o&OptionIPv6OnlyModify == 0 || o&OptionIPv6OnlyValue == 0 {
		without4 = v.listenOn(four)
		if without4 != nil && !errors.Is(without4, netio.ErrFamily) {
			return without4
		}
		six.Port = v.port
	}
	if o&OptionDisableIPv6 != 0 {
		return without4
	}
	err := v.listenOn(six)
	if err == nil || without4 != nil {
		return err
	}
	// A machine or an interface without IPv6 is no reason not to serve.
	if !errors.Is(err, netio.ErrFamily) {
		v.context.log(LevelInfo, v, "no IPv6 listener: "+err.Error())
	}
	return nil
}

// interfacePeriod is how often a missing interface is looked for.
const interfacePeriod = 1 * second

// awaitInterface listens later: lws serves an interface when it appears.
func (v *Vhost) awaitInterface() {
	if !v.waiting.told {
		v.waiting.told = true
		v.context.log(LevelWarn, v, "there is no interface or address "+strconv.Quote(v.Config.Interface)+" yet to listen on")
	}
	v.waiting.Owner = v
	v.waiting.thread = v.context.here()
	v.waiting.thread.Loop.Timers.Set(&v.waiting.Timer, v.context.Clock()+interfacePeriod)
}

// stopWaiting: the interface is not looked for any more.
func (v *Vhost) stopWaiting() {
	if t := v.waiting.thread; t != nil {
		t.Loop.Timers.Unset(&v.waiting.Timer)
	}
}

// Expire implements loop.Expirer: another look for the interface.
func (v *Vhost) Expire(*loop.Timer, int64) {
	if err := v.listen(); err != nil {
		v.context.log(LevelErr, v, err.Error())
	}
}

func (v *Vhost) listenUnix(spec netio.ListenSpec) error {
	if err := v.listenOn(spec); err != nil {
		return err
	}
	if spec.Interface[0] == '@' || v.Config.UnixPermissions == "" {
		return nil
	}
	return setUnixPermissions(spec.Interface, v.Config.UnixPermissions)
}

// setUnixPermissions applies lws's "user:group" form to a socket's file.
func setUnixPermissions(path, permissions string) error {
	user, group, _ := strings.Cut(permissions, ":")
	uid, gid, err := lookUpOwner(user, group)
	if err != nil {
		return fmt.Errorf("unix socket permissions %q: %w", permissions, err)
	}
	if err := os.Chown(path, uid, gid); err != nil {
		return err
	}
	return os.Chmod(path, 0o660)
}

func (v *Vhost) listenOn(spec netio.ListenSpec) error {
	fd, err := netio.Listen(spec)
	if err != nil {
		return err
	}
	return v.listenWith(fd)
}

// listenWith makes fd, which listens, one of v's listeners.
func (v *Vhost) listenWith(fd int) error {
	netio.NoDelay(fd) // what it accepts has that from it, without a call for each
	if port := netio.LocalPort(fd); port != 0 {
		v.port = port
	}
	t := v.context.here()
	c := newConn(v, t, listener{})
	c.Protocol = v.Protocols[0]
	if !v.context.Host.Opened(c) {
		_ = unix.Close(fd)
		t.conns.remove(c)
		c.closed = true
		return unix.ENOMEM
	}
	c.instantiated = true
	if err := c.attach(fd, loop.Readable); err != nil {
		c.Close(CloseLost)
		return err
	}
	v.listeners = append(v.listeners, c)
	t.doors++
	return nil
}

// Ready for a listener means accept; it is a Conn like any other otherwise.
func (listener) accept(c *Conn) {
	for range acceptsPerTurn {
		if c.awaitsTLS() {
			return
		}
		fd, err := netio.Accept(c.stream.FD())
		switch err {
		case nil:
			c.starved = false
			c.Vhost.admitAccepted(fd, c.thread)
			if c.closed {
				return
			}
		case unix.EAGAIN:
			return
		case unix.EMFILE, unix.ENFILE, unix.ENOBUFS, unix.ENOMEM:
			if !c.starved {
				c.starved = true
				c.log(LevelErr, "accepting is paused until there are descriptors again: "+err.Error())
			}
			c.paused = true
			c.updateInterest()
			c.thread.Loop.Timers.Set(&c.timeout, c.thread.now+acceptPause)
			return
		default:
			c.log(LevelErr, "accept: "+err.Error())
			return
		}
	}
}

func (listener) expired(c *Conn) {
	c.paused = false
	c.updateInterest()
}

func (listener) received(*Conn, []byte) []byte { return nil }
func (listener) peerClosed(*Conn)              {}
func (listener) writeable(*Conn)               {}
func (listener) sent(*Conn)                    {}

func (listener) ended(c *Conn, _ Cause) {
	v := c.Vhost
	for i, l := range v.listeners {
		if l == c {
			v.listeners = append(v.listeners[:i], v.listeners[i+1:]...)
			c.thread.doors--
			break
		}
	}
	if path := v.Config.Interface; v.Config.Options&OptionUnixSocket != 0 && path != "" && path[0] != '@' && v.Config.Listener == 0 {
		_ = os.Remove(path)
	}
}

// admitAccepted asks whether the connection behind an accepted descriptor may stay,
// on the listener's thread t, and gives it to the thread that has the fewest.
func (v *Vhost) admitAccepted(fd int, t *Thread) {
	x := v.context
	p, ok := x.admit(fd)
	switch {
	case !ok:
		v.refusePeer(fd)
		return
	case x.Host.AcceptCallback(t, v, v.Protocols[0], ReasonFilterNetworkConnection, fd) != 0:
		_ = unix.Close(fd)
		if p != nil {
			x.dismiss(p)
		}
		return
	}
	if to := t.leastLoaded(); to != t {
		to.handOver(arrival{v, p, fd})
		return
	}
	v.adoptAccepted(fd, t, p)
}

// adoptAccepted makes a connection of an accepted descriptor, which is counted as
// p's.
func (v *Vhost) adoptAccepted(fd int, t *Thread, p *peerRecord) {
	if c := v.openAccepted(fd, t); c != nil {
		v.counters.connections.Add(1)
		c.peer = p
		t.working = c
		c.beginServer()
	} else if p != nil {
		v.context.dismiss(p)
	}
}

// keepAlive has the kernel find out when the peer of a connection of v is gone.
func (v *Vhost) keepAlive(fd int) {
	if err := netio.KeepAlive(fd, v.Config.KeepAliveIdle, v.Config.KeepAliveProbes, v.Config.KeepAliveInterval); err != nil {
		v.context.log(LevelWarn, v, "TCP keepalive: "+err.Error())
	}
}

func (v *Vhost) openAccepted(fd int, t *Thread) *Conn {
	v.keepAlive(fd)
	return v.openConn(fd, t, serverHTTP{}, true, nil)
}

// beginServer does with an accepted connection what its vhost wants.
func (c *Conn) beginServer() {
	v := c.Vhost
	if v.Config.Options&OptionApplyListenConfig != 0 && v.Config.ListenRole != "" {
		c.beginRaw(v.Config.ListenProtocol, v.rawRole())
		return
	}
	if v.Config.Options&OptionFallbackToListenConfig != 0 && v.Config.ListenRole != "" {
		c.host().EnsureSession(c)
	}
	c.beginServerHTTP()
}

// openConn makes a connection of a connected descriptor, which it owns from
// now on. nil means that there is none: the descriptor is closed then.
// secure: it speaks TLS if the vhost does. introduce, if any, is called before
// the first callback.
func (v *Vhost) openConn(fd int, t *Thread, r role, secure bool, introduce func(*Conn)) *Conn {
	c := newConn(v, t, r)
	c.Protocol = v.Protocols[0]
	c.stream = netio.NewStream(fd, &t.pool)
	if v.tls.Load() != nil && secure {
		c.tls = &secured{}
		if !v.context.enterTLS(c.tls) {
			c.log(LevelWarn, "refused: there are as many TLS connections, or handshakes, as the context may have")
			c.refuseSocket()
			return nil
		}
	}
	if !v.context.Host.Opened(c) {
		v.context.leaveTLS(c.tls)
		c.refuseSocket()
		return nil
	}
	c.instantiated = true
	if introduce != nil {
		introduce(c)
	}
	c.tell(ReasonWSICreate, nil)
	if c.closed {
		return nil
	}
	if err := c.watchFor(loop.Readable); err != nil {
		c.log(LevelErr, "cannot watch the new connection: "+err.Error())
		c.Close(CloseLost)
		return nil
	}
	c.updateInterest() // the program may have said already what it wants
	return c
}

// refuseSocket takes back a connection that the program has not heard of.
func (c *Conn) refuseSocket() {
	c.stream.Close()
	c.thread.conns.remove(c)
	c.closed = true
}

// beginServerHTTP introduces an accepted connection to the program.
func (c *Conn) beginServerHTTP() {
	if c.Protocol != c.Vhost.unnamed {
		c.Protocol = c.Vhost.unnamed
		c.host().Rehosted(c)
	}
	if c.host().Callback(c, nil, ReasonServerNewClientInstantiated, nil) != 0 {
		c.Close(CloseProgram)
		return
	}
	switch {
	case c.closed:
	case c.tls != nil:
		c.expectTLS((*Conn).serveHTTP)
	default:
		c.serveHTTP()
	}
}

// serveHTTP makes c wait for its first request.
func (c *Conn) serveHTTP() {
	if state, _ := c.TLSState(); state.NegotiatedProtocol == "h2" {
		c.becomeHTTP2Server()
		return
	}
	c.role = serverHTTP{}
	c.setTimeout(timeoutEstablishWithServer, c.Vhost.Config.HeaderSeconds)
}
