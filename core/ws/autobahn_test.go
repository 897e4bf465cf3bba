package ws

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// These are the cases of the Autobahn testsuite, sections 1 to 7, by their
// numbers: what the suite sends and what a strictly conforming endpoint answers.

const (
	failed1002 = "close 1002 and failed"
	failed1007 = "close 1007 and failed"
)

type suiteCase struct {
	number string
	frames []frame
	want   string // answers of the endpoint; failedXXXX when it fails the connection
	cut    int    // send in pieces of this size
}

func text1(s string) frame { return frame{first: text, payload: s} }

func dataLine(op Opcode, s string) string {
	return fmt.Sprintf("data %d/%d rsv 0 fin %s", op, op, short([]byte(s)))
}

func repeatFrames(f frame, n int) (fs []frame) {
	for range n {
		fs = append(fs, f)
	}
	return fs
}

func suiteCases() (cases []suiteCase) {
	add := func(number string, cut int, want string, frames ...frame) {
		cases = append(cases, suiteCase{number, frames, want, cut})
	}

	// 1: framing
	for i, n := range []int{0, 125, 126, 127, 128, 65535, 65536, 65536} {
		cut := 0
		if i == 7 {
			cut = 997
		}
		s := strings.Repeat("*", n)
		add(fmt.Sprintf("1.1.%d", i+1), cut, dataLine(Text, s), text1(s))
		s = strings.Repeat("\xfe", n)
		add(fmt.Sprintf("1.2.%d", i+1), cut, dataLine(Binary, s), frame{first: bin, payload: s})
	}

	// 2: pings and pongs
	fe := strings.Repeat("\xfe", 125)
	add("2.1", 0, `pong ""`, frame{first: ping})
	add("2.2", 0, `pong "Hello, world!"`, frame{first: ping, payload: "Hello, world!"})
	add("2.3", 0, `pong "\x00\xff\xfe\xfd\xfc\xfb\x00\xff"`, frame{first: ping, payload: "\x00\xff\xfe\xfd\xfc\xfb\x00\xff"})
	add("2.4", 0, "pong "+short([]byte(fe)), frame{first: ping, payload: fe})
	add("2.5", 0, failed1002, frame{first: ping, payload: fe + "\xfe"})
	add("2.6", 1, "pong "+short([]byte(fe)), frame{first: ping, payload: fe})
	add("2.7", 0, "", frame{first: pong})
	add("2.8", 0, "", frame{first: pong, payload: "unsolicited pong payload"})
	add("2.9", 0, `pong "ping payload"`, frame{first: pong, payload: "unsolicited pong payload"}, frame{first: ping, payload: "ping payload"})
	ten, tenWant := []frame(nil), []string(nil)
	for i := range 10 {
		s := fmt.Sprintf("payload-%d", i)
		ten, tenWant = append(ten, frame{first: ping, payload: s}), append(tenWant, fmt.Sprintf("pong %q", s))
	}
	add("2.10", 0, strings.Join(tenWant, "; "), ten...)
	add("2.11", 1, strings.Join(tenWant, "; "), ten...)

	// 3: reserved bits
	hello := text1("Hello, world!")
	echo := dataLine(Text, "Hello, world!")
	rsv := func(first byte, n int) frame { return frame{first: first | byte(n)<<4, payload: "Hello, world!"} }
	add("3.1", 0, failed1002, rsv(text, 1))
	add("3.2", 0, echo+"; "+failed1002, hello, rsv(text, 2), frame{first: ping})
	add("3.3", 0, echo+"; "+failed1002, hello, rsv(text, 3), frame{first: ping})
	add("3.4", 1, echo+"; "+failed1002, hello, rsv(text, 4), frame{first: ping})
	add("3.5", 0, failed1002, frame{first: bin | 5<<4, payload: "\x00\xff\xfe\xfd\xfc\xfb\x00\xff"})
	add("3.6", 0, failed1002, rsv(ping, 6))
	add("3.7", 0, failed1002, frame{first: clos | 7<<4})

	// 4: opcodes
	for i := range 5 {
		for section, base := range []byte{3, 11} {
			op := FIN | (base + byte(i))
			frames := []frame{{first: op}}
			want := failed1002
			switch i {
			case 1:
				frames[0].payload = "reserved opcode payload"
			case 2:
				frames, want = []frame{hello, {first: op}, {first: ping}}, echo+"; "+failed1002
			case 3, 4:
				frames, want = []frame{hello, {first: op, payload: "reserved opcode payload"}, {first: ping}}, echo+"; "+failed1002
			}
			cut := 0
			if i == 4 {
				cut = 1
			}
			add(fmt.Sprintf("4.%d.%d", section+1, i+1), cut, want, frames...)
		}
	}

	// 5: fragmentation
	f1, f2 := frame{first: textPart, payload: "fragment1"}, frame{first: cont, payload: "fragment2"}
	both := dataLine(Text, "fragment1fragment2")
	pingPayload := frame{first: ping, payload: "ping payload"}
	for _, cut := range []int{0, 1} {
		add("5.1", cut, failed1002, frame{first: byte(Ping), payload: "fragment1"}, f2)
		add("5.2", cut, failed1002, frame{first: byte(Pong), payload: "fragment1"}, f2)
	}
	add("5.3", 0, both, f1, f2)
	add("5.4", 0, both, f1, f2)
	add("5.5", 1, both, f1, f2)
	add("5.6", 0, `pong "ping payload"; `+both, f1, pingPayload, f2)
	add("5.7", 0, `pong "ping payload"; `+both, f1, pingPayload, f2)
	add("5.8", 1, `pong "ping payload"; `+both, f1, pingPayload, f2)
	stray := frame{first: cont, payload: "non-continuation payload"}
	strayPart := frame{first: contPart, payload: "non-continuation payload"}
	add("5.9", 0, failed1002, stray, hello)
	add("5.10", 0, failed1002, stray, hello)
	add("5.11", 1, failed1002, stray, hello)
	add("5.12", 0, failed1002, strayPart, hello)
	add("5.13", 0, failed1002, strayPart, hello)
	add("5.14", 1, failed1002, strayPart, hello)
	f4 := frame{first: cont, payload: "fragment4"}
	add("5.15", 0, both+"; "+failed1002, f1, f2, frame{first: contPart, payload: "fragment3"}, f4)
	add("5.16", 0, failed1002, frame{first: contPart, payload: "fragment1"}, f1, f2)
	add("5.17", 0, failed1002, frame{first: cont, payload: "fragment1"}, f1, f2)
	add("5.18", 0, failed1002, f1, text1("fragment2"))
	part := func(n int) frame {
		return frame{first: contPart, payload: fmt.Sprintf("fragment%d", n)}
	}
	p1, p2 := frame{first: ping, payload: "pongme 1!"}, frame{first: ping, payload: "pongme 2!"}
	five := `pong "pongme 1!"; pong "pongme 2!"; ` + dataLine(Text, "fragment1fragment2fragment3fragment4fragment5")
	f5 := frame{first: cont, payload: "fragment5"}
	add("5.19", 0, five, f1, part(2), p1, part(3), part(4), p2, f5)
	add("5.20", 1, five, f1, part(2), p1, part(3), part(4), p2, f5)

	// 6: text
	kosme := "κόσμε"
	add("6.1.1", 0, dataLine(Text, ""), text1(""))
	add("6.1.2", 0, dataLine(Text, ""), frame{first: textPart}, frame{first: contPart}, frame{first: cont})
	add("6.1.3", 0, dataLine(Text, "middle frame payload"), frame{first: textPart}, frame{first: contPart, payload: "middle frame payload"}, frame{first: cont})
	valid := "Hello-µ@ßöäüàá-UTF-8!!"
	add("6.2.1", 0, dataLine(Text, valid), text1(valid))
	add("6.2.2", 0, dataLine(Text, valid), frame{first: textPart, payload: valid[:9]}, frame{first: cont, payload: valid[9:]})
	octets := []frame{{first: textPart, payload: kosme[:1]}}
	for i := 1; i < len(kosme); i++ {
		octets = append(octets, frame{first: contPart, payload: kosme[i : i+1]})
	}
	add("6.2.4", 0, dataLine(Text, kosme), append(octets[:len(octets):len(octets)], frame{first: cont})...)
	bad := kosme + "\xed\xa0\x80edited"
	add("6.3.1", 0, failed1007, text1(bad))
	add("6.3.2", 1, failed1007, text1(bad))
	add("6.4.1", 0, failed1007, frame{first: textPart, payload: kosme}, frame{first: contPart, payload: "\xf4\x90\x80\x80"}, frame{first: cont, payload: "edited"})
	add("6.4.2", 0, failed1007, frame{first: textPart, payload: kosme + "\xf4"}, frame{first: contPart, payload: "\x90"}, frame{first: cont, payload: "\x80\x80edited"})
	for _, c := range utf8Samples {
		want := failed1007
		if c.valid {
			want = dataLine(Text, c.text)
		}
		add(c.number, 0, want, text1(c.text))
		add(c.number+" by octets", 1, want, text1(c.text))
	}

	// 7: closing
	add("7.1.1", 0, echo+`; close 1000 ""`, hello, frame{first: clos, payload: "\x03\xe8"})
	add("7.1.2", 0, `close 1000 ""`, frame{first: clos, payload: "\x03\xe8"}, frame{first: clos, payload: "\x03\xe8"})
	add("7.1.3", 0, `close 1000 ""`, frame{first: clos, payload: "\x03\xe8"}, frame{first: ping})
	add("7.1.4", 0, `close 1000 ""`, frame{first: clos, payload: "\x03\xe8"}, hello)
	add("7.1.5", 0, `close 1000 ""`, f1, frame{first: clos, payload: "\x03\xe8"}, f2)
	big := strings.Repeat("BAsd7&jh23", 26214)
	add("7.1.6", 0, dataLine(Text, big)+`; close 1000 ""`, text1(big), frame{first: clos, payload: "\x03\xe8"}, frame{first: ping})
	add("7.3.1", 0, `close 1005 ""`, frame{first: clos})
	add("7.3.2", 0, failed1002, frame{first: clos, payload: "a"})
	add("7.3.3", 0, `close 1000 ""`, frame{first: clos, payload: "\x03\xe8"})
	add("7.3.4", 0, `close 1000 "Hello World!"`, frame{first: clos, payload: "\x03\xe8Hello World!"})
	reason := strings.Repeat("*", 123)
	add("7.3.5", 0, "close 1000 "+short([]byte(reason)), frame{first: clos, payload: "\x03\xe8" + reason})
	add("7.3.6", 0, failed1002, frame{first: clos, payload: "\x03\xe8*" + reason})
	add("7.5.1", 0, failed1007, frame{first: clos, payload: "\x03\xe8\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80\x65\x64"})
	for i, code := range []int{1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999} {
		add(fmt.Sprintf("7.7.%d (%d)", i+1, code), 0, fmt.Sprintf(`close %d ""`, code), frame{first: clos, payload: string([]byte{byte(code >> 8), byte(code)})})
	}
	for i, code := range []int{0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535} {
		p := string([]byte{byte(code >> 8), byte(code)})
		add(fmt.Sprintf("7.9.%d (%d)", i+1, code), 0, failed1002, frame{first: clos, payload: p})
		add(fmt.Sprintf("7.9.%d (%d) with a reason", i+1, code), 0, failed1002, frame{first: clos, payload: p + "Reason"})
	}
	add("2.10 many", 0, strings.TrimSuffix(strings.Repeat(`pong ""; `, 500), "; "), repeatFrames(frame{first: ping}, 500)...)
	return cases
}

