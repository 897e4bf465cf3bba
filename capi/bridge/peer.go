package main

/*
#include "bridge.h"
*/
import "C"

import (
	"os"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/netio"
)

// unixPeer is what lws calls the peer at a unix socket, which is on this machine.
const unixPeer, unixPeerIP = "(unix skt)", "127.0.0.1"

// peerAddress is the text of the other end's address.
func peerAddress(fd int) (string, error) {
	sa, err := unix.Getpeername(fd)
	if err != nil {
		return "", os.NewSyscallError("getpeername", err)
	}
	switch sa := sa.(type) {
	case *unix.SockaddrUnix:
		return unixPeer, nil
	default:
		return netio.AddrOf(sa).Addr().Unmap().String(), nil
	}
}

// copyText copies text and a NUL into C memory, cut to fit.
func copyText(to *C.char, size int, text string) {
	out := cBytes(unsafe.Pointer(to), size)
	if out == nil {
		return
	}
	out[copy(out[:len(out)-1], text)] = 0
}

//export golws_lws_get_peer_simple
func golws_lws_get_peer_simple(wsi *C.struct_lws, name *C.char, size C.size_t) (r *C.char) {
	defer recovered("lws_get_peer_simple", wsi)
	c := conn(wsi, "lws_get_peer_simple")
	if c == nil {
		return nil
	}
	return golws_lws_get_peer_simple_fd(C.int(c.Network().FD()), name, size)
}

//export golws_lws_get_peer_simple_fd
func golws_lws_get_peer_simple_fd(fd C.lws_sockfd_type, name *C.char, size C.size_t) (r *C.char) {
	defer recovered("lws_get_peer_simple_fd", nil)
	if name == nil || size == 0 {
		return nil
	}
	text, err := peerAddress(int(fd))
	if err != nil {
		text = err.Error()
	}
	copyText(name, int(size), text)
	return name
}

//export golws_lws_get_peer_addresses
func golws_lws_get_peer_addresses(wsi *C.struct_lws, fd C.lws_sockfd_type, name *C.char, nameSize C.int, ip *C.char, ipSize C.int) {
	defer recovered("lws_get_peer_addresses", wsi)
	copyText(name, int(nameSize), "")
	copyText(ip, int(ipSize), "")
	if c := conns.find(unsafe.Pointer(wsi)); c != nil && fd < 0 {
		fd = C.lws_sockfd_type(c.Network().FD()) // an HTTP/2 stream has none
	}
	text, _ := peerAddress(int(fd))
	if text == unixPeer {
		text = unixPeerIP
	}
	copyText(ip, int(ipSize), text)
	copyText(name, int(nameSize), netio.LocalName(text))
}
