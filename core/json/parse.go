package json

// Parse goes on with a piece of the text. It returns Continue when the text goes
// on, zero or more when it is complete (how many bytes of in lie behind it), and
// otherwise the reason why it is refused.
func Parse(s *State, in []byte, l Listener) int {
	p := parse{State: s, Listener: l, in: in}
	return p.run()
}

// parse is one call of Parse.
type parse struct {
	*State
	Listener
	in []byte
	at int
	// done is set when the last bracket was closed.
	done bool
}

func (p *parse) run() int {
	if int(p.Depth) >= MaxDepth || int(p.ParserDepth) >= MaxParsers {
		return ErrUnknown
	}
	if p.Depth == 0 && p.parser().PathLen == 0 {
		p.Call(p.State, Start)
	}
	for p.at < len(p.in) {
		if r := p.step(p.in[p.at]); r != nothing {
			p.Call(p.State, Failed)
			return r
		}
		if p.done {
			if p.Call(p.State, Complete) != 0 {
				p.Call(p.State, Failed)
				return errCallback
			}
			return len(p.in) - p.at
		}
	}
	return Continue
}

// step handles the byte c, p.in[p.at], and perhaps what follows it. A state that
// does not move p.at has the byte looked at again.
func (p *parse) step(c byte) int {
	level := &p.Levels[p.Depth]
	if c == '\n' {
		p.Line++
		level.State &^= inComment
	}
	if level.State&keepSpace == 0 {
		if c == '#' {
			level.State |= inComment
		}
		if c == ' ' || c == '\t' || c == '\n' || c == '\r' || level.State&inComment != 0 {
			p.at++
			return nothing
		}
	}
	switch level.State {
	case stateIdle:
		return p.idle(c, level)
	case stateMembers:
		if c == '}' {
			return p.emptyObject(level)
		}
		level.State = stateMember
		return p.member(c, level)
	case stateMember:
		return p.member(c, level)
	case stateString:
		return p.string(c)
	case stateEscape:
		return p.escape(c, level)
	case stateHex1, stateHex1 + 1, stateHex1 + 2, stateHex4:
		return p.hex(c, level)
	case stateColon:
		if c != ':' {
			return errNoColon
		}
		p.at++
		level.State = stateValue
		p.endPath()
		p.MatchPath(p.Listener)
		return p.tell(PairName)
	case stateValue:
		return p.value(c, level)
	case stateNumber:
		return p.number(c, level)
	case stateExponent:
		return p.exponent(c, level)
	case stateWord:
		return p.word(c, level)
	case stateCommaOrEnd:
		return p.commaOrEnd(c, level)
	case stateArrayEnd:
		return p.arrayEnd(c, level)
	}
	return ErrUnknown
}

// tell calls the listener.
func (p *parse) tell(reason Reason) int {
	if p.Call(p.State, reason) != 0 {
		return errCallback
	}
	return nothing
}

// push goes a level deeper, into state.
func (p *parse) push(state uint8) int {
	level := &p.Levels[p.Depth]
	level.Path, level.Arrays = p.parser().PathLen, p.ArrayDepth
	if p.Depth == MaxDepth-1 {
		p.Depth++
		return errTooDeep
	}
	p.Depth++
	p.Levels[p.Depth].State = state
	return nothing
}

// pop goes a level up, to what the path was there.
func (p *parse) pop() {
	p.Depth--
	if p.Depth > 0 {
		level := &p.Levels[p.Depth]
		p.parser().PathLen, p.ArrayDepth = level.Path, level.Arrays
		p.endPath()
	}
	p.forgetMatch()
	p.MatchPath(p.Listener)
}

func (p *parse) idle(c byte, level *Level) int {
	switch c {
	case '{':
		if r := p.tell(ObjectStart); r != nothing {
			return r
		}
		p.at++
		level.State = stateMembers
		return nothing
	case '[':
		p.OuterArray = 1
		return p.openArray(level)
	}
	return errNoBrace
}

func (p *parse) emptyObject(level *Level) int {
	if p.Depth == 0 {
		level.State = stateIdle
		return errMembersNoClose
	}
	p.at++
	p.Depth--
	p.MatchPath(p.Listener)
	return p.tell(ObjectEnd)
}

func (p *parse) member(c byte, level *Level) int {
	if c != '"' {
		return errNoOpenQuote
	}
	p.at++
	p.endPath()
	if p.parser().PathLen != 0 {
		p.appendPath('.')
	}
	level.State = stateColon
	if r := p.push(stateString); r != nothing {
		return r
	}
	p.endPath()
	return nothing
}

