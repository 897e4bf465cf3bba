package engine

import (
	"slices"
	"testing"
	"time"

	"github.com/golws/golws/core/tlsconn"
	"github.com/golws/golws/core/tlsconn/certtest"
)

// All protocols hear of each vhost's certificate soon after the start and each day.
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
		want = append(want, "plain: plain 0", "secure: plain 0", "plain: secure 1", "secure: secure 1")
		if got := ages(); !slices.Equal(got, want) {
			t.Errorf("after %v: %q", wait, got)
		}
	}
}

// A vhost looks for another certificate every few seconds, as long as it is there.
func TestCertificateIsRefreshed(t *testing.T) {
	h := newHouse(t, ContextConfig{})
	pair := certtest.Make(certtest.Spec{Names: []string{"localhost"}})
	spec := tlsconn.ServerSpec{Chain: tlsconn.Source{Name: "chain", Data: pair.Chain}, Key: tlsconn.Source{Name: "key", Data: pair.Key}}
	config, _, err := spec.Config()
	if err != nil {
		t.Fatal(err)
	}
	looks := 0
	v := h.vhost(VhostConfig{Name: "secure", TLS: config, Refresh: func() { looks++ }})
	for want := range 3 {
		if looks != want {
			t.Errorf("%d looks, want %d", looks, want)
		}
		h.skip(5 * time.Second)
		h.turn(0)
	}
	v.Destroy()
	h.skip(5 * time.Second)
	h.turn(0)
	if looks != 3 {
		t.Errorf("%d looks, the last of them at a vhost that is gone", looks)
	}
}
