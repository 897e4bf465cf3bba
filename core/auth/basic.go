// Package auth checks the credentials that HTTP requests carry.
package auth

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
)

// CredentialsMost bounds name and password together: RFC 7617 sets no limit.
const CredentialsMost = 1024

// ErrMalformed is a header that holds no name and password.
var ErrMalformed = errors.New("malformed credentials")

const scheme = "basic"

// Basic decodes the value of an Authorization header into "name:password"
// (RFC 7617 section 2). Missing padding is forgiven, as lws does.
func Basic(value []byte) (credentials []byte, err error) {
	if len(value) <= len(scheme) || !bytes.EqualFold(value[:len(scheme)], []byte(scheme)) || value[len(scheme)] != ' ' {
		return nil, ErrMalformed
	}
	token := bytes.TrimRight(bytes.Trim(value[len(scheme):], " "), "=")
	if base64.RawStdEncoding.DecodedLen(len(token)) > CredentialsMost {
		return nil, ErrMalformed
	}
	credentials = make([]byte, base64.RawStdEncoding.DecodedLen(len(token)), len(token)+1)
	n, err := base64.RawStdEncoding.Decode(credentials, token)
	if err != nil || bytes.IndexByte(credentials[:n], ':') < 0 || bytes.ContainsAny(credentials[:n], "\x00\r\n") {
		return nil, ErrMalformed
	}
	return credentials[:n], nil
}

// EncodeBasic is what goes behind "Basic" for user and password (RFC 7617 section 2).
func EncodeBasic(user, password string) string {
	return base64.StdEncoding.EncodeToString([]byte(user + ":" + password))
}

// listMost bounds a credentials file.
const listMost = 1 << 20

// Listed tells whether the file at path has a line that is credentials. The file
// is read each time, so that a change counts at once. How long it takes does not
// depend on which line matches, nor on how much of it.
func Listed(path string, credentials []byte) (bool, error) {
	list, err := readList(path)
	if err != nil {
		return false, err
	}
	return listed(list, credentials), nil
}

func listed(list, credentials []byte) bool {
	want, found := sha256.Sum256(credentials), 0
	for line := range bytes.Lines(list) {
		line = bytes.TrimRight(line, "\r\n")
		if bytes.IndexByte(line, ':') < 0 {
			continue // an empty line, or a remark
		}
		sum := sha256.Sum256(line)
		found |= subtle.ConstantTimeCompare(sum[:], want[:])
	}
	return found == 1
}
