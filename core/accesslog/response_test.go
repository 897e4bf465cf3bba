package accesslog

import "testing"

func TestResponse(t *testing.T) {
	for _, c := range []struct {
		text   string
		status int
		body   uint64
	}{
		{"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello", 200, 5},
		{"HTTP/1.0 404 Not Found\r\n\r\n", 404, 0},
		{"HTTP/1.1 201 \r\nx: y\r\n\r\n\r\n\r\n", 201, 4},
		{"HTTP/1.1 204\r\n\r\n", 204, 0},
		{"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 500 X\r\n\r\nab", 500, 2},
		{"HTTP/1.1 101 Switching Protocols\r\n\r\nframe", 101, 5},
		{"HTTP/1.1 200 OK\r\nhead", 200, 0},
		{"", 0, 0},
	} {
		for cut := range len(c.text) + 1 {
			var r Response
			r.Take([]byte(c.text[:cut]))
			r.Take([]byte(c.text[cut:]))
			if r.Status != c.status || r.Body != c.body {
				t.Errorf("%q cut at %d: status %d, %d bytes", c.text, cut, r.Status, r.Body)
			}
		}
		var r Response
		for i := range c.text {
			r.Take([]byte(c.text[i : i+1]))
		}
		if r.Status != c.status || r.Body != c.body {
			t.Errorf("%q byte by byte: status %d, %d bytes", c.text, r.Status, r.Body)
		}
	}
}
