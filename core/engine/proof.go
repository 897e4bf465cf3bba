package engine

import (
	"crypto/tls"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/golws/golws/core/acme"
)

// proofs are what a context shows to ACME servers so that they believe that a
// name is its own. Handshakes and connections of any thread look into them.
type proofs struct {
	shown        atomic.Int32 // of both
	certificates sync.Map     // of *tls.Config by name (RFC 8737)
	texts        sync.Map     // of []byte by path (RFC 8555 section 8.3)
}

// ShowCertificate implements acme.Prover.
func (x *Context) ShowCertificate(name string, certificate *tls.Certificate) {
	var config any
	if certificate != nil {
		config = &tls.Config{Certificates: []tls.Certificate{*certificate}, NextProtos: []string{acme.ALPNProtocol}, MinVersion: tls.VersionTLS12}
	}
	x.proofs.show(&x.proofs.certificates, strings.ToLower(name), config)
}

// ShowText implements acme.Prover.
func (x *Context) ShowText(path string, text []byte) {
	if text == nil {
		x.proofs.show(&x.proofs.texts, path, nil)
		return
	}
	x.proofs.show(&x.proofs.texts, path, text)
}

func (p *proofs) show(in *sync.Map, key string, what any) {
	if what == nil {
		if _, there := in.LoadAndDelete(key); there {
			p.shown.Add(-1)
		}
		return
	}
	if _, there := in.Swap(key, what); !there {
		p.shown.Add(1)
	}
}

// provingConfig is how the one is served who validates a name, nil for others: such
// a client offers that protocol alone (RFC 8737 section 3).
func (p *proofs) provingConfig(hello *tls.ClientHelloInfo) *tls.Config {
	if p.shown.Load() == 0 || len(hello.SupportedProtos) != 1 || hello.SupportedProtos[0] != acme.ALPNProtocol {
		return nil
	}
	if config, ok := p.certificates.Load(strings.ToLower(hello.ServerName)); ok {
		return config.(*tls.Config)
	}
	return nil
}

// hasProved tells that c's handshake was all that its peer wanted.
func (c *Conn) hasProved() bool {
	state, _ := c.TLSState()
	return state.NegotiatedProtocol == acme.ALPNProtocol
}

// proves answers a request for a proof; false: it is for something else.
func (c *Conn) proves(x *transaction, path string) bool {
	p := &c.Vhost.context.proofs
	if p.shown.Load() == 0 {
		return false
	}
	found, ok := p.texts.Load(path)
	if !ok {
		return false
	}
	text := found.([]byte)
	c.host().EnsureSession(c)
	if !c.bindHTTP(c.Vhost.Protocols[0]) {
		c.programFailed()
		return true
	}
	a := answering{conn: c, x: x}
	if !a.begin(200, []byte("content-type: application/octet-stream\r\n"), int64(len(text))) || !a.body(text) {
		c.Close(CloseLost)
		return true
	}
	a.end()
	return true
}
