package cbor

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"
)

// What becomes of input.
const (
	complete = 0
	awaited  = -1
)

// reader carries the operations of all pieces out as far as callbacks go: it notes
// each as text, and the items in diagnostic notation (RFC 8949 §8), in which
// indefinite lengths and the widths of floats do not show.
type reader struct {
	events []string
	text   []byte
	buf    []byte
	levels []level
	used   int
}

type level struct {
	major uint8
	items int
}

func (r *reader) hear(what string, args ...any) {
	r.events = append(r.events, fmt.Sprintf(what, args...))
}

// separate puts what is between items.
func (r *reader) separate() {
	if len(r.levels) == 0 {
		return
	}
	switch l := &r.levels[len(r.levels)-1]; {
	case l.major == Map && l.items%2 == 1:
		r.text = append(r.text, ": "...)
	case l.major != Tag && l.items > 0:
		r.text = append(r.text, ", "...)
	}
}

func (r *reader) value(text string) {
	r.separate()
	r.text = append(r.text, text...)
}

func (r *reader) itemEnds(flags uint8) {
	if flags&EndsElement != 0 {
		r.hear("item ends")
	}
	if flags&(EndsElement|EndsKey|EndsPair) != 0 {
		r.levels[len(r.levels)-1].items++
	}
}

func (r *reader) begin(major uint8, text string) {
	r.value(text)
	r.levels = append(r.levels, level{major: major})
}

func (r *reader) bytes(b []byte, major uint8) {
	r.buf = append(r.buf, b...)
	if major == Text {
		r.text = append(r.text, b...)
	} else {
		r.text = hex.AppendEncode(r.text, b)
	}
}

func (r *reader) stringBegin(e Entry) {
	quote := `"`
	if e.Major == Bytes {
		quote = "h'"
	}
	r.value(quote)
	r.hear("%d begins, %d", e.Small, e.Value)
	r.buf = r.buf[:0]
}

func (r *reader) stringEnd(e Entry) {
	quote := byte('"')
	if e.Major == Bytes {
		quote = '\''
	}
	r.text = append(r.text, quote)
	r.hear("ends %x", r.buf)
	r.buf = r.buf[:0]
	r.itemEnds(e.Flags)
}

func (r *reader) number(e Entry) string {
	switch Reason(e.Small) {
	case True:
		return "true"
	case False:
		return "false"
	case Null:
		return "null"
	case Undefined:
		return "undefined"
	case Unsigned:
		return strconv.FormatUint(e.Value, 10)
	case Int:
		if int64(e.Value) >= 0 {
			return "beyond int64"
		}
		return strconv.FormatInt(int64(e.Value), 10)
	case Float16:
		return float(float64(halfToSingle(uint16(e.Value))))
	case Float32:
		return float(float64(math.Float32frombits(uint32(e.Value))))
	case Float64:
		return float(math.Float64frombits(e.Value))
	}
	return fmt.Sprintf("simple(%d)", e.Value)
}

// read takes a tape; in is what its offsets are about. It returns what becomes of
// the input, awaited when nothing yet.
func (r *reader) read(x *Lexer) int {
	for _, e := range x.Tape[:x.Len] {
		if e.Flags&BeginsElement != 0 {
			r.hear("item begins")
		}
		r.used = int(e.Offset)
		switch e.Op {
		case OpUsed, OpElement:
		case OpFail:
			return -int(e.Small)
		case OpDone:
			return complete
		case OpValue:
			r.value(r.number(e))
			r.hear("%d %d", e.Small, e.Value)
			r.itemEnds(e.Flags)
		case OpArray:
			r.begin(Array, "[")
			r.hear("array %d", e.Value)
		case OpMap:
			r.begin(Map, "{")
			r.hear("map %d", e.Value)
		case OpTag:
			r.begin(Tag, strconv.FormatUint(e.Value, 10)+"(")
			r.hear("tag %d", e.Value)
		case OpEnd:
			r.text = append(r.text, map[Reason]byte{ArrayEnd: ']', MapEnd: '}', TagEnd: ')'}[Reason(e.Small)])
			r.levels = r.levels[:len(r.levels)-1]
			r.hear("%d", e.Small)
			r.itemEnds(e.Flags)
		case OpString:
			r.stringBegin(e)
			r.bytes(x.In[e.Offset:][:e.Value], e.Major)
			r.used += int(e.Value)
			r.stringEnd(e)
		case OpStringBegin, OpStrings:
			r.stringBegin(e)
		case OpStringEnd, OpStringsEnd:
			r.stringEnd(e)
		case OpPiece:
			r.buf = r.buf[:0]
		case OpBytes:
			r.bytes(x.In[e.Offset:][:e.Small], e.Major)
			r.used += int(e.Small)
		case OpChunk:
			r.hear("chunk %x, %d", r.buf, e.Value)
			r.buf = r.buf[:0]
		default:
			panic(fmt.Sprint("operation ", e.Op))
		}
	}
	return awaited
}

