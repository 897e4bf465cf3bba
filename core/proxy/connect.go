package proxy

import (
	"net"
	"strconv"

	"github.com/golws/golws/core/auth"
	"github.com/golws/golws/core/h1"
	"github.com/golws/golws/core/header"
)

// connectHead is the room for the header fields of a proxy's answer. Nobody
// reads more than one of them.
const connectHead = 4096

// Connect asks an HTTP proxy for a tunnel (RFC 9110 section 9.3.6).
type Connect struct {
	proxy  *Server
	digest *auth.Digest // nil: the password goes as it is
	host   string
	port   int
	parser h1.ResponseParser
	table  *header.Table
	done   bool
	fail   error
}

// Challenged is the error of a Connect whose proxy wants the password's digest
// instead: a new connection may answer the challenge (RFC 7616).
type Challenged struct {
	Digest *auth.Digest
	// refusal is what to say when the challenge is not answered.
	refusal *Error
}

func (c *Challenged) Error() string { return c.refusal.Error() }
func (c *Challenged) Unwrap() error { return c.refusal }

// NewConnect asks p for a tunnel to host and port. digest is the challenge that it
// answers, nil for none.
func NewConnect(p *Server, host string, port int, digest *auth.Digest) *Connect {
	c := &Connect{proxy: p, digest: digest, host: host, port: port, table: header.New(connectHead)}
	c.parser.Reset(c.table, h1.Limits{Head: connectHead, Target: connectHead}, header.Connect)
	return c
}

// Begin implements Machine.
func (c *Connect) Begin(dst []byte) ([]byte, error) {
	if !plain(c.host) || len(c.host) > hostMost {
		c.fail = &Error{Text: "http_proxy fail", Detail: "the server's name cannot be sent to a proxy"}
		return dst, c.fail
	}
	target := net.JoinHostPort(c.host, strconv.Itoa(c.port))
	dst = append(dst, "CONNECT "+target+" HTTP/1.1\r\nHost: "+target+"\r\nUser-agent: lws\r\n"...)
	switch p := c.proxy; {
	case p.User == "":
	case c.digest != nil:
		dst = append(dst, "Proxy-authorization: "+c.digest.Answer(p.User, p.Password, "CONNECT", target)+"\r\n"...)
	default:
		dst = append(dst, "Proxy-authorization: basic "+auth.EncodeBasic(p.User, p.Password)+"\r\n"...)
	}
	return append(dst, "\r\n"...), nil
}

// Receive implements Machine.
func (c *Connect) Receive(in, dst []byte) (out []byte, n int, done bool, err error) {
	for c.fail == nil && !c.done {
		k, complete, err := c.parser.Parse(in[n:])
		n += k
		switch {
		case err != nil:
			c.fail = &Error{Text: "http_proxy fail", Detail: err.Error()}
		case !complete:
			return dst, n, false, nil
		case c.parser.Interim:
			c.parser.Continue()
		case c.parser.Upgraded && c.parser.Status != 101:
			c.done = true
		default:
			c.fail = c.refusal()
		}
	}
	return dst, n, c.done, c.fail
}

// refusal says what the proxy said.
func (c *Connect) refusal() error {
	e := &Error{Text: "http_proxy -> " + strconv.Itoa(c.parser.Status)}
	if c.parser.Status != 407 { // RFC 9110 section 15.5.8
		return e
	}
	e.Detail = "the proxy wants a user and password"
	if c.proxy.User != "" {
		e.Detail = "the proxy does not accept the user and password"
	}
	var list []auth.Challenge
	for i := 0; ; i++ {
		value, more := c.table.Fragment(header.ProxyAuthenticate, i)
		if !more {
			break
		}
		e.Detail += ", by " + string(value)
		if found, err := auth.Challenges(string(value)); err == nil {
			list = append(list, found...)
		}
	}
	d, err := auth.ChooseDigest(list)
	if err != nil || c.proxy.User == "" || c.digest != nil && !d.Stale {
		return e
	}
	return &Challenged{d, e}
}
