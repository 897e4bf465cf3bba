package cose

// itemScanner finds where an item of CBOR ends, byte by byte, in constant memory
// (RFC 8949 §3). What the item means is looked at when all of it is there.
type itemScanner struct {
	// left is how many items each open one still has; endless has no count.
	left  [maxDepth + 1]uint64
	depth int
	arg   uint64 // argument of the head that is being read
	more  int    // its bytes that are missing
	major byte
	skip  uint64 // bytes of a string
}

const endless = 1<<64 - 1

func (s *itemScanner) reset() { *s = itemScanner{left: [maxDepth + 1]uint64{1}} }

// next takes a byte; done when it was the item's last.
func (s *itemScanner) next(b byte) (done bool, err error) {
	switch {
	case s.skip > 0:
		if s.skip--; s.skip > 0 {
			return false, nil
		}
		return s.ended()
	case s.more > 0:
		s.arg = s.arg<<8 | uint64(b)
		if s.more--; s.more > 0 {
			return false, nil
		}
		return s.head()
	}
	s.major, s.arg = b>>5, uint64(b&31)
	switch {
	case b == 0xff:
		if s.depth == 0 || s.left[s.depth] != endless {
			return false, ErrSyntax
		}
		s.depth--
		return s.ended()
	case s.arg < 24:
		return s.head()
	case s.arg < 28:
		s.more, s.arg = 1<<(s.arg-24), 0
		return false, nil
	case s.arg == 31 && s.major >= 2 && s.major <= 5:
		return false, s.open(endless)
	}
	return false, ErrSyntax
}

func (s *itemScanner) head() (bool, error) {
	switch s.major {
	case 2, 3:
		if s.skip = s.arg; s.skip > 0 {
			return false, nil
		}
	case 4, 5:
		n := s.arg
		if n > maxKeySize {
			return false, ErrLimit
		}
		if s.major == 5 {
			n *= 2
		}
		if n > 0 {
			return false, s.open(n)
		}
	case 6:
		return false, nil // the tagged item follows
	}
	return s.ended()
}

func (s *itemScanner) open(n uint64) error {
	if s.depth == maxDepth {
		return ErrLimit
	}
	s.depth++
	s.left[s.depth] = n
	return nil
}

// ended closes the item and those that it was the last of.
func (s *itemScanner) ended() (bool, error) {
	for {
		if s.left[s.depth] != endless {
			s.left[s.depth]--
		}
		if s.left[s.depth] != 0 {
			return false, nil
		}
		if s.depth == 0 {
			return true, nil
		}
		s.depth--
	}
}

// appendHead appends the head of an item, in the shortest form.
func appendHead(dst []byte, major byte, n uint64) []byte {
	major <<= 5
	switch {
	case n < 24:
		return append(dst, major|byte(n))
	case n < 1<<8:
		return append(dst, major|24, byte(n))
	case n < 1<<16:
		return append(dst, major|25, byte(n>>8), byte(n))
	case n < 1<<32:
		return append(dst, major|26, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
	}
	return append(dst, major|27, byte(n>>56), byte(n>>48), byte(n>>40), byte(n>>32), byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
}

func appendBytes(dst, p []byte) []byte {
	return append(appendHead(dst, 2, uint64(len(p))), p...)
}

func appendText(dst []byte, s string) []byte {
	return append(appendHead(dst, 3, uint64(len(s))), s...)
}