// lex takes input apart in pieces of the given length.
func lex(in []byte, piece int) (*reader, int) {
	var r reader
	var x Lexer
	for at := 0; at < len(in); at += piece {
		x.In, x.At, x.Done = in[at:min(at+piece, len(in))], 0, false
		for more := true; more; {
			more = x.Run()
			if result := r.read(&x); result != awaited {
				r.used += at
				return &r, result
			}
		}
		if r.used != len(x.In) {
			panic("a piece is not used up")
		}
		x.Filled = uint8(len(r.buf))
	}
	return &r, awaited
}

func float(f float64) string {
	switch {
	case math.IsNaN(f):
		return "NaN"
	case math.IsInf(f, 0):
		return strings.TrimPrefix(fmt.Sprintf("%+v", f), "+") + "inity"
	}
	return strconv.FormatFloat(f, 'g', -1, 64)
}

func halfToSingle(h uint16) float32 {
	exponent, mantissa := int(h>>10&31), float64(h&1023)
	v := math.Ldexp(mantissa, -24)
	switch {
	case exponent == 31 && mantissa != 0:
		return float32(math.NaN())
	case exponent == 31:
		v = math.Inf(1)
	case exponent != 0:
		v = math.Ldexp(mantissa+1024, exponent-25)
	}
	if h&0x8000 != 0 {
		v = -v
	}
	return float32(v)
}

// RFC 8949 appendix A.
var examples = []struct{ in, want string }{
	{"00", "0"}, {"01", "1"}, {"0a", "10"}, {"17", "23"}, {"1818", "24"}, {"1819", "25"}, {"1864", "100"},
	{"1903e8", "1000"}, {"1a000f4240", "1000000"}, {"1b000000e8d4a51000", "1000000000000"},
	{"1bffffffffffffffff", "18446744073709551615"}, {"c249010000000000000000", "2(h'010000000000000000')"},
	{"3bffffffffffffffff", "beyond int64"}, {"c349010000000000000000", "3(h'010000000000000000')"},
	{"20", "-1"}, {"29", "-10"}, {"3863", "-100"}, {"3903e7", "-1000"},
	{"f90000", "0"}, {"f98000", "-0"}, {"f93c00", "1"}, {"fb3ff199999999999a", "1.1"}, {"f93e00", "1.5"},
	{"f97bff", "65504"}, {"fa47c35000", "100000"}, {"fa7f7fffff", "3.4028234663852886e+38"},
	{"fb7e37e43c8800759c", "1e+300"}, {"f90001", "5.960464477539063e-08"}, {"f90400", "6.103515625e-05"},
	{"f9c400", "-4"}, {"fbc010666666666666", "-4.1"}, {"f97c00", "Infinity"}, {"f97e00", "NaN"},
	{"f9fc00", "-Infinity"}, {"fa7f800000", "Infinity"}, {"fa7fc00000", "NaN"}, {"faff800000", "-Infinity"},
	{"fb7ff0000000000000", "Infinity"}, {"fb7ff8000000000000", "NaN"}, {"fbfff0000000000000", "-Infinity"},
	{"f4", "false"}, {"f5", "true"}, {"f6", "null"}, {"f7", "undefined"}, {"f0", "simple(16)"}, {"f8ff", "simple(255)"},
	{"c074323031332d30332d32315432303a30343a30305a", `0("2013-03-21T20:04:00Z")`},
	{"c11a514b67b0", "1(1363896240)"}, {"c1fb41d452d9ec200000", "1(1.3638962405e+09)"}, {"d74401020304", "23(h'01020304')"},
	{"d818456449455446", "24(h'6449455446')"},
	{"d82076687474703a2f2f7777772e6578616d706c652e636f6d", `32("http://www.example.com")`},
	{"40", "h''"}, {"4401020304", "h'01020304'"}, {"60", `""`}, {"6161", `"a"`}, {"6449455446", `"IETF"`},
	{"62225c", `""\"`}, {"62c3bc", `"ü"`}, {"63e6b0b4", `"水"`}, {"64f0908591", `"𐅑"`},
	{"80", "[]"}, {"83010203", "[1, 2, 3]"}, {"8301820203820405", "[1, [2, 3], [4, 5]]"},
	{"98190102030405060708090a0b0c0d0e0f101112131415161718181819", "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25]"},
	{"a0", "{}"}, {"a201020304", "{1: 2, 3: 4}"}, {"a26161016162820203", `{"a": 1, "b": [2, 3]}`},
	{"826161a161626163", `["a", {"b": "c"}]`},
	{"a56161614161626142616361436164614461656145", `{"a": "A", "b": "B", "c": "C", "d": "D", "e": "E"}`},
	{"5f42010243030405ff", "h'0102030405'"}, {"7f657374726561646d696e67ff", `"streaming"`},
	{"9fff", "[]"}, {"9f018202039f0405ffff", "[1, [2, 3], [4, 5]]"}, {"9f01820203820405ff", "[1, [2, 3], [4, 5]]"},
	{"83018202039f0405ff", "[1, [2, 3], [4, 5]]"}, {"83019f0203ff820405", "[1, [2, 3], [4, 5]]"},
	{"9f0102030405060708090a0b0c0d0e0f101112131415161718181819ff", "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25]"},
	{"bf61610161629f0203ffff", `{"a": 1, "b": [2, 3]}`}, {"826161bf61626163ff", `["a", {"b": "c"}]`},
	{"bf6346756ef563416d7421ff", `{"Fun": true, "Amt": -2}`},
}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestAppendixA(t *testing.T) {
	for _, e := range examples {
		in := unhex(t, e.in)
		if r, result := lex(in, len(in)); result != complete || string(r.text) != e.want || r.used != len(in) {
			t.Errorf("%s: %d, %s, want %s", e.in, result, r.text, e.want)
		}
	}
}

