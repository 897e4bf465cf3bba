package main

/*
#include "bridge.h"
*/
import "C"

import (
	"sync"

	"github.com/golws/golws/core/engine"
	"github.com/golws/golws/core/loop"
)

//export golws_lws_set_timeout
func golws_lws_set_timeout(wsi *C.struct_lws, reason C.enum_pending_timeout, secs C.int) {
	defer recovered("lws_set_timeout", wsi)
	if c := conn(wsi, "lws_set_timeout"); c != nil {
		c.SetTimeout(int32(reason), int(secs))
	}
}

//export golws_lws_set_timeout_us
func golws_lws_set_timeout_us(wsi *C.struct_lws, reason C.enum_pending_timeout, us C.lws_usec_t) {
	defer recovered("lws_set_timeout_us", wsi)
	if c := conn(wsi, "lws_set_timeout_us"); c != nil {
		c.SetTimeoutMicroseconds(int32(reason), int64(us))
	}
}

//export golws_lws_set_timer_usecs
func golws_lws_set_timer_usecs(wsi *C.struct_lws, usecs C.lws_usec_t) {
	defer recovered("lws_set_timer_usecs", wsi)
	if c := conn(wsi, "lws_set_timer_usecs"); c != nil {
		c.SetTimer(int64(usecs))
	}
}

//export golws_lws_validity_confirmed
func golws_lws_validity_confirmed(wsi *C.struct_lws) {
	defer recovered("lws_validity_confirmed", wsi)
	if c := conn(wsi, "lws_validity_confirmed"); c != nil {
		c.ConfirmValidity()
	}
}

// suls are the program's timers: structs of its own, which golws keys by
// address so that it need not trust the links in them. Any service thread may
// set and cancel those of the others.
type suls struct {
	sync.Mutex
	of map[*C.lws_sorted_usec_list_t]*sul
}

type sul struct {
	loop.Timer
	context *context
	thread  *engine.Thread
	c       *C.lws_sorted_usec_list_t
	// wakes: a suspended system is to be woken for it.
	wakes bool
}

// sulOwners finds the context of an armed sul, which lws_sul_cancel is not told.
var sulOwners sync.Map

// scheduled marks a sul's list member, which programs look at to see whether
// the timer is armed.
var scheduled = (*C.lws_dll2_owner_t)(C.calloc(1, C.sizeof_lws_dll2_owner_t))

// cancelDelay is LWS_SET_TIMER_USEC_CANCEL: a schedule that cancels.
const cancelDelay = -1

//export golws_lws_sul_schedule
func golws_lws_sul_schedule(cx *C.struct_lws_context, tsi C.int, s *C.lws_sorted_usec_list_t, cb C.sul_cb_t, us C.lws_usec_t) {
	defer recovered("lws_sul_schedule", nil)
	scheduleIn(cx, tsi, s, cb, us, false, "lws_sul_schedule")
}

//export golws_lws_sul_schedule_wakesuspend
func golws_lws_sul_schedule_wakesuspend(cx *C.struct_lws_context, tsi C.int, s *C.lws_sorted_usec_list_t, cb C.sul_cb_t, us C.lws_usec_t) {
	defer recovered("lws_sul_schedule_wakesuspend", nil)
	scheduleIn(cx, tsi, s, cb, us, true, "lws_sul_schedule_wakesuspend")
}

func scheduleIn(cx *C.struct_lws_context, tsi C.int, s *C.lws_sorted_usec_list_t, cb C.sul_cb_t, us C.lws_usec_t, wakes bool, name string) {
	if s == nil {
		return
	}
	if us == cancelDelay {
		cancelSul(s)
		return
	}
	x := contextOf(cx, name)
	if x == nil {
		return
	}
	s.cb = cb
	x.schedule(int(tsi), s, now()+int64(us), wakes)
}

