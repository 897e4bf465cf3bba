package gencrypto

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"testing"
)

func TestRSABothWays(t *testing.T) {
	full, err := GenerateRSA(2048)
	if err != nil {
		t.Fatal(err)
	}
	elements := full.Elements()
	withoutPrimes := elements
	for i := RSAP; i <= RSAQI; i++ {
		withoutPrimes[i] = nil
	}
	public := withoutPrimes
	public[RSAD] = nil
	pub, err := NewRSA(&public)
	if err != nil {
		t.Fatal(err)
	}
	text := []byte("a key of some bytes")
	hashed := sha256.Sum256(text)
	for _, e := range []Elements{elements, withoutPrimes} {
		k, err := NewRSA(&e)
		if err != nil {
			t.Fatal(err)
		}
		got := k.Elements()
		if !bytes.Equal(got[RSAD], elements[RSAD]) {
			t.Error("elements differ")
		}
		for _, pss := range []bool{false, true} {
			k.PSS, pub.PSS = pss, pss
			sealed, err := pub.Encrypt(text)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := k.Decrypt(sealed); err != nil || !bytes.Equal(got, text) {
				t.Errorf("decrypted: %q, %v", got, err)
			}
			sealed[9] ^= 1
			if _, err := k.Decrypt(sealed); !errors.Is(err, ErrDecrypt) {
				t.Errorf("damaged: %v", err)
			}
			sig, err := k.Sign(SHA256, hashed[:])
			if err != nil {
				t.Fatal(err)
			}
			if err := pub.Verify(SHA256, hashed[:], sig); err != nil {
				t.Error(err)
			}
			sig[0] ^= 1
			if err := pub.Verify(SHA256, hashed[:], sig); !errors.Is(err, ErrSignature) {
				t.Errorf("damaged: %v", err)
			}
			if _, err := pub.Sign(SHA256, hashed[:]); !errors.Is(err, ErrPrivate) {
				t.Error(err)
			}
			if err := pub.Verify(SHA512, hashed[:], sig); !errors.Is(err, ErrType) {
				t.Error(err)
			}
		}
		k.PSS, pub.PSS = false, false
		sealed, err := k.EncryptPrivate(text)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := pub.DecryptPublic(sealed); err != nil || !bytes.Equal(got, text) {
			t.Errorf("%q, %v", got, err)
		}
		sealed[5] ^= 1
		if _, err := pub.DecryptPublic(sealed); !errors.Is(err, ErrDecrypt) {
			t.Error(err)
		}
	}
	for name, spoil := range map[string]func(e *Elements){
		"no modulus":    func(e *Elements) { e[RSAN] = nil },
		"short modulus": func(e *Elements) { e[RSAN] = e[RSAN][:64] },
		"long modulus":  func(e *Elements) { e[RSAN] = append(bytes.Clone(e[RSAN]), make([]byte, 1000)...) },
		"exponent 1":    func(e *Elements) { e[RSAE] = []byte{1} },
		"even exponent": func(e *Elements) { e[RSAE] = []byte{4} },
		"huge exponent": func(e *Elements) { e[RSAE] = e[RSAN] },
		"other d":       func(e *Elements) { e[RSAD] = []byte{5, 5, 5} },
		"other d alone": func(e *Elements) { e[RSAD], e[RSAP], e[RSAQ] = []byte{5, 5, 5}, nil, nil },
		"other prime":   func(e *Elements) { e[RSAP] = e[RSAQ] },
		"three primes":  func(e *Elements) { e[rsaOther] = []byte{3} },
	} {
		e := elements
		spoil(&e)
		if _, err := NewRSA(&e); !errors.Is(err, ErrKey) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestECBothWays(t *testing.T) {
	for _, c := range []*Curve{P256, P384, P521} {
		ours, err := GenerateEC(c)
		if err != nil {
			t.Fatal(err)
		}
		theirs, _ := GenerateEC(c)
		e := ours.Elements()
		again, err := NewEC(&e)
		if err != nil {
			t.Fatal(err)
		}
		a, err := again.Shared(theirs)
		b, err2 := theirs.Shared(again)
		if err != nil || err2 != nil || !bytes.Equal(a, b) || len(a) != c.Bytes {
			t.Errorf("%s: %x %x %v %v", c.Name, a, b, err, err2)
		}
		hashed := make([]byte, c.Hash.Size())
		sig, err := ours.Sign(hashed)
		if err != nil || len(sig) != 2*c.Bytes {
			t.Fatal(err)
		}
		if err := again.Verify(hashed, sig); err != nil {
			t.Error(err)
		}
		for _, bad := range [][]byte{nil, sig[1:], append(sig, 0), make([]byte, len(sig)), bytes.Repeat([]byte{0xff}, len(sig))} {
			if err := again.Verify(hashed, bad); !errors.Is(err, ErrSignature) {
				t.Errorf("%x: %v", bad, err)
			}
		}
		for name, spoil := range map[string]func(e *Elements){
			"curve":       func(e *Elements) { e[ECCurve] = []byte("secp256k1") },
			"no curve":    func(e *Elements) { e[ECCurve] = nil },
			"point":       func(e *Elements) { e[ECX] = bytes.Repeat([]byte{1}, c.Bytes) },
			"zero point":  func(e *Elements) { e[ECX], e[ECY] = make([]byte, c.Bytes), make([]byte, c.Bytes) },
			"short x":     func(e *Elements) { e[ECX] = e[ECX][1:] },
			"long y":      func(e *Elements) { e[ECY] = append([]byte{0}, e[ECY]...) },
			"other key":   func(e *Elements) { e[ECD] = []byte{7} },
			"zero key":    func(e *Elements) { e[ECD] = make([]byte, c.Bytes) },
			"large key":   func(e *Elements) { e[ECD] = bytes.Repeat([]byte{0xff}, c.Bytes) },
			"endless key": func(e *Elements) { e[ECD] = bytes.Repeat([]byte{0xff}, 9999) },
		} {
			e := ours.Elements()
			spoil(&e)
			if _, err := NewEC(&e); !errors.Is(err, ErrKey) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	p256, _ := GenerateEC(P256)
	p384, _ := GenerateEC(P384)
	if _, err := p256.Shared(p384); !errors.Is(err, ErrKey) {
		t.Error(err)
	}
}
