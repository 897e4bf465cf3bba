package h1

import (
	"errors"
	"strings"
	"testing"

	"github.com/golws/golws/core/header"
)

var responses = []struct {
	method   header.Method
	in, want string
	err      *Error
}{
	{in: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX: y\r\nSet-Cookie: a=b\r\nSet-Cookie: c=d\r\n\r\nok",
		want: `200 1.1 length 2 keep; http/1.1[200 OK] content-length[2] set-cookie[a=b][  c=d] x:[y]; "ok"`},
	{in: "HTTP/1.0 200 OK\r\n\r\nhello", want: `200 1.0 close 0; http/1.0[200 OK]; "hello"`},
	{in: "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\n", want: `200 1.0 length 2 keep; connection[keep-alive] content-length[2] http/1.0[200 OK]; ""`},
	{in: "HTTP/1.1 200 OK\r\n\r\n", want: `200 1.1 close 0; http/1.1[200 OK]; ""`},
	{in: "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n", want: `200 1.1 length 2; connection[close] http/1.1[200 OK] content-length[2]; ""`},
	{in: "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", want: `200 1.1 length 0 keep; http/1.1[200] content-length[0]; ""`},
	{in: "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", want: `200 1.1 length 0 keep; http/1.1[200 ] content-length[0]; ""`},
	{in: "HTTP/1.3 999 \xe4 x\ty\r\nContent-Length: 0\r\n\r\n", want: "999 1.1 length 0 keep; http/1.1[999 \xe4 x\ty] content-length[0]; \"\""},
	{in: "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n", want: `404 1.1 chunked 0 keep; http/1.1[404 Not Found] transfer-encoding[chunked]; ""`},

	// Lines that end in LF, folded lines.
	{in: "HTTP/1.1 200 OK\nContent-Length: 2\nX:\n\nok", want: `200 1.1 length 2 keep; http/1.1[200 OK] content-length[2] x:[]; "ok"`},
	{in: "HTTP/1.1 200\nX: a\r\n b\r\n\t\tc\r\nY:\r\n  z\r\nContent-Length: 0\r\n\r\n",
		want: `200 1.1 length 0 keep; http/1.1[200] content-length[0] x:[a b c] y:[ z]; ""`},

	// Framing (RFC 9112 §6.3).
	{in: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n", want: `200 1.1 length 2 keep; http/1.1[200 OK] content-length[2][  2]; ""`},
	{in: "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\n", want: `200 1.1 length 2 keep; http/1.1[200 OK] content-length[2, 2]; ""`},
	{in: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n", want: `200 1.1 chunked 0; http/1.1[200 OK] content-length[2] transfer-encoding[chunked]; ""`},
	{in: "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n", want: `200 1.0 chunked 0; connection[keep-alive] transfer-encoding[chunked] http/1.0[200 OK]; ""`},
	{method: header.Connect, in: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nx", want: `200 1.1 none 0 upgraded keep; http/1.1[200 OK] content-length[2]; "x"`},
	{method: header.Connect, in: "HTTP/1.1 407 No\r\nContent-Length: 2\r\n\r\nx", want: `407 1.1 length 2 keep; http/1.1[407 No] content-length[2]; "x"`},
	{in: "HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n\x81",
		want: `101 1.1 none 0 upgraded keep; connection[Upgrade] upgrade[websocket] http/1.1[101 Switching]; "\x81"`},

	// Interim responses.
	{in: "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
		want: `100 1.1 none 0 interim keep; http/1.1[100 Continue]; 103 1.1 none 0 interim keep; http/1.1[103 Early] link[x]; ` +
			`200 1.1 length 2 keep; http/1.1[200 OK] content-length[2]; "ok"`},

	{in: "", want: "incomplete"},
	{in: "HTTP/1.1 200 OK\r\nX: a\r\n", want: "incomplete"},

	{in: "\r\nHTTP/1.1 200 OK\r\n\r\n", err: ErrStatusLine},
	{in: "HTTP/1.1  200 OK\r\n\r\n", err: ErrStatusLine},
	{in: "HTTP/1.1 20 OK\r\n\r\n", err: ErrStatusLine},
	{in: "HTTP/1.1 2000 OK\r\n\r\n", err: ErrStatusLine},
	{in: "HTTP/1.1 099 OK\r\n\r\n", err: ErrStatusLine},
	{in: "HTTP/1.1 abc OK\r\n\r\n", err: ErrStatusLine},
	{in: "HTTP/1.1 -20 OK\r\n\r\n", err: ErrStatusLine},
	{in: "HTTP/1.1\r\n\r\n", err: ErrStatusLine},
	{in: "HTTP/1.1 200 O\x00K\r\n\r\n", err: ErrStatusLine},
	{in: "ICY 200 OK\r\n\r\n", err: ErrStatusLine},
	{in: "http/1.1 200 OK\r\n\r\n", err: ErrStatusLine},
	{in: "HTTP/2.0 200 OK\r\n\r\n", err: ErrVersionTooHigh},
	{in: "SSH-2.0-OpenSSH_9.2\r\n", err: ErrStatusLine},
	{in: "HTTP/1.1 200 OK\rX", err: ErrBareCR},
	{in: "HTTP/1.1 200 OK\r\n X: y\r\n\r\n", err: ErrFold},
	{in: "HTTP/1.1 200 OK\r\nX : y\r\n\r\n", err: ErrNameBlank},
	{in: "HTTP/1.1 200 OK\r\nJunk\r\n\r\n", err: ErrNoColon},
	{in: "HTTP/1.1 200 OK\r\nX: a\rb\r\n\r\n", err: ErrBareCR},
	{in: "HTTP/1.1 200 OK\r\nX: a\x00b\r\n\r\n", err: ErrValue},
	{in: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n", err: ErrLengthRepeated},
	{in: "HTTP/1.1 200 OK\r\nContent-Length: 2,3\r\n\r\n", err: ErrLengthRepeated},
	{in: "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", err: ErrCodingUnknown},
	{in: "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", err: ErrCodingUnknown},
	{in: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\n", err: ErrCoding},
	{in: "HTTP/1.1 200 OK\r\nAccept: " + strings.Repeat("x", header.DefaultSize) + "\r\n\r\n", err: ErrHeaderSpace},
	{in: "HTTP/1.1 200 " + strings.Repeat("x", header.DefaultSize) + "\r\n\r\n", err: ErrHeaderSpace},
	{in: "HTTP/1.1 200 OK\r\nAccept:" + strings.Repeat(" ", MinHead) + "\r\n\r\n", err: ErrHeadTooLong},
}

func TestResponse(t *testing.T) {
	for _, c := range responses {
		got, err := parseResponse(t, header.DefaultSize, c.method, c.in)
		if c.err == nil && got != c.want || c.err == nil != (err == nil) || c.err != nil && !errors.Is(err, c.err) {
			t.Errorf("%.80q:\n got %s, %v\nwant %s, %v", c.in, got, err, c.want, c.err)
		}
	}
}

func TestResponseSplitAnywhere(t *testing.T) {
	for _, c := range responses {
		if len(c.in) > 1000 {
			continue
		}
		want, wantErr := parseResponse(t, header.DefaultSize, c.method, c.in)
		everySplit(c.in, func(pieces ...string) {
			got, err := parseResponse(t, header.DefaultSize, c.method, pieces...)
			if got != want || !sameError(err, wantErr) {
				t.Errorf("%q:\n got %s, %v\nwant %s, %v", pieces, got, err, want, wantErr)
			}
		})
	}
}

// What a client keeps in the same table stays through interim responses.
func TestResponseKeepsClientTokens(t *testing.T) {
	table := header.New(header.DefaultSize)
	if err := table.AddString(header.ClientURI, "/p"); err != nil {
		t.Fatal(err)
	}
	p := new(ResponseParser)
	p.Reset(table, LimitsFor(header.DefaultSize), header.Get)
	in := []byte("HTTP/1.1 100 C\r\nX: y\r\n\r\nHTTP/1.1 200 OK\r\n\r\n")
	n, done, err := p.Parse(in)
	if !done || err != nil || !p.Interim {
		t.Fatal(done, err, p.Response)
	}
	p.Continue()
	if _, done, err = p.Parse(in[n:]); !done || err != nil || p.Status != 200 {
		t.Fatal(done, err, p.Response)
	}
	if got := dump(table); got != " http/1.1[200 OK] [/p]" {
		t.Errorf("%q", got)
	}
}

func TestResponseUpgradeTo(t *testing.T) {
	for in, want := range map[string]bool{
		"Upgrade: WebSocket\r\nConnection: upgrade\r\n":             true,
		"Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n": true,
		"Upgrade: websocket\r\n":                                    false,
		"Connection: upgrade\r\n":                                   false,
		"Upgrade: websockets\r\nConnection: upgrade\r\n":            false,
	} {
		p := new(ResponseParser)
		p.Reset(header.New(header.DefaultSize), LimitsFor(header.DefaultSize), header.Get)
		if _, done, err := p.Parse([]byte("HTTP/1.1 101 S\r\n" + in + "\r\n")); !done || err != nil {
			t.Fatal(in, done, err)
		}
		if got := p.UpgradeTo("websocket"); got != want {
			t.Errorf("%q: %v", in, got)
		}
	}
}

func TestResponseDoesNotAllocate(t *testing.T) {
	table := header.New(header.DefaultSize)
	p := new(ResponseParser)
	in := []byte("HTTP/1.1 200 OK\r\nDate: x\r\nServer: y\r\nContent-Length: 2\r\nX-Foo: z\r\n\r\n")
	n := testing.AllocsPerRun(100, func() {
		table.Reset()
		p.Reset(table, LimitsFor(header.DefaultSize), header.Get)
		if _, done, err := p.Parse(in); !done || err != nil {
			t.Fatal(done, err)
		}
	})
	if n != 0 {
		t.Errorf("%v allocations per response", n)
	}
}
