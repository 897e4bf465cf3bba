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
// It calls nothing, which would cost more than all that is here.
func (x *Lexer) whole() {
	in, at, n, depth := x.In, uint(x.At), x.Len, x.Depth
	state, behind := x.States[depth], uint64(0)
	if state >= inComment || x.lineMoved {
		return
	}
	comma := x.afterComma(depth)
loop:
	for at < uint(len(in)) && n < TapeWords-slack {
		c := in[at]
		if c <= ' ' {
			switch c {
			case '\n':
				x.Line++
				x.Tape.Words[n&(TapeWords-1)] = uint64(OpLine) | uint64(x.Line)<<32
				n++
			case ' ', '\t', '\r':
			default:
				break loop
			}
			at++
			continue
		}
		word := behind | uint64(at)<<32
		if state == stateCommaOrEnd {
			switch c {
			case ',':
				at++
				state, behind = comma, uint64(Behind)
				continue
			case '}':
				if depth == 0 {
					break loop
				}
				word |= uint64(OpObjectEnd)
				depth--
				state = x.States[depth]
			case ']':
				if depth == 0 || comma != stateValue || depth == 1 && x.OuterArray {
					break loop
				}
				word |= uint64(OpArrayEnd | Behind)
				depth--
			default:
				break loop
			}
			comma = stateMember
			if depth > 0 && x.States[depth-1] == stateArrayEnd {
				comma = stateValue
			}
			at++
		} else if c == '"' {
			end := at + 1
			for {
				if end+8 >= uint(len(in)) {
					break loop
				}
				const (
					ones = 0x0101010101010101
					tops = 0x80 * ones
				)
				w := binary.LittleEndian.Uint64(in[end:])
				quote, backslash := w^'"'*ones, w^'\\'*ones
				if found := ((quote-ones)&^quote | (backslash-ones)&^backslash | (w-' '*ones)&^w) & tops; found != 0 {
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
		} else if state == stateValue {
			switch kinds[c] {
			case digit:
				op, end, flags := uint64(OpInt), at, uint64(NumberFresh)<<16
				if c == '-' {
					end++
					flags |= seenMinus << (16 + NumberFlags)
				}
				digits := end
				for end < uint(len(in)) && in[end]-'0' < 10 {
					end++
				}
				count := end - digits
				if end < uint(len(in)) && in[end] == '.' {
					end++
					digits = end
					for end < uint(len(in)) && in[end]-'0' < 10 {
						end++
					}
					if end == digits || count == 0 {
						break loop
					}
					op = uint64(OpFloat)
					flags |= (seenPoint | seenPostPoint) << (16 + NumberFlags)
					count += end - digits
				}
				if count-1 >= maxDigits || end >= uint(len(in)) || !endsNumber[in[end]] {
					break loop
				}
				word |= op | flags | uint64(count)<<8 | uint64(end-at)<<16
				state, at = stateCommaOrEnd, end

			case letter:
				if uint(len(in))-at < 5 {
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
				if depth >= MaxDepth-1 {
					break loop
				}
				word |= uint64(OpObject)
				state = stateMembers
				x.States[depth] = stateCommaOrEnd
				depth++
				comma = stateMember
				at++

			case bracket:
				if depth >= MaxDepth-1 {
					break loop
				}
				word |= uint64(OpArray)
				x.States[depth] = stateArrayEnd
				depth++
				comma = stateValue
				at++

			case bracketEnd:
				if depth == 0 || comma != stateValue || depth == 1 && x.OuterArray || behind != 0 {
					break loop
				}
				word |= uint64(OpArrayEnd)
				state = stateCommaOrEnd
				depth--
				comma = stateMember
				if depth > 0 && x.States[depth-1] == stateArrayEnd {
					comma = stateValue
				}
				at++

			default:
				break loop
			}
		} else if c == '}' && state == stateMembers && depth > 0 {
			word |= uint64(OpEmptyObject)
			depth--
			state = x.States[depth]
			comma = stateMember
			if depth > 0 && x.States[depth-1] == stateArrayEnd {
				comma = stateValue
			}
			at++
		} else {
			break
		}
		x.Tape.Words[n&(TapeWords-1)] = word
		n++
		behind = 0
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

// What a value begins with.
const (
	digit = 1 + iota
	quote
	letter
	brace
	bracket
	bracketEnd
)

var (
	kinds = [256]uint8{
		'-': digit, '0': digit, '1': digit, '2': digit, '3': digit, '4': digit,
		'5': digit, '6': digit, '7': digit, '8': digit, '9': digit,
		'"': quote, 't': letter, 'f': letter, 'n': letter, '{': brace, '[': bracket, ']': bracketEnd,
	}
	isSpace = [' ' + 1]bool{' ': true, '\t': true, '\n': true, '\r': true}
	// endsNumber tells what may follow a number here. What a line end does is for step.
	endsNumber = [256]bool{',': true, ']': true, '}': true, ' ': true, '\t': true, '\r': true}
)

// plain counts the bytes at the beginning of in that stand for themselves in a
// string: no quote, backslash or control character.
func plain(in []byte) int {
	const (
		ones = 0x0101010101010101
		tops = 0x80 * ones
	)
	n := 0
	for ; n+8 <= len(in); n += 8 {
		w := binary.LittleEndian.Uint64(in[n:])
		quote, backslash := w^'"'*ones, w^'\\'*ones
		if found := ((quote-ones)&^quote | (backslash-ones)&^backslash | (w-' '*ones)&^w) & tops; found != 0 {
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
