package cose

import "fmt"

// Signer makes a message, a piece of its payload at a time.
type Signer struct {
	kind     SigType
	tagged   bool
	mac0     bool
	external []byte
	left     uint64 // bytes of the payload
	total    uint64
	signers  []state
	algs     []int64
	begun    bool
	ended    bool
}

// NewSigner prepares a message with a payload of so many bytes. kind Unknown is
// what fits the signers: preferMac0 makes a COSE_Mac0 of one MAC.
func NewSigner(kind SigType, tagged, preferMac0 bool, payload uint64, external []byte) (*Signer, error) {
	if _, ok := contexts[kind]; !ok && kind != Unknown {
		return nil, ErrAlgorithm
	}
	if len(external) > maxKept {
		return nil, ErrLimit
	}
	return &Signer{kind: kind, tagged: tagged, mac0: preferMac0, left: payload, total: payload, external: external}, nil
}

// Add adds a signer, before any of the payload.
func (s *Signer) Add(alg int64, k *Key) error {
	a, known := algorithms[alg]
	op := int64(OpSign)
	if a.mac() {
		op = OpMAC
	}
	if !known {
		return fmt.Errorf("%w: %d", ErrAlgorithm, alg)
	}
	if _, err := algorithmFor(alg, k, op); err != nil {
		return err
	}
	isMAC := s.kind == Mac || s.kind == Mac0
	switch {
	case s.begun:
		return ErrOrder
	case !k.Private:
		return fmt.Errorf("%w: no private key", ErrKey)
	case s.kind != Unknown && isMAC != a.mac():
		return fmt.Errorf("%w: %s", ErrAlgorithm, a.name)
	case a.whole() && s.total > maxKept:
		return ErrLimit
	case len(s.signers) > 0 && (s.kind == Sign1 || a.mac() || s.signers[0].alg.mac() || len(s.signers) == maxSigners):
		return ErrLimit
	}
	h, err := a.begin(k)
	if err != nil {
		return err
	}
	s.signers, s.algs = append(s.signers, state{k, a, h}), append(s.algs, alg)
	return nil
}

func protectedAlg(alg int64) []byte {
	p, _ := encoder.Marshal(map[int64]int64{headerAlg: alg})
	return p
}

func unprotected(m map[int64]any) []byte {
	p, _ := encoder.Marshal(m)
	return p
}

func (s *Signer) kid(i int) map[int64]any {
	m := map[int64]any{}
	if kid := s.signers[i].key.Kid; kid != nil {
		m[headerKid] = kid
	}
	return m
}

// begin writes what comes before the payload.
func (s *Signer) begin(out []byte) ([]byte, error) {
	if len(s.signers) == 0 {
		return nil, ErrOrder
	}
	if s.kind == Unknown {
		switch {
		case s.signers[0].alg.mac() && s.mac0:
			s.kind = Mac0
		case s.signers[0].alg.mac():
			s.kind = Mac
		case len(s.signers) == 1:
			s.kind = Sign1
		default:
			s.kind = Sign
		}
	}
	s.begun = true
	if s.tagged {
		out = appendHead(out, 6, tagOf(s.kind))
	}
	var body []byte
	outer := map[int64]any{}
	if s.kind != Sign {
		body = protectedAlg(s.algs[0])
		if s.kind != Mac { // whose recipient has it
			outer = s.kid(0)
		}
	}
	n := uint64(4)
	if s.kind == Mac {
		n = 5
	}
	out = appendBytes(appendHead(out, 4, n), body)
	out = append(out, unprotected(outer)...)
	for i, one := range s.signers {
		begin(one.h, s.kind, body, protectedAlg(s.algs[i]), s.external, s.total)
	}
	return appendHead(out, 2, s.total), nil
}

// Write takes a piece of the payload and appends what the message has of it to
// out; behind the last piece, the signatures too.
func (s *Signer) Write(out, piece []byte) ([]byte, error) {
	if s.ended || uint64(len(piece)) > s.left {
		return nil, ErrOrder
	}
	var err error
	if !s.begun {
		if out, err = s.begin(out); err != nil {
			return nil, err
		}
	}
	for _, one := range s.signers {
		one.h.Write(piece)
	}
	out = append(out, piece...)
	if s.left -= uint64(len(piece)); s.left > 0 {
		return out, nil
	}
	s.ended = true
	if s.kind == Sign {
		out = appendHead(out, 4, uint64(len(s.signers)))
	}
	for i, one := range s.signers {
		sig, err := one.alg.sign(one.key, one.h)
		if err != nil {
			return nil, err
		}
		if s.kind == Sign {
			out = appendBytes(appendHead(out, 4, 3), protectedAlg(s.algs[i]))
			out = append(out, unprotected(s.kid(i))...)
		}
		out = appendBytes(out, sig)
	}
	if s.kind == Mac {
		m := s.kid(0)
		m[headerAlg] = direct
		out = appendHead(appendHead(out, 4, 1), 4, 3)
		out = append(appendBytes(out, nil), unprotected(m)...)
		out = appendBytes(out, nil)
	}
	return out, nil
}
