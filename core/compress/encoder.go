package compress

import (
	"io"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
)

// How hard the encoders try: what a server can do for each response while others
// wait. The window bounds the memory of each.
const (
	gzipLevel     = 4
	brotliQuality = 4
	brotliWindow  = 18
)

// writer is what the encoders of the three libraries have in common.
type writer interface {
	io.WriteCloser
	Flush() error
	Reset(io.Writer)
}

// Encoder encodes one body. It collects its output until that is taken.
type Encoder struct {
	coding Coding
	w      writer
	out    []byte
}

// spares are unused encoders: each has tables of some hundred KiB.
var spares [codings]sync.Pool

// NewEncoder takes an encoder for c, which is not Identity. Release gives it
// back.
func NewEncoder(c Coding) *Encoder {
	if e, ok := spares[c].Get().(*Encoder); ok {
		e.w.Reset((*collector)(e))
		return e
	}
	e := &Encoder{coding: c}
	sink := (*collector)(e)
	switch c {
	case Brotli:
		e.w = brotli.NewWriterOptions(sink, brotli.WriterOptions{Quality: brotliQuality, LGWin: brotliWindow})
	case Deflate:
		e.w, _ = zlib.NewWriterLevel(sink, gzipLevel) // fails for wrong levels only
	default:
		e.w, _ = gzip.NewWriterLevel(sink, gzipLevel)
	}
	return e
}

// collector is an Encoder as its library writes to it.
type collector Encoder

func (c *collector) Write(p []byte) (int, error) {
	c.out = append(c.out, p...)
	return len(p), nil
}

// Write encodes p. What comes out, if anything, is in Take. Nothing fails: the
// output is memory.
func (e *Encoder) Write(p []byte) { _, _ = e.w.Write(p) }

// Flush makes all that was written readable by the peer.
func (e *Encoder) Flush() { _ = e.w.Flush() }

// Finish ends the body.
func (e *Encoder) Finish() { _ = e.w.Close() }

// Take returns the output so far, valid until the next call.
func (e *Encoder) Take() []byte {
	out := e.out
	e.out = e.out[:0]
	return out
}

// keptOutput bounds the memory for output that an unused encoder keeps.
const keptOutput = 64 << 10

// Release gives e back; it must not be used any more.
func (e *Encoder) Release() {
	if e.out = e.out[:0]; cap(e.out) > keptOutput {
		e.out = nil
	}
	spares[e.coding].Put(e)
}
