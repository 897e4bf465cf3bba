package main

/*
#include "bridge.h"
#include "lejp_tape.h"

static inline int
golws_deliver(uintptr_t ctx, uintptr_t in, size_t len, uintptr_t tape, size_t count)
{
	return golws_front->lejp_deliver((struct lejp_ctx *)ctx, (const unsigned char *)in, len,
					   (const uint64_t *)tape, count);
}

static inline void
golws_lejp_start(struct lejp_ctx *ctx)
{
	if (ctx->pst[ctx->pst_sp].callback)
		ctx->pst[ctx->pst_sp].callback(ctx, LEJPCB_START);
}
*/
import "C"

import (
	"sync"
	"unsafe"

	"github.com/golws/golws/core/json"
)

// The operations must have the same numbers; each of these fails to compile when
// they do not.
var (
	_ = [1]struct{}{}[json.OpSync-C.LEJP_OP_SYNC]
	_ = [1]struct{}{}[json.OpFail-C.LEJP_OP_FAIL]
	_ = [1]struct{}{}[json.OpName-C.LEJP_OP_NAME]
	_ = [1]struct{}{}[json.OpColon-C.LEJP_OP_COLON]
	_ = [1]struct{}{}[json.OpString-C.LEJP_OP_STRING]
	_ = [1]struct{}{}[json.OpEscaped-C.LEJP_OP_ESCAPED]
	_ = [1]struct{}{}[json.OpByte-C.LEJP_OP_BYTE]
	_ = [1]struct{}{}[json.OpNumberPart-C.LEJP_OP_NUMBER_PART]
	_ = [1]struct{}{}[json.OpFloat-C.LEJP_OP_FLOAT]
	_ = [1]struct{}{}[json.OpWord-C.LEJP_OP_WORD]
	_ = [1]struct{}{}[json.OpTextArray-C.LEJP_OP_TEXT_ARRAY]
	_ = [1]struct{}{}[json.OpArray-C.LEJP_OP_ARRAY]
	_ = [1]struct{}{}[json.OpEmptyObject-C.LEJP_OP_EMPTY_OBJECT]
	_ = [1]struct{}{}[json.OpArrayEnd-C.LEJP_OP_ARRAY_END]
	_ = [1]struct{}{}[json.OpNotArray-C.LEJP_OP_NOT_ARRAY]
	_ = [1]struct{}{}[json.OpCommaElement-C.LEJP_OP_COMMA_ELEMENT]
	_ = [1]struct{}{}[json.OpDone-C.LEJP_OP_DONE]
	_ = [1]struct{}{}[json.Ops-C.LEJP_OPS]
	_ = [1]struct{}{}[json.Behind-C.LEJP_OP_BEHIND]
	_ = [1]struct{}{}[json.TapeWords-C.LEJP_TAPE_WORDS]
	_ = [1]struct{}{}[unsafe.Offsetof(json.Tape{}.Unescaped)-8*C.LEJP_TAPE_WORDS]
)

var lexers = sync.Pool{New: func() any { return new(json.Lexer) }}

// resume reads from the program's parser what the lexer needs to go on.
func resume(ctx *C.struct_lejp_ctx) (r json.Resume) {
	r.Depth, r.OuterArray = uint8(ctx.sp), ctx.outer_array != 0
	r.Digits, r.Flags = uint8(ctx.dcount), uint8(ctx.f)
	r.Uni, r.Line = uint16(ctx.uni), uint32(ctx.line)
	for i := range r.States[:r.Depth+1] {
		r.States[i] = uint8(ctx.st[i].s)
	}
	return r
}

// parseJSON takes a piece of at most 4 GiB apart and carries out what is found,
// a tape at a time.
func parseJSON(ctx *C.struct_lejp_ctx, in []byte) int {
	x := lexers.Get().(*json.Lexer)
	x.Resume, x.In, x.At, x.Done = resume(ctx), in, 0, false
	at := uintptr(unsafe.Pointer(unsafe.SliceData(in)))
	for more := true; more; {
		more = x.Run()
		r := C.golws_deliver(C.uintptr_t(uintptr(unsafe.Pointer(ctx))), C.uintptr_t(at), C.size_t(len(in)),
			C.uintptr_t(uintptr(unsafe.Pointer(&x.Tape))), C.size_t(x.Len))
		if r != C.LEJP_GOES_ON {
			left := len(in) - x.At
			x.In = nil
			lexers.Put(x)
			if r == C.LEJP_IS_COMPLETE {
				return left
			}
			return int(r)
		}
	}
	x.In = nil
	lexers.Put(x)
	return C.LEJP_CONTINUE
}

//export golws_lejp_parse
func golws_lejp_parse(ctx *C.struct_lejp_ctx, text *C.uchar, n C.int) (r C.int) {
	r = C.LEJP_REJECT_UNKNOWN
	defer recovered("lejp_parse", nil)
	if ctx == nil || text == nil && n > 0 {
		staleArgument("lejp_parse", "ctx or json", true)
		return r
	}
	if ctx.sp >= json.MaxDepth || ctx.pst_sp >= C.LEJP_MAX_PARSING_STACK_DEPTH {
		return r
	}
	if parser := &ctx.pst[ctx.pst_sp]; ctx.sp == 0 && parser.ppos == 0 {
		C.golws_lejp_start(ctx)
	}
	return C.int(parseJSON(ctx, cBytes(unsafe.Pointer(text), int(n))))
}
