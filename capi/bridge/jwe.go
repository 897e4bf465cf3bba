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

//export golws_lws_jwe_init
func golws_lws_jwe_init(jwe *C.struct_lws_jwe, context *C.struct_lws_context) {
	defer recovered("lws_jwe_init", nil)
	if jwe == nil {
		nullArgument("lws_jwe_init", "jwe")
		return
	}
	*jwe = C.struct_lws_jwe{}
	jwe.jws.jwk, jwe.jws.context = &jwe.jwk, context
}

//export golws_lws_jwe_destroy
func golws_lws_jwe_destroy(jwe *C.struct_lws_jwe) {
	defer recovered("lws_jwe_destroy", nil)
	if jwe == nil {
		nullArgument("lws_jwe_destroy", "jwe")
		return
	}
	destroyHeader(&jwe.jose)
	destroyKey(&jwe.jwk)
	*jwe = C.struct_lws_jwe{}
}

// joseHeaderOf makes core/jose's header of what the program's struct says, for the
// recipient that it is.
func joseHeaderOf(jwe *C.struct_lws_jwe) (*jose.Header, error) {
	if jwe.recip < 0 || jwe.recip >= C.LWS_JWS_MAX_RECIPIENTS {
		return nil, jose.ErrSyntax
	}
	h := &jose.Header{}
	for p, e := range jwe.jose.e {
		if e.buf != nil {
			h.Value[p] = cBytes(unsafe.Pointer(e.buf), int(e.len))
		}
	}
	r := &jwe.jose.recipient[jwe.recip]
	if e := r.unprot[C.LJJHI_RECIPS_HDR_ALG]; e.buf != nil {
		h.Value[jose.ParamAlg] = cBytes(unsafe.Pointer(e.buf), int(e.len))
	} else if jwe.jose.alg != nil {
		h.Value[jose.ParamAlg] = []byte(goString(jwe.jose.alg.alg))
	}
	if jwe.jose.enc_alg != nil {
		h.Value[jose.ParamEnc] = []byte(goString(jwe.jose.enc_alg.alg))
	}
	if r.jwk_ephemeral.kty != 0 {
		k, err := keyIn(&r.jwk_ephemeral)
		if err != nil {
			return nil, err
		}
		h.Ephemeral = k
	}
	return h, nil
}

// protectedHeader is the protected header in base64url: as it came, where it did.
func protectedHeader(jwe *C.struct_lws_jwe) []byte {
	if p := blockOf(&jwe.jws.map_b64, C.LJWE_JOSE); p != nil {
		return p
	}
	return jose.Encode(nil, blockOf(&jwe.jws._map, C.LJWE_JOSE))
}

// authenticated is what is authenticated with the content.
func authenticated(jwe *C.struct_lws_jwe) []byte {
	e := jose.Encrypted{Protected: protectedHeader(jwe)}
	if jwe.jws._map.buf[C.LJWE_AAD] != nil {
		e.AAD = jose.Encode([]byte{}, blockOf(&jwe.jws._map, C.LJWE_AAD))
	}
	return e.Authenticated()
}

func sealed(jwe *C.struct_lws_jwe) *jose.Sealed {
	m := &jwe.jws._map
	return &jose.Sealed{EncryptedKey: blockOf(m, C.LJWE_EKEY), IV: blockOf(m, C.LJWE_IV),
		Ciphertext: blockOf(m, C.LJWE_CTXT), Tag: blockOf(m, C.LJWE_ATAG)}
}

// open decrypts the content with its key, in place.
func open(jwe *C.struct_lws_jwe, enc string, cek, aad []byte) (int, error) {
	text, err := jose.OpenContent(enc, cek, aad, sealed(jwe))
	if err != nil {
		return 0, err
	}
	to := blockOf(&jwe.jws._map, C.LJWE_CTXT)
	n := copy(to, text)
	clear(to[n:])
	clear(text)
	jwe.jws._map.len[C.LJWE_CTXT] = C.uint32_t(n)
	return n, nil
}

func decrypt(jwe *C.struct_lws_jwe, t *temporary) (int, error) {
	if jwe.jose.e[C.LJJHI_ALG].buf == nil && jwe.jws._map.buf[C.LJWE_JOSE] != nil {
		if err := parseHeader(&jwe.jose, blockOf(&jwe.jws._map, C.LJWE_JOSE), t, true); err != nil {
			return 0, err
		}
	}
	h, err := joseHeaderOf(jwe)
	if err != nil {
		return 0, err
	}
	k, err := keyForUse(&jwe.jwk)
	if err != nil {
		return 0, err
	}
	encrypted := blockOf(&jwe.jws._map, C.LJWE_EKEY)
	if e := jwe.jose.recipient[jwe.recip].unprot[C.LJJHI_RECIPS_EKEY]; e.buf != nil {
		encrypted = cBytes(unsafe.Pointer(e.buf), int(e.len))
	}
	cek, err := jose.RecoverKey(h, k, encrypted)
	if err != nil {
		return 0, err
	}
	defer clear(cek)
	return open(jwe, h.Text(jose.ParamEnc), cek, authenticated(jwe))
}

