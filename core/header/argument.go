package header

// FindArgument returns the value of the first URI argument called name; an
// argument without '=' has an empty value. lws users pass the name either bare
// or with the '=' behind it, in which case the argument must have one too.
//
// lws takes any argument that starts with name; here the whole name must match,
// or "?admin_not=1" would answer for "admin".
func (t *Table) FindArgument(name []byte) ([]byte, bool) {
	equals := len(name) != 0 && name[len(name)-1] == '='
	if equals {
		name = name[:len(name)-1]
	}
	for i := t.first[URIArgs]; i != 0; {
		f := &t.fragments[i-1]
		arg := t.bytes(f.off, f.length)
		if len(arg) >= len(name) && string(arg[:len(name)]) == string(name) {
			switch rest := arg[len(name):]; {
			case len(rest) != 0 && rest[0] == '=':
				return rest[1:], true
			case len(rest) == 0 && !equals && len(name) != 0:
				return rest, true
			}
		}
		i = f.next
	}
	return nil, false
}

// CopyArgument copies the value of URI argument name and a NUL into dst and
// returns its length, or -1 if there is none or dst is too small.
func (t *Table) CopyArgument(dst, name []byte) int {
	v, ok := t.FindArgument(name)
	if !ok {
		return -1
	}
	return copyValue(dst, v)
}
