package tlsconn

import (
	"bytes"
	"crypto/tls"
	"errors"
	"testing"

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

// exchange shakes hands and has the client read what follows, its ticket; it
// tells whether a session was resumed.
func exchange(t *testing.T, client, server *Conn) bool {
	t.Helper()
	var toServer, toClient []byte
	ready := make(chan struct{}, 64)
	notify := func() { ready <- struct{}{} }
	client.Start(notify)
	server.Start(notify)
	var done [2]bool
	for !done[0] || !done[1] {
		<-ready
		for i, c := range []*Conn{client, server} {
			if done[i] {
				continue
			}
			out, over, err := c.Take()
			if err != nil {
				t.Fatal(err)
			}
			done[i] = over
			if i == 0 {
				toServer = append(toServer, out...)
			} else {
				toClient = append(toClient, out...)
			}
		}
		if len(toServer) > 0 && !done[1] {
			if _, err := server.Feed(toServer); err != nil {
				t.Fatal(err)
			}
			toServer = nil
		}
		if len(toClient) > 0 && !done[0] {
			if _, err := client.Feed(toClient); err != nil {
				t.Fatal(err)
			}
			toClient = nil
		}
	}
	var room [256]byte
	if _, err := server.Open(toServer, room[:]); err != nil {
		t.Fatal(err)
	}
	records, err := server.Seal(append(toClient, server.Output()...), []byte("hello"))
	if err != nil {
		t.Fatal(err)
	}
	if n, err := client.Open(records, room[:]); err != nil || !bytes.Equal(room[:n], []byte("hello")) {
		t.Fatalf("the client read %q, %v", room[:n], err)
	}
	return client.State().DidResume
}

func TestLeastUsedSessionGoes(t *testing.T) {
	s := newSessions(2)
	state := &tls.ClientSessionState{}
	s.put("a", state)
	s.put("b", state)
	s.get("a")
	s.put("c", state)
	for server, want := range map[string]bool{"a": true, "b": false, "c": true} {
		if (s.get(server) != nil) != want {
			t.Errorf("%s is kept: %v", server, !want)
		}
	}
	s.put("a", nil)
	if s.get("a") != nil || s.order.Len() != 1 {
		t.Error("a given up session is kept")
	}
}

// What is stored by somebody else is refused, whatever it is.
func FuzzParseSession(f *testing.F) {
	f.Add([]byte{})
	f.Add(append(storedMagic[:], 0, 0, 0, 0))
	f.Add(append(storedMagic[:], 0xff, 0xff, 0xff, 0xff, 1))
	f.Add(make([]byte, 100))
	f.Fuzz(func(t *testing.T, stored []byte) {
		state, err := parseSession(stored)
		if err == nil && state == nil {
			t.Error("neither a session nor an error")
		}
		if err != nil && len(stored) < len(storedMagic) && !errors.Is(err, errNotStored) {
			t.Error(err)
		}
	})
}
