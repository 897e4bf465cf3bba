package main

/*
#include "bridge.h"

static inline int
golws_curve_accepted(const struct lws_ec_curves *table, uintptr_t name)
{
	if (!table)
		return 1;
	for (; table->name; table++)
		if (!strcmp(table->name, (const char *)name))
			return 1;
	return 0;
}
*/
import "C"

import (
	"encoding/hex"
	"fmt"
	"strings"
	"unsafe"

	"github.com/golws/golws/core/engine"
	"github.com/golws/golws/core/gencrypto"
	"github.com/golws/golws/core/jose"
)

var genecs = handles[*gencrypto.EC]{kind: handleOfEC}

// createEC prepares a context. It has no key yet, so nothing to free.
func createEC(name string, ctx *C.struct_lws_genec_ctx, context *C.struct_lws_context, table *C.struct_lws_ec_curves, use C.enum_enum_genec_alg) C.int {
	if ctx == nil {
		nullArgument(name, "ctx")
		return -1
	}
	*ctx = C.struct_lws_genec_ctx{context: context, curve_table: table, genec_alg: use}
	return 0
}

//export golws_lws_genecdh_create
func golws_lws_genecdh_create(ctx *C.struct_lws_genec_ctx, context *C.struct_lws_context, table *C.struct_lws_ec_curves) (r C.int) {
	r = -1
	defer recovered("lws_genecdh_create", nil)
	return createEC("lws_genecdh_create", ctx, context, table, C.LEGENEC_ECDH)
}

//export golws_lws_genecdsa_create
func golws_lws_genecdsa_create(ctx *C.struct_lws_genec_ctx, context *C.struct_lws_context, table *C.struct_lws_ec_curves) (r C.int) {
	r = -1
	defer recovered("lws_genecdsa_create", nil)
	return createEC("lws_genecdsa_create", ctx, context, table, C.LEGENEC_ECDSA)
}

// curveAccepted asks the program's table.
func curveAccepted(ctx *C.struct_lws_genec_ctx, curve string) bool {
	name := append([]byte(curve), 0)
	r := C.golws_curve_accepted(ctx.curve_table, C.uintptr_t(uintptr(unsafe.Pointer(&name[0]))))
	keep(name)
	return r != 0
}

// setEC gives a context a key, in place of one that it has.
func setEC(name string, ctx *C.struct_lws_genec_ctx, use C.enum_enum_genec_alg, side C.enum_enum_lws_dh_side, k *gencrypto.EC, err error) C.int {
	switch {
	case err != nil:
	case ctx.genec_alg != use || side != C.LDHS_OURS && side != C.LDHS_THEIRS:
		err = gencrypto.ErrOrder
	case !curveAccepted(ctx, k.Curve.Name):
		err = fmt.Errorf("%w: the program accepts no %s", gencrypto.ErrKey, k.Curve.Name)
	}
	if err != nil {
		refused(name, err)
		return -1
	}
	genecs.take(ctx.ctx[side])
	if ctx.ctx[side] = genecs.put(k); ctx.ctx[side] == nil {
		return -1
	}
	if k.Private() {
		ctx.has_private = 1
	}
	return 0
}

func newEC(name string, ctx *C.struct_lws_genec_ctx, use C.enum_enum_genec_alg, side C.enum_enum_lws_dh_side, curve *C.char, el *C.struct_lws_gencrypto_keyelem) C.int {
	if ctx == nil || curve == nil || el == nil {
		nullArgument(name, "ctx, curve_name or el")
		return -1
	}
	c := gencrypto.CurveNamed(goString(curve))
	if c == nil {
		refused(name, gencrypto.ErrKey)
		return -1
	}
	k, err := gencrypto.GenerateEC(c)
	if err != nil {
		refused(name, err)
		return -1
	}
	e := k.Elements()
	all := unsafe.Slice(el, C.LWS_GENCRYPTO_EC_KEYEL_COUNT)
	if !setElements(all, e[:]) {
		return -1
	}
	if setEC(name, ctx, use, side, k, nil) != 0 {
		freeElements(all)
		return -1
	}
	return 0
}

//export golws_lws_genecdh_set_key
func golws_lws_genecdh_set_key(ctx *C.struct_lws_genec_ctx, el *C.struct_lws_gencrypto_keyelem, side C.enum_enum_lws_dh_side) (r C.int) {
	r = -1
	const name = "lws_genecdh_set_key"
	defer recovered(name, nil)
	if ctx == nil || el == nil {
		nullArgument(name, "ctx or el")
		return -1
	}
	e := elementsOf(el, jose.KeyEC)
	k, err := gencrypto.NewEC(&e)
	return setEC(name, ctx, C.LEGENEC_ECDH, side, k, err)
}

//export golws_lws_genecdsa_set_key
func golws_lws_genecdsa_set_key(ctx *C.struct_lws_genec_ctx, el *C.struct_lws_gencrypto_keyelem) (r C.int) {
	r = -1
	const name = "lws_genecdsa_set_key"
	defer recovered(name, nil)
	if ctx == nil || el == nil {
		nullArgument(name, "ctx or el")
		return -1
	}
	e := elementsOf(el, jose.KeyEC)
	k, err := gencrypto.NewEC(&e)
	return setEC(name, ctx, C.LEGENEC_ECDSA, C.LDHS_OURS, k, err)
}

//export golws_lws_genecdh_new_keypair
func golws_lws_genecdh_new_keypair(ctx *C.struct_lws_genec_ctx, side C.enum_enum_lws_dh_side, curve *C.char, el *C.struct_lws_gencrypto_keyelem) (r C.int) {
	r = -1
	defer recovered("lws_genecdh_new_keypair", nil)
	return newEC("lws_genecdh_new_keypair", ctx, C.LEGENEC_ECDH, side, curve, el)
}

