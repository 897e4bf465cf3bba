package engine

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// fileHouse serves a folder at /.
func fileHouse(t testing.TB, config VhostConfig) (h *house, v *Vhost, folder string) {
	folder = filepath.Join(t.TempDir(), "www")
	if err := os.MkdirAll(folder+"/sub", 0o700); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"index.html": "the index", "a.txt": "the text", "sub/index.html": "the sub index", "sub/deep.txt": "deep", "empty.txt": "",
		"unknown.qqq": "?",
	} {
		write(t, filepath.Join(folder, name), []byte(content))
	}
	write(t, filepath.Join(folder, "../secret.txt"), []byte("the secret"))
	config.Mounts = append(config.Mounts, &Mount{Point: "/", Kind: MountFile, Origin: folder})
	h, v = httpHouse(t, config)
	h.program.on[ReasonHTTP] = func(c *Conn, in []byte) int {
		c.AnswerStatus(404, "")
		return complete(c)
	}
	return h, v, folder
}

func write(t testing.TB, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestFilesAreServed(t *testing.T) {
	noLeak(t)
	h, v, _ := fileHouse(t, VhostConfig{})
	h.during(func() {
		p := dial(t, v)
		for _, c := range []struct {
			method, path string
			status       int
			body, kind   string
		}{
			{"GET", "/", 200, "the index", "text/html"},
			{"GET", "/index.html", 200, "the index", "text/html"},
			{"GET", "/a.txt", 200, "the text", "text/plain"},
			{"GET", "/a.txt?x=y", 200, "the text", "text/plain"},
			{"GET", "/sub/", 200, "the sub index", "text/html"},
			{"GET", "/sub", 200, "the sub index", "text/html"},
			{"GET", "/sub/../a.txt", 200, "the text", "text/plain"},
			{"GET", "/empty.txt", 200, "", "text/plain"},
			{"HEAD", "/a.txt", 200, "", "text/plain"},
			{"GET", "/none.txt", 404, "", "text/html"},
			{"GET", "/a.txt/", 404, "", "text/html"},
			{"GET", "/unknown.qqq", 415, "", "text/html"},
			{"GET", "/a.txt", 200, "the text", "text/plain"},
		} {
			p.send(fmt.Sprintf("%s %s HTTP/1.1\r\nHost: h\r\n\r\n", c.method, c.path))
			status, body, r := p.page(c.method)
			if status != c.status || status == 200 && body != c.body || r.Header.Get("Content-Type") != c.kind {
				t.Errorf("%s %s: %d %q %q, want %d %q %q", c.method, c.path, status, r.Header.Get("Content-Type"), body, c.status, c.kind, c.body)
			}
			if c.method == "HEAD" && r.ContentLength != int64(len("the text")) {
				t.Errorf("HEAD announces %d bytes", r.ContentLength)
			}
		}
	})
}

func TestNothingOutsideTheFolderIsServed(t *testing.T) {
	h, v, folder := fileHouse(t, VhostConfig{})
	for link, target := range map[string]string{
		"out.txt": "../secret.txt", "abs.txt": filepath.Join(folder, "../secret.txt"), "up": "..", "loop.txt": "loop.txt", "in.txt": "a.txt",
	} {
		if err := os.Symlink(target, filepath.Join(folder, link)); err != nil {
			t.Fatal(err)
		}
	}
	h.during(func() {
		for _, path := range []string{
			"/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/sub/../../secret.txt", "/sub/%2e%2e/%2e%2e/secret.txt",
			"/./../secret.txt", "//../secret.txt", "/..\\secret.txt", "/out.txt", "/abs.txt", "/up/secret.txt", "/loop.txt",
			folder + "/../secret.txt", "//etc/passwd", "/%2fetc/passwd", "/../../../../../../etc/passwd",
		} {
			p := dial(t, v)
			p.send(fmt.Sprintf("GET %s HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", path))
			got := p.ended()
			if strings.Contains(got, "the secret") || strings.Contains(got, "root:") || strings.HasPrefix(got, "HTTP/1.1 200") {
				t.Errorf("%s: %q", path, got)
			}
		}
		p := dial(t, v)
		p.send(fmt.Sprintf(get, "/in.txt"))
		if status, body, _ := p.page("GET"); status != 200 || body != "the text" {
			t.Errorf("a link inside the folder: %d %q", status, body)
		}
	})
}

func TestUnchangedFileIsNotSentAgain(t *testing.T) {
	h, v, folder := fileHouse(t, VhostConfig{})
	h.during(func() {
		p := dial(t, v)
		p.send(fmt.Sprintf(get, "/a.txt"))
		_, _, r := p.page("GET")
		tag := r.Header.Get("Etag")
		again := "GET /a.txt HTTP/1.1\r\nHost: h\r\nIf-None-Match: " + tag + "\r\n\r\n"
		p.send(again)
		if status, body, r := p.page("GET"); status != 304 || body != "" || r.Header.Get("Etag") != tag {
			t.Errorf("unchanged: %d %q, tag %q", status, body, r.Header.Get("Etag"))
		}
		write(t, filepath.Join(folder, "a.txt"), []byte("another text"))
		p.send(again)
		if status, body, _ := p.page("GET"); status != 200 || body != "another text" {
			t.Errorf("changed: %d %q", status, body)
		}
	})
}

func TestPipelinedFiles(t *testing.T) {
	h, v, folder := fileHouse(t, VhostConfig{})
	large := bytes.Repeat([]byte("large "), 500_000)
	write(t, filepath.Join(folder, "large.txt"), large)
	h.during(func() {
		p := dial(t, v)
		paths := []string{"/a.txt", "/large.txt", "/empty.txt", "/none", "/large.txt", "/sub/deep.txt"}
		var requests strings.Builder
		for _, path := range paths {
			fmt.Fprintf(&requests, get, path)
		}
		p.send(requests.String())
		for i, want := range []string{"the text", string(large), "", "404", string(large), "deep"} {
			if status, body, _ := p.page("GET"); body != want && !(status == 404 && want == "404") {
				t.Errorf("%s: %d and %d bytes, want %d", paths[i], status, len(body), len(want))
			}
		}
	})
}

// A form that is posted to a file: its body is nobody's, and is dropped.
func TestPostToAFile(t *testing.T) {
	h, v, folder := fileHouse(t, VhostConfig{})
	write(t, filepath.Join(folder, "large.txt"), bytes.Repeat([]byte("x"), 8<<20))
	h.during(func() {
		for _, path := range []string{"/a.txt", "/large.txt"} {
			for _, pause := range []time.Duration{0, 20 * time.Millisecond} {
				p := dial(t, v)
				p.send(fmt.Sprintf("POST %s HTTP/1.1\r\nHost: h\r\nContent-Length: 3000\r\n\r\n", path))
				time.Sleep(pause)
				p.send(strings.Repeat("b", 3000) + fmt.Sprintf(get, "/sub/deep.txt"))
				p.page("POST")
				if _, body, _ := p.page("GET"); body != "deep" {
					t.Errorf("after the form: %q", body)
				}
			}
		}
	})
	if n := h.program.count(ReasonHTTPBody); n != 0 {
		t.Errorf("%d HTTP_BODY for files", n)
	}
}

// A large file to a peer that reads slowly but steadily arrives whole, however
// long it takes.
func TestLargeFileOverASlowReader(t *testing.T) {
	h, v, folder := fileHouse(t, VhostConfig{TimeoutSeconds: 5})
	large := bytes.Repeat([]byte("0123456789abcdef"), 1<<20) // 16 MiB
	write(t, filepath.Join(folder, "large.txt"), large)
	p := dial(t, v)
	p.Conn.(*net.TCPConn).SetReadBuffer(64 << 10)
	p.send("GET /large.txt HTTP/1.0\r\n\r\n")
	var got bytes.Buffer
	piece := make([]byte, 256<<10)
	for {
		h.settle()
		p.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
		n, err := io.ReadFull(p.in, piece)
		got.Write(piece[:n])
		var ne net.Error
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			break
		}
		if err != nil && !(errors.As(err, &ne) && ne.Timeout()) {
			t.Fatalf("after %d bytes: %v", got.Len(), err)
		}
		h.skip(700 * time.Millisecond)
	}
	if !bytes.HasSuffix(got.Bytes(), append([]byte("\r\n\r\n"), large...)) {
		t.Errorf("the peer got %d bytes, want the head and these %d", got.Len(), len(large))
	}
	if n := h.program.count(ReasonHTTPFileCompletion); n != 1 {
		t.Errorf("%d completions, want 1", n)
	}
}

