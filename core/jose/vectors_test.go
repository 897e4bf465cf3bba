package jose

import (
	"bytes"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
)

func key(t testing.TB, text string) *Key {
	t.Helper()
	keys, set, err := ParseKeys([]byte(text))
	if err != nil || set || len(keys) != 1 {
		t.Fatalf("%v, set %v: %s", err, set, text)
	}
	return keys[0]
}

func thumbprint(t testing.TB, k *Key) string {
	t.Helper()
	sum, err := k.Thumbprint()
	if err != nil {
		t.Fatal(err)
	}
	return string(Encode(nil, sum[:]))
}

// vector is an example of the RFCs in the forms in which they show it.
type vector struct {
	Name      string
	Keys      []json.RawMessage // of each signature or recipient; the only one is of all
	Signed    bool              // a JWS; else a JWE
	Payload   string            // in base64url
	Refused   string            // what in it is not to be accepted
	Compact   string
	General   json.RawMessage
	Flattened json.RawMessage
}

//go:embed testdata/published.json
var published []byte

func vectors(t testing.TB) (list []*vector) {
	t.Helper()
	if err := json.Unmarshal(published, &list); err != nil || len(list) == 0 {
		t.Fatalf("%d vectors, %v", len(list), err)
	}
	return list
}

func vectorNamed(t testing.TB, name string) *vector {
	t.Helper()
	for _, v := range vectors(t) {
		if v.Name == name {
			return v
		}
	}
	t.Fatal("no vector " + name)
	return nil
}

func (v *vector) key(t testing.TB, i int) *Key {
	t.Helper()
	if len(v.Keys) == 1 {
		i = 0
	}
	return key(t, string(v.Keys[i]))
}

// inJSON are the JSON forms that v is shown in.
func (v *vector) inJSON() (list []json.RawMessage) {
	for _, form := range []json.RawMessage{v.General, v.Flattened} {
		if form != nil {
			list = append(list, form)
		}
	}
	return list
}

func verifyCompact(k *Key, compact string) ([]byte, error) {
	header, _, _ := strings.Cut(compact, ".")
	h, err := SignatureHeader([]byte(header), nil)
	if err != nil {
		return nil, err
	}
	return VerifyClaims([]string{h.Text(ParamAlg)}, k, []byte(compact))
}

func TestSignatureVectors(t *testing.T) {
	for _, v := range vectors(t) {
		if !v.Signed {
			continue
		}
		if v.Compact != "" {
			k := v.key(t, 0)
			text, err := verifyCompact(k, v.Compact)
			if v.Refused != "" {
				if err == nil {
					t.Errorf("%s: %s is accepted", v.Name, v.Refused)
				}
				continue
			}
			if err != nil || string(Encode(nil, text)) != v.Payload {
				t.Errorf("%s: %q, %v", v.Name, text, err)
			}
			for i := 0; i < len(v.Compact); i += 3 {
				damaged := []byte(v.Compact)
				damaged[i] ^= 4
				if _, err := verifyCompact(k, string(damaged)); err == nil {
					t.Errorf("%s: byte %d changed and not noticed", v.Name, i)
				}
				if _, err := verifyCompact(k, v.Compact[:i]); err == nil {
					t.Errorf("%s: accepted when cut at %d", v.Name, i)
				}
			}
		}
		for _, form := range v.inJSON() {
			v.checkSigned(t, form)
		}
	}
}

