package engine

import (
	"crypto/rand"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

func TestParseOnward(t *testing.T) {
	for text, want := range map[string]backEnd{
		"ipv4:127.0.0.1:22": {host: "127.0.0.1", port: 22, family: 4},
		"ipv4:h.example:80": {host: "h.example", port: 80, family: 4},
		"ipv6:[::1]:8080":   {host: "::1", port: 8080, family: 6},
		"ipv6:h.example:1":  {host: "h.example", port: 1, family: 6},
		"+/run/s":           {socket: "/run/s"},
		"+@abstract":        {socket: "@abstract"},
	} {
		if got, err := ParseOnward(text); err != nil || got.to != want {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
	for _, bad := range []string{"", "+", "ipv4:", "ipv4:h", "ipv4:h:", "ipv4:h:0", "ipv4:h:65536", "ipv4:h:x", "ipv4::1", "ipv4:[::1]:1",
		"ipv6:127.0.0.1:1", "ipv6:::1:1", "ipv5:h:1", "h:1", "127.0.0.1:1"} {
		if got, err := ParseOnward(bad); err == nil {
			t.Errorf("%q: %+v", bad, got)
		}
	}
}

// backEndServer serves each connection with f.
func backEndServer(t testing.TB, network, address string, f func(net.Conn)) net.Listener {
	l, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				c.SetDeadline(time.Now().Add(20 * time.Second))
				f(c)
			}()
		}
	}()
	return l
}

// proxyVhost passes on to where text says.
func (h *house) proxyVhost(text string, options uint64) *Vhost {
	to, err := ParseOnward(text)
	if err != nil {
		h.t.Fatal(err)
	}
	return h.vhost(VhostConfig{ListenRole: RawProxy, ListenProtocol: RawProxy, Onward: to, Options: options})
}

func echoServer(c net.Conn) {
	// By no pipe of io.Copy's, which it would keep.
	_, _ = io.Copy(struct{ io.Writer }{c}, struct{ io.Reader }{c})
	_ = c.(interface{ CloseWrite() error }).CloseWrite()
}

// What is sent comes back whole, though each end says that it is done before the
// other is, and more is under way than all the buffers hold.
func TestRelay(t *testing.T) {
	noLeak(t)
	path := filepath.Join(t.TempDir(), "socket")
	for _, network := range []string{"tcp", "unix"} {
		t.Run(network, func(t *testing.T) {
			address := map[string]string{"tcp": "127.0.0.1:0", "unix": path}[network]
			l := backEndServer(t, network, address, echoServer)
			text := "+" + path
			if network == "tcp" {
				text = "ipv4:" + l.Addr().String()
			}
			h := newHouse(t, ContextConfig{})
			v := h.proxyVhost(text, OptionApplyListenConfig)
			data := make([]byte, 24<<20)
			rand.Read(data)
			h.during(func() {
				p := dial(t, v)
				go func() {
					p.Write(data)
					p.Conn.(*net.TCPConn).CloseWrite()
				}()
				time.Sleep(50 * time.Millisecond) // all buffers fill
				if got := p.rest(); got != string(data) {
					t.Errorf("got %d bytes of %d", len(got), len(data))
				}
			})
			h.settle()
			for _, r := range []Reason{ReasonRawAdopt, ReasonRawRX, ReasonRawProxySrvAdopt, ReasonRawClose} {
				if n := h.program.count(r); n > 0 {
					t.Errorf("the program was called for %d", r)
				}
			}
			l.Close()
			h.destroy()
		})
	}
}

// A fast sender waits for a slow receiver, and is not kept in memory.
func TestRelayHoldsBack(t *testing.T) {
	noLeak(t)
	release := make(chan struct{})
	l := backEndServer(t, "tcp", "127.0.0.1:0", func(c net.Conn) {
		<-release
		_, _ = io.Copy(io.Discard, c)
	})
	h := newHouse(t, ContextConfig{})
	v := h.proxyVhost("ipv4:"+l.Addr().String(), OptionApplyListenConfig)
	p := dial(t, v)
	sent := 0
	h.during(func() {
		piece := make([]byte, 1<<20)
		for range 64 {
			p.SetWriteDeadline(time.Now().Add(200 * time.Millisecond))
			n, err := p.Write(piece)
			if sent += n; err != nil {
				break
			}
		}
	})
	if sent == 64<<20 {
		t.Error("nothing held the sender back")
	}
	kept := 0
	h.thread.conns.each(func(c *Conn) { kept += c.unsent() + len(c.unread) })
	if kept > 2<<20 {
		t.Errorf("%d bytes are kept", kept)
	}
	close(release)
	h.during(func() { p.Close() })
	h.settle()
	l.Close()
	h.destroy()
}

// The end of either side ends the other, whenever it comes.
func TestRelayEnds(t *testing.T) {
	noLeak(t)
	gone := make(chan struct{}, 4)
	l := backEndServer(t, "tcp", "127.0.0.1:0", func(c net.Conn) {
		b := make([]byte, 1)
		if _, err := c.Read(b); err == nil && b[0] == 'q' {
			return
		}
		_, _ = io.Copy(io.Discard, c)
		gone <- struct{}{}
	})
	h := newHouse(t, ContextConfig{})
	v := h.proxyVhost("ipv4:"+l.Addr().String(), OptionApplyListenConfig)
	h.during(func() {
		p := dial(t, v)
		p.send("q")
		p.ended()
		p = dial(t, v)
		p.send("x")
		p.reset()
		<-gone
		dial(t, v).Close() // perhaps before there is the other
		<-gone
	})
	closed := h.proxyVhost(fmt.Sprintf("ipv4:127.0.0.1:%d", unusedPort(t)), OptionApplyListenConfig)
	h.during(func() { dial(t, closed).ended() })
	if n := h.program.logged("raw-proxy: no connection to ipv4:127.0.0.1"); n != 1 {
		t.Errorf("%d lines about it: %q", n, h.program.lines)
	}
	h.during(func() { dial(t, v).send("x") })
	h.settle()
	l.Close()
	h.destroy() // with a relay open
}

