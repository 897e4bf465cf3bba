package form

// urlencoded decodes application/x-www-form-urlencoded.
type urlencoded struct {
	state  state
	name   []byte
	named  bool // a byte of the name has come
	escape int  // characters of a %-escape that are still to come
	code   byte
	ended  bool
	fields int
	bad    error // found behind data that was not handed out yet
	out    [512]byte
}

type state uint8

const (
	inName  state = iota
	inNamed       // a name without "=" was begun and is to be ended
	inValue
)

// NewURLEncoded decodes a body of that kind.
func NewURLEncoded() Decoder { return &urlencoded{} }

// Finish implements Decoder.
func (u *urlencoded) Finish() { u.ended = true }

// Next implements Decoder.
func (u *urlencoded) Next(in []byte) (Event, []byte, error) {
	switch u.state {
	case inNamed:
		u.state = inName
		return Event{Kind: End}, in, nil
	case inValue:
		return u.value(in)
	}
	for len(in) > 0 {
		c := in[0]
		if u.escape == 0 && (c == '=' || c == '&') {
			if c == '=' {
				in = in[1:]
			}
			if c == '&' && !u.named {
				in = in[1:]
				continue
			}
			e, err := u.begin(c == '=')
			return e, in, err
		}
		in = in[1:]
		u.named = true
		b, whole, err := u.decode(c)
		if err != nil {
			return Event{}, in, err
		}
		if whole {
			if len(u.name) == MaxName {
				return Event{}, in, ErrName
			}
			u.name = append(u.name, b)
		}
	}
	if u.ended && u.named && u.escape == 0 {
		e, err := u.begin(false)
		return e, nil, err
	}
	return Event{}, nil, nil
}

func (u *urlencoded) begin(withValue bool) (Event, error) {
	if u.fields++; u.fields > MaxFields {
		return Event{}, ErrFields
	}
	e := Event{Kind: Begin, Name: string(u.name)}
	u.name, u.named = u.name[:0], false
	u.state = inNamed
	if withValue {
		u.state = inValue
	}
	return e, nil
}

func (u *urlencoded) value(in []byte) (Event, []byte, error) {
	n := 0
	for len(in) > 0 && n < len(u.out) && u.bad == nil {
		c := in[0]
		if c == '&' && u.escape == 0 {
			break
		}
		in = in[1:]
		b, whole, err := u.decode(c)
		if u.bad = err; whole {
			u.out[n] = b
			n++
		}
	}
	switch {
	case n > 0:
		return Event{Kind: Data, Data: u.out[:n]}, in, nil
	case u.bad != nil:
		return Event{}, in, u.bad
	case len(in) > 0:
		u.state = inName
		return Event{Kind: End}, in[1:], nil
	case u.ended && u.escape == 0:
		u.state = inName
		return Event{Kind: End}, nil, nil
	}
	return Event{}, nil, nil
}

// decode takes a character and returns the byte that it completes.
func (u *urlencoded) decode(c byte) (b byte, whole bool, err error) {
	switch {
	case u.escape > 0:
		digit, ok := hexValue(c)
		if !ok {
			return 0, false, ErrEscape
		}
		u.escape--
		u.code = u.code<<4 | digit
		return u.code, u.escape == 0, nil
	case c == '%':
		u.escape, u.code = 2, 0
		return 0, false, nil
	case c == '+':
		return ' ', true, nil
	}
	return c, true, nil
}

func hexValue(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return c | 0x20 - 'a' + 10, true
	}
	return 0, false
}
