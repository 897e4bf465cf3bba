package header

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

// table returns a Table with the given fields, "name: value" each; the value
// keeps its blanks, as it does behind the first of its name in lws.
func table(t *testing.T, size int, fields ...string) *Table {
	t.Helper()
	table := New(size)
	for _, f := range fields {
		name, value, _ := strings.Cut(f, ":")
		if err := table.AddField([]byte(name), []byte(value)); err != nil {
			t.Fatal(err)
		}
	}
	return table
}

// filled returns n bytes that are not NUL.
func filled(n int) []byte { return bytes.Repeat([]byte{'#'}, n) }

func TestCopyJoins(t *testing.T) {
	for _, c := range []struct {
		tok    Token
		fields []string
		want   string
	}{
		{Accept, []string{"accept:a"}, "a"},
		{Accept, []string{"accept:a", "accept:b", "accept:", "accept:  c"}, "a, b, ,   c"},
		{Accept, []string{"accept:", "accept:c"}, ", c"},
		{Cookie, []string{"cookie:a=1", "cookie:b=2; c=3"}, "a=1; b=2; c=3"},
		{SecWebSocketProtocol, []string{"sec-websocket-protocol:a", "x:y", "sec-websocket-protocol:b"}, "a, b"},
		{SetCookie, []string{"set-cookie:a=b", "set-cookie:c=d"}, " c=d"},
		{ETag, nil, ""},
		{Via, []string{"via:"}, ""},
	} {
		table := table(t, DefaultSize, c.fields...)
		if n := table.TotalLength(c.tok); n != len(c.want) {
			t.Errorf("%q: total length %d, want %d", c.fields, n, len(c.want))
		}
		dst := filled(64)
		if n := table.Copy(dst, c.tok); n != len(c.want) || string(dst[:n+1]) != c.want+"\x00" {
			t.Errorf("%q: copy %d %q, want %q", c.fields, n, dst, c.want)
		}
	}
}

func TestCopyArguments(t *testing.T) {
	table := New(DefaultSize)
	for _, a := range []string{"x=1", "", "y"} {
		if err := table.AddString(URIArgs, a); err != nil {
			t.Fatal(err)
		}
	}
	dst := filled(16)
	if n := table.Copy(dst, URIArgs); n != 6 || string(dst[:7]) != "x=1&&y\x00" {
		t.Errorf("%d %q", n, dst)
	}
}

func TestCopyBounds(t *testing.T) {
	table := table(t, DefaultSize, "accept:ab", "accept:cd")
	for size := range 10 {
		dst := filled(10)
		want := -1
		if size > 6 {
			want = 6
		}
		if n := table.Copy(dst[:size], Accept); n != want {
			t.Errorf("Copy into %d bytes: %d, want %d", size, n, want)
		}
		if size > 0 && want < 0 && dst[0] != 0 {
			t.Errorf("Copy into %d bytes leaves %q", size, dst)
		}
		if !bytes.Equal(dst[size:], filled(10-size)) {
			t.Errorf("Copy into %d bytes writes beyond: %q", size, dst)
		}
	}
	for size := range 5 {
		dst := filled(5)
		want := -1
		if size > 2 {
			want = 2
		}
		if n := table.CopyFragment(dst[:size], Accept, 0); n != want || !bytes.Equal(dst[size:], filled(5-size)) {
			t.Errorf("CopyFragment into %d bytes: %d %q, want %d", size, n, dst, want)
		}
	}
}

func TestFragments(t *testing.T) {
	table := table(t, DefaultSize, "accept:ab", "via:", "accept:cd")
	for _, c := range []struct {
		tok  Token
		n    int
		want string
		ok   bool
	}{
		{Accept, 0, "ab", true},
		{Accept, 1, " cd", true},
		{Accept, 2, "", false},
		{Accept, -1, "", false},
		{Via, 0, "", true},
		{ETag, 0, "", false},
		{Count, 0, "", false},
		{Unknown, 0, "", false},
	} {
		f, ok := table.Fragment(c.tok, c.n)
		if string(f) != c.want || ok != c.ok || table.FragmentLength(c.tok, c.n) != len(c.want) {
			t.Errorf("fragment %d of %d: %q %v, want %q %v", c.n, c.tok, f, ok, c.want, c.ok)
		}
		dst := filled(8)
		n := table.CopyFragment(dst, c.tok, c.n)
		if !c.ok && (n != -1 || dst[0] != '#') || c.ok && (n != len(c.want) || dst[n] != 0) {
			t.Errorf("copy of fragment %d of %d: %d %q", c.n, c.tok, n, dst)
		}
	}
	if !table.Has(Via) || table.Has(ETag) || table.Has(Count) {
		t.Error("Has is wrong")
	}
}

