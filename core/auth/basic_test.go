package auth

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestBasic(t *testing.T) {
	for _, c := range []struct{ value, want string }{
		{"Basic am9lOnNlY3JldA==", "joe:secret"},
		{"basic am9lOnNlY3JldA==", "joe:secret"},
		{"BASIC   am9lOnNlY3JldA", "joe:secret"},
		{"Basic Og==", ":"},
		{"Basic " + base64.StdEncoding.EncodeToString([]byte("a:b:c")), "a:b:c"},
	} {
		got, err := Basic([]byte(c.value))
		if err != nil || string(got) != c.want {
			t.Errorf("%q: %q, %v", c.value, got, err)
		}
	}
	for _, bad := range []string{
		"", "Basic", "Basic ", "Basic !!!!", "Basic am9l", "Bearer am9lOnNlY3JldA==", "Basicam9lOnNlY3JldA==",
		"Basic " + base64.StdEncoding.EncodeToString([]byte("a:b\nc:d")),
		"Basic " + base64.StdEncoding.EncodeToString([]byte("a:b\x00")),
		"Basic " + base64.StdEncoding.EncodeToString([]byte("a:"+strings.Repeat("x", CredentialsMost))),
	} {
		if got, err := Basic([]byte(bad)); err == nil {
			t.Errorf("%q: accepted as %q", bad, got)
		}
	}
}

func TestListed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "passwords")
	if _, err := Listed(path, []byte("joe:secret")); err == nil {
		t.Error("a missing file is no error")
	}
	text := "# people\n\njoe:secret\r\nann:a:b\nlast:line"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for credentials, want := range map[string]bool{
		"joe:secret": true, "ann:a:b": true, "last:line": true,
		"oe:secret": false, "joe:secre": false, "joe:secret\r": false, "joe:secretx": false,
		"# people": false, "": false, ":": false, "JOE:secret": false,
	} {
		got, err := Listed(path, []byte(credentials))
		if err != nil || got != want {
			t.Errorf("%q: %v, %v", credentials, got, err)
		}
	}
	if err := os.WriteFile(path, make([]byte, listMost+1), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Listed(path, []byte("joe:secret")); err == nil {
		t.Error("a file without end is no error")
	}
}

func FuzzBasic(f *testing.F) {
	f.Add([]byte("Basic am9lOnNlY3JldA=="))
	f.Fuzz(func(t *testing.T, value []byte) {
		credentials, err := Basic(value)
		if err == nil && (len(credentials) > CredentialsMost || !strings.Contains(string(credentials), ":")) {
			t.Errorf("%q: %q", value, credentials)
		}
	})
}
