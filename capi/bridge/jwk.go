package main

/*
#include "bridge.h"

static inline int
golws_key_of_set(lws_jwk_key_import_callback cb, struct lws_jwk *jwk, void *user)
{
	return cb(jwk, user);
}
*/
import "C"

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"sync"
	"unsafe"

	"github.com/golws/golws/core/engine"
	"github.com/golws/golws/core/jose"
	"github.com/golws/golws/core/tlsconn"
)

// The enums must be those of core/jose.
var _ = [1]struct{}{}[C.LWS_COUNT_JWK_ELEMENTS-jose.MetaCount]

// keyIn sees a key of the program's as Go has it; only valid during the call.
func keyIn(jwk *C.struct_lws_jwk) (*jose.Key, error) {
	k := &jose.Key{Type: jose.KeyType(jwk.kty), Private: jwk.private_key != 0}
	n, ok := elementCount[k.Type]
	if !ok {
		return nil, jose.ErrKey
	}
	for i, c := range jwk.e[:n] {
		if c.len <= maxElement {
			k.E[i] = cBytes(unsafe.Pointer(c.buf), int(c.len))
		}
	}
	for i, c := range jwk.meta {
		if c.buf != nil && c.len <= maxElement {
			k.Meta[i] = append([]byte{}, cBytes(unsafe.Pointer(c.buf), int(c.len))...)
		}
	}
	k.Type = kindIn(jwk.kty, &k.E)
	return k, nil
}

// preparedKeys are keys that were used lately, so that their numbers are checked
// and prepared once: for a private RSA key that takes as long as a signature.
// lws_jwk_destroy() forgets them.
var preparedKeys struct {
	sync.Mutex
	of map[*C.struct_lws_jwk]preparedKey
}

type preparedKey struct {
	digest [sha256.Size]byte
	key    *jose.Key
}

// maxPreparedKeys is how many are kept.
const maxPreparedKeys = 64

// keyForUse is keyIn for signatures and encryption: a copy that is kept.
func keyForUse(jwk *C.struct_lws_jwk) (*jose.Key, error) {
	k, err := keyIn(jwk)
	if err != nil {
		return nil, err
	}
	h := sha256.New()
	for _, all := range [][][]byte{k.E[:], k.Meta[:]} {
		for _, p := range all {
			var n [8]byte
			binary.LittleEndian.PutUint64(n[:], uint64(len(p)))
			h.Write(n[:])
			h.Write(p)
		}
	}
	digest := [sha256.Size]byte(h.Sum([]byte{byte(k.Type)})[1:])
	digest[0] ^= byte(k.Type)
	p := &preparedKeys
	p.Lock()
	defer p.Unlock()
	if have, ok := p.of[jwk]; ok && have.digest == digest {
		return have.key, nil
	}
	for i := range k.E {
		k.E[i] = append([]byte(nil), k.E[i]...)
	}
	if p.of == nil {
		p.of = map[*C.struct_lws_jwk]preparedKey{}
	}
	if len(p.of) >= maxPreparedKeys {
		for any := range p.of {
			forget(any)
			break
		}
	}
	p.of[jwk] = preparedKey{digest, k}
	return k, nil
}

// forget erases a prepared key; the lock is held.
func forget(jwk *C.struct_lws_jwk) {
	p := &preparedKeys
	if have, ok := p.of[jwk]; ok {
		delete(p.of, jwk)
		if have.key.Type == jose.KeyOct {
			clear(have.key.E[0])
		}
	}
}

// fillKey gives a key to the program.
func fillKey(jwk *C.struct_lws_jwk, k *jose.Key) bool {
	*jwk = C.struct_lws_jwk{kty: ktyOf(k.Type)}
	if k.Private {
		jwk.private_key = 1
	}
	if !setElements(jwk.e[:], k.E[:]) {
		return false
	}
	if !setElements(jwk.meta[:], k.Meta[:]) {
		freeElements(jwk.e[:])
		return false
	}
	return true
}

func destroyKey(jwk *C.struct_lws_jwk) {
	preparedKeys.Lock()
	forget(jwk)
	preparedKeys.Unlock()
	freeElements(jwk.e[:])
	freeElements(jwk.meta[:])
	jwk.kty, jwk.private_key = C.LWS_GENCRYPTO_KTY_UNKNOWN, 0
}

func importKeys(name string, jwk *C.struct_lws_jwk, cb C.lws_jwk_key_import_callback, user unsafe.Pointer, text []byte) C.int {
	*jwk = C.struct_lws_jwk{}
	keys, set, err := jose.ParseKeys(text)
	if err == nil && (set && cb == nil || !set && len(keys) != 1) {
		err = fmt.Errorf("%w: a set of keys", jose.ErrKey)
	}
	if err != nil {
		refused(name, err)
		return -1
	}
	if !set {
		if !fillKey(jwk, keys[0]) {
			return -1
		}
		return 0
	}
	for _, k := range keys {
		if !fillKey(jwk, k) {
			return -1
		}
		r := C.golws_key_of_set(cb, jwk, user)
		destroyKey(jwk)
		if r != 0 {
			return -1
		}
	}
	return 0
}

