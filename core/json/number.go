package json

// words are true, false and null behind each other; State.Uni is an index of it.
const words = "truefalsenull"

var (
	wordBegins = [256]uint16{'t': 0, 'f': 4, 'n': 9}
	wordEnds   = [len(words)]Reason{3: True, 8: False, 12: Null}
	wordText   = [len(words)]byte{3: '1', 8: '0'}
)

func (p *parse) word(c byte, level *Level) int {
	i := int(p.Uni) + 1
	if i >= len(words) || words[i] != c {
		return errWord
	}
	p.at++
	p.Uni = uint16(i)
	reason := wordEnds[i]
	if reason == 0 {
		return nothing
	}
	p.Buf[0] = wordText[i]
	if reason != Null {
		p.Buf[1] = 0
	}
	return p.endOfValue(reason, level)
}

// endOfValue reports a value that is not a string.
func (p *parse) endOfValue(reason Reason, level *Level) int {
	if r := p.tell(reason); r != nothing {
		return r
	}
	level.State = stateCommaOrEnd
	return nothing
}

func (p *parse) number(c byte, level *Level) int {
	for {
		switch {
		case c >= '0' && c <= '9' && p.Digits < maxDigits:
			if p.Flags&seenPoint != 0 {
				p.Flags |= seenPostPoint
			}
			p.Digits++
		case c == '-' && p.Flags&seenMinus == 0 && p.Digits == 0:
			p.Flags |= seenMinus
		case c == '.':
			if p.Digits == 0 || p.Flags&seenPoint != 0 {
				return errNumber
			}
			p.Flags |= seenPoint
		case c == 'e' || c == 'E':
			if p.Flags&seenExponent != 0 {
				return errNumber
			}
			if p.Flags&(seenPoint|seenPostPoint) == seenPoint {
				return errNoFraction
			}
			p.Flags |= seenExponent
			level.State = stateExponent
		default:
			return p.endOfNumber(level)
		}
		p.Buf[p.N] = c
		p.N++
		p.at++
		if level.State != stateNumber || p.at == len(p.in) {
			return nothing
		}
		if c = p.in[p.at]; c == '\n' {
			return nothing // lines are counted in step
		}
	}
}

func (p *parse) endOfNumber(level *Level) int {
	if p.Digits == 0 {
		return errNumber
	}
	if p.Flags&(seenPoint|seenPostPoint) == seenPoint {
		return errNoFraction
	}
	p.Buf[p.N] = 0
	if p.Flags&(seenPoint|seenExponent) != 0 {
		return p.endOfValue(Float, level)
	}
	return p.endOfValue(Int, level)
}

// exponent is what comes first behind the e.
func (p *parse) exponent(c byte, level *Level) int {
	level.State = stateNumber
	switch {
	case c == '+' || c == '-':
		p.Buf[p.N] = c
		p.N++
		p.at++
		return nothing
	case c >= '0' && c <= '9':
		return nothing
	}
	return errExponent
}
