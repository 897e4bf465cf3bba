package zipfile

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
)

var text = strings.Repeat("all work and no play ", 3000)

// archive has a deflated, a stored and an empty member, a folder, and members
// with names that lead elsewhere.
func archive(t testing.TB, comment, text string) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range []struct {
		name   string
		method uint16
		text   string
	}{
		{"index.html", zip.Deflate, text}, {"sub/stored.txt", zip.Store, text}, {"empty", zip.Store, ""}, {"sub/", zip.Store, ""},
		{"../up", zip.Store, "up"}, {"/root", zip.Store, "root"}, {"a//b", zip.Store, "b"}, {"c:\\d", zip.Store, "d"},
	} {
		m, err := w.CreateHeader(&zip.FileHeader{Name: f.name, Method: f.method})
		if err != nil {
			t.Fatal(err)
		}
		m.Write([]byte(f.text))
	}
	w.SetComment(comment)
	w.Close()
	return b.Bytes()
}

// content reads a member as a server does, both ways.
func content(t testing.TB, b []byte, m Member) (string, error) {
	raw := b[m.Offset : m.Offset+m.Stored]
	if !m.Deflated {
		return string(raw), nil
	}
	r := NewReader(bytes.NewReader(b), m)
	var out []byte
	for int64(len(out)) < m.Size {
		p := make([]byte, 1000)
		n, err := r.ReadAt(p, int64(len(out)))
		if n == 0 || err != nil {
			return string(out), errors.Join(err, io.ErrUnexpectedEOF)
		}
		out = append(out, p[:n]...)
	}
	return string(out), nil
}

func TestMembers(t *testing.T) {
	for _, comment := range []string{"", strings.Repeat("comment", 1000)} {
		b := archive(t, comment, text)
		for name, want := range map[string]string{"index.html": text, "sub/stored.txt": text, "empty": ""} {
			m, err := Find(bytes.NewReader(b), int64(len(b)), name)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if got, err := content(t, b, m); got != want || err != nil {
				t.Errorf("%s: %d bytes, %v", name, len(got), err)
			}
			if m.Deflated {
				z := GzipHeader + string(b[m.Offset:m.Offset+m.Stored]) + string(m.GzipTrailer())
				r, err := gzip.NewReader(strings.NewReader(z))
				if err != nil {
					t.Fatal(err)
				}
				if got, err := io.ReadAll(r); string(got) != want || err != nil {
					t.Errorf("%s as gzip: %d bytes, %v", name, len(got), err)
				}
			}
		}
		for _, name := range []string{"", "none", "sub", "sub/", "../up", "/root", "a//b", "c:\\d", "./index.html", "index.html/", "index.html\x00"} {
			if _, err := Find(bytes.NewReader(b), int64(len(b)), name); err != ErrNotFound {
				t.Errorf("%q: %v", name, err)
			}
		}
	}
}

// Wherever one byte of an archive is wrong, what is found lies inside it, and
// what is read is no longer than announced.
func TestDamagedArchives(t *testing.T) {
	b := archive(t, "", text[:50])
	for i := range b {
		for _, v := range []byte{0, 0xff, b[i] ^ 1} {
			kept := b[i]
			b[i] = v
			check(t, b, "index.html")
			b[i] = kept
		}
	}
	for n := range b {
		check(t, b[:n], "index.html")
	}
}

func check(t testing.TB, b []byte, name string) {
	m, err := Find(bytes.NewReader(b), int64(len(b)), name)
	if err != nil {
		return
	}
	if m.Offset < 0 || m.Stored < 0 || m.Size < 0 || m.Offset+m.Stored > int64(len(b)) || m.Size > (m.Stored+1)*maxRatio {
		t.Fatalf("%+v of an archive of %d bytes", m, len(b))
	}
	if got, _ := content(t, b, m); int64(len(got)) > m.Size {
		t.Fatalf("%d bytes of %+v", len(got), m)
	}
}

func FuzzFind(f *testing.F) {
	f.Add(archive(f, "", text)[40:], "index.html")
	f.Add(archive(f, "c", "text"), "sub/stored.txt")
	f.Fuzz(func(t *testing.T, b []byte, name string) { check(t, b, name) })
}
