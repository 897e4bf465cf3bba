package json

// string is inside a string: a name, which becomes part of the path, or a value.
func (p *parse) string(c byte) int {
	if p.Depth == 0 {
		return errStringUnderrun
	}
	if p.Levels[p.Depth-1].State == stateColon {
		return p.name()
	}
	for first := p.at; p.at < len(p.in); {
		c = p.in[p.at]
		if c == '"' {
			p.at++
			p.endPath()
			p.Buf[p.N] = 0
			p.tell(StringEnd) // cannot be refused
			p.Depth--
			return nothing
		}
		if c == '\\' {
			p.at++
			p.Levels[p.Depth].State = stateEscape
			return nothing
		}
		if c < ' ' {
			return control(p.at == first)
		}
		n := p.plain()
		if n > 0 && p.N == Chunk {
			if r := p.chunk(); r != nothing {
				return r
			}
			if p.Levels[p.Depth].State != stateString {
				return nothing
			}
		}
	}
	return nothing
}

// control refuses a control character, once step has seen it: that counts lines.
func control(seen bool) int {
	if seen {
		return errControl
	}
	return nothing
}

// plain moves the bytes that stand for themselves to Buf, as far as there is
// room, and returns how many they were.
func (p *parse) plain() int {
	in := p.in[p.at:]
	in = in[:min(len(in), Chunk-int(p.N))]
	n := 0
	for n < len(in) && in[n] != '"' && in[n] != '\\' && in[n] >= ' ' {
		n++
	}
	copy(p.Buf[p.N:], in[:n])
	p.N += uint8(n)
	p.at += n
	return n
}

// name is plain for a name.
func (p *parse) name() int {
	for first := p.at; p.at < len(p.in); p.at++ {
		switch c := p.in[p.at]; {
		case c == '"':
			p.at++
			p.Depth--
			return nothing
		case c == '\\':
			p.at++
			p.Levels[p.Depth].State = stateEscape
			return nothing
		case c < ' ':
			return control(p.at == first)
		default:
			p.appendPath(c)
		}
	}
	return nothing
}

// chunk reports a full Buf.
func (p *parse) chunk() int {
	p.Buf[p.N] = 0
	r := p.tell(StringChunk)
	p.N = 0
	return r
}

// put adds an unescaped byte to the string.
func (p *parse) put(c byte) int {
	if p.Depth == 0 {
		return errStringUnderrun
	}
	if p.Levels[p.Depth-1].State == stateColon {
		p.appendPath(c)
		return nothing
	}
	p.Buf[p.N] = c
	p.N++
	if p.N == Chunk {
		return p.chunk()
	}
	return nothing
}

// escapes are what single letters behind a backslash stand for (RFC 8259 §7).
var escapes = [256]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

func (p *parse) escape(c byte, level *Level) int {
	if c == 'u' {
		p.at++
		level.State = stateHex1
		p.Uni = 0
		return nothing
	}
	if escapes[c] == 0 {
		return errEscape
	}
	p.at++
	level.State = stateString
	return p.put(escapes[c])
}

// hex takes a digit of \u. The bytes of UTF-8 (RFC 3629 §3) are put as soon as
// the digits that they need are there.
func (p *parse) hex(c byte, level *Level) int {
	p.Uni <<= 4
	switch {
	case c >= '0' && c <= '9':
		p.Uni |= uint16(c - '0')
	case c >= 'a' && c <= 'f':
		p.Uni |= uint16(c-'a') + 10
	case c >= 'A' && c <= 'F':
		p.Uni |= uint16(c-'A') + 10
	default:
		return errHex
	}
	p.at++
	u, at := p.Uni, level.State
	level.State++
	switch at - stateHex1 {
	case 1:
		if u >= 0x08 {
			return p.put(0xe0 | byte(u>>4))
		}
	case 2:
		if u >= 0x080 {
			return p.put(0x80 | byte(u>>2&0x3f))
		}
		if u >= 0x008 {
			return p.put(0xc0 | byte(u>>2))
		}
	case 3:
		level.State = stateString
		if u >= 0x80 {
			return p.put(0x80 | byte(u&0x3f))
		}
		return p.put(byte(u))
	}
	return nothing
}
