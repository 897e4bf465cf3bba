// Package cbor is a streaming CBOR parser (RFC 8949) whose whole state lies in
// one flat struct of fixed arrays, so that it can live in memory that somebody
// else allocated. It allocates nothing; what it finds goes to a Listener at
// once. Whatever the pieces an item comes in, the listener hears the same.
package cbor

const (
	// MaxDepth is how deep arrays, maps, tags and strings of indefinite length
	// may be nested, the outermost item included. CWE-674: a bomb of opening
	// brackets costs nothing beyond this.
	MaxDepth = 12
	// MaxArrayDepth is how deep arrays may be nested.
	MaxArrayDepth = 8
	// MaxParsers is the room for stacked listeners.
	MaxParsers = 5
	// MaxPath is the room for the path and the NUL behind it.
	MaxPath = 128
	// Chunk is the most of a string that is reported at once.
	Chunk = 254
	// MaxRaw is the most of the input that is reported at once as it came.
	MaxRaw = 64
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

// Reason is what a Listener is told.
type Reason int8

// The reasons. Those of values have bit 6 set.
const (
	Constructed    Reason = 0
	Destructed     Reason = 1
	Failed         Reason = 4
	True           Reason = 70
	False          Reason = 71
	Null           Reason = 72
	Int            Reason = 73
	TextStart      Reason = 11
	TextChunk      Reason = 76
	TextEnd        Reason = 77
	ArrayStart     Reason = 14
	ArrayEnd       Reason = 15
	MapStart       Reason = 16
	MapEnd         Reason = 17
	TagStart       Reason = 18
	TagEnd         Reason = 19
	Unsigned       Reason = 84
	Undefined      Reason = 85
	Float16        Reason = 86
	Float32        Reason = 87
	Float64        Reason = 88
	SimpleValue    Reason = 89
	BytesStart     Reason = 26
	BytesChunk     Reason = 91
	BytesEnd       Reason = 92
	ArrayItemStart Reason = 29
	ArrayItemEnd   Reason = 30
	Raw            Reason = 31
)

// What Parse returns.
const (
	// Complete says that the outermost item is.
	Complete = 0
	// Continue says that more is to come.
	Continue    = -1
	errCoding   = -2
	ErrUnknown  = -3
	errCallback = -4
	errTooDeep  = -5

	// nothing has been decided yet.
	nothing = 1
)

// ParserEntry is a listener of the stack. The pointers are the owner's.
type ParserEntry struct {
	User       uintptr
	Callback   uintptr
	Paths      uintptr
	CountPaths uint8
	// PathLen is the length of the path.
	PathLen   uint8
	PathMatch uint8
}

// The states of a level.
const (
	stateItem     = iota // the first byte of an item
	stateArgument        // bytes of its argument
	stateString          // bytes of a string
)

// Level is a level of nesting.
type Level struct {
	State uint8
	// Path is the length of the path of what surrounds it.
	Path uint8
	// Arrays is how many arrays are open around it.
	Arrays uint8
	// Indefinite is set when a break ends it.
	Indefinite uint8
	// HasKey is set between a key and its value.
	HasKey uint8
	// KeyLen is how much of a key waits behind the path.
	KeyLen uint8
	Tag    uint64
	// Left is how many items are to come, in a map pairs.
	Left    uint64
	Ordinal uint32
	// Major is the type of what it is inside of, 0 for the outermost.
	Major uint8
	// ItemDue is set when the next item of an array has not been announced.
	ItemDue uint8
	// Barrier is set where an item inside of a string was begun.
	Barrier uint8
}

// Number is the item that is reported, or how much of a string is to come.
type Number struct {
	Value uint64
	// Major is its type.
	Major uint8
}

// State is a parser. Its layout is that of the C API's struct lecp_ctx.
type State struct {
	User       uintptr
	unused     uintptr
	Parsers    [MaxParsers]ParserEntry
	Levels     [MaxDepth]Level
	Index      [MaxArrayDepth]uint16
	Wild       [MaxArrayDepth]uint16
	Path       [MaxPath]byte
	Raw        [MaxRaw]byte
	Item       Number
	PathStride uintptr
	// UsedIn is how much of the piece was used.
	UsedIn uintptr
	// UTF8 is where in a character the text is.
	UTF8 uint16
	// N is how much of Buf is used.
	N uint8
	// ArgumentLeft is how many bytes of the argument are to come.
	ArgumentLeft uint8
	// Initial is the first byte of the item.
	Initial      uint8
	Depth        uint8
	ArrayDepth   uint8
	CountPaths   uint8
	PathMatch    uint8
	PathMatchLen uint8
	WildCount    uint8
	ParserDepth  uint8
	OuterArray   uint8
	RawLen       uint8
	// ReportRaw is set while the input is reported as it comes.
	ReportRaw uint8
	// Present is set while the beginning of a map is reported, which is an item
	// of what surrounds it.
	Present   uint8
	BigEndian uint8
	Buf       [Chunk + 1]byte
}

// Listener hears what the parser finds.
type Listener interface {
	// Call tells it; anything but 0 refuses the input.
	Call(s *State, reason Reason) int8
	// Patterns are those that the path is compared with.
	Patterns(s *State) [][]byte
}
