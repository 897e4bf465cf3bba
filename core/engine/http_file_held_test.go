package engine

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A file that changes between two requests is served as it is then, however
// soon the second one comes.
func TestFilesAreNeverStale(t *testing.T) {
	noLeak(t)
	h, v, folder := fileHouse(t, VhostConfig{})
	h.during(func() {
		p := dial(t, v)
		name := filepath.Join(folder, "changing.txt")
		ask := func(path string) (int, string) {
			p.send(fmt.Sprintf(get, path))
			status, body, _ := p.page("GET")
			return status, body
		}
		other := filepath.Join(folder, "other.txt")
		for i := range 200 {
			want := fmt.Sprintf("version %d", i)
			switch i % 4 {
			case 0: // written over
				write(t, name, []byte(want))
			case 1: // replaced
				write(t, other, []byte(want))
				if err := os.Rename(other, name); err != nil {
					t.Fatal(err)
				}
			case 2: // of the same length, in place
				f, err := os.OpenFile(name, os.O_RDWR, 0)
				if err != nil {
					t.Fatal(err)
				}
				want = strings.Repeat("x", len(fmt.Sprintf("version %d", i-1)))
				f.WriteString(want)
				f.Close()
			case 3: // gone, then there again
				os.Remove(name)
				if status, _ := ask("/changing.txt"); status != 404 {
					t.Fatalf("%d: status %d of a file that is not there", i, status)
				}
				write(t, name, []byte(want))
			}
			for range 2 {
				if status, body := ask("/changing.txt"); status != 200 || body != want {
					t.Fatalf("%d: %d %q, want %q", i, status, body, want)
				}
			}
		}
		// A link that turns to what is outside of the folder leads nowhere.
		link := filepath.Join(folder, "link.txt")
		if err := os.Symlink("a.txt", link); err != nil {
			t.Fatal(err)
		}
		if status, body := ask("/link.txt"); status != 200 || body != "the text" {
			t.Fatalf("a link inside: %d %q", status, body)
		}
		os.Remove(link)
		if err := os.Symlink("../secret.txt", link); err != nil {
			t.Fatal(err)
		}
		if status, body := ask("/link.txt"); status != 404 {
			t.Fatalf("a link that leads out: %d %q", status, body)
		}
	})
	// Nothing stays open for long.
	open := func() (n int) {
		entries, _ := os.ReadDir("/proc/self/fd")
		for _, e := range entries {
			if to, _ := os.Readlink("/proc/self/fd/" + e.Name()); strings.HasPrefix(to, folder+"/") {
				n++
			}
		}
		return n
	}
	h.during(func() {
		for deadline := time.Now().Add(20 * time.Second); open() > 0; time.Sleep(10 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("%d files stay open", open())
			}
		}
	})
}
