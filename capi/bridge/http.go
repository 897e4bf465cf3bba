package main

/*
#include "bridge.h"
*/
import "C"

import (
	"unsafe"

	"github.com/golws/golws/core/engine"
	"github.com/golws/golws/core/h1"
	"github.com/golws/golws/core/header"
	"github.com/golws/golws/core/mime"
)

// room is the free part of the buffer that a program builds a head in.
func room(p **C.uchar, end *C.uchar) []byte {
	if p == nil || *p == nil || uintptr(unsafe.Pointer(*p)) >= uintptr(unsafe.Pointer(end)) {
		return nil
	}
	n := uintptr(unsafe.Pointer(end)) - uintptr(unsafe.Pointer(*p))
	return unsafe.Slice((*byte)(unsafe.Pointer(*p)), n)
}

// advance moves the program's pointer behind what was written, if that went
// well, and gives lws's result: 0, or 1 for an error.
func advance(p **C.uchar, n int, err error, name string, wsi *C.struct_lws) C.int {
	if err != nil {
		logLine(engine.LevelErr, nil, nil, wsi, name+": "+err.Error())
		return 1
	}
	*p = (*C.uchar)(unsafe.Add(unsafe.Pointer(*p), n))
	return 0
}

//export golws_lws_add_http_header_status
func golws_lws_add_http_header_status(wsi *C.struct_lws, code C.uint, p **C.uchar, end *C.uchar) (r C.int) {
	r = 1
	const name = "lws_add_http_header_status"
	defer recovered(name, wsi)
	c := conn(wsi, name)
	if c == nil {
		return 1
	}
	c.NoteStatus(int(code & C.LWSAHH_CODE_MASK))
	n, err := h1.PutStatus(room(p, end), int(code&C.LWSAHH_CODE_MASK), responseHead(c, code))
	return advance(p, n, err, name, wsi)
}

// responseHead is the vhost's part of a head, less what flags in code forbid.
func responseHead(c *engine.Conn, code C.uint) *h1.Head {
	h := c.ResponseHead()
	if code&C.LWSAHH_FLAG_NO_SERVER_NAME != 0 {
		h.Server = ""
	}
	return h
}

//export golws_lws_add_http_header_by_name
func golws_lws_add_http_header_by_name(wsi *C.struct_lws, name, value *C.uchar, n C.int, p **C.uchar, end *C.uchar) (r C.int) {
	r = 1
	const function = "lws_add_http_header_by_name"
	defer recovered(function, wsi)
	if conn(wsi, function) == nil {
		return 1
	}
	v := cBytes(unsafe.Pointer(value), int(n))
	var written int
	var err error
	if name == nil {
		written, err = h1.PutValue(room(p, end), v)
	} else {
		written, err = h1.PutField(room(p, end), []byte(C.GoString((*C.char)(unsafe.Pointer(name)))), v)
	}
	return advance(p, written, err, function, wsi)
}

//export golws_lws_add_http_header_by_token
func golws_lws_add_http_header_by_token(wsi *C.struct_lws, token C.enum_lws_token_indexes, value *C.uchar, n C.int, p **C.uchar, end *C.uchar) (r C.int) {
	r = 1
	const name = "lws_add_http_header_by_token"
	defer recovered(name, wsi)
	if conn(wsi, name) == nil || !isToken(token) {
		return 1
	}
	written, err := h1.PutToken(room(p, end), header.Token(token), cBytes(unsafe.Pointer(value), int(n)))
	return advance(p, written, err, name, wsi)
}

//export golws_lws_add_http_header_content_length
func golws_lws_add_http_header_content_length(wsi *C.struct_lws, length C.lws_filepos_t, p **C.uchar, end *C.uchar) (r C.int) {
	r = 1
	const name = "lws_add_http_header_content_length"
	defer recovered(name, wsi)
	c := conn(wsi, name)
	if c == nil {
		return 1
	}
	if !c.NoteLength() {
		return 0 // what is encoded has another length, which nobody knows yet
	}
	n, err := h1.PutContentLength(room(p, end), uint64(length))
	return advance(p, n, err, name, wsi)
}

