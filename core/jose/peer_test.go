package jose

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	peer "github.com/go-jose/go-jose/v4"
)

// made are keys of each kind that algorithms want.
func made(t testing.TB, kind KeyType, bits int, curve string) (*Key, *peer.JSONWebKey) {
	t.Helper()
	k, err := Generate(kind, bits, curve)
	if err != nil {
		t.Fatal(err)
	}
	text, err := k.Export(true)
	if err != nil {
		t.Fatal(err)
	}
	j := &peer.JSONWebKey{}
	if err := j.UnmarshalJSON(text); err != nil {
		t.Fatal(err)
	}
	again, err := j.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	if back := key(t, string(again)); thumbprint(t, back) != thumbprint(t, k) {
		t.Errorf("%s comes back as %s", text, again)
	}
	return k, j
}

func TestSignaturesWithGoJose(t *testing.T) {
	rsa, rsaPeer := made(t, KeyRSA, 2048, "")
	for alg, a := range signatureAlgorithms {
		k, j := rsa, rsaPeer
		switch a.key {
		case KeyOct:
			k, j = made(t, KeyOct, 512, "")
		case KeyEC:
			k, j = made(t, KeyEC, 0, a.curve.Name)
		case KeyOKP:
			k, j = made(t, KeyEC, 0, "Ed25519")
		}
		compact, err := SignClaims(alg, k, nil, []byte(`{"a":1}`))
		if err != nil {
			t.Fatalf("%s: %v", alg, err)
		}
		public := any(j.Public().Key)
		if a.key == KeyOct {
			public = j.Key
		}
		parsed, err := peer.ParseSigned(string(compact), []peer.SignatureAlgorithm{peer.SignatureAlgorithm(alg)})
		if err != nil {
			t.Fatalf("%s: %v", alg, err)
		}
		if got, err := parsed.Verify(public); err != nil || string(got) != `{"a":1}` {
			t.Errorf("%s: the peer says %q, %v", alg, got, err)
		}
		signer, err := peer.NewSigner(peer.SigningKey{Algorithm: peer.SignatureAlgorithm(alg), Key: j.Key}, nil)
		if err != nil {
			t.Fatal(err)
		}
		signed, err := signer.Sign([]byte("from the peer"))
		if err != nil {
			t.Fatal(err)
		}
		text, _ := signed.CompactSerialize()
		if got, err := verifyCompact(k, text); err != nil || string(got) != "from the peer" {
			t.Errorf("%s, by the peer: %q, %v", alg, got, err)
		}
		full, err := ParseSigned([]byte(signed.FullSerialize()))
		if err != nil || len(full.Signatures) != 1 {
			t.Fatalf("%s, JSON: %v", alg, err)
		}
	}
}

func TestEncryptionWithGoJose(t *testing.T) {
	rsa, rsaPeer := made(t, KeyRSA, 2048, "")
	for alg, m := range keyManagements {
		for enc, e := range contentEncryptions {
			t.Run(alg+" "+enc, func(t *testing.T) {
				k, j := rsa, rsaPeer
				switch {
				case m.way == wayDirect:
					k, j = made(t, KeyOct, e.cek*8, "")
				case m.key == KeyOct:
					k, j = made(t, KeyOct, m.wrap*8, "")
				case m.key == KeyEC:
					k, j = made(t, KeyEC, 0, []string{"P-256", "P-384", "P-521"}[len(enc)%3])
				}
				text := []byte(strings.Repeat("some content ", 5))
				compact, err := sealCompact(k, alg, enc, text)
				if err != nil {
					t.Fatal(err)
				}
				parsed, err := peer.ParseEncrypted(compact, []peer.KeyAlgorithm{peer.KeyAlgorithm(alg)}, []peer.ContentEncryption{peer.ContentEncryption(enc)})
				if err != nil {
					t.Fatal(err)
				}
				if got, err := parsed.Decrypt(j.Key); err != nil || string(got) != string(text) {
					t.Errorf("the peer says %q, %v", got, err)
				}
				public := any(j.Public().Key)
				if m.key == KeyOct {
					public = j.Key
				}
				encrypter, err := peer.NewEncrypter(peer.ContentEncryption(enc), peer.Recipient{Algorithm: peer.KeyAlgorithm(alg), Key: public}, nil)
				if err != nil {
					t.Fatal(err)
				}
				sealed, err := encrypter.Encrypt(text)
				if err != nil {
					t.Fatal(err)
				}
				from, _ := sealed.CompactSerialize()
				if got, err := openCompact(k, from); err != nil || string(got) != string(text) {
					t.Errorf("from the peer: %q, %v", got, err)
				}
				full, err := ParseEncrypted([]byte(sealed.FullSerialize()))
				if err != nil {
					t.Fatal(err)
				}
				h, err := full.Header(0)
				if err != nil || h.Text(ParamAlg) != alg {
					t.Errorf("JSON: %v", err)
				}
			})
		}
	}
}

