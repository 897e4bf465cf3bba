package main

/*
#include "bridge.h"
#include "outer_loop.h"
*/
import "C"

import (
	"errors"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/engine"
	"github.com/golws/golws/core/loop"
)

// A context in somebody else's event loop. What that loop has to wait for is one
// descriptor, the service thread's epoll set: everything that the thread does by
// itself is in there, its timers as a timerfd and lws_cancel_service() as an
// eventfd. The loop sees it as the descriptor of a wsi, the waker.
//
// A loop of the program's own makes (event_lib_custom) wants to wait for every
// connection itself: it takes each one's descriptor, which is not in the set
// then. The loops of eventlibs/ have no use for that.

// outerLoop implements engine.OuterLoop by calling the program's.
type outerLoop struct{}

func at(c *engine.Conn) C.uintptr_t { return C.uintptr_t(uintptr(c.Handle)) }

// MayConnect implements engine.OuterLoop.
func (outerLoop) MayConnect(c *engine.Conn) bool { return C.golws_loop_may_connect(at(c)) == 0 }

// Take implements engine.OuterLoop.
func (outerLoop) Take(c *engine.Conn, listening bool) bool {
	block(c).fd = C.int(c.FD())
	return C.golws_loop_take(at(c), C.int(boolInt(listening))) == 0
}

// Await implements engine.OuterLoop.
func (outerLoop) Await(c *engine.Conn, ev, prev loop.Events) {
	if off := prev &^ ev; off != 0 {
		C.golws_loop_io(at(c), C.LWS_EV_STOP|ioBits(off))
	}
	if on := ev &^ prev; on != 0 {
		C.golws_loop_io(at(c), C.LWS_EV_START|ioBits(on))
	}
}

func ioBits(ev loop.Events) (bits C.uint) {
	if ev&loop.Readable != 0 {
		bits |= C.LWS_EV_READ
	}
	if ev&loop.Writable != 0 {
		bits |= C.LWS_EV_WRITE
	}
	return bits
}

// Leave implements engine.OuterLoop.
func (outerLoop) Leave(c *engine.Conn) bool {
	if block(c).fd < 0 {
		return false
	}
	return C.golws_loop_logical_close(at(c)) != 0
}

// enterLoop puts x into the event loop that the program or the front chose.
func (x *context) enterLoop(info *C.struct_lws_context_creation_info) error {
	b := x.block
	b.loop = info.event_lib_custom.ops
	if b.loop == nil {
		return errors.New("event_lib_custom has no operations")
	}
	b.loop_takes_all = C.bool(C.golws_loop_is_ours(info.event_lib_custom) == 0)
	threads := unsafe.Slice(b.threads, int(b.count_threads))
	if !b.loop_takes_all && info.foreign_loops == nil && len(threads) > 1 {
		// The thread that destroys the context could not stop the others' loops:
		// few event libraries let another thread do that.
		return errors.New("several service threads in event loops need foreign_loops, one for each")
	}
	for i := range threads {
		if !C.golws_loop_area(&threads[i], C.size_t(b.loop.evlib_size_pt)) {
			return unix.ENOMEM
		}
	}
	if C.golws_loop_init_context(b, info) != 0 {
		return errors.New("the event loop does not initialise")
	}
	if b.loop_takes_all {
		x.engine.Outer = outerLoop{}
	}
	for i, t := range x.engine.Threads {
		var foreign unsafe.Pointer
		if info.foreign_loops != nil {
			foreign = unsafe.Slice(info.foreign_loops, len(threads))[i]
		}
		if C.golws_loop_init_thread(b, foreign, C.int(i)) != 0 {
			return errors.New("the event loop does not initialise")
		}
		if err := x.addAlarm(t); err != nil {
			return err
		}
		wsi := &threads[i].waker
		wsi.block.slot, wsi.block.generation = C.uint32_t(standInSlot), 1
		wsi.context, wsi.fd, wsi.thread = b, threads[i].epoll_fd, C.uint8_t(i)
		waker := C.uintptr_t(uintptr(unsafe.Pointer(wsi)))
		if C.golws_loop_take(waker, 0) != 0 {
			return errRefusedWaker
		}
		C.golws_loop_io(waker, C.LWS_EV_START|C.LWS_EV_READ)
		t.StartAlarm()
	}
	return nil
}

var errRefusedWaker = errors.New("the event loop refused the descriptor that wakes it")

