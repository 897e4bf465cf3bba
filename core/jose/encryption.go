package jose

import (
	"crypto/hmac"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/golws/golws/core/gencrypto"
)

// keyManagement is how an algorithm of RFC 7518 §4.1 gets the content's key to
// the recipient.
type keyManagement struct {
	key  KeyType
	way  keyWay
	hash gencrypto.HashType // OAEP
	wrap int                // bytes of the key that wraps
}

type keyWay int

const (
	wayRSA1_5 keyWay = iota
	wayOAEP
	wayWrap
	wayAgree
	wayDirect
)

var keyManagements = map[string]keyManagement{
	"RSA1_5":         {KeyRSA, wayRSA1_5, 0, 0},
	"RSA-OAEP":       {KeyRSA, wayOAEP, gencrypto.SHA1, 0},
	"RSA-OAEP-256":   {KeyRSA, wayOAEP, gencrypto.SHA256, 0},
	"A128KW":         {KeyOct, wayWrap, 0, 16},
	"A192KW":         {KeyOct, wayWrap, 0, 24},
	"A256KW":         {KeyOct, wayWrap, 0, 32},
	"ECDH-ES":        {KeyEC, wayAgree, 0, 0},
	"ECDH-ES+A128KW": {KeyEC, wayAgree, 0, 16},
	"ECDH-ES+A192KW": {KeyEC, wayAgree, 0, 24},
	"ECDH-ES+A256KW": {KeyEC, wayAgree, 0, 32},
	"dir":            {KeyOct, wayDirect, 0, 0},
}

// contentEncryption is one of RFC 7518 §5.1.
type contentEncryption struct {
	cek  int
	iv   int
	hmac gencrypto.HMACType // of the CBC ones
	tag  int
}

var contentEncryptions = map[string]contentEncryption{
	"A128CBC-HS256": {32, 16, gencrypto.HMACSHA256, 16},
	"A192CBC-HS384": {48, 16, gencrypto.HMACSHA384, 24},
	"A256CBC-HS512": {64, 16, gencrypto.HMACSHA512, 32},
	"A128GCM":       {16, 12, 0, 16},
	"A192GCM":       {24, 12, 0, 16},
	"A256GCM":       {32, 12, 0, 16},
}

// Sealed is encrypted content, its parts decoded.
type Sealed struct {
	EncryptedKey, IV, Ciphertext, Tag []byte
}

func managementFor(alg, enc string, k *Key) (keyManagement, error) {
	m, ok := keyManagements[alg]
	agrees := m.way == wayAgree && k.Type == KeyOKP // RFC 8037 §3.2
	// The algorithm of a key that is used directly is that of the content.
	fits := k.fits("enc", alg) || m.way == wayDirect && k.fits("enc", enc)
	if !ok || m.key != k.Type && !agrees || !fits {
		return m, fmt.Errorf("%w: %.16q", ErrAlgorithm, alg)
	}
	if m.way == wayWrap && len(k.E[0]) != m.wrap {
		return m, fmt.Errorf("%w: %s wants %d bytes", ErrKey, alg, m.wrap)
	}
	return m, nil
}

// ContentKey makes the key of the content and what the recipient gets of it (RFC
// 7516 §5.1 steps 2 to 7). ephemeral is what header parameter "epk" has to say.
func ContentKey(alg, enc string, k *Key, apu, apv []byte) (cek, encrypted []byte, ephemeral *Key, err error) {
	m, err := managementFor(alg, enc, k)
	if err != nil {
		return nil, nil, nil, err
	}
	e, ok := contentEncryptions[enc]
	if !ok {
		return nil, nil, nil, fmt.Errorf("%w: %.16q", ErrAlgorithm, enc)
	}
	cek = make([]byte, e.cek)
	rand.Read(cek)
	switch m.way {
	case wayDirect:
		if len(k.E[0]) != e.cek {
			return nil, nil, nil, fmt.Errorf("%w: %s wants %d bytes", ErrKey, enc, e.cek)
		}
		return append(cek[:0], k.E[0]...), []byte{}, nil, nil
	case wayWrap:
		encrypted, err = gencrypto.WrapKey(k.E[0], cek)
		return cek, encrypted, nil, err
	case wayAgree:
		return agreedKey(m, alg, enc, e, k, apu, apv, cek)
	}
	r, err := rsaKey(k)
	if err != nil {
		return nil, nil, nil, err
	}
	if m.way == wayOAEP {
		r.PSS, r.OAEP = true, m.hash
	}
	encrypted, err = r.Encrypt(cek)
	return cek, encrypted, nil, err
}

