package ws

import "encoding/binary"

// HeaderLen returns the length of the header of a frame with n bytes of payload.
func HeaderLen(n uint64, masked bool) int {
	l := 2
	switch {
	case n >= 1<<16:
		l = 10
	case n >= length16:
		l = 4
	}
	if masked {
		l += 4
	}
	return l
}

// PutHeader writes the header of an unmasked frame at the end of room, directly
// before the payload of n bytes that follows room in memory. first is the
// frame's first byte: FIN, RSV bits and opcode. It returns the offset in room
// at which the frame starts, or -1 when the header does not fit.
func PutHeader(room []byte, first byte, n uint64) int {
	start := len(room) - HeaderLen(n, false)
	if start < 0 {
		return -1
	}
	putStart(room[start:], first, 0, n)
	return start
}

// PutMaskedHeader is PutHeader for a frame from a client. The payload must be
// masked with the same key (see Mask), which must be fresh and unpredictable
// for each frame: RFC 6455 §5.3, §10.3.
func PutMaskedHeader(room []byte, first byte, n uint64, key uint32) int {
	start := len(room) - HeaderLen(n, true)
	if start < 0 {
		return -1
	}
	putStart(room[start:], first, maskBit, n)
	binary.LittleEndian.PutUint32(room[len(room)-4:], key)
	return start
}

// AppendHeader appends the header of an unmasked frame to dst.
func AppendHeader(dst []byte, first byte, n uint64) []byte {
	var room [MaxHeader]byte
	return append(dst, room[PutHeader(room[:], first, n):]...)
}

// AppendMaskedHeader appends the header of a frame from a client to dst.
func AppendMaskedHeader(dst []byte, first byte, n uint64, key uint32) []byte {
	var room [MaxHeader]byte
	return append(dst, room[PutMaskedHeader(room[:], first, n, key):]...)
}

// putStart writes the first two bytes and the length in its shortest form,
// RFC 6455 §5.2.
func putStart(h []byte, first, mask byte, n uint64) {
	h[0] = first
	switch {
	case n >= 1<<16:
		h[1] = mask | length64
		binary.BigEndian.PutUint64(h[2:], n)
	case n >= length16:
		h[1] = mask | length16
		binary.BigEndian.PutUint16(h[2:], uint16(n))
	default:
		h[1] = mask | byte(n)
	}
}
