package h1

import (
	"errors"
	"testing"

	"github.com/golws/golws/core/header"
)

// built runs put with a buffer of n bytes and returns what it wrote.
func built(n int, put func(dst []byte) (int, error)) (string, error) {
	dst := make([]byte, n)
	k, err := put(dst)
	return string(dst[:k]), err
}

const securityFields = "content-security-policy: default-src 'none'; img-src 'self' data: ; script-src 'self'; " +
	"font-src 'self'; style-src 'self'; connect-src 'self' ws: wss:; frame-ancestors 'none'; base-uri 'none';form-action 'self';\r\n" +
	"x-content-type-options: nosniff\r\nx-xss-protection: 1; mode=block\r\nx-frame-options: deny\r\nreferrer-policy: no-referrer\r\n"

func TestStatusLine(t *testing.T) {
	for _, c := range []struct {
		code int
		o    Head
		want string
	}{
		{200, Head{Minor: 1}, "HTTP/1.1 200 OK\r\n"},
		{200, Head{}, "HTTP/1.0 200 OK\r\n"},
		{100, Head{Minor: 1}, "HTTP/1.1 100 Continue\r\n"},
		{204, Head{Minor: 1}, "HTTP/1.1 204 \r\n"},
		{206, Head{Minor: 1}, "HTTP/1.1 206 \r\n"},
		{301, Head{Minor: 1}, "HTTP/1.1 301 Redirect\r\n"},
		{308, Head{Minor: 1}, "HTTP/1.1 308 Redirect\r\n"},
		{304, Head{Minor: 1}, "HTTP/1.1 304 Not Modified\r\n"},
		{407, Head{Minor: 1}, "HTTP/1.1 407 Proxy Auth Required\r\n"},
		{413, Head{Minor: 1}, "HTTP/1.1 413 Request Entity Too Large\r\n"},
		{414, Head{Minor: 1}, "HTTP/1.1 414 Request URI too Long\r\n"},
		{416, Head{Minor: 1}, "HTTP/1.1 416 Requested Range Not Satisfiable\r\n"},
		{418, Head{Minor: 1}, "HTTP/1.1 418 \r\n"},
		{505, Head{Minor: 1}, "HTTP/1.1 505 HTTP Version Not Supported\r\n"},
		{599, Head{Minor: 1}, "HTTP/1.1 599 \r\n"},
		{0, Head{Minor: 1}, "HTTP/1.1 0 \r\n"},
		{200, Head{Minor: 1, Server: "foo/1.0"}, "HTTP/1.1 200 OK\r\nserver: foo/1.0\r\n"},
		{200, Head{Minor: 1, Fields: []Field{{"X-Vh:", "one"}, {"Y", "2"}}, BestPractice: true, Server: "foo/1.0"},
			"HTTP/1.1 200 OK\r\nX-Vh: one\r\nY: 2\r\n" + securityFields + "server: foo/1.0\r\n"},
		{200, Head{Minor: 1, StrictTransport: true, Server: "foo/1.0"},
			"HTTP/1.1 200 OK\r\nserver: foo/1.0\r\nStrict-Transport-Security: max-age=15768000 ; includeSubDomains\r\n"},
	} {
		got, err := built(1024, func(dst []byte) (int, error) { return PutStatus(dst, c.code, &c.o) })
		if got != c.want || err != nil {
			t.Errorf("%d: %q, %v; want %q", c.code, got, err, c.want)
		}
	}
}

func TestFields(t *testing.T) {
	for name, c := range map[string]struct {
		put  func(dst []byte) (int, error)
		want string
		err  error
	}{
		"field":            {func(d []byte) (int, error) { return PutField(d, []byte("X-Foo:"), []byte("val")) }, "X-Foo: val\r\n", nil},
		"no colon":         {func(d []byte) (int, error) { return PutField(d, []byte("X-Foo"), []byte("val")) }, "X-Foo: val\r\n", nil},
		"empty value":      {func(d []byte) (int, error) { return PutField(d, []byte("X:"), nil) }, "X: \r\n", nil},
		"value":            {func(d []byte) (int, error) { return PutValue(d, []byte("val")) }, "val\r\n", nil},
		"token":            {func(d []byte) (int, error) { return PutToken(d, header.ETag, []byte("val")) }, "etag: val\r\n", nil},
		"method token":     {func(d []byte) (int, error) { return PutToken(d, header.GetURI, []byte("val")) }, "get : val\r\n", nil},
		"bare token":       {func(d []byte) (int, error) { return PutToken(d, header.PatchURI, []byte("val")) }, "patch: val\r\n", nil},
		"pseudo-header":    {func(d []byte) (int, error) { return PutToken(d, header.ColonPath, []byte("val")) }, ":path val\r\n", nil},
		"empty name":       {func(d []byte) (int, error) { return PutToken(d, header.ClientSentProtocols, []byte("val")) }, ": val\r\n", nil},
		"no name":          {func(d []byte) (int, error) { return PutToken(d, header.ClientURI, []byte("val")) }, "", ErrNoSuchToken},
		"name of CRLF":     {func(d []byte) (int, error) { return PutToken(d, header.Challenge, []byte("val")) }, "", ErrInjection},
		"length":           {func(d []byte) (int, error) { return PutContentLength(d, 77) }, "content-length: 77\r\n", nil},
		"greatest length":  {func(d []byte) (int, error) { return PutContentLength(d, 1<<64-1) }, "content-length: 18446744073709551615\r\n", nil},
		"end":              {func(d []byte) (int, error) { return PutEnd(d) }, "\r\n", nil},
		"chunk":            {func(d []byte) (int, error) { return PutChunkHead(d, 0x1a2b) }, "1a2b\r\n", nil},
		"greatest chunk":   {func(d []byte) (int, error) { return PutChunkHead(d, 1<<63-1) }, "7fffffffffffffff\r\n", nil},
		"empty chunk":      {func(d []byte) (int, error) { return PutChunkHead(d, 0) }, "", ErrNoSpace},
		"chunk of no size": {func(d []byte) (int, error) { return PutChunkHead(d, -1) }, "", ErrNoSpace},
	} {
		got, err := built(64, c.put)
		if got != c.want || !errors.Is(err, c.err) {
			t.Errorf("%s: %q, %v; want %q, %v", name, got, err, c.want, c.err)
		}
	}
}

