package ws

import "encoding/binary"

// Config is what the Decoders of many connections share. It must not change
// while one of them is in use.
type Config struct {
	// Role is the local end.
	Role Role

	// MaxFrame and MaxMessage limit the payload of a frame and of all frames
	// of a message as they are on the wire; more is answered with 1009. Zero
	// leaves the limit of the wire format, MaxFramePayload for a frame.
	MaxFrame, MaxMessage uint64

	// MaxPiece is the longest payload that one Data event carries. Zero means
	// as much as the buffer holds.
	MaxPiece int

	// ReservedFirst has the RSV bits that an extension claims on the first
	// frame of a data message, which for permessage-deflate is RSV1
	// (RFC 7692 §6). ReservedAny has those claimed on every frame.
	ReservedFirst, ReservedAny uint8

	// SkipUTF8 leaves text unchecked.
	SkipUTF8 bool
}

// Kind is the type of an Event.
type Kind uint8

const (
	// NeedMore is not an event: the buffer does not hold one yet.
	NeedMore Kind = iota
	// DataReceived is a piece of a data frame.
	DataReceived
	// PingReceived is a whole ping.
	PingReceived
	// PongReceived is a whole pong.
	PongReceived
	// CloseReceived is the peer's close frame; no event follows.
	CloseReceived
)

// Flags place a piece in its frame and message.
type Flags uint8

const (
	// FrameStart is on the first piece of each frame.
	FrameStart Flags = 1 << iota
	// FrameEnd is on the last piece of each frame.
	FrameEnd
	// FinFrame is on all pieces of a frame that has the FIN bit.
	FinFrame
	// MessageStart is on the first piece of a message.
	MessageStart
	// MessageEnd is on the last piece of a message.
	MessageEnd
)

// Has reports whether all flags of g are in f.
func (f Flags) Has(g Flags) bool { return f&g == g }

// Event is what a Decoder found. Payload is valid until the next call of Next
// and as long as the buffer it points into keeps its bytes.
type Event struct {
	// Payload is the piece of data, the payload of a ping or pong, or the
	// reason of a close.
	Payload []byte
	// Remaining counts the bytes of the frame that follow a piece of data.
	Remaining uint64
	// Code is the peer's close status; NoStatus when it sent none.
	Code CloseCode
	// Kind says which event it is.
	Kind Kind
	// Opcode is Text or Binary for each piece of such a message, or the control
	// opcode.
	Opcode Opcode
	// Frame is the opcode on the wire, which is Continuation for all but the
	// first frame of a message.
	Frame Opcode
	// Reserved has the RSV bits of the frame, in the places of the first byte.
	Reserved uint8
	// Flags place a piece of data.
	Flags Flags
}

// Decoder reads the frames of one connection, RFC 6455 §5. Init makes it ready.
type Decoder struct {
	cfg    *Config
	failed *Error
	left   uint64 // bytes of the frame's payload not delivered yet
	size   uint64 // payload of the message in the frames begun so far
	text   UTF8   // at a boundary between messages: checked ones end there
	key    uint32 // masking key, turned to the next byte to unmask

	phase   phase
	first   uint8  // first byte of the frame
	message Opcode // type of the open message, 0 outside of one
	flags   Flags  // FrameStart and MessageStart for the next piece
	check   bool   // the message is text to validate

	// scratch has a header of which only a part was received, later the payload
	// of a control frame in the same situation: never both.
	have    uint8
	scratch [MaxControlPayload]byte
}

// phase is what the Decoder reads next.
type phase uint8

const (
	inHeader phase = iota
	inData
	inControl
	isOver // an error or a close frame: nothing is read any more
)

// Init makes d ready for the first frame of a connection.
func (d *Decoder) Init(cfg *Config) { *d = Decoder{cfg: cfg} }

