// Package form decodes the bodies of HTML forms: application/x-www-form-urlencoded
// (WHATWG URL §5.1) and multipart/form-data (RFC 7578). Bytes go in, in pieces
// cut anywhere, and fields come out. Body writes the latter.
package form

import "errors"

const (
	// MaxBoundary is the longest boundary that RFC 2046 §5.1.1 allows.
	MaxBoundary = 70
	// MaxName bounds the name of a field and the name of a file: neither is
	// written to the caller's storage, so nothing else does.
	MaxName = 1024
	// MaxPartHeader bounds the header of one part (RFC 7578 §4.8 knows three
	// fields of use in it).
	MaxPartHeader = 8 << 10
	// MaxFields bounds the fields of a form: each costs more than its bytes
	// (as CVE-2023-24998 elsewhere, where nothing did).
	MaxFields = 4096
	// maxPadding bounds the blanks behind a delimiter (RFC 2046 §5.1.1).
	maxPadding = 64
)

// What can be wrong with a form.
var (
	ErrEscape      = errors.New("form: bad %-escape")
	ErrName        = errors.New("form: the name of a field is too long")
	ErrFields      = errors.New("form: too many fields")
	ErrHeader      = errors.New("form: malformed header of a part")
	ErrHeaderSize  = errors.New("form: the header of a part is too long")
	ErrContentType = errors.New("form: malformed Content-Type")
	ErrStorage     = errors.New("form: the values do not fit the storage")
	ErrRefused     = errors.New("form: the program refused a file")
)

// Kind says what an Event is.
type Kind uint8

const (
	// More wants more bytes.
	More Kind = iota
	// Begin starts a field: Name and File are set.
	Begin
	// Data is a piece of its value.
	Data
	// End completes it.
	End
)

// Event is what a decoder found.
type Event struct {
	Kind Kind
	// Data is valid until the next call.
	Data []byte
	Name string
	// File is the name of a file, when IsFile.
	File   string
	IsFile bool
}

// Decoder takes a form apart.
type Decoder interface {
	// Next takes bytes from in and returns what they led to and the bytes that
	// it has not taken. After More all are taken.
	Next(in []byte) (e Event, rest []byte, err error)
	// Finish says that no bytes follow: Next(nil) then completes what can be.
	Finish()
}
