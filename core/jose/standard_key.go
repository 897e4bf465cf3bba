package jose

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"fmt"
	"strings"

	"github.com/golws/golws/core/gencrypto"
)

// KeyOf makes a key of one of the standard library's, public or private.
func KeyOf(key any) (*Key, error) {
	k := &Key{}
	switch key := key.(type) {
	case *rsa.PublicKey:
		k.Type, k.E = KeyRSA, gencrypto.RSAFrom(key, nil).Elements()
	case *rsa.PrivateKey:
		k.Type, k.Private, k.E = KeyRSA, true, gencrypto.RSAFrom(&key.PublicKey, key).Elements()
	case *ecdsa.PublicKey:
		return ecKeyOf(gencrypto.ECFrom(key, nil))
	case *ecdsa.PrivateKey:
		return ecKeyOf(gencrypto.ECFrom(&key.PublicKey, key))
	case ed25519.PublicKey:
		k.Type, k.E = KeyOKP, gencrypto.OKPFrom(key, nil).Elements()
	case ed25519.PrivateKey:
		k.Type, k.Private, k.E = KeyOKP, true, gencrypto.OKPFrom(key.Public().(ed25519.PublicKey), key).Elements()
	default:
		return nil, fmt.Errorf("%w: %T", ErrKey, key)
	}
	return k, nil
}

func ecKeyOf(e *gencrypto.EC) (*Key, error) {
	if e == nil {
		return nil, fmt.Errorf("%w: curve", ErrKey)
	}
	return &Key{Type: KeyEC, E: e.Elements(), Private: e.Private()}, nil
}

// Signer is a private key as the standard library has it.
func (k *Key) Signer() (crypto.Signer, error) {
	switch k.Type {
	case KeyRSA:
		r, err := k.asRSA()
		if err == nil && r.Standard() != nil {
			return r.Standard(), nil
		}
		return nil, fmt.Errorf("%w: it is no private RSA key", ErrKey)
	case KeyEC:
		e, err := k.asEC()
		if err == nil && e.Standard() != nil {
			return e.Standard(), nil
		}
		return nil, fmt.Errorf("%w: it is no private key on a curve", ErrKey)
	case KeyOKP:
		o, err := k.asOKP()
		if err == nil && o.Standard() != nil {
			return o.Standard(), nil
		}
	}
	return nil, fmt.Errorf("%w: it does not sign", ErrKey)
}

// Within tells whether a key is on one of the curves, commas between their
// names, or an RSA key of at least so many bits.
func (k *Key) Within(curves string, rsaBits int) error {
	switch k.Type {
	case KeyEC, KeyOKP:
		name := k.curve()
		for _, c := range strings.Split(curves, ",") {
			if strings.TrimSpace(c) == name {
				return nil
			}
		}
		return fmt.Errorf("%w: %s is not among the curves %q", ErrKey, name, curves)
	case KeyRSA:
		r, err := gencrypto.NewRSA(&k.E)
		if err != nil {
			return err
		}
		if r.Bits() < rsaBits {
			return fmt.Errorf("%w: RSA modulus of %d bits", ErrKey, r.Bits())
		}
		return nil
	}
	return ErrKey
}

// SamePublic tells whether both keys have the same public part.
func (k *Key) SamePublic(other *Key) bool {
	if k.Type != other.Type || k.Type == KeyOct {
		return false
	}
	for _, m := range kinds[k.Type].members {
		a, b := k.E[m.index], other.E[m.index]
		if m.text {
			a, b = bytes.TrimRight(a, "\x00"), bytes.TrimRight(b, "\x00")
		}
		if m.required && !bytes.Equal(a, b) {
			return false
		}
	}
	return true
}
