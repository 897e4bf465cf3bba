package tlsconn

import (
	"crypto/tls"
	"crypto/x509"
	"slices"
	"testing"

	"github.com/golws/golws/core/tlsconn/certtest"
)

// CAs are searched for once, when nothing else is wrong, and by no more keys than
// the limit, however long the chain is.
func TestIssuersAreSearched(t *testing.T) {
	parse := func(p *certtest.Pair) []*x509.Certificate {
		t.Helper()
		list, err := Certificates(sourceOf(p.Chain))
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	ca := certtest.Make(certtest.Spec{Name: "CA", CA: true})
	other := certtest.Make(certtest.Spec{Name: "other CA", CA: true})
	issuer, deep := ca, 2*searchedMost
	for range deep {
		issuer = certtest.Make(certtest.Spec{Name: "middle", CA: true, Issuer: issuer})
	}
	short := certtest.Make(certtest.Spec{Names: []string{"localhost"}, Issuer: ca})
	long := certtest.Make(certtest.Spec{Names: []string{"localhost"}, Issuer: issuer})
	expired := certtest.Make(certtest.Spec{Names: []string{"localhost"}, Issuer: ca, Expired: true})
	for _, c := range []struct {
		name     string
		leaf     *certtest.Pair
		leniency Leniency
		found    []*certtest.Pair
		searches int
		ok       bool
	}{
		{"found", short, 0, []*certtest.Pair{ca}, 1, true},
		{"found after another", short, 0, []*certtest.Pair{other, ca}, 1, true},
		{"not found", short, 0, nil, 1, false},
		{"another", short, 0, []*certtest.Pair{other}, 1, false},
		{"a long chain", long, 0, []*certtest.Pair{ca}, 1, true},
		{"nobody has to vouch for it", short, AllowSelfSigned, nil, 0, true},
		{"out of date", expired, 0, []*certtest.Pair{ca}, 0, false},
		{"out of date, which is allowed", expired, AllowExpired, []*certtest.Pair{ca}, 1, true},
	} {
		searches, ended := 0, 0
		v := &verification{verifier: verifier{roots: x509.NewCertPool(), usage: x509.ExtKeyUsageServerAuth}, name: "localhost", leniency: c.leniency}
		v.search = func(keys [][]byte) (func() *x509.Certificate, func()) {
			searches++
			if len(keys) == 0 || len(keys) > searchedMost {
				t.Errorf("%s: %d keys", c.name, len(keys))
			}
			left := slices.Clone(c.found)
			return func() *x509.Certificate {
				if len(left) == 0 {
					return nil
				}
				next := parse(left[0])[0]
				left = left[1:]
				return next
			}, func() { ended++ }
		}
		state := tls.ConnectionState{PeerCertificates: parse(c.leaf)}
		err := v.check(state)
		if again := v.check(state); (err == nil) != (again == nil) {
			t.Errorf("%s: %v, and then %v", c.name, err, again)
		}
		if (err == nil) != c.ok || searches != c.searches || ended != searches {
			t.Errorf("%s: %v after %d searches, %d of them ended", c.name, err, searches, ended)
		}
	}
}
