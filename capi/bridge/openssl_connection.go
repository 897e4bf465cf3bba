package main

/*
#include "bridge.h"
*/
import "C"

import (
	"crypto/tls"
	"encoding/asn1"
	"time"
	"unsafe"

	"github.com/golws/golws/core/engine"
	"github.com/golws/golws/core/tlsconn"
)

// sslContextOf is the view of the settings that c's TLS has, nil without one.
func sslContextOf(c *engine.Conn) *sslContext {
	v := vhosts.find(c.Vhost.Handle)
	switch {
	case v == nil:
		return nil
	case c.IsClient():
		return v.client
	}
	return v.server
}

// sslOf is the SSL of c, which carries its own bytes; nil when there can be none.
func sslOf(c *engine.Conn) unsafe.Pointer {
	b := block(c)
	ctx := sslContextOf(c).pointer()
	if b.ssl == nil && ctx != nil {
		name := C.CString(c.ServerName())
		defer C.free(unsafe.Pointer(name))
		b.ssl = C.golws_openssl_connection(ctx, C.bool(!c.IsClient()), name)
	}
	if state, over := c.TLSState(); over && b.ssl != nil && !bool(b.ssl_complete) {
		b.ssl_complete = true
		if session, err := sslSession(&state, c.VerifyFailure()); err == nil {
			C.golws_openssl_connection_session(b.ssl, C.bool(!c.IsClient()), C.bool(state.Version == tls.VersionTLS12), unsafe.Pointer(&session[0]), C.size_t(len(session)), C.long(c.VerifyFailure()))
		}
	}
	return b.ssl
}

//export golws_lws_get_ssl
func golws_lws_get_ssl(wsi *C.struct_lws) (r *C.SSL) {
	const name = "lws_get_ssl"
	defer recovered(name, wsi)
	c := conn(wsi, name)
	if c == nil || !c.IsTLS() {
		return nil
	}
	return (*C.SSL)(sslOf(c.Carrier()))
}

// openSSLSession is SSL_SESSION_ASN1, the form in which OpenSSL stores a session.
type openSSLSession struct {
	Version      int
	TLSVersion   int
	Cipher       []byte
	ID           []byte
	Secret       []byte
	Time         int64         `asn1:"explicit,tag:1"`
	Timeout      int64         `asn1:"explicit,tag:2"`
	Peer         asn1.RawValue `asn1:"optional"`
	Context      []byte        `asn1:"explicit,tag:4"`
	VerifyResult int           `asn1:"explicit,tag:5"`
	Name         []byte        `asn1:"explicit,tag:6,omitempty"`
	ALPN         []byte        `asn1:"explicit,tag:16,omitempty"`
}

// sslSession describes a handshake to OpenSSL. It has no secrets in it.
func sslSession(state *tls.ConnectionState, failure int) ([]byte, error) {
	s := openSSLSession{
		Version: 1, TLSVersion: int(state.Version), Cipher: []byte{byte(state.CipherSuite >> 8), byte(state.CipherSuite)},
		ID: []byte{}, Secret: make([]byte, 48), Time: time.Now().Unix(), Timeout: 7200, Context: []byte{},
		VerifyResult: failure, ALPN: []byte(state.NegotiatedProtocol),
	}
	if len(state.PeerCertificates) > 0 {
		s.Peer = asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 3, IsCompound: true, Bytes: state.PeerCertificates[0].Raw}
	}
	if state.Version == tls.VersionTLS12 {
		s.Name = []byte(state.ServerName)
	}
	return asn1.Marshal(s)
}

// verifying is a program that is asked about a chain.
type verifying struct {
	c      *engine.Conn
	entry  *C.struct_lws_protocols
	reason C.int
	ssl    unsafe.Pointer
	view   C.struct_golws_openssl_verification
	verify *C.golws_openssl_verify
	left   int // the error as the program left it
}

// Verifying implements engine.Host.
func (h *host) Verifying(c *engine.Conn, v *tlsconn.Verification, former tlsconn.VerifyCode) (accepted bool, left tlsconn.VerifyCode) {
	p := &verifying{c: c, entry: (*C.struct_lws_protocols)(c.Vhost.Protocols[0].Handle),
		reason: C.LWS_CALLBACK_OPENSSL_PERFORM_CLIENT_CERT_VERIFICATION, left: int(former)}
	settings := sslContextOf(c)
	if c.IsClient() {
		p.reason = C.LWS_CALLBACK_OPENSSL_PERFORM_SERVER_CERT_VERIFICATION
	} else if settings != nil {
		p.verify = settings.verify
	}
	chain := v.Chain
	if len(chain) == 0 {
		chain = v.Presented
	}
	if ctx := settings.pointer(); ctx != nil {
		p.ssl = sslOf(c)
		for _, certificate := range chain {
			C.golws_openssl_verification_add(&p.view, unsafe.Pointer(&certificate.Raw[0]), C.size_t(len(certificate.Raw)))
		}
		C.golws_openssl_verification_begin(&p.view, ctx, p.ssl, C.bool(!c.IsClient()))
		defer C.golws_openssl_verification_end(&p.view)
	}
	accepted = p.askAbout(v, len(chain))
	return accepted, tlsconn.VerifyCode(p.left)
}

// askAbout goes through a chain in OpenSSL's order: what is wrong with it as such,
// or else each certificate from the trusted end down to the peer's own.
func (p *verifying) askAbout(v *tlsconn.Verification, n int) bool {
	if f := v.Failure; f != nil {
		if f.WhileSigning() {
			for depth := n - 1; depth > v.Depth; depth-- {
				if !p.ask(true, depth) {
					return false
				}
			}
		}
		p.left = int(f.Code)
		return p.ask(false, v.Depth)
	}
	for depth := n - 1; depth >= 0; depth-- {
		if !p.ask(true, depth) {
			return false
		}
	}
	return true
}

// ask shows the program one certificate. What was found wrong counts as accepted
// when the program says so: its own verify callback by its result, the protocol's
// by taking the error back.
func (p *verifying) ask(ok bool, depth int) bool {
	seen := p.view.store_ctx != nil
	if seen {
		C.golws_openssl_verification_at(&p.view, C.int(depth), C.int(p.left))
	}
	if seen && p.verify != nil {
		r := C.golws_openssl_call_verify(p.verify, C.int(boolInt(ok)), p.view.store_ctx)
		p.left = int(C.golws_openssl_verification_error(&p.view))
		return r != 0
	}
	refused := C.golws_call_protocol(p.entry, block(p.c), p.reason, p.view.store_ctx, C.uintptr_t(uintptr(p.ssl)), C.size_t(boolInt(ok))) != 0
	if seen {
		p.left = int(C.golws_openssl_verification_error(&p.view))
	}
	return !refused && (ok || p.left == 0)
}
