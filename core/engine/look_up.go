package engine

import (
	"context"
	"net/netip"
	"time"
)

// lookUpLongest is how long a look-up may take: longer than the resolver's own tries.
const lookUpLongest = 60 * time.Second

// LookUp asks for the addresses of name; network is "ip", "ip4" or "ip6". found is
// called on t, unless t ends first. cancel may be called at any time.
func (t *Thread) LookUp(network, name string, found func([]netip.Addr, error)) (cancel func()) {
	ctx, cancel := context.WithTimeout(context.Background(), lookUpLongest)
	go func() {
		list, err := t.Context.Names.Find(ctx, network, name)
		cancel()
		t.Loop.Post(func(int64) { found(list, err) })
	}()
	return cancel
}

// network is what clients of v look for.
func (v *Vhost) network() string {
	if v.Config.Options&OptionDisableIPv6 != 0 {
		return "ip4"
	}
	return "ip"
}
