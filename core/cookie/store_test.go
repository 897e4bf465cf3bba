package cookie

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func field(t *testing.T, s *Store, r Request, now time.Time) string {
	t.Helper()
	text, err := s.Field(r, now)
	if err != nil {
		t.Error(err)
	}
	return text
}

func TestStore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "jar")
	s, other := NewStore(path, Limits{Cookies: 2}), NewStore(path, Limits{})
	if err := s.Keep([]string{"a=1; max-age=100", "b=2", "c=3; max-age=0"}, home, now); err != nil {
		t.Fatal(err)
	}
	if got := field(t, s, home, now); got != "b=2; a=1" {
		t.Error(got)
	}
	if got := field(t, other, home, now); got != "a=1" {
		t.Error("another process:", got)
	}
	if err := other.Keep([]string{"a=other; max-age=50"}, home, now); err != nil {
		t.Fatal(err)
	}
	if got := field(t, s, home, now); got != "b=2; a=other" {
		t.Error("what another process wrote:", got)
	}
	if got := field(t, s, home, now.Add(time.Minute)); got != "b=2" {
		t.Error("expired:", got)
	}
	// a cookie of the session takes the place of one that lasted
	if err := s.Keep([]string{"a=now"}, home, now); err != nil || field(t, other, home, now) != "" {
		t.Error(err)
	}
	s.Keep([]string{"x=1", "y=2", "z=3"}, home, now)
	if got := field(t, s, home, now); got != "z=3; y=2" {
		t.Error("the limit:", got)
	}
}

func TestStoreRefuses(t *testing.T) {
	s := NewStore(filepath.Join(t.TempDir(), "jar"), Limits{Payload: 50})
	for f, want := range map[string]error{
		"a=1; secure":                   ErrInsecure,
		"a=" + strings.Repeat("x", 50):  ErrTooLong,
		"a=1; domain=com":               ErrDomain,
		"a=1; domain=other.example.com": ErrDomain,
		"rubbish":                       ErrMalformed,
	} {
		if err := s.Keep([]string{f}, home, now); !errors.Is(err, want) {
			t.Errorf("%s: %v", f, err)
		}
	}
	if got := field(t, s, home, now); got != "" {
		t.Error(got)
	}
	for domain, public := range map[string]bool{"com": true, "co.uk": true, "github.io": true, "example.com": false, "a.github.io": false} {
		if Registry(domain) != public {
			t.Error(domain)
		}
	}
}
