package main

/*
#include "bridge.h"
*/
import "C"

import (
	"errors"
	"unsafe"

	"github.com/golws/golws/core/gencrypto"
)

// aesCipher is what a lws_genaes_ctx stands for: one of both.
type aesCipher struct {
	*gencrypto.AES
	gcm *gencrypto.AESGCM
}

var genaes = handles[aesCipher]{kind: handleOfAES}

//export golws_lws_genaes_create
func golws_lws_genaes_create(ctx *C.struct_lws_genaes_ctx, op C.enum_enum_aes_operation, mode C.enum_enum_aes_modes, el *C.struct_lws_gencrypto_keyelem, padding C.enum_enum_aes_padding, engine unsafe.Pointer) (r C.int) {
	r = -1
	const name = "lws_genaes_create"
	defer recovered(name, nil)
	if ctx == nil || el == nil {
		nullArgument(name, "ctx or el")
		return -1
	}
	*ctx = C.struct_lws_genaes_ctx{k: el, op: op, mode: mode, padding: padding}
	if op != C.LWS_GAESO_ENC && op != C.LWS_GAESO_DEC || padding != C.LWS_GAESP_NO_PADDING && padding != C.LWS_GAESP_WITH_PADDING {
		refused(name, gencrypto.ErrType)
		return -1
	}
	var c aesCipher
	var err error
	if el.len > maxElement {
		el = &C.struct_lws_gencrypto_keyelem{}
	}
	key := cBytes(unsafe.Pointer(el.buf), int(el.len))
	decrypt := op == C.LWS_GAESO_DEC
	if mode == C.LWS_GAESM_GCM {
		c.gcm, err = gencrypto.NewAESGCM(decrypt, key)
	} else {
		c.AES, err = gencrypto.NewAES(gencrypto.Mode(mode), decrypt, key, padding == C.LWS_GAESP_WITH_PADDING)
	}
	if err != nil {
		refused(name, err)
		return -1
	}
	if ctx.ctx = genaes.put(c); ctx.ctx == nil {
		return -1
	}
	return 0
}

//export golws_lws_genaes_crypt
func golws_lws_genaes_crypt(ctx *C.struct_lws_genaes_ctx, in *C.uint8_t, n C.size_t, out *C.uint8_t, iv, block *C.uint8_t, offset *C.size_t, tagLen C.int) (r C.int) {
	r = -1
	const name = "lws_genaes_crypt"
	defer recovered(name, nil)
	if ctx == nil || in == nil && n > 0 {
		nullArgument(name, "ctx or in")
		return -1
	}
	c, ok := genaes.find(ctx.ctx)
	if !ok {
		notBegun(name)
		return -1
	}
	var err error
	if c.gcm != nil {
		err = cryptGCM(ctx, c.gcm, in, n, out, iv, block, offset, tagLen)
	} else {
		err = crypt(ctx, c.AES, in, n, out, iv, offset)
	}
	if err != nil {
		refused(name, err)
		return -1
	}
	ctx.underway = 1
	return 0
}

var errOverlap = errors.New("input and output overlap")

func crypt(ctx *C.struct_lws_genaes_ctx, c *gencrypto.AES, in *C.uint8_t, n C.size_t, out, iv *C.uint8_t, offset *C.size_t) error {
	if !c.Begun() {
		size, optional := c.IVSize()
		if iv == nil {
			if !optional {
				return gencrypto.ErrIV
			}
			size = 0
		}
		if err := c.Begin(cBytes(unsafe.Pointer(iv), size)); err != nil {
			return err
		}
		ctx.init = 1
		if offset != nil && *offset != 0 {
			if *offset >= gencrypto.BlockSize {
				return gencrypto.ErrIV
			}
			if err := c.Skip(int(*offset)); err != nil {
				return err
			}
		}
	}
	room, err := c.OutputSize(int(n))
	if err != nil {
		return err
	}
	if out == nil && room > 0 {
		return gencrypto.ErrLength
	}
	if overlapping(unsafe.Pointer(in), int(n), unsafe.Pointer(out), room) {
		return errOverlap
	}
	src := cBytes(unsafe.Pointer(in), int(n))
	if in == out && room != int(n) {
		src = append([]byte(nil), src...)
	}
	if err := c.Crypt(cBytes(unsafe.Pointer(out), room), src); err != nil {
		return err
	}
	switch ctx.mode {
	case C.LWS_GAESM_CTR, C.LWS_GAESM_OFB, C.LWS_GAESM_CFB128:
		if offset != nil {
			*offset = C.size_t(c.Offset())
		}
	}
	return nil
}

func cryptGCM(ctx *C.struct_lws_genaes_ctx, g *gencrypto.AESGCM, in *C.uint8_t, n C.size_t, out, iv, tag *C.uint8_t, ivLen *C.size_t, tagLen C.int) error {
	if !g.Begun() {
		if iv == nil || ivLen == nil || tagLen < 0 || tagLen > gencrypto.BlockSize {
			return gencrypto.ErrIV
		}
		if *ivLen > maxElement {
			return gencrypto.ErrIV
		}
		var want []byte
		if ctx.op == C.LWS_GAESO_DEC {
			want = cBytes(unsafe.Pointer(tag), int(tagLen))
		}
		if err := g.Begin(cBytes(unsafe.Pointer(iv), int(*ivLen)), want); err != nil {
			return err
		}
		ctx.init, ctx.taglen = 1, tagLen
	}
	src := cBytes(unsafe.Pointer(in), int(n))
	if out == nil {
		return g.AAD(src)
	}
	if overlapping(unsafe.Pointer(in), int(n), unsafe.Pointer(out), int(n)) {
		return errOverlap
	}
	return g.Crypt(cBytes(unsafe.Pointer(out), int(n)), src)
}

//export golws_lws_genaes_destroy
func golws_lws_genaes_destroy(ctx *C.struct_lws_genaes_ctx, tag *C.uchar, n C.size_t) (r C.int) {
	r = -1
	const name = "lws_genaes_destroy"
	defer recovered(name, nil)
	if ctx == nil {
		nullArgument(name, "ctx")
		return -1
	}
	c, ok := genaes.take(ctx.ctx)
	ctx.ctx = nil
	if !ok {
		notBegun(name)
		return -1
	}
	if c.gcm == nil || !c.gcm.Begun() {
		return 0
	}
	made, err := c.gcm.Finish()
	if err != nil {
		refused(name, err)
		return -1
	}
	if ctx.op == C.LWS_GAESO_ENC {
		for i, b := range made {
			ctx.tag[i] = C.uchar(b)
		}
		if tag != nil {
			copy(cBytes(unsafe.Pointer(tag), int(min(n, gencrypto.BlockSize))), made[:])
		}
	}
	return 0
}
