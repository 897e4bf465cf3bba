package header

// lookupSlots is the size of the hash table behind Lookup: a power of two, at
// least four times the number of field names, so that a probe rarely takes more
// than one comparison.
const lookupSlots = 512

var lookupTable = buildLookup()

// slot hashes a name by its length and three of its bytes; |0x20 folds case for
// letters and does no harm to the digits and '-' that also occur.
func slot[T string | []byte](name T) uint {
	n := len(name)
	a, b, c := uint(name[0]|0x20), uint(name[n/2]|0x20), uint(name[n-1]|0x20)
	return (a*5 + b*67 + c*353 + uint(n)*131) % lookupSlots
}

func buildLookup() (table [lookupSlots]Token) {
	for i := range table {
		table[i] = Unknown
	}
	for t := Token(0); t < Count; t++ {
		if !t.isField() {
			continue
		}
		i := slot(t.field())
		for table[i] != Unknown {
			i = (i + 1) % lookupSlots
		}
		table[i] = t
	}
	return table
}

// field returns the name of a header field without its colon.
func (t Token) field() string { return names[t][:len(names[t])-1] }

// Lookup finds the token of a header field name, given without its colon and in
// any case (RFC 9110 §5.1), or Unknown.
func Lookup(name []byte) Token {
	if len(name) == 0 {
		return Unknown
	}
	for i := slot(name); ; i = (i + 1) % lookupSlots {
		t := lookupTable[i]
		if t == Unknown || EqualFold(name, t.field()) {
			return t
		}
	}
}

// EqualFold compares b with lower, which is in lower case, without regard to
// the case of ASCII letters.
func EqualFold(b []byte, lower string) bool {
	if len(b) != len(lower) {
		return false
	}
	for i, c := range b {
		if c != lower[i] && (c < 'A' || c > 'Z' || c|0x20 != lower[i]) {
			return false
		}
	}
	return true
}
