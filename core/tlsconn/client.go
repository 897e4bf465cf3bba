package tlsconn

import (
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
	// CAs are trusted; without any, those of the system are.
	CAs              []Source
	Suites, Suites13 string
	Set, Clear       uint64
	// NoSystem: those of the system are not trusted even if CAs has none.
	NoSystem bool
	// NoSessions switches resuming off; Sessions bounds the cache, 0: default.
	NoSessions bool
	Sessions   int
}

// ClientConfig is what the clients of a vhost share.
type ClientConfig struct {
	base *tls.Config
	// roots is nil for those of the system; extra are added to either.
	roots *x509.CertPool
	// sessions is nil when none are kept.
	sessions *sessions
}

// Config makes the settings that a vhost's connections start from.
func (s *ClientSpec) Config() (config *ClientConfig, warnings []string, err error) {
	base := &tls.Config{DynamicRecordSizingDisabled: true}
	config = &ClientConfig{base: base}
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
	if len(s.CAs) > 0 || s.NoSystem {
		config.roots = x509.NewCertPool()
		if err := addCAs(config.roots, s.CAs); err != nil {
			return nil, nil, err
		}
	}
	if !s.NoSessions {
		n := s.Sessions
		if n <= 0 {
			n = sessionsMost
		}
		config.sessions = newSessions(n)
	}
	warnings = applySuites(base, s.Suites, s.Suites13)
	if rest := ApplyOptions(base, s.Set, s.Clear); rest != 0 {
		warnings = append(warnings, fmt.Sprintf("TLS options %#x have no counterpart", rest))
	}
	return config, warnings, nil
}

// Trust adds a CA.
func (c *ClientConfig) Trust(ca Source) error {
	pool := c.roots
	if pool == nil {
		system, err := x509.SystemCertPool()
		if err != nil {
			system = x509.NewCertPool()
		}
		pool = system
	} else {
		// Connections that are shaking hands read the present one.
		pool = pool.Clone()
	}
	if err := addCAs(pool, []Source{ca}); err != nil {
		return err
	}
	c.roots = pool
	return nil
}

// For is the settings of one connection to name; server says whose sessions it
// may resume.
func (c *ClientConfig) For(server, name string, alpn []string, leniency Leniency) *tls.Config {
	config := c.base.Clone()
	config.ServerName, config.NextProtos = name, alpn
	if c.sessions != nil {
		config.ClientSessionCache = sessionsOf{c.sessions, server}
	}
	v := &verification{roots: c.roots, name: name, leniency: leniency}
	// verification does all of it, with the leniency that was asked for.
	config.InsecureSkipVerify = true
	config.VerifyConnection = v.check
	return config
}

// Vouches tells whether name's certificate passes without any leniency.
func (c *ClientConfig) Vouches(name string, state tls.ConnectionState) bool {
	v := &verification{roots: c.roots, name: name}
	return v.check(state) == nil
}
