package main

/*
#include "bridge.h"

static inline uintptr_t
golws_first_of(struct lws_dll2_owner *owner)
{
	return owner ? (uintptr_t)owner->head : 0;
}

static inline uintptr_t
golws_next_of(uintptr_t d)
{
	return (uintptr_t)((struct lws_dll2 *)d)->next;
}

static inline lws_cose_key_t *
golws_cose_key_of(uintptr_t d)
{
	return lws_container_of((struct lws_dll2 *)d, lws_cose_key_t, list);
}

static inline lws_cose_key_t *
golws_cose_key_new(void)
{
	return golws_front->zalloc(sizeof(lws_cose_key_t), "cose key");
}

static inline void
golws_cose_key_free(lws_cose_key_t *ck)
{
	if (ck->list.owner)
		golws_front->dll2_remove(&ck->list);
	golws_front->free(ck);
}

static inline void
golws_cose_key_add(lws_cose_key_t *ck, struct lws_dll2_owner *owner)
{
	golws_front->dll2_add_tail(&ck->list, owner);
}

static inline int
golws_cose_key_tell(lws_cose_key_import_callback cb, lws_cose_key_t *ck, void *user)
{
	return cb(ck, user);
}
*/
import "C"

import (
	"fmt"
	"unsafe"

	"github.com/golws/golws/core/cose"
	"github.com/golws/golws/core/engine"
	"github.com/golws/golws/core/gencrypto"
	"github.com/golws/golws/core/jose"
)

// coseKeyIn copies a key of the program's.
func coseKeyIn(ck *C.struct_lws_cose_key) (*cose.Key, error) {
	k := &cose.Key{Type: jose.KeyType(ck.gencrypto_kty), Kty: int64(ck.kty), Alg: int64(ck.cose_alg),
		Curve: int64(ck.cose_curve), Private: ck.private_key != 0}
	n, ok := elementCount[k.Type]
	if !ok {
		return nil, cose.ErrKey
	}
	copied := func(e C.struct_lws_gencrypto_keyelem) []byte {
		if e.buf == nil || e.len > maxElement {
			return nil
		}
		return append([]byte{}, cBytes(unsafe.Pointer(e.buf), int(e.len))...)
	}
	for i, e := range ck.e[:n] {
		k.E[i] = copied(e)
	}
	k.Type = kindIn(ck.gencrypto_kty, &k.E)
	k.Kid, k.BaseIV = copied(ck.meta[C.COSEKEY_META_KID]), copied(ck.meta[C.COSEKEY_META_BASE_IV])
	for _, op := range copied(ck.meta[C.COSEKEY_META_KEY_OPS]) {
		k.Ops = append(k.Ops, int64(op))
	}
	return k, nil
}

// newCoseKey gives a key to the program; nil when there is no memory.
func newCoseKey(k *cose.Key) *C.struct_lws_cose_key {
	ck := C.golws_cose_key_new()
	if ck == nil {
		return nil
	}
	ck.gencrypto_kty, ck.kty = ktyOf(k.Type), C.cose_param_t(k.Kty)
	ck.cose_alg, ck.cose_curve = C.cose_param_t(k.Alg), C.cose_param_t(k.Curve)
	if k.Private {
		ck.private_key = 1
	}
	meta := make([][]byte, C.LWS_COUNT_COSE_KEY_ELEMENTS)
	meta[C.COSEKEY_META_KID], meta[C.COSEKEY_META_BASE_IV] = k.Kid, k.BaseIV
	for _, op := range k.Ops {
		if op > 0 && op < 256 {
			meta[C.COSEKEY_META_KEY_OPS] = append(meta[C.COSEKEY_META_KEY_OPS], byte(op))
		}
	}
	if !setElements(ck.e[:], k.E[:]) || !setElements(ck.meta[:], meta) {
		destroyCoseKey(ck)
		return nil
	}
	return ck
}

func destroyCoseKey(ck *C.struct_lws_cose_key) {
	freeElements(ck.e[:])
	freeElements(ck.meta[:])
	C.golws_cose_key_free(ck)
}

// keysIn copies the keys of a set; where says which of the program's each is.
func keysIn(set *C.struct_lws_dll2_owner) (keys []*cose.Key, where map[*cose.Key]*C.struct_lws_cose_key) {
	where = map[*cose.Key]*C.struct_lws_cose_key{}
	for d := C.golws_first_of(set); d != 0; d = C.golws_next_of(d) {
		ck := C.golws_cose_key_of(d)
		if k, err := coseKeyIn(ck); err == nil {
			keys = append(keys, k)
			where[k] = ck
		}
	}
	return keys, where
}

//export golws_lws_cose_key_import
func golws_lws_cose_key_import(set *C.struct_lws_dll2_owner, cb C.lws_cose_key_import_callback, user unsafe.Pointer, in *C.uint8_t, n C.size_t) (last *C.struct_lws_cose_key) {
	const name = "lws_cose_key_import"
	defer recovered(name, nil)
	if in == nil || n == 0 {
		nullArgument(name, "in")
		return nil
	}
	keys, isSet, err := cose.ParseKeys(cBytes(unsafe.Pointer(in), roomOf(n)))
	if err == nil && (isSet && set == nil || len(keys) == 0) {
		err = fmt.Errorf("%w: a set of keys, or an empty one", cose.ErrKey)
	}
	if err != nil {
		refused(name, err)
		return nil
	}
	for _, k := range keys {
		ck := newCoseKey(k)
		if ck == nil {
			return nil
		}
		if set != nil {
			C.golws_cose_key_add(ck, set)
		}
		if isSet && cb != nil && C.golws_cose_key_tell(cb, ck, user) != 0 {
			return nil
		}
		last = ck
	}
	return last
}

