package main

/*
#include "bridge.h"
*/
import "C"

import (
	"runtime"
	"unsafe"

	"github.com/golws/golws/core/engine"
	"github.com/golws/golws/core/header"
)

// headerOf is the header that wsi's program may look at, nil when none is.
func headerOf(wsi *C.struct_lws, name string) *header.Table {
	c := conn(wsi, name)
	if c == nil {
		return nil
	}
	return c.Header()
}

//export golws_lws_hdr_total_length
func golws_lws_hdr_total_length(wsi *C.struct_lws, h C.enum_lws_token_indexes) (r C.int) {
	defer recovered("lws_hdr_total_length", wsi)
	t := headerOf(wsi, "lws_hdr_total_length")
	if t == nil || !isToken(h) {
		return 0
	}
	return C.int(t.TotalLength(header.Token(h)))
}

//export golws_lws_hdr_fragment_length
func golws_lws_hdr_fragment_length(wsi *C.struct_lws, h C.enum_lws_token_indexes, index C.int) (r C.int) {
	defer recovered("lws_hdr_fragment_length", wsi)
	t := headerOf(wsi, "lws_hdr_fragment_length")
	if t == nil || !isToken(h) || index < 0 {
		return 0
	}
	return C.int(t.FragmentLength(header.Token(h), int(index)))
}

//export golws_lws_hdr_copy
func golws_lws_hdr_copy(wsi *C.struct_lws, dest *C.char, size C.int, h C.enum_lws_token_indexes) (r C.int) {
	r = -1
	defer recovered("lws_hdr_copy", wsi)
	out := cBytes(unsafe.Pointer(dest), int(size))
	if out != nil {
		out[0] = 0
	}
	c := conn(wsi, "lws_hdr_copy")
	if c == nil {
		return -1
	}
	t := c.Header()
	if t == nil || !isToken(h) {
		return 0
	}
	return C.int(t.Copy(out, header.Token(h)))
}

//export golws_lws_hdr_copy_fragment
func golws_lws_hdr_copy_fragment(wsi *C.struct_lws, dest *C.char, size C.int, h C.enum_lws_token_indexes, index C.int) (r C.int) {
	r = -1
	defer recovered("lws_hdr_copy_fragment", wsi)
	t := headerOf(wsi, "lws_hdr_copy_fragment")
	if t == nil || !isToken(h) || index < 0 {
		return -1
	}
	return C.int(t.CopyFragment(cBytes(unsafe.Pointer(dest), int(size)), header.Token(h), int(index)))
}

func isToken(h C.enum_lws_token_indexes) bool { return h < C.enum_lws_token_indexes(header.Count) }

//export golws_lws_hdr_custom_length
func golws_lws_hdr_custom_length(wsi *C.struct_lws, name *C.char, n C.int) (r C.int) {
	r = -1
	defer recovered("lws_hdr_custom_length", wsi)
	t := headerOf(wsi, "lws_hdr_custom_length")
	if t == nil {
		return -1
	}
	return C.int(t.CustomLength(cBytes(unsafe.Pointer(name), int(n))))
}

//export golws_lws_hdr_custom_copy
func golws_lws_hdr_custom_copy(wsi *C.struct_lws, dest *C.char, size C.int, name *C.char, n C.int) (r C.int) {
	r = -1
	defer recovered("lws_hdr_custom_copy", wsi)
	t := headerOf(wsi, "lws_hdr_custom_copy")
	if t == nil {
		return -1
	}
	return C.int(t.CopyCustom(cBytes(unsafe.Pointer(dest), int(size)), cBytes(unsafe.Pointer(name), int(n))))
}

