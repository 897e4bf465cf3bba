package main

/*
#include "bridge.h"
*/
import "C"

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"time"
	"unsafe"

	"github.com/golws/golws/core/acme"
	"github.com/golws/golws/core/engine"
	"github.com/golws/golws/core/tlsconn"
)

// selfSignedTime is how long a self-signed certificate is good.
const selfSignedTime = 7 * 24 * time.Hour

//export golws_lws_tls_acme_sni_cert_create
func golws_lws_tls_acme_sni_cert_create(vh *C.struct_lws_vhost, sanA, sanB *C.char) (r C.int) {
	r = 1
	const name = "lws_tls_acme_sni_cert_create"
	defer recovered(name, nil)
	v := vhostOf(vh, name)
	if v == nil || sanA == nil {
		return 1
	}
	names := []string{goString(sanA)}
	if sanB != nil {
		names = append(names, goString(sanB))
	}
	if err := v.serveSelfSigned(names); err != nil {
		logLine(engine.LevelErr, nil, vh, nil, name+": "+err.Error())
		return 1
	}
	return 0
}

// serveSelfSigned makes v serve a certificate that it has issued to itself.
func (v *vhost) serveSelfSigned(names []string) error {
	if !v.engine.ServesTLS() {
		return errors.New("the vhost does not serve TLS")
	}
	pair, err := selfSigned(names)
	if err != nil {
		return err
	}
	spec := tlsconn.ServerSpec{Pairs: []tls.Certificate{pair}, ALPN: engine.ALPN(v.engine.Config.ALPN)}
	config, _, err := spec.Config()
	if err != nil {
		return err
	}
	v.engine.SetTLS(config)
	return nil
}

func selfSigned(names []string) (pair tls.Certificate, err error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return pair, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return pair, err
	}
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: names[0]}, DNSNames: names,
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(selfSignedTime),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return pair, err
	}
	pair.Certificate, pair.PrivateKey = [][]byte{der}, key
	pair.Leaf, err = x509.ParseCertificate(der)
	return pair, err
}

//export golws_lws_tls_acme_sni_csr_create
func golws_lws_tls_acme_sni_csr_create(cx *C.struct_lws_context, elements **C.char, csr *C.uint8_t, csrLen C.size_t, privkeyPEM **C.char, privkeyLen *C.size_t) (r C.int) {
	r = -1
	const name = "lws_tls_acme_sni_csr_create"
	defer recovered(name, nil)
	if elements == nil || csr == nil || privkeyPEM == nil || privkeyLen == nil {
		return -1
	}
	is := make([]string, C.LWS_TLS_REQ_ELEMENT_COUNT)
	for i, element := range unsafe.Slice(elements, len(is)) {
		is[i] = goString(element)
	}
	request, key, err := signingRequest(is)
	if err == nil && len(request) >= int(csrLen) {
		err = fmt.Errorf("the request needs %d bytes, there are %d", len(request)+1, int(csrLen))
	}
	if err != nil {
		logLine(engine.LevelErr, cx, nil, nil, name+": "+err.Error())
		return -1
	}
	room := unsafe.Slice((*byte)(unsafe.Pointer(csr)), int(csrLen))
	room[copy(room, request)] = 0
	*privkeyPEM, *privkeyLen = C.CString(string(key)), C.size_t(len(key))
	clear(key)
	return C.int(len(request))
}

// signingRequest is a request for the subject that is describes, in base64url, and
// the key that it is for in PEM.
func signingRequest(is []string) (request string, key []byte, err error) {
	if is[C.LWS_TLS_REQ_ELEMENT_COMMON_NAME] == "" {
		return "", nil, errors.New("there is no common name")
	}
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return "", nil, err
	}
	der, err := acme.SigningRequest(private, subjectOf(is), namesOf(is), is[C.LWS_TLS_REQ_ELEMENT_EMAIL])
	if err != nil {
		return "", nil, err
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return "", nil, err
	}
	defer clear(secret)
	return base64.RawURLEncoding.EncodeToString(der), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), nil
}
