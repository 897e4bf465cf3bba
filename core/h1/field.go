package h1

import "github.com/golws/golws/core/header"

// fields parses header lines (RFC 9112 §5) up to and with the empty line.
type fields struct {
	table *header.Table // nil: everything is checked and thrown away
	// trailer: only fields whose names have no token go to the table, and only as
	// long as there is room. The others mean something about the message, which may
	// have been acted on (RFC 9110 §6.5.1).
	trailer bool
	keeps   bool // the field goes to the table
	// lenient lets a response end lines with LF alone (RFC 9112 §2.2) and fold
	// them (§5.2). A request may do neither: hops disagree on both, which is what
	// request smuggling lives on.
	lenient bool
	state   fieldState
	pending bool         // a value is complete but for a fold that may follow
	token   header.Token // of the line's name; header.Unknown: none
	count   int
	nameLen int
	floor   int // blanks before this length of the value stay
	name    [header.MaxName]byte
}

// fieldState is what the next byte belongs to.
type fieldState uint8

const (
	fieldLine  fieldState = iota // the first byte of a line
	fieldName                    // a name
	fieldBlank                   // blanks before a value
	fieldText                    // a value
	fieldLF                      // the LF that ends a line
	fieldEndLF                   // the LF that ends the header
	fieldStates
)

// fieldAction is what happens on a byte, before the state changes.
type fieldAction uint8

const (
	fieldSkip fieldAction = iota
	fieldBeginName
	fieldAddName
	fieldEndName
	fieldAddBlank
	fieldAddText
	fieldEndValue
	fieldBareLF // an LF where a CR should have come first
	fieldFold
	fieldEnd
	// Those below refuse the byte.
	fieldBadName
	fieldBadNoName
	fieldBadNoColon
	fieldBadNameBlank
	fieldBadValue
	fieldBadCR
)

type fieldStep struct {
	action fieldAction
	next   fieldState
}

// fieldSteps is the machine.
var fieldSteps = [fieldStates][classes]fieldStep{
	fieldLine: {
		ctl:   {fieldBadName, 0},
		htab:  {fieldFold, fieldBlank},
		lf:    {fieldBareLF, fieldEndLF},
		cr:    {fieldSkip, fieldEndLF},
		sp:    {fieldFold, fieldBlank},
		colon: {fieldBadNoName, 0},
		tchar: {fieldBeginName, fieldName},
		vchar: {fieldBadName, 0},
		obs:   {fieldBadName, 0},
	},
	fieldName: {
		ctl:   {fieldBadName, 0},
		htab:  {fieldBadNameBlank, 0}, // RFC 9112 §5.1
		lf:    {fieldBadNoColon, 0},
		cr:    {fieldBadNoColon, 0},
		sp:    {fieldBadNameBlank, 0},
		colon: {fieldEndName, fieldBlank},
		tchar: {fieldAddName, fieldName},
		vchar: {fieldBadName, 0},
		obs:   {fieldBadName, 0},
	},
	fieldBlank: {
		ctl:   {fieldBadValue, 0},
		htab:  {fieldAddBlank, fieldBlank},
		lf:    {fieldBareLF, fieldLF},
		cr:    {fieldSkip, fieldLF},
		sp:    {fieldAddBlank, fieldBlank},
		colon: {fieldAddText, fieldText},
		tchar: {fieldAddText, fieldText},
		vchar: {fieldAddText, fieldText},
		obs:   {fieldAddText, fieldText},
	},
	fieldText: {
		ctl:   {fieldBadValue, 0}, // RFC 9110 §5.5
		htab:  {fieldAddText, fieldText},
		lf:    {fieldBareLF, fieldLF},
		cr:    {fieldSkip, fieldLF},
		sp:    {fieldAddText, fieldText},
		colon: {fieldAddText, fieldText},
		tchar: {fieldAddText, fieldText},
		vchar: {fieldAddText, fieldText},
		obs:   {fieldAddText, fieldText},
	},
	fieldLF:    onlyLF(fieldStep{fieldEndValue, fieldLine}),
	fieldEndLF: onlyLF(fieldStep{fieldEnd, fieldLine}),
}

// onlyLF is the row of a state in which only the LF behind a CR will do.
func onlyLF(s fieldStep) (row [classes]fieldStep) {
	for c := range row {
		row[c] = fieldStep{fieldBadCR, 0}
	}
	row[lf] = s
	return row
}

// fieldRefusals are the errors of the refusing actions.
var fieldRefusals = [...]*Error{
	fieldBadName:      ErrName,
	fieldBadNoName:    ErrNoName,
	fieldBadNoColon:   ErrNoColon,
	fieldBadNameBlank: ErrNameBlank,
	fieldBadValue:     ErrValue,
	fieldBadCR:        ErrBareCR,
}

// nameByte gives for the bytes of a field name what they are kept as, for others
// 0: names are tokens, and their case has no meaning (RFC 9110 §5.1).
var nameByte = func() (l [256]byte) {
	for b := range l {
		switch {
		case classOf[b] != tchar:
		case 'A' <= b && b <= 'Z':
			l[b] = byte(b) | 0x20
		default:
			l[b] = byte(b)
		}
	}
	return l
}()

// fieldEvent is why fields.parse stopped.
type fieldEvent uint8

const (
	fieldsMore  fieldEvent = iota // in is used up
	fieldsField                   // a field is in the table
	fieldsEnd                     // the empty line
)

// reset starts a header whose fields go to t; nil: nowhere.
func (f *fields) reset(t *header.Table, lenient bool) {
	f.table, f.lenient = t, lenient
	f.trailer, f.keeps = false, t != nil
	f.state, f.pending = fieldLine, false
	f.count, f.nameLen = 0, 0
	f.token = header.Unknown
}

