package dns

import (
	"context"
	"errors"
	"net"
)

// HostsFile knows what this machine's hosts file does, and asks nobody.
var HostsFile = net.Resolver{
	PreferGo: true,
	Dial: func(context.Context, string, string) (net.Conn, error) {
		return nil, errors.New("name servers are not asked")
	},
}