//export golws_lws_add_http_common_headers
func golws_lws_add_http_common_headers(wsi *C.struct_lws, code C.uint, contentType *C.char, length C.lws_filepos_t, p **C.uchar, end *C.uchar) (r C.int) {
	r = 1
	const name = "lws_add_http_common_headers"
	defer recovered(name, wsi)
	c := conn(wsi, name)
	if c == nil {
		return 1
	}
	c.NoteStatus(int(code & C.LWSAHH_CODE_MASK))
	if length == C.LWS_ILLEGAL_HTTP_CONTENT_LEN {
		c.EndWithClose()
	} else {
		c.NoteLength()
	}
	n, err := h1.PutCommon(room(p, end), int(code&C.LWSAHH_CODE_MASK), responseHead(c, code), []byte(goString(contentType)), uint64(length))
	return advance(p, n, err, name, wsi)
}

//export golws_lws_finalize_http_header
func golws_lws_finalize_http_header(wsi *C.struct_lws, p **C.uchar, end *C.uchar) (r C.int) {
	r = 1
	const name = "lws_finalize_http_header"
	defer recovered(name, wsi)
	if conn(wsi, name) == nil {
		return 1
	}
	n, err := h1.PutEnd(room(p, end))
	return advance(p, n, err, name, wsi)
}

//export golws_lws_finalize_write_http_header
func golws_lws_finalize_write_http_header(wsi *C.struct_lws, start *C.uchar, p **C.uchar, end *C.uchar) (r C.int) {
	r = 1
	const name = "lws_finalize_write_http_header"
	defer recovered(name, wsi)
	c := conn(wsi, name)
	if c == nil || start == nil {
		return 1
	}
	n, err := h1.PutEnd(room(p, end))
	if advance(p, n, err, name, wsi) != 0 {
		return 1
	}
	head := unsafe.Slice((*byte)(unsafe.Pointer(start)), uintptr(unsafe.Pointer(*p))-uintptr(unsafe.Pointer(start)))
	if c.WriteHTTP(head) < 0 {
		return 1
	}
	return 0
}

//export golws_lws_http_redirect
func golws_lws_http_redirect(wsi *C.struct_lws, code C.int, loc *C.uchar, n C.int, p **C.uchar, end *C.uchar) (r C.int) {
	r = -1
	const name = "lws_http_redirect"
	defer recovered(name, wsi)
	c := conn(wsi, name)
	if c == nil || p == nil || *p == nil {
		return -1
	}
	start := *p
	written, err := h1.PutRedirect(room(p, end), int(code), c.ResponseHead(), cBytes(unsafe.Pointer(loc), int(n)))
	if advance(p, written, err, name, wsi) != 0 {
		return -1
	}
	c.NoteStatus(int(code))
	return C.int(c.WriteHTTP(unsafe.Slice((*byte)(unsafe.Pointer(start)), written)))
}

//export golws_lws_return_http_status
func golws_lws_return_http_status(wsi *C.struct_lws, code C.uint, body *C.char) (r C.int) {
	r = 1
	const name = "lws_return_http_status"
	defer recovered(name, wsi)
	c := conn(wsi, name)
	if c == nil || !c.AnswerStatus(int(code), goString(body)) {
		return 1
	}
	return 0
}

//export golws_lws_http_transaction_completed
func golws_lws_http_transaction_completed(wsi *C.struct_lws) (r C.int) {
	r = 1
	const name = "lws_http_transaction_completed"
	defer recovered(name, wsi)
	c := conn(wsi, name)
	return boolInt(c == nil || c.CompleteTransaction())
}

//export golws_lws_http_mark_sse
func golws_lws_http_mark_sse(wsi *C.struct_lws) (r C.int) {
	r = 1
	defer recovered("lws_http_mark_sse", wsi)
	c := conn(wsi, "lws_http_mark_sse")
	if c == nil {
		return 1
	}
	c.MarkEventStream()
	return 0
}

