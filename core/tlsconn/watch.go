package tlsconn

import (
	"slices"

	"golang.org/x/sys/unix"
)

// Watch tells when files have changed. It looks when it is asked to, which finds
// whatever way they are replaced: in place, by another file, by another symbolic
// link.
type Watch struct {
	paths []string
	// known is what was last taken notice of, last what was seen last.
	known, last []fileState
}

// fileState changes with a file's content and permissions.
type fileState struct {
	device, node uint64
	changed      unix.Timespec
}

// NewWatch knows the files as they are now.
func NewWatch(paths ...string) *Watch {
	w := &Watch{paths: paths}
	w.Know()
	return w
}

// Know takes notice of the files as they are now: for who is about to read them.
func (w *Watch) Know() { w.known, w.last = w.look(), nil }

// Changed tells, once, that the files are others than those that are known, and
// still the same as the last time: who is writing is left to finish. Files that
// are not there, or not to be seen, have not changed.
func (w *Watch) Changed() bool {
	now := w.look()
	if now == nil || slices.Equal(now, w.known) {
		w.last = nil
		return false
	}
	if !slices.Equal(now, w.last) {
		w.last = now
		return false
	}
	w.known, w.last = now, nil
	return true
}

// look returns nil if it cannot see all the files.
func (w *Watch) look() []fileState {
	states := make([]fileState, 0, len(w.paths))
	for _, path := range w.paths {
		var s unix.Stat_t
		if unix.Stat(path, &s) != nil {
			return nil
		}
		states = append(states, fileState{uint64(s.Dev), s.Ino, s.Ctim})
	}
	return states
}
