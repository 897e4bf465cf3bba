package ws

import (
	"sync"

	"github.com/klauspost/compress/flate"

	"github.com/golws/golws/core/inflate"
)

var inflaters = sync.Pool{New: func() any { return new(inflate.Inflater) }}

// compressor is a context for sending, with what it needs to be set up anew.
type compressor struct {
	writer *flate.Writer
	behind bool // writer does not know the end of tail
	bits   uint8
	level  uint8
	out    appender
	tail   []byte // the end of what was compressed, twice most at most
	most   int
	short  repetitions
}

// appender is where a flate.Writer writes to.
type appender struct{ to []byte }

func (a *appender) Write(p []byte) (int, error) {
	a.to = append(a.to, p...)
	return len(p), nil
}

// compressors has a pool for each size of the window and each level.
var compressors [mostWindowBits + 1][flate.BestCompression + 1]sync.Pool

// acquireCompressor is a context for distances up to 2^bits, with sent behind it.
// Level counts where the window has its full size.
func acquireCompressor(bits, level uint8, sent []byte) *compressor {
	c, _ := compressors[bits][level].Get().(*compressor)
	if c == nil {
		c = &compressor{bits: bits, level: level, most: min(compressTail, 1<<bits)}
		c.tail = make([]byte, 0, 2*c.most)
		if bits == mostWindowBits {
			c.writer, _ = flate.NewWriter(&c.out, int(level))
		} else {
			c.writer, _ = flate.NewWriterWindow(&c.out, 1<<bits)
		}
	}
	c.tail = append(c.tail[:0], sent...)
	c.behind = true
	c.short.forget()
	return c
}

func (c *compressor) release() { compressors[c.bits][c.level].Put(c) }

// message appends p, compressed and flushed, to dst.
func (c *compressor) message(dst, p []byte) []byte {
	if len(p) <= min(shortMost, c.most) {
		c.remember(p)
		c.behind = true
		return c.shortMessage(dst, p)
	}
	if c.behind {
		c.writer.ResetDict(&c.out, c.last())
		c.behind = false
	}
	c.out.to = dst
	_, _ = c.writer.Write(p) // an appender does not fail
	_ = c.writer.Flush()
	dst, c.out.to = c.out.to, nil
	c.remember(p)
	return dst
}

// remember puts p behind the tail.
func (c *compressor) remember(p []byte) {
	if len(c.tail)+len(p) > cap(c.tail) {
		c.short.forget()
		p = p[max(0, len(p)-c.most):]
		c.tail = c.tail[:copy(c.tail[:cap(c.tail)], c.tail[max(0, len(c.tail)-(c.most-len(p))):])]
	}
	c.tail = append(c.tail, p...)
}

// last is what the next message may refer to.
func (c *compressor) last() []byte { return c.tail[max(0, len(c.tail)-c.most):] }
