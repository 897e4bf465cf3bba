package fulltext

import (
	"bytes"
	"cmp"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What one search may report, whatever was asked for (CWE-770).
const (
	// MaxResultFiles is how many files.
	MaxResultFiles = 1024
	// MaxResultLines is how many lines, of all files.
	MaxResultLines = 16384
	// MaxQuote is how much of a line.
	MaxQuote = 255
	// MaxProposals is how many words.
	MaxProposals = 256

	// maxCandidates is how many words that begin alike are considered.
	maxCandidates = 1 << 14
	// batch is how many entries are read at once.
	batch = 1024
)

// Index is an index file being searched. It may be searched by several threads.
type Index struct {
	file io.ReaderAt
	counts
	at sections
}

// Open looks at an index file of the given size.
func Open(file io.ReaderAt, size int64) (*Index, error) {
	var header [headerSize]byte
	if n, _ := file.ReadAt(header[:], 0); n < headerSize {
		return nil, ErrNoIndex
	}
	c, err := readCounts(header[:])
	if err != nil {
		return nil, err
	}
	x := &Index{file: file, counts: c, at: c.sections()}
	if x.at.end != size {
		return nil, ErrDamaged
	}
	return x, nil
}

// Query is what to search for. A limit that is not positive is the greatest.
type Query struct {
	Needle string
	// OnlyPath, when it is set, is the one file that is searched.
	OnlyPath                              *string
	Proposals, Files, Lines, Quotes       bool
	MaxProposals, MaxFiles, MaxLinesAFile int
}

// Proposal is a word that begins with the needle.
type Proposal struct {
	Word string
	// Times is how often it occurs, Total the same with the words that begin so.
	Times, Total uint32
}

// File is a file with matches.
type File struct {
	Path string
	// LinesInFile is how many lines it has, Matches how many of them match.
	LinesInFile, Matches uint32
	// Lines are those that match, if they were asked for.
	Lines    []Line
	priority int32
	number   uint32
	first    uint32
}

// Line is a line that matches.
type Line struct {
	// Number counts from 1.
	Number uint32
	// Offset is where in the file it begins.
	Offset uint32
	// Text is the line without its end, if that was asked for.
	Text []byte
}

// Search searches the index.
func (x *Index) Search(q *Query) (proposals []Proposal, files []File, err error) {
	needle := normalize(q.Needle)
	if q.Proposals {
		if proposals, err = x.propose(needle, limit(q.MaxProposals, MaxProposals)); err != nil {
			return nil, nil, err
		}
	}
	if (q.Files || q.Lines || q.Quotes) && needle != "" {
		if files, err = x.find(needle, q); err != nil {
			return nil, nil, err
		}
	}
	return proposals, files, nil
}

func limit(wanted, most int) int {
	if wanted <= 0 {
		return most
	}
	return min(wanted, most)
}

// normalize makes the first word of text what is in the index.
func normalize(text string) string {
	text = strings.TrimLeftFunc(text, func(r rune) bool { return !inWords(r) })
	var word []byte
	for _, r := range text {
		if !inWords(r) {
			break
		}
		if len(word)+utf8.UTFMax <= MaxWord {
			word = utf8.AppendRune(word, unicode.ToLower(r))
		}
	}
	return string(word)
}

// read reads a part of the file that must be there.
func (x *Index) read(at int64, n int) ([]byte, error) {
	b := make([]byte, n)
	if got, err := x.file.ReadAt(b, at); got < n {
		if err == io.EOF {
			err = ErrDamaged // it has been cut off meanwhile
		}
		return nil, err
	}
	return b, nil
}

type word struct {
	chars                  string
	first, postings, times uint32
}

// wordsAt reads words, n of them from number i on.
func (x *Index) wordsAt(i uint32, n int) ([]word, error) {
	entries, err := x.read(x.at.words+int64(i)*wordSize, n*wordSize)
	if err != nil {
		return nil, err
	}
	words := make([]word, n)
	for k := range words {
		begin, length := number(entries, k*wordSize, 0), number(entries, k*wordSize, 1)
		w := word{
			first: number(entries, k*wordSize, 2), postings: number(entries, k*wordSize, 3), times: number(entries, k*wordSize, 4),
		}
		if length > MaxWord || begin > x.chars-min(length, x.chars) || w.first > x.postings || w.postings > x.postings-w.first {
			return nil, ErrDamaged
		}
		chars, err := x.read(x.at.chars+int64(begin), int(length))
		if err != nil {
			return nil, err
		}
		w.chars = string(chars)
		words[k] = w
	}
	return words, nil
}

// lowerBound is the number of the first word that is not before needle.
func (x *Index) lowerBound(needle string) (uint32, error) {
	low, high := uint32(0), x.words
	for low < high {
		middle := low + (high-low)/2
		w, err := x.wordsAt(middle, 1)
		if err != nil {
			return 0, err
		}
		if w[0].chars < needle {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low, nil
}

// propose finds the words that begin with needle and occur most often.
func (x *Index) propose(needle string, most int) ([]Proposal, error) {
	at, err := x.lowerBound(needle)
	if err != nil {
		return nil, err
	}
	var all []Proposal
	// outer are the numbers of the words that the current one begins with.
	var outer []int
collect:
	for at < x.words && len(all) < maxCandidates {
		words, err := x.wordsAt(at, min(batch, int(x.words-at), maxCandidates-len(all)))
		if err != nil {
			return nil, err
		}
		at += uint32(len(words))
		for _, w := range words {
			if !strings.HasPrefix(w.chars, needle) {
				break collect
			}
			for len(outer) > 0 && !strings.HasPrefix(w.chars, all[outer[len(outer)-1]].Word) {
				outer = outer[:len(outer)-1]
			}
			for _, o := range outer {
				all[o].Total += w.times
			}
			if len(outer) < MaxWord {
				outer = append(outer, len(all))
			}
			all = append(all, Proposal{Word: w.chars, Times: w.times, Total: w.times})
		}
	}
	slices.SortStableFunc(all, func(a, b Proposal) int { return cmp.Compare(b.Total, a.Total) })
	return all[:min(len(all), most)], nil
}

// find finds the files with needle.
func (x *Index) find(needle string, q *Query) ([]File, error) {
	at, err := x.lowerBound(needle)
	if err != nil || at == x.words {
		return nil, err
	}
	words, err := x.wordsAt(at, 1)
	if err != nil || words[0].chars != needle {
		return nil, err
	}
	files, err := x.filesWith(&words[0], q.OnlyPath)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(files, func(a, b File) int { return cmp.Compare(b.priority, a.priority) })
	files = files[:min(len(files), limit(q.MaxFiles, MaxResultFiles))]
	if q.Lines || q.Quotes {
		left := MaxResultLines
		for i := range files {
			if err := x.findLines(&files[i], &words[0], q, min(limit(q.MaxLinesAFile, MaxResultLines), left)); err != nil {
				return nil, err
			}
			left -= len(files[i].Lines)
		}
	}
	return files, nil
}

// eachPosting calls f with the lines of a word, until it returns false.
func (x *Index) eachPosting(w *word, from uint32, f func(i, line uint32) bool) error {
	for i := from; i < w.postings; {
		n := min(batch, w.postings-i)
		b, err := x.read(x.at.postings+int64(w.first+i)*postSize, int(n)*postSize)
		if err != nil {
			return err
		}
		for k := range n {
			line := number(b, 0, int(k))
			if line >= x.lines {
				return ErrDamaged
			}
			if !f(i+k, line) {
				return nil
			}
		}
		i += n
	}
	return nil
}

// filesWith counts the lines of a word file by file.
func (x *Index) filesWith(w *word, only *string) ([]File, error) {
	table, err := x.read(x.at.files, int(x.files)*fileSize)
	if err != nil {
		return nil, err
	}
	matches := make([]uint32, x.files)
	firsts := make([]uint32, x.files)
	file := 0
	err = x.eachPosting(w, 0, func(i, line uint32) bool {
		for file+1 < len(matches) && number(table, (file+1)*fileSize, 2) <= line {
			file++
		}
		if file < len(matches) {
			if matches[file] == 0 {
				firsts[file] = i
			}
			matches[file]++
		}
		return true
	})
	if err != nil {
		return nil, err
	}
	var files []File
	for i, n := range matches {
		if n == 0 {
			continue
		}
		begin, length := number(table, i*fileSize, 0), number(table, i*fileSize, 1)
		if length > MaxPath || begin > x.paths-min(length, x.paths) {
			return nil, ErrDamaged
		}
		path, err := x.read(x.at.paths+int64(begin), int(length))
		if err != nil {
			return nil, err
		}
		if only != nil && *only != string(path) {
			continue
		}
		files = append(files, File{
			Path: string(path), LinesInFile: number(table, i*fileSize, 3), Matches: n,
			priority: int32(number(table, i*fileSize, 4)), number: number(table, i*fileSize, 2), first: firsts[i],
		})
	}
	return files, nil
}

// findLines finds the lines of a file, at most so many; Matches becomes how many are
// reported.
func (x *Index) findLines(f *File, w *word, q *Query, most int) error {
	most = min(most, int(f.Matches))
	var begins int64 = -1
	var failed error
	err := x.eachPosting(w, f.first, func(_, line uint32) bool {
		if len(f.Lines) == most {
			return false
		}
		if begins < 0 {
			begins, failed = x.lineAt(f.number)
		}
		at, err := x.lineAt(line)
		if failed == nil {
			failed = err
		}
		if failed != nil || line < f.number || at < begins {
			failed = cmp.Or(failed, ErrDamaged)
			return false
		}
		l := Line{Number: line - f.number + 1, Offset: uint32(at - begins)}
		if q.Quotes {
			if l.Text, failed = x.quote(at); failed != nil {
				return false
			}
		}
		f.Lines = append(f.Lines, l)
		return true
	})
	f.Matches = uint32(len(f.Lines))
	return cmp.Or(failed, err)
}

// lineAt is where in the text a line begins.
func (x *Index) lineAt(line uint32) (int64, error) {
	if line >= x.lines {
		return 0, ErrDamaged
	}
	b, err := x.read(x.at.lines+int64(line)*lineSize, lineSize)
	if err != nil {
		return 0, err
	}
	at := number(b, 0, 0)
	if at > x.text {
		return 0, ErrDamaged
	}
	return int64(at), nil
}

// quote reads a line, at most MaxQuote bytes of it and no part of a character.
func (x *Index) quote(at int64) ([]byte, error) {
	n := min(MaxQuote+1, int64(x.text)-at)
	b, err := x.read(x.at.text+at, int(n))
	if err != nil {
		return nil, err
	}
	b, _, whole := bytes.Cut(b, []byte{'\n'})
	if !whole && len(b) > MaxQuote {
		b = b[:MaxQuote]
		for i := len(b) - 1; i > len(b)-utf8.UTFMax; i-- {
			if utf8.RuneStart(b[i]) {
				if !utf8.FullRune(b[i:]) {
					b = b[:i]
				}
				break
			}
		}
	}
	return bytes.TrimSuffix(b, []byte{'\r'}), nil
}
