package main

/*
#include "bridge.h"

static inline void *
golws_zalloc_for(size_t size)
{
	return golws_front->zalloc(size, "key");
}

static inline void
golws_free_of(void *p)
{
	golws_front->free(p);
}

static inline void
golws_erase(void *p, size_t n)
{
	volatile unsigned char *at = p;

	while (n--)
		*at++ = 0;
}

static inline void
golws_erase_and_free(void *p, size_t n)
{
	golws_erase(p, n);
	golws_front->free(p);
}
*/
import "C"

import (
	"strings"
	"unsafe"

	"github.com/golws/golws/core/engine"
	"github.com/golws/golws/core/gencrypto"
	"github.com/golws/golws/core/jose"
)

// elementCount is how many elements a key of each kind has.
var elementCount = map[jose.KeyType]int{
	jose.KeyOct: C.LWS_GENCRYPTO_OCT_KEYEL_COUNT,
	jose.KeyRSA: C.LWS_GENCRYPTO_RSA_KEYEL_COUNT,
	jose.KeyEC:  C.LWS_GENCRYPTO_EC_KEYEL_COUNT,
}

// kindIn tells of which kind a key of the program's is; octet key pairs are known
// by their curve.
func kindIn(kty C.int, e *gencrypto.Elements) jose.KeyType {
	return jose.KindOf(jose.KeyType(kty), strings.TrimRight(string(e[gencrypto.ECCurve]), "\x00"))
}

// ktyOf is enum lws_gencrypto_kty of a kind.
func ktyOf(kind jose.KeyType) C.int {
	if kind == jose.KeyOKP {
		kind = jose.KeyEC
	}
	return C.int(kind)
}

// maxElement is the longest element of a key that is looked at.
const maxElement = 1 << 20

// elementsOf sees the elements of a key of the program's, which are only valid
// during the call.
func elementsOf(el *C.struct_lws_gencrypto_keyelem, kind jose.KeyType) (e gencrypto.Elements) {
	for i, c := range unsafe.Slice(el, elementCount[kind]) {
		if c.len <= maxElement {
			e[i] = cBytes(unsafe.Pointer(c.buf), int(c.len))
		}
	}
	return e
}

// allocated copies bytes into memory of the program's, and puts a NUL behind
// them; NULL when it has none.
func allocated(p []byte) *C.uint8_t {
	at := C.golws_zalloc_for(C.size_t(len(p) + 1))
	if at != nil {
		copy(unsafe.Slice((*byte)(at), len(p)), p)
	}
	return (*C.uint8_t)(at)
}

// setElements fills the elements of a key, whatever they were before.
func setElements(el []C.struct_lws_gencrypto_keyelem, values [][]byte) bool {
	clear(el)
	for i := range el {
		if i >= len(values) || values[i] == nil {
			continue
		}
		at := allocated(values[i])
		if at == nil {
			freeElements(el)
			return false
		}
		el[i] = C.struct_lws_gencrypto_keyelem{buf: at, len: C.uint32_t(len(values[i]))}
	}
	return true
}

// freeElements erases and frees elements.
func freeElements(el []C.struct_lws_gencrypto_keyelem) {
	for i := range el {
		if el[i].buf != nil {
			C.golws_erase_and_free(unsafe.Pointer(el[i].buf), C.size_t(el[i].len))
		}
		el[i] = C.struct_lws_gencrypto_keyelem{}
	}
}

// refused logs why a function fails.
func refused(name string, err error) {
	logLine(engine.LevelNotice, nil, nil, nil, name+": "+err.Error())
}

// notBegun logs that a context is not in use: never created, or destroyed.
func notBegun(name string) {
	logLine(engine.LevelErr, nil, nil, nil, name+": this was not created, or has been destroyed")
}

// nullArgument logs that one of the pointers is NULL.
func nullArgument(name, what string) { staleArgument(name, what, true) }

// overlapping reports whether two ranges of memory share some of it without
// beginning at the same place.
func overlapping(a unsafe.Pointer, n int, b unsafe.Pointer, m int) bool {
	if a == b || n == 0 || m == 0 {
		return false
	}
	return uintptr(a) < uintptr(b)+uintptr(m) && uintptr(b) < uintptr(a)+uintptr(n)
}

//export golws_lws_genec_destroy_elements
func golws_lws_genec_destroy_elements(el *C.struct_lws_gencrypto_keyelem) {
	defer recovered("lws_genec_destroy_elements", nil)
	if el == nil {
		nullArgument("lws_genec_destroy_elements", "el")
		return
	}
	freeElements(unsafe.Slice(el, C.LWS_GENCRYPTO_EC_KEYEL_COUNT))
}

//export golws_lws_genrsa_destroy_elements
func golws_lws_genrsa_destroy_elements(el *C.struct_lws_gencrypto_keyelem) {
	defer recovered("lws_genrsa_destroy_elements", nil)
	if el == nil {
		nullArgument("lws_genrsa_destroy_elements", "el")
		return
	}
	freeElements(unsafe.Slice(el, C.LWS_GENCRYPTO_RSA_KEYEL_COUNT))
}
