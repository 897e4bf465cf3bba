package acme

import (
	"crypto"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"

	"github.com/golws/golws/core/jose"
)

// accountKey reads the account's key, or makes one (RFC 8555 section 6.2 has every
// server know ES256).
func accountKey(path string) (crypto.Signer, error) {
	if path == "" {
		return nil, errors.New("there is no file for the account's key: auth-path is missing")
	}
	text, err := os.ReadFile(path)
	switch {
	case err == nil:
		keys, _, err := jose.ParseKeys(text)
		if err != nil || len(keys) != 1 {
			return nil, fmt.Errorf("account key %s: it is no JWK", path)
		}
		key, err := keys[0].Signer()
		if err != nil {
			return nil, fmt.Errorf("account key %s: %w", path, err)
		}
		return key, nil
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	key, err := jose.Generate(jose.KeyEC, 0, "P-256")
	if err != nil {
		return nil, err
	}
	if text, err = key.Export(true); err != nil {
		return nil, err
	}
	if err := WriteFile(path, text); err != nil {
		return nil, err
	}
	return key.Signer()
}

// WriteFile puts content in the place of what path holds, for its owner alone.
// Whoever reads it finds the one or the other.
func WriteFile(path string, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".*."+filepath.Base(path)) // mode 0600
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}

// answerMost bounds what is read of one answer of the server, chains of
// certificates included.
const answerMost = 1 << 20

// bounded cuts answers that are longer.
type bounded struct{ http.RoundTripper }

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := b.RoundTripper.RoundTrip(r)
	if err == nil {
		answer.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(answer.Body, answerMost), answer.Body}
	}
	return answer, err
}
