package auth

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"strings"
)

// Secrets are the people that may pass a digest: lines "user:realm:hash", as
// htdigest writes them, with MD5 or SHA-256, and "user:password".
type Secrets struct {
	// Realm is that of the hashes; "" when there are none.
	Realm   string
	entries []entry
}

type entry struct {
	user, realm, text string
	hashed            bool // else text is the password
}

// ReadSecrets reads the file at path.
func ReadSecrets(path string) (*Secrets, error) {
	list, err := readList(path)
	if err != nil {
		return nil, err
	}
	return parseSecrets(list), nil
}

func parseSecrets(list []byte) *Secrets {
	s := &Secrets{}
	for line := range bytes.Lines(list) {
		user, rest, found := strings.Cut(strings.TrimRight(string(line), "\r\n"), ":")
		if !found || user == "" || user[0] == '#' {
			continue
		}
		realm, text, hashed := strings.Cut(rest, ":")
		if hashed {
			if text = strings.ToLower(text); !isHash(text) {
				continue
			}
			if s.Realm == "" {
				s.Realm = realm
			}
			s.entries = append(s.entries, entry{user, realm, text, true})
			continue
		}
		s.entries = append(s.entries, entry{user: user, text: rest})
	}
	return s
}

// isHash tells an MD5 or SHA-256 hash in hexadecimal.
func isHash(text string) bool {
	_, err := hex.DecodeString(text)
	return err == nil && (len(text) == MD5.Size() || len(text) == SHA256.Size())
}

// Algorithms are those for which there is somebody who can pass, the strongest
// first.
func (s *Secrets) Algorithms() (list []Algorithm) {
	for _, a := range [...]Algorithm{SHA256, MD5} {
		for i := range s.entries {
			if e := &s.entries[i]; !e.hashed || len(e.text) == a.Size() {
				list = append(list, a)
				break
			}
		}
	}
	return list
}

// Find is what is known of a user for algorithm a in realm.
func (s *Secrets) Find(user, realm string, a Algorithm) (secret string, ok bool) {
	for i := range s.entries {
		e := &s.entries[i]
		switch {
		case e.user != user:
		case a > SHA256:
			return "", false
		case !e.hashed:
			return a.Secret(user, realm, e.text), true
		case e.realm == realm && len(e.text) == a.Size():
			return e.text, true
		}
	}
	return "", false
}

// readList reads a file of credentials.
func readList(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	list, err := io.ReadAll(io.LimitReader(file, listMost+1))
	if err != nil {
		return nil, err
	}
	if len(list) > listMost {
		return nil, &os.PathError{Op: "read", Path: path, Err: errors.New("larger than 1 MiB")}
	}
	return list, nil
}
