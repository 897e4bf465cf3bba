package cookie

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

var (
	now = time.Unix(1_700_000_000, 0)
	// as a list of public suffixes has it
	suffixes = func(domain string) bool { return TopLevel(domain) || domain == "co.uk" }
	home     = Request{Host: "www.example.com", Path: "/a/b?c"}
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		field, line string
		err         error
	}{
		{"n=v", "www.example.com\tFALSE\t/a\tFALSE\t0\tn\tv", nil},
		{" n = v ; Path=/; Secure; HttpOnly", "#HttpOnly_www.example.com\tFALSE\t/\tTRUE\t0\tn\tv", nil},
		{"n=", "www.example.com\tFALSE\t/a\tFALSE\t0\tn\t", nil},
		{"n=a=b", "www.example.com\tFALSE\t/a\tFALSE\t0\tn\ta=b", nil},
		{"n=v; Domain=.Example.COM", ".example.com\tTRUE\t/a\tFALSE\t0\tn\tv", nil},
		{"n=v; path=x", "www.example.com\tFALSE\t/a\tFALSE\t0\tn\tv", nil},
		{"n=v; max-age=60; expires=Sun, 06 Nov 1994 08:49:37 GMT", "www.example.com\tFALSE\t/a\tFALSE\t1700000060\tn\tv", nil},
		{"n=v; max-age=-1", "www.example.com\tFALSE\t/a\tFALSE\t1\tn\tv", nil},
		{"n=v; max-age=99999999999999999999", "www.example.com\tFALSE\t/a\tFALSE\t1734560000\tn\tv", nil},
		{"n=v; max-age=1x", "www.example.com\tFALSE\t/a\tFALSE\t0\tn\tv", nil},
		{"n=v; expires=Wednesday, 15-Nov-23 08:49:37 GMT", "www.example.com\tFALSE\t/a\tFALSE\t1700038177\tn\tv", nil},
		{"n=v; expires=Wed Nov 15 08:49:37 2023", "www.example.com\tFALSE\t/a\tFALSE\t1700038177\tn\tv", nil},
		{"n=v; expires=Wed, 31 Nov 2023 08:49:37 GMT", "www.example.com\tFALSE\t/a\tFALSE\t0\tn\tv", nil},
		{"n=v; domain=com", "", ErrDomain},
		{"n=v; domain=co.uk", "", ErrDomain},
		{"n=v; domain=other.com", "", ErrDomain},
		{"n=v; domain=sub.www.example.com", "", ErrDomain},
		{"n=v; domain=ample.com", "", ErrDomain},
		{"n", "", ErrMalformed},
		{"=v", "", ErrMalformed},
		{"", "", ErrMalformed},
		{"n=a\tb", "", ErrMalformed},
		{"n=a\nb", "", ErrMalformed},
		{"n=" + strings.Repeat("v", MaxNameAndValue), "", ErrTooLong},
	} {
		got, err := Parse(c.field, home, now, suffixes)
		if !errors.Is(err, c.err) {
			t.Errorf("%.40q: %v, want %v", c.field, err, c.err)
			continue
		}
		if err == nil && got.Line() != c.line {
			t.Errorf("%q: %q, want %q", c.field, got.Line(), c.line)
		}
	}
}

func TestMatches(t *testing.T) {
	for _, c := range []struct {
		line string
		r    Request
		want bool
	}{
		{"example.com\tFALSE\t/\tFALSE\t0\tn\tv", Request{"example.com", "/", false}, true},
		{"example.com\tFALSE\t/\tFALSE\t0\tn\tv", Request{"Example.com", "/x?y", false}, true},
		{"example.com\tFALSE\t/\tFALSE\t0\tn\tv", Request{"www.example.com", "/", false}, false},
		{".example.com\tTRUE\t/\tFALSE\t0\tn\tv", Request{"www.example.com", "/", false}, true},
		{".example.com\tTRUE\t/\tFALSE\t0\tn\tv", Request{"badexample.com", "/", false}, false},
		{".0.0.1\tTRUE\t/\tFALSE\t0\tn\tv", Request{"127.0.0.1", "/", false}, false},
		{"example.com\tFALSE\t/a\tFALSE\t0\tn\tv", Request{"example.com", "/a/b", false}, true},
		{"example.com\tFALSE\t/a\tFALSE\t0\tn\tv", Request{"example.com", "/ab", false}, false},
		{"example.com\tFALSE\t/\tTRUE\t0\tn\tv", Request{"example.com", "/", false}, false},
		{"example.com\tFALSE\t/\tTRUE\t0\tn\tv", Request{"example.com", "/", true}, true},
		{"example.com\tFALSE\t/\tFALSE\t1600000000\tn\tv", Request{"example.com", "/", false}, false},
	} {
		k, err := ParseLine(c.line)
		if err != nil {
			t.Fatal(err)
		}
		if got := k.Matches(c.r, now); got != c.want {
			t.Errorf("%q for %v: %v", c.line, c.r, got)
		}
	}
}

