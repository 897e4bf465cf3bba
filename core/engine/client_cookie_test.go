package engine

import (
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/golws/golws/core/cookie"
)

// TestClientCookies is also for what makes lws 4.3.5 loop for ever: a second
// request with one cookie in the jar, and a cookie that is set again.
func TestClientCookies(t *testing.T) {
	noLeak(t)
	h, v, _ := clientHouse(t)
	path := filepath.Join(t.TempDir(), "jar")
	h.context.Cookies = cookie.NewStore(path, cookie.Limits{})
	answers := map[string]string{
		"/one":    "Set-Cookie: a=one; Max-Age=1000; Path=/\r\n",
		"/two":    "Set-Cookie: a=two; Max-Age=1000; Path=/\r\n",
		"/none":   "Set-Cookie: a=; Max-Age=0; Path=/\r\n",
		"/short":  "Set-Cookie: s=session; Path=/\r\n",
		"/deep/x": "Set-Cookie: d=deep\r\n",
	}
	got := make(chan string, 1)
	port := site(t, func(p *peer, r *http.Request) {
		got <- r.Header.Get("Cookie")
		p.pieces("HTTP/1.1 200 OK\r\n"+answers[r.URL.Path]+"Content-Length: 0\r\n\r\n", 100)
	})
	for _, step := range []struct {
		path  string
		flags uint32
		want  string
	}{
		{"/one", ClientCacheCookies, ""},
		{"/", ClientCacheCookies, "a=one"},
		{"/", 0, ""},
		{"/two", ClientCacheCookies, "a=one"},
		{"/deep/x", ClientCacheCookies, "a=two"},
		{"/deep/y?q", ClientCacheCookies, "d=deep; a=two"},
		{"/none", ClientCacheCookies, "a=two"},
		{"/short", ClientCacheCookies, ""},
		{"/", ClientCacheCookies, "s=session"},
	} {
		c := h.context.Connect(ClientRequest{
			Vhost: v, Address: "127.0.0.1", Port: port, Path: step.path, Host: "h", Method: "GET", Flags: step.flags,
		})
		h.serve("the end", func() bool { return c.closed })
		if cookies := <-got; cookies != step.want {
			t.Errorf("%s: %q, want %q", step.path, cookies, step.want)
		}
	}
	// those of the session are in no file
	if text, err := cookie.NewStore(path, cookie.Limits{}).Field(cookie.Request{Host: "127.0.0.1", Path: "/deep/y"}, time.Now()); text != "" || err != nil {
		t.Error(text, err)
	}
}
