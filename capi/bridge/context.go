package main

/*
#include "bridge.h"
*/
import "C"

import (
	"fmt"
	"os"
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/engine"
	"github.com/golws/golws/core/loop"
)

// context is one lws_context: the engine's and its C side.
type context struct {
	engine  *engine.Context
	block   *C.struct_lws_context
	pollers []*loop.Epoll
	memory  []unsafe.Pointer // receive buffers, in C
	suls    suls
	grown   []bool // threads whose goroutine stack has been grown
	// serving: a service turn is on the stack; a context that is destroyed in
	// a callback of it goes when it is over.
	serving, destroyAsked bool
}

//export golws_core_create_context
func golws_core_create_context(info *C.struct_lws_context_creation_info) (made *C.struct_lws_context) {
	defer recovered("lws_create_context", nil)
	x := &context{suls: suls{}}
	p := contexts.open(x)
	if p == nil {
		logLine(engine.LevelErr, nil, nil, nil, "lws_create_context: out of memory")
		return nil
	}
	x.block = (*C.struct_lws_context)(p)
	if err := x.init(info); err != nil {
		logLine(engine.LevelErr, nil, nil, nil, "lws_create_context: "+err.Error())
		x.release()
		return nil
	}
	return x.block
}

func (x *context) init(info *C.struct_lws_context_creation_info) error {
	b := x.block
	b.user, b.options = info.user, C.uint64_t(info.options)
	b.log_cx = info.log_cx
	b.fops, b.system_ops = info.fops, info.system_ops
	b.uid, b.gid = info.uid, info.gid
	if host, err := os.Hostname(); err == nil && info.options&engine.OptionSkipCanonicalName == 0 {
		copy(unsafe.Slice((*byte)(unsafe.Pointer(&b.canonical_hostname[0])), len(b.canonical_hostname)-1), host)
	}
	config := engine.ContextConfig{
		Options:        uint64(info.options),
		HeaderBytes:    int(info.max_http_header_data2),
		TimeoutSeconds: int(info.timeout_secs),
		ConnectSeconds: int(info.connect_timeout_secs),
	}
	if config.HeaderBytes == 0 {
		config.HeaderBytes = int(info.max_http_header_data)
	}
	x.engine = engine.NewContext(&host{x}, config, now)
	if info.pcontext != nil {
		*info.pcontext = b
	}
	if err := x.addThreads(1); err != nil {
		return err
	}
	logLine(engine.LevelNotice, b, nil, nil, "lws_create_context: golws, libwebsockets "+version)
	if info.options&engine.OptionExplicitVhosts != 0 {
		return nil
	}
	if _, err := x.newVhost(info); err != nil {
		return fmt.Errorf("default vhost: %w", err)
	}
	return nil
}

// addThreads makes the service threads' pollers, wakes and buffers.
func (x *context) addThreads(n int) error {
	b := x.block
	b.threads = (*C.struct_golws_thread)(C.calloc(C.size_t(n), C.sizeof_struct_golws_thread))
	threads := unsafe.Slice(b.threads, n)
	for i := range threads {
		threads[i].epoll_fd, threads[i].wake_fd = -1, -1
	}
	b.count_threads = C.int(n)
	for i := range threads {
		poller, err := loop.NewEpoll()
		if err != nil {
			return fmt.Errorf("epoll: %w", err)
		}
		x.pollers = append(x.pollers, poller)
		wake, err := unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK)
		if err != nil {
			return fmt.Errorf("eventfd: %w", err)
		}
		threads[i].epoll_fd, threads[i].wake_fd = C.int(poller.FD()), C.int(wake)
		// All ones mark the wake among the events: see GOLWS_WAKE_KEY.
		event := unix.EpollEvent{Events: unix.EPOLLIN, Fd: -1, Pad: -1}
		if err := unix.EpollCtl(poller.FD(), unix.EPOLL_CTL_ADD, wake, &event); err != nil {
			return fmt.Errorf("epoll: %w", err)
		}
		memory := C.malloc(engine.ReceiveMemory)
		x.memory = append(x.memory, memory)
		x.grown = append(x.grown, false)
		x.engine.AddThread(poller, func() {
			one := [8]byte{0: 1}
			_, _ = unix.Write(wake, one[:])
		}, unsafe.Slice((*byte)(memory), engine.ReceiveMemory))
	}
	return nil
}

// release gives back what init made, as far as it came.
func (x *context) release() {
	if x.engine != nil {
		x.engine.Destroy()
	}
	b := x.block
	if b.threads != nil {
		for _, t := range unsafe.Slice(b.threads, int(b.count_threads)) {
			if t.wake_fd >= 0 {
				_ = unix.Close(int(t.wake_fd))
			}
		}
	}
	for _, p := range x.pollers {
		_ = p.Close()
	}
	for _, m := range x.memory {
		C.free(m)
	}
	threads := unsafe.Pointer(b.threads)
	contexts.close(unsafe.Pointer(b))
	C.free(threads)
}

//export golws_lws_context_destroy
func golws_lws_context_destroy(cx *C.struct_lws_context) {
	defer recovered("lws_context_destroy", nil)
	if cx == nil {
		return // as free(NULL)
	}
	x := contextOf(cx, "lws_context_destroy")
	if x == nil {
		return
	}
	x.block.being_destroyed = true
	if x.serving {
		x.destroyAsked = true
		return
	}
	x.release()
}

// stackGrowth is how much goroutine stack a service thread is given: a signal
// handler of the program that was installed without SA_ONSTACK runs on it.
const stackGrowth = 256 << 10

//go:noinline
func growStack(left int) byte {
	var frame [4096]byte
	if left <= 0 {
		return frame[0]
	}
	frame[left%len(frame)] = 1
	r := growStack(left-len(frame)) + frame[0]
	runtime.KeepAlive(&frame)
	return r
}

//export golws_core_service_begin
func golws_core_service_begin(cx *C.struct_lws_context, tsi C.int) (wait C.int64_t) {
	wait = -2
	defer recovered("lws_service", nil)
	x := contexts.find(unsafe.Pointer(cx))
	if x == nil {
		return -2
	}
	if !x.grown[tsi] {
		x.grown[tsi] = true
		growStack(stackGrowth)
	}
	if x.serving {
		logLine(engine.LevelErr, cx, nil, nil, "lws_service: called inside a callback of the same context")
		return -2
	}
	if !x.serve(x.engine.Start) {
		return -2
	}
	return C.int64_t(x.engine.Threads[tsi].Wait(now()))
}

//export golws_core_service_turn
func golws_core_service_turn(cx *C.struct_lws_context, tsi C.int, events *C.struct_epoll_event, n, cancelled C.int) (r C.int) {
	r = -1
	defer recovered("lws_service", nil)
	x := contexts.find(unsafe.Pointer(cx))
	if x == nil {
		return -1
	}
	alive := x.serve(func() {
		if cancelled != 0 {
			x.engine.Wakened()
		}
		x.engine.Threads[tsi].Turn(unsafe.Slice((*unix.EpollEvent)(unsafe.Pointer(events)), int(n)), now())
	})
	if !alive {
		return -1
	}
	return 0
}

// serve runs f, during which callbacks may ask for the context's destruction,
// and tells whether the context is still there.
func (x *context) serve(f func()) (alive bool) {
	x.serving = true
	defer func() {
		x.serving = false
		if x.destroyAsked {
			x.release()
			alive = false
		}
	}()
	f()
	return true
}
