package netio

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func listening(t *testing.T, spec ListenSpec) int {
	t.Helper()
	if spec.Backlog == 0 {
		spec.Backlog = 16
	}
	fd, err := Listen(spec)
	if err != nil {
		t.Fatalf("Listen: %v", err)
	}
	t.Cleanup(func() { unix.Close(fd) })
	return fd
}

// dials tells whether somebody answers there.
func dials(network, address string) error {
	c, err := net.DialTimeout(network, address, 5*time.Second)
	if err == nil {
		c.Close()
	}
	return err
}

func TestListenOnBothFamilies(t *testing.T) {
	port := LocalPort(listening(t, ListenSpec{}))
	if port == 0 {
		t.Fatal("no port for port 0")
	}
	for _, host := range []string{"127.0.0.1", "::1"} {
		if err := dials("tcp", net.JoinHostPort(host, fmt.Sprint(port))); err != nil {
			t.Error(err)
		}
	}
}

func TestListenOnOneFamily(t *testing.T) {
	four := LocalPort(listening(t, ListenSpec{OnlyIPv4: true}))
	if err := dials("tcp", fmt.Sprintf("127.0.0.1:%d", four)); err != nil {
		t.Error(err)
	}
	if dials("tcp", fmt.Sprintf("[::1]:%d", four)) == nil {
		t.Error("an IPv4 listener answers over IPv6")
	}
	// The other family's socket can have the same port.
	listening(t, ListenSpec{OnlyIPv6: true, Port: four})
	if err := dials("tcp", fmt.Sprintf("[::1]:%d", four)); err != nil {
		t.Error(err)
	}
}

func TestListenOnInterface(t *testing.T) {
	for _, spec := range []ListenSpec{
		{Interface: "lo"}, {Interface: "127.0.0.1"}, {Interface: "127.0.0.1", OnlyIPv4: true},
		{Interface: "lo", OnlyIPv4: true}, {Interface: "::ffff:127.0.0.1"},
	} {
		if err := dials("tcp", fmt.Sprintf("127.0.0.1:%d", LocalPort(listening(t, spec)))); err != nil {
			t.Errorf("%+v: %v", spec, err)
		}
	}
	for _, spec := range []ListenSpec{{Interface: "::1"}, {Interface: "::1", OnlyIPv6: true}, {Interface: "lo", OnlyIPv6: true}} {
		if err := dials("tcp", fmt.Sprintf("[::1]:%d", LocalPort(listening(t, spec)))); err != nil {
			t.Errorf("%+v: %v", spec, err)
		}
	}
}

// What the program's user reads when a server does not start.
func TestListenErrorsNameTheCause(t *testing.T) {
	folder := t.TempDir()
	regular := filepath.Join(folder, "regular")
	if err := os.WriteFile(regular, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	taken := LocalPort(listening(t, ListenSpec{OnlyIPv4: true}))
	long := filepath.Join(folder, strings.Repeat("x", 110))
	for _, c := range []struct {
		name string
		spec ListenSpec
		is   error
		says []string
	}{
		{"port in use", ListenSpec{OnlyIPv4: true, Port: taken}, unix.EADDRINUSE, []string{"bind", fmt.Sprintf("0.0.0.0:%d", taken), "in use"}},
		{"port too high", ListenSpec{Port: 65536}, nil, []string{"65536"}},
		{"port negative", ListenSpec{Port: -5}, nil, []string{"-5"}},
		{"no such interface", ListenSpec{Interface: "nosuch0"}, nil, []string{`"nosuch0"`}},
		{"no such zone", ListenSpec{Interface: "fe80::1%nosuch0"}, nil, []string{`"nosuch0"`}},
		{"foreign address", ListenSpec{Interface: "192.0.2.1"}, unix.EADDRNOTAVAIL, []string{"192.0.2.1"}},
		{"IPv4 address over IPv6 only", ListenSpec{Interface: "127.0.0.1", OnlyIPv6: true}, ErrFamily, []string{"127.0.0.1"}},
		{"IPv6 address over IPv4 only", ListenSpec{Interface: "::1", OnlyIPv4: true}, ErrFamily, []string{"::1"}},
		{"unix without a path", ListenSpec{Unix: true}, nil, []string{"path"}},
		{"unix path too long", ListenSpec{Unix: true, Interface: long}, nil, []string{long, "107"}},
		{"unix path is a file", ListenSpec{Unix: true, Interface: regular}, nil, []string{regular, "not a socket"}},
		{"unix path is a folder", ListenSpec{Unix: true, Interface: folder}, nil, []string{folder, "not a socket"}},
		{"unix in no folder", ListenSpec{Unix: true, Interface: folder + "/none/socket"}, unix.ENOENT, []string{folder + "/none/socket"}},
		{"unix below a file", ListenSpec{Unix: true, Interface: regular + "/socket"}, unix.ENOTDIR, []string{regular + "/socket"}},
	} {
		c.spec.Backlog = 1
		fd, err := Listen(c.spec)
		if err == nil {
			unix.Close(fd)
			t.Errorf("%s: no error", c.name)
			continue
		}
		if fd != -1 {
			t.Errorf("%s: descriptor %d with an error", c.name, fd)
		}
		if c.is != nil && !errors.Is(err, c.is) {
			t.Errorf("%s: %v is not %v", c.name, err, c.is)
		}
		for _, word := range c.says {
			if !strings.Contains(err.Error(), word) {
				t.Errorf("%s: %q does not say %q", c.name, err, word)
			}
		}
	}
	if content, err := os.ReadFile(regular); err != nil || string(content) != "precious" {
		t.Errorf("the file in the way is %q, %v now", content, err)
	}
}

func TestListenErrorLeavesNoDescriptor(t *testing.T) {
	count := func() int {
		list, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Skip(err)
		}
		return len(list)
	}
	taken := LocalPort(listening(t, ListenSpec{OnlyIPv4: true}))
	before := count()
	for range 20 {
		Listen(ListenSpec{OnlyIPv4: true, Port: taken})
		Listen(ListenSpec{Unix: true, Interface: t.TempDir() + "/none/s"})
		Listen(ListenSpec{Interface: "lo", Device: true, Port: taken, OnlyIPv4: true})
	}
	if after := count(); after > before {
		t.Errorf("%d descriptors more after failures", after-before)
	}
}

