package main

/*
#include "bridge.h"
*/
import "C"

import (
	"crypto/rand"
	"unsafe"

	"github.com/golws/golws/core/jose"
)

// blockOf sees one of a map's, which may be no block at all.
func blockOf(m *C.struct_lws_jws_map, i int) []byte {
	return cBytes(unsafe.Pointer(m.buf[i]), int(m.len[i]))
}

func setBlock(m *C.struct_lws_jws_map, i int, p []byte) {
	m.buf[i], m.len[i] = cString(p), C.uint32_t(len(p))
	if p == nil {
		m.buf[i] = nil
	}
}

// newBlock gives a block memory and returns it; nil when there is none.
func newBlock(name string, m *C.struct_lws_jws_map, i C.int, temp *C.char, tempLen *C.int, n, room C.size_t) []byte {
	if m == nil || temp == nil || tempLen == nil || i < 0 || i >= C.LWS_JWS_MAX_COMPACT_BLOCKS {
		nullArgument(name, "map, temp or temp_len")
		return nil
	}
	if room == 0 {
		room = n
	}
	if n > room || room > maxElement || int(room) > int(*tempLen) {
		refused(name, jose.ErrLimit)
		return nil
	}
	t := temporaryAt(temp, tempLen)
	p := t.take(int(room))
	if p == nil {
		return nil
	}
	setBlock(m, int(i), p[:n])
	return p
}

//export golws_lws_jws_alloc_element
func golws_lws_jws_alloc_element(m *C.struct_lws_jws_map, i C.int, temp *C.char, tempLen *C.int, n, room C.size_t) (r C.int) {
	r = -1
	defer recovered("lws_jws_alloc_element", nil)
	if newBlock("lws_jws_alloc_element", m, i, temp, tempLen, n, room) == nil && !(n == 0 && room == 0 && m != nil && temp != nil) {
		return -1
	}
	return 0
}

//export golws_lws_jws_randomize_element
func golws_lws_jws_randomize_element(context *C.struct_lws_context, m *C.struct_lws_jws_map, i C.int, temp *C.char, tempLen *C.int, n, room C.size_t) (r C.int) {
	r = -1
	defer recovered("lws_jws_randomize_element", nil)
	p := newBlock("lws_jws_randomize_element", m, i, temp, tempLen, n, room)
	if p == nil {
		return -1
	}
	rand.Read(p[:n])
	return 0
}

//export golws_lws_jws_dup_element
func golws_lws_jws_dup_element(m *C.struct_lws_jws_map, i C.int, temp *C.char, tempLen *C.int, in unsafe.Pointer, n, room C.size_t) (r C.int) {
	r = -1
	const name = "lws_jws_dup_element"
	defer recovered(name, nil)
	if in == nil && n > 0 {
		nullArgument(name, "in")
		return -1
	}
	p := newBlock(name, m, i, temp, tempLen, n, room)
	if p == nil {
		return -1
	}
	copy(p, cBytes(in, int(n)))
	return 0
}

//export golws_lws_jws_encode_b64_element
func golws_lws_jws_encode_b64_element(m *C.struct_lws_jws_map, i C.int, temp *C.char, tempLen *C.int, in unsafe.Pointer, n C.size_t) (r C.int) {
	r = -1
	const name = "lws_jws_encode_b64_element"
	defer recovered(name, nil)
	if in == nil && n > 0 || n > maxElement {
		nullArgument(name, "in")
		return -1
	}
	text := jose.Encode(nil, cBytes(in, int(n)))
	p := newBlock(name, m, i, temp, tempLen, C.size_t(len(text)), C.size_t(len(text)+1))
	if p == nil {
		return -1
	}
	p[copy(p, text)] = 0
	return 0
}

// compactMap finds blocks in place.
func compactMap(text []byte, m *C.struct_lws_jws_map) (int, error) {
	*m = C.struct_lws_jws_map{}
	blocks, err := jose.Split(text, C.LWS_JWS_MAX_COMPACT_BLOCKS)
	if err != nil {
		return 0, err
	}
	for i, b := range blocks {
		setBlock(m, i, b)
	}
	return len(blocks), nil
}

//export golws_lws_jws_b64_compact_map
func golws_lws_jws_b64_compact_map(in *C.char, n C.int, m *C.struct_lws_jws_map) (r C.int) {
	r = -1
	const name = "lws_jws_b64_compact_map"
	defer recovered(name, nil)
	if in == nil || m == nil || n <= 0 {
		nullArgument(name, "in or map")
		return -1
	}
	count, err := compactMap(cBytes(unsafe.Pointer(in), int(n)), m)
	if err != nil {
		refused(name, err)
		return -1
	}
	return C.int(count)
}

