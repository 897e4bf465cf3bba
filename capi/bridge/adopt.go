package main

/*
#include "bridge.h"
*/
import "C"

import (
	"fmt"
	"unsafe"

	"github.com/golws/golws/core/engine"
)

// adopt makes a wsi of a descriptor on v, nil after logging why not.
func (v *vhost) adopt(a engine.Adoption, opaque unsafe.Pointer) *C.struct_lws {
	a.Introduce = func(c *engine.Conn) { block(c).opaque_user_data = opaque }
	var c *engine.Conn
	v.context.asServer(func() { c = v.engine.Adopt(a) })
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
	a := engine.Adoption{
		FD:       int(C.golws_adopted_fd(i)),
		Socket:   i._type&C.LWS_ADOPT_SOCKET != 0,
		HTTP:     i._type&C.LWS_ADOPT_HTTP != 0,
		RawProxy: i._type&C.LWS_ADOPT_FLAG_RAW_PROXY != 0,
		TLS:      i._type&C.LWS_ADOPT_ALLOW_SSL != 0,
		Protocol: goString(i.vh_prot_name),
	}
	if i.parent != nil {
		a.Parent = conn(i.parent, name)
	}
	if a.UDP = i._type&C.LWS_ADOPT_FLAG_UDP != 0; !a.UDP {
		return v.adopt(a, i.opaque)
	}
	peer, memory := peerMemory()
	if peer == nil {
		return nil
	}
	C.golws_set_connected(peer, C.int(a.FD))
	a.Peer, a.TLS, a.Socket = memory, false, true
	introduced := false
	a.Introduce = func(c *engine.Conn) {
		introduced = true
		block(c).udp, block(c).opaque_user_data = peer, i.opaque
	}
	var c *engine.Conn
	v.context.asServer(func() { c = v.engine.Adopt(a) })
	if c == nil {
		if !introduced {
			C.free(unsafe.Pointer(peer))
		}
		return nil
	}
	return block(c)
}

// peerMemory makes what lws_get_udp() gives, and the part of it where the engine
// keeps the peer's address. The connection's end frees it.
func peerMemory() (*C.struct_lws_udp, []byte) {
	peer := (*C.struct_lws_udp)(C.calloc(1, C.sizeof_struct_lws_udp))
	if peer == nil {
		return nil, nil
	}
	return peer, unsafe.Slice((*byte)(unsafe.Pointer(&peer.sa46)), engine.PeerMemory)
}

//export golws_lws_create_adopt_udp
func golws_lws_create_adopt_udp(vh *C.struct_lws_vhost, ads *C.char, port, flags C.int, protocol, ifname *C.char, parent *C.struct_lws, opaque unsafe.Pointer, retry *C.lws_retry_bo_t, fault *C.char) (wsi *C.struct_lws) {
	const name = "lws_create_adopt_udp"
	defer recovered(name, nil)
	v := vhostOf(vh, name)
	if v == nil {
		return nil
	}
	if port < 0 || port > 65535 {
		logLine(engine.LevelErr, nil, vh, nil, fmt.Sprintf("%s: port %d is outside 0 to 65535", name, int(port)))
		return nil
	}
	peer, memory := peerMemory()
	if peer == nil {
		return nil
	}
	introduced := false
	r := engine.UDPRequest{
		Address: goString(ads), Port: int(port), Bind: flags&C.LWS_CAUDP_BIND != 0,
		Broadcast: flags&C.LWS_CAUDP_BROADCAST != 0, Link: flags&C.LWS_CAUDP_PF_PACKET != 0, Device: goString(ifname), Protocol: goString(protocol), Peer: memory,
		Introduce: func(c *engine.Conn) {
			introduced = true
			b := block(c)
			b.udp, b.opaque_user_data = peer, opaque
			if retry != nil {
				b.retry_policy = retry
			}
		},
	}
	if parent != nil {
		r.Parent = conn(parent, name)
	}
	var c *engine.Conn
	v.context.asServer(func() { c = v.engine.OpenUDP(r) })
	if c == nil {
		if !introduced {
			C.free(unsafe.Pointer(peer))
		}
		return nil
	}
	return block(c)
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
	return engine.Adoption{FD: int(fd), Socket: true, HTTP: true, TLS: true, Received: cBytes(unsafe.Pointer(buf), int(n))}
}
