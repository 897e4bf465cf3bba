package dns

import (
	"cmp"
	"context"
	"errors"
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// Resolver finds addresses. Its zero value is ready, and any goroutine may use it.
type Resolver struct {
	lock  sync.Mutex
	added []netip.AddrPort
	// failed is a server that did not answer last time: it is asked behind others.
	failed netip.AddrPort
	// text is the resolv.conf by which the cache was filled.
	text  string
	cache cache
}

// AddServer has a server asked before those of resolv.conf; false: there are too many.
// Port 0 is that of name servers.
func (r *Resolver) AddServer(server netip.AddrPort) bool {
	r.lock.Lock()
	defer r.lock.Unlock()
	server = usual(server)
	if slices.Contains(r.added, server) {
		return true
	}
	if len(r.added) >= serversMost {
		return false
	}
	r.added = append(r.added, server)
	r.cache.clear()
	return true
}

// RemoveServer undoes AddServer.
func (r *Resolver) RemoveServer(server netip.AddrPort) {
	r.lock.Lock()
	defer r.lock.Unlock()
	r.added = slices.DeleteFunc(r.added, func(s netip.AddrPort) bool { return s == usual(server) })
	r.cache.clear()
}

func usual(server netip.AddrPort) netip.AddrPort {
	if server.Port() == 0 {
		server = netip.AddrPortFrom(server.Addr(), serverPort)
	}
	return netip.AddrPortFrom(server.Addr().Unmap(), server.Port())
}

// Find asks for the addresses of name, best first; network is "ip", "ip4" or "ip6".
func (r *Resolver) Find(ctx context.Context, network, name string) ([]netip.Addr, error) {
	s, own := r.settings()
	if !own && systemOnly(contents("/etc/nsswitch.conf"), name) {
		return net.DefaultResolver.LookupNetIP(ctx, network, name)
	}
	if list, err := HostsFile.LookupNetIP(ctx, network, name); err == nil && len(list) > 0 {
		return list, nil
	}
	list, err := r.search(ctx, &s, network, name)
	if err != nil {
		return nil, err
	}
	order(list, sourceOf)
	return list, nil
}

// settings are this machine's at present, with the servers that were added; own: there
// are some.
func (r *Resolver) settings() (s settings, own bool) {
	text := contents("/etc/resolv.conf")
	s = readSettings(text)
	r.lock.Lock()
	defer r.lock.Unlock()
	if text != r.text {
		r.text = text
		r.cache.clear()
	}
	s.servers = append(slices.Clone(r.added), s.servers...)
	if i := slices.Index(s.servers, r.failed); i >= 0 {
		s.servers = append(slices.Delete(s.servers, i, i+1), r.failed)
	}
	return s, len(r.added) > 0
}

// search asks for the names that name may stand for, until one has addresses.
func (r *Resolver) search(ctx context.Context, s *settings, network, name string) ([]netip.Addr, error) {
	err := &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
	for _, full := range s.names(name) {
		list, failure := r.both(ctx, s, network, full)
		if len(list) > 0 {
			return list, nil
		}
		if failure != nil {
			return nil, &net.DNSError{Err: failure.Error(), Name: name, IsTimeout: timedOut(failure), IsTemporary: true}
		}
	}
	return nil, err
}

func timedOut(err error) bool {
	var n net.Error
	return errors.As(err, &n) && n.Timeout()
}

// both asks for the kinds of addresses at the same time.
func (r *Resolver) both(ctx context.Context, s *settings, network, name string) (list []netip.Addr, err error) {
	var kinds []dnsmessage.Type
	if network != "ip4" {
		kinds = append(kinds, dnsmessage.TypeAAAA)
	}
	if network != "ip6" {
		kinds = append(kinds, dnsmessage.TypeA)
	}
	answers, failures := make([]answer, len(kinds)), make([]error, len(kinds))
	var wait sync.WaitGroup
	for i, kind := range kinds {
		wait.Go(func() { answers[i], failures[i] = r.one(ctx, s, question{name, kind}) })
	}
	wait.Wait()
	for _, a := range answers {
		list = append(list, a.addresses...)
	}
	return list, cmp.Or(failures...)
}

// one answers q out of the cache or by servers, and asks on where they know only that it
// is an alias.
func (r *Resolver) one(ctx context.Context, s *settings, q question) (answer, error) {
	for range aliasesMost {
		a, known := r.cache.find(q, time.Now())
		if !known {
			var err error
			if a, err = r.fromServers(ctx, s, q); err != nil {
				return answer{}, err
			}
			r.cache.add(q, a, time.Now())
		}
		if a.alias == "" {
			return a, nil
		}
		q.name = a.alias
	}
	return answer{}, errAliases
}

// fromServers asks one server after the other.
func (r *Resolver) fromServers(ctx context.Context, s *settings, q question) (a answer, err error) {
	message, err := pack(q)
	if err != nil {
		return answer{absent: true}, nil // no name of DNS
	}
	for range s.tries {
		for _, server := range s.servers {
			if a, err = ask(ctx, server, q, message, s); err == nil {
				return a, nil
			}
			if ctx.Err() != nil {
				return a, ctx.Err()
			}
			r.lock.Lock()
			r.failed = server
			r.lock.Unlock()
		}
	}
	return a, err
}
