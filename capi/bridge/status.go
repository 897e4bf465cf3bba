package main

/*
#include "bridge.h"
*/
import "C"

import (
	"unsafe"

	"github.com/golws/golws/core/engine"
)

// giveStatus copies the text of a status to the program, cut to fit.
func giveStatus(text []byte, err error, buf *C.char, n C.int, name string) C.int {
	out := cBytes(unsafe.Pointer(buf), int(n))
	if len(out) == 0 {
		return 0
	}
	if err != nil {
		logLine(engine.LevelErr, nil, nil, nil, name+": "+err.Error())
		out[0] = 0
		return 0
	}
	used := copy(out[:len(out)-1], text)
	out[used] = 0
	return C.int(used)
}

//export golws_lws_json_dump_vhost
func golws_lws_json_dump_vhost(vh *C.struct_lws_vhost, buf *C.char, n C.int) (r C.int) {
	const name = "lws_json_dump_vhost"
	defer recovered(name, nil)
	v := vhostOf(vh, name)
	if v == nil {
		return 0
	}
	text, err := v.engine.StatusJSON()
	return giveStatus(text, err, buf, n, name)
}

//export golws_lws_json_dump_context
func golws_lws_json_dump_context(cx *C.struct_lws_context, buf *C.char, n, hideVhosts C.int) (r C.int) {
	const name = "lws_json_dump_context"
	defer recovered(name, nil)
	x := contextOf(cx, name)
	if x == nil {
		return 0
	}
	text, err := x.engine.StatusJSON(version, bool(x.block.deprecated), hideVhosts != 0)
	return giveStatus(text, err, buf, n, name)
}
