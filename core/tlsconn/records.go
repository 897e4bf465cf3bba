package tlsconn

import (
	"crypto/tls"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"sync"
)

const (
	headerLength = 5
	// sealedMost is the longest protected record (RFC 8446 section 5.2).
	sealedMost = RecordMost + 256
	// recordsPerKey is after how many records the keys change: less than the 2^24.5
	// that AES-GCM bears (RFC 8446 section 5.5).
	recordsPerKey = 1 << 24
	// uselessMost bounds how many records without payload may follow each other.
	uselessMost = 16
)

// Content types (RFC 8446 section 5.1).
const (
	typeAlert       = 21
	typeHandshake   = 22
	typeApplication = 23
)

const keyUpdate = 24 // RFC 8446 section 4

// Alerts (RFC 8446 section 6).
const (
	alertCloseNotify       = 0
	alertUnexpectedMessage = 10
	alertBadRecordMAC      = 20
	alertRecordOverflow    = 22
	alertIllegalParameter  = 47
	alertDecodeError       = 50
	alertUserCanceled      = 90
)

// records is a server's record layer once the handshake of TLS 1.3 is over (RFC 8446
// section 5). It does what crypto/tls does with half the copying, and holds nothing
// while nothing is under way.
type records struct {
	read, write keys
	// in is what the peer sent and no Open has decrypted yet, in general the
	// beginning of a record.
	in []byte
	// held is payload that Open had no room for.
	held []byte
	// message is the beginning of a message of the handshake.
	message []byte
	// update: our keys have to change before more is sealed.
	update  bool
	useless int
	out     []byte
}

// takeOver makes the record layer of a server's connection, nil where crypto/tls is
// to go on.
func (s *secrets) takeOver(state *tls.ConnectionState, in []byte) *records {
	suite, known := recordSuites[state.CipherSuite]
	if s == nil || state.Version != tls.VersionTLS13 || !known || s.client == nil || s.server == nil {
		return nil
	}
	r := &records{in: in}
	r.read.suite, r.write.suite = suite, suite
	r.read.become(s.client)
	r.write.become(s.server)
	r.write.bulkOf = s.bulk
	// Session tickets are under the same keys, and are counted.
	scratch := make([]byte, 0, len(s.flight))
	for flight := s.flight; ; {
		length := recordLength(flight)
		if length == 0 {
			return r
		}
		_, _ = r.write.open(scratch, flight[:length])
		flight = flight[length:]
	}
}

// recordLength is that of the record that p begins with, 0 when there is more to come.
func recordLength(p []byte) int {
	if len(p) < headerLength {
		return 0
	}
	length := headerLength + int(binary.BigEndian.Uint16(p[3:]))
	if len(p) < length {
		return 0
	}
	return length
}

// open appends to dst what is in a record.
func (k *keys) open(dst, record []byte) ([]byte, error) {
	dst, err := k.aead.Open(dst, k.next(), record[headerLength:], record[:headerLength])
	if err == nil {
		k.number++
	}
	return dst, err
}

// bulkFrom is the shortest payload that is worth a call of the AEAD for bulk.
const bulkFrom = 2 << 10

// protect makes a record of the n bytes that lie behind out and room for a header.
func (k *keys) protect(out []byte, kind byte, n int) []byte {
	aead := k.aead
	if n >= bulkFrom {
		aead = k.forBulk()
	}
	start, body := len(out), len(out)+headerLength
	sealed := n + 1 + aead.Overhead()
	out = append(out, typeApplication, 3, 3, byte(sealed>>8), byte(sealed))
	out = append(out[:body+n], kind)
	out = aead.Seal(out[:body], k.next(), out[body:], out[start:body])
	k.number++
	return out
}

// room makes room behind out for a record.
func (k *keys) room(out []byte, n int) []byte {
	return slices.Grow(out, headerLength+n+1+k.aead.Overhead())
}

