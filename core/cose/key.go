package cose

import (
	"bytes"
	"fmt"

	"github.com/fxamacker/cbor/v2"

	"github.com/golws/golws/core/gencrypto"
	"github.com/golws/golws/core/jose"
)

// Key types, curves and labels (RFC 9053 §7, RFC 8230 §4).
const (
	ktyOKP       = 1
	ktyEC2       = 2
	ktyRSA       = 3
	ktySymmetric = 4

	labelKty    = 1
	labelKid    = 2
	labelAlg    = 3
	labelKeyOps = 4
	labelBaseIV = 5
	labelCurve  = -1

	// OpSign and the others are key operations (RFC 9052 §7.1, table 5).
	OpSign      = 1
	OpVerify    = 2
	OpMAC       = 9
	OpVerifyMAC = 10
)

// Limits of what a peer's keys may be.
const (
	maxKeys    = 1024
	maxKeySize = 1 << 20
	maxDepth   = 8
	maxPairs   = 64
)

// Key is a COSE key.
type Key struct {
	// Type and E are the key as JOSE has it.
	Type jose.KeyType
	E    gencrypto.Elements
	// Kid and BaseIV are bytes; nil: not there.
	Kid, BaseIV []byte
	// Kty, Alg and Curve are of IANA's registries; 0: none.
	Kty, Alg, Curve int64
	Ops             []int64
	Private         bool
}

var decoder = func() cbor.DecMode {
	m, err := cbor.DecOptions{DupMapKey: cbor.DupMapKeyEnforcedAPF, MaxNestedLevels: maxDepth,
		MaxArrayElements: maxKeys, MaxMapPairs: maxPairs}.DecMode()
	if err != nil {
		panic(err)
	}
	return m
}()

var encoder = func() cbor.EncMode {
	m, err := cbor.CTAP2EncOptions().EncMode()
	if err != nil {
		panic(err)
	}
	return m
}()

// kinds are the key types that are supported; octet key pairs are told apart
// from elliptic curve keys by their curve.
var kinds = map[int64]jose.KeyType{ktyOKP: jose.KeyOKP, ktyEC2: jose.KeyEC, ktyRSA: jose.KeyRSA, ktySymmetric: jose.KeyOct}

// curveNames: RFC 9053 §7.1.
var curveNames = map[int64]string{1: "P-256", 2: "P-384", 3: "P-521", 4: "X25519", 6: "Ed25519"}

func curveNamed(name string) int64 {
	for n, c := range curveNames {
		if c == name {
			return n
		}
	}
	return 0
}

var rsaLabels = map[int64]int{-1: gencrypto.RSAN, -2: gencrypto.RSAE, -3: gencrypto.RSAD, -4: gencrypto.RSAP,
	-5: gencrypto.RSAQ, -6: gencrypto.RSADP, -7: gencrypto.RSADQ, -8: gencrypto.RSAQI}

var ecLabels = map[int64]int{-2: gencrypto.ECX, -3: gencrypto.ECY, -4: gencrypto.ECD}

// okpLabels: RFC 9053 §7.2.
var okpLabels = map[int64]int{-2: gencrypto.ECX, -4: gencrypto.ECD}

// symmetricLabels: RFC 9053 §7.3.
var symmetricLabels = map[int64]int{-1: 0}

// ParseKeys reads a key, or a set of them (RFC 9052 §7). Keys of a set that are
// of no supported kind are left out.
func ParseKeys(in []byte) (keys []*Key, set bool, err error) {
	if len(in) > maxKeySize {
		return nil, false, ErrLimit
	}
	var one map[any]cbor.RawMessage
	if decoder.Unmarshal(in, &one) == nil && one != nil {
		k, err := keyOf(one)
		if err != nil {
			return nil, false, err
		}
		return []*Key{k}, false, nil
	}
	var all []map[any]cbor.RawMessage
	if err := decoder.Unmarshal(in, &all); err != nil || len(all) == 0 {
		return nil, false, ErrSyntax
	}
	for _, one := range all {
		if kty, err := integer(one, labelKty); err == nil && kty != 0 && kinds[kty] == jose.KeyUnknown {
			continue
		}
		k, err := keyOf(one)
		if err != nil {
			return nil, true, err
		}
		keys = append(keys, k)
	}
	return keys, true, nil
}

// member finds a parameter by its label: decoders tell signs apart by type.
func member(m map[any]cbor.RawMessage, label int64) (cbor.RawMessage, bool) {
	if label >= 0 {
		if raw, ok := m[uint64(label)]; ok {
			return raw, true
		}
	}
	raw, ok := m[label]
	return raw, ok
}

func integer(m map[any]cbor.RawMessage, label int64) (n int64, err error) {
	raw, ok := member(m, label)
	if !ok {
		return 0, nil
	}
	if decoder.Unmarshal(raw, &n) != nil {
		return 0, ErrSyntax
	}
	return n, nil
}

