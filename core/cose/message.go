package cose

import (
	"bytes"
	"hash"

	"github.com/fxamacker/cbor/v2"
)

// SigType is enum lws_cose_sig_types: what a message is.
type SigType int

// The messages, with the numbers of the C API.
const (
	Unknown SigType = iota
	Sign
	Sign1
	Countersigned
	Mac
	Mac0
)

// tags are those of RFC 9052 §2.
var tags = map[uint64]SigType{98: Sign, 18: Sign1, 97: Mac, 17: Mac0}

func tagOf(t SigType) uint64 {
	for tag, s := range tags {
		if s == t {
			return tag
		}
	}
	return 0
}

// contexts are the texts that begin what is signed (RFC 9052 §4.4, §6.3).
var contexts = map[SigType]string{Sign: "Signature", Sign1: "Signature1", Mac: "MAC", Mac0: "MAC0"}

// headerLabels of RFC 9052 §3.1.
const (
	headerAlg  = 1
	headerCrit = 2
	headerKid  = 4
)

// direct is the recipient's algorithm that uses the key as it is (RFC 9053 §6.1).
const direct = -6

// headers are the parts of a header that are looked at.
type headers struct {
	protected []byte // as it is signed
	alg       int64
	kid       []byte
}

// parseHeaders reads both parts. Labels must not be in both (RFC 9052 §3).
func parseHeaders(protected, unprotected []byte) (h headers, err error) {
	var inner, outer map[any]cbor.RawMessage
	if len(protected) > 0 {
		if err := decoder.Unmarshal(protected, &inner); err != nil || inner == nil {
			return h, ErrSyntax
		}
	}
	if err := decoder.Unmarshal(unprotected, &outer); err != nil || outer == nil {
		return h, ErrSyntax
	}
	if len(inner) > 0 { // an empty map is signed as no bytes (RFC 9052 §4.4)
		h.protected = protected
	}
	if _, ok := member(inner, headerCrit); ok {
		return h, ErrCritical
	}
	for label := range outer {
		if _, twice := inner[label]; twice {
			return h, ErrSyntax
		}
	}
	for _, m := range []map[any]cbor.RawMessage{inner, outer} {
		if h.alg == 0 {
			// Names of algorithms instead of numbers are none that are known.
			if h.alg, err = integer(m, headerAlg); err != nil {
				return h, ErrAlgorithm
			}
		}
		if h.kid == nil {
			if h.kid, err = byteString(m, headerKid); err != nil {
				return h, err
			}
		}
	}
	return h, nil
}

// begin writes what comes before the payload's bytes (RFC 9052 §4.4, §6.3).
func begin(w hash.Hash, t SigType, body, signer, external []byte, payload uint64) {
	n := uint64(4)
	if t == Sign {
		n = 5
	}
	p := appendText(appendHead(nil, 4, n), contexts[t])
	p = appendBytes(p, body)
	if t == Sign {
		p = appendBytes(p, signer)
	}
	p = appendHead(appendBytes(p, external), 2, payload)
	w.Write(p)
}

// candidates are the keys of a set that may have made a signature: those with
// the message's key identifier, where it has one.
func candidates(keys []*Key, h headers, op int64) []*Key {
	var list []*Key
	for _, k := range keys {
		if h.kid != nil && !bytes.Equal(h.kid, k.Kid) {
			continue
		}
		if _, err := algorithmFor(h.alg, k, op); err == nil && len(list) < maxCandidates {
			list = append(list, k)
		}
	}
	return list
}

// maxCandidates bounds what a message without key identifier costs.
const maxCandidates = 16
