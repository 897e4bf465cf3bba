// Command peer does what bench/crypto/crypto.c does, with go-jose and the standard
// library, and prints the same lines.
package main

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"runtime"

	"github.com/go-jose/go-jose/v4"
	"golang.org/x/sys/unix"
)

func seconds() float64 {
	var t unix.Timespec
	must(unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t))
	return float64(t.Sec) + float64(t.Nsec)/1e9
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func measure(name string, unit float64, operation func()) {
	start, took, n := seconds(), 0.0, 0
	for took < 0.4 {
		operation()
		n++
		took = seconds() - start
	}
	fmt.Printf("%s %.1f\n", name, float64(n)*unit/took)
}

func tokens(alg jose.SignatureAlgorithm, private, public any) {
	claims := []byte(`{"iss":"joe","exp":1300819380}`)
	var text string
	measure("sign-"+string(alg), 1, func() {
		signer, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: private}, nil)
		must(err)
		signed, err := signer.Sign(claims)
		must(err)
		text, err = signed.CompactSerialize()
		must(err)
	})
	measure("verify-"+string(alg), 1, func() {
		signed, err := jose.ParseSigned(text, []jose.SignatureAlgorithm{alg})
		must(err)
		_, err = signed.Verify(public)
		must(err)
	})
}

func gcm(name string, size int) {
	key, iv := make([]byte, 16), make([]byte, 12)
	text := make([]byte, size, size+16)
	measure(name, float64(size)/1e6, func() {
		block, err := aes.NewCipher(key)
		must(err)
		aead, err := cipher.NewGCM(block)
		must(err)
		aead.Seal(text[:0], iv, text, nil)
	})
}

func main() {
	runtime.LockOSThread()
	secret := make([]byte, 64)
	rand.Read(secret)
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(err)
	r, err := rsa.GenerateKey(rand.Reader, 2048)
	must(err)
	tokens(jose.HS256, secret, secret)
	tokens(jose.ES256, ec, &ec.PublicKey)
	tokens(jose.RS256, r, &r.PublicKey)
	gcm("gcm-16K", 16<<10)
	gcm("gcm-1M", 1<<20)
}