// checkSigned checks each signature of a JSON form, and makes those anew that have
// no random part.
func (v *vector) checkSigned(t *testing.T, form []byte) {
	t.Helper()
	s, err := ParseSigned(form)
	if err != nil || string(s.Payload) != v.Payload {
		t.Fatalf("%s: payload %q, %v", v.Name, s.Payload, err)
	}
	if len(v.Keys) > 1 && len(s.Signatures) != len(v.Keys) {
		t.Fatalf("%s: %d signatures", v.Name, len(s.Signatures))
	}
	for i, one := range s.Signatures {
		h, err := SignatureHeader(one.Protected, one.Header)
		if err != nil {
			t.Fatalf("%s: %v", v.Name, err)
		}
		alg, k, input := h.Text(ParamAlg), v.key(t, i), SigningInput(one.Protected, s.Payload)
		signature, err := Decode(nil, one.Signature)
		if err != nil {
			t.Fatalf("%s: %v", v.Name, err)
		}
		if err := Verify(alg, k, input, signature); err != nil {
			t.Errorf("%s: signature %d: %v", v.Name, i, err)
		}
		if err := Verify(alg, k, input[1:], signature); err == nil {
			t.Errorf("%s: signature %d holds for other bytes", v.Name, i)
		}
		if strings.HasPrefix(alg, "HS") || strings.HasPrefix(alg, "RS") {
			if again, err := Sign(alg, k, input); err != nil || !bytes.Equal(again, signature) {
				t.Errorf("%s: signature %d made anew: %x, %v", v.Name, i, again, err)
			}
		}
	}
}

//go:embed testdata/key_sets.json
var keySets []byte

// A key comes back from its JSON with every member, and without the private ones
// where it is shown to others.
func TestKeyVectors(t *testing.T) {
	var sets []struct {
		Name string
		Set  struct {
			Keys []map[string]any `json:"keys"`
		}
		Private bool
	}
	if err := json.Unmarshal(keySets, &sets); err != nil || len(sets) == 0 {
		t.Fatal(err)
	}
	for _, set := range sets {
		text, _ := json.Marshal(set.Set)
		keys, isSet, err := ParseKeys(text)
		if err != nil || !isSet || len(keys) != len(set.Set.Keys) {
			t.Fatalf("%s: %d keys, set %v, %v", set.Name, len(keys), isSet, err)
		}
		for i, k := range keys {
			shown, err := k.Export(set.Private)
			var got map[string]any
			if err != nil || json.Unmarshal(shown, &got) != nil || !reflect.DeepEqual(got, set.Set.Keys[i]) {
				t.Errorf("%s: key %d comes back as %s, %v", set.Name, i, shown, err)
			}
			public, err := k.Export(false)
			for _, member := range []string{`"d"`, `"p"`, `"q"`, `"dp"`, `"dq"`, `"qi"`} {
				if k.Type != KeyOct && (err != nil || bytes.Contains(public, []byte(member))) {
					t.Errorf("%s: key %d shows %s, %v", set.Name, i, member, err)
				}
			}
		}
	}
}

func TestThumbprint(t *testing.T) {
	// RFC 7638 §3.1
	k := key(t, `{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"}`)
	if got := thumbprint(t, k); got != "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs" {
		t.Error(got)
	}
}

// openCompact decrypts a compact JWE.
func openCompact(k *Key, compact string) ([]byte, error) {
	blocks, err := Split([]byte(compact), 5)
	if err != nil || len(blocks) != 5 {
		return nil, ErrSyntax
	}
	var parts [5][]byte
	for i, b := range blocks {
		if parts[i], err = Decode(nil, b); err != nil {
			return nil, err
		}
	}
	h, err := ParseHeader(parts[0])
	if err != nil {
		return nil, err
	}
	cek, err := RecoverKey(h, k, parts[1])
	if err != nil {
		return nil, err
	}
	return OpenContent(h.Text(ParamEnc), cek, blocks[0], &Sealed{IV: parts[2], Ciphertext: parts[3], Tag: parts[4]})
}

