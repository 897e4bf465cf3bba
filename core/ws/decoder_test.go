package ws

import (
	"bytes"
	"strings"
	"testing"
	"unsafe"
)

const (
	text = FIN | byte(Text)
	bin  = FIN | byte(Binary)
	cont = FIN | byte(Continuation)

	textPart = byte(Text)
	binPart  = byte(Binary)
	contPart = byte(Continuation)

	ping = FIN | byte(Ping)
	pong = FIN | byte(Pong)
	clos = FIN | byte(Close)
)

// decoderCases are streams of frames with what must come out, in both roles.
var decoderCases = []struct {
	name   string
	frames []frame
	want   string
}{
	{"text", []frame{{first: text, payload: "hello"}}, `data 1/1 rsv 0 fin "hello"`},
	{"binary", []frame{{first: bin, payload: "\xff\x00"}}, `data 2/2 rsv 0 fin "\xff\x00"`},
	{"empty text", []frame{{first: text}}, `data 1/1 rsv 0 fin ""`},
	{"empty binary", []frame{{first: bin}}, `data 2/2 rsv 0 fin ""`},
	{"two messages", []frame{{first: text, payload: "a"}, {first: bin, payload: "b"}},
		`data 1/1 rsv 0 fin "a"; data 2/2 rsv 0 fin "b"`},
	{"fragments", []frame{{first: textPart, payload: "a"}, {first: contPart, payload: "b"}, {first: cont, payload: "c"}},
		`data 1/1 rsv 0 "a"; data 1/0 rsv 0 "b"; data 1/0 rsv 0 fin "c"`},
	{"empty fragments", []frame{{first: binPart}, {first: contPart}, {first: cont}},
		`data 2/2 rsv 0 ""; data 2/0 rsv 0 ""; data 2/0 rsv 0 fin ""`},
	{"control between fragments", []frame{{first: binPart, payload: "a"}, {first: ping, payload: "p"}, {first: pong}, {first: cont, payload: "b"}},
		`data 2/2 rsv 0 "a"; ping "p"; pong ""; data 2/0 rsv 0 fin "b"`},
	{"control inside a character", []frame{{first: textPart, payload: "\xc3"}, {first: ping, payload: "\xff"}, {first: cont, payload: "\xa9"}},
		`data 1/1 rsv 0 "\xc3"; ping "\xff"; data 1/0 rsv 0 fin "\xa9"`},
	{"message after fragments", []frame{{first: binPart, payload: "a"}, {first: cont}, {first: text, payload: "b"}},
		`data 2/2 rsv 0 "a"; data 2/0 rsv 0 fin ""; data 1/1 rsv 0 fin "b"`},
	{"longest control frames", []frame{{first: ping, payload: strings.Repeat("p", 125)}, {first: pong, payload: strings.Repeat("q", 125)}},
		"ping " + short(bytes.Repeat([]byte("p"), 125)) + "; pong " + short(bytes.Repeat([]byte("q"), 125))},

	{"close", []frame{{first: clos, payload: "\x03\xe8bye"}}, `close 1000 "bye"`},
	{"close without status", []frame{{first: clos}}, `close 1005 ""`},
	{"nothing after close", []frame{{first: clos, payload: "\x03\xe8"}, {first: text, payload: "x"}, {first: clos}}, `close 1000 ""`},
	{"close inside a message", []frame{{first: textPart, payload: "a"}, {first: clos}}, `data 1/1 rsv 0 "a"; close 1005 ""`},
	{"longest close", []frame{{first: clos, payload: "\x03\xe8" + strings.Repeat("r", 123)}}, "close 1000 " + short(bytes.Repeat([]byte("r"), 123))},

	{"RSV1", []frame{{first: text | RSV1}}, "error 1002 reserved bit set that no extension claims"},
	{"RSV2", []frame{{first: text | RSV2}}, "error 1002 reserved bit set that no extension claims"},
	{"RSV3", []frame{{first: text | RSV3}}, "error 1002 reserved bit set that no extension claims"},
	{"RSV1 on a ping", []frame{{first: ping | RSV1}}, "error 1002 reserved bit set that no extension claims"},
	{"opcode 3", []frame{{first: FIN | 3}}, "error 1002 unknown opcode"},
	{"opcode 7", []frame{{first: FIN | 7}}, "error 1002 unknown opcode"},
	{"opcode 11", []frame{{first: FIN | 11}}, "error 1002 unknown opcode"},
	{"opcode 15", []frame{{first: 15}}, "error 1002 unknown opcode"},
	{"unknown opcode inside a message", []frame{{first: textPart}, {first: FIN | 5}}, `data 1/1 rsv 0 ""; error 1002 unknown opcode`},
	{"fragmented ping", []frame{{first: byte(Ping)}}, "error 1002 fragmented control frame"},
	{"fragmented pong", []frame{{first: byte(Pong)}}, "error 1002 fragmented control frame"},
	{"fragmented close", []frame{{first: byte(Close)}}, "error 1002 fragmented control frame"},
	{"long ping", []frame{{first: ping, payload: strings.Repeat("p", 126)}}, "error 1002 control frame with more than 125 bytes"},
	{"long pong", []frame{{first: pong, payload: strings.Repeat("p", 70000)}}, "error 1002 control frame with more than 125 bytes"},
	{"long close", []frame{{first: clos, payload: "\x03\xe8" + strings.Repeat("p", 124)}}, "error 1002 close frame with more than 125 bytes"},
	{"ping with a long length form", []frame{{first: ping, payload: "p", form: 2}}, "error 1002 control frame with more than 125 bytes"},
	{"continuation first", []frame{{first: cont, payload: "x"}}, "error 1002 continuation frame outside a fragmented message"},
	{"continuation part first", []frame{{first: contPart, payload: "x"}}, "error 1002 continuation frame outside a fragmented message"},
	{"continuation after a message", []frame{{first: text, payload: "a"}, {first: cont}},
		`data 1/1 rsv 0 fin "a"; error 1002 continuation frame outside a fragmented message`},
	{"text inside a message", []frame{{first: textPart, payload: "a"}, {first: text, payload: "b"}},
		`data 1/1 rsv 0 "a"; error 1002 new data frame inside a fragmented message`},
	{"binary inside a message", []frame{{first: textPart, payload: "a"}, {first: ping}, {first: binPart, payload: "b"}},
		`data 1/1 rsv 0 "a"; ping ""; error 1002 new data frame inside a fragmented message`},
	{"16-bit length too long a form", []frame{{first: text, payload: strings.Repeat("a", 125), form: 2}}, "error 1002 frame length not in its shortest form"},
	{"64-bit length too long a form", []frame{{first: bin, payload: strings.Repeat("a", 65535), form: 8}}, "error 1002 frame length not in its shortest form"},
	{"64-bit length of nothing", []frame{{first: bin, form: 8}}, "error 1002 frame length not in its shortest form"},
	{"half a close status", []frame{{first: clos, payload: "\x03"}}, "error 1002 close frame with half a status code"},
	{"close reason not UTF-8", []frame{{first: clos, payload: "\x03\xe8\xff"}}, "error 1007 close reason is not valid UTF-8"},
	{"close reason cut", []frame{{first: clos, payload: "\x03\xe8a\xe2\x82"}}, "error 1007 close reason is not valid UTF-8"},
	{"text not UTF-8", []frame{{first: text, payload: "a\xff"}}, "error 1007 text message is not valid UTF-8"},
	{"text cut", []frame{{first: text, payload: "a\xc3"}}, "error 1007 text message ends inside a character"},
	{"text cut by an empty frame", []frame{{first: textPart, payload: "a\xc3"}, {first: cont}},
		`data 1/1 rsv 0 "a\xc3"; error 1007 text message ends inside a character`},
	{"text bad over fragments", []frame{{first: textPart, payload: "\xed"}, {first: cont, payload: "\xa0\x80"}},
		`data 1/1 rsv 0 "\xed"; error 1007 text message is not valid UTF-8`},
	{"ASCII inside a character over fragments", []frame{{first: textPart, payload: "\xc3"}, {first: contPart, payload: "a"}, {first: cont, payload: "\xa9"}},
		`data 1/1 rsv 0 "\xc3"; error 1007 text message is not valid UTF-8`},
	{"ASCII inside a character", []frame{{first: text, payload: "\xc3a\xa9"}}, "error 1007 text message is not valid UTF-8"},
	{"bad text does not spoil the check of the next", []frame{{first: bin, payload: "\xff"}, {first: text, payload: "é"}, {first: text, payload: "\xa9"}},
		`data 2/2 rsv 0 fin "\xff"; data 1/1 rsv 0 fin "é"; error 1007 text message is not valid UTF-8`},
}

