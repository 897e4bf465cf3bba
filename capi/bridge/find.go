package main

/*
#include "bridge.h"
*/
import "C"

//export golws_wsi_from_fd
func golws_wsi_from_fd(cx *C.struct_lws_context, fd C.int) (wsi *C.struct_lws) {
	const name = "wsi_from_fd"
	defer recovered(name, nil)
	x := contextOf(cx, name)
	if x == nil || fd < 0 {
		return nil
	}
	if c := x.engine.ConnOf(int(fd)); c != nil {
		return block(c)
	}
	return nil
}
