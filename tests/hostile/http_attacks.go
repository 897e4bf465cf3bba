package main

import (
	"bytes"
	"fmt"
	"math/rand"
	"slices"
	"strconv"
	"strings"
)

// refused sends a request and wants one of the statuses and a hang-up.
// Status 0 stands for a hang-up without a word.
func refused(request string, statuses ...int) func(wire) error {
	return func(c wire) error {
		send(c, []byte(request))
		return wantStatus(c, statuses)
	}
}

func wantStatus(c wire, statuses []int) error {
	answer, err := hear(c)
	if status := statusOf(answer); !slices.Contains(statuses, status) {
		return fmt.Errorf("status %d instead of one of %v", status, statuses)
	}
	return err
}

// statusOf returns the status of a response, 0 when there is none.
func statusOf(answer []byte) int {
	line, _, _ := bytes.Cut(answer, []byte("\r\n"))
	fields := strings.Fields(string(line))
	if len(fields) < 2 || !strings.HasPrefix(fields[0], "HTTP/1.") {
		return 0
	}
	status, _ := strconv.Atoi(fields[1])
	return status
}

// leave sends bytes, stays a moment and goes; any answer will do.
func leave(b string) func(wire) error {
	return func(c wire) error {
		send(c, []byte(b))
		linger(c)
		return nil
	}
}

const host = "Host: localhost\r\n"

// The statuses: RFC 9112 sections 3, 5.1, 6.1, 6.3; RFC 9110 section 15.5;
// RFC 6585 section 5.
var httpAttacks = []attack{
	{"a request line without version", "", refused("GET /\r\n\r\n", 400, 505, 0)},
	{"a version from the future", "", refused("GET / HTTP/9.9\r\n"+host+"\r\n", 400, 505)},
	{"an unknown method", "", refused("STEAL / HTTP/1.1\r\n"+host+"Connection: close\r\n\r\n", 400, 405, 501)},
	{"an empty method", "", refused(" / HTTP/1.1\r\n"+host+"\r\n", 400, 0)},
	{"a header line without colon", "", refused("GET / HTTP/1.1\r\n"+host+"no colon here\r\n\r\n", 400)},
	{"a space before the colon", "", refused("GET / HTTP/1.1\r\n"+host+"Content-Length : 3\r\n\r\n", 400)},
	{"a header name of control bytes", "", refused("GET / HTTP/1.1\r\n"+host+"\x01\x02: x\r\n\r\n", 400)},
	{"a zero byte in the URI", "", refused("GET /a\x00b HTTP/1.1\r\n"+host+"\r\n", 400)},
	{"a zero byte in a header", "", refused("GET / HTTP/1.1\r\n"+host+"X: a\x00b\r\n\r\n", 400)},
	{"a length that is no number", "", refused("POST / HTTP/1.1\r\n"+host+"Content-Length: many\r\n\r\n", 400)},
	{"a negative length", "", refused("POST / HTTP/1.1\r\n"+host+"Content-Length: -1\r\n\r\n", 400)},
	{"a length beyond 64 bits", "", refused("POST / HTTP/1.1\r\n"+host+"Content-Length: 99999999999999999999999\r\n\r\n", 400, 413)},
	{"two lengths", "", refused("POST / HTTP/1.1\r\n"+host+"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400)},
	{"a length and chunks", "", refused("POST / HTTP/1.1\r\n"+host+"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400)},
	{"an unknown coding", "", refused("POST / HTTP/1.1\r\n"+host+"Transfer-Encoding: secret\r\n\r\n", 400, 501)},
	{"a URI of 64 KiB", "", refused("GET /"+strings.Repeat("u", 64<<10)+" HTTP/1.1\r\n"+host+"\r\n", 400, 414, 431, 0)},
	{"a header of 64 KiB", "", refused("GET / HTTP/1.1\r\n"+host+"X: "+strings.Repeat("h", 64<<10)+"\r\n\r\n", 400, 431, 0)},
	{"10 000 headers", "", refused("GET / HTTP/1.1\r\n"+host+strings.Repeat("A: b\r\n", 10000)+"\r\n", 400, 431, 0)},
	{"a cookie flood", "", refused("GET / HTTP/1.1\r\n"+host+strings.Repeat("Cookie: a=b\r\n", 5000)+"\r\n", 400, 431, 0)},
	{"a way out of the folder", "", refused("GET /../../../../etc/passwd HTTP/1.1\r\n"+host+"Connection: close\r\n\r\n", 400, 403, 404)},
	{"an escaped way out of the folder", "", refused("GET /%2e%2e/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\n"+host+"Connection: close\r\n\r\n", 400, 403, 404)},
	{"a broken escape", "", refused("GET /%zz%1 HTTP/1.1\r\n"+host+"Connection: close\r\n\r\n", 400, 403, 404)},
	{"a file that is not there", "", refused("GET /nothing HTTP/1.1\r\n"+host+"Connection: close\r\n\r\n", 404)},
	{"an upgrade without a key", "", refused("GET / HTTP/1.1\r\n"+host+"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\r\n", 400, 403, 0)},
	{"an upgrade from another age", "", refused("GET / HTTP/1.1\r\n"+host+"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 99\r\n\r\n", 400, 426, 0)},
	{"an upgrade to nothing known", "", refused("GET / HTTP/1.1\r\n"+host+"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: burglary\r\n\r\n", 400, 403, 404, 0)},
	{"garbage", "", func(c wire) error {
		b := make([]byte, 4096)
		rand.Read(b)
		b[0] |= 0x80 // no method starts so
		send(c, b)
		return wantStatus(c, []int{400, 0})
	}},
	{"a TLS hello", "", refused("\x16\x03\x01\x00\xc8\x01\x00\x00\xc4\x03\x03"+strings.Repeat("\x5a", 193), 400, 0)},
	{"the preface of HTTP/2", "", leave("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00")},
	{"endless blank lines", "", func(c wire) error {
		send(c, bytes.Repeat([]byte("\r\n"), floodBytes/2))
		return wantStatus(c, []int{400, 408, 431, 0})
	}},
	{"half a request", "", func(c wire) error {
		send(c, []byte("GET / HTTP/1.1\r\nHost: loc"))
		return c.CloseWrite()
	}},
	{"half a request, reset", "", func(c wire) error {
		send(c, []byte("GET / HTTP/1.1\r\nHost: loc"))
		reset(c)
		return nil
	}},
	{"silence", "", leave("")},
	{"a reset at once", "", func(c wire) error {
		reset(c)
		return nil
	}},
	{"slow headers", "", func(c wire) error {
		dribble(c, []byte("GET / HTTP/1.1\r\n"+host+strings.Repeat("X-Slow: 1\r\n", 50)))
		return nil
	}},
	{"a body that never comes", "", leave("POST / HTTP/1.1\r\n" + host + "Content-Length: 1000000000\r\n\r\nabc")},
	{"a chunk without end", "", leave("POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\nffffffff\r\nabc")},
	{"1000 requests at once, unread", "", func(c wire) error {
		c.SetReadBuffer(4096)
		send(c, bytes.Repeat([]byte("GET / HTTP/1.1\r\n"+host+"\r\n"), 1000))
		reset(c)
		return nil
	}},
}
