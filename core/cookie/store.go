package cookie

import (
	"errors"
	"os"
	"sync"
	"time"

	"golang.org/x/net/publicsuffix"
)

// Limits are a program's wishes for what is kept in memory; 0 means none.
type Limits struct {
	// Cookies and Bytes bound what is in memory between requests.
	Cookies, Bytes int
	// Payload bounds one cookie.
	Payload int
}

// Store is what a user agent has of cookies: a file with those that outlive it,
// and in memory those that end with it (RFC 6265 §5.3, "persistent-flag"). Several
// threads may use it.
type Store struct {
	mu      sync.Mutex
	jar     *Jar
	limits  Limits
	session []Cookie
	// kept are the file's cookies as of state, if they fit into limits.
	kept  []Cookie
	state fileState
}

// fileState tells whether a file is what it was.
type fileState struct {
	modified time.Time
	size     int64
	known    bool
}

// NewStore is the store over that file, which need not exist.
func NewStore(path string, limits Limits) *Store {
	return &Store{jar: NewJar(path), limits: limits}
}

// Registry is the public suffix list.
func Registry(domain string) bool {
	suffix, _ := publicsuffix.PublicSuffix(domain)
	return suffix == domain
}

// Field is the value of the Cookie field for r, "" for none.
func (s *Store) Field(r Request, now time.Time) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	list, err := s.file(now)
	if len(s.session) > 0 {
		list = append(append([]Cookie(nil), s.session...), list...)
	}
	return Field(list, r, now), err
}

// file are the cookies of the file, which is read again when it has changed.
func (s *Store) file(now time.Time) ([]Cookie, error) {
	var state fileState
	if info, err := os.Stat(s.jar.path); err == nil {
		state = fileState{info.ModTime(), info.Size(), true}
	}
	if state.known && state == s.state {
		return s.kept, nil
	}
	list, err := s.jar.Cookies(now)
	s.kept, s.state = nil, fileState{}
	// what was written just now may be written again within the clock's step
	if err == nil && s.fits(list) && now.Sub(state.modified) > time.Second {
		s.kept, s.state = list, state
	}
	return list, err
}

func (s *Store) fits(list []Cookie) bool {
	bytes := 0
	for i := range list {
		bytes += list[i].size()
	}
	return (s.limits.Cookies == 0 || len(list) <= s.limits.Cookies) && (s.limits.Bytes == 0 || bytes <= s.limits.Bytes)
}

// size is how much of memory the cookie counts for.
func (c *Cookie) size() int { return len(c.Name) + len(c.Value) + len(c.Domain) + len(c.Path) }

// Keep keeps the cookies that the Set-Cookie fields of r's answer make, newest
// first. It leaves out those that it must not keep, and tells of the last of
// them.
func (s *Store) Keep(fields []string, r Request, now time.Time) (refused error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var lasting []Cookie
	for _, field := range fields {
		c, err := Parse(field, r, now, Registry)
		if err == nil && s.limits.Payload > 0 && c.size() > s.limits.Payload {
			err = ErrTooLong
		}
		if err == nil && c.Secure && !r.Secure {
			err = ErrInsecure
		}
		if err != nil {
			refused = err
			continue
		}
		s.session = without(s.session, c.Tag())
		if c.Expires.IsZero() {
			s.session = append([]Cookie{c}, s.session...)
		}
		lasting = append(lasting, c)
	}
	if most := s.sessionMost(); len(s.session) > most {
		s.session = s.session[:most]
	}
	if len(lasting) == 0 {
		return refused
	}
	return errors.Join(refused, s.write(lasting, now))
}

// write brings the file up to date, if anything changes in it: a cookie of the
// session takes the place of one that lasted.
func (s *Store) write(made []Cookie, now time.Time) error {
	list, err := s.file(now)
	if err != nil {
		return err
	}
	if !changes(list, made, now) {
		return nil
	}
	return s.jar.Update(now, func(list []Cookie) []Cookie {
		for _, c := range made {
			list = without(list, c.Tag())
			if !c.Expires.IsZero() && !c.Expired(now) {
				list = put(list, c)
			}
		}
		return list
	})
}

// changes tells whether made leaves list other than it was.
func changes(list, made []Cookie, now time.Time) bool {
	for _, c := range made {
		if !c.Expires.IsZero() && !c.Expired(now) {
			return true
		}
		for i := range list {
			if list[i].Tag() == c.Tag() {
				return true
			}
		}
	}
	return false
}

func (s *Store) sessionMost() int {
	if s.limits.Cookies > 0 {
		return min(s.limits.Cookies, MaxCookies)
	}
	return MaxCookies
}
