package engine

import (
	"net/netip"
	"strconv"

	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/loop"
	"github.com/golws/golws/core/netio"
	"github.com/golws/golws/core/netlink"
)

// NetworkChange is what a program is told about the machine's network.
type NetworkChange int

const (
	RouteAdded NetworkChange = iota
	RouteRemoved
	// GatewayChanged follows one of them.
	GatewayChanged
)

const (
	// networkReadsPerTurn bounds how long news of the network keep the loop from
	// everything else.
	networkReadsPerTurn = 16
	// lookPeriod is how often connections are looked at while routes come and go.
	lookPeriod = 100_000
)

// networkMonitor hears from the kernel what becomes of the machine's network.
type networkMonitor struct {
	thread *Thread
	fd     int
	watch  loop.Watch
	later  loop.Timer // when connections are to be looked at
	looked int64      // when they were
	tell   func(NetworkChange)
}

// WatchNetwork has tell called on the first service thread for what changes, and for
// what is there already. Connections to where no route leads any more are closed.
func (x *Context) WatchNetwork(tell func(NetworkChange)) error {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, unix.NETLINK_ROUTE)
	if err != nil {
		return err
	}
	m := &networkMonitor{thread: x.Threads[0], fd: fd, tell: tell}
	m.later.Owner = m
	kernel := &unix.SockaddrNetlink{Family: unix.AF_NETLINK}
	err = unix.Bind(fd, &unix.SockaddrNetlink{Family: unix.AF_NETLINK, Groups: netlink.Groups})
	if err == nil {
		err = unix.Sendto(fd, netlink.AskRoutes, 0, kernel)
	}
	if err == nil {
		m.watch, err = m.thread.Loop.Watch(fd, m, loop.Readable)
	}
	if err != nil {
		_ = unix.Close(fd)
		return err
	}
	x.network = m
	return nil
}

// end gives the monitor's socket back.
func (m *networkMonitor) end() {
	if m != nil {
		m.thread.Loop.Timers.Unset(&m.later)
		m.thread.Loop.Unwatch(&m.watch)
		_ = unix.Close(m.fd)
	}
}

// Ready implements loop.Source.
func (m *networkMonitor) Ready(_ loop.Events, now int64) {
	t := m.thread
	t.working = nil
	gateway, removed := false, false
	for range networkReadsPerTurn {
		n, _, err := unix.Recvfrom(m.fd, t.receive, unix.MSG_DONTWAIT)
		if err == unix.ENOBUFS {
			removed = true // perhaps: some news are lost
			continue
		}
		if err != nil {
			break
		}
		netlink.Parse(t.receive[:n], func(c netlink.Change) {
			gateway = gateway || c.Gateway
			removed = removed || c.Removed
			if c.Removed {
				m.tell(RouteRemoved)
			} else {
				m.tell(RouteAdded)
			}
		})
	}
	if gateway {
		m.tell(GatewayChanged)
	}
	if removed {
		t.Loop.Timers.Set(&m.later, max(now, m.looked+lookPeriod))
	}
}

// Expire implements loop.Expirer.
func (m *networkMonitor) Expire(_ *loop.Timer, now int64) {
	m.looked = now
	m.thread.closeUnroutable()
	for _, t := range m.thread.Context.Threads {
		if t != m.thread {
			t.Loop.Post(func(int64) { t.closeUnroutable() })
		}
	}
}

// closeUnroutable closes connections whose peer cannot be reached any more. The
// kernel would find out when something is sent, after minutes.
func (t *Thread) closeUnroutable() {
	reached := map[netip.Addr]bool{}
	t.conns.each(func(c *Conn) {
		if _, listening := c.role.(listener); listening || c.mux != nil || c.udp != nil || c.FD() < 0 {
			return
		}
		peer, err := unix.Getpeername(c.FD())
		if err != nil {
			return
		}
		a := netio.AddrOf(peer).Addr()
		if !a.IsValid() {
			return
		}
		if six, ok := peer.(*unix.SockaddrInet6); ok && six.ZoneId != 0 {
			a = a.WithZone(strconv.Itoa(int(six.ZoneId)))
		}
		ok, known := reached[a]
		if !known {
			ok = netio.HasRoute(peer)
			reached[a] = ok
		}
		if !ok {
			t.working = c
			c.log(LevelInfo, "closed: no route leads to "+a.String()+" any more")
			c.Close(CloseLost)
		}
	})
}
