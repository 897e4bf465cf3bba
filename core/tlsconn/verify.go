package tlsconn

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"slices"
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
	noCRL             VerifyCode = 3
	badCRLSignature   VerifyCode = 8
	crlNotYetValid    VerifyCode = 11
	crlExpired        VerifyCode = 12
	revoked           VerifyCode = 23
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
	noCRL:             {"invalidca", "unable to get certificate CRL", 0},
	badCRLSignature:   {"invalidca", "CRL signature failure", 0},
	crlNotYetValid:    {"invalidca", "CRL is not yet valid", 0},
	crlExpired:        {"invalidca", "CRL has expired", 0},
	revoked:           {"invalidca", "certificate revoked", 0},
	unspecified:       {"", "unspecified certificate verification error", 0},
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

	certificate *x509.Certificate
}

// WhileSigning tells that it is a fault of those that come up when the chain is
// known and its signatures are checked, from its end to the peer's certificate.
func (e *VerifyError) WhileSigning() bool {
	return e.Code == badSignature || e.Code == notYetValid || e.Code == expired
}

// Text is the reason in OpenSSL's words.
func (e *VerifyError) Text() string { return faults[e.Code].text }

func (e *VerifyError) Error() string {
	return "certificate of \"" + e.Subject + "\": " + e.Text() + " (" + strconv.Itoa(int(e.Code)) + "): " + e.Cause.Error()
}

func (e *VerifyError) Unwrap() error { return e.Cause }

// verifier checks what peers present.
type verifier struct {
	// roots is nil for those of the system.
	roots *x509.CertPool
	usage x509.ExtKeyUsage
	revocation
	// find looks for an issuer that is not among the roots yet.
	find FindIssuer
	// ignoreTime: no certificate is too old or too young.
	ignoreTime bool
}

// FindIssuer gives the trusted certificates that may have issued one. It is
// called on any thread.
type FindIssuer func(issued *x509.Certificate) []*x509.Certificate

// IssuerSearch looks for CAs by their subject key identifiers, on the handshake's
// goroutine. next waits for one; nil: there is no other. end comes last.
type IssuerSearch func(keys [][]byte) (next func() *x509.Certificate, end func())

// searchedMost bounds how many certificates of a chain have their issuers searched
// for.
const searchedMost = 4

// Verification is what came of checking what a peer presented.
type Verification struct {
	// Presented is what the peer sent, its own certificate first.
	Presented []*x509.Certificate
	// Chain leads from there to who is trusted, as far as it could be found.
	Chain []*x509.Certificate
	// Failure is what is wrong, nil if nothing is.
	Failure *VerifyError
	// Depth is the guilty certificate's place in Chain.
	Depth int
}

// Judge is asked what the program makes of a verification, on the handshake's
// goroutine. False refuses the peer. True accepts a failure: what else may be
// wrong is looked for, and told by another call; one without a failure comes last.
type Judge func(*Verification) bool

// ErrRefused: the program did not want the peer, whose certificate was fine.
var ErrRefused = errors.New("the program refuses the certificate")

// verification checks what one peer presents.
type verification struct {
	verifier
	name     string
	leniency Leniency
	judge    Judge
	// search, if there is one, is tried once; searched are the CAs it found.
	search   IssuerSearch
	searched []*x509.Certificate
	// vouched: what is resumed began with a chain that was fine.
	vouched bool
	// accepted are the failures that judge accepted.
	accepted map[VerifyCode]bool
}

// check is tls.Config.VerifyConnection.
func (v *verification) check(state tls.ConnectionState) error {
	chain := state.PeerCertificates
	if len(chain) == 0 {
		if v.usage == x509.ExtKeyUsageClientAuth {
			return nil // crypto/tls knows whether one is required
		}
		return errors.New("the server has no certificate")
	}
	v.accepted, v.vouched = nil, v.vouched && state.DidResume
	for {
		path, err := v.verify(chain)
		if err != nil && v.leniency&AllowAnything != 0 {
			err = nil
		}
		if v.judge == nil {
			if err != nil {
				return err
			}
			return nil
		}
		outcome := &Verification{Presented: chain, Chain: path, Failure: err}
		if err != nil {
			for i, c := range path {
				if c.Equal(err.certificate) {
					outcome.Depth = i
				}
			}
		}
		switch accepted := v.judge(outcome); {
		case err == nil && !accepted:
			return &VerifyError{Code: unspecified, Subject: chain[0].Subject.String(), Cause: ErrRefused}
		case err == nil:
			return nil
		case !accepted || v.accepted[err.Code]:
			return err
		}
		if v.accepted == nil {
			v.accepted = map[VerifyCode]bool{}
		}
		v.accepted[err.Code] = true
	}
}

// overlooks tells that a failure does not count.
func (v *verification) overlooks(code VerifyCode) bool {
	return v.leniency&faults[code].overlooked != 0 || v.accepted[code] || v.vouched && code == unknownIssuer
}

// verify finds the first failure that counts.
func (v *verification) verify(chain []*x509.Certificate) (path []*x509.Certificate, failure *VerifyError) {
	if path, failure = v.checkChain(chain); failure != nil {
		return path, failure
	}
	if v.name == "" {
		return path, nil
	}
	if err := matchName(chain[0], v.name); err != nil {
		code := hostnameMismatch
		if isAddress(v.name) {
			code = ipAddressMismatch
		}
		if !v.overlooks(code) {
			return path, fault(code, chain[0], err)
		}
	}
	return path, nil
}

