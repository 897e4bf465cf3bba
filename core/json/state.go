// Package json is a streaming JSON parser (RFC 8259) whose whole state lies in
// one flat struct of fixed arrays, so that it can live in memory that somebody
// else allocated. It allocates nothing; what it finds goes to a Listener at
// once. Whatever the pieces a text comes in, the listener hears the same.
package json

const (
	// MaxDepth is how deep objects, arrays and strings may be nested.
	// CVE-class: unbounded recursion in JSON parsers (CWE-674).
	MaxDepth = 12
	// MaxArrayDepth is how deep arrays may be nested.
	MaxArrayDepth = 8
	// MaxParsers is how many parsers may be stacked.
	MaxParsers = 5
	// MaxPath is the room for the path and the NUL behind it.
	MaxPath = 128
	// Chunk is the most of a string that is reported at once.
	Chunk = 254
	// maxDigits is how many digits a number may have, the exponent's included.
	maxDigits = 20
)

// The states; those with keepSpace take white space as part of the text.
const (
	keepSpace = 64
	inComment = 32

	stateIdle       = 0
	stateMembers    = 1
	stateMember     = 2
	stateString     = 67
	stateEscape     = 68
	stateHex1       = 69
	stateHex4       = 72
	stateColon      = 9
	stateValue      = 10
	stateNumber     = 75
	stateExponent   = 76
	stateWord       = 77
	stateCommaOrEnd = 14
	stateArrayEnd   = 15
)

// Reason is what a Listener is told.
type Reason int8

// The reasons. Those of values have bit 6 set.
const (
	Constructed Reason = 0
	Destructed  Reason = 1
	Start       Reason = 2
	Complete    Reason = 3
	Failed      Reason = 4
	PairName    Reason = 5
	True        Reason = 70
	False       Reason = 71
	Null        Reason = 72
	Int         Reason = 73
	Float       Reason = 74
	StringStart Reason = 11
	StringChunk Reason = 76
	StringEnd   Reason = 77
	ArrayStart  Reason = 14
	ArrayEnd    Reason = 15
	ObjectStart Reason = 16
	ObjectEnd   Reason = 17
)

// What Parse returns when it does not return a count of bytes.
const (
	Continue          = -1
	errNoBrace        = -2
	errMembersNoClose = -3
	errNoOpenQuote    = -4
	errStringUnderrun = -5
	errControl        = -6
	errEscape         = -7
	errHex            = -8
	errNoColon        = -9
	errValueStart     = -10
	errNoFraction     = -11
	errNumber         = -12
	errExponent       = -13
	errWord           = -14
	errUnderflow      = -15
	errNotArray       = -16
	errArrayNotClosed = -17
	errTooDeep        = -18
	errArraysTooDeep  = -19
	errNumberTooLong  = -20
	errNeither        = -21
	ErrUnknown        = -22
	errCallback       = -23

	// nothing has been decided yet.
	nothing = 0
	// arraySuffix is the length of [].
	arraySuffix = 2
)

// What a number has had so far: bits of State.Flags.
const (
	seenMinus     = 1
	seenPoint     = 2
	seenPostPoint = 4
	seenExponent  = 8
)

// ParserEntry is one of the stacked parsers. The pointers are the owner's.
type ParserEntry struct {
	User       uintptr
	Callback   uintptr
	Paths      uintptr
	CountPaths uint8
	// PathLen is the length of the path.
	PathLen   uint8
	PathMatch uint8
}

// Level is a level of nesting.
type Level struct {
	// State is what the parser is in, or returns to, at this level.
	State  uint8
	Path   uint8
	Arrays uint8
	unused uint8
}

// State is a parser. Its layout is that of the C API's struct lejp_ctx.
type State struct {
	User       uintptr
	Parsers    [MaxParsers]ParserEntry
	Levels     [MaxDepth]Level
	Index      [MaxArrayDepth]uint16
	Wild       [MaxArrayDepth]uint16
	Path       [MaxPath]byte
	Buf        [Chunk + 1]byte
	PathStride uintptr
	Line       uint32
	Uni        uint16
	// N is how much of Buf is used.
	N            uint8
	Digits       uint8
	Flags        uint8
	Depth        uint8
	ArrayDepth   uint8
	CountPaths   uint8
	PathMatch    uint8
	PathMatchLen uint8
	WildCount    uint8
	ParserDepth  uint8
	OuterArray   uint8
}

// Listener hears what the parser finds.
type Listener interface {
	// Call tells it; anything but 0 refuses the text.
	Call(s *State, reason Reason) int8
	// CallBottom tells the parser at the bottom of the stack.
	CallBottom(s *State, reason Reason)
	// Patterns are those that the path is compared with.
	Patterns(s *State) [][]byte
}
