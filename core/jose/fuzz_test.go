package jose

import "testing"

// Whatever a peer sends is refused or understood; a key that is understood comes
// back the same when it is written and read again.
func FuzzKeys(f *testing.F) {
	for _, v := range vectors(f) {
		for _, k := range v.Keys {
			f.Add([]byte(k))
		}
	}
	f.Add([]byte(ed25519JSON))
	f.Add([]byte(`{"keys":[` + string(vectorNamed(f, "RFC 7520 section 5.4").Keys[0]) + `,{"kty":"none"}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		keys, _, err := ParseKeys(text)
		if err != nil {
			return
		}
		for _, k := range keys {
			out, err := k.Export(true)
			if err != nil {
				t.Fatal(err)
			}
			again, set, err := ParseKeys(out)
			if err != nil || set {
				t.Fatalf("%v: %s", err, out)
			}
			if twice, _ := again[0].Export(true); string(twice) != string(out) {
				t.Fatalf("%s, then %s", out, twice)
			}
		}
	})
}

// Nothing that was not made with the key is taken for it.
func FuzzCompact(f *testing.F) {
	for _, v := range vectors(f) {
		f.Add([]byte(v.Compact))
		f.Add([]byte(v.General))
		f.Add([]byte(v.Flattened))
	}
	signed, encrypted := vectorNamed(f, "RFC 7515 appendix A.3"), vectorNamed(f, "RFC 7520 section 5.8")
	signing, opening := signed.key(f, 0), encrypted.key(f, 0)
	f.Fuzz(func(t *testing.T, text []byte) {
		if _, err := verifyCompact(signing, string(text)); err == nil && string(text) != signed.Compact {
			t.Fatalf("accepted: %s", text)
		}
		if _, err := openCompact(opening, string(text)); err == nil && string(text) != encrypted.Compact {
			t.Fatalf("decrypted: %s", text)
		}
		if s, err := ParseSigned(text); err == nil {
			for _, one := range s.Signatures {
				SignatureHeader(one.Protected, one.Header)
			}
		}
		if e, err := ParseEncrypted(text); err == nil {
			for i := range e.Recipients {
				e.Header(i)
			}
		}
		CheckClaims(text, Demands{})
	})
}