// A peer that fetches a large file does not keep the others from theirs.
func TestLargeFileLeavesTurnsToOthers(t *testing.T) {
	h, v, folder := fileHouse(t, VhostConfig{})
	file, err := os.Create(filepath.Join(folder, "huge.txt"))
	if err != nil {
		t.Fatal(err)
	}
	file.Truncate(1 << 30)
	file.Close()
	greedy := dial(t, v)
	greedy.send(fmt.Sprintf(get, "/huge.txt"))
	go io.Copy(io.Discard, greedy.Conn)
	h.during(func() {
		for range 20 {
			p := dial(t, v)
			start := time.Now()
			p.send(fmt.Sprintf(get, "/a.txt"))
			p.page("GET")
			if d := time.Since(start); d > time.Second {
				t.Errorf("a small file took %v beside a large one", d)
			}
			p.Close()
		}
	})
	greedy.reset()
}

// Files change while they are sent: the length is promised already, so the
// connection ends, and nothing else does.
func TestFileThatShrinksOrVanishesWhileSent(t *testing.T) {
	for name, spoil := range map[string]func(path string){
		"shrinks":    func(path string) { os.Truncate(path, 1<<20) },
		"is emptied": func(path string) { os.Truncate(path, 0) },
	} {
		h, v, folder := fileHouse(t, VhostConfig{})
		path := filepath.Join(folder, "large.txt")
		write(t, path, bytes.Repeat([]byte("x"), 32<<20))
		p := dial(t, v)
		p.send(fmt.Sprintf(get, "/large.txt"))
		h.serve("the beginning", func() bool { return len(h.program.live) == 2 })
		h.settle()
		spoil(path)
		h.during(func() {
			if got := p.ended(); len(got) >= 32<<20 {
				t.Errorf("%s: %d bytes arrived", name, len(got))
			}
		})
		if n := h.program.count(ReasonHTTPFileCompletion); n != 0 {
			t.Errorf("%s: the program was told that the file is complete", name)
		}
		h.during(func() {
			p := dial(t, v)
			p.send(fmt.Sprintf(get, "/a.txt"))
			if status, body, _ := p.page("GET"); status != 200 || body != "the text" {
				t.Errorf("%s: the next request: %d %q", name, status, body)
			}
		})
		h.destroy()
	}

	h, v, folder := fileHouse(t, VhostConfig{})
	path := filepath.Join(folder, "large.txt")
	large := bytes.Repeat([]byte("x"), 32<<20)
	write(t, path, large)
	p := dial(t, v)
	p.send(fmt.Sprintf(get, "/large.txt"))
	h.serve("the beginning", func() bool { return len(h.program.live) == 2 })
	h.settle()
	os.Remove(path)
	h.during(func() {
		if _, body, _ := p.page("GET"); len(body) != len(large) {
			t.Errorf("an unlinked file arrived as %d bytes of %d", len(body), len(large))
		}
	})
}

