package jose

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"sort"
	"strings"
	"sync/atomic"

	"github.com/golws/golws/core/gencrypto"
)

// KeyType is enum lws_gencrypto_kty.
type KeyType int

// The kinds of keys, with the numbers of the C API.
const (
	KeyUnknown KeyType = iota
	KeyOct
	KeyRSA
	KeyEC
	// KeyOKP is no number of the C API: there, octet key pairs (RFC 8037) are
	// elliptic curve keys without y. KindOf tells them apart.
	KeyOKP
)

// Meta is what goes with a key: enum enum_jwk_meta_tok.
type Meta int

// What goes with keys, with the numbers of the C API.
const (
	MetaKty Meta = iota
	MetaKid
	MetaUse
	MetaKeyOps
	MetaX5c
	MetaAlg
	MetaCount
)

// Limits of what a key set of a peer's may hold.
const (
	maxKeys    = 1024
	maxKeySize = 1 << 20
)

// Key is a JSON web key.
type Key struct {
	Type KeyType
	// E holds its elements, indexed by the enum of its kind.
	E gencrypto.Elements
	// Meta holds texts; lists have spaces between their items. nil: not there.
	Meta [MetaCount][]byte
	// Private: it has its private part.
	Private bool

	// What its numbers were prepared to, once they were used.
	rsa atomic.Pointer[gencrypto.RSA]
	ec  atomic.Pointer[gencrypto.EC]
	okp atomic.Pointer[gencrypto.OKP]
}

// asRSA checks and prepares the numbers of an RSA key, once.
func (k *Key) asRSA() (*gencrypto.RSA, error) {
	r := k.rsa.Load()
	if r == nil {
		var err error
		if r, err = gencrypto.NewRSA(&k.E); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrKey, err)
		}
		k.rsa.Store(r)
	}
	own := *r // padding is set for each use
	return &own, nil
}

// asEC is asRSA for elliptic curves.
func (k *Key) asEC() (*gencrypto.EC, error) {
	e := k.ec.Load()
	if e == nil {
		var err error
		if e, err = gencrypto.NewEC(&k.E); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrKey, err)
		}
		k.ec.Store(e)
	}
	return e, nil
}

// asOKP is asRSA for octet key pairs.
func (k *Key) asOKP() (*gencrypto.OKP, error) {
	o := k.okp.Load()
	if o == nil {
		var err error
		if o, err = gencrypto.NewOKP(&k.E); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrKey, err)
		}
		k.okp.Store(o)
	}
	return o, nil
}

// KindOf tells octet key pairs, by their curve, from the elliptic curve keys that
// the C API says they are.
func KindOf(t KeyType, curve string) KeyType {
	if t == KeyEC && gencrypto.OctetCurveNamed(curve) != nil {
		return KeyOKP
	}
	return t
}

// curve is the name of the key's.
func (k *Key) curve() string { return strings.TrimRight(string(k.E[gencrypto.ECCurve]), "\x00") }

// member is an element of a key in JSON.
type member struct {
	name     string
	index    int
	private  bool
	required bool
	text     bool // not base64url: the curve
}

// kinds tells the members of each kind, in alphabetical order (RFC 7518 §6).
var kinds = map[KeyType]struct {
	name    string
	members []member
}{
	KeyOct: {"oct", []member{{"k", 0, true, true, false}}},
	KeyEC: {"EC", []member{
		{"crv", gencrypto.ECCurve, false, true, true}, {"d", gencrypto.ECD, true, false, false},
		{"x", gencrypto.ECX, false, true, false}, {"y", gencrypto.ECY, false, true, false},
	}},
	KeyOKP: {"OKP", []member{ // RFC 8037 §2
		{"crv", gencrypto.ECCurve, false, true, true}, {"d", gencrypto.ECD, true, false, false},
		{"x", gencrypto.ECX, false, true, false},
	}},
	KeyRSA: {"RSA", []member{
		{"d", gencrypto.RSAD, true, false, false}, {"dp", gencrypto.RSADP, true, false, false},
		{"dq", gencrypto.RSADQ, true, false, false}, {"e", gencrypto.RSAE, false, true, false},
		{"n", gencrypto.RSAN, false, true, false}, {"p", gencrypto.RSAP, true, false, false},
		{"q", gencrypto.RSAQ, true, false, false}, {"qi", gencrypto.RSAQI, true, false, false},
	}},
}

