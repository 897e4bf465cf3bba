package netio

import (
	"fmt"
	"net"
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
	// As lws: several programs may take what is sent to a group.
	_ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1)
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

// LinkSocket opens a socket for whole IP packets: those of the interface device, or
// of all of them if that is "". peer is the struct sockaddr that reaches everybody
// there, nil without an interface.
func LinkSocket(device string) (fd int, peer []byte, err error) {
	protocol := networkOrder(unix.ETH_P_IP)
	fd, err = unix.Socket(unix.AF_PACKET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, int(protocol))
	if err != nil {
		return -1, nil, fmt.Errorf("packet socket: %w", err)
	}
	if device == "" {
		return fd, nil, nil
	}
	i, err := net.InterfaceByName(device)
	if err == nil {
		err = unix.Bind(fd, &unix.SockaddrLinklayer{Protocol: protocol, Ifindex: i.Index})
	}
	if err != nil {
		_ = unix.Close(fd)
		return -1, nil, fmt.Errorf("interface %s: %w", device, err)
	}
	raw := unix.RawSockaddrLinklayer{Family: unix.AF_PACKET, Protocol: protocol, Ifindex: int32(i.Index), Halen: 6,
		Addr: [8]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}}
	return fd, append([]byte(nil), unsafe.Slice((*byte)(unsafe.Pointer(&raw)), unsafe.Sizeof(raw))...), nil
}

// HasRoute tells whether something sent to an address would leave the machine, or
// reach it. Nothing is sent.
func HasRoute(to unix.Sockaddr) bool {
	family := unix.AF_INET
	if _, six := to.(*unix.SockaddrInet6); six {
		family = unix.AF_INET6
	}
	fd, err := unix.Socket(family, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return true // nobody knows
	}
	defer unix.Close(fd)
	switch unix.Connect(fd, to) {
	case unix.ENETUNREACH, unix.EHOSTUNREACH, unix.EADDRNOTAVAIL:
		return false
	}
	return true
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
