package main

/*
#include "bridge.h"
*/
import "C"

import (
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/engine"
	"github.com/golws/golws/core/loop"
)

// PollChanged implements engine.Host: the LOCK_POLL, *_POLL_FD, UNLOCK_POLL
// callbacks, which go to the vhost's first protocol.
func (h *host) PollChanged(c *engine.Conn, r engine.Reason, ev, prev loop.Events) {
	entry := (*C.struct_lws_protocols)(c.Vhost.Protocols[0].Handle)
	C.golws_call_poll(entry, block(c), C.int(r), C.int(c.FD()), pollEvents(ev), pollEvents(prev))
}

// pollEvents are the POLL* bits of ev.
func pollEvents(ev loop.Events) (bits C.int) {
	if ev&loop.Readable != 0 {
		bits |= unix.POLLIN
	}
	if ev&loop.Writable != 0 {
		bits |= unix.POLLOUT
	}
	return bits
}

//export golws_core_service_fd
func golws_core_service_fd(cx *C.struct_lws_context, p *C.struct_pollfd, tsi C.int) (r C.int) {
	r = -1
	const name = "lws_service_fd"
	defer recovered(name, nil)
	x := contextOf(cx, name)
	if x == nil || tsi < 0 || int(tsi) >= len(x.engine.Threads) {
		return -1
	}
	fd, ev := -1, loop.Events(0)
	if p != nil {
		fd = int(p.fd)
		if p.revents&(unix.POLLIN|unix.POLLPRI) != 0 {
			ev |= loop.Readable
		}
		if p.revents&unix.POLLOUT != 0 {
			ev |= loop.Writable
		}
		if p.revents&(unix.POLLERR|unix.POLLHUP|unix.POLLNVAL) != 0 {
			ev |= loop.Broken
		}
	}
	alive := x.serve(name, int(tsi), func() {
		defer goOn(name, x.engine.Threads[tsi])
		x.engine.Start()
		if x.engine.Threads[tsi].TurnFD(fd, ev, now()) {
			p.revents = 0 // lws's sign that the descriptor was its own
		}
	})
	return boolInt(alive) - 1
}

//export golws_lws_handle_POLLOUT_event
func golws_lws_handle_POLLOUT_event(wsi *C.struct_lws, p *C.struct_pollfd) (r C.int) {
	r = -1
	const name = "lws_handle_POLLOUT_event"
	defer recovered(name, wsi)
	c := conn(wsi, name)
	if c == nil {
		return -1
	}
	if !c.PartialBuffered() {
		return 0 // who asked for WRITEABLE gets it in the next turn, as in lws
	}
	x := contexts.find(unsafe.Pointer(wsi.context))
	alive := x.serve(name, c.Thread().Index, func() {
		defer goOn(name, c.Thread())
		c.Thread().TurnFD(c.FD(), loop.Writable, now())
	})
	return boolInt(alive && !c.Closed()) - 1
}

//export golws_core_service_timers
func golws_core_service_timers(cx *C.struct_lws_context, timeout, tsi C.int) (r C.int) {
	r = timeout
	const name = "lws_service_adjust_timeout"
	defer recovered(name, nil)
	x := contextOf(cx, name)
	if x == nil || tsi < 0 || int(tsi) >= len(x.engine.Threads) {
		return timeout
	}
	t := x.engine.Threads[tsi]
	if !x.inCallback(int(tsi)) && t.Due(now()) && !x.serve(name, int(tsi), func() {
		defer goOn(name, t)
		x.engine.Start()
		t.TurnFD(-1, 0, now())
	}) {
		return timeout
	}
	wait := t.Wait(now())
	if wait < 0 {
		return timeout
	}
	if ms := (wait + 999) / 1000; timeout < 0 || ms < int64(timeout) {
		return C.int(min(ms, 1<<31-1))
	}
	return timeout
}
