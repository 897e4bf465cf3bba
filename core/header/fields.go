package header

// Fields calls yield for each field of the message, one call a line of it: names
// are in lower case without their colon. Fields of one name keep their order.
func (t *Table) Fields(yield func(name string, value []byte) bool) {
	for tok := range Count {
		if t.first[tok] == 0 || !tok.isField() {
			continue
		}
		for i := t.first[tok]; i != 0; i = t.fragments[i-1].next {
			f := &t.fragments[i-1]
			if !yield(tok.field(), TrimOWS(t.bytes(f.off, f.length))) {
				return
			}
		}
	}
	for i := range t.customs {
		name, value := t.Custom(i)
		if !yield(string(name[:len(name)-1]), value) {
			return
		}
	}
}
