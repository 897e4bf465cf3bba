package main

/*
#include "bridge.h"
*/
import "C"

import (
	"unsafe"

	"github.com/golws/golws/core/gencrypto"
	"github.com/golws/golws/core/jose"
)

var genrsas = handles[*gencrypto.RSA]{kind: handleOfRSA}

// rsaInUse finds the key of a context.
func rsaInUse(ctx *C.struct_lws_genrsa_ctx, name string) *gencrypto.RSA {
	if ctx == nil {
		nullArgument(name, "ctx")
		return nil
	}
	k, ok := genrsas.find(ctx.rsa)
	if !ok {
		notBegun(name)
		return nil
	}
	return k
}

func beginRSA(ctx *C.struct_lws_genrsa_ctx, k *gencrypto.RSA, context *C.struct_lws_context, mode C.enum_enum_genrsa_mode) bool {
	k.PSS = mode == C.LGRSAM_PKCS1_OAEP_PSS
	*ctx = C.struct_lws_genrsa_ctx{context: context, mode: mode, rsa: genrsas.put(k)}
	return ctx.rsa != nil
}

//export golws_lws_genrsa_create
func golws_lws_genrsa_create(ctx *C.struct_lws_genrsa_ctx, el *C.struct_lws_gencrypto_keyelem, context *C.struct_lws_context, mode C.enum_enum_genrsa_mode, oaep C.enum_lws_genhash_types) (r C.int) {
	r = -1
	const name = "lws_genrsa_create"
	defer recovered(name, nil)
	if ctx == nil || el == nil {
		nullArgument(name, "ctx or el")
		return -1
	}
	*ctx = C.struct_lws_genrsa_ctx{}
	if mode >= C.LGRSAM_COUNT || oaep > C.LWS_GENHASH_TYPE_SHA512 {
		refused(name, gencrypto.ErrType)
		return -1
	}
	e := elementsOf(el, jose.KeyRSA)
	k, err := gencrypto.NewRSA(&e)
	if err != nil {
		refused(name, err)
		return -1
	}
	if oaep != C.LWS_GENHASH_TYPE_UNKNOWN {
		k.OAEP = gencrypto.HashType(oaep)
	}
	if !beginRSA(ctx, k, context, mode) {
		return -1
	}
	return 0
}

//export golws_lws_genrsa_new_keypair
func golws_lws_genrsa_new_keypair(context *C.struct_lws_context, ctx *C.struct_lws_genrsa_ctx, mode C.enum_enum_genrsa_mode, el *C.struct_lws_gencrypto_keyelem, bits C.int) (r C.int) {
	r = -1
	const name = "lws_genrsa_new_keypair"
	defer recovered(name, nil)
	if ctx == nil || el == nil {
		nullArgument(name, "ctx or el")
		return -1
	}
	*ctx = C.struct_lws_genrsa_ctx{}
	if mode >= C.LGRSAM_COUNT {
		refused(name, gencrypto.ErrType)
		return -1
	}
	k, err := gencrypto.GenerateRSA(int(bits))
	if err != nil {
		refused(name, err)
		return -1
	}
	e := k.Elements()
	all := unsafe.Slice(el, C.LWS_GENCRYPTO_RSA_KEYEL_COUNT)
	if !setElements(all, e[:]) {
		return -1
	}
	if !beginRSA(ctx, k, context, mode) {
		freeElements(all)
		return -1
	}
	return 0
}

//export golws_lws_genrsa_destroy
func golws_lws_genrsa_destroy(ctx *C.struct_lws_genrsa_ctx) {
	const name = "lws_genrsa_destroy"
	defer recovered(name, nil)
	if ctx == nil {
		nullArgument(name, "ctx")
		return
	}
	if _, ok := genrsas.take(ctx.rsa); !ok {
		notBegun(name)
	}
	ctx.rsa = nil
}

// deliver copies a result to the program; -1 when there is none or no room.
func deliver(name string, result []byte, err error, out *C.uint8_t, room int) C.int {
	if err != nil {
		refused(name, err)
		return -1
	}
	if len(result) > room {
		refused(name, gencrypto.ErrLength)
		return -1
	}
	copy(cBytes(unsafe.Pointer(out), room), result)
	return C.int(len(result))
}

func roomOf(n C.size_t) int { return int(min(n, maxElement)) }

