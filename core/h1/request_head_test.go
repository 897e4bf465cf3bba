package h1

import (
	"testing"

	"github.com/golws/golws/core/header"
)

// ask builds a whole request with added between the two parts.
func ask(t *testing.T, a *RequestHead, added string) string {
	t.Helper()
	dst := make([]byte, 1024)
	n, err := PutRequest(dst, a)
	if err != nil {
		t.Fatal(err)
	}
	n += copy(dst[n:], added)
	k, err := PutRequestEnd(dst[n:], a, []byte(added))
	if err != nil {
		t.Fatal(err)
	}
	return string(dst[:n+k])
}

const noCache = "Pragma: no-cache\r\nCache-Control: no-cache\r\n"

// The requests of an lws 4.3.5 client, byte for byte but for the last two.
func TestRequestHead(t *testing.T) {
	for _, c := range []struct {
		a           RequestHead
		added, want string
	}{
		{RequestHead{Method: "GET", Path: "/p?q=1", Host: "example.com", Origin: "example.com"}, "",
			"GET /p?q=1 HTTP/1.1\r\n" + noCache + "Host: example.com\r\nOrigin: http://example.com\r\nconnection: close\r\n\r\n"},
		{RequestHead{Method: "POST", Path: "p", Host: "h:8080", KeepAlive: true}, "",
			"POST /p HTTP/1.1\r\n" + noCache + "Host: h:8080\r\n\r\n"},
		{RequestHead{Method: "PUT", Path: "/p", Host: "h", Origin: "o", TLS: true}, "X-Foo: bar\r\ncontent-length: 3\r\n",
			"PUT /p HTTP/1.1\r\n" + noCache + "Host: h\r\nOrigin: https://o\r\nconnection: close\r\nX-Foo: bar\r\ncontent-length: 3\r\n\r\n"},
		{RequestHead{Method: "POST", Host: "h", Boundary: "qg0AW08P/yZX"}, "",
			"POST / HTTP/1.1\r\n" + noCache + "Host: h\r\ncontent-type: multipart/form-data; boundary=\"qg0AW08P/yZX\"\r\nconnection: close\r\n\r\n"},
		{RequestHead{Method: "POST", Path: "/p", Host: "h", Origin: "o", URLEncoded: true}, "",
			"POST /p HTTP/1.1\r\n" + noCache + "Host: h\r\nOrigin: http://o\r\nconnection: close\r\n" +
				"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 0\r\n\r\n"},

		{RequestHead{Path: "/ws", Host: "example.com", Origin: "example.com", Key: "BLadC2ch5DJ2uBmWdmbs2Q=="}, "",
			"GET /ws HTTP/1.1\r\n" + noCache + "Host: example.com\r\nOrigin: http://example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
				"Sec-WebSocket-Key: BLadC2ch5DJ2uBmWdmbs2Q==\r\nSec-WebSocket-Version: 13\r\n\r\n"},
		{RequestHead{Path: "/ws", Host: "h", Key: "k", Protocols: "chat, foo", Extensions: "permessage-deflate; client_max_window_bits", WebSocketVersion: 8}, "X-Foo: bar\r\n",
			"GET /ws HTTP/1.1\r\n" + noCache + "Host: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: k\r\n" +
				"Sec-WebSocket-Protocol: chat, foo\r\nSec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n" +
				"Sec-WebSocket-Version: 8\r\nX-Foo: bar\r\n\r\n"},

		// lws would send two different lengths, and the blank as it is.
		{RequestHead{Method: "POST", Path: "/p", Host: "h", URLEncoded: true}, "Content-length: 3\r\n",
			"POST /p HTTP/1.1\r\n" + noCache + "Host: h\r\nconnection: close\r\nContent-length: 3\r\n" +
				"Content-Type: application/x-www-form-urlencoded\r\n\r\n"},
		{RequestHead{Method: "GET", Path: "/a b \xc3\xa9?c d ", Host: "h", KeepAlive: true}, "",
			"GET /a%20b%20\xc3\xa9?c%20d%20 HTTP/1.1\r\n" + noCache + "Host: h\r\n\r\n"},
	} {
		got := ask(t, &c.a, c.added)
		if got != c.want {
			t.Errorf("\n got %q\nwant %q", got, c.want)
		}
		if parsed, err := parseRequest(t, header.DefaultSize, got); err != nil || parsed == "incomplete" {
			t.Errorf("%q: our own server says %s, %v", got, parsed, err)
		}
	}
}

func TestRequestHeadBounds(t *testing.T) {
	a := &RequestHead{Path: "/ws", Host: "h", Origin: "o", Key: "k", Protocols: "p", Extensions: "e"}
	whole, err := built(1024, func(d []byte) (int, error) { return PutRequest(d, a) })
	if err != nil {
		t.Fatal(err)
	}
	for size := range len(whole) {
		if got, err := built(size, func(d []byte) (int, error) { return PutRequest(d, a) }); err == nil || got != "" {
			t.Errorf("%d bytes: %q, %v", size, got, err)
		}
	}
}
