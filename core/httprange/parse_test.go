package httprange

import (
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"reflect"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	many := func(n int, spec string) string { return "bytes=" + strings.Repeat(spec+",", n) }
	apart := func(n int) string {
		var b strings.Builder
		b.WriteString("bytes=")
		for i := range n {
			fmt.Fprintf(&b, "%d-%d,", 2*i, 2*i)
		}
		return b.String()
	}
	for _, c := range []struct {
		field string
		size  int64
		want  Verdict
		first []Range
	}{
		{"bytes=0-0", 10, Partial, []Range{{0, 1}}},
		{"bytes=2-4", 10, Partial, []Range{{2, 3}}},
		{"BYTES=2-4", 10, Partial, []Range{{2, 3}}},
		{"bytes=2-", 10, Partial, []Range{{2, 8}}},
		{"bytes=-3", 10, Partial, []Range{{7, 3}}},
		{"bytes=-30", 10, Partial, []Range{{0, 10}}},
		{"bytes=0-99", 10, Partial, []Range{{0, 10}}},
		{"bytes=0-99999999999999999999999", 10, Partial, []Range{{0, 10}}},
		{"bytes=0-0, 5-6 ,\t-1", 10, Partial, []Range{{0, 1}, {5, 2}, {9, 1}}},
		{"bytes=5-6,0-0", 10, Partial, []Range{{5, 2}, {0, 1}}},
		{"bytes=,,5-6,", 10, Partial, []Range{{5, 2}}},
		{"bytes=5-6,40-50", 10, Partial, []Range{{5, 2}}},
		{"bytes=0-4,2-3", 10, Partial, []Range{{0, 5}, {2, 2}}},
		{"bytes=10-", 10, Unsatisfiable, nil},
		{"bytes=10-20,30-", 10, Unsatisfiable, nil},
		{"bytes=99999999999999999999999-", 10, Unsatisfiable, nil},
		{"bytes=-0", 10, Unsatisfiable, nil},
		{"bytes=0-", 0, Unsatisfiable, nil},
		{"bytes=-5", 0, Unsatisfiable, nil},
		{"bytes=4000000000-4999999999", 5 << 30, Partial, []Range{{4000000000, 1000000000}}},
		{"", 10, Whole, nil},
		{"bytes", 10, Whole, nil},
		{"bytes=", 10, Whole, nil},
		{"bytes=,", 10, Whole, nil},
		{"bytes=-", 10, Whole, nil},
		{"bytes=5", 10, Whole, nil},
		{"bytes=5-4", 10, Whole, nil},
		{"bytes=a-b", 10, Whole, nil},
		{"bytes=1-2-3", 10, Whole, nil},
		{"bytes=--1", 10, Whole, nil},
		{"bytes=0x1-2", 10, Whole, nil},
		{"bytes=+1-2", 10, Whole, nil},
		{"bytes=0-1,x", 10, Whole, nil},
		{"bytes =0-1", 10, Whole, nil},
		{"lines=0-1", 10, Whole, nil},
		{many(3, "0-"), 10, Whole, nil},
		{many(3, "0-1"), 1000, Whole, nil}, // three pairs of them have bytes in common
		{many(2, "0-1"), 1000, Partial, []Range{{0, 2}, {0, 2}}},
		{apart(MaxRanges + 1), 1000, Whole, nil},
	} {
		got, verdict := Parse([]byte(c.field), c.size, nil)
		if verdict != c.want || len(got) != len(c.first) || len(got) > 0 && !reflect.DeepEqual(got, c.first) {
			t.Errorf("%.60q of %d: %v %v, want %v %v", c.field, c.size, verdict, got, c.want, c.first)
		}
	}
	if got, verdict := Parse([]byte(apart(MaxRanges)), 1000, nil); verdict != Partial || len(got) != MaxRanges {
		t.Errorf("%d ranges: %v, %d of them", MaxRanges, verdict, len(got))
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"bytes=0-0,-1,5-", "bytes=9-3", "bytes=,,,", "bytes=1-1,1-1,1-1,1-1", "x=1-"} {
		f.Add([]byte(s), int64(10))
	}
	f.Fuzz(func(t *testing.T, field []byte, size int64) {
		if size < 0 {
			return
		}
		got, verdict := Parse(field, size, nil)
		if (verdict == Partial) != (len(got) > 0) {
			t.Fatalf("verdict %v with %d ranges", verdict, len(got))
		}
		sum := int64(0)
		for _, r := range got {
			if r.First < 0 || r.Length <= 0 || r.Length > size || r.First > size-r.Length {
				t.Fatalf("%v of %d bytes", r, size)
			}
			sum += r.Length
		}
		if len(got) > MaxRanges || sum > size {
			t.Fatalf("%d ranges of %d bytes together, of %d", len(got), sum, size)
		}
	})
}

// Other people's reader of multipart bodies finds the parts.
func TestMultipart(t *testing.T) {
	const content, boundary = "0123456789", "frontier"
	ranges := []Range{{0, 1}, {5, 3}}
	var body []byte
	for _, r := range ranges {
		body = AppendPart(body, boundary, "text/plain", r, int64(len(content)))
		body = append(body, content[r.First:r.End()]...)
	}
	body = AppendEnd(body, boundary)
	_, parameters, err := mime.ParseMediaType("multipart/byteranges; boundary=" + boundary)
	if err != nil {
		t.Fatal(err)
	}
	reader := multipart.NewReader(strings.NewReader(string(body)), parameters["boundary"])
	for _, want := range []struct{ field, text string }{{"bytes 0-0/10", "0"}, {"bytes 5-7/10", "567"}} {
		part, err := reader.NextPart()
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(part)
		if part.Header.Get("Content-Range") != want.field || string(text) != want.text || part.Header.Get("Content-Type") != "text/plain" {
			t.Errorf("%v %q", part.Header, text)
		}
	}
	if _, err := reader.NextPart(); err != io.EOF {
		t.Errorf("behind the last part: %v", err)
	}
}
