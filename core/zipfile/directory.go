// Package zipfile finds one member of a ZIP archive, in the way a server needs
// it: without unpacking anything else, and without believing the archive. All
// that it says about places and sizes is checked against the archive's own
// length, so that no member reaches outside or into the directory.
package zipfile

import (
	"encoding/binary"
	"errors"
	"io"
	"strings"
)

// Limits on what is read of an archive to find a member.
const (
	// MaxDirectory is the largest central directory that is searched.
	MaxDirectory = 8 << 20
	// maxComment is the longest comment behind the directory's end (APPNOTE
	// 4.3.16: its length has 16 bits).
	maxComment = 1<<16 - 1
	// maxRatio is what deflate can do at most: 258 bytes in two bits.
	maxRatio = 1032
)

var (
	// ErrFormat means that the archive contradicts itself.
	ErrFormat = errors.New("not a sound ZIP archive")
	// ErrUnsupported means encryption, other methods, several volumes or ZIP64.
	ErrUnsupported = errors.New("a kind of ZIP archive that is not served")
	// ErrNotFound means that there is no such member, or that it is a folder.
	ErrNotFound = errors.New("no such member in the archive")
)

// Member is where a member's bytes are.
type Member struct {
	// Deflated: the bytes are compressed (method 8), not stored (method 0).
	Deflated bool
	// Offset and Stored are the place and length of the bytes in the archive.
	Offset, Stored int64
	// Size is the length of the content, CRC its checksum.
	Size int64
	CRC  uint32
}

// The signatures and fixed lengths of APPNOTE 4.3.7, 4.3.12 and 4.3.16.
const (
	localSignature, localLength         = 0x04034b50, 30
	directorySignature, directoryLength = 0x02014b50, 46
	endSignature, endLength             = 0x06054b50, 22
)

const (
	methodStored, methodDeflated = 0, 8
	flagEncrypted                = 1 << 0
	flagStrong                   = 1 << 6
	flagMasked                   = 1 << 13
)

var little = binary.LittleEndian

// Find looks up name in the archive r of size bytes. name is compared as it is:
// what is no plain relative path is never found, whatever the archive holds.
func Find(r io.ReaderAt, size int64, name string) (Member, error) {
	if !plain(name) {
		return Member{}, ErrNotFound
	}
	at, length, err := findDirectory(r, size)
	if err != nil {
		return Member{}, err
	}
	directory := make([]byte, length)
	if err := readFull(r, directory, at); err != nil {
		return Member{}, err
	}
	for len(directory) > 0 {
		if len(directory) < directoryLength || little.Uint32(directory) != directorySignature {
			return Member{}, ErrFormat
		}
		nameLength := int(little.Uint16(directory[28:]))
		total := directoryLength + nameLength + int(little.Uint16(directory[30:])) + int(little.Uint16(directory[32:]))
		if total > len(directory) {
			return Member{}, ErrFormat
		}
		if string(directory[directoryLength:directoryLength+nameLength]) == name {
			return member(r, directory, at)
		}
		directory = directory[total:]
	}
	return Member{}, ErrNotFound
}

// plain tells that name is a relative path without detours.
func plain(name string) bool {
	if name == "" || strings.ContainsAny(name, "\\\x00") {
		return false
	}
	for element := range strings.SplitSeq(name, "/") {
		if element == "" || element == "." || element == ".." {
			return false
		}
	}
	return true
}

// findDirectory reads the record at the archive's end.
func findDirectory(r io.ReaderAt, size int64) (at, length int64, err error) {
	if size < endLength {
		return 0, 0, ErrFormat
	}
	tail := make([]byte, min(size, endLength+maxComment))
	begin := size - int64(len(tail))
	if err := readFull(r, tail, begin); err != nil {
		return 0, 0, err
	}
	for i := len(tail) - endLength; i >= 0; i-- {
		if little.Uint32(tail[i:]) != endSignature || i+endLength+int(little.Uint16(tail[i+20:])) != len(tail) {
			continue
		}
		end := tail[i:]
		length, at = int64(little.Uint32(end[12:])), int64(little.Uint32(end[16:]))
		switch {
		case little.Uint16(end[4:]) != 0 || little.Uint16(end[6:]) != 0 || at == 1<<32-1 || length == 1<<32-1:
			return 0, 0, ErrUnsupported
		case length > MaxDirectory:
			return 0, 0, ErrUnsupported
		case at+length > begin+int64(i):
			return 0, 0, ErrFormat
		}
		return at, length, nil
	}
	return 0, 0, ErrFormat
}

// member checks what entry, in the directory that begins at limit, says about
// its member, and finds the bytes.
func member(r io.ReaderAt, entry []byte, limit int64) (Member, error) {
	flags, method := little.Uint16(entry[8:]), little.Uint16(entry[10:])
	m := Member{
		Deflated: method == methodDeflated, CRC: little.Uint32(entry[16:]),
		Stored: int64(little.Uint32(entry[20:])), Size: int64(little.Uint32(entry[24:])),
	}
	local := int64(little.Uint32(entry[42:]))
	switch {
	case flags&(flagEncrypted|flagStrong|flagMasked) != 0, method != methodStored && method != methodDeflated:
		return Member{}, ErrUnsupported
	case m.Stored == 1<<32-1 || m.Size == 1<<32-1 || local == 1<<32-1:
		return Member{}, ErrUnsupported
	case !m.Deflated && m.Stored != m.Size, m.Deflated && m.Size > (m.Stored+1)*maxRatio, local+localLength > limit:
		return Member{}, ErrFormat
	}
	var header [localLength]byte
	if err := readFull(r, header[:], local); err != nil {
		return Member{}, err
	}
	m.Offset = local + localLength + int64(little.Uint16(header[26:])) + int64(little.Uint16(header[28:]))
	if little.Uint32(header[:]) != localSignature || little.Uint16(header[8:]) != method || m.Offset+m.Stored > limit {
		return Member{}, ErrFormat
	}
	return m, nil
}

func readFull(r io.ReaderAt, p []byte, at int64) error {
	n, err := r.ReadAt(p, at)
	if n == len(p) {
		return nil
	}
	if err == nil || err == io.EOF {
		return ErrFormat // it became shorter
	}
	return err
}
