package auth

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"strconv"
	"sync"
	"sync/atomic"
)

const (
	// nonceLife is how long a nonce is good for, in microseconds (RFC 7616
	// section 5.4: a compromise between replays and round trips).
	nonceLife = 5 * 60 * 1000 * 1000
	// noncesMost bounds the nonces whose counts are remembered. Only good
	// credentials make one.
	noncesMost = 1024
	// countWindow is how far requests may overtake each other.
	countWindow = 64
	nonceBytes  = 8 + 8 + 16
)

// Guard is a server's side of digest authentication, for any thread. Its nonces are signed, so
// that those who never prove anything cost no memory.
type Guard struct {
	key  [32]byte
	made atomic.Uint64

	mu    sync.Mutex
	used  map[string]*counts
	floor int64 // older nonces are not good any more
}

// counts are the nonce counts that were seen (RFC 7616 section 5.5): each is good
// once.
type counts struct {
	issued int64
	top    uint32
	seen   uint64 // bit i is top-i
}

// Verdict is what a Guard says of credentials.
type Verdict uint8

const (
	// Denied: the peer is to be asked again.
	Denied Verdict = iota
	// Stale: they are good, but for the nonce.
	Stale
	// Malformed: they are no credentials of this scheme.
	Malformed
	// Granted: they are good.
	Granted
)

// NewGuard makes one with a key of its own.
func NewGuard() *Guard {
	g := &Guard{used: map[string]*counts{}}
	_, _ = rand.Read(g.key[:]) // never fails
	return g
}

func (g *Guard) sign(nonce []byte, realm string) []byte {
	m := hmac.New(sha256.New, g.key[:])
	m.Write(nonce[:16])
	m.Write([]byte(realm))
	return m.Sum(nil)[:16]
}

// Challenge is the value of a WWW-Authenticate field. now is in microseconds.
func (g *Guard) Challenge(realm string, a Algorithm, stale bool, now int64) string {
	var nonce [nonceBytes]byte
	binary.BigEndian.PutUint64(nonce[:], uint64(now))
	binary.BigEndian.PutUint64(nonce[8:], g.made.Add(1))
	copy(nonce[16:], g.sign(nonce[:], realm))
	text := "Digest realm=" + quote(realm) + `, qop="auth", algorithm=` + a.String() +
		`, nonce="` + base64.RawURLEncoding.EncodeToString(nonce[:]) + `"`
	if stale {
		text += ", stale=true"
	}
	return text
}

// issued tells when a nonce was made; ok: by this guard, for this realm.
func (g *Guard) issued(text, realm string) (at int64, ok bool) {
	nonce, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(nonce) != nonceBytes || !hmac.Equal(nonce[16:], g.sign(nonce, realm)) {
		return 0, false
	}
	return int64(binary.BigEndian.Uint64(nonce)), true
}

// Check looks at the value of an Authorization field. secret is the hash that the
// server knows of a user.
func (g *Guard) Check(field []byte, realm, method, target string, now int64, secret func(user string, a Algorithm) (string, bool)) (user string, v Verdict) {
	if len(field) > fieldMost {
		return "", Malformed
	}
	list, err := Challenges(string(field))
	if err != nil || len(list) != 1 || list[0].Scheme != "digest" {
		return "", Malformed
	}
	c := &list[0]
	get := func(name string) string { v, _ := c.Param(name); return v }
	a, session, ok := MD5, false, true
	if name, named := c.Param("algorithm"); named {
		a, session, ok = parseAlgorithm(name)
	}
	user = get("username")
	nc, err := strconv.ParseUint(get("nc"), 16, 32)
	if !ok || session || user == "" || err != nil || len(get("nc")) != 8 || get("qop") != "auth" || get("cnonce") == "" {
		return "", Malformed
	}
	// RFC 7616 section 3.4.6: it is about this request, and no other.
	if get("uri") != target || get("realm") != realm {
		return "", Malformed
	}
	at, mine := g.issued(get("nonce"), realm)
	a1, known := secret(user, a)
	if !known {
		a1 = a.sum(user, realm, string(g.key[:])) // takes as long as a real one
	}
	want := a.sum(a1, get("nonce"), get("nc"), get("cnonce"), "auth", a.sum(method, target))
	if subtle.ConstantTimeCompare([]byte(want), []byte(get("response"))) != 1 || !known {
		return "", Denied
	}
	if !mine || now-at > nonceLife || !g.count(get("nonce"), at, uint32(nc), now) {
		return "", Stale
	}
	return user, Granted
}

// fieldMost bounds the Authorization field that is looked at.
const fieldMost = 4096

// count notes the use of a nonce that was made at a time, and tells whether it is
// good still and this is the first of its number.
func (g *Guard) count(nonce string, at int64, nc uint32, now int64) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if at < g.floor {
		return false
	}
	c := g.used[nonce]
	if c == nil {
		if len(g.used) >= noncesMost {
			g.forget(now)
		}
		g.used[nonce] = &counts{issued: at, top: nc, seen: 1}
		return true
	}
	if nc > c.top {
		if ahead := nc - c.top; ahead < countWindow {
			c.seen = c.seen<<ahead | 1
		} else {
			c.seen = 1
		}
		c.top = nc
		return true
	}
	behind := c.top - nc
	if behind >= countWindow || c.seen&(1<<behind) != 0 {
		return false
	}
	c.seen |= 1 << behind
	return true
}

// forget drops the nonces that have aged, or else the oldest half. Those, and all
// before them, are stale from now on, so that nothing can be replayed.
func (g *Guard) forget(now int64) {
	var sum int64
	for _, c := range g.used {
		sum += c.issued / noncesMost
	}
	g.floor = max(g.floor, now-nonceLife, sum+1)
	for n, c := range g.used {
		if c.issued < g.floor {
			delete(g.used, n)
		}
	}
	if len(g.used) >= noncesMost { // all of one moment
		g.floor = now + 1
		clear(g.used)
	}
}