func TestListenReusePort(t *testing.T) {
	spec := ListenSpec{OnlyIPv4: true, ReusePort: true}
	spec.Port = LocalPort(listening(t, spec))
	listening(t, spec)
}

func TestUnixSockets(t *testing.T) {
	path := filepath.Join(t.TempDir(), "socket")
	for _, name := range []string{path, "@golws-netio-test-" + fmt.Sprint(os.Getpid())} {
		fd := listening(t, ListenSpec{Unix: true, Interface: name})
		if err := dials("unix", name); err != nil {
			t.Error(err)
		}
		if fd, err := Accept(fd); err != nil {
			t.Errorf("%s: accept: %v", name, err)
		} else {
			unix.Close(fd)
		}
	}
	// What a server that crashed leaves behind does not stop the next one.
	listening(t, ListenSpec{Unix: true, Interface: path})
	if err := dials("unix", path); err != nil {
		t.Error(err)
	}
}

func TestInterfaceExists(t *testing.T) {
	for name, want := range map[string]bool{"": true, "lo": true, "127.0.0.1": true, "::1": true, "nosuch0": false} {
		if got := InterfaceExists(name); got != want {
			t.Errorf("%q: %v, want %v", name, got, want)
		}
	}
}

func TestAcceptedSocketsDoNotBlockOrLeak(t *testing.T) {
	l := listening(t, ListenSpec{OnlyIPv4: true})
	if _, err := Accept(l); err != unix.EAGAIN {
		t.Errorf("with nobody waiting: %v, want EAGAIN", err)
	}
	c, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", LocalPort(l)))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	fd, err := Accept(l)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	if flags, _ := unix.FcntlInt(uintptr(fd), unix.F_GETFL, 0); flags&unix.O_NONBLOCK == 0 {
		t.Error("the accepted socket blocks")
	}
	if flags, _ := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0); flags&unix.FD_CLOEXEC == 0 {
		t.Error("a child process would inherit the accepted socket")
	}
}

// outcome waits until a connection that Connect began has one.
func outcome(t *testing.T, fd int) error {
	t.Helper()
	fds := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLOUT}}
	for {
		n, err := unix.Poll(fds, 5000)
		if err == unix.EINTR {
			continue
		}
		if n != 1 || err != nil {
			t.Fatalf("no outcome: %d %v", n, err)
		}
		return ConnectResult(fd)
	}
}