//export golws_lws_sul2_schedule
func golws_lws_sul2_schedule(cx *C.struct_lws_context, tsi, flags C.int, s *C.lws_sorted_usec_list_t) {
	defer recovered("lws_sul2_schedule", nil)
	x := contextOf(cx, "lws_sul2_schedule")
	if x == nil || s == nil || s.cb == nil {
		return
	}
	x.schedule(int(tsi), s, int64(s.us), flags&C.LWSSULLI_WAKE_IF_SUSPENDED != 0)
}

// schedule arms s for due.
func (x *context) schedule(tsi int, s *C.lws_sorted_usec_list_t, due int64, wakes bool) {
	if tsi < 0 || tsi >= len(x.engine.Threads) {
		tsi = 0
	}
	cancelSul(s)
	timer := &sul{context: x, thread: x.engine.Threads[tsi], c: s, wakes: wakes}
	timer.Owner = timer
	x.suls.Lock()
	x.suls.of[s] = timer
	x.suls.Unlock()
	sulOwners.Store(s, x)
	s.us = C.lws_usec_t(due)
	s.list.owner = scheduled
	s.list.prev, s.list.next = nil, nil
	if timer.isHere() {
		timer.thread.Loop.Timers.Set(&timer.Timer, due)
		return
	}
	timer.thread.Loop.Post(func(int64) {
		if x.suls.has(timer) {
			timer.thread.Loop.Timers.Set(&timer.Timer, due)
		}
	})
}

// isHere tells that the timers of s's thread may be touched: that thread calls, or
// there is no other.
func (s *sul) isHere() bool {
	return len(s.context.engine.Threads) == 1 || s.context.engine.Serving() == s.thread.Index
}

// has tells that s was not cancelled or set anew since.
func (l *suls) has(s *sul) bool {
	l.Lock()
	defer l.Unlock()
	return l.of[s.c] == s
}

// take forgets s, and tells whether it was there.
func (l *suls) take(s *sul) bool {
	l.Lock()
	defer l.Unlock()
	if l.of[s.c] != s {
		return false
	}
	delete(l.of, s.c)
	return true
}

// Expire implements loop.Expirer.
func (s *sul) Expire(_ *loop.Timer, now int64) {
	if !s.context.suls.take(s) {
		return // cancelled by another thread
	}
	sulOwners.Delete(s.c)
	s.c.list.owner = nil
	if s.c.cb != nil {
		C.golws_sul_call(s.c)
	}
}

//export golws_lws_sul_cancel
func golws_lws_sul_cancel(s *C.lws_sorted_usec_list_t) {
	defer recovered("lws_sul_cancel", nil)
	if s != nil {
		cancelSul(s)
	}
}

func cancelSul(s *C.lws_sorted_usec_list_t) {
	x, ok := sulOwners.LoadAndDelete(s)
	if !ok {
		return
	}
	owner := x.(*context)
	owner.suls.Lock()
	timer := owner.suls.of[s]
	delete(owner.suls.of, s)
	owner.suls.Unlock()
	if timer == nil {
		return
	}
	s.list.owner = nil
	if timer.isHere() {
		timer.thread.Loop.Timers.Unset(&timer.Timer)
		return
	}
	timer.thread.Loop.Post(func(int64) { timer.thread.Loop.Timers.Unset(&timer.Timer) })
}

//export golws_lws_sul_earliest_wakeable_event
func golws_lws_sul_earliest_wakeable_event(cx *C.struct_lws_context, earliest *C.lws_usec_t) (r C.int) {
	r = 1
	defer recovered("lws_sul_earliest_wakeable_event", nil)
	x := contextOf(cx, "lws_sul_earliest_wakeable_event")
	if x == nil || earliest == nil {
		return 1
	}
	var best int64
	found := false
	x.suls.Lock()
	defer x.suls.Unlock()
	for s, timer := range x.suls.of {
		if at := int64(s.us); timer.wakes && (!found || at < best) {
			best, found = at, true
		}
	}
	if !found {
		return 1
	}
	*earliest = C.lws_usec_t(best)
	return 0
}
