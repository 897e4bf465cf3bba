package main

/*
#include "bridge.h"
*/
import "C"

import (
	"sync"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/engine"
)

//export golws_core_service_begin
func golws_core_service_begin(cx *C.struct_lws_context, tsi C.int) (wait C.int64_t) {
	wait = -2
	const name = "lws_service"
	defer recovered(name, nil)
	x := contextOf(cx, name)
	if x == nil || !x.serve(name, int(tsi), func() { x.engine.Start() }) {
		return -2
	}
	t := x.engine.Threads[tsi]
	t.Served()
	return C.int64_t(t.Wait(now()))
}

//export golws_core_service_turn
func golws_core_service_turn(cx *C.struct_lws_context, tsi C.int, events *C.struct_epoll_event, n, cancelled C.int) (r C.int) {
	r = -1
	const name = "lws_service"
	defer recovered(name, nil)
	x := contexts.find(unsafe.Pointer(cx))
	if x == nil {
		return -1 // destroyed by another thread during the wait
	}
	t := x.engine.Threads[tsi]
	alive := x.serve(name, int(tsi), func() {
		defer goOn(name, t)
		if cancelled != 0 {
			t.Wakened()
		}
		t.Turn(unsafe.Slice((*unix.EpollEvent)(unsafe.Pointer(events)), int(n)), now())
	})
	return boolInt(alive) - 1
}

// goOn is deferred by a turn of t: a panic there costs the connection that it
// is about, and the program goes on serving the others. One that is about no
// connection goes on to recovered.
func goOn(name string, t *engine.Thread) {
	if withoutRecover {
		return
	}
	if p := recover(); p != nil {
		logPanic(name, p)
		if t.Recover(now()) == nil {
			panic(known{})
		}
	}
}

// serve runs f as a turn of x's service thread tsi on behalf of the function called
// name, and tells whether it could and x is still there. A callback may ask for the
// end of x: that comes when the turn is over.
func (x *context) serve(name string, tsi int, f func()) (alive bool) {
	switch {
	case x.inCallback(tsi) || len(x.turns) == 1 && !x.turns[0].TryLock():
		logLine(engine.LevelErr, x.block, nil, nil, name+": called inside a callback of the same context, or by two threads at once")
		return false
	case len(x.turns) > 1:
		x.turns[tsi].Lock() // something that all threads share may just be changing
	}
	defer func() {
		x.turns[tsi].Unlock()
		if x.destroyAsked.Load() {
			x.settle()
			alive = false
		}
	}()
	if x.ended || len(x.turns) > 1 && x.destroyAsked.Load() {
		return false
	}
	f()
	return true
}

// inCallback tells whether the program, called by service thread tsi, calls back.
func (x *context) inCallback(tsi int) bool {
	thread := threadAt(x.block, tsi)
	if len(x.turns) == 1 {
		return thread.callbacks > 0 || x.block.callbacks > 0
	}
	return bool(thread.in_turn) && x.engine.Serving() == tsi
}

// here is the service thread that calls, the first when none does.
func (x *context) here() *engine.Thread {
	if len(x.engine.Threads) > 1 {
		if i := x.engine.Serving(); i >= 0 {
			return x.engine.Threads[i]
		}
	}
	return x.engine.Threads[0]
}

// asServer runs f, which makes or changes something of x's: on the service thread
// that calls, or else in the first one's place, which waits meanwhile. A context
// with one thread leaves it to the program to call in time.
func (x *context) asServer(f func()) {
	if len(x.turns) > 1 && x.engine.Serving() < 0 {
		x.turns[0].Lock()
		defer func() {
			x.wakes[0].ring() // it looks anew at what there is to do
			x.turns[0].Unlock()
			if x.destroyAsked.Load() {
				x.settle()
			}
		}()
	}
	f()
}

// alone runs f while no service thread but tsi, which the caller serves, runs.
func (x *context) alone(tsi int, f func()) {
	for i := range x.turns {
		if i != tsi {
			x.turns[i].Lock()
			defer x.turns[i].Unlock()
			defer x.wakes[i].ring() // it sends what there is, and looks anew at what to wait for
		}
	}
	f()
}

//export golws_lws_context_destroy
func golws_lws_context_destroy(cx *C.struct_lws_context) {
	defer recovered("lws_context_destroy", nil)
	if cx == nil {
		return // as free(NULL)
	}
	if cx.block.generation&1 == 0 && cx.loop_destroys {
		cx.loop_destroys = false
		return
	}
	x := contextOf(cx, "lws_context_destroy")
	if x == nil {
		return
	}
	x.block.being_destroyed = true
	x.destroyAsked.Store(true)
	if withoutLater {
		x.release()
		return
	}
	if !x.settle() {
		unsettled.Lock()
		unsettled.contexts = append(unsettled.contexts, x)
		unsettled.Unlock()
		C.golws_settle_later()
	}
}

// settle destroys x, if that was asked for and no callback of x is on the stack.
// When another thread is in x, the end of its turn does it: none begins another.
func (x *context) settle() (settled bool) {
	x.settleAgain.Store(true)
	for x.settleAgain.Load() {
		// One at a time: of two that each have some of the turns neither would
		// go on. Who has it sees that it is to look again.
		if !x.settling.TryLock() {
			return false
		}
		x.settleAgain.Store(false)
		settled = x.settleNow()
		x.settling.Unlock()
	}
	return settled
}

func (x *context) settleNow() bool {
	if C.golws_program_runs(x.block) {
		return false
	}
	for i := range x.turns {
		if !x.turns[i].TryLock() {
			return false
		}
		defer x.turns[i].Unlock()
	}
	if !x.destroyAsked.Load() || x.ended {
		return true
	}
	if C.golws_begin_end(x.block) == 0 {
		return false
	}
	x.destroyAsked.Store(false)
	x.ended = true
	x.release()
	return true
}

// unsettled are contexts that a callback wanted destroyed.
var unsettled struct {
	sync.Mutex
	contexts []*context
}

//export golws_core_settle
func golws_core_settle() {
	defer recovered("lws_context_destroy", nil)
	unsettled.Lock()
	list := unsettled.contexts
	unsettled.contexts = nil
	unsettled.Unlock()
	for _, x := range list {
		if !x.settle() {
			unsettled.Lock()
			unsettled.contexts = append(unsettled.contexts, x) // who keeps it settles it
			unsettled.Unlock()
		}
	}
}

// release gives back what init made, as far as it came.
func (x *context) release() {
	b := x.block
	C.golws_system_over(b, 0)
	x.leaveLoop()
	x.endQueries()
	if x.engine != nil {
		x.engine.Destroy()
	}
	C.golws_system_over(b, 1)
	x.endLoop()
	if b.threads != nil {
		threads := unsafe.Slice(b.threads, int(b.count_threads))
		for i := range threads {
			threads[i].wake_fd = -1
			threads[i].stand_in.block.generation = 0
		}
	}
	contexts.close(unsafe.Pointer(b))
	for i, p := range x.pollers {
		wake := -1
		if i < len(x.wakes) {
			wake = x.wakes[i].retire()
		}
		C.golws_thread_ends(threadAt(b, i), C.int(p.FD()), C.int(wake))
	}
	for i := range x.sessions {
		x.sessions[i].release()
	}
	for _, m := range x.memory {
		C.free(m)
	}
}
