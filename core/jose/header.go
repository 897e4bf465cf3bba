package jose

import (
	"encoding/json"
	"fmt"
)

// Param is a header parameter: enum lws_jws_jose_hdr_indexes.
type Param int

// The header parameters, with the numbers of the C API.
const (
	ParamAlg Param = iota
	ParamJku
	ParamJwk
	ParamKid
	ParamX5u
	ParamX5c
	ParamX5t
	ParamX5tS256
	ParamTyp
	ParamCty
	ParamCrit
	ParamRecipHeader
	ParamRecipAlg
	ParamRecipKid
	ParamRecipKey
	ParamEnc
	ParamZip
	ParamEpk
	ParamApu
	ParamApv
	ParamIV
	ParamTag
	ParamP2s
	ParamP2c
	ParamCount
)

type paramKind int

const (
	kindText   paramKind = iota
	kindBytes            // base64url
	kindObject           // a key
	kindList
	kindNumber
)

// params are those of RFC 7515 §4.1, RFC 7516 §4.1 and RFC 7518 §4.
var params = [ParamCount]struct {
	name string
	kind paramKind
}{
	ParamAlg: {"alg", kindText}, ParamJku: {"jku", kindText}, ParamJwk: {"jwk", kindObject},
	ParamKid: {"kid", kindText}, ParamX5u: {"x5u", kindText}, ParamX5c: {"x5c", kindList},
	ParamX5t: {"x5t", kindText}, ParamX5tS256: {"x5t#S256", kindText}, ParamTyp: {"typ", kindText},
	ParamCty: {"cty", kindText}, ParamCrit: {"crit", kindList}, ParamEnc: {"enc", kindText},
	ParamZip: {"zip", kindText}, ParamEpk: {"epk", kindObject}, ParamApu: {"apu", kindBytes},
	ParamApv: {"apv", kindBytes}, ParamIV: {"iv", kindBytes}, ParamTag: {"tag", kindBytes},
	ParamP2s: {"p2s", kindBytes}, ParamP2c: {"p2c", kindNumber},
}

// MaxHeader is the longest header that is read. lws has the program's buffer as
// its only limit; deployed headers with certificate chains reach a few KiB.
const MaxHeader = 64 << 10

// Header is a JOSE header.
type Header struct {
	// Value holds the parameters: texts, decoded base64url, JSON of keys, lists
	// with spaces between the items. nil: not there.
	Value [ParamCount][]byte
	// Key and Ephemeral are "jwk" and "epk".
	Key, Ephemeral *Key
}

// Text returns a parameter.
func (h *Header) Text(p Param) string { return string(h.Value[p]) }

// ParseHeader reads a header. One that demands an extension ("crit", RFC 7515
// §4.1.11) is refused: there are none that are understood.
func ParseHeader(text []byte) (*Header, error) {
	h := &Header{}
	return h, h.Add(text)
}

// Add merges a further part of the header into it: the unprotected ones of the
// JSON forms. Names must not come twice (RFC 7515 §7.2.1).
func (h *Header) Add(text []byte) error {
	if len(text) > MaxHeader {
		return ErrLimit
	}
	o, err := parseObject(text)
	if err != nil {
		return err
	}
	if _, ok := o["crit"]; ok {
		return ErrCritical
	}
	for p, param := range params {
		raw, ok := o[param.name]
		if !ok || param.name == "" {
			continue
		}
		if h.Value[p] != nil {
			return fmt.Errorf("%w: %q comes twice", ErrSyntax, param.name)
		}
		var s string
		switch param.kind {
		case kindText:
			s, _, err = o.text(param.name)
			h.Value[p] = []byte(s)
		case kindBytes:
			h.Value[p], err = o.bytes(param.name)
		case kindList:
			s, _, err = o.list(param.name)
			h.Value[p] = []byte(s)
		case kindNumber:
			var n json.Number
			err = json.Unmarshal(raw, &n)
			h.Value[p] = []byte(n)
		case kindObject:
			err = h.key(Param(p), raw)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (h *Header) key(p Param, raw []byte) error {
	o, err := parseObject(raw)
	if err != nil {
		return err
	}
	k, err := keyOf(o)
	if err != nil {
		return err
	}
	h.Value[p] = raw
	if p == ParamEpk {
		h.Ephemeral = k
	} else {
		h.Key = k
	}
	return nil
}
