package h1

import (
	"errors"
	"strings"
	"testing"

	"github.com/golws/golws/core/header"
)

const host = "Host: h\r\n"

var requests = []struct {
	in, want string
	err      *Error
}{
	{in: "GET / HTTP/1.1\r\n" + host + "\r\n", want: `GET 1.1 none 0 keep; get[/] host[h] http/1.1[HTTP/1.1]; ""`},
	{in: "GET / HTTP/1.1\r\n" + host + "\r\nGET ", want: `GET 1.1 none 0 keep; get[/] host[h] http/1.1[HTTP/1.1]; "GET "`},
	{in: "GET /a/../b?x=1&y HTTP/1.0\r\n\r\n", want: `GET 1.0 none 0; get[/b] http/1.1[HTTP/1.0] uri-args[x=1][y]; ""`},
	{in: "\r\n\r\nHEAD / HTTP/1.1\r\n" + host + "\r\n", want: `HEAD 1.1 none 0 keep; host[h] http/1.1[HTTP/1.1] head[/]; ""`},
	{in: "patch /p HTTP/1.1\r\n" + host + "\r\n", want: `PATCH 1.1 none 0 keep; host[h] http/1.1[HTTP/1.1] patch[/p]; ""`},
	{in: "OPTIONS * HTTP/1.1\r\n" + host + "\r\n", want: `OPTIONS 1.1 none 0 keep; options[*] host[h] http/1.1[HTTP/1.1]; ""`},
	{in: "CONNECT h:80 HTTP/1.1\r\n" + host + "\r\n", want: `CONNECT 1.1 none 0 keep; host[h] http/1.1[HTTP/1.1] connect[h:80]; ""`},
	{in: "GET / HTTP/1.2\r\n" + host + "\r\n", want: `GET 1.1 none 0 keep; get[/] host[h] http/1.1[HTTP/1.2]; ""`},
	{in: "GET http://x:1/p HTTP/1.1\r\n" + host + "\r\n", want: `GET 1.1 none 0 keep; get[/p] host[x:1] http/1.1[HTTP/1.1]; ""`},
	{in: "GET / HTTP/1.1\r\nHost:\r\n\r\n", want: `GET 1.1 none 0 keep; get[/] host[] http/1.1[HTTP/1.1]; ""`},

	// Fields.
	{in: "GET / HTTP/1.1\r\nhoST:h\r\nX-Foo: \t1 2\t \r\nEmpty:\r\nX-Foo:3\r\n\r\n",
		want: `GET 1.1 none 0 keep; get[/] host[h] http/1.1[HTTP/1.1] x-foo:[1 2] empty:[] x-foo:[3]; ""`},
	{in: "GET / HTTP/1.1\r\n" + host + "Accept: a, b\r\nAccept:c\r\nAccept:\r\nAccept:  d \r\n\r\n",
		want: `GET 1.1 none 0 keep; get[/] host[h] http/1.1[HTTP/1.1] accept[a, b][ c][ ][   d]; ""`},
	{in: "GET / HTTP/1.1\r\n" + host + "Cookie: a=1\r\nCookie: b=2\r\n\r\n",
		want: `GET 1.1 none 0 keep; get[/] host[h] http/1.1[HTTP/1.1] cookie[a=1][  b=2]; ""`},
	{in: "GET / HTTP/1.1\r\n" + host + "Referer: \xe4:\xff\r\nuri-args: x\r\nput: y\r\n\r\n",
		want: "GET 1.1 none 0 keep; get[/] host[h] http/1.1[HTTP/1.1] referer[\xe4:\xff] uri-args:[x] put:[y]; \"\""},

	// Connection management (RFC 9112 §9.3).
	{in: "GET / HTTP/1.1\r\n" + host + "Connection: foo, Close\r\n\r\n", want: `GET 1.1 none 0; get[/] host[h] connection[foo, Close] http/1.1[HTTP/1.1]; ""`},
	{in: "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", want: `GET 1.0 none 0 keep; get[/] connection[Keep-Alive] http/1.1[HTTP/1.0]; ""`},
	{in: "GET / HTTP/1.0\r\nConnection: close\r\nConnection: keep-alive\r\n\r\n", want: `GET 1.0 none 0; get[/] connection[close][  keep-alive] http/1.1[HTTP/1.0]; ""`},
	{in: "GET / HTTP/1.1\r\n" + host + "Connection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n\r\n",
		want: `GET 1.1 none 0 keep upgrade; get[/] host[h] connection[keep-alive, Upgrade] upgrade[WebSocket] http/1.1[HTTP/1.1]; ""`},
	{in: "GET / HTTP/1.1\r\n" + host + "Upgrade: websocket\r\n\r\n", want: `GET 1.1 none 0 keep; get[/] host[h] upgrade[websocket] http/1.1[HTTP/1.1]; ""`},
	{in: "GET / HTTP/1.0\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
		want: `GET 1.0 none 0; get[/] connection[Upgrade] upgrade[websocket] http/1.1[HTTP/1.0]; ""`},

	// Framing (RFC 9112 §6).
	{in: "POST / HTTP/1.1\r\n" + host + "Content-Length: 3\r\n\r\nabc", want: `POST 1.1 length 3 keep; post[/] host[h] http/1.1[HTTP/1.1] content-length[3]; "abc"`},
	{in: "POST / HTTP/1.1\r\n" + host + "Content-Length: 0\r\n\r\n", want: `POST 1.1 length 0 keep; post[/] host[h] http/1.1[HTTP/1.1] content-length[0]; ""`},
	{in: "POST / HTTP/1.1\r\n" + host + "Content-Length:007\t\r\n\r\n", want: `POST 1.1 length 7 keep; post[/] host[h] http/1.1[HTTP/1.1] content-length[007]; ""`},
	{in: "GET / HTTP/1.1\r\n" + host + "Transfer-Encoding: , Chunked ,\r\n\r\n", want: `GET 1.1 chunked 0 keep; get[/] host[h] http/1.1[HTTP/1.1] transfer-encoding[, Chunked ,]; ""`},
	{in: "POST / HTTP/1.1\r\n" + host + "Expect: 100-Continue\r\nContent-Length: 3\r\n\r\n",
		want: `POST 1.1 length 3 keep expect; post[/] host[h] http/1.1[HTTP/1.1] content-length[3] expect[100-Continue]; ""`},
	{in: "POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n",
		want: `POST 1.0 length 3; post[/] http/1.1[HTTP/1.0] content-length[3] expect[100-continue]; ""`},
	{in: "GET / HTTP/1.1\r\n" + host + "Expect: 100-continue\r\n\r\n", want: `GET 1.1 none 0 keep; get[/] host[h] http/1.1[HTTP/1.1] expect[100-continue]; ""`},

	{in: "", want: "incomplete"},
	{in: "GET / HTTP/1.1\r\n" + host, want: "incomplete"},
	{in: "GET / HTTP/1.1\r\n" + host + "\r", want: "incomplete"},

	// Request lines (RFC 9112 §3).
	{in: "\x16\x03\x01", err: ErrNotHTTP},
	{in: " GET / HTTP/1.1\r\n", err: ErrNotHTTP},
	{in: "/ HTTP/1.1\r\n", err: ErrNotHTTP},
	{in: "GET\r\n", err: ErrNotHTTP},
	{in: "GET\t/ HTTP/1.1\r\n", err: ErrNotHTTP},
	{in: "TRACE / HTTP/1.1\r\n", err: ErrMethodUnknown},
	{in: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", err: ErrMethodUnknown},
	{in: strings.Repeat("A", MaxMethod+1), err: ErrMethodTooLong},
	{in: strings.Repeat("\r\n", MaxLeadingCRLF+1), err: ErrLeadingLines},
	{in: "\nGET / HTTP/1.1\r\n", err: ErrBareLF},
	{in: "\rGET / HTTP/1.1\r\n", err: ErrBareCR},
	{in: "GET  / HTTP/1.1\r\n", err: &Error{Reason: header.ErrTargetForm.Error()}},
	{in: "GET /  HTTP/1.1\r\n", err: ErrVersion},
	{in: "GET / HTTP/1.1 \r\n", err: ErrVersion},
	{in: "GET /a b HTTP/1.1\r\n", err: ErrVersion},
	{in: "GET /\r\n", err: ErrNoVersion},
	{in: "GET /\n", err: ErrNoVersion},
	{in: "GET /a\x00b HTTP/1.1\r\n", err: ErrTarget},
	{in: "GET /%zz HTTP/1.1\r\n", err: &Error{Reason: header.ErrTargetEscape.Error()}},
	{in: "GET /%00 HTTP/1.1\r\n", err: &Error{Reason: header.ErrTargetNUL.Error()}},
	{in: "GET / HTTP/1.1\n", err: ErrBareLF},
	{in: "GET / HTTP/1.1\rX", err: ErrBareCR},
	{in: "GET / http/1.1\r\n", err: ErrVersion},
	{in: "GET / HTTP/1\r\n", err: ErrVersion},
	{in: "GET / HTTP/1.10\r\n", err: ErrVersion},
	{in: "GET / HTTP/1.x\r\n", err: ErrVersion},
	{in: "GET / HTTP/0.9\r\n", err: ErrVersionTooHigh},
	{in: "GET / HTTP/2.0\r\n", err: ErrVersionTooHigh},

	// Field lines (RFC 9112 §5).
	{in: "GET / HTTP/1.1\r\n" + host + "Foo : x\r\n\r\n", err: ErrNameBlank},
	{in: "GET / HTTP/1.1\r\n" + host + "Foo\t: x\r\n\r\n", err: ErrNameBlank},
	{in: "GET / HTTP/1.1\r\n" + host + "Foo Bar: x\r\n\r\n", err: ErrNameBlank},
	{in: "GET / HTTP/1.1\r\n" + host + "Foo\r\n\r\n", err: ErrNoColon},
	{in: "GET / HTTP/1.1\r\n" + host + ": x\r\n\r\n", err: ErrNoName},
	{in: "GET / HTTP/1.1\r\n" + host + ":path: x\r\n\r\n", err: ErrNoName},
	{in: "GET / HTTP/1.1\r\n" + host + "F(oo: x\r\n\r\n", err: ErrName},
	{in: "GET / HTTP/1.1\r\n" + host + "F\x00oo: x\r\n\r\n", err: ErrName},
	{in: "GET / HTTP/1.1\r\n" + host + "F\xc3\xa9: x\r\n\r\n", err: ErrName},
	{in: "GET / HTTP/1.1\r\n" + host + "\x01: x\r\n\r\n", err: ErrName},
	{in: "GET / HTTP/1.1\r\n" + host + "Foo: a\x00b\r\n\r\n", err: ErrValue},
	{in: "GET / HTTP/1.1\r\n" + host + "Foo: \x01\r\n\r\n", err: ErrValue},
	{in: "GET / HTTP/1.1\r\n" + host + "Foo: a\x7fb\r\n\r\n", err: ErrValue},
	{in: "GET / HTTP/1.1\r\n" + host + "Foo: a\rb\r\n\r\n", err: ErrBareCR},
	{in: "GET / HTTP/1.1\r\n" + host + "Foo: a\nBar: b\r\n\r\n", err: ErrBareLF},
	{in: "GET / HTTP/1.1\r\n" + host + "Foo:\n\r\n", err: ErrBareLF},
	{in: "GET / HTTP/1.1\r\n" + host + "\n", err: ErrBareLF},
	{in: "GET / HTTP/1.1\r\n" + host + "\rX", err: ErrBareCR},
	{in: "GET / HTTP/1.1\r\n" + host + "Foo: a\r\n b\r\n\r\n", err: ErrFold},
	{in: "GET / HTTP/1.1\r\n" + host + "Foo: a\r\n\tb\r\n\r\n", err: ErrFold},
	{in: "GET / HTTP/1.1\r\n Host: h\r\n\r\n", err: ErrFold},

	// Host (RFC 9112 §3.2).
	{in: "GET / HTTP/1.1\r\n\r\n", err: ErrHostMissing},
	{in: "GET http://x/ HTTP/1.1\r\n\r\n", err: ErrHostMissing},
	{in: "GET / HTTP/1.1\r\n" + host + host + "\r\n", err: ErrHostRepeated},
	{in: "GET http://x/ HTTP/1.1\r\n" + host + host + "\r\n", err: ErrHostRepeated},
	{in: "GET / HTTP/1.0\r\n" + host + "Host: i\r\n\r\n", err: ErrHostRepeated},
	{in: "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", err: ErrHost},
	{in: "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", err: ErrHost},
	{in: "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", err: ErrHost},
}

func TestRequest(t *testing.T) {
	for _, c := range requests {
		got, err := parseRequest(t, header.DefaultSize, c.in)
		if got != c.want || c.err == nil != (err == nil) || c.err != nil && !errors.Is(err, c.err) {
			t.Errorf("%q:\n got %s, %v\nwant %s, %v", c.in, got, err, c.want, c.err)
		}
		if err != nil && (reason(err).Status < 400 || reason(err).Status > 599) {
			t.Errorf("%q: %v has status %d", c.in, err, reason(err).Status)
		}
	}
}

func TestRequestSplitAnywhere(t *testing.T) {
	for _, c := range requests {
		want, wantErr := parseRequest(t, header.DefaultSize, c.in)
		everySplit(c.in, func(pieces ...string) {
			got, err := parseRequest(t, header.DefaultSize, pieces...)
			if got != want || !sameError(err, wantErr) {
				t.Errorf("%q:\n got %s, %v\nwant %s, %v", pieces, got, err, want, wantErr)
			}
		})
	}
}

// What is wrong must be said in words that find it.
func TestRequestErrorText(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"GET / HTTP/1.1\r\n" + host + "X-Foo: a\x01\r\n", `control byte in a header field value: "x-foo"`},
		{"GET / HTTP/1.1\r\n" + host + "X-F\x01", `byte not allowed in a header field name: "x-f"`},
		{"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", `bad Content-Length: "content-length:"`},
		{"GET / HTTP/1.1\r\n" + host + host + "\r\n", `more than one Host: "host:"`},
		{"GET / HTTP/1.1\r\n\r\n", `HTTP/1.1 request without Host`},
		{"GET / HTTP/1.1\r\n" + host + "Cookie: " + strings.Repeat("x", header.DefaultSize) + "\r\n\r\n",
			`header data exceeds the space set aside for it: "cookie"`},
	} {
		_, err := parseRequest(t, header.DefaultSize, c.in)
		if err == nil || err.Error() != c.want {
			t.Errorf("%.60q: %v, want %s", c.in, err, c.want)
		}
	}
}

