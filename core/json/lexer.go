package json

const (
	// MaxDepth is how deep objects, arrays and strings may be nested.
	// CVE-class: unbounded recursion in JSON parsers (CWE-674).
	MaxDepth = 12
	// maxDigits is how many digits a number may have, the exponent's included.
	maxDigits = 20
)

// The states of a level; those with keepSpace take white space as part of the
// text.
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

// Reason is what a program is told of a word.
type Reason uint8

const (
	True  Reason = 70
	False Reason = 71
	Null  Reason = 72
)

// Why a text is refused: minus these.
const (
	errNoBrace        = 2
	errMembersNoClose = 3
	errNoOpenQuote    = 4
	errStringUnderrun = 5
	errControl        = 6
	errEscape         = 7
	errHex            = 8
	errNoColon        = 9
	errValueStart     = 10
	errNoFraction     = 11
	errNumber         = 12
	errExponent       = 13
	errWord           = 14
	errUnderflow      = 15
	errArrayNotClosed = 17
	errNeither        = 21
	// ErrUnknown is a state that no text leads to.
	ErrUnknown = 22
)

// What a number has had so far.
const (
	seenMinus     = 1
	seenPoint     = 2
	seenPostPoint = 4
	seenExponent  = 8
)

// Resume is what a lexer needs to know of the pieces before.
type Resume struct {
	States     [MaxDepth]uint8
	Depth      uint8
	OuterArray bool
	Digits     uint8
	Flags      uint8
	Uni        uint16
	Line       uint32
}

// Lexer is one piece of a text being taken apart.
type Lexer struct {
	Resume
	In   []byte
	At   int
	Tape Tape
	Len  int
	// unescaped is how much of Tape.Unescaped is used.
	unescaped int
	// Done is set when there is no more to do with this piece: it is used up,
	// or the text is complete or refused.
	Done bool
	// TooDeep is set when the last operation goes beyond MaxDepth, for which it
	// is refused when it is carried out.
	TooDeep   bool
	lineMoved bool
}

// Run fills the tape. It returns false when that was all.
func (x *Lexer) Run() bool {
	x.Len, x.unescaped = 0, 0
	for !x.Done && x.Len < TapeWords-slack {
		x.whole()
		switch {
		case x.Len >= TapeWords-slack:
		case x.At < len(x.In):
			x.step(x.In[x.At])
		default:
			x.sync()
			x.Done = true
		}
	}
	return !x.Done
}

// sync makes what the program sees of the innermost level right.
func (x *Lexer) sync() {
	x.lineMoved = false
	x.put(OpSync, x.States[x.Depth], x.Uni, x.Line)
}

func (x *Lexer) fail(reason uint8) {
	x.sync()
	x.put(OpFail, reason, 0, 0)
	x.Done = true
}

// failed is fail without a change to the level, which is not one any more.
func (x *Lexer) failed(reason uint8) {
	x.event(OpFail, reason, 0, 0)
	x.Done = true
}

func (x *Lexer) newline() {
	x.Line++
	x.lineMoved = true
}

// step takes the byte c, x.In[x.At], and perhaps what follows it. A state that
// does not move x.At has the byte looked at again.
func (x *Lexer) step(c byte) {
	state := &x.States[x.Depth]
	if c == '\n' {
		x.newline()
		if *state&inComment != 0 {
			*state &^= inComment
			x.sync() // the piece before may have ended in the comment
		}
	}
	if *state&keepSpace == 0 {
		if c == '#' {
			*state |= inComment
		}
		if c == ' ' || c == '\t' || c == '\n' || c == '\r' || *state&inComment != 0 {
			x.At++
			return
		}
	}
	switch *state {
	case stateCommaOrEnd:
		x.commaOrEnd(c, state)
	case stateValue:
		x.value(c, state)
	case stateMember:
		x.member(c, state)
	case stateIdle:
		x.idle(c, state)
	case stateMembers:
		if c == '}' {
			x.emptyObject(state)
			return
		}
		*state = stateMember
		x.member(c, state)
	case stateString:
		x.string(c)
	case stateEscape:
		x.escape(c, state)
	case stateHex1, stateHex1 + 1, stateHex1 + 2, stateHex4:
		x.hex(c, state)
	case stateColon:
		if c != ':' {
			x.fail(errNoColon)
			return
		}
		x.At++
		*state = stateValue
		x.event(OpColon, 0, 0, 0)
	case stateNumber:
		x.number(c, state, 0)
	case stateExponent:
		x.exponent(c, state)
	case stateWord:
		x.word(c, state)
	case stateArrayEnd:
		x.arrayEnd(c, state)
	default:
		x.fail(ErrUnknown)
	}
}

