package main

/*
#include "bridge.h"
*/
import "C"

//export golws_lws_raw_transaction_completed
func golws_lws_raw_transaction_completed(wsi *C.struct_lws) (r C.int) {
	r = -1
	const name = "lws_raw_transaction_completed"
	defer recovered(name, wsi)
	if c := conn(wsi, name); c != nil {
		c.Complete()
	}
	// A close sends what is left by itself: there is nothing to wait for.
	return -1
}
