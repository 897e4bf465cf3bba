package form

import (
	"cmp"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	mimeparser "mime/multipart"
	"strings"
	"testing"
	"testing/fstest"
)

var disk = fstest.MapFS{
	"dir/notes.txt": {Data: []byte("line\r\n--B\r\nline")},
	"empty":         {},
	"large.gz":      {Data: []byte(strings.Repeat("0123456789", 1000))},
	"fifo":          {Mode: fs.ModeNamedPipe},
	"a\nb":          {},
	`q"uote`:        {Data: []byte("q")},
}

// written fills rooms of the sizes that room gives, and wants the announced length.
func written(t testing.TB, elements []string, room func() int) (string, error) {
	t.Helper()
	b := NewBody("BB", disk.Open)
	for _, e := range elements {
		if err := b.Add(e); err != nil {
			return "", err
		}
	}
	length := b.End()
	var out strings.Builder
	for {
		buf := make([]byte, room())
		n, done, err := b.Fill(buf)
		if err != nil {
			t.Fatal(err)
		}
		if !done && n < len(buf) {
			t.Fatalf("%d of %d bytes are used before the end", n, len(buf))
		}
		out.Write(buf[:n])
		if done {
			break
		}
	}
	if int64(out.Len()) != length {
		t.Errorf("%d bytes, %d were announced", out.Len(), length)
	}
	if n, done, err := b.Fill(make([]byte, 9)); n != 0 || !done || err != nil {
		t.Errorf("after the end: %d %v %v", n, done, err)
	}
	return out.String(), nil
}

func wholeBody() int { return 1 << 20 }

// seen is what a parser that is not ours finds in a form.
func seen(t testing.TB, body string) string {
	t.Helper()
	var parts []string
	for r := mimeparser.NewReader(strings.NewReader(body), "BB"); ; {
		p, err := r.NextPart()
		if err == io.EOF {
			return strings.Join(parts, "|")
		}
		if err != nil {
			t.Fatalf("%v in %q", err, body)
		}
		content, err := io.ReadAll(p)
		if err != nil {
			t.Fatalf("%v in %q", err, body)
		}
		parts = append(parts, strings.Join([]string{p.FormName(), p.FileName(), p.Header.Get("Content-Type"), string(content)}, ","))
	}
}

var bodies = []struct {
	name     string
	elements string // separated by |
	want     string
	err      error
}{
	{"field", "a=b", "a,,,b", nil},
	{"fields", "a=b|a=c|empty=", "a,,,b|a,,,c|empty,,,", nil},
	{"as it stands", `a="b=c&%20;` + "\r\n", `a,,,"b=c&%20;` + "\r\n", nil},
	{"an @ inside", "a=b@dir/notes.txt", "a,,,b@dir/notes.txt", nil},
	{"quote in a name", `a"b=c`, "a%22b,,,c", nil},
	{"file", "f=@dir/notes.txt", "f,notes.txt,text/plain,line\r\n--B\r\nline", nil},
	{"empty file", "f=@empty|a=b", "f,empty,application/octet-stream,|a,,,b", nil},
	{"quote in a file's name", `f=@q"uote`, "f,q%22uote,application/octet-stream,q", nil},
	{"all kinds", "a=b|f=@large.gz|c=d|f=@empty", "a,,,b|f,large.gz,application/gzip," + strings.Repeat("0123456789", 1000) + "|c,,,d|f,empty,application/octet-stream,", nil},
	{"no equals sign", "a", "", ErrNotElement},
	{"no name", "=b", "", ErrNotElement},
	{"the second is wrong", "a=b|c", "", ErrNotElement},
	{"CR in a name", "a\rb=c", "", ErrLineEnd},
	{"LF in a name", "a\nb=c", "", ErrLineEnd},
	{"NUL in a name", "a\x00b=c", "", ErrLineEnd},
	{"LF in a file's name", "f=@a\nb", "", ErrLineEnd},
	{"no file", "f=@absent", "", fs.ErrNotExist},
	{"no path", "f=@", "", fs.ErrNotExist},
	{"folder", "f=@dir", "", ErrNotFile},
	{"FIFO", "f=@fifo", "", ErrNotFile},
	{"as many as can be", strings.Repeat("a=|", MaxFields-1) + "a=", strings.Repeat("a,,,|", MaxFields-1) + "a,,,", nil},
	{"too many", strings.Repeat("a=|", MaxFields) + "a=", "", ErrFields},
}

func TestBody(t *testing.T) {
	for _, c := range bodies {
		body, err := written(t, strings.Split(c.elements, "|"), wholeBody)
		if !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", c.name, err, c.err)
		} else if err == nil {
			if got := seen(t, body); got != c.want {
				t.Errorf("%s: %q, want %q", c.name, got, c.want)
			}
		}
	}
}

func TestBodySplitAnywhere(t *testing.T) {
	for _, c := range bodies {
		if c.err != nil || len(c.elements) > 1000 {
			continue
		}
		elements := strings.Split(c.elements, "|")
		want, _ := written(t, elements, wholeBody)
		for size := 1; size < 12; size++ {
			if got, _ := written(t, elements, func() int { return size }); got != want {
				t.Errorf("%s in pieces of %d: %q, want %q", c.name, size, got, want)
			}
		}
		for first := 1; first < min(len(want), 300); first++ {
			size := first
			got, _ := written(t, elements, func() int { defer func() { size = 1 << 20 }(); return size })
			if got != want {
				t.Errorf("%s cut behind %d: %q, want %q", c.name, first, got, want)
			}
		}
	}
}

func TestBodyWithoutElements(t *testing.T) {
	if body, err := written(t, nil, wholeBody); body != "--BB--\r\n" || err != nil {
		t.Errorf("%q, %v", body, err)
	}
}

