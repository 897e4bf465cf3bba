package main

/*
#include "bridge.h"

static inline int
golws_session_dumped(lws_tls_sess_cb_t cb, struct lws_context *context, struct lws_tls_session_dump *info)
{
	int r;

	golws_call_begins(context);
	r = cb(context, info);
	golws_call_ends(context);
	return r;
}
*/
import "C"

import (
	"errors"
	"unsafe"

	"github.com/golws/golws/core/engine"
	"github.com/golws/golws/core/tlsconn"
)

//export golws_lws_tls_session_is_reused
func golws_lws_tls_session_is_reused(wsi *C.struct_lws) (r C.int) {
	defer recovered("lws_tls_session_is_reused", wsi)
	c := conn(wsi, "lws_tls_session_is_reused")
	if c == nil {
		return 0
	}
	return boolInt(c.Resumed())
}

// sessionsFor is what a vhost's clients speak TLS with, and what their sessions
// with a server are kept by; nil after logging why not.
func sessionsFor(vh *C.struct_lws_vhost, host *C.char, port C.uint16_t, name string) (v *vhost, config *tlsconn.ClientConfig, server string) {
	if v = vhostOf(vh, name); v == nil {
		return nil, nil, ""
	}
	if host == nil {
		staleArgument(name, "host", true)
		return nil, nil, ""
	}
	if config = v.engine.ClientTLS(); config == nil {
		logLine(engine.LevelErr, nil, vh, nil, name+": the vhost has no TLS for clients")
		return nil, nil, ""
	}
	return v, config, engine.SessionServer(goString(host), int(port))
}

// dump makes what the program's function is given, in C memory, until free.
func (v *vhost) dump(server string, opaque unsafe.Pointer) *C.struct_lws_tls_session_dump {
	d := (*C.struct_lws_tls_session_dump)(C.calloc(1, C.sizeof_struct_lws_tls_session_dump))
	tag := unsafe.Slice((*byte)(unsafe.Pointer(&d.tag[0])), len(d.tag))
	setTag(tag, v.engine.Config.Name+"_"+server)
	d.opaque = opaque
	return d
}

//export golws_lws_tls_session_dump_save
func golws_lws_tls_session_dump_save(vh *C.struct_lws_vhost, host *C.char, port C.uint16_t, save C.lws_tls_sess_cb_t, opaque unsafe.Pointer) (r C.int) {
	r = 1
	const name = "lws_tls_session_dump_save"
	defer recovered(name, nil)
	v, config, server := sessionsFor(vh, host, port, name)
	if config == nil || save == nil {
		return 1
	}
	stored, err := config.StoreSession(server)
	if err != nil {
		logLine(engine.LevelInfo, nil, vh, nil, name+": "+server+": "+err.Error())
		return 1
	}
	d := v.dump(server, opaque)
	d.blob, d.blob_len = C.CBytes(stored), C.size_t(len(stored))
	blob := d.blob
	failed := C.golws_session_dumped(save, v.context.block, d) != 0
	clear(stored)
	C.explicit_bzero(blob, C.size_t(len(stored)))
	C.free(blob)
	C.free(unsafe.Pointer(d))
	return boolInt(failed)
}

var errNotFetched = errors.New("the program has none")

//export golws_lws_tls_session_dump_load
func golws_lws_tls_session_dump_load(vh *C.struct_lws_vhost, host *C.char, port C.uint16_t, load C.lws_tls_sess_cb_t, opaque unsafe.Pointer) (r C.int) {
	r = 1
	const name = "lws_tls_session_dump_load"
	defer recovered(name, nil)
	v, config, server := sessionsFor(vh, host, port, name)
	if config == nil || load == nil {
		return 1
	}
	err := config.LoadSession(server, func() ([]byte, error) {
		d := v.dump(server, opaque)
		defer C.free(unsafe.Pointer(d))
		failed := C.golws_session_dumped(load, v.context.block, d) != 0
		defer C.free(d.blob)
		if failed || d.blob == nil {
			return nil, errNotFetched
		}
		return append([]byte(nil), cBytes(d.blob, int(d.blob_len))...), nil
	})
	if err != nil {
		logLine(engine.LevelInfo, nil, vh, nil, name+": "+server+": "+err.Error())
		return 1
	}
	return 0
}
