package cbor

// Construct prepares a parser; whatever it held is lost.
func (s *State) Construct(user, callback, paths uintptr, count uint8, l Listener) {
	*s = State{User: user}
	s.Parsers[0] = ParserEntry{User: user, Callback: callback, Paths: paths, CountPaths: count}
	l.Call(s, Constructed)
}

// ChangeCallback replaces the callback.
func (s *State) ChangeCallback(callback uintptr, l Listener) {
	l.Call(s, Destructed)
	s.parser().Callback = callback
	l.Call(s, Constructed)
}

// Destruct ends the use of the parser.
func (s *State) Destruct(l Listener) { l.Call(s, Destructed) }

// MapKey says whether what is being reported is a key of a map.
func (s *State) MapKey() bool {
	d := min(int(s.Depth), MaxDepth-1)
	if s.Present != 0 && d > 0 {
		d--
	}
	// The pieces of a string of indefinite length are the string, and what a tag
	// is for is the tag's.
	for m := s.Levels[d].Major; d > 0 && (m == Text || m == Bytes || m == Tag); m = s.Levels[d].Major {
		d--
	}
	return s.Levels[d].Major == Map && s.Levels[d].HasKey == 0
}

// SetReportRaw starts or stops reports of the input as it comes.
func (s *State) SetReportRaw(on bool, l Listener) {
	if on {
		s.ReportRaw = 1
		return
	}
	s.ReportRaw = 0
	if s.RawLen > 0 && s.RawLen <= MaxRaw {
		l.Call(s, Raw)
	}
	s.RawLen = 0
}

// Parse goes on with a piece of the input, and stops behind the outermost item.
// It returns Complete or Continue, else the reason why the input is refused.
func Parse(s *State, in []byte, l Listener) int {
	p := parse{State: s, Listener: l, in: in}
	if int(s.Depth) >= MaxDepth || int(s.ParserDepth) >= MaxParsers {
		return ErrUnknown
	}
	r := p.run()
	s.UsedIn = uintptr(p.at)
	if r < Continue {
		l.Call(s, Failed)
	}
	return r
}

// ParseSubtree parses an item of its own, complete, from inside a listener. Its
// paths continue the current one.
func ParseSubtree(s *State, in []byte, l Listener) int {
	if int(s.Depth) >= MaxDepth || int(s.ParserDepth) >= MaxParsers {
		return ErrUnknown
	}
	if s.Depth == MaxDepth-1 {
		return errTooDeep
	}
	item, utf8, argument, initial, raw := s.Item, s.UTF8, s.ArgumentLeft, s.Initial, s.ReportRaw
	depth, arrays, path := s.Depth, s.ArrayDepth, s.parser().PathLen
	s.ReportRaw = 0
	s.Depth++
	s.Levels[s.Depth] = Level{Path: path, Arrays: arrays, Barrier: 1}
	p := parse{State: s, Listener: l, in: in}
	r := p.run()
	if r == Continue {
		r = errCoding // truncated
	}
	s.Depth, s.ArrayDepth, s.ReportRaw = depth, arrays, raw
	s.Item, s.UTF8, s.ArgumentLeft, s.Initial = item, utf8, argument, initial
	s.shortenPath(path, l)
	s.N = 0
	return r
}

// parse is one call of Parse.
type parse struct {
	*State
	Listener
	in []byte
	at int
	// done is set when the outermost item is complete.
	done bool
}

func (p *parse) run() int {
	for p.at < len(p.in) {
		var r int
		switch level := &p.Levels[p.Depth]; level.State {
		case stateItem:
			r = p.item(level)
		case stateArgument:
			r = p.argument(level)
		case stateString:
			r = p.string(level)
		default:
			return ErrUnknown
		}
		if r != nothing {
			return r
		}
		if p.done {
			return Complete
		}
	}
	return Continue
}

// tell calls the listener.
func (p *parse) tell(reason Reason) int {
	if p.Call(p.State, reason) != 0 {
		return errCallback
	}
	return nothing
}

// use takes n bytes of the input, and reports them when that is wanted.
func (p *parse) use(n int) int {
	piece := p.in[p.at : p.at+n]
	p.at += n
	for p.ReportRaw != 0 && len(piece) > 0 {
		copied := copy(p.Raw[min(p.RawLen, MaxRaw):], piece)
		piece = piece[copied:]
		p.RawLen += uint8(copied)
		if p.RawLen < MaxRaw {
			return nothing
		}
		r := p.tell(Raw)
		p.RawLen = 0
		if r != nothing {
			return r
		}
	}
	return nothing
}

// item is the first byte of an item.
func (p *parse) item(level *Level) int {
	c := p.in[p.at]
	if c == breakByte {
		if r := p.use(1); r != nothing {
			return r
		}
		return p.breakOff(level)
	}
	if level.ItemDue != 0 {
		level.ItemDue = 0
		if r := p.tell(ArrayItemStart); r != nothing {
			return r
		}
	}
	if r := p.use(1); r != nothing {
		return r
	}
	major, short := c&majorBits, c&argumentBits
	// The pieces of a string are definite and of its type (RFC 8949 §3.2.3).
	if (level.Major == Text || level.Major == Bytes) && (major != level.Major || short == indefinite) {
		return errCoding
	}
	p.Initial = c
	p.Item = Number{Value: uint64(short), Major: major}
	switch {
	case short < oneByte:
		return p.head(level)
	case short < reserved:
		p.Item.Value = 0
		p.ArgumentLeft = 1 << (short - oneByte)
		level.State = stateArgument
		return nothing
	case short != indefinite || major < Bytes || major > Map:
		return errCoding
	}
	return p.head(level)
}

// argument is what follows the first byte, the most significant byte first.
func (p *parse) argument(level *Level) int {
	for p.ArgumentLeft > 0 && p.at < len(p.in) {
		p.Item.Value = p.Item.Value<<8 | uint64(p.in[p.at])
		p.ArgumentLeft--
		if r := p.use(1); r != nothing {
			return r
		}
	}
	if p.ArgumentLeft > 0 {
		return nothing
	}
	level.State = stateItem
	return p.head(level)
}

// head is an item whose argument is known.
func (p *parse) head(level *Level) int {
	short := p.Initial & argumentBits
	switch p.Item.Major {
	case Uint:
		return p.value(Unsigned)
	case NegInt:
		p.Item.Value = ^p.Item.Value
		return p.value(Int)
	case Bytes, Text:
		return p.beginString(level, short == indefinite)
	case Array:
		return p.beginArray(short == indefinite)
	case Map:
		return p.beginMap(short == indefinite)
	case Tag:
		return p.beginTag()
	}
	return p.simple(short)
}

// simple is a float or a simple value (RFC 8949 §3.3).
func (p *parse) simple(short uint8) int {
	switch short {
	case simpleFalse:
		return p.value(False)
	case simpleTrue:
		return p.value(True)
	case simpleNull:
		return p.value(Null)
	case simpleUndefined:
		return p.value(Undefined)
	case oneByte:
		if p.Item.Value < leastSimpleByte {
			return errCoding
		}
	case twoBytes:
		return p.value(Float16)
	case fourBytes:
		return p.value(Float32)
	case eightBytes:
		return p.value(Float64)
	}
	return p.value(SimpleValue)
}

// value reports an item that is complete with its argument.
func (p *parse) value(reason Reason) int {
	if r := p.tell(reason); r != nothing {
		return r
	}
	return p.itemDone()
}
