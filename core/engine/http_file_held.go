package engine

import (
	"strings"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/loop"
)

// A file that has just been served stays open for a moment: the next request for
// it need only look whether its name still means the same file, unchanged. That
// look comes after the request was received, so that nobody ever gets a state
// that was over when he asked; requests that were received together share one.

const (
	// heldFor is how long a file stays open that nobody asks for, in microseconds.
	heldFor = folderFreshness
	// heldMost is how many do.
	heldMost = 64
)

// heldKey names a file below a mount.
type heldKey struct {
	mount *Mount
	name  string
}

// heldFile is an open file that requests share.
type heldFile struct {
	fd       int
	identity fileIdentity
	// users are the contents made of it; dropped: the last of them closes it.
	users   int
	dropped bool
	// used is when it was asked for last.
	used int64
	// looked is Thread.receives when it was compared with its name.
	looked uint64
	// text is all of a small file as read at textRead, a value of
	// Thread.receives; 0: not yet.
	text     []byte
	textRead uint64
	// etag and mimeType are what serveMountedFile has found out.
	etag, mimeType string
	// head is that of a response with all of it, in HTTP/1.minor.
	head  []byte
	minor uint8
}

// fileIdentity tells a state of a file from all others. The time of the last
// change of its inode moves with its content and its permissions.
type fileIdentity struct {
	device, inode    uint64
	size             int64
	modified, change unix.Timespec
}

func identityOf(st *unix.Stat_t) fileIdentity {
	return fileIdentity{st.Dev, st.Ino, st.Size, st.Mtim, st.Ctim}
}

// heldFiles are those of a thread.
type heldFiles struct {
	thread *Thread
	files  map[heldKey]*heldFile
	timer  loop.Timer
}

func (h *heldFiles) init(t *Thread) {
	h.thread, h.timer.Owner = t, h
}

// find is the file called name below m if it is open, and was not changed
// before the latest bytes were received. dir is the mount's folder.
func (h *heldFiles) find(m *Mount, dir int, name string) *heldFile {
	f := h.files[heldKey{m, name}]
	if f == nil {
		return nil
	}
	f.used = h.thread.now
	if f.looked == h.thread.receives {
		return f
	}
	// Should name be a link by now that leads out of the folder, it does not lead
	// to this file, or to nothing else.
	var st unix.Stat_t
	if statAt(dir, name, &st) != nil || identityOf(&st) != f.identity {
		h.drop(heldKey{m, name}, f)
		return nil
	}
	f.looked = h.thread.receives
	return f
}

// hold keeps fd, which it owns from now on.
func (h *heldFiles) hold(m *Mount, name string, fd int, st *unix.Stat_t) *heldFile {
	if h.files == nil {
		h.files = make(map[heldKey]*heldFile)
	}
	if len(h.files) >= heldMost {
		for key, f := range h.files {
			h.drop(key, f)
			break
		}
	}
	f := &heldFile{fd: fd, identity: identityOf(st), used: h.thread.now, looked: h.thread.receives}
	h.files[heldKey{m, strings.Clone(name)}] = f
	if _, set := h.timer.Due(); !set {
		h.thread.Loop.Timers.Set(&h.timer, h.thread.now+heldFor)
	}
	return f
}

func (h *heldFiles) drop(key heldKey, f *heldFile) {
	delete(h.files, key)
	f.dropped = true
	f.closeUnused()
}

func (f *heldFile) closeUnused() {
	if f.dropped && f.users == 0 {
		_ = unix.Close(f.fd)
		f.fd = -1
	}
}

// release is the end of a content.
func (f *heldFile) release() {
	f.users--
	f.closeUnused()
}

// Expire implements loop.Expirer.
func (h *heldFiles) Expire(_ *loop.Timer, now int64) {
	next := int64(0)
	for key, f := range h.files {
		if due := f.used + heldFor; due <= now {
			h.drop(key, f)
		} else if next == 0 || due < next {
			next = due
		}
	}
	if next > 0 {
		h.thread.Loop.Timers.Set(&h.timer, next)
	}
}

// close drops all.
func (h *heldFiles) close() {
	for key, f := range h.files {
		h.drop(key, f)
	}
	h.thread.Loop.Timers.Unset(&h.timer)
}

// content makes a content of f.
func (f *heldFile) content() content {
	f.users++
	return content{isOpen: true, held: f, fd: f.fd, size: f.identity.size, modified: f.identity.modified.Sec}
}

// readHeld reads the whole of a small file, once for all requests that were
// received together. It may be shorter than it was.
func (t *Thread) readHeld(f *heldFile) ([]byte, error) {
	if f.textRead == t.receives && f.textRead > 0 {
		return f.text, nil
	}
	if f.text == nil {
		f.text = make([]byte, f.identity.size)
	}
	file := f.content()
	defer f.release()
	n, err := file.readFull(f.text[:f.identity.size])
	if err != nil {
		return nil, err
	}
	f.text, f.textRead = f.text[:n], t.receives
	return f.text, nil
}

// statAt is fstatat without allocating.
func statAt(dir int, name string, st *unix.Stat_t) error {
	var path [unix.PathMax]byte
	if err := putPath(&path, name); err != nil {
		return err
	}
	_, _, e := unix.Syscall6(unix.SYS_NEWFSTATAT, uintptr(dir), uintptr(unsafe.Pointer(&path)), uintptr(unsafe.Pointer(st)), 0, 0, 0)
	if e != 0 {
		return e
	}
	return nil
}
