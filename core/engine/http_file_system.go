package engine

import (
	"io"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/compress"
	"github.com/golws/golws/core/zipfile"
)

// FileSystem opens files in the kernel's place: a program's lws_plat_file_ops.
type FileSystem interface {
	// Installed tells that there are any but the kernel's.
	Installed() bool
	// Open opens the file at path to be read. ours is false when the kernel has
	// it. gzip says that the client takes content in that coding.
	Open(path string, gzip bool) (f OpenedFile, ours bool, err error)
}

// OpenedFile is a file of a FileSystem.
type OpenedFile struct {
	Reader         FileReader
	Size, Modified int64
	// Encoding is the content coding that it is in, "" for none.
	Encoding string
}

// openMounted opens the file called name, or the default file of the folder
// called so. It returns the name of what it opened.
func (c *Conn) openMounted(x *transaction, m *Mount, name string) (content, string, error) {
	// A page that a protocol rewrites is not wanted in a coding.
	gzip := c.interpreter(m, name) == nil && x.acceptsGzip()
	if files := c.thread.Context.Files; files != nil && files.Installed() {
		if file, ours, err := c.openVirtual(x, m.Origin+"/"+name, gzip); ours {
			return file, name, err
		}
	}
	file, err := c.thread.openBelow(m, name)
	switch err {
	case nil:
		return file, name, nil
	case errFolder:
		name += "/" + m.defaultFile()
		file, err = c.thread.openBelow(m, name)
	default:
		if archive, member, inside := m.archive(name); inside {
			return c.openMember(m, archive, member, gzip, err)
		}
	}
	return file, name, err
}

// openNamed opens a file that the program names.
func (c *Conn) openNamed(x *transaction, path string) (content, error) {
	if file, ours, err := c.openVirtual(x, path, x.acceptsGzip()); ours {
		return file, err
	}
	file, err := openPlain(path)
	if err == nil {
		return file, nil
	}
	archive, member, inside := cutArchive(path)
	if !inside {
		return file, err
	}
	if file, failed := openPlain(archive); failed == nil {
		return memberOf(file, member, x.acceptsGzip())
	}
	return file, err
}

// openVirtual asks the program's file operations, which are not held to a
// folder: a path that climbs is not theirs to see.
func (c *Conn) openVirtual(x *transaction, path string, gzip bool) (content, bool, error) {
	files := c.thread.Context.Files
	if files == nil || !files.Installed() {
		return content{}, false, nil
	}
	if climbs(path) && x.mount != nil {
		return content{}, true, unix.ENOENT
	}
	f, ours, err := files.Open(path, gzip)
	if !ours || err != nil {
		return content{}, ours, err
	}
	return content{isOpen: true, reader: f.Reader, size: f.Size, modified: f.Modified, encoding: f.Encoding}, true, nil
}

// climbs tells that a path leads upwards somewhere.
func climbs(path string) bool {
	for element := range strings.SplitSeq(path, "/") {
		if element == ".." {
			return true
		}
	}
	return false
}

func (x *transaction) acceptsGzip() bool {
	v := x.acceptEncoding()
	return v != nil && compress.Weigh(v)[compress.Gzip] > 0
}

// archiveSign ends the name of an archive whose members are files of their own.
const archiveSign = ".zip/"

// cutArchive splits a path into that of an archive and of its member.
func cutArchive(path string) (archive, member string, ok bool) {
	i := strings.Index(path, archiveSign)
	if i < 1 {
		return "", "", false
	}
	return path[:i+len(archiveSign)-1], path[i+len(archiveSign):], true
}

// archive is cutArchive for a name in a mount. "" is the mount's origin itself.
func (m *Mount) archive(name string) (archive, member string, ok bool) {
	if strings.HasSuffix(m.Origin, strings.TrimSuffix(archiveSign, "/")) {
		return "", name, true
	}
	return cutArchive(name)
}

// openMember opens a member of an archive below m. missing is the error if there
// is no such archive.
func (c *Conn) openMember(m *Mount, archive, member string, gzip bool, missing error) (content, string, error) {
	var file content
	var err error
	if archive == "" {
		file, err = openPlain(m.Origin)
	} else {
		file, err = c.thread.openBelow(m, archive)
	}
	if err != nil {
		return content{}, member, missing
	}
	file, err = memberOf(file, member, gzip)
	return file, member, err
}

// archiveFile is an archive as package zipfile reads it.
type archiveFile struct{ *content }

func (a archiveFile) ReadAt(p []byte, at int64) (n int, err error) {
	for n < len(p) {
		k, err := a.readAt(p[n:], at+int64(n))
		if err != nil {
			return n, err
		}
		if k == 0 {
			return n, io.EOF
		}
		n += k
	}
	return n, nil
}

// memberReader is a member that is decompressed for a client that does not take
// it as it is.
type memberReader struct {
	*zipfile.Reader
	archive content
}

func (r *memberReader) Close() { r.archive.close() }

// memberOf makes a content of a member of archive, which it owns from now on.
// gzip: it may be in that coding.
func memberOf(archive content, name string, gzip bool) (content, error) {
	m, err := zipfile.Find(archiveFile{&archive}, archive.size, name)
	if err != nil {
		archive.close()
		return content{}, err
	}
	file := archive
	file.base, file.size = m.Offset, m.Stored
	switch {
	case !m.Deflated:
	case gzip:
		// It is sent as it is, inside what makes it a GZIP stream.
		file.lead, file.tail, file.encoding = []byte(zipfile.GzipHeader), m.GzipTrailer(), "gzip"
		file.size += int64(len(file.lead) + len(file.tail))
	default:
		r := &memberReader{archive: archive}
		r.Reader = zipfile.NewReader(archiveFile{&r.archive}, m)
		file = content{isOpen: true, reader: r, size: m.Size, modified: archive.modified, sequential: true}
	}
	return file, nil
}
