// Command bridge is the core's C edge, built as a shared library that the
// front loads: it turns C calls into calls of the engine and the engine's
// events into C callbacks. It is the only part of golws that uses cgo.
//
// Conventions. A function exported for the front is named golws_ and the
// public function's name; abigen puts all of them in one table, whose types
// the C compiler checks. Each begins with a deferred recover: no panic leaves
// Go. Objects are found by their control blocks (see block.go).
package main

/*
#cgo CFLAGS: -std=gnu11 -I${SRCDIR}/../../include -I${SRCDIR}/../front -Wall -Wextra -Wno-unused-parameter
#include "bridge.h"
*/
import "C"

import (
	"sync"
	"unsafe"

	"github.com/golws/golws/core/clock"
	"golang.org/x/sys/unix"
)

func main() {}

// version is the release of libwebsockets whose contract this is.
const version = "4.3.5"

// permanent is a C string that lives as long as the process, made once for
// each text: for functions whose result the program never frees.
func permanent(text string) *C.char {
	if s, ok := permanents.Load(text); ok {
		return s.(*C.char)
	}
	made := C.CString(text)
	if s, loaded := permanents.LoadOrStore(text, made); loaded {
		C.free(unsafe.Pointer(made))
		return s.(*C.char)
	}
	return made
}

var permanents sync.Map

// monotonic is CLOCK_MONOTONIC, which programs see in lws_now_usecs().
var monotonic = clock.Behind(func() int64 {
	var now unix.Timespec
	_ = unix.ClockGettime(unix.CLOCK_MONOTONIC, &now)
	return now.Nano()
})

// now is the time in microseconds, as lws_now_usecs() counts it.
func now() int64 { return monotonic() }