var metaNames = [MetaCount]string{"kty", "kid", "use", "key_ops", "x5c", "alg"}

func isList(m Meta) bool { return m == MetaKeyOps || m == MetaX5c }

// ParseKeys reads a key, or a set of them (RFC 7517 §5); set tells which it was.
// Keys of a set that are of no known kind are left out (§5).
func ParseKeys(text []byte) (keys []*Key, set bool, err error) {
	if len(text) > maxKeySize {
		return nil, false, ErrLimit
	}
	o, err := parseObject(text)
	if err != nil {
		return nil, false, err
	}
	raw, set := o["keys"]
	if !set {
		k, err := keyOf(o)
		if err != nil {
			return nil, false, err
		}
		return []*Key{k}, false, nil
	}
	var all []json.RawMessage
	if err := json.Unmarshal(raw, &all); err != nil {
		return nil, true, ErrSyntax
	}
	if len(all) > maxKeys {
		return nil, true, ErrLimit
	}
	for _, one := range all {
		o, err := parseObject(one)
		if err != nil {
			return nil, true, err
		}
		kty, ok, err := o.text("kty")
		if err != nil || !ok {
			return nil, true, fmt.Errorf("%w: no \"kty\"", ErrKey)
		}
		if typeNamed(kty) == KeyUnknown {
			continue
		}
		k, err := keyOf(o)
		if err != nil {
			return nil, true, err
		}
		keys = append(keys, k)
	}
	return keys, true, nil
}

func typeNamed(name string) KeyType {
	for t, k := range kinds {
		if k.name == name {
			return t
		}
	}
	return KeyUnknown
}

func keyOf(o object) (*Key, error) {
	kty, _, err := o.text("kty")
	if err != nil {
		return nil, err
	}
	k := &Key{Type: typeNamed(kty)}
	if k.Type == KeyUnknown {
		return nil, fmt.Errorf("%w: \"kty\" is %.32q", ErrKey, kty)
	}
	for m := range MetaCount {
		read := o.text
		if isList(m) {
			read = o.list
		}
		s, ok, err := read(metaNames[m])
		if err != nil {
			return nil, err
		}
		if ok {
			k.Meta[m] = []byte(s)
		}
	}
	for _, m := range kinds[k.Type].members {
		var value []byte
		if m.text {
			s, _, err := o.text(m.name)
			if err != nil {
				return nil, err
			}
			if s != "" {
				value = append([]byte(s), 0)
			}
		} else if value, err = o.bytes(m.name); err != nil {
			return nil, err
		}
		if m.required && len(value) == 0 {
			return nil, fmt.Errorf("%w: no %q", ErrKey, m.name)
		}
		k.E[m.index] = value
		if m.private && len(value) > 0 {
			k.Private = true
		}
	}
	if _, ok := o["oth"]; ok {
		return nil, fmt.Errorf("%w: more than two primes", ErrKey)
	}
	return k, k.Check()
}

// Check tells whether the numbers are those of a key: a point that is not on its
// curve, or a private key that is not the public one's, is refused.
func (k *Key) Check() error {
	var err error
	switch k.Type {
	case KeyOct:
		if len(k.E[0]) == 0 {
			err = ErrKey
		}
	case KeyRSA:
		_, err = k.asRSA()
	case KeyEC:
		_, err = k.asEC()
	case KeyOKP:
		_, err = k.asOKP()
	default:
		err = ErrKey
	}
	return err
}

// Export writes a key as JSON, members in alphabetical order.
func (k *Key) Export(private bool) ([]byte, error) {
	return k.export(private, true)
}

