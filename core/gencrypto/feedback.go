package gencrypto

import (
	"crypto/cipher"
	"crypto/subtle"
)

// feedback is cipher feedback of whole blocks, and output feedback (SP 800-38A
// §6.3 and §6.4). crypto/cipher has both, marked as deprecated.
type feedback struct {
	block cipher.Block
	key   [BlockSize]byte // key stream of the current block
	next  [BlockSize]byte // what is encrypted next
	at    int
	kind  feedbackKind
}

type feedbackKind int

const (
	cfbEncrypt feedbackKind = iota
	cfbDecrypt
	ofb
)

func newCFB(block cipher.Block, iv []byte, decrypt bool) *feedback {
	f := &feedback{block: block, at: BlockSize}
	copy(f.next[:], iv)
	if decrypt {
		f.kind = cfbDecrypt
	}
	return f
}

func newOFB(block cipher.Block, iv []byte) *feedback {
	f := &feedback{block: block, at: BlockSize, kind: ofb}
	copy(f.next[:], iv)
	return f
}

// XORKeyStream implements cipher.Stream.
func (f *feedback) XORKeyStream(dst, src []byte) {
	for len(src) > 0 {
		if f.at == BlockSize {
			f.block.Encrypt(f.key[:], f.next[:])
			f.at = 0
		}
		n := min(len(src), BlockSize-f.at)
		switch f.kind {
		case cfbDecrypt:
			copy(f.next[f.at:], src[:n])
			subtle.XORBytes(dst[:n], src[:n], f.key[f.at:f.at+n])
		case cfbEncrypt:
			subtle.XORBytes(dst[:n], src[:n], f.key[f.at:f.at+n])
			copy(f.next[f.at:], dst[:n])
		case ofb:
			subtle.XORBytes(dst[:n], src[:n], f.key[f.at:f.at+n])
			copy(f.next[f.at:], f.key[f.at:f.at+n])
		}
		f.at += n
		dst, src = dst[n:], src[n:]
	}
}
