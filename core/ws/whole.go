package ws

import "encoding/binary"

// Whole is Next for a frame that is a message by itself, without reserved bits, and
// lies in buf as a whole, at its start; n is its length. For anything else, be it in
// order or not, n is 0 and it is for Next. d is left as it was either way, so that
// such a frame can be put back.
func (d *Decoder) Whole(buf []byte) (payload []byte, op Opcode, n int) {
	cfg := d.cfg
	if d.phase != inHeader || d.have != 0 || d.message != 0 || len(buf) < 2 {
		return nil, 0, 0
	}
	op = Opcode(buf[0] & opcodeBits)
	if buf[0]&^opcodeBits != FIN || op != Text && op != Binary || buf[1]&maskBit != 0 != (cfg.Role == Server) {
		return nil, 0, 0
	}
	size, at := int(buf[1]&lengthBits), 2
	if size >= length16 {
		if size != length16 || len(buf) < 4 {
			return nil, 0, 0
		}
		if size, at = int(binary.BigEndian.Uint16(buf[2:])), 4; size < length16 {
			return nil, 0, 0
		}
	}
	if exceeds(size, cfg.MaxFrame) || exceeds(size, cfg.MaxMessage) || cfg.MaxPiece > 0 && size > cfg.MaxPiece {
		return nil, 0, 0
	}
	if cfg.Role == Server {
		at += maskSize
	}
	if n = at + size; n > len(buf) {
		return nil, 0, 0
	}
	payload = buf[at:n]
	or := uint64(highBits)
	if cfg.Role == Server {
		or = maskOr(payload, binary.LittleEndian.Uint32(buf[at-maskSize:]))
	}
	if op == Text && !cfg.SkipUTF8 && or&highBits != 0 {
		text := d.text // at a boundary, as no message is open
		if !text.Write(payload) || !text.Complete() {
			d.PutBack(buf[:n], size)
			return nil, 0, 0
		}
	}
	return payload, op, n
}

func exceeds(size int, limit uint64) bool { return limit != 0 && uint64(size) > limit }

// maskSize is the length of a masking key.
const maskSize = 4

// PutBack undoes Whole for a frame with size bytes of payload: its bytes are again
// as they came.
func (d *Decoder) PutBack(frame []byte, size int) {
	if d.cfg.Role == Server {
		at := len(frame) - size
		maskOr(frame[at:], binary.LittleEndian.Uint32(frame[at-maskSize:]))
	}
}