func TestDecoder(t *testing.T) {
	for _, role := range []Role{Server, Client} {
		for _, c := range decoderCases {
			t.Run([]string{"server", "client"}[role]+"/"+c.name, func(t *testing.T) {
				if got := decode(t, &Config{Role: role}, wire(role, c.frames...)).String(); got != c.want {
					t.Errorf("got  %s\nwant %s", got, c.want)
				}
			})
		}
	}
}

// Any split of the same bytes gives the same events.
func TestDecoderSplitAnywhere(t *testing.T) {
	for _, role := range []Role{Server, Client} {
		for _, c := range decoderCases {
			stream := wire(role, c.frames...)
			if len(stream) > 2000 {
				stream = stream[:2000]
			}
			for i := 1; i < len(stream); i++ {
				sameUnderSplit(t, &Config{Role: role}, stream, i, 0, len(stream))
			}
			for cut := 1; cut < 9; cut++ {
				sameUnderSplit(t, &Config{Role: role}, stream, cut)
				sameUnderSplit(t, &Config{Role: role, MaxPiece: cut}, stream, 3)
			}
		}
	}
}

// A client's frames are masked and a server's are not: RFC 6455 §5.1.
func TestDecoderMaskDirection(t *testing.T) {
	for _, c := range []struct {
		role Role
		want string
	}{
		{Server, "error 1002 unmasked frame from a client"},
		{Client, "error 1002 masked frame from a server"},
	} {
		for _, first := range []byte{text, bin, ping, clos, binPart} {
			stream := wire(c.role, frame{first: first, unmask: true})
			if got := decode(t, &Config{Role: c.role}, stream).String(); got != c.want {
				t.Errorf("first byte %#x: got %s, want %s", first, got, c.want)
			}
			if got := decode(t, &Config{Role: c.role}, stream[:2]).String(); got != c.want {
				t.Errorf("first byte %#x: not refused after two bytes: %s", first, got)
			}
		}
	}
}

