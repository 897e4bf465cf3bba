// Package certtest makes certificates for tests: none that expires is kept.
package certtest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"time"
)

// Pair is a certificate with its key, in PEM.
type Pair struct {
	Chain, Key []byte
	Cert       *x509.Certificate
	Signer     crypto.Signer
}

// Spec says what a certificate is like. The zero value is a self-signed one
// for localhost that is valid now.
type Spec struct {
	Name string
	// Names are the alternative names; nil means Name.
	Names []string
	// Kind is "ecdsa" (the default), "rsa" or "ed25519".
	Kind    string
	CA      bool
	Issuer  *Pair
	Expired bool
}

// Make makes a certificate.
func Make(s Spec) *Pair {
	if s.Name == "" {
		s.Name = "localhost"
	}
	if s.Names == nil {
		s.Names = []string{s.Name}
	}
	from := time.Now().Add(-time.Hour)
	until := from.Add(48 * time.Hour)
	if s.Expired {
		from, until = from.Add(-96*time.Hour), from.Add(-48*time.Hour)
	}
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	must(err)
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: s.Name}, NotBefore: from, NotAfter: until,
		KeyUsage: x509.KeyUsageDigitalSignature, IsCA: s.CA, BasicConstraintsValid: true,
	}
	if s.CA {
		template.KeyUsage |= x509.KeyUsageCertSign | x509.KeyUsageCRLSign
	}
	for _, name := range s.Names {
		if ip := net.ParseIP(name); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else if !s.CA {
			template.DNSNames = append(template.DNSNames, name)
		}
	}
	p := &Pair{Signer: key(s.Kind)}
	parent, signer := template, p.Signer
	if s.Issuer != nil {
		parent, signer = s.Issuer.Cert, s.Issuer.Signer
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, p.Signer.Public(), signer)
	must(err)
	p.Cert, err = x509.ParseCertificate(der)
	must(err)
	p.Chain = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	if s.Issuer != nil {
		p.Chain = append(p.Chain, s.Issuer.Chain...)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(p.Signer)
	must(err)
	p.Key = pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8})
	return p
}

func key(kind string) (signer crypto.Signer) {
	var err error
	switch kind {
	case "rsa":
		signer, err = rsa.GenerateKey(rand.Reader, 2048)
	case "ed25519":
		_, signer, err = ed25519.GenerateKey(rand.Reader)
	default:
		signer, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	}
	must(err)
	return signer
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
