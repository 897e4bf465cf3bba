package netio

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
)

// hostsFile finds the names of addresses that this machine's hosts file has. It
// asks nobody else: the loop would stand still until a name server answers, and
// whoever connects chooses which (CWE-400).
var hostsFile = net.Resolver{
	PreferGo: true,
	Dial: func(context.Context, string, string) (net.Conn, error) {
		return nil, errors.New("name servers are not asked")
	},
}

// LocalName is the name that the hosts file has for an address, the address as it is
// written when there is none.
func LocalName(address string) string {
	if _, err := netip.ParseAddr(address); err != nil {
		return address
	}
	names, err := hostsFile.LookupAddr(context.Background(), address)
	if err != nil || len(names) == 0 {
		return address
	}
	return strings.TrimSuffix(names[0], ".")
}
