package auth

import (
	"crypto/md5"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"net/url"
	"strings"
)

// Algorithm is a hash that RFC 7616 section 3.2 and 6.1 name. The order is that
// of strength.
type Algorithm uint8

const (
	MD5 Algorithm = iota
	SHA256
	SHA512256
	algorithms
)

var algorithmNames = [algorithms]string{MD5: "MD5", SHA256: "SHA-256", SHA512256: "SHA-512-256"}

var algorithmHashes = [algorithms]func() hash.Hash{MD5: md5.New, SHA256: sha256.New, SHA512256: sha512.New512_256}

func (a Algorithm) String() string { return algorithmNames[a] }

// Size is how many hexadecimal digits its hashes have.
func (a Algorithm) Size() int { return 2 * algorithmHashes[a]().Size() }

// sum hashes the parts with ':' between them.
func (a Algorithm) sum(parts ...string) string {
	h := algorithmHashes[a]()
	for i, p := range parts {
		if i > 0 {
			h.Write([]byte{':'})
		}
		h.Write([]byte(p))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Secret is A1 of RFC 7616 section 3.4.2, hashed: what a server needs to know of
// a password.
func (a Algorithm) Secret(user, realm, password string) string { return a.sum(user, realm, password) }

// parseAlgorithm reads the parameter; session is for the variants with "-sess".
func parseAlgorithm(name string) (a Algorithm, session, ok bool) {
	name, session = strings.CutSuffix(strings.ToUpper(name), "-SESS")
	for a = range algorithms {
		if algorithmNames[a] == name {
			return a, session, true
		}
	}
	return 0, false, false
}

// ErrNoDigest is about a response without a challenge that can be answered.
var ErrNoDigest = errors.New("no challenge that can be answered")

// Digest is a client's side of the scheme (RFC 7616): a server's challenge, and
// how often it has been used.
type Digest struct {
	realm, nonce, opaque       string
	algorithm                  Algorithm
	session                    bool
	legacy                     bool // without qop: RFC 2069
	named, hasOpaque, userHash bool
	// Stale: the credentials were good, only the nonce has aged.
	Stale  bool
	count  uint32
	cnonce string
}

// ChooseDigest takes the strongest of the challenges that a client can answer.
// Those that want the body hashed (auth-int) can't be: it is not known yet.
func ChooseDigest(list []Challenge) (*Digest, error) {
	var best *Digest
	for i := range list {
		if d := digestOf(&list[i]); d != nil && (best == nil || d.algorithm > best.algorithm) {
			best = d
		}
	}
	if best == nil {
		return nil, ErrNoDigest
	}
	return best, nil
}

func digestOf(c *Challenge) *Digest {
	if c.Scheme != "digest" {
		return nil
	}
	d := &Digest{}
	var ok bool
	if d.realm, ok = c.Param("realm"); !ok {
		return nil
	}
	if d.nonce, ok = c.Param("nonce"); !ok || d.nonce == "" {
		return nil
	}
	d.opaque, d.hasOpaque = c.Param("opaque")
	name, named := c.Param("algorithm")
	if d.named = named; named {
		if d.algorithm, d.session, ok = parseAlgorithm(name); !ok {
			return nil
		}
	}
	if qop, ok := c.Param("qop"); !ok {
		d.legacy = true
	} else if !inList(qop, "auth") {
		return nil
	}
	stale, _ := c.Param("stale")
	d.Stale = strings.EqualFold(stale, "true")
	hashed, _ := c.Param("userhash")
	d.userHash = strings.EqualFold(hashed, "true")
	if d.cnonce = randomText(); d.legacy && d.session {
		return nil // it has no cnonce to make a session of
	}
	return d
}

// inList tells whether a comma-separated list has word.
func inList(list, word string) bool {
	for item := range strings.SplitSeq(list, ",") {
		if strings.EqualFold(strings.TrimSpace(item), word) {
			return true
		}
	}
	return false
}

func randomText() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// Answer is the value of the Authorization field for one request. Each call
// counts the nonce on.
func (d *Digest) Answer(user, password, method, target string) string {
	d.count++
	nc := fmt.Sprintf("%08x", d.count)
	a1 := d.algorithm.Secret(user, d.realm, password)
	if d.session {
		a1 = d.algorithm.sum(a1, d.nonce, d.cnonce)
	}
	a2 := d.algorithm.sum(method, target)
	var b strings.Builder
	b.WriteString("Digest ")
	switch {
	case d.userHash:
		b.WriteString(`username="` + d.algorithm.sum(user, d.realm) + `", userhash=true`)
	case isASCII(user):
		b.WriteString("username=" + quote(user))
	default: // RFC 7616 section 3.4, RFC 8187
		b.WriteString("username*=UTF-8''" + strings.ReplaceAll(url.QueryEscape(user), "+", "%20"))
	}
	b.WriteString(", realm=" + quote(d.realm) + ", nonce=" + quote(d.nonce) + ", uri=" + quote(target))
	if d.legacy {
		b.WriteString(`, response="` + d.algorithm.sum(a1, d.nonce, a2) + `"`)
	} else {
		b.WriteString(`, qop=auth, nc=` + nc + `, cnonce="` + d.cnonce + `", response="` +
			d.algorithm.sum(a1, d.nonce, nc, d.cnonce, "auth", a2) + `"`)
	}
	if d.named {
		b.WriteString(", algorithm=" + d.algorithm.String())
		if d.session {
			b.WriteString("-sess")
		}
	}
	if d.hasOpaque {
		b.WriteString(", opaque=" + quote(d.opaque))
	}
	return b.String()
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] >= 0x7f {
			return false
		}
	}
	return true
}
