package accesslog

// Response reads off a response what a log says of it, from the bytes of HTTP/1 as
// they are written: whoever builds it, the program included. The zero value is
// ready.
type Response struct {
	// Status is that of the last head that began; those below 200 but 101 are not
	// the response itself (RFC 9110 section 15.2).
	Status int
	// Body is how many bytes followed the head.
	Body uint64

	place place
	digit int // the status, as far as it is read
}

// place is where in a response the next byte is.
type place uint8

const (
	inVersion place = iota
	inStatus
	inReason   // and in field lines
	afterCR    // of a line
	afterLine  // at the start of a line
	afterEndCR // of the empty line
	inBody
)

// Take takes the next bytes of the response.
func (r *Response) Take(p []byte) {
	for i, b := range p {
		switch r.place {
		case inBody:
			r.Body += uint64(len(p) - i)
			return
		case inVersion:
			if b == ' ' {
				r.place = inStatus
			}
		case inStatus:
			if b < '0' || b > '9' || r.digit > 99 {
				r.Status, r.digit, r.place = r.digit, 0, inReason
				r.line(b)
				continue
			}
			r.digit = r.digit*10 + int(b-'0')
		case afterLine:
			if b == '\r' {
				r.place = afterEndCR
				continue
			}
			r.place = inReason
			r.line(b)
		case afterEndCR:
			r.place = inBody
			if r.Status < 200 && r.Status != 101 {
				r.place = inVersion
			}
		default:
			r.line(b)
		}
	}
}

// line follows the end of a line.
func (r *Response) line(b byte) {
	switch {
	case b == '\r':
		r.place = afterCR
	case b == '\n' && r.place == afterCR:
		r.place = afterLine
	default:
		r.place = inReason
	}
}
