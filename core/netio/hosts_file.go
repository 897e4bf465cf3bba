package netio

import (
	"context"
	"net/netip"
	"strings"

	"github.com/golws/golws/core/dns"
)

// LocalName is the name that the hosts file has for an address, the address as it is
// written when there is none. Name servers are not asked: the loop would stand still
// until one answers, and whoever connects chooses which (CWE-400).
func LocalName(address string) string {
	if _, err := netip.ParseAddr(address); err != nil {
		return address
	}
	names, err := dns.HostsFile.LookupAddr(context.Background(), address)
	if err != nil || len(names) == 0 {
		return address
	}
	return strings.TrimSuffix(names[0], ".")
}
