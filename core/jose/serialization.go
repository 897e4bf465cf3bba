package jose

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// MaxSignatures and MaxRecipients are what the C structs have room for:
// LWS_JWS_MAX_SIGS and LWS_JWS_MAX_RECIPIENTS.
const (
	MaxSignatures = 3
	MaxRecipients = 3
)

// Split finds the blocks of a compact form, at most most of them, in base64url.
func Split(text []byte, most int) ([][]byte, error) {
	if bytes.Count(text, []byte{'.'}) >= most {
		return nil, ErrSyntax
	}
	return bytes.Split(text, []byte{'.'}), nil
}

// Signed is one signature of a JWS, its parts still in base64url except the
// unprotected header, which is JSON.
type Signed struct {
	Protected, Header, Signature []byte
}

// SignedJSON is a JWS in one of its JSON forms.
type SignedJSON struct {
	Payload    []byte
	Signatures []Signed
}

// ParseSigned reads the general and the flattened form (RFC 7515 §7.2).
func ParseSigned(text []byte) (*SignedJSON, error) {
	o, err := parseObject(text)
	if err != nil {
		return nil, err
	}
	payload, ok, err := o.text("payload")
	if err != nil || !ok {
		return nil, ErrSyntax
	}
	s := &SignedJSON{Payload: []byte(payload)}
	parts := []object{o}
	if raw, ok := o["signatures"]; ok {
		if _, flat := o["signature"]; flat { // RFC 7515 §7.2.2
			return nil, ErrSyntax
		}
		if parts, err = objects(raw, MaxSignatures); err != nil {
			return nil, err
		}
	}
	for _, part := range parts {
		var one Signed
		if one.Protected, err = textOf(part, "protected"); err != nil {
			return nil, err
		}
		if one.Signature, err = textOf(part, "signature"); err != nil || one.Signature == nil {
			return nil, ErrSyntax
		}
		one.Header = part["header"]
		s.Signatures = append(s.Signatures, one)
	}
	return s, nil
}

func textOf(o object, name string) ([]byte, error) {
	s, ok, err := o.text(name)
	if err != nil || !ok {
		return nil, err
	}
	return []byte(s), nil
}

func objects(raw json.RawMessage, most int) ([]object, error) {
	var all []json.RawMessage
	if err := json.Unmarshal(raw, &all); err != nil || len(all) == 0 {
		return nil, ErrSyntax
	}
	if len(all) > most {
		return nil, ErrLimit
	}
	var list []object
	for _, one := range all {
		o, err := parseObject(one)
		if err != nil {
			return nil, err
		}
		list = append(list, o)
	}
	return list, nil
}

// SignatureHeader reads a signature's header, both parts of it.
func SignatureHeader(protected, unprotected []byte) (*Header, error) {
	h := &Header{}
	if len(protected) > 0 {
		text, err := Decode(nil, protected)
		if err != nil {
			return nil, err
		}
		if err := h.Add(text); err != nil {
			return nil, err
		}
	}
	if len(unprotected) > 0 {
		if err := h.Add(unprotected); err != nil {
			return nil, err
		}
	}
	if h.Value[ParamAlg] == nil {
		return nil, fmt.Errorf("%w: no \"alg\"", ErrAlgorithm)
	}
	return h, nil
}

// SigningInput is what is signed (RFC 7515 §5.1 step 5).
func SigningInput(protected, payload []byte) []byte {
	return bytes.Join([][]byte{protected, payload}, []byte{'.'})
}

// AppendFlattenedSigned writes a JWS in the flattened form (RFC 7515 §7.2.2).
func AppendFlattenedSigned(dst []byte, payload []byte, s Signed) []byte {
	dst = append(dst, `{"payload":"`...)
	dst = append(dst, payload...)
	dst = append(dst, `","protected":"`...)
	dst = append(dst, s.Protected...)
	dst = append(dst, `",`...)
	if len(s.Header) > 0 {
		dst = append(dst, `"header":`...)
		dst = append(append(dst, s.Header...), ',')
	}
	dst = append(dst, `"signature":"`...)
	dst = append(dst, s.Signature...)
	return append(dst, `"}`...)
}

