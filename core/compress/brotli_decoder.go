package compress

import (
	"io"

	"github.com/andybalholm/brotli"
)

// brotliExpander undoes "br" (RFC 7932). The library's reader goes on where its
// input has ended.
type brotliExpander struct {
	reader *brotli.Reader
	in     []byte // what the reader may still take
	ended  bool
}

func newBrotliExpander() *brotliExpander {
	b := new(brotliExpander)
	b.reader = brotli.NewReader(b)
	return b
}

// Read is where the reader gets its input from. No bytes without an error: nothing
// yet.
func (b *brotliExpander) Read(p []byte) (int, error) {
	n := copy(p, b.in)
	if b.in = b.in[n:]; n == 0 && b.ended {
		return 0, io.EOF
	}
	return n, nil
}

func (b *brotliExpander) step(in, room []byte, ended bool) (taken, made int, whole bool, err error) {
	b.in, b.ended = in, ended
	made, err = b.reader.Read(room)
	for made == 0 && err == nil && ended {
		made, err = b.reader.Read(room) // only this one tells of the end
	}
	taken = len(in) - len(b.in)
	b.in = nil
	switch err {
	case nil:
	case io.EOF:
		whole, err = true, nil
	case io.ErrUnexpectedEOF:
		err = ErrIncomplete
	default:
		err = ErrCorrupt
	}
	return taken, made, whole, err
}