// parse takes bytes from in until a field is complete, the header ends, or in is
// used up, and returns how many it took.
func (f *fields) parse(in []byte) (n int, ev fieldEvent, err *Error) {
	for n < len(in) {
		if k, err := f.run(in[n:]); k > 0 {
			if n += k; err != nil {
				return n, fieldsMore, err
			}
			continue
		}
		c := in[n]
		step := fieldSteps[f.state][classOf[c]]
		if f.pending && step.action != fieldFold {
			// The next line tells that the last one is complete.
			f.pending = false
			if err := f.keep(); err != nil {
				f.state = fieldText
				return n, fieldsMore, err
			}
			return n, fieldsField, nil
		}
		n++
		if ev, err := f.do(step, c); err != nil || ev != fieldsMore {
			return n, ev, err
		}
	}
	return n, fieldsMore, nil
}

// do performs one step.
func (f *fields) do(step fieldStep, c byte) (ev fieldEvent, err *Error) {
	if step.action >= fieldBadName {
		return fieldsMore, fieldRefusals[step.action]
	}
	f.state = step.next
	switch step.action {
	case fieldSkip:
	case fieldBeginName:
		f.nameLen = 0
		if f.count++; f.count > header.MaxFields {
			return fieldsMore, ErrFieldCount
		}
		return fieldsMore, f.addName(c)
	case fieldAddName:
		return fieldsMore, f.addName(c)
	case fieldEndName:
		return fieldsMore, f.beginValue()
	case fieldAddBlank:
		return fieldsMore, f.addBlank(c)
	case fieldAddText:
		return fieldsMore, f.addByte(c)
	case fieldEndValue:
		f.pending = true
	case fieldBareLF:
		if !f.lenient {
			return fieldsMore, ErrBareLF
		}
		return f.do(fieldSteps[step.next][lf], '\n')
	case fieldFold:
		return fieldsMore, f.fold()
	case fieldEnd:
		return fieldsEnd, nil
	}
	return fieldsMore, nil
}

// run takes as many bytes as there are for which the machine would stay in its
// state and do the same. It is there for speed alone.
func (f *fields) run(b []byte) (n int, err *Error) {
	switch f.state {
	case fieldName:
		for n < len(b) && nameByte[b[n]] != 0 {
			if f.nameLen == len(f.name)-1 {
				return n + 1, ErrNameTooLong
			}
			f.name[f.nameLen] = nameByte[b[n]]
			f.nameLen++
			n++
		}
	case fieldText:
		if n = spanText(b); n > 0 && f.keeps && f.table.Append(b[:n]) != nil {
			return n, f.noRoom()
		}
	}
	return n, nil
}

func (f *fields) addName(c byte) *Error {
	if f.nameLen == len(f.name)-1 {
		return ErrNameTooLong
	}
	f.name[f.nameLen] = nameByte[c]
	f.nameLen++
	return nil
}

func (f *fields) addByte(c byte) *Error {
	if f.keeps && f.table.AppendByte(c) != nil {
		return f.noRoom()
	}
	return nil
}

// noRoom is about a field that does not fit into the table: a trailer is dropped.
func (f *fields) noRoom() *Error {
	if !f.trailer {
		return ErrHeaderSpace
	}
	f.keeps = false
	f.table.Begin()
	return nil
}

// beginValue finds the place for the value of a field whose name is complete.
func (f *fields) beginValue() *Error {
	name := f.name[:f.nameLen]
	f.token = header.Lookup(name)
	if f.keeps = f.table != nil && !(f.trailer && f.token != header.Unknown); !f.keeps {
		return nil
	}
	var err error
	if f.token != header.Unknown {
		err = f.table.BeginRepeat(f.token)
	} else {
		err = f.table.BeginCustom(name)
	}
	if err != nil && f.trailer {
		return f.noRoom()
	}
	if err != nil {
		return HeaderError(err, false)
	}
	f.floor = len(f.table.Pending())
	return nil
}

// repeated reports whether the field has a token and came before.
func (f *fields) repeated() bool {
	return f.token != header.Unknown && f.table.Has(f.token)
}

// addBlank drops a blank before a value (RFC 9112 §5). Before the second and
// later values of a token lws keeps them, and programs see them in the fragments.
func (f *fields) addBlank(c byte) *Error {
	if !f.keeps || !f.repeated() {
		return nil
	}
	if f.table.AppendByte(c) != nil {
		return ErrHeaderSpace
	}
	f.floor++
	return nil
}

// fold continues the last value with one blank instead of the line end
// (RFC 9112 §5.2).
func (f *fields) fold() *Error {
	if !f.lenient || !f.pending {
		return ErrFold
	}
	f.pending = false
	return f.addByte(' ')
}

// keep ends the value: blanks behind it are not part of it (RFC 9112 §5.1).
func (f *fields) keep() *Error {
	if !f.keeps {
		return nil
	}
	f.table.TrimPending(f.floor)
	var err error
	if f.token != header.Unknown {
		err = f.table.EndToken(f.token)
	} else {
		err = f.table.EndCustom(f.nameLen + 1)
	}
	if err != nil && f.trailer {
		return f.noRoom()
	}
	if err != nil {
		return HeaderError(err, false)
	}
	return nil
}

// shownName is how much of a name goes into an error.
const shownName = 64

// fieldNamed returns the name of the field that was being parsed, for an error.
func (f *fields) fieldNamed() string {
	switch f.state {
	case fieldLine, fieldEndLF:
		return ""
	}
	return string(f.name[:min(f.nameLen, shownName)])
}
