package h1

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/golws/golws/core/header"
)

// dump writes out what a table holds: tokens in their order, then unknown fields.
func dump(t *header.Table) string {
	var b strings.Builder
	for tok := header.Token(0); tok < header.Count; tok++ {
		for i := 0; ; i++ {
			f, ok := t.Fragment(tok, i)
			if !ok {
				break
			}
			if i == 0 {
				fmt.Fprintf(&b, " %s", strings.TrimRight(tok.Name(), ": "))
			}
			fmt.Fprintf(&b, "[%s]", f)
		}
	}
	for i := range t.Customs() {
		name, value := t.Custom(i)
		fmt.Fprintf(&b, " %s[%s]", name, value)
	}
	return b.String()
}

func (f Framing) String() string {
	return [...]string{"none", "length", "chunked", "close"}[f]
}

// flags lists the names of those that are set.
func flags(pairs ...any) string {
	s := ""
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1].(bool) {
			s += " " + pairs[i].(string)
		}
	}
	return s
}

// parser is what RequestParser and ResponseParser have in common.
type parser interface {
	Parse([]byte) (int, bool, error)
}

// feed gives the pieces to p until the head is complete and returns what is left,
// joined.
func feed(t *testing.T, p parser, pieces []string) (rest string, done bool, err error) {
	t.Helper()
	for i, piece := range pieces {
		n, done, err := p.Parse([]byte(piece))
		if n < 0 || n > len(piece) {
			t.Fatalf("%q: took %d of %d bytes", pieces, n, len(piece))
		}
		switch {
		case err != nil:
			if again, done, err2 := p.Parse([]byte("x")); again != 0 || done || err2 != err {
				t.Errorf("%q: after %v the next call gives %d, %v, %v", pieces, err, again, done, err2)
			}
			return "", false, err
		case done:
			return piece[n:] + strings.Join(pieces[i+1:], ""), true, nil
		case n != len(piece):
			t.Fatalf("%q: took %d of %d bytes, and is not done", pieces, n, len(piece))
		}
	}
	return "", false, nil
}

// parseRequest gives the pieces to a parser and returns all that came out.
func parseRequest(t *testing.T, size int, pieces ...string) (string, error) {
	t.Helper()
	table := header.New(size)
	p := new(RequestParser)
	p.Reset(table, LimitsFor(size))
	rest, done, err := feed(t, p, pieces)
	if err != nil {
		return "", err
	}
	if !done {
		return "incomplete", nil
	}
	return fmt.Sprintf("%s 1.%d %s %d%s;%s; %q", p.Method, p.Minor, p.Framing, p.ContentLength,
		flags("keep", p.KeepAlive, "expect", p.ExpectContinue, "upgrade", p.Upgrade), dump(table), rest), nil
}

// parseResponse is parseRequest for responses; it goes through interim ones.
func parseResponse(t *testing.T, size int, m header.Method, pieces ...string) (string, error) {
	t.Helper()
	table := header.New(size)
	p := new(ResponseParser)
	p.Reset(table, LimitsFor(size), m)
	out := ""
	for {
		rest, done, err := feed(t, p, pieces)
		if err != nil {
			return out, err
		}
		if !done {
			return out + "incomplete", nil
		}
		out += fmt.Sprintf("%d 1.%d %s %d%s;%s; ", p.Status, p.Minor, p.Framing, p.ContentLength,
			flags("interim", p.Interim, "upgraded", p.Upgraded, "keep", p.KeepAlive), dump(table))
		if !p.Interim {
			return out + fmt.Sprintf("%q", rest), nil
		}
		pieces = []string{rest}
		p.Continue()
	}
}

// readBody gives the pieces to a BodyReader and returns the data and what is
// left, and how the end came.
func readBody(t *testing.T, f Framing, length int64, pieces ...string) (string, error) {
	t.Helper()
	var b BodyReader
	b.Reset(f, length, 0)
	data := ""
	for i, piece := range pieces {
		for {
			d, n, done, err := b.Next([]byte(piece))
			data += string(d)
			if n < len(d) || n > len(piece) {
				t.Fatalf("%q: took %d of %d bytes with %d of data", pieces, n, len(piece), len(d))
			}
			piece = piece[n:]
			switch {
			case err != nil:
				if _, again, _, err2 := b.Next([]byte("x")); again != 0 || err2 != err {
					t.Errorf("%q: after %v the next call gives %d, %v", pieces, err, again, err2)
				}
				return data, err
			case done:
				return data + " | " + piece + strings.Join(pieces[i+1:], ""), b.Close()
			}
			if len(piece) == 0 {
				break
			}
			if n == 0 {
				t.Fatalf("%q: no progress before %q", pieces, piece)
			}
		}
	}
	return data, b.Close()
}

// sameError reports whether two runs ended in the same way.
func sameError(a, b error) bool {
	return a == nil && b == nil || a != nil && b != nil && a.Error() == b.Error()
}

// everySplit calls f with in cut in two at each place, and in single bytes.
func everySplit(in string, f func(pieces ...string)) {
	for i := range len(in) {
		f(in[:i], in[i:])
	}
	f(bytesOf(in)...)
}

// bytesOf splits a string into single bytes, also where it is not UTF-8.
func bytesOf(in string) (out []string) {
	for i := range len(in) {
		out = append(out, in[i:i+1])
	}
	return out
}

// reason returns the Error that err is, or a zero one.
func reason(err error) *Error {
	var e *Error
	if !errors.As(err, &e) {
		return &Error{}
	}
	return e
}
