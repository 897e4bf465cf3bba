package cbor

import "encoding/binary"

// The states of a level.
const (
	stateItem     = iota // the first byte of an item
	stateArgument        // bytes of its argument
	stateString          // bytes of a string
)

// Level is a level of nesting.
type Level struct {
	State uint8
	// Major is the type of what it is inside of, 0 for the outermost.
	Major uint8
	// Indefinite is set when a break ends it.
	Indefinite bool
	// HasKey is set between a key and its value.
	HasKey bool
	// ItemDue is set when the next item of an array has not been announced.
	ItemDue bool
	// Left is how many items are to come, in a map pairs.
	Left uint64
}

// levels is the room for MaxDepth levels, rounded up to a power of two.
const levels = 16

// Resume is what a lexer needs to know of the pieces before.
type Resume struct {
	Levels [levels]Level
	Depth  uint8
	Arrays uint8
	// ArgumentLeft is how many bytes of the argument are to come.
	ArgumentLeft uint8
	// Initial is the first byte of the item.
	Initial uint8
	// Value is the argument as far as it is known, then how much of a string is
	// to come.
	Value uint64
	// Filled is how much of a string waits to be reported.
	Filled uint8
	// UTF8 is where in a character the text is.
	UTF8 uint16
}

// Lexer is one piece of the input being taken apart.
type Lexer struct {
	Resume
	In []byte
	At int
	// Len is how much of Tape is filled.
	Len int
	// Done is set when there is no more to do with this piece: it is used up,
	// or the outermost item is complete or refused.
	Done bool
	// begins is BeginsElement when that goes with the next operation.
	begins uint8
	Tape   [TapeEntries]Entry
}

// Run fills the tape. It returns false when that was all.
func (x *Lexer) Run() bool {
	x.Len = 0
	for !x.Done && x.Len < TapeEntries-slack {
		if x.At == len(x.In) {
			x.put(OpUsed, 0, 0, 0)
			x.Done = true
			break
		}
		switch level := &x.Levels[x.Depth]; level.State {
		case stateItem:
			before := x.At
			if x.whole(); x.At == before {
				x.item(level)
			}
		case stateArgument:
			x.argument(level)
		case stateString:
			x.string(level)
		default:
			x.fail(ErrUnknown)
		}
	}
	return !x.Done
}

func (x *Lexer) fail(reason uint8) {
	x.put(OpFail, reason, 0, 0)
	x.Done = true
}

// item is the first byte of an item.
func (x *Lexer) item(level *Level) {
	c := x.In[x.At]
	if c == breakByte {
		x.At++
		x.breakOff(level)
		return
	}
	if level.ItemDue {
		level.ItemDue = false
		x.begins = BeginsElement
	}
	x.At++
	major, short := c&majorBits, c&argumentBits
	// The pieces of a string are definite and of its type (RFC 8949 §3.2.3).
	if (level.Major == Text || level.Major == Bytes) && (major != level.Major || short == indefinite) {
		x.fail(errCoding)
		return
	}
	x.Initial = c
	x.Value = uint64(short)
	switch {
	case short < oneByte:
	case short < reserved:
		n := 1 << (short - oneByte)
		if rest := x.In[x.At:]; len(rest) >= 8 {
			x.Value = binary.BigEndian.Uint64(rest) >> (64 - 8*n)
			x.At += n
			break
		}
		if x.begins != 0 {
			x.put(OpElement, 0, 0, 0)
		}
		x.Value = 0
		x.ArgumentLeft = uint8(n)
		level.State = stateArgument
		return
	case short != indefinite || major < Bytes || major > Map:
		x.fail(errCoding)
		return
	}
	x.head(level)
}

// argument is what follows the first byte, the most significant byte first.
func (x *Lexer) argument(level *Level) {
	for x.ArgumentLeft > 0 && x.At < len(x.In) {
		x.Value = x.Value<<8 | uint64(x.In[x.At])
		x.ArgumentLeft--
		x.At++
	}
	if x.ArgumentLeft == 0 {
		level.State = stateItem
		x.head(level)
	}
}

