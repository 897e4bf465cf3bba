package tlsconn

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/tls"
	"encoding/binary"
	"encoding/hex"
	"hash"
)

// secrets are those of a server's connection under TLS 1.3, as crypto/tls tells them
// to a key log, and what it has sent since it knows them.
type secrets struct {
	client, server []byte
	flight         []byte
	// bulk is ServerSpec's.
	bulk func(key []byte) cipher.AEAD
}

// Write implements io.Writer for tls.Config.KeyLogWriter: a line is a label, the
// client's random number, and the secret.
func (s *secrets) Write(line []byte) (int, error) {
	fields := bytes.Fields(line)
	if len(fields) != 3 {
		return len(line), nil
	}
	into := map[string]*[]byte{"CLIENT_TRAFFIC_SECRET_0": &s.client, "SERVER_TRAFFIC_SECRET_0": &s.server}[string(fields[0])]
	if into != nil {
		*into, _ = hex.AppendDecode(nil, fields[2])
	}
	return len(line), nil
}

// sent hears of what goes to the client. Records of the handshake's own keys may be
// among it: the key log is ahead of them.
func (s *secrets) sent(p []byte) {
	if s != nil && s.server != nil {
		s.flight = append(s.flight, p...)
	}
}

// suite is what protects the records of a cipher suite of TLS 1.3.
type suite struct {
	keyLength int
	hash      func() hash.Hash
}

// recordSuites are those with AES-GCM. ChaCha20 is for machines without AES in hardware.
var recordSuites = map[uint16]suite{
	tls.TLS_AES_128_GCM_SHA256: {16, sha256.New},
	tls.TLS_AES_256_GCM_SHA384: {32, sha512.New384},
}

// expand is HKDF-Expand-Label without a context (RFC 8446 section 7.1).
func (s suite) expand(secret []byte, label string, length int) []byte {
	label = "tls13 " + label
	info := binary.BigEndian.AppendUint16(nil, uint16(length))
	info = append(append(append(info, byte(len(label))), label...), 0)
	out, err := hkdf.Expand(s.hash, secret, string(info), length)
	if err != nil {
		panic(err) // a length that no hash has
	}
	return out
}

// keys are one direction's (RFC 8446 section 7.3).
type keys struct {
	suite  suite
	secret []byte
	aead   cipher.AEAD
	iv     [12]byte
	// bulk is what bulkOf, if not nil, makes of the key: once there is something to
	// seal that is worth it.
	bulk   cipher.AEAD
	bulkOf func(key []byte) cipher.AEAD
	// number is the next record's, nonce the room for what is made of it.
	number uint64
	nonce  [12]byte
}

// become makes k those of a secret.
func (k *keys) become(secret []byte) {
	k.secret, k.number, k.bulk = secret, 0, nil
	block, err := aes.NewCipher(k.key())
	if err == nil {
		k.aead, err = cipher.NewGCM(block)
	}
	if err != nil {
		panic(err) // a key of another length
	}
	copy(k.iv[:], k.suite.expand(secret, "iv", len(k.iv)))
}

func (k *keys) key() []byte { return k.suite.expand(k.secret, "key", k.suite.keyLength) }

// forBulk is what seals long records.
func (k *keys) forBulk() cipher.AEAD {
	if k.bulk == nil && k.bulkOf != nil {
		k.bulk = k.bulkOf(k.key())
	}
	if k.bulk == nil {
		k.bulk = k.aead
	}
	return k.bulk
}

// advance goes on to the next generation (RFC 8446 section 7.2).
func (k *keys) advance() {
	k.become(k.suite.expand(k.secret, "traffic upd", len(k.secret)))
}

// next is the nonce of the next record (RFC 8446 section 5.3), good until the next call.
func (k *keys) next() []byte {
	k.nonce = k.iv
	for i := range 8 {
		k.nonce[11-i] ^= byte(k.number >> (8 * i))
	}
	return k.nonce[:]
}
