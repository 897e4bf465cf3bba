package tlsconn

import (
	"bytes"
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
)

// Certificates parses one or more certificates.
func Certificates(s Source) ([]*x509.Certificate, error) {
	var list []*x509.Certificate
	add := func(der []byte) error {
		found, err := x509.ParseCertificates(der)
		if err != nil {
			return fmt.Errorf("certificate %s: %w", s.Name, err)
		}
		list = append(list, found...)
		return nil
	}
	if !isPEM(s.Data) {
		if len(s.Data) == 0 {
			return nil, fmt.Errorf("certificate %s: it is empty", s.Name)
		}
		return list, add(s.Data)
	}
	for rest := s.Data; ; {
		var b *pem.Block
		if b, rest = pem.Decode(rest); b == nil {
			break
		}
		if isCertificate(b) {
			if err := add(b.Bytes); err != nil {
				return nil, err
			}
		}
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("certificate %s: there is none in it", s.Name)
	}
	return list, nil
}

// FirstCertificate parses the first certificate of a PEM text.
func FirstCertificate(s Source) (*x509.Certificate, error) {
	for rest := s.Data; ; {
		var b *pem.Block
		if b, rest = pem.Decode(rest); b == nil {
			return nil, fmt.Errorf("certificate %s: there is none in it", s.Name)
		}
		if isCertificate(b) {
			return x509.ParseCertificate(b.Bytes)
		}
	}
}

func isCertificate(b *pem.Block) bool {
	return b.Type == "CERTIFICATE" || b.Type == "X509 CERTIFICATE" || b.Type == "TRUSTED CERTIFICATE"
}

func isPEM(data []byte) bool { return bytes.Contains(data, []byte("-----BEGIN ")) }

// PrivateKey parses a private key, which password opens if it is encrypted.
func PrivateKey(s Source, password string) (crypto.Signer, error) {
	der, err := keyBytes(s.Data, password)
	if err != nil {
		return nil, fmt.Errorf("private key %s: %w", s.Name, err)
	}
	key, err := parseKey(der)
	if err != nil {
		return nil, fmt.Errorf("private key %s: %w", s.Name, err)
	}
	return key, nil
}

// keyBytes is the DER of a key, decrypted.
func keyBytes(data []byte, password string) ([]byte, error) {
	if !isPEM(data) {
		if len(data) == 0 {
			return nil, errors.New("it is empty")
		}
		if encrypted(data) {
			return decryptPKCS8(data, password)
		}
		return data, nil
	}
	for rest := data; ; {
		var b *pem.Block
		if b, rest = pem.Decode(rest); b == nil {
			return nil, errors.New("there is none in it")
		}
		switch b.Type {
		case "ENCRYPTED PRIVATE KEY":
			return decryptPKCS8(b.Bytes, password)
		case "PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY":
			// RFC 1421's encryption is what older tools write.
			if x509.IsEncryptedPEMBlock(b) { //nolint:staticcheck // read only
				if password == "" {
					return nil, errNeedsPassword
				}
				return x509.DecryptPEMBlock(b, []byte(password)) //nolint:staticcheck // read only
			}
			return b.Bytes, nil
		}
	}
}

var errNeedsPassword = errors.New("it is encrypted, and no password is given")

func parseKey(der []byte) (crypto.Signer, error) {
	key, err := x509.ParsePKCS8PrivateKey(der)
	if err == nil {
		if signer, ok := key.(crypto.Signer); ok {
			return signer, nil
		}
		return nil, errors.New("this kind of key cannot sign")
	}
	if key, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return key, nil
	}
	if key, err := x509.ParseECPrivateKey(der); err == nil {
		return key, nil
	}
	return nil, errors.New("it is no private key of a kind that is known here (PKCS #8, PKCS #1, SEC 1)")
}

// KeyPair parses a chain, its first certificate the own one, and its key.
func KeyPair(chain, key Source, password string) (tls.Certificate, error) {
	var pair tls.Certificate
	list, err := Certificates(chain)
	if err != nil {
		return pair, err
	}
	signer, err := PrivateKey(key, password)
	if err != nil {
		return pair, err
	}
	public, ok := signer.Public().(interface{ Equal(crypto.PublicKey) bool })
	if !ok || !public.Equal(list[0].PublicKey) {
		return pair, fmt.Errorf("private key %s: it does not belong to certificate %s (%s)", key.Name, chain.Name, list[0].Subject)
	}
	for _, c := range list {
		pair.Certificate = append(pair.Certificate, c.Raw)
	}
	pair.PrivateKey, pair.Leaf = signer, list[0]
	return pair, nil
}
