// Package header holds the header of one HTTP message the way programs written
// for lws ask for it: by token, by name, by fragment.
//
// A Table is filled by a protocol machine (HTTP/1 or HTTP/2) and owns no memory
// but what it was made with, so one Table serves any number of messages without
// allocating.
package header

import "errors"

// Limits of a Table that a peer can run into. RFC 9110 §5.4 lets a server refuse
// a field section larger than it wants to process.
const (
	// DefaultSize is the room for values when the program asks for none
	// (max_http_header_data).
	DefaultSize = 4096
	// MaxSize is the largest room: max_http_header_data2 is an unsigned int, and
	// nothing sane needs more.
	MaxSize = 1 << 24
	// MaxFields is how many fragments and unknown fields a message may have:
	// each field line and each '&' in the target makes one.
	MaxFields = 256
	// MaxName is the longest name of an unknown field, colon included.
	MaxName = 256
)

// What a Table refuses.
var (
	ErrSpace  = errors.New("header data exceeds the space set aside for it")
	ErrFields = errors.New("too many header fields")
	ErrName   = errors.New("header field name too long")
)

// fragment is one value of a token. Values end in a NUL that is not counted, so
// that the C edge can hand out pointers into the arena.
type fragment struct {
	off, length uint32
	next        uint16 // 1 + index of the token's next fragment; 0: last
	token       Token
}

// custom is a field whose name has no token.
type custom struct {
	nameOff, off, length uint32
	nameLen              uint16 // with the colon
}

// Table is the header of one message.
//
// The zero Table holds nothing and has no room; New or Init gives it some.
// Slices that its methods return point into the arena and are good until Reset.
type Table struct {
	arena     []byte // whole room; [:used] is taken
	used      int
	value     int // start of the value being written
	fragments []fragment
	customs   []custom
	first     [Count]uint16 // 1 + index of the token's first fragment; 0: none
	last      [Count]uint16
	method    Method
}

// New returns a Table with room for size bytes of values.
func New(size int) *Table {
	t := new(Table)
	t.Init(make([]byte, min(max(size, 0), MaxSize)))
	return t
}

// Init makes the table empty, with arena as its room. The arena may be memory
// that Go does not own; the table never reads beyond what it wrote itself.
func (t *Table) Init(arena []byte) {
	t.arena = arena
	t.Reset()
}

// Size returns the room the table was given.
func (t *Table) Size() int { return len(t.arena) }

// Reset forgets everything and keeps the memory.
func (t *Table) Reset() {
	t.used, t.value = 0, 0
	t.fragments = t.fragments[:0]
	t.customs = t.customs[:0]
	t.first = [Count]uint16{}
	t.last = [Count]uint16{}
	t.method = NoMethod
}

// Mark is a state that Rewind can return to.
type Mark struct{ used, fragments, customs int }

// Mark remembers what the table holds now.
func (t *Table) Mark() Mark {
	return Mark{t.used, len(t.fragments), len(t.customs)}
}

// Rewind forgets what was added since m was taken.
func (t *Table) Rewind(m Mark) {
	t.used, t.value = m.used, m.used
	t.fragments = t.fragments[:m.fragments]
	t.customs = t.customs[:m.customs]
	t.first = [Count]uint16{}
	t.last = [Count]uint16{}
	for i := range t.fragments {
		t.link(i)
	}
}

// link appends fragment i to the chain of its token.
func (t *Table) link(i int) {
	f := &t.fragments[i]
	f.next = 0
	if l := t.last[f.token]; l != 0 {
		t.fragments[l-1].next = uint16(i + 1)
	} else {
		t.first[f.token] = uint16(i + 1)
	}
	t.last[f.token] = uint16(i + 1)
}

// Begin starts a value; Append extends it and EndToken or EndCustom keeps it. A
// value that was begun and not ended is dropped by the next Begin.
func (t *Table) Begin() { t.used = t.value }

// Append adds b to the value being written. One byte is always left for the
// NUL that ends it.
func (t *Table) Append(b []byte) error {
	if len(b) >= len(t.arena)-t.used {
		return ErrSpace
	}
	t.used += copy(t.arena[t.used:], b)
	return nil
}

// AppendByte adds one byte to the value being written.
func (t *Table) AppendByte(c byte) error {
	if t.used+1 >= len(t.arena) {
		return ErrSpace
	}
	t.arena[t.used] = c
	t.used++
	return nil
}

