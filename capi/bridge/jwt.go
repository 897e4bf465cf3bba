package main

/*
#include "bridge.h"
*/
import "C"

import (
	"fmt"
	"strings"
	"time"
	"unsafe"

	"github.com/golws/golws/core/jose"
)

//export golws_core_jwt_sign
func golws_core_jwt_sign(jwk *C.struct_lws_jwk, info *C.struct_lws_jwt_sign_info, claims *C.char, n C.size_t) (r C.int) {
	r = -1
	const name = "lws_jwt_sign"
	defer recovered(name, nil)
	if jwk == nil || info == nil || info.alg == nil || info.out == nil || info.out_len == nil {
		nullArgument(name, "jwk, alg, out or out_len")
		return -1
	}
	k, err := keyForUse(jwk)
	if err != nil {
		refused(name, err)
		return -1
	}
	header := cBytes(unsafe.Pointer(info.jose_hdr), roomOf(info.jose_hdr_len))
	text, err := jose.SignClaims(goString(info.alg), k, header, cBytes(unsafe.Pointer(claims), int(n)))
	if err != nil {
		refused(name, err)
		return -1
	}
	length := putText(name, text, info.out, roomOf(*info.out_len))
	if length < 0 {
		return -1
	}
	*info.out_len = C.size_t(length)
	return 0
}

//export golws_lws_jwt_signed_validate
func golws_lws_jwt_signed_validate(context *C.struct_lws_context, jwk *C.struct_lws_jwk, algorithms, compact *C.char, n C.size_t, temp *C.char, tempLen C.int, out *C.char, outLen *C.size_t) (r C.int) {
	r = -1
	const name = "lws_jwt_signed_validate"
	defer recovered(name, nil)
	if jwk == nil || algorithms == nil || compact == nil || out == nil || outLen == nil {
		nullArgument(name, "jwk, alg_list, com, out or out_len")
		return -1
	}
	k, err := keyForUse(jwk)
	var claims []byte
	if err == nil {
		claims, err = jose.VerifyClaims(strings.Split(goString(algorithms), ","), k, cBytes(unsafe.Pointer(compact), roomOf(n)))
	}
	if err != nil {
		refused(name, err)
		return -1
	}
	length := putText(name, claims, out, roomOf(*outLen))
	if length < 0 {
		return -1
	}
	*outLen = C.size_t(length)
	return 0
}

//export golws_core_jwt_check
func golws_core_jwt_check(in *C.char, n C.size_t, iss, aud, csrf, sub *C.char, subLen C.size_t, exp *C.ulong, extAt, extLen *C.size_t) (r C.int) {
	r = -1
	const name = "lws_jwt_token_sanity"
	defer recovered(name, nil)
	if in == nil || iss == nil || aud == nil || sub == nil || subLen == 0 {
		nullArgument(name, "in, iss, aud or sub")
		return -1
	}
	c, err := jose.CheckClaims(cBytes(unsafe.Pointer(in), roomOf(n)), jose.Demands{
		Issuer: goString(iss), Audience: goString(aud), CSRF: goString(csrf), HasCSRF: csrf != nil,
		Now: time.Now().Unix(),
	})
	if err == nil && len(c.Subject) >= int(subLen) {
		err = fmt.Errorf("claim \"sub\": %w", jose.ErrLimit)
	}
	if err != nil {
		refused(name, err)
		return -1
	}
	putText(name, []byte(c.Subject), sub, int(subLen))
	if exp != nil {
		*exp = C.ulong(c.Expires)
	}
	if extAt != nil && extLen != nil {
		*extAt, *extLen = C.size_t(c.ExtraAt), C.size_t(len(c.Extra))
	}
	return 0
}

//export golws_lws_jwt_token_sanity
func golws_lws_jwt_token_sanity(in *C.char, n C.size_t, iss, aud, csrf, sub *C.char, subLen C.size_t, exp *C.ulong) C.int {
	return golws_core_jwt_check(in, n, iss, aud, csrf, sub, subLen, exp, nil, nil)
}
