package h1

import (
	"errors"
	"strings"
	"testing"

	"github.com/golws/golws/core/header"
)

// Each test here is named after something that went wrong in lws or in another
// HTTP/1 implementation.

// refused parses a request that must not get through, and compares the reason
// and the status.
func refused(t *testing.T, in string, want *Error) {
	t.Helper()
	for _, pieces := range [][]string{{in}, bytesOf(in)} {
		got, err := parseRequest(t, header.DefaultSize, pieces...)
		if !errors.Is(err, want) {
			t.Errorf("%q:\n got %s, %v\nwant %v", in, got, err, want)
		}
	}
}

// lws before commit cb29a5d54 read Content-Length into a signed number and
// waited for ever, or read on.
func TestSignedContentLengthDoS(t *testing.T) {
	for _, v := range []string{
		"-1", "-3", "+3", "- 3", "-0", "0x3", "3x", "3 3", "3.0", "3e2", "", " ", ",", "3,", "\xb2", "3;", "'3'",
		"4611686018427387904", // 1<<62
		"9223372036854775807", "9223372036854775808", "18446744073709551615", "18446744073709551619",
		"99999999999999999999999", strings.Repeat("9", 1000),
	} {
		refused(t, "POST / HTTP/1.1\r\n"+host+"Content-Length: "+v+"\r\n\r\nabc", ErrLength)
		in := "HTTP/1.1 200 OK\r\nContent-Length: " + v + "\r\n\r\nabc"
		if got, err := parseResponse(t, header.DefaultSize, header.Get, in); !errors.Is(err, ErrLength) {
			t.Errorf("%q: %s, %v", in, got, err)
		}
	}
	got, err := parseRequest(t, header.DefaultSize, "POST / HTTP/1.1\r\n"+host+"Content-Length: 4611686018427387903\r\n\r\n")
	if err != nil || !strings.HasPrefix(got, "POST 1.1 length 4611686018427387903 ") {
		t.Errorf("the longest length: %s, %v", got, err)
	}
}