//export golws_lws_jwe_auth_and_decrypt
func golws_lws_jwe_auth_and_decrypt(jwe *C.struct_lws_jwe, temp *C.char, tempLen *C.int) (r C.int) {
	r = -1
	const name = "lws_jwe_auth_and_decrypt"
	defer recovered(name, nil)
	if jwe == nil || temp == nil || tempLen == nil {
		nullArgument(name, "jwe, temp or temp_len")
		return -1
	}
	t := temporaryAt(temp, tempLen)
	n, err := decrypt(jwe, &t)
	if err != nil {
		refused(name, err)
		return -1
	}
	return C.int(n)
}

//export golws_lws_jwe_auth_and_decrypt_cbc_hs
func golws_lws_jwe_auth_and_decrypt_cbc_hs(jwe *C.struct_lws_jwe, key, aad *C.uint8_t, n C.int) (r C.int) {
	r = -1
	const name = "lws_jwe_auth_and_decrypt_cbc_hs"
	defer recovered(name, nil)
	if jwe == nil || key == nil || aad == nil && n > 0 || jwe.jose.enc_alg == nil {
		nullArgument(name, "jwe, its encryption, enc_cek or aad")
		return -1
	}
	enc := goString(jwe.jose.enc_alg.alg)
	length, err := 0, jose.ErrAlgorithm
	if jwe.jose.enc_alg.algtype_crypto == C.LWS_JOSE_ENCTYPE_AES_CBC {
		cek := cBytes(unsafe.Pointer(key), jose.ContentKeySize(enc))
		length, err = open(jwe, enc, cek, cBytes(unsafe.Pointer(aad), int(n)))
	}
	if err != nil {
		refused(name, err)
		return -1
	}
	return C.int(length)
}

// encrypt seals the content, and fills in the other blocks.
func encrypt(jwe *C.struct_lws_jwe, t *temporary) (int, error) {
	if jwe.jose.alg == nil || jwe.jose.enc_alg == nil {
		return 0, fmt.Errorf("%w: none is set", jose.ErrAlgorithm)
	}
	alg, enc := goString(jwe.jose.alg.alg), goString(jwe.jose.enc_alg.alg)
	m := &jwe.jws._map
	text := append([]byte(nil), blockOf(m, C.LJWE_JOSE)...)
	if len(text) == 0 {
		text = fmt.Appendf(nil, `{"alg":"%s","enc":"%s"}`, alg, enc)
	}
	h, err := jose.ParseHeader(text)
	if err != nil {
		return 0, err
	}
	if h.Text(jose.ParamAlg) != alg || h.Text(jose.ParamEnc) != enc || h.Value[jose.ParamZip] != nil {
		return 0, fmt.Errorf("%w: the header says others", jose.ErrAlgorithm)
	}
	k, err := keyForUse(&jwe.jwk)
	if err != nil {
		return 0, err
	}
	cek, encrypted, ephemeral, err := jose.ContentKey(alg, enc, k, h.Value[jose.ParamApu], h.Value[jose.ParamApv])
	if err != nil {
		return 0, err
	}
	if ephemeral != nil {
		public, err := ephemeral.Export(false)
		if err != nil {
			return 0, err
		}
		if text, err = jose.WithMember(text, "epk", public); err != nil {
			return 0, err
		}
	}
	blocks := map[C.int][]byte{C.LJWE_JOSE: text, C.LJWE_EKEY: encrypted}
	jwe.jws.map_b64 = C.struct_lws_jws_map{}
	aad := jose.Encrypted{Protected: jose.Encode(nil, text)}
	if m.buf[C.LJWE_AAD] != nil {
		aad.AAD = jose.Encode([]byte{}, blockOf(m, C.LJWE_AAD))
	}
	s, err := jose.SealContent(enc, cek, aad.Authenticated(), blockOf(m, C.LJWE_CTXT))
	if err != nil {
		return 0, err
	}
	blocks[C.LJWE_IV], blocks[C.LJWE_ATAG] = s.IV, s.Tag
	for i, p := range blocks {
		room := t.copied(p)
		if room == nil {
			return 0, jose.ErrLimit
		}
		setBlock(m, int(i), room)
	}
	// The content's memory has room for its padding: so the C API demands.
	n := copy(unsafe.Slice((*byte)(unsafe.Pointer(m.buf[C.LJWE_CTXT])), len(s.Ciphertext)), s.Ciphertext)
	m.len[C.LJWE_CTXT] = C.uint32_t(n)
	copy(cBytes(unsafe.Pointer(&jwe.cek[0]), len(jwe.cek)), cek)
	clear(cek)
	return n, nil
}

