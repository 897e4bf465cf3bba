package main

/*
#include "bridge.h"

static inline int
golws_has_trust_query(const struct lws_context *context)
{
	return context->system_ops && context->system_ops->jit_trust_query;
}

static inline int
golws_query_trust(struct lws_context *context, const uint8_t *skid, size_t len, uintptr_t number)
{
	int r;

	golws_call_begins(context);
	r = context->system_ops->jit_trust_query(context, skid, len, (void *)number);
	golws_call_ends(context);
	return r;
}
*/
import "C"

import (
	"bytes"
	"crypto/x509"
	"fmt"
	"sync"
	"unsafe"

	"github.com/golws/golws/core/engine"
)

// trustQueries are the questions for CAs that a program has not answered, by the
// number that it was given for each.
type trustQueries struct {
	sync.Mutex
	last    uintptr
	answers map[uintptr]func(*x509.Certificate)
}

func (q *trustQueries) add(answer func(*x509.Certificate)) (number uintptr) {
	q.Lock()
	defer q.Unlock()
	if q.answers == nil {
		q.answers = map[uintptr]func(*x509.Certificate){}
	}
	q.last++
	q.answers[q.last] = answer
	return q.last
}

// take gives the answer's way back, once; nil: nobody waits for it.
func (q *trustQueries) take(number uintptr) func(*x509.Certificate) {
	q.Lock()
	defer q.Unlock()
	answer := q.answers[number]
	delete(q.answers, number)
	return answer
}

// HasIssuers implements engine.Host.
func (h *host) HasIssuers() bool { return C.golws_has_trust_query(h.context.block) != 0 }

// AskIssuer implements engine.Host.
func (h *host) AskIssuer(_ *engine.Thread, key []byte, answer func(*x509.Certificate)) (withdraw func()) {
	q := &h.context.trust
	number := q.add(answer)
	if C.golws_query_trust(h.context.block, (*C.uint8_t)(unsafe.Pointer(unsafe.SliceData(key))), C.size_t(len(key)), C.uintptr_t(number)) != 0 {
		if q.take(number) != nil {
			return nil
		}
		// It was answered all the same.
	}
	return func() { q.take(number) }
}

//export golws_lws_tls_jit_trust_got_cert_cb
func golws_lws_tls_jit_trust_got_cert_cb(cx *C.struct_lws_context, opaque unsafe.Pointer, key *C.uint8_t, keyLen C.size_t, der *C.uint8_t, derLen C.size_t) (r C.int) {
	r = 1
	const name = "lws_tls_jit_trust_got_cert_cb"
	defer recovered(name, nil)
	x := contextOf(cx, name)
	if x == nil {
		return 1
	}
	var found *x509.Certificate
	if der != nil {
		var err error
		if found, err = issuer(cBytes(unsafe.Pointer(der), int(derLen)), cBytes(unsafe.Pointer(key), int(keyLen))); err != nil {
			logLine(engine.LevelErr, cx, nil, nil, name+": "+err.Error())
		} else {
			// Also for the next connection, if this one is gone.
			x.engine.TrustIssuer(found)
		}
	}
	if answer := x.trust.take(uintptr(opaque)); answer != nil {
		answer(found)
	}
	return 0
}

// issuer reads the certificate that has the subject key identifier key.
func issuer(der, key []byte) (*x509.Certificate, error) {
	c, err := x509.ParseCertificate(bytes.Clone(der))
	if err != nil {
		return nil, err
	}
	if len(key) == 0 || !bytes.Equal(c.SubjectKeyId, key) {
		return nil, fmt.Errorf("the certificate of %s does not have the subject key identifier %x", c.Subject, key)
	}
	return c, nil
}
