package tlsconn

import (
	"crypto/tls"
	"encoding/hex"
	"errors"
	"testing"
	"time"

	"github.com/golws/golws/core/tlsconn/certtest"
)

// A session that one vhost's clients have got is resumed by another's.
func TestStoredSessionIsResumed(t *testing.T) {
	pair := certtest.Make(certtest.Spec{Names: []string{"server"}})
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		spec := ServerSpec{Chain: Source{Name: "chain", Data: pair.Chain}, Key: Source{Name: "key", Data: pair.Key}}
		served, _, err := spec.Config()
		if err != nil {
			t.Fatal(err)
		}
		served.base.MaxVersion = version
		clients := func() *ClientConfig {
			c, _, err := (&ClientSpec{CAs: []Source{{Name: "ca", Data: pair.Chain}}}).Config()
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		connect := func(c *ClientConfig) bool {
			t.Helper()
			client, server := Client(c.For("server_1", "server", nil, 0, nil, nil)), Server(served.base, nil)
			return exchange(t, client, server)
		}
		first := clients()
		if _, err := first.StoreSession("server_1"); err == nil {
			t.Error("a session before there was a connection")
		}
		if connect(first) {
			t.Error("the first connection resumed")
		}
		stored, err := first.StoreSession("server_1")
		if err != nil {
			t.Fatal(err)
		}
		second := clients()
		fetch := func() ([]byte, error) { return stored, nil }
		if err := second.LoadSession("server_1", fetch); err != nil {
			t.Fatal(err)
		}
		if err := second.LoadSession("server_1", fetch); err != errHaveSession {
			t.Errorf("loaded twice: %v", err)
		}
		if !connect(second) {
			t.Errorf("%s: the stored session was not resumed", tls.VersionName(version))
		}
	}
}

// OpenSSL stores the first certificate of a chain alone. Its sessions are resumed,
// again and again.
func TestStoredSessionWithoutChain(t *testing.T) {
	ca := certtest.Make(certtest.Spec{Name: "CA", CA: true})
	middle := certtest.Make(certtest.Spec{Name: "middle", Issuer: ca, CA: true})
	pair := certtest.Make(certtest.Spec{Names: []string{"server"}, Issuer: middle})
	spec := ServerSpec{Chain: Source{Name: "chain", Data: pair.Chain}, Key: Source{Name: "key", Data: pair.Key}}
	served, _, err := spec.Config()
	if err != nil {
		t.Fatal(err)
	}
	clients := func() *ClientConfig {
		c, _, err := (&ClientSpec{CAs: []Source{{Name: "ca", Data: ca.Chain}}}).Config()
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	connect := func(c *ClientConfig) bool {
		t.Helper()
		return exchange(t, Client(c.For("server_1", "server", nil, 0, nil, nil)), Server(served.base, nil))
	}
	first := clients()
	connect(first)
	stored, err := first.StoreSession("server_1")
	if err != nil {
		t.Fatal(err)
	}
	var s storedSession
	if !s.readDER(stored) || !s.whole || s.verified != 0 || s.name != "server" || len(s.chain) < 2 {
		t.Fatalf("stored: %+v", s)
	}
	s.chain, s.whole = s.chain[:1], false
	foreign, err := s.der()
	if err != nil {
		t.Fatal(err)
	}
	second := clients()
	if err := second.LoadSession("server_1", func() ([]byte, error) { return foreign, nil }); err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		if !connect(second) {
			t.Errorf("connection %d did not resume", i+1)
		}
	}
	again, err := second.StoreSession("server_1")
	s = storedSession{}
	if err != nil || !s.readDER(again) || s.whole || s.verified != 0 {
		t.Errorf("stored again, it is %+v, %v", s, err)
	}
}

func TestStoredSessionsThatAreRefused(t *testing.T) {
	pair := certtest.Make(certtest.Spec{Names: []string{"server"}})
	good := storedSession{version: tls.VersionTLS13, suite: tls.TLS_AES_128_GCM_SHA256, secret: make([]byte, 32),
		created: uint64(time.Now().Unix()), end: uint64(time.Now().Unix()) + 100, ticket: []byte("ticket"), chain: [][]byte{pair.Cert.Raw}}
	for name, c := range map[string]struct {
		change func(*storedSession)
		want   error
	}{
		"as it is":              {func(*storedSession) {}, nil},
		"no ticket":             {func(s *storedSession) { s.ticket = nil }, errNoTicket},
		"no certificate":        {func(s *storedSession) { s.chain = nil }, errNoTicket},
		"a bad chain":           {func(s *storedSession) { s.verified = unknownIssuer }, errUnverified},
		"too old":               {func(s *storedSession) { s.created -= 200; s.end -= 200 }, errOldSession},
		"TLS 1.1":               {func(s *storedSession) { s.version = tls.VersionTLS11 }, errNotStored},
		"no secret":             {func(s *storedSession) { s.secret = nil }, errNotStored},
		"a time beyond all":     {func(s *storedSession) { s.created = 1<<64 - 1; s.end = 5 }, errNotStored},
		"a certificate that is": {func(s *storedSession) { s.chain = [][]byte{{0x30, 0}} }, errors.New("x509")},
	} {
		s := good
		c.change(&s)
		stored, err := s.der()
		if err != nil {
			t.Fatal(name, err)
		}
		clients, _, err := (&ClientSpec{}).Config()
		if err != nil {
			t.Fatal(err)
		}
		err = clients.LoadSession("server_1", func() ([]byte, error) { return stored, nil })
		if (err == nil) != (c.want == nil) || c.want != nil && c.want.Error() != "x509" && err != c.want {
			t.Errorf("%s: %v", name, err)
		}
		for cut := range stored {
			if err := clients.LoadSession("server_2", func() ([]byte, error) { return stored[:cut], nil }); err == nil {
				t.Fatalf("%s: %d of %d bytes are a session", name, cut, len(stored))
			}
		}
	}
}

// What is stored by somebody else is refused, whatever it is, or can be stored again.
func FuzzStoredSession(f *testing.F) {
	f.Add([]byte{})
	f.Add(make([]byte, 100))
	for _, session := range []string{
		"300b020101020203030402c02c04000400",
		"302d020101020203040402130204000401" + "01a10302010aa20402021c20a403040100a503020115aa03040101ae0302017f",
	} {
		seed, err := hex.DecodeString(session)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, stored []byte) {
		var s storedSession
		if !s.readDER(stored) {
			return
		}
		again, err := s.der()
		if err != nil {
			t.Fatal(err)
		}
		var same storedSession
		if !same.readDER(again) {
			t.Errorf("%x is read, and what is made of it, %x, is not", stored, again)
		}
		if encoded, err := s.stateBytes(); err == nil {
			_, _ = tls.ParseSessionState(encoded)
		}
	})
}
