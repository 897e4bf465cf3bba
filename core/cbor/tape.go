// Package cbor takes CBOR (RFC 8949) that comes in pieces apart. It checks the
// input and writes what it finds to a tape of operations, which are then carried
// out on a parser's public state, callback by callback. Whatever the pieces, the
// operations do the same.
package cbor

const (
	// MaxDepth is how deep arrays, maps, tags and strings of indefinite length
	// may be nested, the outermost item included. CWE-674: a bomb of opening
	// brackets costs nothing beyond this.
	MaxDepth = 12
	// MaxArrayDepth is how deep arrays may be nested.
	MaxArrayDepth = 8
	// Chunk is the most of a string that is reported at once.
	Chunk = 254
)

// Major types (RFC 8949 §3.1), in the upper three bits of an initial byte.
const (
	Uint   = 0
	NegInt = 32
	Bytes  = 64
	Text   = 96
	Array  = 128
	Map    = 160
	Tag    = 192
	Simple = 224

	majorBits    = 224
	argumentBits = 31
)

// The values of the lower five bits (RFC 8949 §3) that are not the argument.
const (
	oneByte    = 24
	twoBytes   = 25
	fourBytes  = 26
	eightBytes = 27
	reserved   = 28
	indefinite = 31

	// breakByte ends an indefinite length (§3.2.1).
	breakByte = Simple | indefinite
)

// Simple values (RFC 8949 §3.3).
const (
	simpleFalse     = 20
	simpleTrue      = 21
	simpleNull      = 22
	simpleUndefined = 23
	// leastSimpleByte is the least value of a byte of its own.
	leastSimpleByte = 32
)

// Reason is what a program is told.
type Reason uint8

// The reasons that the tape names. Those of values have bit 6 set.
const (
	True        Reason = 70
	False       Reason = 71
	Null        Reason = 72
	Int         Reason = 73
	TextStart   Reason = 11
	TextChunk   Reason = 76
	TextEnd     Reason = 77
	ArrayEnd    Reason = 15
	MapEnd      Reason = 17
	TagEnd      Reason = 19
	Unsigned    Reason = 84
	Undefined   Reason = 85
	Float16     Reason = 86
	Float32     Reason = 87
	Float64     Reason = 88
	SimpleValue Reason = 89
	BytesStart  Reason = 26
	BytesChunk  Reason = 91
	BytesEnd    Reason = 92
)

// Why input is refused: minus these, in Entry.Small of OpFail.
const (
	errCoding = 2
	// ErrUnknown is a state that no input leads to.
	ErrUnknown = 3
	errTooDeep = 5
)

// Op says what is to be done.
type Op uint8

// The operations. What an Entry has beside it is named in brackets; all but
// OpBytes begin with the input being used up to Entry.Offset.
const (
	// OpUsed does nothing else.
	OpUsed Op = iota
	// OpFail refuses the input [Small: why].
	OpFail
	// OpDone ends the outermost item.
	OpDone
	// OpElement is the beginning of an array's item of which nothing more is
	// known yet.
	OpElement
	// OpValue is a number or a simple value [Small: Reason; Value].
	OpValue
	// OpArray, OpMap and OpTag begin one [Small: 1 for an indefinite length;
	// Value: its argument].
	OpArray
	OpMap
	OpTag
	// OpEnd is the end of an array, map or tag [Small: Reason].
	OpEnd
	// OpString is a whole string [Small: Reason of its beginning; Value: its
	// length]; it begins at Offset.
	OpString
	// OpStringBegin, pieces and OpStringEnd are one that is longer, or not whole
	// [Small: Reason; Value: its length].
	OpStringBegin
	OpStringEnd
	// OpStrings begins a string of indefinite length [Small: Reason; Value: its
	// argument], OpStringsEnd is the break behind it [Small: Reason].
	OpStrings
	OpStringsEnd
	// OpPiece begins a piece of a string of indefinite length.
	OpPiece
	// OpBytes is a part of a string [Small: length], which begins at Offset.
	OpBytes
	// OpChunk reports the parts so far [Small: Reason; Value: how much is to
	// come of the string].
	OpChunk

	Ops
)

// What else is done, in Entry.Flags.
const (
	// BeginsElement: first an item of an array begins.
	BeginsElement = 1 << iota
	// EndsElement: then that item ends.
	EndsElement
	// EndsKey: then a key of a map is complete.
	EndsKey
	// EndsPair: then the value for a key is.
	EndsPair
)

// Entry is an operation on the tape.
type Entry struct {
	Op    Op
	Small uint8
	Flags uint8
	// Major is the type of the item.
	Major  uint8
	Offset uint32
	Value  uint64
}

const (
	// TapeEntries is how many operations are carried out together.
	TapeEntries = 512
	// slack is the most that one step writes: a value that ends all levels, and
	// the end.
	slack = MaxDepth + 4
)

// put writes an operation, whose input is used up to where the lexer is.
func (x *Lexer) put(op Op, small, major uint8, value uint64) *Entry {
	e := &x.Tape[x.Len&(TapeEntries-1)]
	*e = Entry{Op: op, Small: small, Flags: x.begins, Major: major, Offset: uint32(x.At), Value: value}
	x.begins = 0
	x.Len++
	return e
}