//export golws_lws_hdr_custom_name_foreach
func golws_lws_hdr_custom_name_foreach(wsi *C.struct_lws, cb C.lws_hdr_custom_fe_cb_t, opaque unsafe.Pointer) (r C.int) {
	r = -1
	defer recovered("lws_hdr_custom_name_foreach", wsi)
	c := conn(wsi, "lws_hdr_custom_name_foreach")
	if c == nil || cb == nil || c.Header() == nil {
		return -1
	}
	t := c.Header()
	if c.Vhost.Config.Options&engine.OptionWholeHeaders != 0 {
		t.Fields(func(name string, value []byte) bool {
			C.golws_custom_name(cb, C.uintptr_t(uintptr(unsafe.Pointer(unsafe.StringData(name)))), C.int(len(name)), opaque)
			C.golws_custom_name(cb, C.uintptr_t(uintptr(unsafe.Pointer(unsafe.SliceData(value)))), C.int(len(value)), opaque)
			runtime.KeepAlive(name)
			return true
		})
		return 0
	}
	for i := range t.Customs() {
		name, _ := t.Custom(i)
		C.golws_custom_name(cb, C.uintptr_t(uintptr(unsafe.Pointer(unsafe.SliceData(name)))), C.int(len(name)), opaque)
	}
	return 0
}

//export golws_lws_http_get_uri_and_method
func golws_lws_http_get_uri_and_method(wsi *C.struct_lws, uri **C.char, n *C.int) (r C.int) {
	r = -1
	defer recovered("lws_http_get_uri_and_method", wsi)
	t := headerOf(wsi, "lws_http_get_uri_and_method")
	if t == nil || uri == nil || n == nil || t.Method() == header.NoMethod {
		return -1
	}
	path := t.Path()
	// The arena is C memory, which outlives the call.
	*uri, *n = (*C.char)(unsafe.Pointer(unsafe.SliceData(path))), C.int(len(path))
	return C.int(t.Method())
}

//export golws_lws_get_urlarg_by_name_safe
func golws_lws_get_urlarg_by_name_safe(wsi *C.struct_lws, name, buf *C.char, size C.int) (r C.int) {
	r = -1
	defer recovered("lws_get_urlarg_by_name_safe", wsi)
	t := headerOf(wsi, "lws_get_urlarg_by_name_safe")
	out := cBytes(unsafe.Pointer(buf), int(size))
	if t == nil || name == nil || out == nil {
		return -1
	}
	return C.int(t.CopyArgument(out, []byte(C.GoString(name))))
}

//export golws_lws_get_urlarg_by_name
func golws_lws_get_urlarg_by_name(wsi *C.struct_lws, name, buf *C.char, size C.int) (r *C.char) {
	defer recovered("lws_get_urlarg_by_name", wsi)
	if golws_lws_get_urlarg_by_name_safe(wsi, name, buf, size) < 0 {
		return nil
	}
	return buf
}

//export golws_lws_http_cookie_get
func golws_lws_http_cookie_get(wsi *C.struct_lws, name, buf *C.char, size *C.size_t) (r C.int) {
	r = 1
	defer recovered("lws_http_cookie_get", wsi)
	t := headerOf(wsi, "lws_http_cookie_get")
	if t == nil || name == nil || buf == nil || size == nil {
		return 1
	}
	n, result := t.CopyCookie(cBytes(unsafe.Pointer(buf), int(*size)), []byte(C.GoString(name)))
	if result == header.CookieCopied {
		*size = C.size_t(n)
	}
	return C.int(result)
}

//export golws_lws_http_headers_detach
func golws_lws_http_headers_detach(wsi *C.struct_lws) (r C.int) {
	r = -1
	defer recovered("lws_http_headers_detach", wsi)
	c := conn(wsi, "lws_http_headers_detach")
	if c == nil {
		return -1
	}
	c.DetachHeader()
	return 0
}

// tokenNames are the C strings behind lws_token_to_string, made once.
var tokenNames = func() (names [header.Count]*C.uchar) {
	for i := range names {
		if t := header.Token(i); t.Named() {
			names[i] = (*C.uchar)(unsafe.Pointer(C.CString(t.Name())))
		}
	}
	return names
}()

//export golws_lws_token_to_string
func golws_lws_token_to_string(h C.enum_lws_token_indexes) *C.uchar {
	if !isToken(h) {
		return nil
	}
	return tokenNames[h]
}

//export golws_lws_http_client_http_response
func golws_lws_http_client_http_response(wsi *C.struct_lws) (r C.uint) {
	defer recovered("lws_http_client_http_response", wsi)
	c := conn(wsi, "lws_http_client_http_response")
	if c == nil {
		return 0
	}
	return C.uint(c.ResponseStatus())
}