func TestRequestLimits(t *testing.T) {
	const size = 600
	line := "GET / HTTP/1.1\r\n" + host
	for _, c := range []struct {
		name, in string
		err      *Error
		status   int
	}{
		{"value", line + "Accept: " + strings.Repeat("x", size) + "\r\n\r\n", ErrHeaderSpace, 431},
		{"values", line + strings.Repeat("Accept: xxxxxxxxxxxxxxx\r\n", size/16) + "\r\n", ErrHeaderSpace, 431},
		{"unknown field", line + "X-Foo: " + strings.Repeat("x", size) + "\r\n\r\n", ErrHeaderSpace, 431},
		{"name", line + strings.Repeat("x", header.MaxName) + ": y\r\n\r\n", ErrNameTooLong, 431},
		{"unfinished name", line + strings.Repeat("x", 10000), ErrNameTooLong, 431},
		{"path", "GET /" + strings.Repeat("x", size) + " HTTP/1.1\r\n\r\n", ErrTargetTooLong, 414},
		{"query", "GET /?" + strings.Repeat("x", size) + " HTTP/1.1\r\n\r\n", ErrTargetTooLong, 414},
		{"target as received", "GET " + strings.Repeat("/", MinTarget+1), ErrTargetTooLong, 414},
		{"arguments", "GET /?" + strings.Repeat("&", header.MaxFields) + " HTTP/1.1\r\n\r\n", ErrFieldCount, 431},
		{"fields", line + strings.Repeat("via:\r\n", header.MaxFields), ErrFieldCount, 431},
		{"endless blanks", line + "Accept:" + strings.Repeat(" ", MinHead), ErrHeadTooLong, 431},
		{"method", strings.Repeat("M", 100), ErrMethodTooLong, 501},
	} {
		_, err := parseRequest(t, size, c.in)
		if !errors.Is(err, c.err) || reason(err).Status != c.status {
			t.Errorf("%s: %v %d, want %v %d", c.name, err, reason(err).Status, c.err, c.status)
		}
		_, err = parseRequest(t, size, bytesOf(c.in)...)
		if !errors.Is(err, c.err) {
			t.Errorf("%s, byte by byte: %v, want %v", c.name, err, c.err)
		}
	}
}