//export golws_lws_jwe_encrypt
func golws_lws_jwe_encrypt(jwe *C.struct_lws_jwe, temp *C.char, tempLen *C.int) (r C.int) {
	r = -1
	const name = "lws_jwe_encrypt"
	defer recovered(name, nil)
	if jwe == nil || temp == nil || tempLen == nil || jwe.jws._map.buf[C.LJWE_CTXT] == nil {
		nullArgument(name, "jwe, its content, temp or temp_len")
		return -1
	}
	t := temporaryAt(temp, tempLen)
	n, err := encrypt(jwe, &t)
	if err != nil {
		refused(name, err)
		return -1
	}
	return C.int(n)
}

//export golws_lws_jwe_render_compact
func golws_lws_jwe_render_compact(jwe *C.struct_lws_jwe, out *C.char, room C.size_t) (r C.int) {
	r = -1
	const name = "lws_jwe_render_compact"
	defer recovered(name, nil)
	if jwe == nil || out == nil {
		nullArgument(name, "jwe or out")
		return -1
	}
	s := sealed(jwe)
	if jwe.jws._map.buf[C.LJWE_AAD] != nil || len(s.IV) == 0 || len(s.Tag) == 0 {
		// RFC 7516 §7.1: the compact form has no "aad".
		refused(name, fmt.Errorf("%w: not encrypted, or not for this form", jose.ErrSyntax))
		return -1
	}
	text := append([]byte(nil), protectedHeader(jwe)...)
	for _, p := range [][]byte{s.EncryptedKey, s.IV, s.Ciphertext, s.Tag} {
		text = jose.Encode(append(text, '.'), p)
	}
	return putText(name, text, out, roomOf(room))
}

//export golws_lws_jwe_render_flattened
func golws_lws_jwe_render_flattened(jwe *C.struct_lws_jwe, out *C.char, room C.size_t) (r C.int) {
	r = -1
	const name = "lws_jwe_render_flattened"
	defer recovered(name, nil)
	if jwe == nil || out == nil {
		nullArgument(name, "jwe or out")
		return -1
	}
	s := sealed(jwe)
	if len(s.IV) == 0 || len(s.Tag) == 0 {
		refused(name, fmt.Errorf("%w: not encrypted", jose.ErrSyntax))
		return -1
	}
	e := jose.Encrypted{Protected: protectedHeader(jwe), Sealed: *s}
	e.Recipients = []jose.Recipient{{EncryptedKey: s.EncryptedKey}}
	if jwe.jws._map.buf[C.LJWE_AAD] != nil {
		e.AAD = jose.Encode([]byte{}, blockOf(&jwe.jws._map, C.LJWE_AAD))
	}
	if putText(name, jose.AppendFlattenedEncrypted(nil, &e), out, roomOf(room)) < 0 {
		return -1
	}
	return 0
}

// fillRecipient gives what one recipient has of its own to the program.
func fillRecipient(jwe *C.struct_lws_jwe, i int, one jose.Recipient, t *temporary) error {
	r := &jwe.jose.recipient[i]
	values := map[C.int][]byte{C.LJJHI_RECIPS_HDR: one.Header, C.LJJHI_RECIPS_EKEY: one.EncryptedKey}
	if len(one.Header) > 0 {
		h, err := jose.ParseHeader(one.Header)
		if err != nil {
			return err
		}
		values[C.LJJHI_RECIPS_HDR_ALG], values[C.LJJHI_RECIPS_HDR_KID] = h.Value[jose.ParamAlg], h.Value[jose.ParamKid]
		if h.Ephemeral != nil && !fillKey(&r.jwk_ephemeral, h.Ephemeral) {
			return jose.ErrLimit
		}
	}
	for p, value := range values {
		if value == nil {
			continue
		}
		text := t.copied(value)
		if text == nil {
			return jose.ErrLimit
		}
		r.unprot[p] = C.struct_lws_gencrypto_keyelem{buf: (*C.uint8_t)(unsafe.Pointer(cString(text))), len: C.uint32_t(len(text))}
	}
	return nil
}

