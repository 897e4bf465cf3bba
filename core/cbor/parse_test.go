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

// diagnostic notes what it is told as diagnostic notation (RFC 8949 §8), in
// which indefinite lengths and the widths of floats do not show.
type diagnostic struct {
	out      []byte
	failures int
	fail     Reason
}

var reasonNames = map[Reason]string{True: "true", False: "false", Null: "null", Undefined: "undefined"}

func (d *diagnostic) separator(s *State) {
	if len(d.out) == 0 || bytes.ContainsAny(d.out[len(d.out)-1:], "[{(") {
		return
	}
	if s.MapKey() || s.Levels[s.Depth].Major == Array {
		d.out = append(d.out, ", "...)
	} else if !bytes.HasSuffix(d.out, []byte(": ")) {
		d.out = append(d.out, ": "...)
	}
}

func (d *diagnostic) Call(s *State, reason Reason) int8 {
	switch reason {
	case d.fail:
		return 1
	case True, False, Null, Undefined:
		d.value(s, reasonNames[reason])
	case Unsigned:
		d.value(s, strconv.FormatUint(s.Item.Value, 10))
	case Int:
		if int64(s.Item.Value) >= 0 {
			d.value(s, "beyond int64")
		} else {
			d.value(s, strconv.FormatInt(int64(s.Item.Value), 10))
		}
	case SimpleValue:
		d.value(s, fmt.Sprintf("simple(%d)", s.Item.Value))
	case Float16:
		d.value(s, float(float64(halfToSingle(uint16(s.Item.Value)))))
	case Float32:
		d.value(s, float(float64(math.Float32frombits(uint32(s.Item.Value)))))
	case Float64:
		d.value(s, float(math.Float64frombits(s.Item.Value)))
	case ArrayItemStart:
		if !bytes.HasSuffix(d.out, []byte("[")) {
			d.out = append(d.out, ", "...)
		}
	case ArrayStart:
		d.value(s, "[")
	case ArrayEnd:
		d.out = append(d.out, ']')
	case MapStart:
		d.value(s, "{")
	case MapEnd:
		d.out = append(d.out, '}')
	case TagStart:
		d.value(s, strconv.FormatUint(s.Item.Value, 10)+"(")
	case TagEnd:
		d.out = append(d.out, ')')
	case TextStart:
		d.value(s, `"`)
	case BytesStart:
		d.value(s, "h'")
	case TextChunk, TextEnd:
		d.out = append(d.out, s.Buf[:s.N]...)
		if reason == TextEnd {
			d.out = append(d.out, '"')
		}
	case BytesChunk, BytesEnd:
		d.out = hex.AppendEncode(d.out, s.Buf[:s.N])
		if reason == BytesEnd {
			d.out = append(d.out, '\'')
		}
	case Failed:
		d.failures++
	}
	return 0
}

func (d *diagnostic) Patterns(*State) [][]byte { return nil }

// value puts a value behind what separates it from the one before.
func (d *diagnostic) value(s *State, text string) {
	if n := len(d.out); n > 0 && !bytes.ContainsAny(d.out[n-1:], "[{( ") {
		if s.MapKey() {
			d.out = append(d.out, ", "...)
		} else {
			d.out = append(d.out, ": "...)
		}
	}
	d.out = append(d.out, text...)
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
		var s State
		var d diagnostic
		s.Construct(0, 0, 0, 0, &d)
		in := unhex(t, e.in)
		if r := Parse(&s, in, &d); r != Complete || string(d.out) != e.want || int(s.UsedIn) != len(in) {
			t.Errorf("%s: %d, %s, want %s", e.in, r, d.out, e.want)
		}
	}
}

// RFC 8949 appendix F: what is not well-formed, and §5.3.1: text that is no UTF-8.
func TestRefuses(t *testing.T) {
	for in, want := range map[string]int{
		"f818": errCoding, "f800": errCoding, "f81f": errCoding, // a simple value below 32 in a byte of its own
		"1c": errCoding, "3d": errCoding, "5e": errCoding, "7c": errCoding, "9d": errCoding, "bc": errCoding, "dc": errCoding, "fc": errCoding, "fe": errCoding,
		"1f": errCoding, "3f": errCoding, "df": errCoding, "ff": errCoding, "81ff": errCoding, "8200ff": errCoding,
		"a1ff": errCoding, "a100ff": errCoding, "bf00ff": errCoding, "bf000000ff": errCoding, "c0ff": errCoding,
		"5f00ff": errCoding, "5f6100ff": errCoding, "7f4100ff": errCoding, "5f5f4100ffff": errCoding, "7f7f6100ffff": errCoding, "5fc000ff": errCoding, "5f80ff": errCoding,
		"62c0af": errCoding, "63e080af": errCoding, "63eda080": errCoding, "64f4908080": errCoding, "64f08080af": errCoding, "61ff": errCoding, "6180": errCoding, // overlong, surrogate, too large, stray
		"61c3": errCoding, "7f61c361bcff": errCoding, "62c341": errCoding, "65f09085914f": Complete, // cut off
		"818181818181818181": errTooDeep, "a100a100a100a100a100a100a100a100a100a100a100a100": errTooDeep,
		"c0c0c0c0c0c0c0c0c0c0c0c000": errTooDeep, "9f9f9f9f9f9f9f9f9f": errTooDeep,
	} {
		var s State
		var d diagnostic
		s.Construct(0, 0, 0, 0, &d)
		r := Parse(&s, unhex(t, in), &d)
		if r != want || d.failures != int(flag(want != Complete)) {
			t.Errorf("%s: %d and %d times Failed, want %d", in, r, d.failures, want)
		}
	}
}

