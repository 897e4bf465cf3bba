package netio

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// ListenSpec says where a server listens.
type ListenSpec struct {
	// Interface is a network interface's name, a numeric address, or, with
	// Unix set, a socket path ("@name" for Linux's abstract namespace).
	Interface string
	Unix      bool
	Port      int
	// OnlyIPv4 and OnlyIPv6 narrow the default, one socket for both.
	OnlyIPv4, OnlyIPv6 bool
	ReusePort          bool
	Backlog            int
	// FastOpen is how many connections may wait that begin with data (RFC 7413);
	// 0: none begins so.
	FastOpen int
	// FreeBind allows an address that no interface has yet.
	FreeBind bool
	// Device binds to the interface itself instead of to its address.
	Device bool
}

// ErrFamily is wrapped by Listen's error when the interface has no address, or
// is one, of a family that OnlyIPv4 or OnlyIPv6 asks for.
var ErrFamily = errors.New("no address of the wanted family")

// Listen opens a listening socket. Errors name the address and the cause.
func Listen(spec ListenSpec) (fd int, err error) {
	if spec.Unix {
		return listenUnix(spec)
	}
	if spec.Port < 0 || spec.Port > 65535 {
		return -1, fmt.Errorf("port %d is outside 0 to 65535", spec.Port)
	}
	addr, zone, err := interfaceAddress(spec)
	if err != nil {
		return -1, err
	}
	if !addr.IsValid() {
		if !spec.OnlyIPv4 {
			fd, err = listenInet(spec, &unix.SockaddrInet6{Port: spec.Port}, unix.AF_INET6)
			// A kernel without IPv6 says so here; IPv4 alone is then all there is.
			if spec.OnlyIPv6 || !errors.Is(err, unix.EAFNOSUPPORT) && !errors.Is(err, unix.EADDRNOTAVAIL) {
				return fd, err
			}
		}
		return listenInet(spec, &unix.SockaddrInet4{Port: spec.Port}, unix.AF_INET)
	}
	if addr.Is4() {
		return listenInet(spec, &unix.SockaddrInet4{Port: spec.Port, Addr: addr.As4()}, unix.AF_INET)
	}
	return listenInet(spec, &unix.SockaddrInet6{Port: spec.Port, Addr: addr.As16(), ZoneId: zone}, unix.AF_INET6)
}

// InterfaceExists tells whether name, as in ListenSpec, can be bound to now.
func InterfaceExists(name string) bool {
	if name == "" {
		return true
	}
	if _, err := netip.ParseAddr(name); err == nil {
		return true
	}
	_, err := net.InterfaceByName(name)
	return err == nil
}

// interfaceAddress resolves ListenSpec.Interface; the zero address means any.
func interfaceAddress(spec ListenSpec) (addr netip.Addr, zone uint32, err error) {
	if spec.Interface == "" {
		return netip.Addr{}, 0, nil
	}
	if a, err := netip.ParseAddr(spec.Interface); err == nil {
		if a.Zone() != "" {
			ifc, err := net.InterfaceByName(a.Zone())
			if err != nil {
				return netip.Addr{}, 0, fmt.Errorf("address %q: no interface %q", spec.Interface, a.Zone())
			}
			zone = uint32(ifc.Index)
		}
		a = a.WithZone("").Unmap()
		if spec.OnlyIPv4 && !a.Is4() || spec.OnlyIPv6 && a.Is4() {
			return netip.Addr{}, 0, fmt.Errorf("address %q: %w", spec.Interface, ErrFamily)
		}
		return a, zone, nil
	}
	ifc, err := net.InterfaceByName(spec.Interface)
	if err != nil {
		return netip.Addr{}, 0, fmt.Errorf("no interface or address %q", spec.Interface)
	}
	addrs, err := ifc.Addrs()
	if err != nil {
		return netip.Addr{}, 0, fmt.Errorf("addresses of interface %q: %w", spec.Interface, err)
	}
	var six netip.Addr
	for _, a := range addrs {
		prefix, err := netip.ParsePrefix(a.String())
		if err != nil {
			continue
		}
		switch ip := prefix.Addr().Unmap(); {
		case ip.Is4() && !spec.OnlyIPv6:
			return ip, 0, nil
		case ip.Is6() && !spec.OnlyIPv4 && !six.IsValid():
			six = ip.WithZone("")
		}
	}
	if six.IsValid() {
		return six, uint32(ifc.Index), nil
	}
	return netip.Addr{}, 0, fmt.Errorf("interface %q: %w", spec.Interface, ErrFamily)
}

