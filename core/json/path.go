package json

// parser is the entry in charge.
func (s *State) parser() *ParserEntry { return &s.Parsers[s.ParserDepth] }

// appendPath adds c to the path. What goes beyond the room for it is dropped:
// the text is still parsed, under the path as far as it is known.
func (s *State) appendPath(c byte) {
	p := s.parser()
	if p.PathLen < MaxPath-1 {
		s.Path[p.PathLen] = c
		p.PathLen++
	}
}

// endPath puts the NUL behind the path.
func (s *State) endPath() { s.Path[min(s.parser().PathLen, MaxPath-1)] = 0 }

// forgetMatch gives up a match that the path, which got shorter, has lost.
func (s *State) forgetMatch() {
	if s.PathMatch != 0 && s.parser().PathLen <= s.PathMatchLen {
		s.PathMatch = 0
	}
}

// MatchPath compares the path with the patterns, unless a pattern that it
// begins with matches already.
func (s *State) MatchPath(l Listener) {
	if s.PathMatch != 0 {
		return
	}
	path := s.terminated()
	for i, pattern := range l.Patterns(s) {
		s.WildCount = 0
		if s.matches(path, pattern) {
			s.PathMatch = uint8(i + 1)
			s.PathMatchLen = s.parser().PathLen
			return
		}
	}
}

// terminated is the path up to its NUL.
func (s *State) terminated() []byte {
	for i, c := range &s.Path {
		if c == 0 {
			return s.Path[:i]
		}
	}
	return s.Path[:]
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

// Wildcard copies what the n-th * of the matching pattern stands for, and a
// NUL, to dest and returns how many bytes that are; 0 when there is no such *.
func (s *State) Wildcard(n int, dest []byte) int {
	if n < 0 || n >= int(s.WildCount) || n >= len(s.Wild) || len(dest) == 0 {
		return 0
	}
	from, to := int(s.Wild[n]), min(int(s.parser().PathLen), len(s.Path))
	k := 0
	for i := from; i < to && (s.Path[i] != '.' || i == from) && k < len(dest)-1; i++ {
		dest[k] = s.Path[i]
		k++
	}
	dest[k] = 0
	return k + 1
}
