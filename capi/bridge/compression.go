package main

/*
#include "bridge.h"
*/
import "C"

import (
	"errors"

	"github.com/golws/golws/core/engine"
)

//export golws_lws_http_compression_apply
func golws_lws_http_compression_apply(wsi *C.struct_lws, coding *C.char, p **C.uchar, end *C.uchar, decompress C.char) (r C.int) {
	r = 1
	const name = "lws_http_compression_apply"
	defer recovered(name, wsi)
	c := conn(wsi, name)
	if c == nil {
		return 1
	}
	if decompress != 0 {
		if !c.DecompressBody(goString(coding)) {
			logLine(engine.LevelErr, nil, nil, wsi, name+": no body is to come, or it has another coding than gzip, deflate or br")
			return 1
		}
		return 0
	}
	if p == nil || *p == nil {
		return 1
	}
	n, ok := c.CompressBody(goString(coding), room(p, end))
	var err error
	if !ok {
		err = errors.New("no request, no room, or no coding called " + goString(coding))
	}
	return advance(p, n, err, name, wsi)
}