// Pending returns the value being written.
func (t *Table) Pending() []byte { return t.arena[t.value:t.used] }

// truncate shortens the value being written to n bytes.
func (t *Table) truncate(n int) { t.used = t.value + n }

// room reports whether another field fits, and a NUL behind the value.
func (t *Table) room() error {
	if len(t.fragments)+len(t.customs) >= MaxFields {
		return ErrFields
	}
	if t.used >= len(t.arena) {
		return ErrSpace
	}
	return nil
}

// seal puts the NUL behind the value and makes it permanent.
func (t *Table) seal() {
	t.arena[t.used] = 0
	t.used++
	t.value = t.used
}

// EndToken keeps the value being written as the next fragment of tok.
func (t *Table) EndToken(tok Token) error {
	if err := t.room(); err != nil {
		return err
	}
	t.fragments = append(t.fragments, fragment{
		off: uint32(t.value), length: uint32(t.used - t.value), token: tok,
	})
	t.link(len(t.fragments) - 1)
	t.seal()
	return nil
}

// EndCustom keeps the value being written as that of an unknown field, whose
// name, colon included, is its first nameLen bytes.
func (t *Table) EndCustom(nameLen int) error {
	if err := t.room(); err != nil {
		return err
	}
	start := t.value + nameLen
	t.customs = append(t.customs, custom{
		nameOff: uint32(t.value), nameLen: uint16(nameLen),
		off: uint32(start), length: uint32(t.used - start),
	})
	t.seal()
	return nil
}

// Has reports whether tok came at all, be it with an empty value.
func (t *Table) Has(tok Token) bool { return tok < Count && t.first[tok] != 0 }

// Add keeps value as the next fragment of tok.
func (t *Table) Add(tok Token, value []byte) error {
	t.Begin()
	if err := t.Append(value); err != nil {
		return err
	}
	return t.EndToken(tok)
}

// AddString is Add for a string.
func (t *Table) AddString(tok Token, value string) error {
	t.Begin()
	if len(value) >= len(t.arena)-t.used {
		return ErrSpace
	}
	t.used += copy(t.arena[t.used:], value)
	return t.EndToken(tok)
}

// BeginRepeat begins the value of another field line with the name of tok. The
// first line's value stands as it came; lws keeps a blank before each one after
// it, so that joined with ',' or ';' they read as RFC 9110 §5.3 joins them.
func (t *Table) BeginRepeat(tok Token) error {
	t.Begin()
	if t.Has(tok) {
		return t.AppendByte(' ')
	}
	return nil
}

// AddField keeps a field by its name, given without a colon and in lower case,
// under its token if it has one.
func (t *Table) AddField(name, value []byte) error {
	if tok := Lookup(name); tok != Unknown {
		if err := t.BeginRepeat(tok); err != nil {
			return err
		}
		if err := t.Append(value); err != nil {
			return err
		}
		return t.EndToken(tok)
	}
	if err := t.BeginCustom(name); err != nil {
		return err
	}
	if err := t.Append(value); err != nil {
		return err
	}
	return t.EndCustom(len(name) + 1)
}

// AddTrailer keeps a trailer field that has no token, if there is room: one that
// has may change the meaning of a message that was acted on (RFC 9110 §6.5.1).
func (t *Table) AddTrailer(name, value []byte) {
	if Lookup(name) != Unknown {
		return
	}
	if before := t.Mark(); t.AddField(name, value) != nil {
		t.Rewind(before)
	}
}

// BeginCustom begins the value of an unknown field: name, in lower case and
// without its colon, and the colon go first.
func (t *Table) BeginCustom(name []byte) error {
	t.Begin()
	if len(name)+1 > MaxName {
		return ErrName
	}
	if err := t.Append(name); err != nil {
		return err
	}
	return t.AppendByte(':')
}

// bytes returns n bytes of the arena.
func (t *Table) bytes(off, n uint32) []byte { return t.arena[off : off+n : off+n] }

// TrimPending drops blanks from the end of the value being written, down to
// floor bytes.
func (t *Table) TrimPending(floor int) {
	for floor += t.value; t.used > floor && (t.arena[t.used-1] == ' ' || t.arena[t.used-1] == '\t'); {
		t.used--
	}
}

// DropLast removes the fragment that was added last.
func (t *Table) DropLast() {
	n := len(t.fragments) - 1
	t.Rewind(Mark{int(t.fragments[n].off), n, len(t.customs)})
}
