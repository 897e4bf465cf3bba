package dns

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

func texts(list []netip.Addr) (all []string) {
	for _, a := range list {
		all = append(all, a.String())
	}
	return all
}

// Find goes to the servers that were added; what they said is not asked for again while
// it may be kept, and asked for again when they change.
func TestAnswersAreKept(t *testing.T) {
	for _, tt := range []struct {
		ttl   uint32
		asked int32
	}{{3600, 2}, {1<<32 - 1, 6}, {0, 6}} { // a TTL with its highest bit set is none
		s := serve(t, knows("host.example.", tt.ttl, "192.0.2.7", "2001:db8::7"))
		var r Resolver
		if !r.AddServer(s.address) {
			t.Fatal("not added")
		}
		for range 3 {
			list, err := r.Find(context.Background(), "ip", "Host.Example")
			if err != nil || len(list) != 2 {
				t.Fatal(list, err)
			}
		}
		if n := s.asked.Load(); n != tt.asked {
			t.Errorf("TTL %d: asked %d times, not %d", tt.ttl, n, tt.asked)
		}
		r.RemoveServer(s.address)
		r.AddServer(s.address)
		if r.Find(context.Background(), "ip4", "host.example"); s.asked.Load() != tt.asked+1 {
			t.Error("other servers, the same answers")
		}
	}
}

// That a name does not exist is kept, too, for as long as its zone says.
func TestAbsenceIsKept(t *testing.T) {
	s := serve(t, knows("host.example.", 60, "192.0.2.7"))
	var r Resolver
	for range 3 {
		_, err := find(&r, with(s), "ip4", "other.example")
		var dns *net.DNSError
		if !errors.As(err, &dns) || !dns.IsNotFound {
			t.Fatal(err)
		}
	}
	if n := s.asked.Load(); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

func TestHostsFileComesFirst(t *testing.T) {
	s := serve(t, knows("localhost.", 60, "192.0.2.7"))
	var r Resolver
	r.AddServer(s.address)
	list, err := r.Find(context.Background(), "ip", "localhost")
	if err != nil || len(list) == 0 || !list[0].IsLoopback() || s.asked.Load() != 0 {
		t.Error(list, err, s.asked.Load())
	}
}

// A server that fails costs nobody the answer, and is asked behind the others from then
// on.
func TestServersThatFail(t *testing.T) {
	for name, bad := range map[string]reply{
		"silent": silent,
		"fails": just(func(h dnsmessage.Header, q dnsmessage.Question) message {
			m := to(h, q)
			m.header.RCode = dnsmessage.RCodeServerFailure
			return m
		}),
	} {
		first, second := serve(t, bad), serve(t, knows("host.example.", 0, "192.0.2.7"))
		var r Resolver
		list, err := find(&r, with(first, second), "ip4", "host.example")
		if err != nil || !slices.Equal(texts(list), []string{"192.0.2.7"}) {
			t.Error(name, list, err)
		}
		r.AddServer(first.address)
		r.AddServer(second.address)
		if s, _ := r.settings(); s.servers[0] != second.address {
			t.Error(name, "is asked first again:", s.servers)
		}
	}
}

// A network that goes away is told as such at once, not remembered, and used when it is
// back.
func TestNetworkComesBack(t *testing.T) {
	s := serve(t, knows("host.example.", 60, "192.0.2.7"))
	unreachable := with(s)
	unreachable.servers = []netip.AddrPort{netip.MustParseAddrPort("[2001:db8::53%nowhere]:53")}
	var r Resolver
	_, err := find(&r, unreachable, "ip4", "host.example")
	var dns *net.DNSError
	if !errors.As(err, &dns) || dns.IsNotFound || !dns.IsTemporary {
		t.Fatal(err)
	}
	if list, err := find(&r, with(s), "ip4", "host.example"); err != nil || len(list) != 1 {
		t.Error(list, err)
	}
}

// What does not fit a datagram comes over TCP; of thousands of addresses some are used.
func TestLongAnswersComeOverTCP(t *testing.T) {
	for _, signed := range []bool{true, false} { // false: it is sent whole all the same
		s := serve(t, func(h dnsmessage.Header, q dnsmessage.Question, overTCP bool) [][]byte {
			m := to(h, q)
			if signed && !overTCP {
				m.header.Truncated = true
				return [][]byte{m.bytes()}
			}
			for i := range 3000 {
				m.answers = append(m.answers, address("host.example.", 60, fmt.Sprintf("10.0.%d.%d", i>>8, i&255)))
			}
			return [][]byte{m.bytes()}
		})
		var r Resolver
		list, err := find(&r, with(s), "ip4", "host.example")
		if err != nil || len(list) != addressesMost || s.asked.Load() != 2 {
			t.Error(signed, len(list), err, s.asked.Load())
		}
	}
}

func TestSearchDomains(t *testing.T) {
	s := serve(t, knows("host.b.example.", 60, "192.0.2.7"))
	settings := with(s)
	settings.search = []string{"a.example.", "b.example."}
	var r Resolver
	for name, found := range map[string]bool{"host": true, "host.": false, "host.b.example": true, "other": false} {
		list, err := find(&r, settings, "ip4", name)
		if (len(list) == 1) != found || (err == nil) != found {
			t.Error(name, list, err)
		}
	}
}

// A look-up ends when nobody wants it any more, whatever the server does.
func TestCancelledInFlight(t *testing.T) {
	for name, bad := range map[string]reply{"silent": silent, "truncates": func(h dnsmessage.Header, q dnsmessage.Question, overTCP bool) [][]byte {
		if overTCP {
			time.Sleep(100 * time.Millisecond)
			return nil
		}
		m := to(h, q)
		m.header.Truncated = true
		return [][]byte{m.bytes()}
	}} {
		settings := with(serve(t, bad))
		settings.wait = time.Hour
		ctx, cancel := context.WithCancel(context.Background())
		var r Resolver
		ended := make(chan error)
		go func() {
			_, err := r.search(ctx, settings, "ip", "host.example")
			ended <- err
		}()
		time.Sleep(20 * time.Millisecond)
		cancel()
		select {
		case err := <-ended:
			if err == nil {
				t.Error(name, "found")
			}
		case <-time.After(20 * time.Second):
			t.Fatal(name, "goes on")
		}
	}
}

func TestNamesThatAreNone(t *testing.T) {
	s := serve(t, silent)
	var r Resolver
	long := string(slices.Repeat([]byte{'a'}, 64))
	for _, name := range []string{long + ".example", "a..b", string(slices.Repeat([]byte("a."), 200))} {
		_, err := find(&r, with(s), "ip", name)
		var dns *net.DNSError
		if !errors.As(err, &dns) || !dns.IsNotFound || s.asked.Load() != 0 {
			t.Errorf("%.10q: %v, asked %d", name, err, s.asked.Load())
		}
	}
}

func TestServersAreFew(t *testing.T) {
	var r Resolver
	for i := range serversMost {
		if !r.AddServer(netip.AddrPortFrom(netip.AddrFrom4([4]byte{192, 0, 2, byte(i)}), 0)) {
			t.Fatal(i)
		}
	}
	if r.AddServer(netip.MustParseAddrPort("192.0.2.99:53")) {
		t.Error("one more")
	}
	if !r.AddServer(netip.MustParseAddrPort("[::ffff:192.0.2.1]:53")) {
		t.Error("one of them is taken for another")
	}
}