// RFC 8949 appendix F: what is not well-formed, and §5.3.1: text that is no UTF-8.
func TestRefuses(t *testing.T) {
	for in, want := range map[string]int{
		"f818": -errCoding, "f800": -errCoding, "f81f": -errCoding, // a simple value below 32 in a byte of its own
		"1c": -errCoding, "3d": -errCoding, "5e": -errCoding, "7c": -errCoding, "9d": -errCoding, "bc": -errCoding, "dc": -errCoding, "fc": -errCoding, "fe": -errCoding,
		"1f": -errCoding, "3f": -errCoding, "df": -errCoding, "ff": -errCoding, "81ff": -errCoding, "8200ff": -errCoding,
		"a1ff": -errCoding, "a100ff": -errCoding, "bf00ff": -errCoding, "bf000000ff": -errCoding, "c0ff": -errCoding,
		"5f00ff": -errCoding, "5f6100ff": -errCoding, "7f4100ff": -errCoding, "5f5f4100ffff": -errCoding, "7f7f6100ffff": -errCoding, "5fc000ff": -errCoding, "5f80ff": -errCoding,
		"62c0af": -errCoding, "63e080af": -errCoding, "63eda080": -errCoding, "64f4908080": -errCoding, "64f08080af": -errCoding, "61ff": -errCoding, "6180": -errCoding, // overlong, surrogate, too large, stray
		"61c3": -errCoding, "7f61c361bcff": -errCoding, "62c341": -errCoding, "65f09085914f": complete, // cut off
		"818181818181818181": -errTooDeep, "a100a100a100a100a100a100a100a100a100a100a100a100": -errTooDeep,
		"c0c0c0c0c0c0c0c0c0c0c0c000": -errTooDeep, "9f9f9f9f9f9f9f9f9f": -errTooDeep,
	} {
		if _, r := lex(unhex(t, in), 1000); r != want {
			t.Errorf("%s: %d, want %d", in, r, want)
		}
	}
}

// Lengths of 64 bits are taken for what they are: more input is awaited, and
// nothing is kept of it.
func TestHugeLengths(t *testing.T) {
	for _, in := range []string{"5bffffffffffffffff", "7bffffffffffffffff", "9bffffffffffffffff", "bbffffffffffffffff"} {
		if _, r := lex(append(unhex(t, in), make([]byte, 100000)...), 4096); r != awaited {
			t.Errorf("%s: %d", in, r)
		}
	}
}