func listenInet(spec ListenSpec, sa unix.Sockaddr, family int) (int, error) {
	fd, err := unix.Socket(family, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return -1, fmt.Errorf("socket: %w", err)
	}
	fail := func(what string, err error) (int, error) {
		unix.Close(fd)
		return -1, fmt.Errorf("%s %s: %w", what, AddrText(sa), err)
	}
	if err := unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1); err != nil {
		return fail("SO_REUSEADDR", err)
	}
	if family == unix.AF_INET6 {
		v6only := 0
		if spec.OnlyIPv6 {
			v6only = 1
		}
		if err := unix.SetsockoptInt(fd, unix.IPPROTO_IPV6, unix.IPV6_V6ONLY, v6only); err != nil {
			return fail("IPV6_V6ONLY", err)
		}
	}
	if spec.ReusePort {
		if err := unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_REUSEPORT, 1); err != nil {
			return fail("SO_REUSEPORT", err)
		}
	}
	if spec.FreeBind {
		if err := unix.SetsockoptInt(fd, unix.IPPROTO_IP, unix.IP_FREEBIND, 1); err != nil {
			return fail("IP_FREEBIND", err)
		}
	}
	if spec.Device && spec.Interface != "" {
		if err := unix.BindToDevice(fd, spec.Interface); err != nil {
			return fail("SO_BINDTODEVICE "+spec.Interface, err)
		}
	}
	if err := unix.Bind(fd, sa); err != nil {
		return fail("bind", err)
	}
	if spec.FastOpen > 0 {
		// A kernel without it takes such connections as any other.
		_ = unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_FASTOPEN, spec.FastOpen)
	}
	if err := unix.Listen(fd, spec.Backlog); err != nil {
		return fail("listen", err)
	}
	return fd, nil
}

// InheritListener takes a listening socket that the process was given.
func InheritListener(fd int) error {
	listens, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_ACCEPTCONN)
	if err == nil && listens == 0 {
		err = unix.EINVAL
	}
	if err != nil {
		return fmt.Errorf("descriptor %d is no listening socket: %w", fd, err)
	}
	unix.CloseOnExec(fd)
	return unix.SetNonblock(fd, true)
}

func listenUnix(spec ListenSpec) (int, error) {
	path := spec.Interface
	if path == "" {
		return -1, errors.New("a unix socket needs a path")
	}
	// sun_path holds 108 bytes, one of them the final NUL (unix(7)).
	if len(path) > 107 {
		return -1, fmt.Errorf("unix socket path %q is longer than 107 bytes", path)
	}
	if path[0] != '@' {
		if err := removeStaleSocket(path); err != nil {
			return -1, err
		}
	}
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return -1, fmt.Errorf("socket: %w", err)
	}
	if err := unix.Bind(fd, &unix.SockaddrUnix{Name: path}); err != nil {
		unix.Close(fd)
		return -1, fmt.Errorf("bind unix socket %q: %w", path, err)
	}
	if err := unix.Listen(fd, spec.Backlog); err != nil {
		unix.Close(fd)
		return -1, fmt.Errorf("listen on unix socket %q: %w", path, err)
	}
	return fd, nil
}

// removeStaleSocket clears the way for bind. Only a socket is removed, never a
// file that somebody might miss.
func removeStaleSocket(path string) error {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if info.Mode()&fs.ModeSocket == 0 {
		return fmt.Errorf("%q exists and is not a socket", path)
	}
	return os.Remove(path)
}

// Accept takes one connection. unix.EAGAIN means that none is waiting.
func Accept(listener int) (fd int, err error) {
	for {
		n, _, e := unix.RawSyscall6(unix.SYS_ACCEPT4, uintptr(listener), 0, 0,
			unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0, 0)
		switch e {
		case 0:
			return int(n), nil
		case unix.EINTR, unix.ECONNABORTED:
		default:
			return -1, e
		}
	}
}

// KeepAlive turns on TCP keepalive with the given timings in seconds; an idle
// time of 0 leaves the kernel's default (off), and so does 0 for each of the
// others. Unix sockets need none.
func KeepAlive(fd, idle, probes, interval int) error {
	if idle == 0 {
		return nil
	}
	if err := unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_KEEPALIVE, 1); err != nil {
		return err
	}
	var failed error
	for _, o := range [...]struct{ option, value int }{
		{unix.TCP_KEEPIDLE, idle}, {unix.TCP_KEEPCNT, probes}, {unix.TCP_KEEPINTVL, interval},
	} {
		if o.value == 0 {
			continue
		}
		err := unix.SetsockoptInt(fd, unix.IPPROTO_TCP, o.option, o.value)
		if err == unix.EOPNOTSUPP {
			return nil
		}
		failed = errors.Join(failed, err)
	}
	return failed
}

