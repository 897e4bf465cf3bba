package main

/*
#include "bridge.h"

void openssl_item(uintptr_t handle, int item, void *bytes, size_t len);

static inline void
golws_openssl_read_items(void *ctx, uintptr_t handle)
{
	golws_openssl_context_read(ctx, (golws_openssl_reader *)openssl_item, handle);
}

static inline void
golws_openssl_read_issuers(void *ctx, const void *der, size_t len, uintptr_t handle)
{
	golws_openssl_context_issuers(ctx, der, len, (golws_openssl_reader *)openssl_item, handle);
}
*/
import "C"

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"runtime/cgo"
	"slices"
	"sync"
	"unsafe"

	"github.com/golws/golws/core/tlsconn"
)

// Bits of OpenSSL's.
const (
	sslVerifyPeer     = 1
	sslVerifyRequired = 2 // SSL_VERIFY_FAIL_IF_NO_PEER_CERT

	sslNoTLS12 = 1 << 27 // SSL_OP_
	sslNoTLS13 = 1 << 29

	flagCRL     = 0x4 // X509_V_FLAG_
	flagCRLAll  = 0x8
	flagNoTime  = 0x200000
	flagsOfNone = 0x8000 | 0x80000 // trusted first, partial chains: so it is anyway
)

// sslContext is a view of TLS settings: an SSL_CTX.
type sslContext struct {
	mu  sync.RWMutex
	ctx unsafe.Pointer // nil once closed
	// verify is the program's own callback, if it set one.
	verify *C.golws_openssl_verify
	// before is what it was like when the program got it.
	before C.struct_golws_openssl_settings
}

func (s *sslContext) close() {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	C.golws_openssl_context_free(s.ctx)
	s.ctx = nil
}

// pointer is the SSL_CTX, nil without one.
func (s *sslContext) pointer() unsafe.Pointer {
	if s == nil {
		return nil
	}
	return s.ctx
}

// newSSLContext makes a view; nil when the program has no OpenSSL.
func newSSLContext(server bool) *sslContext {
	ctx := C.golws_openssl_context(C.bool(server))
	if ctx == nil {
		return nil
	}
	return &sslContext{ctx: ctx}
}

// sslContents are the certificates, keys and lists in an SSL_CTX.
type sslContents struct {
	pairs     []sslPair
	cas, crls [][]byte
}

// sslPair is a certificate with its chain, and its key or the object that has it.
type sslPair struct {
	chain  [][]byte
	key    []byte
	object unsafe.Pointer
}

//export openssl_item
func openssl_item(handle C.uintptr_t, item C.int, p unsafe.Pointer, n C.size_t) {
	c := cgo.Handle(handle).Value().(*sslContents)
	b := bytes.Clone(cBytes(p, int(n)))
	switch item {
	case C.GOLWS_OPENSSL_CA:
		c.cas = append(c.cas, b)
	case C.GOLWS_OPENSSL_CRL:
		c.crls = append(c.crls, b)
	case C.GOLWS_OPENSSL_CERTIFICATE:
		c.pairs = append(c.pairs, sslPair{chain: [][]byte{b}})
	}
	if len(c.pairs) == 0 {
		return
	}
	switch last := &c.pairs[len(c.pairs)-1]; item {
	case C.GOLWS_OPENSSL_CHAIN:
		last.chain = append(last.chain, b)
	case C.GOLWS_OPENSSL_KEY:
		last.key = b
	case C.GOLWS_OPENSSL_KEY_OBJECT:
		last.object = *(*unsafe.Pointer)(p)
	}
}

func (s *sslContext) read() *sslContents {
	c := &sslContents{}
	h := cgo.NewHandle(c)
	defer h.Delete()
	C.golws_openssl_read_items(s.ctx, C.uintptr_t(h))
	return c
}

// issuers is tlsconn.FindIssuer: CAs that OpenSSL loads when it needs them.
func (s *sslContext) issuers(issued *x509.Certificate) (found []*x509.Certificate) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.ctx == nil {
		return nil
	}
	c := &sslContents{}
	h := cgo.NewHandle(c)
	defer h.Delete()
	C.golws_openssl_read_issuers(s.ctx, unsafe.Pointer(&issued.Raw[0]), C.size_t(len(issued.Raw)), C.uintptr_t(h))
	for _, der := range c.cas {
		if ca, err := x509.ParseCertificate(der); err == nil {
			found = append(found, ca)
		}
	}
	return found
}