//export golws_lws_genrsa_public_encrypt
func golws_lws_genrsa_public_encrypt(ctx *C.struct_lws_genrsa_ctx, in *C.uint8_t, n C.size_t, out *C.uint8_t) (r C.int) {
	r = -1
	const name = "lws_genrsa_public_encrypt"
	defer recovered(name, nil)
	k := rsaInUse(ctx, name)
	if k == nil || in == nil || out == nil {
		return -1
	}
	made, err := k.Encrypt(cBytes(unsafe.Pointer(in), roomOf(n)))
	return deliver(name, made, err, out, k.Size())
}

//export golws_lws_genrsa_private_decrypt
func golws_lws_genrsa_private_decrypt(ctx *C.struct_lws_genrsa_ctx, in *C.uint8_t, n C.size_t, out *C.uint8_t, room C.size_t) (r C.int) {
	r = -1
	const name = "lws_genrsa_private_decrypt"
	defer recovered(name, nil)
	k := rsaInUse(ctx, name)
	if k == nil || in == nil || out == nil {
		return -1
	}
	made, err := k.Decrypt(cBytes(unsafe.Pointer(in), roomOf(n)))
	return deliver(name, made, err, out, roomOf(room))
}

//export golws_lws_genrsa_private_encrypt
func golws_lws_genrsa_private_encrypt(ctx *C.struct_lws_genrsa_ctx, in *C.uint8_t, n C.size_t, out *C.uint8_t) (r C.int) {
	r = -1
	const name = "lws_genrsa_private_encrypt"
	defer recovered(name, nil)
	k := rsaInUse(ctx, name)
	if k == nil || in == nil || out == nil {
		return -1
	}
	made, err := k.EncryptPrivate(cBytes(unsafe.Pointer(in), roomOf(n)))
	return deliver(name, made, err, out, k.Size())
}

//export golws_lws_genrsa_public_decrypt
func golws_lws_genrsa_public_decrypt(ctx *C.struct_lws_genrsa_ctx, in *C.uint8_t, n C.size_t, out *C.uint8_t, room C.size_t) (r C.int) {
	r = -1
	const name = "lws_genrsa_public_decrypt"
	defer recovered(name, nil)
	k := rsaInUse(ctx, name)
	if k == nil || in == nil || out == nil {
		return -1
	}
	made, err := k.DecryptPublic(cBytes(unsafe.Pointer(in), roomOf(n)))
	return deliver(name, made, err, out, roomOf(room))
}

//export golws_lws_genrsa_hash_sign
func golws_lws_genrsa_hash_sign(ctx *C.struct_lws_genrsa_ctx, in *C.uint8_t, kind C.enum_lws_genhash_types, sig *C.uint8_t, room C.size_t) (r C.int) {
	r = -1
	const name = "lws_genrsa_hash_sign"
	defer recovered(name, nil)
	k := rsaInUse(ctx, name)
	if k == nil || in == nil || sig == nil {
		return -1
	}
	t := gencrypto.HashType(kind)
	made, err := k.Sign(t, cBytes(unsafe.Pointer(in), t.Size()))
	return deliver(name, made, err, sig, roomOf(room))
}

//export golws_lws_genrsa_hash_sig_verify
func golws_lws_genrsa_hash_sig_verify(ctx *C.struct_lws_genrsa_ctx, in *C.uint8_t, kind C.enum_lws_genhash_types, sig *C.uint8_t, n C.size_t) (r C.int) {
	r = -1
	const name = "lws_genrsa_hash_sig_verify"
	defer recovered(name, nil)
	k := rsaInUse(ctx, name)
	if k == nil || in == nil || sig == nil {
		return -1
	}
	t := gencrypto.HashType(kind)
	if err := k.Verify(t, cBytes(unsafe.Pointer(in), t.Size()), cBytes(unsafe.Pointer(sig), roomOf(n))); err != nil {
		refused(name, err)
		return -1
	}
	return 0
}

//export golws_lws_genrsa_render_pkey_asn1
func golws_lws_genrsa_render_pkey_asn1(ctx *C.struct_lws_genrsa_ctx, private C.int, out *C.uint8_t, room C.size_t) (r C.int) {
	r = -1
	const name = "lws_genrsa_render_pkey_asn1"
	defer recovered(name, nil)
	k := rsaInUse(ctx, name)
	if k == nil || out == nil {
		return -1
	}
	made, err := k.DER(private != 0)
	return deliver(name, made, err, out, roomOf(room))
}