// utf8Samples are the sequences of sections 6.5 to 6.23 by kind.
var utf8Samples = []struct {
	number string
	text   string
	valid  bool
}{
	{"6.5.1", "κόσμε", true},
	{"6.6.1", "\xce", false},
	{"6.6.2", "\xce\xba", true},
	{"6.6.3", "\xce\xba\xe1", false},
	{"6.6.5", "\xce\xba\xe1\xbd\xb9", true},
	{"6.6.11", "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5", true},
	{"6.7.1", "\x00", true},
	{"6.7.2", "\xc2\x80", true},
	{"6.7.3", "\xe0\xa0\x80", true},
	{"6.7.4", "\xf0\x90\x80\x80", true},
	{"6.8.1", "\xf8\x88\x80\x80\x80", false},
	{"6.8.2", "\xfc\x84\x80\x80\x80\x80", false},
	{"6.9.1", "\x7f", true},
	{"6.9.2", "\xdf\xbf", true},
	{"6.9.3", "\xef\xbf\xbf", true},
	{"6.9.4", "\xf4\x8f\xbf\xbf", true},
	{"6.10.1", "\xf7\xbf\xbf\xbf", false},
	{"6.10.2", "\xfb\xbf\xbf\xbf\xbf", false},
	{"6.10.3", "\xfd\xbf\xbf\xbf\xbf\xbf", false},
	{"6.11.1", "\xed\x9f\xbf", true},
	{"6.11.2", "\xee\x80\x80", true},
	{"6.11.3", "\xef\xbf\xbd", true},
	{"6.11.4", "\xf4\x8f\xbf\xbf", true},
	{"6.11.5", "\xf4\x90\x80\x80", false},
	{"6.12.1", "\x80", false},
	{"6.12.2", "\xbf", false},
	{"6.12.8", "\x80\xbf\x80\xbf\x80\xbf", false},
	{"6.13.1", "\xc0 \xc1 \xc2 ", false},
	{"6.13.2", "\xe0 \xe1 \xe2 ", false},
	{"6.13.3", "\xf0 \xf1 \xf2 ", false},
	{"6.13.4", "\xf8 \xf9 ", false},
	{"6.13.5", "\xfc ", false},
	{"6.14.1", "\xc0", false},
	{"6.14.2", "\xe0\x80", false},
	{"6.14.3", "\xf0\x80\x80", false},
	{"6.14.6", "\xdf", false},
	{"6.14.7", "\xef\xbf", false},
	{"6.14.8", "\xf7\xbf\xbf", false},
	{"6.15.1", "\xc0\xe0\x80\xf0\x80\x80\xdf\xef\xbf", false},
	{"6.16.1", "\xfe", false},
	{"6.16.2", "\xff", false},
	{"6.16.3", "\xfe\xfe\xff\xff", false},
	{"6.17.1", "\xc0\xaf", false},
	{"6.17.2", "\xe0\x80\xaf", false},
	{"6.17.3", "\xf0\x80\x80\xaf", false},
	{"6.18.1", "\xc1\xbf", false},
	{"6.18.2", "\xe0\x9f\xbf", false},
	{"6.18.3", "\xf0\x8f\xbf\xbf", false},
	{"6.19.1", "\xc0\x80", false},
	{"6.19.2", "\xe0\x80\x80", false},
	{"6.20.1", "\xed\xa0\x80", false},
	{"6.20.2", "\xed\xad\xbf", false},
	{"6.20.7", "\xed\xbf\xbf", false},
	{"6.21.1", "\xed\xa0\x80\xed\xb0\x80", false},
	{"6.21.8", "\xed\xaf\xbf\xed\xbf\xbf", false},
	{"6.22.1", "\xef\xbf\xbe", true},
	{"6.22.3", "\xf0\x9f\xbf\xbe", true},
	{"6.22.34", "\xf4\x8f\xbf\xbf", true},
	{"6.23.1", "\xef\xbf\xb9", true},
	{"6.23.7", "\xef\xbf\xbf", true},
}

