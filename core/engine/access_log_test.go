package engine

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// accessLines are the lines of a log without their times.
func accessLines(t *testing.T, path string) []string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	stamp := regexp.MustCompile(`\[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [-+]\d{4}\]`)
	lines := stamp.ReplaceAllString(string(text), "[now]")
	return strings.Split(strings.TrimSuffix(lines, "\n"), "\n")
}

func wantLines(t *testing.T, path string, want ...string) {
	t.Helper()
	got := accessLines(t, path)
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("log:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestAccessLogOfHTTP1(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "access")
	if err := os.WriteFile(filepath.Join(folder, "f.txt"), make([]byte, 70000), 0o600); err != nil {
		t.Fatal(err)
	}
	h, v := httpHouse(t, VhostConfig{AccessLog: path, Mounts: []*Mount{{Point: "/m", Origin: folder, Kind: MountFile}}})
	for _, request := range []string{
		"GET /a%20b?x=%22 HTTP/1.1\r\nHost: h\r\nReferer: http://r/\"\r\nUser-Agent: me\\\x80\r\n\r\n",
		"GET /m/f.txt HTTP/1.1\r\nHost: h\r\n\r\n",
		"HEAD /m/f.txt HTTP/1.1\r\nHost: h\r\n\r\n",
		"GET /m HTTP/1.1\r\nHost: h\r\n\r\n",
		"GET /x\x01 HTTP/1.1\r\nHost: h\r\n\r\n",
	} {
		h.during(func() {
			p := dial(t, v)
			defer func() { _ = p.Close() }()
			_ = p.SetDeadline(time.Now().Add(2 * time.Second))
			if _, err := p.Write([]byte(strings.Replace(request, "\r\n\r\n", "\r\nConnection: close\r\n\r\n", 1))); err != nil {
				t.Error(err)
			}
			buf := make([]byte, 1<<17)
			for {
				if _, err := p.Read(buf); err != nil {
					return
				}
			}
		})
	}
	h.settle()
	got := accessLines(t, path)
	want := []string{
		`127.0.0.1 - - [now] "GET /a%20b?x=%22 HTTP/1.1" 200 4 "http://r/\"" "me\\\x80"`,
		`127.0.0.1 - - [now] "GET /m/f.txt HTTP/1.1" 200 70000 "-" "-"`,
		`127.0.0.1 - - [now] "HEAD /m/f.txt HTTP/1.1" 200 - "-" "-"`,
		`127.0.0.1 - - [now] "GET /m HTTP/1.1" 301 - "-" "-"`,
	}
	if len(got) != len(want)+1 || strings.Join(got[:len(want)], "\n") != strings.Join(want, "\n") {
		t.Fatalf("log:\n%s\nwant:\n%s\nand a refusal", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if refusal := got[len(want)]; !regexp.MustCompile(`^127\.0\.0\.1 - - \[now\] "-" 40[03] \d+ "-" "-"$`).MatchString(refusal) {
		t.Error("the refused request's line is", refusal)
	}
}

func TestAccessLogOfHTTP2(t *testing.T) {
	path := filepath.Join(t.TempDir(), "access")
	h, v := http2House(t, VhostConfig{AccessLog: path})
	h.program.on[ReasonHTTP] = func(c *Conn, _ []byte) int { return answer(c, "hello") }
	h.during(func() {
		client, transport := xnetClient()
		defer transport.CloseIdleConnections()
		for range 2 {
			r, err := client.Get(v.testURL("/p?q=1"))
			if err != nil {
				t.Error(err)
				return
			}
			_ = r.Body.Close()
		}
	})
	h.settle()
	line := `127.0.0.1 - - [now] "GET /p?q=1 HTTP/2.0" 200 5 "-" "Go-http-client/2.0"`
	wantLines(t, path, line, line)
}

// A log that can't be opened is told of, and requests are served.
func TestAccessLogThatCannotBeOpened(t *testing.T) {
	h, v := httpHouse(t, VhostConfig{AccessLog: filepath.Join(t.TempDir(), "no", "such", "folder")})
	h.during(func() {
		p := dial(t, v)
		defer func() { _ = p.Close() }()
		if _, err := p.Write([]byte("GET /a HTTP/1.1\r\nHost: h\r\n\r\n")); err != nil {
			t.Error(err)
		}
		line, err := p.in.ReadString('\n')
		if line != "HTTP/1.1 200 OK\r\n" {
			t.Errorf("got %q, %v", line, err)
		}
	})
}
