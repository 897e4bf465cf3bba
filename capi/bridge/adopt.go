package main

/*
#include "bridge.h"
*/
import "C"

import (
	"unsafe"

	"github.com/golws/golws/core/engine"
)

// adopt makes a wsi of a descriptor on v, nil after logging why not.
func (v *vhost) adopt(a engine.Adoption, opaque unsafe.Pointer) *C.struct_lws {
	a.Introduce = func(c *engine.Conn) { block(c).opaque_user_data = opaque }
	c := v.engine.Adopt(a)
	if c == nil {
		return nil
	}
	return block(c)
}

// defaultVhost is where a descriptor goes that the program names no vhost for.
func (x *context) defaultVhost() *vhost {
	if list := x.engine.Vhosts(); len(list) > 0 {
		return vhosts.find(list[0].Handle)
	}
	logLine(engine.LevelErr, x.block, nil, nil, "lws_adopt_socket: the context has no vhost")
	return nil
}

//export golws_lws_adopt_descriptor_vhost_via_info
func golws_lws_adopt_descriptor_vhost_via_info(i *C.lws_adopt_desc_t) (wsi *C.struct_lws) {
	const name = "lws_adopt_descriptor_vhost"
	defer recovered(name, nil)
	if i == nil {
		return nil
	}
	v := vhostOf(i.vh, name)
	if v == nil {
		return nil
	}
	if i._type&C.LWS_ADOPT_FLAG_UDP != 0 || i._type&C.LWS_ADOPT_FLAG_RAW_PROXY != 0 {
		logLine(engine.LevelErr, nil, i.vh, nil, name+": UDP and raw proxies are not implemented")
		return nil
	}
	a := engine.Adoption{
		FD:       int(C.golws_adopted_fd(i)),
		Socket:   i._type&C.LWS_ADOPT_SOCKET != 0,
		HTTP:     i._type&C.LWS_ADOPT_HTTP != 0,
		TLS:      i._type&C.LWS_ADOPT_ALLOW_SSL != 0,
		Protocol: goString(i.vh_prot_name),
	}
	if i.parent != nil {
		a.Parent = conn(i.parent, name)
	}
	return v.adopt(a, i.opaque)
}

//export golws_lws_adopt_descriptor_vhost
func golws_lws_adopt_descriptor_vhost(vh *C.struct_lws_vhost, kind C.lws_adoption_type, fd C.lws_sock_file_fd_type, protocol *C.char, parent *C.struct_lws) *C.struct_lws {
	info := C.lws_adopt_desc_t{vh: vh, _type: kind, fd: fd, vh_prot_name: protocol, parent: parent}
	return golws_lws_adopt_descriptor_vhost_via_info(&info)
}

//export golws_lws_adopt_socket
func golws_lws_adopt_socket(cx *C.struct_lws_context, fd C.lws_sockfd_type) *C.struct_lws {
	return golws_lws_adopt_socket_readbuf(cx, fd, nil, 0)
}

//export golws_lws_adopt_socket_vhost
func golws_lws_adopt_socket_vhost(vh *C.struct_lws_vhost, fd C.lws_sockfd_type) *C.struct_lws {
	return golws_lws_adopt_socket_vhost_readbuf(vh, fd, nil, 0)
}

//export golws_lws_adopt_socket_readbuf
func golws_lws_adopt_socket_readbuf(cx *C.struct_lws_context, fd C.lws_sockfd_type, buf *C.char, n C.size_t) (wsi *C.struct_lws) {
	const name = "lws_adopt_socket"
	defer recovered(name, nil)
	x := contextOf(cx, name)
	if x == nil {
		return nil
	}
	v := x.defaultVhost()
	if v == nil {
		return nil
	}
	return v.adopt(acceptedElsewhere(fd, buf, n), nil)
}

//export golws_lws_adopt_socket_vhost_readbuf
func golws_lws_adopt_socket_vhost_readbuf(vh *C.struct_lws_vhost, fd C.lws_sockfd_type, buf *C.char, n C.size_t) (wsi *C.struct_lws) {
	const name = "lws_adopt_socket_vhost"
	defer recovered(name, nil)
	v := vhostOf(vh, name)
	if v == nil {
		return nil
	}
	return v.adopt(acceptedElsewhere(fd, buf, n), nil)
}

func acceptedElsewhere(fd C.lws_sockfd_type, buf *C.char, n C.size_t) engine.Adoption {
	return engine.Adoption{FD: int(fd), Socket: true, HTTP: true, Received: cBytes(unsafe.Pointer(buf), int(n))}
}
