package dns

import (
	"cmp"
	"math/bits"
	"net/netip"
	"slices"
)

// policies is the table of RFC 6724 section 2.1; the first that fits counts.
var policies = []struct {
	prefix            netip.Prefix
	precedence, label int
}{
	{netip.MustParsePrefix("::1/128"), 50, 0},
	{netip.MustParsePrefix("::ffff:0:0/96"), 35, 4},
	{netip.MustParsePrefix("::/96"), 1, 3},
	{netip.MustParsePrefix("2001::/32"), 5, 5},
	{netip.MustParsePrefix("2002::/16"), 30, 2},
	{netip.MustParsePrefix("3ffe::/16"), 1, 12},
	{netip.MustParsePrefix("fec0::/10"), 1, 11},
	{netip.MustParsePrefix("fc00::/7"), 3, 13},
	{netip.MustParsePrefix("::/0"), 40, 1},
}

func policy(a netip.Addr) (precedence, label int) {
	a = netip.AddrFrom16(a.As16())
	for _, p := range policies {
		if p.prefix.Contains(a) {
			return p.precedence, p.label
		}
	}
	return 0, 0
}

// Scopes (RFC 4291 section 2.7; those of IPv4 by RFC 6724 section 3.2).
const (
	scopeLink   = 0x2
	scopeSite   = 0x5
	scopeGlobal = 0xe
)

func scope(a netip.Addr) int {
	switch b := a.As16(); {
	case a.Is6() && a.IsMulticast():
		return int(b[1] & 0xf)
	case a.IsLoopback() || a.IsLinkLocalUnicast():
		return scopeLink
	case a.Is6() && b[0] == 0xfe && b[1]&0xc0 == 0xc0:
		return scopeSite
	}
	return scopeGlobal
}

func commonBits(a, b netip.Addr) int {
	x, y := a.As16(), b.As16()
	for i := range x {
		if d := x[i] ^ y[i]; d != 0 {
			return i*8 + bits.LeadingZeros8(d)
		}
	}
	return 128
}

// destination is an address with the one that would be written to it from.
type destination struct {
	to, from             netip.Addr
	precedence           int
	usable               bool
	sameScope, sameLabel bool
	scope, common        int
}

// order sorts addresses by how well they are reached (RFC 6724 section 6). source says
// from where; the zero address: they are not. Rules 3, 4 and 7 are about what it does
// not tell.
func order(list []netip.Addr, source func(netip.Addr) netip.Addr) {
	all := make([]destination, len(list))
	for i, to := range list {
		d := destination{to: to, from: source(to), scope: scope(to)}
		var label int
		d.precedence, label = policy(to)
		if d.usable = d.from.IsValid(); d.usable {
			_, own := policy(d.from)
			d.sameLabel = label == own
			d.sameScope = d.scope == scope(d.from)
			if to.Is6() {
				d.common = min(64, commonBits(to, d.from))
			}
		}
		all[i] = d
	}
	slices.SortStableFunc(all, func(a, b destination) int {
		return cmp.Or(
			yesFirst(a.usable, b.usable),            // rule 1
			yesFirst(a.sameScope, b.sameScope),      // rule 2
			yesFirst(a.sameLabel, b.sameLabel),      // rule 5
			cmp.Compare(b.precedence, a.precedence), // rule 6
			cmp.Compare(a.scope, b.scope),           // rule 8
			cmp.Compare(b.common, a.common),         // rule 9; of IPv4 it would undo round robin
		)
	})
	for i, d := range all {
		list[i] = d.to
	}
}

func yesFirst(a, b bool) int {
	switch {
	case a && !b:
		return -1
	case b && !a:
		return 1
	}
	return 0
}