// A bomb of brackets ends at the limit, whatever follows.
func TestNestingBomb(t *testing.T) {
	for _, c := range []byte{0x81, 0x9f, 0xa1, 0xbf, 0xc0} {
		if r, result := lex(bytes.Repeat([]byte{c}, 1<<16), 1<<16); result != -errTooDeep || r.used > MaxDepth {
			t.Errorf("%x: %d after %d bytes", c, result, r.used)
		}
	}
}

func same(t *testing.T, in []byte) {
	t.Helper()
	want, result := lex(in, len(in)+1)
	for _, piece := range []int{1, 2, 3, 7, 254} {
		got, r := lex(in, piece)
		if r != result || got.used != want.used && r != awaited || !slices.Equal(got.events, want.events) {
			t.Fatalf("%x in pieces of %d: %d\n%s\nwhole: %d\n%s", in, piece, r, strings.Join(got.events, "\n"), result, strings.Join(want.events, "\n"))
		}
	}
}

func inputs(t testing.TB) [][]byte {
	var all [][]byte
	for _, e := range examples {
		all = append(all, unhex(t, e.in))
	}
	long := append([]byte{0xa1, 0x79, 0x02, 0x58}, bytes.Repeat([]byte("name"), 150)...)
	all = append(all, append(long, 0xa1, 0x61, 'b', 0x01))
	text := append([]byte{0x82, 0x79, 0x02, 0x58}, bytes.Repeat([]byte("é水"), 120)...)
	all = append(all, append(text, 0x5f, 0x58, 0xff), append([]byte{0x58, 254}, bytes.Repeat([]byte{7}, 254)...))
	// more than a tape holds
	return append(all, append([]byte{0x9f}, bytes.Repeat(unhex(t, "a26161016162820203"), 200)...))
}

func TestSplitAnywhere(t *testing.T) {
	for _, in := range inputs(t) {
		same(t, in)
	}
}

func FuzzParse(f *testing.F) {
	for _, in := range inputs(f) {
		f.Add(in)
	}
	f.Fuzz(func(t *testing.T, in []byte) { same(t, in) })
}

// What this parser takes, fxamacker/cbor takes, and the other way round but for
// depth.
func FuzzAgreesWithPeer(f *testing.F) {
	for _, in := range inputs(f) {
		f.Add(in)
	}
	mode, err := cbor.DecOptions{MaxNestedLevels: 65535, MaxArrayElements: math.MaxInt32, MaxMapPairs: math.MaxInt32, UTF8: cbor.UTF8RejectInvalid}.DecMode()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		r, result := lex(in, len(in)+1)
		switch {
		case result == complete:
			if err := mode.Wellformed(in[:r.used]); err != nil {
				t.Fatalf("%x: %d bytes taken, the peer: %v", in, r.used, err)
			}
		case result == -errCoding && mode.Wellformed(in) == nil && !hasText(in):
			t.Fatalf("%x: refused, the peer takes it", in)
		case result == awaited && mode.Wellformed(in) == nil:
			t.Fatalf("%x: more is awaited, the peer takes it", in)
		}
	})
}

// hasText says whether anything in in might be text that is no UTF-8, at which
// the peer does not look.
func hasText(in []byte) bool {
	return slices.ContainsFunc(in, func(c byte) bool { return c&majorBits == Text })
}

func TestNoAllocations(t *testing.T) {
	in := unhex(t, "a26161016162820203")
	var x Lexer
	if n := testing.AllocsPerRun(100, func() {
		x.In, x.At, x.Done = in, 0, false
		x.Run()
	}); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

// A level that no input leads to is refused.
func TestOverwrittenState(t *testing.T) {
	x := Lexer{In: []byte{1, 2, 3}}
	x.Levels[0].State = 9
	if x.Run() || x.Len != 1 || x.Tape[0].Op != OpFail || x.Tape[0].Small != ErrUnknown {
		t.Errorf("%v", x.Tape[:x.Len])
	}
}

func BenchmarkRun(b *testing.B) {
	item, err := cbor.Marshal(map[string]any{"id": 12345, "name": `some ordinary text with "quotes"`, "tags": []string{"a", "b", "c"}, "ok": true, "at": map[string]any{"x": 1.5, "y": -2}})
	if err != nil {
		b.Fatal(err)
	}
	in := append([]byte{0x9f}, bytes.Repeat(item, 9000)...)
	b.SetBytes(int64(len(in)))
	var x Lexer
	for b.Loop() {
		x.Resume = Resume{}
		for at := 0; at < len(in); at += 4096 {
			x.In, x.At, x.Done = in[at:min(at+4096, len(in))], 0, false
			for x.Run() {
			}
		}
	}
}