func sealCompact(k *Key, alg, enc string, text []byte) (string, error) {
	header := []byte(`{"alg":"` + alg + `","enc":"` + enc + `"}`)
	cek, encrypted, epk, err := ContentKey(alg, enc, k, nil, nil)
	if err != nil {
		return "", err
	}
	if epk != nil {
		public, err := epk.Export(false)
		if err != nil {
			return "", err
		}
		if header, err = WithMember(header, "epk", public); err != nil {
			return "", err
		}
	}
	out := Encode(nil, header)
	s, err := SealContent(enc, cek, out, text)
	if err != nil {
		return "", err
	}
	for _, p := range [][]byte{encrypted, s.IV, s.Ciphertext, s.Tag} {
		out = Encode(append(out, '.'), p)
	}
	return string(out), nil
}

// openJSON decrypts a JSON form for recipient i.
func openJSON(e *Encrypted, i int, k *Key) ([]byte, error) {
	h, err := e.Header(i)
	if err != nil {
		return nil, err
	}
	cek, err := RecoverKey(h, k, e.Recipients[i].EncryptedKey)
	if err != nil {
		return nil, err
	}
	return OpenContent(h.Text(ParamEnc), cek, e.Authenticated(), &e.Sealed)
}

func TestEncryptionVectors(t *testing.T) {
	for _, v := range vectors(t) {
		if v.Signed {
			continue
		}
		same := func(text []byte, err error) {
			t.Helper()
			switch {
			case v.Refused != "" && err == nil:
				t.Errorf("%s: %s is accepted", v.Name, v.Refused)
			case v.Refused == "" && (err != nil || string(Encode(nil, text)) != v.Payload):
				t.Errorf("%s: %q, %v", v.Name, text, err)
			}
		}
		if v.Compact != "" {
			k := v.key(t, 0)
			same(openCompact(k, v.Compact))
			for i := 0; i < len(v.Compact); i += 13 {
				damaged := []byte(v.Compact)
				damaged[i] ^= 4
				if _, err := openCompact(k, string(damaged)); err == nil {
					t.Errorf("%s: byte %d changed and not noticed", v.Name, i)
				}
			}
		}
		for _, form := range v.inJSON() {
			e, err := ParseEncrypted(form)
			if err != nil {
				t.Fatalf("%s: %v", v.Name, err)
			}
			for i := range e.Recipients {
				same(openJSON(e, i, v.key(t, i)))
			}
			if e.AAD != nil {
				e.AAD[0] ^= 4
				if _, err := openJSON(e, 0, v.key(t, 0)); err == nil {
					t.Errorf("%s: other authenticated bytes, and not noticed", v.Name)
				}
			}
		}
	}
}

func TestCBCWithHMACVector(t *testing.T) {
	// RFC 7518 appendix B.1
	unhex := func(s string) []byte { b, _ := hex.DecodeString(s); return b }
	text := []byte("A cipher system must not be required to be secret, and it must be able to fall into the hands of the enemy without inconvenience")
	cek := unhex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")
	aad := []byte("The second principle of Auguste Kerckhoffs")
	s, err := sealWith(contentEncryptions["A128CBC-HS256"], cek, unhex("1af38c2dc2b96ffdd86694092341bc04"), aad, text)
	if err != nil || hex.EncodeToString(s.Tag) != "652c3fa36b0a7c5b3219fab3a30bc1c4" {
		t.Fatalf("%x, %v", s.Tag, err)
	}
	if got, err := OpenContent("A128CBC-HS256", cek, aad, s); err != nil || !bytes.Equal(got, text) {
		t.Error(err)
	}
	if _, err := OpenContent("A128CBC-HS256", cek, aad[1:], s); !errors.Is(err, ErrDecrypt) {
		t.Error(err)
	}
}

func TestConcatKDFVector(t *testing.T) {
	// RFC 7518 appendix C
	secret, _ := hex.DecodeString("9e56d91d817135d372834283bf84269cfb316ea3da806a48f6daa7798cfe90c4")
	got := string(Encode(nil, ConcatKDF(secret, "A128GCM", []byte("Alice"), []byte("Bob"), 16)))
	if got != "VqqN6vgjbSBcIijNcacQGg" {
		t.Error(got)
	}
}
