package ws

import (
	"crypto/sha1"
	"encoding/base64"
)

const (
	// KeyLen is the length of a Sec-WebSocket-Key: 16 bytes in base64.
	KeyLen = 24
	// AcceptLen is the length of a Sec-WebSocket-Accept: a SHA-1 in base64.
	AcceptLen = 28

	// acceptGUID is appended to the key before hashing, RFC 6455 §1.3.
	acceptGUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
)

// AcceptKey returns the Sec-WebSocket-Accept that answers the client's key,
// RFC 6455 §4.2.2 (5.4).
func AcceptKey(key string) (accept [AcceptLen]byte) {
	// A key of the right length does not leave the stack.
	var room [KeyLen + len(acceptGUID)]byte
	sum := sha1.Sum(append(append(room[:0], key...), acceptGUID...))
	base64.StdEncoding.Encode(accept[:], sum[:])
	return accept
}

// EncodeKey returns the Sec-WebSocket-Key for 16 random bytes, RFC 6455 §4.1 (7).
func EncodeKey(nonce [16]byte) (key [KeyLen]byte) {
	base64.StdEncoding.Encode(key[:], nonce[:])
	return key
}

// validKey reports whether key is base64 of 16 bytes: 22 characters and the
// padding.
func validKey(key string) bool {
	if len(key) != KeyLen || key[22] != '=' || key[23] != '=' {
		return false
	}
	for _, c := range []byte(key[:22]) {
		switch {
		case c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '+', c == '/':
		default:
			return false
		}
	}
	return true
}