// push goes a level deeper, into state. Beyond the limit the operation that has
// just been put is refused when it is carried out.
func (x *Lexer) push(state uint8) {
	if x.Depth == MaxDepth-1 {
		x.Done, x.TooDeep = true, true
		return
	}
	x.Depth++
	x.States[x.Depth] = state
}

func (x *Lexer) idle(c byte, state *uint8) {
	switch c {
	case '{':
		x.At++
		*state = stateMembers
		x.event(OpTextObject, 0, 0, 0)
	case '[':
		x.OuterArray = true
		x.At++
		*state = stateArrayEnd
		x.event(OpTextArray, 0, 0, 0)
		x.push(stateValue)
	default:
		x.fail(errNoBrace)
	}
}

func (x *Lexer) emptyObject(state *uint8) {
	if x.Depth == 0 {
		*state = stateIdle
		x.fail(errMembersNoClose)
		return
	}
	x.At++
	x.Depth--
	x.event(OpMembersEnd, 0, 0, 0)
}

func (x *Lexer) member(c byte, state *uint8) {
	if c != '"' {
		x.fail(errNoOpenQuote)
		return
	}
	x.At++
	*state = stateColon
	x.put(OpNameBegin, 0, 0, 0)
	x.push(stateString)
}

func (x *Lexer) value(c byte, state *uint8) {
	switch {
	case c == '"':
		x.At++
		*state = stateCommaOrEnd
		if !x.escaped() {
			x.event(OpStringBegin, 0, 0, 0)
			x.push(stateString)
		}
	case c == '{':
		x.At++
		*state = stateCommaOrEnd
		x.event(OpObject, 0, 0, 0)
		x.push(stateMembers)
	case c == '[':
		x.At++
		*state = stateArrayEnd
		x.event(OpArray, 0, 0, 0)
		x.push(stateValue)
	case c == ']':
		x.closeArray()
	case c == '-' || c >= '0' && c <= '9':
		*state = stateNumber
		x.Digits, x.Flags = 0, 0
		x.number(c, state, NumberFresh)
	case c == 't' || c == 'f' || c == 'n':
		x.At++
		*state = stateWord
		x.Uni = wordBegins[c]
		x.restOfWord(state)
	default:
		x.fail(errValueStart)
	}
}

// closeArray is a ] where a value or the end of an array may come.
func (x *Lexer) closeArray() {
	if x.Depth == 0 {
		x.fail(errUnderflow)
		return
	}
	x.At++
	x.Depth--
	state := &x.States[x.Depth]
	if *state != stateArrayEnd {
		x.event(OpNotArray, 0, 0, 0)
		x.Done = true
		return
	}
	x.event(OpArrayEnd, 0, 0, 0)
	if x.Depth == 0 && x.OuterArray {
		x.put(OpDone, 0, 0, 0)
		x.Done = true
		return
	}
	*state = stateCommaOrEnd
}

func (x *Lexer) commaOrEnd(c byte, state *uint8) {
	switch c {
	case ',':
		x.At++
		if x.Depth > 0 && x.States[x.Depth-1] == stateArrayEnd {
			*state = stateValue
			x.put(OpCommaElement, 0, 0, 0)
			return
		}
		*state = stateMember
		x.put(OpCommaMember, 0, 0, 0)
	case ']':
		x.put(OpEndPath, 0, 0, 0)
		x.closeArray()
	case '}':
		x.At++
		x.event(OpObjectEnd, 0, 0, 0)
		if x.Depth == 0 {
			x.put(OpDone, 0, 0, 0)
			x.Done = true
			return
		}
		x.Depth--
	default:
		x.put(OpEndPath, 0, 0, 0)
		x.fail(errNeither)
	}
}

// arrayEnd is where a } closed what was an array: what follows a value in an array goes on.
func (x *Lexer) arrayEnd(c byte, state *uint8) {
	switch c {
	case ',':
		x.At++
		*state = stateValue
		x.put(OpLateComma, 0, 0, 0)
	case ']':
		x.At++
		*state = stateCommaOrEnd
		x.event(OpLateArrayEnd, 0, 0, 0)
	default:
		x.put(OpEndPath, 0, 0, 0)
		x.fail(errArrayNotClosed)
	}
}
