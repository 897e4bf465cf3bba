package main

/*
#include "bridge.h"
*/
import "C"

import (
	"unsafe"

	"github.com/golws/golws/core/engine"
)

//export golws_lws_client_connect_via_info
func golws_lws_client_connect_via_info(i *C.struct_lws_client_connect_info) (wsi *C.struct_lws) {
	const name = "lws_client_connect_via_info"
	defer recovered(name, nil)
	if i == nil {
		logLine(engine.LevelErr, nil, nil, nil, name+": info is NULL")
		return nil
	}
	x := contextOf(i.context, name)
	if x == nil {
		return nil
	}
	v := x.clientVhost(i)
	if v == nil {
		logLine(engine.LevelErr, i.context, nil, nil, name+": the context has no vhost")
		return nil
	}
	request := engine.ClientRequest{
		Vhost:            v.engine,
		Address:          goString(i.address),
		Port:             int(i.port),
		Path:             goString(i.path),
		Host:             goString(i.host),
		Origin:           goString(i.origin),
		Method:           goString(i.method),
		Protocols:        goString(i.protocol),
		LocalProtocol:    goString(i.local_protocol_name),
		WebSocketVersion: int(i.ietf_version_or_minus_one),
		Interface:        goString(i.iface),
		Retry:            retryPolicy(i.retry_and_idle_policy),
		Flags:            uint32(i.ssl_connection),
		ALPN:             goString(i.alpn),
		KeepWarmSeconds:  int(i.keep_warm_secs),
		InitialCredit:    int(i.manual_initial_tx_credit),
		Priority:         int(i.priority),
		FaultName:        goString(i.fi_wsi_name),
		User:             C.GoString(C.connect_user(i)),
		Password:         C.GoString(C.connect_password(i)),
	}
	if i.parent_wsi != nil {
		request.Parent = conn(i.parent_wsi, name)
	}
	request.Adopt = func(c *engine.Conn) {
		b := block(c)
		b.opaque_user_data = i.opaque_user_data
		b.log_cx = i.log_cx
		if i.retry_and_idle_policy != nil {
			b.retry_policy = i.retry_and_idle_policy
		}
		b.user = i.userdata
		if i.pwsi != nil {
			*i.pwsi = b
		}
	}
	var c *engine.Conn
	x.asServer(func() { c = x.engine.Connect(request) })
	if c == nil {
		if i.pwsi != nil {
			*i.pwsi = nil
		}
		return nil
	}
	return block(c)
}

// clientVhost is the vhost that a client connection belongs to: the one named,
// the context's default, or its first.
func (x *context) clientVhost(i *C.struct_lws_client_connect_info) *vhost {
	if i.vhost != nil {
		return vhosts.find(unsafe.Pointer(i.vhost))
	}
	e := x.engine.VhostByName("default")
	if e == nil {
		if list := x.engine.Vhosts(); len(list) > 0 {
			e = list[0]
		} else {
			return nil
		}
	}
	return vhosts.find(e.Handle)
}

//export golws_lws_http_client_read
func golws_lws_http_client_read(wsi *C.struct_lws, buf **C.char, n *C.int) (r C.int) {
	r = -1
	const name = "lws_http_client_read"
	defer recovered(name, wsi)
	c := conn(wsi, name)
	if c == nil || buf == nil || *buf == nil || n == nil || *n <= 0 {
		return -1
	}
	got := c.ReadBody(unsafe.Slice((*byte)(unsafe.Pointer(*buf)), int(*n)))
	if got < 0 {
		return -1
	}
	*n = C.int(got)
	return 0
}

//export golws_lws_client_http_body_pending
func golws_lws_client_http_body_pending(wsi *C.struct_lws, pending C.int) {
	defer recovered("lws_client_http_body_pending", wsi)
	if c := conn(wsi, "lws_client_http_body_pending"); c != nil {
		c.SetBodyPending(pending != 0)
	}
}

//export golws_lws_tls_client_upgrade
func golws_lws_tls_client_upgrade(wsi *C.struct_lws, flags C.int) (r C.int) {
	r = -1
	const name = "lws_tls_client_upgrade"
	defer recovered(name, wsi)
	c := conn(wsi, name)
	if c == nil {
		return -1
	}
	if err := c.UpgradeTLS(uint32(flags)); err != nil {
		logLine(engine.LevelErr, nil, nil, wsi, name+": "+err.Error())
		return -1
	}
	return 0
}
