package json

// Construct prepares a parser; whatever it held is lost.
func (s *State) Construct(user, callback, paths uintptr, count uint8, l Listener) {
	s.Levels[0] = Level{}
	s.Depth, s.ArrayDepth, s.ParserDepth, s.OuterArray = 0, 0, 0, 0
	s.PathMatch, s.PathStride = 0, 0
	s.Path[0] = 0
	s.User = user
	s.Line = 1
	s.Parsers[0] = ParserEntry{User: s.Parsers[0].User, Callback: callback, Paths: paths, CountPaths: count}
	l.Call(s, Constructed)
}

// Push hands what comes next to another parser, whose paths begin here.
func (s *State) Push(user, callback, paths uintptr, count uint8, l Listener) bool {
	if int(s.ParserDepth)+1 >= MaxParsers {
		return false
	}
	s.parser().PathMatch = s.PathMatch
	s.ParserDepth++
	parser := s.parser()
	parser.User, parser.Callback, parser.Paths, parser.CountPaths = user, callback, paths, count
	parser.PathLen = 0
	s.PathMatch = 0
	s.MatchPath(l)
	return true
}

// Pop goes back to what Push replaced.
func (s *State) Pop(l Listener) bool {
	if s.ParserDepth == 0 || int(s.ParserDepth) >= MaxParsers {
		return false
	}
	s.ParserDepth--
	s.PathMatch = 0
	s.MatchPath(l)
	return true
}

// ChangeCallback replaces the callback of the parser in charge.
func (s *State) ChangeCallback(callback uintptr, l Listener) {
	l.Call(s, Destructed)
	s.parser().Callback = callback
	l.Call(s, Constructed)
	l.Call(s, Start)
}

// Destruct ends the use of the parser; the one at the bottom of the stack hears it.
func (s *State) Destruct(l Listener) {
	l.CallBottom(s, Destructed)
}