func TestCommonHeaders(t *testing.T) {
	o := Head{Minor: 1}
	for _, c := range []struct {
		code   int
		ctype  string
		length uint64
		want   string
	}{
		{200, "text/html", 1234, "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 1234\r\n"},
		{200, "text/html", 0, "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 0\r\n"},
		{200, "text/html", UnknownLength, "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nconnection: close\r\n"},
		{200, "", 5, "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n"},
	} {
		got, err := built(256, func(d []byte) (int, error) { return PutCommon(d, c.code, &o, []byte(c.ctype), c.length) })
		if got != c.want || err != nil {
			t.Errorf("%q, %v; want %q", got, err, c.want)
		}
	}
}

func TestRedirect(t *testing.T) {
	got, err := built(256, func(d []byte) (int, error) {
		return PutRedirect(d, 307, &Head{Minor: 1, Server: "s"}, []byte("http://example.com/x"))
	})
	want := "HTTP/1.1 307 Redirect\r\nserver: s\r\nlocation: http://example.com/x\r\ncontent-type: text/html\r\ncontent-length: 0\r\n\r\n"
	if got != want || err != nil {
		t.Errorf("%q, %v; want %q", got, err, want)
	}
}

func TestPage(t *testing.T) {
	const head = `<html><head><meta charset=utf-8 http-equiv="Content-Language" content="en"/><link rel="stylesheet" type="text/css" href="/error.css"/></head><body>`
	for _, c := range []struct {
		code int
		html string
		want string
	}{
		{404, "", "HTTP/1.1 404 Not Found\r\ncontent-type: text/html\r\ncontent-length: 173\r\n\r\n" + head + "<h1>404</h1></body></html>"},
		{403, "hello <b>x</b>", "HTTP/1.1 403 Forbidden\r\ncontent-type: text/html\r\ncontent-length: 187\r\n\r\n" + head + "<h1>403</h1>hello <b>x</b></body></html>"},
		{0, "", "HTTP/1.1 0 \r\ncontent-type: text/html\r\ncontent-length: 171\r\n\r\n" + head + "<h1>0</h1></body></html>"},
	} {
		got, err := built(1024, func(d []byte) (int, error) { return PutPage(d, c.code, &Head{Minor: 1}, []byte(c.html), false) })
		if got != c.want || err != nil {
			t.Errorf("%q, %v; want %q", got, err, c.want)
		}
	}
}

// The least buffer that each call needs is the one that lws 4.3.5 needs.
func TestBuilderBounds(t *testing.T) {
	o := Head{Minor: 1}
	for name, c := range map[string]struct {
		put   func(dst []byte) (int, error)
		least int
	}{
		"field":  {func(d []byte) (int, error) { return PutField(d, []byte("X-Foo:"), []byte("val")) }, 14},
		"status": {func(d []byte) (int, error) { return PutStatus(d, 200, &o) }, 20},
		"length": {func(d []byte) (int, error) { return PutContentLength(d, 7) }, 21},
		"end":    {func(d []byte) (int, error) { return PutEnd(d) }, 3},
		"common": {func(d []byte) (int, error) { return PutCommon(d, 200, &o, []byte("text/html"), 1234) }, 66},
	} {
		for size := range c.least + 2 {
			got, err := built(size, c.put)
			if size < c.least != errors.Is(err, ErrNoSpace) || size < c.least && got != "" {
				t.Errorf("%s in %d bytes: %q, %v", name, size, got, err)
			}
		}
	}
}

func TestBuildingDoesNotAllocate(t *testing.T) {
	dst := make([]byte, 1024)
	o := &Head{Minor: 1, Server: "s", BestPractice: true, Fields: []Field{{"a", "b"}}}
	n := testing.AllocsPerRun(100, func() {
		PutCommon(dst, 200, o, []byte("text/html"), 1234)
		PutField(dst, []byte("X-Foo:"), []byte("val"))
		PutToken(dst, header.ETag, []byte("val"))
		PutPage(dst, 404, o, nil, false)
		PutChunkHead(dst, 1234)
	})
	if n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkCommonHeaders(b *testing.B) {
	dst := make([]byte, 1024)
	o := &Head{Minor: 1, Server: "golws"}
	ctype := []byte("text/html")
	b.ReportAllocs()
	for range b.N {
		PutCommon(dst, 200, o, ctype, 1234)
	}
}
