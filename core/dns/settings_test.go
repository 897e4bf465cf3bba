package dns

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

func TestSettings(t *testing.T) {
	for text, want := range map[string]string{
		"": "[127.0.0.1:53] [] 1 2 5s false",
		"nameserver 192.0.2.1\nnameserver 2001:db8::1 # two\n;nameserver 192.0.2.2\nnameserver nonsense\n": "[192.0.2.1:53 [2001:db8::1]:53] [] 1 2 5s false",
		"nameserver fe80::1%lo\ndomain Example.\n":                                                         "[[fe80::1%lo]:53] [example.] 1 2 5s false",
		"search a.example b.example. .\noptions ndots:3 timeout:2 attempts:4 use-vc":                       "[127.0.0.1:53] [a.example. b.example.] 3 4 2s true",
		"options ndots:99 timeout:999999999999999999 attempts:0 rotate ndots:x":                            "[127.0.0.1:53] [] 15 1 30s false",
		"options timeout:99999 attempts:99 ndots:-1":                                                       "[127.0.0.1:53] [] 1 5 30s false",
	} {
		s := readSettings(text)
		if got := fmt.Sprint(s.servers, s.search, s.dots, s.tries, s.wait, s.overTCP); got != want {
			t.Errorf("%q: %s, not %s", text, got, want)
		}
	}
}

func TestNames(t *testing.T) {
	s := readSettings("search a.example b.example\noptions ndots:2")
	for name, want := range map[string]string{
		"host":     "host.a.example. host.b.example. host.",
		"Host.x":   "host.x.a.example. host.x.b.example. host.x.",
		"h.x.y":    "h.x.y. h.x.y.a.example. h.x.y.b.example.",
		"host.":    "host.",
		"h.x.y.z.": "h.x.y.z.",
	} {
		if got := strings.Join(s.names(name), " "); got != want {
			t.Errorf("%s: %s, not %s", name, got, want)
		}
	}
}

// Where the system has other sources of names, it is asked.
func TestSystemOnly(t *testing.T) {
	for _, tt := range []struct {
		nsswitch, name string
		system         bool
	}{
		{"", "a.example", false},
		{"passwd: ldap\nhosts: files dns", "a.example", false},
		{"hosts:files dns [NOTFOUND=return] # ldap", "a.example", false},
		{"hosts: files ldap", "a.example", true},
		{"hosts: mymachines resolve [!UNAVAIL=return] files myhostname dns", "a.example", true},
		{"hosts: files mdns4_minimal [NOTFOUND=return] dns", "a.example", false},
		{"hosts: files mdns4_minimal [NOTFOUND=return] dns", "printer.local", true},
		{"hosts: files mdns4_minimal [NOTFOUND=return] dns", "printer.local.", true},
		{"hosts: files dns myhostname", "here", true},
	} {
		if systemOnly(tt.nsswitch, tt.name) != tt.system {
			t.Errorf("%q, %s: not %v", tt.nsswitch, tt.name, tt.system)
		}
	}
}

func FuzzSettings(f *testing.F) {
	f.Add("nameserver 192.0.2.1\nsearch a b\noptions ndots:3 timeout:2 attempts:9", "host")
	f.Fuzz(func(t *testing.T, text, name string) {
		s := readSettings(text)
		if len(s.servers) == 0 || len(s.servers) > serversMost || len(s.search) > searchMost || s.dots > dotsMost ||
			s.tries < 1 || s.tries > triesMost || s.wait < time.Second || s.wait > waitMost {
			t.Error("beyond the limits:", s)
		}
		if !slices.Contains(s.names(name), strings.ToLower(strings.TrimSuffix(name, ".")+".")) && !strings.HasSuffix(name, ".") {
			t.Error("the name itself is not looked for")
		}
		systemOnly(text, name)
	})
}

func TestCacheHasRoom(t *testing.T) {
	var c cache
	now := time.Unix(1000, 0)
	at := func(i int) question { return question{fmt.Sprintf("n%d.", i), dnsmessage.TypeA} }
	for i := range entriesMost {
		c.add(at(i), answer{keep: time.Duration(i+1) * time.Second}, now)
	}
	c.add(at(-1), answer{keep: time.Hour}, now)
	if _, known := c.find(at(0), now); known || len(c.entries) != entriesMost {
		t.Error("what is over next is still there, of", len(c.entries))
	}
	if _, known := c.find(at(9), now.Add(10*time.Second)); known {
		t.Error("kept for too long")
	}
	c.add(at(-2), answer{keep: time.Hour}, now.Add(100*time.Second))
	if len(c.entries) != entriesMost-99+1 {
		t.Error(len(c.entries), "are left")
	}
}