// fill puts in what the program has said elsewhere.
func (s *sslContext) fill(pair *tls.Certificate, cas []tlsconn.Source, verifyMode int, options uint64, ciphers string) {
	if pair != nil {
		if key, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey); err == nil {
			C.golws_openssl_context_own(s.ctx, unsafe.Pointer(&pair.Certificate[0][0]), C.size_t(len(pair.Certificate[0])),
				unsafe.Pointer(&key[0]), C.size_t(len(key)))
			clear(key)
			for _, der := range pair.Certificate[1:] {
				C.golws_openssl_context_chain(s.ctx, unsafe.Pointer(&der[0]), C.size_t(len(der)))
			}
		}
	}
	for _, source := range cas {
		list, _ := tlsconn.Certificates(source)
		for _, ca := range list {
			C.golws_openssl_context_trust(s.ctx, unsafe.Pointer(&ca.Raw[0]), C.size_t(len(ca.Raw)))
		}
	}
	var list *C.char
	if ciphers != "" {
		list = C.CString(ciphers)
		defer C.free(unsafe.Pointer(list))
	}
	C.golws_openssl_context_settings(s.ctx, C.int(verifyMode), C.uint64_t(options), list)
	C.golws_openssl_context_read_settings(s.ctx, &s.before)
}

// sslWishes are what a program put into an SSL_CTX, in this library's words.
type sslWishes struct {
	pairs       []tls.Certificate
	cas         []tlsconn.Source
	set, clear  uint64
	suites      []uint16
	asks, needs bool
	revocation  tlsconn.Revocation
	ignoreTime  bool
	warnings    []string
	verify      *C.golws_openssl_verify
}

// wishes reads back what is in an SSL_CTX. own is the certificate that was put in
// here: it is no wish.
func (s *sslContext) wishes(own *tls.Certificate) (w *sslWishes, err error) {
	w = &sslWishes{}
	c := s.read()
	same := own != nil && len(c.pairs) == 1 && slices.EqualFunc(c.pairs[0].chain, own.Certificate, bytes.Equal)
	for _, p := range c.pairs {
		if same {
			break
		}
		pair, err := p.certificate()
		if err != nil {
			return nil, fmt.Errorf("the SSL_CTX's certificate: %w", err)
		}
		w.pairs = append(w.pairs, pair)
	}
	for _, der := range c.cas {
		if _, err := x509.ParseCertificate(der); err != nil {
			w.warnings = append(w.warnings, "a CA in the SSL_CTX cannot be used: "+err.Error())
			continue
		}
		w.cas = append(w.cas, tlsconn.Source{Name: "in the SSL_CTX", Data: der})
	}
	var now C.struct_golws_openssl_settings
	C.golws_openssl_context_read_settings(s.ctx, &now)
	w.set, w.clear = uint64(now.options&^s.before.options), uint64(s.before.options&^now.options)
	switch {
	case now.version_most == tls.VersionTLS12:
		w.set |= sslNoTLS13
	case now.version_most != 0 && now.version_most < tls.VersionTLS12:
		w.warnings = append(w.warnings, "the SSL_CTX allows no version after TLS 1.1, and there is none before 1.2 here")
	}
	if now.version_least >= tls.VersionTLS13 {
		w.set |= sslNoTLS12
	}
	if now.cipher_count != s.before.cipher_count || now.ciphers != s.before.ciphers {
		for _, id := range now.ciphers[:now.cipher_count] {
			if id>>8 != 0x13 { // TLS 1.3's cannot be chosen
				w.suites = append(w.suites, uint16(id))
			}
		}
	}
	w.asks, w.needs = now.verify_mode&sslVerifyPeer != 0, now.verify_mode&sslVerifyRequired != 0
	w.verify = now.verify
	flags := uint64(now.verify_flags)
	w.ignoreTime = flags&flagNoTime != 0
	w.revocation = tlsconn.Revocation{Lists: c.crls, Leaf: flags&flagCRL != 0, All: flags&flagCRLAll != 0}
	if rest := flags &^ uint64(s.before.verify_flags) &^ (flagCRL | flagCRLAll | flagNoTime | flagsOfNone); rest != 0 {
		w.warnings = append(w.warnings, fmt.Sprintf("X509_V_FLAG bits %#x in the SSL_CTX have no counterpart", rest))
	}
	for _, callback := range [...]struct {
		set  C.bool
		name string
	}{
		{now.info, "SSL_CTX_set_info_callback"}, {now.keylog, "SSL_CTX_set_keylog_callback"},
		{now.client_certificate, "SSL_CTX_set_client_cert_cb"},
	} {
		if callback.set {
			w.warnings = append(w.warnings, callback.name+" has no effect")
		}
	}
	return w, nil
}

// certificate is p as crypto/tls has it.
func (p *sslPair) certificate() (pair tls.Certificate, err error) {
	leaf, err := x509.ParseCertificate(p.chain[0])
	if err != nil {
		return pair, err
	}
	pair.Certificate, pair.Leaf = p.chain, leaf
	if p.object != nil {
		key, err := signerOf(p.object, leaf.PublicKey)
		pair.PrivateKey = key
		return pair, err
	}
	if len(p.key) == 0 {
		return pair, errors.New("it has no key")
	}
	pair.PrivateKey, err = tlsconn.PrivateKey(tlsconn.Source{Name: "in the SSL_CTX", Data: p.key}, "")
	clear(p.key)
	return pair, err
}

