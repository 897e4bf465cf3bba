package main

/*
#include "bridge.h"

static inline const struct lws_jose_jwe_alg *
golws_algorithm(int (*find)(const char *, const struct lws_jose_jwe_alg **), uintptr_t name)
{
	const struct lws_jose_jwe_alg *found = NULL;

	return find((const char *)name, &found) ? NULL : found;
}

static inline const struct lws_jose_jwe_alg *
golws_jws_algorithm(uintptr_t name)
{
	return golws_algorithm(golws_front->jws_algorithm, name);
}

static inline const struct lws_jose_jwe_alg *
golws_jwe_algorithm(uintptr_t name)
{
	return golws_algorithm(golws_front->jwe_algorithm, name);
}

static inline const struct lws_jose_jwe_alg *
golws_jwe_encryption(uintptr_t name)
{
	return golws_algorithm(golws_front->jwe_encryption, name);
}
*/
import "C"

import (
	"fmt"
	"unsafe"

	"github.com/golws/golws/core/jose"
)

var _ = [1]struct{}{}[C.LWS_COUNT_JOSE_HDR_ELEMENTS-jose.ParamCount]

// temporary is memory of the caller's from which pieces are taken at the start.
type temporary struct {
	at   *C.char
	left *C.int
	used int
}

func temporaryAt(at *C.char, left *C.int) temporary { return temporary{at: at, left: left} }

// take returns n bytes, nil when there are not so many.
func (t *temporary) take(n int) []byte {
	if t.at == nil || t.left == nil || n < 0 || int(*t.left) < n {
		return nil
	}
	p := unsafe.Slice((*byte)(unsafe.Add(unsafe.Pointer(t.at), t.used)), n)
	*t.left -= C.int(n)
	t.used += n
	return p
}

// copied puts bytes there, and a NUL behind them.
func (t *temporary) copied(p []byte) []byte {
	room := t.take(len(p) + 1)
	if room == nil {
		return nil
	}
	room[copy(room, p)] = 0
	return room[:len(p)]
}

func cString(p []byte) *C.char { return (*C.char)(unsafe.Pointer(unsafe.SliceData(p))) }

func algorithmNamed(find func(C.uintptr_t) *C.struct_lws_jose_jwe_alg, name string) *C.struct_lws_jose_jwe_alg {
	text := append([]byte(name), 0)
	found := find(C.uintptr_t(uintptr(unsafe.Pointer(&text[0]))))
	keep(text)
	return found
}

func jwsAlgorithm(name C.uintptr_t) *C.struct_lws_jose_jwe_alg { return C.golws_jws_algorithm(name) }
func jweAlgorithm(name C.uintptr_t) *C.struct_lws_jose_jwe_alg { return C.golws_jwe_algorithm(name) }
func jweEncryption(name C.uintptr_t) *C.struct_lws_jose_jwe_alg {
	return C.golws_jwe_encryption(name)
}

//export golws_lws_jose_init
func golws_lws_jose_init(j *C.struct_lws_jose) {
	defer recovered("lws_jose_init", nil)
	if j == nil {
		nullArgument("lws_jose_init", "jose")
		return
	}
	*j = C.struct_lws_jose{}
}

//export golws_lws_jose_destroy
func golws_lws_jose_destroy(j *C.struct_lws_jose) {
	defer recovered("lws_jose_destroy", nil)
	if j == nil {
		nullArgument("lws_jose_destroy", "jose")
		return
	}
	destroyHeader(j)
}

func destroyHeader(j *C.struct_lws_jose) {
	for i := range j.recipient {
		destroyKey(&j.recipient[i].jwk)
		destroyKey(&j.recipient[i].jwk_ephemeral)
	}
	*j = C.struct_lws_jose{}
}

// fillHeader gives a header to the program: texts in t.
func fillHeader(j *C.struct_lws_jose, h *jose.Header, recipient int, t *temporary) error {
	for p, value := range h.Value {
		if value == nil || j.e[p].buf != nil {
			continue
		}
		text := t.copied(value)
		if text == nil {
			return jose.ErrLimit
		}
		j.e[p] = C.struct_lws_gencrypto_keyelem{buf: (*C.uint8_t)(unsafe.Pointer(cString(text))), len: C.uint32_t(len(text))}
	}
	typ := h.Text(jose.ParamTyp)
	j.typ = [len(j.typ)]C.char{}
	for i := 0; i < len(typ) && i < len(j.typ)-1; i++ {
		j.typ[i] = C.char(typ[i])
	}
	r := &j.recipient[recipient]
	for _, key := range []struct {
		to   *C.struct_lws_jwk
		from *jose.Key
	}{{&r.jwk, h.Key}, {&r.jwk_ephemeral, h.Ephemeral}} {
		if key.from == nil {
			continue
		}
		destroyKey(key.to)
		if !fillKey(key.to, key.from) {
			return jose.ErrLimit
		}
	}
	return nil
}

// parseHeader is what both functions that read a header do.
func parseHeader(j *C.struct_lws_jose, text []byte, t *temporary, encrypted bool) error {
	h, err := jose.ParseHeader(text)
	if err != nil {
		return err
	}
	if err := fillHeader(j, h, 0, t); err != nil {
		return err
	}
	return setAlgorithms(j, h, encrypted)
}

func setAlgorithms(j *C.struct_lws_jose, h *jose.Header, encrypted bool) error {
	alg, enc := h.Text(jose.ParamAlg), h.Text(jose.ParamEnc)
	if !encrypted {
		if j.alg = algorithmNamed(jwsAlgorithm, alg); j.alg == nil {
			return fmt.Errorf("%w: %.16q", jose.ErrAlgorithm, alg)
		}
		return nil
	}
	if j.alg = algorithmNamed(jweAlgorithm, alg); j.alg == nil {
		return fmt.Errorf("%w: %.16q", jose.ErrAlgorithm, alg)
	}
	if j.enc_alg = algorithmNamed(jweEncryption, enc); j.enc_alg == nil {
		return fmt.Errorf("%w: %.16q", jose.ErrAlgorithm, enc)
	}
	if h.Value[jose.ParamZip] != nil {
		// Compressed content is a decompression bomb's wrapping (CVE-2024-28176),
		// and the C API never inflated it.
		return fmt.Errorf("%w: \"zip\"", jose.ErrAlgorithm)
	}
	return nil
}

func parseJose(name string, j *C.struct_lws_jose, buf *C.char, n C.int, temp *C.char, tempLen *C.int, encrypted bool) C.int {
	if j == nil || buf == nil || temp == nil || tempLen == nil {
		nullArgument(name, "jose, buf, temp or temp_len")
		return -1
	}
	destroyHeader(j)
	t := temporaryAt(temp, tempLen)
	if err := parseHeader(j, cBytes(unsafe.Pointer(buf), int(n)), &t, encrypted); err != nil {
		refused(name, err)
		return -1
	}
	return 0
}

//export golws_lws_jws_parse_jose
func golws_lws_jws_parse_jose(j *C.struct_lws_jose, buf *C.char, n C.int, temp *C.char, tempLen *C.int) (r C.int) {
	r = -1
	defer recovered("lws_jws_parse_jose", nil)
	return parseJose("lws_jws_parse_jose", j, buf, n, temp, tempLen, false)
}

//export golws_lws_jwe_parse_jose
func golws_lws_jwe_parse_jose(j *C.struct_lws_jose, buf *C.char, n C.int, temp *C.char, tempLen *C.int) (r C.int) {
	r = -1
	defer recovered("lws_jwe_parse_jose", nil)
	return parseJose("lws_jwe_parse_jose", j, buf, n, temp, tempLen, true)
}
