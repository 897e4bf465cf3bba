package form

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
)

const multipartType = "multipart/form-data; boundary=BB"

// journal writes down what it receives; the pieces of a file become one.
type journal struct {
	lines []string
	file  string
	most  int
}

func (j *journal) Value(i int, v []byte) bool {
	j.lines = append(j.lines, fmt.Sprintf("%d=%s", i, v))
	return true
}

func (j *journal) File(name, file string, data []byte, s FileState) bool {
	j.most = max(j.most, len(data))
	switch s {
	case FileOpen:
		j.lines = append(j.lines, "open "+name+" "+file)
		j.file = ""
	case FileContent:
		j.file += string(data)
	case FileFinalContent:
		j.lines = append(j.lines, "file "+name+" "+j.file+string(data))
	case FileClose:
		j.lines = append(j.lines, "close")
	}
	return true
}

var names = []string{"text", "send", "file"}

func collect(t testing.TB, contentType, body string, storage int, pieces func() int) (string, error) {
	t.Helper()
	j := &journal{}
	c, err := NewCollector(contentType, names, storage, j)
	if err != nil {
		return "", err
	}
	for len(body) > 0 && err == nil {
		n := min(pieces(), len(body))
		err = c.Process([]byte(body[:n]))
		body = body[n:]
	}
	if err == nil {
		err = c.Finish()
	}
	if j.most > max(storage-1, 1) {
		t.Errorf("a piece of %d bytes with storage for %d", j.most, storage)
	}
	return strings.Join(j.lines, "|"), err
}

func whole() int { return 1 << 30 }

func part(name, more, value string) string {
	return "--BB\r\nContent-Disposition: form-data; name=\"" + name + "\"" + more + "\r\n\r\n" + value + "\r\n"
}

const (
	aFile = "; filename=\"f.txt\"\r\nContent-Type: text/plain"
	last  = "--BB--\r\n"
)

var forms = []struct {
	name, contentType, body, want string
	err                           error
}{
	{"plain", "", "text=hello&send=yes", "0=hello|1=yes|close", nil},
	{"escapes", "", "text=a+b%20c%41%c3%A4", "0=a b cA\xc3\xa4|close", nil},
	{"escaped name", "", "t%65xt=1", "0=1|close", nil},
	{"bad escape", "", "text=1&send=%zz", "0=1", ErrEscape},
	{"cut escape", "", "send=1&text=ab%4", "1=1|close", nil},
	{"the first of two", "", "text=1&text=2", "0=1|close", nil},
	{"unknown", "", "foo=1&text=2&bar=", "0=2|close", nil},
	{"empty", "", "text=&send", "close", nil},
	{"empty, then not", "", "text=&text=1", "0=1|close", nil},
	{"only separators", "", "&&text=1&&=x&", "0=1|close", nil},
	{"equals in a value", "", "text=a=b", "0=a=b|close", nil},
	{"NUL", "", "text=a%00b", "0=a\x00b|close", nil},
	{"too long", "", "text=" + strings.Repeat("x", 100), "", ErrStorage},
	{"just fits", "", "text=" + strings.Repeat("x", 99), "0=" + strings.Repeat("x", 99) + "|close", nil},
	{"together too long", "", "text=" + strings.Repeat("x", 60) + "&send=" + strings.Repeat("y", 60), "0=" + strings.Repeat("x", 60), ErrStorage},
	{"unknown and long", "", "foo=" + strings.Repeat("x", 5000) + "&text=1", "0=1|close", nil},
	{"long name", "", strings.Repeat("n", MaxName+1) + "=1", "", ErrName},
	{"many fields", "", strings.Repeat("a&", MaxFields+1), "", ErrFields},

	{"parts", multipartType, part("text", "", "hello") + part("send", "", "yes") + last, "0=hello|1=yes|close", nil},
	{"file", multipartType, part("text", "", "t") + part("file", aFile, "line\r\nline2") + last, "0=t|open file f.txt|file file line\r\nline2|close", nil},
	{"empty file", multipartType, part("file", aFile, "") + last, "open file f.txt|file file |close", nil},
	{"large file", multipartType, part("file", aFile, strings.Repeat("z", 5000)) + last, "open file f.txt|file file " + strings.Repeat("z", 5000) + "|close", nil},
	{"almost a delimiter", multipartType, part("file", aFile, "a\r\n--B\r\r\n--BBx\r\n--BB \r\r\n-") + last, "open file f.txt|file file a\r\n--B\r\r\n--BBx\r\n--BB \r\r\n-|close", nil},
	{"padding", multipartType, "--BB \t\r\nContent-Disposition: form-data; name=text\r\n\r\nx\r\n--BB--", "0=x|close", nil},
	{"preamble", multipartType, "hello\r\n" + part("text", "", "t") + last + part("send", "", "x"), "0=t|close", nil},
	{"boundary in quotes", "Multipart/Form-Data; charset=x; Boundary=\"B B\"", strings.ReplaceAll(part("text", "", "t")+last, "BB", "B B"), "0=t|close", nil},
	{"not ended", multipartType, part("text", "", "t"), "close", nil},
	{"no name", multipartType, "--BB\r\nContent-Disposition: form-data\r\n\r\nx\r\n" + part("text", "", "t") + last, "0=t|close", nil},
	{"no disposition", multipartType, "--BB\r\nFoo: x\r\n\r\nx\r\n" + part("text", "", "t") + last, "0=t|close", nil},
	{"another disposition", multipartType, "--BB\r\nContent-Disposition: attachment; name=text\r\n\r\nx\r\n" + last, "close", nil},
	{"quoted file name", multipartType, part("file", `; filename="C:\dir\a\"b.txt"`, "x") + last, `open file C:\dir\a"b.txt|file file x|close`, nil},
	{"long value", multipartType, part("text", "", strings.Repeat("x", 100)) + last, "", ErrStorage},
	{"long header", multipartType, "--BB\r\nX: " + strings.Repeat("x", MaxPartHeader), "", ErrHeaderSize},
	{"long part name", multipartType, part(strings.Repeat("n", MaxName+1), "", "x"), "", ErrName},
	{"bare LF in a header", multipartType, "--BB\r\nContent-Disposition: form-data; name=text\n\r\n\r\nx", "", ErrHeader},
	{"NUL in a header", multipartType, "--BB\r\nContent-Disposition: form-data; name=te\x00xt\r\n\r\nx", "", ErrHeader},
	{"no colon", multipartType, "--BB\r\nContent-Disposition\r\n\r\nx", "", ErrHeader},
	{"open quote", multipartType, "--BB\r\nContent-Disposition: form-data; name=\"text\r\n\r\nx", "", ErrHeader},
	{"many parts", multipartType, strings.Repeat("--BB\r\n\r\n\r\n", MaxFields+1), "", ErrFields},
	{"no boundary", "multipart/form-data", "", "", ErrContentType},
	{"empty boundary", "multipart/form-data; boundary=", "", "", ErrContentType},
	{"long boundary", "multipart/form-data; boundary=" + strings.Repeat("b", MaxBoundary+1), "", "", ErrContentType},
	{"boundary of controls", "multipart/form-data; boundary=a\x01", "", "", ErrContentType},
}

