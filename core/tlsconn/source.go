package tlsconn

import "os"

// Source is where a certificate or a key comes from: a name for messages, and
// the bytes, PEM or DER.
type Source struct {
	Name string
	Data []byte
}

// File reads path.
func File(path string) (Source, error) {
	data, err := os.ReadFile(path)
	return Source{path, data}, err
}
