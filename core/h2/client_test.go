package h2

import (
	"strings"
	"testing"

	"golang.org/x/net/http2/hpack"
)

// playClient plays in to a client with three requests: a GET on stream 1, a POST
// on 3 and a HEAD on 5.
func playClient(t testing.TB, in []byte, n int) string {
	t.Helper()
	p := newPlayer(t, clientConfig())
	for _, m := range []string{"GET", "POST", "HEAD"} {
		if _, err := p.c.OpenStream(requestFields(m, "/"), m != "POST"); err != nil {
			t.Fatal(err)
		}
	}
	p.c.Sent(len(p.c.Output()))
	for len(in) > 0 {
		k := len(in)
		if n > 0 {
			k = min(n, k)
		}
		p.feed(in[:k])
		in = in[k:]
	}
	p.output()
	return p.transcript()
}

func status(id uint32, flags Flags, s string, more ...string) step {
	return fields(id, flags, append([]string{":status", s}, more...)...)
}

// clientCases are about what a client receives.
var clientCases = []struct {
	name  string
	steps []step
	want  string
}{
	{"§8.1 response", []step{status(1, 0, "200", "x", "y"), data(1, es, "body")}, "headers 1 200 x=y\ndata 1 \"body\" end"},
	{"§8.1 interim", []step{status(1, 0, "103", "link", "l"), status(1, 0, "100"), status(1, es, "204")}, "interim 1 103 link=l\ninterim 1 100\nheaders 1 204 end"},
	{"§8.1 interim with end", []step{status(1, es, "103")}, "stream error 1: interim response that ends the stream end\n> RST_STREAM 1 PROTOCOL_ERROR"},
	{"§8.6 no 101", []step{status(1, 0, "101")}, "stream error 1: bad :status end\n> RST_STREAM 1 PROTOCOL_ERROR"},
	{"§8.3.2 bad status", []step{status(1, 0, "2000")}, "stream error 1: bad :status end\n> RST_STREAM 1 PROTOCOL_ERROR"},
	{"§8.3.2 no status", []step{fields(1, 0, "x", "y")}, "stream error 1: pseudo-header field missing end\n> RST_STREAM 1 PROTOCOL_ERROR"},
	{"§8.1 DATA first", []step{data(1, 0, "x")}, "stream error 1: DATA before the response head end\n> RST_STREAM 1 PROTOCOL_ERROR"},
	{"§8.1 trailers", []step{status(1, 0, "200"), data(1, 0, "x"), fields(1, es, "t", "v")}, "headers 1 200\ndata 1 \"x\"\ntrailers 1 t=v"},
	{"RFC 9110 §9.3.2 HEAD with length", []step{status(5, es, "200", "content-length", "9")}, "headers 5 200 content-length=9 end"},
	{"RFC 9110 §9.3.2 HEAD with body", []step{status(5, 0, "200"), data(5, es, "x")}, "headers 5 200\nstream error 5: DATA and content-length disagree end\n> RST_STREAM 5 PROTOCOL_ERROR"},
	{"RFC 9110 §15.4.5 304 with length", []step{status(1, es, "304", "content-length", "9")}, "headers 1 304 content-length=9 end"},
	{"§8.1.1 length without body", []step{status(1, es, "200", "content-length", "9")}, "stream error 1: DATA and content-length disagree end\n> RST_STREAM 1 PROTOCOL_ERROR"},
	{"§8.1 answer before the end of the request", []step{status(3, es, "200"), reset(3, NoError)}, "headers 3 200 end\nreset 3 NO_ERROR end"},
	{"§5.1 behind END_STREAM", []step{status(1, es, "200"), data(1, 0, "x")}, "headers 1 200 end\nerror: frame on a stream that the peer ended\n> GOAWAY 0 STREAM_CLOSED"},
	{"§5.1.1 unopened", []step{status(7, es, "200")}, "error: stream identifier not allowed\n> GOAWAY 0 PROTOCOL_ERROR"},
	{"§5.1.1 even", []step{status(2, es, "200")}, "error: stream identifier not allowed\n> GOAWAY 0 PROTOCOL_ERROR"},
	{"§6.6 push", []step{raw(FramePushPromise, eh, 1, u32(2)+"\x82")}, "error: PUSH_PROMISE although push is off\n> GOAWAY 0 PROTOCOL_ERROR"},
	{"§6.5.2 server enables push", []step{settings(setting(2, 1))}, "error: setting value out of range\n> GOAWAY 0 PROTOCOL_ERROR"},
	{"§6.8 refused", []step{raw(FrameGoAway, 0, 0, u32(1, 0)), status(1, es, "200"), status(3, es, "200")}, "goaway 1 NO_ERROR \"\"\nrefused 3 REFUSED\nrefused 5\nheaders 1 200 end"},
	{"§7 reset", []step{reset(1, RefusedStream)}, "reset 1 REFUSED_STREAM end"},
	{"RFC 9218 §7.1 from a server", []step{raw(FramePriorityUpdate, 0, 0, u32(1)+"u=1")}, "error: PRIORITY_UPDATE not allowed\n> GOAWAY 0 PROTOCOL_ERROR"},
	{"RFC 9110 §15.2 interim flood", []step{times(17, func(int) step { return status(1, 0, "102") })}, strings.Repeat("interim 1 102\n", 16) + "stream error 1: too many interim responses end\n> RST_STREAM 1 ENHANCE_YOUR_CALM"},
}

