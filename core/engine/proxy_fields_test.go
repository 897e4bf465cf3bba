package engine

import "testing"

func TestProxiedLocation(t *testing.T) {
	for _, c := range []struct{ point, origin, value, want string }{
		{"/app", "back.example:8080/", "/login", "/app/login"},
		{"/app", "back.example:8080", "/", "/app/"},
		{"/app", "back.example:8080/", "/app/login", "/app/login"},
		{"/app", "back.example:8080/", "/application", "/app/application"},
		{"/app", "back.example:8080/inner", "/inner/x?y#z", "/app/x?y#z"},
		{"/app", "back.example:8080/inner", "/inner", "/app/"},
		{"/app", "back.example:8080/inner", "/inner?x", "/app/?x"},
		{"/app", "back.example:8080/inner", "/innermost", "/innermost"},
		{"/app", "back.example:8080/inner", "/other", "/other"},
		{"/", "back.example/inner/", "/inner/x", "/x"},
		{"/", "back.example/", "/x", "/x"},
		{"/app", "back.example:8080/inner", "http://back.example:8080/inner/x", "/app/x"},
		{"/app", "back.example:8080/inner", "HTTP://BACK.example:8080/inner/x", "/app/x"},
		{"/app", "back.example/inner", "http://back.example/inner/x", "/app/x"},
		{"/app", "back.example/", "http://back.example", "/app/"},
		{"/app", "back.example/", "http://back.example?x", "/app/?x"},
		{"/app", "back.example:8080/", "http://back.example/x", "http://back.example/x"},
		{"/app", "[::1]:80/", "http://[::1]/x", "/app/x"},
		{"/app", "back.example/", "http://elsewhere.example/x", "http://elsewhere.example/x"},
		{"/app", "back.example/", "//elsewhere.example/x", "//elsewhere.example/x"},
		{"/app", "back.example/", "https://front.example/x", "https://front.example/app/x"},
		{"/app", "back.example/", "relative", "relative"},
		{"/app", "back.example/", "mailto:a@b", "mailto:a@b"},
		{"/app", "+/run/socket:/inner", "/inner/x", "/app/x"},
	} {
		b, err := parseBackEnd(c.origin, 80)
		if err != nil {
			t.Fatal(err)
		}
		if got := b.location(&Mount{Point: c.point}, "front.example", c.value); got != c.want {
			t.Errorf("%s to %s: %q becomes %q, want %q", c.point, c.origin, c.value, got, c.want)
		}
	}
}

func TestProxiedCookie(t *testing.T) {
	for _, c := range []struct{ origin, value, want string }{
		{"back.example/", "a=1", "a=1"},
		{"back.example/", "a=1; Path=/; HttpOnly", "a=1; Path=/app; HttpOnly"},
		{"back.example/", "a=/; path=/x", "a=/; path=/app/x"},
		{"back.example/inner", "a=1;path=/inner/;Secure", "a=1; path=/app;Secure"},
		{"back.example/inner", "a=1; Path=/inner/x", "a=1; Path=/app/x"},
		{"back.example/inner", "a=1; Path=/", "a=1; Path=/"},
		{"back.example/", "a=1; Domain=back.example; Max-Age=5", "a=1; Max-Age=5"},
		{"back.example/", "a=1; Domain=.BACK.example", "a=1"},
		{"back.example/", "a=1; Domain=front.example", "a=1; Domain=front.example"},
		{"back.example/", "a=1; Path=", "a=1; Path="},
	} {
		b, err := parseBackEnd(c.origin, 80)
		if err != nil {
			t.Fatal(err)
		}
		if got := b.cookie(&Mount{Point: "/app"}, c.value); got != c.want {
			t.Errorf("%s: %q becomes %q, want %q", c.origin, c.value, got, c.want)
		}
	}
}
