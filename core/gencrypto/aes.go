package gencrypto

import (
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"fmt"
)

// Mode is enum enum_aes_modes.
type Mode int

// The modes, with the numbers of the C API.
const (
	CBC Mode = iota
	CFB128
	CFB8
	CTR
	ECB
	OFB
	XTS
	GCM
	KW
)

// BlockSize is the length of a block of AES, and of most initialization vectors.
const BlockSize = aes.BlockSize

// What the modes refuse.
var (
	ErrKeySize = errors.New("AES key of a wrong length")
	ErrIV      = errors.New("initialization vector of a wrong length")
	ErrLength  = errors.New("input of a length that the mode does not take")
	ErrPadding = errors.New("wrong padding")
	ErrTag     = errors.New("the tag is not that of the input")
	ErrOrder   = errors.New("call out of order")
)

// AES is a cipher at work in any mode but GCM, which is AESGCM.
type AES struct {
	mode    Mode
	decrypt bool
	padding bool
	begun   bool
	block   cipher.Block
	tweak   cipher.Block // XTS: the second key

	chain  cipher.BlockMode // CBC
	stream cipher.Stream    // CFB128, CTR, OFB
	vector [BlockSize]byte  // CFB8: what is encrypted next; XTS: the unit
	wrapIV [wrapBlock]byte  // KW
	used   int              // bytes through stream, for Offset
}

// NewAES prepares a cipher. padding asks for PKCS #7, which CBC and ECB have.
func NewAES(mode Mode, decrypt bool, key []byte, padding bool) (*AES, error) {
	c := &AES{mode: mode, decrypt: decrypt, padding: padding && (mode == CBC || mode == ECB)}
	if mode < CBC || mode > KW || mode == GCM {
		return nil, ErrType
	}
	var err error
	if mode == XTS {
		if c.block, c.tweak, err = xtsKeys(key); err != nil {
			return nil, err
		}
		return c, nil
	}
	if c.block, err = aes.NewCipher(key); err != nil {
		return nil, fmt.Errorf("%w: %d bytes", ErrKeySize, len(key))
	}
	return c, nil
}

// IVSize returns how long the initialization vector is; optional says that the
// mode has a default one.
func (c *AES) IVSize() (n int, optional bool) {
	switch c.mode {
	case ECB:
		return 0, true
	case KW:
		return wrapBlock, true
	}
	return BlockSize, false
}

// OutputSize returns how many bytes Crypt writes for n bytes of input, or that
// the mode does not take so many.
func (c *AES) OutputSize(n int) (int, error) {
	switch {
	case c.mode == KW && c.decrypt:
		if n < 3*wrapBlock || n%wrapBlock != 0 {
			return 0, ErrLength
		}
		return n - wrapBlock, nil
	case c.mode == KW:
		if n < 2*wrapBlock || n%wrapBlock != 0 {
			return 0, ErrLength
		}
		return n + wrapBlock, nil
	case c.mode == XTS && n < BlockSize:
		return 0, ErrLength
	case c.padding && !c.decrypt:
		return PaddedLength(BlockSize, n), nil
	case (c.mode == CBC || c.mode == ECB) && (n%BlockSize != 0 || c.padding && n == 0):
		return 0, ErrLength
	}
	return n, nil
}

// PaddedLength is the next multiple of block above n (PKCS #7).
func PaddedLength(block, n int) int { return (n/block + 1) * block }

// Begun reports whether Begin was called.
func (c *AES) Begun() bool { return c.begun }

// Begin sets the initialization vector; nil where the mode has a default.
func (c *AES) Begin(iv []byte) error {
	if c.begun {
		return ErrOrder
	}
	if n, optional := c.IVSize(); len(iv) != n && (len(iv) != 0 || !optional) {
		return ErrIV
	}
	switch c.mode {
	case CBC:
		if c.decrypt {
			c.chain = cipher.NewCBCDecrypter(c.block, iv)
		} else {
			c.chain = cipher.NewCBCEncrypter(c.block, iv)
		}
	case CFB128:
		c.stream = newCFB(c.block, iv, c.decrypt)
	case CTR:
		c.stream = cipher.NewCTR(c.block, iv)
	case OFB:
		c.stream = newOFB(c.block, iv)
	case CFB8, XTS:
		copy(c.vector[:], iv)
	case KW:
		copy(c.wrapIV[:], defaultWrapIV[:])
		copy(c.wrapIV[:], iv)
	}
	c.begun = true
	return nil
}

