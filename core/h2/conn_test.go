package h2

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/http2/hpack"
)

const (
	es  = FlagEndStream
	eh  = FlagEndHeaders
	pad = FlagPadded
)

func connects() *Config {
	c := testConfig()
	c.Settings.EnableConnectProtocol = 1
	return c
}

// block is an HPACK block of literals without indexing.
func literal(list ...string) (b string) {
	for i := 0; i < len(list); i += 2 {
		b += "\x00" + string(rune(len(list[i]))) + list[i] + string(rune(len(list[i+1]))) + list[i+1]
	}
	return b
}

// getBlock is a GET, all of it from the static table.
const getBlock = "\x82\x86\x84"

// indexed is a request whose field x becomes the youngest entry of the table,
// again one with that entry, whatever it is, and perhaps a field y.
func indexed(id uint32, x string) step {
	return raw(FrameHeaders, es|eh, id, getBlock+"\x40\x01x\x01"+x)
}

func again(id uint32, y ...string) step {
	block := getBlock + "\xbe"
	for _, y := range y {
		block += "\x00\x01y\x01" + y
	}
	return raw(FrameHeaders, es|eh, id, block)
}

// serverCases are about what a server receives.
var serverCases = []struct {
	name  string // RFC 9113, unless it says otherwise
	steps []step
	want  string
}{
	{"§8.1 request", []step{get(1)}, "headers 1 end"},
	{"§8.1 body", []step{post(1, "x", "y"), data(1, 0, "ab"), data(1, es, "cd")}, "headers 1 x=y\ndata 1 \"abcd\" end"},
	{"§8.1 trailers", []step{post(1), data(1, 0, "ab"), fields(1, es, "t", "v")}, "headers 1\ndata 1 \"ab\"\ntrailers 1 t=v"},
	{"§8.1 trailers without end", []step{post(1), fields(1, 0, "t", "v")}, "headers 1\nstream error 1: trailers that do not end the stream end\n> RST_STREAM 1 PROTOCOL_ERROR"},
	{"§8.1 pseudo in trailers", []step{post(1), fields(1, es, ":path", "/")}, "headers 1\nstream error 1: pseudo-header field not allowed here end\n> RST_STREAM 1 PROTOCOL_ERROR"},
	{"§6.1 padding", []step{post(1), data(1, pad|es, "\x03abc\x00\x00\x00")}, "headers 1\ndata 1 \"abc\" end"},
	{"§6.1 padding only", []step{post(1), data(1, pad|es, "\x03\x00\x00\x00")}, "headers 1\ndata 1 \"\" end"},
	{"§6.1 too much padding", []step{post(1), data(1, pad, "\x03ab")}, "headers 1\nerror: padding longer than the payload\n> GOAWAY 1 PROTOCOL_ERROR"},
	{"§6.1 no pad length", []step{post(1), data(1, pad, "")}, "headers 1\nerror: payload ends inside its fixed fields\n> GOAWAY 1 FRAME_SIZE_ERROR"},
	{"§6.1 stream 0", []step{data(0, 0, "x")}, "error: frame of a stream on stream 0\n> GOAWAY 0 PROTOCOL_ERROR"},
	{"§5.1 DATA on idle", []step{data(1, 0, "x")}, "error: frame on an idle stream\n> GOAWAY 0 PROTOCOL_ERROR"},
	{"§5.1 WINDOW_UPDATE on idle", []step{window(1, 1)}, "error: frame on an idle stream\n> GOAWAY 0 PROTOCOL_ERROR"},
	{"§5.1 RST_STREAM on idle", []step{reset(1, Cancel)}, "error: frame on an idle stream\n> GOAWAY 0 PROTOCOL_ERROR"},
	{"§5.1 DATA on half closed", []step{get(1), data(1, 0, "x"), data(1, 0, "y")}, "headers 1 end\nstream error 1: frame on a stream that the peer ended end\n> RST_STREAM 1 STREAM_CLOSED"},
	{"§5.1 HEADERS on half closed", []step{get(1), get(1)}, "headers 1 end\nstream error 1: frame on a stream that the peer ended end\n> RST_STREAM 1 STREAM_CLOSED"},
	{"§5.1 DATA behind RST_STREAM", []step{post(1), reset(1, Cancel), data(1, 0, "x")}, "headers 1\nreset 1 CANCEL end\n> RST_STREAM 1 STREAM_CLOSED"},
	{"§5.1 PRIORITY anywhere", []step{raw(FramePriority, 0, 7, u32(0)+"a"), get(1), reset(1, Cancel), raw(FramePriority, 0, 1, u32(0)+"a")}, "headers 1 end\nreset 1 CANCEL end"},
	{"§5.1.1 even stream", []step{get(2)}, "error: stream identifier not allowed\n> GOAWAY 0 PROTOCOL_ERROR"},
	{"§5.1.1 lower stream", []step{get(5), get(3)}, "headers 5 end\nerror: stream identifier not allowed\n> GOAWAY 5 PROTOCOL_ERROR"},
	{"§5.1.2 too many streams", []step{times(101, func(i int) step { return post(uint32(2*i + 1)) })}, ""},
	{"§4.1 reserved bit", []step{func(w *wire) { at := len(w.b); get(1)(w); w.b[at+5] |= 0x80 }}, "headers 1 end"},
	{"§4.2 long frame", []step{post(1), data(1, 0, strings.Repeat("x", 16385))}, "headers 1\nerror: frame longer than SETTINGS_MAX_FRAME_SIZE\n> GOAWAY 1 FRAME_SIZE_ERROR"},
	{"§4.3 bad block", []step{raw(FrameHeaders, es|eh, 1, "\x80")}, "error: field block can't be decompressed\n> GOAWAY 1 COMPRESSION_ERROR"},
	{"§4.3 cut block", []step{raw(FrameHeaders, es|eh, 1, "\x00\x05ab")}, "error: field block can't be decompressed\n> GOAWAY 1 COMPRESSION_ERROR"},
	{"§4.3 interrupted", []step{raw(FrameHeaders, es, 1, "\x82"), raw(FramePing, 0, 0, "12345678")}, "error: frame inside a field block\n> GOAWAY 1 PROTOCOL_ERROR"},
	{"§4.3 other stream", []step{raw(FrameHeaders, es, 1, "\x82"), raw(FrameContinuation, eh, 3, "")}, "error: frame inside a field block\n> GOAWAY 1 PROTOCOL_ERROR"},
	{"§4.3 unknown frame inside", []step{raw(FrameHeaders, es, 1, "\x82"), raw(0x77, 0, 0, "")}, "error: frame inside a field block\n> GOAWAY 1 PROTOCOL_ERROR"},
	{"§5.5 unknown frame", []step{raw(0x77, 0xff, 9, "whatever"), get(1)}, "headers 1 end"},
	{"§6.2 in pieces", []step{raw(FrameHeaders, es, 1, "\x82"), raw(FrameContinuation, 0, 1, "\x86"), raw(FrameContinuation, eh, 1, "\x84")}, "headers 1 end"},
	{"§6.2 padding and priority", []step{raw(FrameHeaders, es|eh|pad|FlagPriority, 1, "\x02"+u32(0)+"w\x82\x86\x84\x00\x00")}, "headers 1 end"},
	{"§6.2 padding too long", []step{raw(FrameHeaders, es|eh|pad, 1, "\x04\x82\x86\x84")}, "error: padding longer than the payload\n> GOAWAY 0 PROTOCOL_ERROR"},
	{"RFC 7540 §5.3.1 HEADERS on itself", []step{raw(FrameHeaders, es|eh|FlagPriority, 1, u32(1)+"w\x82\x86\x84")}, "> RST_STREAM 1 PROTOCOL_ERROR"},
	{"RFC 7540 §5.3.1 PRIORITY on itself", []step{get(1), raw(FramePriority, 0, 1, u32(1)+"w")}, "headers 1 end\nstream error 1: stream depends on itself end\n> RST_STREAM 1 PROTOCOL_ERROR"},
	{"§6.3 length", []step{get(1), raw(FramePriority, 0, 1, "1234")}, "headers 1 end\nstream error 1: PRIORITY without 5 bytes end\n> RST_STREAM 1 FRAME_SIZE_ERROR"},
	{"§6.3 length, closed", []step{get(1), reset(1, Cancel), raw(FramePriority, 0, 1, "1234")}, "headers 1 end\nreset 1 CANCEL end\n> RST_STREAM 1 FRAME_SIZE_ERROR"},
	{"§6.3 length, idle", []step{raw(FramePriority, 0, 1, "1234")}, "error: PRIORITY without 5 bytes\n> GOAWAY 0 FRAME_SIZE_ERROR"},
	{"§6.4 length", []step{get(1), raw(FrameReset, 0, 1, "123")}, "headers 1 end\nerror: payload length does not fit the frame type\n> GOAWAY 1 FRAME_SIZE_ERROR"},
	{"§6.5 on a stream", []step{raw(FrameSettings, 0, 1, "")}, "error: frame of the connection on a stream\n> GOAWAY 0 PROTOCOL_ERROR"},
	{"§6.5 ack with payload", []step{raw(FrameSettings, FlagAck, 0, "123456")}, "error: acknowledgment of SETTINGS with payload\n> GOAWAY 0 FRAME_SIZE_ERROR"},
	{"§6.5 length", []step{settings("12345")}, "error: payload length does not fit the frame type\n> GOAWAY 0 FRAME_SIZE_ERROR"},
	{"§6.5 ack", []step{raw(FrameSettings, FlagAck, 0, "")}, "acked"},
	{"§6.5.2 push", []step{settings(setting(2, 2))}, "error: setting value out of range\n> GOAWAY 0 PROTOCOL_ERROR"},
	{"§6.5.2 window", []step{settings(setting(4, 1<<31))}, "error: SETTINGS_INITIAL_WINDOW_SIZE above 2^31-1\n> GOAWAY 0 FLOW_CONTROL_ERROR"},
	{"§6.5.2 small frames", []step{settings(setting(5, 16383))}, "error: setting value out of range\n> GOAWAY 0 PROTOCOL_ERROR"},
	{"§6.5.2 large frames", []step{settings(setting(5, 1<<24))}, "error: setting value out of range\n> GOAWAY 0 PROTOCOL_ERROR"},
	{"§6.5.2 unknown", []step{settings(setting(0x4242, 7))}, "settings\n> ACK"},
	{"RFC 8441 §3 taken back", []step{settings(setting(8, 1)), settings(setting(8, 0))}, "settings\nerror: setting value out of range\n> ACK\n> GOAWAY 0 PROTOCOL_ERROR"},
	{"RFC 9218 §2.1 value", []step{settings(setting(9, 2))}, "error: setting value out of range\n> GOAWAY 0 PROTOCOL_ERROR"},
	{"RFC 9218 §7.1", []step{raw(FramePriorityUpdate, 0, 0, u32(1)+"u=1"), get(1)}, "headers 1 end"},
	{"RFC 9218 §7.1 stream 0", []step{raw(FramePriorityUpdate, 0, 0, u32(0)+"u=1")}, "error: PRIORITY_UPDATE not allowed\n> GOAWAY 0 PROTOCOL_ERROR"},
	{"§6.6 push", []step{get(1), raw(FramePushPromise, eh, 1, u32(2))}, "headers 1 end\nerror: PUSH_PROMISE although push is off\n> GOAWAY 1 PROTOCOL_ERROR"},
	{"§6.7", []step{raw(FramePing, 0, 0, "12345678"), raw(FramePing, FlagAck, 0, "12345678")}, "> PING 1 \"12345678\""},
	{"§6.7 length", []step{raw(FramePing, 0, 0, "1234567")}, "error: payload length does not fit the frame type\n> GOAWAY 0 FRAME_SIZE_ERROR"},
	{"§6.8", []step{raw(FrameGoAway, 0, 0, u32(0, 2)+"bye"), get(1)}, "goaway 0 INTERNAL_ERROR \"bye\"\nheaders 1 end"},
	{"§6.9 zero", []step{get(1), window(1, 0)}, "headers 1 end\nstream error 1: window increment of 0 end\n> RST_STREAM 1 PROTOCOL_ERROR"},
	{"§6.9 zero on connection", []step{window(0, 0)}, "error: window increment of 0\n> GOAWAY 0 PROTOCOL_ERROR"},
	{"§6.9.1 overflow", []step{get(1), window(1, 1<<31-1)}, "headers 1 end\nstream error 1: stream window above 2^31-1 end\n> RST_STREAM 1 FLOW_CONTROL_ERROR"},
	{"§6.9.1 overflow of connection", []step{window(0, 1<<31-1)}, "error: connection window above 2^31-1\n> GOAWAY 0 FLOW_CONTROL_ERROR"},
	{"§6.9.1 stream window exceeded", []step{post(1), times(5, func(int) step { return data(1, 0, strings.Repeat("x", 16384)) })}, ""},
	{"§6.9.2 adjusted beyond", []step{get(1), window(1, 1<<31-1-65535), settings(setting(4, 65536))}, "headers 1 end\nerror: stream window above 2^31-1 by SETTINGS\n> GOAWAY 1 FLOW_CONTROL_ERROR"},
	{"§6.9.2 opened", []step{settings(setting(4, 0)), get(1), window(1, 5)}, "settings\nheaders 1 end\nwindow 1\n> ACK"},
	{"§6.10 alone", []step{get(1), raw(FrameContinuation, eh, 1, "")}, "headers 1 end\nerror: CONTINUATION outside a field block\n> GOAWAY 1 PROTOCOL_ERROR"},
	{"§8.1.1 length", []step{post(1, "content-length", "4"), data(1, es, "abcd")}, "headers 1 content-length=4\ndata 1 \"abcd\" end"},
	{"§8.1.1 short", []step{post(1, "content-length", "4"), data(1, es, "abc")}, "headers 1 content-length=4\nstream error 1: DATA and content-length disagree end\n> RST_STREAM 1 PROTOCOL_ERROR"},
	{"§8.1.1 long", []step{post(1, "content-length", "4"), data(1, pad, "\x02abcde\x00\x00"), get(3)}, "headers 1 content-length=4\nstream error 1: DATA and content-length disagree end\nheaders 3 end\n> RST_STREAM 1 PROTOCOL_ERROR"},
	{"§8.1.1 trailers too early", []step{post(1, "content-length", "4"), fields(1, es, "t", "v")}, "headers 1 content-length=4\nstream error 1: DATA and content-length disagree end\n> RST_STREAM 1 PROTOCOL_ERROR"},
	{"RFC 7541 §2.3.2 entry replaced", []step{indexed(1, "a"), again(3), again(5), again(7), indexed(9, "b"), again(11), again(13)},
		"headers 1 x=a end\nheaders 3 x=a end\nheaders 5 x=a end\nheaders 7 x=a end\nheaders 9 x=b end\nheaders 11 x=b end\nheaders 13 x=b end"},
	{"RFC 7541 §2.3.2 entry replaced in pieces", []step{indexed(1, "a"), again(3), again(5),
		raw(FrameHeaders, es, 7, "\x82\x86"), raw(FrameContinuation, eh, 7, "\x84\x40\x01x\x01b"), again(9)},
		"headers 1 x=a end\nheaders 3 x=a end\nheaders 5 x=a end\nheaders 7 x=b end\nheaders 9 x=b end"},
	{"RFC 7541 §2.3.2 entry replaced by a faulty request", []step{indexed(1, "a"), again(3), again(5),
		raw(FrameHeaders, es|eh, 7, "\x82\x82\x86\x84\x40\x01x\x01b"), again(9)},
		"headers 1 x=a end\nheaders 3 x=a end\nheaders 5 x=a end\nheaders 9 x=b end\n> RST_STREAM 7 PROTOCOL_ERROR"},
	{"RFC 7541 §6.2.2 literals in between", []step{indexed(1, "a"), again(3, "c"), again(5, "d"), again(7, "c"), again(9, "d"), again(11, "c"), again(13)},
		"headers 1 x=a end\nheaders 3 x=a y=c end\nheaders 5 x=a y=d end\nheaders 7 x=a y=c end\nheaders 9 x=a y=d end\nheaders 11 x=a y=c end\nheaders 13 x=a end"},
	{"RFC 7541 §6.3 table emptied", []step{indexed(1, "a"), again(3), again(5), raw(FrameHeaders, es|eh, 7, "\x20\x82\x86\x84"), again(9)},
		"headers 1 x=a end\nheaders 3 x=a end\nheaders 5 x=a end\nheaders 7 end\nerror: field block can't be decompressed\n> GOAWAY 9 COMPRESSION_ERROR"},
	{"§8.1.1 known, with and without a body", []step{raw(FrameHeaders, eh, 1, getBlock+"\x0f\x0d\x011"), data(1, es, "x"),
		raw(FrameHeaders, eh, 3, getBlock+"\x0f\x0d\x011"), data(3, es, "x"), raw(FrameHeaders, es|eh, 5, getBlock+"\x0f\x0d\x011")},
		"headers 1 content-length=1\ndata 1 \"x\" end\nheaders 3 content-length=1\ndata 3 \"x\" end\n> RST_STREAM 5 PROTOCOL_ERROR"},
	{"§8.5 CONNECT", []step{fields(1, 0, ":method", "CONNECT", ":authority", "a.test:1")}, "headers 1"},
}