func TestFieldPutsLongerPathsFirst(t *testing.T) {
	var list []Cookie
	for _, s := range []string{"a=1; path=/", "b=2; path=/a/b", "c=3; path=/", "d=4; path=/other"} {
		c, err := Parse(s, home, now, suffixes)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, c)
	}
	if got := Field(list, home, now); got != "b=2; a=1; c=3" {
		t.Error(got)
	}
	if got := Field(list, Request{Host: "x.org", Path: "/"}, now); got != "" {
		t.Error(got)
	}
}

func TestHostileLinesAreSkipped(t *testing.T) {
	path := filepath.Join(t.TempDir(), "jar")
	good := "example.com\tFALSE\t/\tFALSE\t1900000000\tn\tv"
	text := "# Netscape HTTP Cookie File\n\n\x00\xff\n" + strings.Repeat("x", 3*MaxLine) + "\n" +
		"a\tb\tc\n" + "example.com\tFALSE\t/\tFALSE\t-5\tn\tv\n" + "example.com\tFALSE\t/\tFALSE\t99999999999999999999\tn\tv\n" +
		"\tFALSE\t/\tFALSE\t0\tn\tv\n" + "example.com\tFALSE\tx\tFALSE\t0\tn\tv\n" + "example.com\tFALSE\t/\tFALSE\t1600000000\told\tv\n" +
		good + "\r\n" + good + "2"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	list, err := NewJar(path).Cookies(now)
	if err != nil || len(list) != 1 || list[0].Line() != good+"2" {
		t.Errorf("%v, %v", list, err)
	}
}

func TestJar(t *testing.T) {
	j := NewJar(filepath.Join(t.TempDir(), "jar"))
	if list, err := j.Cookies(now); err != nil || list != nil {
		t.Fatalf("a jar that is not there: %v, %v", list, err)
	}
	// as many processes would
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			c, _ := Parse(fmt.Sprintf("n%d=v; max-age=100", i), home, now, suffixes)
			if err := j.Set(c, now); err != nil {
				t.Error(err)
			}
		}()
	}
	wg.Wait()
	if list, err := j.Cookies(now); err != nil || len(list) != 20 {
		t.Fatalf("%d cookies, %v", len(list), err)
	}
	for _, s := range []string{"n1=other; max-age=100", "n2=; max-age=0"} {
		c, _ := Parse(s, home, now, suffixes)
		j.Set(c, now)
	}
	list, _ := j.Cookies(now)
	if field := Field(list, home, now); !strings.Contains(field, "n1=other") || strings.Contains(field, "n2=") || len(list) != 19 {
		t.Error(field)
	}
	if list, _ := j.Cookies(now.Add(101 * time.Second)); len(list) != 0 {
		t.Errorf("%d live on", len(list))
	}
	info, err := os.Stat(j.path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestJarThatCannotBeWritten(t *testing.T) {
	if err := NewJar(filepath.Join(t.TempDir(), "none", "jar")).Set(Cookie{Name: "n"}, now); err == nil {
		t.Error("no error")
	}
	dir := t.TempDir()
	if _, err := NewJar(dir).Cookies(now); err != nil {
		return
	}
	t.Log("a folder reads as an empty jar")
}

func FuzzParse(f *testing.F) {
	f.Add("n=v; domain=example.com; path=/; expires=Sun, 06 Nov 1994 08:49:37 GMT")
	f.Add("n=v; max-age=5; secure; httponly")
	f.Fuzz(func(t *testing.T, s string) {
		c, err := Parse(s, home, now, suffixes)
		if err != nil {
			return
		}
		line := c.Line()
		back, err := ParseLine(line)
		if err != nil {
			t.Fatalf("%q: %q: %v", s, line, err)
		}
		if back.Line() != line {
			t.Errorf("%q comes back as %q", line, back.Line())
		}
	})
}

func FuzzParseLine(f *testing.F) {
	f.Add("#HttpOnly_.example.com\tTRUE\t/\tTRUE\t1900000000\tn\tv\r\n")
	f.Fuzz(func(t *testing.T, s string) {
		c, err := ParseLine(s)
		if err != nil {
			return
		}
		if back, err := ParseLine(c.Line()); err != nil || back != c {
			t.Errorf("%q: %v, %v", s, back, err)
		}
	})
}