func parseJWE(jwe *C.struct_lws_jwe, text []byte, t *temporary) error {
	e, err := jose.ParseEncrypted(text)
	if err != nil {
		return err
	}
	own := int(jwe.recip)
	if own < 0 || own >= len(e.Recipients) {
		return fmt.Errorf("%w: no recipient %d", jose.ErrSyntax, own)
	}
	h, err := e.Header(own)
	if err != nil {
		return err
	}
	destroyHeader(&jwe.jose)
	jwe.jws._map, jwe.jws.map_b64 = C.struct_lws_jws_map{}, C.struct_lws_jws_map{}
	for i, one := range e.Recipients {
		if err := fillRecipient(jwe, i, one, t); err != nil {
			return err
		}
	}
	jwe.jose.recipients = C.int(len(e.Recipients) - 1)
	if err := fillHeader(&jwe.jose, h, own, t); err != nil {
		return err
	}
	if err := setAlgorithms(&jwe.jose, h, true); err != nil {
		return err
	}
	protected, err := jose.Decode([]byte{}, e.Protected)
	if err != nil {
		return err
	}
	blocks := map[int][]byte{C.LJWE_JOSE: protected, C.LJWE_EKEY: e.Recipients[own].EncryptedKey,
		C.LJWE_IV: e.IV, C.LJWE_CTXT: e.Ciphertext, C.LJWE_ATAG: e.Tag}
	if e.AAD != nil {
		if blocks[C.LJWE_AAD], err = jose.Decode([]byte{}, e.AAD); err != nil {
			return err
		}
	}
	for i, p := range blocks {
		if p == nil {
			continue
		}
		room := t.copied(p)
		if room == nil {
			return jose.ErrLimit
		}
		setBlock(&jwe.jws._map, i, room)
	}
	room := t.copied(e.Protected)
	if room == nil {
		return jose.ErrLimit
	}
	setBlock(&jwe.jws.map_b64, C.LJWE_JOSE, room)
	return nil
}

//export golws_lws_jwe_json_parse
func golws_lws_jwe_json_parse(jwe *C.struct_lws_jwe, buf *C.uint8_t, n C.int, temp *C.char, tempLen *C.int) (r C.int) {
	r = -1
	const name = "lws_jwe_json_parse"
	defer recovered(name, nil)
	if jwe == nil || buf == nil || n <= 0 || temp == nil || tempLen == nil {
		nullArgument(name, "jwe, buf, temp or temp_len")
		return -1
	}
	t := temporaryAt(temp, tempLen)
	return confirmed(name, parseJWE(jwe, cBytes(unsafe.Pointer(buf), int(n)), &t))
}

//export golws_lws_jwa_concat_kdf
func golws_lws_jwa_concat_kdf(jwe *C.struct_lws_jwe, direct C.int, out, secret *C.uint8_t, n C.int) (r C.int) {
	r = -1
	const name = "lws_jwa_concat_kdf"
	defer recovered(name, nil)
	if jwe == nil || out == nil || secret == nil || n <= 0 {
		nullArgument(name, "jwe, out or shared_secret")
		return -1
	}
	h, err := joseHeaderOf(jwe)
	if err != nil {
		refused(name, err)
		return -1
	}
	algorithm := h.Text(jose.ParamAlg)
	size := jose.WrapKeySize(algorithm)
	if direct != 0 {
		algorithm = h.Text(jose.ParamEnc)
		size = jose.ContentKeySize(algorithm)
	}
	if size == 0 {
		refused(name, jose.ErrAlgorithm)
		return -1
	}
	key := jose.ConcatKDF(cBytes(unsafe.Pointer(secret), int(n)), algorithm, h.Value[jose.ParamApu], h.Value[jose.ParamApv], size)
	copy(cBytes(unsafe.Pointer(out), size), key)
	return 0
}

//export golws_lws_jwe_create_packet
func golws_lws_jwe_create_packet(jwe *C.struct_lws_jwe, payload *C.char, n C.size_t, nonce *C.char, out *C.char, room C.size_t, context *C.struct_lws_context) (r C.int) {
	r = -1
	const name = "lws_jwe_create_packet"
	defer recovered(name, nil)
	if jwe == nil || payload == nil && n > 0 || nonce == nil || out == nil {
		nullArgument(name, "jwe, payload, nonce or out")
		return -1
	}
	k, err := keyForUse(&jwe.jwk)
	if err != nil {
		refused(name, err)
		return -1
	}
	text, err := jose.SignWithNonce(k, goString(nonce), cBytes(unsafe.Pointer(payload), roomOf(n)))
	if err != nil {
		refused(name, err)
		return -1
	}
	return putText(name, text, out, roomOf(room))
}
