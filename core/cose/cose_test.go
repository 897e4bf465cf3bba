package cose

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"math/big"
	"testing"

	"github.com/fxamacker/cbor/v2"
	peer "github.com/veraison/go-cose"

	"github.com/golws/golws/core/gencrypto"
	"github.com/golws/golws/core/jose"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// key makes one of a JSON web key, with a key identifier.
func key(t testing.TB, text, kid string) *Key {
	t.Helper()
	all, _, err := jose.ParseKeys([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	k := &Key{Type: all[0].Type, E: all[0].E, Private: all[0].Private}
	for kty, kind := range kinds {
		if kind == k.Type {
			k.Kty = kty
		}
	}
	k.Curve = map[jose.KeyType]int64{jose.KeyEC: 1, jose.KeyOKP: 6}[k.Type]
	if kid != "" {
		k.Kid = []byte(kid)
	}
	return k
}

const (
	elevenJSON = `{"kty":"EC","crv":"P-256","x":"usWxHK2PmfnHKwXPS54m0kTcGJ90UiglWiGahtagnv8","y":"IBOL-C3BttVivg-lSreASjpkttcsz-1rb7btKLv8EX4","d":"V8kgd2ZBRuh2dgyVINBUqpPDr7BOMGcF22CQMIUHtNM"}`
	// elevenEdwards is RFC 8037 A.1's key, which the examples use too.
	elevenEdwards = `{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}`
	content       = "This is the content."
)

// The cose-wg's examples: sign1-tests and sign-tests/sign-pass-02, hmac-examples
// 01 and enc-01, cbc-mac-01 (their first tags were temporary: left out), and
// go-cose's test vector for ES256.
var vectors = []struct {
	name     string
	kind     SigType
	jwk, kid string
	external string
	message  string
}{
	{"sign1 pass-02", Unknown, elevenJSON, "11", "11aa22bb33cc44dd55006699", "D28443A10126A10442313154546869732069732074686520636F6E74656E742E5840EAE868ECC176883766C5DC5BA5B8DCA25DAB3C2E56A551CE5705B793914348E155388B10C4F1B59A6733EAB416870A945111A4B2FBDBEF33A77234B1DEFF2F9B"},
	{"sign1 with content type", Sign1, elevenJSON, "11", "", "d28445a201260300a10442313154546869732069732074686520636f6e74656e742e58402ad3b9dcc1e13d04f357e11cc8acd825196620e62f0d8deca72672508b829d90e07a3f23be6aa36fd6ebd31e2ed08d1760bffd981f991bfc94a45199a54875c4"},
	{"sign pass-02", Sign, elevenJSON, "11", "11aa22bb33cc44dd55006699", "8440A054546869732069732074686520636F6E74656E742E818343A10126A1044231315840EAE868ECC176883766C5DC5BA5B8DCA25DAB3C2E56A551CE5705B793914348E18793007A75771850E851D2DDB5DF9C721078F7F093634314971F00463B488D7C"},
	{"HMac-enc-01", Unknown, `{"kty":"oct","k":"hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg"}`, "our-secret", "", "D18443A10105A054546869732069732074686520636F6E74656E742E5820A1A848D3471F9D61EE49018D244C824772F223AD4F935293F1789FC3A08D8C58"},
	{"cbc-mac-01", Unknown, `{"kty":"oct","k":"hJtXIZ2uSN5kbQfbtTNWbg"}`, "our-secret", "", "D8618543A1010EA054546869732069732074686520636F6E74656E742E48C1CA820E6E247089818340A20125044A6F75722D73656372657440"},
	{"eddsa-sig-01", Unknown, elevenEdwards, "11", "", "D28445A201270300A10442313154546869732069732074686520636F6E74656E742E58407142FD2FF96D56DB85BEE905A76BA1D0B7321A95C8C4D3607C5781932B7AFB8711497DFA751BF40B58B3BCC32300B1487F3DB34085EEF013BF08F4A44D6FEF0D"},
}

// validate feeds a message in pieces of n bytes.
func validate(kind SigType, keys []*Key, external, message []byte, n int) (payload []byte, results []Result, err error) {
	v, err := NewValidator(kind, keys, external, func(p []byte) error {
		payload = append(payload, p...)
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	for at := 0; ; {
		piece := message[at:min(at+n, len(message))]
		used, done, err := v.Feed(piece)
		if err != nil {
			return payload, nil, err
		}
		if done {
			if at+used != len(message) {
				return payload, nil, ErrSyntax
			}
			return payload, v.Results, nil
		}
		if at += used; at == len(message) {
			return payload, nil, errUnfinished
		}
	}
}

var errUnfinished = errors.New("unfinished")

func good(results []Result) bool { return len(results) == 1 && results[0].Err == nil }

func TestVectorsAndAnyCut(t *testing.T) {
	for _, v := range vectors {
		k := key(t, v.jwk, v.kid)
		message, external := unhex(t, v.message), unhex(t, v.external)
		for n := 1; n <= len(message); n++ {
			payload, results, err := validate(v.kind, []*Key{k}, external, message, n)
			if err != nil || !good(results) || string(payload) != content {
				t.Fatalf("%s, pieces of %d: %q %+v %v", v.name, n, payload, results, err)
			}
		}
		for i := range message {
			damaged := bytes.Clone(message)
			damaged[i] ^= 1
			if message[i] == headerKid {
				continue // its label: the identifier is not authenticated
			}
			if _, results, err := validate(v.kind, []*Key{k}, external, damaged, 7); err == nil && good(results) {
				t.Errorf("%s: byte %d changed and not noticed", v.name, i)
			}
			if _, _, err := validate(v.kind, []*Key{k}, external, message[:i], 7); err == nil {
				t.Errorf("%s: accepted when cut at %d", v.name, i)
			}
		}
		other := key(t, v.jwk, "another")
		if _, results, _ := validate(v.kind, []*Key{k}, []byte("x"), message, 9); good(results) {
			t.Errorf("%s with other external data accepted", v.name)
		}
		if v.name == "HMac-enc-01" { // names no key
			continue
		}
		if _, results, err := validate(v.kind, []*Key{other}, external, message, 9); err != nil || len(results) != 1 || results[0].Err == nil || results[0].Key != nil {
			t.Errorf("%s with a key of another name: %+v, %v", v.name, results, err)
		}
	}
}

func signed(t testing.TB, kind SigType, mac0 bool, payload []byte, n int, algs []int64, keys []*Key) []byte {
	t.Helper()
	s, err := NewSigner(kind, true, mac0, uint64(len(payload)), []byte("ext"))
	if err != nil {
		t.Fatal(err)
	}
	for i, alg := range algs {
		if err := s.Add(alg, keys[i]); err != nil {
			t.Fatal(err)
		}
	}
	var out []byte
	for first := true; first || len(payload) > 0; first = false {
		piece := payload[:min(n, len(payload))]
		if out, err = s.Write(out, piece); err != nil {
			t.Fatal(err)
		}
		payload = payload[len(piece):]
	}
	if _, err := s.Write(nil, nil); !errors.Is(err, ErrOrder) {
		t.Error(err)
	}
	return out
}

func TestSignedIsValid(t *testing.T) {
	rsa, err := GenerateKey(ktyRSA, 1<<OpSign|1<<OpVerify, 2048, "", []byte("rsa"))
	if err != nil {
		t.Fatal(err)
	}
	for alg, a := range algorithms {
		k := rsa
		switch {
		case a.kty == jose.KeyEC:
			k, err = GenerateKey(ktyEC2, 0, 0, a.curve.Name, []byte("ec"))
		case a.kty == jose.KeyOKP:
			k, err = GenerateKey(ktyOKP, 0, 0, "Ed25519", []byte("okp"))
		case a.kty == jose.KeyOct && a.key > 0:
			k, err = GenerateKey(ktySymmetric, 0, a.key*8, "", []byte("mac"))
		case a.kty == jose.KeyOct:
			k, err = GenerateKey(ktySymmetric, 1<<OpMAC|1<<OpVerifyMAC, 512, "", []byte("mac"))
		}
		if err != nil {
			t.Fatal(err)
		}
		text, err := k.Export(true)
		if err != nil {
			t.Fatal(err)
		}
		again, set, err := ParseKeys(text)
		if err != nil || set {
			t.Fatal(err)
		}
		for _, size := range []int{0, 1, 23, 24, 300, 70000} {
			for _, mac0 := range []bool{false, true} {
				payload := bytes.Repeat([]byte{7}, size)
				message := signed(t, Unknown, mac0, payload, 1000, []int64{alg}, []*Key{k})
				got, results, err := validate(Unknown, again, []byte("ext"), message, 333)
				if err != nil || !good(results) || !bytes.Equal(got, payload) {
					t.Fatalf("%s, %d bytes: %+v, %v", a.name, size, results, err)
				}
			}
		}
	}
}

func TestSeveralSigners(t *testing.T) {
	a, _ := GenerateKey(ktyEC2, 0, 0, "P-256", []byte("a"))
	b, _ := GenerateKey(ktyEC2, 0, 0, "P-521", []byte("b"))
	message := signed(t, Unknown, false, []byte(content), 5, []int64{-7, -36}, []*Key{a, b})
	_, results, err := validate(Unknown, []*Key{b, a}, []byte("ext"), message, 3)
	if err != nil || len(results) != 2 || results[0].Err != nil || results[1].Err != nil || results[0].Key != a || results[1].Key != b {
		t.Errorf("%+v, %v", results, err)
	}
	if _, results, err = validate(Unknown, []*Key{b}, []byte("ext"), message, 3); err != nil || len(results) != 2 || results[0].Err == nil || results[1].Err != nil {
		t.Errorf("with one key: %+v, %v", results, err)
	}
}

func TestPeerBothWays(t *testing.T) {
	for alg, name := range map[int64]peer.Algorithm{-7: peer.AlgorithmES256, -35: peer.AlgorithmES384, -36: peer.AlgorithmES512} {
		c := algorithms[alg].curve
		k, err := GenerateKey(ktyEC2, 0, 0, c.Name, []byte("k"))
		if err != nil {
			t.Fatal(err)
		}
		curve := map[string]elliptic.Curve{"P-256": elliptic.P256(), "P-384": elliptic.P384(), "P-521": elliptic.P521()}[c.Name]
		private := &ecdsa.PrivateKey{PublicKey: ecdsa.PublicKey{Curve: curve, X: new(big.Int).SetBytes(k.E[gencrypto.ECX]), Y: new(big.Int).SetBytes(k.E[gencrypto.ECY])},
			D: new(big.Int).SetBytes(k.E[gencrypto.ECD])}
		var theirs peer.Sign1Message
		if err := theirs.UnmarshalCBOR(signed(t, Sign1, false, []byte(content), 6, []int64{alg}, []*Key{k})); err != nil {
			t.Fatal(err)
		}
		verifier, err := peer.NewVerifier(name, &private.PublicKey)
		if err != nil {
			t.Fatal(err)
		}
		if err := theirs.Verify([]byte("ext"), verifier); err != nil {
			t.Errorf("%v: the peer refuses: %v", name, err)
		}
		signer, err := peer.NewSigner(name, private)
		if err != nil {
			t.Fatal(err)
		}
		text, err := peer.Sign1(rand.Reader, signer, peer.Headers{Protected: peer.ProtectedHeader{peer.HeaderLabelAlgorithm: name}}, []byte(content), []byte("ext"))
		if err != nil {
			t.Fatal(err)
		}
		if _, results, err := validate(Unknown, []*Key{k}, []byte("ext"), text, 11); err != nil || !good(results) {
			t.Errorf("%v, by the peer: %+v, %v", name, results, err)
		}
		// The peer's form of the key, and ours.
		var pk peer.Key
		mine, _ := k.Export(true)
		if err := pk.UnmarshalCBOR(mine); err != nil {
			t.Fatalf("%v: the peer refuses the key: %v", name, err)
		}
		back, err := pk.MarshalCBOR()
		if err != nil {
			t.Fatal(err)
		}
		keys, _, err := ParseKeys(back)
		if err != nil || !bytes.Equal(keys[0].E[gencrypto.ECD], k.E[gencrypto.ECD]) {
			t.Errorf("%v: %v", name, err)
		}
	}
}

func TestEdDSAWithPeer(t *testing.T) {
	k, err := GenerateKey(ktyOKP, 0, 0, "Ed25519", []byte("k"))
	if err != nil {
		t.Fatal(err)
	}
	text, err := k.Export(true)
	if err != nil {
		t.Fatal(err)
	}
	var theirs peer.Key
	if err := theirs.UnmarshalCBOR(text); err != nil {
		t.Fatalf("the peer refuses the key: %v", err)
	}
	verifier, err := theirs.Verifier()
	if err != nil {
		t.Fatal(err)
	}
	var m peer.Sign1Message
	if err := m.UnmarshalCBOR(signed(t, Sign1, false, []byte(content), 6, []int64{-8}, []*Key{k})); err != nil {
		t.Fatal(err)
	}
	if err := m.Verify([]byte("ext"), verifier); err != nil {
		t.Errorf("the peer refuses: %v", err)
	}
	signer, err := theirs.Signer()
	if err != nil {
		t.Fatal(err)
	}
	headers := peer.Headers{Protected: peer.ProtectedHeader{peer.HeaderLabelAlgorithm: peer.AlgorithmEdDSA}}
	made, err := peer.Sign1(rand.Reader, signer, headers, []byte(content), []byte("ext"))
	if err != nil {
		t.Fatal(err)
	}
	if payload, results, err := validate(Unknown, []*Key{k}, []byte("ext"), made, 11); err != nil || !good(results) || string(payload) != content {
		t.Errorf("by the peer: %+v, %v", results, err)
	}
	back, err := theirs.MarshalCBOR()
	if err != nil {
		t.Fatal(err)
	}
	if keys, _, err := ParseKeys(back); err != nil || !bytes.Equal(keys[0].E[gencrypto.ECD], k.E[gencrypto.ECD]) {
		t.Error(err)
	}
}

func TestEdDSARefusals(t *testing.T) {
	k := key(t, elevenEdwards, "11")
	agreeing, err := GenerateKey(ktyOKP, 0, 0, "X25519", nil)
	if err != nil {
		t.Fatal(err)
	}
	s, _ := NewSigner(Unknown, true, false, 1, nil)
	if err := s.Add(-8, agreeing); !errors.Is(err, ErrKey) {
		t.Error(err)
	}
	if err := s.Add(-7, k); !errors.Is(err, ErrAlgorithm) {
		t.Error(err)
	}
	// The payload is kept, so it is limited, for signing as for checking.
	if s, _ = NewSigner(Unknown, true, false, maxKept+1, nil); !errors.Is(s.Add(-8, k), ErrLimit) {
		t.Error("a payload that is too long")
	}
	if _, _, err := validate(Unknown, []*Key{k}, nil, unhex(t, "D28443A10127A05A40000000"), 9); !errors.Is(err, ErrLimit) {
		t.Errorf("a payload of 1 GiB: %v", err)
	}
	for _, c := range []struct {
		kty   int64
		curve string
	}{{ktyOKP, "P-256"}, {ktyEC2, "Ed25519"}, {ktyOKP, "Ed448"}, {ktyOKP, ""}, {5, "Ed25519"}} {
		if _, err := GenerateKey(c.kty, 0, 0, c.curve, nil); !errors.Is(err, ErrKey) {
			t.Errorf("%+v: %v", c, err)
		}
	}
	text, _ := k.Export(true)
	for name, change := range map[string]struct{ from, to string }{
		"EC2 with Ed25519": {"\x01\x01", "\x01\x02"}, "OKP with P-256": {"\x20\x06", "\x20\x01"},
		"Ed448": {"\x20\x06", "\x20\x07"}, "another's private key": {"\x9d\x61", "\x9d\x62"},
	} {
		if _, _, err := ParseKeys(bytes.Replace(text, []byte(change.from), []byte(change.to), 1)); !errors.Is(err, ErrKey) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestIndefiniteLengths(t *testing.T) {
	k := key(t, vectors[3].jwk, vectors[3].kid)
	// HMac-enc-01, its payload in two chunks, its array open.
	message := unhex(t, "D19F43A10105A05F"+"4A54686973206973207468"+"4A6520636F6E74656E742EFF"+
		"5820A1A848D3471F9D61EE49018D244C824772F223AD4F935293F1789FC3A08D8C58FF")
	for n := 1; n < 9; n++ {
		payload, results, err := validate(Unknown, []*Key{k}, nil, message, n)
		if err != nil || !good(results) || string(payload) != content {
			t.Errorf("pieces of %d: %q %+v, %v", n, payload, results, err)
		}
	}
}

func TestRefusals(t *testing.T) {
	k := key(t, elevenJSON, "11")
	secret := key(t, vectors[3].jwk, "")
	for name, message := range map[string]string{
		"nothing":                    "80",
		"another tag":                "D08443A10126A04101" + "4101",
		"three members":              "D28343A10126A04101",
		"huge array":                 "D29B7FFFFFFFFFFFFFFF",
		"protected is text":          "D28461A1",
		"protected is no map":        "D28441014100",
		"crit":                       "D28445A2012602810A" + "A041014101",
		"label in both":              "D28443A10126A101264101" + "4101",
		"nesting bomb":               "D28443A10126" + "A1" + "00818181818181818181818181818181818181",
		"payload nil":                "D28443A10126A0F6" + "4101",
		"payload of 2^63 bytes":      "D28443A10126A07B8000000000000000",
		"signature is text":          "D28443A10126A0410161" + "41",
		"reserved length":            "D28443A10126A05C",
		"break where nothing ends":   "D284FF",
		"map with a key twice":       "D28445A201260126A0",
		"no signers":                 "D8628440A0410180",
		"a thousand signers":         "D8628440A041019903E8",
		"indefinite in indefinite":   "D28443A10126A05F5F",
		"endless unprotected header": "D28443A10126BF",
	} {
		if _, results, err := validate(Unknown, []*Key{k, secret}, nil, unhex(t, name2hex(message)), 2); err == nil || good(results) {
			t.Errorf("%s: %+v, %v", name, results, err)
		}
	}
	// A MAC's algorithm where a signature belongs, and the other way round.
	if _, results, err := validate(Unknown, []*Key{k, secret}, nil, append(unhex(t, "D28443A10105A041015820"), make([]byte, 32)...), 99); err != nil || good(results) || len(results) != 1 {
		t.Errorf("%+v, %v", results, err)
	}
	s, _ := NewSigner(Mac0, true, true, 1, nil)
	if err := s.Add(-7, k); !errors.Is(err, ErrAlgorithm) {
		t.Error(err)
	}
	if err := s.Add(5, k); !errors.Is(err, ErrAlgorithm) {
		t.Error(err)
	}
	if err := s.Add(14, secret); !errors.Is(err, ErrKey) {
		t.Error(err)
	}
	public := *k
	public.E[gencrypto.ECD], public.Private = nil, false
	s, _ = NewSigner(Unknown, true, true, 1, nil)
	if err := s.Add(-7, &public); !errors.Is(err, ErrKey) {
		t.Error(err)
	}
	k.Ops = []int64{OpVerify}
	if err := s.Add(-7, k); !errors.Is(err, ErrAlgorithm) {
		t.Error(err)
	}
	if _, err := s.Write(nil, []byte{1}); !errors.Is(err, ErrOrder) {
		t.Error(err)
	}
	for _, text := range []string{"", "A0", "A10101", "A20102" + "2001", "A1010420", "A201042041" + "00FF", "A301042041000441", "81A0", "F6"} {
		if keys, _, err := ParseKeys(unhex(t, name2hex(text))); err == nil {
			t.Errorf("%s: %+v", text, keys)
		}
	}
}

// name2hex drops a half byte at the end: the texts above are cut by hand.
func name2hex(s string) string { return s[:len(s)/2*2] }

func FuzzMessage(f *testing.F) {
	keys := []*Key{key(f, elevenJSON, "11"), key(f, vectors[3].jwk, "our-secret"), key(f, vectors[4].jwk, "our-secret")}
	for _, v := range vectors {
		f.Add(unhex(f, v.message))
	}
	f.Fuzz(func(t *testing.T, message []byte) {
		payload, results, err := validate(Unknown, keys, nil, message, len(message)+1)
		again, cut, cutErr := validate(Unknown, keys, nil, message, 1)
		if (err == nil) != (cutErr == nil) || len(results) != len(cut) || err == nil && !bytes.Equal(payload, again) {
			t.Fatalf("%v %+v %q, byte by byte %v %+v %q", err, results, payload, cutErr, cut, again)
		}
		if err == nil && cbor.Wellformed(message) != nil {
			t.Fatalf("accepted, and not well-formed: %x", message)
		}
	})
}

func FuzzKeys(f *testing.F) {
	for _, v := range vectors {
		text, err := key(f, v.jwk, v.kid).Export(true)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		keys, _, err := ParseKeys(text)
		if err != nil {
			return
		}
		for _, k := range keys {
			if _, err := k.Export(true); err != nil {
				t.Fatal(err)
			}
		}
	})
}
