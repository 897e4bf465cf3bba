package h1

import (
	"errors"
	"strings"
	"testing"

	"github.com/golws/golws/core/header"
)

var bodies = []struct {
	framing  Framing
	length   int64
	in, want string
	err      *Error
}{
	{framing: NoBody, in: "next", want: " | next"},
	{framing: Length, length: 3, in: "abcnext", want: "abc | next"},
	{framing: Length, length: 3, in: "abc", want: "abc | "},
	{framing: Length, length: 0, in: "next", want: " | next"},
	{framing: Length, length: 3, in: "ab", want: "ab", err: ErrTruncated},
	{framing: UntilClose, in: "abc", want: "abc"},
	{framing: UntilClose, in: "", want: ""},

	{framing: Chunked, in: "0\r\n\r\nnext", want: " | next"},
	{framing: Chunked, in: "3\r\nabc\r\n0\r\n\r\n", want: "abc | "},
	{framing: Chunked, in: "3\r\nabc\r\nA\r\n0123456789\r\n00\r\n\r\nnext", want: "abc0123456789 | next"},
	{framing: Chunked, in: "000000000000000a\r\n0123456789\r\n0\r\n\r\n", want: "0123456789 | "},
	{framing: Chunked, in: "3;a\r\nabc\r\n0;b=\"c;d\"\r\n\r\n", want: "abc | "},
	{framing: Chunked, in: "3 \t; a = b\r\nabc\r\n0  \r\n\r\n", want: "abc | "},
	{framing: Chunked, in: "3;\xe4\r\nabc\r\n0\r\n\r\n", want: "abc | "},
	{framing: Chunked, in: "3\r\n\r\n\x00\r\n0\r\n\r\n", want: "\r\n\x00 | "},
	{framing: Chunked, in: "3\r\nabc\r\n0\r\nFoo: bar\r\nContent-Length: 9\r\nEmpty:\r\n\r\nnext", want: "abc | next"},
	{framing: Chunked, in: "", err: ErrTruncated},
	{framing: Chunked, in: "3", err: ErrTruncated},
	{framing: Chunked, in: "3\r\nab", want: "ab", err: ErrTruncated},
	{framing: Chunked, in: "3\r\nabc\r\n0\r\n", want: "abc", err: ErrTruncated},
	{framing: Chunked, in: "3\r\nabc\r\n0\r\nFoo: x", want: "abc", err: ErrTruncated},
	{framing: Chunked, in: "g\r\n", err: ErrChunkSize},
	{framing: Chunked, in: "3\r\nabc0\r\n", want: "abc", err: ErrChunkEnd},
	{framing: Chunked, in: "3\rabc", err: ErrBareCR},
}

func TestBody(t *testing.T) {
	for _, c := range bodies {
		got, err := readBody(t, c.framing, c.length, c.in)
		if got != c.want || c.err == nil != (err == nil) || c.err != nil && !errors.Is(err, c.err) {
			t.Errorf("%s %q: %q, %v; want %q, %v", c.framing, c.in, got, err, c.want, c.err)
		}
	}
}

func TestBodySplitAnywhere(t *testing.T) {
	for _, c := range bodies {
		want, wantErr := readBody(t, c.framing, c.length, c.in)
		everySplit(c.in, func(pieces ...string) {
			got, err := readBody(t, c.framing, c.length, pieces...)
			if got != want || !sameError(err, wantErr) {
				t.Errorf("%s %q: %q, %v; want %q, %v", c.framing, pieces, got, err, want, wantErr)
			}
		})
	}
}

// The data that Next gives is the caller's own bytes.
func TestBodyIsNotCopied(t *testing.T) {
	in := []byte("3\r\nabc\r\n0\r\n\r\n")
	var b BodyReader
	b.Reset(Chunked, 0, 0)
	data, n, done, err := b.Next(in)
	if string(data) != "abc" || n != 6 || done || err != nil || &data[0] != &in[3] || cap(data) != 3 {
		t.Errorf("%q %d %v %v, cap %d", data, n, done, err, cap(data))
	}
	if data, n, done, err = b.Next(in[n:]); data != nil || n != 7 || !done || err != nil {
		t.Errorf("%q %d %v %v", data, n, done, err)
	}
	if !b.Done() || b.Close() != nil {
		t.Error("not done")
	}
	b.Reset(Length, 5, 0)
	if data, _, done, _ = b.Next(in[:3]); done || &data[0] != &in[0] || b.Left() != 2 {
		t.Errorf("%q %v, %d left", data, done, b.Left())
	}
}

func TestBodyDoesNotAllocate(t *testing.T) {
	in := []byte("3;x=y\r\nabc\r\n0\r\nFoo: bar\r\n\r\n")
	b := new(BodyReader)
	n := testing.AllocsPerRun(100, func() {
		b.Reset(Chunked, 0, 0)
		for rest := in; !b.Done(); {
			_, n, _, err := b.Next(rest)
			if err != nil {
				t.Fatal(err)
			}
			rest = rest[n:]
		}
	})
	if n != 0 {
		t.Errorf("%v allocations per body", n)
	}
}

func BenchmarkChunked(b *testing.B) {
	in := append([]byte("4000\r\n"), make([]byte, 0x4000)...)
	in = append(in, "\r\n0\r\n\r\n"...)
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	r := new(BodyReader)
	for range b.N {
		r.Reset(Chunked, 0, 0)
		for rest := in; !r.Done(); {
			_, n, _, err := r.Next(rest)
			if err != nil {
				b.Fatal(err)
			}
			rest = rest[n:]
		}
	}
}

// Trailers without a token are kept, however the body is cut; a table that has no
// room for one drops it, and the next may fit.
func TestKeepTrailers(t *testing.T) {
	in := "1\r\nx\r\n0\r\nChecksum:  abc \r\nAge: 7\r\nLong: " + strings.Repeat("y", 300) + "\r\nlast: end\r\n\r\nnext"
	for size := 1; size <= len(in); size++ {
		table := header.New(200)
		table.Add(header.Server, []byte("s"))
		var b BodyReader
		b.Reset(Chunked, 0, 0)
		b.KeepTrailers(table)
		rest, got := in, ""
		for !b.Done() {
			data, n, _, err := b.Next([]byte(rest[:min(size, len(rest))]))
			if err != nil {
				t.Fatalf("in pieces of %d: %v", size, err)
			}
			got += string(data)
			rest = rest[n:]
		}
		checksum, _ := table.FindCustom([]byte("checksum:"))
		last, _ := table.FindCustom([]byte("last:"))
		if got != "x" || rest != "next" || string(checksum) != "abc" || string(last) != "end" || table.Customs() != 2 ||
			table.Has(header.Age) || string(table.Value(header.Server)) != "s" {
			t.Fatalf("in pieces of %d: data %q, rest %q, checksum %q, last %q, %d fields", size, got, rest, checksum, last, table.Customs())
		}
	}
}