func TestBodyWithoutRoom(t *testing.T) {
	b := NewBody("BB", disk.Open)
	b.End()
	for range 2 {
		if _, _, err := b.Fill(nil); err != ErrNoRoom {
			t.Errorf("%v", err)
		}
	}
}

// changing is a folder with a file that changes while it is being sent.
type changing struct {
	sizes  []int // when it is opened
	opened int
	held   int // how many are open
	real   int // what it really gives
	broken error
}

func (c *changing) Open(string) (fs.File, error) {
	size := c.sizes[c.opened]
	c.opened++
	if size < 0 {
		return nil, fs.ErrNotExist
	}
	c.held++
	return &changed{c, size, c.real}, nil
}

type changed struct {
	folder *changing
	size   int
	left   int
}

func (c *changed) Stat() (fs.FileInfo, error) {
	f, err := fstest.MapFS{"f": {Data: make([]byte, c.size)}}.Open("f")
	if err != nil {
		return nil, err
	}
	return f.Stat()
}

func (c *changed) Read(p []byte) (int, error) {
	if c.left == 0 {
		return 0, cmp.Or(c.folder.broken, io.EOF)
	}
	n := min(len(p), c.left, 7) // in pieces, as some file systems do
	c.left -= n
	return n, nil
}

func (c *changed) Close() error {
	c.folder.held--
	return nil
}

func TestFileChangesWhileItIsSent(t *testing.T) {
	broken := errors.New("broken")
	for _, c := range []struct {
		name string
		disk changing
		want error
	}{
		{"stays", changing{sizes: []int{20, 20}, real: 20}, nil},
		{"stays empty", changing{sizes: []int{0, 0}}, nil},
		{"vanishes", changing{sizes: []int{20, -1}}, fs.ErrNotExist},
		{"grows before it is read", changing{sizes: []int{20, 21}, real: 21}, ErrChanged},
		{"shrinks before it is read", changing{sizes: []int{20, 19}, real: 19}, ErrChanged},
		{"grows while it is read", changing{sizes: []int{20, 20}, real: 21}, ErrChanged},
		{"shrinks while it is read", changing{sizes: []int{20, 20}, real: 19}, ErrChanged},
		{"is emptied while it is read", changing{sizes: []int{20, 20}, real: 0}, ErrChanged},
		{"is empty and grows", changing{sizes: []int{0, 0}, real: 1}, ErrChanged},
		{"cannot be read", changing{sizes: []int{20, 20}, real: 3, broken: broken}, broken},
	} {
		for room := 1; room < 120; room++ {
			folder := c.disk
			b := NewBody("BB", folder.Open)
			if err := b.Add("f=@f"); err != nil {
				t.Fatal(err)
			}
			length := int(b.End())
			sent, done, err := 0, false, error(nil)
			for n := 0; err == nil && !done; sent += n {
				n, done, err = b.Fill(make([]byte, room))
			}
			if !errors.Is(err, c.want) || folder.held != 0 {
				t.Fatalf("%s, room %d: %v, %d files stay open; want %v", c.name, room, err, folder.held, c.want)
			}
			if err == nil && sent != length || err != nil && sent >= length {
				t.Fatalf("%s, room %d: %d bytes of %d", c.name, room, sent, length)
			}
			if _, _, again := b.Fill(make([]byte, room)); err != nil && again != err {
				t.Fatalf("%s, room %d: then %v", c.name, room, again)
			}
		}
	}
}

func TestBodyClosedInAFile(t *testing.T) {
	folder := changing{sizes: []int{20, 20}, real: 20}
	b := NewBody("BB", folder.Open)
	if err := b.Add("f=@f"); err != nil {
		t.Fatal(err)
	}
	length := b.End()
	if _, _, err := b.Fill(make([]byte, length-15)); err != nil || folder.held != 1 {
		t.Fatalf("%v, %d files open", err, folder.held)
	}
	b.Close()
	if folder.held != 0 {
		t.Error("the file stays open")
	}
}

func FuzzBody(f *testing.F) {
	for i, c := range bodies {
		if len(c.elements) < 1000 {
			f.Add(c.elements, uint64(i))
		}
	}
	f.Fuzz(func(t *testing.T, list string, seed uint64) {
		elements := strings.Split(list, "|")
		body, err := written(t, elements, wholeBody)
		r := rand.New(rand.NewPCG(seed, 1))
		got, again := written(t, elements, func() int { return 1 + r.IntN(40) })
		if got != body || (err == nil) != (again == nil) {
			t.Fatalf("%q, %v in pieces; %q, %v whole", got, again, body, err)
		}
		if err != nil || strings.Contains(list, "--BB") {
			return // a boundary that somebody foresaw
		}
		d, err := NewMultipart("BB")
		if err != nil {
			t.Fatal(err)
		}
		parts := 0
		for in := []byte(body); ; {
			e, rest, err := d.Next(in)
			if errors.Is(err, ErrName) || errors.Is(err, ErrHeaderSize) || strings.Contains(list, `\`) {
				return // ours to write, and another's limit to read
			}
			if err != nil {
				t.Fatalf("%v in %q", err, body)
			}
			if in = rest; e.Kind == More {
				break
			}
			if e.Kind == Begin {
				name, _, _ := strings.Cut(elements[parts], "=")
				if e.Name != strings.ReplaceAll(name, `"`, "%22") {
					t.Errorf("part %d is %q, was %q", parts, e.Name, elements[parts])
				}
				parts++
			}
		}
		if parts != len(elements) {
			t.Errorf("%d parts of %d elements in %q", parts, len(elements), body)
		}
	})
}
