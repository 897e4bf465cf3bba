package zipfile

import (
	"io"

	"github.com/klauspost/compress/flate"
)

// GzipHeader begins a GZIP stream without a name or a time (RFC 1952 section
// 2.3): deflated members become one between it and GzipTrailer.
const GzipHeader = "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"

// GzipTrailer is what ends the stream.
func (m Member) GzipTrailer() []byte {
	return little.AppendUint32(little.AppendUint32(nil, m.CRC), uint32(m.Size))
}

// Reader is the content of a deflated member, which goes forward only.
type Reader struct {
	inflate io.ReadCloser
	at      int64
	size    int64
}

// NewReader reads m from the archive r.
func NewReader(r io.ReaderAt, m Member) *Reader {
	return &Reader{inflate: flate.NewReader(io.NewSectionReader(r, m.Offset, m.Stored)), size: m.Size}
}

// ReadAt reads what comes next, which must be at position at. It reads no more
// than the archive has announced.
func (r *Reader) ReadAt(p []byte, at int64) (int, error) {
	if at != r.at {
		return 0, io.ErrNoProgress
	}
	p = p[:min(int64(len(p)), r.size-r.at)]
	n, err := io.ReadAtLeast(r.inflate, p, min(1, len(p)))
	r.at += int64(n)
	if n > 0 {
		err = nil
	}
	return n, err
}