// decodeMap decodes the blocks of a map.
func decodeMap(b64, m *C.struct_lws_jws_map, t *temporary) error {
	*m = C.struct_lws_jws_map{}
	for i := range b64.buf {
		if b64.buf[i] == nil {
			continue
		}
		p, err := jose.Decode([]byte{}, blockOf(b64, i))
		if err != nil {
			return err
		}
		room := t.copied(p)
		if room == nil {
			return jose.ErrLimit
		}
		setBlock(m, i, room)
	}
	return nil
}

// encodeMap encodes the blocks of a map.
func encodeMap(m, b64 *C.struct_lws_jws_map, t *temporary) error {
	var made C.struct_lws_jws_map
	for i := range m.buf {
		if m.buf[i] == nil {
			continue
		}
		room := t.copied(jose.Encode([]byte{}, blockOf(m, i)))
		if room == nil {
			return jose.ErrLimit
		}
		setBlock(&made, i, room)
	}
	*b64 = made
	return nil
}

//export golws_lws_jws_compact_decode
func golws_lws_jws_compact_decode(in *C.char, n C.int, m, b64 *C.struct_lws_jws_map, out *C.char, outLen *C.int) (r C.int) {
	r = -1
	const name = "lws_jws_compact_decode"
	defer recovered(name, nil)
	if in == nil || m == nil || out == nil || outLen == nil || n <= 0 {
		nullArgument(name, "in, map, out or out_len")
		return -1
	}
	var own C.struct_lws_jws_map
	if b64 == nil {
		b64 = &own
	}
	t := temporaryAt(out, outLen)
	count, err := compactMap(cBytes(unsafe.Pointer(in), int(n)), b64)
	if err == nil {
		err = decodeMap(b64, m, &t)
	}
	if err != nil {
		refused(name, err)
		return -1
	}
	return C.int(count)
}

//export golws_lws_jws_compact_encode
func golws_lws_jws_compact_encode(b64, m *C.struct_lws_jws_map, buf *C.char, outLen *C.int) (r C.int) {
	r = -1
	const name = "lws_jws_compact_encode"
	defer recovered(name, nil)
	if b64 == nil || m == nil || buf == nil || outLen == nil {
		nullArgument(name, "map_b64, map, buf or out_len")
		return -1
	}
	t := temporaryAt(buf, outLen)
	if err := encodeMap(m, b64, &t); err != nil {
		refused(name, err)
		return -1
	}
	return C.int(t.used)
}

//export golws_lws_jws_base64_enc
func golws_lws_jws_base64_enc(in *C.char, n C.size_t, out *C.char, room C.size_t) (r C.int) {
	r = -1
	const name = "lws_jws_base64_enc"
	defer recovered(name, nil)
	if in == nil && n > 0 || out == nil || n > maxElement {
		nullArgument(name, "in or out")
		return -1
	}
	return putText(name, jose.Encode(nil, cBytes(unsafe.Pointer(in), int(n))), out, roomOf(room))
}

// putText gives the program a text and a NUL.
func putText(name string, text []byte, out *C.char, room int) C.int {
	if len(text) >= room {
		refused(name, jose.ErrLimit)
		return -1
	}
	to := cBytes(unsafe.Pointer(out), room)
	to[copy(to, text)] = 0
	return C.int(len(text))
}

//export golws_lws_jws_encode_section
func golws_lws_jws_encode_section(in *C.char, n C.size_t, first C.int, p **C.char, end *C.char) (r C.int) {
	r = -1
	const name = "lws_jws_encode_section"
	defer recovered(name, nil)
	if in == nil && n > 0 || p == nil || *p == nil || end == nil || n > maxElement {
		nullArgument(name, "in, p or end")
		return -1
	}
	var text []byte
	if first == 0 {
		text = []byte{'.'}
	}
	text = jose.Encode(text, cBytes(unsafe.Pointer(in), int(n)))
	room := int(uintptr(unsafe.Pointer(end)) - uintptr(unsafe.Pointer(*p)))
	if uintptr(unsafe.Pointer(end)) < uintptr(unsafe.Pointer(*p)) {
		room = 0
	}
	length := putText(name, text, *p, room)
	if length < 0 {
		return -1
	}
	*p = (*C.char)(unsafe.Add(unsafe.Pointer(*p), len(text)))
	return length
}
