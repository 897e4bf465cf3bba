package ws

import (
	"bytes"
	"testing"
)

func TestPutHeader(t *testing.T) {
	for _, c := range []struct {
		n    uint64
		want []byte
	}{
		{0, []byte{0x82, 0}},
		{125, []byte{0x82, 125}},
		{126, []byte{0x82, 126, 0, 126}},
		{65535, []byte{0x82, 126, 0xff, 0xff}},
		{65536, []byte{0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0}},
		{MaxFramePayload, []byte{0x82, 127, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}},
	} {
		if got := AppendHeader([]byte("x"), bin, c.n); !bytes.Equal(got[1:], c.want) || got[0] != 'x' {
			t.Errorf("%d: AppendHeader %x, want %x", c.n, got, c.want)
		}
		masked := append(bytes.Clone(c.want), 1, 2, 3, 4)
		masked[1] |= maskBit
		if got := AppendMaskedHeader(nil, bin, c.n, 0x04030201); !bytes.Equal(got, masked) {
			t.Errorf("%d: AppendMaskedHeader %x, want %x", c.n, got, masked)
		}
		// In headroom of every size: at its end, or refused.
		for size := range 17 {
			room := bytes.Repeat([]byte{0xee}, size)
			start := PutHeader(room, bin, c.n)
			if size < len(c.want) {
				if start != -1 {
					t.Errorf("%d: header in %d bytes of room", c.n, size)
				}
			} else if start != size-len(c.want) || !bytes.Equal(room[start:], c.want) ||
				!bytes.Equal(room[:start], bytes.Repeat([]byte{0xee}, start)) {
				t.Errorf("%d: room %x, start %d", c.n, room, start)
			}
			room = bytes.Repeat([]byte{0xee}, size)
			start = PutMaskedHeader(room, bin, c.n, 0x04030201)
			if size < len(masked) {
				if start != -1 {
					t.Errorf("%d: masked header in %d bytes of room", c.n, size)
				}
			} else if start != size-len(masked) || !bytes.Equal(room[start:], masked) {
				t.Errorf("%d: room %x, start %d", c.n, room, start)
			}
		}
		if HeaderLen(c.n, false) != len(c.want) || HeaderLen(c.n, true) != len(masked) {
			t.Errorf("%d: HeaderLen", c.n)
		}
	}
}

func TestSendingAllocatesNothing(t *testing.T) {
	buf := make([]byte, MaxHeader+100)
	var w Writer
	if n := testing.AllocsPerRun(100, func() {
		first, _, _ := w.Frame(Text, false, 100)
		PutHeader(buf[:MaxHeader], first, 100)
		PutMaskedHeader(buf[:MaxHeader], first, 100, testKey)
		Mask(buf[MaxHeader:], testKey)
		buf = AppendClose(buf[:0], NormalClosure, nil)[:MaxHeader+100]
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
