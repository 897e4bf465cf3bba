package json

import (
	"bytes"
	stdjson "encoding/json"
	"fmt"
	"strings"
	"testing"
)

// recorder notes what it is told, with what a program sees of the state.
type recorder struct {
	events []string
}

var patterns = [][]byte{[]byte("a"), []byte("a[].b"), []byte("x.*"), []byte("*.y"), []byte("[].q"), []byte("*")}

func (r *recorder) Call(s *State, reason Reason) int8 {
	if reason == Start {
		return 0 // comes with each piece until there is a level or a name
	}
	path := s.terminated()
	r.events = append(r.events, fmt.Sprintf("%d %s %q %d %d %v %d", reason, path, s.Buf[:s.N], s.PathMatch, s.Depth, s.Index, s.Line))
	return 0
}

func (r *recorder) CallBottom(s *State, reason Reason) { r.Call(s, reason) }

func (r *recorder) Patterns(*State) [][]byte { return patterns }

// hear parses text in pieces of the given length.
func hear(text []byte, piece int) ([]string, int) {
	var s State
	r := &recorder{}
	s.Construct(0, 0, 0, uint8(len(patterns)), r)
	left := text
	for len(left) > 0 {
		n := min(piece, len(left))
		if got := Parse(&s, left[:n], r); got != Continue {
			if got >= 0 {
				got += len(left) - n
			}
			return r.events, got
		}
		left = left[n:]
	}
	return r.events, Continue
}

var texts = []string{
	`{"a":[1,{"b":"x"},[2,[]]],"k":"\u00e9\ud83d\ude00\n"}xy`,
	`[{"q":true},null,false,-1.5e+3]`,
	"#c\n{ \"x\" : {\"y\":\"\\\"\"} }",
	`{"a":1e}`, `{"a":"\u12g4"}`, "{\"a\":1\n}", `[[[[[[[[[1]]]]]]]]]`,
	`["` + strings.Repeat("long", 200) + `"]`,
	`{"` + strings.Repeat("name", 200) + `":{"a":[{"b":1}]}}`,
}

func TestSplitAnywhere(t *testing.T) {
	for _, text := range texts {
		same(t, []byte(text))
	}
}

func same(t *testing.T, text []byte) {
	t.Helper()
	want, result := hear(text, len(text)+1)
	for _, piece := range []int{1, 2, 3, 7, 254} {
		got, r := hear(text, piece)
		if r != result || strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Fatalf("%q in pieces of %d: %d\n%s\nwhole: %d\n%s", text, piece, r, strings.Join(got, "\n"), result, strings.Join(want, "\n"))
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range texts {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) { same(t, text) })
}

// Whatever the Go library takes, this parser takes, too, but for an empty object
// alone, what is nested too deep, digits beyond 20, and a text that is neither
// an object nor an array.
func FuzzAcceptsJSON(f *testing.F) {
	for _, text := range texts {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		text = bytes.TrimSpace(text)
		if !stdjson.Valid(text) || len(text) == 0 || text[0] != '{' && text[0] != '[' {
			return
		}
		if _, r := hear(text, len(text)); r < 0 {
			switch r {
			case errTooDeep, errArraysTooDeep, errNeither, errMembersNoClose, ErrUnknown, errExponent, errNumber:
			default:
				t.Fatalf("%q: %d", text, r)
			}
		}
	})
}

func TestNoAllocations(t *testing.T) {
	text := []byte(`{"a":[1,{"b":"x"},true],"k":"\u00e9"}`)
	var l silent
	if n := testing.AllocsPerRun(100, func() {
		var s State
		s.Construct(0, 0, 0, 0, &l)
		Parse(&s, text, &l)
	}); n > 1 { // the State itself
		t.Errorf("%v allocations", n)
	}
}

type silent struct{}

func (*silent) Call(*State, Reason) int8   { return 0 }
func (*silent) CallBottom(*State, Reason)  {}
func (*silent) Patterns(s *State) [][]byte { return patterns }

func BenchmarkParse(b *testing.B) {
	item := `{"id":12345,"name":"some ordinary text with \"quotes\"","tags":["a","b","c"],"ok":true,"at":{"x":1.5,"y":-2}},`
	text := []byte("[" + strings.Repeat(item, 9000) + "0]")
	b.SetBytes(int64(len(text)))
	var l silent
	for b.Loop() {
		var s State
		s.Construct(0, 0, 0, 0, &l)
		for at := 0; at < len(text); at += 4096 {
			Parse(&s, text[at:min(at+4096, len(text))], &l)
		}
	}
}
