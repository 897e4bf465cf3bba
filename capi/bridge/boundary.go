package main

/*
#include "bridge.h"
*/
import "C"

import (
	"fmt"
	"runtime/debug"
	"strings"
	"unsafe"

	"github.com/golws/golws/core/engine"
)

var (
	contexts = table[context]{blockSize: unsafe.Sizeof(C.struct_lws_context{})}
	vhosts   = table[vhost]{blockSize: unsafe.Sizeof(C.struct_lws_vhost{})}
	conns    = table[engine.Conn]{blockSize: unsafe.Sizeof(C.struct_lws{})}
)

// recovered is deferred by every function that C calls: it stops a panic, logs
// it with its stack, and has the connection closed that was being worked on.
// The caller's named result already holds its error value.
func recovered(name string, wsi *C.struct_lws) {
	if withoutRecover {
		return
	}
	if p := recover(); p != nil {
		logPanic(name, p)
		if c := conns.find(unsafe.Pointer(wsi)); c != nil {
			c.Doom()
		}
	}
}

// logPanic logs a panic with the stack it happened on, each line of it apart:
// a line of the log has a longest length.
func logPanic(name string, p any) {
	if _, ok := p.(known); ok {
		return
	}
	logLine(engine.LevelErr, nil, nil, nil, fmt.Sprintf("%s: internal error: %v", name, p))
	for _, line := range strings.Split(strings.TrimSpace(string(debug.Stack())), "\n") {
		logLine(engine.LevelErr, nil, nil, nil, "  "+strings.TrimSpace(line))
	}
}

// known is what a panic that has been logged goes on as.
type known struct{}

// conn finds the connection of a wsi that a program passes to the function
// called name; a stale one is logged.
func conn(wsi *C.struct_lws, name string) *engine.Conn {
	c := conns.find(unsafe.Pointer(wsi))
	if c == nil {
		staleArgument(name, "wsi", wsi == nil)
		return nil
	}
	provokeIn(name)
	if thread := threadOf(wsi); thread.writing == wsi && thread.written_used > 0 {
		writeCollected(c, thread)
	}
	return c
}

func contextOf(p *C.struct_lws_context, name string) *context {
	x := contexts.find(unsafe.Pointer(p))
	if x == nil {
		staleArgument(name, "context", p == nil)
	}
	return x
}

func vhostOf(p *C.struct_lws_vhost, name string) *vhost {
	v := vhosts.find(unsafe.Pointer(p))
	if v == nil {
		staleArgument(name, "vhost", p == nil)
	}
	return v
}

func staleArgument(function, what string, null bool) {
	if null {
		logLine(engine.LevelErr, nil, nil, nil, function+": "+what+" is NULL")
		return
	}
	logLine(engine.LevelErr, nil, nil, nil, function+": this "+what+" has been destroyed")
}

// logLine hands a line to the front's log.
func logLine(level engine.Level, cx *C.struct_lws_context, vh *C.struct_lws_vhost, wsi *C.struct_lws, text string) {
	if C.golws_log_visible(C.int(level)) == 0 {
		return
	}
	line := []byte(text + "\n")
	C.golws_log(C.int(level), cx, vh, wsi, C.uintptr_t(uintptr(unsafe.Pointer(&line[0]))), C.size_t(len(line)))
	keep(line)
}

//go:noinline
func keep([]byte) {}

// goString copies a C string; NULL gives "".
func goString(s *C.char) string {
	if s == nil {
		return ""
	}
	return C.GoString(s)
}

// cBytes sees n bytes of C memory as a slice, without copying.
func cBytes(p unsafe.Pointer, n int) []byte {
	if p == nil || n <= 0 {
		return nil
	}
	return unsafe.Slice((*byte)(p), n)
}