func TestClient(t *testing.T) {
	for _, c := range clientCases {
		got := playClient(t, build(clientConfig(), c.steps...), 0)
		if c.name == "§6.8 refused" {
			// In which order they are refused is open.
			if !strings.HasPrefix(got, "goaway 1 NO_ERROR \"\"\nrefused ") || strings.Count(got, "refused") != 2 || !strings.HasSuffix(got, "\nheaders 1 200 end") {
				t.Errorf("%s:\n%s", c.name, got)
			}
			continue
		}
		if got != c.want {
			t.Errorf("%s:\n%q\nwant\n%q", c.name, got, c.want)
		}
	}
}

// settled is a client whose server has sent settings.
func settled(t testing.TB, p string) *player {
	cl := newPlayer(t, clientConfig())
	cl.feed(frameHeader{uint32(len(p)), 0, FrameSettings, 0}.append(nil))
	cl.feed([]byte(p))
	cl.c.Sent(len(cl.c.Output()))
	return cl
}

// RFC 9113 §5.1.2, RFC 8441 §3
func TestOpenStreamLimits(t *testing.T) {
	p := settled(t, setting(3, 2))
	for i, want := range []error{nil, nil, ErrTooMany} {
		if _, err := p.c.OpenStream(requestFields("GET", "/"), true); err != want {
			t.Errorf("%d: %v", i, err)
		}
	}
	connect := []hpack.HeaderField{{Name: ":method", Value: "CONNECT"}, {Name: ":protocol", Value: "websocket"}}
	if _, err := p.c.OpenStream(connect, false); err != ErrNoConnectProtocol {
		t.Error(err)
	}
	p = settled(t, setting(8, 1))
	if s, err := p.c.OpenStream(connect, false); err != nil || s.ID() != 1 || s.State() != Open {
		t.Error(err)
	}
	p.feed(build(&Config{Client: true}, raw(FrameGoAway, 0, 0, u32(1, 0))))
	if _, err := p.c.OpenStream(requestFields("GET", "/"), true); err != ErrGoingAway {
		t.Error(err)
	}
	p = settled(t, "")
	p.c.nextID = 1<<31 + 1
	if _, err := p.c.OpenStream(requestFields("GET", "/"), true); err != ErrIDs {
		t.Error(err)
	}
	srv := newPlayer(t, testConfig())
	if _, err := srv.c.OpenStream(requestFields("GET", "/"), true); err != ErrNotClient {
		t.Error(err)
	}
}

// RFC 9113 §6.9: what can be sent, also below zero.
func TestSendWindows(t *testing.T) {
	p := settled(t, setting(4, 100))
	s, _ := p.c.OpenStream(requestFields("POST", "/"), false)
	if n := p.c.Sendable(s, 1000); n != 100 {
		t.Fatal(n)
	}
	if got := p.c.AppendData(nil, s, 60, false); string(got) != "\x00\x00\x3c\x00\x00\x00\x00\x00\x01" {
		t.Errorf("%q", got)
	}
	feed := func(st ...step) {
		w := new(wire)
		for _, x := range st {
			x(w)
		}
		p.feed(w.b)
	}
	feed(settings(setting(4, 10)))
	if s.SendWindow() != -50 || p.c.Sendable(s, 1) != 0 {
		t.Error(s.SendWindow())
	}
	if at := p.c.StalledSince(s, 77); at != 77 {
		t.Error(at)
	}
	if at := p.c.StalledSince(s, 99); at != 77 {
		t.Error(at)
	}
	feed(window(1, 50))
	if p.c.Sendable(s, 1) != 0 {
		t.Error("window of 0")
	}
	feed(window(1, 1))
	if p.c.Sendable(s, 9) != 1 || p.lines[len(p.lines)-1] != "window 1" || p.c.StalledSince(s, 100) != 0 {
		t.Error(p.lines)
	}
	feed(settings(setting(4, 1<<20)), settings(setting(5, 20000)))
	if n := p.c.Sendable(s, 1<<20); n != 20000 {
		t.Error(n)
	}
	for n := p.c.Sendable(s, 1<<20); n > 0; n = p.c.Sendable(s, 1<<20) {
		p.c.AppendData(nil, s, n, false)
	}
	if p.c.SendWindow() != 0 {
		t.Error(p.c.SendWindow())
	}
	feed(window(0, 7))
	if p.c.Sendable(s, 9) != 7 || p.lines[len(p.lines)-1] != "window" {
		t.Error(p.lines)
	}
	p.c.AppendData(nil, s, 7, true)
	if s.State() != HalfClosedLocal || p.c.AppendData(nil, s, 0, true) != nil {
		t.Error(s.State())
	}
}

