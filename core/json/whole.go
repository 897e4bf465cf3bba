package json

import (
	"encoding/binary"
	"math/bits"
)

// whole takes what is ordinary and lies wholly in this piece: names and strings
// without escapes, numbers without an exponent, words, brackets, commas and white
// space. It does with them what step would do, many at a time. The first thing
// that is anything else is left to step, as is everything that ends the text.
//
// It calls nothing, which would cost more than all that is here, and looks for the
// comma behind a value at once.
func (x *Lexer) whole() {
	in, at, n, depth := x.In, uint(x.At), x.Len, x.Depth
	state, behind := x.States[depth], uint64(0)
	if state >= inComment || x.lineMoved {
		return
	}
	comma := x.afterComma(depth)
loop:
	for at < uint(len(in)) && n < TapeWords-slack {
		word := behind | uint64(at)<<32
		switch kinds[in[at]] {
		case space:
			at++
			continue

		case lineEnd:
			x.Line++
			x.Tape.Words[n&(TapeWords-1)] = uint64(OpLine) | uint64(x.Line)<<32
			n++
			at++
			continue

		case element:
			if state != stateCommaOrEnd {
				break loop
			}
			at++
			state, behind = comma, uint64(Behind)
			continue

		case quote:
			end := at + 1
			for {
				if end+8 >= uint(len(in)) {
					break loop
				}
				if found := special(eight(in, end)); found != 0 {
					end += uint(bits.TrailingZeros64(found)) / 8
					break
				}
				end += 8
			}
			length := end - at - 1
			if end+1 >= uint(len(in)) || in[end] != '"' || length > maxRun || depth >= MaxDepth-1 {
				break loop
			}
			word += 1<<32 | uint64(length)<<16
			if state == stateValue {
				word |= uint64(OpString)
				state = stateCommaOrEnd
				at = end + 1
			} else {
				if in[end+1] != ':' || state != stateMember && state != stateMembers {
					break loop
				}
				word |= uint64(OpName)
				state = stateValue
				at = end + 2
			}

		case digit, minus:
			op, begin := uint64(OpInt)|NumberFresh<<16, at
			if in[at] == '-' {
				op |= seenMinus << (16 + NumberFlags)
				begin++
			}
			if state != stateValue || begin+8 >= uint(len(in)) {
				break loop
			}
			end := begin + digits(eight(in, begin))
			for end < uint(len(in)) && in[end]-'0' < 10 {
				end++
			}
			count := end - begin
			if end < uint(len(in)) && in[end] == '.' {
				point := end + 1
				end = point
				for end < uint(len(in)) && in[end]-'0' < 10 {
					end++
				}
				if end == point || count == 0 {
					break loop
				}
				op = op&^0xff | uint64(OpFloat) | (seenPoint|seenPostPoint)<<(16+NumberFlags)
				count += end - point
			}
			if count-1 >= maxDigits || end >= uint(len(in)) || !endsNumber[in[end]] {
				break loop
			}
			word |= op | uint64(count)<<8 | uint64(end-at)<<16
			state, at = stateCommaOrEnd, end

		case letter:
			if state != stateValue || uint(len(in))-at < 5 {
				break loop
			}
			word = behind | uint64(OpWord)
			switch w := binary.LittleEndian.Uint32(in[at:]); {
			case w == 't'|'r'<<8|'u'<<16|'e'<<24:
				at, word = at+4, word|uint64(True)<<8|3<<16
			case w == 'n'|'u'<<8|'l'<<16|'l'<<24:
				at, word = at+4, word|uint64(Null)<<8|12<<16
			case w == 'f'|'a'<<8|'l'<<16|'s'<<24 && in[at+4] == 'e':
				at, word = at+5, word|uint64(False)<<8|8<<16
			default:
				break loop
			}
			x.Uni = uint16(word >> 16)
			state = stateCommaOrEnd

		case brace:
			if state != stateValue || depth >= MaxDepth-1 {
				break loop
			}
			at++
			if at < uint(len(in)) && in[at] == '}' {
				at++
				word |= uint64(OpEmptyObject)
				state = stateCommaOrEnd
				break
			}
			word |= uint64(OpObject)
			state = stateMembers
			x.States[depth] = stateCommaOrEnd
			depth++
			comma = stateMember

		case bracket:
			if state != stateValue || depth >= MaxDepth-1 {
				break loop
			}
			at++
			if at < uint(len(in)) && in[at] == ']' {
				at++
				word |= uint64(OpEmptyArray)
				state = stateCommaOrEnd
				break
			}
			word |= uint64(OpArray)
			x.States[depth] = stateArrayEnd
			depth++
			comma = stateValue

		case braceEnd:
			if depth == 0 {
				break loop
			}
			switch state {
			case stateCommaOrEnd:
				word |= uint64(OpObjectEnd)
			case stateMembers:
				word |= uint64(OpMembersEnd)
			default:
				break loop
			}
			depth--
			state = x.States[depth]
			comma = x.afterComma(depth)
			at++

		case bracketEnd:
			if depth == 0 || comma != stateValue || depth == 1 && x.OuterArray {
				break loop
			}
			switch {
			case state == stateCommaOrEnd:
				word |= uint64(OpArrayEnd | Behind)
			case state == stateValue && behind == 0:
				word |= uint64(OpArrayEnd)
				state = stateCommaOrEnd
			default:
				break loop
			}
			depth--
			comma = x.afterComma(depth)
			at++

		default:
			break loop
		}
		x.Tape.Words[n&(TapeWords-1)] = word
		n++
		behind = 0
		if state == stateCommaOrEnd && at < uint(len(in)) && in[at] == ',' {
			at++
			state, behind = comma, uint64(Behind)
		}
	}
	x.At, x.Len, x.Depth = int(at), n, depth
	x.States[depth] = state
	if behind != 0 {
		if state == stateValue {
			x.put(OpCommaElement, 0, 0, 0)
		} else {
			x.put(OpCommaMember, 0, 0, 0)
		}
	}
}

