package main

/*
#include "bridge.h"
*/
import "C"

import (
	"time"
	"unsafe"

	"github.com/golws/golws/core/engine"
)

//export golws_lws_client_http_multipart
func golws_lws_client_http_multipart(wsi *C.struct_lws, name, filename, content_type *C.char, p **C.char, end *C.char) (r C.int) {
	r = 1
	const function = "lws_client_http_multipart"
	defer recovered(function, wsi)
	c := conn(wsi, function)
	if c == nil || p == nil || *p == nil || end == nil {
		return 1
	}
	part, err := c.AppendPart(nil, goString(name), goString(filename), goString(content_type))
	if err != nil {
		logLine(engine.LevelErr, nil, nil, wsi, function+": "+err.Error())
		return 1
	}
	room := int(uintptr(unsafe.Pointer(end)) - uintptr(unsafe.Pointer(*p)))
	if uintptr(unsafe.Pointer(end)) < uintptr(unsafe.Pointer(*p)) || len(part) > room {
		return 1
	}
	copy(unsafe.Slice((*byte)(unsafe.Pointer(*p)), room), part)
	*p = (*C.char)(unsafe.Add(unsafe.Pointer(*p), len(part)))
	return 0
}

//export golws_lws_http_check_retry_after
func golws_lws_http_check_retry_after(wsi *C.struct_lws, us_interval_in_out *C.lws_usec_t) (r C.int) {
	r = 1
	const name = "lws_http_check_retry_after"
	defer recovered(name, wsi)
	c := conn(wsi, name)
	if c == nil || us_interval_in_out == nil {
		return 1
	}
	d, ok := c.RetryAfter(time.Now())
	if us := C.lws_usec_t(d.Microseconds()); ok && us > *us_interval_in_out {
		*us_interval_in_out = us
		return 0
	}
	return 1
}