func TestCustom(t *testing.T) {
	table := table(t, DefaultSize, "x-foo:xyz", "host:h", "x-empty:", "x-foo:second")
	for _, c := range []struct {
		name string
		want string
		n    int
	}{
		{"x-foo:", "xyz", 3},
		{"x-empty:", "", 0},
		{"x-foo", "", -1},
		{"X-Foo:", "", -1},
		{"x-f", "", -1},
		{"host:", "", -1},
		{"", "", -1},
	} {
		dst := filled(8)
		if n := table.CustomLength([]byte(c.name)); n != c.n {
			t.Errorf("length of %q is %d, want %d", c.name, n, c.n)
		}
		if n := table.CopyCustom(dst, []byte(c.name)); n != c.n || string(dst[:len(c.want)+1]) != c.want+"\x00" {
			t.Errorf("copy of %q: %d %q, want %q", c.name, n, dst, c.want)
		}
	}
	for size, want := range []int{-1, -1, -1, -1, 3} {
		dst := filled(6)
		if n := table.CopyCustom(dst[:size], []byte("x-foo:")); n != want || !bytes.Equal(dst[size:], filled(6-size)) {
			t.Errorf("copy into %d bytes: %d %q, want %d", size, n, dst, want)
		}
	}
	var names []string
	for i := range table.Customs() {
		name, value := table.Custom(i)
		names = append(names, string(name)+string(value))
	}
	if got := strings.Join(names, " "); got != "x-foo:xyz x-empty: x-foo:second" {
		t.Errorf("custom fields: %q", got)
	}
}

func TestArguments(t *testing.T) {
	table := New(DefaultSize)
	for _, a := range strings.Split("aab=q&aa=hello&b&c=&d=x=y&&e=1&e=2", "&") {
		if err := table.AddString(URIArgs, a); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name, want string
		n          int
	}{
		{"aa", "hello", 5},
		{"aa=", "hello", 5},
		{"a", "", -1}, // "aa=…" and "aab=…" are other arguments
		{"b", "", 0},
		{"b=", "", -1},
		{"c", "", 0},
		{"c=", "", 0},
		{"d", "x=y", 3},
		{"e", "1", 1},
		{"AA", "", -1},
		{"nope", "", -1},
		{"", "", -1},
		{"=", "", -1},
	} {
		dst := filled(16)
		if n := table.CopyArgument(dst, []byte(c.name)); n != c.n || n >= 0 && string(dst[:n+1]) != c.want+"\x00" {
			t.Errorf("%q: %d %q, want %d %q", c.name, n, dst, c.n, c.want)
		}
	}
	if n := table.CopyArgument(filled(5), []byte("aa")); n != -1 {
		t.Errorf("5 bytes and a NUL in 5 bytes: %d", n)
	}
}

func TestCookies(t *testing.T) {
	table := table(t, DefaultSize,
		`cookie:k1=v1; k2="v 2";k3=v3;  k4=v4 ; k5=; k6; xk7=1; k7 = 7; k8=a=b`, "cookie:k9=9")
	for _, c := range []struct {
		name, want string
		r          CookieResult
	}{
		{"k1", "v1", CookieCopied},
		{"k2", `"v 2"`, CookieCopied},
		{"k3", "v3", CookieCopied},
		{"k4", "v4", CookieCopied},
		{"k5", "", CookieCopied},
		{"k6", "", CookieMissing},
		{"k7", "7", CookieCopied}, // not the end of xk7
		{"k8", "a=b", CookieCopied},
		{"k9", "9", CookieCopied},
		{"K1", "", CookieMissing},
		{"v1", "", CookieMissing},
		{"k", "", CookieMissing},
	} {
		dst := filled(16)
		n, r := table.CopyCookie(dst, []byte(c.name))
		if r != c.r || r == CookieCopied && (n != len(c.want) || string(dst[:n+1]) != c.want+"\x00") {
			t.Errorf("%s: %d %d %q, want %d %q", c.name, r, n, dst, c.r, c.want)
		}
	}
	for size, want := range []CookieResult{CookieTooSmall, CookieTooSmall, CookieTooSmall, CookieCopied} {
		dst := filled(6)
		if n, r := table.CopyCookie(dst[:size], []byte("k1")); r != want || r != CookieCopied && n != size || !bytes.Equal(dst[size:], filled(6-size)) {
			t.Errorf("into %d bytes: %d %d %q", size, r, n, dst)
		}
	}
}

