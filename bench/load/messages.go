package load

import (
	"encoding/binary"
	"math/rand"
)

// Messages is a table of different messages, each ready to send as one masked
// frame and ready to compare with what comes back. The frames lie one behind
// the other, so any run of up to depth messages is one send.
type Messages struct {
	size     int
	depth    int
	variants int
	frameLen int
	frames   []byte // variants+depth frames; the tail repeats the head
	payloads []byte
}

// longMessage is where a table of many variants would no longer fit the caches.
const longMessage = 4096

// NewMessages makes messages of size bytes for up to depth of them in flight.
func NewMessages(size, depth int) *Messages {
	m := &Messages{size: size, depth: depth, variants: 31}
	if size >= longMessage {
		m.variants = 5
	}
	random := rand.New(rand.NewSource(int64(size)))
	m.payloads = make([]byte, size*m.variants)
	random.Read(m.payloads)
	for i := 0; i < m.variants+depth; i++ {
		var key [4]byte
		random.Read(key[:])
		m.frames = appendFrame(m.frames, 0x2, m.payload(i%m.variants), key)
	}
	m.frameLen = len(m.frames) / (m.variants + depth)
	return m
}

func (m *Messages) payload(variant int) []byte {
	return m.payloads[variant*m.size : (variant+1)*m.size]
}

// run returns the bytes of n frames from the given variant on.
func (m *Messages) run(variant, n int) []byte {
	return m.frames[variant*m.frameLen : (variant+n)*m.frameLen]
}

// appendFrame appends one final, masked frame (RFC 6455 section 5.2).
func appendFrame(to []byte, opcode byte, payload []byte, key [4]byte) []byte {
	to = append(to, 0x80|opcode)
	switch n := len(payload); {
	case n < 126:
		to = append(to, 0x80|byte(n))
	case n <= 0xffff:
		to = append(to, 0x80|126)
		to = binary.BigEndian.AppendUint16(to, uint16(n))
	default:
		to = append(to, 0x80|127)
		to = binary.BigEndian.AppendUint64(to, uint64(n))
	}
	to = append(to, key[:]...)
	for i, b := range payload {
		to = append(to, b^key[i&3])
	}
	return to
}
