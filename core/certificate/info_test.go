package certificate

import (
	"crypto/x509"
	"encoding/pem"
	"testing"

	"github.com/golws/golws/core/tlsconn/certtest"
)

func made(t testing.TB, s certtest.Spec) (*x509.Certificate, *certtest.Pair) {
	t.Helper()
	pair := certtest.Make(s)
	b, _ := pem.Decode(pair.Chain)
	c, err := x509.ParseCertificate(b.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return c, pair
}

// How much of a name fits is told by whole attributes, at any room.
func TestNamesAreCutBetweenAttributes(t *testing.T) {
	c, _ := made(t, certtest.Spec{Name: "leaf"})
	for room := 1; room < 64; room++ {
		answer, err := Info(c, IssuerName, room)
		if err != nil || len(answer.Bytes) >= room {
			t.Fatalf("room %d: %q, %v", room, answer.Bytes, err)
		}
		if s := string(answer.Bytes); s != "" && s != "/CN=leaf" {
			t.Errorf("room %d: %q", room, s)
		}
	}
}

func TestIssuedByAsksForTheSignature(t *testing.T) {
	ca, pair := made(t, certtest.Spec{Name: "CA", CA: true})
	double, _ := made(t, certtest.Spec{Name: "CA", CA: true})
	leaf, _ := made(t, certtest.Spec{Name: "leaf", Issuer: pair})
	for _, c := range []struct {
		what   string
		issuer *x509.Certificate
		name   string
		ok     bool
	}{
		{"its CA", ca, "", true}, {"its CA and name", ca, "leaf", true}, {"another name", ca, "leaf.", false},
		{"a CA of the same name", double, "", false}, {"itself", leaf, "", false},
	} {
		if err := IssuedBy(leaf, c.issuer, c.name); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.what, err)
		}
	}
}

// Whatever parses as a certificate can be asked anything.
func FuzzInfo(f *testing.F) {
	for _, s := range []certtest.Spec{{Name: "CA", CA: true}, {Names: []string{"a.example", "127.0.0.1"}}, {Name: "r", Kind: "rsa"}} {
		c, _ := made(f, s)
		f.Add(c.Raw, 20)
	}
	f.Fuzz(func(t *testing.T, der []byte, room int) {
		c, err := x509.ParseCertificate(der)
		if err != nil || room < 1 {
			return
		}
		for kind := Kind(-1); kind <= SubjectKeyID+1; kind++ {
			answer, err := Info(c, kind, room)
			if err == nil && answer.IsText && kind == IssuerName && len(answer.Bytes) >= room {
				t.Errorf("kind %d: %d bytes for %d", kind, len(answer.Bytes), room)
			}
		}
		_ = IssuedBy(c, c, "name")
	})
}
