package proxy

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/golws/golws/core/auth"
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		text string
		port int
		want Server
		ok   bool
	}{
		{"host:80", 0, Server{"host", 80, "", ""}, true},
		{"host", 3128, Server{"host", 3128, "", ""}, true},
		{"host", 0, Server{}, false},
		{"http://host:80/", 0, Server{"host", 80, "", ""}, true},
		{"user:pa:ss@host:80", 0, Server{"host", 80, "user", "pa:ss"}, true},
		{"user:p@ss@host:80", 0, Server{"host", 80, "user", "p@ss"}, true},
		{"user@host:80", 0, Server{"host", 80, "user", ""}, true},
		{"[::1]:80", 0, Server{"::1", 80, "", ""}, true},
		{"[::1]", 81, Server{"::1", 81, "", ""}, true},
		{"[::1]x", 81, Server{}, false},
		{"host:0", 0, Server{}, false},
		{"host:x", 0, Server{}, false},
		{"host:65536", 0, Server{}, false},
		{"host:-1", 0, Server{}, false},
		{":80", 0, Server{}, false},
		{"", 80, Server{}, false},
		{"ho\r\nst:80", 0, Server{}, false},
		{strings.Repeat("x", 256) + ":80", 0, Server{}, false},
		{strings.Repeat("x", 256) + "@host:80", 0, Server{}, false},
	} {
		got, ok := Parse(c.text, c.port)
		if got != c.want || ok != c.ok {
			t.Errorf("%.40q: %+v %v, want %+v %v", c.text, got, ok, c.want, c.ok)
		}
	}
}

// conversation feeds in to m in pieces of at most size bytes, and returns all that
// m sent, how many bytes it left, and how it ended.
func conversation(m Machine, in []byte, size int) (sent []byte, left int, done bool, err error) {
	if sent, err = m.Begin(nil); err != nil {
		return sent, len(in), false, err
	}
	for len(in) > 0 && !done && err == nil {
		piece := in[:min(size, len(in))]
		var n int
		sent, n, done, err = m.Receive(piece, sent)
		in = in[n:]
		if n < len(piece) && !done && err == nil {
			return sent, len(in), false, errors.New("bytes are left though the conversation goes on")
		}
	}
	return sent, len(in), done, err
}

const connectTo = "CONNECT server.test:443 HTTP/1.1\r\nHost: server.test:443\r\nUser-agent: lws\r\n"