func (v *verification) checkChain(chain []*x509.Certificate) (path []*x509.Certificate, failure *VerifyError) {
	now := time.Now()
	checked := chain
	if early, late := v.ignoreTime || v.overlooks(notYetValid), v.ignoreTime || v.overlooks(expired); early || late {
		checked = timeless(chain, now, early, late)
	}
	options := x509.VerifyOptions{Roots: v.roots, Intermediates: x509.NewCertPool(), CurrentTime: now,
		KeyUsages: []x509.ExtKeyUsage{v.usage}}
	for _, c := range checked[1:] {
		options.Intermediates.AddCert(c)
	}
	found, err := checked[0].Verify(options)
	if err != nil && v.find != nil {
		if known := v.lookUp(&options, checked); known {
			found, err = checked[0].Verify(options)
		}
	}
	if err != nil && (v.search != nil || v.searched != nil) {
		var unknown x509.UnknownAuthorityError
		if errors.As(err, &unknown) && !v.overlooks(unknownIssuer) {
			found, err = v.searchIssuers(&options, checked)
		}
	}
	if err == nil {
		path = found[0]
		return path, v.checkRevocation(path, now, v.overlooks)
	}
	code, guilty := classify(err, chain, now)
	path = presentedPath(chain)
	if !v.overlooks(code) {
		return path, fault(code, guilty, err)
	}
	if v.ignoreTime {
		return path, nil
	}
	return path, v.checkTimes(path, now)
}

// searchIssuers verifies chain with what search finds of its issuers.
func (v *verification) searchIssuers(options *x509.VerifyOptions, chain []*x509.Certificate) (found [][]*x509.Certificate, err error) {
	options.Roots = poolFrom(options.Roots)
	for _, c := range v.searched {
		options.Roots.AddCert(c)
	}
	found, err = chain[0].Verify(*options)
	if err == nil || v.search == nil {
		return found, err
	}
	next, end := v.search(authorities(chain))
	defer end()
	v.search = nil
	for c := next(); c != nil && err != nil; c = next() {
		v.searched = append(v.searched, c)
		options.Roots.AddCert(c)
		found, err = chain[0].Verify(*options)
	}
	return found, err
}

// authorities are the key identifiers of the issuers in chain, each once.
func authorities(chain []*x509.Certificate) (keys [][]byte) {
	for _, c := range chain[:min(len(chain), searchedMost)] {
		same := func(key []byte) bool { return string(key) == string(c.AuthorityKeyId) }
		if len(c.AuthorityKeyId) > 0 && !slices.ContainsFunc(keys, same) {
			keys = append(keys, c.AuthorityKeyId)
		}
	}
	return keys
}

// lookUp adds to the roots what find knows of the issuers of chain.
func (v *verification) lookUp(options *x509.VerifyOptions, chain []*x509.Certificate) (known bool) {
	for _, c := range chain {
		for _, issuer := range v.find(c) {
			if !known {
				// Others may read the present one.
				known, options.Roots = true, poolFrom(options.Roots)
			}
			options.Roots.AddCert(issuer)
		}
	}
	return known
}

func poolFrom(pool *x509.CertPool) *x509.CertPool {
	if pool != nil {
		return pool.Clone()
	}
	if system, err := x509.SystemCertPool(); err == nil {
		return system
	}
	return x509.NewCertPool()
}

// presentedPath is chain in the order in which each was issued by the next, as
// far as it goes: peers may send more than that, in any order.
func presentedPath(chain []*x509.Certificate) []*x509.Certificate {
	path := chain[:1:1]
	for len(path) < len(chain) {
		last := path[len(path)-1]
		if string(last.RawIssuer) == string(last.RawSubject) {
			break
		}
		var next *x509.Certificate
		for _, c := range chain[1:] {
			if string(c.RawSubject) == string(last.RawIssuer) && last.CheckSignatureFrom(c) == nil {
				next = c
				break
			}
		}
		if next == nil {
			break
		}
		path = append(path, next)
	}
	return path
}

// timeless is chain as if all of it had begun when early, and had not ended when
// late. What is signed are the bytes of a certificate, which stay.
func timeless(chain []*x509.Certificate, now time.Time, early, late bool) []*x509.Certificate {
	list := make([]*x509.Certificate, len(chain))
	for i, c := range chain {
		always := *c
		if early && c.NotBefore.After(now) {
			always.NotBefore = now
		}
		if late && c.NotAfter.Before(now) {
			always.NotAfter = now
		}
		list[i] = &always
	}
	return list
}

// checkTimes is what is left to check of a chain that nobody trusted has signed.
func (v *verification) checkTimes(chain []*x509.Certificate, now time.Time) *VerifyError {
	for _, c := range chain {
		switch {
		case now.After(c.NotAfter) && !v.overlooks(expired):
			return fault(expired, c, errors.New("it was valid until "+c.NotAfter.Format(time.DateTime)))
		case now.Before(c.NotBefore) && !v.overlooks(notYetValid):
			return fault(notYetValid, c, errors.New("it is valid from "+c.NotBefore.Format(time.DateTime)))
		}
	}
	return nil
}

func fault(code VerifyCode, c *x509.Certificate, cause error) *VerifyError {
	return &VerifyError{Code: code, Class: faults[code].class, Subject: c.Subject.String(), Cause: cause, certificate: c}
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
