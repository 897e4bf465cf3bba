package tlsconn

import (
	"crypto"
	"crypto/cipher"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
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
	// Curve is the group that the program would like for key shares.
	Curve string
	// SuiteIDs are TLS 1.2's in place of Suites.
	SuiteIDs []uint16
	// Set and Clear are OpenSSL's SSL_OP_ bits.
	Set, Clear uint64
	// Find looks for CAs that are known only on demand; Revocation is checked if
	// there is one.
	Find       FindIssuer
	Revocation Revocation
	// IgnoreTime: no certificate is too old or too young.
	IgnoreTime bool
	// Faster, if not nil, may find another way to use a key.
	Faster func(crypto.Signer) crypto.Signer
	// Bulk, if not nil, may make another AES-GCM of a key, which is faster with long
	// records; nil: there is none.
	Bulk func(key []byte) cipher.AEAD
	// Pairs are what is served when there is no Chain.
	Pairs []tls.Certificate
}

// ServerConfig is what the connections of a server share.
type ServerConfig struct {
	base *tls.Config
	// clients is nil when they are not asked for certificates.
	clients *verifier
	bulk    func(key []byte) cipher.AEAD
}

// Certificate is what the server shows first, nil if it has none yet.
func (c *ServerConfig) Certificate() *x509.Certificate {
	if len(c.base.Certificates) == 0 {
		return nil
	}
	return c.base.Certificates[0].Leaf
}

// Config makes the settings of every connection. warnings say what of the spec
// has no effect.
func (s *ServerSpec) Config() (made *ServerConfig, warnings []string, err error) {
	pairs := s.Pairs
	if len(s.Chain.Data) > 0 {
		pair, err := KeyPair(s.Chain, s.Key, s.Password)
		if err != nil {
			return nil, nil, err
		}
		pairs = []tls.Certificate{pair}
	}
	config := &tls.Config{
		Certificates: pairs, NextProtos: s.ALPN,
		// What a turn wrote is collected before it is sealed: small records
		// would only cost more.
		DynamicRecordSizingDisabled: true,
	}
	if s.Faster != nil {
		replaceKeys(pairs, s.Faster)
	}
	if len(pairs) == 0 {
		config.GetCertificate = func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return nil, errNoCertificate }
	}
	made = &ServerConfig{base: config, bulk: s.Bulk}
	if s.AskClient {
		config.ClientCAs = x509.NewCertPool()
		if err := addCAs(config.ClientCAs, s.CAs); err != nil {
			return nil, nil, err
		}
		// verification does the checking: see For.
		config.ClientAuth = tls.RequestClientCert
		if s.NeedClient {
			config.ClientAuth = tls.RequireAnyClientCert
		}
		made.clients = &verifier{roots: config.ClientCAs, usage: x509.ExtKeyUsageClientAuth, find: s.Find,
			ignoreTime: s.IgnoreTime, revocation: s.Revocation.check()}
	}
	ineffective := applySuites(config, s.Suites, s.Suites13, s.SuiteIDs)
	if s.Curve != "" && !slices.Contains(curves, s.Curve) {
		ineffective = append(ineffective, "the curve "+s.Curve)
	}
	if rest := ApplyOptions(config, s.Set, s.Clear); rest != 0 {
		ineffective = append(ineffective, fmt.Sprintf("options %#x", rest))
	}
	return made, ineffectiveText(ineffective), nil
}

var errNoCertificate = errors.New("the server has no certificate yet")

func replaceKeys(pairs []tls.Certificate, faster func(crypto.Signer) crypto.Signer) {
	for i := range pairs {
		if key, ok := pairs[i].PrivateKey.(crypto.Signer); ok {
			pairs[i].PrivateKey = faster(key)
		}
	}
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

// For is the settings of one connection, which judge, if not nil, has the last
// word about. A client that offers no protocol of ours is served without one, as
// if it had not asked (RFC 7301 section 3.2 would have it refused, and many
// clients offer what they only might use).
func (c *ServerConfig) For(hello *tls.ClientHelloInfo, judge Judge) *tls.Config {
	silent := len(c.base.NextProtos) > 0 && len(hello.SupportedProtos) > 0
	for _, p := range hello.SupportedProtos {
		silent = silent && !slices.Contains(c.base.NextProtos, p)
	}
	config := c.base.Clone()
	if w, ours := hello.Conn.(*wire); ours {
		w.secrets.bulk = c.bulk
		config.KeyLogWriter = w.secrets
	}
	if silent {
		config.NextProtos = nil
	}
	if c.clients != nil {
		v := &verification{verifier: *c.clients, judge: judge}
		config.VerifyConnection = v.check
	}
	return config
}
