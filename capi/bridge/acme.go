package main

/*
#include "bridge.h"
*/
import "C"

import (
	gocontext "context"
	"crypto/tls"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"sync/atomic"
	"time"
	"unsafe"

	"github.com/golws/golws/core/acme"
	"github.com/golws/golws/core/engine"
	"github.com/golws/golws/core/tlsconn"
)

const (
	// renewDays is how many days before its end a certificate is renewed.
	renewDays = 14
	// retryPeriod is how long a renewal that failed rests: servers count failures.
	retryPeriod = time.Hour
	// acmeProtocol names the vhost's options about it.
	acmeProtocol = "lws-acme-client"
)

// acmeOptions are the names of acmeProtocol's options, by LWS_TLS_REQ_ELEMENT_
// and LWS_TLS_SET_.
var acmeOptions = [C.LWS_TLS_TOTAL_COUNT]string{
	C.LWS_TLS_REQ_ELEMENT_COUNTRY: "country", C.LWS_TLS_REQ_ELEMENT_STATE: "state",
	C.LWS_TLS_REQ_ELEMENT_LOCALITY: "locality", C.LWS_TLS_REQ_ELEMENT_ORGANIZATION: "organization",
	C.LWS_TLS_REQ_ELEMENT_COMMON_NAME: "common-name", C.LWS_TLS_REQ_ELEMENT_SUBJECT_ALT_NAME: "subject-alt-name",
	C.LWS_TLS_REQ_ELEMENT_EMAIL: "email", C.LWS_TLS_SET_DIR_URL: "directory-url",
	C.LWS_TLS_SET_AUTH_PATH: "auth-path", C.LWS_TLS_SET_CERT_PATH: "cert-path", C.LWS_TLS_SET_KEY_PATH: "key-path",
}

// renewal gets certificates for a vhost from an ACME server.
type renewal struct {
	vhost    *vhost
	order    acme.Order
	files    [2]string // of the certificate and the key
	context  gocontext.Context
	stop     gocontext.CancelFunc
	clients  tlsconn.ClientConfig // how the vhost's clients spoke TLS when it began
	underWay bool                 // on thread
	thread   *engine.Thread       // where certificates are looked at
	gone     atomic.Bool
}

// readRenewal finds what the program says about renewing in a vhost's options;
// nil without that.
func (v *vhost) readRenewal(c *engine.VhostConfig, info *C.struct_lws_context_creation_info) error {
	name := C.CString(acmeProtocol)
	defer C.free(unsafe.Pointer(name))
	found := C.golws_pvo_search(info.pvo, name)
	if found == nil {
		return nil
	}
	said := map[string]string{}
	for o := found.options; o != nil; o = o.next {
		said[goString(o.name)] = goString(o.value)
	}
	var is [C.LWS_TLS_TOTAL_COUNT]string
	for i, option := range acmeOptions {
		is[i] = said[option]
		delete(said, option)
	}
	for option := range maps.Keys(said) {
		v.warn(c.Name, []string{acmeProtocol + " has no option " + option})
	}
	for _, i := range [...]int{C.LWS_TLS_REQ_ELEMENT_COMMON_NAME, C.LWS_TLS_SET_DIR_URL, C.LWS_TLS_SET_AUTH_PATH, C.LWS_TLS_SET_CERT_PATH, C.LWS_TLS_SET_KEY_PATH} {
		if is[i] == "" {
			return fmt.Errorf("vhost %s: %s needs %s", c.Name, acmeProtocol, acmeOptions[i])
		}
	}
	if info.ssl_cert_filepath == nil {
		return fmt.Errorf("vhost %s: %s needs ssl_cert_filepath: it has to serve what it gets", c.Name, acmeProtocol)
	}
	r := &renewal{vhost: v, files: [2]string{is[C.LWS_TLS_SET_CERT_PATH], is[C.LWS_TLS_SET_KEY_PATH]}}
	r.context, r.stop = gocontext.WithCancel(gocontext.Background())
	r.order = acme.Order{
		Directory: is[C.LWS_TLS_SET_DIR_URL], Account: is[C.LWS_TLS_SET_AUTH_PATH], Email: is[C.LWS_TLS_REQ_ELEMENT_EMAIL],
		Subject: subjectOf(is[:C.LWS_TLS_REQ_ELEMENT_COUNT]), Names: namesOf(is[:C.LWS_TLS_REQ_ELEMENT_COUNT]),
		Prover: v.context.engine, Tell: r.tell,
	}
	r.order.Transport = &http.Transport{DialTLSContext: r.dial, Proxy: http.ProxyFromEnvironment}
	v.renewal = r
	c.Renew = r.check
	// Until there is a certificate, there is none.
	c.Options |= engine.OptionIgnoreMissingCert
	return nil
}

