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
	{name: "a request line without version", run: refused("GET /\r\n\r\n", 400, 505, 0)},
	{name: "a version from the future", run: refused("GET / HTTP/9.9\r\n"+host+"\r\n", 400, 505)},
	{name: "an unknown method", run: refused("STEAL / HTTP/1.1\r\n"+host+"Connection: close\r\n\r\n", 400, 405, 501)},
	{name: "an empty method", run: refused(" / HTTP/1.1\r\n"+host+"\r\n", 400, 0)},
	{name: "a header line without colon", run: refused("GET / HTTP/1.1\r\n"+host+"no colon here\r\n\r\n", 400)},
	{name: "a space before the colon", run: refused("GET / HTTP/1.1\r\n"+host+"Content-Length : 3\r\n\r\n", 400)},
	{name: "a header name of control bytes", run: refused("GET / HTTP/1.1\r\n"+host+"\x01\x02: x\r\n\r\n", 400)},
	{name: "a zero byte in the URI", run: refused("GET /a\x00b HTTP/1.1\r\n"+host+"\r\n", 400)},
	{name: "a zero byte in a header", run: refused("GET / HTTP/1.1\r\n"+host+"X: a\x00b\r\n\r\n", 400)},
	{name: "a length that is no number", run: refused("POST / HTTP/1.1\r\n"+host+"Content-Length: many\r\n\r\n", 400)},
	{name: "a negative length", run: refused("POST / HTTP/1.1\r\n"+host+"Content-Length: -1\r\n\r\n", 400)},
	{name: "a length beyond 64 bits", run: refused("POST / HTTP/1.1\r\n"+host+"Content-Length: 99999999999999999999999\r\n\r\n", 400, 413)},
	{name: "two lengths", run: refused("POST / HTTP/1.1\r\n"+host+"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400)},
	{name: "a length and chunks", run: refused("POST / HTTP/1.1\r\n"+host+"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400)},
	{name: "an unknown coding", run: refused("POST / HTTP/1.1\r\n"+host+"Transfer-Encoding: secret\r\n\r\n", 400, 501)},
	{name: "a URI of 64 KiB", run: refused("GET /"+strings.Repeat("u", 64<<10)+" HTTP/1.1\r\n"+host+"\r\n", 400, 414, 431, 0)},
	{name: "a header of 64 KiB", run: refused("GET / HTTP/1.1\r\n"+host+"X: "+strings.Repeat("h", 64<<10)+"\r\n\r\n", 400, 431, 0)},
	{name: "10 000 headers", run: refused("GET / HTTP/1.1\r\n"+host+strings.Repeat("A: b\r\n", 10000)+"\r\n", 400, 431, 0)},
	{name: "a cookie flood", run: refused("GET / HTTP/1.1\r\n"+host+strings.Repeat("Cookie: a=b\r\n", 5000)+"\r\n", 400, 431, 0)},
	{name: "a way out of the folder", run: refused("GET /../../../../etc/passwd HTTP/1.1\r\n"+host+"Connection: close\r\n\r\n", 400, 403, 404)},
	{name: "an escaped way out of the folder", run: refused("GET /%2e%2e/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\n"+host+"Connection: close\r\n\r\n", 400, 403, 404)},
	{name: "a broken escape", run: refused("GET /%zz%1 HTTP/1.1\r\n"+host+"Connection: close\r\n\r\n", 400, 403, 404)},
	{name: "a file that is not there", run: refused("GET /nothing HTTP/1.1\r\n"+host+"Connection: close\r\n\r\n", 404)},
	{name: "an upgrade without a key", run: refused("GET / HTTP/1.1\r\n"+host+"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\r\n", 400, 403, 0)},
	{name: "an upgrade from another age", run: refused("GET / HTTP/1.1\r\n"+host+"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 99\r\n\r\n", 400, 426, 0)},
	{name: "an upgrade to nothing known", run: refused("GET / HTTP/1.1\r\n"+host+"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: burglary\r\n\r\n", 400, 403, 404, 0)},
	{name: "garbage", run: func(c wire) error {
		b := make([]byte, 4096)
		rand.Read(b)
		b[0] |= 0x80 // no method starts so
		send(c, b)
		return wantStatus(c, []int{400, 0})
	}},
	{name: "a TLS hello", run: refused("\x16\x03\x01\x00\xc8\x01\x00\x00\xc4\x03\x03"+strings.Repeat("\x5a", 193), 400, 0)},
	{name: "the preface of HTTP/2", run: leave("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00")},
	{name: "endless blank lines", run: func(c wire) error {
		send(c, bytes.Repeat([]byte("\r\n"), floodBytes/2))
		return wantStatus(c, []int{400, 408, 431, 0})
	}},
	{name: "half a request", run: func(c wire) error {
		send(c, []byte("GET / HTTP/1.1\r\nHost: loc"))
		return c.CloseWrite()
	}},
	{name: "half a request, reset", run: func(c wire) error {
		send(c, []byte("GET / HTTP/1.1\r\nHost: loc"))
		reset(c)
		return nil
	}},
	{name: "silence", run: leave("")},
	{name: "a reset at once", run: func(c wire) error {
		reset(c)
		return nil
	}},
	{name: "slow headers", run: func(c wire) error {
		dribble(c, []byte("GET / HTTP/1.1\r\n"+host+strings.Repeat("X-Slow: 1\r\n", 50)))
		return nil
	}},
	{name: "a body that never comes", run: leave("POST / HTTP/1.1\r\n" + host + "Content-Length: 1000000000\r\n\r\nabc")},
	{name: "a chunk without end", run: leave("POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\nffffffff\r\nabc")},
	{name: "1000 requests at once, unread", run: func(c wire) error {
		c.SetReadBuffer(4096)
		send(c, bytes.Repeat([]byte("GET / HTTP/1.1\r\n"+host+"\r\n"), 1000))
		reset(c)
		return nil
	}},
}
