package main

/*
#include "bridge.h"
*/
import "C"

import (
	"strconv"

	"github.com/golws/golws/core/engine"
)

//export golws_lws_set_extension_option
func golws_lws_set_extension_option(wsi *C.struct_lws, extension, option, value *C.char) (r C.int) {
	r = -1
	const name = "lws_set_extension_option"
	defer recovered(name, wsi)
	c := conn(wsi, name)
	if c == nil || extension == nil || option == nil || value == nil {
		return -1
	}
	n, err := strconv.Atoi(goString(value))
	if err != nil || n < 0 {
		logLine(engine.LevelErr, nil, nil, wsi, name+": "+goString(option)+" is no number")
		return -1
	}
	if !c.SetExtensionOption(goString(extension), goString(option), n) {
		return -1
	}
	return 0
}
