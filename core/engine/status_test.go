package engine

import (
	"encoding/json"
	"fmt"
	"testing"
)

func TestStatusJSON(t *testing.T) {
	h, v := httpHouse(t, VhostConfig{Name: `a "name"`, Options: OptionStrictTransport,
		Mounts: []*Mount{{Point: "/files", Kind: MountFile, Origin: "/srv", CacheMaxAge: 5, CacheReusable: true}}})
	defer h.destroy()
	var got contextStatus
	h.during(func() {
		p := dial(t, v)
		defer p.Close()
		for range 3 {
			p.send(fmt.Sprintf(get, "/a"))
			p.page("GET")
		}
		bad := dial(t, v)
		bad.send("GET / HTTP/1.1\r\nbad\r\n\r\n")
		bad.page("GET")
		bad.Close()
	})
	text, err := h.context.StatusJSON("1.2", false, false)
	if err != nil || json.Unmarshal(text, &got) != nil {
		t.Fatalf("%s, %v", text, err)
	}
	if got.Version != "1.2" || got.Threads != 1 || len(got.Vhosts) != 1 {
		t.Fatalf("%s", text)
	}
	s := got.Vhosts[0]
	if s.Name != `a "name"` || s.Port != v.ListenPort() || s.TLS != 0 || s.StrictTransport != 1 ||
		s.Connections != 2 || s.Requests != 3 || s.Rejected != 1 || s.Streams != 0 || s.Upgrades != 0 {
		t.Errorf("%s", text)
	}
	if want := (mountStatus{"/files", "file:///srv", 5, 1, 0, 0}); len(s.Mounts) != 1 || s.Mounts[0] != want {
		t.Errorf("%+v", s.Mounts)
	}
	if text, err = h.context.StatusJSON("1.2", true, true); err != nil || string(text) != fmt.Sprintf(
		`{"version":"1.2","wsi_alive":%d,"count_threads":1,"deprecated":1}`, s.Alive) {
		t.Errorf("without vhosts: %s, %v", text, err)
	}
}

// Connections count whichever thread serves them, listeners never.
func TestAliveConnectionsOfAllThreads(t *testing.T) {
	h, v := httpHouse(t, VhostConfig{Name: "v"})
	defer h.destroy()
	var other Thread
	before := v.status().Alive
	c := newConn(v, &other, rawSocket)
	door := newConn(v, &other, listener{})
	if got := v.status().Alive; got != before+1 {
		t.Errorf("%d are alive, there were %d", got, before)
	}
	other.conns.remove(c)
	other.conns.remove(c)
	other.conns.remove(door)
	if got := v.status().Alive; got != before {
		t.Errorf("%d are left, there were %d", got, before)
	}
}