// RFC 9113 §6.9: each end of a window's life is given back once.
func TestReceiveCredit(t *testing.T) {
	manual := testConfig()
	manual.ManualWindow = true
	for _, cfg := range []*Config{testConfig(), manual} {
		p := newPlayer(t, cfg)
		in := build(cfg, post(1), data(1, pad, "\x09"+strings.Repeat("x", 9000)+strings.Repeat("\x00", 9)), data(1, 0, strings.Repeat("y", 16000)), data(1, 0, strings.Repeat("y", 16000)))
		p.feed(in)
		s := p.c.Stream(1)
		p.c.Sent(len(p.c.Output()))
		if s.ReceiveWindow() != 65535-41010 {
			t.Error(s.ReceiveWindow())
		}
		p.c.Consumed(s, 30000)
		if len(p.c.Output()) != 0 {
			t.Error("update too early")
		}
		p.c.Consumed(s, 11000)
		p.c.Consumed(s, 9000) // more than there was
		p.lines = nil
		p.output()
		got := strings.Join(p.lines, "\n")
		if cfg.ManualWindow {
			p.c.Credit(s, 5)
			p.output()
			if p.lines[len(p.lines)-1] != "> WINDOW_UPDATE 1 5" || s.ReceiveWindow() != 65535-41010+5 {
				t.Error(p.lines, s.ReceiveWindow())
			}
			continue
		}
		if !strings.HasSuffix(got, "> WINDOW_UPDATE 1 41010") || s.ReceiveWindow() != 65535 {
			t.Error(got, s.ReceiveWindow())
		}
		p.c.Release(s)
		if p.c.recv+int32(p.c.pending) != 1<<20 {
			t.Errorf("connection: %d and %d", p.c.recv, p.c.pending)
		}
	}
}

// Whatever happens to streams, the connection's window comes back whole.
func TestConnectionWindowComesBack(t *testing.T) {
	x := func(n int) string { return strings.Repeat("x", n) }
	for i, steps := range [][]step{
		{post(1), data(1, 0, x(100)), reset(1, Cancel), data(1, 0, x(50))},
		{post(1), data(1, pad, "\x05"+x(100))},
		{post(1, "content-length", "3"), data(1, pad, "\x05"+x(100)), data(1, es|pad, "\x07"+x(100))},
		{get(1), data(1, pad, "\x05"+x(100)), data(1, pad|es, "\x05"+x(100))},
	} {
		for _, cut := range []int{1, 7, 10000} {
			p := newPlayer(t, testConfig())
			for in := build(testConfig(), steps...); len(in) > 0; in = in[min(cut, len(in)):] {
				p.feed(in[:min(cut, len(in))])
			}
			if s := p.c.Stream(1); s != nil {
				p.c.Release(s)
			}
			if p.c.recv+int32(p.c.pending) != 1<<20 {
				t.Errorf("%d by %d: %d and %d: %v", i, cut, p.c.recv, p.c.pending, p.lines)
			}
		}
	}
	// Reset by us in the middle of a frame.
	p := newPlayer(t, testConfig())
	in := build(testConfig(), post(1), data(1, pad, "\x05"+x(100)))
	p.feed(in[:len(in)-50])
	p.c.Reset(p.c.Stream(1), Cancel)
	p.c.Release(p.of)
	p.of = nil
	p.feed(in[len(in)-50:])
	if p.c.recv+int32(p.c.pending) != 1<<20 {
		t.Errorf("%d and %d", p.c.recv, p.c.pending)
	}
}

