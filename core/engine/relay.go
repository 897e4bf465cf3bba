package engine

import (
	"errors"
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// relay is the role of either end of a proxy of bytes. It differs from a tunnel in
// that an end which has said all may still listen.
type relay struct{ tunnel }

// relayWaiting is the role of the accepted end until there is the other: what comes
// meanwhile is kept, up to unreadMost.
type relayWaiting struct{ d *dialing }

// relayConnecting is the role of the other end until it is made.
type relayConnecting struct{ relayWaiting }

var errOnward = errors.New("onward is neither ipv4:host:port, ipv6:[host]:port nor +path")

// Onward is where a vhost passes its connections on to.
type Onward struct {
	to   backEnd
	text string
}

// ParseOnward reads "ipv4:host:port", "ipv6:[host]:port", or "+path" of a unix socket.
func ParseOnward(text string) (*Onward, error) {
	if path, local := strings.CutPrefix(text, "+"); local {
		if path == "" {
			return nil, errOnward
		}
		return &Onward{backEnd{socket: path}, text}, nil
	}
	family, rest, _ := strings.Cut(text, ":")
	host, port, err := net.SplitHostPort(rest)
	n, wrong := strconv.ParseUint(port, 10, 16)
	if err != nil || wrong != nil || host == "" || n == 0 {
		return nil, errOnward
	}
	to := backEnd{host: host, port: int(n)}
	switch family {
	case "ipv4":
		to.family = 4
	case "ipv6":
		to.family = 6
	default:
		return nil, errOnward
	}
	if a, err := netip.ParseAddr(host); err == nil && a.Is4() != (to.family == 4) {
		return nil, errOnward
	}
	return &Onward{to, text}, nil
}

// relayTo passes everything on to another place.
func (c *Conn) relayTo(o *Onward) bool {
	d := &dialing{front: c, to: o.to}
	d.refused = func(err error) {
		c.log(LevelWarn, RawProxy+": no connection to "+o.text+": "+err.Error())
		c.Close(CloseLost)
	}
	c.role = relayWaiting{d}
	c.setTimeout(timeoutNone, 0)
	d.dial(relayConnecting{relayWaiting{d}})
	return !c.closed
}

func (r relayConnecting) connected(b *Conn) {
	d := r.d
	if !d.succeeded() {
		return
	}
	c := d.front
	d.released = true
	b.setTimeout(timeoutNone, 0)
	c.role, b.role = &relay{tunnel{b}}, &relay{tunnel{c}}
	b.updateInterest()
	if len(c.unread) > 0 || c.peerDone {
		c.hold()
	}
}

func (relayWaiting) received(_ *Conn, data []byte) []byte { return data }
func (relayWaiting) peerClosed(*Conn)                     {} // see connected
func (relayWaiting) writeable(*Conn)                      {}
func (relayWaiting) sent(*Conn)                           {}
func (relayWaiting) expired(c *Conn)                      { c.Close(CloseTimeout) }
func (r relayWaiting) ended(*Conn, Cause)                 { r.d.hangUp() }

func (r relayConnecting) expired(*Conn) { r.d.refused(errTookTooLong) }

// ended: with it goes the accepted end, if that has not asked for it.
func (r relayConnecting) ended(*Conn, Cause) {
	if r.d.back = nil; !r.d.released {
		r.d.front.Close(CloseLost)
	}
}

var errTookTooLong = errors.New("it took too long")

// sent: the other end may send more; if it has said all, so has c.
func (r *relay) sent(c *Conn) {
	r.tunnel.sent(c)
	if r.other.peerDone && !c.closed {
		c.stream.ShutdownWrite()
	}
}

// peerClosed: TLS knows no half of a connection that lives on.
func (r *relay) peerClosed(c *Conn) {
	if r.other.peerDone || c.tls != nil || r.other.tls != nil {
		r.tunnel.peerClosed(c)
		return
	}
	if r.other.unsent() == 0 {
		r.other.stream.ShutdownWrite()
	}
}
