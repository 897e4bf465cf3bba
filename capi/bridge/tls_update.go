package main

/*
#include "bridge.h"
*/
import "C"

import (
	"fmt"
	"unsafe"

	"github.com/golws/golws/core/engine"
	"github.com/golws/golws/core/tlsconn"
)

// servedFiles are the files that a vhost's certificate came from, and all that
// is needed to read them again.
type servedFiles struct {
	certificate, key string
	spec             *tlsconn.ServerSpec
}

//export golws_lws_tls_cert_updated
func golws_lws_tls_cert_updated(cx *C.struct_lws_context, certificate, key, memCertificate *C.char, certificateLen C.size_t, memKey *C.char, keyLen C.size_t) (r C.int) {
	r = 1
	const name = "lws_tls_cert_updated"
	defer recovered(name, nil)
	x := contextOf(cx, name)
	if x == nil || certificate == nil || key == nil {
		return 1
	}
	chain, private := tlsconn.Source{}, tlsconn.Source{}
	if memCertificate != nil && certificateLen > 0 {
		chain = tlsconn.Source{Name: goString(certificate) + " (in memory)", Data: append([]byte(nil), cBytes(unsafe.Pointer(memCertificate), int(certificateLen))...)}
	}
	if memKey != nil && keyLen > 0 {
		private = tlsconn.Source{Name: goString(key) + " (in memory)", Data: append([]byte(nil), cBytes(unsafe.Pointer(memKey), int(keyLen))...)}
	}
	r = 0
	for _, e := range append([]*engine.Vhost(nil), x.engine.Vhosts()...) {
		v := vhosts.find(e.Handle)
		if v == nil || v.served.spec == nil || v.served.certificate != goString(certificate) || v.served.key != goString(key) {
			continue
		}
		if err := v.renew(chain, private); err != nil {
			logLine(engine.LevelErr, nil, v.block, nil, name+": vhost "+e.Config.Name+" keeps its certificate: "+err.Error())
			r = 1
			continue
		}
		logLine(engine.LevelNotice, nil, v.block, nil, fmt.Sprintf("%s: vhost %s: %s", name, e.Config.Name, e.Certificate().Subject))
	}
	return r
}

// renew serves with another certificate, read from v's files unless it is
// given. Nothing changes when it does not load.
func (v *vhost) renew(chain, key tlsconn.Source) (err error) {
	spec := *v.served.spec
	spec.Chain, spec.Key = chain, key
	if len(chain.Data) == 0 {
		if spec.Chain, err = tlsconn.File(v.served.certificate); err != nil {
			return err
		}
	}
	if len(key.Data) == 0 {
		if spec.Key, err = tlsconn.File(v.served.key); err != nil {
			return err
		}
	}
	config, _, err := spec.Config()
	if err != nil {
		return err
	}
	v.engine.SetTLS(config)
	return nil
}
