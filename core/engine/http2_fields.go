package engine

import (
	"bytes"
	"errors"
	"fmt"
	"hash/maphash"
	"slices"
	"strconv"
	"unsafe"

	"golang.org/x/net/http2/hpack"

	"github.com/golws/golws/core/h1"
	"github.com/golws/golws/core/h2"
	"github.com/golws/golws/core/header"
)

// fieldTranslator makes HTTP/2 fields of the heads that are written for HTTP/1.
// It remembers names and values that come again and again.
type fieldTranslator struct {
	known  map[string]string
	fields []hpack.HeaderField
	// heads are some that came more than once, by the hash of their text.
	heads [knownHeads]knownHead
}

const (
	// knownHeads is how many heads are remembered, knownHeadMost their length.
	knownHeads    = 64
	knownHeadMost = 1024
)

// knownHead is a head and what it was translated to. Of a text that came only
// once there is just the hash.
type knownHead struct {
	hash uint64
	text []byte
	head http2Head
}

var headSeed = maphash.MakeSeed()

// knownMost bounds how many names and values are remembered.
const knownMost = 1024

// http2Head is a translated head.
type http2Head struct {
	status int
	length int64 // of the body, -1 when it is not announced
	fields []hpack.HeaderField
}

// text is b as a string that will not change.
func (t *fieldTranslator) text(b []byte) string {
	if s, ok := t.known[string(b)]; ok {
		return s
	}
	if t.known == nil || len(t.known) >= knownMost {
		t.known = make(map[string]string)
	}
	s := string(b)
	t.known[s] = s
	return s
}

// name is b in lower case (RFC 9113 section 8.2).
func (t *fieldTranslator) name(b []byte) string {
	if s, ok := t.known[string(b)]; ok && !hasUpper(s) {
		return s
	}
	return t.text(bytes.ToLower(b))
}

func hasUpper(s string) bool {
	for i := range len(s) {
		if s[i] >= 'A' && s[i] <= 'Z' {
			return true
		}
	}
	return false
}

// response translates the lines of a response's head, without the empty one. The
// result is valid until the next call.
func (t *fieldTranslator) response(text []byte) (head http2Head, err error) {
	if len(text) > knownHeadMost {
		return t.translate(text)
	}
	hash := maphash.Bytes(headSeed, text)
	known := &t.heads[hash%knownHeads]
	if known.hash == hash && bytes.Equal(known.text, text) {
		return known.head, nil
	}
	head, err = t.translate(text)
	if again := known.hash == hash; err == nil {
		*known = knownHead{hash: hash}
		if again {
			known.text, known.head = bytes.Clone(text), head
			known.head.fields = slices.Clone(head.fields)
		}
	}
	return head, err
}

// translate is response for a head that is not remembered.
func (t *fieldTranslator) translate(text []byte) (head http2Head, err error) {
	line, text, _ := bytes.Cut(text, []byte("\r\n"))
	const version = "HTTP/1.x "
	if len(line) < len(version)+3 || string(line[:7]) != version[:7] {
		return head, errNotHead
	}
	code := line[len(version) : len(version)+3]
	head.status, err = strconv.Atoi(string(code))
	if err != nil || head.status < 100 {
		return head, errNotHead
	}
	head.length = -1
	t.fields = append(t.fields[:0], hpack.HeaderField{Name: ":status", Value: t.text(code)})
	for len(text) > 0 {
		line, text, _ = bytes.Cut(text, []byte("\r\n"))
		name, value, ok := bytes.Cut(line, []byte(":"))
		if !ok || len(name) == 0 {
			return head, errNotHead
		}
		field := hpack.HeaderField{Name: t.name(name), Value: t.text(header.TrimOWS(value))}
		if h2.ConnectionSpecific(field.Name) {
			continue
		}
		switch field.Name {
		case "content-length":
			if n, err := strconv.ParseInt(field.Value, 10, 64); err == nil {
				head.length = n
			}
		case "set-cookie":
			field.Sensitive = true // RFC 7541 section 7.1.3
		}
		t.fields = append(t.fields, field)
	}
	head.fields = t.fields
	return head, nil
}

// errNotTrailer is about lines that may not stand behind a body: RFC 9110 section
// 6.5.1, RFC 9113 section 8.1.
var errNotTrailer = errors.New("not a trailer field")

// notTrailers are fields that frame, route or change the meaning of a message.
var notTrailers = map[string]bool{
	"content-length": true, "content-encoding": true, "content-type": true, "content-range": true, "trailer": true,
	"host": true, "cache-control": true, "authorization": true, "set-cookie": true, "location": true,
}

