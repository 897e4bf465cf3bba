package engine

import (
	"crypto/tls"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/golws/golws/core/acme"
	"github.com/golws/golws/core/tlsconn"
	"github.com/golws/golws/core/tlsconn/certtest"
)

// What is to be shown to an ACME server is there as long as it is shown, for that
// path and that name only.
func TestProofs(t *testing.T) {
	h := newHouse(t, ContextConfig{})
	defer h.destroy()
	pair := certtest.Make(certtest.Spec{Names: []string{"localhost"}})
	spec := tlsconn.ServerSpec{Chain: tlsconn.Source{Name: "chain", Data: pair.Chain}, Key: tlsconn.Source{Name: "key", Data: pair.Key}}
	config, _, err := spec.Config()
	if err != nil {
		t.Fatal(err)
	}
	plain, secure := h.vhost(VhostConfig{Name: "plain"}), h.vhost(VhostConfig{Name: "secure", TLS: config})
	proof := certtest.Make(certtest.Spec{Names: []string{"a.example"}})
	shown, err := tls.X509KeyPair(proof.Chain, proof.Key)
	if err != nil {
		t.Fatal(err)
	}
	get := func(path string) string {
		// The program answers nothing.
		client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: time.Second}
		r, err := client.Get(plain.testURL(path))
		if err != nil {
			return err.Error()
		}
		defer r.Body.Close()
		body, _ := io.ReadAll(r.Body)
		return string(body)
	}
	validate := func(name string, alpn ...string) (to, protocol string) {
		c, err := tls.Dial("tcp", secure.testURL("")[len("http://"):], &tls.Config{ServerName: name, InsecureSkipVerify: true, NextProtos: alpn})
		if err != nil {
			return err.Error(), ""
		}
		defer c.Close()
		state := c.ConnectionState()
		return state.PeerCertificates[0].DNSNames[0], state.NegotiatedProtocol
	}
	const path = "/.well-known/acme-challenge/token"
	h.during(func() {
		x := plain.context
		x.ShowText(path, []byte("the proof"))
		x.ShowCertificate("A.example", &shown)
		if got := get(path); got != "the proof" {
			t.Errorf("the proof: %q", got)
		}
		if got := get(path + "2"); got == "the proof" {
			t.Error("another path has it as well")
		}
		if to, protocol := validate("a.example", acme.ALPNProtocol); to != "a.example" || protocol != acme.ALPNProtocol {
			t.Errorf("validating: %s by %q", to, protocol)
		}
		if to, _ := validate("b.example", acme.ALPNProtocol); to != "localhost" {
			t.Errorf("another name: %s", to)
		}
		if to, _ := validate("a.example", "http/1.1", acme.ALPNProtocol); to != "localhost" {
			t.Errorf("a client that offers more: %s", to)
		}
		x.ShowText(path, nil)
		x.ShowCertificate("a.example", nil)
		if got := get(path); got == "the proof" {
			t.Error("it is still there")
		}
		if to, _ := validate("a.example", acme.ALPNProtocol); to != "localhost" {
			t.Errorf("afterwards: %s", to)
		}
		if n := x.proofs.shown.Load(); n != 0 {
			t.Errorf("%d are shown", n)
		}
	})
}
