package jose

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/golws/golws/core/gencrypto"
)

// SignClaims makes a compact JWT (RFC 7519 §7.1). header may be nil; it has to
// name the algorithm otherwise. Claims have to be a JSON object.
func SignClaims(alg string, k *Key, header, claims []byte) ([]byte, error) {
	if len(header) == 0 {
		header = append(appendQuoted([]byte(`{"alg":`), alg), '}')
	} else if h, err := ParseHeader(header); err != nil {
		return nil, err
	} else if h.Text(ParamAlg) != alg {
		return nil, fmt.Errorf("%w: the header says another one", ErrAlgorithm)
	}
	if claims := bytes.TrimLeft(claims, " \t\r\n"); !bytes.HasPrefix(claims, []byte{'{'}) || !json.Valid(claims) {
		return nil, ErrSyntax
	}
	text := Encode(nil, header)
	text = Encode(append(text, '.'), claims)
	sig, err := Sign(alg, k, text)
	if err != nil {
		return nil, err
	}
	return Encode(append(text, '.'), sig), nil
}

// VerifyClaims checks the signature of a compact JWT, which has to be by one of
// the algorithms, and returns the claims (RFC 7519 §7.2, RFC 8725 §3.1).
func VerifyClaims(algorithms []string, k *Key, compact []byte) ([]byte, error) {
	blocks, err := Split(compact, 3)
	if err != nil || len(blocks) != 3 {
		return nil, ErrSyntax
	}
	h, err := SignatureHeader(blocks[0], nil)
	if err != nil {
		return nil, err
	}
	alg, accepted := h.Text(ParamAlg), false
	for _, a := range algorithms {
		accepted = accepted || strings.TrimSpace(a) == alg
	}
	if !accepted {
		return nil, fmt.Errorf("%w: %.16q is not accepted", ErrAlgorithm, alg)
	}
	sig, err := Decode(nil, blocks[2])
	if err != nil {
		return nil, err
	}
	if err := Verify(alg, k, compact[:bytes.LastIndexByte(compact, '.')], sig); err != nil {
		return nil, err
	}
	return Decode([]byte{}, blocks[1])
}

// SignWithNonce makes a flattened JWS with the key and the server's nonce in its
// header, as ACME began (RFC 8555 §6.2, without "url").
func SignWithNonce(k *Key, nonce string, payload []byte) ([]byte, error) {
	alg := "RS256"
	if k.Type == KeyEC {
		e, err := k.asEC()
		if err != nil {
			return nil, err
		}
		alg = map[*gencrypto.Curve]string{gencrypto.P256: "ES256", gencrypto.P384: "ES384", gencrypto.P521: "ES512"}[e.Curve]
	}
	public, err := k.export(false, false)
	if err != nil {
		return nil, err
	}
	if k.Type != KeyRSA && k.Type != KeyEC {
		return nil, ErrKey
	}
	header := append(appendQuoted([]byte(`{"alg":`), alg), `,"jwk":`...)
	header = append(append(header, public...), `,"nonce":`...)
	header = append(appendQuoted(header, nonce), '}')
	s := Signed{Protected: Encode(nil, header)}
	text := Encode([]byte{}, payload)
	sig, err := Sign(alg, k, SigningInput(s.Protected, text))
	if err != nil {
		return nil, err
	}
	s.Signature = Encode(nil, sig)
	return AppendFlattenedSigned(nil, text, s), nil
}
