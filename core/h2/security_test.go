package h2

import (
	"strings"
	"testing"

	"golang.org/x/net/http2/hpack"
)

// flood plays steps made by s up to n times within no time, and returns which
// one the connection ended at, and with what.
func flood(t *testing.T, n int, drain bool, s func(i int) step) (int, *Error) {
	t.Helper()
	p := newPlayer(t, testConfig())
	p.feed(build(testConfig()))
	w := new(wire)
	w.enc = hpack.NewEncoder(&w.block)
	for i := range n {
		w.b = w.b[:0]
		s(i)(w)
		p.feed(w.b)
		p.lines = p.lines[:0]
		if p.err != nil {
			out := string(p.c.Output())
			if !strings.Contains(out, p.err.Text) {
				t.Error("no GOAWAY")
			}
			return i, p.err
		}
		if drain {
			p.c.Sent(len(p.c.Output()))
		}
	}
	return n, nil
}

func wantFlood(t *testing.T, want *Error, least, most int, drain bool, s func(i int) step) {
	t.Helper()
	n, err := flood(t, most+1, drain, s)
	if err != want || n < least {
		t.Errorf("after %d: %v", n, err)
	}
}

func both(steps ...step) step {
	return func(w *wire) {
		for _, s := range steps {
			s(w)
		}
	}
}

func TestCVE_2023_44487_RapidReset(t *testing.T) {
	wantFlood(t, ErrResetFlood, 500, 500, true, func(i int) step {
		return both(get(uint32(2*i+1)), reset(uint32(2*i+1), Cancel))
	})
}

// One that resets slowly enough is left in peace.
func TestCVE_2023_44487_HonestResets(t *testing.T) {
	p := newPlayer(t, testConfig())
	w := new(wire)
	w.enc = hpack.NewEncoder(&w.block)
	p.feed(build(testConfig()))
	for i := range 2000 {
		p.now += second / 50
		w.b = w.b[:0]
		both(get(uint32(2*i+1)), reset(uint32(2*i+1), Cancel))(w)
		p.feed(w.b)
	}
	if p.err != nil {
		t.Error(p.err)
	}
}

// The peer makes us reset its streams: MadeYouReset.
func TestCVE_2025_8671_MadeYouReset(t *testing.T) {
	wantFlood(t, ErrFaultFlood, 200, 200, true, func(i int) step {
		return both(get(uint32(2*i+1)), window(uint32(2*i+1), 0))
	})
	wantFlood(t, ErrFaultFlood, 200, 200, true, func(i int) step {
		return fields(uint32(2*i+1), es, "bad", "request")
	})
}

func TestCVE_2019_9514_ResetFlood(t *testing.T) {
	wantFlood(t, ErrFaultFlood, 200, 200, true, func(i int) step {
		return both(get(uint32(2*i+1)), data(uint32(2*i+1), 0, "x"))
	})
	// On one stream, only the first is answered.
	n, err := flood(t, 300, false, func(i int) step {
		if i == 0 {
			return get(1)
		}
		return data(1, 0, "x")
	})
	if n != 300 || err != nil {
		t.Error(n, err)
	}
}

func TestCVE_2024_27316_ContinuationFlood(t *testing.T) {
	wantFlood(t, ErrContinuations, MaxContinuations, MaxContinuations+1, true, func(i int) step {
		if i == 0 {
			return raw(FrameHeaders, es, 1, "\x82")
		}
		return raw(FrameContinuation, 0, 1, "")
	})
	wantFlood(t, ErrBlockTooLong, 4, 5, true, func(i int) step {
		if i == 0 {
			return raw(FrameHeaders, es, 1, "\x82")
		}
		return raw(FrameContinuation, 0, 1, strings.Repeat("\x82", 16384))
	})
}

func TestCVE_2019_9511_DataDribble(t *testing.T) {
	wantFlood(t, ErrWindowFlood, 1999, 2001, true, func(i int) step {
		if i == 0 {
			return get(1)
		}
		return window(1, 1)
	})
}

func TestCVE_2019_9512_PingFlood(t *testing.T) {
	wantFlood(t, ErrPingFlood, 1000, 1000, true, func(int) step { return raw(FramePing, 0, 0, "12345678") })
	wantFlood(t, ErrPingFlood, 1000, 1000, true, func(int) step { return raw(FramePing, FlagAck, 0, "12345678") })
}

func TestCVE_2019_9513_PriorityFlood(t *testing.T) {
	wantFlood(t, ErrPriorityFlood, 2000, 2000, true, func(i int) step { return raw(FramePriority, 0, uint32(2*i+1), u32(0)+"w") })
	wantFlood(t, ErrPriorityFlood, 2000, 2000, true, func(int) step { return raw(0x99, 0, 1, "") })
	wantFlood(t, ErrPriorityFlood, 2000, 2000, true, func(int) step { return raw(FramePriorityUpdate, 0, 0, u32(1)) })
}

func TestCVE_2019_9515_SettingsFlood(t *testing.T) {
	wantFlood(t, ErrSettingsFlood, 99, 100, true, func(int) step { return settings("") })
	wantFlood(t, ErrPayloadTooLong, 0, 1, true, func(int) step { return settings(strings.Repeat(setting(4, 9), MaxSettings+1)) })
}