func TestRefusals(t *testing.T) {
	secret := vectorNamed(t, "RFC 7515 appendix A.1").key(t, 0)
	curve := vectorNamed(t, "RFC 7515 appendix A.3").key(t, 0)
	rsa, _ := made(t, KeyRSA, 2048, "")
	weak, _ := made(t, KeyRSA, 1024, "")
	short, _ := made(t, KeyOct, 128, "")
	forEncryption := vectorNamed(t, "RFC 7520 section 5.4").key(t, 0)
	sign := func(header string, k *Key, alg string) string {
		input := append(append(Encode(nil, []byte(header)), '.'), Encode(nil, []byte("{}"))...)
		sig, _ := Sign(alg, k, input)
		return string(Encode(append(input, '.'), sig))
	}
	for name, c := range map[string]struct {
		k       *Key
		compact string
		want    error
	}{
		"none (CVE-2015-9235)":             {secret, sign(`{"alg":"none"}`, secret, "none"), ErrAlgorithm},
		"None":                             {secret, sign(`{"alg":"None"}`, secret, "none"), ErrAlgorithm},
		"no algorithm":                     {secret, sign(`{}`, secret, "HS256"), ErrAlgorithm},
		"RSA as a secret (CVE-2016-10555)": {rsa, sign(`{"alg":"HS256"}`, &Key{Type: KeyOct, E: rsa.E}, "HS256"), ErrAlgorithm},
		"a secret for ECDSA":               {secret, sign(`{"alg":"ES256"}`, curve, "ES256"), ErrAlgorithm},
		"another curve":                    {curve, sign(`{"alg":"ES384"}`, curve, "ES384"), ErrKey},
		"weak RSA":                         {weak, sign(`{"alg":"RS256"}`, rsa, "RS256"), ErrKey},
		"short secret":                     {short, sign(`{"alg":"HS256"}`, secret, "HS256"), ErrKey},
		"a key for encryption":             {forEncryption, sign(`{"alg":"ES384"}`, forEncryption, "ES384"), ErrAlgorithm},
		"crit":                             {secret, sign(`{"alg":"HS256","crit":["b64"],"b64":false}`, secret, "HS256"), ErrCritical},
		"alg twice":                        {secret, sign(`{"alg":"HS256","alg":"none"}`, secret, "HS256"), ErrSyntax},
		"something behind the header":      {secret, sign(`{"alg":"HS256"}{}`, secret, "HS256"), ErrSyntax},
		"a psychic signature":              {curve, sign(`{"alg":"ES256"}`, secret, "") + strings.Repeat("A", 86), ErrSignature},
		"another signature":                {secret, sign(`{"alg":"HS512"}`, secret, "HS256"), ErrSignature},
		"two blocks":                       {secret, "eyJhbGciOiJIUzI1NiJ9.e30", ErrSyntax},
		"a line feed":                      {secret, sign(`{"alg":"HS256"}`, secret, "HS256") + "\n", ErrSyntax},
		"bits behind the last byte":        {secret, "eyJhbGciOiJIUzI1NiJ9.e31.AA", ErrSyntax},
	} {
		if _, err := verifyCompact(c.k, c.compact); !errors.Is(err, c.want) && !(name == "bits behind the last byte" && err != nil) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if _, err := Sign("none", secret, nil); !errors.Is(err, ErrAlgorithm) {
		t.Error(err)
	}
	for _, text := range []string{
		``, `[]`, `{"kty":"oct"}`, `{"kty":"oct","k":""}`, `{"kty":"oct","k":5}`, `{"kty":"oct","k":"A"}`, `{"kty":"oct","k":"AA=="}`,
		`{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}`,
		`{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a1"}`,
		`{"kty":"RSA","n":"AQAB","e":"AQAB"}`, `{"kty":"oct","k":"AAAA","k":"BBBB"}`, `{"kty":"oct","k":"AAAA"`, `{"kty":"oct","k":"AAAA"} x`,
	} {
		if _, _, err := ParseKeys([]byte(text)); err == nil {
			t.Errorf("%s: accepted", text)
		}
	}
	deep := `{"kty":"oct","k":"AAAA","x":` + strings.Repeat("[", 100000)
	if _, _, err := ParseKeys([]byte(deep)); err == nil {
		t.Error("nesting bomb accepted")
	}
}

func TestClaims(t *testing.T) {
	want := Demands{Issuer: "me", Audience: "you", CSRF: "c", HasCSRF: true, Now: 1000}
	claims := func(change ...string) string {
		m := map[string]string{"iss": `"me"`, "aud": `"you"`, "nbf": "900", "exp": "1100", "csrf": `"c"`, "sub": `"sam"`, "ext": `{"a": [1]}`}
		for i := 0; i < len(change); i += 2 {
			if m[change[i]] = change[i+1]; change[i+1] == "" {
				delete(m, change[i])
			}
		}
		var all []string
		for k, v := range m {
			all = append(all, fmt.Sprintf("%q:%s", k, v))
		}
		return "{" + strings.Join(all, " , ") + "}"
	}
	text := claims()
	c, err := CheckClaims([]byte(text), want)
	if err != nil || c.Subject != "sam" || c.Expires != 1100 || text[c.ExtraAt:c.ExtraAt+len(c.Extra)] != `{"a": [1]}` {
		t.Fatalf("%+v, %v", c, err)
	}
	for _, good := range []string{claims("nbf", ""), claims("aud", `["a","you"]`), claims("nbf", "1000"), claims("exp", "1000.5"), claims("ext", "")} {
		if _, err := CheckClaims([]byte(good), want); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for _, bad := range []string{claims("iss", `"x"`), claims("iss", ""), claims("aud", `["a"]`), claims("aud", ""), claims("aud", "7"),
		claims("nbf", "1001"), claims("nbf", `"1"`), claims("exp", "1000"), claims("exp", ""), claims("exp", `"9999"`), claims("exp", "null"),
		claims("csrf", `"d"`), claims("csrf", ""), claims("sub", ""), claims("sub", "5"), claims("sub", `"a\u0000b"`), "", "[]", "{"} {
		if _, err := CheckClaims([]byte(bad), want); err == nil {
			t.Errorf("%s: accepted", bad)
		}
	}
}