// A header is refused at the byte that makes it wrong, not when it is complete.
func TestDecoderFailsAtTheFirstBadByte(t *testing.T) {
	for _, c := range []struct {
		name   string
		stream []byte
		want   *Error
	}{
		{"RSV", []byte{text | RSV3}, ErrReserved},
		{"opcode", []byte{FIN | 4}, ErrOpcode},
		{"fragmented control", []byte{byte(Ping)}, ErrFragmentedControl},
		{"continuation", []byte{cont}, ErrNoMessage},
		{"mask", []byte{text, 5}, ErrUnmasked},
		{"long control", []byte{ping, maskBit | 126}, ErrLongControl},
		{"long close", []byte{FIN | byte(Close), maskBit | 126}, ErrLongClose},
		{"length form", []byte{text, maskBit | 126, 0, 125}, ErrLengthForm},
		{"top bit", []byte{text, maskBit | 127, 0x80}, ErrLengthTopBit},
		{"64-bit form", []byte{text, maskBit | 127, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, ErrLengthForm},
		{"text", []byte{text, maskBit | 100, 0, 0, 0, 0, 'a', 0xf4, 0x90}, ErrText},
		{"overlong", []byte{text, maskBit | 100, 0, 0, 0, 0, 0xc0}, ErrText},
	} {
		for _, cut := range []int{0, 1} {
			if n := len(c.stream) - 1; decode(t, &Config{}, c.stream[:n], cut).err != nil {
				t.Errorf("%s: refused before the bad byte", c.name)
			}
			if err := decode(t, &Config{}, c.stream, cut).err; err != c.want {
				t.Errorf("%s: got %v, want %v", c.name, err, c.want)
			}
		}
	}
}

func TestDecoderLimits(t *testing.T) {
	part := func(n int) frame { return frame{first: binPart, payload: strings.Repeat("x", n)} }
	more := func(n int) frame { return frame{first: contPart, payload: strings.Repeat("x", n)} }
	for _, c := range []struct {
		name   string
		cfg    Config
		frames []frame
		err    *Error
	}{
		{"frame at the limit", Config{MaxFrame: 100}, []frame{part(100), more(100), more(100)}, nil},
		{"frame over the limit", Config{MaxFrame: 100}, []frame{part(100), more(101)}, ErrFrameTooBig},
		{"message at the limit", Config{MaxMessage: 300}, []frame{part(100), more(100), {first: ping, payload: "ppp"}, more(100)}, nil},
		{"message over the limit", Config{MaxMessage: 300}, []frame{part(100), more(100), more(101)}, ErrMessageTooBig},
		{"message over the limit by one frame", Config{MaxMessage: 300}, []frame{part(301)}, ErrMessageTooBig},
		{"the next message counts anew", Config{MaxMessage: 300}, []frame{part(300), {first: cont}, part(300)}, nil},
		{"control frames have their own limit", Config{MaxFrame: 1, MaxMessage: 1}, []frame{{first: ping, payload: "pppp"}, {first: clos, payload: "\x03\xe8bye"}}, nil},
	} {
		if err := decode(t, &c.cfg, wire(Server, c.frames...)).err; err != c.err {
			t.Errorf("%s: got %v, want %v", c.name, err, c.err)
		}
	}
	// The announced length is enough: no payload has to come first.
	stream := AppendMaskedHeader(nil, bin, MaxFramePayload, 1)
	if err := decode(t, &Config{MaxMessage: 1 << 40}, stream).err; err != ErrMessageTooBig {
		t.Errorf("announced length: got %v", err)
	}
	// Lengths near 2^63 must not wrap around when they are added up.
	if err := decode(t, &Config{MaxMessage: MaxFramePayload}, stream).err; err != nil {
		t.Errorf("longest frame: got %v", err)
	}
}

// A piece has at most MaxPiece bytes, and Remaining tells what follows.
func TestDecoderMaxPiece(t *testing.T) {
	var d Decoder
	d.Init(&Config{MaxPiece: 4})
	buf := wire(Server, frame{first: text, payload: "abcdefghij"}, frame{first: text, payload: "wxyz"})
	var ev Event
	for _, want := range []struct {
		payload   string
		remaining uint64
		flags     Flags
	}{
		{"abcd", 6, FrameStart | MessageStart | FinFrame},
		{"efgh", 2, FinFrame},
		{"ij", 0, FrameEnd | MessageEnd | FinFrame},
		{"wxyz", 0, FrameStart | MessageStart | FrameEnd | MessageEnd | FinFrame},
	} {
		n, err := d.Next(&ev, buf)
		if err != nil || string(ev.Payload) != want.payload || ev.Remaining != want.remaining || ev.Flags != want.flags {
			t.Fatalf("got %q remaining %d flags %b, %v; want %+v", ev.Payload, ev.Remaining, ev.Flags, err, want)
		}
		buf = buf[n:]
	}
}

// What a program was given stays where it was received: no copy.
func TestDecoderPayloadIsInTheBuffer(t *testing.T) {
	for _, role := range []Role{Server, Client} {
		buf := wire(role, frame{first: text, payload: "hello"}, frame{first: ping, payload: "p"})
		var d Decoder
		d.Init(&Config{Role: role})
		var ev Event
		n, _ := d.Next(&ev, buf)
		if &ev.Payload[0] != &buf[n-5] {
			t.Error("data was copied")
		}
		m, _ := d.Next(&ev, buf[n:])
		if &ev.Payload[0] != &buf[n+m-1] {
			t.Error("ping was copied")
		}
	}
}

// Bytes behind the frame are not touched.
func TestDecoderLeavesTheRest(t *testing.T) {
	for n := range 200 {
		buf := wire(Server, frame{first: bin, payload: strings.Repeat("x", n)})
		end := len(buf)
		rest := bytes.Repeat([]byte{0x55}, 64)
		buf = append(buf, rest...)
		var d Decoder
		d.Init(&Config{})
		var ev Event
		if got, err := d.Next(&ev, buf); got != end || err != nil {
			t.Fatalf("payload %d: consumed %d of %d, %v", n, got, end, err)
		}
		if !bytes.Equal(buf[end:], rest) {
			t.Fatalf("payload %d: bytes behind the frame were changed", n)
		}
	}
}

func TestDecoderReservedBitsOfExtensions(t *testing.T) {
	pmd := Config{ReservedFirst: RSV1}
	for _, c := range []struct {
		name   string
		cfg    Config
		frames []frame
		want   string
	}{
		{"first frame", pmd, []frame{{first: textPart | RSV1, payload: "a"}, {first: cont, payload: "b"}},
			`data 1/1 rsv 40 "a"; data 1/0 rsv 0 fin "b"`},
		{"uncompressed message", pmd, []frame{{first: text, payload: "a"}}, `data 1/1 rsv 0 fin "a"`},
		{"continuation", pmd, []frame{{first: textPart | RSV1, payload: "a"}, {first: cont | RSV1}},
			`data 1/1 rsv 40 "a"; error 1002 reserved bit set that no extension claims`},
		{"control frame", pmd, []frame{{first: ping | RSV1}}, "error 1002 reserved bit set that no extension claims"},
		{"another bit", pmd, []frame{{first: text | RSV1 | RSV2}}, "error 1002 reserved bit set that no extension claims"},
		{"any frame", Config{ReservedAny: RSV3}, []frame{{first: binPart | RSV3, payload: "a"}, {first: ping | RSV3}, {first: cont | RSV3}},
			`data 2/2 rsv 10 "a"; ping ""; data 2/0 rsv 10 fin ""`},
		{"transformed text is not text yet", pmd, []frame{{first: textPart | RSV1, payload: "\xff"}, {first: cont, payload: "\xc3"}, {first: text, payload: "\xff"}},
			`data 1/1 rsv 40 "\xff"; data 1/0 rsv 0 fin "\xc3"; error 1007 text message is not valid UTF-8`},
	} {
		if got := decode(t, &c.cfg, wire(Server, c.frames...)).String(); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestDecoderSkipUTF8(t *testing.T) {
	stream := wire(Server, frame{first: text, payload: "\xff\xc3"})
	if got := decode(t, &Config{SkipUTF8: true}, stream).String(); got != `data 1/1 rsv 0 fin "\xff\xc3"` {
		t.Errorf("got %s", got)
	}
}

// After an error the connection yields nothing but that error.
func TestDecoderErrorIsSticky(t *testing.T) {
	var d Decoder
	d.Init(&Config{})
	var ev Event
	if _, err := d.Next(&ev, wire(Server, frame{first: FIN | 3})); err != ErrOpcode {
		t.Fatal(err)
	}
	if _, err := d.Next(&ev, wire(Server, frame{first: text, payload: "x"})); err != ErrOpcode || ev.Kind != NeedMore {
		t.Fatalf("after an error: %v, event %d", err, ev.Kind)
	}
}

func TestDecoderAllocatesNothing(t *testing.T) {
	for _, role := range []Role{Server, Client} {
		stream := wire(role,
			frame{first: text, payload: "hello, wörld"}, frame{first: textPart, payload: strings.Repeat("ä", 3000)},
			frame{first: ping, payload: "p"}, frame{first: cont, payload: "end"}, frame{first: bin | RSV2})
		buf := make([]byte, len(stream))
		cfg := &Config{Role: role, MaxPiece: 4096}
		var d Decoder
		var ev Event
		if n := testing.AllocsPerRun(100, func() {
			for _, cut := range []int{len(buf), 7} {
				d.Init(cfg)
				copy(buf, stream)
				for at := 0; at < len(buf); at += cut {
					p := buf[at:min(at+cut, len(buf))]
					for len(p) > 0 {
						n, err := d.Next(&ev, p)
						if err != nil {
							break
						}
						p = p[n:]
					}
				}
			}
		}); n != 0 {
			t.Errorf("%v allocations", n)
		}
	}
}

// A server holds one Decoder for each of its idle connections.
func TestDecoderIsSmall(t *testing.T) {
	if size := unsafe.Sizeof(Decoder{}); size > 192 {
		t.Errorf("%d bytes", size)
	}
}

func FuzzDecoder(f *testing.F) {
	for _, c := range decoderCases {
		if stream := wire(Server, c.frames...); len(stream) < 500 {
			f.Add(stream, uint8(0), uint8(1), uint8(3))
			f.Add(stream, uint8(7), uint8(5), uint8(2))
			f.Add(wire(Client, c.frames...), uint8(9), uint8(2), uint8(1))
		}
	}
	f.Fuzz(func(t *testing.T, stream []byte, options, cut1, cut2 uint8) {
		if len(stream) > 1<<16 {
			return
		}
		cfg := Config{Role: Role(options >> 3 & 1)}
		if options&1 != 0 {
			cfg.MaxPiece = 1 + int(cut2)
		}
		if options&2 != 0 {
			cfg.MaxFrame, cfg.MaxMessage = 200, 300
		}
		if options&4 != 0 {
			cfg.ReservedFirst = RSV1
		}
		sameUnderSplit(t, &cfg, stream, 1+int(cut1), 1+int(cut2))
		sameUnderSplit(t, &cfg, stream, 1)
	})
}