// seal appends a record to out.
func (k *keys) seal(out []byte, kind byte, payload []byte) []byte {
	out = k.room(out, len(payload))
	copy(out[len(out)+headerLength:cap(out)], payload)
	return k.protect(out, kind, len(payload))
}

// changeKeys does what has to come before payload. The peer may ask for it often, so
// that it is not answered at once (RFC 8446 section 4.6.3).
func (r *records) changeKeys(out []byte) []byte {
	if !r.update && r.write.number < recordsPerKey {
		return out
	}
	out = r.write.seal(out, typeHandshake, []byte{keyUpdate, 0, 0, 1, 0})
	r.write.advance()
	r.update = false
	return out
}

// seal appends the records that carry payload to out.
func (r *records) seal(out, payload []byte) []byte {
	for len(payload) > 0 {
		n := min(len(payload), RecordMost)
		out = r.write.seal(r.changeKeys(out), typeApplication, payload[:n])
		payload = payload[n:]
	}
	return out
}

// sealFrom appends records to out whose payload read gives, n bytes at most.
func (r *records) sealFrom(out []byte, pieces [][]byte, n int, read func([][]byte) (int, error)) (sealed []byte, k int, err error) {
	out = r.changeKeys(out)
	frame := headerLength + RecordMost + 1 + r.write.aead.Overhead()
	out = slices.Grow(out, (n+RecordMost-1)/RecordMost*frame)
	for at, left := len(out)+headerLength, n; left > 0; at, left = at+frame, left-RecordMost {
		pieces = append(pieces, out[at:at+min(left, RecordMost)])
	}
	if k, err = read(pieces); err != nil {
		return out, 0, err
	}
	for left := k; left > 0; left -= RecordMost {
		out = r.write.protect(out, typeApplication, min(left, RecordMost))
	}
	return out, k, nil
}

// sealEnd appends close_notify.
func (r *records) sealEnd(out []byte) []byte {
	return r.write.seal(out, typeAlert, []byte{1, alertCloseNotify})
}

// buffers are for records of which more is to come.
var buffers = sync.Pool{New: func() any {
	b := make([]byte, 0, headerLength+sealedMost)
	return &b
}}

// bufferFrom is the shortest record that has one of them.
const bufferFrom = 1 << 10

// keep adds what is left of the peer's bytes to r.in.
func (r *records) keep(rest []byte) {
	if len(rest) == 0 {
		return
	}
	if r.in == nil && len(rest) >= headerLength && binary.BigEndian.Uint16(rest[3:]) >= bufferFrom {
		r.in = *buffers.Get().(*[]byte)
	}
	r.in = append(r.in, rest...)
}

// release gives r.in back.
func (r *records) release() {
	if cap(r.in) == headerLength+sealedMost {
		in := r.in[:0]
		buffers.Put(&in)
	}
	r.in = nil
}

// open takes cipher and decrypts into plain as much as there is room for. What comes
// along that is no payload may leave something in r.out. more: r has payload, or
// records, that plain had no room for.
func (r *records) open(cipher, plain []byte) (n int, more bool, err error) {
	n = copy(plain, r.held)
	if r.held = r.held[n:]; len(r.held) > 0 {
		r.keep(cipher)
		return n, true, nil
	}
	r.held = nil
	// The record that began before is completed, and no more copied than that.
	for len(r.in) > 0 && n < len(plain) && err == nil {
		missing := headerLength - len(r.in)
		if missing <= 0 {
			missing = headerLength + int(binary.BigEndian.Uint16(r.in[3:])) - len(r.in)
		}
		if missing > 0 {
			k := min(missing, len(cipher))
			r.in, cipher = append(r.in, cipher[:k]...), cipher[k:]
			if k < missing {
				if err = r.tooLong(r.in); err == nil {
					return n, false, nil
				}
			}
			continue
		}
		length := len(r.in) + missing
		var k int
		k, err = r.take(r.in[:length], plain[n:])
		n += k
		if r.in = r.in[length:]; len(r.in) == 0 {
			r.release()
		}
	}
	for n < len(plain) && err == nil {
		length := recordLength(cipher)
		if length == 0 {
			err = r.tooLong(cipher)
			break
		}
		var k int
		k, err = r.take(cipher[:length], plain[n:])
		n, cipher = n+k, cipher[length:]
	}
	if err != nil {
		r.held = nil
		r.release()
		return n, false, err
	}
	r.keep(cipher)
	return n, n == len(plain), nil
}

