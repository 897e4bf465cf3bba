package main

/*
#include "bridge.h"
*/
import "C"

import (
	"crypto/x509"
	"sync"
	"unsafe"

	"github.com/golws/golws/core/certificate"
	"github.com/golws/golws/core/engine"
	"github.com/golws/golws/core/tlsconn"
)

// parsedCertificates are what the programs' lws_x509_cert stand for, by the
// address of a byte of C memory.
var parsedCertificates struct {
	sync.Mutex
	of map[*C.struct_lws_x509_cert]*x509.Certificate
}

// parsedCertificate finds one; known tells that the handle exists.
func parsedCertificate(handle *C.struct_lws_x509_cert, name string) (c *x509.Certificate, known bool) {
	p := &parsedCertificates
	p.Lock()
	defer p.Unlock()
	c, known = p.of[handle]
	if !known {
		staleArgument(name, "x509", handle == nil)
	}
	return c, known
}

//export golws_lws_x509_create
func golws_lws_x509_create(made **C.struct_lws_x509_cert) (r C.int) {
	r = -1
	defer recovered("lws_x509_create", nil)
	if made == nil {
		staleArgument("lws_x509_create", "x509", true)
		return -1
	}
	handle := (*C.struct_lws_x509_cert)(C.malloc(1))
	p := &parsedCertificates
	p.Lock()
	defer p.Unlock()
	if p.of == nil {
		p.of = map[*C.struct_lws_x509_cert]*x509.Certificate{}
	}
	p.of[handle] = nil
	*made = handle
	return 0
}

//export golws_lws_x509_parse_from_pem
func golws_lws_x509_parse_from_pem(handle *C.struct_lws_x509_cert, pem unsafe.Pointer, n C.size_t) (r C.int) {
	r = -1
	const name = "lws_x509_parse_from_pem"
	defer recovered(name, nil)
	if _, known := parsedCertificate(handle, name); !known {
		return -1
	}
	text := tlsconn.Source{Name: "in memory", Data: cBytes(pem, int(n))}
	c, err := tlsconn.FirstCertificate(text)
	if err != nil {
		logLine(engine.LevelErr, nil, nil, nil, name+": "+err.Error())
		return -1
	}
	p := &parsedCertificates
	p.Lock()
	defer p.Unlock()
	p.of[handle] = c
	return 0
}

//export golws_lws_x509_destroy
func golws_lws_x509_destroy(handle **C.struct_lws_x509_cert) {
	defer recovered("lws_x509_destroy", nil)
	if handle == nil || *handle == nil {
		return
	}
	if _, known := parsedCertificate(*handle, "lws_x509_destroy"); !known {
		return
	}
	p := &parsedCertificates
	p.Lock()
	defer p.Unlock()
	delete(p.of, *handle)
	C.free(unsafe.Pointer(*handle))
	*handle = nil
}

//export golws_lws_x509_verify
func golws_lws_x509_verify(handle, trusted *C.struct_lws_x509_cert, commonName *C.char) (r C.int) {
	r = -1
	const name = "lws_x509_verify"
	defer recovered(name, nil)
	c, _ := parsedCertificate(handle, name)
	issuer, _ := parsedCertificate(trusted, name)
	if c == nil || issuer == nil {
		return -1
	}
	if err := certificate.IssuedBy(c, issuer, goString(commonName)); err != nil {
		logLine(engine.LevelInfo, nil, nil, nil, name+": "+c.Subject.String()+": "+err.Error())
		return -1
	}
	return 0
}

//export golws_lws_x509_info
func golws_lws_x509_info(handle *C.struct_lws_x509_cert, kind C.enum_lws_tls_cert_info, buf *C.union_lws_tls_cert_info_results, room C.size_t) (r C.int) {
	r = -1
	const name = "lws_x509_info"
	defer recovered(name, nil)
	c, _ := parsedCertificate(handle, name)
	return answerAbout(c, kind, buf, room)
}

//export golws_lws_tls_vhost_cert_info
func golws_lws_tls_vhost_cert_info(vh *C.struct_lws_vhost, kind C.enum_lws_tls_cert_info, buf *C.union_lws_tls_cert_info_results, room C.size_t) (r C.int) {
	r = -1
	const name = "lws_tls_vhost_cert_info"
	defer recovered(name, nil)
	v := vhostOf(vh, name)
	if v == nil {
		return -1
	}
	return answerAbout(v.engine.Certificate(), kind, buf, room)
}

//export golws_lws_tls_peer_cert_info
func golws_lws_tls_peer_cert_info(wsi *C.struct_lws, kind C.enum_lws_tls_cert_info, buf *C.union_lws_tls_cert_info_results, room C.size_t) (r C.int) {
	r = -1
	const name = "lws_tls_peer_cert_info"
	defer recovered(name, wsi)
	c := conn(wsi, name)
	if c == nil || buf == nil {
		return -1
	}
	peer, verified := c.PeerCertificate()
	if peer != nil && certificate.Kind(kind) == certificate.Verified {
		*(*C.uint)(unsafe.Pointer(buf)) = C.uint(boolInt(verified))
		return 0
	}
	return answerAbout(peer, kind, buf, room)
}

// certificateText is union lws_tls_cert_info_results as bytes and texts use it.
type certificateText struct {
	length C.int
	name   [64]byte
}

var _ [unsafe.Sizeof(C.union_lws_tls_cert_info_results{}) - unsafe.Sizeof(certificateText{})]struct{}

// answerAbout puts the answer where the program wants it: room bytes of text
// or bytes behind their length, which may be more than the union has.
func answerAbout(c *x509.Certificate, kind C.enum_lws_tls_cert_info, buf *C.union_lws_tls_cert_info_results, room C.size_t) C.int {
	if buf == nil || c == nil {
		return -1
	}
	text := (*certificateText)(unsafe.Pointer(buf))
	text.length = 0
	if room == 0 {
		room = C.size_t(len(text.name))
	}
	size := int(min(room, 1<<30))
	answer, err := certificate.Info(c, certificate.Kind(kind), size)
	out := unsafe.Slice(&text.name[0], size)
	switch {
	case err == certificate.ErrAbsent:
		return 1
	case err != nil:
		return -1
	case answer.IsNumber && kind == C.LWS_TLS_CERT_INFO_USAGE:
		*(*C.uint)(unsafe.Pointer(buf)) = C.uint(answer.Number)
	case answer.IsNumber:
		*(*C.time_t)(unsafe.Pointer(buf)) = C.time_t(answer.Number)
	case answer.IsText:
		n := copy(out[:size-1], answer.Bytes)
		out[n] = 0
		text.length = C.int(n)
	case len(answer.Bytes) > size:
		text.length = C.int(len(answer.Bytes))
		if kind == C.LWS_TLS_CERT_INFO_OPAQUE_PUBLIC_KEY {
			text.length = 0 // lws says nothing of it
		}
		return -1
	default:
		text.length = C.int(copy(out, answer.Bytes))
	}
	return 0
}