// trailerFields translates lines; an empty one may be the last.
func trailerFields(lines []byte) (fields []hpack.HeaderField, err error) {
	fields = []hpack.HeaderField{}
	for len(lines) > 0 && !bytes.Equal(lines, []byte("\r\n")) {
		var line []byte
		line, lines, _ = bytes.Cut(lines, []byte("\r\n"))
		name, value, ok := bytes.Cut(line, []byte(":"))
		f := hpack.HeaderField{Name: string(bytes.ToLower(name)), Value: string(header.TrimOWS(value))}
		if !ok || len(name) == 0 || notTrailers[f.Name] || h2.ConnectionSpecific(f.Name) {
			return nil, fmt.Errorf("%w: %.100q", errNotTrailer, line)
		}
		fields = append(fields, f)
	}
	return fields, nil
}

// fieldBytes is a field's name or value where it is only read.
func fieldBytes(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }

// serveFields serves a request whose head has these fields.
func (c *Conn) serveFields(fields []hpack.HeaderField) {
	if c.closed {
		c.givePlace()
		return
	}
	t := c.thread
	x := t.takeTransaction()
	x.counted = true
	x.table.Reset()
	x.parser.Reset(&x.table, t.Context.limits)
	if t.Context.passesOn {
		x.parser.KeepTarget()
	}
	x.phase = readingHead
	c.http = x
	c.beginRecord(x)
	if err := c.takeFields(x, fields); err != nil {
		x.phase = responding
		c.refuse(err)
		return
	}
	serverHTTP{}.request(c, x)
	s := c.mux
	if !c.closed && s.inputEnded && !c.peerDone {
		c.peerDone = true
		c.role.peerClosed(c)
	}
}

// takeFields fills the table of x as lws does for HTTP/2: each pseudo-header
// field has its token, and the path is also where the method's URI is.
func (c *Conn) takeFields(x *transaction, fields []hpack.HeaderField) *h1.Error {
	table := &x.table
	request := &x.parser.Request
	*request = h1.Request{Minor: 1, Framing: h1.Chunked}
	var path, authority, cookie string
	length := int64(-1)
	for i := range fields {
		f := &fields[i]
		var err error
		switch f.Name {
		case ":method":
			request.Method = header.LookupMethod(fieldBytes(f.Value))
			if request.Method == header.NoMethod {
				request.Method = header.Path
			}
			err = table.AddString(header.ColonMethod, f.Value)
		case ":scheme":
			err = table.AddString(header.ColonScheme, f.Value)
		case ":authority":
			authority = f.Value
			err = table.AddString(header.ColonAuthority, f.Value)
		case ":protocol":
			// An extended CONNECT (RFC 8441) is what GET with Upgrade is in HTTP/1.
			request.Method, request.Upgrade = header.Get, true
			err = table.AddString(header.ColonProtocol, f.Value)
		case ":path":
			path = f.Value
		case "cookie":
			// RFC 9113 section 8.2.3: the crumbs are one field.
			if cookie != "" {
				cookie += "; "
			}
			cookie += f.Value
		case "expect":
			request.ExpectContinue = f.Value == "100-continue"
			err = table.AddField(fieldBytes(f.Name), fieldBytes(f.Value))
		case "content-length":
			if n, e := strconv.ParseInt(f.Value, 10, 63); e == nil {
				length = n
			}
			fallthrough
		default:
			err = table.AddField(fieldBytes(f.Name), fieldBytes(f.Value))
		}
		if err != nil {
			return h1.HeaderError(err, false)
		}
	}
	if cookie != "" {
		if err := table.AddString(header.Cookie, cookie); err != nil {
			return h1.HeaderError(err, false)
		}
	}
	if authority != "" && !table.Has(header.Host) {
		// So that programs written with HTTP/1 in mind find it.
		if err := table.AddString(header.Host, authority); err != nil {
			return h1.HeaderError(err, false)
		}
	}
	if host := table.Value(header.Host); !isHost(host) {
		return h1.ErrHost
	}
	if err := c.takeTarget(x, path, authority); err != nil {
		return h1.HeaderError(err, true)
	}
	switch {
	case length >= 0:
		request.Framing, request.ContentLength = h1.Length, length
	case c.mux.inputEnded && request.Method == header.Post:
		request.Framing = h1.Length // an empty body, of which programs want to hear
	case c.mux.inputEnded:
		request.Framing = h1.NoBody
	}
	return nil
}

// takeTarget decodes the path and the arguments.
func (c *Conn) takeTarget(x *transaction, path, authority string) error {
	method := x.parser.Method
	if method == header.Connect {
		path = authority // RFC 9113 section 8.5
	}
	x.parser.SetTarget(path)
	var target header.Target
	target.Begin(&x.table, method)
	if err := target.Write(fieldBytes(path)); err != nil {
		return err
	}
	if err := target.End(); err != nil {
		return err
	}
	if method == header.Path {
		return nil
	}
	return x.table.Add(header.ColonPath, x.table.Path())
}

func isHost(host []byte) bool {
	for _, b := range host {
		if !header.IsHostByte(b) {
			return false
		}
	}
	return true
}
