package tlsconn

import (
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"math/big"
	"testing"
	"time"

	"github.com/golws/golws/core/tlsconn/certtest"
)

// chainOf is what a server with that certificate presents.
func chainOf(t *testing.T, p *certtest.Pair) tls.ConnectionState {
	t.Helper()
	list, err := Certificates(sourceOf(p.Chain))
	if err != nil {
		t.Fatal(err)
	}
	return tls.ConnectionState{PeerCertificates: list}
}

func verifyCode(err error) VerifyCode {
	var failure *VerifyError
	if errors.As(err, &failure) {
		return failure.Code
	}
	return 0
}

// Accepting one failure accepts no other: each is told on its own.
func TestJudgeAcceptsOneFailureAtATime(t *testing.T) {
	pair := certtest.Make(certtest.Spec{Names: []string{"server"}, Expired: true})
	for _, tt := range []struct {
		accepts []VerifyCode
		want    VerifyCode
	}{
		{nil, expired},
		{[]VerifyCode{expired}, selfSignedLeaf},
		{[]VerifyCode{selfSignedLeaf, expired}, hostnameMismatch},
		{[]VerifyCode{selfSignedLeaf, expired, hostnameMismatch}, 0},
		{[]VerifyCode{selfSignedLeaf, hostnameMismatch}, expired},
	} {
		last := false
		v := &verification{verifier: verifier{roots: x509.NewCertPool(), usage: x509.ExtKeyUsageServerAuth}, name: "other"}
		v.judge = func(outcome *Verification) bool {
			last = outcome.Failure == nil
			for _, code := range tt.accepts {
				if !last && outcome.Failure.Code == code {
					return true
				}
			}
			return last
		}
		err := v.check(chainOf(t, pair))
		if got := verifyCode(err); got != tt.want || last != (tt.want == 0) {
			t.Errorf("accepting %v: %v, the last question without a failure: %v", tt.accepts, err, last)
		}
	}
}

func TestJudgeRefusesWhatIsFine(t *testing.T) {
	pair := certtest.Make(certtest.Spec{Names: []string{"server"}})
	state := chainOf(t, pair)
	roots := x509.NewCertPool()
	roots.AddCert(state.PeerCertificates[0])
	v := &verification{verifier: verifier{roots: roots, usage: x509.ExtKeyUsageServerAuth}, name: "server"}
	if err := v.check(state); err != nil {
		t.Fatal(err)
	}
	v.judge = func(*Verification) bool { return false }
	if err := v.check(state); !errors.Is(err, ErrRefused) {
		t.Error(err)
	}
}

// RFC 5280 section 6.3: a list that is missing, too old or forged is no proof.
func TestRevocation(t *testing.T) {
	ca := certtest.Make(certtest.Spec{Name: "CA", CA: true})
	stranger := certtest.Make(certtest.Spec{Name: "CA", CA: true})
	pair := certtest.Make(certtest.Spec{Names: []string{"server"}, Issuer: ca})
	state := chainOf(t, pair)
	now := time.Now()
	list := func(by *certtest.Pair, until time.Time, serials ...*big.Int) []byte {
		issuer, err := FirstCertificate(sourceOf(by.Chain))
		if err != nil {
			t.Fatal(err)
		}
		key, err := PrivateKey(sourceOf(by.Key), "")
		if err != nil {
			t.Fatal(err)
		}
		template := &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: now.Add(-2 * time.Hour), NextUpdate: until}
		for _, serial := range serials {
			template.RevokedCertificateEntries = append(template.RevokedCertificateEntries,
				x509.RevocationListEntry{SerialNumber: serial, RevocationTime: now.Add(-time.Hour)})
		}
		der, err := x509.CreateRevocationList(rand.Reader, template, issuer, key)
		if err != nil {
			t.Fatal(err)
		}
		return der
	}
	serial, later, before := state.PeerCertificates[0].SerialNumber, now.Add(time.Hour), now.Add(-time.Hour)
	for name, tt := range map[string]struct {
		lists [][]byte
		want  VerifyCode
	}{
		"good":    {[][]byte{list(ca, later, big.NewInt(7))}, 0},
		"revoked": {[][]byte{list(ca, later, serial)}, revoked},
		"none":    {nil, noCRL},
		"rubbish": {[][]byte{{1, 2, 3}}, noCRL},
		"old":     {[][]byte{list(ca, before, serial)}, crlExpired},
		"forged":  {[][]byte{list(stranger, later)}, badCRLSignature},
		"second":  {[][]byte{list(ca, before), list(ca, later, serial)}, revoked},
	} {
		t.Run(name, func(t *testing.T) {
			spec := ClientSpec{CAs: []Source{sourceOf(ca.Chain)}, Revocation: Revocation{Lists: tt.lists, Leaf: true}}
			config, _, err := spec.Config()
			if err != nil {
				t.Fatal(err)
			}
			v := &verification{verifier: config.verifier, name: "server"}
			if err := v.check(state); verifyCode(err) != tt.want || (err == nil) != (tt.want == 0) {
				t.Errorf("%v, not %d", err, tt.want)
			}
		})
	}
}
