// Certificates writes what the TLS tests need into a folder: NAME.pem and
// NAME.key for each, made anew each time, so that none expires.
package main

import (
	"log"
	"os"
	"path/filepath"

	"github.com/golws/golws/core/tlsconn/certtest"
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: certificates FOLDER")
	}
	folder := os.Args[1]
	ca := certtest.Make(certtest.Spec{Name: "Test CA", CA: true})
	middle := certtest.Make(certtest.Spec{Name: "Test Intermediate", CA: true, Issuer: ca})
	local := []string{"localhost", "127.0.0.1"}
	for name, pair := range map[string]*certtest.Pair{
		"ca":      ca,
		"server":  certtest.Make(certtest.Spec{Names: local, Issuer: ca}),
		"chain":   certtest.Make(certtest.Spec{Names: local, Issuer: middle}),
		"rsa":     certtest.Make(certtest.Spec{Names: local, Issuer: ca, Kind: "rsa"}),
		"ed25519": certtest.Make(certtest.Spec{Names: local, Issuer: ca, Kind: "ed25519"}),
		"other":   certtest.Make(certtest.Spec{Name: "example.org", Issuer: ca}),
		"expired": certtest.Make(certtest.Spec{Names: local, Issuer: ca, Expired: true}),
		"self":    certtest.Make(certtest.Spec{Names: local}),
		"client":  certtest.Make(certtest.Spec{Name: "a client", Names: []string{}, Issuer: ca}),
	} {
		for suffix, data := range map[string][]byte{".pem": pair.Chain, ".key": pair.Key} {
			if err := os.WriteFile(filepath.Join(folder, name+suffix), data, 0o600); err != nil {
				log.Fatal(err)
			}
		}
	}
}
