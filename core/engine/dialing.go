package engine

import (
	"errors"
	"net/netip"

	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/loop"
	"github.com/golws/golws/core/netio"
)

// dialing makes a connection of which the program never hears, on behalf of one that
// it knows.
type dialing struct {
	front     *Conn
	to        backEnd
	back      *Conn // nil once it is over
	addresses []unix.Sockaddr
	cancel    func()
	// refused: nobody takes the connection.
	refused func(error)
	// released: its outcome matters to nobody any more.
	released bool
}

var errNoAddress = errors.New("no address")

// dial begins; the outcome comes as connected of r, or refused.
func (d *dialing) dial(r connector) {
	var err error
	if d.back, err = d.front.openInternal(-1, r, 0); err != nil {
		d.refused(err)
		return
	}
	d.back.setTimeout(timeoutAwaitingConnect, d.front.Vhost.Config.TimeoutSeconds)
	d.resolve()
}

// resolve finds the back end's addresses.
func (d *dialing) resolve() {
	if d.to.socket != "" {
		d.addresses = []unix.Sockaddr{&unix.SockaddrUnix{Name: d.to.socket}}
		d.tryNext(errNoAddress)
		return
	}
	if a, err := netip.ParseAddr(d.to.host); err == nil {
		d.addresses = []unix.Sockaddr{netio.SockaddrOf(a, d.to.port)}
		d.tryNext(errNoAddress)
		return
	}
	t := d.front.thread
	d.cancel = t.LookUp(d.to.network(), d.to.host, func(found []netip.Addr, err error) {
		if d.released {
			return
		}
		t.working = d.front
		if err == nil {
			err = errNoAddress
		}
		for i, a := range found {
			if i < addressesMost {
				d.addresses = append(d.addresses, netio.SockaddrOf(a.Unmap(), d.to.port))
			}
		}
		d.tryNext(err)
	})
}

// tryNext connects to the next address; last is why the one before failed.
func (d *dialing) tryNext(last error) {
	for len(d.addresses) > 0 {
		sa := d.addresses[0]
		d.addresses = d.addresses[1:]
		fd, err := netio.ClientSocket(sa, netip.Addr{})
		if err != nil {
			last = err
			continue
		}
		b := d.back
		b.Vhost.keepAlive(fd)
		b.stream = netio.NewStream(fd, &b.thread.pool)
		b.host().Attached(b)
		if err = netio.Connect(fd, sa); err == nil {
			err = b.watchFor(loop.Writable)
		}
		if err == nil {
			return
		}
		b.stream.Close()
		last = err
	}
	d.refused(last)
}

// succeeded is for the role's connected: there is a connection. Otherwise another
// address is tried.
func (d *dialing) succeeded() bool {
	c := d.back
	if err := netio.ConnectResult(c.stream.FD()); err != nil {
		c.unwatch()
		c.stream.Close()
		c.stream = netio.NewStream(-1, &c.thread.pool)
		d.tryNext(err)
		return false
	}
	c.stream.SetFull(false)
	return true
}

// hangUp gives the connection up.
func (d *dialing) hangUp() {
	d.released = true
	if d.cancel != nil {
		d.cancel()
	}
	if b := d.back; b != nil {
		d.back = nil
		b.Close(CloseLost)
	}
}
