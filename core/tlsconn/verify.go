package tlsconn

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"strconv"
	"time"
)

// Leniency is what a client overlooks in a server's certificate.
type Leniency uint8

const (
	// AllowSelfSigned: nobody that is trusted has signed the chain.
	AllowSelfSigned Leniency = 1 << iota
	// AllowName: it is for another name.
	AllowName
	// AllowExpired: its time is over, or has not begun.
	AllowExpired
	// AllowAnything: whatever is wrong with it.
	AllowAnything
)

// VerifyCode is OpenSSL's number for what is wrong with a certificate, which
// programs know from logs.
type VerifyCode int

const (
	badSignature      VerifyCode = 7
	notYetValid       VerifyCode = 9
	expired           VerifyCode = 10
	selfSignedLeaf    VerifyCode = 18
	selfSignedChain   VerifyCode = 19
	unknownIssuer     VerifyCode = 20
	invalidCA         VerifyCode = 24
	pathTooLong       VerifyCode = 25
	wrongPurpose      VerifyCode = 26
	forbiddenName     VerifyCode = 47
	hostnameMismatch  VerifyCode = 62
	ipAddressMismatch VerifyCode = 64
	unspecified       VerifyCode = 1
)

// faults are how each is told, and which leniency overlooks it.
var faults = map[VerifyCode]struct {
	class, text string
	overlooked  Leniency
}{
	badSignature:      {"invalidca", "certificate signature failure", 0},
	notYetValid:       {"notyetvalid", "certificate is not yet valid", AllowExpired},
	expired:           {"expired", "certificate has expired", AllowExpired},
	selfSignedLeaf:    {"invalidca", "self-signed certificate", AllowSelfSigned},
	selfSignedChain:   {"invalidca", "self-signed certificate in certificate chain", AllowSelfSigned},
	unknownIssuer:     {"invalidca", "unable to get local issuer certificate", AllowSelfSigned},
	invalidCA:         {"invalidca", "invalid CA certificate", 0},
	pathTooLong:       {"invalidca", "path length constraint exceeded", 0},
	wrongPurpose:      {"invalidca", "unsuitable certificate purpose", 0},
	forbiddenName:     {"invalidca", "permitted subtree violation", 0},
	hostnameMismatch:  {"hostname", "hostname mismatch", AllowName},
	ipAddressMismatch: {"hostname", "IP address mismatch", AllowName},
	unspecified:       {"invalidca", "unspecified certificate verification error", 0},
}

// VerifyError says what is wrong with a peer's certificate.
type VerifyError struct {
	Code VerifyCode
	// Class is lws's word for the kind of fault.
	Class string
	// Subject is whose certificate it is.
	Subject string
	// Cause is crypto/x509's explanation.
	Cause error
}

// Text is the reason in OpenSSL's words.
func (e *VerifyError) Text() string { return faults[e.Code].text }

func (e *VerifyError) Error() string {
	return "certificate of \"" + e.Subject + "\": " + e.Text() + " (" + strconv.Itoa(int(e.Code)) + "): " + e.Cause.Error()
}

func (e *VerifyError) Unwrap() error { return e.Cause }

// verification checks what one server presents.
type verification struct {
	roots    *x509.CertPool
	name     string
	leniency Leniency
}

// check is tls.Config.VerifyConnection.
func (v *verification) check(state tls.ConnectionState) error {
	chain := state.PeerCertificates
	if len(chain) == 0 {
		return errors.New("the server has no certificate")
	}
	if v.leniency&AllowAnything != 0 {
		return nil
	}
	if err := v.checkChain(chain); err != nil {
		return err
	}
	if v.leniency&AllowName != 0 || v.name == "" {
		return nil
	}
	if err := matchName(chain[0], v.name); err != nil {
		code := hostnameMismatch
		if isAddress(v.name) {
			code = ipAddressMismatch
		}
		return fault(code, chain[0], err)
	}
	return nil
}

func (v *verification) checkChain(chain []*x509.Certificate) error {
	now := time.Now()
	if v.leniency&AllowExpired != 0 {
		chain = timeless(chain)
	}
	options := x509.VerifyOptions{Roots: v.roots, Intermediates: x509.NewCertPool(), CurrentTime: now}
	for _, c := range chain[1:] {
		options.Intermediates.AddCert(c)
	}
	_, err := chain[0].Verify(options)
	if err == nil {
		return nil
	}
	code, guilty := classify(err, chain, now)
	if v.leniency&faults[code].overlooked == 0 {
		return fault(code, guilty, err)
	}
	return v.checkTimes(chain, now)
}

// timeless is chain as if it were valid at all times. What is signed are the
// bytes of a certificate, which stay.
func timeless(chain []*x509.Certificate) []*x509.Certificate {
	list := make([]*x509.Certificate, len(chain))
	for i, c := range chain {
		always := *c
		always.NotBefore, always.NotAfter = time.Time{}, time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
		list[i] = &always
	}
	return list
}

// checkTimes is what is left to check of a chain that nobody trusted has signed.
func (v *verification) checkTimes(chain []*x509.Certificate, now time.Time) error {
	for _, c := range chain {
		switch {
		case now.After(c.NotAfter):
			return fault(expired, c, errors.New("it was valid until "+c.NotAfter.Format(time.DateTime)))
		case now.Before(c.NotBefore):
			return fault(notYetValid, c, errors.New("it is valid from "+c.NotBefore.Format(time.DateTime)))
		}
	}
	return nil
}

func fault(code VerifyCode, c *x509.Certificate, cause error) error {
	return &VerifyError{Code: code, Class: faults[code].class, Subject: c.Subject.String(), Cause: cause}
}

// classify finds OpenSSL's number for an error of crypto/x509.
func classify(err error, chain []*x509.Certificate, now time.Time) (VerifyCode, *x509.Certificate) {
	var invalid x509.CertificateInvalidError
	if errors.As(err, &invalid) {
		guilty := invalid.Cert
		switch invalid.Reason {
		case x509.Expired:
			if now.Before(guilty.NotBefore) {
				return notYetValid, guilty
			}
			return expired, guilty
		case x509.NotAuthorizedToSign:
			return invalidCA, guilty
		case x509.TooManyIntermediates:
			return pathTooLong, guilty
		case x509.IncompatibleUsage:
			return wrongPurpose, guilty
		case x509.CANotAuthorizedForThisName, x509.NameConstraintsWithoutSANs:
			return forbiddenName, guilty
		}
		return unspecified, guilty
	}
	var unknown x509.UnknownAuthorityError
	if errors.As(err, &unknown) {
		for i, c := range chain {
			if isSelfSigned(c) {
				if i == 0 {
					return selfSignedLeaf, c
				}
				return selfSignedChain, c
			}
		}
		return unknownIssuer, chain[0]
	}
	return unspecified, chain[0]
}

func isSelfSigned(c *x509.Certificate) bool {
	return string(c.RawIssuer) == string(c.RawSubject) &&
		c.CheckSignature(c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature) == nil
}
