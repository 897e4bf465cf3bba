// Package cose is COSE: keys in CBOR, and CBOR that is signed or authenticated
// (RFC 9052, RFC 9053). Messages are read and made in pieces, so that a payload
// need not fit into memory.
package cose

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"errors"
	"fmt"
	"hash"

	"github.com/golws/golws/core/gencrypto"
	"github.com/golws/golws/core/jose"
)

// What messages and keys are refused for.
var (
	ErrSyntax    = errors.New("malformed")
	ErrAlgorithm = errors.New("algorithm unknown, or not for this key")
	ErrKey       = errors.New("not a key of this kind")
	ErrSignature = errors.New("not the key's signature")
	ErrCritical  = errors.New("\"crit\" names parameters")
	ErrLimit     = errors.New("more or longer than is taken")
	ErrOrder     = errors.New("call out of order")
)

// algorithm signs or authenticates.
type algorithm struct {
	name string
	kty  jose.KeyType
	hash gencrypto.HashType
	hmac gencrypto.HMACType
	// curve is the one that this library's peers sign on with it. RFC 9053 §2.1
	// allows the others too, so it is not demanded.
	curve *gencrypto.Curve
	// key and tag are lengths in bytes, of MACs.
	key, tag int
}

func (a algorithm) mac() bool { return a.tag > 0 }

// whole tells that the message itself is signed, and not its hash (RFC 8032
// §5.1.6 goes over it twice), so that its payload has to be kept.
func (a algorithm) whole() bool { return a.kty == jose.KeyOKP }

// algorithms are those of RFC 9053 §2.1, §2.2, §3.1 and §3.2, and RFC 8812 §2.
var algorithms = map[int64]algorithm{
	-7:   {name: "ES256", kty: jose.KeyEC, hash: gencrypto.SHA256, curve: gencrypto.P256},
	-8:   {name: "EdDSA", kty: jose.KeyOKP},
	-35:  {name: "ES384", kty: jose.KeyEC, hash: gencrypto.SHA384, curve: gencrypto.P384},
	-36:  {name: "ES512", kty: jose.KeyEC, hash: gencrypto.SHA512, curve: gencrypto.P521},
	-257: {name: "RS256", kty: jose.KeyRSA, hash: gencrypto.SHA256},
	-258: {name: "RS384", kty: jose.KeyRSA, hash: gencrypto.SHA384},
	-259: {name: "RS512", kty: jose.KeyRSA, hash: gencrypto.SHA512},
	4:    {name: "HMAC 256/64", kty: jose.KeyOct, hmac: gencrypto.HMACSHA256, tag: 8},
	5:    {name: "HMAC 256/256", kty: jose.KeyOct, hmac: gencrypto.HMACSHA256, tag: 32},
	6:    {name: "HMAC 384/384", kty: jose.KeyOct, hmac: gencrypto.HMACSHA384, tag: 48},
	7:    {name: "HMAC 512/512", kty: jose.KeyOct, hmac: gencrypto.HMACSHA512, tag: 64},
	14:   {name: "AES-MAC 128/64", kty: jose.KeyOct, key: 16, tag: 8},
	15:   {name: "AES-MAC 256/64", kty: jose.KeyOct, key: 32, tag: 8},
	25:   {name: "AES-MAC 128/128", kty: jose.KeyOct, key: 16, tag: 16},
	26:   {name: "AES-MAC 256/128", kty: jose.KeyOct, key: 32, tag: 16},
}

// AlgorithmName returns the name in IANA's registry, "" for an unknown one.
func AlgorithmName(alg int64) string { return algorithms[alg].name }

// AlgorithmNamed is the opposite of AlgorithmName; 0 when there is none.
func AlgorithmNamed(name string) int64 {
	for alg, a := range algorithms {
		if a.name == name {
			return alg
		}
	}
	return 0
}

// minMACKey is the shortest HMAC key: shorter ones are guessed, whatever the tag
// (RFC 9053 §3.1 asks for the length of the hash when keys are made).
const minMACKey = 16

