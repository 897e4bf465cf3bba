// Package jose is signed and encrypted JSON: keys (RFC 7517), signatures (RFC
// 7515), encryption (RFC 7516), claims (RFC 7519), with the algorithms of RFC
// 7518. It works on bytes; the C API's maps and buffers are the bridge's affair.
package jose

import (
	"encoding/base64"
	"errors"
)

// What texts and keys are refused for.
var (
	ErrSyntax    = errors.New("malformed")
	ErrAlgorithm = errors.New("algorithm unknown, or not for this key")
	ErrKey       = errors.New("not a key of this kind")
	ErrSignature = errors.New("not the key's signature")
	ErrDecrypt   = errors.New("cannot be decrypted")
	ErrCritical  = errors.New("\"crit\" names an extension")
	ErrLimit     = errors.New("more or longer than is taken")
)

// strict refuses bits behind the last byte: a signature has one spelling.
var strict = base64.RawURLEncoding.Strict()

// Decode decodes base64url without padding (RFC 7515 §2), and nothing else.
func Decode(dst, text []byte) ([]byte, error) {
	for _, c := range text {
		if c == '\n' || c == '\r' { // skipped by the standard library
			return nil, ErrSyntax
		}
	}
	out, err := strict.AppendDecode(dst, text)
	if err != nil {
		return nil, ErrSyntax
	}
	return out, nil
}

// Encode encodes in base64url without padding.
func Encode(dst, p []byte) []byte { return strict.AppendEncode(dst, p) }

// EncodedLen is the length of Encode's result.
func EncodedLen(n int) int { return strict.EncodedLen(n) }

// DecodedLen is the length of Decode's result.
func DecodedLen(n int) int { return strict.DecodedLen(n) }
