package certificate

import (
	"crypto/x509"
	"encoding/asn1"
	"errors"
)

// Kind is what to ask a certificate for: LWS_TLS_CERT_INFO_.
type Kind int

// The kinds, with libwebsockets' numbers.
const (
	ValidFrom Kind = iota
	ValidTo
	CommonName
	IssuerName
	Usage
	Verified
	PublicKey
	Raw
	AuthorityKeyID
	AuthorityKeyIssuer
	AuthorityKeySerial
	SubjectKeyID
)

// NoUsage is the answer of a certificate without a key usage extension: it may
// be used for anything (RFC 5280 section 4.2.1.3).
const NoUsage = 0xffffffff

// Answer is what a certificate says: a number, or bytes.
type Answer struct {
	Number int64
	Bytes  []byte
	// IsText: Bytes have already been cut to fit and go with a NUL behind them.
	IsText bool
	// IsNumber: it is Number.
	IsNumber bool
}

// ErrAbsent: the certificate does not have it. ErrUnknown: no such kind.
var (
	ErrAbsent  = errors.New("the certificate does not say")
	ErrUnknown = errors.New("a certificate cannot be asked for that")
)

// How much room lws leaves unused: who asks with little gets the same answers.
const (
	commonNameSpare = 2
	issuerSpare     = 1
)

// Info asks c. Text is cut to fit into room with a NUL behind it.
func Info(c *x509.Certificate, kind Kind, room int) (Answer, error) {
	if kind < 0 || int(kind) >= len(askers) || askers[kind] == nil {
		return Answer{}, ErrUnknown
	}
	return askers[kind](c, room)
}

// askers are how each kind is answered; Verified is not the certificate's.
var askers = [...]func(*x509.Certificate, int) (Answer, error){
	ValidFrom: func(c *x509.Certificate, _ int) (Answer, error) {
		return Answer{Number: c.NotBefore.Unix(), IsNumber: true}, nil
	},
	ValidTo: func(c *x509.Certificate, _ int) (Answer, error) {
		return Answer{Number: c.NotAfter.Unix(), IsNumber: true}, nil
	},
	CommonName: func(c *x509.Certificate, room int) (Answer, error) {
		return Answer{Bytes: []byte(commonName(oneLine(c.RawSubject, room, commonNameSpare))), IsText: true}, nil
	},
	IssuerName: func(c *x509.Certificate, room int) (Answer, error) {
		return Answer{Bytes: []byte(oneLine(c.RawIssuer, room, issuerSpare)), IsText: true}, nil
	},
	Usage: func(c *x509.Certificate, _ int) (Answer, error) {
		return Answer{Number: int64(usage(c)), IsNumber: true}, nil
	},
	PublicKey: func(c *x509.Certificate, _ int) (Answer, error) {
		return Answer{Bytes: c.RawSubjectPublicKeyInfo}, nil
	},
	Raw: func(c *x509.Certificate, _ int) (Answer, error) {
		return Answer{Bytes: c.Raw}, nil
	},
	AuthorityKeyID: func(c *x509.Certificate, _ int) (Answer, error) {
		return present(c.AuthorityKeyId)
	},
	AuthorityKeyIssuer: func(c *x509.Certificate, room int) (Answer, error) {
		id := authority(c)
		for _, name := range id.Issuer {
			// directoryName of GeneralName (RFC 5280 section 4.2.1.6).
			if name.Class == asn1.ClassContextSpecific && name.Tag == 4 {
				return Answer{Bytes: []byte(oneLine(name.Bytes, room, issuerSpare)), IsText: true}, nil
			}
		}
		return Answer{}, ErrAbsent
	},
	AuthorityKeySerial: func(c *x509.Certificate, _ int) (Answer, error) {
		return present(authority(c).Serial.Bytes)
	},
	SubjectKeyID: func(c *x509.Certificate, _ int) (Answer, error) {
		return present(c.SubjectKeyId)
	},
}

func present(b []byte) (Answer, error) {
	if len(b) == 0 {
		return Answer{}, ErrAbsent
	}
	return Answer{Bytes: b}, nil
}

var (
	usageOID     = asn1.ObjectIdentifier{2, 5, 29, 15}
	authorityOID = asn1.ObjectIdentifier{2, 5, 29, 35}
)

// usage is the key usage with the bits as OpenSSL numbers them: the first octet
// of the bit string is the low one, its first bit 0x80.
func usage(c *x509.Certificate) uint32 {
	if extension(c, usageOID) == nil {
		return NoUsage
	}
	var bits uint32
	for i := range 8 {
		if c.KeyUsage&(1<<i) != 0 {
			bits |= 0x80 >> i
		}
	}
	if c.KeyUsage&x509.KeyUsageDecipherOnly != 0 {
		bits |= 0x8000
	}
	return bits
}

func extension(c *x509.Certificate, oid asn1.ObjectIdentifier) []byte {
	for _, e := range c.Extensions {
		if e.Id.Equal(oid) {
			return e.Value
		}
	}
	return nil
}

// authorityKey is AuthorityKeyIdentifier (RFC 5280 section 4.2.1.1).
type authorityKey struct {
	KeyID  asn1.RawValue   `asn1:"optional,tag:0"`
	Issuer []asn1.RawValue `asn1:"optional,tag:1"`
	Serial asn1.RawValue   `asn1:"optional,tag:2"`
}

func authority(c *x509.Certificate) (id authorityKey) {
	if _, err := asn1.Unmarshal(extension(c, authorityOID), &id); err != nil {
		return authorityKey{}
	}
	return id
}
