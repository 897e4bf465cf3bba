package cbor

func reasonOf(major uint8, text, bytes Reason) Reason {
	if major == Text {
		return text
	}
	return bytes
}

// beginString is the head of a string, or of a piece of one.
func (p *parse) beginString(level *Level, indefinite bool) int {
	major := p.Item.Major
	p.N = 0
	p.Buf[0] = 0
	p.UTF8 = 0
	if level.Major == Text || level.Major == Bytes {
		if p.Item.Value > 0 {
			level.State = stateString
		}
		return nothing
	}
	if level.Major == Map && level.HasKey == 0 {
		level.KeyLen = 0
	}
	left := p.Item.Value
	if r := p.tell(reasonOf(major, TextStart, BytesStart)); r != nothing {
		return r
	}
	if indefinite {
		return p.push(Level{Major: major, Indefinite: 1})
	}
	p.Item = Number{Value: left, Major: major}
	if left == 0 {
		return p.endString(major)
	}
	level.State = stateString
	return nothing
}

// string is inside a string. State.Item.Value is how much of it is to come.
func (p *parse) string(level *Level) int {
	in := p.in[p.at:]
	n := min(uint64(len(in)), p.Item.Value, uint64(Chunk-min(p.N, Chunk)))
	major := p.Item.Major
	bad := false
	if major == Text {
		sound := uint64(p.checkUTF8(in[:n]))
		bad = sound < n
		n = sound
	}
	copy(p.Buf[p.N:], in[:n])
	p.N += uint8(n)
	p.Item.Value -= n
	if r := p.use(int(n)); r != nothing {
		return r
	}
	if bad {
		return errCoding
	}
	left := p.Item.Value
	piece := level.Major == Text || level.Major == Bytes
	if left == 0 && major == Text && p.UTF8 != 0 {
		return errCoding // a character that is cut off
	}
	if left == 0 && !piece {
		level.State = stateItem
		return p.endString(major)
	}
	if left > 0 && p.N < Chunk {
		return nothing
	}
	if left == 0 {
		level.State = stateItem
	}
	if r := p.report(reasonOf(major, TextChunk, BytesChunk)); r != nothing {
		return r
	}
	p.Item = Number{Value: left, Major: major}
	return nothing
}

// report tells what is in Buf, and empties it.
func (p *parse) report(reason Reason) int {
	p.Buf[min(p.N, Chunk)] = 0
	if p.MapKey() && (reason == TextChunk || reason == TextEnd) {
		level := &p.Levels[p.Depth]
		if level.Major != Map {
			level = &p.Levels[p.Depth-1]
		}
		p.keepKey(level, p.Buf[:p.N])
	}
	r := p.tell(reason)
	p.N = 0
	return r
}

// endString reports what is left of a string, which is complete.
func (p *parse) endString(major uint8) int {
	if r := p.report(reasonOf(major, TextEnd, BytesEnd)); r != nothing {
		return r
	}
	return p.itemDone()
}

// Where in a character of UTF-8 (RFC 3629 §4) the text is: how many bytes are
// to come, and what the next one may be.
const (
	utf8Left  = 3
	utf8After = ^uint16(utf8Left)

	afterE0 = 1 << 2 // not below a0: overlong
	afterED = 2 << 2 // not above 9f: surrogates
	afterF0 = 3 << 2 // not below 90: overlong
	afterF4 = 4 << 2 // not above 8f: beyond Unicode
)

// checkUTF8 follows the characters of text from State.UTF8 on, and returns how
// many of its bytes are sound.
func (s *State) checkUTF8(text []byte) int {
	at := s.UTF8
	for i, c := range text {
		switch {
		case at == 0 && c < 0x80:
		case at == 0:
			switch {
			case c >= 0xc2 && c <= 0xdf:
				at = 1
			case c == 0xe0:
				at = 2 | afterE0
			case c == 0xed:
				at = 2 | afterED
			case c >= 0xe1 && c <= 0xef:
				at = 2
			case c == 0xf0:
				at = 3 | afterF0
			case c == 0xf4:
				at = 3 | afterF4
			case c >= 0xf1 && c <= 0xf3:
				at = 3
			default:
				return i
			}
		case c&0xc0 != 0x80,
			at&utf8After == afterE0 && c < 0xa0, at&utf8After == afterED && c > 0x9f,
			at&utf8After == afterF0 && c < 0x90, at&utf8After == afterF4 && c > 0x8f:
			return i
		default:
			at = at&utf8Left - 1
		}
	}
	s.UTF8 = at
	return len(text)
}
