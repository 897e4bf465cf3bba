// Package ws is the WebSocket protocol of RFC 6455 as pure machines: bytes and
// time go in, events and bytes come out. It holds no socket, clock, log or
// callback, and nothing on the path of a message allocates.
//
// Incoming frames are read by a Decoder, outgoing ones are numbered by a Writer
// and given a header by PutHeader. Request and Response check the two halves of
// the opening handshake, and Validity decides when an idle connection is pinged or
// given up.
package ws

// Role says which end of the connection the local side is.
type Role uint8

const (
	// Server receives masked frames and sends unmasked ones.
	Server Role = iota
	// Client receives unmasked frames and sends masked ones.
	Client
)

// Opcode is the frame type of RFC 6455 §5.2 and §11.8.
type Opcode uint8

const (
	Continuation Opcode = 0x0
	Text         Opcode = 0x1
	Binary       Opcode = 0x2
	Close        Opcode = 0x8
	Ping         Opcode = 0x9
	Pong         Opcode = 0xa
)

// Control reports whether o is a control opcode, RFC 6455 §5.5.
func (o Opcode) Control() bool { return o&0x8 != 0 }

// The first two bytes of a frame, RFC 6455 §5.2.
const (
	// FIN marks the last frame of a message.
	FIN = 0x80
	// RSV1 belongs to permessage-deflate when that was negotiated, RFC 7692 §6.
	RSV1 = 0x40
	// RSV2 is free for extensions.
	RSV2 = 0x20
	// RSV3 is free for extensions.
	RSV3 = 0x10

	reservedBits = RSV1 | RSV2 | RSV3
	opcodeBits   = 0x0f
	maskBit      = 0x80
	lengthBits   = 0x7f
)

const (
	// MaxHeader is the longest frame header: two bytes, a 64-bit length and
	// the masking key, RFC 6455 §5.2.
	MaxHeader = 14

	// MaxControlPayload is the longest payload of a control frame,
	// RFC 6455 §5.5.
	MaxControlPayload = 125

	// MaxFramePayload is the longest payload that the 64-bit length can state:
	// its top bit must be zero, RFC 6455 §5.2.
	MaxFramePayload = 1<<63 - 1

	length16 = 126 // the length follows in 2 bytes
	length64 = 127 // the length follows in 8 bytes
)