// Next reads from buf up to the end of one event, unmasking in place, and
// stores the event in ev. The caller drops the first n bytes of buf once it has
// used the payload, which may point into buf, and calls again with the rest.
// NeedMore means that all of buf was consumed without reaching an event.
//
// After an error the same error is returned again, and after a close frame
// whatever the peer sends is dropped (RFC 6455 §1.4, §7.1.7).
func (d *Decoder) Next(ev *Event, buf []byte) (n int, err *Error) {
	ev.Kind = NeedMore
	if d.phase == inHeader {
		n, err = d.header(buf)
		if err != nil {
			return n, d.fail(err)
		}
	}
	switch d.phase {
	case inData:
		return d.data(ev, buf, n)
	case inControl:
		return d.control(ev, buf, n)
	case isOver:
		return len(buf), d.failed
	}
	return n, nil
}

// InMessage reports whether a message has begun and not ended.
func (d *Decoder) InMessage() bool { return d.message != 0 }

func (d *Decoder) fail(err *Error) *Error {
	d.phase = isOver
	d.failed = err
	return err
}

// header consumes a frame header, or as much of it as there is.
func (d *Decoder) header(buf []byte) (int, *Error) {
	if d.have == 0 {
		n, err := d.parse(buf)
		if n > 0 || err != nil {
			return n, err
		}
	}
	// The header ends behind the buffer. It is parsed again with each byte, so
	// that a bad one is found as soon as it is there.
	for i, b := range buf {
		d.scratch[d.have] = b
		d.have++
		n, err := d.parse(d.scratch[:d.have])
		if n > 0 || err != nil {
			d.have = 0
			return i + 1, err
		}
	}
	return len(buf), nil
}

// firstByte judges the FIN bit and the opcode of a frame (5 bits), outside of a
// fragmented message and in one: RFC 6455 §5.2, §5.4, §5.5.
var firstByte = func() (t [2][32]*Error) {
	for in := range t {
		for i := range t[in] {
			fin, op := i&0x10 != 0, Opcode(i&opcodeBits)
			switch op {
			case Continuation:
				if in == 0 {
					t[in][i] = ErrNoMessage
				}
			case Text, Binary:
				if in == 1 {
					t[in][i] = ErrInMessage
				}
			case Close, Ping, Pong:
				if !fin {
					t[in][i] = ErrFragmentedControl
				}
			default:
				t[in][i] = ErrOpcode
			}
		}
	}
	return t
}()

// parse reads the header at the start of h and prepares d for the payload. It
// returns the header's length, or 0 when h ends before the header does.
func (d *Decoder) parse(h []byte) (int, *Error) {
	if len(h) == 0 {
		return 0, nil
	}
	cfg := d.cfg
	b0 := h[0]
	op := Opcode(b0 & opcodeBits)
	if rsv := b0 & reservedBits; rsv != 0 {
		claimed := cfg.ReservedAny
		if op == Text || op == Binary {
			claimed |= cfg.ReservedFirst
		}
		if rsv&^claimed != 0 {
			return 0, ErrReserved
		}
	}
	open := 0
	if d.message != 0 {
		open = 1
	}
	if err := firstByte[open][b0>>3&0x10|b0&opcodeBits]; err != nil {
		return 0, err
	}
	if len(h) < 2 {
		return 0, nil
	}
	b1 := h[1]
	if masked := b1&maskBit != 0; masked != (cfg.Role == Server) {
		if masked {
			return 0, ErrMasked
		}
		return 0, ErrUnmasked
	}
	n, end := uint64(b1&lengthBits), 2
	if n >= length16 {
		if op == Close {
			return 0, ErrLongClose
		}
		if op.Control() {
			return 0, ErrLongControl
		}
		var err *Error
		if n, end, err = longLength(h, n); end == 0 {
			return 0, err
		}
	}
	if cfg.MaxFrame != 0 && n > cfg.MaxFrame && !op.Control() {
		return 0, ErrFrameTooBig
	}
	if cfg.MaxMessage != 0 && !op.Control() {
		sofar := d.size
		if op != Continuation {
			sofar = 0
		}
		if n > cfg.MaxMessage-sofar {
			return 0, ErrMessageTooBig
		}
	}
	if cfg.Role == Server {
		if len(h) < end+4 {
			return 0, nil
		}
		d.key = binary.LittleEndian.Uint32(h[end:])
		end += 4
	}

	d.first = b0
	d.left = n
	switch {
	case op.Control():
		d.phase = inControl
	case op == Continuation:
		d.phase = inData
		d.flags = FrameStart
		d.size += n
	default:
		d.phase = inData
		d.flags = FrameStart | MessageStart
		d.size = n
		d.message = op
		// What an extension has transformed is not text yet.
		d.check = op == Text && b0&reservedBits == 0 && !cfg.SkipUTF8
	}
	return end, nil
}

