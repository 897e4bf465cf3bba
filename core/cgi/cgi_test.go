package cgi

import (
	"slices"
	"strings"
	"testing"
)

func TestEnvironment(t *testing.T) {
	fields := [][2]string{
		{"host", "h"}, {"proxy", "http://evil/"}, {"authorization", "Basic x"}, {"cookie", "a=1"}, {"cookie", "b=2"},
		{"x-list", "1"}, {"x-list", "2"}, {"x_list", "spoofed"}, {"content-type", "no"}, {"x.y", "no"},
	}
	list, err := Environment(&Request{
		Method: "POST", Target: "/cgi/more?a=b&c", Script: "/cgi", PathInfo: "/more", File: "/srv/x", Version: "HTTP/1.1",
		ServerName: "h", ServerPort: 80, RemoteAddr: "127.0.0.1", ContentType: "text/plain", ContentLength: 3,
		Extra: []string{"PATH=/mine", "COLOR=red", "=bad", "REMOTE_ADDR=administrator"},
		Fields: func(yield func(string, []byte) bool) {
			for _, f := range fields {
				if !yield(f[0], []byte(f[1])) {
					return
				}
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"GATEWAY_INTERFACE=CGI/1.1", "REQUEST_METHOD=POST", "QUERY_STRING=a=b&c", "PATH_INFO=/more", "SCRIPT_NAME=/cgi",
		"REQUEST_URI=/cgi/more?a=b&c", "CONTENT_LENGTH=3", "CONTENT_TYPE=text/plain", "PATH=/mine", "COLOR=red",
		"HTTP_HOST=h", "HTTP_COOKIE=a=1; b=2", "HTTP_X_LIST=1, 2", "REMOTE_ADDR=administrator",
	} {
		if !slices.Contains(list, want) {
			t.Errorf("no %s in %q", want, list)
		}
	}
	for _, v := range list {
		for _, no := range []string{"HTTP_PROXY", "HTTP_AUTHORIZATION", "HTTP_CONTENT", "spoofed", "HTTP_X.Y", "="} {
			if strings.HasPrefix(v, no) || strings.HasSuffix(v, "=spoofed") {
				t.Errorf("%s must not be there", v)
			}
		}
	}
}

func TestEnvironmentLimits(t *testing.T) {
	many := func(n int, value string) error {
		_, err := Environment(&Request{ContentLength: -1, Fields: func(yield func(string, []byte) bool) {
			for i := range n {
				if !yield("x-"+strings.Repeat("y", i%200), []byte(value)) {
					return
				}
			}
		}})
		return err
	}
	if err := many(100, "v"); err != nil {
		t.Error(err)
	}
	if many(1000, strings.Repeat("v", 1000)) != ErrEnvironment {
		t.Error("an environment of a megabyte is made")
	}
}

func TestHead(t *testing.T) {
	for _, c := range []struct {
		in, lines, rest string
		status          int
		length          int64
	}{
		{"Content-Type: text/plain\n\nbody", "content-type: text/plain\r\n", "body", 200, -1},
		{"Content-Type: text/plain\r\n\r\nbody", "content-type: text/plain\r\n", "body", 200, -1},
		{"Status: 404 Not here\nX-A:b\n\n", "x-a: b\r\n", "", 404, -1},
		{"Location: /there\n\n", "location: /there\r\n", "", 302, -1},
		{"Location: /there\nStatus: 301\n\n", "location: /there\r\n", "", 301, -1},
		{"Status: 201\nLocation: /made\n\n", "location: /made\r\n", "", 201, -1},
		{"Content-Length: 4\nTransfer-Encoding: chunked\nConnection: close\n\nbody", "", "body", 200, 4},
	} {
		// However it is split, it means the same.
		for step := 1; step <= len(c.in); step++ {
			var h Head
			h.Reset()
			done, at := false, 0
			for at < len(c.in) && !done {
				n, d, err := h.Write([]byte(c.in[at:min(at+step, len(c.in))]))
				if err != nil {
					t.Fatalf("%q: %v", c.in, err)
				}
				at, done = at+n, d
			}
			if !done || string(h.Lines) != c.lines || h.Status != c.status || h.Length != c.length || c.in[at:] != c.rest {
				t.Errorf("%q by %d: %v %d %q %d %q", c.in, step, done, h.Status, h.Lines, h.Length, c.in[at:])
			}
		}
	}
}

func TestHeadRefused(t *testing.T) {
	for _, in := range []string{
		"\n", "no colon\n\n", ": x\n", "HTTP/1.1 200 OK\nA: b\n\n", "A b: c\n\n", "A: b\rX: c\n\n", "Status: 99\n\n",
		"Status: 20x\n\n", "Status: 100 Continue\n\n", "Content-Length: -1\n\n", "Content-Length: 1\nContent-Length: 2\n\n",
		"A: \x00\n\n", strings.Repeat("A: b\n", fieldsMost+1), "A: " + strings.Repeat("b", headMost), strings.Repeat("x", headMost+1),
	} {
		var h Head
		h.Reset()
		if _, done, err := h.Write([]byte(in)); err == nil {
			t.Errorf("%.40q: done %v, status %d", in, done, h.Status)
		}
	}
}

func FuzzHead(f *testing.F) {
	f.Add([]byte("Content-Type: text/plain\r\n\r\nbody"), uint8(3))
	f.Fuzz(func(t *testing.T, in []byte, split uint8) {
		var whole, parts Head
		whole.Reset()
		parts.Reset()
		n, done, err := whole.Write(in)
		cut := min(int(split), len(in))
		m, d, e := parts.Write(in[:cut])
		if !d && e == nil {
			var more int
			more, d, e = parts.Write(in[cut:])
			m += more
		}
		if done != d || (err == nil) != (e == nil) || done && (n != m || string(whole.Lines) != string(parts.Lines) || whole.Status != parts.Status) {
			t.Errorf("%q cut at %d: %d %v %v, %d %v %v", in, cut, n, done, err, m, d, e)
		}
		if len(whole.Lines) > 2*headMost {
			t.Errorf("%d bytes of header", len(whole.Lines))
		}
	})
}
