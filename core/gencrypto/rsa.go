package gencrypto

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"math/big"
)

// Index of RSA key elements: enum lws_gencrypto_rsa_tok.
const (
	RSAE = iota
	RSAN
	RSAD
	RSAP
	RSAQ
	RSADP
	RSADQ
	RSAQI
	rsaOther
)

// Limits of RSA keys. Below the lower one, keys are broken by hobbyists (the
// standard library refuses them too); above the upper one, a peer's key costs
// more time than a peer should have.
const (
	rsaMinBits = 1024
	rsaMaxBits = 8192
	// rsaMaxExponent keeps public operations cheap (CVE-2006-2940: huge
	// exponents as a denial of service), and is what the standard library takes.
	rsaMaxExponent = 1<<31 - 1
)

// What keys and signatures are refused for.
var (
	ErrKey       = errors.New("not a key of this kind")
	ErrSignature = errors.New("not the key's signature")
	ErrPrivate   = errors.New("the private key is missing")
	ErrDecrypt   = errors.New("cannot be decrypted")
)

// Elements is a key, its elements indexed as the C API's enum of its kind says.
type Elements = [12][]byte

// RSA is a key at work.
type RSA struct {
	pub  *rsa.PublicKey
	priv *rsa.PrivateKey
	// PSS tells OAEP and PSS from PKCS #1 v1.5.
	PSS bool
	// OAEP is the hash that OAEP uses.
	OAEP HashType
}

// NewRSA takes a key: public with N and E, private with D too. The primes are
// computed where they are missing.
func NewRSA(e *Elements) (*RSA, error) {
	n, exp := new(big.Int).SetBytes(e[RSAN]), new(big.Int).SetBytes(e[RSAE])
	switch {
	case len(e[rsaOther]) > 0:
		return nil, fmt.Errorf("%w: more than two primes", ErrKey)
	case n.BitLen() < rsaMinBits || n.BitLen() > rsaMaxBits:
		return nil, fmt.Errorf("%w: RSA modulus of %d bits", ErrKey, n.BitLen())
	case exp.BitLen() > 31 || exp.Int64() < 3 || exp.Int64() > rsaMaxExponent || exp.Bit(0) == 0 || n.Bit(0) == 0:
		return nil, fmt.Errorf("%w: RSA exponent or modulus", ErrKey)
	}
	k := &RSA{pub: &rsa.PublicKey{N: n, E: int(exp.Int64())}, OAEP: SHA1}
	if len(e[RSAD]) == 0 {
		return k, nil
	}
	priv := &rsa.PrivateKey{PublicKey: *k.pub, D: new(big.Int).SetBytes(e[RSAD])}
	if priv.D.Sign() == 0 || priv.D.Cmp(n) >= 0 {
		return nil, fmt.Errorf("%w: RSA private exponent", ErrKey)
	}
	p, q := new(big.Int).SetBytes(e[RSAP]), new(big.Int).SetBytes(e[RSAQ])
	if p.Sign() == 0 || q.Sign() == 0 {
		if p, q = primes(n, exp, priv.D); p == nil {
			return nil, fmt.Errorf("%w: RSA exponents do not belong together", ErrKey)
		}
	}
	priv.Primes = []*big.Int{p, q}
	if err := priv.Validate(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	priv.Precompute()
	k.priv = priv
	return k, nil
}

// primeTries is how many numbers are tried for one that tells the factors: half
// of all do (SP 800-56B appendix C.1).
const primeTries = 100

// primes computes the factors of n from its exponents.
func primes(n, e, d *big.Int) (p, q *big.Int) {
	one := big.NewInt(1)
	r := new(big.Int).Mul(d, e)
	r.Sub(r, one)
	if r.Sign() <= 0 || r.Bit(0) == 1 {
		return nil, nil
	}
	t := r.TrailingZeroBits()
	r.Rsh(r, t)
	last := new(big.Int).Sub(n, one)
	for g := int64(2); g < 2+primeTries; g++ {
		y := new(big.Int).Exp(big.NewInt(g), r, n)
		if y.Cmp(one) == 0 || y.Cmp(last) == 0 {
			continue
		}
		for range t {
			x := new(big.Int).Exp(y, big.NewInt(2), n)
			if x.Cmp(one) == 0 {
				p = new(big.Int).GCD(nil, nil, y.Sub(y, one), n)
				q = new(big.Int).Quo(n, p)
				if p.Cmp(q) < 0 {
					p, q = q, p
				}
				return p, q
			}
			if x.Cmp(last) == 0 {
				break
			}
			y = x
		}
	}
	return nil, nil
}

// Standard is the private key as the standard library has it, nil without one.
func (r *RSA) Standard() *rsa.PrivateKey { return r.priv }

// GenerateRSA makes a key.
func GenerateRSA(bits int) (*RSA, error) {
	if bits < rsaMinBits || bits > rsaMaxBits {
		return nil, fmt.Errorf("%w: RSA modulus of %d bits", ErrKey, bits)
	}
	priv, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		return nil, err
	}
	return &RSA{pub: &priv.PublicKey, priv: priv, OAEP: SHA1}, nil
}

// RSAFrom wraps a key of the standard library; priv may be nil.
func RSAFrom(pub *rsa.PublicKey, priv *rsa.PrivateKey) *RSA {
	return &RSA{pub: pub, priv: priv, OAEP: SHA1}
}

// Private reports whether the key has its private part.
func (k *RSA) Private() bool { return k.priv != nil }

