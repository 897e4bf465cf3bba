package fulltext

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
)

var texts = []struct {
	path     string
	priority int32
	text     string
}{
	{"fruit.txt", 1, "Apples and pears,\nand an apple.\r\nÄpfel, ÄPFEL! pear\n"},
	{"", 1, ""},
	{"tools.txt", 5, "apple_press 2000\napple\nno newline: apple"},
	{"broken.txt", 1, "app\xffle \xc3\napple\xf0\x9f\x98"},
}

// made makes an index of texts, filled in pieces of the given length.
func made(t testing.TB, piece int) []byte {
	t.Helper()
	b := NewBuilder()
	for i, f := range texts {
		n, err := b.AddFile(f.path, f.priority)
		if err != nil || n != i {
			t.Fatal(n, err)
		}
		for at := 0; at < len(f.text); at += piece {
			if err := b.Fill(uint32(n), []byte(f.text[at:min(at+piece, len(f.text))])); err != nil {
				t.Fatal(err)
			}
		}
	}
	var out bytes.Buffer
	if n, err := b.WriteTo(&out); err != nil || int(n) != out.Len() {
		t.Fatal(n, err)
	}
	return out.Bytes()
}

func opened(t testing.TB, b []byte) *Index {
	t.Helper()
	x, err := Open(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestPiecesOfAnyLengthMakeTheSameIndex(t *testing.T) {
	want := made(t, 1000)
	for piece := 1; piece < 60; piece++ {
		if !bytes.Equal(made(t, piece), want) {
			t.Errorf("in pieces of %d the index differs", piece)
		}
	}
}

func describe(files []File) (all []string) {
	for _, f := range files {
		s := fmt.Sprintf("%s %d/%d", f.Path, f.Matches, f.LinesInFile)
		for _, l := range f.Lines {
			s += fmt.Sprintf(" %d@%d %q", l.Number, l.Offset, l.Text)
		}
		all = append(all, s)
	}
	return all
}

func TestFindsWordsInFiles(t *testing.T) {
	x := opened(t, made(t, 7))
	only := "fruit.txt"
	for _, c := range []struct {
		q    Query
		want []string
	}{
		{Query{Needle: "apple", Files: true}, []string{"tools.txt 2/3", "fruit.txt 1/3", "broken.txt 1/2"}},
		{Query{Needle: "APPLE", Files: true, Lines: true, MaxFiles: 2}, []string{`tools.txt 2/3 2@17 "" 3@23 ""`, `fruit.txt 1/3 2@18 ""`}},
		{Query{Needle: "apple", Quotes: true, MaxLinesAFile: 1, MaxFiles: 1}, []string{`tools.txt 1/3 2@17 "apple"`}},
		{Query{Needle: " apple, pear", Quotes: true, OnlyPath: &only}, []string{`fruit.txt 1/3 2@18 "and an apple."`}},
		{Query{Needle: "äpfel", Quotes: true}, []string{`fruit.txt 1/3 3@33 "Äpfel, ÄPFEL! pear"`}},
		{Query{Needle: "le", Files: true}, []string{"broken.txt 1/2"}},
		{Query{Needle: "2000", Files: true}, []string{"tools.txt 1/3"}},
		{Query{Needle: "appl", Files: true}, nil},
		{Query{Needle: "", Files: true}, nil},
		{Query{Needle: "zzz", Files: true}, nil},
		{Query{Needle: "apple"}, nil},
	} {
		proposals, files, err := x.Search(&c.q)
		if err != nil || proposals != nil || !slices.Equal(describe(files), c.want) {
			t.Errorf("%+v: %v %q, want %q", c.q, err, describe(files), c.want)
		}
	}
}

func TestProposesWords(t *testing.T) {
	x := opened(t, made(t, 7))
	for needle, want := range map[string][]Proposal{
		"app":    {{"app", 1, 7}, {"apple", 4, 6}, {"apple_press", 1, 1}, {"apples", 1, 1}},
		"Apples": {{"apples", 1, 1}}, "pe": {{"pear", 1, 2}, {"pears", 1, 1}}, "q": nil,
	} {
		got, _, err := x.Search(&Query{Needle: needle, Proposals: true})
		if err != nil || !reflect.DeepEqual(got, want) && len(got)+len(want) > 0 {
			t.Errorf("%s: %v %v, want %v", needle, err, got, want)
		}
	}
	if got, _, err := x.Search(&Query{Proposals: true, MaxProposals: 3}); len(got) != 3 || err != nil || got[0].Word != "app" {
		t.Errorf("of all words: %v %v", got, err)
	}
}

func TestLongWordsAreCutOff(t *testing.T) {
	b := NewBuilder()
	b.AddFile("long", 0)
	long := strings.Repeat("x", 1000)
	if err := b.Fill(0, []byte(long+" "+long+"y")); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	b.WriteTo(&out)
	x := opened(t, out.Bytes())
	if _, files, err := x.Search(&Query{Needle: long + "z", Files: true}); err != nil || len(files) != 1 {
		t.Error(files, err)
	}
	if got, _, _ := x.Search(&Query{Proposals: true}); len(got) != 1 || len(got[0].Word) > MaxWord || got[0].Times != 2 {
		t.Error(got)
	}
}

func TestLongLinesAreQuotedInPart(t *testing.T) {
	b := NewBuilder()
	b.AddFile("long", 0)
	b.Fill(0, []byte("word "+strings.Repeat("é", 300)+"\n"))
	var out bytes.Buffer
	b.WriteTo(&out)
	_, files, err := opened(t, out.Bytes()).Search(&Query{Needle: "word", Quotes: true})
	if err != nil || len(files) != 1 || string(files[0].Lines[0].Text) != "word "+strings.Repeat("é", 125) {
		t.Errorf("%v %q", err, describe(files))
	}
}

func TestLimitsOfABuilder(t *testing.T) {
	b := NewBuilder()
	if err := b.Fill(0, nil); err != ErrOrder {
		t.Error("no file:", err)
	}
	if _, err := b.AddFile(strings.Repeat("p", MaxPath+1), 0); err != ErrLimit {
		t.Error("a long path:", err)
	}
	b.AddFile("a", 0)
	b.AddFile("b", 0)
	if err := b.Fill(0, []byte("x")); err != ErrOrder {
		t.Error("not the last file:", err)
	}
	if err := b.Fill(1, make([]byte, MaxText+1)); err != ErrLimit {
		t.Error("too much text:", err)
	}
	for len(b.files) < MaxFiles {
		if _, err := b.AddFile("", 0); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.AddFile("", 0); err != ErrLimit {
		t.Error("too many files:", err)
	}
}

func TestWhatIsNoIndexIsRefused(t *testing.T) {
	good := made(t, 100)
	for what, change := range map[string]func([]byte) []byte{
		"empty":         func([]byte) []byte { return nil },
		"cut off":       func(b []byte) []byte { return b[:len(b)-1] },
		"longer":        func(b []byte) []byte { return append(b, 0) },
		"magic":         func(b []byte) []byte { b[0] = 'x'; return b },
		"version":       func(b []byte) []byte { b[8]++; return b },
		"many files":    func(b []byte) []byte { b[14] = 2; return b },
		"many words":    func(b []byte) []byte { b[23] = 1; return b },
		"many postings": func(b []byte) []byte { b[27] = 0xff; return b },
	} {
		b := change(slices.Clone(good))
		if _, err := Open(bytes.NewReader(b), int64(len(b))); err == nil {
			t.Error(what, "is taken")
		}
	}
}

type failing struct{ left int }

func (f *failing) Write(b []byte) (int, error) {
	if f.left--; f.left < 0 {
		return 0, io.ErrShortWrite
	}
	return len(b), nil
}

func TestAFullDiskIsTold(t *testing.T) {
	b := NewBuilder()
	b.AddFile("a", 0)
	b.Fill(0, bytes.Repeat([]byte("word\n"), 100000))
	if _, err := b.WriteTo(&failing{left: 1}); !errors.Is(err, io.ErrShortWrite) {
		t.Error(err)
	}
}

// Whatever an index says, a search ends, and reports no more than it may.
func FuzzSearch(f *testing.F) {
	good := made(f, 100)
	f.Add(good, "apple")
	f.Add(good[:headerSize], "a")
	for at := headerSize; at < len(good); at += 5 {
		bad := slices.Clone(good)
		bad[at] = 0xff
		f.Add(bad, "app")
	}
	f.Fuzz(func(t *testing.T, index []byte, needle string) {
		x, err := Open(bytes.NewReader(index), int64(len(index)))
		if err != nil {
			return
		}
		proposals, files, err := x.Search(&Query{Needle: needle, Proposals: true, Files: true, Quotes: true})
		lines := 0
		for _, file := range files {
			lines += len(file.Lines)
			for _, l := range file.Lines {
				if len(l.Text) > MaxQuote || l.Number == 0 {
					t.Fatalf("line %d of %d bytes", l.Number, len(l.Text))
				}
			}
		}
		if err != nil && len(files)+len(proposals) > 0 || len(proposals) > MaxProposals || len(files) > MaxResultFiles || lines > MaxResultLines {
			t.Fatalf("%v: %d words, %d files, %d lines", err, len(proposals), len(files), lines)
		}
	})
}

// What is indexed in pieces is found, whatever it is.
func FuzzFill(f *testing.F) {
	for _, text := range texts {
		f.Add([]byte(text.text), 3)
	}
	f.Fuzz(func(t *testing.T, text []byte, piece int) {
		var indices [2]bytes.Buffer
		for i, n := range []int{len(text) + 1, max(piece&63, 1)} {
			b := NewBuilder()
			b.AddFile("f", 0)
			for at := 0; at < len(text); at += n {
				if err := b.Fill(0, text[at:min(at+n, len(text))]); err != nil {
					t.Fatal(err)
				}
			}
			b.WriteTo(&indices[i])
		}
		if !bytes.Equal(indices[0].Bytes(), indices[1].Bytes()) {
			t.Fatal("the pieces show in the index")
		}
		x := opened(t, indices[0].Bytes())
		if needle := normalize(string(text)); needle != "" {
			if _, files, err := x.Search(&Query{Needle: needle, Files: true}); err != nil || len(files) != 1 {
				t.Fatalf("%q: %v %v", needle, files, err)
			}
		}
	})
}
