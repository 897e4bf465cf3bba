package main

/*
#include "bridge.h"

static inline signed char
golws_lejp_call(uintptr_t ctx_at, unsigned int parser, int reason)
{
	struct lejp_ctx *ctx = (struct lejp_ctx *)ctx_at;

	return ctx->pst[parser].callback(ctx, (char)reason);
}
*/
import "C"

import (
	"sync"
	"unsafe"

	"github.com/golws/golws/core/json"
)

// The layouts must be the same; each of these fails to compile when not.
var (
	_ [unsafe.Sizeof(json.State{}) - C.sizeof_struct_lejp_ctx]struct{}
	_ [C.sizeof_struct_lejp_ctx - unsafe.Sizeof(json.State{})]struct{}
	_ [unsafe.Offsetof(json.State{}.Buf) - unsafe.Offsetof(C.struct_lejp_ctx{}.buf)]struct{}
	_ [unsafe.Offsetof(json.State{}.PathStride) - unsafe.Offsetof(C.struct_lejp_ctx{}.path_stride)]struct{}
	_ [unsafe.Offsetof(json.State{}.OuterArray) - unsafe.Offsetof(C.struct_lejp_ctx{}.outer_array)]struct{}
)

// jsonListener calls the program's callback.
type jsonListener struct{ patternList }

var jsonListeners = sync.Pool{New: func() any { return new(jsonListener) }}

func listener() *jsonListener { return jsonListeners.Get().(*jsonListener) }

func (l *jsonListener) release() {
	l.forget()
	jsonListeners.Put(l)
}

// Call implements json.Listener.
func (l *jsonListener) Call(s *json.State, reason json.Reason) int8 {
	if int(s.ParserDepth) >= json.MaxParsers || s.Parsers[s.ParserDepth].Callback == 0 {
		return 0
	}
	return int8(C.golws_lejp_call(C.uintptr_t(uintptr(unsafe.Pointer(s))), C.uint(s.ParserDepth), C.int(reason)))
}

// CallBottom implements json.Listener.
func (l *jsonListener) CallBottom(s *json.State, reason json.Reason) {
	if s.Parsers[0].Callback != 0 {
		C.golws_lejp_call(C.uintptr_t(uintptr(unsafe.Pointer(s))), 0, C.int(reason))
	}
}

// Patterns implements json.Listener.
func (l *jsonListener) Patterns(s *json.State) [][]byte {
	entry := &s.Parsers[s.ParserDepth]
	return l.of(entry.Paths, s.PathStride, int(entry.CountPaths))
}

func jsonState(ctx *C.struct_lejp_ctx) *json.State { return (*json.State)(unsafe.Pointer(ctx)) }

//export golws_lejp_construct
func golws_lejp_construct(ctx *C.struct_lejp_ctx, callback C.lejp_callback, user unsafe.Pointer, paths **C.char, count C.uchar) {
	defer recovered("lejp_construct", nil)
	if ctx == nil || callback == nil {
		staleArgument("lejp_construct", "ctx or callback", true)
		return
	}
	l := listener()
	defer l.release()
	jsonState(ctx).Construct(uintptr(user), uintptr(unsafe.Pointer(callback)), uintptr(unsafe.Pointer(paths)), uint8(count), l)
}

//export golws_lejp_destruct
func golws_lejp_destruct(ctx *C.struct_lejp_ctx) {
	defer recovered("lejp_destruct", nil)
	if ctx == nil {
		staleArgument("lejp_destruct", "ctx", true)
		return
	}
	l := listener()
	defer l.release()
	jsonState(ctx).Destruct(l)
}

//export golws_lejp_parse
func golws_lejp_parse(ctx *C.struct_lejp_ctx, text *C.uchar, n C.int) (r C.int) {
	r = json.ErrUnknown
	defer recovered("lejp_parse", nil)
	if ctx == nil || text == nil && n > 0 {
		staleArgument("lejp_parse", "ctx or json", true)
		return r
	}
	l := listener()
	defer l.release()
	return C.int(json.Parse(jsonState(ctx), cBytes(unsafe.Pointer(text), int(n)), l))
}

//export golws_lejp_change_callback
func golws_lejp_change_callback(ctx *C.struct_lejp_ctx, callback C.lejp_callback) {
	defer recovered("lejp_change_callback", nil)
	if ctx == nil || callback == nil {
		staleArgument("lejp_change_callback", "ctx or callback", true)
		return
	}
	l := listener()
	defer l.release()
	jsonState(ctx).ChangeCallback(uintptr(unsafe.Pointer(callback)), l)
}

//export golws_lejp_check_path_match
func golws_lejp_check_path_match(ctx *C.struct_lejp_ctx) {
	defer recovered("lejp_check_path_match", nil)
	if ctx == nil {
		staleArgument("lejp_check_path_match", "ctx", true)
		return
	}
	l := listener()
	defer l.release()
	jsonState(ctx).MatchPath(l)
}

//export golws_lejp_get_wildcard
func golws_lejp_get_wildcard(ctx *C.struct_lejp_ctx, wildcard C.int, dest *C.char, n C.int) (r C.int) {
	defer recovered("lejp_get_wildcard", nil)
	if ctx == nil || dest == nil {
		staleArgument("lejp_get_wildcard", "ctx or dest", true)
		return 0
	}
	return C.int(jsonState(ctx).Wildcard(int(wildcard), cBytes(unsafe.Pointer(dest), int(n))))
}

//export golws_lejp_parser_push
func golws_lejp_parser_push(ctx *C.struct_lejp_ctx, user unsafe.Pointer, paths **C.char, count C.uchar, callback C.lejp_callback) (r C.int) {
	r = -1
	defer recovered("lejp_parser_push", nil)
	if ctx == nil || callback == nil {
		staleArgument("lejp_parser_push", "ctx or lejp_cb", true)
		return r
	}
	l := listener()
	defer l.release()
	if !jsonState(ctx).Push(uintptr(user), uintptr(unsafe.Pointer(callback)), uintptr(unsafe.Pointer(paths)), uint8(count), l) {
		return r
	}
	return 0
}

//export golws_lejp_parser_pop
func golws_lejp_parser_pop(ctx *C.struct_lejp_ctx) (r C.int) {
	r = -1
	defer recovered("lejp_parser_pop", nil)
	if ctx == nil {
		staleArgument("lejp_parser_pop", "ctx", true)
		return r
	}
	l := listener()
	defer l.release()
	if !jsonState(ctx).Pop(l) {
		return r
	}
	return 0
}
