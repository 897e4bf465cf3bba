package netio

import (
	"net"
	"os"
	"strings"
	"testing"
)

func TestLocalNamesAreThoseOfTheHostsFile(t *testing.T) {
	file, err := os.ReadFile("/etc/hosts")
	if err != nil {
		t.Skip(err)
	}
	seen := map[string]bool{}
	for line := range strings.Lines(string(file)) {
		line, _, _ = strings.Cut(line, "#")
		f := strings.Fields(line)
		if len(f) < 2 || net.ParseIP(f[0]) == nil || seen[f[0]] {
			continue
		}
		seen[f[0]] = true
		if got := LocalName(f[0]); got != f[1] {
			t.Errorf("%s: %s, not %s", f[0], got, f[1])
		}
	}
}

// Whatever name servers there are: TEST-NET-1 (RFC 5737) has no names here.
func TestOtherAddressesHaveNoName(t *testing.T) {
	for _, address := range []string{"192.0.2.1", "2001:db8::1", "", "unix", "not an address"} {
		if got := LocalName(address); got != address {
			t.Errorf("%q: %q", address, got)
		}
	}
}
