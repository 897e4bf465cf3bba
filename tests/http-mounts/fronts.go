package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"golang.org/x/net/http2"

	"github.com/golws/golws/core/tlsconn/certtest"
)

// fronts are all ways to ask the server that listens on these ports.
func fronts(plain, secure int, authority *certtest.Pair) []*front {
	roots := x509.NewCertPool()
	roots.AddCert(authority.Cert)
	trusting := func() *tls.Config { return &tls.Config{RootCAs: roots} }
	kinds := []struct {
		name, base string
		http2      bool
		transport  func() http.RoundTripper
	}{
		{"HTTP/1", fmt.Sprintf("http://127.0.0.1:%d", plain), false, func() http.RoundTripper { return &http.Transport{} }},
		{"HTTP/1 over TLS", fmt.Sprintf("https://localhost:%d", secure), false, func() http.RoundTripper {
			return &http.Transport{TLSClientConfig: trusting()}
		}},
		{"HTTP/2", fmt.Sprintf("http://127.0.0.1:%d", plain), true, func() http.RoundTripper {
			return &http2.Transport{
				AllowHTTP: true,
				DialTLSContext: func(ctx context.Context, network, address string, _ *tls.Config) (net.Conn, error) {
					return new(net.Dialer).DialContext(ctx, network, address)
				},
			}
		}},
		{"HTTP/2 over TLS", fmt.Sprintf("https://localhost:%d", secure), true, func() http.RoundTripper {
			return &http2.Transport{TLSClientConfig: trusting()}
		}},
	}
	var made []*front
	for _, k := range kinds {
		made = append(made, &front{name: k.name, base: k.base, http2: k.http2, client: client(k.transport()), hasty: client(k.transport())})
	}
	return made
}

func client(t http.RoundTripper) *http.Client {
	return &http.Client{
		Transport: t, Timeout: 30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// cut tells that err is about a response that misses something.
func cut(err error) bool {
	var reset http2.StreamError
	return errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &reset)
}

// secureBackEnd is a back end with TLS. It returns its address by name.
func secureBackEnd(pair *certtest.Pair) (address string, err error) {
	own, err := tls.X509KeyPair(pair.Chain, pair.Key)
	if err != nil {
		return "", err
	}
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{own}, NextProtos: []string{"http/1.1"}})
	if err != nil {
		return "", err
	}
	server := &http.Server{Handler: http.HandlerFunc(backEnd), ErrorLog: quiet}
	go server.Serve(l)
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return "localhost:" + port, nil
}
