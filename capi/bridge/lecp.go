package main

/*
#include "bridge.h"
#include "lecp_tape.h"

static inline int
golws_deliver_cbor(uintptr_t ctx, uintptr_t in, uintptr_t tape, size_t count)
{
	return golws_front->lecp_deliver((struct lecp_ctx *)ctx, (const uint8_t *)in, (const struct lecp_entry *)tape, count);
}
*/
import "C"

import (
	"sync"
	"unsafe"

	"github.com/golws/golws/core/cbor"
)

// The operations and their layout must be the same; each of these fails to compile
// when they are not.
var (
	_ = [1]struct{}{}[cbor.OpUsed-C.LECP_OP_USED]
	_ = [1]struct{}{}[cbor.OpFail-C.LECP_OP_FAIL]
	_ = [1]struct{}{}[cbor.OpDone-C.LECP_OP_DONE]
	_ = [1]struct{}{}[cbor.OpElement-C.LECP_OP_ELEMENT]
	_ = [1]struct{}{}[cbor.OpValue-C.LECP_OP_VALUE]
	_ = [1]struct{}{}[cbor.OpArray-C.LECP_OP_ARRAY]
	_ = [1]struct{}{}[cbor.OpMap-C.LECP_OP_MAP]
	_ = [1]struct{}{}[cbor.OpTag-C.LECP_OP_TAG]
	_ = [1]struct{}{}[cbor.OpEnd-C.LECP_OP_END]
	_ = [1]struct{}{}[cbor.OpString-C.LECP_OP_STRING]
	_ = [1]struct{}{}[cbor.OpStringBegin-C.LECP_OP_STRING_BEGIN]
	_ = [1]struct{}{}[cbor.OpStringEnd-C.LECP_OP_STRING_END]
	_ = [1]struct{}{}[cbor.OpStrings-C.LECP_OP_STRINGS]
	_ = [1]struct{}{}[cbor.OpStringsEnd-C.LECP_OP_STRINGS_END]
	_ = [1]struct{}{}[cbor.OpPiece-C.LECP_OP_PIECE]
	_ = [1]struct{}{}[cbor.OpBytes-C.LECP_OP_BYTES]
	_ = [1]struct{}{}[cbor.OpChunk-C.LECP_OP_CHUNK]
	_ = [1]struct{}{}[cbor.Ops-C.LECP_OPS]
	_ = [1]struct{}{}[cbor.BeginsElement-C.LECP_BEGINS_ELEMENT]
	_ = [1]struct{}{}[cbor.EndsElement-C.LECP_ENDS_ELEMENT]
	_ = [1]struct{}{}[cbor.EndsKey-C.LECP_ENDS_KEY]
	_ = [1]struct{}{}[cbor.EndsPair-C.LECP_ENDS_PAIR]
	_ = [1]struct{}{}[unsafe.Sizeof(cbor.Entry{})-C.sizeof_struct_lecp_entry]
	_ = [1]struct{}{}[unsafe.Offsetof(cbor.Entry{}.Value)-unsafe.Offsetof(C.struct_lecp_entry{}.value)]
	_ = [1]struct{}{}[cbor.MaxDepth-C.LECP_MAX_DEPTH]
	_ = [1]struct{}{}[cbor.MaxArrayDepth-C.LECP_MAX_INDEX_DEPTH]
	_ = [1]struct{}{}[cbor.Chunk-C.LECP_STRING_CHUNK]
)

var cborLexers = sync.Pool{New: func() any { return new(cbor.Lexer) }}

// resumeCBOR reads from the program's parser what the lexer needs to go on.
func resumeCBOR(x *cbor.Lexer, ctx *C.struct_lecp_ctx) {
	x.Depth, x.Arrays = uint8(ctx.sp), uint8(ctx.ipos)
	x.ArgumentLeft, x.Initial = uint8(ctx.dcount), uint8(ctx.f)
	x.Value = *(*uint64)(unsafe.Pointer(&ctx.item.u))
	x.Filled, x.UTF8 = uint8(ctx.npos), uint16(ctx.uni)
	for i := range x.Levels[:x.Depth+1] {
		level := &ctx.st[i]
		x.Levels[i] = cbor.Level{
			State: uint8(level.s), Major: uint8(level.opcode), Indefinite: level.indet != 0,
			HasKey: level.intermediate != 0, ItemDue: level.send_new_array_item != 0, Left: uint64(level.collect_rem),
		}
	}
	x.Levels[0].Major = 0 // nothing surrounds the outermost item
}

// keepCBOR writes to the program's parser what the next piece needs and no callback
// has seen.
func keepCBOR(x *cbor.Lexer, ctx *C.struct_lecp_ctx) {
	*(*uint64)(unsafe.Pointer(&ctx.item.u)) = x.Value
	ctx.dcount, ctx.f, ctx.uni = C.uint8_t(x.ArgumentLeft), C.uint8_t(x.Initial), C.uint16_t(x.UTF8)
	for i, level := range x.Levels[:x.Depth+1] {
		to := &ctx.st[i]
		to.s, to.collect_rem = C.char(level.State), C.uint64_t(level.Left)
		to.indet, to.send_new_array_item = 0, 0
		if level.Indefinite {
			to.indet = 1
		}
		if level.ItemDue {
			to.send_new_array_item = 1
		}
	}
}

// maxPiece is the most that is taken apart at once; offsets have 32 bits.
const maxPiece = 1 << 30

// parseCBOR takes a piece apart and carries out what is found, a tape at a time.
// ctx.used_in becomes how much of it was used.
func parseCBOR(ctx *C.struct_lecp_ctx, in []byte) (r C.int) {
	x := cborLexers.Get().(*cbor.Lexer)
	defer func() {
		x.In = nil
		cborLexers.Put(x)
	}()
	r = C.LECP_CONTINUE
	used := C.size_t(0)
	for r == C.LECP_CONTINUE && len(in) > 0 {
		x.In, x.At, x.Done = in[:min(len(in), maxPiece)], 0, false
		in = in[len(x.In):]
		resumeCBOR(x, ctx)
		ctx.used_in = 0
		at := uintptr(unsafe.Pointer(unsafe.SliceData(x.In)))
		for more := true; more && r == C.LECP_CONTINUE; {
			more = x.Run()
			r = C.golws_deliver_cbor(C.uintptr_t(uintptr(unsafe.Pointer(ctx))), C.uintptr_t(at),
				C.uintptr_t(uintptr(unsafe.Pointer(&x.Tape))), C.size_t(x.Len))
		}
		if r >= C.LECP_CONTINUE {
			keepCBOR(x, ctx)
		}
		used += ctx.used_in
	}
	ctx.used_in = used
	return r
}

//export golws_lecp_parse
func golws_lecp_parse(ctx *C.struct_lecp_ctx, in *C.uint8_t, n C.size_t) (r C.int) {
	r = C.LECP_REJECT_UNKNOWN
	defer recovered("lecp_parse", nil)
	if ctx == nil || in == nil && n > 0 {
		staleArgument("lecp_parse", "ctx or cbor", true)
		return r
	}
	if ctx.sp >= cbor.MaxDepth || ctx.pst_sp >= C.LECP_MAX_PARSING_STACK_DEPTH {
		return r
	}
	return parseCBOR(ctx, cBytes(unsafe.Pointer(in), int(n)))
}
