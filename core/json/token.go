package json

import "unicode/utf8"

// words are true, false and null behind each other; Resume.Uni is an index of it.
const words = "truefalsenull"

var (
	wordBegins = [256]uint16{'t': 0, 'f': 4, 'n': 9}
	wordEnds   = [len(words)]Reason{3: True, 8: False, 12: Null}
)

// restOfWord is behind the first letter.
func (x *Lexer) restOfWord(state *uint8) {
	for x.At < len(x.In) && *state == stateWord && !x.Done {
		c := x.In[x.At]
		if c == '\n' {
			return // lines are counted in step
		}
		x.word(c, state)
	}
}

func (x *Lexer) word(c byte, state *uint8) {
	i := int(x.Uni) + 1
	if i >= len(words) || words[i] != c {
		x.fail(errWord)
		return
	}
	x.At++
	x.Uni = uint16(i)
	if reason := wordEnds[i]; reason != 0 {
		x.event(OpWord, uint8(reason), x.Uni, 0)
		*state = stateCommaOrEnd
	}
}

// number takes as much of a number as there is, from the byte c on.
func (x *Lexer) number(c byte, state *uint8, fresh uint16) {
	begin := x.At
	reason := uint8(0)
loop:
	for {
		switch {
		case c >= '0' && c <= '9' && x.Digits < maxDigits:
			if x.Flags&seenPoint != 0 {
				x.Flags |= seenPostPoint
			}
			x.Digits++
		case c == '-' && x.Flags&seenMinus == 0 && x.Digits == 0:
			x.Flags |= seenMinus
		case c == '.':
			if x.Digits == 0 || x.Flags&seenPoint != 0 {
				reason = errNumber
				break loop
			}
			x.Flags |= seenPoint
		case c == 'e' || c == 'E':
			if x.Flags&seenExponent != 0 {
				reason = errNumber
				break loop
			}
			if x.Flags&(seenPoint|seenPostPoint) == seenPoint {
				reason = errNoFraction
				break loop
			}
			x.Flags |= seenExponent
			*state = stateExponent
		default:
			if x.Digits == 0 {
				reason = errNumber
				break loop
			}
			if x.Flags&(seenPoint|seenPostPoint) == seenPoint {
				reason = errNoFraction
				break loop
			}
			op := OpInt
			if x.Flags&(seenPoint|seenExponent) != 0 {
				op = OpFloat
			}
			x.putNumber(op, begin, fresh)
			*state = stateCommaOrEnd
			return
		}
		x.At++
		if *state != stateNumber || x.At == len(x.In) {
			break
		}
		if c = x.In[x.At]; c == '\n' {
			break // lines are counted in step
		}
	}
	x.putNumber(OpNumberPart, begin, fresh)
	if reason != 0 {
		x.fail(reason)
	}
}

func (x *Lexer) putNumber(op Op, begin int, fresh uint16) {
	x.event(op, x.Digits, uint16(x.At-begin)|uint16(x.Flags)<<NumberFlags|fresh, uint32(begin))
}

// exponent is what comes first behind the e.
func (x *Lexer) exponent(c byte, state *uint8) {
	*state = stateNumber
	switch {
	case c == '+' || c == '-':
		x.At++
		x.putNumber(OpNumberPart, x.At-1, 0)
	case c >= '0' && c <= '9':
	default:
		x.fail(errExponent)
	}
}

// string is inside a string: a name, which becomes part of the path, or a value.
func (x *Lexer) string(c byte) {
	if x.Depth == 0 {
		x.fail(errStringUnderrun)
		return
	}
	switch {
	case c == '"':
		x.At++
		x.Depth--
		if x.States[x.Depth] == stateColon {
			x.put(OpNameEnd, 0, 0, 0)
		} else {
			x.event(OpStringEnd, 0, 0, 0)
		}
	case c == '\\':
		x.At++
		x.States[x.Depth] = stateEscape
	case c < ' ':
		x.fail(errControl)
	default:
		n := min(plain(x.In[x.At:]), maxRun)
		x.event(OpBytes, 0, uint16(n), uint32(x.At))
		x.At += n
	}
}