//export golws_lws_genecdsa_new_keypair
func golws_lws_genecdsa_new_keypair(ctx *C.struct_lws_genec_ctx, curve *C.char, el *C.struct_lws_gencrypto_keyelem) (r C.int) {
	r = -1
	defer recovered("lws_genecdsa_new_keypair", nil)
	return newEC("lws_genecdsa_new_keypair", ctx, C.LEGENEC_ECDSA, C.LDHS_OURS, curve, el)
}

// ecInUse finds a key of a context.
func ecInUse(ctx *C.struct_lws_genec_ctx, side C.enum_enum_lws_dh_side, use C.enum_enum_genec_alg, name string) *gencrypto.EC {
	if ctx == nil {
		nullArgument(name, "ctx")
		return nil
	}
	k, ok := genecs.find(ctx.ctx[side])
	if !ok || ctx.genec_alg != use {
		notBegun(name)
		return nil
	}
	return k
}

//export golws_lws_genecdh_compute_shared_secret
func golws_lws_genecdh_compute_shared_secret(ctx *C.struct_lws_genec_ctx, ss *C.uint8_t, n *C.int) (r C.int) {
	r = -1
	const name = "lws_genecdh_compute_shared_secret"
	defer recovered(name, nil)
	ours := ecInUse(ctx, C.LDHS_OURS, C.LEGENEC_ECDH, name)
	if ours == nil || ss == nil || n == nil {
		return -1
	}
	theirs := ecInUse(ctx, C.LDHS_THEIRS, C.LEGENEC_ECDH, name)
	if theirs == nil {
		return -1
	}
	secret, err := ours.Shared(theirs)
	length := deliver(name, secret, err, ss, max(int(*n), 0))
	if length < 0 {
		return -1
	}
	*n = length
	return 0
}

// ecdsaKey finds the key for a hash that is signed on a curve of keybits.
func ecdsaKey(ctx *C.struct_lws_genec_ctx, kind C.enum_lws_genhash_types, keybits C.int, name string) (*gencrypto.EC, int) {
	k := ecInUse(ctx, C.LDHS_OURS, C.LEGENEC_ECDSA, name)
	size := gencrypto.HashType(kind).Size()
	if k == nil {
		return nil, 0
	}
	if size == 0 || (int(keybits)+7)/8 != k.Curve.Bytes {
		refused(name, gencrypto.ErrType)
		return nil, 0
	}
	return k, size
}

//export golws_lws_genecdsa_hash_sign_jws
func golws_lws_genecdsa_hash_sign_jws(ctx *C.struct_lws_genec_ctx, in *C.uint8_t, kind C.enum_lws_genhash_types, keybits C.int, sig *C.uint8_t, room C.size_t) (r C.int) {
	r = -1
	const name = "lws_genecdsa_hash_sign_jws"
	defer recovered(name, nil)
	k, size := ecdsaKey(ctx, kind, keybits, name)
	if k == nil || in == nil || sig == nil {
		return -1
	}
	made, err := k.Sign(cBytes(unsafe.Pointer(in), size))
	if deliver(name, made, err, sig, roomOf(room)) < 0 {
		return -1
	}
	return 0
}

//export golws_lws_genecdsa_hash_sig_verify_jws
func golws_lws_genecdsa_hash_sig_verify_jws(ctx *C.struct_lws_genec_ctx, in *C.uint8_t, kind C.enum_lws_genhash_types, keybits C.int, sig *C.uint8_t, n C.size_t) (r C.int) {
	r = -1
	const name = "lws_genecdsa_hash_sig_verify_jws"
	defer recovered(name, nil)
	k, size := ecdsaKey(ctx, kind, keybits, name)
	if k == nil || in == nil || sig == nil {
		return -1
	}
	if err := k.Verify(cBytes(unsafe.Pointer(in), size), cBytes(unsafe.Pointer(sig), roomOf(n))); err != nil {
		refused(name, err)
		return -1
	}
	return 0
}

//export golws_lws_genec_destroy
func golws_lws_genec_destroy(ctx *C.struct_lws_genec_ctx) {
	const name = "lws_genec_destroy"
	defer recovered(name, nil)
	if ctx == nil {
		nullArgument(name, "ctx")
		return
	}
	for i := range ctx.ctx {
		genecs.take(ctx.ctx[i])
		ctx.ctx[i] = nil
	}
	ctx.genec_alg, ctx.has_private = C.LEGENEC_UNKNOWN, 0
}

//export golws_lws_genec_dump
func golws_lws_genec_dump(el *C.struct_lws_gencrypto_keyelem) (r C.int) {
	const name = "lws_genec_dump"
	defer recovered(name, nil)
	if el == nil {
		nullArgument(name, "el")
		return 0
	}
	e := elementsOf(el, jose.KeyEC)
	logKey(jose.KeyEC, &e)
	return 0
}

// elementNames are how keys are logged.
var elementNames = map[jose.KeyType][]string{
	jose.KeyOct: {"k"},
	jose.KeyRSA: {"e", "n", "d", "p", "q", "dp", "dq", "qi"},
	jose.KeyEC:  {"crv", "x", "d", "y"},
	jose.KeyOKP: {"crv", "x", "d"},
}

func logKey(kind jose.KeyType, e *gencrypto.Elements) {
	for i, name := range elementNames[kind] {
		text := hex.EncodeToString(e[i])
		if name == "crv" {
			text = strings.TrimRight(string(e[i]), "\x00")
		}
		logLine(engine.LevelNotice, nil, nil, nil, fmt.Sprintf("  %s: %d: %s", name, len(e[i]), text))
	}
}
