package main

/*
#include "bridge.h"
#include "libcrypto_signer.h"
*/
import "C"

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"runtime"
	"unsafe"
)

// libcryptoKey is a crypto.Signer whose signatures OpenSSL makes.
type libcryptoKey struct {
	key    unsafe.Pointer // EVP_PKEY *
	public crypto.PublicKey
	size   int
	// decrypter is the same key in Go: only an RSA key exchange asks for it.
	decrypter crypto.Decrypter
}

// signable tells that OpenSSL signs what hash makes.
func signable(hash crypto.Hash) bool {
	switch hash {
	case crypto.SHA1, crypto.SHA256, crypto.SHA384, crypto.SHA512:
		return true
	}
	return false
}

const (
	paddingPKCS1 = 1
	paddingPSS   = 6
)

var errLibcrypto = errors.New("OpenSSL does not sign with this key")

// signerOf makes a key of an EVP_PKEY, whose reference it takes over.
func signerOf(key unsafe.Pointer, public crypto.PublicKey) (*libcryptoKey, error) {
	if !bool(C.golws_libcrypto_present()) {
		return nil, errors.New("there is no libcrypto to sign with")
	}
	switch public.(type) {
	case *rsa.PublicKey, *ecdsa.PublicKey:
	default:
		return nil, fmt.Errorf("a key of the kind %T has to leave its token to be used", public)
	}
	k := &libcryptoKey{key: key, public: public, size: int(C.golws_libcrypto_signature_size(key))}
	runtime.AddCleanup(k, func(key unsafe.Pointer) { C.golws_libcrypto_key_free(key) }, key)
	return k, nil
}

// faster is a key that signs as key does, by OpenSSL where that pays: Go's RSA
// takes several times as long.
func faster(key crypto.Signer) crypto.Signer {
	private, ok := key.(*rsa.PrivateKey)
	if !ok || !bool(C.golws_libcrypto_present()) {
		return key
	}
	der := x509.MarshalPKCS1PrivateKey(private)
	defer clear(der)
	object := C.golws_libcrypto_key(unsafe.Pointer(&der[0]), C.size_t(len(der)))
	if object == nil {
		return key
	}
	made, err := signerOf(object, private.Public())
	if err != nil {
		return key
	}
	made.decrypter = private
	return made
}

// Decrypt implements crypto.Decrypter.
func (k *libcryptoKey) Decrypt(rand io.Reader, message []byte, options crypto.DecrypterOpts) ([]byte, error) {
	if k.decrypter == nil {
		return nil, errLibcrypto
	}
	return k.decrypter.Decrypt(rand, message, options)
}

// Public implements crypto.Signer.
func (k *libcryptoKey) Public() crypto.PublicKey { return k.public }

// Sign implements crypto.Signer.
func (k *libcryptoKey) Sign(_ io.Reader, digest []byte, options crypto.SignerOpts) ([]byte, error) {
	if !signable(options.HashFunc()) || len(digest) != options.HashFunc().Size() {
		return nil, errLibcrypto
	}
	var padding C.int
	if _, isRSA := k.public.(*rsa.PublicKey); isRSA {
		padding = paddingPKCS1
		if pss, is := options.(*rsa.PSSOptions); is {
			padding = paddingPSS
			if pss.SaltLength != rsa.PSSSaltLengthEqualsHash && pss.SaltLength != len(digest) {
				return nil, errLibcrypto
			}
		}
	}
	signature := make([]byte, k.size)
	n := C.golws_libcrypto_sign(k.key, padding, unsafe.Pointer(&digest[0]), C.size_t(len(digest)), unsafe.Pointer(&signature[0]), C.size_t(len(signature)))
	runtime.KeepAlive(k)
	if n == 0 {
		return nil, errLibcrypto
	}
	return signature[:n], nil
}
