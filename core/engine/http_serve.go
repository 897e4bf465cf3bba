package engine

import (
	"strings"
	"unsafe"

	"github.com/golws/golws/core/h1"
	"github.com/golws/golws/core/header"
)

// serve finds out what a request is for and lets that answer it.
func (c *Conn) serve(x *transaction) {
	x.path = x.table.Path()
	uri := unsafe.String(unsafe.SliceData(x.path), len(x.path)) // as long as x
	if c.proves(x, uri) {
		return
	}
	if c.rejectsAgent(x) {
		return
	}
	m := c.Vhost.findMount(uri)
	if m != nil {
		if m.wantsSlash(uri) {
			c.redirect(x, 301, c.origin(x)+uri+"/")
			return
		}
		if m.Kind == MountRedirectHTTP || m.Kind == MountRedirectHTTPS {
			c.redirect(x, 301, m.target())
			return
		}
	}
	x.mount = m
	c.host().EnsureSession(c)
	if !c.callback(ReasonFilterHTTPConnection, x.path) {
		c.programFailed()
		return
	}
	if !c.isAnswering(x) {
		return
	}
	switch {
	case m == nil:
		c.askProgram(x, c.Vhost.Protocols[0], x.path)
	case c.authorized(x, m):
		c.serveMount(x, m, uri)
	}
}

// chooseVhost moves c to the vhost that its request names, among those that
// share the listener it came through.
func (c *Conn) chooseVhost() {
	door := c.Vhost.listensFor()
	if !door.shared {
		return
	}
	host := c.headerText(header.Host)
	for _, v := range c.Vhost.context.Vhosts() {
		if v.listensFor() == door && v != c.Vhost && v.isNamed(host) {
			c.uncount()
			c.Vhost = v
			c.count()
			c.Protocol = v.unnamed
			c.host().Rehosted(c)
			return
		}
	}
}

// isNamed tells whether host, as in a Host header, is the vhost's name.
func (v *Vhost) isNamed(host string) bool {
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") {
		host = host[:i]
	}
	return strings.EqualFold(v.Config.Name, host)
}

// wantsSlash: a folder's own URI without its slash would make relative links
// in its page go astray.
func (m *Mount) wantsSlash(uri string) bool {
	return (m.Kind == MountFile || m.Kind == MountCGI) && uri == m.Point && !strings.HasSuffix(uri, "/")
}

// target is where a redirecting mount sends its visitors.
func (m *Mount) target() string {
	scheme := "http://"
	if m.Kind == MountRedirectHTTPS {
		scheme = "https://"
	}
	return scheme + m.Origin
}

// origin is how the client addressed this server.
func (c *Conn) origin(x *transaction) string {
	host, _ := x.table.Fragment(header.Host, 0)
	if c.IsTLS() {
		return "https://" + string(host)
	}
	return "http://" + string(host)
}

// askProgram binds p and gives it the request.
func (c *Conn) askProgram(x *transaction, p *Protocol, in []byte) {
	if !c.bindHTTP(p) || !c.callback(ReasonHTTP, in) {
		c.programFailed()
	}
}

// programFailed closes c because a callback returned non-zero; what it wrote
// before goes out.
func (c *Conn) programFailed() {
	if !c.closed {
		c.lingers = true
		c.Close(CloseProgram)
	}
}

// responseHead is what every response of the vhost carries.
func (c *Conn) responseHead() *h1.Head {
	h := &c.thread.responseHead
	h.Minor, h.Closes = 1, false
	if r := c.Request(); r != nil {
		h.Minor = r.Minor
	}
	h.Fields, h.Server = c.Vhost.Config.Headers, c.Vhost.Config.ServerString
	h.BestPractice = c.Vhost.Config.Options&OptionSecurityHeaders != 0
	// Without TLS as well, as in lws: a proxy in front may be who speaks it, and
	// browsers do not believe the field otherwise (RFC 6797 section 8.1).
	h.StrictTransport = c.Vhost.Config.Options&OptionStrictTransport != 0
	return h
}

// ResponseHead is responseHead for the functions with which a program builds a
// response of its own.
func (c *Conn) ResponseHead() *h1.Head { return c.responseHead() }

// redirect answers with a redirection. lws closes when the request is the
// connection's first, and goes on otherwise.
func (c *Conn) redirect(x *transaction, status int, location string) {
	buf := c.thread.headerRoom()
	head := *c.responseHead()
	if !c.bound {
		head.Minor = 0 // no request follows on this connection
	}
	n, err := h1.PutRedirect(buf, status, &head, []byte(location))
	if err != nil {
		c.answerStatus(x, 500)
		return
	}
	x.status = status
	c.write(nil, buf[:n])
	if c.bound {
		c.finishAnswer(x)
		return
	}
	c.lingers = true
	c.Close(CloseProgram)
}

// answerStatus answers with a small page of our own.
func (c *Conn) answerStatus(x *transaction, status int) {
	x.status = status
	c.write(nil, c.errorPage(status, ""))
	c.finishAnswer(x)
}

// finishAnswer ends a transaction that the engine has answered itself.
func (c *Conn) finishAnswer(*transaction) {
	if c.CompleteTransaction() {
		c.Close(CloseProgram)
	}
}

// errorPage is a whole response with a page for status.
func (c *Conn) errorPage(status int, html string) []byte {
	return c.pageOf(c.responseHead(), status, html)
}

func (c *Conn) pageOf(head *h1.Head, status int, html string) []byte {
	buf := c.thread.headerRoom()
	toHead := c.http != nil && c.http.parser.Method == header.Head && c.http.phase != readingHead
	n, err := h1.PutPage(buf, status, head, []byte(html), toHead)
	if err != nil {
		n, _ = h1.PutPage(buf, status, &h1.Head{Minor: 1}, nil, toHead)
	}
	return buf[:n]
}

// AnswerStatus is lws_return_http_status: a page for code, with html in it. It
// leaves completing the transaction to the program. It reports failure.
func (c *Conn) AnswerStatus(status int, html string) bool {
	x := c.http
	if x == nil || c.closed || c.closing {
		return false
	}
	x.status = status
	if status == 404 && c.Vhost.Config.NotFound != "" && !x.notFound {
		x.notFound = true
		buf := c.thread.headerRoom()
		n, err := h1.PutRedirect(buf, 302, c.responseHead(), []byte(c.Vhost.Config.NotFound))
		return err == nil && c.write(nil, buf[:n])
	}
	return c.write(nil, c.errorPage(status, html))
}
