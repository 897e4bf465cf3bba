package proxy

import (
	"encoding/base64"
	"net"
	"strconv"

	"github.com/golws/golws/core/h1"
	"github.com/golws/golws/core/header"
)

// connectHead is the room for the header fields of a proxy's answer. Nobody
// reads more than one of them.
const connectHead = 4096

// Connect asks an HTTP proxy for a tunnel (RFC 9110 section 9.3.6).
type Connect struct {
	proxy  *Server
	host   string
	port   int
	parser h1.ResponseParser
	table  *header.Table
	done   bool
	fail   error
}

// NewConnect asks p for a tunnel to host and port.
func NewConnect(p *Server, host string, port int) *Connect {
	c := &Connect{proxy: p, host: host, port: port, table: header.New(connectHead)}
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
	if c.proxy.User != "" {
		dst = append(dst, "Proxy-authorization: basic "...)
		dst = base64.StdEncoding.AppendEncode(dst, []byte(c.proxy.User+":"+c.proxy.Password))
		dst = append(dst, "\r\n"...)
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
			c.fail = refusal(&c.parser, c.table)
		}
	}
	return dst, n, c.done, c.fail
}

// refusal says what the proxy said.
func refusal(p *h1.ResponseParser, t *header.Table) *Error {
	e := &Error{Text: "http_proxy -> " + strconv.Itoa(p.Status)}
	if p.Status == 407 { // RFC 9110 section 15.5.8
		e.Detail = "the proxy wants a user and password"
	}
	if v := t.Value(header.ProxyAuthenticate); len(v) > 0 {
		e.Detail += ", by " + string(v)
	}
	return e
}