// All that lws takes with its default of 4096 bytes must go through.
func TestRequestRoom(t *testing.T) {
	line := "GET /a HTTP/1.1\r\nHost: a\r\n"
	for name, in := range map[string]string{
		"value":         line + "Accept: " + strings.Repeat("x", 4062) + "\r\n\r\n",
		"unknown field": line + "X-Foo: " + strings.Repeat("x", 4049) + "\r\n\r\n",
		"path":          "GET /" + strings.Repeat("x", 4063) + " HTTP/1.1\r\nHost: a\r\n\r\n",
		"escaped path":  "GET /" + strings.Repeat("%78", 2000) + " HTTP/1.1\r\nHost: a\r\n\r\n",
		"arguments":     "GET /?" + strings.Repeat("x&", 91) + "y HTTP/1.1\r\nHost: a\r\n\r\n",
		"fields":        line + strings.Repeat("Accept: x\r\n", 92) + "\r\n",
	} {
		if got, err := parseRequest(t, 4096, in); err != nil || got == "incomplete" {
			t.Errorf("%s: %.20s %v", name, got, err)
		}
	}
}

func TestRequestUpgradeTo(t *testing.T) {
	p := new(RequestParser)
	p.Reset(header.New(header.DefaultSize), LimitsFor(header.DefaultSize))
	in := "GET / HTTP/1.1\r\n" + host + "Connection: upgrade\r\nUpgrade: h2c, WebSocket\r\nUpgrade: foo/2\r\n\r\n"
	if _, done, err := p.Parse([]byte(in)); !done || err != nil {
		t.Fatal(done, err)
	}
	for protocol, want := range map[string]bool{"websocket": true, "h2c": true, "foo/2": true, "foo": false, "": false, "web": false} {
		if got := p.UpgradeTo(protocol); got != want {
			t.Errorf("UpgradeTo(%q) = %v", protocol, got)
		}
	}
}

