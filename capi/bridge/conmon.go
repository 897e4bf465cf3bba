package main

/*
#include "bridge.h"

#include <netdb.h>
*/
import "C"

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

//export golws_lws_conmon_wsi_take
func golws_lws_conmon_wsi_take(wsi *C.struct_lws, dest *C.struct_lws_conmon) {
	const name = "lws_conmon_wsi_take"
	defer recovered(name, wsi)
	if dest == nil {
		return
	}
	*dest = C.struct_lws_conmon{}
	c := conn(wsi, name)
	if c == nil {
		return
	}
	t := c.TakeTiming()
	if t == nil {
		return
	}
	putSockaddr(unsafe.Pointer(&dest.peer46), t.Peer)
	dest.ciu_dns = step(t.Resolve, t.Resolved)
	dest.ciu_sockconn = step(t.Dial, t.Connected)
	dest.ciu_tls = step(t.Secure, t.Secured)
	dest.ciu_txn_resp = step(t.Request, t.Answered)
	switch {
	case t.NotFound:
		dest.dns_disposition = C.LWSCONMON_DNS_NO_RESULT
	case t.Resolved != 0:
		dest.dns_disposition = C.LWSCONMON_DNS_OK
	}
	if t.Status != 0 {
		dest.pcol = C.LWSCONMON_PCOL_HTTP
		*(*C.int)(unsafe.Pointer(&dest.protocol_specific)) = C.int(t.Status)
	}
	link := &dest.dns_results_copy
	for _, sa := range t.Addresses {
		if *link = resultOf(sa); *link != nil {
			link = &(*link).ai_next
		}
	}
}

// step is how long something took that may not have happened.
func step(from, to int64) C.lws_conmon_interval_us_t {
	if from == 0 || to < from {
		return 0
	}
	// A step that was too fast for the clock was taken all the same.
	return C.lws_conmon_interval_us_t(max(to-from, 1))
}

// putSockaddr writes sa where there is room for an IPv6 one, and returns its size.
func putSockaddr(to unsafe.Pointer, sa unix.Sockaddr) int {
	switch a := sa.(type) {
	case *unix.SockaddrInet4:
		*(*unix.RawSockaddrInet4)(to) = unix.RawSockaddrInet4{Family: unix.AF_INET, Port: networkOrder(a.Port), Addr: a.Addr}
		return unix.SizeofSockaddrInet4
	case *unix.SockaddrInet6:
		*(*unix.RawSockaddrInet6)(to) = unix.RawSockaddrInet6{Family: unix.AF_INET6, Port: networkOrder(a.Port), Addr: a.Addr, Scope_id: a.ZoneId}
		return unix.SizeofSockaddrInet6
	}
	return 0
}

func networkOrder(port int) uint16 {
	b := [2]byte{byte(port >> 8), byte(port)}
	return *(*uint16)(unsafe.Pointer(&b))
}

// resultOf is one entry of dns_results_copy, its address in the same allocation.
func resultOf(sa unix.Sockaddr) *C.struct_addrinfo {
	at := C.calloc(1, C.sizeof_struct_addrinfo+C.size_t(unix.SizeofSockaddrInet6))
	if at == nil {
		return nil
	}
	a := (*C.struct_addrinfo)(at)
	address := unsafe.Add(at, C.sizeof_struct_addrinfo)
	n := putSockaddr(address, sa)
	if n == 0 {
		C.free(at)
		return nil
	}
	a.ai_addr = (*C.struct_sockaddr)(address)
	a.ai_addrlen = C.socklen_t(n)
	a.ai_family = C.int((*unix.RawSockaddr)(address).Family)
	a.ai_socktype = C.SOCK_STREAM
	return a
}