// NoDelay turns Nagle's algorithm off: what a turn wrote goes out in one piece
// already. Sockets that are not TCP refuse, which does not matter.
func NoDelay(fd int) { _ = unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1) }

// ClientSocket makes a socket that can be connected to sa, from the local
// address bind if that is valid.
func ClientSocket(sa unix.Sockaddr, bind netip.Addr) (fd int, err error) {
	family := unix.AF_INET
	switch sa.(type) {
	case *unix.SockaddrInet6:
		family = unix.AF_INET6
	case *unix.SockaddrUnix:
		family = unix.AF_UNIX
	}
	fd, err = unix.Socket(family, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return -1, err
	}
	if bind.IsValid() {
		var local unix.Sockaddr
		if bind.Is4() {
			local = &unix.SockaddrInet4{Addr: bind.As4()}
		} else {
			local = &unix.SockaddrInet6{Addr: bind.As16()}
		}
		if err := unix.Bind(fd, local); err != nil {
			unix.Close(fd)
			return -1, err
		}
	}
	if family != unix.AF_UNIX {
		NoDelay(fd)
	}
	return fd, nil
}

// Mark sets what routers and the kernel's queues go by: the type of service
// (RFC 1349; traffic class in IPv6) and the priority, of what fd sends; 0 leaves
// either alone. A type of service sets a priority too, so a priority comes last.
// The kernel may refuse a priority above 6; the socket works all the same.
func Mark(fd, typeOfService, priority int) {
	if typeOfService != 0 {
		_ = unix.SetsockoptInt(fd, unix.IPPROTO_IP, unix.IP_TOS, typeOfService)
		_ = unix.SetsockoptInt(fd, unix.IPPROTO_IPV6, unix.IPV6_TCLASS, typeOfService)
	}
	if priority != 0 {
		_ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_PRIORITY, priority)
	}
}

// Connect starts to connect fd to sa. When the poller reports Writable,
// ConnectResult tells the outcome, also of an immediate success.
func Connect(fd int, sa unix.Sockaddr) error {
	if err := unix.Connect(fd, sa); err != nil && err != unix.EINPROGRESS && err != unix.EINTR {
		return err
	}
	return nil
}

// ConnectResult is the outcome of a connection that was in progress.
func ConnectResult(fd int) error {
	e, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_ERROR)
	if err != nil {
		return err
	}
	if e != 0 {
		return unix.Errno(e)
	}
	return nil
}

// SockaddrOf makes a socket address of an IP address and a port.
func SockaddrOf(a netip.Addr, port int) unix.Sockaddr {
	a = a.Unmap()
	if a.Is4() {
		return &unix.SockaddrInet4{Addr: a.As4(), Port: port}
	}
	zone := uint32(0)
	if a.Zone() != "" {
		if ifc, err := net.InterfaceByName(a.Zone()); err == nil {
			zone = uint32(ifc.Index)
		}
	}
	return &unix.SockaddrInet6{Addr: a.As16(), Port: port, ZoneId: zone}
}

// AddrOf is the IP address and port of a socket address; the address is not
// valid for families other than IP.
func AddrOf(sa unix.Sockaddr) netip.AddrPort {
	switch sa := sa.(type) {
	case *unix.SockaddrInet4:
		return netip.AddrPortFrom(netip.AddrFrom4(sa.Addr), uint16(sa.Port))
	case *unix.SockaddrInet6:
		return netip.AddrPortFrom(netip.AddrFrom16(sa.Addr), uint16(sa.Port))
	}
	return netip.AddrPort{}
}

// AddrText names a socket address for people.
func AddrText(sa unix.Sockaddr) string {
	switch sa := sa.(type) {
	case *unix.SockaddrUnix:
		return strings.ReplaceAll(sa.Name, "\x00", "@")
	case nil:
		return "?"
	}
	return AddrOf(sa).String()
}

// LocalPort is the port a socket is bound to, 0 when it has none.
func LocalPort(fd int) int {
	sa, err := unix.Getsockname(fd)
	if err != nil {
		return 0
	}
	return int(AddrOf(sa).Port())
}
