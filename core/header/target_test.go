package header

import (
	"errors"
	"strings"
	"testing"
)

// decode gives a target to a Target in pieces and returns the path's fragments
// joined by ';', '?' and the arguments joined by '&' if there is a query, and
// " host=" for an absolute-form.
func decode(m Method, pieces ...string) (string, error) {
	t := New(DefaultSize)
	var d Target
	d.Begin(t, m)
	for _, p := range pieces {
		if err := d.Write([]byte(p)); err != nil {
			return "", err
		}
	}
	if err := d.End(); err != nil {
		return "", err
	}
	var b strings.Builder
	for i := 0; ; i++ {
		f, ok := t.Fragment(m.URI(), i)
		if !ok {
			break
		}
		if i > 0 {
			b.WriteByte(';')
		}
		b.Write(f)
	}
	for i := 0; ; i++ {
		f, ok := t.Fragment(URIArgs, i)
		if !ok {
			break
		}
		b.WriteByte("&?"[min(1, 1-min(i, 1))])
		b.Write(f)
	}
	if d.FromAuthority() {
		b.WriteString(" host=")
		b.Write(t.Value(Host))
	}
	return b.String(), nil
}

var targets = []struct {
	in, want string
	err      error
}{
	{in: "/", want: "/"},
	{in: "/a/b?x=1&y=2&&z&=&w=", want: "/a/b?x=1&y=2&&z&=&w="},
	{in: "/a%20b%41?x=%20+%26&y%3d=1", want: "/a bA?x=  &&y_=1"},
	{in: "/a+b?c+d=e+f", want: "/a b?c d=e f"},
	{in: "/a%2bb?b%2bc", want: "/a+b?b+c"},

	// Dot segments, as lws and, but for a last "..", RFC 3986 §5.2.4 resolve them.
	{in: "//a", want: "/a"},
	{in: "///", want: "/"},
	{in: "/a//b", want: "/a/b"},
	{in: "/a//", want: "/a/"},
	{in: "/a/./b", want: "/a/b"},
	{in: "/.", want: "/"},
	{in: "/./", want: "/"},
	{in: "/a/.", want: "/a/"},
	{in: "/..", want: "/"},
	{in: "/../", want: "/"},
	{in: "/../b", want: "/b"},
	{in: "/a/../b", want: "/b"},
	{in: "/a/..", want: "/"},
	{in: "/a/b/..", want: "/a"},
	{in: "/a/b/../", want: "/a/"},
	{in: "/a/b/..?x", want: "/a?x"},
	{in: "/a/b/../?x", want: "/a/?x"},
	{in: "/a/b/c/../..", want: "/a"},
	{in: "/a/b/../../../c", want: "/c"},
	{in: "/a/b//../c", want: "/a/c"},
	{in: "/a/./..", want: "/"},
	{in: "/...", want: "/..."},
	{in: "/a/...", want: "/a/..."},
	{in: "/.hidden", want: "/.hidden"},
	{in: "/a..b/..c", want: "/a..b/..c"},
	{in: "/a./b", want: "/a./b"},
	{in: "/%2e%2e/b", want: "/b"},
	{in: "/a/.%2E/c", want: "/c"},
	{in: "/a%2f..%2fb", want: "/b"},
	{in: "/%2f%2fa", want: "/a"},
	{in: "/a/%2e%2e", want: "/"},
	{in: "/%252e%252e/a", want: "/%2e%2e/a"},
	{in: `/a/..\b`, want: `/a/..\b`},

	// Path parameters.
	{in: "/a;b=c", want: "/a;b=c"},
	{in: "/a;b;c", want: "/a;b;c"},
	{in: "/a;?x", want: "/a;?x"},
	{in: "/a;b?x=1", want: "/a;b?x=1"},
	{in: "/a%3bb", want: "/a;b"},
	{in: "/;a", want: "/;a"},
	{in: "/a/..;/b", want: "/a/..;/b"},
	{in: "/a/b/..;c", want: "/a/b/..;c"},

	// Queries.
	{in: "/a?/../b//c", want: "/a?/../b//c"},
	{in: "/a?x?y", want: "/a?x?y"},
	{in: "/a?x=1;y=2", want: "/a?x=1&y=2"},
	{in: "/a?%26=%3d", want: "/a?&=="},
	{in: "/a?a%3db%3dc=d%3de=f", want: "/a?a_b_c=d=e=f"},
	{in: "/a?x=%0d%0a", want: "/a?x=\r\n"},
	{in: "/a?", want: "/a?"},
	{in: "/a?b&", want: "/a?b&"},
	{in: "/a%3fb=c", want: "/a?b=c"},

	// Bytes that no RFC allows and clients send.
	{in: "/\xc3\xa9", want: "/\xc3\xa9"},
	{in: "/a#b?x#y", want: "/a#b?x#y"},
	{in: "/a%01b", want: "/a\x01b"},

	{in: "http://h:81/p?q=1", want: "/p?q=1 host=h:81"},
	{in: "HTTP://h", want: "/ host=h"},
	{in: "wss://[::1]?q", want: "/?q host=[::1]"},
	{in: "http:///p", err: ErrTargetForm},
	{in: "http:/p", err: ErrTargetForm},
	{in: "http:", err: ErrTargetForm},
	{in: "http://u@h/", err: ErrTargetForm},
	{in: "ftp://h/", err: ErrTargetForm},
	{in: "abc", err: ErrTargetForm},
	{in: "", err: ErrTargetForm},
	{in: "*", err: ErrTargetForm},
	{in: "?x", err: ErrTargetForm},

	{in: "/a%00b", err: ErrTargetNUL},
	{in: "/a?x=%00", err: ErrTargetNUL},
	{in: "/a%0d%0aX:y", err: ErrTargetNUL},
	{in: "/a%0aX:y", err: ErrTargetNUL},
	{in: "/a%zz", err: ErrTargetEscape},
	{in: "/a%4", err: ErrTargetEscape},
	{in: "/a%", err: ErrTargetEscape},
	{in: "/a?x=%", err: ErrTargetEscape},
	{in: "/a?x=%2", err: ErrTargetEscape},
	{in: "/a?x=%2&y", err: ErrTargetEscape},
	{in: "/a b", err: ErrTargetByte},
	{in: "/a\x01b", err: ErrTargetByte},
	{in: "/a\x7fb", err: ErrTargetByte},
	{in: "/a?\t", err: ErrTargetByte},
	{in: "/a%\n", err: ErrTargetByte},
}

