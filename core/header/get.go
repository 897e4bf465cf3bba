package header

// separator is what joins the fragments of tok: '&' in a query, ';' between
// cookies (RFC 6265 §4.2.1), ',' elsewhere (RFC 9110 §5.3).
func separator(tok Token) byte {
	switch tok {
	case URIArgs:
		return '&'
	case Cookie:
		return ';'
	}
	return ','
}

// start returns where the chain of tok begins for the functions that join
// fragments. Set-Cookie can't be joined (RFC 9110 §5.3): the last one stands for
// all, as lws clients have it, and Fragment gives each.
func (t *Table) start(tok Token) uint16 {
	switch {
	case tok >= Count:
		return 0
	case tok == SetCookie:
		return t.last[tok]
	}
	return t.first[tok]
}

// TotalLength returns the length of what Copy gives: all fragments of tok and a
// separator between each two. A token that did not come has length 0.
func (t *Table) TotalLength(tok Token) int {
	n := 0
	for i := t.start(tok); i != 0; {
		f := &t.fragments[i-1]
		n += int(f.length)
		if i = f.next; i != 0 {
			n++
		}
	}
	return n
}

// Copy joins the fragments of tok into dst and puts a NUL behind them. It
// returns the length without the NUL, 0 if tok did not come, or -1 if dst is too
// small. Unless dst is empty, it holds a C string afterwards in any case.
func (t *Table) Copy(dst []byte, tok Token) int {
	if len(dst) != 0 {
		dst[0] = 0
	}
	i := t.start(tok)
	if i == 0 {
		return 0
	}
	total := t.TotalLength(tok)
	if total >= len(dst) {
		return -1
	}
	n := 0
	for sep := separator(tok); i != 0; {
		f := &t.fragments[i-1]
		n += copy(dst[n:], t.bytes(f.off, f.length))
		if i = f.next; i != 0 {
			dst[n] = sep
			n++
		}
	}
	dst[n] = 0
	return n
}

// Fragment returns fragment n of tok, counted from 0, and whether there is one.
func (t *Table) Fragment(tok Token, n int) ([]byte, bool) {
	if tok >= Count || n < 0 {
		return nil, false
	}
	for i := t.first[tok]; i != 0; n-- {
		f := &t.fragments[i-1]
		if n == 0 {
			return t.bytes(f.off, f.length), true
		}
		i = f.next
	}
	return nil, false
}

// Value returns the first fragment of tok, or nil.
func (t *Table) Value(tok Token) []byte {
	v, _ := t.Fragment(tok, 0)
	return v
}

// Last returns the fragment of tok that came last, or nil.
func (t *Table) Last(tok Token) []byte {
	if !t.Has(tok) {
		return nil
	}
	f := &t.fragments[t.last[tok]-1]
	return t.bytes(f.off, f.length)
}

// FragmentLength returns the length of fragment n of tok, 0 if there is none.
func (t *Table) FragmentLength(tok Token, n int) int {
	f, _ := t.Fragment(tok, n)
	return len(f)
}

// CopyFragment copies fragment n of tok into dst and puts a NUL behind it. It
// returns the length without the NUL, or -1, leaving dst alone, if there is no
// such fragment or dst is too small.
func (t *Table) CopyFragment(dst []byte, tok Token, n int) int {
	f, ok := t.Fragment(tok, n)
	if !ok {
		return -1
	}
	return copyValue(dst, f)
}

// copyValue copies v and a NUL into dst, or returns -1.
func copyValue(dst, v []byte) int {
	if len(v) >= len(dst) {
		return -1
	}
	n := copy(dst, v)
	dst[n] = 0
	return n
}

// Customs returns how many unknown fields there are.
func (t *Table) Customs() int { return len(t.customs) }

// Custom returns unknown field i in order of arrival: its name in lower case with
// the colon, and its value.
func (t *Table) Custom(i int) (name, value []byte) {
	c := &t.customs[i]
	return t.bytes(c.nameOff, uint32(c.nameLen)), t.bytes(c.off, c.length)
}

// FindCustom returns the value of the first unknown field with this name, which
// is in lower case and has its colon.
func (t *Table) FindCustom(name []byte) ([]byte, bool) {
	for i := range t.customs {
		if n, v := t.Custom(i); string(n) == string(name) {
			return v, true
		}
	}
	return nil, false
}

// CustomLength returns the length of an unknown field's value, or -1.
func (t *Table) CustomLength(name []byte) int {
	v, ok := t.FindCustom(name)
	if !ok {
		return -1
	}
	return len(v)
}

// CopyCustom copies an unknown field's value and a NUL into dst and returns its
// length, or -1 if there is no such field or dst is too small; dst is then an
// empty C string.
func (t *Table) CopyCustom(dst, name []byte) int {
	if len(dst) != 0 {
		dst[0] = 0
	}
	v, ok := t.FindCustom(name)
	if !ok {
		return -1
	}
	return copyValue(dst, v)
}

// Method returns the request's method, and NoMethod for anything else.
func (t *Table) Method() Method { return t.method }

// Path returns the path of the request, decoded, without path parameters and
// query. A NUL follows it in the arena.
func (t *Table) Path() []byte { return t.Value(t.method.URI()) }
