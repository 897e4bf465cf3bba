package engine

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/golws/golws/core/auth"
	"github.com/golws/golws/core/proxy"
)

// guarded is a site that wants a digest. It answers with what it was asked.
func guarded(t *testing.T, challenge func(g *auth.Guard) []string, seen *[]string) int {
	guard := auth.NewGuard()
	var connections atomic.Int32
	return serveKept(t, &connections, func(p *peer, r *http.Request) bool {
		body, _ := io.ReadAll(r.Body)
		field := r.Header.Get("Authorization")
		*seen = append(*seen, field)
		_, verdict := guard.Check([]byte(field), "r", r.Method, r.RequestURI, 1000, func(user string, a auth.Algorithm) (string, bool) {
			return a.Secret("ann", "r", "secret"), user == "ann"
		})
		if verdict != auth.Granted {
			var fields strings.Builder
			for _, c := range challenge(guard) {
				if verdict == auth.Stale {
					c += ", stale=true"
				}
				fmt.Fprintf(&fields, "WWW-Authenticate: %s\r\n", c)
			}
			p.pieces("HTTP/1.1 401 Unauthorized\r\n"+fields.String()+"Content-Length: 6\r\n\r\nasked!", 1000)
			return !r.Close
		}
		text := r.Method + " " + r.RequestURI + " " + string(body)
		p.pieces(fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(text), text), 1000)
		return !r.Close
	})
}

func both(g *auth.Guard) []string {
	return []string{`Basic realm="r"`, g.Challenge("r", auth.MD5, false, 1000), g.Challenge("r", auth.SHA256, false, 1000)}
}

func TestClientAnswersDigest(t *testing.T) {
	noLeak(t)
	h, v, body := clientHouse(t)
	var seen []string
	port := guarded(t, both, &seen)
	ask := func(path, user, password string, flags uint32) (status int, text string) {
		body.Reset()
		h.program.on[ReasonEstablishedClientHTTP] = func(c *Conn, _ []byte) int { status = c.ResponseStatus(); return 0 }
		c := h.context.Connect(ClientRequest{Vhost: v, Address: "127.0.0.1", Port: port, Path: path, Host: "h", Method: "GET",
			User: user, Password: password, Flags: flags})
		h.serve("the end", func() bool { return c.closed || c.client.completed })
		return status, body.String()
	}
	if status, text := ask("/a b?c", "ann", "secret", 0); status != 200 || text != "GET /a%20b?c " {
		t.Errorf("%d %q", status, text)
	}
	if len(seen) != 2 || seen[0] != "" || !strings.Contains(seen[1], "algorithm=SHA-256") || !strings.Contains(seen[1], "nc=00000001") {
		t.Errorf("the site saw %q", seen)
	}
	// The next request knows already, and counts.
	seen = nil
	if status, text := ask("/d", "ann", "secret", ClientPipeline); status != 200 || text != "GET /d " {
		t.Errorf("%d %q", status, text)
	}
	if len(seen) != 1 || !strings.Contains(seen[0], "nc=00000002") {
		t.Errorf("the site saw %q", seen)
	}
	// Who does not know the password gets the 401, after one try.
	seen = nil
	if status, text := ask("/", "ann", "wrong", 0); status != 401 || text != "asked!" || len(seen) != 2 {
		t.Errorf("%d %q, %q", status, text, seen)
	}
	seen = nil
	if status, text := ask("/", "", "", 0); status != 401 || text != "asked!" || len(seen) != 1 {
		t.Errorf("%d %q, %q", status, text, seen)
	}
	h.destroy()
}

// A nonce that has aged costs one more round trip; who never stops asking gets no
// third answer.
func TestClientDigestStale(t *testing.T) {
	h, v, body := clientHouse(t)
	var seen []string
	first := true
	foreign := auth.NewGuard()
	port := guarded(t, func(g *auth.Guard) []string {
		if first {
			first = false
			return []string{foreign.Challenge("r", auth.MD5, false, 1000)}
		}
		return []string{g.Challenge("r", auth.MD5, false, 1000)}
	}, &seen)
	c := h.context.Connect(ClientRequest{Vhost: v, Address: "127.0.0.1", Port: port, Path: "/", Host: "h", Method: "GET", User: "ann", Password: "secret"})
	h.serve("the end", func() bool { return c.closed })
	if body.String() != "GET / " || len(seen) != 3 {
		t.Errorf("%q, %q", body, seen)
	}
	body.Reset()
	first, seen = true, nil
	evil := guarded(t, func(*auth.Guard) []string { return []string{foreign.Challenge("r", auth.MD5, false, 1000)} }, &seen)
	c = h.context.Connect(ClientRequest{Vhost: v, Address: "127.0.0.1", Port: evil, Path: "/", Host: "h", Method: "GET", User: "ann", Password: "secret"})
	h.serve("the end", func() bool { return c.closed })
	if body.String() != "asked!" || len(seen) != 1+challengesMost {
		t.Errorf("%q, %q", body, seen)
	}
}

// The program writes its body again, from the beginning.
func TestClientDigestWithBody(t *testing.T) {
	h, v, body := clientHouse(t)
	var seen []string
	port := guarded(t, both, &seen)
	h.program.append[ReasonClientAppendHandshakeHeader] = "Content-Length: 3\r\n"
	h.program.on[ReasonClientAppendHandshakeHeader] = func(c *Conn, _ []byte) int { c.SetBodyPending(true); return 0 }
	h.program.on[ReasonClientHTTPWriteable] = func(c *Conn, _ []byte) int {
		c.SetBodyPending(false)
		c.stream.Write(nil, []byte("abc"))
		return 0
	}
	c := h.context.Connect(ClientRequest{Vhost: v, Address: "127.0.0.1", Port: port, Path: "/", Host: "h", Method: "POST", User: "ann", Password: "secret"})
	h.serve("the end", func() bool { return c.closed })
	if body.String() != "POST / abc" || len(seen) != 2 {
		t.Errorf("%q, %q", body, seen)
	}
}

