package netlink

import (
	"encoding/binary"
	"slices"
	"testing"
)

// message makes a message about a route of the given type with attributes.
func message(kind uint16, routeType byte, flags uint32, attributes ...uint16) []byte {
	body := make([]byte, routeLen)
	body[7] = routeType
	binary.NativeEndian.PutUint32(body[8:], flags)
	for _, a := range attributes {
		// Of five bytes: the next one is aligned.
		body = binary.NativeEndian.AppendUint16(body, attributeLen+1)
		body = binary.NativeEndian.AppendUint16(body, a)
		body = append(body, 1, 0, 0, 0)
	}
	b := []byte(nativeHeader(uint32(headerLen+len(body)), kind, 0))
	return append(b, body...)
}

func parsed(b []byte) (list []Change) {
	Parse(b, func(c Change) { list = append(list, c) })
	return list
}

func TestParse(t *testing.T) {
	const broadcast, gotLink, done = 3, 16, 3
	for _, c := range []struct {
		name string
		b    []byte
		want []Change
	}{
		{"route", message(newRoute, unicast, 0, 1, 4), []Change{{Added: true}}},
		{"own address", message(newRoute, local, 0, 1), []Change{{Added: true}}},
		{"by a gateway", message(newRoute, unicast, 0, 1, attributeGateway), []Change{{Added: true, Gateway: true}}},
		{"by several", message(newRoute, unicast, 0, attributeMultipath), []Change{{Added: true, Gateway: true}}},
		{"by one of the other family", message(delRoute, unicast, 0, attributeVia), []Change{{Removed: true, Gateway: true}}},
		{"broadcasts", message(newRoute, broadcast, 0), nil},
		{"cloned", message(newRoute, unicast, cloned), nil},
		{"broadcasts no more", message(delRoute, broadcast, 0), []Change{{Removed: true}}},
		{"address", message(newAddr, 0, 0), []Change{{Added: true}}},
		{"link", message(gotLink, 0, 0), nil},
		{"two and the end", slices.Concat(message(newRoute, unicast, 0, 1), message(delRoute, unicast, 0), message(done, 0, 0)),
			[]Change{{Added: true}, {Removed: true}}},
		{"a route cut short", []byte(nativeHeader(headerLen+4, newRoute, 0) + "\x00\x00\x00\x00"), nil},
		{"longer than the datagram", []byte(nativeHeader(100, newRoute, 0)), nil},
		{"shorter than itself", []byte(nativeHeader(3, newRoute, 0)), nil},
	} {
		if got := parsed(c.b); !slices.Equal(got, c.want) {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
	long := message(newRoute, unicast, 0, 1)
	binary.NativeEndian.PutUint16(long[headerLen+routeLen:], 0xffff)
	if got := parsed(long); len(got) != 1 || got[0].Gateway {
		t.Errorf("an attribute too long: %+v", got)
	}
}

// A datagram comes whole or not at all; wherever it is cut, what is there is read.
func FuzzParse(f *testing.F) {
	f.Add(message(newRoute, unicast, 0, 1, attributeGateway), 20)
	f.Add(slices.Concat(message(delRoute, unicast, 0), message(newAddr, 0, 0)), 30)
	f.Fuzz(func(t *testing.T, b []byte, cut int) {
		whole := parsed(b)
		if len(whole) > len(b)/headerLen {
			t.Errorf("%d changes in %d bytes", len(whole), len(b))
		}
		part := parsed(b[:max(0, min(cut, len(b)))])
		if len(part) > len(whole) || !slices.Equal(part, whole[:len(part)]) {
			t.Errorf("cut: %+v, whole: %+v", part, whole)
		}
	})
}
