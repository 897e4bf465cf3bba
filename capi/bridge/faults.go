package main

/*
#include "bridge.h"
*/
import "C"

import (
	"errors"
	"unsafe"

	"github.com/golws/golws/core/engine"
)

// faults are those of the program's rules, which the front keeps.
type faults struct{}

// Conn implements engine.Faults.
func (faults) Conn(c *engine.Conn, name string) bool {
	text := C.CString(name)
	defer C.free(unsafe.Pointer(text))
	return bool(C.golws_fault(nil, nil, block(c), text))
}

// Next implements engine.Faults.
func (faults) Next(v *engine.Vhost, connName, name string) bool {
	text := C.CString(name)
	defer C.free(unsafe.Pointer(text))
	var called *C.char
	if connName != "" {
		called = C.CString(connName)
		defer C.free(unsafe.Pointer(called))
	}
	return bool(C.golws_fault_of_next((*C.struct_lws_vhost)(v.Handle), called, text))
}

// takeFaults gives a new vhost its faults.
func (v *vhost) takeFaults(info *C.struct_lws_context_creation_info) {
	C.golws_faults_vhost(v.block, &info.fic)
	if v.block.faults != nil {
		v.context.engine.Faults = faults{}
	}
}

// fault is an error if one of these faults happens to v, which is being made.
func (v *vhost) fault(names ...string) error {
	if v.block.faults == nil {
		return nil
	}
	for _, name := range names {
		text := C.CString(name)
		happens := bool(C.golws_fault(nil, v.block, nil, text))
		C.free(unsafe.Pointer(text))
		if happens {
			return errors.New("fault injected: " + name)
		}
	}
	return nil
}

// takeFaults gives a new connection its faults.
func takeFaults(c *engine.Conn) {
	b := block(c)
	name := C.CString(c.FaultName())
	C.golws_faults_wsi(b, name)
	C.free(unsafe.Pointer(name))
	if b.faults == nil || c.Network() != c {
		return
	}
	if ms := C.golws_fault_close_after(b); ms >= 0 {
		c.CloseAfter(int(ms))
	}
}
