package accesslog

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

var moment = time.Date(2024, time.March, 9, 7, 5, 3, 0, time.FixedZone("", -7*3600))

func TestCombinedFormat(t *testing.T) {
	for name, c := range map[string]struct {
		e    Entry
		want string
	}{
		"full": {
			Entry{Address: "192.0.2.7", User: "frank", Time: moment, Method: "GET", Version: "HTTP/1.1", Target: []byte("/a.gif?x=1"),
				Status: 200, Bytes: 2326, Referer: []byte("http://h/s.html"), UserAgent: []byte("curl/8 (x)")},
			`192.0.2.7 - frank [09/Mar/2024:07:05:03 -0700] "GET /a.gif?x=1 HTTP/1.1" 200 2326 "http://h/s.html" "curl/8 (x)"`,
		},
		"nothing known": {Entry{Time: moment, Status: 400}, `- - - [09/Mar/2024:07:05:03 -0700] "-" 400 - "-" "-"`},
		"forged line": {
			Entry{Address: "::1", Time: moment, Method: "GET", Version: "HTTP/2.0", Target: []byte("/\n1.2.3.4 - - \" \\ \x1b[2J\x7f\xff"),
				Status: 404, UserAgent: []byte("\" 200 \r\n")},
			`::1 - - [09/Mar/2024:07:05:03 -0700] "GET /\x0a1.2.3.4 - - \" \\ \x1b[2J\x7f\xff HTTP/2.0" 404 - "-" "\" 200 \x0d\x0a"`,
		},
		"user of two words": {Entry{User: "a b\n", Time: moment, Status: 401}, `- - a_b\x0a [09/Mar/2024:07:05:03 -0700] "-" 401 - "-" "-"`},
	} {
		if got := string(Append(nil, &c.e)); got != c.want+"\n" {
			t.Errorf("%s:\n got %s\nwant %s", name, got, c.want)
		}
	}
}

func TestLinesAreBounded(t *testing.T) {
	long := bytes.Repeat([]byte{0xff}, 1<<20)
	line := Append(nil, &Entry{Address: "h", User: string(long), Time: moment, Method: "GET", Target: long, Version: "HTTP/1.1",
		Referer: long, UserAgent: long})
	if most := 4*(targetMost+2*fieldMost+userMost) + 200; len(line) > most {
		t.Errorf("a line of %d bytes, more than %d", len(line), most)
	}
}

// Who opens a log that another one writes appends to it, and a log that was moved
// away goes on in the moved file, as log rotation expects.
func TestAppends(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	for range 2 {
		f, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Write(&Entry{Time: moment, Status: 200}); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(path)
	if err != nil || strings.Count(string(text), "\n") != 2 {
		t.Errorf("log is %q, %v", text, err)
	}
}

// A full disk is worth one line in the program's log, not one a request.
func TestErrorsAreToldOnce(t *testing.T) {
	f, err := Open("/dev/full")
	if err != nil {
		t.Skip(err)
	}
	if f.Write(&Entry{}) == nil {
		t.Error("the first line was lost in silence")
	}
	if err := f.Write(&Entry{}); err != nil {
		t.Error("told twice:", err)
	}
}

func FuzzAppend(f *testing.F) {
	f.Add([]byte("/a\" 200 1 \"\n"), []byte("\\"))
	shape := regexp.MustCompile(`^\S+ - \S+ \[[^\]]+\] "([^"\\\n]|\\.)*" \d+ (\d+|-) "([^"\\\n]|\\.)*" "([^"\\\n]|\\.)*"\n$`)
	f.Fuzz(func(t *testing.T, target, field []byte) {
		e := Entry{Address: "192.0.2.7", User: string(field), Time: moment, Method: "GET", Version: "HTTP/1.1", Target: target,
			Status: 200, Bytes: 1, Referer: field, UserAgent: field}
		if line := Append(nil, &e); !shape.Match(line) {
			t.Errorf("%q is not one line of the format", line)
		}
	})
}
