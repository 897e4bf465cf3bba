package engine

import (
	"slices"
	"testing"
	"time"

	"github.com/golws/golws/core/tlsconn"
	"github.com/golws/golws/core/tlsconn/certtest"
)

// Protocols hear of the certificate's age soon after the start and each day.
func TestCertificateAges(t *testing.T) {
	h := newHouse(t, ContextConfig{})
	pair := certtest.Make(certtest.Spec{Names: []string{"localhost"}})
	spec := tlsconn.ServerSpec{Chain: tlsconn.Source{Name: "chain", Data: pair.Chain}, Key: tlsconn.Source{Name: "key", Data: pair.Key}}
	config, _, err := spec.Config()
	if err != nil {
		t.Fatal(err)
	}
	h.vhost(VhostConfig{Name: "plain"})
	h.vhost(VhostConfig{Name: "secure", TLS: config})
	ages := func() (list []string) {
		for _, c := range h.program.calls {
			if c.r == ReasonVhostCertAging {
				list = append(list, c.in)
			}
		}
		return list
	}
	h.turn(0)
	if got := ages(); len(got) > 0 {
		t.Errorf("at once: %q", got)
	}
	var want []string
	for _, wait := range []time.Duration{6 * time.Second, 24 * time.Hour, 24 * time.Hour} {
		h.skip(wait)
		h.turn(0)
		want = append(want, "secure 1")
		if got := ages(); !slices.Equal(got, want) {
			t.Errorf("after %v: %q", wait, got)
		}
	}
}
