package cbor

import "encoding/binary"

// whole takes what is ordinary and lies wholly in this piece: numbers, simple values,
// short strings, arrays and maps of a known length. It does with them what item would
// do, many at a time. The first thing that is anything else is left to item.
//
// It calls nothing but for the end of a level: calls would cost more than all that
// is here.
func (x *Lexer) whole() {
	const (
		word = 8
		tops = 0x8080808080808080
	)
	in, at, n := x.In, uint(x.At), x.Len
	level := &x.Levels[x.Depth&(levels-1)]
	for at+1+word <= uint(len(in)) && n < TapeEntries-slack && level.State == stateItem {
		if level.Major == Text || level.Major == Bytes {
			break
		}
		c := in[at]
		major, short := c&majorBits, c&argumentBits
		head, value := at+1, uint64(short)
		if short >= oneByte {
			if short >= reserved {
				break
			}
			size := uint(1) << (short - oneByte)
			value = binary.BigEndian.Uint64(in[head:]) >> (64 - 8*size)
			head += size
		}
		e := &x.Tape[n&(TapeEntries-1)]
		entry := Entry{Major: major, Offset: uint32(head)}
		if level.ItemDue {
			entry.Flags = BeginsElement
		}
		next := head
		switch major {
		case Uint:
			entry.Op, entry.Small = OpValue, uint8(Unsigned)
		case NegInt:
			entry.Op, entry.Small = OpValue, uint8(Int)
			value = ^value
		case Bytes, Text:
			if value > Chunk || head+uint(value)+word > uint(len(in)) {
				goto out
			}
			next = head + uint(value)
			entry.Op, entry.Small = OpString, uint8(BytesStart)
			if major == Text {
				entry.Small = uint8(TextStart)
				for i := head; i < next; i += word {
					w := binary.LittleEndian.Uint64(in[i:])
					if left := next - i; left < word {
						w &= 1<<(8*left) - 1
					}
					if w&tops != 0 {
						goto out // not ASCII
					}
				}
			}
		case Array, Map:
			if value == 0 || x.Depth >= MaxDepth-1 || major == Array && x.Arrays >= MaxArrayDepth {
				goto out
			}
			level.ItemDue = false
			x.Depth++
			level = &x.Levels[x.Depth&(levels-1)]
			*level = Level{Major: major, Left: value}
			entry.Op = OpMap
			if major == Array {
				entry.Op = OpArray
				level.ItemDue = true
				x.Arrays++
			}
			entry.Value = value
			*e = entry
			n++
			at = next
			continue
		case Tag:
			goto out
		default:
			entry.Op, entry.Small = OpValue, uint8(simples[short])
			if short == oneByte {
				goto out
			}
		}
		entry.Value = value
		at = next
		n++
		switch {
		case level.Major == Array && (level.Indefinite || level.Left > 1):
			level.ItemDue = true
			entry.Flags |= EndsElement
			level.Left--
			*e = entry
		case level.Major == Map && !level.HasKey:
			level.HasKey = true
			entry.Flags |= EndsKey
			*e = entry
		case level.Major == Map && (level.Indefinite || level.Left > 1):
			level.HasKey = false
			entry.Flags |= EndsPair
			level.Left--
			*e = entry
		default:
			*e = entry
			x.At, x.Len = int(at), n
			level.ItemDue = false
			x.itemDone()
			if x.Done {
				return
			}
			n = x.Len
			level = &x.Levels[x.Depth&(levels-1)]
		}
	}
out:
	x.At, x.Len = int(at), n
}
