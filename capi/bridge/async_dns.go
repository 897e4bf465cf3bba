package main

/*
#include "bridge.h"
#include <netdb.h>

static inline struct lws *
call_found(lws_async_dns_cb_t cb, struct lws_context *context, struct lws *wsi, const char *name,
	   const struct addrinfo *result, int n, void *opaque)
{
	golws_call_begins(context);
	wsi = cb(wsi, name, result, n, opaque);
	golws_call_ends(context);
	return wsi;
}
*/
import "C"

import (
	"errors"
	"fmt"
	"maps"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"sync"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/engine"
	"github.com/golws/golws/core/netio"
)

const (
	// nameMost is the length of a domain name with its dot (RFC 1035 section 2.3.4).
	nameMost = 254
	// queriesMost is how many queries a context has under way.
	queriesMost = 1024
	// answersMost is how many addresses of a name a program is given.
	answersMost = 32
)

// query is a look-up for the program. It is answered once, on its service thread or at
// the context's end; not at all when its connection has closed.
type query struct {
	context    *context
	name       *C.char
	callback   C.lws_async_dns_cb_t
	wsi        *C.struct_lws
	generation C.uint32_t
	opaque     unsafe.Pointer
	cancel     func()
}

// queries are those of a context that are under way. They are made and answered on any
// of its threads.
type queries struct {
	lock     sync.Mutex
	underWay map[*query]struct{}
	over     bool // the context ends
}

//export golws_lws_async_dns_query
func golws_lws_async_dns_query(cx *C.struct_lws_context, tsi C.int, name *C.char, kind C.adns_query_type_t,
	cb C.lws_async_dns_cb_t, wsi *C.struct_lws, opaque unsafe.Pointer) (r C.lws_async_dns_retcode_t) {
	const function = "lws_async_dns_query"
	r = C.LADNS_RET_FAILED
	defer recovered(function, wsi)
	x := contextOf(cx, function)
	if x == nil || name == nil || cb == nil || tsi < 0 || int(tsi) >= len(x.engine.Threads) {
		return r
	}
	if wsi != nil && conn(wsi, function) == nil {
		return r
	}
	network := networkOf(kind, x)
	if text := C.GoString(name); len(text) == 0 || len(text) > nameMost || network == "" {
		return r
	}
	q := &query{context: x, name: C.CString(C.GoString(name)), callback: cb, wsi: wsi, opaque: opaque}
	if wsi != nil {
		q.generation = wsi.block.generation
	}
	if a, err := netip.ParseAddr(C.GoString(name)); err == nil {
		if q.answer([]netip.Addr{a}, C.LADNS_RET_FOUND) {
			return C.LADNS_RET_FOUND
		}
		return C.LADNS_RET_FAILED_WSI_CLOSED
	}
	x.queries.lock.Lock()
	defer x.queries.lock.Unlock()
	if x.queries.over || len(x.queries.underWay) >= queriesMost {
		C.free(unsafe.Pointer(q.name))
		return r
	}
	if x.queries.underWay == nil {
		x.queries.underWay = make(map[*query]struct{})
	}
	x.queries.underWay[q] = struct{}{}
	q.cancel = x.engine.Threads[tsi].LookUp(network, C.GoString(name), func(list []netip.Addr, err error) {
		if q.take() {
			q.answer(list, verdict(list, err))
		}
	})
	return C.LADNS_RET_CONTINUING
}

// networkOf is what is looked for: as with getaddrinfo(), who asks for addresses gets
// those of IPv6, too, unless the context does without; "": it cannot be had.
func networkOf(kind C.adns_query_type_t, x *context) string {
	only4 := uint64(x.block.options)&engine.OptionDisableIPv6 != 0
	switch {
	case kind == C.LWS_ADNS_RECORD_AAAA:
		return "ip6"
	case kind == C.LWS_ADNS_RECORD_A && only4:
		return "ip4"
	case kind == C.LWS_ADNS_RECORD_A:
		return "ip"
	}
	return ""
}