func TestTarget(t *testing.T) {
	for _, c := range targets {
		got, err := decode(Get, c.in)
		if got != c.want || !errors.Is(err, c.err) {
			t.Errorf("%q: %q, %v; want %q, %v", c.in, got, err, c.want, c.err)
		}
	}
}

func TestTargetFormOfMethod(t *testing.T) {
	for _, c := range []struct {
		m        Method
		in, want string
		err      error
	}{
		{m: Options, in: "*", want: "*"},
		{m: Options, in: "*x", err: ErrTargetForm},
		{m: Options, in: "/a", want: "/a"},
		{m: Connect, in: "h:80", want: "h:80"},
		{m: Connect, in: "[::1]:443", want: "[::1]:443"},
		{m: Connect, in: "/a", err: ErrTargetForm},
		{m: Connect, in: "u@h:80", err: ErrTargetForm},
		{m: Head, in: "/a?b", want: "/a?b"},
	} {
		got, err := decode(c.m, c.in)
		if got != c.want || !errors.Is(err, c.err) {
			t.Errorf("%s %q: %q, %v; want %q, %v", c.m, c.in, got, err, c.want, c.err)
		}
	}
}

func TestTargetSplitAnywhere(t *testing.T) {
	for _, c := range targets {
		for i := range c.in {
			got, err := decode(Get, c.in[:i], c.in[i:])
			if got != c.want || !errors.Is(err, c.err) {
				t.Errorf("%q + %q: %q, %v; want %q, %v", c.in[:i], c.in[i:], got, err, c.want, c.err)
			}
		}
	}
}

func TestTargetSpace(t *testing.T) {
	for size := range 24 {
		table := New(size)
		var d Target
		d.Begin(table, Get)
		err := d.Write([]byte("/abc%41?x=1&y=2;z"))
		if err == nil {
			err = d.End()
		}
		// "/abcA", "x=1", "y=2", "z", and a NUL behind each.
		if fits := size >= 16; fits != (err == nil) || !fits && !errors.Is(err, ErrSpace) {
			t.Errorf("in %d bytes: %v", size, err)
		}
	}
}

func TestTargetFragments(t *testing.T) {
	table := New(1 << 16)
	var d Target
	d.Begin(table, Get)
	err := d.Write([]byte("/?" + strings.Repeat("&", MaxFields)))
	if !errors.Is(err, ErrFields) {
		t.Errorf("%d arguments: %v", MaxFields+1, err)
	}
}

func FuzzTarget(f *testing.F) {
	for _, c := range targets {
		f.Add(c.in, len(c.in)/2)
	}
	f.Fuzz(func(t *testing.T, in string, cut int) {
		want, wantErr := decode(Get, in)
		if cut < 0 || cut > len(in) {
			cut = len(in)
		}
		got, err := decode(Get, in[:cut], in[cut:])
		if got != want || !errors.Is(err, wantErr) {
			t.Fatalf("%q + %q: %q, %v; in one piece %q, %v", in[:cut], in[cut:], got, err, want, wantErr)
		}
		if err != nil {
			return
		}
		table := New(DefaultSize)
		var d Target
		d.Begin(table, Get)
		if d.Write([]byte(in)) != nil || d.End() != nil {
			t.Fatalf("%q: second run differs", in)
		}
		path := string(table.Path())
		if path == "" || path[0] != '/' || strings.ContainsAny(path, "\x00\r\n") {
			t.Fatalf("%q: path %q", in, path)
		}
		for _, bad := range []string{"//", "/./", "/../"} {
			if strings.Contains(path+"/", bad) && path != "/" && !strings.HasSuffix(path, "/") {
				t.Fatalf("%q: path %q is not resolved", in, path)
			}
			if strings.Contains(path, bad) {
				t.Fatalf("%q: path %q is not resolved", in, path)
			}
		}
	})
}