// escapes are what single letters behind a backslash stand for (RFC 8259 §7).
var escapes = [256]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

func (x *Lexer) escape(c byte, state *uint8) {
	if c == 'u' {
		x.At++
		*state = stateHex1
		x.Uni = 0
		return
	}
	if escapes[c] == 0 {
		x.fail(errEscape)
		return
	}
	x.At++
	*state = stateString
	x.putByte(escapes[c])
}

// putByte adds an unescaped byte to the string.
func (x *Lexer) putByte(c byte) {
	if x.Depth == 0 {
		x.fail(errStringUnderrun)
		return
	}
	x.event(OpByte, c, x.Uni, uint32(x.States[x.Depth]))
}

// escaped takes the rest of a string when all of it is here, and short enough to
// be reported at once.
func (x *Lexer) escaped() bool {
	if x.Depth >= MaxDepth-1 || x.unescaped+maxEscaped > len(x.Tape.Unescaped) {
		return false
	}
	to, in, uni := x.Tape.Unescaped[x.unescaped:][:0:maxEscaped], x.In[x.At:], x.Uni
	for at := 0; ; {
		n := plain(in[at:])
		if at+n+1 >= len(in) || len(to)+n > maxEscaped-utf8.UTFMax {
			return false
		}
		to = append(to, in[at:at+n]...)
		at += n
		if in[at] == '"' {
			x.event(OpEscaped, uint8(len(to)), uni, uint32(x.unescaped))
			x.At += at + 1
			x.unescaped += len(to)
			x.Uni = uni
			return true
		}
		if in[at] != '\\' {
			return false
		}
		if c := escapes[in[at+1]]; c != 0 {
			to = append(to, c)
			at += 2
			continue
		}
		if in[at+1] != 'u' || at+6 > len(in) {
			return false
		}
		uni = 0
		for _, c := range in[at+2 : at+6] {
			digit, ok := hexDigit(c)
			if !ok {
				return false
			}
			uni = uni<<4 | digit
		}
		to = appendUnit(to, uni)
		at += 6
	}
}

// appendUnit appends a unit of UTF-16 as UTF-8 (RFC 3629 §3), surrogates too.
func appendUnit(to []byte, unit uint16) []byte {
	switch {
	case unit < 0x80:
		return append(to, byte(unit))
	case unit < 0x800:
		return append(to, 0xc0|byte(unit>>6), 0x80|byte(unit&0x3f))
	}
	return append(to, 0xe0|byte(unit>>12), 0x80|byte(unit>>6&0x3f), 0x80|byte(unit&0x3f))
}

func hexDigit(c byte) (digit uint16, ok bool) {
	switch {
	case c >= '0' && c <= '9':
		return uint16(c - '0'), true
	case c >= 'a' && c <= 'f':
		return uint16(c-'a') + 10, true
	case c >= 'A' && c <= 'F':
		return uint16(c-'A') + 10, true
	}
	return 0, false
}

// hex takes a digit of \u. The bytes of UTF-8 (RFC 3629 §3) are put as soon as
// the digits that they need are there.
func (x *Lexer) hex(c byte, state *uint8) {
	digit, ok := hexDigit(c)
	x.Uni = x.Uni<<4 | digit
	if !ok {
		x.fail(errHex)
		return
	}
	x.At++
	u, at := x.Uni, *state
	*state++
	switch at - stateHex1 {
	case 1:
		if u >= 0x08 {
			x.putByte(0xe0 | byte(u>>4))
		}
	case 2:
		if u >= 0x080 {
			x.putByte(0x80 | byte(u>>2&0x3f))
		} else if u >= 0x008 {
			x.putByte(0xc0 | byte(u>>2))
		}
	case 3:
		*state = stateString
		if u >= 0x80 {
			x.putByte(0x80 | byte(u&0x3f))
		} else {
			x.putByte(byte(u))
		}
	}
}
