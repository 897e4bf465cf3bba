package engine

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unsafe"
)

// answerWithVhost answers with the name of the vhost that serves.
func answerWithVhost(c *Conn, _ []byte) int { return answer(c, c.Vhost.Config.Name) }

func TestVhostIsChosenByHost(t *testing.T) {
	h := newHouse(t, ContextConfig{})
	first := h.vhost(VhostConfig{Name: "first"})
	for _, name := range []string{"second", "third"} {
		h.vhost(VhostConfig{Name: name, Port: first.ListenPort()})
	}
	alone := h.vhost(VhostConfig{Name: "alone"})
	h.program.on[ReasonHTTP] = answerWithVhost
	ask := func(p *peer, host, want string) {
		p.send("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
		if _, body, _ := p.page("GET"); body != want {
			t.Errorf("Host %q is served by %q, want %q", host, body, want)
		}
	}
	h.during(func() {
		for host, want := range map[string]string{
			"first": "first", "second": "second", "third": "third", "Second": "second",
			"second:8080": "second", "unknown": "first", "alone": "first", "": "first", "second.": "first",
		} {
			ask(dial(t, first), host, want)
			ask(dial(t, alone), host, "alone")
		}
		// On one connection, each request has its own.
		p := dial(t, first)
		for _, host := range []string{"first", "second", "third", "second", "first"} {
			ask(p, host, host)
		}
	})
}

// The vhost that opened the shared listener goes: the others keep it.
func TestSharedListenerOutlivesItsFirstVhost(t *testing.T) {
	noLeak(t)
	h := newHouse(t, ContextConfig{})
	first := h.vhost(VhostConfig{Name: "first"})
	second := h.vhost(VhostConfig{Name: "second", Port: first.ListenPort()})
	h.vhost(VhostConfig{Name: "third", Port: first.ListenPort()})
	h.program.on[ReasonHTTP] = answerWithVhost
	first.Destroy()
	h.during(func() {
		for host, want := range map[string]string{"second": "second", "third": "third", "first": "second"} {
			p := dial(t, second)
			p.send("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
			if _, body, _ := p.page("GET"); body != want {
				t.Errorf("Host %q is served by %q, want %q", host, body, want)
			}
		}
	})
}

func TestDestroyedVhostEndsItsConnections(t *testing.T) {
	noLeak(t)
	h := newHouse(t, ContextConfig{})
	stays := h.vhost(VhostConfig{Name: "stays"})
	goes := h.vhost(VhostConfig{Name: "goes"})
	h.program.on[ReasonHTTP] = answerWithVhost
	var kept, lost *peer
	h.during(func() {
		kept, lost = dial(t, stays), dial(t, goes)
		for _, p := range []*peer{kept, lost} {
			p.send(fmt.Sprintf(get, "/"))
			p.page("GET")
		}
	})
	goes.Destroy()
	goes.Destroy() // harmless
	h.during(func() {
		if rest := lost.ended(); rest != "" {
			t.Errorf("the closed connection got %q", rest)
		}
		kept.send(fmt.Sprintf(get, "/"))
		if _, body, _ := kept.page("GET"); body != "stays" {
			t.Errorf("the other vhost's connection got %q", body)
		}
		if c, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", goes.ListenPort())); err == nil {
			c.Close()
			t.Error("the destroyed vhost still listens")
		}
	})
	if n := h.program.count(ReasonProtocolDestroy); n != 1 {
		t.Errorf("%d protocols destroyed, want 1", n)
	}
}

// A program that connects anew whenever a connection ends must not keep a
// context alive for ever.
func TestNoConnectionIsMadeWhileAContextEnds(t *testing.T) {
	noLeak(t)
	h := newHouse(t, ContextConfig{})
	v := h.vhost(VhostConfig{})
	again := 0
	reconnect := func(*Conn, []byte) int {
		if again++; again > 100 {
			t.Fatal("the end of the context never comes")
		}
		h.context.Connect(ClientRequest{Vhost: v, Address: "127.0.0.1", Port: v.ListenPort(), Method: "GET", Path: "/", Host: "h"})
		return 0
	}
	for _, r := range []Reason{ReasonClientConnectionError, ReasonClosedClientHTTP, ReasonClosedHTTP, ReasonWSIDestroy} {
		h.program.on[r] = reconnect
	}
	h.context.Connect(ClientRequest{Vhost: v, Address: "127.0.0.1", Port: v.ListenPort(), Method: "GET", Path: "/", Host: "h"})
	h.settle()
	h.destroy()
}

func TestListenErrorsFailTheVhost(t *testing.T) {
	noLeak(t)
	h := newHouse(t, ContextConfig{})
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	regular := filepath.Join(t.TempDir(), "regular")
	write(t, regular, nil)
	for want, config := range map[string]VhostConfig{
		"address already in use": {Interface: "127.0.0.1", Port: taken.Addr().(*net.TCPAddr).Port},
		"not a socket":           {Interface: regular, Options: OptionUnixSocket},
		"longer than 107":        {Interface: "/" + strings.Repeat("x", 200), Options: OptionUnixSocket},
		"outside 0 to 65535":     {Interface: "127.0.0.1", Port: 70000},
	} {
		_, err := h.context.NewVhost(config, []*Protocol{{Name: "http"}}, func(*Vhost) unsafe.Pointer { return nil })
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want an error that says %q", err, want)
		}
	}
	if n := len(h.context.Vhosts()); n != 0 {
		t.Errorf("%d vhosts are left of failures", n)
	}
}

