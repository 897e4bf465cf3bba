package gencrypto

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/subtle"
	"encoding/binary"
	"fmt"
)

// XTS: IEEE 1619, SP 800-38E.

// xtsKeys takes a key apart into the one for the data and the one for the
// tweak. They must differ (SP 800-38E by way of FIPS 140 IG A.9): equal ones
// break the mode.
func xtsKeys(key []byte) (data, tweak cipher.Block, err error) {
	half := len(key) / 2
	if len(key) != 32 && len(key) != 64 {
		return nil, nil, fmt.Errorf("%w: %d bytes", ErrKeySize, len(key))
	}
	if subtle.ConstantTimeCompare(key[:half], key[half:]) == 1 {
		return nil, nil, fmt.Errorf("%w: both halves are the same", ErrKeySize)
	}
	if data, err = aes.NewCipher(key[:half]); err != nil {
		return nil, nil, err
	}
	tweak, err = aes.NewCipher(key[half:])
	return data, tweak, err
}

// xts works on one data unit. A last block that is not whole steals from the
// one before it.
func xts(data, tweak cipher.Block, decrypt bool, unit [BlockSize]byte, dst, src []byte) {
	t := unit
	tweak.Encrypt(t[:], t[:])
	whole, rest := len(src)/BlockSize, len(src)%BlockSize
	straight := whole
	if rest > 0 {
		straight--
	}
	for i := range straight {
		xtsBlock(data, &t, decrypt, dst[i*BlockSize:], src[i*BlockSize:])
		doubled(&t)
	}
	if rest == 0 {
		return
	}
	// The last two blocks; when decrypting, their tweaks are the other way round.
	at := straight * BlockSize
	first, second := t, t
	doubled(&second)
	if decrypt {
		first, second = second, first
	}
	var whole16, stolen [BlockSize]byte
	xtsBlock(data, &first, decrypt, whole16[:], src[at:])
	copy(stolen[:], src[at+BlockSize:])
	copy(stolen[rest:], whole16[rest:])
	copy(dst[at+BlockSize:], whole16[:rest])
	xtsBlock(data, &second, decrypt, dst[at:], stolen[:])
}

func xtsBlock(data cipher.Block, t *[BlockSize]byte, decrypt bool, dst, src []byte) {
	var b [BlockSize]byte
	subtle.XORBytes(b[:], src[:BlockSize], t[:])
	if decrypt {
		data.Decrypt(b[:], b[:])
	} else {
		data.Encrypt(b[:], b[:])
	}
	subtle.XORBytes(dst[:BlockSize], b[:], t[:])
}

// doubled multiplies by x modulo x^128 + x^7 + x^2 + x + 1, bits little-endian.
func doubled(t *[BlockSize]byte) {
	lo, hi := binary.LittleEndian.Uint64(t[:]), binary.LittleEndian.Uint64(t[8:])
	carry := hi >> 63
	hi = hi<<1 | lo>>63
	lo = lo<<1 ^ carry*0x87
	binary.LittleEndian.PutUint64(t[:], lo)
	binary.LittleEndian.PutUint64(t[8:], hi)
}
