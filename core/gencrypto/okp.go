package gencrypto

import (
	"bytes"
	"crypto/ecdh"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"math/big"
)

// OctetCurve is a curve whose keys are octet strings (RFC 8037 §2). Go has none
// of 448 bits.
type OctetCurve struct {
	// Name is what JOSE calls it.
	Name string
	// Signs: for signatures; else two such keys agree on a secret.
	Signs bool
}

// The curves whose keys are octet strings.
var (
	Ed25519 = &OctetCurve{"Ed25519", true}
	X25519  = &OctetCurve{"X25519", false}
)

// octetKeySize is the length of their keys, public and private (RFC 7748 §5, RFC
// 8032 §5.1.5).
const octetKeySize = 32

// OctetCurveNamed returns a curve, nil when the name is none of one.
func OctetCurveNamed(name string) *OctetCurve {
	for _, c := range []*OctetCurve{Ed25519, X25519} {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// OKP is an octet key pair. Its elements are those of elliptic curves, without y.
type OKP struct {
	Curve   *OctetCurve
	public  []byte
	signing ed25519.PrivateKey
	sharing *ecdh.PrivateKey
}

// NewOKP takes a key: the curve, a public key and a private one that belongs to
// it, where there is one.
func NewOKP(e *Elements) (*OKP, error) {
	c := OctetCurveNamed(string(bytes.TrimRight(e[ECCurve], "\x00")))
	switch {
	case c == nil:
		return nil, fmt.Errorf("%w: no curve of this name", ErrKey)
	case len(e[ECX]) != octetKeySize || len(e[ECD]) != 0 && len(e[ECD]) != octetKeySize || len(e[ECY]) != 0:
		return nil, fmt.Errorf("%w: %s keys have %d bytes", ErrKey, c.Name, octetKeySize)
	}
	k := &OKP{Curve: c, public: bytes.Clone(e[ECX])}
	if c.Signs {
		if err := checkEdwards(k.public); err != nil {
			return nil, err
		}
	}
	if len(e[ECD]) == 0 {
		return k, nil
	}
	own, err := okpOf(c, e[ECD])
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(own.public, k.public) {
		return nil, fmt.Errorf("%w: private and public key do not belong together", ErrKey)
	}
	return own, nil
}

func okpOf(c *OctetCurve, private []byte) (*OKP, error) {
	if c.Signs {
		signing := ed25519.NewKeyFromSeed(private)
		return &OKP{Curve: c, public: signing[ed25519.SeedSize:], signing: signing}, nil
	}
	sharing, err := ecdh.X25519().NewPrivateKey(private)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	return &OKP{Curve: c, public: sharing.PublicKey().Bytes(), sharing: sharing}, nil
}

// GenerateOKP makes a key.
func GenerateOKP(c *OctetCurve) (*OKP, error) {
	private := make([]byte, octetKeySize)
	rand.Read(private)
	return okpOf(c, private)
}

// OKPFrom wraps keys of the standard library's: private may be nil.
func OKPFrom(public ed25519.PublicKey, private ed25519.PrivateKey) *OKP {
	return &OKP{Curve: Ed25519, public: public, signing: private}
}

// Standard is the private key for signatures as the standard library has it, nil
// without one.
func (k *OKP) Standard() ed25519.PrivateKey { return k.signing }

// Private reports whether the key has its private part.
func (k *OKP) Private() bool { return k.signing != nil || k.sharing != nil }

// Elements returns the key's curve and octets. The curve ends in a NUL.
func (k *OKP) Elements() (e Elements) {
	e[ECCurve], e[ECX] = append([]byte(k.Curve.Name), 0), k.public
	switch {
	case k.signing != nil:
		e[ECD] = k.signing.Seed()
	case k.sharing != nil:
		e[ECD] = k.sharing.Bytes()
	}
	return e
}

// Shared computes the secret that the private key shares with the owner of the
// other one. A point of small order, which makes the secret zero whatever the
// private key, is refused (RFC 7748 §6.1, RFC 8037 §3.2.1).
func (k *OKP) Shared(with *OKP) ([]byte, error) {
	switch {
	case k.Curve.Signs || with.Curve.Signs:
		return nil, fmt.Errorf("%w: it signs", ErrKey)
	case k.sharing == nil:
		return nil, ErrPrivate
	}
	theirs, err := ecdh.X25519().NewPublicKey(with.public)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	secret, err := k.sharing.ECDH(theirs)
	if err != nil {
		return nil, fmt.Errorf("%w: a point of small order", ErrKey)
	}
	return secret, nil
}

// Sign signs a message, not its hash (RFC 8032 §5.1.6).
func (k *OKP) Sign(message []byte) ([]byte, error) {
	switch {
	case !k.Curve.Signs:
		return nil, fmt.Errorf("%w: %s does not sign", ErrKey, k.Curve.Name)
	case k.signing == nil:
		return nil, ErrPrivate
	}
	return ed25519.Sign(k.signing, message), nil
}

// Verify checks the signature of a message.
func (k *OKP) Verify(message, sig []byte) error {
	if !k.Curve.Signs {
		return fmt.Errorf("%w: %s does not sign", ErrKey, k.Curve.Name)
	}
	if !ed25519.Verify(k.public, message, sig) {
		return ErrSignature
	}
	return nil
}

var (
	// fieldPrime is 2^255 - 19 (RFC 8032 §5.1).
	fieldPrime = new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 255), big.NewInt(19))
	// edwardsD is the curve's constant, -121665/121666.
	edwardsD = func() *big.Int {
		d := new(big.Int).ModInverse(big.NewInt(121666), fieldPrime)
		return d.Mod(d.Mul(d, big.NewInt(-121665)), fieldPrime)
	}()
	// smallOrder are the y coordinates of the eight points of small order: of
	// order 1, 2, 4 and twice 8.
	smallOrder = []*big.Int{
		big.NewInt(1), new(big.Int).Sub(fieldPrime, big.NewInt(1)), big.NewInt(0),
		littleEndian(unhexed("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")),
		littleEndian(unhexed("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")),
	}
)

func unhexed(text string) []byte {
	p, err := hex.DecodeString(text)
	if err != nil {
		panic(err)
	}
	return p
}

func littleEndian(p []byte) *big.Int {
	turned := make([]byte, len(p))
	for i, b := range p {
		turned[len(p)-1-i] = b
	}
	return new(big.Int).SetBytes(turned)
}

// checkEdwards refuses octets that are no point of Ed25519's (RFC 8032 §5.1.3),
// and points of small order, for which anybody can make signatures.
func checkEdwards(public []byte) error {
	y := littleEndian(public)
	y.SetBit(y, 255, 0) // the sign of x
	if y.Cmp(fieldPrime) >= 0 {
		return fmt.Errorf("%w: the point is not on the curve", ErrKey)
	}
	for _, small := range smallOrder {
		if y.Cmp(small) == 0 {
			return fmt.Errorf("%w: a point of small order", ErrKey)
		}
	}
	// x^2 = (y^2 - 1) / (d y^2 + 1) has a root when the product of both has.
	square := new(big.Int).Mul(y, y)
	divisor := new(big.Int).Mul(edwardsD, square)
	divisor.Add(divisor, big.NewInt(1))
	x2 := square.Sub(square, big.NewInt(1))
	if x2.Mod(x2.Mul(x2, divisor), fieldPrime); big.Jacobi(x2, fieldPrime) != 1 {
		return fmt.Errorf("%w: the point is not on the curve", ErrKey)
	}
	return nil
}
