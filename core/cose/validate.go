package cose

import (
	"hash"

	"github.com/fxamacker/cbor/v2"
)

// Limits of messages.
const (
	// maxHeader is the longest header, signature or recipient.
	maxHeader = 64 << 10
	// maxKept is how much of a payload is kept where it cannot be hashed as it
	// comes: its length, or the signers, are only known behind it.
	maxKept = 1 << 20
	// maxSigners is how many signatures or recipients are taken.
	maxSigners = 16
)

// Result is how one signature with one key came out.
type Result struct {
	// Key is nil when none fitted.
	Key *Key
	Alg int64
	Err error
}

type part int

const (
	partStart part = iota
	partProtected
	partUnprotected
	partPayload
	partChunks // of a payload of indefinite length
	partTag
	partList // head of the signatures or recipients
	partSigners
	partEnd
)

// Validator checks a message that comes in pieces.
type Validator struct {
	kind     SigType
	keys     []*Key
	external []byte
	payload  func([]byte) error

	part    part
	scan    itemScanner
	item    []byte
	endless bool // the outer array
	closing bool // its break is still to come
	body    headers
	prot    []byte
	states  []state
	left    uint64 // bytes of the payload, or of a chunk
	keep    bool
	kept    []byte
	tag     []byte
	many    uint64 // signatures or recipients left
	named   []byte // key identifier of a recipient
	Results []Result
}

type state struct {
	key *Key
	alg algorithm
	h   hash.Hash
}

// NewValidator prepares for a message. kind is Unknown for one that says by its
// tag what it is. payload gets its payload, and may be nil.
func NewValidator(kind SigType, keys []*Key, external []byte, payload func([]byte) error) (*Validator, error) {
	if _, ok := contexts[kind]; !ok && kind != Unknown {
		return nil, ErrAlgorithm
	}
	if len(external) > maxKept {
		return nil, ErrLimit
	}
	v := &Validator{kind: kind, keys: keys, external: external, payload: payload}
	v.scan.reset()
	return v, nil
}

// Feed takes a piece and tells how much of it belongs to the message; done when
// the message has ended: Results then says what it is worth.
func (v *Validator) Feed(in []byte) (used int, done bool, err error) {
	for v.part != partEnd {
		if used == len(in) {
			return used, false, nil
		}
		if v.left > 0 && (v.part == partPayload || v.part == partChunks) {
			n := int(min(v.left, uint64(len(in)-used)))
			if err := v.take(in[used : used+n]); err != nil {
				return used, false, err
			}
			used += n
			if v.left -= uint64(n); v.left == 0 && v.part == partPayload {
				v.payloadEnd()
			}
			continue
		}
		if err := v.byte(in[used]); err != nil {
			return used, false, err
		}
		used++
	}
	return used, true, nil
}

func (v *Validator) next(p part) {
	v.part, v.item = p, v.item[:0]
	v.scan.reset()
}

// byte takes one that is not the payload's.
func (v *Validator) byte(b byte) error {
	if v.closing {
		if b != 0xff {
			return ErrSyntax
		}
		v.part = partEnd
		return nil
	}
	v.item = append(v.item, b)
	if len(v.item) > maxHeader {
		return ErrLimit
	}
	switch v.part {
	case partStart, partPayload, partChunks, partList:
		return v.heads(b)
	}
	done, err := v.scan.next(b)
	if err != nil || !done {
		return err
	}
	item := v.item
	switch v.part {
	case partProtected:
		if item[0]>>5 != 2 || decoder.Unmarshal(item, &v.prot) != nil {
			return ErrSyntax
		}
		v.next(partUnprotected)
	case partUnprotected:
		if v.body, err = parseHeaders(v.prot, item); err != nil {
			return err
		}
		v.prepare()
		v.next(partPayload)
	case partTag:
		if item[0]>>5 != 2 || decoder.Unmarshal(item, &v.tag) != nil {
			return ErrSyntax
		}
		if v.kind == Mac {
			v.next(partList)
			return nil
		}
		return v.end()
	case partSigners:
		return v.signer(item)
	}
	return nil
}

// heads are those of items that are not collected whole.
func (v *Validator) heads(b byte) error {
	first := v.item[0]
	major, n, size := first>>5, uint64(first&31), 0
	switch {
	case n >= 24 && n < 28:
		if size = 1 << (n - 24); len(v.item) <= size {
			return nil
		}
		n = 0
		for _, b := range v.item[1:] {
			n = n<<8 | uint64(b)
		}
	case n >= 28 && n < 31:
		return ErrSyntax
	}
	open := first&31 == 31
	switch v.part {
	case partStart:
		return v.start(major, n, open)
	case partPayload:
		return v.payloadHead(first, major, n, open)
	case partChunks:
		if first == 0xff {
			v.payloadEnd()
			return nil
		}
		if major != 2 || open || n > maxKept {
			return ErrSyntax
		}
		v.left, v.item = n, v.item[:0]
		return nil
	}
	if major != 4 || open || n == 0 || n > maxSigners {
		return ErrSyntax
	}
	v.many = n
	v.next(partSigners)
	return nil
}

