package tlsconn

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// tick lets the clock of any file system go on.
func tick() { time.Sleep(20 * time.Millisecond) }

// Whatever way files are replaced, it is told once, when they are at rest.
func TestWatch(t *testing.T) {
	folder := t.TempDir()
	cert, key := filepath.Join(folder, "cert"), filepath.Join(folder, "key")
	put := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	put("cert-1", "one")
	must(os.Symlink("cert-1", cert))
	put("key", "one")
	w := NewWatch(cert, key)
	// told is the look at which a change is told; 0: at none.
	told := func() (when int) {
		for look := 1; look <= 4; look++ {
			if w.Changed() {
				if when != 0 {
					t.Error("it is told twice")
				}
				when = look
			}
		}
		return when
	}
	for _, step := range []struct {
		what string
		do   func()
		when int
	}{
		{"nothing", func() {}, 0},
		{"written in place", func() { put("key", "two") }, 2},
		{"replaced by another file", func() { put("next", "two"); must(os.Rename(filepath.Join(folder, "next"), key)) }, 2},
		{"the target of a link", func() { put("cert-1", "two") }, 2},
		{"another link", func() {
			put("cert-2", "two")
			must(os.Symlink("cert-2", filepath.Join(folder, "link")))
			must(os.Rename(filepath.Join(folder, "link"), cert))
		}, 2},
		{"removed", func() { must(os.Remove(key)) }, 0},
		{"there again", func() { put("key", "two") }, 2},
		{"permissions", func() { must(os.Chmod(key, 0o400)) }, 2},
		{"replaced by who takes notice of it", func() { must(os.Remove(key)); put("key", "three"); w.Know() }, 0},
	} {
		tick()
		step.do()
		if got := told(); got != step.when {
			t.Errorf("%s: told by look %d, want %d", step.what, got, step.when)
		}
	}
	tick()
	put("key", "half")
	if w.Changed() {
		t.Error("told though it may still be written")
	}
	tick()
	put("key", "whole")
	if w.Changed() {
		t.Error("told though it was written since the last look")
	}
	if !w.Changed() {
		t.Error("not told when it is at rest")
	}
}

// What is missing at first is a change when it comes.
func TestWatchOfNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cert")
	w := NewWatch(path, path)
	if w.Changed() || w.Changed() {
		t.Error("nothing has changed")
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if w.Changed() || !w.Changed() {
		t.Error("what has come is not told by the second look")
	}
}
