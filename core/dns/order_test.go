package dns

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
)

// The examples of RFC 6724 section 10.2 that need no rule about temporary or deprecated
// sources.
func TestOrder(t *testing.T) {
	for _, tt := range []struct{ destinations, sources, sorted string }{
		{"2001:db8:1::1 198.51.100.121", "2001:db8:1::2 169.254.13.78", "2001:db8:1::1 198.51.100.121"},
		{"2001:db8:1::1 198.51.100.121", "fe80::1 198.51.100.117", "198.51.100.121 2001:db8:1::1"},
		{"2001:db8:1::1 10.1.2.3", "2001:db8:1::2 10.1.2.4", "2001:db8:1::1 10.1.2.3"},
		{"2001:db8:1::1 fe80::1", "2001:db8:1::2 fe80::2", "fe80::1 2001:db8:1::1"},
		{"2001:db8:1::1 2001:db8:3ffe::1", "2001:db8:1::2 2001:db8:3f44::2", "2001:db8:1::1 2001:db8:3ffe::1"},
		{"2002:c633:6401::1 2001:db8:1::1", "2002:c633:6401::2 fe80::2", "2002:c633:6401::1 2001:db8:1::1"},
		{"2002:c633:6401::1 2001:db8:1::1", "2002:c633:6401::2 2001:db8:1::2", "2001:db8:1::1 2002:c633:6401::1"},
		{"192.0.2.1 ::1", "- ::1", "::1 192.0.2.1"},
		{"10.0.0.2 10.0.0.1", "10.0.0.1 10.0.0.1", "10.0.0.2 10.0.0.1"}, // round robin stays
		{"fc00::1 2001:db8::1", "fc00::2 2001:db8::2", "2001:db8::1 fc00::1"},
	} {
		sources := map[netip.Addr]netip.Addr{}
		var list []netip.Addr
		from := strings.Fields(tt.sources)
		for i, text := range strings.Fields(tt.destinations) {
			a := netip.MustParseAddr(text)
			list = append(list, a)
			sources[a], _ = netip.ParseAddr(from[i])
		}
		order(list, func(a netip.Addr) netip.Addr { return sources[a] })
		if got := strings.Join(texts(list), " "); got != tt.sorted {
			t.Errorf("%s from %s: %s, not %s", tt.destinations, tt.sources, got, tt.sorted)
		}
	}
}

// Nothing is lost or made up by sorting, whatever can't be reached.
func TestOrderOfWhatCannotBeReached(t *testing.T) {
	list := []netip.Addr{netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("ff02::1"), netip.MustParseAddr("fec0::1")}
	before := slices.Clone(list)
	order(list, func(netip.Addr) netip.Addr { return netip.Addr{} })
	slices.SortFunc(list, netip.Addr.Compare)
	slices.SortFunc(before, netip.Addr.Compare)
	if !slices.Equal(list, before) {
		t.Error(list)
	}
}
