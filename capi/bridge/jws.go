package main

/*
#include "bridge.h"
*/
import "C"

import (
	"fmt"
	"unsafe"

	"github.com/golws/golws/core/jose"
)

//export golws_lws_jws_init
func golws_lws_jws_init(jws *C.struct_lws_jws, jwk *C.struct_lws_jwk, context *C.struct_lws_context) {
	defer recovered("lws_jws_init", nil)
	if jws == nil {
		nullArgument("lws_jws_init", "jws")
		return
	}
	*jws = C.struct_lws_jws{jwk: jwk, context: context}
}

//export golws_lws_jws_destroy
func golws_lws_jws_destroy(jws *C.struct_lws_jws) {
	defer recovered("lws_jws_destroy", nil)
	if jws == nil {
		nullArgument("lws_jws_destroy", "jws")
		return
	}
	*jws = C.struct_lws_jws{}
}

// confirm checks a signature by the blocks in base64url, so that header,
// signature and what is signed are the same bytes.
func confirm(b64 *C.struct_lws_jws_map, jwk *C.struct_lws_jwk) error {
	header, err := jose.SignatureHeader(blockOf(b64, C.LJWS_JOSE), blockOf(b64, C.LJWS_UHDR))
	if err != nil {
		return err
	}
	sig, err := jose.Decode(nil, blockOf(b64, C.LJWS_SIG))
	if err != nil {
		return err
	}
	k, err := keyForUse(jwk)
	if err != nil {
		return err
	}
	input := jose.SigningInput(blockOf(b64, C.LJWS_JOSE), blockOf(b64, C.LJWS_PYLD))
	return jose.Verify(header.Text(jose.ParamAlg), k, input, sig)
}

// confirmed is what all functions that check a signature return.
func confirmed(name string, err error) C.int {
	if err != nil {
		refused(name, err)
		return -1
	}
	return 0
}

//export golws_lws_jws_sig_confirm
func golws_lws_jws_sig_confirm(b64, m *C.struct_lws_jws_map, jwk *C.struct_lws_jwk, context *C.struct_lws_context) (r C.int) {
	r = -1
	const name = "lws_jws_sig_confirm"
	defer recovered(name, nil)
	if b64 == nil || m == nil || jwk == nil {
		nullArgument(name, "map_b64, map or jwk")
		return -1
	}
	all := *b64
	if all.buf[C.LJWS_SIG] == nil {
		// The signature alone need not be encoded.
		text := jose.Encode(nil, blockOf(m, C.LJWS_SIG))
		pinned := C.CBytes(text)
		defer C.free(pinned)
		setBlock(&all, C.LJWS_SIG, cBytes(pinned, len(text)))
	}
	return confirmed(name, confirm(&all, jwk))
}

//export golws_lws_jws_sig_confirm_compact
func golws_lws_jws_sig_confirm_compact(m *C.struct_lws_jws_map, jwk *C.struct_lws_jwk, context *C.struct_lws_context, temp *C.char, tempLen *C.int) (r C.int) {
	r = -1
	const name = "lws_jws_sig_confirm_compact"
	defer recovered(name, nil)
	if m == nil || jwk == nil || temp == nil || tempLen == nil {
		nullArgument(name, "map, jwk, temp or temp_len")
		return -1
	}
	var b64 C.struct_lws_jws_map
	t := temporaryAt(temp, tempLen)
	compact := *m
	compact.buf[C.LJWS_UHDR] = nil
	if err := encodeMap(&compact, &b64, &t); err != nil {
		return confirmed(name, err)
	}
	return confirmed(name, confirm(&b64, jwk))
}

//export golws_lws_jws_sig_confirm_compact_b64
func golws_lws_jws_sig_confirm_compact_b64(in *C.char, n C.size_t, m *C.struct_lws_jws_map, jwk *C.struct_lws_jwk, context *C.struct_lws_context, temp *C.char, tempLen *C.int) (r C.int) {
	r = -1
	const name = "lws_jws_sig_confirm_compact_b64"
	defer recovered(name, nil)
	if in == nil || m == nil || jwk == nil || temp == nil || tempLen == nil {
		nullArgument(name, "in, map, jwk, temp or temp_len")
		return -1
	}
	var b64 C.struct_lws_jws_map
	count, err := compactMap(cBytes(unsafe.Pointer(in), roomOf(n)), &b64)
	if err == nil && count != 3 {
		err = jose.ErrSyntax
	}
	if err == nil {
		t := temporaryAt(temp, tempLen)
		err = decodeMap(&b64, m, &t)
	}
	if err == nil {
		err = confirm(&b64, jwk)
	}
	return confirmed(name, err)
}

//export golws_lws_jws_sig_confirm_compact_b64_map
func golws_lws_jws_sig_confirm_compact_b64_map(b64 *C.struct_lws_jws_map, jwk *C.struct_lws_jwk, context *C.struct_lws_context, temp *C.char, tempLen *C.int) (r C.int) {
	r = -1
	const name = "lws_jws_sig_confirm_compact_b64_map"
	defer recovered(name, nil)
	if b64 == nil || jwk == nil {
		nullArgument(name, "map_b64 or jwk")
		return -1
	}
	compact := *b64
	compact.buf[C.LJWS_UHDR] = nil
	return confirmed(name, confirm(&compact, jwk))
}

