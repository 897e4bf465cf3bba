package main

/*
#include "libcrypto_gcm.h"
*/
import "C"

import (
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"runtime"
	"unsafe"

	"golang.org/x/sys/cpu"
)

const gcmTag = 16

var errGCM = errors.New("libcrypto opens nothing here")

// libcryptoGCM is AES-GCM by OpenSSL. It seals only: what the peer sent is opened by Go.
type libcryptoGCM struct {
	ctx unsafe.Pointer
	// backup seals when the process ends and libcrypto is no more.
	backup cipher.AEAD
}

// bulkGCM makes an AES-GCM that is faster than Go's with long records; nil: there is
// none here. Go does not use the processor's instructions for four blocks at once,
// which triple the speed.
func bulkGCM() func(key []byte) cipher.AEAD {
	if !cpu.X86.HasAVX512VAES || !cpu.X86.HasAVX512VPCLMULQDQ || !bool(C.golws_libcrypto_has_wide_gcm()) {
		return nil
	}
	return libcryptoGCMOf
}

func libcryptoGCMOf(key []byte) cipher.AEAD {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil
	}
	backup, err := cipher.NewGCM(block)
	if err != nil {
		return nil
	}
	ctx := C.golws_libcrypto_gcm(unsafe.Pointer(&key[0]), C.size_t(len(key)))
	if ctx == nil {
		return nil
	}
	g := &libcryptoGCM{ctx, backup}
	runtime.AddCleanup(g, func(ctx unsafe.Pointer) { C.golws_libcrypto_gcm_free(ctx) }, ctx)
	return g
}

func (g *libcryptoGCM) NonceSize() int { return g.backup.NonceSize() }
func (g *libcryptoGCM) Overhead() int  { return gcmTag }

// Seal implements cipher.AEAD for a plaintext that lies where it is to be sealed,
// behind dst; any other is left to Go.
func (g *libcryptoGCM) Seal(dst, nonce, plaintext, data []byte) []byte {
	end := len(dst) + len(plaintext)
	if cap(dst) < end+gcmTag || unsafe.Pointer(&dst[:end][len(dst)]) != unsafe.Pointer(&plaintext[0]) {
		return g.backup.Seal(dst, nonce, plaintext, data)
	}
	defer runtime.KeepAlive(g)
	switch C.golws_libcrypto_gcm_seal(g.ctx, unsafe.Pointer(&nonce[0]), unsafe.Pointer(&data[0]), C.size_t(len(data)),
		unsafe.Pointer(&plaintext[0]), C.size_t(len(plaintext))) {
	case C.GOLWS_GCM_SEALED:
		return dst[:end+gcmTag]
	case C.GOLWS_GCM_UNTOUCHED:
		return g.backup.Seal(dst, nonce, plaintext, data)
	}
	panic("libcrypto: AES-GCM failed")
}

// Open implements cipher.AEAD.
func (g *libcryptoGCM) Open(_, _, _, _ []byte) ([]byte, error) { return nil, errGCM }