func TestConnect(t *testing.T) {
	port := LocalPort(listening(t, ListenSpec{}))
	unused := LocalPort(listening(t, ListenSpec{OnlyIPv4: true}))
	free, err := Listen(ListenSpec{OnlyIPv4: true, Backlog: 1})
	if err != nil {
		t.Fatal(err)
	}
	closed := LocalPort(free)
	unix.Close(free)
	path := filepath.Join(t.TempDir(), "socket")
	listening(t, ListenSpec{Unix: true, Interface: path})
	v4, v6 := netip.MustParseAddr("127.0.0.1"), netip.MustParseAddr("::1")
	for _, c := range []struct {
		name string
		to   unix.Sockaddr
		bind netip.Addr
		want error
	}{
		{"IPv4", SockaddrOf(v4, port), netip.Addr{}, nil},
		{"IPv6", SockaddrOf(v6, port), netip.Addr{}, nil},
		{"IPv4 in IPv6", SockaddrOf(netip.MustParseAddr("::ffff:127.0.0.1"), unused), netip.Addr{}, nil},
		{"from an address", SockaddrOf(v4, port), netip.MustParseAddr("127.0.0.2"), nil},
		{"unix", &unix.SockaddrUnix{Name: path}, netip.Addr{}, nil},
		{"refused", SockaddrOf(v4, closed), netip.Addr{}, unix.ECONNREFUSED},
		{"unix, nobody there", &unix.SockaddrUnix{Name: path + "x"}, netip.Addr{}, unix.ENOENT},
	} {
		fd, err := ClientSocket(c.to, c.bind)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		err = Connect(fd, c.to)
		if err == nil {
			err = outcome(t, fd)
		}
		if err != c.want {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
		unix.Close(fd)
	}
	if fd, err := ClientSocket(SockaddrOf(v4, port), netip.MustParseAddr("192.0.2.1")); err == nil {
		unix.Close(fd)
		t.Error("a socket was bound to an address that is not ours")
	}
}

func TestKeepAlive(t *testing.T) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	option := func(level, name int) int {
		v, err := unix.GetsockoptInt(fd, level, name)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	if err := KeepAlive(fd, 0, 3, 4); err != nil || option(unix.SOL_SOCKET, unix.SO_KEEPALIVE) != 0 {
		t.Errorf("idle 0: %v, and keepalive is on", err)
	}
	interval := option(unix.IPPROTO_TCP, unix.TCP_KEEPINTVL)
	if err := KeepAlive(fd, 60, 5, 0); err != nil {
		t.Errorf("without an interval: %v", err)
	}
	got := [...]int{option(unix.SOL_SOCKET, unix.SO_KEEPALIVE), option(unix.IPPROTO_TCP, unix.TCP_KEEPIDLE),
		option(unix.IPPROTO_TCP, unix.TCP_KEEPCNT), option(unix.IPPROTO_TCP, unix.TCP_KEEPINTVL)}
	if want := [...]int{1, 60, 5, interval}; got != want {
		t.Errorf("keepalive, idle, probes, interval are %v, want %v", got, want)
	}
	u, _ := pair(t, 0)
	if err := KeepAlive(u.FD(), 60, 5, 7); err != nil {
		t.Errorf("on a unix socket, which has no such thing: %v", err)
	}
}

func TestAddressTexts(t *testing.T) {
	for want, sa := range map[string]unix.Sockaddr{
		"127.0.0.1:80":       &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}, Port: 80},
		"[2001:db8::1]:8080": SockaddrOf(netip.MustParseAddr("2001:db8::1"), 8080),
		"/run/s":             &unix.SockaddrUnix{Name: "/run/s"},
		"?":                  nil,
	} {
		if got := AddrText(sa); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if port := LocalPort(-1); port != 0 {
		t.Errorf("the port of no socket is %d", port)
	}
}

func TestFastOpen(t *testing.T) {
	for _, want := range []int{0, 5} {
		fd, err := Listen(ListenSpec{Interface: "127.0.0.1", Backlog: 8, FastOpen: want})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := unix.GetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_FASTOPEN); err != nil || got != want {
			t.Errorf("TCP_FASTOPEN is %d (%v), want %d", got, err, want)
		}
		unix.Close(fd)
	}
}

func TestInheritListener(t *testing.T) {
	fd, err := Listen(ListenSpec{Interface: "127.0.0.1", Backlog: 8})
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	if err := InheritListener(fd); err != nil {
		t.Error(err)
	}
	other, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(other)
	for _, fd := range []int{other, 0, 1 << 20} {
		if InheritListener(fd) == nil {
			t.Errorf("descriptor %d counts as a listening socket", fd)
		}
	}
}