//export golws_lws_serve_http_file
func golws_lws_serve_http_file(wsi *C.struct_lws, file, contentType, other *C.char, n C.int) (r C.int) {
	r = -1
	const name = "lws_serve_http_file"
	defer recovered(name, wsi)
	c := conn(wsi, name)
	if c == nil || file == nil {
		return -1
	}
	started, err := c.ServeFile(C.GoString(file), goString(contentType), cBytes(unsafe.Pointer(other), int(n)))
	if started {
		return 0
	}
	logLine(engine.LevelInfo, nil, nil, wsi, name+": "+err.Error())
	if !c.AnswerStatus(404, "") {
		return -1
	}
	return 1 // answered: the program completes the transaction
}

//export golws_lws_serve_http_file_fragment
func golws_lws_serve_http_file_fragment(wsi *C.struct_lws) (r C.int) {
	r = -1
	const name = "lws_serve_http_file_fragment"
	defer recovered(name, wsi)
	c := conn(wsi, name)
	if c == nil {
		return -1
	}
	done := c.SendFileNow()
	if c.Closed() {
		return -1
	}
	return boolInt(done)
}

//export golws_lws_get_mimetype
func golws_lws_get_mimetype(file *C.char, m *C.struct_lws_http_mount) (r *C.char) {
	defer recovered("lws_get_mimetype", nil)
	if file == nil {
		return nil
	}
	var extra []mime.Extra
	if m != nil {
		extra = extraTypes(m.extra_mimetypes)
	}
	t := mime.Type(C.GoString(file), extra)
	if t == "" {
		return nil
	}
	return permanent(t)
}

//export golws_core_callback_http_dummy
func golws_core_callback_http_dummy(wsi *C.struct_lws, reason C.enum_lws_callback_reasons, user, in unsafe.Pointer, n C.size_t) (r C.int) {
	defer recovered("lws_callback_http_dummy", wsi)
	switch engine.Reason(reason) {
	case engine.ReasonHTTP:
		c := conn(wsi, "lws_callback_http_dummy")
		if c == nil || !c.AnswerStatus(404, "") || c.CompleteTransaction() {
			return -1
		}
	case engine.ReasonHTTPBodyCompletion:
		c := conn(wsi, "lws_callback_http_dummy")
		if c == nil || !c.AnswerStatus(200, "") || c.CompleteTransaction() {
			return -1
		}
	case engine.ReasonHTTPFileCompletion:
		c := conn(wsi, "lws_callback_http_dummy")
		if c == nil || c.CompleteTransaction() {
			return -1
		}
	case engine.ReasonReceiveClientHTTP:
		c := conn(wsi, "lws_callback_http_dummy")
		var buf [1024]byte
		if c == nil || c.ReadBody(buf[:]) < 0 {
			return -1
		}
	}
	return 0
}

func extraTypes(o *C.struct_lws_protocol_vhost_options) (list []mime.Extra) {
	for ; o != nil; o = o.next {
		list = append(list, mime.Extra{Suffix: goString(o.name), Type: goString(o.value)})
	}
	return list
}

// mount copies what a program says about a mount.
func mount(m *C.struct_lws_http_mount) *engine.Mount {
	made := &engine.Mount{
		Handle:      unsafe.Pointer(m),
		Point:       goString(m.mountpoint),
		Kind:        engine.MountKind(m.origin_protocol),
		Origin:      goString(m.origin),
		Default:     goString(m.def),
		Protocol:    goString(m.protocol),
		MimeTypes:   extraTypes(m.extra_mimetypes),
		CacheMaxAge: int(m.cache_max_age),
		Interpret:   extraTypes(m.interpret),
		AuthMask:    uint32(m.auth_mask),
		AuthFile:    goString(m.basic_auth_login_file),
		CGISeconds:  int(m.cgi_timeout),
	}
	made.CacheReusable = C.golws_mount_cache(m, 0) != 0
	made.CacheRevalidate = C.golws_mount_cache(m, 1) != 0
	made.CacheIntermediaries = C.golws_mount_cache(m, 2) != 0
	made.Environment = variables(m.cgienv)
	if int(m.mountpoint_len) < len(made.Point) && m.mountpoint_len > 0 {
		made.Point = made.Point[:m.mountpoint_len]
	}
	return made
}