// Elements returns the key's numbers.
func (k *RSA) Elements() (e Elements) {
	e[RSAN], e[RSAE] = k.pub.N.Bytes(), big.NewInt(int64(k.pub.E)).Bytes()
	if k.priv == nil {
		return e
	}
	p := k.priv
	p.Precompute()
	half := (k.pub.N.BitLen() + 15) / 16
	fill := func(i *big.Int, n int) []byte {
		return i.FillBytes(make([]byte, max(n, (i.BitLen()+7)/8)))
	}
	e[RSAD] = fill(p.D, k.Size())
	e[RSAP], e[RSAQ] = fill(p.Primes[0], half), fill(p.Primes[1], half)
	e[RSADP], e[RSADQ] = fill(p.Precomputed.Dp, half), fill(p.Precomputed.Dq, half)
	e[RSAQI] = fill(p.Precomputed.Qinv, half)
	return e
}

// Size returns the length of the modulus in bytes.
func (k *RSA) Size() int { return k.pub.Size() }

// Bits returns the length of the modulus in bits.
func (k *RSA) Bits() int { return k.pub.N.BitLen() }

// Encrypt encrypts with the public key: PKCS #1 v1.5 or OAEP.
func (k *RSA) Encrypt(in []byte) ([]byte, error) {
	if k.PSS {
		h, err := NewHash(k.OAEP)
		if err != nil {
			return nil, err
		}
		return rsa.EncryptOAEP(h, rand.Reader, k.pub, in, nil)
	}
	return rsa.EncryptPKCS1v15(rand.Reader, k.pub, in)
}

// Decrypt is the opposite of Encrypt. All failures are the same (RFC 8017
// §7.1.2; Bleichenbacher 1998).
func (k *RSA) Decrypt(in []byte) (out []byte, err error) {
	if k.priv == nil {
		return nil, ErrPrivate
	}
	if k.PSS {
		var h, herr = NewHash(k.OAEP)
		if herr != nil {
			return nil, herr
		}
		out, err = rsa.DecryptOAEP(h, nil, k.priv, in, nil)
	} else {
		out, err = rsa.DecryptPKCS1v15(nil, k.priv, in)
	}
	if err != nil {
		return nil, ErrDecrypt
	}
	return out, nil
}

// DecryptSessionKey decrypts a key of known length (PKCS #1 v1.5). With a wrong
// padding, key stays what the caller made it, at random, and nobody can tell
// (RFC 7516 §11.5, RFC 3218).
func (k *RSA) DecryptSessionKey(in, key []byte) error {
	if k.priv == nil {
		return ErrPrivate
	}
	if err := rsa.DecryptPKCS1v15SessionKey(nil, k.priv, in, key); err != nil {
		return ErrDecrypt
	}
	return nil
}

// EncryptPrivate pads bytes as a signature is (PKCS #1 v1.5, block type 1), but
// without the name of a hash.
func (k *RSA) EncryptPrivate(in []byte) ([]byte, error) {
	if k.priv == nil {
		return nil, ErrPrivate
	}
	if k.PSS {
		return nil, ErrType
	}
	return rsa.SignPKCS1v15(nil, k.priv, crypto.Hash(0), in)
}

// DecryptPublic is the opposite of EncryptPrivate.
func (k *RSA) DecryptPublic(in []byte) ([]byte, error) {
	if k.PSS {
		return nil, ErrType
	}
	c := new(big.Int).SetBytes(in)
	if len(in) != k.Size() || c.Cmp(k.pub.N) >= 0 {
		return nil, ErrDecrypt
	}
	em := c.Exp(c, big.NewInt(int64(k.pub.E)), k.pub.N).FillBytes(make([]byte, k.Size()))
	// RFC 8017 §9.2: 00 01 ff… 00, at least eight of them.
	if em[0] != 0 || em[1] != 1 {
		return nil, ErrDecrypt
	}
	i := 2
	for i < len(em) && em[i] == 0xff {
		i++
	}
	if i < 10 || i == len(em) || em[i] != 0 {
		return nil, ErrDecrypt
	}
	return em[i+1:], nil
}

// Sign signs a hash. The salt of PSS is as long as the hash (RFC 7518 §3.5).
func (k *RSA) Sign(t HashType, hashed []byte) ([]byte, error) {
	if k.priv == nil {
		return nil, ErrPrivate
	}
	if len(hashed) != t.Size() || len(hashed) == 0 {
		return nil, ErrType
	}
	if k.PSS {
		return rsa.SignPSS(rand.Reader, k.priv, t.ID(), hashed, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
	}
	return rsa.SignPKCS1v15(nil, k.priv, t.ID(), hashed)
}

// Verify checks the signature of a hash.
func (k *RSA) Verify(t HashType, hashed, sig []byte) error {
	if len(hashed) != t.Size() || len(hashed) == 0 {
		return ErrType
	}
	var err error
	if k.PSS {
		err = rsa.VerifyPSS(k.pub, t.ID(), hashed, sig, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
	} else {
		err = rsa.VerifyPKCS1v15(k.pub, t.ID(), hashed, sig)
	}
	if err != nil {
		return ErrSignature
	}
	return nil
}

// DER writes the key: RSAPrivateKey or RSAPublicKey (RFC 8017 appendix A.1).
func (k *RSA) DER(private bool) ([]byte, error) {
	if !private {
		return x509.MarshalPKCS1PublicKey(k.pub), nil
	}
	if k.priv == nil {
		return nil, ErrPrivate
	}
	return x509.MarshalPKCS1PrivateKey(k.priv), nil
}