// addAlarm makes a timer part of t's epoll set. It is edge-triggered: one that
// rang need not be read.
func (x *context) addAlarm(t *engine.Thread) error {
	fd, err := unix.TimerfdCreate(unix.CLOCK_MONOTONIC, unix.TFD_CLOEXEC|unix.TFD_NONBLOCK)
	if err != nil {
		return err
	}
	x.alarms = append(x.alarms, fd)
	// All but the lowest bit: see GOLWS_ALARM_KEY.
	event := unix.EpollEvent{Events: unix.EPOLLIN | unix.EPOLLET, Fd: -2, Pad: -1}
	if err := unix.EpollCtl(x.pollers[t.Index].FD(), unix.EPOLL_CTL_ADD, fd, &event); err != nil {
		return err
	}
	t.UseAlarm(func(due int64) {
		var at unix.ItimerSpec
		if due >= 0 {
			at.Value = unix.NsecToTimespec(max(due, 1) * 1000) // zero would disarm it
		}
		_ = unix.TimerfdSettime(fd, unix.TFD_TIMER_ABSTIME, &at, nil)
	})
	return nil
}

// closeWaker takes the waker of a thread out of the loop.
func closeWaker(wsi *C.struct_lws) {
	if wsi.block.generation&1 == 0 || wsi.fd < 0 {
		return
	}
	waker := C.uintptr_t(uintptr(unsafe.Pointer(wsi)))
	C.golws_loop_io(waker, C.LWS_EV_STOP|C.LWS_EV_READ|C.LWS_EV_WRITE)
	C.golws_loop_logical_close(waker)
	wsi.fd = -1
	C.golws_loop_destroy_wsi(waker)
	wsi.block.generation++
}

// leaveLoop is the first half of the end: the loop no longer wakes x.
func (x *context) leaveLoop() {
	if x.block.loop == nil || x.block.threads == nil {
		return
	}
	for i := range unsafe.Slice(x.block.threads, int(x.block.count_threads)) {
		closeWaker(&unsafe.Slice(x.block.threads, int(x.block.count_threads))[i].waker)
	}
}

// endLoop is the second half: no connection is left.
func (x *context) endLoop() {
	b := x.block
	if b.loop == nil {
		return
	}
	for i := range int(b.count_threads) {
		C.golws_loop_destroy_thread(b, C.int(i))
	}
	// Such a loop destroys the context once more when it is done with it, which
	// is nobody's mistake.
	b.loop_destroys = C.bool(C.golws_loop_destroy_context(b) != 0)
	b.loop = nil
	for _, fd := range x.alarms {
		_ = unix.Close(fd)
	}
}

//export golws___lws_close_free_wsi_final
func golws___lws_close_free_wsi_final(wsi *C.struct_lws) {
	defer recovered("__lws_close_free_wsi_final", wsi)
	// A wsi that is gone already went with its vhost or context.
	if c := conns.find(unsafe.Pointer(wsi)); c != nil {
		c.Depart()
	}
}

//export golws_lws_close_free_wsi
func golws_lws_close_free_wsi(wsi *C.struct_lws, status C.enum_lws_close_status, caller *C.char) {
	const name = "lws_close_free_wsi"
	defer recovered(name, wsi)
	c := conn(wsi, name)
	if c == nil {
		return
	}
	if status != C.LWS_CLOSE_STATUS_NOSTATUS {
		logLine(engine.LevelInfo, nil, nil, wsi, goString(caller)+" closes it")
	}
	c.Close(engine.CloseProgram)
}

//export golws_lws_destroy_event_pipe
func golws_lws_destroy_event_pipe(wsi *C.struct_lws) {
	defer recovered("lws_destroy_event_pipe", nil)
	if wsi == nil || wsi.context == nil || wsi.context.loop == nil ||
		wsi != &unsafe.Slice(wsi.context.threads, int(wsi.context.count_threads))[wsi.thread].waker {
		logLine(engine.LevelErr, nil, nil, nil, "lws_destroy_event_pipe: this wsi wakes no event loop")
		return
	}
	closeWaker(wsi)
}

//export golws_lws_vhost_foreach_listen_wsi
func golws_lws_vhost_foreach_listen_wsi(cx *C.struct_lws_context, arg unsafe.Pointer, cb C.lws_dll2_foreach_cb_t) (r C.int) {
	const name = "lws_vhost_foreach_listen_wsi"
	r = 1
	defer recovered(name, nil)
	x := contextOf(cx, name)
	if x == nil || cb == nil {
		return 1
	}
	for _, v := range x.engine.Vhosts() {
		for _, c := range v.Listeners() {
			if C.golws_listen_callback(cb, block(c), arg) != 0 {
				return 1
			}
		}
	}
	return 0
}

//export golws_lws_vhost_destroy1
func golws_lws_vhost_destroy1(vh *C.struct_lws_vhost) {
	defer recovered("lws_vhost_destroy1", nil)
	if v := vhostOf(vh, "lws_vhost_destroy1"); v != nil {
		v.engine.StopListening()
	}
}
