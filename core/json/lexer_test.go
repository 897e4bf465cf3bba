package json

import (
	"bytes"
	stdjson "encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// reader puts the operations of all pieces together as text: runs of bytes are
// joined, so that it does not show where the pieces ended.
type reader struct {
	out  []string
	run  []byte
	what string
	line uint32
}

func (r *reader) flush() {
	switch text := fmt.Sprintf("%s %q", r.what, r.run); r.what {
	case "":
	case "name": // its callback comes with the colon
		r.out = append(r.out, text)
	default:
		r.add(text)
	}
	r.what, r.run = "", r.run[:0]
}

func (r *reader) add(text string) { r.out = append(r.out, fmt.Sprint(text, " line ", r.line)) }

// read takes a tape; in is what its offsets are about.
func (r *reader) read(x *Lexer, in []byte) {
	for _, w := range x.Tape.Words[:x.Len] {
		op, small, length, offset := Op(w), uint8(w>>8), int(uint16(w>>16)), int(w>>32)
		if op&Behind != 0 {
			op &^= Behind
			switch op {
			case OpName:
				r.out = append(r.out, fmt.Sprint(OpCommaMember, 0))
			case OpArrayEnd:
			default:
				r.out = append(r.out, fmt.Sprint(OpCommaElement, 0))
			}
		}
		switch op {
		case OpSync:
			r.line = uint32(offset)
		case OpLine:
			r.line = uint32(offset)
		case OpName:
			r.out = append(r.out, fmt.Sprintf("name %q", in[offset:offset+length]))
			r.add("colon")
		case OpString:
			r.add(fmt.Sprintf("string %q", in[offset:offset+length]))
		case OpEscaped:
			r.add(fmt.Sprintf("string %q", x.Tape.Unescaped[offset:][:small]))
		case OpNameBegin:
			r.what = "name"
		case OpStringBegin:
			r.what = "string"
		case OpNameEnd, OpStringEnd:
			r.flush()
		case OpColon:
			r.add("colon")
		case OpBytes:
			r.run = append(r.run, in[offset:offset+length]...)
		case OpByte:
			r.run = append(r.run, small)
		case OpNumberPart, OpInt, OpFloat:
			r.what = "number"
			r.run = append(r.run, in[offset:offset+length&NumberLength]...)
			if op != OpNumberPart {
				r.what = fmt.Sprint(op, " of ", small, " digits ", length>>NumberFlags&0x7f)
				r.flush()
			}
		case OpFail, OpDone:
			r.flush()
			r.add(fmt.Sprint(op, small))
		case OpEmptyObject:
			r.add(fmt.Sprint(OpObject, 0))
			r.add(fmt.Sprint(OpMembersEnd, 0))
		case OpEmptyArray:
			r.add(fmt.Sprint(OpArray, 0))
			r.add(fmt.Sprint(OpArrayEnd, 0))
		case OpEndPath:
		case OpCommaMember, OpCommaElement, OpLateComma:
			// No callback hears of these: the line need not be right, and is
			// only so where a piece ends just before.
			r.out = append(r.out, fmt.Sprint(op, small))
		default:
			r.add(fmt.Sprint(op, small))
		}
	}
}

// result is what becomes of a text: more is awaited, or how much lies behind it,
// or why it is refused.
const awaited = -1

// lex takes text apart in pieces of the given length.
func lex(text []byte, piece int) ([]string, int) {
	var r reader
	r.line = 1
	var state Resume
	state.Line = 1
	for left := text; len(left) > 0; {
		n := min(piece, len(left))
		x := Lexer{Resume: state, In: left[:n]}
		for more := true; more; {
			more = x.Run()
			r.read(&x, x.In)
			switch last := x.Tape.Words[max(x.Len-1, 0)]; Op(last) {
			case OpFail:
				return r.out, -int(uint8(last >> 8))
			case OpDone:
				return r.out, len(left) - x.At
			case OpNotArray:
				return r.out, -16
			}
		}
		if x.TooDeep {
			return r.out, -18
		}
		state, left = x.Resume, left[n:]
	}
	return r.out, awaited
}

var texts = []string{
	`{"a":[1,{"b":"x"},[2,[]]],"k":"\u00e9\ud83d\ude00\n"}xy`,
	`[{"q":true},null,false,-1.5e+3]`,
	"#c\n{ \"x\" : {\"y\":\"\\\"\"} }",
	`{"a":1e}`, `{"a":"\u12g4"}`, "{\"a\":1\n}", `[[[[[[[[[1]]]]]]]]]`, "[1 #x\n,2]", "[00\n,00", "[1\n,{\"a\":2\n,\"b\":3\n}\n,4\n]", "[1}]", `{"a":[1}}`, "{\"a\x01\":1}",
	`["` + strings.Repeat("long", 200) + `"]`,
	`{"` + strings.Repeat("name", 200) + `":{"a":[{"b":1}]}}`,
	`[` + strings.Repeat(`12,"x",`, 2000) + `0]`,
}

func same(t *testing.T, text []byte) {
	t.Helper()
	want, result := lex(text, len(text)+1)
	for _, piece := range []int{1, 2, 3, 7, 254} {
		got, r := lex(text, piece)
		if r != result || result != -18 && !slices.Equal(got, want) {
			t.Fatalf("%.200q in pieces of %d: %d, whole: %d\n%.1000s\nwhole:\n%.1000s", text, piece, r, result, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

func TestSplitAnywhere(t *testing.T) {
	for _, text := range texts {
		same(t, []byte(text))
	}
}

func FuzzLexer(f *testing.F) {
	for _, text := range texts {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) { same(t, text) })
}

// Whatever the Go library takes, this lexer takes, too, but for an empty object
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
		if _, r := lex(text, len(text)); r < 0 {
			switch -r {
			case 18, errNeither, errMembersNoClose, errExponent, errNumber:
			default:
				t.Fatalf("%q: %d", text, r)
			}
		}
	})
}

// Runs longer than an operation can have are split.
func TestLongRuns(t *testing.T) {
	for _, n := range []int{maxRun - 1, maxRun, maxRun + 1, 1 << 16, 1<<17 + 3} {
		run := strings.Repeat("r", n)
		for _, text := range []string{`["` + run + `"]`, `{"` + run + `":1}`} {
			got, r := lex([]byte(text), len(text))
			if r != 0 || !strings.Contains(strings.Join(got, "\n"), `"`+run+`"`) {
				t.Errorf("a run of %d: %d", n, r)
			}
		}
	}
}

func TestPlain(t *testing.T) {
	for n := range 40 {
		for c := range 256 {
			text := append(bytes.Repeat([]byte("\x7f\x80\xff !#[]"), 5)[:n], byte(c), '"')
			want := n + 1
			if c == '"' || c == '\\' || c < ' ' {
				want = n
			}
			if got := plain(text); got != want {
				t.Fatalf("%q: %d, want %d", text, got, want)
			}
		}
	}
}

func TestNoAllocations(t *testing.T) {
	text := []byte(`{"a":[1,{"b":"x"},true],"k":"\u00e9"}`)
	x := new(Lexer)
	if n := testing.AllocsPerRun(100, func() {
		x.Resume, x.In, x.At, x.Done = Resume{}, text, 0, false
		for x.Run() {
		}
	}); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkLexer(b *testing.B) {
	for name, item := range map[string]string{
		"records": `{"id":12345,"name":"some ordinary text with \"quotes\"","tags":["a","b","c"],"ok":true,"at":{"x":1.5,"y":-2}},`,
		"dense":   `1,22,-3.5,true,null,[],{},`,
	} {
		b.Run(name, func(b *testing.B) {
			text := []byte("[" + strings.Repeat(item, 1000000/len(item)) + "0]")
			b.SetBytes(int64(len(text)))
			x := new(Lexer)
			for b.Loop() {
				x.Resume = Resume{}
				for at := 0; at < len(text); at += 4096 {
					x.In, x.At, x.Done = text[at:min(at+4096, len(text))], 0, false
					for x.Run() {
					}
				}
			}
		})
	}
}
