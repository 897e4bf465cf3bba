package jose

import (
	"bytes"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
)

// RFC 8037 appendix A.1 to A.5.
const (
	ed25519JSON   = `{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}`
	ed25519Public = `{"crv":"Ed25519","kty":"OKP","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}`
	ed25519JWS    = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
)

func TestEdwardsVectors(t *testing.T) {
	k := key(t, ed25519JSON)
	if !k.Private || thumbprint(t, k) != "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k" {
		t.Error(thumbprint(t, k))
	}
	if text, err := k.Export(false); err != nil || string(text) != ed25519Public {
		t.Errorf("%s, %v", text, err)
	}
	if text, err := k.Export(true); err != nil || thumbprint(t, key(t, string(text))) != thumbprint(t, k) {
		t.Errorf("%s, %v", text, err)
	}
	input := ed25519JWS[:strings.LastIndex(ed25519JWS, ".")]
	sig, err := Sign("EdDSA", k, []byte(input))
	if err != nil || input+"."+string(Encode(nil, sig)) != ed25519JWS {
		t.Errorf("signed %s, %v", Encode(nil, sig), err)
	}
	public := key(t, ed25519Public)
	if text, err := verifyCompact(public, ed25519JWS); err != nil || string(text) != "Example of Ed25519 signing" {
		t.Errorf("%s, %v", text, err)
	}
	for i := range ed25519JWS {
		damaged := []byte(ed25519JWS)
		damaged[i] ^= 4
		if _, err := verifyCompact(public, string(damaged)); err == nil {
			t.Errorf("byte %d changed and not noticed", i)
		}
	}
	if _, err := Sign("EdDSA", public, []byte(input)); err == nil {
		t.Error("signed with a public key")
	}
}

// RFC 8037 A.6 and RFC 7748 §6.1, which has Bob's private key.
func TestX25519Vector(t *testing.T) {
	unhexed := func(s string) string {
		p, err := hex.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		return string(Encode(nil, p))
	}
	bob := key(t, `{"kty":"OKP","crv":"X25519","kid":"Bob","x":"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08","d":"`+
		unhexed("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb")+`"}`)
	ephemeral := key(t, `{"kty":"OKP","crv":"X25519","x":"hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo"}`)
	want, _ := hex.DecodeString("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742")
	if secret, err := bob.shared(ephemeral); err != nil || !bytes.Equal(secret, want) {
		t.Errorf("%x, %v", secret, err)
	}
	for alg, m := range keyManagements {
		if m.way != wayAgree {
			continue
		}
		compact, err := sealCompact(bob, alg, "A128GCM", []byte("for Bob"))
		if err != nil {
			t.Fatal(err)
		}
		if text, err := openCompact(bob, compact); err != nil || string(text) != "for Bob" {
			t.Errorf("%s: %q, %v", alg, text, err)
		}
		other, _ := Generate(KeyEC, 0, "X25519")
		if _, err := openCompact(other, compact); err == nil {
			t.Errorf("%s: opened with another key", alg)
		}
	}
}

func TestOctetKeyRefusals(t *testing.T) {
	octets := func(curve, x, more string) string {
		p, err := hex.DecodeString(x)
		if err != nil {
			t.Fatal(err)
		}
		return `{"kty":"OKP","crv":"` + curve + `","x":"` + string(Encode(nil, p)) + `"` + more + `}`
	}
	zeros := strings.Repeat("00", 31)
	for name, text := range map[string]string{
		"a curve of 448 bits":      octets("Ed448", strings.Repeat("11", 57), ""),
		"another of 448 bits":      octets("X448", strings.Repeat("11", 56), ""),
		"a curve of NIST's":        octets("P-256", strings.Repeat("11", 32), ""),
		"as an EC key":             `{"kty":"EC","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","y":"AA"}`,
		"a short key":              octets("Ed25519", strings.Repeat("11", 31), ""),
		"a long key":               octets("X25519", strings.Repeat("11", 33), ""),
		"no key":                   `{"kty":"OKP","crv":"Ed25519"}`,
		"a short private key":      strings.Replace(ed25519JSON, "f2A", "f2", 1),
		"another's private key":    strings.Replace(ed25519JSON, "nWGx", "nWGy", 1),
		"another's, of X25519":     strings.Replace(ed25519JSON, "Ed25519", "X25519", 1),
		"order 1":                  octets("Ed25519", "01"+zeros, ""),
		"order 2":                  octets("Ed25519", "ec"+strings.Repeat("ff", 30)+"7f", ""),
		"order 4":                  octets("Ed25519", "00"+zeros, ""),
		"order 4, x negative":      octets("Ed25519", zeros+"0080", ""),
		"order 8":                  octets("Ed25519", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", ""),
		"the other of order 8":     octets("Ed25519", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", ""),
		"not on the curve":         octets("Ed25519", "02"+zeros, ""),
		"y not below the prime":    octets("Ed25519", "ee"+strings.Repeat("ff", 30)+"7f", ""),
		"everything above it, too": octets("Ed25519", strings.Repeat("ff", 32), ""),
	} {
		if _, _, err := ParseKeys([]byte(text)); !errors.Is(err, ErrKey) && !(name == "as an EC key" && err != nil) && !(name == "a short private key" && err != nil) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// X25519's points of small order (RFC 7748 §6.1): the secret would be zero.
	own, err := Generate(KeyEC, 0, "X25519")
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []string{"00" + zeros, "01" + zeros, "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
		"5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157", "ec" + strings.Repeat("ff", 30) + "7f", "ed" + strings.Repeat("ff", 30) + "7f"} {
		if _, _, _, err := ContentKey("ECDH-ES", "A128GCM", key(t, octets("X25519", x, "")), nil, nil); !errors.Is(err, ErrKey) {
			t.Errorf("%s: %v", x, err)
		}
		if _, err := RecoverKey(&Header{Value: [ParamCount][]byte{ParamAlg: []byte("ECDH-ES"), ParamEnc: []byte("A128GCM")},
			Ephemeral: key(t, octets("X25519", x, ""))}, own, nil); !errors.Is(err, ErrKey) {
			t.Errorf("%s as \"epk\": %v", x, err)
		}
	}
	signing, _ := Generate(KeyEC, 0, "Ed25519")
	curve, _ := Generate(KeyEC, 0, "P-256")
	for _, c := range []struct {
		alg string
		k   *Key
	}{{"EdDSA", own}, {"EdDSA", curve}, {"ES256", signing}, {"HS256", signing}, {"none", signing}} {
		if _, err := Sign(c.alg, c.k, nil); err == nil {
			t.Errorf("%s: signed", c.alg)
		}
		if err := Verify(c.alg, c.k, nil, make([]byte, 64)); !errors.Is(err, ErrKey) && !errors.Is(err, ErrAlgorithm) {
			t.Errorf("%s: %v", c.alg, err)
		}
	}
	if _, _, _, err := ContentKey("ECDH-ES", "A128GCM", signing, nil, nil); !errors.Is(err, ErrKey) {
		t.Errorf("agreed with a key that signs: %v", err)
	}
	if _, err := own.shared(curve); !errors.Is(err, ErrKey) {
		t.Errorf("keys on two curves: %v", err)
	}
	if _, err := Generate(KeyOKP, 0, "P-256"); !errors.Is(err, ErrKey) {
		t.Error(err)
	}
}
