package load

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

// echoes is what a server sends back for the first n messages.
func echoes(m *Messages, n int) []byte {
	var out []byte
	for i := 0; i < n; i++ {
		frame := appendFrame(nil, 0x2, m.payload(i%m.variants), [4]byte{})
		key := len(frame) - m.size - 4
		frame[1] &^= 0x80
		out = append(out, append(frame[:key:key], frame[key+4:]...)...)
	}
	return out
}

func takeAll(m *Messages, sent int, pieces ...[]byte) (int, error) {
	c := conn{outstanding: sent}
	done := 0
	for _, piece := range pieces {
		n, err := c.take(piece, m, &Histogram{})
		done += n
		if err != nil {
			return done, err
		}
	}
	return done, nil
}

func TestEchoesSplitAnywhere(t *testing.T) {
	for _, size := range []int{1, 64, 125, 126, 300, 70000} {
		m := NewMessages(size, 2)
		in := echoes(m, 3)
		for cut := 0; cut <= len(in); cut += 1 + len(in)/400 {
			if n, err := takeAll(m, 3, in[:cut], in[cut:]); n != 3 || err != nil {
				t.Fatalf("%d bytes, cut at %d: %d echoes, %v", size, cut, n, err)
			}
		}
	}
}

func TestWrongEchoesAreNoticed(t *testing.T) {
	m := NewMessages(64, 4)
	good := echoes(m, 3)
	frame := len(good) / 3
	changed := bytes.Clone(good)
	changed[frame+20] ^= 1
	for _, test := range []struct {
		name, want string
		in         []byte
	}{
		{"a changed byte", "message 2 came back changed", changed},
		{"a lost message", "message 2 came back changed", append(bytes.Clone(good[:frame]), good[2*frame:]...)},
		{"a repeated message", "message 2 came back changed", append(bytes.Clone(good[:frame]), good[:frame]...)},
		{"one too many", "1 more messages came back", echoes(m, 4)},
		{"another type", "instead of a whole binary message", append([]byte{0x81}, good[1:]...)},
		{"a piece of a message", "instead of a whole binary message", append([]byte{0x02}, good[1:]...)},
		{"another length", "63 bytes instead of 64", append([]byte{0x82, 63}, good[2:]...)},
		{"a masked frame", "masks", append([]byte{0x82, 0x80 | 64}, good[2:]...)},
	} {
		if _, err := takeAll(m, 3, test.in); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want an error with %q", test.name, err, test.want)
		}
	}
}

func TestHistogramQuantiles(t *testing.T) {
	var h Histogram
	for i := 1; i <= 10000; i++ {
		h.Add(time.Duration(i) * time.Microsecond)
	}
	for q, want := range map[float64]time.Duration{0: time.Microsecond, 0.5: 5 * time.Millisecond, 0.99: 9900 * time.Microsecond} {
		got := h.Quantile(q)
		if got > want || got < want*94/100 {
			t.Errorf("quantile %g is %v, want at most 6 %% below %v", q, got, want)
		}
	}
	if h.Count() != 10000 || h.Longest() != 10*time.Millisecond {
		t.Errorf("count %d, longest %v", h.Count(), h.Longest())
	}
}