// tooLong refuses a record before all of it is there.
func (r *records) tooLong(p []byte) error {
	if len(p) >= headerLength && binary.BigEndian.Uint16(p[3:]) > sealedMost {
		return r.refuse(alertRecordOverflow)
	}
	return nil
}

// take decrypts a record, whose bytes it may overwrite, into plain.
func (r *records) take(record, plain []byte) (n int, err error) {
	if err := r.tooLong(record); err != nil {
		return 0, err
	}
	if record[0] != typeApplication {
		return 0, r.refuse(alertUnexpectedMessage)
	}
	dst := plain[:0]
	if len(plain) < len(record)-headerLength-r.read.aead.Overhead() {
		dst = record[headerLength:headerLength]
	}
	inner, err := r.read.open(dst, record)
	if err != nil {
		return 0, r.refuse(alertBadRecordMAC)
	}
	// The type is behind the payload, and zeros behind the type.
	end := len(inner)
	for end > 0 && inner[end-1] == 0 {
		end--
	}
	if end == 0 {
		return 0, r.refuse(alertUnexpectedMessage)
	}
	kind, payload := inner[end-1], inner[:end-1]
	if len(payload) > RecordMost {
		return 0, r.refuse(alertRecordOverflow)
	}
	if kind != typeApplication || len(payload) == 0 {
		if r.useless++; r.useless > uselessMost {
			return 0, r.refuse(alertUnexpectedMessage)
		}
	} else {
		r.useless = 0
	}
	switch {
	case kind == typeApplication && len(r.message) == 0:
		n = copy(plain, payload)
		if n < len(payload) {
			r.held = append(r.held, payload[n:]...)
		}
		return n, nil
	case kind == typeAlert && len(r.message) == 0:
		return 0, r.alerted(payload)
	case kind == typeHandshake:
		return 0, r.told(payload)
	}
	return 0, r.refuse(alertUnexpectedMessage)
}

// alerted hears an alert.
func (r *records) alerted(payload []byte) error {
	if len(payload) != 2 {
		return r.refuse(alertDecodeError)
	}
	switch payload[1] {
	case alertCloseNotify:
		return io.EOF
	case alertUserCanceled: // close_notify follows
		return nil
	}
	return fmt.Errorf("remote error: %w", tls.AlertError(payload[1]))
}

// told hears what the handshake has to say once it is over: of a client, who was not
// asked for a certificate, only that its keys change (RFC 8446 section 4.6.3).
func (r *records) told(payload []byte) error {
	if len(payload) == 0 || len(r.message)+len(payload) > 5 {
		return r.refuse(alertUnexpectedMessage)
	}
	r.message = append(r.message, payload...)
	m := r.message
	if m[0] != keyUpdate {
		return r.refuse(alertUnexpectedMessage)
	}
	if len(m) < 5 {
		return nil
	}
	if m[1] != 0 || m[2] != 0 || m[3] != 1 {
		return r.refuse(alertDecodeError)
	}
	if m[4] > 1 {
		return r.refuse(alertIllegalParameter)
	}
	r.message = nil
	r.update = r.update || m[4] == 1
	r.read.advance()
	return nil
}

// refuse ends the connection, and tells the peer why.
func (r *records) refuse(alert byte) error {
	r.out = r.write.seal(r.out, typeAlert, []byte{2, alert})
	return fmt.Errorf("local error: %w", tls.AlertError(alert))
}