// A value at the very end of the arena, whose NUL is its last byte, must not make
// any getter read on: set-cookie values once did (commit c14aff43c).
func TestSetCookieAtArenaEnd(t *testing.T) {
	const value = "id=0123456789"
	arena := append(filled(len(value)+1), "SECRET"...)
	table := new(Table)
	table.Init(arena[:len(value)+1])
	if err := table.Add(SetCookie, []byte(value)); err != nil {
		t.Fatal(err)
	}
	dst := filled(64)
	if n := table.Copy(dst, SetCookie); n != len(value) || string(dst[:n]) != value {
		t.Errorf("%d %q", n, dst)
	}
	if !bytes.HasSuffix(arena, []byte("SECRET")) {
		t.Errorf("wrote beyond the arena: %q", arena)
	}
	if v := table.Value(SetCookie); cap(v) != len(value) {
		t.Errorf("the value's slice can be grown into the arena: cap %d", cap(v))
	}
}

func TestSpace(t *testing.T) {
	for size := range 40 {
		arena := append(filled(size), 'X')
		table := new(Table)
		table.Init(arena[:size])
		err := table.AddField([]byte("accept"), []byte("ab")) // 3 with NUL
		if fits := size >= 3; fits != (err == nil) {
			t.Errorf("known field in %d bytes: %v", size, err)
		}
		table.Reset()
		err = table.AddField([]byte("x-foo"), []byte("ab")) // 6 + 3
		if fits := size >= 9; fits != (err == nil) || !fits && !errors.Is(err, ErrSpace) {
			t.Errorf("unknown field in %d bytes: %v", size, err)
		}
		if arena[size] != 'X' {
			t.Fatalf("wrote beyond %d bytes", size)
		}
	}
}

func TestFieldCount(t *testing.T) {
	table := New(DefaultSize)
	for i := range MaxFields {
		name := []string{"accept", "x"}[i%2]
		if err := table.AddField([]byte(name), nil); err != nil {
			t.Fatalf("field %d: %v", i, err)
		}
	}
	if err := table.AddField([]byte("accept"), nil); !errors.Is(err, ErrFields) {
		t.Errorf("one too many: %v", err)
	}
	if err := table.AddField([]byte("x"), nil); !errors.Is(err, ErrFields) {
		t.Errorf("one too many: %v", err)
	}
}

func TestNameTooLong(t *testing.T) {
	table := New(DefaultSize)
	if err := table.AddField(filled(MaxName-1), nil); err != nil {
		t.Error(err)
	}
	if err := table.AddField(filled(MaxName), nil); !errors.Is(err, ErrName) {
		t.Errorf("%d bytes of name: %v", MaxName, err)
	}
}

func TestRewind(t *testing.T) {
	table := table(t, DefaultSize, "accept:a", "x:1")
	mark := table.Mark()
	for range 3 {
		for _, f := range []string{"accept", "etag", "y"} {
			if err := table.AddField([]byte(f), []byte("b")); err != nil {
				t.Fatal(err)
			}
		}
		table.Rewind(mark)
		if n := table.TotalLength(Accept); n != 1 {
			t.Errorf("accept has %d bytes", n)
		}
		if table.Has(ETag) || table.Customs() != 1 {
			t.Error("what came after the mark is still there")
		}
	}
	table.Reset()
	if table.Has(Accept) || table.Customs() != 0 || table.Method() != NoMethod {
		t.Error("Reset leaves something")
	}
}

func TestReuseDoesNotAllocate(t *testing.T) {
	table := New(DefaultSize)
	dst := make([]byte, 256)
	var d Target
	fill := func() {
		table.Reset()
		d.Begin(table, Get)
		if d.Write([]byte("/a/b/../c%20d?x=1&y=2")) != nil || d.End() != nil {
			t.Fatal("target")
		}
		if table.AddField([]byte("host"), []byte("h")) != nil ||
			table.AddField([]byte("x-custom"), []byte("v")) != nil ||
			table.AddField([]byte("cookie"), []byte("a=b; c=d")) != nil {
			t.Fatal("field")
		}
		table.Copy(dst, URIArgs)
		table.CopyArgument(dst, []byte("y"))
		table.CopyCookie(dst, []byte("c"))
		table.CopyCustom(dst, []byte("x-custom:"))
	}
	fill()
	if n := testing.AllocsPerRun(100, fill); n != 0 {
		t.Errorf("%v allocations per message", n)
	}
}

func BenchmarkLookup(b *testing.B) {
	names := [][]byte{[]byte("host"), []byte("user-agent"), []byte("sec-websocket-key"), []byte("x-forwarded-proto")}
	b.ReportAllocs()
	for i := range b.N {
		Lookup(names[i%len(names)])
	}
}
