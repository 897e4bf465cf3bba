package main

/*
#include "bridge.h"

static inline signed char
golws_lecp_call(uintptr_t ctx_at, unsigned int parser, int reason)
{
	struct lecp_ctx *ctx = (struct lecp_ctx *)ctx_at;

	return ctx->pst[parser].cb(ctx, (char)reason);
}
*/
import "C"

import (
	"sync"
	"unsafe"

	"github.com/golws/golws/core/cbor"
)

// The layouts must be the same; each of these fails to compile when not.
var (
	_ [unsafe.Sizeof(cbor.State{}) - C.sizeof_struct_lecp_ctx]struct{}
	_ [C.sizeof_struct_lecp_ctx - unsafe.Sizeof(cbor.State{})]struct{}
	_ [unsafe.Offsetof(cbor.State{}.Path) - unsafe.Offsetof(C.struct_lecp_ctx{}.path)]struct{}
	_ [unsafe.Offsetof(cbor.State{}.Raw) - unsafe.Offsetof(C.struct_lecp_ctx{}.cbor)]struct{}
	_ [unsafe.Offsetof(cbor.State{}.Item) - unsafe.Offsetof(C.struct_lecp_ctx{}.item)]struct{}
	_ [unsafe.Offsetof(cbor.State{}.N) - unsafe.Offsetof(C.struct_lecp_ctx{}.npos)]struct{}
	_ [unsafe.Offsetof(cbor.State{}.RawLen) - unsafe.Offsetof(C.struct_lecp_ctx{}.cbor_pos)]struct{}
	_ [unsafe.Offsetof(cbor.State{}.Buf) - unsafe.Offsetof(C.struct_lecp_ctx{}.buf)]struct{}
)

// cborListener calls the program's callback.
type cborListener struct{ patternList }

var cborListeners = sync.Pool{New: func() any { return new(cborListener) }}

func cborListen() *cborListener { return cborListeners.Get().(*cborListener) }

func (l *cborListener) release() {
	l.forget()
	cborListeners.Put(l)
}

// Call implements cbor.Listener.
func (l *cborListener) Call(s *cbor.State, reason cbor.Reason) int8 {
	if int(s.ParserDepth) >= cbor.MaxParsers || s.Parsers[s.ParserDepth].Callback == 0 {
		return 0
	}
	return int8(C.golws_lecp_call(C.uintptr_t(uintptr(unsafe.Pointer(s))), C.uint(s.ParserDepth), C.int(reason)))
}

// Patterns implements cbor.Listener.
func (l *cborListener) Patterns(s *cbor.State) [][]byte {
	entry := &s.Parsers[s.ParserDepth]
	return l.of(entry.Paths, s.PathStride, int(entry.CountPaths))
}

func cborState(ctx *C.struct_lecp_ctx) *cbor.State { return (*cbor.State)(unsafe.Pointer(ctx)) }

//export golws_lecp_construct
func golws_lecp_construct(ctx *C.struct_lecp_ctx, callback C.lecp_callback, user unsafe.Pointer, paths **C.char, count C.uchar) {
	defer recovered("lecp_construct", nil)
	if ctx == nil || callback == nil {
		staleArgument("lecp_construct", "ctx or cb", true)
		return
	}
	l := cborListen()
	defer l.release()
	cborState(ctx).Construct(uintptr(user), uintptr(unsafe.Pointer(callback)), uintptr(unsafe.Pointer(paths)), uint8(count), l)
}

//export golws_lecp_destruct
func golws_lecp_destruct(ctx *C.struct_lecp_ctx) {
	defer recovered("lecp_destruct", nil)
	if ctx == nil {
		staleArgument("lecp_destruct", "ctx", true)
		return
	}
	l := cborListen()
	defer l.release()
	cborState(ctx).Destruct(l)
}

//export golws_lecp_parse
func golws_lecp_parse(ctx *C.struct_lecp_ctx, in *C.uint8_t, n C.size_t) (r C.int) {
	r = cbor.ErrUnknown
	defer recovered("lecp_parse", nil)
	if ctx == nil || in == nil && n > 0 {
		staleArgument("lecp_parse", "ctx or cbor", true)
		return r
	}
	l := cborListen()
	defer l.release()
	return C.int(cbor.Parse(cborState(ctx), cBytes(unsafe.Pointer(in), int(n)), l))
}

//export golws_lecp_parse_subtree
func golws_lecp_parse_subtree(ctx *C.struct_lecp_ctx, in *C.uint8_t, n C.size_t) (r C.int) {
	r = cbor.ErrUnknown
	defer recovered("lecp_parse_subtree", nil)
	if ctx == nil || in == nil && n > 0 {
		staleArgument("lecp_parse_subtree", "ctx or in", true)
		return r
	}
	l := cborListen()
	defer l.release()
	return C.int(cbor.ParseSubtree(cborState(ctx), cBytes(unsafe.Pointer(in), int(n)), l))
}

//export golws_lecp_parse_map_is_key
func golws_lecp_parse_map_is_key(ctx *C.struct_lecp_ctx) (r C.int) {
	defer recovered("lecp_parse_map_is_key", nil)
	if ctx == nil {
		staleArgument("lecp_parse_map_is_key", "ctx", true)
		return 0
	}
	if cborState(ctx).MapKey() {
		return 1
	}
	return 0
}

//export golws_lecp_parse_report_raw
func golws_lecp_parse_report_raw(ctx *C.struct_lecp_ctx, on C.int) {
	defer recovered("lecp_parse_report_raw", nil)
	if ctx == nil {
		staleArgument("lecp_parse_report_raw", "ctx", true)
		return
	}
	l := cborListen()
	defer l.release()
	cborState(ctx).SetReportRaw(on != 0, l)
}

//export golws_lecp_change_callback
func golws_lecp_change_callback(ctx *C.struct_lecp_ctx, callback C.lecp_callback) {
	defer recovered("lecp_change_callback", nil)
	if ctx == nil || callback == nil {
		staleArgument("lecp_change_callback", "ctx or cb", true)
		return
	}
	l := cborListen()
	defer l.release()
	cborState(ctx).ChangeCallback(uintptr(unsafe.Pointer(callback)), l)
}
