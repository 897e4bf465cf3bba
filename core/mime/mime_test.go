package mime

import "testing"

func TestType(t *testing.T) {
	extra := []Extra{{".html", "x/html"}, {".foo", "x/foo"}}
	anything := []Extra{{"*", "x/any"}}
	for _, c := range []struct {
		name  string
		extra []Extra
		want  string
	}{
		{"a.html", nil, "text/html"},
		{"A.HTM", nil, "text/html"},
		{"x.y/a.Js", nil, "text/javascript"},
		{"a.mjs", nil, "text/javascript"},
		{"a.css", nil, "text/css"},
		{"a.json", nil, "application/json"},
		{"a.txt", nil, "text/plain"},
		{"a.xml", nil, "application/xml"},
		{"a.svg", nil, "image/svg+xml"},
		{"a.png", nil, "image/png"},
		{"a.jpg", nil, "image/jpeg"},
		{"a.jpeg", nil, "image/jpeg"},
		{"a.gif", nil, "image/gif"},
		{"a.ico", nil, "image/x-icon"},
		{"a.ttf", nil, "application/x-font-ttf"},
		{"a.otf", nil, "application/font-woff"},
		{"a.woff", nil, "application/font-woff"},
		{"a.woff2", nil, "application/font-woff2"},
		{"a.html.gz", nil, "application/gzip"},
		{".html", nil, ""},
		{"html", nil, ""},
		{"", nil, ""},
		{"a.html.", nil, ""},
		{"a.htmlx", nil, ""},
		{"a.wasm", nil, ""},
		{"a.js?x", nil, ""},
		{"a.html", extra, "x/html"},
		{"a.HTML", extra, "x/html"},
		{"a.foo", extra, "x/foo"},
		{".foo", extra, ""},
		{"a.htm", extra, "text/html"},
		{"a.html", anything, "text/html"},
		{"a.foo", anything, "x/any"},
		{"", anything, "x/any"},
	} {
		if got := Type(c.name, c.extra); got != c.want {
			t.Errorf("%q with %v: %q, want %q", c.name, c.extra, got, c.want)
		}
	}
}
