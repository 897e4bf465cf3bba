package form

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/golws/golws/core/mime"
)

// What can be wrong with a form that is written.
var (
	ErrNotElement = errors.New("form: neither name=value nor name=@file")
	ErrLineEnd    = errors.New("form: a line end in a name")
	ErrNotFile    = errors.New("form: no regular file")
	ErrChanged    = errors.New("form: the file has changed its size")
	ErrNoRoom     = errors.New("form: no room to write to")
)

// quoter escapes a name the way forms on the web do it (WHATWG HTML §4.10.21.8).
var quoter = strings.NewReplacer("\"", "%22")

// AppendPart appends what stands before the content of a part (RFC 7578 §4).
// file and contentType may be "".
func AppendPart(dst []byte, boundary string, first bool, name, file, contentType string) ([]byte, error) {
	if strings.ContainsAny(name+file+contentType, "\r\n\x00") {
		return dst, ErrLineEnd
	}
	dst = appendDelimiter(dst, boundary, first)
	dst = append(dst, "\r\nContent-Disposition: form-data; name=\""+quoter.Replace(name)+"\""...)
	if file != "" {
		dst = append(dst, "; filename=\""+quoter.Replace(file)+"\""...)
	}
	dst = append(dst, "\r\n"...)
	if contentType != "" {
		dst = append(dst, "Content-Type: "+contentType+"\r\n"...)
	}
	return append(dst, "\r\n"...), nil
}

// AppendEnd appends what ends a form; first: it has no parts.
func AppendEnd(dst []byte, boundary string, first bool) []byte {
	return append(appendDelimiter(dst, boundary, first), "--\r\n"...)
}

func appendDelimiter(dst []byte, boundary string, first bool) []byte {
	if !first {
		dst = append(dst, "\r\n"...)
	}
	return append(append(dst, "--"...), boundary...)
}

// Open opens a file of a form.
type Open func(path string) (fs.File, error)

// Body is a form as multipart/form-data whose length is known before it is
// written, in pieces of any size. Files are read while that goes on; one that
// turns out to have another size than when it was added is an error.
type Body struct {
	boundary string
	open     Open
	parts    []bodyPart
	count    int
	reading  fs.File
	failed   error
}

// bodyPart is what is left of a part: text, then a file's content.
type bodyPart struct {
	text []byte
	path string
	left int64
}

// NewBody begins a form.
func NewBody(boundary string, open Open) *Body { return &Body{boundary: boundary, open: open} }

// Add adds the part that element describes: "name=value", or "name=@path" for a
// file.
func (b *Body) Add(element string) error {
	if b.count == MaxFields {
		return ErrFields
	}
	name, value, ok := strings.Cut(element, "=")
	if !ok || name == "" {
		return ErrNotElement
	}
	var p bodyPart
	var file, contentType string
	if at, isFile := strings.CutPrefix(value, "@"); isFile {
		f, size, err := b.openFile(at)
		if err != nil {
			return err
		}
		_ = f.Close()
		p.path, p.left, value = at, size, ""
		// A directory is nothing for the server (RFC 7578 §4.2).
		file = path.Base(at)
		if contentType = mime.Type(file, nil); contentType == "" {
			contentType = "application/octet-stream"
		}
	}
	text, err := AppendPart(nil, b.boundary, b.count == 0, name, file, contentType)
	if err != nil {
		return err
	}
	p.text = append(text, value...)
	b.parts = append(b.parts, p)
	b.count++
	return nil
}

// End completes the form and tells how long all of it is.
func (b *Body) End() (length int64) {
	b.parts = append(b.parts, bodyPart{text: AppendEnd(nil, b.boundary, b.count == 0)})
	for _, p := range b.parts {
		length += int64(len(p.text)) + p.left
	}
	return length
}

// Fill writes what comes next. After an error it gives that again.
func (b *Body) Fill(dst []byte) (n int, done bool, err error) {
	if b.failed == nil && len(dst) == 0 && len(b.parts) > 0 {
		b.failed = ErrNoRoom
	}
	for b.failed == nil && len(b.parts) > 0 {
		p := &b.parts[0]
		k := copy(dst[n:], p.text)
		p.text = p.text[k:]
		n += k
		if len(p.text) > 0 {
			break
		}
		if p.path != "" {
			k, b.failed = b.content(p, dst[n:])
			n += k
			if p.left > 0 {
				break
			}
		}
		b.parts = b.parts[1:]
	}
	if b.failed != nil {
		b.Close()
		return 0, false, b.failed
	}
	return n, len(b.parts) == 0, nil
}

// Close gives back what the form holds, wherever it is.
func (b *Body) Close() {
	if b.reading != nil {
		_ = b.reading.Close()
		b.reading = nil
	}
	b.parts = nil
}

// content copies what comes next of a part's file, and closes it after the last.
func (b *Body) content(p *bodyPart, dst []byte) (int, error) {
	if b.reading == nil {
		f, size, err := b.openFile(p.path)
		if err != nil {
			return 0, err
		}
		b.reading = f
		if size != p.left {
			return 0, fmt.Errorf("%w: %s", ErrChanged, p.path)
		}
	}
	n, err := io.ReadFull(b.reading, dst[:min(int64(len(dst)), p.left)])
	if p.left -= int64(n); err == nil && p.left == 0 {
		if _, err = io.ReadFull(b.reading, make([]byte, 1)); err == nil {
			err = io.ErrUnexpectedEOF
		} else if err == io.EOF {
			err = nil
		}
		_ = b.reading.Close()
		b.reading = nil
	}
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		err = fmt.Errorf("%w: %s", ErrChanged, p.path)
	}
	return n, err
}

// openFile opens a file, and tells how long it is: only of a regular one is that
// known before it is read.
func (b *Body) openFile(path string) (fs.File, int64, error) {
	f, err := b.open(path)
	if err != nil {
		return nil, 0, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%w: %s", ErrNotFile, path)
	}
	if err != nil {
		_ = f.Close()
		return nil, 0, err
	}
	return f, info.Size(), nil
}