// Skip passes over the first n bytes of a block's key stream.
func (c *AES) Skip(n int) error {
	if n == 0 {
		return nil
	}
	if n < 0 || n >= BlockSize || c.used != 0 || c.mode != CTR && c.mode != OFB || c.stream == nil {
		return ErrOrder
	}
	var skipped [BlockSize]byte
	c.stream.XORKeyStream(skipped[:n], skipped[:n])
	c.used = n
	return nil
}

// Offset returns how far into a block of key stream the cipher is.
func (c *AES) Offset() int { return c.used % BlockSize }

// Crypt encrypts or decrypts src. dst has the length that OutputSize tells and
// is either src's memory or does not overlap it. With padding, src is the whole
// message; decrypting leaves the padding, whose length is dst's last byte.
func (c *AES) Crypt(dst, src []byte) error {
	if !c.begun {
		return ErrOrder
	}
	n, err := c.OutputSize(len(src))
	if err != nil {
		return err
	}
	if len(dst) != n {
		return ErrLength
	}
	switch c.mode {
	case KW:
		if c.decrypt {
			return unwrap(c.block, c.wrapIV, dst, src)
		}
		wrap(c.block, c.wrapIV, dst, src)
		return nil
	case XTS:
		xts(c.block, c.tweak, c.decrypt, c.vector, dst, src)
		return nil
	case CFB8:
		c.cfb8(dst, src)
		return nil
	case CBC, ECB:
		return c.blocks(dst, src)
	}
	c.stream.XORKeyStream(dst, src)
	c.used += len(src)
	return nil
}

// blocks are the modes that work on whole blocks.
func (c *AES) blocks(dst, src []byte) error {
	whole := len(src) / BlockSize * BlockSize
	var last [BlockSize]byte
	if len(dst) > whole {
		rest := copy(last[:], src[whole:])
		for i := rest; i < BlockSize; i++ {
			last[i] = byte(BlockSize - rest)
		}
	}
	c.crypt(dst[:whole], src[:whole])
	if len(dst) > whole {
		c.crypt(dst[whole:], last[:])
	}
	if c.padding && c.decrypt {
		return checkPadding(dst)
	}
	return nil
}

func (c *AES) crypt(dst, src []byte) {
	if c.mode == CBC {
		c.chain.CryptBlocks(dst, src)
		return
	}
	for i := 0; i < len(src); i += BlockSize {
		if c.decrypt {
			c.block.Decrypt(dst[i:], src[i:])
		} else {
			c.block.Encrypt(dst[i:], src[i:])
		}
	}
}

// checkPadding looks at each byte of the last block, whatever it finds: the
// time tells nothing (Vaudenay 2002).
func checkPadding(p []byte) error {
	last := p[len(p)-BlockSize:]
	n := int(last[BlockSize-1])
	wrong := 0
	if n == 0 || n > BlockSize {
		wrong = 1
	}
	for i, b := range last {
		if i >= BlockSize-n && int(b) != n {
			wrong |= 1
		}
	}
	if wrong != 0 {
		return ErrPadding
	}
	return nil
}

// cfb8 is cipher feedback of bytes (SP 800-38A §6.3, s = 8).
func (c *AES) cfb8(dst, src []byte) {
	var out [BlockSize]byte
	for i, in := range src {
		c.block.Encrypt(out[:], c.vector[:])
		made := in ^ out[0]
		copy(c.vector[:], c.vector[1:])
		if c.decrypt {
			c.vector[BlockSize-1] = in
		} else {
			c.vector[BlockSize-1] = made
		}
		dst[i] = made
	}
}
