package h2

import (
	"testing"

	"golang.org/x/net/http2/hpack"
)

// fuzzRun feeds in, cut by cuts, to an end that answers what it gets, and
// returns the transcript.
func fuzzRun(t *testing.T, client bool, in []byte, cuts []byte) string {
	cfg := testConfig()
	cfg.Client = client
	cfg.Settings.EnableConnectProtocol = 1
	cfg.Settings.InitialWindowSize = 1000
	p := newPlayer(t, cfg)
	if client {
		for _, m := range []string{"GET", "POST", "HEAD", "CONNECT"} {
			p.c.OpenStream([]hpack.HeaderField{{Name: ":method", Value: m}}, m != "POST")
		}
	} else {
		p.feed([]byte(Preface))
	}
	p.feed(frameHeader{0, 0, FrameSettings, 0}.append(nil))
	for _, k := range cuts {
		if int(k) >= len(in) {
			break
		}
		p.feed(in[:k])
		in = in[k:]
	}
	p.feed(in)
	p.output()
	invariants(t, p)
	return p.transcript()
}

func invariants(t *testing.T, p *player) {
	c := p.c
	n := 0
	for _, s := range c.table.slots {
		if s == nil {
			continue
		}
		if n++; s.State() == Closed || s.State() == Idle || c.table.get(s.ID()) != s || !s.shown {
			t.Fatalf("stream %d is %d", s.ID(), s.State())
		}
	}
	if n != c.StreamsOpen() {
		t.Fatalf("%d streams, counted %d", n, c.StreamsOpen())
	}
	if c.recv < 0 || c.recv > 1<<20 {
		t.Fatalf("connection window %d", c.recv)
	}
	if len(c.closed.ring) > MaxClosed {
		t.Fatal("too much kept")
	}
}

func FuzzServer(f *testing.F) {
	for _, c := range serverCases {
		if in := build(testConfig(), c.steps...)[len(Preface)+FrameHeaderLen:]; len(in) < 4000 {
			f.Add(in, []byte{3, 9, 1})
		}
	}
	f.Fuzz(func(t *testing.T, in, cuts []byte) {
		if want, got := fuzzRun(t, false, in, nil), fuzzRun(t, false, in, cuts); got != want {
			t.Fatalf("cut by %v:\n%s\nwant\n%s", cuts, got, want)
		}
	})
}

func FuzzClient(f *testing.F) {
	for _, c := range clientCases {
		f.Add(build(clientConfig(), c.steps...)[FrameHeaderLen:], []byte{3, 9, 1})
	}
	f.Fuzz(func(t *testing.T, in, cuts []byte) {
		if want, got := fuzzRun(t, true, in, nil), fuzzRun(t, true, in, cuts); got != want {
			t.Fatalf("cut by %v:\n%s\nwant\n%s", cuts, got, want)
		}
	})
}

// The table agrees with a map, whatever is put in and taken out.
func FuzzStreamTable(f *testing.F) {
	f.Add([]byte{1, 3, 5, 1, 17, 33, 49, 17, 5})
	f.Fuzz(func(t *testing.T, ops []byte) {
		var table streamTable
		want := map[uint32]*Stream{}
		for _, op := range ops {
			id := uint32(op)*2 + 1
			if want[id] != nil {
				table.remove(id)
				delete(want, id)
			} else {
				want[id] = &Stream{id: id}
				table.put(want[id])
			}
			table.remove(9999)
			for k := range uint32(256) {
				if table.get(2*k+1) != want[2*k+1] {
					t.Fatalf("after %d: stream %d is wrong", op, 2*k+1)
				}
			}
			if table.count != len(want) {
				t.Fatal(table.count)
			}
		}
	})
}
