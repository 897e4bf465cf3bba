package tlsconn

import (
	"crypto/x509"
	"errors"
	"math/big"
	"time"
)

// Revocation says what revoked certificates are looked for in: lists in DER.
type Revocation struct {
	Lists [][]byte
	// Leaf: the peer's own certificate has to be in no list; All: each of the
	// chain but its end.
	Leaf, All bool
}

// check reads the lists. One that cannot be read is as good as none.
func (r Revocation) check() revocation {
	c := revocation{leaf: r.Leaf, all: r.All}
	for _, der := range r.Lists {
		if l, err := x509.ParseRevocationList(der); err == nil {
			c.lists = append(c.lists, l)
		}
	}
	return c
}

// revocation is the check with lists of revoked certificates (RFC 5280 section
// 6.3), off when there is nothing to check.
type revocation struct {
	lists []*x509.RevocationList
	// leaf checks the peer's certificate, all each but the last.
	leaf, all bool
}

// checkRevocation looks for what is revoked in a chain that ends with who is
// trusted.
func (r *revocation) checkRevocation(chain []*x509.Certificate, now time.Time, overlooked func(VerifyCode) bool) *VerifyError {
	if !r.leaf {
		return nil
	}
	for i, c := range chain {
		if i == len(chain)-1 && i > 0 || i > 0 && !r.all {
			break
		}
		issuer := c
		if i+1 < len(chain) {
			issuer = chain[i+1]
		}
		if code, why := r.find(c.SerialNumber, issuer, now); why != nil && !overlooked(code) {
			return fault(code, c, why)
		}
	}
	return nil
}

// find tells what the issuer's list says of a certificate: nil is good.
func (r *revocation) find(serial *big.Int, issuer *x509.Certificate, now time.Time) (VerifyCode, error) {
	code, why := noCRL, errors.New("there is no list of "+issuer.Subject.String())
	for _, l := range r.lists {
		if string(l.RawIssuer) != string(issuer.RawSubject) {
			continue
		}
		switch {
		case l.CheckSignatureFrom(issuer) != nil:
			code, why = badCRLSignature, errors.New("the list is not signed by "+issuer.Subject.String())
			continue
		case now.Before(l.ThisUpdate):
			code, why = crlNotYetValid, errors.New("the list is valid from "+l.ThisUpdate.Format(time.DateTime))
			continue
		case !l.NextUpdate.IsZero() && now.After(l.NextUpdate):
			code, why = crlExpired, errors.New("the list was valid until "+l.NextUpdate.Format(time.DateTime))
			continue
		}
		for i := range l.RevokedCertificateEntries {
			if l.RevokedCertificateEntries[i].SerialNumber.Cmp(serial) == 0 {
				return revoked, errors.New("it is revoked since " + l.RevokedCertificateEntries[i].RevocationTime.Format(time.DateTime))
			}
		}
		return 0, nil
	}
	return code, why
}
