package ws

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// Each program is a row of writes: T text, B binary, C continuation, P ping,
// O pong, X close; in lower case with FIN withheld.
func TestWriter(t *testing.T) {
	ops := map[byte]Opcode{'T': Text, 'B': Binary, 'C': Continuation, 'P': Ping, 'O': Pong, 'X': Close}
	for _, c := range []struct{ program, want string }{
		{"T", "81"},
		{"B", "82"},
		{"TT", "81 81"},
		{"tC", "01 80"},
		{"bccC", "02 00 00 80"},
		{"tPC", "01 89 80"},
		{"tPcOC", "01 89 00 8a 80"},
		{"PO", "89 8a"},
		{"bCtC", "02 80 01 80"},
		{"TX", "81 88"},
		{"tX", "01 88"},

		// Mistakes that have one correct frame.
		{"tT", "01 80!" + ErrWriteInMessage.Text},
		{"tt", "01 00!" + ErrWriteInMessage.Text},
		{"tBT", "01 80!" + ErrWriteInMessage.Text + " 81"},
		{"p", "89!" + ErrWriteFragControl.Text},
		{"tpC", "01 89!" + ErrWriteFragControl.Text + " 80"},

		// Mistakes that have none.
		{"C", "-" + ErrWriteNoMessage.Text},
		{"c", "-" + ErrWriteNoMessage.Text},
		{"TC", "81 -" + ErrWriteNoMessage.Text},
		{"tCC", "01 80 -" + ErrWriteNoMessage.Text},
		{"XT", "88 -" + ErrWriteAfterClose.Text},
		{"XP", "88 -" + ErrWriteAfterClose.Text},
		{"XX", "88 -" + ErrWriteAfterClose.Text},
	} {
		var w Writer
		var got []string
		for _, b := range []byte(c.program) {
			upper := b &^ 0x20
			first, ok, err := w.Frame(ops[upper], b != upper, 3)
			s := fmt.Sprintf("%02x", first)
			if !ok {
				s = "-"
			} else if err != nil {
				s += "!"
			}
			if err != nil {
				s += err.Text
			}
			got = append(got, s)
		}
		if got := strings.Join(got, " "); got != c.want {
			t.Errorf("%s: got %s, want %s", c.program, got, c.want)
		}
	}
}

func TestWriterControlLengths(t *testing.T) {
	for _, c := range []struct {
		op   Opcode
		n    int
		want *Error
	}{
		{Ping, 125, nil}, {Ping, 126, ErrWriteLongControl},
		{Pong, 125, nil}, {Pong, 126, ErrWriteLongControl},
		{Close, 0, nil}, {Close, 1, ErrWriteCloseLength}, {Close, 2, nil}, {Close, 126, ErrWriteLongControl},
		{3, 1, ErrWriteOpcode}, {11, 1, ErrWriteOpcode},
	} {
		var w Writer
		if _, ok, err := w.Frame(c.op, false, c.n); err != c.want || ok != (c.want == nil) {
			t.Errorf("opcode %d with %d bytes: %v, %v", c.op, c.n, ok, err)
		}
		if w.Closed() != (c.op == Close && c.want == nil) {
			t.Errorf("opcode %d with %d bytes: Closed is %v", c.op, c.n, w.Closed())
		}
	}
}

// Whatever a program writes, the peer never sees a violation.
func FuzzWriter(f *testing.F) {
	f.Add([]byte{1, 0x11, 0x10, 0, 9, 8})
	f.Fuzz(func(t *testing.T, program []byte) {
		var w Writer
		var out []byte
		for i, b := range program {
			p := bytes.Repeat([]byte{'a'}, i%130)
			if first, ok, _ := w.Frame(Opcode(b&15), b&0x10 != 0, len(p)); ok {
				if Opcode(b&15) == Close && len(p) >= 2 {
					p[0], p[1] = 3, 0xe8
				}
				out = append(AppendHeader(out, first, uint64(len(p))), p...)
			}
		}
		if tr := decode(t, &Config{Role: Client}, out); tr.err != nil {
			t.Fatalf("%x: %v", program, tr.err)
		}
	})
}

func TestAppendClose(t *testing.T) {
	long := strings.Repeat("r", 200)
	for _, c := range []struct {
		code   CloseCode
		reason string
		want   string
	}{
		{1000, "bye", "\x03\xe8bye"},
		{1000, "", "\x03\xe8"},
		{NoStatus, "bye", ""},
		{0, "", ""},
		{1000, long[:123], "\x03\xe8" + long[:123]},
		{1000, long, "\x03\xe8" + long[:123]},
		{1000, long[:122] + "é", "\x03\xe8" + long[:122]},
		{1000, long[:121] + "é", "\x03\xe8" + long[:121] + "é"},
		{1000, long[:120] + "😀", "\x03\xe8" + long[:120]},
		{1000, strings.Repeat("\x80", 200), "\x03\xe8"},
	} {
		if got := AppendClose(nil, c.code, []byte(c.reason)); string(got) != c.want {
			t.Errorf("%d %q: got %q, want %q", c.code, c.reason, got, c.want)
		}
	}
}

func TestCloseCodes(t *testing.T) {
	allowed := map[CloseCode]bool{}
	for _, c := range []CloseCode{1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014} {
		allowed[c] = true
	}
	for c := CloseCode(3000); c < 5000; c++ {
		allowed[c] = true
	}
	for c := 0; c <= 0xffff; c++ {
		if code := CloseCode(c); code.OnWire() != allowed[code] {
			t.Errorf("%d: OnWire is %v", c, code.OnWire())
		}
	}
}
