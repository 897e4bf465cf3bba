package tlsconn

import (
	"bytes"
	"crypto/tls"
	"testing"
)

// exchange shakes hands and has the client read what follows, its ticket; it
// tells whether a session was resumed.
func exchange(t *testing.T, client, server *Conn) bool {
	t.Helper()
	resumed, err := attempt(t, client, server)
	if err != nil {
		t.Fatal(err)
	}
	return resumed
}

// attempt is exchange where the handshake may fail.
func attempt(t *testing.T, client, server *Conn) (resumed bool, err error) {
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
				client.Cancel()
				server.Cancel()
				return false, err
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
	return client.State().DidResume, nil
}

func TestLeastUsedSessionGoes(t *testing.T) {
	s := newSessions(2)
	state := &tls.ClientSessionState{}
	s.put("a", state, false)
	s.put("b", state, false)
	s.get("a")
	s.put("c", state, false)
	for server, want := range map[string]bool{"a": true, "b": false, "c": true} {
		if kept, _ := s.get(server); (kept != nil) != want {
			t.Errorf("%s is kept: %v", server, !want)
		}
	}
	s.put("a", nil, false)
	if kept, _ := s.get("a"); kept != nil || s.order.Len() != 1 {
		t.Error("a given up session is kept")
	}
}
