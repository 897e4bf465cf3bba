// Package certificate tells what an X.509 certificate says, in the forms that
// libwebsockets gives it to programs.
package certificate

import (
	"encoding/asn1"
	"fmt"
	"strings"
)

// attribute is an AttributeTypeAndValue (RFC 5280 section 4.1.2.4).
type attribute struct {
	Type  asn1.ObjectIdentifier
	Value asn1.RawValue
}

type relativeNameSET []attribute

// shortNames are how attribute types are written (RFC 4514 section 3, and
// OpenSSL's where that has none).
var shortNames = map[string]string{
	"2.5.4.3": "CN", "2.5.4.4": "SN", "2.5.4.5": "serialNumber", "2.5.4.6": "C",
	"2.5.4.7": "L", "2.5.4.8": "ST", "2.5.4.9": "street", "2.5.4.10": "O",
	"2.5.4.11": "OU", "2.5.4.12": "title", "2.5.4.13": "description",
	"2.5.4.15": "businessCategory", "2.5.4.17": "postalCode", "2.5.4.41": "name",
	"2.5.4.42": "GN", "2.5.4.43": "initials", "2.5.4.44": "generationQualifier",
	"2.5.4.45": "x500UniqueIdentifier", "2.5.4.46": "dnQualifier",
	"2.5.4.65": "pseudonym", "2.5.4.97": "organizationIdentifier",
	"0.9.2342.19200300.100.1.1":  "UID",
	"0.9.2342.19200300.100.1.25": "DC",
	"1.2.840.113549.1.9.1":       "emailAddress",
	"1.2.840.113549.1.9.2":       "unstructuredName",
	"1.3.6.1.4.1.311.60.2.1.1":   "jurisdictionL",
	"1.3.6.1.4.1.311.60.2.1.2":   "jurisdictionST",
	"1.3.6.1.4.1.311.60.2.1.3":   "jurisdictionC",
}

// nameMost bounds a name that is written out: it comes from the peer.
const nameMost = 64 << 10

// oneLine writes a Name as /C=…/O=…/CN=…: as many whole attributes as fit into
// room with a NUL and spare bytes behind them.
func oneLine(der []byte, room, spare int) string {
	var name []relativeNameSET
	if rest, err := asn1.Unmarshal(der, &name); err != nil || len(rest) > 0 {
		return ""
	}
	room = min(room, nameMost) - spare
	var text strings.Builder
	for _, relative := range name {
		separator := byte('/')
		for _, a := range relative {
			written := writeAttribute(separator, a)
			if text.Len()+len(written) >= room {
				return text.String()
			}
			text.WriteString(written)
			separator = '+'
		}
	}
	return text.String()
}

func writeAttribute(separator byte, a attribute) string {
	kind := a.Type.String()
	if short, ok := shortNames[kind]; ok {
		kind = short
	}
	var text strings.Builder
	text.WriteByte(separator)
	text.WriteString(kind)
	text.WriteByte('=')
	for _, b := range narrow(a.Value) {
		switch {
		case b < ' ' || b > '~':
			fmt.Fprintf(&text, `\x%02X`, b)
		case b == '/' || b == '+':
			text.WriteByte('\\')
			text.WriteByte(b)
		default:
			text.WriteByte(b)
		}
	}
	return text.String()
}

// narrow is the bytes of a value; those of a UniversalString that has only
// ASCII lose the zeroes between them.
func narrow(v asn1.RawValue) []byte {
	const universalString = 28
	if v.Tag != universalString || len(v.Bytes)%4 != 0 {
		return v.Bytes
	}
	var out []byte
	for i := 0; i < len(v.Bytes); i += 4 {
		if v.Bytes[i] != 0 || v.Bytes[i+1] != 0 || v.Bytes[i+2] != 0 {
			return v.Bytes
		}
		out = append(out, v.Bytes[i+3])
	}
	return out
}

// commonName is what follows /CN= in a name written out, up to its end; all of
// it where there is no common name.
func commonName(line string) string {
	if _, after, found := strings.Cut(line, "/CN="); found {
		return after
	}
	return line
}