// RFC 9112 §11.2: two hops that disagree on where a request ends let an attacker
// hide one in the other.
func TestRequestSmuggling(t *testing.T) {
	const post = "POST / HTTP/1.1\r\n" + host
	for _, c := range []struct {
		head string
		err  *Error
	}{
		{"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", ErrBothFramings},
		{"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", ErrBothFramings},
		{"Transfer-Encoding: chunked\r\nContent-Length: 0\r\n", ErrBothFramings},
		{"Content-Length: 3\r\nContent-Length: 4\r\n", ErrLengthRepeated},
		{"Content-Length: 3\r\nContent-Length: 3\r\n", ErrLengthRepeated},
		{"Content-Length: 3, 3\r\n", ErrLengthRepeated},
		{"Content-Length: 3, 4\r\n", ErrLengthRepeated},
		{"Content-Length : 3\r\n", ErrNameBlank},
		{"Content-Length: 3\r\nContent-Length : 4\r\n", ErrNameBlank},
		{"Content-Length:\r\n 3\r\n", ErrFold},
		{"Content-\r\nLength: 3\r\n", ErrNoColon},
		{"Content-Length: 3\nContent-Length: 4\r\n", ErrBareLF},
		{"Content-Length: 3\rContent-Length: 4\r\n", ErrBareCR},
		{"Content-Length: 3\x00\r\n", ErrValue},
		{"Content-Length: 3\x0b\r\n", ErrValue},
		{"Content-Length: \x0c3\r\n", ErrValue},
		{"Content-Length\x00: 3\r\n", ErrName},
		{"Transfer-Encoding : chunked\r\n", ErrNameBlank},
		{"Transfer-Encoding:\x0bchunked\r\n", ErrValue},
		{"Transfer-Encoding: xchunked\r\n", ErrCoding},
		{"Transfer-Encoding: chunkedx\r\n", ErrCoding},
		{"Transfer-Encoding: \"chunked\"\r\n", ErrCoding},
		{"Transfer-Encoding: 'chunked'\r\n", ErrCoding},
		{"Transfer-Encoding: chunked;a=b\r\n", ErrCoding},
		{"Transfer-Encoding: chun\xe7ked\r\n", ErrCoding},
		{"Transfer-Encoding: identity\r\n", ErrCoding},
		{"Transfer-Encoding:\r\n", ErrCoding},
		{"Transfer-Encoding: gzip\r\n", ErrCoding},
		{"Transfer-Encoding: chunked, gzip\r\n", ErrCoding},
		{"Transfer-Encoding: chunked, identity\r\n", ErrCoding},
		{"Transfer-Encoding: chunked, chunked\r\n", ErrCoding},
		{"Transfer-Encoding: gzip, chunked\r\n", ErrCodingUnknown},
		{"Transfer-Encoding: identity, chunked\r\n", ErrCodingUnknown},
		{"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", ErrCodingRepeated},
		{"Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n", ErrCodingRepeated},
		{"Transfer-Encoding: x\r\nTransfer-Encoding: chunked\r\n", ErrCodingRepeated},
		{"Foo: bar\r\n Transfer-Encoding: chunked\r\n", ErrFold},
		{"Foo: bar\n\nGET /admin HTTP/1.1\r\n", ErrBareLF},
		{"\nTransfer-Encoding: chunked\r\n", ErrBareLF},
		{"\x00Transfer-Encoding: chunked\r\n", ErrName},
		{"\u00a0Transfer-Encoding: chunked\r\n", ErrName},
		{host, ErrHostRepeated},
	} {
		refused(t, post+c.head+"\r\n3\r\nabc\r\n0\r\n\r\n", c.err)
	}
	refused(t, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", ErrCodingOld)
	refused(t, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n", ErrCodingOld)
}

// lws 4.3.5 hands a body and the request behind it to the program as one body.
func TestPipelinedRequestStaysOutOfBody(t *testing.T) {
	const next = "GET /b HTTP/1.1\r\n" + host + "\r\n"
	got, err := parseRequest(t, header.DefaultSize, "POST /a HTTP/1.1\r\n"+host+"Content-Length: 3\r\n\r\nabc"+next)
	if err != nil || !strings.HasSuffix(got, `; "abcGET /b HTTP/1.1\r\nHost: h\r\n\r\n"`) {
		t.Fatal(got, err)
	}
	if got, err := readBody(t, Length, 3, "abc"+next); err != nil || got != "abc | "+next {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := readBody(t, Chunked, 0, "3\r\nabc\r\n0\r\n\r\n"+next); err != nil || got != "abc | "+next {
		t.Errorf("%q, %v", got, err)
	}
}

// lws 4.3.5 acts on escaped line ends in a target as if they had come bare: the
// rest of the request line becomes header fields.
func TestEscapedLineEndInTarget(t *testing.T) {
	for _, in := range []string{"GET /a%0d%0aX-Admin:1 HTTP/1.1\r\n", "GET /a%0ab HTTP/1.1\r\n", "GET /a%0Db HTTP/1.1\r\n", "GET /a%00b HTTP/1.1\r\n"} {
		refused(t, in+host+"\r\n", &Error{Reason: header.ErrTargetNUL.Error()})
	}
	got, err := parseRequest(t, header.DefaultSize, "GET /a?x=%0d%0aX-Admin:1 HTTP/1.1\r\n"+host+"\r\n")
	if want := "GET 1.1 none 0 keep; get[/a] host[h] http/1.1[HTTP/1.1] uri-args[x=\r\nX-Admin:1]; \"\""; err != nil || got != want {
		t.Errorf("%q, %v", got, err)
	}
}

// A field must not be able to fill a place that only the machine fills: lws 4.3.5
// takes "uri-args:" and ":authority:" for its own tokens.
func TestFieldCannotPoseAsToken(t *testing.T) {
	got, err := parseRequest(t, header.DefaultSize, "GET /?a HTTP/1.1\r\n"+host+"uri-args: b\r\nput: /c\r\nhttp/1.1: x\r\n\r\n")
	if !errors.Is(err, ErrName) {
		t.Errorf("%q, %v", got, err)
	}
	got, err = parseRequest(t, header.DefaultSize, "GET /?a HTTP/1.1\r\n"+host+"uri-args: b\r\nput: /c\r\n\r\n")
	if want := `GET 1.1 none 0 keep; get[/] host[h] http/1.1[HTTP/1.1] uri-args[a] uri-args:[b] put:[/c]; ""`; err != nil || got != want {
		t.Errorf("%q, %v", got, err)
	}
	refused(t, "GET / HTTP/1.1\r\n"+host+":authority: x\r\n\r\n", ErrNoName)
}

// RFC 9112 §7.1.1 and CVE-2023-39326: extensions are ignored, so nobody notices
// that they are most of the body.
func TestChunkExtensionAbuse(t *testing.T) {
	for _, c := range []struct {
		in  string
		err *Error
	}{
		{"3;" + strings.Repeat("x", MaxChunkOverhead) + "\r\nabc\r\n0\r\n\r\n", ErrChunkOverhead},
		{strings.Repeat("1;"+strings.Repeat("x", 100)+"\r\na\r\n", 300), ErrChunkOverhead},
		{"3" + strings.Repeat(" ", MaxChunkOverhead) + "\r\nabc\r\n0\r\n\r\n", ErrChunkOverhead},
		{"3;a\nb\r\nabc\r\n0\r\n\r\n", ErrBareLF},
		{"3;a\n\r\nabc\r\n0\r\n\r\n", ErrBareLF},
		{"3;a\rb\r\nabc\r\n0\r\n\r\n", ErrBareCR},
		{"3;\"a\r\nb\"\r\nabc\r\n", ErrChunkEnd},
		{"3;a\x00\r\nabc\r\n0\r\n\r\n", ErrChunkExt},
		{"3 a\r\nabc\r\n0\r\n\r\n", ErrChunkSize},
		{"3\n\r\nabc\r\n0\r\n\r\n", ErrBareLF},
		{"3\nabc\n0\n\n", ErrBareLF},
		{"3\r\nabc\n0\r\n\r\n", ErrChunkEnd},
		{"3\r\nabc\r0\r\n\r\n", ErrChunkEnd},
		{"3\r\nabcd\r\n0\r\n\r\n", ErrChunkEnd},
	} {
		for _, pieces := range [][]string{{c.in}, bytesOf(c.in)} {
			if got, err := readBody(t, Chunked, 0, pieces...); !errors.Is(err, c.err) {
				t.Errorf("%.60q: %q, %v, want %v", c.in, got, err, c.err)
			}
		}
	}
	// Honest small chunks go on for ever.
	in := strings.Repeat("1;x=y\r\na\r\n", 10000) + "0\r\n\r\n"
	if got, err := readBody(t, Chunked, 0, in); err != nil || got != strings.Repeat("a", 10000)+" | " {
		t.Errorf("10000 small chunks: %d bytes, %v", len(got), err)
	}
}

// An lws 4.3.5 client believes a chunk size of 0xfffffffff and passes on memory
// behind its receive buffer; others wrapped sizes around.
func TestOversizeChunk(t *testing.T) {
	for _, size := range []string{
		"fffffffffffffffff", "ffffffffffffffff", "8000000000000000", "7fffffffffffffff", "4000000000000000",
		"10000000000000003", "00000000000000003", strings.Repeat("0", 100) + "3",
	} {
		if got, err := readBody(t, Chunked, 0, size+"\r\nabc"); !errors.Is(err, ErrChunkOverflow) {
			t.Errorf("%s: %q, %v", size, got, err)
		}
	}
	for _, size := range []string{"-3", "+3", " 3", "0x3", "x", "", ";a", "3h", "\xef\xbc\x93"} {
		if got, err := readBody(t, Chunked, 0, size+"\r\nabc\r\n0\r\n\r\n"); !errors.Is(err, ErrChunkSize) {
			t.Errorf("%s: %q, %v", size, got, err)
		}
	}
	for _, size := range []string{"fffffffff", "3fffffffffffffff"} {
		if got, err := readBody(t, Chunked, 0, size+"\r\nabc"); got != "abc" || !errors.Is(err, ErrTruncated) {
			t.Errorf("%s: %q, %v", size, got, err)
		}
	}
}

// A chunked body has no announced length; its sum must not wrap or pass a limit.
func TestChunkedBodyLimit(t *testing.T) {
	var b BodyReader
	b.Reset(Chunked, 0, 10)
	if _, _, _, err := b.Next([]byte("b\r\n")); !errors.Is(err, ErrBodyTooLong) || reason(err).Status != 413 {
		t.Errorf("a chunk of 11: %v", err)
	}
	b.Reset(Chunked, 0, 10)
	in := []byte("6\r\nabcdef\r\n5\r\nabcde\r\n0\r\n\r\n")
	for {
		_, n, done, err := b.Next(in)
		if err != nil {
			if !errors.Is(err, ErrBodyTooLong) {
				t.Error(err)
			}
			break
		}
		if in = in[n:]; done {
			t.Error("6 and 5 are not more than 10")
			break
		}
	}
	b.Reset(Length, 11, 10)
	if _, _, _, err := b.Next([]byte("x")); !errors.Is(err, ErrBodyTooLong) {
		t.Errorf("a length of 11: %v", err)
	}
	b.Reset(UntilClose, 0, 10)
	if _, _, _, err := b.Next(make([]byte, 11)); !errors.Is(err, ErrBodyTooLong) {
		t.Errorf("11 bytes: %v", err)
	}
	b.Reset(Chunked, 0, 0)
	if _, _, _, err := b.Next([]byte("3fffffffffffffff\r\n")); err != nil {
		t.Error(err)
	}
}

func TestTrailerFlood(t *testing.T) {
	for _, c := range []struct {
		in  string
		err *Error
	}{
		{"0\r\n" + strings.Repeat("Foo: barbarbarbarbarbarbarbarbarbarbarbarbarbarbarbar\r\n", 1000), ErrTrailer},
		{"0\r\nFoo: " + strings.Repeat("x", MaxTrailer), ErrTrailer},
		{"0\r\n" + strings.Repeat("a:\r\n", header.MaxFields+1), ErrFieldCount},
		{"0\r\nFoo : x\r\n\r\n", ErrNameBlank},
		{"0\r\nFoo\r\n\r\n", ErrNoColon},
		{"0\r\nFoo: x\n\r\n", ErrBareLF},
		{"0\r\n\n", ErrBareLF},
		{"0\r\nFoo: x\r\n y\r\n\r\n", ErrFold},
	} {
		for _, pieces := range [][]string{{c.in}, bytesOf(c.in)} {
			if got, err := readBody(t, Chunked, 0, pieces...); !errors.Is(err, c.err) {
				t.Errorf("%.60q: %q, %v, want %v", c.in, got, err, c.err)
			}
		}
	}
}

// RFC 9112 §11.1: what a program copies from a request into a response field
// must not end it. lws 4.3.5 writes it out as it is.
func TestResponseSplitting(t *testing.T) {
	dst := make([]byte, 512)
	o := &Head{Minor: 1}
	for _, bad := range []string{"a\r\nSet-Cookie: b", "a\nb", "a\rb", "a\x00b", "\r\n\r\n<html>"} {
		v := []byte(bad)
		for name, put := range map[string]func() (int, error){
			"PutField value":   func() (int, error) { return PutField(dst, []byte("X:"), v) },
			"PutField name":    func() (int, error) { return PutField(dst, v, []byte("x")) },
			"PutValue":         func() (int, error) { return PutValue(dst, v) },
			"PutToken":         func() (int, error) { return PutToken(dst, header.Location, v) },
			"PutCommon":        func() (int, error) { return PutCommon(dst, 200, o, v, 1) },
			"PutRedirect":      func() (int, error) { return PutRedirect(dst, 301, o, v) },
			"Head.Server":      func() (int, error) { return PutStatus(dst, 200, &Head{Server: bad}) },
			"Head.Fields":      func() (int, error) { return PutStatus(dst, 200, &Head{Fields: []Field{{"x:", bad}}}) },
			"request path":     func() (int, error) { return PutRequest(dst, &RequestHead{Path: "/" + bad, Host: "h"}) },
			"request host":     func() (int, error) { return PutRequest(dst, &RequestHead{Host: bad}) },
			"request origin":   func() (int, error) { return PutRequest(dst, &RequestHead{Host: "h", Origin: bad}) },
			"request method":   func() (int, error) { return PutRequest(dst, &RequestHead{Host: "h", Method: bad}) },
			"request boundary": func() (int, error) { return PutRequest(dst, &RequestHead{Host: "h", Boundary: bad}) },
			"request protocol": func() (int, error) { return PutRequest(dst, &RequestHead{Host: "h", Key: "k", Protocols: bad}) },
		} {
			if n, err := put(); n != 0 || !errors.Is(err, ErrInjection) {
				t.Errorf("%s %q: %d, %v", name, bad, n, err)
			}
		}
	}
}

// A location longer than the buffer once overflowed the stack (commit
// eef812b66); nothing may be written beyond dst, whatever its size.
func TestRedirectOverflow(t *testing.T) {
	location := []byte("http://example.com/" + strings.Repeat("x", 300))
	buf := make([]byte, 600)
	for size := range len(buf) {
		for i := range buf {
			buf[i] = '#'
		}
		n, err := PutRedirect(buf[:size], 301, &Head{Minor: 1}, location)
		if n > size || err == nil != (n > 0) || err != nil && !errors.Is(err, ErrNoSpace) {
			t.Fatalf("%d bytes: %d, %v", size, n, err)
		}
		if strings.Trim(string(buf[size:]), "#") != "" {
			t.Fatalf("%d bytes: wrote beyond", size)
		}
	}
	if n, err := PutRedirect(buf, 301, &Head{Minor: 1}, location); err != nil || n == 0 {
		t.Error(n, err)
	}
}

// A server that answers with 1xx for ever must not keep a client busy.
func TestEndlessInterimResponses(t *testing.T) {
	in := strings.Repeat("HTTP/1.1 103 Early Hints\r\n\r\n", MaxInterim+1) + "HTTP/1.1 200 OK\r\n\r\n"
	if _, err := parseResponse(t, header.DefaultSize, header.Get, in); !errors.Is(err, ErrInterim) {
		t.Error(err)
	}
}

// The response to HEAD, and 1xx, 204 and 304, end with the head, whatever they
// announce: else the next response is taken for a body (RFC 9112 §6.3). An lws
// 4.3.5 client waits for the body, and its server sends one.
func TestBodilessResponses(t *testing.T) {
	const rest = "HTTP/1.1 200 OK\r\n"
	for _, c := range []struct {
		m  header.Method
		in string
	}{
		{header.Head, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"},
		{header.Head, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"},
		{header.Head, "HTTP/1.1 404 Not Found\r\n\r\n"},
		{header.Get, "HTTP/1.1 204 x\r\nContent-Length: 5\r\n\r\n"},
		{header.Get, "HTTP/1.1 204 x\r\nTransfer-Encoding: chunked\r\n\r\n"},
		{header.Get, "HTTP/1.1 304 x\r\nContent-Length: 5\r\n\r\n"},
	} {
		got, err := parseResponse(t, header.DefaultSize, c.m, c.in+rest)
		if err != nil || !strings.Contains(got, " none 0 keep;") || !strings.HasSuffix(got, `; "HTTP/1.1 200 OK\r\n"`) {
			t.Errorf("%q: %s, %v", c.in, got, err)
		}
	}
	dst := make([]byte, 1024)
	for _, code := range []int{204, 304} {
		n, err := PutPage(dst, code, &Head{Minor: 1}, []byte("x"), false)
		if got := string(dst[:n]); err != nil || strings.Contains(got, "content-length") || !strings.HasSuffix(got, "\r\n\r\n") {
			t.Errorf("%d: %q, %v", code, got, err)
		}
	}
	n, err := PutPage(dst, 404, &Head{Minor: 1}, nil, true)
	if got := string(dst[:n]); err != nil || !strings.Contains(got, "content-length: 173\r\n") || !strings.HasSuffix(got, "\r\n\r\n") {
		t.Errorf("HEAD: %q, %v", got, err)
	}
}
