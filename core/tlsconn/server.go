package tlsconn

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"slices"
	"strings"
)

// ServerSpec says how a server speaks TLS.
type ServerSpec struct {
	Chain, Key Source
	Password   string
	// ALPN are the protocols in the order of preference.
	ALPN []string
	// CAs are what clients' certificates are checked with. Clients are asked
	// for one when AskClient; without one they are refused when NeedClient.
	CAs                   []Source
	AskClient, NeedClient bool
	// Suites is an OpenSSL cipher list, Suites13 that of TLS 1.3.
	Suites, Suites13 string
	// Set and Clear are OpenSSL's SSL_OP_ bits.
	Set, Clear uint64
}

// Config makes the settings of every connection. warnings say what of the spec
// has no effect.
func (s *ServerSpec) Config() (config *tls.Config, warnings []string, err error) {
	pair, err := KeyPair(s.Chain, s.Key, s.Password)
	if err != nil {
		return nil, nil, err
	}
	config = &tls.Config{
		Certificates: []tls.Certificate{pair}, NextProtos: s.ALPN,
		// What a turn wrote is collected before it is sealed: small records
		// would only cost more.
		DynamicRecordSizingDisabled: true,
	}
	if s.AskClient {
		config.ClientCAs = x509.NewCertPool()
		if err := addCAs(config.ClientCAs, s.CAs); err != nil {
			return nil, nil, err
		}
		config.ClientAuth = tls.VerifyClientCertIfGiven
		if s.NeedClient {
			config.ClientAuth = tls.RequireAndVerifyClientCert
		}
	}
	warnings = applySuites(config, s.Suites, s.Suites13)
	if rest := ApplyOptions(config, s.Set, s.Clear); rest != 0 {
		warnings = append(warnings, fmt.Sprintf("TLS options %#x have no counterpart", rest))
	}
	return config, warnings, nil
}

func addCAs(pool *x509.CertPool, from []Source) error {
	for _, source := range from {
		list, err := Certificates(source)
		if err != nil {
			return err
		}
		for _, ca := range list {
			pool.AddCert(ca)
		}
	}
	return nil
}

func applySuites(config *tls.Config, list, list13 string) (warnings []string) {
	allowed, ignored := Suites(list)
	config.CipherSuites = allowed
	if len(ignored) > 0 {
		warnings = append(warnings, "of the cipher list these have no effect: "+strings.Join(ignored, " "))
	}
	if list13 != "" {
		warnings = append(warnings, "TLS 1.3's suites cannot be chosen, so this list has no effect: "+list13)
	}
	return warnings
}

// ForHello is config as it fits a client: one that offers no protocol of ours
// is served without one, as if it had not asked (RFC 7301 section 3.2 would
// have it refused, and many clients offer what they only might use).
func ForHello(config *tls.Config, hello *tls.ClientHelloInfo) *tls.Config {
	if len(config.NextProtos) == 0 || len(hello.SupportedProtos) == 0 {
		return config
	}
	for _, p := range hello.SupportedProtos {
		if slices.Contains(config.NextProtos, p) {
			return config
		}
	}
	silent := config.Clone()
	silent.NextProtos = nil
	return silent
}