func TestAutobahnCases(t *testing.T) {
	for _, c := range suiteCases() {
		t.Run(c.number, func(t *testing.T) {
			for _, role := range []Role{Server, Client} {
				stream := wire(role, c.frames...)
				got, e := answers(t, role, stream, c.cut)
				want, failed := strings.CutSuffix(c.want, " and failed")
				if failed {
					if at := strings.LastIndex(got, "close "); at >= 0 {
						got = got[:at+len("close 1002")] // without the reason, which is free
					}
					if !e.failed {
						t.Errorf("role %d: took the violation", role)
					}
				}
				if got != want {
					t.Errorf("role %d: got  %s\nwant %s", role, got, want)
				}
			}
		})
	}
}

// 6.4.3, 6.4.4: bad text is refused when its first bad byte has come, while the
// frame goes on.
func TestAutobahnFailFast(t *testing.T) {
	payload := "κόσμε\xf4\x90\x80\x80edited"
	stream := wire(Server, text1(payload))
	badByte := bytes.Index([]byte(payload), []byte{0xf4, 0x90}) + 1
	header := len(stream) - len(payload)
	for n := 1; n <= len(stream); n++ {
		for _, cut := range []int{0, 1} {
			got, _ := answers(t, Server, stream[:n], cut)
			if refused := got != ""; refused != (n > header+badByte) {
				t.Errorf("%d bytes of the payload: answered %q", n-header, got)
			}
		}
	}
}
