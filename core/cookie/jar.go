package cookie

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

const (
	// MaxCookies bounds a jar (RFC 6265 §6.1 asks for 3000 at least).
	MaxCookies = 3000
	// MaxFile bounds what is read of a file.
	MaxFile = 16 << 20

	title = "# Netscape HTTP Cookie File\n"
)

// Jar is a file of cookies. It is read and written at each use, so that
// processes may share it: changes are made under a lock on a file beside it, and
// the file is replaced as a whole.
type Jar struct{ path string }

// NewJar is the jar in that file, which need not exist.
func NewJar(path string) *Jar { return &Jar{path: path} }

// Cookies are those in the file that have not expired; lines that make no sense
// are skipped.
func (j *Jar) Cookies(now time.Time) ([]Cookie, error) {
	f, err := os.Open(j.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return read(io.LimitReader(f, MaxFile), now), nil
}

func read(r io.Reader, now time.Time) (list []Cookie) {
	b := bufio.NewReaderSize(r, MaxLine)
	at := map[string]int{}
	for {
		line, err := b.ReadSlice('\n')
		tooLong := errors.Is(err, bufio.ErrBufferFull)
		for errors.Is(err, bufio.ErrBufferFull) {
			_, err = b.ReadSlice('\n')
		}
		if c, bad := ParseLine(string(line)); bad == nil && !tooLong && !c.Expired(now) {
			if i, twice := at[c.Tag()]; twice {
				list[i] = c
			} else if len(list) < MaxCookies {
				at[c.Tag()] = len(list)
				list = append(list, c)
			}
		}
		if err != nil {
			return list
		}
	}
}

// Update gives change what the file holds and writes what it returns.
func (j *Jar) Update(now time.Time, change func([]Cookie) []Cookie) error {
	lock, err := os.OpenFile(j.path+".lock", os.O_CREATE|os.O_RDWR|unix.O_NOFOLLOW, 0o600)
	if err != nil {
		return err
	}
	defer lock.Close()
	if err := unix.Flock(int(lock.Fd()), unix.LOCK_EX); err != nil {
		return err
	}
	list, err := j.Cookies(now)
	if err != nil {
		return err
	}
	return j.write(change(list))
}

// write replaces the file: a reader sees the old one or the new one.
func (j *Jar) write(list []Cookie) error {
	f, err := os.CreateTemp(filepath.Dir(j.path), ".cookies-*") // readable by its owner alone
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	var b bytes.Buffer
	b.WriteString(title)
	for i := range list {
		b.WriteString(list[i].Line() + "\n")
	}
	_, err = f.Write(b.Bytes())
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), j.path)
}

// Set keeps c in place of one of the same name, host and path; one that has
// expired is removed instead.
func (j *Jar) Set(c Cookie, now time.Time) error {
	return j.Update(now, func(list []Cookie) []Cookie {
		list = without(list, c.Tag())
		if c.Expired(now) {
			return list
		}
		return put(list, c)
	})
}

// put adds c as the first: the last is the one that goes when there are too many.
func put(list []Cookie, c Cookie) []Cookie {
	if len(list) >= MaxCookies {
		list = list[:MaxCookies-1]
	}
	return append([]Cookie{c}, list...)
}

// Remove removes the cookie of that tag.
func (j *Jar) Remove(tag string, now time.Time) error {
	return j.Update(now, func(list []Cookie) []Cookie { return without(list, tag) })
}

// Create makes an empty jar if there is none.
func (j *Jar) Create() error {
	f, err := os.OpenFile(j.path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = f.WriteString(title)
	return errors.Join(err, f.Close())
}

// Empty removes the file.
func (j *Jar) Empty() error {
	if err := os.Remove(j.path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func without(list []Cookie, tag string) []Cookie {
	kept := list[:0]
	for _, c := range list {
		if c.Tag() != tag {
			kept = append(kept, c)
		}
	}
	return kept
}

// Field is the value of the Cookie field for r, "" for none (RFC 6265 §5.4):
// cookies of longer paths come first.
func Field(list []Cookie, r Request, now time.Time) string {
	var chosen []Cookie
	for _, c := range list {
		if c.Matches(r, now) {
			chosen = append(chosen, c)
		}
	}
	sort.SliceStable(chosen, func(a, b int) bool { return len(chosen[a].Path) > len(chosen[b].Path) })
	var b strings.Builder
	for i, c := range chosen {
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString(c.Name + "=" + c.Value)
	}
	return b.String()
}
