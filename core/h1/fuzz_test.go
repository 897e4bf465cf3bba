package h1

import (
	"strings"
	"testing"

	"github.com/golws/golws/core/header"
)

// cutInto cuts in at the places that cuts gives, each byte a distance.
func cutInto(in string, cuts []byte) (pieces []string) {
	for _, c := range cuts {
		if int(c) >= len(in) {
			break
		}
		pieces, in = append(pieces, in[:c]), in[c:]
	}
	return append(pieces, in)
}

// fuzzSize is small, so that the fuzzer runs into the limits too.
const fuzzSize = 256

// FuzzRequest checks that a request means the same however it is cut, and that
// what is accepted holds no byte that could mislead what comes after.
func FuzzRequest(f *testing.F) {
	for _, c := range requests {
		f.Add(c.in, []byte{3, 9, 1})
	}
	for _, in := range realRequests {
		f.Add(in, []byte{50, 50})
	}
	f.Fuzz(func(t *testing.T, in string, cuts []byte) {
		want, wantErr := parseRequest(t, fuzzSize, in)
		got, err := parseRequest(t, fuzzSize, cutInto(in, cuts)...)
		if got != want || !sameError(err, wantErr) {
			t.Fatalf("%q cut by %v:\n got %s, %v\nwant %s, %v", in, cuts, got, err, want, wantErr)
		}
		if wantErr != nil {
			if e := reason(wantErr); e.Status < 400 || e.Status > 599 || e.Reason == "" {
				t.Fatalf("%q: %#v", in, e)
			}
			return
		}
		table := header.New(fuzzSize)
		p := new(RequestParser)
		p.Reset(table, LimitsFor(fuzzSize))
		n, done, _ := p.Parse([]byte(in))
		if !done {
			return
		}
		if strings.Contains(strings.TrimLeft(in[:n], "\r\n"), "\n ") {
			t.Fatalf("%q: folded", in)
		}
		for tok := header.Token(0); tok < header.Count; tok++ {
			for i := 0; ; i++ {
				v, ok := table.Fragment(tok, i)
				if !ok {
					break
				}
				if bad := "\x00\r\n"; tok != header.URIArgs && strings.ContainsAny(string(v), bad) {
					t.Fatalf("%q: %q has %q", in, tok.Name(), v)
				}
			}
		}
		if p.Framing == Length && table.Has(header.TransferEncoding) || p.Framing == Chunked && table.Has(header.ContentLength) {
			t.Fatalf("%q: two framings", in)
		}
		if p.ContentLength < 0 {
			t.Fatalf("%q: length %d", in, p.ContentLength)
		}
	})
}

// FuzzResponse checks that a response means the same however it is cut.
func FuzzResponse(f *testing.F) {
	for _, c := range responses {
		if len(c.in) < 1000 {
			f.Add(c.in, uint8(c.method), []byte{3, 9, 1})
		}
	}
	f.Fuzz(func(t *testing.T, in string, method uint8, cuts []byte) {
		m := header.Method(method % 8)
		want, wantErr := parseResponse(t, fuzzSize, m, in)
		got, err := parseResponse(t, fuzzSize, m, cutInto(in, cuts)...)
		if got != want || !sameError(err, wantErr) {
			t.Fatalf("%q cut by %v:\n got %s, %v\nwant %s, %v", in, cuts, got, err, want, wantErr)
		}
	})
}

// FuzzBody checks that a body means the same however it is cut, and that its
// data is never longer than its input.
func FuzzBody(f *testing.F) {
	for _, c := range bodies {
		f.Add(c.in, uint8(c.framing), uint16(c.length), []byte{1, 2, 3})
	}
	f.Fuzz(func(t *testing.T, in string, framing uint8, length uint16, cuts []byte) {
		kind := Framing(framing % 4)
		want, wantErr := readBody(t, kind, int64(length), in)
		got, err := readBody(t, kind, int64(length), cutInto(in, cuts)...)
		if got != want || !sameError(err, wantErr) {
			t.Fatalf("%s %q cut by %v:\n got %q, %v\nwant %q, %v", kind, in, cuts, got, err, want, wantErr)
		}
		if len(want) > len(in)+3 {
			t.Fatalf("%s %q: %q is longer", kind, in, want)
		}
	})
}
