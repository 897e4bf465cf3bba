package certificate

import (
	"bytes"
	"crypto/x509"
	"errors"
	"fmt"
)

// IssuedBy checks that issuer has issued and signed c, and that c's common name
// is name if name is not "". No dates are looked at.
func IssuedBy(c, issuer *x509.Certificate, name string) error {
	if name != "" && c.Subject.CommonName != name {
		return fmt.Errorf("the common name is %q, not %q", c.Subject.CommonName, name)
	}
	if !bytes.Equal(c.RawIssuer, issuer.RawSubject) {
		return fmt.Errorf("it was issued by %s, not by %s", c.Issuer, issuer.Subject)
	}
	if len(c.AuthorityKeyId) > 0 && len(issuer.SubjectKeyId) > 0 && !bytes.Equal(c.AuthorityKeyId, issuer.SubjectKeyId) {
		return errors.New("another key of the issuer has signed it")
	}
	if extension(issuer, usageOID) != nil && issuer.KeyUsage&x509.KeyUsageCertSign == 0 {
		return errors.New("the issuer's key is not for signing certificates")
	}
	return issuer.CheckSignature(c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature)
}
