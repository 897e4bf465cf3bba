package engine

import (
	"errors"
	"net"
	"net/url"
	"strconv"
	"strings"
)

// redirectsMost bounds a chain of redirects (RFC 9110 section 15.4: "a client
// SHOULD detect and intervene in cyclical redirections").
const redirectsMost = 4

// redirectPathMost bounds the path that a server may have us ask for (RFC 9110
// section 4.1 recommends that 8000 bytes work).
const redirectPathMost = 8000

// RedirectedToGet is lws_http_is_redirected_to_get: a redirect has made the
// program's request a GET, so its body is not wanted.
func (c *Conn) RedirectedToGet() bool { return c.client != nil && c.client.toGet }

// isRedirect tells whether a response sends the client elsewhere (RFC 9110
// section 15.4).
func isRedirect(status int) bool {
	switch status {
	case 301, 302, 303, 307, 308:
		return true
	}
	return false
}

// redirectTo sends the request again, to where the server says.
func (c *Conn) redirectTo(location string) {
	s := c.client
	status := s.parser.Status
	if c.host().CallbackText(c, c.Protocol, ReasonClientHTTPRedirect, location, status) != 0 {
		if !c.closed {
			c.connectionError("HS: user code rejected redirect")
		}
		return
	}
	if c.closed {
		return
	}
	next, err := s.request.redirected(location, status)
	if err != nil {
		c.connectionError("HS: redirect: " + err.Error())
		return
	}
	if s.redirects >= redirectsMost {
		c.log(LevelWarn, "redirected more than "+strconv.Itoa(redirectsMost)+" times")
		c.connectionError("HS: Redirect failed")
		return
	}
	c.abandonWaiting()
	if c.closed {
		return
	}
	c.dropConnection()
	c.client = &clientState{
		request: next, redirects: s.redirects + 1, announced: true,
		toGet:  s.toGet || next.Method != s.request.Method,
		timing: s.timing,
	}
	c.role = connecting{}
	c.host().DropSession(c)
	if c.bound {
		c.bind(c.Protocol, ReasonClientHTTPDropProtocol, ReasonClientHTTPBindProtocol)
	} else {
		c.host().EnsureSession(c)
	}
	if c.closed {
		return
	}
	c.setTimeout(timeoutAwaitingConnect, c.thread.Context.Config.ConnectSeconds)
	c.resolve()
}

func schemeOf(secure bool) string {
	if secure {
		return "https"
	}
	return "http"
}

// redirected is r with another target.
func (r ClientRequest) redirected(location string, status int) (ClientRequest, error) {
	secure, from := r.Flags&ClientUseTLS != 0, r
	base := url.URL{Scheme: schemeOf(secure), Host: net.JoinHostPort(r.Address, strconv.Itoa(r.Port)), Path: r.Path}
	target, err := base.Parse(location)
	if err != nil {
		return r, err
	}
	port := 80
	switch target.Scheme {
	case "http", "ws":
		if secure && r.Flags&clientAllowDowngrade == 0 {
			return r, errors.New("from TLS to " + strconv.Quote(target.Scheme) + " is not allowed")
		}
		r.Flags &^= ClientUseTLS
	case "https", "wss":
		r.Flags |= ClientUseTLS
		port = 443
	default:
		return r, errors.New("no client for " + strconv.Quote(target.Scheme) + " URLs")
	}
	if target.Host != base.Host || secure != (r.Flags&ClientUseTLS != 0) {
		if p := target.Port(); p != "" {
			n, err := strconv.ParseUint(p, 10, 16)
			if err != nil {
				return r, err
			}
			port = int(n)
		}
		if target.Hostname() == "" {
			return r, errors.New("no host")
		}
		r.Address, r.Port = target.Hostname(), port
		r.Host = r.Address
		if strings.Contains(r.Address, ":") {
			r.Host = "[" + r.Address + "]"
		}
		r.Origin = r.Host
	}
	if r.Address != from.Address || r.Port != from.Port || secure != (r.Flags&ClientUseTLS != 0) {
		r.User, r.Password = "", "" // they are for whom the program has named
	}
	if r.Path = target.RequestURI(); len(r.Path) > redirectPathMost {
		return r, errors.New("the path is too long")
	}
	// RFC 9110 section 15.4.4: the answer to a 303 is got with GET.
	if status == 303 && r.Method != "HEAD" {
		r.Method = "GET"
	}
	return r, nil
}
