package proxy

import (
	"net/netip"
	"strconv"
)

// The numbers of RFC 1928 and RFC 1929.
const (
	socksVersion     = 5
	socksNoAuth      = 0
	socksUserPass    = 2
	socksNoneFits    = 0xff
	socksUserVersion = 1
	socksConnect     = 1
	socksIPv4        = 1
	socksName        = 3
	socksIPv6        = 4
)

// socksReplies are the texts for REP (RFC 1928 section 6).
var socksReplies = [...]string{
	1: "general failure",
	2: "not allowed by the rules",
	3: "network unreachable",
	4: "host unreachable",
	5: "connection refused",
	6: "time to live expired",
	7: "command not supported",
	8: "address type not supported",
}

type socksState uint8

const (
	socksMethod socksState = iota // VER METHOD
	socksAuth                     // VER STATUS
	socksReply                    // VER REP RSV ATYP and the first byte of BND.ADDR
	socksBound                    // the rest of BND.ADDR, and BND.PORT
	socksDone
)

// Socks5 asks a SOCKS5 proxy for a connection (RFC 1928), which looks the name
// up itself, with a user and password if there are some (RFC 1929).
type Socks5 struct {
	proxy   *Server
	host    string
	port    int
	state   socksState
	message [5]byte
	have    int
	left    int // of the bound address
	fail    error
}

// NewSocks5 asks p for a connection to host and port.
func NewSocks5(p *Server, host string, port int) *Socks5 {
	return &Socks5{proxy: p, host: host, port: port}
}

// Begin implements Machine.
func (s *Socks5) Begin(dst []byte) ([]byte, error) {
	if !plain(s.host) || len(s.host) > hostMost {
		return dst, s.refuse("the server's name cannot be sent to a proxy")
	}
	if s.proxy.User == "" {
		return append(dst, socksVersion, 1, socksNoAuth), nil
	}
	return append(dst, socksVersion, 2, socksNoAuth, socksUserPass), nil
}

func (s *Socks5) refuse(text string) error {
	s.fail = &Error{Text: "socks: " + text}
	return s.fail
}

// socksWant is how many bytes the message of a state has.
var socksWant = [...]int{socksMethod: 2, socksAuth: 2, socksReply: 5}

// Receive implements Machine.
func (s *Socks5) Receive(in, dst []byte) (out []byte, n int, done bool, err error) {
	for n < len(in) && s.fail == nil && s.state != socksDone {
		if s.state == socksBound {
			k := min(s.left, len(in)-n)
			n += k
			if s.left -= k; s.left == 0 {
				s.state = socksDone
			}
			continue
		}
		s.message[s.have] = in[n]
		n++
		if s.have++; s.have == socksWant[s.state] {
			s.have = 0
			dst = s.step(dst)
		}
	}
	return dst, n, s.state == socksDone, s.fail
}

// step acts on a complete message.
func (s *Socks5) step(dst []byte) []byte {
	m := &s.message
	switch s.state {
	case socksMethod:
		switch {
		case m[0] != socksVersion:
			s.refuse("the proxy does not speak version 5")
		case m[1] == socksNoAuth:
			return s.request(dst)
		case m[1] == socksUserPass && s.proxy.User != "":
			s.state = socksAuth
			dst = append(dst, socksUserVersion, byte(len(s.proxy.User)))
			dst = append(dst, s.proxy.User...)
			dst = append(dst, byte(len(s.proxy.Password)))
			return append(dst, s.proxy.Password...)
		case m[1] == socksNoneFits:
			s.refuse("the proxy accepts no method of authentication")
		default:
			s.refuse("the proxy chose method " + strconv.Itoa(int(m[1])) + ", which was not offered")
		}
	case socksAuth:
		if m[0] != socksUserVersion {
			s.refuse("the proxy's answer to user and password is malformed")
		} else if m[1] != 0 {
			s.refuse("user or password refused")
		} else {
			return s.request(dst)
		}
	case socksReply:
		s.reply()
	}
	return dst
}

// request appends the request for the connection.
func (s *Socks5) request(dst []byte) []byte {
	s.state = socksReply
	dst = append(dst, socksVersion, socksConnect, 0)
	if a, err := netip.ParseAddr(s.host); err == nil {
		kind := byte(socksIPv6)
		if a = a.Unmap(); a.Is4() {
			kind = socksIPv4
		}
		dst = append(dst, kind)
		dst = append(dst, a.AsSlice()...)
	} else {
		dst = append(dst, socksName, byte(len(s.host)))
		dst = append(dst, s.host...)
	}
	return append(dst, byte(s.port>>8), byte(s.port))
}

// reply looks at the first five bytes of the answer.
func (s *Socks5) reply() {
	m := &s.message
	if m[0] != socksVersion {
		s.refuse("the proxy's answer is malformed")
		return
	}
	if m[1] != 0 {
		text := "failure " + strconv.Itoa(int(m[1]))
		if int(m[1]) < len(socksReplies) {
			text = socksReplies[m[1]]
		}
		s.refuse(text)
		return
	}
	const port = 2
	switch m[3] { // less the byte of the address that is here
	case socksIPv4:
		s.left = 4 - 1 + port
	case socksIPv6:
		s.left = 16 - 1 + port
	case socksName:
		s.left = int(m[4]) + port
	default:
		s.refuse("the proxy's answer is malformed")
		return
	}
	s.state = socksBound
}