func byteString(m map[any]cbor.RawMessage, label int64) (p []byte, err error) {
	raw, ok := member(m, label)
	if !ok {
		return nil, nil
	}
	if len(raw) == 0 || raw[0]>>5 != 2 || decoder.Unmarshal(raw, &p) != nil {
		return nil, ErrSyntax
	}
	return p, nil
}

func keyOf(m map[any]cbor.RawMessage) (*Key, error) {
	k := &Key{}
	var err error
	for _, of := range []struct {
		to    *int64
		label int64
	}{{&k.Kty, labelKty}, {&k.Alg, labelAlg}} {
		if *of.to, err = integer(m, of.label); err != nil {
			return nil, err
		}
	}
	if k.Kid, err = byteString(m, labelKid); err != nil {
		return nil, err
	}
	if k.BaseIV, err = byteString(m, labelBaseIV); err != nil {
		return nil, err
	}
	if raw, ok := member(m, labelKeyOps); ok && decoder.Unmarshal(raw, &k.Ops) != nil {
		return nil, ErrSyntax
	}
	var labels map[int64]int
	secret := func(index int) bool { return true }
	k.Type = kinds[k.Kty]
	switch k.Type {
	case jose.KeyEC, jose.KeyOKP:
		if labels = ecLabels; k.Type == jose.KeyOKP {
			labels = okpLabels
		}
		secret = func(index int) bool { return index == gencrypto.ECD }
		if k.Curve, err = integer(m, labelCurve); err != nil {
			return nil, err
		}
		name := curveNames[k.Curve]
		if jose.KindOf(jose.KeyEC, name) != k.Type || name == "" {
			return nil, fmt.Errorf("%w: curve %d", ErrKey, k.Curve)
		}
		k.E[gencrypto.ECCurve] = append([]byte(name), 0)
	case jose.KeyRSA:
		labels = rsaLabels
		secret = func(index int) bool { return index != gencrypto.RSAN && index != gencrypto.RSAE }
		if _, ok := member(m, -9); ok {
			return nil, fmt.Errorf("%w: more than two primes", ErrKey)
		}
	case jose.KeyOct:
		labels = symmetricLabels
	default:
		return nil, fmt.Errorf("%w: type %d", ErrKey, k.Kty)
	}
	for label, index := range labels {
		if k.E[index], err = byteString(m, label); err != nil {
			return nil, err
		}
		if len(k.E[index]) > 0 && secret(index) {
			k.Private = true
		}
	}
	return k, k.check()
}

func (k *Key) check() error {
	if err := (&jose.Key{Type: k.Type, E: k.E}).Check(); err != nil {
		return fmt.Errorf("%w: %w", ErrKey, err)
	}
	return nil
}

// allows tells whether the key may be used so (RFC 9052 §7.1, "key_ops").
func (k *Key) allows(op int64) bool {
	if len(k.Ops) == 0 {
		return true
	}
	for _, o := range k.Ops {
		if o == op {
			return true
		}
	}
	return false
}

// Export writes a key as CBOR, in deterministic order.
func (k *Key) Export(private bool) ([]byte, error) {
	m := map[int64]any{labelKty: k.Kty}
	if k.Kid != nil {
		m[labelKid] = k.Kid
	}
	if k.Alg != 0 {
		m[labelAlg] = k.Alg
	}
	if len(k.Ops) > 0 {
		m[labelKeyOps] = k.Ops
	}
	if k.BaseIV != nil {
		m[labelBaseIV] = k.BaseIV
	}
	put := func(labels map[int64]int, public ...int) {
		for label, index := range labels {
			isPublic := false
			for _, p := range public {
				isPublic = isPublic || p == index
			}
			if len(k.E[index]) > 0 && (private || isPublic) {
				m[label] = k.E[index]
			}
		}
	}
	switch k.Type {
	case jose.KeyEC, jose.KeyOKP:
		m[labelCurve] = curveNamed(string(bytes.TrimRight(k.E[gencrypto.ECCurve], "\x00")))
		put(ecLabels, gencrypto.ECX, gencrypto.ECY)
	case jose.KeyRSA:
		put(rsaLabels, gencrypto.RSAN, gencrypto.RSAE)
	case jose.KeyOct:
		put(symmetricLabels)
	default:
		return nil, ErrKey
	}
	return encoder.Marshal(m)
}

// GenerateKey makes a key: bits for RSA and secrets, curve for EC2 and OKP. The bits 1<<op
// of uses say what it may be used for; 0: anything.
func GenerateKey(kty int64, uses uint, bits int, curve string, kid []byte) (*Key, error) {
	made, err := jose.Generate(kinds[kty], bits, curve)
	if err == nil && made.Type != kinds[kty] {
		err = fmt.Errorf("curve %.32q", curve)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	k := &Key{Type: made.Type, E: made.E, Kty: kty, Private: true}
	if len(kid) > 0 {
		k.Kid = append([]byte{}, kid...)
	}
	if kty == ktyEC2 || kty == ktyOKP {
		k.Curve = curveNamed(curve)
	}
	for op := int64(1); op <= OpVerifyMAC; op++ {
		if uses>>op&1 == 1 {
			k.Ops = append(k.Ops, op)
		}
	}
	return k, nil
}
