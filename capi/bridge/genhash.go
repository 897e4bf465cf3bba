package main

/*
#include "bridge.h"
*/
import "C"

import (
	"hash"
	"unsafe"

	"github.com/golws/golws/core/gencrypto"
)

// Kinds of handles: those of one are nothing to the others.
const (
	handleOfHash = iota + 1
	handleOfHMAC
	handleOfAES
	handleOfRSA
	handleOfEC
	handleOfSigning
	handleOfValidation
	handleOfIndexBuilder
	handleOfIndex
)

var (
	genhashes = handles[hash.Hash]{kind: handleOfHash}
	genhmacs  = handles[hash.Hash]{kind: handleOfHMAC}
)

//export golws_lws_genhash_size
func golws_lws_genhash_size(kind C.enum_lws_genhash_types) (r C.size_t) {
	defer recovered("lws_genhash_size", nil)
	return C.size_t(gencrypto.HashType(kind).Size())
}

//export golws_lws_genhmac_size
func golws_lws_genhmac_size(kind C.enum_lws_genhmac_types) (r C.size_t) {
	defer recovered("lws_genhmac_size", nil)
	return C.size_t(gencrypto.HMACType(kind).Hash().Size())
}

//export golws_lws_genhash_init
func golws_lws_genhash_init(ctx *C.struct_lws_genhash_ctx, kind C.enum_lws_genhash_types) (r C.int) {
	r = 1
	const name = "lws_genhash_init"
	defer recovered(name, nil)
	if ctx == nil {
		nullArgument(name, "ctx")
		return 1
	}
	*ctx = C.struct_lws_genhash_ctx{}
	h, err := gencrypto.NewHash(gencrypto.HashType(kind))
	if err != nil {
		refused(name, err)
		return 1
	}
	ctx._type = C.uint8_t(kind)
	if ctx.mdctx = genhashes.put(h); ctx.mdctx == nil {
		return 1
	}
	return 0
}

// update adds bytes to a hash or an HMAC.
func update(name string, all *handles[hash.Hash], state, in unsafe.Pointer, n C.size_t) bool {
	h, ok := all.find(state)
	if !ok {
		notBegun(name)
		return false
	}
	if in == nil && n > 0 {
		nullArgument(name, "in")
		return false
	}
	h.Write(cBytes(in, int(n)))
	return true
}

// digest ends a hash or an HMAC.
func digest(name string, all *handles[hash.Hash], state *unsafe.Pointer, result unsafe.Pointer) bool {
	h, ok := all.take(*state)
	*state = nil
	if !ok {
		notBegun(name)
		return false
	}
	if result != nil {
		var sum [C.LWS_GENHASH_LARGEST]byte
		copy(unsafe.Slice((*byte)(result), h.Size()), h.Sum(sum[:0]))
	}
	h.Reset()
	return true
}

//export golws_lws_genhash_update
func golws_lws_genhash_update(ctx *C.struct_lws_genhash_ctx, in unsafe.Pointer, n C.size_t) (r C.int) {
	r = 1
	const name = "lws_genhash_update"
	defer recovered(name, nil)
	if ctx == nil {
		nullArgument(name, "ctx")
		return 1
	}
	if !update(name, &genhashes, ctx.mdctx, in, n) {
		return 1
	}
	return 0
}

//export golws_lws_genhash_destroy
func golws_lws_genhash_destroy(ctx *C.struct_lws_genhash_ctx, result unsafe.Pointer) (r C.int) {
	r = 1
	const name = "lws_genhash_destroy"
	defer recovered(name, nil)
	if ctx == nil {
		nullArgument(name, "ctx")
		return 1
	}
	if !digest(name, &genhashes, &ctx.mdctx, result) {
		return 1
	}
	return 0
}

//export golws_lws_genhmac_init
func golws_lws_genhmac_init(ctx *C.struct_lws_genhmac_ctx, kind C.enum_lws_genhmac_types, key *C.uint8_t, n C.size_t) (r C.int) {
	r = -1
	const name = "lws_genhmac_init"
	defer recovered(name, nil)
	if ctx == nil || key == nil && n > 0 {
		nullArgument(name, "ctx or key")
		return -1
	}
	*ctx = C.struct_lws_genhmac_ctx{}
	h, err := gencrypto.NewHMAC(gencrypto.HMACType(kind), cBytes(unsafe.Pointer(key), int(n)))
	if err != nil {
		refused(name, err)
		return -1
	}
	ctx._type = C.uint8_t(kind)
	if ctx.ctx = genhmacs.put(h); ctx.ctx == nil {
		return -1
	}
	return 0
}

//export golws_lws_genhmac_update
func golws_lws_genhmac_update(ctx *C.struct_lws_genhmac_ctx, in unsafe.Pointer, n C.size_t) (r C.int) {
	r = -1
	const name = "lws_genhmac_update"
	defer recovered(name, nil)
	if ctx == nil {
		nullArgument(name, "ctx")
		return -1
	}
	if !update(name, &genhmacs, ctx.ctx, in, n) {
		return -1
	}
	return 0
}

//export golws_lws_genhmac_destroy
func golws_lws_genhmac_destroy(ctx *C.struct_lws_genhmac_ctx, result unsafe.Pointer) (r C.int) {
	r = -1
	const name = "lws_genhmac_destroy"
	defer recovered(name, nil)
	if ctx == nil {
		nullArgument(name, "ctx")
		return -1
	}
	if !digest(name, &genhmacs, &ctx.ctx, result) {
		return -1
	}
	return 0
}
