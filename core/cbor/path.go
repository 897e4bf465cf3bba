package cbor

// parser is the entry in charge.
func (s *State) parser() *ParserEntry { return &s.Parsers[s.ParserDepth] }

// extendPath adds text to the path. What goes beyond the room for it is
// dropped: the input is still parsed, under the path as far as it is known.
func (s *State) extendPath(text string, l Listener) {
	p := s.parser()
	for i := 0; i < len(text) && p.PathLen < MaxPath-1; i++ {
		s.Path[p.PathLen] = text[i]
		p.PathLen++
	}
	s.Path[min(p.PathLen, MaxPath-1)] = 0
	s.MatchPath(l)
}

// shortenPath takes the path back to n bytes.
func (s *State) shortenPath(n uint8, l Listener) {
	p := s.parser()
	if p.PathLen == n {
		return
	}
	p.PathLen = n
	s.Path[min(n, MaxPath-1)] = 0
	s.MatchPath(l)
}

// keepKey puts a piece of a key behind the path and its NUL. It becomes part of
// the path when the key is complete.
func (s *State) keepKey(level *Level, piece []byte) {
	begin := int(s.parser().PathLen) + 1 + int(level.KeyLen)
	if begin < MaxPath {
		level.KeyLen += uint8(copy(s.Path[begin:], piece))
	}
}

// takeKey makes the kept key part of the path.
func (s *State) takeKey(level *Level, l Listener) {
	p := s.parser()
	begin := int(p.PathLen)
	if n := int(level.KeyLen); n > 0 && begin+1+n <= MaxPath {
		copy(s.Path[begin:], s.Path[begin+1:begin+1+n])
		s.Path[begin+n] = 0
		p.PathLen += uint8(n)
		s.MatchPath(l)
	}
	level.KeyLen = 0
}

// MatchPath looks for the first pattern that the whole path matches.
func (s *State) MatchPath(l Listener) {
	s.PathMatch = 0
	if s.parser().CountPaths == 0 {
		return
	}
	path := s.Path[:min(s.parser().PathLen, MaxPath-1)]
	for i, pattern := range l.Patterns(s) {
		s.WildCount = 0
		if s.matches(path, pattern) {
			s.PathMatch = uint8(i + 1)
			s.PathMatchLen = uint8(len(path))
			return
		}
	}
}

// matches compares path with one pattern and notes where wildcards begin. A *
// stands for anything up to the next dot, at the end of the pattern for
// anything.
func (s *State) matches(path, pattern []byte) bool {
	p := 0
	for i := 0; i < len(pattern); i++ {
		if pattern[i] != '*' {
			if p == len(path) || path[p] != pattern[i] {
				return false
			}
			p++
			continue
		}
		if p == len(path) {
			return false
		}
		if int(s.WildCount) < len(s.Wild) {
			s.Wild[s.WildCount] = uint16(p)
			s.WildCount++
		}
		for p < len(path) && (path[p] != '.' || i == len(pattern)-1) {
			p++
		}
	}
	return p == len(path)
}
