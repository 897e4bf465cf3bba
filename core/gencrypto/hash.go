// Package gencrypto is the cryptography of the C API's lws_gen* families, on
// Go's standard library: hashes and HMACs, AES in all its modes, RSA, ECDH and
// ECDSA. Keys come as their elements, numbers as big-endian bytes.
package gencrypto

import (
	"crypto"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"errors"
	"hash"
)

// HashType is enum lws_genhash_types.
type HashType int

// The hashes, with the numbers of the C API.
const (
	HashUnknown HashType = iota
	MD5
	SHA1
	SHA256
	SHA384
	SHA512
)

// HMACType is enum lws_genhmac_types.
type HMACType int

// The HMACs, with the numbers of the C API.
const (
	HMACUnknown HMACType = iota
	HMACSHA256
	HMACSHA384
	HMACSHA512
)

var hashes = [...]struct {
	new func() hash.Hash
	id  crypto.Hash
}{
	MD5:    {md5.New, crypto.MD5},
	SHA1:   {sha1.New, crypto.SHA1},
	SHA256: {sha256.New, crypto.SHA256},
	SHA384: {sha512.New384, crypto.SHA384},
	SHA512: {sha512.New, crypto.SHA512},
}

// ErrType means that an enumerator is none that exists.
var ErrType = errors.New("unknown type of algorithm")

func (t HashType) known() bool { return t > HashUnknown && int(t) < len(hashes) }

// Size returns the length of the hash, 0 for an unknown one.
func (t HashType) Size() int {
	if !t.known() {
		return 0
	}
	return hashes[t].id.Size()
}

// ID returns the name that Go's packages know the hash by, 0 for an unknown one.
func (t HashType) ID() crypto.Hash {
	if !t.known() {
		return 0
	}
	return hashes[t].id
}

// NewHash begins a hash.
func NewHash(t HashType) (hash.Hash, error) {
	if !t.known() {
		return nil, ErrType
	}
	return hashes[t].new(), nil
}

// Hash returns the hash function that the HMAC is made of.
func (t HMACType) Hash() HashType {
	switch t {
	case HMACSHA256:
		return SHA256
	case HMACSHA384:
		return SHA384
	case HMACSHA512:
		return SHA512
	}
	return HashUnknown
}

// NewHMAC begins an HMAC (RFC 2104). The key is copied.
func NewHMAC(t HMACType, key []byte) (hash.Hash, error) {
	h := t.Hash()
	if !h.known() {
		return nil, ErrType
	}
	return hmac.New(hashes[h].new, key), nil
}
