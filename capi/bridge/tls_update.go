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
	watch            *tlsconn.Watch
	spec             *tlsconn.ServerSpec
}

// watched are the files that a vhost is to be served from, nil if there are none.
func watched(info *C.struct_lws_context_creation_info) *servedFiles {
	if info.ssl_cert_filepath == nil {
		return nil
	}
	f := &servedFiles{certificate: goString(info.ssl_cert_filepath), key: goString(info.ssl_private_key_filepath)}
	if f.key == "" {
		f.key = f.certificate // one file may hold both
	}
	f.watch = tlsconn.NewWatch(f.certificate, f.key)
	return f
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
	if _, err := x.renew(goString(certificate), goString(key), chain, private); err != nil {
		return 1
	}
	return 0
}

// renew serves with other certificates where those files are served: what is in
// memory, if anything is, or what the files hold now. known: there is such a vhost.
func (x *context) renew(certificate, key string, chain, private tlsconn.Source) (known bool, err error) {
	for _, e := range append([]*engine.Vhost(nil), x.engine.Vhosts()...) {
		v := vhosts.find(e.Handle)
		if v == nil || v.served.spec == nil || v.served.certificate != certificate || v.served.key != key {
			continue
		}
		known = true
		v.served.watch.Know()
		if failed := v.renew(chain, private); failed != nil {
			err = failed
		}
	}
	return known, err
}

// refresh serves with what the vhost's files hold when that has changed.
func (v *vhost) refresh() {
	if v.served.watch.Changed() {
		v.renew(tlsconn.Source{}, tlsconn.Source{})
	}
}

// renew serves with another certificate, read from v's files unless it is
// given, and logs what has become of it. Nothing changes when it does not load.
func (v *vhost) renew(chain, key tlsconn.Source) error {
	name := "vhost " + v.engine.Config.Name
	err := v.load(chain, key)
	if err != nil {
		logLine(engine.LevelErr, nil, v.block, nil, name+" keeps its certificate: "+err.Error())
		return err
	}
	logLine(engine.LevelNotice, nil, v.block, nil, fmt.Sprintf("%s: a new certificate of %s", name, v.engine.Certificate().Subject))
	return nil
}

func (v *vhost) load(chain, key tlsconn.Source) (err error) {
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
