package compress

import (
	"bytes"
	"errors"
)

const (
	// expandAllowance and expandRatio limit what a body may become: up to the
	// allowance anything, beyond it so many times what it is on the wire (CWE-409;
	// DEFLATE itself reaches 1032, brotli far more).
	expandAllowance = 16 << 20
	expandRatio     = 256
)

// What a Decoder can find wrong.
var (
	ErrCorrupt    = errors.New("compressed body is corrupt")
	ErrIncomplete = errors.New("compressed body is truncated")
	ErrBomb       = errors.New("compressed body grows beyond the limit")
)

// Decoder decodes one body, which comes in pieces of any size. It is a pure
// machine: Feed gives it input, Next takes output, each as much as there is.
type Decoder struct {
	expand expander
	in     []byte // given and not taken
	more   bool   // the last step made some: there may be more of it
	ended  bool   // nothing follows in
	whole  bool   // the body's own end has come
	err    error
	// wire and made count the bytes of both sides.
	wire, made uint64
}

// expander undoes one coding. step takes from in and puts output into room, until
// one of them is used up; ended says that nothing follows in. whole tells that the
// coded data is complete.
type expander interface {
	step(in, room []byte, ended bool) (taken, made int, whole bool, err error)
}

// NewDecoder makes a decoder for c, which is not Identity.
func NewDecoder(c Coding) *Decoder {
	switch c {
	case Brotli:
		return &Decoder{expand: newBrotliExpander()}
	case Deflate:
		return &Decoder{expand: &zlibStream{}}
	}
	return &Decoder{expand: &gzipMember{}}
}

// Feed adds p to the input; ended says that nothing follows. p must stay as it is
// until Pending is false or Keep was called.
func (d *Decoder) Feed(p []byte, ended bool) {
	if len(d.in) > 0 {
		d.Keep()
		d.in = append(d.in, p...)
	} else {
		d.in = p
	}
	d.wire += uint64(len(p))
	d.ended = d.ended || ended
}

// Keep makes the input that is left the decoder's own.
func (d *Decoder) Keep() { d.in = bytes.Clone(d.in) }

// Pending tells that Next may return more without another Feed.
func (d *Decoder) Pending() bool {
	return d.err == nil && (len(d.in) > 0 || d.more)
}

// Whole tells that all of the body has been fed and taken.
func (d *Decoder) Whole() bool {
	return d.err == nil && d.ended && len(d.in) == 0 && (d.whole || d.wire == 0)
}

// Next puts output into room and returns it. None means that more input is needed,
// or that the body is Whole. The same error comes again and again.
func (d *Decoder) Next(room []byte) ([]byte, error) {
	if d.wire == 0 {
		return nil, nil // an empty body has no coding
	}
	for d.err == nil && len(room) > 0 {
		if len(d.in) > 0 && d.whole {
			d.whole = false // another member (RFC 1952 section 2.2)
		}
		taken, made, whole, err := d.expand.step(d.in, room, d.ended)
		d.in = d.in[taken:]
		d.more = made > 0
		d.made += uint64(made)
		d.whole = d.whole || whole
		switch {
		case err != nil:
			d.err = err
		case d.made > expandAllowance && d.made > d.wire*expandRatio:
			d.err = ErrBomb
		case made > 0:
			return room[:made], nil
		case taken > 0 && len(d.in) > 0:
		case d.ended && !d.whole:
			d.err = ErrIncomplete
		default:
			return nil, nil
		}
	}
	return nil, d.err
}