// algorithmFor finds an algorithm, which has to be one for the key and for what
// the key says of itself (RFC 9052 §7.1).
func algorithmFor(alg int64, k *Key, op int64) (algorithm, error) {
	a, ok := algorithms[alg]
	switch {
	case !ok:
		return a, fmt.Errorf("%w: %d", ErrAlgorithm, alg)
	case a.kty != k.Type || k.Alg != 0 && k.Alg != alg || !k.allows(op):
		return a, fmt.Errorf("%w: %s", ErrAlgorithm, a.name)
	case a.kty == jose.KeyOKP && k.Curve != curveNamed(gencrypto.Ed25519.Name):
		return a, fmt.Errorf("%w: %s wants Ed25519", ErrKey, a.name)
	case a.key > 0 && len(k.E[0]) != a.key, a.hmac != 0 && len(k.E[0]) < minMACKey:
		return a, fmt.Errorf("%w: of %d bytes for %s", ErrKey, len(k.E[0]), a.name)
	}
	return a, nil
}

// begin makes what the bytes go into.
func (a algorithm) begin(k *Key) (hash.Hash, error) {
	switch {
	case a.hmac != gencrypto.HMACUnknown:
		return gencrypto.NewHMAC(a.hmac, k.E[0])
	case a.mac():
		return newCBCMAC(k.E[0])
	case a.whole():
		return &message{}, nil
	}
	return gencrypto.NewHash(a.hash)
}

// rsaMinBits is what RFC 8812 §2 asks for.
const rsaMinBits = 2048

func (a algorithm) sign(k *Key, h hash.Hash) ([]byte, error) {
	if a.mac() {
		return h.Sum(nil)[:a.tag], nil
	}
	if a.kty == jose.KeyRSA {
		r, err := gencrypto.NewRSA(&k.E)
		if err != nil || r.Bits() < rsaMinBits {
			return nil, ErrKey
		}
		return r.Sign(a.hash, h.Sum(nil))
	}
	if a.kty == jose.KeyOKP {
		o, err := gencrypto.NewOKP(&k.E)
		if err != nil {
			return nil, err
		}
		return o.Sign(h.Sum(nil))
	}
	e, err := gencrypto.NewEC(&k.E)
	if err != nil {
		return nil, err
	}
	return e.Sign(h.Sum(nil))
}

func (a algorithm) verify(k *Key, h hash.Hash, sig []byte) error {
	switch {
	case a.mac():
		if !hmac.Equal(h.Sum(nil)[:a.tag], sig) {
			return ErrSignature
		}
		return nil
	case a.kty == jose.KeyRSA:
		r, err := gencrypto.NewRSA(&k.E)
		if err != nil || r.Bits() < rsaMinBits {
			return ErrKey
		}
		return r.Verify(a.hash, h.Sum(nil), sig)
	case a.kty == jose.KeyOKP:
		o, err := gencrypto.NewOKP(&k.E)
		if err != nil {
			return err
		}
		return o.Verify(h.Sum(nil), sig)
	}
	e, err := gencrypto.NewEC(&k.E)
	if err != nil {
		return err
	}
	return e.Verify(h.Sum(nil), sig)
}

// message is the hash of algorithms that want none: the bytes themselves.
type message struct{ bytes.Buffer }

// Sum implements hash.Hash.
func (m *message) Sum(b []byte) []byte { return append(b, m.Bytes()...) }

// Size implements hash.Hash.
func (m *message) Size() int { return m.Len() }

// BlockSize implements hash.Hash.
func (m *message) BlockSize() int { return 1 }

// cbcMAC is AES-MAC: CBC with a vector of zeros, the last block filled up with
// zeros (RFC 9053 §3.2).
type cbcMAC struct {
	block  cipher.Block
	chain  [aes.BlockSize]byte
	filled int
}

func newCBCMAC(key []byte) (hash.Hash, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, ErrKey
	}
	return &cbcMAC{block: block}, nil
}

// Write implements hash.Hash.
func (m *cbcMAC) Write(p []byte) (int, error) {
	for _, b := range p {
		if m.filled == aes.BlockSize {
			m.block.Encrypt(m.chain[:], m.chain[:])
			m.filled = 0
		}
		m.chain[m.filled] ^= b
		m.filled++
	}
	return len(p), nil
}

// Sum implements hash.Hash.
func (m *cbcMAC) Sum(b []byte) []byte {
	var out [aes.BlockSize]byte
	m.block.Encrypt(out[:], m.chain[:])
	return append(b, out[:]...)
}

// Reset implements hash.Hash.
func (m *cbcMAC) Reset() { m.chain, m.filled = [aes.BlockSize]byte{}, 0 }

// Size implements hash.Hash.
func (m *cbcMAC) Size() int { return aes.BlockSize }

// BlockSize implements hash.Hash.
func (m *cbcMAC) BlockSize() int { return aes.BlockSize }
