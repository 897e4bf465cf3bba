package jose

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
)

// maxMembers bounds the members of an object: keys and headers have a dozen.
const maxMembers = 256

// object is a JSON object's members, undecoded.
type object map[string]json.RawMessage

// parseObject reads an object and nothing behind it. A name that comes twice is
// refused (RFC 7515 §4, RFC 7517 §4): readers that disagree on which one counts
// have been played against each other.
func parseObject(text []byte) (object, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, ErrSyntax
	}
	o := object{}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return nil, ErrSyntax
		}
		name, _ := t.(string)
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, ErrSyntax
		}
		if _, twice := o[name]; twice || len(o) == maxMembers {
			return nil, ErrSyntax
		}
		o[name] = value
	}
	if _, err := d.Token(); err != nil {
		return nil, ErrSyntax
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, ErrSyntax
	}
	return o, nil
}

// text returns a member that is a string, "" and false when there is none.
func (o object) text(name string) (s string, ok bool, err error) {
	raw, ok := o[name]
	if !ok {
		return "", false, nil
	}
	if len(raw) == 0 || raw[0] != '"' || json.Unmarshal(raw, &s) != nil {
		return "", false, ErrSyntax
	}
	return s, true, nil
}

// bytes returns a member that is base64url, nil when there is none.
func (o object) bytes(name string) ([]byte, error) {
	s, ok, err := o.text(name)
	if err != nil || !ok {
		return nil, err
	}
	return Decode([]byte{}, []byte(s))
}

// list returns a member that is an array of strings, with spaces between them.
func (o object) list(name string) (string, bool, error) {
	raw, ok := o[name]
	if !ok {
		return "", false, nil
	}
	var all []string
	if err := json.Unmarshal(raw, &all); err != nil {
		return "", false, ErrSyntax
	}
	return strings.Join(all, " "), true, nil
}

// appendQuoted appends a JSON string.
func appendQuoted(dst []byte, s string) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(s) != nil {
		return append(dst, '"', '"')
	}
	return append(dst, bytes.TrimRight(b.Bytes(), "\n")...)
}
