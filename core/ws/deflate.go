package ws

import (
	"github.com/klauspost/compress/flate"

	"github.com/golws/golws/core/inflate"
)

const (
	// inflateAllowance and inflateRatio limit what a message may become: up to
	// the allowance anything, beyond it so many times what it is on the wire
	// (CWE-409; DEFLATE itself reaches 1032). Memory is bounded in any case,
	// because a message is handed on in pieces.
	inflateAllowance = 16 << 20
	inflateRatio     = 256

	// compressTail is how much of what was sent the next message may refer to
	// once its compressor has been given back.
	compressTail = 4 << 10

	// residentMost is how many connections of one DeflatePool keep their contexts
	// between messages.
	residentMost = 16
)

// The errors of a compressed message.
var (
	// RFC 7692 §7.2.2: what cannot be inflated fails the connection.
	ErrInflate    = &Error{InvalidPayload, "bad deflate", "compressed message is corrupt"}
	ErrInflateEnd = &Error{InvalidPayload, "bad deflate", "compressed message is truncated"}
	ErrBomb       = &Error{MessageTooBig, "too big", "compressed message grows beyond the limit"}
)

// deflateEnd is what the sender has removed from the end of a message,
// RFC 7692 §7.2.1.
var deflateEnd = [...]byte{0x00, 0x00, 0xff, 0xff}

// Deflate is permessage-deflate on one connection. It is made by NewDeflate and
// lives until Release.
type Deflate struct {
	pool     *DeflatePool
	resident bool // in pool.residents

	receiveBits, sendBits        uint8
	receiveForgets, sendForgets  bool // no context takeover
	checkText                    bool
	maxMessage                   uint64
	receiving, compressed, ended bool
	ev                           Event // of the piece in input
	text                         UTF8
	wire, made                   uint64 // sizes of the message so far

	input   []byte // payload that is not inflated yet
	own     bool   // input is a copy
	end     int    // bytes of deflateEnd that were fed
	inflate *inflate.Inflater
	history []byte // what the next message may refer to, without an Inflater

	compress *compressor
	sent     []byte // the same for sending
	level    uint8  // of the compressor
}

// NewDeflate begins permessage-deflate with what was negotiated. maxMessage
// limits a message's size after inflating, 0 does not.
func NewDeflate(role Role, p DeflateParams, pool *DeflatePool, checkText bool, maxMessage uint64) *Deflate {
	d := &Deflate{level: flate.BestSpeed, pool: pool, checkText: checkText, maxMessage: maxMessage}
	d.sendBits, d.sendForgets = bitsOf(p.ServerBits), p.ServerNoTakeover
	d.receiveBits, d.receiveForgets = bitsOf(p.ClientBits), p.ClientNoTakeover
	if role == Client {
		d.sendBits, d.receiveBits = d.receiveBits, d.sendBits
		d.sendForgets, d.receiveForgets = d.receiveForgets, d.sendForgets
	}
	return d
}

// Take begins with the piece in ev, which a Decoder made. It reports false for
// one that is not compressed, which is the caller's to deliver. The payload must
// stay until Next has used it or Keep has copied it.
func (d *Deflate) Take(ev *Event) bool {
	if ev.Flags.Has(MessageStart) {
		d.compressed = ev.Reserved&RSV1 != 0
		if !d.compressed {
			return false
		}
		d.receiving, d.wire, d.made, d.end = true, 0, 0, 0
		d.text = UTF8{}
		d.acquireInflater()
	} else if !d.compressed {
		return false
	}
	begins := d.ev.Flags&MessageStart != 0 && d.made == 0 && !ev.Flags.Has(MessageStart)
	d.ev, d.input, d.own, d.ended = *ev, ev.Payload, false, false
	if begins {
		d.ev.Flags |= MessageStart // nothing of the message was delivered yet
	}
	d.wire += uint64(len(ev.Payload))
	return true
}

// Pending tells that Next may have more of what Take was given.
func (d *Deflate) Pending() bool { return d.receiving && !d.ended }

// Keep copies what Take was given, so that its buffer may be used again.
func (d *Deflate) Keep() {
	if !d.own && len(d.input) > 0 {
		d.input, d.own = append([]byte(nil), d.input...), true
	}
}

// Unread is how many bytes that Take was given Next has not looked at.
func (d *Deflate) Unread() int { return len(d.input) }

// Drop forgets what Take was given, and the rest of the message with it.
func (d *Deflate) Drop() { d.receiving, d.input = false, nil }

// Next inflates the next piece into room and describes it in ev. It returns
// false when there is none, until Take is called again.
func (d *Deflate) Next(ev *Event, room []byte) (bool, *Error) {
	if !d.Pending() {
		return false, nil
	}
	last := d.ev.Flags.Has(MessageEnd)
	n, feedsEnd := 0, false
	for {
		in := d.input
		if feedsEnd {
			in = deflateEnd[d.end:]
		}
		taken, out, err := d.inflate.Step(in, len(room)-n)
		if err != nil {
			return false, ErrInflate
		}
		n += copy(room[n:], out)
		if feedsEnd {
			d.end += taken
		} else {
			d.input = in[taken:]
		}
		if taken > 0 || len(out) > 0 {
			continue
		}
		if feedsEnd || !last || len(d.input) > 0 || d.inflate.Full() || d.inflate.BetweenBlocks() {
			break
		}
		feedsEnd = true // it ends inside a block: the empty one is missing
	}
	// A sender that did not remove the end, or closed the stream with a final
	// block (§7.2.3.4), leaves it between two blocks, too.
	whole := d.inflate.BetweenBlocks()
	done := len(d.input) == 0 && !d.inflate.Full()
	if done && last && !whole {
		return false, ErrInflateEnd
	}
	d.made += uint64(n)
	if d.made > inflateAllowance && d.made > d.wire*inflateRatio || d.maxMessage != 0 && d.made > d.maxMessage {
		return false, ErrBomb
	}
	d.ended = done
	*ev = d.ev
	if ev.Payload = room[:n]; n == 0 {
		ev.Payload = nil
	}
	ev.Remaining += uint64(len(d.input))
	ev.Flags &^= MessageEnd
	if last = last && done; last {
		ev.Flags |= MessageEnd
	}
	if d.checkText && ev.Opcode == Text {
		if !d.text.Write(ev.Payload) {
			return false, ErrText
		}
		if last && !d.text.Complete() {
			return false, ErrTextEnd
		}
	}
	if n > 0 {
		d.ev.Flags &^= MessageStart
	}
	if last {
		d.receiving, d.input = false, nil
		if d.receiveForgets {
			d.releaseInflater()
		}
	}
	return n > 0 || last, nil
}