func (k *Key) export(private, meta bool) ([]byte, error) {
	kind, ok := kinds[k.Type]
	if !ok {
		return nil, ErrKey
	}
	members := map[string][]byte{"kty": appendQuoted(nil, kind.name)}
	for _, m := range kind.members {
		value := k.E[m.index]
		switch {
		case len(value) == 0:
			if m.required {
				return nil, fmt.Errorf("%w: no %q", ErrKey, m.name)
			}
		case m.private && !private:
		case m.text:
			members[m.name] = appendQuoted(nil, strings.TrimRight(string(value), "\x00"))
		default:
			members[m.name] = append(Encode([]byte{'"'}, value), '"')
		}
	}
	if meta {
		for m, value := range k.Meta {
			if value == nil || Meta(m) == MetaKty {
				continue
			}
			text := strings.TrimRight(string(value), "\x00")
			if !isList(Meta(m)) {
				members[metaNames[m]] = appendQuoted(nil, text)
				continue
			}
			list := []byte{'['}
			for i, item := range strings.Fields(text) {
				if i > 0 {
					list = append(list, ',')
				}
				list = appendQuoted(list, item)
			}
			members[metaNames[m]] = append(list, ']')
		}
	}
	names := make([]string, 0, len(members))
	for name := range members {
		names = append(names, name)
	}
	sort.Strings(names)
	out := []byte{'{'}
	for i, name := range names {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(append(appendQuoted(out, name), ':'), members[name]...)
	}
	return append(out, '}'), nil
}

// Thumbprint is the SHA-256 of what the key must have (RFC 7638 §3.2: the
// members that are required, in order; of a secret key, the secret itself).
func (k *Key) Thumbprint() ([sha256.Size]byte, error) {
	text, err := k.export(k.Type == KeyOct, false)
	if err != nil {
		return [sha256.Size]byte{}, err
	}
	return sha256.Sum256(text), nil
}

// Limits of keys that are made.
const maxOctBits = 1 << 16

// Generate makes a key: bits for secrets and RSA, curve for elliptic curves.
func Generate(t KeyType, bits int, curve string) (*Key, error) {
	t = KindOf(t, curve)
	k := &Key{Type: t, Private: true}
	switch t {
	case KeyOct:
		if bits <= 0 || bits > maxOctBits || bits%8 != 0 {
			return nil, fmt.Errorf("%w: %d bits", ErrKey, bits)
		}
		k.E[0] = make([]byte, bits/8)
		rand.Read(k.E[0])
	case KeyRSA:
		r, err := gencrypto.GenerateRSA(bits)
		if err != nil {
			return nil, err
		}
		k.E = r.Elements()
	case KeyEC:
		c := gencrypto.CurveNamed(curve)
		if c == nil {
			return nil, fmt.Errorf("%w: no curve %.32q", ErrKey, curve)
		}
		e, err := gencrypto.GenerateEC(c)
		if err != nil {
			return nil, err
		}
		k.E = e.Elements()
	case KeyOKP:
		c := gencrypto.OctetCurveNamed(curve)
		if c == nil {
			return nil, fmt.Errorf("%w: no curve %.32q", ErrKey, curve)
		}
		o, err := gencrypto.GenerateOKP(c)
		if err != nil {
			return nil, err
		}
		k.E = o.Elements()
	default:
		return nil, ErrKey
	}
	k.Meta[MetaKty] = []byte(kinds[t].name)
	return k, nil
}

// fits tells whether the key says nothing against being used so (RFC 7517 §4.2
// and §4.4). Signature keys that also decrypt, and one algorithm's keys under
// another, are how attacks on one break the other.
func (k *Key) fits(use, alg string) bool {
	said := func(m Meta) string { return strings.TrimRight(string(k.Meta[m]), "\x00") }
	if s := said(MetaUse); s != "" && s != use {
		return false
	}
	s := said(MetaAlg)
	return s == "" || s == alg
}