// head is an item whose argument is known.
func (x *Lexer) head(level *Level) {
	short := x.Initial & argumentBits
	switch major := x.Initial & majorBits; major {
	case Uint:
		x.put(OpValue, uint8(Unsigned), Uint, x.Value)
		x.itemDone()
	case NegInt:
		x.put(OpValue, uint8(Int), NegInt, ^x.Value)
		x.itemDone()
	case Bytes, Text:
		x.beginString(level, major, short == indefinite)
	case Array, Map, Tag:
		x.begin(major, short == indefinite)
	default:
		reason := simples[short]
		if reason == SimpleValue && short == oneByte && x.Value < leastSimpleByte {
			x.fail(errCoding) // RFC 8949 §3.3
			return
		}
		x.put(OpValue, uint8(reason), Simple, x.Value)
		x.itemDone()
	}
}

// simples are floats and simple values (RFC 8949 §3.3).
var simples = func() (reasons [reserved]Reason) {
	for i := range reasons {
		reasons[i] = SimpleValue
	}
	reasons[simpleFalse], reasons[simpleTrue] = False, True
	reasons[simpleNull], reasons[simpleUndefined] = Null, Undefined
	reasons[twoBytes], reasons[fourBytes], reasons[eightBytes] = Float16, Float32, Float64
	return reasons
}()

// begin goes a level deeper, into what major is.
func (x *Lexer) begin(major uint8, indefinite bool) {
	left, op := x.Value, OpMap
	if !x.push(Level{Major: major, Left: left, Indefinite: indefinite, ItemDue: major == Array}) {
		return
	}
	switch major {
	case Array:
		op = OpArray
		x.Arrays++
	case Tag:
		// Its one item ends it, without a count.
		op = OpTag
		x.Levels[x.Depth].Left = 0
	}
	x.put(op, flag(indefinite), major, left)
	if left == 0 && major != Tag && !indefinite {
		x.end(major)
	}
}

func flag(b bool) uint8 {
	if b {
		return 1
	}
	return 0
}

func (x *Lexer) push(level Level) bool {
	if x.Depth >= MaxDepth-1 || level.Major == Array && x.Arrays >= MaxArrayDepth {
		x.fail(errTooDeep)
		return false
	}
	x.Depth++
	x.Levels[x.Depth] = level
	return true
}

// end closes the innermost level, which makes it an item of the one above.
func (x *Lexer) end(major uint8) {
	x.pop(major)
	x.itemDone()
}

func (x *Lexer) pop(major uint8) {
	reason := MapEnd
	switch major {
	case Array:
		reason = ArrayEnd
		if x.Arrays > 0 {
			x.Arrays--
		}
	case Tag:
		reason = TagEnd
	}
	x.Depth--
	x.put(OpEnd, uint8(reason), major, 0)
}

// itemDone is behind an item. It ends what is complete with it.
func (x *Lexer) itemDone() {
	for {
		level := &x.Levels[x.Depth]
		last := &x.Tape[(x.Len-1)&(TapeEntries-1)]
		level.State = stateItem
		switch level.Major {
		case Array:
			level.ItemDue = true
			last.Flags |= EndsElement
		case Map:
			level.HasKey = !level.HasKey
			if level.HasKey {
				last.Flags |= EndsKey
				return
			}
			last.Flags |= EndsPair
		case Tag:
			x.pop(Tag)
			continue
		default:
			x.put(OpDone, 0, 0, 0)
			x.Done = true
			return
		}
		if level.Left--; level.Indefinite || level.Left > 0 {
			return
		}
		x.pop(level.Major)
	}
}

// breakOff is a break (RFC 8949 §3.2.1): the end of an indefinite length, but
// not between a key and its value.
func (x *Lexer) breakOff(level *Level) {
	if !level.Indefinite || level.HasKey {
		x.fail(errCoding)
		return
	}
	switch level.Major {
	case Text, Bytes:
		x.Depth--
		x.put(OpStringsEnd, uint8(reasonOf(level.Major, TextEnd, BytesEnd)), level.Major, 0)
		x.itemDone()
	default:
		x.end(level.Major)
	}
}
