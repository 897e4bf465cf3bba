// Package netlink reads what the kernel says about addresses and routes
// (rtnetlink(7)). It opens no socket.
package netlink

import "encoding/binary"

// Change is what one message is about.
type Change struct {
	// Added: a route to other machines or to this one, or an address; Removed: a route.
	Added, Removed bool
	// Gateway: the route leads through one.
	Gateway bool
}

// Message types, route types, flags and attributes of linux/rtnetlink.h.
const (
	newAddr, newRoute, delRoute = 20, 24, 25
	unicast, local              = 1, 2
	cloned                      = 0x200
	attributeGateway            = 5
	attributeMultipath          = 9
	attributeVia                = 18
)

const (
	headerLen    = 16
	routeLen     = 12
	attributeLen = 4
)

// Groups are those of a socket that is to hear of links, addresses and routes.
const Groups = 1 | 1<<4 | 1<<6 | 1<<8 | 1<<10

// AskRoutes is the request for all routes that there are: RTM_GETROUTE, with
// NLM_F_REQUEST and NLM_F_DUMP.
var AskRoutes = []byte(nativeHeader(headerLen+routeLen, 26, 0x301) + "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00")

func nativeHeader(size uint32, kind, flags uint16) string {
	b := binary.NativeEndian.AppendUint32(nil, size)
	b = binary.NativeEndian.AppendUint16(b, kind)
	b = binary.NativeEndian.AppendUint16(b, flags)
	return string(append(b, 1, 0, 0, 0, 0, 0, 0, 0))
}

func aligned(n int) int { return (n + 3) &^ 3 }

// Parse calls each for every message of a datagram that is about a change. It stops
// at what cannot be a message.
func Parse(b []byte, each func(Change)) {
	for len(b) >= headerLen {
		n := int(binary.NativeEndian.Uint32(b))
		if n < headerLen || n > len(b) {
			return
		}
		if c, ok := change(binary.NativeEndian.Uint16(b[4:]), b[headerLen:n]); ok {
			each(c)
		}
		b = b[min(aligned(n), len(b)):]
	}
}

func change(kind uint16, body []byte) (c Change, ok bool) {
	switch {
	case kind == newAddr:
		return Change{Added: true}, true
	case kind != newRoute && kind != delRoute || len(body) < routeLen:
		return c, false
	}
	if c.Removed = kind == delRoute; !c.Removed {
		if t := body[7]; t != unicast && t != local || binary.NativeEndian.Uint32(body[8:])&cloned != 0 {
			return c, false
		}
		c.Added = true
	}
	for a := body[routeLen:]; len(a) >= attributeLen; {
		n := int(binary.NativeEndian.Uint16(a))
		if n < attributeLen || n > len(a) {
			break
		}
		switch binary.NativeEndian.Uint16(a[2:]) {
		case attributeGateway, attributeMultipath, attributeVia:
			c.Gateway = true
		}
		a = a[min(aligned(n), len(a)):]
	}
	return c, true
}
