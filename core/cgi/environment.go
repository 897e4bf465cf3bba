// Package cgi has what a gateway and a CGI program tell each other (RFC 3875):
// the environment of a request, and the head of the program's answer.
package cgi

import (
	"errors"
	"strconv"
	"strings"
)

const (
	// environmentMost bounds the environment made of a request, of which lws
	// once wrote more than its array held.
	environmentMost = 64 << 10
	// variablesMost bounds the number of variables.
	variablesMost = 256
)

// ErrEnvironment is a request whose environment would be too large.
var ErrEnvironment = errors.New("the environment of the CGI program would be too large")

// Request is what a CGI program is told.
type Request struct {
	Method     string
	Target     string // as received
	Script     string // the URI of the program
	PathInfo   string // the path behind it, decoded
	File       string // the program
	Version    string // of HTTP, as in "HTTP/1.1"
	ServerName string
	ServerPort int
	RemoteAddr string
	TLS        bool
	// User is who authenticated, by AuthType.
	User, AuthType string
	ContentType    string
	// ContentLength is -1 without a body.
	ContentLength int64
	// Fields are all header fields, names in lower case without colon.
	Fields func(yield func(name string, value []byte) bool)
	// Extra are NAME=value of the administrator; they win.
	Extra []string
}

// path is what programs are searched in unless Extra says otherwise.
const path = "PATH=/usr/local/bin:/usr/bin:/bin"

// Environment is the request as variables (RFC 3875 section 4.1).
func Environment(r *Request) ([]string, error) {
	var e environment
	for _, v := range r.Extra {
		e.add(v)
	}
	e.add(path)
	query := ""
	if i := strings.IndexByte(r.Target, '?'); i >= 0 {
		query = r.Target[i+1:]
	}
	e.set("GATEWAY_INTERFACE", "CGI/1.1")
	e.set("SERVER_PROTOCOL", r.Version)
	e.set("SERVER_SOFTWARE", "golws")
	e.set("SERVER_NAME", r.ServerName)
	e.set("SERVER_PORT", strconv.Itoa(r.ServerPort))
	e.set("REQUEST_METHOD", r.Method)
	e.set("REQUEST_URI", r.Target)
	e.set("QUERY_STRING", query)
	e.set("SCRIPT_NAME", r.Script)
	e.set("SCRIPT_FILENAME", r.File)
	e.set("PATH_INFO", r.PathInfo)
	e.set("REMOTE_ADDR", r.RemoteAddr)
	e.set("REMOTE_HOST", r.RemoteAddr)
	if r.TLS {
		e.set("HTTPS", "on")
		e.set("REQUEST_SCHEME", "https")
	} else {
		e.set("REQUEST_SCHEME", "http")
	}
	if r.AuthType != "" {
		e.set("AUTH_TYPE", r.AuthType)
		e.set("REMOTE_USER", r.User)
	}
	if r.ContentLength >= 0 {
		e.set("CONTENT_LENGTH", strconv.FormatInt(r.ContentLength, 10))
		if r.ContentType != "" {
			e.set("CONTENT_TYPE", r.ContentType)
		}
	}
	if r.Fields != nil {
		r.Fields(func(name string, value []byte) bool {
			e.field(name, value)
			return !e.over
		})
	}
	if e.over {
		return nil, ErrEnvironment
	}
	return e.list, nil
}

type environment struct {
	list []string
	size int
	over bool
}

// set adds a variable unless it is there or can't be one.
func (e *environment) set(name, value string) { e.add(name + "=" + value) }

func (e *environment) add(v string) {
	name := strings.IndexByte(v, '=')
	if name <= 0 || strings.IndexByte(v, 0) >= 0 || e.find(v[:name]) >= 0 {
		return
	}
	if e.size += len(v) + 1; e.size > environmentMost || len(e.list) == variablesMost {
		e.over = true
		return
	}
	e.list = append(e.list, v)
}

func (e *environment) find(name string) int {
	for i, v := range e.list {
		if len(v) > len(name) && v[len(name)] == '=' && v[:len(name)] == name {
			return i
		}
	}
	return -1
}

// withheld are fields that a program does not get as HTTP_ variables: those that
// have variables of their own or concern the connection only, credentials
// (RFC 3875 section 4.1.18), and Proxy, whose variable HTTP_PROXY libraries take
// for the administrator's (CVE-2016-5385, "httpoxy").
var withheld = map[string]bool{
	"content-type": true, "content-length": true, "connection": true, "transfer-encoding": true,
	"authorization": true, "proxy-authorization": true, "proxy": true, "keep-alive": true, "te": true,
	"upgrade": true, "trailer": true, "expect": true,
}

// field adds HTTP_NAME. A repeated field is a list (RFC 9110 section 5.3). A name
// with anything but letters, digits and hyphens could pass for another one's
// variable, so it has none.
func (e *environment) field(name string, value []byte) {
	if withheld[name] {
		return
	}
	v := make([]byte, 0, len("HTTP_=")+len(name)+len(value))
	v = append(v, "HTTP_"...)
	for _, b := range []byte(name) {
		switch {
		case b == '-':
			v = append(v, '_')
		case 'a' <= b && b <= 'z':
			v = append(v, b-0x20)
		case 'A' <= b && b <= 'Z', '0' <= b && b <= '9':
			v = append(v, b)
		default:
			return
		}
	}
	variable := string(v)
	i := e.find(variable)
	if i < 0 {
		e.set(variable, string(value))
		return
	}
	if i < len(e.list) && strings.HasPrefix(e.list[i], "HTTP_") {
		separator := ", "
		if name == "cookie" {
			separator = "; " // RFC 6265 section 5.4
		}
		if e.size += len(separator) + len(value); e.size > environmentMost {
			e.over = true
			return
		}
		e.list[i] += separator + string(value)
	}
}
