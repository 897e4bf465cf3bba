package ws

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
)

// The tests describe what a peer sends as frames and what comes out as a
// transcript: one line for each data frame (its pieces joined), control frame
// and error.

// frame is one frame as a peer sends it.
type frame struct {
	first   byte // FIN, RSV bits, opcode
	payload string
	form    int  // bytes of the length field beyond the shortest form: 2 or 8
	unmask  bool // a client's frame without a mask, or a server's with one
}

const testKey = 0x9b2fc471

func (f frame) append(dst []byte, role Role) []byte {
	n := uint64(len(f.payload))
	masked := (role == Server) != f.unmask
	mask := byte(0)
	if masked {
		mask = maskBit
	}
	switch f.form {
	case 2:
		dst = append(dst, f.first, mask|length16, byte(n>>8), byte(n))
	case 8:
		dst = append(dst, f.first, mask|length64, byte(n>>56), byte(n>>48), byte(n>>40), byte(n>>32), byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
	default:
		dst = AppendHeader(dst, f.first, n)
		dst[len(dst)-HeaderLen(n, false)+1] |= mask
	}
	start := len(dst)
	if masked {
		dst = append(dst, 0x71, 0xc4, 0x2f, 0x9b)
		start += 4
	}
	dst = append(dst, f.payload...)
	if masked {
		naiveMask(dst[start:], testKey)
	}
	return dst
}

// wire is the byte stream of frames that an end in the given role receives.
func wire(role Role, frames ...frame) (b []byte) {
	for _, f := range frames {
		b = f.append(b, role)
	}
	return b
}

// naiveMask is RFC 6455 §5.3 byte by byte.
func naiveMask(p []byte, key uint32) {
	for i := range p {
		p[i] ^= byte(key >> (8 * (i & 3)))
	}
}

// transcript collects what a Decoder yields.
type transcript struct {
	t     testing.TB
	lines []string
	data  []byte
	open  string // description of the data frame being received, "" for none
	left  uint64
	err   *Error
	msg   bool
}

// feed gives the decoder one buffer, and checks what must hold for every event.
func (tr *transcript) feed(d *Decoder, buf []byte) {
	tr.t.Helper()
	var ev Event
	for tr.err == nil {
		n, err := d.Next(&ev, buf)
		if n < 0 || n > len(buf) {
			tr.t.Fatalf("consumed %d of %d bytes", n, len(buf))
		}
		if err != nil {
			tr.err = err
			if ev.Kind != NeedMore {
				tr.t.Fatalf("event %d together with error %v", ev.Kind, err)
			}
			return
		}
		if ev.Kind == NeedMore {
			if n != len(buf) {
				tr.t.Fatalf("NeedMore with %d of %d bytes consumed", n, len(buf))
			}
			return
		}
		buf = buf[n:]
		tr.event(d, &ev)
	}
}

func (tr *transcript) event(d *Decoder, ev *Event) {
	tr.t.Helper()
	switch ev.Kind {
	case DataReceived:
		if ev.Flags.Has(FrameStart) != (tr.open == "") {
			tr.t.Fatalf("FrameStart %v while %q is open", ev.Flags.Has(FrameStart), tr.open)
		}
		if ev.Flags.Has(MessageStart) != (ev.Flags.Has(FrameStart) && ev.Frame != Continuation) {
			tr.t.Fatalf("MessageStart is wrong: flags %b, opcode %d", ev.Flags, ev.Frame)
		}
		if ev.Flags.Has(FrameEnd) != (ev.Remaining == 0) {
			tr.t.Fatalf("FrameEnd %v with %d bytes remaining", ev.Flags.Has(FrameEnd), ev.Remaining)
		}
		if ev.Flags.Has(MessageEnd) != (ev.Flags.Has(FrameEnd) && ev.Flags.Has(FinFrame)) {
			tr.t.Fatalf("MessageEnd is wrong: flags %b", ev.Flags)
		}
		if tr.open == "" {
			fin := ""
			if ev.Flags.Has(FinFrame) {
				fin = " fin"
			}
			tr.open = fmt.Sprintf("%d/%d rsv %x%s", ev.Opcode, ev.Frame, ev.Reserved, fin)
		} else if ev.Remaining+uint64(len(ev.Payload)) != tr.left {
			tr.t.Fatalf("piece of %d with %d remaining follows %d", len(ev.Payload), ev.Remaining, tr.left)
		}
		tr.left = ev.Remaining
		tr.data = append(tr.data, ev.Payload...)
		if ev.Flags.Has(MessageEnd) == d.InMessage() {
			tr.t.Fatalf("InMessage %v, flags %b", d.InMessage(), ev.Flags)
		}
		if ev.Flags.Has(FrameEnd) {
			tr.lines = append(tr.lines, fmt.Sprintf("data %s %s", tr.open, short(tr.data)))
			tr.open, tr.data = "", nil
		}
	case PingReceived:
		tr.lines = append(tr.lines, "ping "+short(ev.Payload))
	case PongReceived:
		tr.lines = append(tr.lines, "pong "+short(ev.Payload))
	case CloseReceived:
		tr.lines = append(tr.lines, fmt.Sprintf("close %d %s", ev.Code, short(ev.Payload)))
	default:
		tr.t.Fatalf("unknown event %d", ev.Kind)
	}
}

func short(p []byte) string {
	if len(p) > 40 {
		sum := 0
		for i, c := range p {
			sum = (sum*31 + i + int(c)) % 1000003
		}
		return fmt.Sprintf("%d bytes #%d", len(p), sum)
	}
	return fmt.Sprintf("%q", p)
}

func (tr *transcript) String() string {
	s := strings.Join(tr.lines, "; ")
	if tr.err != nil {
		if s != "" {
			s += "; "
		}
		s += fmt.Sprintf("error %d %s", tr.err.Code, tr.err.Text)
	}
	return s
}

// decode feeds the stream in the given pieces (cut repeats; 0: all at once).
func decode(t testing.TB, cfg *Config, stream []byte, cuts ...int) *transcript {
	t.Helper()
	var d Decoder
	d.Init(cfg)
	tr := &transcript{t: t}
	stream = bytes.Clone(stream)
	for i := 0; len(stream) > 0; i++ {
		n := len(stream)
		if len(cuts) > 0 && cuts[i%len(cuts)] > 0 {
			n = min(n, cuts[i%len(cuts)])
		}
		// A buffer of its own, so that reading outside of it would be seen.
		tr.feed(&d, bytes.Clone(stream[:n:n]))
		stream = stream[n:]
	}
	return tr
}

// sameUnderSplit checks that the stream gives the same transcript when it is
// received in other pieces. Only how much of a frame was delivered before an
// error in it was found may differ, since the piece with the error is withheld.
func sameUnderSplit(t testing.TB, cfg *Config, stream []byte, cuts ...int) {
	t.Helper()
	whole, split := decode(t, cfg, stream), decode(t, cfg, stream, cuts...)
	if whole.String() != split.String() || whole.open != split.open && whole.err == nil {
		t.Fatalf("cuts %v of %s\nwhole: %s %s\nsplit: %s %s", cuts, hex.EncodeToString(stream), whole, whole.open, split, split.open)
	}
	same := bytes.Equal(split.data, whole.data)
	if whole.err != nil {
		same = bytes.HasPrefix(split.data, whole.data) || bytes.HasPrefix(whole.data, split.data)
	}
	if !same {
		t.Fatalf("cuts %v of %s: unfinished frame has %q whole and %q split", cuts, hex.EncodeToString(stream), whole.data, split.data)
	}
}
