package engine

import (
	"testing"
	"time"

	"golang.org/x/net/http2"
)

// A response that is complete before the request: the peer may send the rest of
// it if that is not too much or too slow, and then hears that nobody wants it.
func TestHTTP2ResponseBeforeTheRequestEnds(t *testing.T) {
	for _, c := range []struct {
		about string
		size  int // of the body after the response
		ends  bool
		skip  time.Duration
		reset bool
	}{
		{"a short rest", 100 << 10, true, 0, false},
		{"a long rest", http2DrainMost + 300<<10, false, 0, true},
		{"no rest", 0, false, (http2DrainSeconds + 1) * time.Second, true},
	} {
		t.Run(c.about, func(t *testing.T) {
			h, v := http2House(t, VhostConfig{})
			defer h.destroy()
			h.program.on[ReasonHTTP] = func(c *Conn, _ []byte) int {
				c.WriteHTTP(plainHead(200, 2))
				c.WriteHTTP([]byte("ok"))
				return -1
			}
			p := dial(t, v)
			frames := http2.NewFramer(p.Conn, p.Conn)
			responded, reset := make(chan struct{}), make(chan http2.ErrCode, 1)
			go func() {
				defer close(reset)
				for {
					f, err := frames.ReadFrame()
					if err != nil {
						return
					}
					switch f := f.(type) {
					case *http2.DataFrame:
						if f.StreamEnded() {
							close(responded)
						}
					case *http2.RSTStreamFrame:
						reset <- f.ErrCode
						return
					case *http2.PingFrame:
						return
					}
				}
			}()
			h.during(func() {
				p.send(http2.ClientPreface)
				frames.WriteSettings()
				frames.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: requestBlock("/"), EndHeaders: true})
				<-responded
				piece := make([]byte, 16<<10)
				for sent := 0; sent < c.size; sent += len(piece) {
					frames.WriteData(1, c.ends && sent+len(piece) >= c.size, piece)
				}
			})
			h.skip(c.skip)
			h.settle()
			h.during(func() {
				if !c.reset {
					frames.WritePing(false, [8]byte{})
				}
				code, was := <-reset
				if was != c.reset || code != http2.ErrCodeNo {
					t.Errorf("reset %v, %v", was, code)
				}
			})
		})
	}
}