func agreedKey(m keyManagement, alg, enc string, e contentEncryption, k *Key, apu, apv, cek []byte) ([]byte, []byte, *Key, error) {
	ephemeral, err := Generate(k.Type, 0, k.curve())
	if err != nil {
		return nil, nil, nil, err
	}
	secret, err := ephemeral.shared(k)
	if err != nil {
		return nil, nil, nil, err
	}
	if m.wrap == 0 {
		cek = ConcatKDF(secret, enc, apu, apv, e.cek)
		return cek, []byte{}, ephemeral, nil
	}
	encrypted, err := gencrypto.WrapKey(ConcatKDF(secret, alg, apu, apv, m.wrap), cek)
	return cek, encrypted, ephemeral, err
}

// RecoverKey gets the key of the content back (RFC 7516 §5.2 steps 6 to 10).
// With RSA1_5 a wrong one is not told apart from a right one here (RFC 7516
// §11.5): the content then does not decrypt.
func RecoverKey(h *Header, k *Key, encrypted []byte) ([]byte, error) {
	alg, enc := h.Text(ParamAlg), h.Text(ParamEnc)
	if h.Value[ParamZip] != nil { // nothing here inflates: no bombs either (CVE-2024-28180)
		return nil, fmt.Errorf("%w: \"zip\"", ErrAlgorithm)
	}
	m, err := managementFor(alg, enc, k)
	if err != nil {
		return nil, err
	}
	e, ok := contentEncryptions[enc]
	if !ok {
		return nil, fmt.Errorf("%w: %.16q", ErrAlgorithm, enc)
	}
	cek := make([]byte, e.cek)
	switch m.way {
	case wayDirect:
		if len(encrypted) != 0 || len(k.E[0]) != e.cek { // RFC 7518 §4.5
			return nil, ErrDecrypt
		}
		return append(cek[:0], k.E[0]...), nil
	case wayWrap:
		return unwrapped(k.E[0], encrypted, e.cek)
	case wayAgree:
		return agreedAgain(m, h, e, k, encrypted)
	case wayRSA1_5:
		r, err := rsaKey(k)
		if err != nil {
			return nil, err
		}
		rand.Read(cek)
		if r.DecryptSessionKey(encrypted, cek) != nil {
			return nil, ErrDecrypt
		}
		return cek, nil
	}
	r, err := rsaKey(k)
	if err != nil {
		return nil, err
	}
	r.PSS, r.OAEP = true, m.hash
	cek, err = r.Decrypt(encrypted)
	if err != nil || len(cek) != e.cek {
		return nil, ErrDecrypt
	}
	return cek, nil
}

func unwrapped(kek, encrypted []byte, n int) ([]byte, error) {
	cek, err := gencrypto.UnwrapKey(kek, encrypted)
	if err != nil || len(cek) != n {
		return nil, ErrDecrypt
	}
	return cek, nil
}

func agreedAgain(m keyManagement, h *Header, e contentEncryption, k *Key, encrypted []byte) ([]byte, error) {
	if h.Ephemeral == nil {
		return nil, fmt.Errorf("%w: no \"epk\"", ErrKey)
	}
	secret, err := k.shared(h.Ephemeral)
	if err != nil {
		return nil, err
	}
	apu, apv := h.Value[ParamApu], h.Value[ParamApv]
	if m.wrap == 0 {
		if len(encrypted) != 0 { // RFC 7518 §4.6
			return nil, ErrDecrypt
		}
		return ConcatKDF(secret, h.Text(ParamEnc), apu, apv, e.cek), nil
	}
	return unwrapped(ConcatKDF(secret, h.Text(ParamAlg), apu, apv, m.wrap), encrypted, e.cek)
}