// ownPair is the certificate of a spec, nil if it has none.
func ownPair(chain, key tlsconn.Source, password string) (*tls.Certificate, error) {
	if len(chain.Data) == 0 {
		return nil, nil
	}
	if len(key.Data) == 0 {
		key = chain
	}
	pair, err := tlsconn.KeyPair(chain, key, password)
	return &pair, err
}

// tell calls the first protocol with what the program may change.
func (v *vhost) tell(reason C.int, ctx unsafe.Pointer, in unsafe.Pointer) {
	wsi, restore := v.standIn(v.context.here().Index)
	defer restore()
	C.golws_call_protocol(v.block.protocols, wsi, reason, ctx, C.uintptr_t(uintptr(in)), 0)
}

// askAboutServer lets the program have its say in how a vhost serves.
func (v *vhost) askAboutServer(name string, spec *tlsconn.ServerSpec) error {
	const reason = C.LWS_CALLBACK_OPENSSL_LOAD_EXTRA_SERVER_VERIFY_CERTS
	s := newSSLContext(true)
	v.server.close()
	v.server = s
	if s == nil {
		v.tell(reason, nil, unsafe.Pointer(v.block))
		return nil
	}
	own, err := ownPair(spec.Chain, spec.Key, spec.Password)
	if err != nil {
		return err
	}
	mode := 0
	if spec.AskClient {
		mode = sslVerifyPeer
		if spec.NeedClient {
			mode |= sslVerifyRequired
		}
	}
	s.fill(own, spec.CAs, mode, spec.Set&^spec.Clear, spec.Suites)
	v.tell(reason, s.ctx, unsafe.Pointer(v.block))
	w, err := s.wishes(own)
	if err != nil {
		return err
	}
	if len(w.pairs) > 0 {
		spec.Chain, spec.Key, spec.Pairs = tlsconn.Source{}, tlsconn.Source{}, w.pairs
	}
	spec.AskClient, spec.NeedClient = w.asks, w.needs
	spec.CAs, spec.Find = w.cas, s.issuers
	spec.Revocation, spec.IgnoreTime = w.revocation, w.ignoreTime
	spec.Set, spec.Clear = spec.Set|w.set, spec.Clear|w.clear
	spec.SuiteIDs = w.suites
	s.verify = w.verify
	v.warn(name, w.warnings)
	return nil
}

// askAboutClients is the same for a vhost's clients. provided is an SSL_CTX that
// the program brought: it says everything.
func (v *vhost) askAboutClients(name string, spec *tlsconn.ClientSpec, provided unsafe.Pointer) error {
	const reason = C.LWS_CALLBACK_OPENSSL_LOAD_EXTRA_CLIENT_VERIFY_CERTS
	v.client.close()
	v.client = nil
	var own *tls.Certificate
	switch {
	case provided != nil && bool(C.golws_openssl_present()):
		v.client = newSSLContext(false)
		C.golws_openssl_context_read_settings(v.client.ctx, &v.client.before)
		C.golws_openssl_context_free(v.client.ctx)
		C.golws_openssl_context_keep(provided)
		v.client.ctx = provided
	default:
		if provided != nil {
			v.warn(name, []string{"provided_client_ssl_ctx has no effect: the program has no libssl.so.3 loaded"})
		}
		if v.client = newSSLContext(false); v.client == nil {
			v.tell(reason, nil, nil)
			return nil
		}
		var err error
		if own, err = ownPair(spec.Chain, spec.Key, spec.Password); err != nil {
			return err
		}
		v.client.fill(own, spec.CAs, sslVerifyPeer, spec.Set&^spec.Clear, spec.Suites)
		v.tell(reason, v.client.ctx, nil)
	}
	s := v.client
	w, err := s.wishes(own)
	if err != nil {
		return err
	}
	if len(w.pairs) > 0 || provided != nil {
		spec.Chain, spec.Key, spec.Pairs = tlsconn.Source{}, tlsconn.Source{}, w.pairs
	}
	spec.Extra, spec.Find = w.cas, s.issuers
	if provided != nil {
		spec.CAs, spec.NoSystem = nil, true
	}
	spec.Revocation, spec.IgnoreTime = w.revocation, w.ignoreTime
	spec.Set, spec.Clear = spec.Set|w.set, spec.Clear|w.clear
	spec.SuiteIDs = w.suites
	if w.verify != nil && provided == nil {
		w.warnings = append(w.warnings, "SSL_CTX_set_verify's callback has no effect on clients: LWS_CALLBACK_OPENSSL_PERFORM_SERVER_CERT_VERIFICATION takes its place")
	}
	v.warn(name, w.warnings)
	return nil
}