//export golws_lws_jws_sig_confirm_json
func golws_lws_jws_sig_confirm_json(in *C.char, n C.size_t, jws *C.struct_lws_jws, jwk *C.struct_lws_jwk, context *C.struct_lws_context, temp *C.char, tempLen *C.int) (r C.int) {
	r = -1
	const name = "lws_jws_sig_confirm_json"
	defer recovered(name, nil)
	if in == nil || jws == nil || jwk == nil || temp == nil || tempLen == nil {
		nullArgument(name, "in, jws, jwk, temp or temp_len")
		return -1
	}
	all, err := jose.ParseSigned(cBytes(unsafe.Pointer(in), roomOf(n)))
	if err != nil {
		return confirmed(name, err)
	}
	t := temporaryAt(temp, tempLen)
	payload := t.copied(all.Payload)
	// Any of the signatures may be the key's (RFC 7515 §5.2).
	for _, one := range all.Signatures {
		var b64 C.struct_lws_jws_map
		before := t
		left := *tempLen
		setBlock(&b64, C.LJWS_PYLD, payload)
		ok := payload != nil
		for i, p := range map[int][]byte{C.LJWS_JOSE: one.Protected, C.LJWS_SIG: one.Signature, C.LJWS_UHDR: one.Header} {
			if p == nil {
				continue
			}
			room := t.copied(p)
			ok = ok && room != nil
			setBlock(&b64, i, room)
		}
		if !ok {
			return confirmed(name, jose.ErrLimit)
		}
		if err = confirm(&b64, jwk); err != nil {
			t, *tempLen = before, left
			continue
		}
		header := b64.buf[C.LJWS_UHDR]
		decoded := b64
		decoded.buf[C.LJWS_UHDR] = nil
		if err := decodeMap(&decoded, &jws._map, &t); err != nil {
			return confirmed(name, err)
		}
		jws._map.buf[C.LJWS_UHDR], jws._map.len[C.LJWS_UHDR] = header, b64.len[C.LJWS_UHDR]
		jws.map_b64, jws.jwk, jws.context = b64, jwk, context
		return 0
	}
	return confirmed(name, err)
}

//export golws_lws_jws_sign_from_b64
func golws_lws_jws_sign_from_b64(j *C.struct_lws_jose, jws *C.struct_lws_jws, sig *C.char, room C.size_t) (r C.int) {
	r = -1
	const name = "lws_jws_sign_from_b64"
	defer recovered(name, nil)
	if j == nil || j.alg == nil || jws == nil || jws.jwk == nil || sig == nil {
		nullArgument(name, "jose, its algorithm, jws, its key or b64_sig")
		return -1
	}
	k, err := keyForUse(jws.jwk)
	if err != nil {
		refused(name, err)
		return -1
	}
	input := jose.SigningInput(blockOf(&jws.map_b64, C.LJWS_JOSE), blockOf(&jws.map_b64, C.LJWS_PYLD))
	made, err := jose.Sign(goString(j.alg.alg), k, input)
	if err != nil {
		refused(name, err)
		return -1
	}
	text := jose.Encode(nil, made)
	to := cBytes(unsafe.Pointer(sig), roomOf(room))
	if len(text) > len(to) {
		refused(name, jose.ErrLimit)
		return -1
	}
	if n := copy(to, text); n < len(to) {
		to[n] = 0
	}
	return C.int(len(text))
}

//export golws_lws_jws_write_compact
func golws_lws_jws_write_compact(jws *C.struct_lws_jws, out *C.char, room C.size_t) (r C.int) {
	r = -1
	const name = "lws_jws_write_compact"
	defer recovered(name, nil)
	if jws == nil || out == nil {
		nullArgument(name, "jws or compact")
		return -1
	}
	b64 := &jws.map_b64
	if b64.buf[C.LJWS_JOSE] == nil || b64.buf[C.LJWS_SIG] == nil {
		refused(name, fmt.Errorf("%w: it is not signed", jose.ErrSyntax))
		return -1
	}
	text := jose.SigningInput(blockOf(b64, C.LJWS_JOSE), blockOf(b64, C.LJWS_PYLD))
	return putText(name, append(append(text, '.'), blockOf(b64, C.LJWS_SIG)...), out, roomOf(room))
}

//export golws_lws_jws_write_flattened_json
func golws_lws_jws_write_flattened_json(jws *C.struct_lws_jws, out *C.char, room C.size_t) (r C.int) {
	r = 1
	const name = "lws_jws_write_flattened_json"
	defer recovered(name, nil)
	if jws == nil || out == nil {
		nullArgument(name, "jws or flattened")
		return 1
	}
	b64 := &jws.map_b64
	if b64.buf[C.LJWS_JOSE] == nil || b64.buf[C.LJWS_SIG] == nil {
		refused(name, fmt.Errorf("%w: it is not signed", jose.ErrSyntax))
		return 1
	}
	text := jose.AppendFlattenedSigned(nil, blockOf(b64, C.LJWS_PYLD), jose.Signed{
		Protected: blockOf(b64, C.LJWS_JOSE), Header: blockOf(&jws._map, C.LJWS_UHDR), Signature: blockOf(b64, C.LJWS_SIG),
	})
	if putText(name, text, out, roomOf(room)) < 0 {
		return 1
	}
	return 0
}
