package main

/*
#include "bridge.h"

static inline void
golws_ports_are_free(struct lws_context *context, lws_reload_func cb)
{
	golws_call_begins(context);
	cb();
	golws_call_ends(context);
}
*/
import "C"

//export golws_lws_context_deprecate
func golws_lws_context_deprecate(cx *C.struct_lws_context, cb C.lws_reload_func) {
	const name = "lws_context_deprecate"
	defer recovered(name, nil)
	x := contextOf(cx, name)
	if x == nil {
		return
	}
	cx.deprecated = true
	for _, v := range x.engine.Vhosts() {
		v.StopListening()
	}
	if cb != nil {
		C.golws_ports_are_free(cx, cb)
	}
}
