package jose

import (
	"crypto/hmac"
	"fmt"

	"github.com/golws/golws/core/gencrypto"
)

// rsaMinBits is what RFC 7518 §3.3, §3.5, §4.2 and §4.3 ask for.
const rsaMinBits = 2048

// signatureAlgorithm is one of RFC 7518 §3.1, or RFC 8037 §3.1. "none" is known by name, signs
// nothing and is never accepted (CVE-2015-9235).
type signatureAlgorithm struct {
	key  KeyType
	hash gencrypto.HashType
	hmac gencrypto.HMACType
	pss  bool
	// curve is the only one that it signs with (RFC 7518 §3.4).
	curve *gencrypto.Curve
}

var signatureAlgorithms = map[string]signatureAlgorithm{
	"HS256": {KeyOct, gencrypto.SHA256, gencrypto.HMACSHA256, false, nil},
	"HS384": {KeyOct, gencrypto.SHA384, gencrypto.HMACSHA384, false, nil},
	"HS512": {KeyOct, gencrypto.SHA512, gencrypto.HMACSHA512, false, nil},
	"RS256": {KeyRSA, gencrypto.SHA256, 0, false, nil},
	"RS384": {KeyRSA, gencrypto.SHA384, 0, false, nil},
	"RS512": {KeyRSA, gencrypto.SHA512, 0, false, nil},
	"PS256": {KeyRSA, gencrypto.SHA256, 0, true, nil},
	"PS384": {KeyRSA, gencrypto.SHA384, 0, true, nil},
	"PS512": {KeyRSA, gencrypto.SHA512, 0, true, nil},
	"ES256": {KeyEC, gencrypto.SHA256, 0, false, gencrypto.P256},
	"ES384": {KeyEC, gencrypto.SHA384, 0, false, gencrypto.P384},
	"ES512": {KeyEC, gencrypto.SHA512, 0, false, gencrypto.P521},
	"EdDSA": {KeyOKP, 0, 0, false, nil},
}

// algorithmFor finds the algorithm, which has to be one for the key: it is the
// key, and not the message, that decides whether a secret or a public key is
// meant (CVE-2016-10555).
func algorithmFor(alg string, k *Key) (signatureAlgorithm, error) {
	a, ok := signatureAlgorithms[alg]
	switch {
	case !ok:
		return a, fmt.Errorf("%w: %.16q", ErrAlgorithm, alg)
	case a.key != k.Type || !k.fits("sig", alg):
		return a, fmt.Errorf("%w: %s", ErrAlgorithm, alg)
	case a.key == KeyOct && len(k.E[0]) < a.hash.Size(): // RFC 7518 §3.2
		return a, fmt.Errorf("%w: %s wants at least %d bytes", ErrKey, alg, a.hash.Size())
	}
	return a, nil
}

func digest(t gencrypto.HashType, input []byte) ([]byte, error) {
	h, err := gencrypto.NewHash(t)
	if err != nil {
		return nil, err
	}
	h.Write(input)
	return h.Sum(nil), nil
}

func rsaKey(k *Key) (*gencrypto.RSA, error) {
	r, err := k.asRSA()
	if err != nil {
		return nil, err
	}
	if r.Bits() < rsaMinBits {
		return nil, fmt.Errorf("%w: RSA modulus of %d bits", ErrKey, r.Bits())
	}
	return r, nil
}

// Sign signs the input: header and content in base64url with a dot between them
// (RFC 7515 §5.1).
func Sign(alg string, k *Key, input []byte) ([]byte, error) {
	a, err := algorithmFor(alg, k)
	if err != nil {
		return nil, err
	}
	if a.key == KeyOct {
		return mac(a, k, input)
	}
	if a.key == KeyOKP {
		o, err := k.asOKP()
		if err != nil {
			return nil, err
		}
		return o.Sign(input)
	}
	hashed, err := digest(a.hash, input)
	if err != nil {
		return nil, err
	}
	if a.key == KeyRSA {
		r, err := rsaKey(k)
		if err != nil {
			return nil, err
		}
		r.PSS = a.pss
		return r.Sign(a.hash, hashed)
	}
	e, err := k.asEC()
	if err != nil || e.Curve != a.curve {
		return nil, fmt.Errorf("%w: not on %s", ErrKey, a.curve.Name)
	}
	return e.Sign(hashed)
}

func mac(a signatureAlgorithm, k *Key, input []byte) ([]byte, error) {
	h, err := gencrypto.NewHMAC(a.hmac, k.E[0])
	if err != nil {
		return nil, err
	}
	h.Write(input)
	return h.Sum(nil), nil
}

// Verify checks a signature (RFC 7515 §5.2).
func Verify(alg string, k *Key, input, sig []byte) error {
	a, err := algorithmFor(alg, k)
	if err != nil {
		return err
	}
	if a.key == KeyOct {
		want, err := mac(a, k, input)
		if err != nil {
			return err
		}
		if !hmac.Equal(want, sig) {
			return ErrSignature
		}
		return nil
	}
	if a.key == KeyOKP {
		o, err := k.asOKP()
		if err != nil {
			return err
		}
		if !o.Curve.Signs {
			return fmt.Errorf("%w: %s does not sign", ErrKey, o.Curve.Name)
		}
		if o.Verify(input, sig) != nil {
			return ErrSignature
		}
		return nil
	}
	hashed, err := digest(a.hash, input)
	if err != nil {
		return err
	}
	if a.key == KeyRSA {
		r, err := rsaKey(k)
		if err != nil {
			return err
		}
		r.PSS = a.pss
		err = r.Verify(a.hash, hashed, sig)
		if err != nil {
			return ErrSignature
		}
		return nil
	}
	e, err := k.asEC()
	if err != nil || e.Curve != a.curve {
		return fmt.Errorf("%w: not on %s", ErrKey, a.curve.Name)
	}
	if e.Verify(hashed, sig) != nil {
		return ErrSignature
	}
	return nil
}
