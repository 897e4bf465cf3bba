package ws

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"
)

// What Whole finds is what Next finds, it changes nothing but the payload, and
// PutBack undoes that. What it leaves to Next is not a message as a whole, or is
// longer than the Config allows, or is bad.
func TestWholeAgreesWithNext(t *testing.T) {
	payloads := []string{"", "a", "plain text", "gr\xc3\xbc\xc3\x9fe", "half \xc3", "bad \xff", strings.Repeat("long ", 60),
		strings.Repeat("x", 125), strings.Repeat("x", 126), strings.Repeat("\xe2\x82\xac", 800), strings.Repeat("x", 65535), strings.Repeat("x", 65536)}
	firsts := []byte{text, bin, cont, ping, pong, clos, textPart, binPart, text | RSV1, bin | RSV3, FIN | 3}
	configs := []Config{{}, {SkipUTF8: true}, {MaxPiece: 100}, {MaxFrame: 200}, {MaxMessage: 130}, {ReservedFirst: RSV1}}
	found := 0
	for _, role := range []Role{Server, Client} {
		for _, cfg := range configs {
			cfg.Role = role
			for _, payload := range payloads {
				for _, first := range firsts {
					for _, masked := range []bool{true, false} {
						wire := wireFrame(first, payload, masked)
						cut := len(wire) - rand.IntN(3)
						for _, buf := range [][]byte{wire, append(bytes.Clone(wire), "behind"...), wire[:max(cut, 0)]} {
							found += compareWhole(t, &cfg, buf)
						}
					}
				}
			}
		}
	}
	if found < 100 {
		t.Errorf("only %d frames were found to be whole", found)
	}
}

func wireFrame(first byte, payload string, masked bool) []byte {
	if !masked {
		var head [16]byte
		at := PutHeader(head[:], first, uint64(len(payload)))
		return append(bytes.Clone(head[at:]), payload...)
	}
	key := rand.Uint32()
	b := AppendMaskedHeader(nil, first, uint64(len(payload)), key)
	n := len(b)
	b = append(b, payload...)
	Mask(b[n:], key)
	return b
}

// compareWhole returns 1 if buf begins with a frame that Whole takes.
func compareWhole(t *testing.T, cfg *Config, buf []byte) int {
	t.Helper()
	var whole, next Decoder
	whole.Init(cfg)
	next.Init(cfg)
	before, buf := bytes.Clone(buf), bytes.Clone(buf)
	state := whole
	payload, op, n := whole.Whole(buf)
	if whole != state {
		t.Fatal("Whole changed the decoder")
	}
	var ev Event
	consumed, err := next.Next(&ev, bytes.Clone(before))
	isWhole := err == nil && ev.Kind == DataReceived && ev.Flags.Has(MessageStart|MessageEnd)
	if n == 0 {
		if !bytes.Equal(buf, before) {
			t.Fatalf("Whole changed what it does not take: %.20q", before)
		}
		if isWhole && ev.Reserved == 0 && len(ev.Payload) < 1<<16 {
			t.Fatalf("Whole does not take %.20q", before)
		}
		return 0
	}
	if !isWhole || n != consumed || op != ev.Opcode || !bytes.Equal(payload, ev.Payload) {
		t.Fatalf("Whole takes %d bytes of %.20q, Next %d: %v", n, before, consumed, err)
	}
	whole.PutBack(buf[:n], len(payload))
	if !bytes.Equal(buf, before) {
		t.Fatalf("PutBack left %.20q of %.20q", buf, before)
	}
	return 1
}

// Within a fragmented message no frame is a message by itself.
func TestWholeKeepsOutOfFragments(t *testing.T) {
	var d Decoder
	d.Init(&Config{Role: Client})
	var ev Event
	if _, err := d.Next(&ev, wireFrame(textPart, "a", false)); err != nil {
		t.Fatal(err)
	}
	for _, first := range []byte{text, bin, cont} {
		if _, _, n := d.Whole(wireFrame(first, "b", false)); n != 0 {
			t.Errorf("a frame that begins with %x was taken inside of a message", first)
		}
	}
	d.Init(&Config{Role: Client})
	if n, _ := d.Next(&ev, wireFrame(text, "abc", false)[:1]); n != 1 {
		t.Fatal("the first byte of a header was not taken")
	}
	if _, _, n := d.Whole(wireFrame(text, "b", false)); n != 0 {
		t.Error("a frame was taken inside of a header")
	}
}
