package ws

import (
	"bytes"
	"strings"
	"testing"
)

// What has gone wrong in the history of this API, and what its users complain
// of, as far as it concerns these machines. The numbers of pains are those of
// the list of recurring user complaints.

// cb29a5d54 and 7364dc753 took a length with its top bit set for a negative one.
func TestCase_cb29a5d54_SignedLength(t *testing.T) {
	for _, top := range []byte{0x80, 0xff} {
		stream := []byte{bin, maskBit | length64, top, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4, 'x'}
		if err := decode(t, &Config{}, stream).err; err != ErrLengthTopBit {
			t.Errorf("top byte %#x: %v", top, err)
		}
	}
}

// 061adbccd allocated what a peer announced. Here nothing is allocated for a
// frame that is only announced, however long.
func TestCase_061adbccd_AllocationByAnnouncedLength(t *testing.T) {
	stream := AppendMaskedHeader(nil, bin, MaxFramePayload, testKey)
	stream = append(stream, "some of it"...)
	buf := make([]byte, len(stream))
	var d Decoder
	var ev Event
	cfg := &Config{}
	if n := testing.AllocsPerRun(10, func() {
		copy(buf, stream)
		d.Init(cfg)
		if n, err := d.Next(&ev, buf); err != nil || n != len(buf) || ev.Remaining != MaxFramePayload-10 {
			t.Fatal(n, err, ev.Remaining)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// a06bb13e0 went round for ever on an item of no length. Here each call
// consumes a byte or asks for more, also for frames that carry nothing.
func TestCase_a06bb13e0_BusyLoopOnNothing(t *testing.T) {
	buf := wire(Server, frame{first: binPart}, frame{first: contPart}, frame{first: ping}, frame{first: cont}, frame{first: pong})
	var d Decoder
	d.Init(&Config{MaxPiece: 1})
	var ev Event
	for calls := 0; len(buf) > 0; calls++ {
		n, err := d.Next(&ev, buf)
		if err != nil || n == 0 {
			t.Fatalf("call %d: consumed %d, %v", calls, n, err)
		}
		buf = buf[n:]
	}
	if n, err := d.Next(&ev, nil); n != 0 || err != nil || ev.Kind != NeedMore {
		t.Errorf("empty buffer: %d %v event %d", n, err, ev.Kind)
	}
}

// 7a64c40cd was a flood of continuations that never ended. A message's limit
// counts them all, and fragments of nothing keep no memory.
func TestCase_7a64c40cd_ContinuationFlood(t *testing.T) {
	cfg := &Config{MaxMessage: 1000}
	frames := []frame{{first: binPart, payload: "x"}}
	for range 2000 {
		frames = append(frames, frame{first: contPart, payload: "x"})
	}
	tr := decode(t, cfg, wire(Server, frames...))
	if tr.err != ErrMessageTooBig || len(tr.lines) != 1000 {
		t.Errorf("%d fragments, %v", len(tr.lines), tr.err)
	}
}

// 8c8cba76a, ac0215ddb and others wrote one byte beyond a fixed array. The
// longest control frame fills the Decoder's array exactly, in any split.
func TestCase_8c8cba76a_OffByOneInFixedArray(t *testing.T) {
	stream := wire(Server, frame{first: ping, payload: strings.Repeat("p", MaxControlPayload)}, frame{first: pong, payload: "q"})
	for cut := 1; cut < len(stream); cut++ {
		sameUnderSplit(t, &Config{}, stream, cut)
	}
}

// CVE-2026-10650 was a peer using resources without a limit. All that a peer
// can make a connection keep is in the Decoder, and it stays small.
func TestCVE_2026_10650_ResourceExhaustion(t *testing.T) {
	long := strings.Repeat(`a;b="`+strings.Repeat(`\x`, 10)+`",`, 5000)
	l := Extensions(long)
	var e Extension
	n := 0
	for l.Next(&e) {
		n++
	}
	if n > MaxListElements || l.OK() {
		t.Errorf("%d extensions of an endless header read", n)
	}
	if hasElement(strings.Repeat("x,", 100000)+"websocket", "websocket") {
		t.Error("an endless Upgrade header is read to its end")
	}
}

// CVE-2026-114550 was a packet taken in the wrong state. A Decoder that has
// ended yields nothing, whatever comes.
func TestCVE_2026_114550_WrongState(t *testing.T) {
	for _, end := range [][]frame{
		{{first: clos, payload: "\x03\xe8"}},
		{{first: textPart, payload: "a"}, {first: clos}},
		{{first: FIN | 3}},
		{{first: textPart, payload: "\xff"}},
	} {
		var d Decoder
		d.Init(&Config{})
		tr := &transcript{t: t}
		tr.feed(&d, wire(Server, end...))
		tr.err = nil
		before := tr.String()
		for _, f := range decoderCases {
			tr.err = nil
			tr.feed(&d, wire(Server, f.frames...))
		}
		tr.err = nil
		if tr.String() != before {
			t.Errorf("after the end: %s", tr)
		}
	}
}

// Pain 3: a program gets pieces. It can always tell where a message starts and
// ends, and how much of the frame is missing.
func TestPain3_PiecesTellTheirPlace(t *testing.T) {
	big := strings.Repeat("x", 10000)
	stream := wire(Server, frame{first: textPart, payload: big}, frame{first: ping}, frame{first: cont, payload: big}, text1("next"))
	var d Decoder
	d.Init(&Config{MaxPiece: 4096})
	var ev Event
	var got [][]byte
	var message []byte
	for at := 0; at < len(stream); at += 1500 {
		p := stream[at:min(at+1500, len(stream))]
		for len(p) > 0 {
			n, err := d.Next(&ev, p)
			if err != nil {
				t.Fatal(err)
			}
			if ev.Kind == DataReceived {
				if ev.Flags.Has(MessageStart) {
					message = nil
				}
				message = append(message, ev.Payload...)
				if ev.Flags.Has(MessageEnd) {
					got = append(got, message)
				}
			}
			p = p[n:]
		}
	}
	if len(got) != 2 || !bytes.Equal(got[0], []byte(big+big)) || string(got[1]) != "next" {
		t.Errorf("%d messages", len(got))
	}
}

// Pain 10: dead peers were not noticed.
func TestPain10_DeadPeerIsNoticed(t *testing.T) {
	if got := runValidity(30, 35, 100); got != "ping@30 hangup@35" {
		t.Errorf("got %s", got)
	}
}
