package main

/*
#include "bridge.h"
#include "lecp_tape.h"
*/
import "C"

import (
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
	_ = [1]struct{}{}[unsafe.Sizeof(cbor.Level{})-C.sizeof_struct_lecp_level]
	_ = [1]struct{}{}[unsafe.Offsetof(cbor.Level{}.ItemDue)-unsafe.Offsetof(C.struct_lecp_level{}.item_due)]
	_ = [1]struct{}{}[unsafe.Offsetof(cbor.Level{}.Left)-unsafe.Offsetof(C.struct_lecp_level{}.left)]
	_ = [1]struct{}{}[unsafe.Sizeof(cbor.Lexer{})-C.sizeof_struct_lecp_lexer]
	_ = [1]struct{}{}[unsafe.Offsetof(cbor.Resume{}.Depth)-unsafe.Offsetof(C.struct_lecp_lexer{}.depth)]
	_ = [1]struct{}{}[unsafe.Offsetof(cbor.Resume{}.Initial)-unsafe.Offsetof(C.struct_lecp_lexer{}.initial)]
	_ = [1]struct{}{}[unsafe.Offsetof(cbor.Resume{}.Value)-unsafe.Offsetof(C.struct_lecp_lexer{}.value)]
	_ = [1]struct{}{}[unsafe.Offsetof(cbor.Resume{}.Filled)-unsafe.Offsetof(C.struct_lecp_lexer{}.filled)]
	_ = [1]struct{}{}[unsafe.Offsetof(cbor.Resume{}.UTF8)-unsafe.Offsetof(C.struct_lecp_lexer{}.utf8)]
	_ = [1]struct{}{}[unsafe.Offsetof(cbor.Lexer{}.In)-unsafe.Offsetof(C.struct_lecp_lexer{}.in)]
	_ = [1]struct{}{}[unsafe.Offsetof(cbor.Lexer{}.At)-unsafe.Offsetof(C.struct_lecp_lexer{}.at)]
	_ = [1]struct{}{}[unsafe.Offsetof(cbor.Lexer{}.Len)-unsafe.Offsetof(C.struct_lecp_lexer{}.len)]
	_ = [1]struct{}{}[unsafe.Offsetof(cbor.Lexer{}.Done)-unsafe.Offsetof(C.struct_lecp_lexer{}.done)]
	_ = [1]struct{}{}[unsafe.Offsetof(cbor.Lexer{}.Tape)-unsafe.Offsetof(C.struct_lecp_lexer{}.tape)]
	_ = [1]struct{}{}[cbor.TapeEntries-C.LECP_TAPE_ENTRIES]
	_ = [1]struct{}{}[cbor.MaxDepth-C.LECP_MAX_DEPTH]
	_ = [1]struct{}{}[cbor.MaxArrayDepth-C.LECP_MAX_INDEX_DEPTH]
	_ = [1]struct{}{}[cbor.Chunk-C.LECP_STRING_CHUNK]
)

// golws_core_lecp_lex fills the lexer's tape. The lexer lies in C's memory, like the
// piece: what it keeps of that is no pointer of Go's.
//
//export golws_core_lecp_lex
func golws_core_lecp_lex(lexer *C.struct_lecp_lexer) (more C.int) {
	more = -1
	defer recovered("lecp_parse", nil)
	if (*cbor.Lexer)(unsafe.Pointer(lexer)).Run() {
		return 1
	}
	return 0
}
