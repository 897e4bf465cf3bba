package engine

import (
	"errors"
	"os"
	"path"
	"strings"
	"unsafe"

	"golang.org/x/sys/unix"
)

// FileReader is a file that is not the kernel's: a program's file operations,
// or the content of an archive's member.
type FileReader interface {
	// ReadAt reads what is there at position at, at least one byte unless the
	// file ends there.
	ReadAt(p []byte, at int64) (int, error)
	Close()
}

// content is an open file, or what stands for one.
type content struct {
	// isOpen: there is something to close.
	isOpen bool
	// fd is the descriptor; reader is asked in its place if there is one.
	fd     int
	reader FileReader
	// size is the length of all that is sent, modified the time of its last
	// change in seconds since 1970.
	size, modified int64
	// encoding is the content coding that it is in, "" for none.
	encoding string
	// base is where it begins in fd, between lead and tail. In a file of the
	// kernel's all three are empty.
	base       int64
	lead, tail []byte
	// sequential: the reader goes forward only.
	sequential bool
	// held owns fd, if that is shared.
	held *heldFile
}

func (f *content) close() {
	switch {
	case !f.isOpen:
	case f.reader != nil:
		f.reader.Close()
	case f.held != nil:
		f.held.release()
	default:
		_ = unix.Close(f.fd)
	}
	f.isOpen = false
}

// partial tells that parts of it can be sent.
func (f *content) partial() bool { return !f.sequential && f.lead == nil && f.tail == nil }

// readAt is pread, or the reader's.
func (f *content) readAt(p []byte, at int64) (int, error) {
	if f.reader != nil {
		return f.reader.ReadAt(p, at)
	}
	for {
		n, _, e := unix.Syscall6(unix.SYS_PREAD64, uintptr(f.fd), uintptr(unsafe.Pointer(unsafe.SliceData(p))), uintptr(len(p)),
			uintptr(f.base+at), 0, 0)
		if e == 0 {
			return int(n), nil
		}
		if e != unix.EINTR {
			return 0, e
		}
	}
}

// readFull reads from the beginning; n is less than len(p) where the file ends.
func (f *content) readFull(p []byte) (n int, err error) {
	for n < len(p) {
		k, err := f.readAt(p[n:], int64(n))
		if err != nil {
			return 0, err
		}
		if k == 0 {
			break
		}
		n += k
	}
	return n, nil
}

// errSpecial refuses what is no plain file: it may have no end.
var errSpecial = errors.New("not a regular file")

// errFolder is the error of opening a folder as a file.
var errFolder = errors.New("a folder")

// plainFile makes a content of fd, which it owns from now on.
func plainFile(fd int) (content, error) {
	var st unix.Stat_t
	if err := statPlain(fd, &st); err != nil {
		return content{}, err
	}
	return content{isOpen: true, fd: fd, size: st.Size, modified: int64(st.Mtim.Sec)}, nil
}

// statPlain closes fd when that is no plain file.
func statPlain(fd int, st *unix.Stat_t) error {
	err := unix.Fstat(fd, st)
	if err == nil {
		switch st.Mode & unix.S_IFMT {
		case unix.S_IFREG:
			return nil
		case unix.S_IFDIR:
			err = errFolder
		default:
			err = errSpecial
		}
	}
	_ = unix.Close(fd)
	return err
}

// openPlain opens a file by its path. A FIFO does not stop the loop: it is
// opened without waiting, and refused.
func openPlain(name string) (content, error) {
	for {
		fd, err := unix.Open(name, unix.O_RDONLY|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
		if err == unix.EINTR {
			continue
		}
		if err != nil {
			return content{}, &os.PathError{Op: "open", Path: name, Err: err}
		}
		return plainFile(fd)
	}
}

// folderFreshness is how long a mount's folder stays open, in microseconds:
// afterwards its path is resolved again, since folders are replaced by renaming.
const folderFreshness = 100_000

// folder is a mount's folder.
type folder struct {
	fd     int
	isOpen bool
	opened int64
}

func (d *folder) close() {
	if d.isOpen {
		_ = unix.Close(d.fd)
		d.isOpen = false
	}
}

// at is the folder's descriptor. reused tells that it has been open before.
func (d *folder) at(origin string, now int64) (fd int, reused bool, err error) {
	if d.isOpen && now-d.opened < folderFreshness {
		return d.fd, true, nil
	}
	d.close()
	d.fd, err = unix.Open(origin, unix.O_PATH|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return -1, false, &os.PathError{Op: "open", Path: origin, Err: err}
	}
	d.isOpen, d.opened = true, now
	return d.fd, false, nil
}

// openBelow opens name inside the mount's folder. Neither ".." nor a symbolic link
// leads out of it: the kernel resolves the path beneath the folder.
func (t *Thread) openBelow(m *Mount, name string) (content, error) {
	for {
		dir, reused, err := m.folder.at(m.Origin, t.now)
		if err != nil {
			return content{}, err
		}
		if f := t.openFiles.find(m, dir, name); f != nil {
			return f.content(), nil
		}
		fd, err := openBeneath(dir, name)
		switch {
		case err == nil:
			var st unix.Stat_t
			if err := statPlain(fd, &st); err != nil {
				return content{}, err
			}
			return t.openFiles.hold(m, name, fd, &st).content(), nil
		case err == unix.EINTR:
			continue
		case err == unix.ENOENT && reused:
			m.folder.close() // it may have been replaced
			continue
		case err == unix.ENOSYS || err == unix.EPERM:
			// Kernels before 5.6, and sandboxes that do not know openat2.
			return openRooted(m.Origin, name)
		}
		return content{}, &os.PathError{Op: "open", Path: name, Err: err}
	}
}

var beneath = unix.OpenHow{
	Flags:   unix.O_RDONLY | unix.O_CLOEXEC | unix.O_NONBLOCK,
	Resolve: unix.RESOLVE_BENEATH | unix.RESOLVE_NO_MAGICLINKS,
}

// openBeneath is openat2 without allocating.
func openBeneath(dir int, name string) (int, error) {
	var path [unix.PathMax]byte
	if err := putPath(&path, name); err != nil {
		return -1, err
	}
	fd, _, e := unix.Syscall6(unix.SYS_OPENAT2, uintptr(dir), uintptr(unsafe.Pointer(&path)), uintptr(unsafe.Pointer(&beneath)),
		unsafe.Sizeof(beneath), 0, 0)
	if e != 0 {
		return -1, e
	}
	return int(fd), nil
}

func openRooted(origin, name string) (content, error) {
	root, err := os.OpenRoot(origin)
	if err != nil {
		return content{}, err
	}
	defer root.Close()
	file, err := root.OpenFile(path.Clean(name), os.O_RDONLY|unix.O_NONBLOCK, 0)
	if err != nil {
		return content{}, err
	}
	defer file.Close()
	fd, err := unix.FcntlInt(file.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return content{}, err
	}
	return plainFile(fd)
}

// putPath makes name a C string.
func putPath(path *[unix.PathMax]byte, name string) error {
	if len(name) >= len(path) {
		return unix.ENAMETOOLONG
	}
	if strings.IndexByte(name, 0) >= 0 {
		return unix.EINVAL
	}
	path[copy(path[:], name)] = 0
	return nil
}