// A caller that falls back to another protocol needs the bytes it began with.
func TestRequestBegun(t *testing.T) {
	for _, in := range []string{"\x16\x03\x01", "HELO x\r\n", "foo\x00", strings.Repeat("a", 40)} {
		for _, pieces := range [][]string{{in}, bytesOf(in)} {
			p := new(RequestParser)
			p.Reset(header.New(header.DefaultSize), LimitsFor(header.DefaultSize))
			got := ""
			for i, piece := range pieces {
				n, _, err := p.Parse([]byte(piece))
				if err != nil {
					if !reason(err).NotHTTP {
						t.Errorf("%q: %v", in, err)
					}
					got = string(p.Begun()) + piece[n:] + strings.Join(pieces[i+1:], "")
					break
				}
			}
			if got != in {
				t.Errorf("%q comes back as %q", in, got)
			}
		}
	}
}

// What browsers, curl and old clients send.
var realRequests = []string{
	"GET /chat?room=1 HTTP/1.1\r\nHost: localhost:7681\r\nConnection: Upgrade\r\nPragma: no-cache\r\nCache-Control: no-cache\r\n" +
		"User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36\r\n" +
		"Upgrade: websocket\r\nOrigin: http://localhost:7681\r\nSec-WebSocket-Version: 13\r\nAccept-Encoding: gzip, deflate, br\r\n" +
		"Accept-Language: en-US,en;q=0.9\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
		"Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\nSec-WebSocket-Protocol: mqtt, mqttv3.1\r\n\r\n",
	"GET / HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nUser-Agent: curl/8.5.0\r\nAccept: */*\r\n\r\n",
	"POST /upload HTTP/1.1\r\nHost: [::1]:8080\r\nUser-Agent: curl/8.5.0\r\nAccept: */*\r\nTransfer-Encoding: chunked\r\nContent-Type: application/octet-stream\r\nExpect: 100-continue\r\n\r\n",
	"GET / HTTP/1.0\r\nUser-Agent: ApacheBench/2.3\r\nConnection: Keep-Alive\r\nHost: x_y.local\r\nAccept: */*\r\n\r\n",
	"GET /index.html HTTP/1.0\r\n\r\n",
	"GET /a/b/c.html HTTP/1.1\r\nHost: example.com\r\nSec-Fetch-Mode: navigate\r\nsec-ch-ua: \"Chromium\";v=\"120\"\r\nDNT: 1\r\nCookie: a=b; c=d\r\nIf-None-Match: \"x\"\r\n\r\n",
}