// afterComma is what a comma in the innermost level leads to.
func (x *Lexer) afterComma(depth uint8) uint8 {
	if depth > 0 && x.States[depth-1] == stateArrayEnd {
		return stateValue
	}
	return stateMember
}

// What a byte begins, or is.
const (
	space = 1 + iota
	lineEnd
	element
	quote
	digit
	minus
	letter
	brace
	bracket
	braceEnd
	bracketEnd
)

var (
	kinds = [256]uint8{
		' ': space, '\t': space, '\r': space, '\n': lineEnd, ',': element, '"': quote, '-': minus,
		'0': digit, '1': digit, '2': digit, '3': digit, '4': digit,
		'5': digit, '6': digit, '7': digit, '8': digit, '9': digit,
		't': letter, 'f': letter, 'n': letter,
		'{': brace, '[': bracket, '}': braceEnd, ']': bracketEnd,
	}
	// endsNumber tells what may follow a number here. What a line end does is for step.
	endsNumber = [256]bool{',': true, ']': true, '}': true, ' ': true, '\t': true, '\r': true}
)

// Eight bytes at once: ones is 1 in each, tops its highest bit.
const (
	ones = 0x0101010101010101
	tops = 0x80 * ones
)

// eight bytes of in. That the capacity is known spares instructions.
func eight(in []byte, at uint) uint64 {
	return binary.LittleEndian.Uint64(in[at : at+8 : at+8])
}

// special has the highest bit set of the first quote, backslash or control character
// among eight bytes, and perhaps of some behind it. It is 0 when there is none.
func special(w uint64) uint64 {
	quote, backslash := w^'"'*ones, w^'\\'*ones
	return ((quote-ones)&^quote | (backslash-ones)&^backslash | (w-' '*ones)&^w) & tops
}

// digits counts the digits that eight bytes begin with.
func digits(w uint64) uint {
	w ^= '0' * ones
	return uint(bits.TrailingZeros64((w+(0x80-10)*ones|w)&tops)) / 8
}

// plain counts the bytes at the beginning of in that stand for themselves in a
// string: no quote, backslash or control character.
func plain(in []byte) int {
	n := 0
	for ; n+8 <= len(in); n += 8 {
		if found := special(eight(in, uint(n))); found != 0 {
			return n + bits.TrailingZeros64(found)/8
		}
	}
	for ; n < len(in); n++ {
		if c := in[n]; c == '"' || c == '\\' || c < ' ' {
			break
		}
	}
	return n
}