// longLength reads the 16- or 64-bit length that n announces. It returns the
// offset behind it, or 0 when the header is bad or not complete.
func longLength(h []byte, n uint64) (uint64, int, *Error) {
	if n == length16 {
		if len(h) < 4 {
			return 0, 0, nil
		}
		if n = uint64(binary.BigEndian.Uint16(h[2:])); n < length16 {
			return 0, 0, ErrLengthForm
		}
		return n, 4, nil
	}
	if len(h) > 2 && h[2]&0x80 != 0 {
		return 0, 0, ErrLengthTopBit
	}
	if len(h) < 10 {
		return 0, 0, nil
	}
	if n = binary.BigEndian.Uint64(h[2:]); n < 1<<16 {
		return 0, 0, ErrLengthForm
	}
	return n, 10, nil
}

// data delivers the next piece of a data frame, whose payload continues at
// buf[n:].
func (d *Decoder) data(ev *Event, buf []byte, n int) (int, *Error) {
	cfg := d.cfg
	want := d.left
	if cfg.MaxPiece > 0 && want > uint64(cfg.MaxPiece) {
		want = uint64(cfg.MaxPiece)
	}
	p := buf[n:]
	if uint64(len(p)) > want {
		p = p[:want]
	}

	if len(p) == 0 && want > 0 {
		return n, nil
	}
	or := uint64(highBits)
	if cfg.Role == Server {
		or = maskOr(p, d.key)
		d.key = turn(d.key, len(p))
	}
	if d.check && (or&highBits != 0 || !d.text.Complete()) && !d.text.Write(p) {
		return n, d.fail(ErrText)
	}
	d.left -= uint64(len(p))

	flags := d.flags
	d.flags = 0
	fin := d.first&FIN != 0
	if fin {
		flags |= FinFrame
	}
	ev.Opcode = d.message
	if d.left == 0 {
		d.phase = inHeader
		flags |= FrameEnd
		if fin {
			if d.check && !d.text.Complete() {
				return n, d.fail(ErrTextEnd)
			}
			flags |= MessageEnd
			d.message = 0
		}
	}
	ev.Kind = DataReceived
	ev.Payload = p
	ev.Remaining = d.left
	ev.Code = 0
	ev.Frame = Opcode(d.first & opcodeBits)
	ev.Reserved = d.first & reservedBits
	ev.Flags = flags
	return n + len(p), nil
}

// controlKinds are the events of the control opcodes.
var controlKinds = [16]Kind{
	Close: CloseReceived,
	Ping:  PingReceived,
	Pong:  PongReceived,
}

// control delivers a control frame, whose payload continues at buf[n:], once
// all of it is there.
func (d *Decoder) control(ev *Event, buf []byte, n int) (int, *Error) {
	p := buf[n:]
	if uint64(len(p)) > d.left {
		p = p[:d.left]
	}
	n += len(p)
	if d.have > 0 || uint64(len(p)) < d.left {
		got := copy(d.scratch[d.have:], p)
		p = d.scratch[d.have : int(d.have)+got]
		d.have += uint8(got)
	}
	if d.cfg.Role == Server {
		d.key = Mask(p, d.key)
	}
	if d.left -= uint64(len(p)); d.left > 0 {
		return n, nil
	}
	if d.have > 0 {
		p = d.scratch[:d.have]
		d.have = 0
	}
	d.phase = inHeader

	op := Opcode(d.first & opcodeBits)
	var code CloseCode
	if op == Close {
		var err *Error
		if code, p, err = parseClose(p); err != nil {
			return n, d.fail(err)
		}
		d.phase = isOver
	}
	ev.Kind = controlKinds[op]
	ev.Payload = p
	ev.Remaining = 0
	ev.Code = code
	ev.Opcode = op
	ev.Frame = op
	ev.Reserved = d.first & reservedBits
	ev.Flags = FrameStart | FrameEnd | FinFrame
	return n, nil
}