func TestOneFamilyVhosts(t *testing.T) {
	h := newHouse(t, ContextConfig{})
	h.program.on[ReasonHTTP] = answerWithVhost
	for _, c := range []struct {
		iface   string
		options uint64
		answers []string
	}{
		{"127.0.0.1", 0, []string{"127.0.0.1"}},
		{"::1", 0, []string{"::1"}},
		{"lo", 0, []string{"127.0.0.1", "::1"}},
		{"lo", OptionDisableIPv6, []string{"127.0.0.1"}},
		{"lo", OptionIPv6OnlyModify | OptionIPv6OnlyValue, []string{"::1"}},
		{"::1", OptionIPv6OnlyModify | OptionIPv6OnlyValue, []string{"::1"}},
	} {
		v := h.vhost(VhostConfig{Interface: c.iface, Options: c.options})
		for _, host := range []string{"127.0.0.1", "::1"} {
			conn, err := net.Dial("tcp", net.JoinHostPort(host, fmt.Sprint(v.ListenPort())))
			if got, want := err == nil, slices.Contains(c.answers, host); got != want {
				t.Errorf("interface %q, options %x: %s answers: %v, want %v", c.iface, c.options, host, got, want)
			}
			if err == nil {
				conn.Close()
			}
		}
		v.Destroy()
	}
}

func TestUnixSocketVhost(t *testing.T) {
	noLeak(t)
	h := newHouse(t, ContextConfig{})
	path := filepath.Join(t.TempDir(), "socket")
	h.program.on[ReasonHTTP] = answerWithVhost
	v := h.vhost(VhostConfig{Name: "u", Interface: path, Options: OptionUnixSocket, KeepAliveIdle: 10})
	h.during(func() {
		c, err := net.Dial("unix", path)
		if err != nil {
			t.Error(err)
			return
		}
		p := newPeer(t, c)
		p.send(fmt.Sprintf(get, "/"))
		if _, body, _ := p.page("GET"); body != "u" {
			t.Errorf("got %q", body)
		}
	})
	if h.program.lines != nil {
		t.Errorf("unexpected log: %q", h.program.lines)
	}
	v.Destroy()
	if _, err := os.Lstat(path); err == nil {
		t.Error("the socket's file is left behind")
	}
}

// A vhost for an interface that is not there yet is told about once and does
// not stop the others.
func TestMissingInterfaceIsAwaited(t *testing.T) {
	h := newHouse(t, ContextConfig{})
	h.vhost(VhostConfig{Interface: "nosuch0"})
	for range 5 {
		h.skip(2 * time.Second)
	}
	if n := h.program.logged("nosuch0"); n != 1 {
		t.Errorf("%d lines about it, want 1: %q", n, h.program.lines)
	}
}

// A callback may destroy a vhost, or close any connection, while all of them
// are being told something.
func TestWalksSurviveWhatCallbacksDo(t *testing.T) {
	h := newHouse(t, ContextConfig{})
	var list []*Vhost
	for _, name := range []string{"a", "b", "c"} {
		list = append(list, h.vhost(VhostConfig{Name: name}))
	}
	h.settle()
	var told []string
	h.program.on[ReasonEventWaitCancelled] = func(*Conn, []byte) int {
		last := h.program.calls[len(h.program.calls)-1].in
		told = append(told, last)
		if last == "a" {
			list[0].Destroy()
			list[1].Destroy()
		}
		return 0
	}
	h.context.Threads[0].Wakened()
	if got := strings.Join(told, ""); got != "ac" {
		t.Errorf("told %q, want a and c", got)
	}

	var conns []*Conn
	v := list[2]
	for range 6 {
		dial(t, v)
	}
	h.serve("the connections", func() bool { return len(h.program.live) == 7 })
	v.EachConn(nil, func(c *Conn) { conns = append(conns, c) })
	visited := 0
	v.EachConn(nil, func(c *Conn) {
		visited++
		if c == conns[1] {
			for _, i := range []int{0, 1, 2, 3, 5} {
				conns[i].Close(CloseProgram)
			}
		}
	})
	if visited != 3 { // 0, 1, 4
		t.Errorf("%d connections visited, want 3", visited)
	}
}