// Recipient is one of a JWE.
type Recipient struct {
	Header       []byte // JSON
	EncryptedKey []byte
}

// Encrypted is a JWE. Protected is in base64url, as it is authenticated; all
// else is decoded.
type Encrypted struct {
	Protected   []byte
	Unprotected []byte // JSON
	Recipients  []Recipient
	AAD         []byte // in base64url; nil: none
	Sealed
}

// ParseEncrypted reads the general and the flattened form (RFC 7516 §7.2).
func ParseEncrypted(text []byte) (*Encrypted, error) {
	o, err := parseObject(text)
	if err != nil {
		return nil, err
	}
	e := &Encrypted{Unprotected: o["unprotected"]}
	if e.Protected, err = textOf(o, "protected"); err != nil {
		return nil, err
	}
	if e.AAD, err = textOf(o, "aad"); err != nil {
		return nil, err
	}
	for name, to := range map[string]*[]byte{"iv": &e.IV, "ciphertext": &e.Ciphertext, "tag": &e.Tag} {
		if *to, err = o.bytes(name); err != nil {
			return nil, err
		}
	}
	if _, ok := o["ciphertext"]; !ok {
		return nil, ErrSyntax
	}
	parts := []object{o}
	if raw, ok := o["recipients"]; ok {
		if parts, err = objects(raw, MaxRecipients); err != nil {
			return nil, err
		}
	}
	for _, part := range parts {
		key, err := part.bytes("encrypted_key")
		if err != nil {
			return nil, err
		}
		e.Recipients = append(e.Recipients, Recipient{part["header"], key})
	}
	return e, nil
}

// Header joins the parts of the header that recipient i has (RFC 7516 §5.2
// steps 3 and 4).
func (e *Encrypted) Header(i int) (*Header, error) {
	h := &Header{}
	if len(e.Protected) > 0 {
		text, err := Decode(nil, e.Protected)
		if err != nil {
			return nil, err
		}
		if err := h.Add(text); err != nil {
			return nil, err
		}
	}
	for _, part := range [][]byte{e.Unprotected, e.Recipients[i].Header} {
		if len(part) == 0 {
			continue
		}
		if err := h.Add(part); err != nil {
			return nil, err
		}
	}
	return h, nil
}

// Authenticated is what is authenticated with the content (RFC 7516 §5.1 step
// 14).
func (e *Encrypted) Authenticated() []byte {
	if e.AAD == nil {
		return e.Protected
	}
	return bytes.Join([][]byte{e.Protected, e.AAD}, []byte{'.'})
}

// WithMember adds a member to a JSON object, as the text that it is.
func WithMember(text []byte, name string, value []byte) ([]byte, error) {
	o, err := parseObject(text)
	if err != nil {
		return nil, err
	}
	if _, twice := o[name]; twice {
		return nil, fmt.Errorf("%w: %q comes twice", ErrSyntax, name)
	}
	end := bytes.LastIndexByte(text, '}')
	out := append([]byte(nil), bytes.TrimRight(text[:end], " \t\r\n")...)
	if len(o) > 0 {
		out = append(out, ',')
	}
	out = append(append(appendQuoted(out, name), ':'), value...)
	return append(out, '}'), nil
}

// AppendFlattenedEncrypted writes a JWE in the flattened form (RFC 7516 §7.2.2).
func AppendFlattenedEncrypted(dst []byte, e *Encrypted) []byte {
	dst = append(dst, `{"protected":"`...)
	dst = append(dst, e.Protected...)
	dst = append(dst, '"')
	if len(e.Recipients) > 0 {
		if r := e.Recipients[0]; len(r.EncryptedKey) > 0 {
			dst = append(Encode(append(dst, `,"encrypted_key":"`...), r.EncryptedKey), '"')
		}
	}
	if e.AAD != nil {
		dst = append(append(append(dst, `,"aad":"`...), e.AAD...), '"')
	}
	dst = append(Encode(append(dst, `,"iv":"`...), e.IV), '"')
	dst = append(Encode(append(dst, `,"ciphertext":"`...), e.Ciphertext), '"')
	dst = append(Encode(append(dst, `,"tag":"`...), e.Tag), '"')
	return append(dst, '}')
}
