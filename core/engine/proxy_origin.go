package engine

import (
	"errors"
	"net"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/header"
	"github.com/golws/golws/core/netio"
)

// backEnd is where a proxying mount sends its requests: "host[:port]/path" or
// "+/path/of/a/socket:/path".
type backEnd struct {
	socket string // of a unix socket; "" for a host
	host   string
	port   int
	path   string // in front of what is below the mount
	family int    // 4 or 6; 0 for either
}

// network is what names are looked up in.
func (b *backEnd) network() string {
	switch b.family {
	case 4:
		return "ip4"
	case 6:
		return "ip6"
	}
	return "ip"
}

var errOrigin = errors.New("the origin is neither host[:port]/path nor +socket:/path")

func parseBackEnd(origin string, port int) (b backEnd, err error) {
	if rest, local := strings.CutPrefix(origin, "+"); local {
		b.socket, b.path, _ = strings.Cut(rest, ":")
		b.host = "localhost"
		if b.socket == "" {
			return b, errOrigin
		}
		return b, nil
	}
	authority, path, found := strings.Cut(origin, "/")
	if found {
		b.path = "/" + path
	}
	b.host, b.port = authority, port
	if host, number, err := net.SplitHostPort(authority); err == nil {
		n, err := strconv.ParseUint(number, 10, 16)
		if err != nil || n == 0 {
			return b, errOrigin
		}
		b.host, b.port = host, int(n)
	}
	b.host = strings.Trim(b.host, "[]")
	if b.host == "" {
		return b, errOrigin
	}
	return b, nil
}

// target is what the back end is asked for. The path that chose the mount is in
// its normal form; what the peer sent is passed on only if it is the same, so that
// nobody reaches with dots what the mount does not cover.
func (b *backEnd) target(m *Mount, raw string, path string) string {
	sent, query, hasQuery := strings.Cut(raw, "?")
	below := m.below(path)
	if plain(sent, path) {
		below = sent[len(m.Point):]
	} else {
		below = (&url.URL{Path: "/" + below}).EscapedPath()[1:]
	}
	to := strings.TrimSuffix(b.path, "/")
	if !strings.HasPrefix(below, "/") {
		to += "/"
	}
	to += below
	if hasQuery {
		to += "?" + query
	}
	return to
}

// plain tells that the path as sent needs no normalising.
func plain(sent, path string) bool {
	return strings.ReplaceAll(sent, "+", " ") == path && !strings.ContainsAny(sent, "%#")
}

// hop are fields that concern one connection only (RFC 9110 section 7.6.1), and
// those that the proxy writes itself.
var hop = map[string]bool{
	"connection": true, "keep-alive": true, "proxy-connection": true, "proxy-authenticate": true,
	"proxy-authorization": true, "te": true, "trailer": true, "transfer-encoding": true, "upgrade": true,
	"content-length": true, "expect": true, "http2-settings": true, "via": true,
}

// passed calls yield for the fields of t that a proxy passes on: no hop-by-hop
// ones, nor those that the sender's Connection field names.
func passed(t *header.Table, yield func(name string, value []byte) bool) {
	var named []string
	t.Fields(func(name string, value []byte) bool {
		if name == "connection" {
			for option := range strings.SplitSeq(string(value), ",") {
				named = append(named, strings.ToLower(strings.TrimSpace(option)))
			}
		}
		return true
	})
	t.Fields(func(name string, value []byte) bool {
		if hop[name] {
			return true
		}
		for _, n := range named {
			if n == name {
				return true
			}
		}
		return yield(name, value)
	})
}

// version is the version of HTTP that x came with.
func (c *Conn) version(x *transaction) string {
	if c.mux != nil {
		return "HTTP/2.0"
	}
	return "HTTP/1." + strconv.Itoa(int(x.parser.Minor))
}

// peerText is the address of c's peer; "unknown" when it has none, as the peer of
// a unix socket.
func (c *Conn) peerText() string {
	sa, err := unix.Getpeername(c.Network().stream.FD())
	if err != nil {
		return "unknown"
	}
	if a := netio.AddrOf(sa).Addr().Unmap(); a.IsValid() {
		return a.String()
	}
	return "unknown"
}
