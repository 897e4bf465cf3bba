package h2

import (
	"bytes"
	"hash/maphash"
)

// A client that asks for the same thing again sends the same block again. As
// long as no block has changed the decoder's table, it means the same fields, and
// what was found out about them holds.

const (
	// knownBlocks is how many a connection remembers, knownBlockMost and
	// knownFieldsMost how large they are.
	knownBlocks     = 4
	knownBlockMost  = 512
	knownFieldsMost = 32
)

// knownBlock is a block that came more than once, and the request in it. Of one
// that came only once there is just the hash.
type knownBlock struct {
	hash    uint64
	block   []byte
	section section
	message message
}

var blockSeed = maphash.MakeSeed()

// knownRequest is the request in a whole block, if it is known.
func (c *Conn) knownRequest(p []byte) *knownBlock {
	if c.known == nil || len(p) > knownBlockMost {
		return nil
	}
	hash := maphash.Bytes(blockSeed, p)
	if k := &c.known[hash%knownBlocks]; k.hash == hash && bytes.Equal(k.block, p) {
		return k
	}
	return nil
}

// remember keeps the request in a whole block that has come before.
func (c *Conn) remember(p []byte, m *message) {
	if len(p) > knownBlockMost || len(c.section.fields) > knownFieldsMost {
		return
	}
	if c.known == nil {
		c.known = new([knownBlocks]knownBlock)
	}
	hash := maphash.Bytes(blockSeed, p)
	k := &c.known[hash%knownBlocks]
	if k.hash != hash {
		clear(k.section.fields)
		*k = knownBlock{hash: hash, block: k.block[:0], section: section{fields: k.section.fields[:0]}}
		return
	}
	k.block = append(k.block[:0], p...)
	k.section = section{fields: append(k.section.fields[:0], c.section.fields...), size: c.section.size, known: true}
	k.message = *m
}

// changesTable tells whether a whole block that was decoded without an error has
// changed the decoder's table, or may have.
func changesTable(p []byte) bool {
	for len(p) > 0 {
		switch first := p[0]; {
		case first >= 0x80: // RFC 7541 §6.1
			_, p = prefixed(p, 7)
		case first < 0x20: // §6.2.2 and §6.2.3
			var index uint64
			if index, p = prefixed(p, 4); index == 0 {
				p = skipString(p)
			}
			p = skipString(p)
		default: // §6.2.1 and §6.3
			return true
		}
	}
	return false
}

// prefixed reads an integer, RFC 7541 §5.1.
func prefixed(p []byte, bits uint) (n uint64, rest []byte) {
	most := byte(1)<<bits - 1
	if n = uint64(p[0] & most); byte(n) < most {
		return n, p[1:]
	}
	for i, b := range p[1:] {
		n += uint64(b&0x7f) << min(7*uint(i), 63)
		if b < 0x80 {
			return n, p[i+2:]
		}
	}
	return n, nil
}

// skipString reads over a string, RFC 7541 §5.2.
func skipString(p []byte) (rest []byte) {
	if len(p) == 0 {
		return nil
	}
	n, rest := prefixed(p, 7)
	return rest[min(n, uint64(len(rest))):]
}

// forgetKnown is for when the decoder's table has changed.
func (c *Conn) forgetKnown() {
	if c.known == nil {
		return
	}
	for i := range c.known {
		k := &c.known[i]
		if k.hash != 0 {
			clear(k.section.fields)
			*k = knownBlock{block: k.block[:0], section: section{fields: k.section.fields[:0]}}
		}
	}
}