// shared is the secret that the key, a private one, has with another of its curve.
func (k *Key) shared(with *Key) ([]byte, error) {
	if k.Type != with.Type || k.curve() != with.curve() {
		return nil, fmt.Errorf("%w: keys on different curves", ErrKey)
	}
	var secret []byte
	var err error
	if k.Type == KeyOKP {
		ours, ourErr := k.asOKP()
		theirs, theirErr := with.asOKP()
		if err = errors.Join(ourErr, theirErr); err == nil {
			secret, err = ours.Shared(theirs)
		}
	} else {
		ours, ourErr := k.asEC()
		theirs, theirErr := with.asEC()
		if err = errors.Join(ourErr, theirErr); err == nil {
			secret, err = ours.Shared(theirs)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	return secret, nil
}

// ConcatKDF derives a key of n bytes from a shared secret (RFC 7518 §4.6.2).
func ConcatKDF(secret []byte, algorithm string, apu, apv []byte, n int) []byte {
	var info []byte
	for _, field := range [][]byte{[]byte(algorithm), apu, apv} {
		info = binary.BigEndian.AppendUint32(info, uint32(len(field)))
		info = append(info, field...)
	}
	info = binary.BigEndian.AppendUint32(info, uint32(n)*8)
	var out []byte
	for round := uint32(1); len(out) < n; round++ {
		h, _ := gencrypto.NewHash(gencrypto.SHA256)
		h.Write(binary.BigEndian.AppendUint32(nil, round))
		h.Write(secret)
		h.Write(info)
		out = h.Sum(out)
	}
	return out[:n]
}

// ContentKeySize is how long the key of the content is, 0 for an unknown
// encryption; WrapKeySize that of the key which wraps it, where one does.
func ContentKeySize(enc string) int { return contentEncryptions[enc].cek }

// WrapKeySize is how long the key is that wraps the content's, 0 where none does.
func WrapKeySize(alg string) int { return keyManagements[alg].wrap }

// SealContent encrypts the content (RFC 7518 §5.2.2.1 and §5.3). aad is the
// protected header in base64url and, in JSON forms, a dot and "aad".
func SealContent(enc string, cek, aad, text []byte) (*Sealed, error) {
	e, ok := contentEncryptions[enc]
	if !ok || len(cek) != e.cek {
		return nil, fmt.Errorf("%w: %.16q", ErrAlgorithm, enc)
	}
	iv := make([]byte, e.iv)
	rand.Read(iv)
	return sealWith(e, cek, iv, aad, text)
}

func sealWith(e contentEncryption, cek, iv, aad, text []byte) (*Sealed, error) {
	s := &Sealed{IV: iv}
	if e.hmac == gencrypto.HMACUnknown {
		g, err := gencrypto.NewAESGCM(false, cek)
		if err != nil {
			return nil, err
		}
		return s, sealGCM(g, s, aad, text)
	}
	half := len(cek) / 2
	c, err := gencrypto.NewAES(gencrypto.CBC, false, cek[half:], true)
	if err != nil {
		return nil, err
	}
	if err := c.Begin(iv); err != nil {
		return nil, err
	}
	n, err := c.OutputSize(len(text))
	if err != nil {
		return nil, err
	}
	s.Ciphertext = make([]byte, n)
	if err := c.Crypt(s.Ciphertext, text); err != nil {
		return nil, err
	}
	s.Tag = cbcTag(e, cek[:half], aad, iv, s.Ciphertext)
	return s, nil
}

func sealGCM(g *gencrypto.AESGCM, s *Sealed, aad, text []byte) error {
	if err := g.Begin(s.IV, nil); err != nil {
		return err
	}
	if err := g.AAD(aad); err != nil {
		return err
	}
	s.Ciphertext = make([]byte, len(text))
	if err := g.Crypt(s.Ciphertext, text); err != nil {
		return err
	}
	tag, err := g.Finish()
	s.Tag = tag[:]
	return err
}

// cbcTag is RFC 7518 §5.2.2.1 steps 4 and 5.
func cbcTag(e contentEncryption, key, aad, iv, ciphertext []byte) []byte {
	h, _ := gencrypto.NewHMAC(e.hmac, key)
	h.Write(aad)
	h.Write(iv)
	h.Write(ciphertext)
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(aad))*8))
	return h.Sum(nil)[:e.tag]
}

// OpenContent checks and decrypts the content. All failures are the same.
func OpenContent(enc string, cek, aad []byte, s *Sealed) ([]byte, error) {
	e, ok := contentEncryptions[enc]
	if !ok {
		return nil, fmt.Errorf("%w: %.16q", ErrAlgorithm, enc)
	}
	if len(cek) != e.cek || len(s.IV) != e.iv || len(s.Tag) != e.tag {
		return nil, ErrDecrypt
	}
	text := make([]byte, len(s.Ciphertext))
	if e.hmac == gencrypto.HMACUnknown {
		g, err := gencrypto.NewAESGCM(true, cek)
		if err != nil || g.Begin(s.IV, s.Tag) != nil || g.AAD(aad) != nil || g.Crypt(text, s.Ciphertext) != nil {
			return nil, ErrDecrypt
		}
		if _, err := g.Finish(); err != nil {
			return nil, ErrDecrypt
		}
		return text, nil
	}
	half := len(cek) / 2
	if want := cbcTag(e, cek[:half], aad, s.IV, s.Ciphertext); !hmac.Equal(want, s.Tag) {
		return nil, ErrDecrypt
	}
	c, err := gencrypto.NewAES(gencrypto.CBC, true, cek[half:], true)
	if err != nil || c.Begin(s.IV) != nil || c.Crypt(text, s.Ciphertext) != nil {
		return nil, ErrDecrypt
	}
	return text[:len(text)-int(text[len(text)-1])], nil
}