func (p *parse) value(c byte, level *Level) int {
	switch {
	case c == '"':
		p.at++
		level.State = stateCommaOrEnd
		p.N = 0
		p.Buf[0] = 0
		if r := p.tell(StringStart); r != nothing {
			return r
		}
		p.endPath()
		return p.push(stateString)
	case c == '{':
		p.at++
		level.State = stateCommaOrEnd
		p.MatchPath(p.Listener)
		if r := p.tell(ObjectStart); r != nothing {
			return r
		}
		p.endPath()
		p.PathMatch = 0
		return p.push(stateMembers)
	case c == '[':
		return p.openArray(level)
	case c == ']':
		return p.closeArray()
	case c == '-' || c >= '0' && c <= '9':
		level.State = stateNumber
		p.N, p.Digits, p.Flags = 0, 0, 0
		return p.number(c, level)
	case c == 't' || c == 'f' || c == 'n':
		p.at++
		level.State = stateWord
		p.Uni = wordBegins[c]
		return nothing
	}
	return errValueStart
}

func (p *parse) openArray(level *Level) int {
	level.State = stateArrayEnd
	if int(p.parser().PathLen)+arraySuffix+1 >= MaxPath {
		return ErrUnknown
	}
	p.at++
	p.appendPath('[')
	p.appendPath(']')
	p.endPath()
	if r := p.tell(ArrayStart); r != nothing {
		return r
	}
	if p.ArrayDepth >= MaxArrayDepth {
		p.ArrayDepth++
		return errArraysTooDeep
	}
	p.Index[p.ArrayDepth] = 0
	p.ArrayDepth++
	return p.push(stateValue)
}

// closeArray is a ] where a value or the end of an array may come.
func (p *parse) closeArray() int {
	if p.Depth == 0 {
		return errUnderflow
	}
	p.at++
	p.Depth--
	above := &p.Levels[p.Depth]
	if above.State != stateArrayEnd {
		return errNotArray
	}
	if p.Depth > 0 || p.OuterArray == 0 {
		above.State = stateCommaOrEnd
	}
	if p.Depth > 0 {
		next := &p.Levels[p.Depth-1]
		p.parser().PathLen, p.ArrayDepth = next.Path, next.Arrays
		p.endPath()
	}
	p.forgetMatch()
	if p.Depth == 0 && p.OuterArray != 0 {
		p.MatchPath(p.Listener)
	}
	// only the end of the text can be refused here
	r := p.tell(ArrayEnd)
	p.done = p.Depth == 0 && p.OuterArray != 0
	if p.done {
		return r
	}
	return nothing
}

func (p *parse) commaOrEnd(c byte, level *Level) int {
	p.endPath()
	switch c {
	case ',':
		p.at++
		if p.Depth > 0 && p.Levels[p.Depth-1].State == stateArrayEnd {
			p.element(level)
			p.forgetMatch()
			return nothing
		}
		level.State = stateMember
		if p.Depth == 0 {
			p.parser().PathLen = 0
		}
		p.shorten()
		p.forgetMatch()
		return nothing
	case ']':
		return p.closeArray()
	case '}':
		p.at++
		if p.Depth == 0 {
			p.MatchPath(p.Listener)
			r := p.tell(ObjectEnd)
			p.done = r == nothing
			return r
		}
		p.pop()
		return p.tell(ObjectEnd)
	}
	return errNeither
}

// arrayEnd is where a } closed what was an array: what follows a value in an array goes on.
func (p *parse) arrayEnd(c byte, level *Level) int {
	p.endPath()
	if c == ',' {
		p.at++
		p.element(level)
		return nothing
	}
	if c != ']' {
		return errArrayNotClosed
	}
	p.at++
	level.State = stateCommaOrEnd
	p.tell(ArrayEnd)
	return nothing
}

// element begins the next element of the innermost array.
func (p *parse) element(level *Level) {
	if n := int(p.ArrayDepth); n > 0 && n <= MaxArrayDepth {
		p.Index[n-1]++
	}
	level.State = stateValue
	p.shorten()
}

// shorten takes the name that a comma ends off the path.
func (p *parse) shorten() {
	if p.Depth > 0 {
		p.parser().PathLen = p.Levels[p.Depth-1].Path
		p.endPath()
	}
}
