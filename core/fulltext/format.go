// Package fulltext makes index files of the words in texts and searches them.
//
// An index file is, in little-endian numbers,
//
//	a header       magic (8 bytes), version, then how many files, lines, words and
//	               postings there are, and how many bytes of paths, word characters
//	               and text (32 bits each)
//	the files      begin and length of the path, the first line, how many lines,
//	               the priority (32 bits each); in the order they were added
//	the lines      where in the text each begins (32 bits)
//	the words      begin and length of the characters, the first posting, how many
//	               postings, how often the word occurs (32 bits each); in order
//	the postings   the lines that have the word (32 bits each); in order
//	the paths, the characters of the words, the text
//
// and nothing else: its length follows from the header. Who searches reads the parts
// it needs and believes none of them: an index may have been damaged, or be made to
// do harm.
package fulltext

import (
	"encoding/binary"
	"errors"
)

const (
	magic   = "GOLWSFTS"
	version = 1

	headerSize = len(magic) + 8*4
	fileSize   = 5 * 4
	lineSize   = 4
	wordSize   = 5 * 4
	postSize   = 4
)

// What an index may hold, when it is made and when it is read (CWE-770): the
// memory that making it takes is a small multiple of the text.
const (
	// MaxFiles is how many files.
	MaxFiles = 1 << 16
	// MaxPath is how long a path may be.
	MaxPath = 4096
	// MaxText is how many bytes of text in all.
	MaxText = 256 << 20
	// MaxWords is how many different words.
	MaxWords = 1 << 22
	// MaxPostings is how many lines with a word, for all words.
	MaxPostings = 1 << 26
	// MaxWord is how much of a word counts, in bytes.
	MaxWord = 127
)

var (
	// ErrLimit says that an index would hold too much.
	ErrLimit = errors.New("beyond what an index may hold")
	// ErrOrder says that a file was filled that is not the last one.
	ErrOrder = errors.New("only the file added last can be filled")
	// ErrNoIndex says that a file is no index.
	ErrNoIndex = errors.New("not an index of this library's")
	// ErrDamaged says that parts of an index contradict each other.
	ErrDamaged = errors.New("the index is damaged")
)

// counts are the numbers in the header.
type counts struct{ files, lines, words, postings, paths, chars, text uint32 }

// sections are where in an index file its parts begin.
type sections struct{ files, lines, words, postings, paths, chars, text, end int64 }

func (c *counts) sections() (s sections) {
	s.files = int64(headerSize)
	s.lines = s.files + int64(c.files)*fileSize
	s.words = s.lines + int64(c.lines)*lineSize
	s.postings = s.words + int64(c.words)*wordSize
	s.paths = s.postings + int64(c.postings)*postSize
	s.chars = s.paths + int64(c.paths)
	s.text = s.chars + int64(c.chars)
	s.end = s.text + int64(c.text)
	return s
}

func (c *counts) within() bool {
	return c.files <= MaxFiles && c.lines <= MaxText && c.words <= MaxWords && c.postings <= MaxPostings &&
		c.paths <= MaxFiles*MaxPath && c.chars <= MaxWords*(MaxWord+1) && c.text <= MaxText
}

func (c *counts) append(b []byte) []byte {
	b = append(b, magic...)
	return appendNumbers(b, version, c.files, c.lines, c.words, c.postings, c.paths, c.chars, c.text)
}

func readCounts(b []byte) (c counts, err error) {
	if string(b[:len(magic)]) != magic || number(b, len(magic), 0) != version {
		return c, ErrNoIndex
	}
	at := len(magic) + 4
	for i, to := range []*uint32{&c.files, &c.lines, &c.words, &c.postings, &c.paths, &c.chars, &c.text} {
		*to = number(b, at, i)
	}
	if !c.within() {
		return c, ErrLimit
	}
	return c, nil
}

func appendNumbers(b []byte, numbers ...uint32) []byte {
	for _, n := range numbers {
		b = binary.LittleEndian.AppendUint32(b, n)
	}
	return b
}

// number is the n-th of the numbers at a place in b.
func number(b []byte, at, n int) uint32 { return binary.LittleEndian.Uint32(b[at+4*n:]) }