// RFC 9113 §6.2, §4.2: heads larger than a frame.
func TestHeadersInFrames(t *testing.T) {
	for _, size := range []int{16384 - 2, 16384, 16385, 3*16384 - 1, 3 * 16384, 3*16384 + 1, 60000} {
		cl, srv := settled(t, ""), newPlayer(t, &Config{Settings: Settings{MaxHeaderListSize: 1 << 20, MaxConcurrentStreams: 9}})
		// Not compressible, so that the size is that of the block.
		want := strings.Repeat("\\", size)
		f := append(requestFields("GET", "/"), hpack.HeaderField{Name: "x", Value: want, Sensitive: true})
		if _, err := cl.c.OpenStream(f, true); err != nil {
			t.Fatal(err)
		}
		srv.feed(append([]byte(Preface+"\x00\x00\x00\x04\x00\x00\x00\x00\x00"), cl.c.Output()...))
		if got := srv.lines[len(srv.lines)-1]; got != "headers 1 x="+want+" end" {
			t.Errorf("%d: %.100s", size, got)
		}
	}
}

// RFC 9113 §6.8: two steps, with a PING between them.
func TestDrain(t *testing.T) {
	p := newPlayer(t, testConfig())
	p.feed(build(testConfig(), get(1)))
	p.c.Sent(len(p.c.Output()))
	p.lines = nil
	p.c.Drain()
	feed := func(st ...step) {
		w := new(wire)
		w.enc = hpack.NewEncoder(&w.block)
		for _, x := range st {
			x(w)
		}
		p.feed(w.b)
	}
	feed(raw(FrameHeaders, es|eh, 3, "\x82\x86\x84"), raw(FramePing, FlagAck, 0, drainPing), raw(FrameHeaders, es|eh, 5, "\x82\x86\x84"))
	p.output()
	want := "headers 3 end\n> GOAWAY 2147483647 NO_ERROR\n> PING 0 \"\\x00drain\\x00\\x00\"\n> GOAWAY 3 NO_ERROR"
	if got := strings.Join(p.lines, "\n"); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if p.c.Finished() {
		t.Error("finished with open streams")
	}
	for _, id := range []uint32{1, 3} {
		p.c.WriteHeaders(p.c.Stream(id), []hpack.HeaderField{{Name: ":status", Value: "204"}}, true)
	}
	if !p.c.Finished() {
		t.Error("not finished")
	}
}

// RFC 7540 §3.2
func TestUpgrade(t *testing.T) {
	value := string(Settings{InitialWindowSize: 77, MaxFrameSize: 16384}.AppendUpgrade(nil))
	srv := newPlayer(t, testConfig())
	s, err := srv.c.Upgrade(value)
	if err != nil || s.ID() != 1 || s.State() != HalfClosedRemote || s.SendWindow() != 77 {
		t.Fatal(err, s)
	}
	cl := newPlayer(t, clientConfig())
	cs := cl.c.UpgradeClient(false)
	if cs.State() != HalfClosedLocal {
		t.Error(cs.State())
	}
	srv.feed(cl.c.Output())
	srv.c.WriteHeaders(s, []hpack.HeaderField{{Name: ":status", Value: "200"}}, true)
	cl.feed(srv.c.Output())
	if got := strings.Join(cl.lines, "\n"); got != "settings\nacked\nheaders 1 200 end" && got != "settings\nheaders 1 200 end\nacked" {
		t.Error(got)
	}
	if s2, err := cl.c.OpenStream(requestFields("GET", "/"), true); err != nil || s2.ID() != 3 {
		t.Error(err)
	}
	for _, bad := range []string{"AAA", "!", "AAMAAABkAAQ", strings.Repeat("A", 8*MaxSettings+8), "AAUAAAAA"} {
		srv := newPlayer(t, testConfig())
		if _, err := srv.c.Upgrade(bad); err == nil {
			t.Errorf("%.20q accepted", bad)
		}
	}
}

// Streams outlive their connection for a moment.
func TestReleaseBehindTheEnd(t *testing.T) {
	for _, end := range []func(*player){
		func(p *player) { p.feed(make([]byte, 100)) }, // DATA on stream 0
		func(p *player) { p.c.Free() },
	} {
		p := newPlayer(t, testConfig())
		p.feed(build(testConfig(), post(1), post(3), data(1, 0, "abc")))
		a, b := p.c.Stream(1), p.c.Stream(3)
		end(p)
		p.c.Sent(len(p.c.Output()))
		p.c.Consumed(a, 3)
		p.c.Credit(a, 3)
		p.c.WriteHeaders(a, []hpack.HeaderField{{Name: ":status", Value: "200"}}, false)
		p.c.Release(a)
		p.c.Release(b)
		p.c.Release(b)
		if out := p.c.Output(); len(out) != 0 {
			t.Errorf("%q", out)
		}
		var ev Event
		if _, err := p.c.Next(&ev, []byte("x"), 0); err == nil {
			t.Error("no error")
		}
	}
}
