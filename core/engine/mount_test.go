package engine

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Mounts may be replaced while requests are answered: those that come find the new
// ones, and nothing of the old ones stays open.
func TestSetMounts(t *testing.T) {
	noLeak(t)
	h := newHouse(t, ContextConfig{})
	folder := func(text string) *Mount {
		at := t.TempDir()
		if err := os.WriteFile(filepath.Join(at, "page.txt"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return &Mount{Point: "/", Kind: MountFile, Origin: at}
	}
	large := strings.Repeat("x", 8<<20)
	v := h.vhost(VhostConfig{Mounts: []*Mount{folder(large)}}, &Protocol{Name: "http"})
	get := func(p *peer) (body string) {
		h.during(func() { _, body, _ = p.page("GET") })
		return body
	}
	slow := dial(t, v)
	slow.send("GET /page.txt HTTP/1.1\r\nHost: h\r\n\r\n")
	h.serve("the request", func() bool { return v.counters.requests.Load() == 1 })
	v.SetMounts([]*Mount{folder("the other")})
	p := dial(t, v)
	p.send("GET /page.txt HTTP/1.1\r\nHost: h\r\n\r\n")
	if got := get(p); got != "the other" {
		t.Errorf("%.20q", got)
	}
	if got := get(slow); got != large {
		t.Errorf("%d bytes of %d that were begun", len(got), len(large))
	}
	v.SetMounts(nil)
	p.send("GET /page.txt HTTP/1.1\r\nHost: h\r\n\r\n")
	h.serve("the callback", func() bool { return h.program.count(ReasonHTTP) == 1 })
	h.destroy()
}