// lecRoom is how much a writer of CBOR has room for.
func lecRoom(lec *C.lws_lec_pctx_t) int {
	if lec.buf == nil || uintptr(unsafe.Pointer(lec.end)) < uintptr(unsafe.Pointer(lec.buf)) {
		return 0
	}
	return int(uintptr(unsafe.Pointer(lec.end)) - uintptr(unsafe.Pointer(lec.buf)))
}

// lecWrite gives a writer what it has room for, and returns the rest.
func lecWrite(lec *C.lws_lec_pctx_t, p []byte) []byte {
	n := copy(cBytes(unsafe.Pointer(lec.buf), lecRoom(lec)), p)
	lec.buf = (*C.uint8_t)(unsafe.Add(unsafe.Pointer(lec.buf), n))
	lec.used = C.size_t(uintptr(unsafe.Pointer(lec.buf)) - uintptr(unsafe.Pointer(lec.start)))
	return p[n:]
}

//export golws_lws_cose_key_export
func golws_lws_cose_key_export(ck *C.struct_lws_cose_key, lec *C.lws_lec_pctx_t, flags C.int) (r C.enum_lws_lec_pctx_ret) {
	r = C.LWS_LECPCTX_RET_FAIL
	const name = "lws_cose_key_export"
	defer recovered(name, nil)
	if ck == nil || lec == nil {
		nullArgument(name, "ck or ctx")
		return r
	}
	k, err := coseKeyIn(ck)
	var all []byte
	if err == nil {
		all, err = k.Export(flags&C.LWSJWKF_EXPORT_PRIVATE != 0)
	}
	if err != nil {
		refused(name, err)
		return r
	}
	// Deterministic, so a call that goes on makes the same text again.
	mark := (*C.uint8_t)(unsafe.Pointer(ck))
	done := 0
	if lec.ongoing_src == mark && int(lec.ongoing_len) == len(all) {
		done = min(int(lec.ongoing_done), len(all))
	}
	rest := lecWrite(lec, all[done:])
	if len(rest) > 0 {
		lec.ongoing_src, lec.ongoing_len, lec.ongoing_done = mark, C.uint64_t(len(all)), C.uint64_t(len(all)-len(rest))
		return C.LWS_LECPCTX_RET_AGAIN
	}
	lec.ongoing_src, lec.ongoing_len, lec.ongoing_done = nil, 0, 0
	return C.LWS_LECPCTX_RET_FINISHED
}

//export golws_lws_cose_key_generate
func golws_lws_cose_key_generate(context *C.struct_lws_context, kty C.cose_param_t, uses, bits C.int, curve *C.char, kid *C.uint8_t, n C.size_t) (r *C.struct_lws_cose_key) {
	const name = "lws_cose_key_generate"
	defer recovered(name, nil)
	k, err := cose.GenerateKey(int64(kty), uint(uses), int(bits), goString(curve), cBytes(unsafe.Pointer(kid), roomOf(n)))
	if err != nil {
		refused(name, err)
		return nil
	}
	return newCoseKey(k)
}

//export golws_lws_cose_key_from_set
func golws_lws_cose_key_from_set(set *C.struct_lws_dll2_owner, kid *C.uint8_t, n C.size_t) (r *C.struct_lws_cose_key) {
	const name = "lws_cose_key_from_set"
	defer recovered(name, nil)
	if set == nil {
		nullArgument(name, "set")
		return nil
	}
	for d := C.golws_first_of(set); d != 0; d = C.golws_next_of(d) {
		ck := C.golws_cose_key_of(d)
		m := ck.meta[C.COSEKEY_META_KID]
		if kid == nil || m.buf != nil && string(cBytes(unsafe.Pointer(m.buf), int(m.len))) == string(cBytes(unsafe.Pointer(kid), roomOf(n))) {
			return ck
		}
	}
	return nil
}

//export golws_lws_cose_key_destroy
func golws_lws_cose_key_destroy(ck **C.struct_lws_cose_key) {
	defer recovered("lws_cose_key_destroy", nil)
	if ck == nil || *ck == nil {
		return
	}
	destroyCoseKey(*ck)
	*ck = nil
}

//export golws_lws_cose_key_set_destroy
func golws_lws_cose_key_set_destroy(set *C.struct_lws_dll2_owner) {
	defer recovered("lws_cose_key_set_destroy", nil)
	for d := C.golws_first_of(set); d != 0; d = C.golws_first_of(set) {
		destroyCoseKey(C.golws_cose_key_of(d))
	}
}

//export golws_lws_cose_key_dump
func golws_lws_cose_key_dump(ck *C.struct_lws_cose_key) {
	defer recovered("lws_cose_key_dump", nil)
	if ck == nil {
		nullArgument("lws_cose_key_dump", "ck")
		return
	}
	k, err := coseKeyIn(ck)
	if err != nil {
		refused("lws_cose_key_dump", err)
		return
	}
	logLine(engine.LevelNotice, nil, nil, nil, fmt.Sprintf("cose key: kty %d, kid %x, alg %d, ops %v", k.Kty, k.Kid, k.Alg, k.Ops))
	logKey(k.Type, (*gencrypto.Elements)(&k.E))
}
