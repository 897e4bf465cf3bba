package engine

import (
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRangesOfAFile(t *testing.T) {
	noLeak(t)
	h, v, folder := fileHouse(t, VhostConfig{})
	write(t, filepath.Join(folder, "ten.txt"), []byte("0123456789"))
	large := strings.Repeat("0123456789", 10_000)
	write(t, filepath.Join(folder, "large.txt"), []byte(large))
	h.during(func() {
		p := dial(t, v)
		p.send(fmt.Sprintf(get, "/ten.txt"))
		_, _, r := p.page("GET")
		tag := r.Header.Get("Etag")
		for _, c := range []struct {
			method, path, lines string
			status              int
			field, body         string
		}{
			{"GET", "ten", "Range: bytes=2-4", 206, "bytes 2-4/10", "234"},
			{"GET", "ten", "Range: bytes=5-", 206, "bytes 5-9/10", "56789"},
			{"GET", "ten", "Range: bytes=-1", 206, "bytes 9-9/10", "9"},
			{"GET", "ten", "Range: bytes=0-99", 206, "bytes 0-9/10", "0123456789"},
			{"GET", "ten", "Range: bytes=10-", 416, "bytes */10", ""},
			{"GET", "ten", "Range: bytes=nonsense", 200, "", "0123456789"},
			{"GET", "ten", "Range: bytes=1-2\r\nRange: bytes=3-4", 200, "", "0123456789"},
			{"HEAD", "ten", "Range: bytes=2-4", 200, "", ""},
			{"POST", "ten", "Range: bytes=2-4\r\nContent-Length: 0", 200, "", "0123456789"},
			{"GET", "ten", "Range: bytes=2-4\r\nIf-Range: " + tag, 206, "bytes 2-4/10", "234"},
			{"GET", "ten", "Range: bytes=2-4\r\nIf-Range: \"" + tag + "\"", 206, "bytes 2-4/10", "234"},
			{"GET", "ten", "Range: bytes=2-4\r\nIf-Range: W/\"" + tag + "\"", 200, "", "0123456789"},
			{"GET", "ten", "Range: bytes=2-4\r\nIf-Range: other", 200, "", "0123456789"},
			{"GET", "ten", "Range: bytes=2-4\r\nIf-None-Match: " + tag, 304, "", ""},
			{"GET", "empty", "Range: bytes=0-", 416, "bytes */0", ""},
			{"GET", "large", "Range: bytes=99995-", 206, "bytes 99995-99999/100000", "56789"},
			{"GET", "large", "Range: bytes=0-89999", 206, "bytes 0-89999/100000", large[:90_000]},
		} {
			p.send(fmt.Sprintf("%s /%s.txt HTTP/1.1\r\nHost: h\r\n%s\r\n\r\n", c.method, c.path, c.lines))
			status, body, r := p.page(c.method)
			if status != c.status || body != c.body || r.Header.Get("Content-Range") != c.field {
				t.Errorf("%s %s %q: %d %q and %d bytes, want %d %q and %d", c.method, c.path, c.lines,
					status, r.Header.Get("Content-Range"), len(body), c.status, c.field, len(c.body))
			}
		}
	})
}

func TestSeveralRangesOfAFile(t *testing.T) {
	h, v, folder := fileHouse(t, VhostConfig{})
	large := strings.Repeat("0123456789", 100_000)
	write(t, filepath.Join(folder, "large.txt"), []byte(large))
	h.during(func() {
		p := dial(t, v)
		for range 2 {
			p.send("GET /large.txt HTTP/1.1\r\nHost: h\r\nRange: bytes=0-9,-5,100000-899999\r\n\r\n")
			status, body, r := p.page("GET")
			kind, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
			if status != 206 || kind != "multipart/byteranges" || err != nil || r.ContentLength != int64(len(body)) {
				t.Fatalf("%d %q, %d bytes of %d", status, r.Header.Get("Content-Type"), len(body), r.ContentLength)
			}
			parts := multipart.NewReader(strings.NewReader(body), parameters["boundary"])
			for _, want := range []struct{ field, text string }{
				{"bytes 0-9/1000000", large[:10]}, {"bytes 999995-999999/1000000", "56789"}, {"bytes 100000-899999/1000000", large[100_000:900_000]},
			} {
				part, err := parts.NextPart()
				if err != nil {
					t.Fatal(err)
				}
				text, err := io.ReadAll(part)
				if part.Header.Get("Content-Range") != want.field || string(text) != want.text || err != nil {
					t.Errorf("%v: %d bytes, want %d, %v", part.Header, len(text), len(want.text), err)
				}
			}
			if _, err := parts.NextPart(); err != io.EOF {
				t.Errorf("behind the last part: %v", err)
			}
		}
	})
}

// The answer to one small request never is much larger than the file
// (CVE-2011-3192).
func TestOverlappingRangesDoNotMultiplyAFile(t *testing.T) {
	h, v, folder := fileHouse(t, VhostConfig{})
	write(t, filepath.Join(folder, "large.txt"), []byte(strings.Repeat("x", 100_000)))
	h.during(func() {
		for _, ranges := range []string{
			strings.Repeat("0-,", 500) + "0-", strings.Repeat("-99999,", 30) + "0-", strings.Repeat("5-90000,", 2) + "1-",
		} {
			p := dial(t, v)
			p.send("GET /large.txt HTTP/1.1\r\nHost: h\r\nRange: bytes=" + ranges + "\r\n\r\n")
			if status, body, _ := p.page("GET"); status != 200 || len(body) != 100_000 {
				t.Errorf("%.30s…: %d with %d bytes", ranges, status, len(body))
			}
		}
	})
}

// Lengths and positions beyond 32 bits.
func TestRangeOfALargeSparseFile(t *testing.T) {
	h, v, folder := fileHouse(t, VhostConfig{})
	file, err := os.Create(filepath.Join(folder, "huge.txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	const size = 5 << 30
	if err := file.Truncate(size); err != nil {
		t.Skip(err)
	}
	file.WriteAt([]byte("the end"), size-7)
	h.during(func() {
		p := dial(t, v)
		p.send("HEAD /huge.txt HTTP/1.1\r\nHost: h\r\n\r\n")
		if status, _, r := p.page("HEAD"); status != 200 || r.ContentLength != size {
			t.Errorf("%d, %d bytes", status, r.ContentLength)
		}
		p.send("GET /huge.txt HTTP/1.1\r\nHost: h\r\nRange: bytes=5368709113-\r\n\r\n")
		if status, body, r := p.page("GET"); status != 206 || body != "the end" {
			t.Errorf("%d %q %v", status, body, r.Header)
		}
	})
}

func TestConditionalRequests(t *testing.T) {
	h, v, folder := fileHouse(t, VhostConfig{})
	path := filepath.Join(folder, "a.txt")
	h.during(func() {
		p := dial(t, v)
		p.send(fmt.Sprintf(get, "/a.txt"))
		_, _, r := p.page("GET")
		tag := r.Header.Get("Etag")
		info, _ := os.Stat(path)
		const layout = "Mon, 02 Jan 2006 15:04:05 GMT"
		at := info.ModTime().UTC()
		for lines, want := range map[string]int{
			"If-None-Match: " + tag:                                  304,
			"If-None-Match: \"" + tag + "\"":                         304,
			"If-None-Match: W/\"" + tag + "\"":                       304,
			"If-None-Match: \"x\", \"" + tag + "\"":                  304,
			"If-None-Match: \"x\"\r\nIf-None-Match: \"" + tag + "\"": 304,
			"If-None-Match: *":                                       304,
			"If-None-Match: \"x\"":                                   200,
			"If-None-Match: \"x\"\r\nIf-Modified-Since: " + at.AddDate(1, 0, 0).Format(layout): 200,
			"If-Modified-Since: " + at.Format(layout):                                          304,
			"If-Modified-Since: " + at.AddDate(0, 0, -1).Format(layout):                        200,
			"If-Modified-Since: yesterday":                                                     200,
		} {
			for _, method := range []string{"GET", "HEAD"} {
				p.send(fmt.Sprintf("%s /a.txt HTTP/1.1\r\nHost: h\r\n%s\r\n\r\n", method, lines))
				status, body, r := p.page(method)
				if status != want || status == 304 && (body != "" || r.Header.Get("Etag") != tag) {
					t.Errorf("%s %q: %d, want %d; tag %q", method, lines, status, want, r.Header.Get("Etag"))
				}
			}
		}
	})
}

// A folder that is replaced, as when a site is published, is noticed.
func TestReplacedMountFolder(t *testing.T) {
	h, v, folder := fileHouse(t, VhostConfig{})
	fetch := func() (body string) {
		h.during(func() {
			p := dial(t, v)
			p.send(fmt.Sprintf(get, "/a.txt"))
			_, body, _ = p.page("GET")
			p.Close()
		})
		return body
	}
	if got := fetch(); got != "the text" {
		t.Fatalf("%q", got)
	}
	os.Rename(folder, folder+".before")
	os.Mkdir(folder, 0o700)
	write(t, filepath.Join(folder, "a.txt"), []byte("another text"))
	h.skip(folderFreshness * 1000)
	if got := fetch(); got != "another text" {
		t.Errorf("after the folder was replaced: %q", got)
	}
	os.RemoveAll(folder)
	os.Rename(folder+".before", folder)
	if got := fetch(); got != "the text" {
		t.Errorf("after the folder in use was deleted: %q", got)
	}
}