func verdict(list []netip.Addr, err error) C.int {
	var dns *net.DNSError
	switch {
	case err == nil && len(list) > 0:
		return C.LADNS_RET_FOUND
	case errors.As(err, &dns) && dns.IsNotFound:
		return C.LADNS_RET_NXDOMAIN
	case errors.As(err, &dns) && dns.IsTimeout:
		return C.LADNS_RET_TIMEDOUT
	}
	return C.LADNS_RET_FAILED
}

// take removes q from those under way; false: it was answered already.
func (q *query) take() bool {
	all := &q.context.queries
	all.lock.Lock()
	defer all.lock.Unlock()
	_, waiting := all.underWay[q]
	delete(all.underWay, q)
	return waiting
}

// answer tells the program, which owns the list from then on; false: its connection
// has closed.
func (q *query) answer(list []netip.Addr, n C.int) bool {
	defer C.free(unsafe.Pointer(q.name))
	if q.wsi != nil && q.wsi.block.generation != q.generation {
		return false
	}
	var first *C.struct_addrinfo
	link := &first
	for _, a := range list[:min(len(list), answersMost)] {
		if *link = resultOf(netio.SockaddrOf(a, 0)); *link != nil {
			link = &(*link).ai_next
		}
	}
	return C.call_found(q.callback, q.context.block, q.wsi, q.name, first, n, q.opaque) != nil || q.wsi == nil
}

// endQueries answers what is under way: it has failed.
func (x *context) endQueries() {
	x.queries.lock.Lock()
	x.queries.over = true
	rest := slices.Collect(maps.Keys(x.queries.underWay))
	x.queries.lock.Unlock()
	for _, q := range rest {
		if q.take() {
			q.cancel()
			q.answer(nil, C.LADNS_RET_FAILED)
		}
	}
}

//export golws_lws_async_dns_server_add
func golws_lws_async_dns_server_add(cx *C.struct_lws_context, sa46 *C.lws_sockaddr46) C.int {
	const function = "lws_async_dns_server_add"
	defer recovered(function, nil)
	server := serverAt(sa46)
	if x := contextOf(cx, function); x != nil && server.IsValid() && x.engine.Names.AddServer(server) {
		return 0
	}
	return 1
}

//export golws_lws_async_dns_server_remove
func golws_lws_async_dns_server_remove(cx *C.struct_lws_context, sa46 *C.lws_sockaddr46) {
	const function = "lws_async_dns_server_remove"
	defer recovered(function, nil)
	if x := contextOf(cx, function); x != nil {
		x.engine.Names.RemoveServer(serverAt(sa46))
	}
}

func serverAt(sa46 *C.lws_sockaddr46) netip.AddrPort {
	if sa46 == nil {
		return netip.AddrPort{}
	}
	switch at := unsafe.Pointer(sa46); (*unix.RawSockaddr)(at).Family {
	case unix.AF_INET:
		a := (*unix.RawSockaddrInet4)(at)
		return netip.AddrPortFrom(netip.AddrFrom4(a.Addr), networkOrder(int(a.Port)))
	case unix.AF_INET6:
		a := (*unix.RawSockaddrInet6)(at)
		address := netip.AddrFrom16(a.Addr)
		if a.Scope_id != 0 {
			address = address.WithZone(strconv.Itoa(int(a.Scope_id)))
		}
		return netip.AddrPortFrom(address, networkOrder(int(a.Port)))
	}
	return netip.AddrPort{}
}

// addServers asks those that the program lists, up to NULL, before the system's.
func (x *context) addServers(list **C.char) error {
	for ; list != nil && *list != nil; list = (**C.char)(unsafe.Add(unsafe.Pointer(list), unsafe.Sizeof(*list))) {
		text := C.GoString(*list)
		address, err := netip.ParseAddr(text)
		if err != nil || !x.engine.Names.AddServer(netip.AddrPortFrom(address, 0)) {
			return fmt.Errorf("async_dns_servers: %s is no address, or one too many", text)
		}
	}
	return nil
}
