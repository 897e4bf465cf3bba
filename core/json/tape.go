// Package json takes a JSON text (RFC 8259) that comes in pieces apart. It
// checks the text and writes what it finds to a tape of operations, which are
// then carried out on a parser's public state, callback by callback. Whatever
// the pieces, the operations do the same.
package json

// Op says what is to be done.
type Op uint8

// The operations. What the tape's words have beside it is named in brackets.
const (
	// OpSync sets the innermost level's state [small], what \u has so far
	// [length] and the line [offset].
	OpSync Op = iota
	// OpLine sets the line [offset].
	OpLine
	// OpFail refuses the text, for the reason that is minus [small].
	OpFail
	// OpName is a whole name and its colon [offset, length].
	OpName
	// OpNameBegin, pieces and OpNameEnd are a name that is not plain, or not
	// whole; OpColon follows.
	OpNameBegin
	OpNameEnd
	OpColon
	// OpString is a whole string [offset, length].
	OpString
	// OpEscaped is a whole string that had escapes and is in Tape.Unescaped [offset,
	// its length in small]; with it goes \\u's value [length].
	OpEscaped
	// OpStringBegin, pieces and OpStringEnd are one that is not plain, or not
	// whole.
	OpStringBegin
	OpStringEnd
	// OpBytes is a piece of a string or name as it stands [offset, length].
	OpBytes
	// OpByte is a byte [small] that an escape stands for; with it go the state
	// [offset] and \u's value [length].
	OpByte
	// OpNumberPart, OpInt and OpFloat are the beginning and the end of a number
	// [offset, length, digits in small]; see NumberFresh.
	OpNumberPart
	OpInt
	OpFloat
	// OpWord is true, false or null: a Reason [small] and what becomes of \u's
	// value [length].
	OpWord
	// OpTextObject and OpTextArray begin the text.
	OpTextObject
	OpTextArray
	// OpObject and OpArray begin a value.
	OpObject
	OpArray
	// OpEmptyObject and OpEmptyArray are values that begin and end at once.
	OpEmptyObject
	OpEmptyArray
	// OpMembersEnd is the } of an object without members.
	OpMembersEnd
	// OpObjectEnd is a }.
	OpObjectEnd
	// OpArrayEnd is a ] that closes an array.
	OpArrayEnd
	// OpLateArrayEnd is a ] where a } has closed what was an array.
	OpLateArrayEnd
	// OpNotArray is a ] that closes something else: the level is left.
	OpNotArray
	// OpCommaMember and OpCommaElement are commas, OpLateComma one behind a }
	// that has closed what was an array.
	OpCommaMember
	OpCommaElement
	OpLateComma
	// OpEndPath is what comes before anything behind a value.
	OpEndPath
	// OpDone ends the text, which is complete.
	OpDone

	Ops

	// Behind is set in an operation to do first what the comma or the end behind a
	// value does: OpCommaMember before OpName, OpEndPath before OpArrayEnd,
	// OpCommaElement before a value.
	Behind Op = 0x40
)

// In the length of a number: what it has (seenMinus and so on), and whether it
// begins here.
const (
	NumberLength = 0xff
	NumberFlags  = 8
	NumberFresh  = 1 << 15
)

const (
	// TapeWords is how many operations are carried out together.
	TapeWords = 1024
	// slack is the most that one step writes.
	slack = 16
	// maxRun is the most bytes that one operation has.
	maxRun = 0x7fff
	// maxEscaped is the most bytes of OpEscaped: one more and a program hears of a
	// part of the string before its end.
	maxEscaped = 253
)

// Tape is what the lexer writes. A word has the operation in its lowest byte,
// then a small number (8 bits), a length (16) and an offset in the input (32).
type Tape struct {
	Words [TapeWords]uint64
	// Unescaped has the strings of OpEscaped.
	Unescaped [4096]byte
}

func (x *Lexer) put(op Op, small uint8, length uint16, offset uint32) {
	x.Tape.Words[x.Len&(TapeWords-1)] = uint64(op) | uint64(small)<<8 | uint64(length)<<16 | uint64(offset)<<32
	x.Len++
}

// event puts an operation that the program hears of: the line is right then.
func (x *Lexer) event(op Op, small uint8, length uint16, offset uint32) {
	if x.lineMoved {
		x.lineMoved = false
		x.put(OpLine, 0, 0, x.Line)
	}
	x.put(op, small, length, offset)
}
