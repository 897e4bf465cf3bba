package h1

import "github.com/golws/golws/core/header"

// BodyReader finds the data of a body among its framing (RFC 9112 §6, §7).
type BodyReader struct {
	framing  Framing
	state    chunkState
	digits   int
	left     int64 // bytes of the body, or of the chunk, still to come
	total    int64 // bytes of data so far
	max      int64 // for total
	overhead int64 // framing beyond what data pays for
	trailer  int   // bytes of the trailer section
	done     bool
	fail     *Error
	fields   fields
}

// chunkState is what the next byte of a chunked body belongs to.
type chunkState uint8

const (
	chunkSize   chunkState = iota // the first digit of a size
	chunkDigits                   // more of them
	chunkBlank                    // blanks before an extension
	chunkExt                      // an extension
	chunkSizeLF                   // the LF that ends the size line
	chunkDataCR                   // the CRLF behind the data
	chunkDataLF
	chunkLineStates
	chunkData    = chunkLineStates
	chunkTrailer = chunkLineStates + 1
)

// chunkClass is what a byte is to the grammar of chunks (RFC 9112 §7.1).
type chunkClass uint8

const (
	chunkBad chunkClass = iota
	chunkHex
	chunkSemicolon
	chunkSpace
	chunkCR
	chunkLF
	chunkText
	chunkClasses
)

var chunkClassOf = func() (k [256]chunkClass) {
	for b := range k {
		switch classOf[b] {
		case htab, sp:
			k[b] = chunkSpace
		case cr:
			k[b] = chunkCR
		case lf:
			k[b] = chunkLF
		case colon, tchar, vchar, obs:
			k[b] = chunkText
		}
		if '0' <= b && b <= '9' || 'a' <= b|0x20 && b|0x20 <= 'f' {
			k[b] = chunkHex
		}
	}
	k[';'] = chunkSemicolon
	return k
}()

type chunkAction uint8

const (
	chunkSkip chunkAction = iota
	chunkAddDigit
	chunkEndSize
	chunkEndData
	// Those below refuse the byte.
	chunkBadSize
	chunkBadExt
	chunkBadLF
	chunkBadCR
	chunkBadEnd
)

type chunkStep struct {
	action chunkAction
	next   chunkState
}

// chunkSteps is the machine. Extensions are skipped (RFC 9112 §7.1.1), but no
// line ends in anything but CRLF: a LF that one hop takes for a line end and
// another for part of an extension hides a request.
var chunkSteps = [chunkLineStates][chunkClasses]chunkStep{
	chunkSize: {
		chunkBad:       {chunkBadSize, 0},
		chunkHex:       {chunkAddDigit, chunkDigits},
		chunkSemicolon: {chunkBadSize, 0},
		chunkSpace:     {chunkBadSize, 0},
		chunkCR:        {chunkBadSize, 0},
		chunkLF:        {chunkBadSize, 0},
		chunkText:      {chunkBadSize, 0},
	},
	chunkDigits: {
		chunkBad:       {chunkBadSize, 0},
		chunkHex:       {chunkAddDigit, chunkDigits},
		chunkSemicolon: {chunkSkip, chunkExt},
		chunkSpace:     {chunkSkip, chunkBlank},
		chunkCR:        {chunkSkip, chunkSizeLF},
		chunkLF:        {chunkBadLF, 0},
		chunkText:      {chunkBadSize, 0},
	},
	chunkBlank: {
		chunkBad:       {chunkBadExt, 0},
		chunkHex:       {chunkBadSize, 0},
		chunkSemicolon: {chunkSkip, chunkExt},
		chunkSpace:     {chunkSkip, chunkBlank},
		chunkCR:        {chunkSkip, chunkSizeLF},
		chunkLF:        {chunkBadLF, 0},
		chunkText:      {chunkBadSize, 0},
	},
	chunkExt: {
		chunkBad:       {chunkBadExt, 0},
		chunkHex:       {chunkSkip, chunkExt},
		chunkSemicolon: {chunkSkip, chunkExt},
		chunkSpace:     {chunkSkip, chunkExt},
		chunkCR:        {chunkSkip, chunkSizeLF},
		chunkLF:        {chunkBadLF, 0},
		chunkText:      {chunkSkip, chunkExt},
	},
	chunkSizeLF: chunkOnly(chunkLF, chunkStep{chunkEndSize, chunkData}, chunkBadCR),
	chunkDataCR: chunkOnly(chunkCR, chunkStep{chunkSkip, chunkDataLF}, chunkBadEnd),
	chunkDataLF: chunkOnly(chunkLF, chunkStep{chunkEndData, chunkSize}, chunkBadEnd),
}

// chunkOnly is the row of a state that takes one class.
func chunkOnly(k chunkClass, s chunkStep, otherwise chunkAction) (row [chunkClasses]chunkStep) {
	for i := range row {
		row[i] = chunkStep{otherwise, 0}
	}
	row[k] = s
	return row
}

var chunkRefusals = [...]*Error{
	chunkBadSize: ErrChunkSize,
	chunkBadExt:  ErrChunkExt,
	chunkBadLF:   ErrBareLF,
	chunkBadCR:   ErrBareCR,
	chunkBadEnd:  ErrChunkEnd,
}

