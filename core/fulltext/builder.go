package fulltext

import (
	"io"
	"slices"
	"unicode"
	"unicode/utf8"
)

// Builder is an index being made, in memory.
type Builder struct {
	files    []indexed
	lines    []uint32
	words    map[string]*occurrences
	postings int
	paths    []byte
	text     []byte
	// word is what there is of a word that the next piece may go on with, rune
	// the same of a character.
	word       []byte
	inWord     bool
	rune       []byte
	lineBegins bool
}

type indexed struct {
	path, pathLen, firstLine, lines uint32
	priority                        int32
}

type occurrences struct {
	lines []uint32
	times uint32
}

// NewBuilder begins an index.
func NewBuilder() *Builder { return &Builder{words: map[string]*occurrences{}} }

// AddFile adds a file without content, and returns its number.
func (b *Builder) AddFile(path string, priority int32) (int, error) {
	if len(b.files) == MaxFiles || len(path) > MaxPath {
		return 0, ErrLimit
	}
	if err := b.endFile(); err != nil {
		return 0, err
	}
	b.files = append(b.files, indexed{
		path: uint32(len(b.paths)), pathLen: uint32(len(path)), firstLine: uint32(len(b.lines)), priority: priority,
	})
	b.paths = append(b.paths, path...)
	b.lineBegins = true
	return len(b.files) - 1, nil
}

// Fill adds a piece of a file's content, which may end anywhere.
func (b *Builder) Fill(file uint32, piece []byte) error {
	if int64(file) != int64(len(b.files))-1 {
		return ErrOrder
	}
	if len(piece) > MaxText-len(b.text) {
		return ErrLimit
	}
	for len(piece) > 0 {
		if b.lineBegins {
			b.lineBegins = false
			b.lines = append(b.lines, uint32(len(b.text)))
			b.files[file].lines++
		}
		c := piece[0]
		if c >= utf8.RuneSelf || len(b.rune) > 0 {
			if err := b.partOfRune(c); err != nil {
				return err
			}
		} else if err := b.char(rune(c)); err != nil {
			return err
		}
		b.text = append(b.text, c)
		b.lineBegins = c == '\n'
		piece = piece[1:]
	}
	return nil
}

// partOfRune takes a byte of a character that has several.
func (b *Builder) partOfRune(c byte) error {
	b.rune = append(b.rune, c)
	for len(b.rune) > 0 && utf8.FullRune(b.rune) {
		r, n := utf8.DecodeRune(b.rune)
		b.rune = b.rune[:copy(b.rune, b.rune[n:])]
		if err := b.char(r); err != nil {
			return err
		}
	}
	return nil
}

// inWords says whether a character is part of words.
func inWords(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '_'
	}
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r))
}

func (b *Builder) char(r rune) error {
	if !inWords(r) {
		return b.endWord()
	}
	b.inWord = true
	if len(b.word)+utf8.UTFMax <= MaxWord {
		b.word = utf8.AppendRune(b.word, unicode.ToLower(r))
	}
	return nil
}

func (b *Builder) endWord() error {
	if !b.inWord {
		return nil
	}
	b.inWord = false
	o := b.words[string(b.word)]
	if o == nil {
		if len(b.words) == MaxWords {
			return ErrLimit
		}
		o = &occurrences{}
		b.words[string(b.word)] = o
	}
	b.word = b.word[:0]
	o.times++
	if line := uint32(len(b.lines) - 1); len(o.lines) == 0 || o.lines[len(o.lines)-1] != line {
		if b.postings == MaxPostings {
			return ErrLimit
		}
		b.postings++
		o.lines = append(o.lines, line)
	}
	return nil
}

// endFile ends what the end of a file ends. A character that is cut off is none.
func (b *Builder) endFile() error {
	b.rune = b.rune[:0]
	return b.endWord()
}

// WriteTo writes the index file.
func (b *Builder) WriteTo(w io.Writer) (int64, error) {
	if err := b.endFile(); err != nil {
		return 0, err
	}
	sorted := make([]string, 0, len(b.words))
	chars := 0
	for word := range b.words {
		sorted = append(sorted, word)
		chars += len(word)
	}
	slices.Sort(sorted)
	c := counts{
		files: uint32(len(b.files)), lines: uint32(len(b.lines)), words: uint32(len(sorted)), postings: uint32(b.postings),
		paths: uint32(len(b.paths)), chars: uint32(chars), text: uint32(len(b.text)),
	}
	out := pages{w: w}
	out.add(c.append(nil))
	for _, f := range b.files {
		out.numbers(f.path, f.pathLen, f.firstLine, f.lines, uint32(f.priority))
	}
	out.numbers(b.lines...)
	at, posting := uint32(0), uint32(0)
	for _, word := range sorted {
		o := b.words[word]
		out.numbers(at, uint32(len(word)), posting, uint32(len(o.lines)), o.times)
		at += uint32(len(word))
		posting += uint32(len(o.lines))
	}
	for _, word := range sorted {
		out.numbers(b.words[word].lines...)
	}
	out.add(b.paths)
	for _, word := range sorted {
		out.add([]byte(word))
	}
	out.add(b.text)
	out.flush()
	return out.written, out.err
}

// pages collects what is written.
type pages struct {
	w       io.Writer
	page    []byte
	written int64
	err     error
}

const pageSize = 64 << 10

func (p *pages) add(b []byte) {
	p.page = append(p.page, b...)
	if len(p.page) >= pageSize {
		p.flush()
	}
}

func (p *pages) numbers(numbers ...uint32) {
	for len(numbers) > 0 {
		n := min(len(numbers), pageSize/4)
		p.page = appendNumbers(p.page, numbers[:n]...)
		numbers = numbers[n:]
		if len(p.page) >= pageSize {
			p.flush()
		}
	}
}

func (p *pages) flush() {
	if p.err == nil {
		var n int
		n, p.err = p.w.Write(p.page)
		p.written += int64(n)
	}
	p.page = p.page[:0]
}