func TestForms(t *testing.T) {
	for _, f := range forms {
		got, err := collect(t, f.contentType, f.body, 100, whole)
		if got != f.want || !errors.Is(err, f.err) {
			t.Errorf("%s: %q, %v; want %q, %v", f.name, got, err, f.want, f.err)
		}
	}
}

func TestSplitAnywhere(t *testing.T) {
	for _, f := range forms {
		for size := 1; size < 12; size++ {
			got, err := collect(t, f.contentType, f.body, 100, func() int { return size })
			if got != f.want || !errors.Is(err, f.err) {
				t.Errorf("%s in pieces of %d: %q, %v; want %q, %v", f.name, size, got, err, f.want, f.err)
			}
		}
	}
}

func TestRefusedFileEndsTheForm(t *testing.T) {
	c, err := NewCollector(multipartType, names, 100, refusing{})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Process([]byte(part("file", aFile, "x") + last)); !errors.Is(err, ErrRefused) {
		t.Fatalf("%v, want %v", err, ErrRefused)
	}
}

type refusing struct{}

func (refusing) Value(int, []byte) bool                       { return true }
func (refusing) File(_, _ string, _ []byte, s FileState) bool { return s == FileClose }

// A body of any size takes the storage and no more.
func TestMemoryStaysFlat(t *testing.T) {
	c, err := NewCollector(multipartType, names, 4096, &counting{})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Process([]byte("--BB\r\nContent-Disposition: form-data; name=file; filename=f\r\n\r\n")); err != nil {
		t.Fatal(err)
	}
	piece := []byte(strings.Repeat("x\r\n--B", 1000))
	c.Process(piece)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 2000 {
		if err := c.Process(piece); err != nil {
			t.Fatal(err)
		}
	}
	runtime.ReadMemStats(&after)
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 64<<10 {
		t.Errorf("%d bytes allocated", grown)
	}
}

type counting struct{ bytes int }

func (c *counting) Value(int, []byte) bool { return true }
func (c *counting) File(_, _ string, data []byte, _ FileState) bool {
	c.bytes += len(data)
	return true
}

func FuzzSplit(f *testing.F) {
	for i, form := range forms {
		if len(form.body) < 1000 {
			f.Add(form.contentType, form.body, uint64(i))
		}
	}
	f.Fuzz(func(t *testing.T, contentType, body string, seed uint64) {
		want, wantErr := collect(t, contentType, body, 50, whole)
		r := rand.New(rand.NewPCG(seed, 1))
		got, err := collect(t, contentType, body, 50, func() int { return 1 + r.IntN(5) })
		if got != want || !errors.Is(err, wantErr) {
			t.Errorf("%q, %v in pieces; %q, %v whole", got, err, want, wantErr)
		}
	})
}