// What can't be answered safely is the program's: a password in the clear, a body
// that would have to be known, credentials that the program made itself.
func TestClientLeavesChallenges(t *testing.T) {
	for name, challenge := range map[string]string{
		"basic without TLS": `Basic realm="r"`, "auth-int": `Digest realm="r", nonce="n", qop="auth-int"`, "unknown": `Digest realm="r", nonce="n", algorithm=X`,
		"malformed": `Digest realm="r`, "injection": "Digest realm=\"r\", nonce=\"n\x01\"",
	} {
		h, v, body := clientHouse(t)
		var seen []string
		port := guarded(t, func(*auth.Guard) []string { return []string{challenge} }, &seen)
		c := h.context.Connect(ClientRequest{Vhost: v, Address: "127.0.0.1", Port: port, Path: "/", Host: "h", Method: "GET", User: "ann", Password: "secret"})
		h.serve("the end", func() bool { return c.closed })
		if name != "injection" && body.String() != "asked!" || len(seen) != 1 {
			t.Errorf("%s: %q, %q", name, body, seen)
		}
		h.destroy()
	}
	h, v, body := clientHouse(t)
	var seen []string
	port := guarded(t, both, &seen)
	h.program.append[ReasonClientAppendHandshakeHeader] = "Authorization: Bearer mine\r\n"
	c := h.context.Connect(ClientRequest{Vhost: v, Address: "127.0.0.1", Port: port, Path: "/", Host: "h", Method: "GET", User: "ann", Password: "secret"})
	h.serve("the end", func() bool { return c.closed })
	if body.String() != "asked!" || !slices.Equal(seen, []string{"Bearer mine"}) {
		t.Errorf("%q, %q", body, seen)
	}
}

// Credentials stay with the server that they are for.
func TestRedirectedCredentials(t *testing.T) {
	r := ClientRequest{Address: "a.example", Port: 80, Path: "/x", Host: "a.example", Method: "GET", User: "u", Password: "p"}
	for location, kept := range map[string]bool{
		"/y": true, "http://a.example/y": true, "http://a.example:80/": true, "http://b.example/": false, "http://a.example:81/": false, "https://a.example/": false,
	} {
		next, err := r.redirected(location, 302)
		if err != nil || (next.User == "u") != kept || (next.Password == "p") != kept {
			t.Errorf("%s: %+v, %v", location, next, err)
		}
	}
}

// A proxy that wants a digest for the tunnel gets it over another connection; the
// next tunnel begins with it. Who does not know the password hears of the 407.
func TestClientAnswersDigestOfProxy(t *testing.T) {
	noLeak(t)
	h, _, body := clientHouse(t)
	guard := auth.NewGuard()
	var seen []string
	port := site(t, func(p *peer, r *http.Request) {
		field := r.Header.Get("Proxy-Authorization")
		seen = append(seen, field)
		_, verdict := guard.Check([]byte(field), "r", r.Method, r.RequestURI, 1000, func(user string, a auth.Algorithm) (string, bool) {
			return a.Secret("ann", "r", "secret"), user == "ann"
		})
		if verdict != auth.Granted {
			p.pieces("HTTP/1.1 407 Who\r\nProxy-Authenticate: "+guard.Challenge("r", auth.SHA256, false, 1000)+"\r\nContent-Length: 4\r\n\r\nwho?", 7)
			return
		}
		p.pieces("HTTP/1.1 200 OK\r\n\r\n", 3)
		if r, err := http.ReadRequest(p.in); err == nil {
			p.pieces("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\n"+r.RequestURI[1:], 1000)
		}
	})
	through := func(password string) *Vhost {
		return h.vhost(VhostConfig{Port: NoListen, HTTPProxy: proxy.Server{Address: "127.0.0.1", Port: port, User: "ann", Password: password}},
			&Protocol{Name: "http"})
	}
	failure := ""
	h.program.on[ReasonClientConnectionError] = func(_ *Conn, in []byte) int { failure = string(in); return 0 }
	ask := func(v *Vhost, path string) string {
		body.Reset()
		c := h.context.Connect(ClientRequest{Vhost: v, Address: "server.test", Port: 80, Path: path, Host: "server.test", Method: "GET"})
		h.serve("the end", func() bool { return c.closed })
		return body.String()
	}
	knows := through("secret")
	if got := ask(knows, "/abc"); got != "abc" || len(seen) != 2 || !strings.HasPrefix(seen[0], "basic ") || !strings.Contains(seen[1], `uri="server.test:80"`) {
		t.Errorf("%q, %q, the proxy saw %q", got, failure, seen)
	}
	seen = nil
	if got := ask(knows, "/def"); got != "def" || len(seen) != 1 || !strings.Contains(seen[0], "nc=00000002") {
		t.Errorf("%q, %q, the proxy saw %q", got, failure, seen)
	}
	seen = nil
	if got := ask(through("wrong"), "/"); got != "" || failure != "http_proxy -> 407" || len(seen) != 2 {
		t.Errorf("%q, %q, the proxy saw %q", got, failure, seen)
	}
	h.destroy()
}
