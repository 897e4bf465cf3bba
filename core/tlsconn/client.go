package tlsconn

import (
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"fmt"
)

// sessionsMost bounds the sessions that a vhost's clients keep for resuming
// when the program says nothing.
const sessionsMost = 10

// ClientSpec says how the clients of a vhost speak TLS.
type ClientSpec struct {
	// Chain and Key are the client's own, if it has any.
	Chain, Key Source
	Password   string
	// CAs are trusted; without any, those of the system are. Extra are besides.
	CAs, Extra       []Source
	Suites, Suites13 string
	// SuiteIDs are TLS 1.2's in place of Suites.
	SuiteIDs   []uint16
	Set, Clear uint64
	// NoSystem: those of the system are not trusted even if CAs has none.
	NoSystem bool
	// Find looks for CAs that are known only on demand; Revocation is checked if
	// there is one.
	Find       FindIssuer
	Revocation Revocation
	// IgnoreTime: no certificate is too old or too young.
	IgnoreTime bool
	// Faster, if not nil, may find another way to use a key.
	Faster func(crypto.Signer) crypto.Signer
	// Pairs are further own certificates, in place of Chain and Key.
	Pairs []tls.Certificate
	// NoSessions switches resuming off; Sessions bounds the cache, 0: default.
	NoSessions bool
	Sessions   int
}

// ClientConfig is what the clients of a vhost share.
type ClientConfig struct {
	base *tls.Config
	verifier
	// sessions is nil when none are kept.
	sessions *sessions
}

// Config makes the settings that a vhost's connections start from.
func (s *ClientSpec) Config() (config *ClientConfig, warnings []string, err error) {
	base := &tls.Config{DynamicRecordSizingDisabled: true}
	config = &ClientConfig{base: base, verifier: verifier{
		usage: x509.ExtKeyUsageServerAuth, find: s.Find, ignoreTime: s.IgnoreTime, revocation: s.Revocation.check()}}
	if len(s.Chain.Data) > 0 {
		key := s.Key
		if len(key.Data) == 0 {
			key = s.Chain
		}
		pair, err := KeyPair(s.Chain, key, s.Password)
		if err != nil {
			return nil, nil, err
		}
		base.Certificates = []tls.Certificate{pair}
	}
	if len(s.Pairs) > 0 {
		base.Certificates = s.Pairs
	}
	if len(s.CAs) > 0 || s.NoSystem {
		config.roots = x509.NewCertPool()
		if err := addCAs(config.roots, s.CAs); err != nil {
			return nil, nil, err
		}
	}
	if len(s.Extra) > 0 {
		config.roots = poolFrom(config.roots)
		if err := addCAs(config.roots, s.Extra); err != nil {
			return nil, nil, err
		}
	}
	if s.Faster != nil {
		replaceKeys(base.Certificates, s.Faster)
	}
	if !s.NoSessions {
		n := s.Sessions
		if n <= 0 {
			n = sessionsMost
		}
		config.sessions = newSessions(n)
	}
	ineffective := applySuites(base, s.Suites, s.Suites13, s.SuiteIDs)
	if rest := ApplyOptions(base, s.Set, s.Clear); rest != 0 {
		ineffective = append(ineffective, fmt.Sprintf("options %#x", rest))
	}
	return config, ineffectiveText(ineffective), nil
}

// Trust adds a CA.
func (c *ClientConfig) Trust(ca Source) error {
	// Connections that are shaking hands read the present one.
	pool := poolFrom(c.roots)
	if err := addCAs(pool, []Source{ca}); err != nil {
		return err
	}
	c.roots = pool
	return nil
}

// For is the settings of one connection to name; server says whose sessions it
// may resume. Each if not nil, judge has the last word and search looks for CAs that
// nobody has trusted yet.
func (c *ClientConfig) For(server, name string, alpn []string, leniency Leniency, judge Judge, search IssuerSearch) *tls.Config {
	config := c.base.Clone()
	config.ServerName, config.NextProtos = name, alpn
	v := &verification{verifier: c.verifier, name: name, leniency: leniency, judge: judge, search: search}
	if c.sessions != nil {
		config.ClientSessionCache = sessionsOf{c.sessions, server, v}
	}
	// verification does all of it, with the leniency that was asked for.
	config.InsecureSkipVerify = true
	config.VerifyConnection = v.check
	return config
}

// Vouches tells whether name's certificate passes without any leniency.
func (c *ClientConfig) Vouches(name string, state tls.ConnectionState) bool {
	v := &verification{verifier: c.verifier, name: name}
	return v.check(state) == nil
}