// subjectOf is the subject that elements of LWS_TLS_REQ_ELEMENT_ describe.
func subjectOf(is []string) (s pkix.Name) {
	list := func(i int) []string {
		if is[i] == "" {
			return nil
		}
		return []string{is[i]}
	}
	s.Country, s.Province = list(C.LWS_TLS_REQ_ELEMENT_COUNTRY), list(C.LWS_TLS_REQ_ELEMENT_STATE)
	s.Locality, s.Organization = list(C.LWS_TLS_REQ_ELEMENT_LOCALITY), list(C.LWS_TLS_REQ_ELEMENT_ORGANIZATION)
	s.CommonName = is[C.LWS_TLS_REQ_ELEMENT_COMMON_NAME]
	return s
}

func namesOf(is []string) []string {
	names := []string{is[C.LWS_TLS_REQ_ELEMENT_COMMON_NAME]}
	if also := is[C.LWS_TLS_REQ_ELEMENT_SUBJECT_ALT_NAME]; also != "" && also != names[0] {
		names = append(names, also)
	}
	return names
}

// dial reaches the server as the vhost's clients do TLS.
func (r *renewal) dial(ctx gocontext.Context, network, address string) (net.Conn, error) {
	plain, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	name, _, err := net.SplitHostPort(address)
	if err != nil {
		name = address
	}
	secure := tls.Client(plain, r.clients.For(address, name, []string{"http/1.1"}, 0, nil, nil))
	if err := secure.HandshakeContext(ctx); err != nil {
		_ = plain.Close()
		return nil, err
	}
	return secure, nil
}

// check begins a renewal when it is time.
func (r *renewal) check(t *engine.Thread, days int) {
	if r.underWay || days > renewDays {
		return
	}
	r.underWay, r.thread = true, t
	r.clients = *r.vhost.engine.ClientTLS()
	r.announce(acme.Starting, r.order.Names[0])
	go r.run()
}

// run is the renewal's goroutine.
func (r *renewal) run() {
	defer recovered(acmeProtocol, nil)
	chain, key, err := r.order.Obtain(r.context)
	if err == nil {
		err = r.store(chain, key)
	}
	r.post(func() { r.finish(err) })
	if err != nil {
		select {
		case <-time.After(retryPeriod):
			r.post(func() { r.check(r.thread, 0) })
		case <-r.context.Done():
		}
	}
}

// store writes the files, the key first: without its certificate it is of no use
// to anybody.
func (r *renewal) store(chain, key []byte) error {
	if err := acme.WriteFile(r.files[1], key); err != nil {
		return err
	}
	return acme.WriteFile(r.files[0], chain)
}

// finish serves with what was got.
func (r *renewal) finish(err error) {
	r.underWay = false
	v := r.vhost
	if err == nil {
		var known bool
		if known, err = v.context.renew(r.files[0], r.files[1], tlsconn.Source{}, tlsconn.Source{}); err == nil && !known {
			err = errors.New("no vhost serves " + r.files[0] + " with " + r.files[1])
		}
	}
	if err != nil {
		logLine(engine.LevelErr, nil, v.block, nil, "no certificate from "+r.order.Directory+": "+err.Error())
		r.announce(acme.Failed, err.Error())
		return
	}
	logLine(engine.LevelNotice, nil, v.block, nil, "a certificate of "+r.order.Directory+" for "+r.order.Names[0]+" is in use")
	r.announce(acme.Success, r.order.Names[0])
}

// tell is the order's: it comes on the renewal's goroutine.
func (r *renewal) tell(state acme.State, text string) {
	r.post(func() { r.announce(state, text) })
}

// post runs f on the thread that began, unless the vhost is gone by then.
func (r *renewal) post(f func()) {
	r.thread.Loop.Post(func(int64) {
		if !r.gone.Load() {
			f()
		}
	})
}

// announce tells the vhost's protocols how far it is.
func (r *renewal) announce(state acme.State, text string) {
	v := r.vhost
	in := C.CString(text)
	defer C.free(unsafe.Pointer(in))
	for _, p := range v.engine.Protocols {
		if r.gone.Load() {
			return // in a callback
		}
		wsi, restore := v.standIn(r.thread.Index)
		wsi.protocol = (*C.struct_lws_protocols)(p.Handle)
		C.golws_call_protocol(wsi.protocol, wsi, C.LWS_CALLBACK_VHOST_CERT_UPDATE, nil, C.uintptr_t(uintptr(unsafe.Pointer(in))), C.size_t(state))
		restore()
	}
}

// end gives up: the vhost is going.
func (r *renewal) end() {
	if r != nil {
		r.gone.Store(true)
		r.stop()
	}
}
