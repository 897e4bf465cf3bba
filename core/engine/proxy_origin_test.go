package engine

import "testing"

func TestParseBackEnd(t *testing.T) {
	for origin, want := range map[string]backEnd{
		"h":             {host: "h", port: 80},
		"h/p/q":         {host: "h", port: 80, path: "/p/q"},
		"h:81/":         {host: "h", port: 81, path: "/"},
		"[::1]:82/x":    {host: "::1", port: 82, path: "/x"},
		"[::1]":         {host: "::1", port: 80},
		"+/run/s:/p":    {socket: "/run/s", host: "localhost", path: "/p"},
		"+@abstract":    {socket: "@abstract", host: "localhost"},
		"127.0.0.1:1/a": {host: "127.0.0.1", port: 1, path: "/a"},
	} {
		got, err := parseBackEnd(origin, 80)
		if err != nil || got != want {
			t.Errorf("%q: %+v, %v", origin, got, err)
		}
	}
	for _, bad := range []string{"", "/path", "+", "+:/path", "h:0/", "h:70000/", "h:x/", ":80/"} {
		if got, err := parseBackEnd(bad, 80); err == nil {
			t.Errorf("%q: %+v", bad, got)
		}
	}
}

// What the back end is asked for never leaves the origin's path.
func TestProxyTarget(t *testing.T) {
	for _, c := range []struct{ origin, point, raw, path, want string }{
		{"h/back", "/p", "/p/x", "/p/x", "/back/x"},
		{"h/back/", "/p", "/p", "/p", "/back/"},
		{"h", "/p", "/p/x?a=%26&b", "/p/x", "/x?a=%26&b"},
		{"h", "/", "/x", "/x", "/x"},
		{"h/b", "/", "/", "/", "/b/"},
		{"h", "/p", "/p/a+b", "/p/a b", "/a+b"},
		{"h", "/p", "/p/a%20b", "/p/a b", "/a%20b"},
		{"h/b", "/p", "/x/../p/%2e%2e/p/y", "/p/y", "/b/y"},
		{"h/b", "/p", "/p/a%0d%0aX:%20y", "/p/a\r\nX: y", "/b/a%0D%0AX:%20y"},
		{"h/b", "/p", "/p/a%3Fb", "/p/a?b", "/b/a%3Fb"},
		{"h/b", "/p", "", "/p/z", "/b/z"},
	} {
		b, err := parseBackEnd(c.origin, 80)
		if err != nil {
			t.Fatal(err)
		}
		if got := b.target(&Mount{Point: c.point}, c.raw, c.path); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}
