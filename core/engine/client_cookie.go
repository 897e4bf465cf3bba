package engine

import (
	"net"
	"strings"
	"time"

	"github.com/golws/golws/core/cookie"
	"github.com/golws/golws/core/header"
)

// cookieRequest is what decides which cookies c's request carries. As lws has
// it, they belong to the address that is connected to, not to the Host field,
// except where the address has no name.
func (c *Conn) cookieRequest() (r cookie.Request, ok bool) {
	q := &c.client.request
	if c.thread.Context.Cookies == nil || q.Flags&ClientCacheCookies == 0 {
		return r, false
	}
	host := q.Address
	if strings.HasPrefix(host, "+") {
		host = q.Host
		if name, _, err := net.SplitHostPort(host); err == nil {
			host = name
		}
	}
	path := q.Path
	if path == "" || path[0] != '/' {
		path = "/" + path
	}
	return cookie.Request{Host: host, Path: path, Secure: q.Flags&ClientUseTLS != 0}, true
}

// cookieField is the value of the request's Cookie field, "" for none.
func (c *Conn) cookieField() string {
	r, ok := c.cookieRequest()
	if !ok {
		return ""
	}
	field, err := c.thread.Context.Cookies.Field(r, time.Now())
	if err != nil {
		c.log(LevelWarn, "cookies: "+err.Error())
	}
	return field
}

// keepCookies keeps those that the response sets.
func (c *Conn) keepCookies() {
	table := c.client.table
	if !table.Has(header.SetCookie) {
		return
	}
	r, ok := c.cookieRequest()
	if !ok {
		return
	}
	var fields []string
	for i := 0; ; i++ {
		field, more := table.Fragment(header.SetCookie, i)
		if !more {
			break
		}
		fields = append(fields, string(field))
	}
	if err := c.thread.Context.Cookies.Keep(fields, r, time.Now()); err != nil {
		c.log(LevelWarn, "cookies of the response: "+strings.ReplaceAll(err.Error(), "\n", ", "))
	}
}
