package cbor

// push goes a level deeper, into what major is.
func (p *parse) push(level Level) int {
	if p.Depth == MaxDepth-1 {
		return errTooDeep
	}
	level.Path, level.Arrays = p.parser().PathLen, p.ArrayDepth
	p.Depth++
	p.Levels[p.Depth] = level
	return nothing
}

// pop goes a level up, to the path that was there.
func (p *parse) pop() {
	level := &p.Levels[p.Depth]
	p.ArrayDepth = level.Arrays
	p.shortenPath(level.Path, p.Listener)
	p.Depth--
}

func flag(b bool) uint8 {
	if b {
		return 1
	}
	return 0
}

func (p *parse) beginArray(indefinite bool) int {
	left := p.Item.Value
	if p.ArrayDepth >= MaxArrayDepth {
		return errTooDeep
	}
	if r := p.push(Level{Major: Array, Left: left, Indefinite: flag(indefinite), ItemDue: 1}); r != nothing {
		return r
	}
	p.Index[p.ArrayDepth] = 0
	p.ArrayDepth++
	p.extendPath("[]", p.Listener)
	if r := p.tell(ArrayStart); r != nothing {
		return r
	}
	if left == 0 && !indefinite {
		return p.end(ArrayEnd)
	}
	return nothing
}

func (p *parse) beginMap(indefinite bool) int {
	left := p.Item.Value
	if r := p.push(Level{Major: Map, Left: left, Indefinite: flag(indefinite)}); r != nothing {
		return r
	}
	p.extendPath(".", p.Listener)
	p.Present = 1
	r := p.tell(MapStart)
	p.Present = 0
	if r != nothing {
		return r
	}
	if left == 0 && !indefinite {
		return p.end(MapEnd)
	}
	return nothing
}

func (p *parse) beginTag() int {
	if r := p.push(Level{Major: Tag, Tag: p.Item.Value}); r != nothing {
		return r
	}
	return p.tell(TagStart)
}

// end closes the innermost level, which makes it an item of the one above.
func (p *parse) end(reason Reason) int {
	p.pop()
	if r := p.tell(reason); r != nothing {
		return r
	}
	return p.itemDone()
}

// itemDone is behind an item. It ends what is complete with it.
func (p *parse) itemDone() int {
	for {
		level := &p.Levels[p.Depth]
		level.State = stateItem
		var over Reason
		switch level.Major {
		case Array:
			level.ItemDue = 1
			level.Ordinal++
			if r := p.tell(ArrayItemEnd); r != nothing {
				return r
			}
			if n := p.ArrayDepth; n > 0 && n <= MaxArrayDepth {
				p.Index[n-1]++
			}
			if level.Indefinite == 0 {
				level.Left--
			}
			over = ArrayEnd
		case Map:
			if level.HasKey == 0 {
				level.HasKey = 1
				p.takeKey(level, p.Listener)
				return nothing
			}
			level.HasKey = 0
			level.Ordinal++
			p.shortenPath(min(level.Path+1, MaxPath-1), p.Listener)
			if level.Indefinite == 0 {
				level.Left--
			}
			over = MapEnd
		case Tag:
			p.Item = Number{Value: level.Tag, Major: Tag}
			over = TagEnd
		default:
			p.done = true
			return nothing
		}
		if level.Indefinite != 0 || level.Left > 0 {
			return nothing
		}
		p.pop()
		if r := p.tell(over); r != nothing {
			return r
		}
	}
}

// breakOff is a break (RFC 8949 §3.2.1): the end of an indefinite length, but
// not between a key and its value.
func (p *parse) breakOff(level *Level) int {
	if level.Indefinite == 0 || level.HasKey != 0 {
		return errCoding
	}
	switch level.Major {
	case Array:
		return p.end(ArrayEnd)
	case Map:
		return p.end(MapEnd)
	case Text, Bytes:
		major := level.Major
		p.N = 0
		p.Buf[0] = 0
		p.Depth--
		return p.endString(major)
	}
	return errCoding
}