// Reset prepares for a body, as its head has announced it. More than limit bytes
// of data are refused, unless limit is 0.
func (b *BodyReader) Reset(f Framing, length, limit int64) {
	if limit <= 0 || limit > MaxContentLength {
		limit = MaxContentLength
	}
	b.framing, b.state = f, chunkSize
	b.digits, b.left, b.total, b.max = 0, 0, 0, limit
	b.overhead, b.trailer = 0, 0
	b.done, b.fail = false, nil
	switch f {
	case NoBody:
		b.done = true
	case Length:
		b.left = length
		b.done = length == 0
		if length > limit {
			b.fail = ErrBodyTooLong
		}
	case Chunked:
		b.fields.reset(nil, false)
	}
}

// KeepTrailers lets t have the trailer fields that lws has no token for, as far as
// there is room. It is called behind Reset.
func (b *BodyReader) KeepTrailers(t *header.Table) {
	b.fields.reset(t, false)
	b.fields.trailer = true
}

// Next takes bytes from in until it has some data, the body ends, or in is used
// up. data is a part of in; n is how many bytes are taken, data included. done
// means that the body is complete with data: what follows in in is the next
// message. After an error, which is always an *Error, each call returns the same
// one.
func (b *BodyReader) Next(in []byte) (data []byte, n int, done bool, err error) {
	if b.fail == nil && !b.done {
		switch b.framing {
		case Length:
			n = int(min(b.left, int64(len(in))))
			data = in[:n:n]
			b.left -= int64(n)
			b.total += int64(n)
			b.done = b.left == 0
		case UntilClose:
			data, n = in, len(in)
			if b.total += int64(n); b.total > b.max {
				data, b.fail = nil, ErrBodyTooLong
			}
		case Chunked:
			data, n, b.fail = b.chunk(in)
		}
	}
	if b.fail != nil {
		return data, n, false, b.fail
	}
	return data, n, b.done, nil
}

// chunk takes framing up to data or the end.
func (b *BodyReader) chunk(in []byte) (data []byte, n int, err *Error) {
	for n < len(in) && !b.done {
		switch b.state {
		case chunkData:
			k := int(min(b.left, int64(len(in)-n)))
			data = in[n : n+k : n+k]
			if b.left -= int64(k); b.left == 0 {
				b.state = chunkDataCR
			}
			return data, n + k, nil
		case chunkTrailer:
			k, err := b.trailers(in[n:])
			n += k
			if err != nil {
				return nil, n, err
			}
		default:
			c := in[n]
			if err := b.line(chunkSteps[b.state][chunkClassOf[c]], c); err != nil {
				return nil, n, err
			}
			n++
		}
	}
	return nil, n, nil
}

// line performs one step of the framing.
func (b *BodyReader) line(s chunkStep, c byte) *Error {
	if s.action >= chunkBadSize {
		return chunkRefusals[s.action]
	}
	b.state = s.next
	if b.overhead++; b.overhead > MaxChunkOverhead {
		return ErrChunkOverhead
	}
	switch s.action {
	case chunkAddDigit:
		return b.digit(c)
	case chunkEndSize:
		b.digits = 0
		b.overhead = max(0, b.overhead-chunkAllowance-b.left/2)
		if b.left == 0 {
			b.state = chunkTrailer
		}
		if b.total += b.left; b.total > b.max {
			return ErrBodyTooLong
		}
	}
	return nil
}

// digit takes a hexadecimal digit of a chunk size.
func (b *BodyReader) digit(c byte) *Error {
	if b.digits++; b.digits > MaxChunkDigits || b.left > MaxContentLength>>4 {
		return ErrChunkOverflow
	}
	v := c | 0x20
	if v >= 'a' {
		v -= 'a' - 10
	} else {
		v -= '0'
	}
	b.left = b.left<<4 | int64(v&15)
	return nil
}

// trailers reads the trailer section (RFC 9112 §7.1.2).
func (b *BodyReader) trailers(in []byte) (n int, err *Error) {
	if len(in) > MaxTrailer-b.trailer {
		in = in[:MaxTrailer-b.trailer]
	}
	if len(in) == 0 {
		return 0, ErrTrailer
	}
	n, ev, err := b.fields.parse(in)
	b.trailer += n
	if err != nil {
		return n, inField(err, &b.fields)
	}
	b.done = ev == fieldsEnd
	return n, nil
}

// Done reports whether the body is complete.
func (b *BodyReader) Done() bool { return b.done && b.fail == nil }

// Left returns how many bytes of a body with Content-Length are still to come.
func (b *BodyReader) Left() int64 {
	if b.framing != Length {
		return 0
	}
	return b.left
}

// Close tells the reader that the peer has closed. It returns ErrTruncated unless
// the body was complete or ends this way (RFC 9112 §8).
func (b *BodyReader) Close() error {
	switch {
	case b.fail != nil:
		return b.fail
	case b.framing == UntilClose:
		b.done = true
	case !b.done:
		return ErrTruncated
	}
	return nil
}