func (d *Deflate) acquireInflater() {
	if d.receiveForgets && d.inflate != nil || d.inflate == nil {
		if d.inflate == nil {
			d.inflate = inflaters.Get().(*inflate.Inflater)
		}
		d.inflate.Reset(1<<d.receiveBits, d.history)
		d.history = nil
	}
	d.pool.keep(d)
}

func (d *Deflate) releaseInflater() {
	if d.inflate != nil {
		inflaters.Put(d.inflate)
		d.inflate = nil
	}
}

// Compress appends payload to dst as the payload of a frame: the message's last
// if final. first is the first byte of that frame as Writer gave it, the result
// the one to send.
func (d *Deflate) Compress(dst []byte, first byte, payload []byte) (frame []byte, sent byte) {
	final := first&FIN != 0
	if first&opcodeBits != byte(Continuation) {
		first |= RSV1 // RFC 7692 §7.2.1
	}
	if len(payload) == 0 && final {
		// An empty stored block without its last four bytes (§7.2.3.6).
		d.endCompressing(final)
		return append(dst, 0x00), first
	}
	if d.compress == nil {
		d.compress = acquireCompressor(d.sendBits, d.level, d.sent)
		d.sent = nil
		d.pool.keep(d)
	}
	dst = d.compress.message(dst, payload)
	if final {
		dst = dst[:len(dst)-len(deflateEnd)]
	}
	d.endCompressing(final)
	return dst, first
}

// endCompressing gives the compressor back when the next message needs none of it.
func (d *Deflate) endCompressing(final bool) {
	if final && d.sendForgets && d.compress != nil {
		d.compress.release()
		d.compress = nil
	}
}

// park gives the contexts back and keeps only what later messages may refer to.
// It reports false in the middle of a received message.
func (d *Deflate) park() bool {
	if d.receiving {
		return false
	}
	if d.inflate != nil {
		if !d.receiveForgets {
			d.history = append([]byte(nil), d.inflate.History()...)
		}
		d.releaseInflater()
	}
	d.parkCompressor()
	return true
}

func (d *Deflate) parkCompressor() {
	if d.compress == nil {
		return
	}
	if !d.sendForgets {
		d.sent = append([]byte(nil), d.compress.last()...)
	}
	d.compress.release()
	d.compress = nil
}

// SetLevel sets how hard what is sent is compressed, 1 to 9 as in zlib.
func (d *Deflate) SetLevel(level int) {
	d.parkCompressor()
	d.level = uint8(max(flate.BestSpeed, min(level, flate.BestCompression)))
}

// NarrowSent limits the distances in what is sent to 2^bits. A sender may always
// use less than was negotiated (RFC 7692 §7.1.2).
func (d *Deflate) NarrowSent(bits uint8) {
	d.parkCompressor()
	d.sendBits = max(leastWindowBits, min(d.sendBits, bits))
	d.sent = d.sent[max(0, len(d.sent)-1<<d.sendBits):]
}

// ForgetSent makes each message from here on one that refers to no earlier one.
// A sender may always do so (RFC 7692 §7.1.1).
func (d *Deflate) ForgetSent() {
	d.sendForgets = true
	d.sent = nil
	d.parkCompressor()
}

// Release ends the extension's work on the connection.
func (d *Deflate) Release() {
	d.receiving, d.history, d.input = false, nil, nil
	d.park()
	d.sent = nil
	d.pool.forget(d)
}

// Held is how many bytes d keeps beside pooled contexts.
func (d *Deflate) Held() int { return cap(d.history) + cap(d.sent) }

// DeflatePool lends contexts to the connections of one thread. The last few
// that used theirs keep them, so that a busy connection need not set them up
// again for each message; idle ones keep only bytes.
type DeflatePool struct{ residents []*Deflate }

// keep says that d has contexts now, and parks the connection that has had
// its own the longest, if there are too many.
func (p *DeflatePool) keep(d *Deflate) {
	if d.resident {
		return
	}
	d.resident = true
	p.residents = append(p.residents, d)
	if len(p.residents) <= residentMost {
		return
	}
	for i, other := range p.residents[:len(p.residents)-1] {
		if other.park() {
			other.resident = false
			p.residents = append(p.residents[:i], p.residents[i+1:]...)
			return
		}
	}
}

func (p *DeflatePool) forget(d *Deflate) {
	if !d.resident {
		return
	}
	d.resident = false
	for i, other := range p.residents {
		if other == d {
			p.residents = append(p.residents[:i], p.residents[i+1:]...)
			return
		}
	}
}
