// Package h2 is HTTP/2 (RFC 9113) as a pure machine for either end of a
// connection: bytes and time go in, events and bytes come out. It holds no
// socket, clock, log or callback.
//
// A Conn reads frames with Next, which yields at most one Event a call, and
// queues frames of its own, which Output lends to whoever owns the socket. DATA
// is the exception: AppendData makes just the frame header, so that the payload
// goes to the socket without having been copied here.
//
// Header compression (RFC 7541) is that of golang.org/x/net/http2/hpack.
package h2

import "encoding/binary"

// FrameType is the type octet of a frame, RFC 9113 §4.1.
type FrameType uint8

// The frame types of RFC 9113 §6, and that of RFC 9218 §7.1.
const (
	FrameData           FrameType = 0x0
	FrameHeaders        FrameType = 0x1
	FramePriority       FrameType = 0x2
	FrameReset          FrameType = 0x3
	FrameSettings       FrameType = 0x4
	FramePushPromise    FrameType = 0x5
	FramePing           FrameType = 0x6
	FrameGoAway         FrameType = 0x7
	FrameWindowUpdate   FrameType = 0x8
	FrameContinuation   FrameType = 0x9
	FramePriorityUpdate FrameType = 0x10

	frameTypes = FramePriorityUpdate + 1
)

// Flags are the flags octet of a frame.
type Flags uint8

// The flags of RFC 9113 §6.
const (
	FlagEndStream  Flags = 0x1
	FlagAck        Flags = 0x1
	FlagEndHeaders Flags = 0x4
	FlagPadded     Flags = 0x8
	FlagPriority   Flags = 0x20
)

// Has reports whether all flags of g are in f.
func (f Flags) Has(g Flags) bool { return f&g == g }

const (
	// FrameHeaderLen is the length of what starts each frame, RFC 9113 §4.1.
	FrameHeaderLen = 9
	// Preface is what a client sends before its first frame, RFC 9113 §3.4.
	Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

	settingLen  = 6
	priorityLen = 5
	pingLen     = 8

	// streamMask takes the reserved bit off a stream identifier or an increment.
	streamMask = 1<<31 - 1
)

// frameHeader is what starts each frame.
type frameHeader struct {
	length uint32
	stream uint32
	kind   FrameType
	flags  Flags
}

func parseFrameHeader(b []byte) frameHeader {
	_ = b[FrameHeaderLen-1]
	return frameHeader{
		length: uint32(b[0])<<16 | uint32(b[1])<<8 | uint32(b[2]),
		kind:   FrameType(b[3]),
		flags:  Flags(b[4]),
		stream: binary.BigEndian.Uint32(b[5:]) & streamMask,
	}
}

func (h frameHeader) append(dst []byte) []byte {
	return append(dst, byte(h.length>>16), byte(h.length>>8), byte(h.length), byte(h.kind), byte(h.flags),
		byte(h.stream>>24), byte(h.stream>>16), byte(h.stream>>8), byte(h.stream))
}

// streamRule says which streams a frame type may be about.
type streamRule uint8

const (
	anyStream  streamRule = iota
	someStream            // not 0
	connStream            // 0 only
)

// frameRule is what can be said about a frame by its header.
type frameRule struct {
	known    bool
	stream   streamRule
	min, max uint32 // payload
	whole    bool   // the payload is handled in one piece
	flood    bucketName
}

const anyLength = 1<<24 - 1

// frameRules has the fixed rules of each frame type: RFC 9113 §6.1 to §6.10, RFC
// 9218 §7.1. The length of PRIORITY is judged later: it is the one whose error
// concerns just a stream.
var frameRules = [frameTypes]frameRule{
	FrameData:           {true, someStream, 0, anyLength, false, noBucket},
	FrameHeaders:        {true, someStream, 0, MaxHeaderBlock, true, noBucket},
	FramePriority:       {true, someStream, 0, MaxControlPayload, true, priorityBucket},
	FrameReset:          {true, someStream, 4, 4, true, noBucket},
	FrameSettings:       {true, connStream, 0, MaxSettings * settingLen, true, settingsBucket},
	FramePushPromise:    {true, someStream, 4, MaxControlPayload, true, noBucket},
	FramePing:           {true, connStream, pingLen, pingLen, true, pingBucket},
	FrameGoAway:         {true, connStream, 8, MaxControlPayload, true, settingsBucket},
	FrameWindowUpdate:   {true, anyStream, 4, 4, true, noBucket},
	FrameContinuation:   {true, someStream, 0, MaxHeaderBlock, true, noBucket},
	FramePriorityUpdate: {true, connStream, 4, MaxControlPayload, true, priorityBucket},
}
