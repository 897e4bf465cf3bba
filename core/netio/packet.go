package netio

import (
	"fmt"
	"unsafe"

	"golang.org/x/sys/unix"
)

// PacketSocket opens a UDP socket of address's family. It is bound to address if
// bind, and to the interface device if that is not "".
func PacketSocket(address unix.Sockaddr, device string, broadcast, bind bool) (fd int, err error) {
	family := unix.AF_INET
	if _, six := address.(*unix.SockaddrInet6); six {
		family = unix.AF_INET6
	}
	fd, err = unix.Socket(family, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		return -1, fmt.Errorf("socket: %w", err)
	}
	what := ""
	if device != "" {
		what = "interface " + device
		err = unix.SetsockoptString(fd, unix.SOL_SOCKET, unix.SO_BINDTODEVICE, device)
	}
	if err == nil && broadcast {
		what = "broadcast"
		err = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_BROADCAST, 1)
	}
	if err == nil && bind {
		what = "bind"
		err = unix.Bind(fd, address)
	}
	if err != nil {
		_ = unix.Close(fd)
		return -1, fmt.Errorf("%s: %w", what, err)
	}
	return fd, nil
}

// RawSockaddr is the struct sockaddr of an internet address, nil of another one.
func RawSockaddr(address unix.Sockaddr) []byte {
	switch a := address.(type) {
	case *unix.SockaddrInet4:
		raw := unix.RawSockaddrInet4{Family: unix.AF_INET, Port: networkOrder(a.Port), Addr: a.Addr}
		return append([]byte(nil), unsafe.Slice((*byte)(unsafe.Pointer(&raw)), unsafe.Sizeof(raw))...)
	case *unix.SockaddrInet6:
		raw := unix.RawSockaddrInet6{Family: unix.AF_INET6, Port: networkOrder(a.Port), Addr: a.Addr, Scope_id: a.ZoneId}
		return append([]byte(nil), unsafe.Slice((*byte)(unsafe.Pointer(&raw)), unsafe.Sizeof(raw))...)
	}
	return nil
}

func networkOrder(port int) (raw uint16) {
	b := (*[2]byte)(unsafe.Pointer(&raw))
	b[0], b[1] = byte(port>>8), byte(port)
	return raw
}