func (v *Validator) start(major byte, n uint64, open bool) error {
	if major == 6 && !open {
		kind, ok := tags[n]
		if n == 61 { // CWT (RFC 8392 §6): another tag follows
			v.item = v.item[:0]
			return nil
		}
		if !ok || v.kind != Unknown && v.kind != kind {
			return ErrSyntax
		}
		v.kind, v.item = kind, v.item[:0]
		return nil
	}
	members := uint64(4)
	if v.kind == Mac {
		members = 5
	}
	if v.kind == Unknown || major != 4 || !open && n != members {
		return ErrSyntax
	}
	v.endless = open
	v.next(partProtected)
	return nil
}

func (v *Validator) payloadHead(first, major byte, n uint64, open bool) error {
	if major != 2 {
		// nil: the payload is elsewhere (RFC 9052 §4.1), where the C API cannot
		// reach it.
		return ErrSyntax
	}
	if open {
		v.keep = true
		v.next(partChunks)
		return nil
	}
	v.keep = v.kind == Sign || algorithms[v.body.alg].whole()
	if v.keep && n > maxKept {
		return ErrLimit
	}
	if !v.keep {
		for _, s := range v.states {
			begin(s.h, v.kind, v.body.protected, nil, v.external, n)
		}
	}
	if v.left = n; n == 0 {
		v.payloadEnd()
		return nil
	}
	v.item = v.item[:0]
	return nil
}

// take is a piece of the payload.
func (v *Validator) take(p []byte) error {
	if v.payload != nil {
		if err := v.payload(p); err != nil {
			return err
		}
	}
	if v.keep {
		if len(v.kept)+len(p) > maxKept {
			return ErrLimit
		}
		v.kept = append(v.kept, p...)
	} else {
		for _, s := range v.states {
			s.h.Write(p)
		}
	}
	return nil
}

// payloadEnd hashes a payload that was kept. Behind it COSE_Sign has signatures,
// and all others a tag.
func (v *Validator) payloadEnd() {
	if v.keep {
		for _, s := range v.states {
			begin(s.h, v.kind, v.body.protected, nil, v.external, uint64(len(v.kept)))
			s.h.Write(v.kept)
		}
	}
	if v.kind == Sign {
		v.next(partList)
		return
	}
	v.next(partTag)
}

func (v *Validator) op() int64 {
	if v.kind == Mac || v.kind == Mac0 {
		return OpVerifyMAC
	}
	return OpVerify
}

// fitsKind: signatures are not MACs.
func (v *Validator) fitsKind(alg int64) bool {
	return algorithms[alg].mac() == (v.kind == Mac || v.kind == Mac0)
}

// prepare begins what the payload goes into, for each key that it may be.
func (v *Validator) prepare() {
	if v.kind == Sign || !v.fitsKind(v.body.alg) {
		return
	}
	for _, k := range candidates(v.keys, v.body, v.op()) {
		a := algorithms[v.body.alg]
		if h, err := a.begin(k); err == nil {
			v.states = append(v.states, state{k, a, h})
		}
	}
}

// signer is one of the signatures of COSE_Sign, or recipients of COSE_Mac: an
// array of protected header, unprotected header, and signature or key.
func (v *Validator) signer(item []byte) error {
	var parts []cbor.RawMessage
	var prot, sig []byte
	if decoder.Unmarshal(item, &parts) != nil || len(parts) != 3 && (v.kind == Sign || len(parts) != 4) {
		return ErrSyntax
	}
	if parts[0][0]>>5 != 2 || decoder.Unmarshal(parts[0], &prot) != nil || decoder.Unmarshal(parts[2], &sig) != nil {
		return ErrSyntax
	}
	h, err := parseHeaders(prot, parts[1])
	if err != nil {
		return err
	}
	if v.kind == Sign {
		v.signature(h, sig)
	} else if h.alg == direct {
		if v.named == nil {
			v.named = h.kid
		}
	} else {
		v.Results = append(v.Results, Result{nil, h.alg, ErrAlgorithm})
	}
	if v.many--; v.many > 0 {
		v.next(partSigners)
		return nil
	}
	return v.end()
}

func (v *Validator) signature(h headers, sig []byte) {
	var keys []*Key
	if v.fitsKind(h.alg) {
		keys = candidates(v.keys, h, OpVerify)
	}
	for _, k := range keys {
		a := algorithms[h.alg]
		w, err := a.begin(k)
		if err == nil {
			begin(w, Sign, v.body.protected, h.protected, v.external, uint64(len(v.kept)))
			w.Write(v.kept)
			err = a.verify(k, w, sig)
		}
		v.Results = append(v.Results, Result{k, h.alg, err})
	}
	if len(keys) == 0 {
		v.Results = append(v.Results, Result{nil, h.alg, ErrAlgorithm})
	}
}

// end is that of the message.
func (v *Validator) end() error {
	if v.kind != Sign {
		for _, s := range v.states {
			if v.named != nil && string(v.named) != string(s.key.Kid) {
				continue
			}
			v.Results = append(v.Results, Result{s.key, v.body.alg, s.alg.verify(s.key, s.h, v.tag)})
		}
		if len(v.Results) == 0 {
			v.Results = append(v.Results, Result{nil, v.body.alg, ErrAlgorithm})
		}
	}
	if v.closing = v.endless; !v.closing {
		v.part = partEnd
	}
	return nil
}
