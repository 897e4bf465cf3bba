// Package accesslog writes Apache's combined log format, which log analysers read:
//
//	address ident user [time] "request" status bytes "referer" "user agent"
//
// All that a peer chose is escaped: nobody can forge a line, end a quoted part
// early, or send control sequences to the terminal of whoever reads the file
// (CVE-2003-0020 was that, in Apache).
package accesslog

import (
	"os"
	"strconv"
	"sync"
	"time"
)

// Entry is one transaction.
type Entry struct {
	// Address is the peer's, User who it has proved to be; "" for unknown.
	Address, User string
	Time          time.Time
	// Method, Target and Version are the request line's parts.
	Method, Version string
	Target          []byte
	// Status is that of the response, 0 if there was none. Bytes is the length of
	// its body as sent.
	Status int
	Bytes  uint64
	// Referer and UserAgent are header fields, empty when the request had none.
	Referer, UserAgent []byte
}

// What a line keeps of each part that the peer chooses, counted before escaping,
// which makes up to four bytes of one.
const (
	targetMost = 2048
	fieldMost  = 512
	userMost   = 128
)

// Append appends e's line to dst.
func Append(dst []byte, e *Entry) []byte {
	dst = plain(dst, e.Address)
	dst = append(dst, " - "...)
	dst = plain(dst, e.User)
	dst = append(dst, " ["...)
	dst = e.Time.AppendFormat(dst, "02/Jan/2006:15:04:05 -0700")
	dst = append(dst, `] "`...)
	if e.Method == "" {
		dst = append(dst, '-')
	} else {
		dst = append(dst, e.Method...)
		dst = append(dst, ' ')
		dst = escape(dst, e.Target, targetMost)
		dst = append(dst, ' ')
		dst = append(dst, e.Version...)
	}
	dst = append(dst, `" `...)
	dst = number(dst, uint64(e.Status))
	dst = append(dst, ' ')
	dst = number(dst, e.Bytes)
	dst = quoted(append(dst, ' '), e.Referer)
	dst = quoted(append(dst, ' '), e.UserAgent)
	return append(dst, '\n')
}

// plain appends a part without quotes: a space would make two of it.
func plain(dst []byte, s string) []byte {
	if s == "" {
		return append(dst, '-')
	}
	start := len(dst)
	dst = escape(dst, []byte(s), userMost)
	for i, b := range dst[start:] {
		if b == ' ' {
			dst[start+i] = '_'
		}
	}
	return dst
}

// number appends n, or a dash for none.
func number(dst []byte, n uint64) []byte {
	if n == 0 {
		return append(dst, '-')
	}
	return strconv.AppendUint(dst, n, 10)
}

func quoted(dst, s []byte) []byte {
	dst = append(dst, '"')
	if len(s) == 0 {
		dst = append(dst, '-')
	}
	return append(escape(dst, s, fieldMost), '"')
}

// escape appends s as Apache does: a backslash before quotes and backslashes,
// \xhh for what is not printable ASCII.
func escape(dst, s []byte, most int) []byte {
	const hex = "0123456789abcdef"
	for _, b := range s[:min(len(s), most)] {
		switch {
		case b == '"' || b == '\\':
			dst = append(dst, '\\', b)
		case b < ' ' || b > '~':
			dst = append(dst, '\\', 'x', hex[b>>4], hex[b&15])
		default:
			dst = append(dst, b)
		}
	}
	return dst
}

// File is a log's file. Threads, vhosts and processes may share one: each line is
// one write at its end.
type File struct {
	mu   sync.Mutex
	file *os.File
	line []byte
	lost bool
}

// Open opens the log for appending. It is not readable by everybody: addresses
// and targets are private.
func Open(path string) (*File, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	return &File{file: f}, nil
}

// Write appends e's line. An error is reported once, until a line succeeds: a full
// disk must not fill another log.
func (f *File) Write(e *Entry) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.line = Append(f.line[:0], e)
	_, err := f.file.Write(f.line)
	told := f.lost
	f.lost = err != nil
	if told {
		return nil
	}
	return err
}

// Close closes the file.
func (f *File) Close() error { return f.file.Close() }