func TestPeerThatLeavesInAFile(t *testing.T) {
	noLeak(t)
	h, v, folder := fileHouse(t, VhostConfig{})
	write(t, filepath.Join(folder, "large.txt"), bytes.Repeat([]byte("x"), 32<<20))
	for _, leave := range []func(p *peer){func(p *peer) { p.Close() }, func(p *peer) { p.reset() }} {
		p := dial(t, v)
		p.send(fmt.Sprintf(get, "/large.txt"))
		h.serve("the beginning", func() bool { return len(h.program.live) == 2 })
		h.settle()
		leave(p)
		h.serve("the end", func() bool { return len(h.program.live) == 1 })
	}
	// One that closes its side alone gets all of it.
	p := dial(t, v)
	p.send(fmt.Sprintf(get, "/large.txt"))
	p.Conn.(*net.TCPConn).CloseWrite()
	h.during(func() {
		if _, body, _ := p.page("GET"); len(body) != 32<<20 {
			t.Errorf("%d bytes", len(body))
		}
		p.rest()
	})
}

// What is no plain file is not opened in a way that could stop the loop, and
// not served.
func TestSpecialFiles(t *testing.T) {
	h, v, folder := fileHouse(t, VhostConfig{})
	if err := unix.Mkfifo(filepath.Join(folder, "pipe.txt"), 0o600); err != nil {
		t.Fatal(err)
	}
	os.Mkdir(filepath.Join(folder, "bare"), 0o700)
	h.during(func() {
		p := dial(t, v)
		for _, path := range []string{"/pipe.txt", "/bare/", "/bare", "/" + strings.Repeat("n", 300) + ".txt"} {
			p.send(fmt.Sprintf(get, path))
			if status, _, _ := p.page("GET"); status != 404 {
				t.Errorf("%s: %d, want 404", path, status)
			}
		}
	})
}

func TestMissingMountFolder(t *testing.T) {
	h := newHouse(t, ContextConfig{})
	h.program.level = LevelErr | LevelWarn | LevelInfo
	v := h.vhost(VhostConfig{Mounts: []*Mount{{Point: "/", Kind: MountFile, Origin: "/nonexistent/www"}}})
	h.program.on[ReasonHTTP] = func(c *Conn, _ []byte) int { c.AnswerStatus(404, ""); return complete(c) }
	h.during(func() {
		p := dial(t, v)
		p.send(fmt.Sprintf(get, "/"))
		if status, _, _ := p.page("GET"); status != 404 {
			t.Errorf("status %d", status)
		}
	})
	if h.program.logged("/nonexistent/www") == 0 {
		t.Errorf("no line names the folder: %q", h.program.lines)
	}
}

// Many responses at once: what each writes is collected, and completions are
// told one after another, never inside another callback.
func TestManyFilesInOneTurn(t *testing.T) {
	const many = 3 * corkedMost
	h, v, _ := fileHouse(t, VhostConfig{})
	h.program.on[ReasonHTTPFileCompletion] = func(c *Conn, _ []byte) int {
		if h.program.depth != 1 {
			t.Error("HTTP_FILE_COMPLETION inside another callback")
		}
		return complete(c)
	}
	var peers []*peer
	for range many {
		peers = append(peers, dial(t, v))
	}
	h.serve("all of them", func() bool { return len(h.program.live) == many+1 })
	for _, p := range peers {
		p.send(fmt.Sprintf(get, "/a.txt"))
	}
	h.during(func() {
		for _, p := range peers {
			if _, body, _ := p.page("GET"); body != "the text" {
				t.Errorf("got %q", body)
				return
			}
		}
	})
}