//export golws_lws_jwk_import
func golws_lws_jwk_import(jwk *C.struct_lws_jwk, cb C.lws_jwk_key_import_callback, user unsafe.Pointer, in *C.char, n C.size_t) (r C.int) {
	r = -1
	const name = "lws_jwk_import"
	defer recovered(name, nil)
	if jwk == nil || in == nil {
		nullArgument(name, "jwk or in")
		return -1
	}
	return importKeys(name, jwk, cb, user, cBytes(unsafe.Pointer(in), roomOf(n)))
}

//export golws_lws_jwk_load
func golws_lws_jwk_load(jwk *C.struct_lws_jwk, file *C.char, cb C.lws_jwk_key_import_callback, user unsafe.Pointer) (r C.int) {
	r = -1
	const name = "lws_jwk_load"
	defer recovered(name, nil)
	if jwk == nil || file == nil {
		nullArgument(name, "jwk or filename")
		return -1
	}
	f, err := os.Open(goString(file))
	if err != nil {
		refused(name, err)
		return -1
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxElement+1))
	if err != nil || len(text) > maxElement {
		refused(name, jose.ErrLimit)
		return -1
	}
	defer clear(text)
	return importKeys(name, jwk, cb, user, text)
}

//export golws_lws_jwk_export
func golws_lws_jwk_export(jwk *C.struct_lws_jwk, flags C.int, out *C.char, n *C.int) (r C.int) {
	r = -1
	const name = "lws_jwk_export"
	defer recovered(name, nil)
	if jwk == nil || out == nil || n == nil {
		nullArgument(name, "jwk, p or len")
		return -1
	}
	text, err := exported(jwk, flags)
	if err == nil && len(text) >= int(*n) {
		err = jose.ErrLimit
	}
	if err != nil {
		refused(name, err)
		return -1
	}
	room := cBytes(unsafe.Pointer(out), int(*n))
	room[copy(room, text)] = 0
	*n -= C.int(len(text))
	return C.int(len(text))
}

func exported(jwk *C.struct_lws_jwk, flags C.int) ([]byte, error) {
	k, err := keyIn(jwk)
	if err != nil {
		return nil, err
	}
	text, err := k.Export(flags&C.LWSJWKF_EXPORT_PRIVATE != 0)
	if flags&C.LWSJWKF_EXPORT_NOCRLF == 0 {
		text = append(text, '\n')
	}
	return text, err
}

//export golws_lws_jwk_save
func golws_lws_jwk_save(jwk *C.struct_lws_jwk, file *C.char) (r C.int) {
	r = -1
	const name = "lws_jwk_save"
	defer recovered(name, nil)
	if jwk == nil || file == nil {
		nullArgument(name, "jwk or filename")
		return -1
	}
	text, err := exported(jwk, C.LWSJWKF_EXPORT_PRIVATE)
	if err == nil {
		defer clear(text)
		err = replaceFile(goString(file), text)
	}
	if err != nil {
		refused(name, err)
		return -1
	}
	return 0
}

// replaceFile writes a file that only its owner can read; when that fails, what
// was there stays.
func replaceFile(path string, text []byte) error {
	fresh := path + ".part"
	os.Remove(fresh)
	f, err := os.OpenFile(fresh, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(fresh, path)
	}
	if err != nil {
		os.Remove(fresh)
	}
	return err
}

//export golws_lws_jwk_generate
func golws_lws_jwk_generate(context *C.struct_lws_context, jwk *C.struct_lws_jwk, kty C.enum_lws_gencrypto_kty, bits C.int, curve *C.char) (r C.int) {
	r = 1
	const name = "lws_jwk_generate"
	defer recovered(name, nil)
	if jwk == nil {
		nullArgument(name, "jwk")
		return 1
	}
	*jwk = C.struct_lws_jwk{}
	if _, ok := elementCount[jose.KeyType(kty)]; !ok {
		refused(name, jose.ErrKey)
		return 1
	}
	k, err := jose.Generate(jose.KeyType(kty), int(bits), goString(curve))
	if err != nil {
		refused(name, err)
		return 1
	}
	if !fillKey(jwk, k) {
		return 1
	}
	return 0
}

//export golws_lws_jwk_dup_oct
func golws_lws_jwk_dup_oct(jwk *C.struct_lws_jwk, key unsafe.Pointer, n C.int) (r C.int) {
	r = -1
	const name = "lws_jwk_dup_oct"
	defer recovered(name, nil)
	if jwk == nil || key == nil || n <= 0 {
		nullArgument(name, "jwk or key")
		return -1
	}
	k := jose.Key{Type: jose.KeyOct, Private: true}
	k.E[0] = cBytes(key, int(n))
	if !fillKey(jwk, &k) {
		return -1
	}
	return 0
}