// Lengths of 64 bits are taken for what they are: more input is awaited, and
// nothing is kept of it.
func TestHugeLengths(t *testing.T) {
	for _, in := range []string{"5bffffffffffffffff", "7bffffffffffffffff", "9bffffffffffffffff", "bbffffffffffffffff"} {
		var s State
		var d diagnostic
		s.Construct(0, 0, 0, 0, &d)
		if r := Parse(&s, unhex(t, in), &d); r != Continue {
			t.Errorf("%s: %d", in, r)
		}
		if r := Parse(&s, bytes.Repeat([]byte{0}, 100000), &d); r != Continue {
			t.Errorf("%s and more: %d", in, r)
		}
	}
}

// A bomb of brackets ends at the limit, whatever follows.
func TestNestingBomb(t *testing.T) {
	for _, c := range []byte{0x81, 0x9f, 0xa1, 0xbf, 0xc0} {
		var s State
		var l silent
		s.Construct(0, 0, 0, 0, &l)
		r, used := Continue, 0
		piece := bytes.Repeat([]byte{c}, 1<<16)
		for r == Continue && used < 1<<30 {
			r = Parse(&s, piece, &l)
			used += len(piece)
		}
		if r != errTooDeep && !(c == 0xa1 || c == 0xbf) || r >= Continue {
			t.Errorf("%x: %d after %d bytes", c, r, used)
		}
	}
}

// recorder notes what it is told, with what a program sees of the state.
type recorder struct{ events []string }

var patterns = [][]byte{[]byte(".a"), []byte("[].b"), []byte(".x.*"), []byte("*.y"), []byte("[][]"), []byte("*")}

func (r *recorder) Call(s *State, reason Reason) int8 {
	if reason == Raw {
		r.events = append(r.events, fmt.Sprintf("%d %x", reason, s.Raw[:s.RawLen]))
		return 0
	}
	r.events = append(r.events, fmt.Sprintf("%d %s %x %d %d %v %t %x", reason,
		s.Path[:slices.Index(s.Path[:], 0)], s.Buf[:s.N], s.PathMatch, s.Depth, s.Index[:s.ArrayDepth], s.MapKey(), s.Item.Value))
	return 0
}

func (r *recorder) Patterns(*State) [][]byte { return patterns }

// hear parses in in pieces of the given length.
func hear(in []byte, piece int, raw bool) ([]string, int) {
	var s State
	r := &recorder{}
	s.Construct(0, 0, 0, uint8(len(patterns)), r)
	s.SetReportRaw(raw, r)
	result := Continue
	for at := 0; at < len(in) && result == Continue; at += piece {
		result = Parse(&s, in[at:min(at+piece, len(in))], r)
	}
	s.SetReportRaw(false, r)
	return r.events, result
}

func same(t *testing.T, in []byte) {
	t.Helper()
	for _, raw := range []bool{false, true} {
		want, result := hear(in, len(in)+1, raw)
		for _, piece := range []int{1, 2, 3, 7, 254} {
			got, r := hear(in, piece, raw)
			if r != result || !slices.Equal(got, want) {
				t.Fatalf("%x in pieces of %d: %d\n%s\nwhole: %d\n%s", in, piece, r, strings.Join(got, "\n"), result, strings.Join(want, "\n"))
			}
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
	return all
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
		var s State
		var l silent
		s.Construct(0, 0, 0, 0, &l)
		r := Parse(&s, in, &l)
		switch {
		case r == Complete:
			if err := mode.Wellformed(in[:s.UsedIn]); err != nil {
				t.Fatalf("%x: %d bytes taken, the peer: %v", in, s.UsedIn, err)
			}
		case r == errCoding && mode.Wellformed(in) == nil && !hasText(in):
			t.Fatalf("%x: refused, the peer takes it", in)
		case r == Continue && mode.Wellformed(in) == nil:
			t.Fatalf("%x: more is awaited, the peer takes it", in)
		}
	})
}