func TestServer(t *testing.T) {
	for _, c := range serverCases {
		got := play(t, testConfig(), build(testConfig(), c.steps...), 0)
		if c.want == "" {
			continue // too long to write down: below
		}
		if got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

// Requests that are malformed or not: RFC 9113 §8.2, §8.3; RFC 8441 §4.
func TestRequestFields(t *testing.T) {
	ok := []([]string){
		plain,
		with("te", "trailers"),
		with("cookie", "a=b", "x-empty", ""),
		with("host", "A.TEST"),
		with(":authority", "", "host", "a.test"),
		with(":method", "OPTIONS", ":path", "*"),
		with(":scheme", "https", ":path", "/a?b=%20"),
		{":method", "CONNECT", ":authority", "a.test:443"},
		{":method", "CONNECT", ":protocol", "websocket", ":scheme", "https", ":path", "/chat", ":authority", "a.test"},
	}
	for _, f := range ok {
		if got := play(t, connects(), build(connects(), fields(1, 0, f...)), 0); !strings.HasPrefix(got, "headers 1") {
			t.Errorf("%q: %s", f, got)
		}
	}
	bad := []([]string){
		with("X-Upper", "v"), with("a b", "v"), with("a:b", "v"), with("", "v"), with("a\x80", "v"), with("a\x00", "v"),
		with("a", "b\rc"), with("a", "b\nc"), with("a", "b\x00c"), with("a", " b"), with("a", "b\t"), with("a", "\x7f"),
		with("connection", "close"), with("keep-alive", "1"), with("proxy-connection", "x"), with("transfer-encoding", "chunked"), with("upgrade", "x"),
		with("te", "gzip"), with("te", "trailers, gzip"),
		with(":method", ""), with(":scheme", ""), with(":path", ""),
		with(":status", "200"), with(":unknown", "x"),
		append([]string{"x", "y"}, plain...),
		append([]string{":path", "/"}, plain...),
		with(":path", "noslash"), with(":path", "*"), with(":path", "/a b"), with(":path", "/\x7f"), with(":path", "http://a.test/"),
		with(":method", "G T"), with(":scheme", "1http"), with(":scheme", "ht/tp"),
		with(":authority", "user@a.test"), with(":authority", "a b"), with("host", "other.test"),
		append(with("host", "a.test"), "host", "b.test"),
		with("content-length", "-1"), with("content-length", "+1"), with("content-length", "1,1"), with("content-length", "9999999999999999999"),
		append(with("content-length", "1"), "content-length", "1"),
		with(":method", "CONNECT"),
		{":method", "CONNECT"},
		{":method", "CONNECT", ":authority", "a.test:443", ":path", "/"},
		with(":protocol", "websocket"),
		{":method", "CONNECT", ":protocol", "websocket", ":authority", "a.test"},
		{":method", "CONNECT", ":protocol", "web socket", ":scheme", "https", ":path", "/chat", ":authority", "a.test"},
		{":method", "", ":scheme", "http", ":path", "/"},
		{":method", "GET", ":scheme", "http", ":path", ""},
	}
	for _, f := range bad {
		if got := play(t, connects(), build(connects(), fields(1, 0, f...)), 0); got != "> RST_STREAM 1 PROTOCOL_ERROR" {
			t.Errorf("%q: %s", f, got)
		}
	}
	// RFC 8441 §3: without our setting, :protocol is unknown.
	if got := play(t, testConfig(), build(testConfig(), fields(1, 0, ok[8]...)), 0); got != "> RST_STREAM 1 PROTOCOL_ERROR" {
		t.Error(got)
	}
	// A length without a body.
	if got := play(t, testConfig(), build(testConfig(), fields(1, es, with("content-length", "1")...)), 0); got != "> RST_STREAM 1 PROTOCOL_ERROR" {
		t.Error(got)
	}
}

func TestPreface(t *testing.T) {
	for _, in := range []string{"GET / HTTP/1.1\r\n\r\n", Preface[:20] + "xxxxxxxx"} {
		if got := play(t, testConfig(), []byte(in), 3); got != "error: no connection preface\n> GOAWAY 0 PROTOCOL_ERROR" {
			t.Errorf("%q: %s", in, got)
		}
	}
	in := append([]byte(Preface), frameHeader{8, 0, FramePing, 0}.append(nil)...)
	if got := play(t, testConfig(), in, 0); got != "error: first frame is not SETTINGS\n> GOAWAY 0 PROTOCOL_ERROR" {
		t.Error(got)
	}
}

// RFC 9113 §5.1.2, §5.4.2: what is refused does not touch the others.
func TestTooManyStreams(t *testing.T) {
	in := build(testConfig(), times(101, func(i int) step { return post(uint32(2*i + 1)) }), data(199, es, "x"), post(203))
	got := play(t, testConfig(), in, 0)
	if !strings.HasSuffix(got, "headers 199\ndata 199 \"x\" end\n> RST_STREAM 201 REFUSED_STREAM\n> RST_STREAM 203 REFUSED_STREAM") {
		t.Error(got)
	}
}

// RFC 9113 §6.9.1
func TestReceiveWindows(t *testing.T) {
	chunk := func(id uint32) step { return data(id, 0, strings.Repeat("x", 16384)) }
	p := newPlayer(t, testConfig())
	p.keep = true
	p.feed(build(testConfig(), post(1), chunk(1), chunk(1), chunk(1), chunk(1)))
	if got := p.lines[len(p.lines)-1]; got != "stream error 1: DATA beyond the stream's window end" {
		t.Error(got)
	}
	small := testConfig()
	small.ConnectionWindow = 0
	got := play(t, small, build(small, post(1), post(3), chunk(1), chunk(1), chunk(3), chunk(3)), 0)
	if !strings.HasSuffix(got, "error: DATA beyond the connection's window\n> GOAWAY 3 FLOW_CONTROL_ERROR") {
		t.Error(got[len(got)-100:])
	}
}

// RFC 9113 §6.5.3: the peer may not know our smaller window yet.
func TestSmallerWindowBeforeAck(t *testing.T) {
	cfg := testConfig()
	cfg.Settings.InitialWindowSize = 10
	in := build(cfg, post(1), data(1, es, strings.Repeat("x", 100)))
	if got := play(t, cfg, in, 0); !strings.HasSuffix(got, "end") {
		t.Error(got)
	}
	in = build(cfg, raw(FrameSettings, FlagAck, 0, ""), post(1), data(1, es, strings.Repeat("x", 11)))
	if got := play(t, cfg, in, 0); !strings.HasSuffix(got, "> RST_STREAM 1 FLOW_CONTROL_ERROR") {
		t.Error(got)
	}
}

// The same bytes in any cuts give the same events and the same output.
func TestSplitAnywhere(t *testing.T) {
	for _, c := range serverCases {
		in := build(testConfig(), c.steps...)
		want := play(t, testConfig(), in, 0)
		for _, n := range []int{1, 2, 3, 5, 8, 9, 10, 13} {
			if len(in) > 4000 && n < 8 {
				continue
			}
			if got := play(t, testConfig(), in, n); got != want {
				t.Errorf("%s by %d:\n%s\nwant\n%s", c.name, n, got, want)
			}
		}
	}
	for _, c := range clientCases {
		in := build(clientConfig(), c.steps...)
		want := playClient(t, in, 0)
		for _, n := range []int{1, 2, 3, 5, 8, 9, 10, 13} {
			if got := playClient(t, in, n); got != want {
				t.Errorf("%s by %d:\n%s\nwant\n%s", c.name, n, got, want)
			}
		}
	}
}

// Heads that come again and again mean the same to the peer, also between others
// that move the tables, and when the peer makes the table smaller.
func TestRepeatedHeads(t *testing.T) {
	head := func(value string) []hpack.HeaderField {
		return []hpack.HeaderField{{Name: ":status", Value: "200"}, {Name: "server", Value: "x"}, {Name: "etag", Value: value}}
	}
	var c Conn
	c.Init(&Config{Settings: DefaultSettings(), ConnectionWindow: 65535}, 1)
	decoder := hpack.NewDecoder(4096, nil)
	decoder.SetAllowedMaxDynamicTableSize(1 << 20)
	for i, value := range strings.Fields("a a a b a b a a c d e f g a b c d e f g a a a a b b b b a") {
		if i == 20 {
			c.forgetRepeated()
			c.encoder.SetMaxDynamicTableSize(100)
		}
		q := c.queue()
		start := len(q.b)
		c.encode(q, head(value))
		got, err := decoder.DecodeFull(q.b[start:])
		if err != nil || !slices.Equal(got, head(value)) {
			t.Fatalf("head %d: %v, %v, want %v", i, got, err, head(value))
		}
	}
}
