package gencrypto

import (
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"fmt"
	"math/big"
)

// Index of elliptic curve key elements: enum lws_gencrypto_ec_tok.
const (
	ECCurve = iota
	ECX
	ECD
	ECY
)

// Curve is a curve of NIST's.
type Curve struct {
	// Name is what JOSE calls it.
	Name string
	// Bytes is the length of a coordinate.
	Bytes int
	// Bits is the length of its order.
	Bits int
	// Hash is the one that JOSE's ECDSA signs with on it (RFC 7518 §3.4).
	Hash HashType

	params elliptic.Curve
	dh     ecdh.Curve
}

// The curves.
var (
	P256 = &Curve{"P-256", 32, 256, SHA256, elliptic.P256(), ecdh.P256()}
	P384 = &Curve{"P-384", 48, 384, SHA384, elliptic.P384(), ecdh.P384()}
	P521 = &Curve{"P-521", 66, 521, SHA512, elliptic.P521(), ecdh.P521()}
)

// CurveNamed returns a curve, nil when the name is none of one.
func CurveNamed(name string) *Curve {
	for _, c := range []*Curve{P256, P384, P521} {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// EC is an elliptic curve key.
type EC struct {
	Curve *Curve
	pub   *ecdsa.PublicKey
	priv  *ecdsa.PrivateKey
}

// NewEC takes a key: the curve, a point on it, and a private key that belongs to
// the point, where there is one (RFC 7518 §6.2; invalid curve attacks:
// CVE-2017-16007 and others).
func NewEC(e *Elements) (*EC, error) {
	name := e[ECCurve]
	for len(name) > 0 && name[len(name)-1] == 0 {
		name = name[:len(name)-1]
	}
	c := CurveNamed(string(name))
	if c == nil {
		return nil, fmt.Errorf("%w: no curve of this name", ErrKey)
	}
	if len(e[ECX]) != c.Bytes || len(e[ECY]) != c.Bytes {
		return nil, fmt.Errorf("%w: length of a coordinate", ErrKey)
	}
	point := append(append([]byte{4}, e[ECX]...), e[ECY]...) // SEC 1 §2.3.3
	pub, err := ecdsa.ParseUncompressedPublicKey(c.params, point)
	if err != nil {
		return nil, fmt.Errorf("%w: the point is not on the curve", ErrKey)
	}
	k := &EC{Curve: c, pub: pub}
	if len(e[ECD]) == 0 {
		return k, nil
	}
	if len(e[ECD]) > c.Bytes {
		return nil, fmt.Errorf("%w: length of the private key", ErrKey)
	}
	d := make([]byte, c.Bytes)
	copy(d[c.Bytes-len(e[ECD]):], e[ECD])
	if k.priv, err = ecdsa.ParseRawPrivateKey(c.params, d); err != nil {
		return nil, fmt.Errorf("%w: private key out of range", ErrKey)
	}
	if !k.priv.PublicKey.Equal(pub) {
		return nil, fmt.Errorf("%w: private and public key do not belong together", ErrKey)
	}
	return k, nil
}

// GenerateEC makes a key.
func GenerateEC(c *Curve) (*EC, error) {
	priv, err := ecdsa.GenerateKey(c.params, rand.Reader)
	if err != nil {
		return nil, err
	}
	return &EC{Curve: c, pub: &priv.PublicKey, priv: priv}, nil
}

// ECFrom wraps a key of the standard library; priv may be nil. It returns nil
// for a curve that is not supported.
func ECFrom(pub *ecdsa.PublicKey, priv *ecdsa.PrivateKey) *EC {
	c := CurveNamed(pub.Curve.Params().Name)
	if c == nil {
		return nil
	}
	return &EC{Curve: c, pub: pub, priv: priv}
}

// Standard is the private key as the standard library has it, nil without one.
func (k *EC) Standard() *ecdsa.PrivateKey { return k.priv }

// Private reports whether the key has its private part.
func (k *EC) Private() bool { return k.priv != nil }

// Elements returns the key's curve and numbers. The curve ends in a NUL.
func (k *EC) Elements() (e Elements) {
	e[ECCurve] = append([]byte(k.Curve.Name), 0)
	point, err := k.pub.Bytes()
	if err != nil {
		return Elements{}
	}
	e[ECX], e[ECY] = point[1:1+k.Curve.Bytes], point[1+k.Curve.Bytes:]
	if k.priv != nil {
		if e[ECD], err = k.priv.Bytes(); err != nil {
			return Elements{}
		}
	}
	return e
}

// Shared computes the secret that the private key shares with the owner of the
// other one: the x coordinate (RFC 7518 §4.6, SEC 1 §3.3.1).
func (k *EC) Shared(with *EC) ([]byte, error) {
	if k.priv == nil {
		return nil, ErrPrivate
	}
	if k.Curve != with.Curve {
		return nil, fmt.Errorf("%w: keys on different curves", ErrKey)
	}
	ours, err := k.priv.ECDH()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	theirs, err := with.pub.ECDH()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	return ours.ECDH(theirs)
}

// SignatureSize is the length of a signature: r and s (RFC 7518 §3.4).
func (k *EC) SignatureSize() int { return 2 * k.Curve.Bytes }

// Sign signs a hash.
func (k *EC) Sign(hashed []byte) ([]byte, error) {
	if k.priv == nil {
		return nil, ErrPrivate
	}
	r, s, err := ecdsa.Sign(rand.Reader, k.priv, hashed)
	if err != nil {
		return nil, err
	}
	sig := make([]byte, k.SignatureSize())
	r.FillBytes(sig[:k.Curve.Bytes])
	s.FillBytes(sig[k.Curve.Bytes:])
	return sig, nil
}

// Verify checks the signature of a hash.
func (k *EC) Verify(hashed, sig []byte) error {
	if len(sig) != k.SignatureSize() || len(hashed) == 0 {
		return ErrSignature
	}
	r, s := new(big.Int).SetBytes(sig[:k.Curve.Bytes]), new(big.Int).SetBytes(sig[k.Curve.Bytes:])
	// Zero is refused there too (CVE-2022-21449).
	if r.Sign() == 0 || s.Sign() == 0 || !ecdsa.Verify(k.pub, hashed, r, s) {
		return ErrSignature
	}
	return nil
}
