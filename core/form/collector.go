package form

import "strings"

// FileState says what a Receiver is told about a file.
type FileState uint8

// In the order of enum lws_spa_fileupload_states.
const (
	FileContent FileState = iota
	FileFinalContent
	FileOpen
	FileClose
)

// Receiver gets what a Collector collects.
type Receiver interface {
	// Value keeps the value of the field called names[index]; false when it
	// cannot.
	Value(index int, value []byte) bool
	// File is told about a file; false ends the decoding.
	File(name, file string, data []byte, state FileState) bool
}

// Collector decodes a form, keeps the values of known fields within a limit,
// and passes files on in pieces.
type Collector struct {
	decoder  Decoder
	receiver Receiver
	names    []string
	seen     []bool
	left     int // bytes of storage
	piece    int // the most that a file is passed on in

	field   int // index of the current field; noField
	inFile  bool
	name    string
	file    string
	pending []byte // of the value or the file
	closed  bool
}

const noField = -1

// NewCollector makes one for a body of that Content-Type. storage bounds the
// values together, each counting one byte more than it has.
func NewCollector(contentType string, names []string, storage int, r Receiver) (*Collector, error) {
	d, err := newDecoder(contentType)
	if err != nil {
		return nil, err
	}
	return &Collector{
		decoder: d, receiver: r, names: names, seen: make([]bool, len(names)),
		left: storage, piece: max(storage-1, 1), field: noField,
	}, nil
}

// newDecoder takes all but multipart/form-data for URL-encoded: programs rely
// on it for bodies without a type.
func newDecoder(contentType string) (Decoder, error) {
	kind, _, _ := strings.Cut(contentType, ";")
	if !strings.EqualFold(strings.Trim(kind, " \t"), "multipart/form-data") {
		return NewURLEncoded(), nil
	}
	_, p, err := parseParameters(contentType)
	if err != nil {
		return nil, err
	}
	return NewMultipart(p["boundary"])
}

// Process decodes a piece of the body. After an error it must not be called
// again.
func (c *Collector) Process(in []byte) error {
	for {
		e, rest, err := c.decoder.Next(in)
		if err == nil {
			err = c.handle(e)
		}
		if err != nil {
			return err
		}
		in = rest
		if e.Kind == More {
			return nil
		}
	}
}

// Finish says that the body is complete.
func (c *Collector) Finish() error {
	c.decoder.Finish()
	err := c.Process(nil)
	c.Close()
	return err
}

// Close tells the receiver, once, that no more comes.
func (c *Collector) Close() {
	if !c.closed {
		c.closed = true
		c.receiver.File(c.name, "", nil, FileClose)
	}
}

func (c *Collector) handle(e Event) error {
	switch e.Kind {
	case Begin:
		return c.begin(e)
	case Data:
		if c.inFile {
			return c.fileData(e.Data)
		}
		if c.field != noField {
			if len(c.pending)+len(e.Data) >= c.left {
				return ErrStorage
			}
			c.pending = append(c.pending, e.Data...)
		}
	case End:
		return c.end()
	}
	return nil
}

func (c *Collector) begin(e Event) error {
	c.name, c.file, c.inFile = e.Name, e.File, e.IsFile
	c.field, c.pending = noField, c.pending[:0]
	if c.inFile {
		return c.pass(nil, FileOpen)
	}
	for i, name := range c.names {
		// the first value of a field counts
		if name == e.Name && !c.seen[i] {
			c.field = i
			break
		}
	}
	return nil
}

// fileData passes a file on in pieces of the same size, wherever the body was
// cut: the last piece is known as such when it is passed on.
func (c *Collector) fileData(data []byte) error {
	for len(data) > 0 {
		if len(c.pending) == c.piece {
			if err := c.pass(c.pending, FileContent); err != nil {
				return err
			}
			c.pending = c.pending[:0]
		}
		n := min(len(data), c.piece-len(c.pending))
		c.pending = append(c.pending, data[:n]...)
		data = data[n:]
	}
	return nil
}

func (c *Collector) end() error {
	field := c.field
	c.field = noField
	switch {
	case c.inFile:
		c.inFile = false
		return c.pass(c.pending, FileFinalContent)
	case field != noField && len(c.pending) > 0:
		c.seen[field] = true
		c.left -= len(c.pending) + 1
		if !c.receiver.Value(field, c.pending) {
			return ErrStorage
		}
	}
	return nil
}

func (c *Collector) pass(data []byte, state FileState) error {
	if !c.receiver.File(c.name, c.file, data, state) {
		return ErrRefused
	}
	return nil
}