//export golws_lws_jwk_strdup_meta
func golws_lws_jwk_strdup_meta(jwk *C.struct_lws_jwk, idx C.enum_enum_jwk_meta_tok, in *C.char, n C.int) (r C.int) {
	r = -1
	const name = "lws_jwk_strdup_meta"
	defer recovered(name, nil)
	if jwk == nil || in == nil || n < 0 || idx >= C.LWS_COUNT_JWK_ELEMENTS {
		nullArgument(name, "jwk or in")
		return -1
	}
	at := allocated(cBytes(unsafe.Pointer(in), int(n)))
	if at == nil {
		return -1
	}
	freeElements(jwk.meta[idx : idx+1])
	jwk.meta[idx] = C.struct_lws_gencrypto_keyelem{buf: at, len: C.uint32_t(n)}
	return 0
}

//export golws_lws_jwk_rfc7638_fingerprint
func golws_lws_jwk_rfc7638_fingerprint(jwk *C.struct_lws_jwk, digest *C.char) (r C.int) {
	r = -1
	const name = "lws_jwk_rfc7638_fingerprint"
	defer recovered(name, nil)
	if jwk == nil || digest == nil {
		nullArgument(name, "jwk or digest32")
		return -1
	}
	k, err := keyIn(jwk)
	var sum [sha256.Size]byte
	if err == nil {
		sum, err = k.Thumbprint()
	}
	if err != nil {
		refused(name, err)
		return -1
	}
	copy(cBytes(unsafe.Pointer(digest), len(sum)), sum[:])
	return 0
}

//export golws_lws_jwk_dump
func golws_lws_jwk_dump(jwk *C.struct_lws_jwk) (r C.int) {
	r = -1
	const name = "lws_jwk_dump"
	defer recovered(name, nil)
	if jwk == nil {
		nullArgument(name, "jwk")
		return -1
	}
	k, err := keyIn(jwk)
	if err != nil {
		refused(name, err)
		return -1
	}
	logLine(engine.LevelNotice, nil, nil, nil, fmt.Sprintf("jwk: kty %d", k.Type))
	for m, text := range k.Meta {
		if text != nil {
			logLine(engine.LevelNotice, nil, nil, nil, fmt.Sprintf("  meta %d: %s", m, text))
		}
	}
	logKey(k.Type, &k.E)
	return 0
}

//export golws_lws_jwk_destroy
func golws_lws_jwk_destroy(jwk *C.struct_lws_jwk) {
	const name = "lws_jwk_destroy"
	defer recovered(name, nil)
	if jwk == nil {
		nullArgument(name, "jwk")
		return
	}
	destroyKey(jwk)
}

//export golws_lws_x509_public_to_jwk
func golws_lws_x509_public_to_jwk(jwk *C.struct_lws_jwk, handle *C.struct_lws_x509_cert, curves *C.char, rsaBits C.int) (r C.int) {
	r = -1
	const name = "lws_x509_public_to_jwk"
	defer recovered(name, nil)
	if jwk == nil {
		nullArgument(name, "jwk")
		return -1
	}
	*jwk = C.struct_lws_jwk{}
	c, _ := parsedCertificate(handle, name)
	if c == nil {
		return -1
	}
	k, err := jose.KeyOf(c.PublicKey)
	if err == nil {
		err = k.Within(goString(curves), int(rsaBits))
	}
	if err != nil {
		refused(name, err)
		return -1
	}
	if !fillKey(jwk, k) {
		return -1
	}
	return 0
}

//export golws_lws_x509_jwk_privkey_pem
func golws_lws_x509_jwk_privkey_pem(context *C.struct_lws_context, jwk *C.struct_lws_jwk, text unsafe.Pointer, n C.size_t, passphrase *C.char) (r C.int) {
	r = -1
	const name = "lws_x509_jwk_privkey_pem"
	defer recovered(name, nil)
	if jwk == nil || text == nil {
		nullArgument(name, "jwk or pem")
		return -1
	}
	pem := cBytes(text, roomOf(n))
	signer, err := tlsconn.PrivateKey(tlsconn.Source{Name: "in memory", Data: pem}, goString(passphrase))
	var private *jose.Key
	if err == nil {
		private, err = jose.KeyOf(signer)
	}
	if err != nil {
		refused(name, err)
		return -1
	}
	have, err := keyIn(jwk)
	if err == nil && !private.SamePublic(have) {
		err = fmt.Errorf("%w: not the private key of this public one", jose.ErrKey)
	}
	if err != nil {
		refused(name, err)
		return -1
	}
	private.Meta = have.Meta
	destroyKey(jwk)
	if !fillKey(jwk, private) {
		return -1
	}
	clear(pem)
	return 0
}
