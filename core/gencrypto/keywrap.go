package gencrypto

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/subtle"
	"encoding/binary"
	"fmt"
)

// Key wrap: RFC 3394.

// wrapBlock is the length of the blocks that key wrap works on.
const wrapBlock = 8

// WrapOverhead is what wrapping adds to a key.
const WrapOverhead = wrapBlock

var defaultWrapIV = [wrapBlock]byte{0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6} // §2.2.3.1

// wrap is §2.2.1. dst is 8 bytes longer than src.
func wrap(block cipher.Block, iv [wrapBlock]byte, dst, src []byte) {
	var b [BlockSize]byte
	copy(dst[wrapBlock:], src)
	copy(b[:], iv[:])
	t := uint64(0)
	for range 6 {
		for i := wrapBlock; i < len(dst); i += wrapBlock {
			copy(b[wrapBlock:], dst[i:i+wrapBlock])
			block.Encrypt(b[:], b[:])
			t++
			binary.BigEndian.PutUint64(b[:], binary.BigEndian.Uint64(b[:])^t)
			copy(dst[i:], b[wrapBlock:])
		}
	}
	copy(dst, b[:wrapBlock])
}

// unwrap is §2.2.2. Nothing is left in dst when the key was not wrapped with
// block.
func unwrap(block cipher.Block, iv [wrapBlock]byte, dst, src []byte) error {
	var b [BlockSize]byte
	copy(b[:], src[:wrapBlock])
	copy(dst, src[wrapBlock:])
	t := uint64(6 * (len(dst) / wrapBlock))
	for range 6 {
		for i := len(dst) - wrapBlock; i >= 0; i -= wrapBlock {
			binary.BigEndian.PutUint64(b[:], binary.BigEndian.Uint64(b[:])^t)
			copy(b[wrapBlock:], dst[i:i+wrapBlock])
			block.Decrypt(b[:], b[:])
			t--
			copy(dst[i:], b[wrapBlock:])
		}
	}
	if subtle.ConstantTimeCompare(b[:wrapBlock], iv[:]) != 1 {
		clear(dst)
		return ErrTag
	}
	return nil
}

// WrapKey wraps a key with the default initialization vector.
func WrapKey(kek, key []byte) ([]byte, error) {
	return wrapped(kek, key, false)
}

// UnwrapKey is the opposite of WrapKey.
func UnwrapKey(kek, key []byte) ([]byte, error) {
	return wrapped(kek, key, true)
}

func wrapped(kek, key []byte, decrypt bool) ([]byte, error) {
	block, err := aes.NewCipher(kek)
	if err != nil {
		return nil, fmt.Errorf("%w: %d bytes", ErrKeySize, len(kek))
	}
	c := AES{mode: KW, decrypt: decrypt, block: block}
	n, err := c.OutputSize(len(key))
	if err != nil {
		return nil, err
	}
	out := make([]byte, n)
	if decrypt {
		return out, unwrap(block, defaultWrapIV, out, key)
	}
	wrap(block, defaultWrapIV, out, key)
	return out, nil
}
