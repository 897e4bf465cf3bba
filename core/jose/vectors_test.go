package jose

import (
	"bytes"
	"encoding/hex"
	"errors"
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

// RFC 7515 appendix A.1, A.3, RFC 7520 §4.3, §4.4: key, compact form.
var signatureVectors = []struct{ name, key, compact string }{
	{"RFC 7515 A.1", `{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}`,
		"eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"},
	{"RFC 7515 A.3", `{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}`,
		"eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"},
	{"RFC 7520 4.3", `{"kty":"EC","kid":"bilbo.baggins@hobbiton.example","use":"sig","crv":"P-521","x":"AHKZLLOsCOzz5cY97ewNUajB957y-C-U88c3v13nmGZx6sYl_oJXu9A5RkTKqjqvjyekWF-7ytDyRXYgCF5cj0Kt","y":"AdymlHvOiLxXkEhayXQnNCvDX4h9htZaCJN34kfmC6pV5OhQHiraVySsUdaQkAgDPrwQrJmbnX9cwlGfP-HqHZR1"}`,
		"eyJhbGciOiJFUzUxMiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9.SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4.AE_R_YZCChjn4791jSQCrdPZCNYqHXCTZH0-JZGYNlaAjP2kqaluUIIUnC9qvbu9Plon7KRTzoNEuT4Va2cmL1eJAQy3mtPBu_u_sDDyYjnAMDxXPn7XrT0lw-kvAD890jl8e2puQens_IEKBpHABlsbEPX6sFY8OcGDqoRuBomu9xQ2"},
	{"RFC 7520 4.4", `{"kty":"oct","kid":"018c0ae5-4d9b-471b-bfd6-eef314bc7037","use":"sig","alg":"HS256","k":"hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg"}`,
		"eyJhbGciOiJIUzI1NiIsImtpZCI6IjAxOGMwYWU1LTRkOWItNDcxYi1iZmQ2LWVlZjMxNGJjNzAzNyJ9.SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4.s0h6KThzkfBBBkLspW1h84VsJZFTsPPqMDA7g1Md7p0"},
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
	for _, v := range signatureVectors {
		k := key(t, v.key)
		if text, err := verifyCompact(k, v.compact); err != nil || len(text) == 0 {
			t.Errorf("%s: %v", v.name, err)
		}
		for i := 0; i < len(v.compact); i++ {
			damaged := []byte(v.compact)
			damaged[i] ^= 4
			if _, err := verifyCompact(k, string(damaged)); err == nil {
				t.Errorf("%s: byte %d changed and not noticed", v.name, i)
			}
			if _, err := verifyCompact(k, v.compact[:i]); err == nil {
				t.Errorf("%s: accepted when cut at %d", v.name, i)
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

const took = `{"kty":"EC","kid":"peregrin.took@tuckborough.example","use":"enc","crv":"P-384","x":"YU4rRUzdmVqmRtWOs2OpDE_T5fsNIodcG8G5FWPrTPMyxpzsSOGaQLpe2FpxBmu2","y":"A8-yxCHxkfBz3hKZfI1jUYMjUhsEveZ9THuwFjH2sCNdtksRJU7D5-SkgaFL1ETP","d":"iTx2pk7wW-GqJkHcEkFQb2EFyYcO7RugmaW3mRrQVAOUiPommT0IdnYK2xDlZh-j"}`

// RFC 7520 §5.4 and §5.8.
var encryptionVectors = []struct{ name, key, compact string }{
	{"RFC 7520 5.4", took, "eyJhbGciOiJFQ0RILUVTK0ExMjhLVyIsImtpZCI6InBlcmVncmluLnRvb2tAdHVja2Jvcm91Z2guZXhhbXBsZSIsImVwayI6eyJrdHkiOiJFQyIsImNydiI6IlAtMzg0IiwieCI6InVCbzRrSFB3Nmtiang1bDB4b3dyZF9vWXpCbWF6LUdLRlp1NHhBRkZrYllpV2d1dEVLNml1RURzUTZ3TmROZzMiLCJ5Ijoic3AzcDVTR2haVkMyZmFYdW1JLWU5SlUyTW84S3BvWXJGRHI1eVBOVnRXNFBnRXdaT3lRVEEtSmRhWTh0YjdFMCJ9LCJlbmMiOiJBMTI4R0NNIn0.0DJjBXri_kBcC46IkU5_Jk9BqaQeHdv2.mH-G2zVqgztUtnW_.tkZuOO9h95OgHJmkkrfLBisku8rGf6nzVxhRM3sVOhXgz5NJ76oID7lpnAi_cPWJRCjSpAaUZ5dOR3Spy7QuEkmKx8-3RCMhSYMzsXaEwDdXta9Mn5B7cCBoJKB0IgEnj_qfo1hIi-uEkUpOZ8aLTZGHfpl05jMwbKkTe2yK3mjF6SBAsgicQDVCkcY9BLluzx1RmC3ORXaM0JaHPB93YcdSDGgpgBWMVrNU1ErkjcMqMoT_wtCex3w03XdLkjXIuEr2hWgeP-nkUZTPU9EoGSPj6fAS-bSz87RCPrxZdj_iVyC6QWcqAu07WNhjzJEPc4jVntRJ6K53NgPQ5p99l3Z408OUqj4ioYezbS6vTPlQ.WuGzxmcreYjpHGJoa17EBg"},
	{"RFC 7520 5.8", `{"kty":"oct","kid":"81b20965-8332-43d9-a468-82160ad91ac8","use":"enc","alg":"A128KW","k":"GZy6sIZ6wl9NJOKB-jnmVQ"}`,
		"eyJhbGciOiJBMTI4S1ciLCJraWQiOiI4MWIyMDk2NS04MzMyLTQzZDktYTQ2OC04MjE2MGFkOTFhYzgiLCJlbmMiOiJBMTI4R0NNIn0.CBI6oDw8MydIx1IBntf_lQcw2MmJKIQx.Qx0pmsDa8KnJc9Jo.AwliP-KmWgsZ37BvzCefNen6VTbRK3QMA4TkvRkH0tP1bTdhtFJgJxeVmJkLD61A1hnWGetdg11c9ADsnWgL56NyxwSYjU1ZEHcGkd3EkU0vjHi9gTlb90qSYFfeF0LwkcTtjbYKCsiNJQkcIp1yeM03OmuiYSoYJVSpf7ej6zaYcMv3WwdxDFl8REwOhNImk2Xld2JXq6BR53TSFkyT7PwVLuq-1GwtGHlQeg7gDT6xW0JqHDPn_H-puQsmthc9Zg0ojmJfqqFvETUxLAF-KjcBTS5dNy6egwkYtOt8EIHK-oEsKYtZRaa8Z7MOZ7UGxGIMvEmxrGCPeJa14slv2-gaqK0kEThkaSqdYw0FkQZF.ER7MWJZ1FBI_NKvn7Zb1Lw"},
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

func TestEncryptionVectors(t *testing.T) {
	for _, v := range encryptionVectors {
		k := key(t, v.key)
		text, err := openCompact(k, v.compact)
		if err != nil || !bytes.HasPrefix(text, []byte("You can trust us")) || !bytes.HasSuffix(text, []byte("Frodo.")) {
			t.Errorf("%s: %q, %v", v.name, text, err)
		}
		for i := 0; i < len(v.compact); i += 3 {
			damaged := []byte(v.compact)
			damaged[i] ^= 4
			if _, err := openCompact(k, string(damaged)); err == nil {
				t.Errorf("%s: byte %d changed and not noticed", v.name, i)
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