var conversations = []struct {
	name   string
	proxy  Server
	socks  bool
	host   string
	answer string
	sent   string
	done   bool
	err    string
}{
	{"tunnel", Server{}, false, "server.test", "HTTP/1.0 200 OK\r\n\r\n", connectTo + "\r\n", true, ""},
	{"with user", Server{User: "user", Password: "secret"}, false, "server.test", "HTTP/1.1 200 OK\r\nX: y\r\n\r\n",
		connectTo + "Proxy-authorization: basic dXNlcjpzZWNyZXQ=\r\n\r\n", true, ""},
	{"length is no body", Server{}, false, "server.test", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", connectTo + "\r\n", true, ""},
	{"interim first", Server{}, false, "server.test", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", connectTo + "\r\n", true, ""},
	{"IPv6", Server{}, false, "2001:db8::1", "HTTP/1.1 200 OK\r\n\r\n",
		"CONNECT [2001:db8::1]:443 HTTP/1.1\r\nHost: [2001:db8::1]:443\r\nUser-agent: lws\r\n\r\n", true, ""},
	{"407", Server{}, false, "server.test", "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\n", connectTo + "\r\n", false,
		`http_proxy -> 407: the proxy wants a user and password, by Basic realm="x"`},
	{"502", Server{}, false, "server.test", "HTTP/1.1 502 No\r\n\r\n", connectTo + "\r\n", false, "http_proxy -> 502"},
	{"101", Server{}, false, "server.test", "HTTP/1.1 101 No\r\n\r\n", connectTo + "\r\n", false, "http_proxy -> 101"},
	{"no HTTP", Server{}, false, "server.test", "220 hello\r\n", connectTo + "\r\n", false, "http_proxy fail: "},
	{"endless head", Server{}, false, "server.test", "HTTP/1.1 200 OK\r\n" + strings.Repeat("X: y\r\n", 2000), connectTo + "\r\n", false, "http_proxy fail: "},
	{"endless interim", Server{}, false, "server.test", strings.Repeat("HTTP/1.1 100 C\r\n\r\n", 40), connectTo + "\r\n", false, "http_proxy fail: "},
	{"injection", Server{}, false, "server.test\r\nX: y", "", "", false, "http_proxy fail: "},

	{"socks", Server{}, true, "server.test", "\x05\x00\x05\x00\x00\x01\x7f\x00\x00\x01\x12\x34",
		"\x05\x01\x00\x05\x01\x00\x03\x0bserver.test\x01\xbb", true, ""},
	{"socks IPv4", Server{}, true, "192.0.2.1", "\x05\x00\x05\x00\x00\x01\x7f\x00\x00\x01\x12\x34",
		"\x05\x01\x00\x05\x01\x00\x01\xc0\x00\x02\x01\x01\xbb", true, ""},
	{"socks bound to IPv6", Server{}, true, "server.test", "\x05\x00\x05\x00\x00\x040123456789abcdef\x12\x34",
		"\x05\x01\x00\x05\x01\x00\x03\x0bserver.test\x01\xbb", true, ""},
	{"socks bound to a name", Server{}, true, "server.test", "\x05\x00\x05\x00\x00\x03\x04name\x12\x34",
		"\x05\x01\x00\x05\x01\x00\x03\x0bserver.test\x01\xbb", true, ""},
	{"socks with user", Server{User: "user", Password: "secret"}, true, "server.test", "\x05\x02\x01\x00\x05\x00\x00\x01\x7f\x00\x00\x01\x12\x34",
		"\x05\x02\x00\x02\x01\x04user\x06secret\x05\x01\x00\x03\x0bserver.test\x01\xbb", true, ""},
	{"socks refuses user", Server{User: "user", Password: "secret"}, true, "server.test", "\x05\x02\x01\x01",
		"\x05\x02\x00\x02\x01\x04user\x06secret", false, "socks: user or password refused"},
	{"socks wants a user", Server{}, true, "server.test", "\x05\xff", "\x05\x01\x00", false, "socks: the proxy accepts no method"},
	{"socks chooses another method", Server{}, true, "server.test", "\x05\x02", "\x05\x01\x00", false, "socks: the proxy chose method 2"},
	{"socks 4", Server{}, true, "server.test", "\x04\x00", "\x05\x01\x00", false, "socks: the proxy does not speak"},
	{"socks refused", Server{}, true, "server.test", "\x05\x00\x05\x05\x00\x01\x00",
		"\x05\x01\x00\x05\x01\x00\x03\x0bserver.test\x01\xbb", false, "socks: connection refused"},
	{"socks unknown failure", Server{}, true, "server.test", "\x05\x00\x05\x63\x00\x01\x00",
		"\x05\x01\x00\x05\x01\x00\x03\x0bserver.test\x01\xbb", false, "socks: failure 99"},
	{"socks unknown address type", Server{}, true, "server.test", "\x05\x00\x05\x00\x00\x07\x00",
		"\x05\x01\x00\x05\x01\x00\x03\x0bserver.test\x01\xbb", false, "socks: the proxy's answer is malformed"},
	{"socks name too long", Server{}, true, strings.Repeat("x", 256), "", "", false, "socks: the server's name"},
}

// However the proxy's bytes are cut, the conversation is the same, and what comes
// behind it is left for the server's protocol.
func TestConversations(t *testing.T) {
	for _, c := range conversations {
		for _, size := range []int{1, 2, 3, 7, 1 << 20} {
			for _, behind := range []string{"", "the server speaks first"} {
				var m Machine = NewConnect(&c.proxy, c.host, 443, nil)
				if c.socks {
					m = NewSocks5(&c.proxy, c.host, 443)
				}
				sent, left, done, err := conversation(m, []byte(c.answer+behind), size)
				text := ""
				if err != nil {
					text = err.Error()
				}
				if done != c.done || (c.err == "") != (err == nil) || !strings.HasPrefix(text, c.err) {
					t.Errorf("%s in pieces of %d: done %v, error %q; want %v, %q", c.name, size, done, text, c.done, c.err)
				}
				if string(sent) != c.sent {
					t.Errorf("%s in pieces of %d: sent %q, want %q", c.name, size, sent, c.sent)
				}
				if done && left != len(behind) {
					t.Errorf("%s in pieces of %d: %d bytes left, want %d", c.name, size, left, len(behind))
				}
			}
		}
	}
}

const digestAsked = "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"x\"\r\nProxy-Authenticate: Digest realm=\"x\", nonce=\"n%s\", qop=\"auth\"%s\r\n\r\n"

// A proxy that wants a digest gets one over the next connection, once, and again
// only where just the nonce has aged (RFC 7616 section 3.3).
func TestDigest(t *testing.T) {
	p := &Server{User: "user", Password: "secret"}
	ask := func(d *auth.Digest, nonce, more string) (sent string, next *auth.Digest) {
		out, _, done, err := conversation(NewConnect(p, "server.test", 443, d), fmt.Appendf(nil, digestAsked, nonce, more), 3)
		var challenged *Challenged
		if errors.As(err, &challenged) {
			next = challenged.Digest
		}
		var refused *Error
		if done || !errors.As(err, &refused) || refused.Text != "http_proxy -> 407" {
			t.Errorf("done %v, %v", done, err)
		}
		return string(out), next
	}
	sent, first := ask(nil, "1", "")
	if first == nil || !strings.Contains(sent, "basic dXNlcjpzZWNyZXQ=") {
		t.Fatalf("sent %q, challenge %v", sent, first)
	}
	sent, second := ask(first, "2", ", stale=true")
	if second == nil || !strings.Contains(sent, `Proxy-authorization: Digest username="user", realm="x", nonce="n1", uri="server.test:443"`) ||
		strings.Contains(sent, "secret") || strings.Contains(sent, "asic") {
		t.Fatalf("sent %q, challenge %v", sent, second)
	}
	if sent, third := ask(second, "3", ""); third != nil || !strings.Contains(sent, `nonce="n2"`) {
		t.Fatalf("sent %q, challenge %v", sent, third)
	}
	p.User = ""
	if sent, d := ask(nil, "1", ""); d != nil || strings.Contains(sent, "uthorization") {
		t.Errorf("without a user: sent %q, challenge %v", sent, d)
	}
}

func FuzzConversation(f *testing.F) {
	for _, c := range conversations {
		f.Add([]byte(c.answer), c.socks, c.proxy.User)
	}
	f.Fuzz(func(t *testing.T, in []byte, socks bool, user string) {
		p := &Server{User: user[:min(len(user), credentialMost)]}
		machine := func() Machine {
			if socks {
				return NewSocks5(p, "server.test", 443)
			}
			return NewConnect(p, "server.test", 443, nil)
		}
		sent, left, done, err := conversation(machine(), in, len(in)+1)
		drops, dropsLeft, dropsDone, dropsErr := conversation(machine(), in, 1)
		if !bytes.Equal(sent, drops) || done != dropsDone || (err == nil) != (dropsErr == nil) || done && left != dropsLeft {
			t.Errorf("whole: %q %d %v %v; in drops: %q %d %v %v", sent, left, done, err, drops, dropsLeft, dropsDone, dropsErr)
		}
	})
}
