package main

/*
#include "bridge.h"
*/
import "C"

import (
	"reflect"
	"runtime"
	"sort"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// minimumProcs keeps a callback from waiting behind one busy goroutine: with a
// single processor it starved for 10 to 14 ms.
const minimumProcs = 2

//export golws_core_start
func golws_core_start(text *C.uintptr_t) (r C.int) {
	r = C.int(unix.EFAULT)
	defer recovered("lws_create_context", nil)
	if err := openRuntimePoller(); err != nil {
		return C.int(err.(unix.Errno))
	}
	started()
	if n := minimumProcs; runtime.GOMAXPROCS(0) < n && !withoutProcs {
		runtime.GOMAXPROCS(n)
	}
	from, end := goText()
	bounds := unsafe.Slice(text, 2)
	bounds[0], bounds[1] = C.uintptr_t(from), C.uintptr_t(end)
	return 0
}

// openRuntimePoller makes the runtime open its epoll set, which it does for the
// first timer, and ends the process when that fails: it must not come to that
// in the middle of the night, when peers have used up all descriptors.
func openRuntimePoller() error {
	if err := roomForPoller(); err != nil && !withoutRoom {
		return err
	}
	time.AfterFunc(time.Hour, func() {}).Stop()
	return nil
}

// roomForPoller tells whether the two descriptors that it needs can be had.
func roomForPoller() error {
	for range 2 {
		fd, err := unix.Eventfd(0, unix.EFD_CLOEXEC)
		if err != nil {
			return err
		}
		defer unix.Close(fd)
	}
	return nil
}

// goText finds where Go's machine code lies. It is one piece of the library's,
// between pieces of C; the runtime knows a function for each address in it.
func goText() (from, end uintptr) {
	isGo := func(pc uintptr) bool { return runtime.FuncForPC(pc) != nil }
	inside := reflect.ValueOf(goText).Pointer()
	// More than any program has; FuncForPC looks nothing up out of range.
	reach := min(int(inside), 1<<31)
	from = inside - uintptr(sort.Search(reach, func(n int) bool { return !isGo(inside - uintptr(n)) })) + 1
	end = inside + uintptr(sort.Search(reach, func(n int) bool { return !isGo(inside + uintptr(n)) }))
	return from, end
}

// stackGrowth is how much goroutine stack a thread is given: a signal handler
// of the program that was installed without SA_ONSTACK runs on it. The setting
// gcshrinkstackoff keeps the garbage collector from taking it back.
const stackGrowth = 256 << 10

//export golws_core_grow_stack
func golws_core_grow_stack() { growStack(stackGrowth) }

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
