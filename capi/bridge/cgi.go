package main

/*
#include "bridge.h"
*/
import "C"

import (
	"unsafe"

	"github.com/golws/golws/core/engine"
)

// argumentsMost bounds the arguments and variables of a process, in case the list
// lacks its NULL.
const argumentsMost = 1 << 16

// stringList copies a list of strings that ends with NULL.
func stringList(at **C.char) (list []string) {
	if at == nil {
		return nil
	}
	for _, s := range unsafe.Slice(at, argumentsMost) {
		if s == nil {
			break
		}
		list = append(list, C.GoString(s))
	}
	return list
}

// variables are options as NAME=value.
func variables(o *C.struct_lws_protocol_vhost_options) (list []string) {
	for ; o != nil; o = o.next {
		list = append(list, goString(o.name)+"="+goString(o.value))
	}
	return list
}

// runCGI is lws_cgi_via_info, called name.
func runCGI(i *C.struct_lws_cgi_info, name string) C.int {
	c := conn(i.wsi, name)
	if c == nil {
		return -1
	}
	arguments := stringList((**C.char)(unsafe.Pointer(i.exec_array)))
	if len(arguments) == 0 || arguments[0] == "" {
		logLine(engine.LevelErr, nil, nil, i.wsi, name+": there is no program to run")
		return -1
	}
	if !c.RunCGI(&engine.CGI{
		Arguments: arguments, ScriptLength: int(i.script_uri_path_len), Environment: variables(i.mp_cgienv),
		Seconds: int(i.timeout_secs), Chroot: goString(i.chroot_path), Folder: goString(i.wd),
	}) {
		return -1
	}
	return 0
}

//export golws_lws_cgi
func golws_lws_cgi(wsi *C.struct_lws, arguments **C.char, scriptLength, seconds C.int, environment *C.struct_lws_protocol_vhost_options) (r C.int) {
	r = -1
	const name = "lws_cgi"
	defer recovered(name, wsi)
	return runCGI(&C.struct_lws_cgi_info{
		wsi: wsi, exec_array: arguments, script_uri_path_len: scriptLength, timeout_secs: seconds, mp_cgienv: environment,
	}, name)
}

//export golws_lws_cgi_via_info
func golws_lws_cgi_via_info(i *C.struct_lws_cgi_info) (r C.int) {
	r = -1
	const name = "lws_cgi_via_info"
	if i == nil {
		return -1
	}
	defer recovered(name, i.wsi)
	return runCGI(i, name)
}

//export golws_lws_cgi_write_split_stdout_headers
func golws_lws_cgi_write_split_stdout_headers(wsi *C.struct_lws) (r C.int) {
	r = -1
	const name = "lws_cgi_write_split_stdout_headers"
	defer recovered(name, wsi)
	if c := conn(wsi, name); c != nil && c.RelayCGI() {
		return 0
	}
	return -1
}

//export golws_lws_cgi_kill
func golws_lws_cgi_kill(wsi *C.struct_lws) (r C.int) {
	r = -1
	const name = "lws_cgi_kill"
	defer recovered(name, wsi)
	if c := conn(wsi, name); c != nil && c.KillCGI() {
		return 0
	}
	return -1
}

//export golws_lws_cgi_get_stdwsi
func golws_lws_cgi_get_stdwsi(wsi *C.struct_lws, ch C.enum_lws_enum_stdinouterr) (r *C.struct_lws) {
	const name = "lws_cgi_get_stdwsi"
	defer recovered(name, wsi)
	if c := conn(wsi, name); c != nil {
		if stream := c.CGIStream(int(ch)); stream != nil {
			return block(stream)
		}
	}
	return nil
}

//export golws_lws_is_cgi
func golws_lws_is_cgi(wsi *C.struct_lws) (r C.int) {
	const name = "lws_is_cgi"
	defer recovered(name, wsi)
	if c := conn(wsi, name); c != nil && c.AnswersByCGI() {
		return 1
	}
	return 0
}