// A field without a name is no field, and none of the rest is kept.
func TestCVE_2019_9516_EmptyFieldNames(t *testing.T) {
	n, err := flood(t, 201, true, func(i int) step {
		return raw(FrameHeaders, es|eh, uint32(2*i+1), strings.Repeat("\x00\x00\x00", 5000))
	})
	if err != ErrFaultFlood || n != 200 {
		t.Error(n, err)
	}
}

// The peer reads nothing of what it makes us send.
func TestCVE_2019_9517_OutputGrowth(t *testing.T) {
	p := newPlayer(t, testConfig())
	w := new(wire)
	w.enc = hpack.NewEncoder(&w.block)
	p.feed(build(testConfig()))
	for i := 0; p.err == nil && i < 10000; i++ {
		p.now += second // no rate limit is in the way
		w.b = w.b[:0]
		raw(FramePing, 0, 0, "12345678")(w)
		p.feed(w.b)
	}
	if p.err != ErrOutputGrowth || len(p.c.Output()) > MaxReplies+200 {
		t.Error(p.err, len(p.c.Output()))
	}
	// Requests whose answers it does not read.
	p = newPlayer(t, testConfig())
	p.feed(build(testConfig()))
	answer := []hpack.HeaderField{{Name: ":status", Value: "200"}, {Name: "x", Value: strings.Repeat("\\", 5000), Sensitive: true}}
	for i := 0; p.err == nil && i < 10000; i++ {
		w.b = w.b[:0]
		get(uint32(2*i + 1))(w)
		p.feed(w.b)
		if s := p.c.Stream(uint32(2*i + 1)); s != nil {
			p.c.WriteHeaders(s, answer, true)
			p.c.Release(s)
		}
	}
	if p.err != ErrOutputGrowth || len(p.c.Output()) > MaxWaiting+10000 {
		t.Error(p.err, len(p.c.Output()))
	}
}

func TestCVE_2019_9518_EmptyFrames(t *testing.T) {
	wantFlood(t, ErrEmptyFlood, 200, 201, true, func(i int) step {
		if i == 0 {
			return post(1)
		}
		return data(1, 0, "")
	})
	wantFlood(t, ErrEmptyFlood, 200, 201, true, func(i int) step {
		if i == 0 {
			return post(1)
		}
		return data(1, pad, "\x02\x00\x00")
	})
}

// A few bytes that refer to much: the answer is 431, and the tables stay right.
func TestCVE_2016_6581_HPACKBomb(t *testing.T) {
	p := newPlayer(t, testConfig())
	bomb := "\x40\x01x\x7f\x81\x1e" + strings.Repeat("\\", 3968) // one entry that fills the table
	p.feed(build(testConfig(), raw(FrameHeaders, es|eh, 1, "\x82\x86\x84"+bomb+strings.Repeat("\xbe", 8000)), raw(FrameHeaders, es|eh, 3, "\x82\x86\x84\xbe")))
	p.output()
	last := ""
	for _, l := range p.lines {
		if strings.HasPrefix(l, "headers") {
			last += l[:12]
		}
	}
	if last != "headers 3 x=" || p.err != nil || p.lines[len(p.lines)-1] != "> HEADERS 1 5" {
		t.Errorf("%v %.60q", p.err, p.lines)
	}
}

func TestFieldCount(t *testing.T) {
	var many []string
	for range MaxFields {
		many = append(many, "a", "")
	}
	if got := play(t, testConfig(), build(testConfig(), post(1, many...)), 0); got != "> HEADERS 1 5\n> RST_STREAM 1 NO_ERROR" {
		t.Errorf("%.200s", got)
	}
}

// 061adbccd: a length in the HPACK of gigabytes, or negative. 01409d90e: an
// integer without end.
func TestCase_061adbccd_HPACKLength(t *testing.T) {
	for _, block := range []string{
		"\x00\x7f\xff\xff\xff\xff\x0f", "\x00\xff\xff\xff\xff\xff\xff\xff\xff\x7f", "\x00\x7f\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", strings.Repeat("\xff", 20),
	} {
		if got := play(t, testConfig(), build(testConfig(), raw(FrameHeaders, es|eh, 1, block)), 0); got != "error: field block can't be decompressed\n> GOAWAY 1 COMPRESSION_ERROR" {
			t.Errorf("%q: %s", block, got)
		}
	}
}

// CVE-2026-19773 wrote beyond a buffer on a long :path.
func TestCVE_2026_19773_LongPath(t *testing.T) {
	for _, n := range []int{4096, 8192, 16384, 30000} {
		got := play(t, testConfig(), build(testConfig(), fields(1, es, with(":path", "/"+strings.Repeat("\\", n))...)), 0)
		want := "headers 1 end"
		switch {
		case n > 16384:
			want = "error: frame longer than SETTINGS_MAX_FRAME_SIZE\n> GOAWAY 0 FRAME_SIZE_ERROR"
		case n > 16000:
			want = got // by the size of the block
			if !strings.Contains(got, "HEADERS 1 5") && !strings.Contains(got, "FRAME_SIZE") {
				t.Error(got)
			}
		}
		if got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
}
