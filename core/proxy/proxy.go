// Package proxy asks a proxy for a connection to a server: CONNECT of HTTP and
// SOCKS5, as machines over bytes. What follows their last byte belongs to the
// server's protocol.
package proxy

import (
	"strconv"
	"strings"
)

// Machine is the conversation with a proxy, from the client's side.
type Machine interface {
	// Begin appends what is sent first.
	Begin(dst []byte) ([]byte, error)
	// Receive takes bytes of in and appends to dst what is to be sent for them.
	// n is how many it took: none behind the proxy's last one. done means that
	// the connection to the server stands. After an error each call returns the
	// same one.
	Receive(in, dst []byte) (out []byte, n int, done bool, err error)
}

// Error is why a proxy gives no connection.
type Error struct {
	// Text is for the program.
	Text string
	// Detail is for whoever reads the log; may be "".
	Detail string
}

func (e *Error) Error() string {
	if e.Detail == "" {
		return e.Text
	}
	return e.Text + ": " + e.Detail
}

// hostMost is the longest host name (RFC 1035 section 2.3.4).
const hostMost = 255

// credentialMost is the longest user name or password of both kinds of proxy
// (RFC 1929 section 2: a length is one byte).
const credentialMost = 255

// Server is where a proxy is, and who asks it.
type Server struct {
	Address        string
	Port           int
	User, Password string
}

// Use tells whether there is a proxy.
func (s *Server) Use() bool { return s.Address != "" && s.Port != 0 }

// Parse reads "[scheme://][user[:password]@]host[:port][/]" as it stands in
// environment variables and configurations. A missing port is port.
func Parse(text string, port int) (s Server, ok bool) {
	if _, rest, found := strings.Cut(text, "://"); found {
		text = rest
	}
	text, _, _ = strings.Cut(text, "/")
	if at := strings.LastIndexByte(text, '@'); at >= 0 {
		s.User, s.Password, _ = strings.Cut(text[:at], ":")
		text = text[at+1:]
	}
	s.Address, s.Port = text, port
	colon := strings.LastIndexByte(text, ':')
	if close := strings.IndexByte(text, ']'); strings.HasPrefix(text, "[") && close > 0 {
		s.Address = text[1:close]
		if rest := text[close+1:]; rest != "" && rest[0] != ':' {
			return Server{}, false
		} else if rest == "" {
			colon = -1
		}
	} else if colon >= 0 {
		s.Address = text[:colon]
	}
	if colon >= 0 {
		n, err := strconv.ParseUint(text[colon+1:], 10, 16)
		if err != nil {
			return Server{}, false
		}
		s.Port = int(n)
	}
	if s.Address == "" || s.Port == 0 || !plain(s.Address) || len(s.Address) > hostMost ||
		len(s.User) > credentialMost || len(s.Password) > credentialMost {
		return Server{}, false
	}
	return s, true
}

// plain reports whether a host holds nothing that would end a line or a token.
func plain(host string) bool {
	for i := 0; i < len(host); i++ {
		if host[i] <= ' ' || host[i] == 0x7f {
			return false
		}
	}
	return host != ""
}
