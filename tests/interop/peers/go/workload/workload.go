// Package workload is what the clients send and how the servers are told to listen.
package workload

import (
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log"
	"net"
	"os"
	"strconv"
	"strings"
)

// Most is the longest message that is taken.
const Most = 65 << 20

// Deflate tells that permessage-deflate is asked for.
var Deflate = os.Getenv("DEFLATE") == "1"

// Text has characters of every length.
var Text = strings.Repeat("a\u00e9\u20ac\U0001f600z", 9000)

// Sizes are those of whole messages.
func Sizes() (sizes []int) {
	largest := Most
	if n, err := strconv.Atoi(os.Getenv("LARGEST")); err == nil {
		largest = n
	}
	for _, n := range []int{0, 64, 1000, 65535, 65536, 1 << 20, 16 << 20, 64 << 20} {
		if n <= largest {
			sizes = append(sizes, n)
		}
	}
	return sizes
}

// Binary is a message of n bytes that can be compressed a little.
func Binary(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	for i := range b {
		b[i] = 32 + b[i]&63
	}
	return b
}

// Pieces are the fragments of one message.
func Pieces() (pieces [][]byte) {
	for i := range 16 {
		pieces = append(pieces, Binary(100000+i))
	}
	return pieces
}

// Trust is whom a client trusts.
func Trust() *tls.Config {
	pem, err := os.ReadFile(os.Getenv("CA"))
	if err != nil {
		return nil
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	return &tls.Config{RootCAs: pool}
}

// Listen opens a server's port and prints it.
func Listen() net.Listener {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(l.Addr().(*net.TCPAddr).Port)
	if file := os.Getenv("CERT"); file != "" {
		pair, err := tls.LoadX509KeyPair(file, os.Getenv("KEY"))
		if err != nil {
			log.Fatal(err)
		}
		l = tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{pair}, NextProtos: []string{"http/1.1"}})
	}
	return l
}

// Must ends a client that met an error.
func Must(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

// OK says that a step is done.
func OK(step ...any) { fmt.Println(append([]any{"ok"}, step...)...) }

// Negotiated says whether the server agreed to compress.
func Negotiated(extensions string) {
	if strings.Contains(extensions, "permessage-deflate") {
		fmt.Println("deflate on")
	} else {
		fmt.Println("deflate off")
	}
}