// A port serves both HTTP and, to who does not speak it, another server.
func TestRelayAsFallback(t *testing.T) {
	noLeak(t)
	l := backEndServer(t, "tcp", "127.0.0.1:0", echoServer)
	to, _ := ParseOnward("ipv4:" + l.Addr().String())
	h, v := httpHouse(t, VhostConfig{ListenRole: RawProxy, ListenProtocol: RawProxy, Onward: to, Options: OptionFallbackToListenConfig})
	h.during(func() {
		p := dial(t, v)
		p.send(fmt.Sprintf(get, "/page"))
		if _, body, _ := p.page("GET"); body != "/page" {
			t.Errorf("got %q", body)
		}
		p.Close()
		p = dial(t, v)
		p.send("\x10\x20 not HTTP")
		p.Conn.(*net.TCPConn).CloseWrite()
		if got := p.rest(); got != "\x10\x20 not HTTP" {
			t.Errorf("got %q", got)
		}
		p.Close()
	})
	l.Close()
	h.destroy()
}

// A program that is a proxy itself hears of both ends by reasons of their own.
func TestRawProxyOfTheProgram(t *testing.T) {
	noLeak(t)
	l := backEndServer(t, "tcp", "127.0.0.1:0", echoServer)
	h := newHouse(t, ContextConfig{})
	v := h.vhost(VhostConfig{ListenRole: RawProxy, ListenProtocol: RawProxy, Options: OptionApplyListenConfig},
		&Protocol{Name: "http"}, &Protocol{Name: RawProxy})
	var front, back *Conn
	h.program.on[ReasonRawProxySrvAdopt] = func(c *Conn, _ []byte) int {
		front = c
		c.SetReceiving(false)
		back = h.context.Connect(ClientRequest{Vhost: v, Address: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port,
			Method: "RAW", LocalProtocol: RawProxy})
		return 0
	}
	h.program.on[ReasonRawProxyCliAdopt] = func(*Conn, []byte) int { front.SetReceiving(true); return 0 }
	h.program.on[ReasonRawProxySrvRX] = func(_ *Conn, in []byte) int { back.WriteRaw(in); return 0 }
	h.program.on[ReasonRawProxyCliRX] = func(_ *Conn, in []byte) int { front.WriteRaw(in); return 0 }
	h.program.on[ReasonRawProxySrvClose] = func(*Conn, []byte) int { back.SetTimeout(1, timeoutKillAsync); return 0 }
	h.during(func() {
		p := dial(t, v)
		p.send("hello")
		b := make([]byte, 5)
		if _, err := io.ReadFull(p, b); err != nil || string(b) != "hello" {
			t.Errorf("got %q, %v", b, err)
		}
		p.Close()
	})
	h.serve("the end", func() bool { return back.Closed() })
	var of [2][]Reason
	for _, c := range h.program.calls {
		switch c.c {
		case front:
			of[0] = append(of[0], c.r)
		case back:
			of[1] = append(of[1], c.r)
		}
	}
	for i, want := range [][]Reason{
		{ReasonWSICreate, ReasonRawProxySrvBindProtocol, ReasonRawProxySrvAdopt, ReasonRawProxySrvRX,
			ReasonRawProxySrvDropProtocol, ReasonRawProxySrvClose, ReasonWSIDestroy},
		{ReasonRawProxyCliBindProtocol, ReasonConnecting, ReasonWSICreate, ReasonRawProxyCliAdopt, ReasonRawProxyCliWriteable, ReasonRawProxyCliRX,
			ReasonRawProxyCliDropProtocol, ReasonRawProxyCliClose, ReasonWSIDestroy},
	} {
		if !slices.Equal(of[i], want) {
			t.Errorf("end %d: %v, want %v", i, of[i], want)
		}
	}
	l.Close()
	h.destroy()
}

// An adopted socket can be an end of a proxy.
func TestRawProxyAdopted(t *testing.T) {
	noLeak(t)
	l := backEndServer(t, "tcp", "127.0.0.1:0", echoServer)
	h := newHouse(t, ContextConfig{})
	to, _ := ParseOnward("ipv4:" + l.Addr().String())
	v := h.vhost(VhostConfig{Port: NoListen, Onward: to}, &Protocol{Name: "http"}, &Protocol{Name: "mine"})
	h.program.on[ReasonRawProxySrvRX] = func(c *Conn, in []byte) int { c.WriteRaw(in); return 0 }
	for _, protocol := range []string{"mine", RawProxy} {
		fd, p := adopted(t)
		if v.Adopt(Adoption{FD: fd, Socket: true, RawProxy: true, Protocol: protocol}) == nil {
			t.Fatal("not adopted")
		}
		h.during(func() {
			p.send("hello")
			b := make([]byte, 5)
			if _, err := io.ReadFull(p, b); err != nil || string(b) != "hello" {
				t.Errorf("%s: got %q, %v", protocol, b, err)
			}
			p.Close()
		})
	}
	if got := h.program.told(ReasonRawProxySrvRX); got != "hello" {
		t.Errorf("the program got %q", got)
	}
	l.Close()
	h.destroy()
}