// hasText says whether anything in in might be text that is no UTF-8, at which
// the peer does not look.
func hasText(in []byte) bool {
	return slices.ContainsFunc(in, func(c byte) bool { return c&majorBits == Text })
}

type silent struct{}

func (*silent) Call(*State, Reason) int8 { return 0 }

func (*silent) Patterns(*State) [][]byte { return patterns }

func TestNoAllocations(t *testing.T) {
	in := unhex(t, "a26161016162820203")
	var l silent
	var s State
	if n := testing.AllocsPerRun(100, func() {
		s.Construct(0, 0, 0, 6, &l)
		Parse(&s, in, &l)
	}); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

// An item inside of a string, parsed from the callback that has it, with the
// string's buffer as its input.
type subtree struct {
	recorder
	result int
}

func (l *subtree) Call(s *State, reason Reason) int8 {
	l.recorder.Call(s, reason)
	if reason == BytesEnd && s.N > 1 {
		l.result = ParseSubtree(s, s.Buf[:s.N], l)
		if l.result != Complete {
			return 1
		}
	}
	return 0
}

func TestSubtree(t *testing.T) {
	for in, want := range map[string]int{
		"a161614aa1616b6474657874f500": Complete, "a161614182": Continue, "a1616142826100": errCallback, "a161614281ff": errCallback,
	} {
		var s State
		var l subtree
		s.Construct(0, 0, 0, 0, &l)
		r := Parse(&s, unhex(t, in), &l)
		if want == Continue {
			want = Complete // one byte is not looked into
		}
		if r != want {
			t.Errorf("%s: %d\n%s", in, r, strings.Join(l.events, "\n"))
		}
	}
	var s State
	var l subtree
	s.Construct(0, 0, 0, 0, &l)
	Parse(&s, unhex(t, "a16161 49 a1616b6474657874 02"), &l)
	if !slices.ContainsFunc(l.events, func(e string) bool { return strings.HasPrefix(e, "77 .a.k 74657874 ") }) {
		t.Errorf("no text at .a.k:\n%s", strings.Join(l.events, "\n"))
	}
}

// The input as it came, from where reports begin to where they end.
func TestRawReports(t *testing.T) {
	in := append(unhex(t, "83 43a10127 a0 58c8"), bytes.Repeat([]byte{9}, 200)...)
	for _, piece := range []int{1, 5, 1000} {
		l := rawListener{item: 2}
		var s State
		s.Construct(0, 0, 0, 0, &l)
		for at := 0; at < len(in); at += piece {
			Parse(&s, in[at:min(at+piece, len(in))], &l)
		}
		if !bytes.Equal(l.got, in[6:]) {
			t.Errorf("in pieces of %d: %x, want %x", piece, l.got, in[6:])
		}
	}
}

type rawListener struct {
	item uint16
	got  []byte
}

func (l *rawListener) Call(s *State, reason Reason) int8 {
	switch {
	case reason == ArrayItemStart && s.Index[0] == l.item:
		s.SetReportRaw(true, l)
	case reason == ArrayItemEnd:
		s.SetReportRaw(false, l)
	case reason == Raw:
		l.got = append(l.got, s.Raw[:s.RawLen]...)
	}
	return 0
}

func (l *rawListener) Patterns(*State) [][]byte { return nil }

// A listener that refuses ends it, wherever it does.
func TestListenerRefuses(t *testing.T) {
	in := unhex(t, "a5 6161 01 6162 9f02f5ff 6163 7f6161ff 6164 5f4101ff 6165 c1f97e00")
	for reason := range Reason(127) {
		d := diagnostic{fail: reason}
		var s State
		s.Construct(0, 0, 0, 0, &d)
		all, _ := hear(in, len(in), false)
		heard := slices.ContainsFunc(all, func(e string) bool { return strings.HasPrefix(e, fmt.Sprint(reason, " ")) })
		want := Complete
		if heard && reason != Constructed {
			want = errCallback
		}
		if r := Parse(&s, in, &d); r != want {
			t.Errorf("refusing %d: %d, want %d", reason, r, want)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	item, err := cbor.Marshal(map[string]any{"id": 12345, "name": `some ordinary text with "quotes"`, "tags": []string{"a", "b", "c"}, "ok": true, "at": map[string]any{"x": 1.5, "y": -2}})
	if err != nil {
		b.Fatal(err)
	}
	in := append([]byte{0x9f}, bytes.Repeat(item, 9000)...)
	b.SetBytes(int64(len(in)))
	var l silent
	for b.Loop() {
		var s State
		s.Construct(0, 0, 0, 0, &l)
		for at := 0; at < len(in); at += 4096 {
			Parse(&s, in[at:min(at+4096, len(in))], &l)
		}
	}
}
