package tlsconn

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/pbkdf2"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"hash"

	"golang.org/x/crypto/scrypt"
)

const (
	// iterationsMost bounds the work that a key file can ask for
	// (RFC 8018 section 4.2 leaves it open).
	iterationsMost = 10_000_000
	// scryptMost bounds the memory that a key file can ask for, in bytes
	// (RFC 7914 section 6: 128 * N * r).
	scryptMost = 256 << 20
)

// encryptedKey is EncryptedPrivateKeyInfo (RFC 5958 section 3).
type encryptedKey struct {
	Algorithm pkix.AlgorithmIdentifier
	Data      []byte
}

// encrypted tells that der is one of those.
func encrypted(der []byte) bool {
	rest, err := asn1.Unmarshal(der, &encryptedKey{})
	return err == nil && len(rest) == 0
}

// pbes2 is PBES2-params (RFC 8018 appendix A.4).
type pbes2 struct {
	Derivation, Cipher pkix.AlgorithmIdentifier
}

// pbkdf2Params is PBKDF2-params (RFC 8018 appendix A.2).
type pbkdf2Params struct {
	Salt       []byte
	Iterations int
	KeyLength  int                      `asn1:"optional"`
	PRF        pkix.AlgorithmIdentifier `asn1:"optional"`
}

// scryptParams is scrypt-params (RFC 7914 section 7).
type scryptParams struct {
	Salt      []byte
	N, R, P   int
	KeyLength int `asn1:"optional"`
}

const (
	oidPBES2  = "1.2.840.113549.1.5.13"
	oidPBKDF2 = "1.2.840.113549.1.5.12"
	oidScrypt = "1.3.6.1.4.1.11591.4.11"
)

// prfs are PBKDF2's hashes; "" is the default.
var prfs = map[string]func() hash.Hash{
	"":                    sha1.New,
	"1.2.840.113549.2.7":  sha1.New,
	"1.2.840.113549.2.9":  sha256.New,
	"1.2.840.113549.2.10": sha512.New384,
	"1.2.840.113549.2.11": sha512.New,
}

// schemes are PBES2's ciphers, all in CBC mode, with their key lengths.
var schemes = map[string]struct {
	bytes int
	make  func([]byte) (cipher.Block, error)
}{
	"2.16.840.1.101.3.4.1.2":  {16, aes.NewCipher},
	"2.16.840.1.101.3.4.1.22": {24, aes.NewCipher},
	"2.16.840.1.101.3.4.1.42": {32, aes.NewCipher},
	"1.2.840.113549.3.7":      {24, des.NewTripleDESCipher},
}

var errWrongPassword = errors.New("the password does not open it")

// decryptPKCS8 opens a key that was encrypted by PBES2 (RFC 8018 section 6.2),
// which is what OpenSSL writes.
func decryptPKCS8(der []byte, password string) ([]byte, error) {
	if password == "" {
		return nil, errNeedsPassword
	}
	var e encryptedKey
	if _, err := asn1.Unmarshal(der, &e); err != nil {
		return nil, err
	}
	if id := e.Algorithm.Algorithm.String(); id != oidPBES2 {
		return nil, fmt.Errorf("its encryption %s is not supported", id)
	}
	var p pbes2
	if _, err := asn1.Unmarshal(e.Algorithm.Parameters.FullBytes, &p); err != nil {
		return nil, err
	}
	scheme, ok := schemes[p.Cipher.Algorithm.String()]
	if !ok {
		return nil, fmt.Errorf("its cipher %s is not supported", p.Cipher.Algorithm)
	}
	key, err := deriveKey(p.Derivation, password, scheme.bytes)
	if err != nil {
		return nil, err
	}
	block, err := scheme.make(key)
	if err != nil {
		return nil, err
	}
	var iv []byte
	if _, err := asn1.Unmarshal(p.Cipher.Parameters.FullBytes, &iv); err != nil {
		return nil, err
	}
	size := block.BlockSize()
	if len(iv) != size || len(e.Data) == 0 || len(e.Data)%size != 0 {
		return nil, errors.New("its encryption is malformed")
	}
	plain := make([]byte, len(e.Data))
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(plain, e.Data)
	pad := int(plain[len(plain)-1])
	if pad == 0 || pad > size {
		return nil, errWrongPassword
	}
	for _, b := range plain[len(plain)-pad:] {
		if int(b) != pad {
			return nil, errWrongPassword
		}
	}
	return plain[:len(plain)-pad], nil
}

func deriveKey(d pkix.AlgorithmIdentifier, password string, n int) ([]byte, error) {
	switch id := d.Algorithm.String(); id {
	case oidPBKDF2:
		var p pbkdf2Params
		if _, err := asn1.Unmarshal(d.Parameters.FullBytes, &p); err != nil {
			return nil, err
		}
		prf, ok := prfs[p.PRF.Algorithm.String()]
		if !ok || p.Iterations < 1 || p.Iterations > iterationsMost {
			return nil, errors.New("its key derivation is not supported")
		}
		return pbkdf2.Key(prf, password, p.Salt, p.Iterations, n)
	case oidScrypt:
		var p scryptParams
		if _, err := asn1.Unmarshal(d.Parameters.FullBytes, &p); err != nil {
			return nil, err
		}
		if p.N < 2 || p.R < 1 || p.P < 1 || p.N > scryptMost/128/p.R || p.P > 64 {
			return nil, errors.New("its key derivation is not supported")
		}
		return scrypt.Key([]byte(password), p.Salt, p.N, p.R, p.P, n)
	default:
		return nil, fmt.Errorf("its key derivation %s is not supported", id)
	}
}
