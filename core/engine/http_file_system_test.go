package engine

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// imagined is a FileSystem of texts, that claims paths with a sign in them.
type imagined struct {
	texts        map[string]string
	mu           sync.Mutex // of the rest, which the peer's side of a test looks at
	opened, open int
	asked        []string
	fails        bool
}

func (i *imagined) setFails(fails bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.fails = fails
}

func (i *imagined) paths() []string {
	i.mu.Lock()
	defer i.mu.Unlock()
	return slices.Clone(i.asked)
}

type imaginedFile struct {
	*bytes.Reader
	of *imagined
}

func (f imaginedFile) ReadAt(p []byte, at int64) (int, error) {
	f.of.mu.Lock()
	fails := f.of.fails
	f.of.mu.Unlock()
	if fails {
		return 0, errors.New("unreadable")
	}
	n, err := f.Reader.ReadAt(p[:min(len(p), 1000)], at)
	if n > 0 || err == io.EOF {
		err = nil
	}
	return n, err
}

func (f imaginedFile) Close() {
	f.of.mu.Lock()
	defer f.of.mu.Unlock()
	f.of.open--
}

func (i *imagined) Installed() bool { return true }

func (i *imagined) Open(path string, _ bool) (OpenedFile, bool, error) {
	if !strings.Contains(path, "imagined") {
		return OpenedFile{}, false, nil
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.asked = append(i.asked, path)
	text, ok := i.texts[filepath.Base(path)]
	if !ok {
		return OpenedFile{}, true, os.ErrNotExist
	}
	i.opened++
	i.open++
	return OpenedFile{Reader: imaginedFile{bytes.NewReader([]byte(text)), i}, Size: int64(len(text)), Modified: 1}, true, nil
}

func TestFilesOfTheProgram(t *testing.T) {
	noLeak(t)
	h, v, folder := fileHouse(t, VhostConfig{})
	long := strings.Repeat("0123456789", 50_000)
	fs := &imagined{texts: map[string]string{"a.txt": "imagined text", "long.txt": long, "none.txt": ""}}
	h.context.Files = fs
	h.during(func() {
		p := dial(t, v)
		for _, c := range []struct {
			method, path, lines string
			status              int
			body                string
		}{
			{"GET", "/imagined/a.txt", "", 200, "imagined text"},
			{"HEAD", "/imagined/a.txt", "", 200, ""},
			{"GET", "/imagined/none.txt", "", 200, ""},
			{"GET", "/imagined/long.txt", "", 200, long},
			{"GET", "/imagined/long.txt", "Range: bytes=250001-400000\r\n", 206, long[250_001:400_001]},
			{"GET", "/imagined/missing.txt", "", 404, "404"},
			{"GET", "/a.txt", "", 200, "the text"},
		} {
			p.send(fmt.Sprintf("%s %s HTTP/1.1\r\nHost: h\r\n%s\r\n", c.method, c.path, c.lines))
			if status, body, _ := p.page(c.method); status != c.status || body != c.body && status != 404 {
				t.Errorf("%s %s: %d and %d bytes, want %d and %d", c.method, c.path, status, len(body), c.status, len(c.body))
			}
		}
		p.send("GET /imagined/long.txt HTTP/1.1\r\nHost: h\r\nAccept-Encoding: gzip\r\n\r\n")
		if _, body, r := p.page("GET"); decoded(t, r, body) != long || r.Header.Get("Content-Encoding") != "gzip" {
			t.Errorf("compressed: %v", r.Header)
		}
		for _, path := range fs.paths() {
			if !strings.HasPrefix(path, folder+"/imagined/") {
				t.Errorf("asked for %q", path)
			}
		}
		// One that fails when it is read ends the connection alone.
		fs.setFails(true)
		p.send(fmt.Sprintf(get, "/imagined/long.txt"))
		if got := p.ended(); strings.Contains(got, "0123") {
			t.Errorf("%d bytes of an unreadable file", len(got))
		}
		fs.setFails(false)
		p = dial(t, v)
		p.send(fmt.Sprintf(get, "/imagined/long.txt"))
		p.reset()
	})
	h.serve("the end of all", func() bool { return len(h.program.live) == 1 })
	if fs.open != 0 || fs.opened == 0 {
		t.Errorf("%d of %d files are still open", fs.open, fs.opened)
	}
}

func TestMembersOfArchivesAreServed(t *testing.T) {
	noLeak(t)
	long := strings.Repeat("all work and no play ", 10_000)
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range []string{"index.html", "sub/long.txt"} {
		m, _ := w.Create(name)
		m.Write([]byte(long))
	}
	m, _ := w.CreateHeader(&zip.FileHeader{Name: "stored.txt", Method: zip.Store})
	m.Write([]byte("0123456789"))
	m, _ = w.CreateHeader(&zip.FileHeader{Name: "../secret.txt", Method: zip.Store})
	m.Write([]byte("the secret"))
	w.Close()
	archive := filepath.Join(t.TempDir(), "site.zip")
	write(t, archive, b.Bytes())
	h, v, folder := fileHouse(t, VhostConfig{Mounts: []*Mount{{Point: "/packed", Kind: MountFile, Origin: archive}}})
	write(t, filepath.Join(folder, "site.zip"), b.Bytes())
	write(t, filepath.Join(folder, "bad.zip"), bytes.Repeat([]byte("PK\x05\x06"), 1000))
	h.during(func() {
		p := dial(t, v)
		for _, c := range []struct {
			path, lines string
			status      int
			coding      string
			body        string
		}{
			{"/packed/", "", 200, "", long},
			{"/packed/index.html", "Accept-Encoding: gzip\r\n", 200, "gzip", long},
			{"/packed/sub/long.txt", "Accept-Encoding: br\r\n", 200, "br", long},
			{"/packed/stored.txt", "", 200, "", "0123456789"},
			{"/packed/stored.txt", "Range: bytes=2-4\r\n", 206, "", "234"},
			{"/packed/sub/long.txt", "Range: bytes=2-4\r\n", 200, "", long},
			{"/packed/none.txt", "", 404, "", ""},
			{"/packed/../secret.txt", "", 404, "", ""},
			{"/packed/%2e%2e/secret.txt", "", 404, "", ""},
			{"/site.zip/sub/long.txt", "Accept-Encoding: gzip\r\n", 200, "gzip", long},
			{"/site.zip/", "", 200, "", long},
			{"/bad.zip/index.html", "", 404, "", ""},
			{"/a.txt/index.html", "", 404, "", ""},
			{"/none.zip/index.html", "", 404, "", ""},
		} {
			p.send(fmt.Sprintf("GET %s HTTP/1.1\r\nHost: h\r\n%s\r\n", c.path, c.lines))
			status, body, r := p.page("GET")
			if status != c.status || r.Header.Get("Content-Encoding") != c.coding {
				t.Errorf("%s %q: %d %v", c.path, c.lines, status, r.Header)
				continue
			}
			if got := decoded(t, r, body); got != c.body && status != 404 {
				t.Errorf("%s %q: %d bytes, want %d", c.path, c.lines, len(got), len(c.body))
			}
		}
	})
}

// What the program serves by name may be a member of an archive as well.
func TestProgramServesMemberOfArchive(t *testing.T) {
	noLeak(t)
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	m, _ := w.Create("sub/hello.txt")
	m.Write([]byte("hello from inside"))
	w.Close()
	archive := filepath.Join(t.TempDir(), "site.zip")
	write(t, archive, b.Bytes())
	h, v := httpHouse(t, VhostConfig{})
	h.program.on[ReasonHTTP] = func(c *Conn, in []byte) int {
		if _, err := c.ServeFile(archive+string(in), "text/plain", nil); err != nil {
			c.AnswerStatus(404, "")
			return complete(c)
		}
		return 0
	}
	h.program.on[ReasonHTTPFileCompletion] = func(c *Conn, _ []byte) int { return complete(c) }
	h.during(func() {
		p := dial(t, v)
		for path, want := range map[string]int{"/sub/hello.txt": 200, "/none.txt": 404} {
			p.send(fmt.Sprintf(get, path))
			if status, body, _ := p.page("GET"); status != want || want == 200 && body != "hello from inside" {
				t.Errorf("%s: %d %q, want %d", path, status, body, want)
			}
		}
	})
}
