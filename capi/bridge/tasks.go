package main

/*
#include "bridge.h"
*/
import "C"

import "unsafe"

//export golws_core_post_tasks_ended
func golws_core_post_tasks_ended(cx *C.struct_lws_context, tsi C.int) {
	const name = "lws_threadpool"
	defer recovered(name, nil)
	x := contexts.find(unsafe.Pointer(cx))
	if x == nil || int(tsi) >= len(x.engine.Threads) {
		return // lws_threadpool_destroy() cleans up what is left
	}
	x.engine.Threads[tsi].Loop.Post(func(int64) { C.golws_tasks_ended(cx, tsi) })
}
