package dns

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"net/netip"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// reply makes the messages that a server sends to a question.
type reply func(h dnsmessage.Header, q dnsmessage.Question, overTCP bool) [][]byte

// server is a name server with an opinion of its own.
type server struct {
	address netip.AddrPort
	asked   atomic.Int32
}

func serve(t *testing.T, answer reply) *server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	u, err := net.ListenPacket("udp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close(); u.Close() })
	s := &server{address: l.Addr().(*net.TCPAddr).AddrPort()}
	replies := func(message []byte, overTCP bool) [][]byte {
		var p dnsmessage.Parser
		h, err := p.Start(message)
		if err != nil {
			return nil
		}
		q, err := p.Question()
		if err != nil {
			return nil
		}
		s.asked.Add(1)
		return answer(h, q, overTCP)
	}
	go func() {
		room := make([]byte, messageMost)
		for {
			n, from, err := u.ReadFrom(room)
			if err != nil {
				return
			}
			for _, m := range replies(room[:n], false) {
				u.WriteTo(m, from)
			}
		}
	}()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			var length [2]byte
			io.ReadFull(c, length[:])
			room := make([]byte, binary.BigEndian.Uint16(length[:]))
			io.ReadFull(c, room)
			for _, m := range replies(room, true) {
				c.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(m))), m...))
			}
			c.Close()
		}
	}()
	return s
}

// message is what a server says.
type message struct {
	header    dnsmessage.Header
	questions []dnsmessage.Question
	answers   []dnsmessage.Resource
	authority []dnsmessage.Resource
}

func to(h dnsmessage.Header, q dnsmessage.Question, answers ...dnsmessage.Resource) message {
	h.Response = true
	return message{header: h, questions: []dnsmessage.Question{q}, answers: answers}
}

func (m message) bytes() []byte {
	b, err := (&dnsmessage.Message{Header: m.header, Questions: m.questions, Answers: m.answers, Authorities: m.authority}).Pack()
	if err != nil {
		panic(err)
	}
	return b
}

func resource(owner string, ttl uint32, body dnsmessage.ResourceBody) dnsmessage.Resource {
	return dnsmessage.Resource{Header: dnsmessage.ResourceHeader{Name: dnsmessage.MustNewName(owner), Class: dnsmessage.ClassINET, TTL: ttl}, Body: body}
}

func address(owner string, ttl uint32, text string) dnsmessage.Resource {
	a := netip.MustParseAddr(text)
	if a.Is4() {
		return resource(owner, ttl, &dnsmessage.AResource{A: a.As4()})
	}
	return resource(owner, ttl, &dnsmessage.AAAAResource{AAAA: a.As16()})
}

func alias(owner, of string) dnsmessage.Resource {
	return resource(owner, 60, &dnsmessage.CNAMEResource{CNAME: dnsmessage.MustNewName(of)})
}

func zone(ttl, least uint32) dnsmessage.Resource {
	n := dnsmessage.MustNewName("example.")
	return resource("example.", ttl, &dnsmessage.SOAResource{NS: n, MBox: n, MinTTL: least})
}

// just has a server that says one thing.
func just(make func(h dnsmessage.Header, q dnsmessage.Question) message) reply {
	return func(h dnsmessage.Header, q dnsmessage.Question, _ bool) [][]byte {
		return [][]byte{make(h, q).bytes()}
	}
}

// knows has a server that knows one name's addresses.
func knows(owner string, ttl uint32, addresses ...string) reply {
	return just(func(h dnsmessage.Header, q dnsmessage.Question) message {
		m := to(h, q)
		if q.Name.String() != owner {
			m.header.RCode = dnsmessage.RCodeNameError
			m.authority = []dnsmessage.Resource{zone(60, 60)}
			return m
		}
		for _, a := range addresses {
			if netip.MustParseAddr(a).Is4() == (q.Type == dnsmessage.TypeA) {
				m.answers = append(m.answers, address(owner, ttl, a))
			}
		}
		return m
	})
}

func silent(dnsmessage.Header, dnsmessage.Question, bool) [][]byte { return nil }

// with are settings for these servers.
func with(servers ...*server) *settings {
	s := &settings{dots: 1, tries: 2, wait: 300 * time.Millisecond}
	for _, server := range servers {
		s.servers = append(s.servers, server.address)
	}
	return s
}

func find(r *Resolver, s *settings, network, name string) ([]netip.Addr, error) {
	return r.search(context.Background(), s, network, name)
}