func TestRealRequests(t *testing.T) {
	for _, in := range realRequests {
		if got, err := parseRequest(t, header.DefaultSize, in); err != nil || got == "incomplete" {
			t.Errorf("%q: %s %v", in, got, err)
		}
	}
}

func TestRequestDoesNotAllocate(t *testing.T) {
	table := header.New(header.DefaultSize)
	p := new(RequestParser)
	in := []byte(realRequests[0])
	n := testing.AllocsPerRun(100, func() {
		table.Reset()
		p.Reset(table, LimitsFor(header.DefaultSize))
		if _, done, err := p.Parse(in); !done || err != nil || !p.UpgradeTo("websocket") {
			t.Fatal(done, err)
		}
	})
	if n != 0 {
		t.Errorf("%v allocations per request", n)
	}
}

func BenchmarkRequest(b *testing.B) {
	for name, in := range map[string]string{"browser": realRequests[0], "curl": realRequests[1]} {
		b.Run(name, func(b *testing.B) {
			table := header.New(header.DefaultSize)
			p := new(RequestParser)
			raw := []byte(in)
			b.SetBytes(int64(len(raw)))
			b.ReportAllocs()
			for range b.N {
				table.Reset()
				p.Reset(table, LimitsFor(header.DefaultSize))
				if _, done, _ := p.Parse(raw); !done {
					b.Fatal("not done")
				}
			}
		})
	}
}
