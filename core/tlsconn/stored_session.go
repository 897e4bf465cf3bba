package tlsconn

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// storedMost bounds a session that is read back: a server's ticket and chain
// are in it.
const storedMost = 1 << 20

// Why a session is not stored or taken.
var (
	errNoSession      = errors.New("there is no session with this server")
	errHaveSession    = errors.New("there is a session with this server already")
	errNoSessionCache = errors.New("sessions are not kept")
	errNotStored      = errors.New("this is no session in the form of OpenSSL")
	errNoTicket       = errors.New("the session has no ticket, or no certificate")
	errUnverified     = errors.New("the server's certificate was not good when the session began")
	errOldSession     = errors.New("the session is too old")
	errGoSession      = errors.New("crypto/tls has its sessions in a form that is not known here")
)

// storedSession is what a session with a server is made of.
type storedSession struct {
	version, suite uint16
	// secret is the master secret, under TLS 1.3 the PSK.
	secret []byte
	// extended: RFC 7627 was used.
	extended bool
	// created and end are in seconds since 1970.
	created, end uint64
	ageAdd       uint32
	ticket       []byte
	// chain is the server's, its own certificate first.
	chain [][]byte
	// whole: all of the chain is there. OpenSSL stores the first certificate alone.
	whole bool
	group uint16
	// verified is what was wrong with the chain, 0 if nothing was.
	verified VerifyCode
	name     string
}

// StoreSession is the session with server in the form that LoadSession reads,
// OpenSSL's. It holds secrets.
func (c *ClientConfig) StoreSession(server string) ([]byte, error) {
	if c.sessions == nil {
		return nil, errNoSessionCache
	}
	kept, vouched := c.sessions.get(server)
	if kept == nil {
		return nil, errNoSession
	}
	ticket, state, err := kept.ResumptionState()
	if err != nil {
		return nil, err
	}
	if state == nil {
		return nil, errNoSession
	}
	encoded, err := state.Bytes()
	if err != nil {
		return nil, err
	}
	s := storedSession{ticket: ticket, whole: !vouched, name: server[:max(0, strings.LastIndexByte(server, '_'))]}
	if !s.readState(encoded) {
		return nil, errGoSession
	}
	// The connection may have been made with a leniency that the next one has not.
	v := &verification{verifier: c.verifier, name: s.name, vouched: vouched}
	if chain, err := x509.ParseCertificates(slices.Concat(s.chain...)); err != nil {
		return nil, err
	} else if _, failure := v.verify(chain); failure != nil {
		s.verified = failure.Code
	}
	return s.der()
}

// LoadSession makes connections to server resume what was stored. fetch, which
// gets it, is called only when there is use for it.
func (c *ClientConfig) LoadSession(server string, fetch func() ([]byte, error)) error {
	if c.sessions == nil {
		return errNoSessionCache
	}
	if kept, _ := c.sessions.get(server); kept != nil {
		return errHaveSession
	}
	stored, err := fetch()
	if err != nil {
		return err
	}
	var s storedSession
	if len(stored) > storedMost || !s.readDER(slices.Clone(stored)) {
		return errNotStored
	}
	if len(s.ticket) == 0 || len(s.chain) == 0 {
		return errNoTicket
	}
	if !s.whole && s.verified != 0 {
		return errUnverified
	}
	if uint64(time.Now().Unix()) >= s.end {
		return errOldSession
	}
	encoded, err := s.stateBytes()
	if err != nil {
		return err
	}
	state, err := tls.ParseSessionState(encoded)
	if err != nil {
		return err
	}
	resumable, err := tls.NewResumptionState(s.ticket, state)
	if err != nil {
		return err
	}
	c.sessions.put(server, resumable, !s.whole)
	return nil
}

// clientState is the type of a client's tls.SessionState.
const clientState = 2

// readState reads what tls.SessionState.Bytes gives.
func (s *storedSession) readState(encoded []byte) bool {
	in := cryptobyte.String(encoded)
	var kind, extended, early uint8
	var secret, extra, list, certificate, ignored cryptobyte.String
	if !in.ReadUint16(&s.version) || !in.ReadUint8(&kind) || kind != clientState || !in.ReadUint16(&s.suite) ||
		!in.ReadUint64(&s.created) || !in.ReadUint8LengthPrefixed(&secret) || !in.ReadUint24LengthPrefixed(&extra) ||
		!in.ReadUint8(&extended) || !in.ReadUint8(&early) || !in.ReadUint24LengthPrefixed(&list) {
		return false
	}
	s.secret, s.extended = secret, extended != 0
	for !list.Empty() { // CertificateEntry, RFC 8446 section 4.4.2
		if !list.ReadUint24LengthPrefixed(&certificate) || !list.ReadUint16LengthPrefixed(&ignored) {
			return false
		}
		s.chain = append(s.chain, certificate)
	}
	if !in.ReadUint24LengthPrefixed(&ignored) || early != 0 && !in.ReadUint8LengthPrefixed(&ignored) {
		return false
	}
	if s.version == tls.VersionTLS13 {
		return in.ReadUint64(&s.end) && in.ReadUint32(&s.ageAdd) && in.Empty()
	}
	s.end = s.created + lifetime12
	return in.ReadUint16(&s.group) && in.Empty()
}

// lifetime12 is how long a ticket of TLS 1.2 is taken to be good, in seconds:
// crypto/tls does not remember what the server said.
const lifetime12 = 7200

// stateBytes is what tls.ParseSessionState reads.
func (s *storedSession) stateBytes() ([]byte, error) {
	var b cryptobyte.Builder
	b.AddUint16(s.version)
	b.AddUint8(clientState)
	b.AddUint16(s.suite)
	b.AddUint64(s.created)
	b.AddUint8LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(s.secret) })
	b.AddUint24(0)
	b.AddUint8(map[bool]uint8{true: 1}[s.extended])
	b.AddUint8(0)
	b.AddUint24LengthPrefixed(func(b *cryptobyte.Builder) {
		for _, certificate := range s.chain {
			b.AddUint24LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(certificate) })
			b.AddUint16(0)
		}
	})
	b.AddUint24(0)
	if s.version == tls.VersionTLS13 {
		b.AddUint64(s.end)
		b.AddUint32(s.ageAdd)
	} else {
		b.AddUint16(s.group)
	}
	return b.Bytes()
}

// The elements of OpenSSL's SSL_SESSION, which i2d_SSL_SESSION() writes: after the
// first five each is optional, and in a context-specific tag of its own.
const (
	elementTime        = 1
	elementTimeout     = 2
	elementPeer        = 3
	elementContext     = 4
	elementVerified    = 5
	elementName        = 6
	elementLifetime    = 9
	elementTicket      = 10
	elementFlags       = 13
	elementAgeAdd      = 14
	elementTicketData  = 18 // what an application keeps; here, the rest of the chain
	elementGroup       = 19
	sessionForm        = 1
	flagExtendedSecret = 1
)

func element(n int) asn1.Tag { return asn1.Tag(n).ContextSpecific().Constructed() }

// der writes the session in OpenSSL's form.
func (s *storedSession) der() ([]byte, error) {
	var b cryptobyte.Builder
	number := func(n int, value uint64) {
		b.AddASN1(element(n), func(b *cryptobyte.Builder) { b.AddASN1Uint64(value) })
	}
	octets := func(n int, value []byte) {
		b.AddASN1(element(n), func(b *cryptobyte.Builder) { b.AddASN1OctetString(value) })
	}
	b.AddASN1Int64(sessionForm)
	b.AddASN1Int64(int64(s.version))
	b.AddASN1OctetString([]byte{byte(s.suite >> 8), byte(s.suite)})
	// A ticket's session has an identifier by which a server can say that it took it
	// (RFC 5077 section 3.4).
	id := sha256.Sum256(s.ticket)
	b.AddASN1OctetString(id[:])
	b.AddASN1OctetString(s.secret)
	number(elementTime, s.created)
	number(elementTimeout, s.end-s.created)
	if len(s.chain) > 0 {
		b.AddASN1(element(elementPeer), func(b *cryptobyte.Builder) { b.AddBytes(s.chain[0]) })
	}
	octets(elementContext, nil)
	b.AddASN1(element(elementVerified), func(b *cryptobyte.Builder) { b.AddASN1Int64(int64(s.verified)) })
	octets(elementName, []byte(s.name))
	number(elementLifetime, s.end-s.created)
	octets(elementTicket, s.ticket)
	if s.extended {
		number(elementFlags, flagExtendedSecret)
	}
	if s.version == tls.VersionTLS13 {
		number(elementAgeAdd, uint64(s.ageAdd))
	}
	if s.whole {
		octets(elementTicketData, slices.Concat(s.chain[min(1, len(s.chain)):]...))
	}
	if s.group != 0 {
		number(elementGroup, uint64(s.group))
	}
	content, err := b.Bytes()
	if err != nil {
		return nil, err
	}
	var whole cryptobyte.Builder
	whole.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) { b.AddBytes(content) })
	return whole.Bytes()
}

// readDER reads what der, or OpenSSL, has written.
func (s *storedSession) readDER(stored []byte) bool {
	outer := cryptobyte.String(stored)
	var in, suite, id, secret cryptobyte.String
	var form int
	if !outer.ReadASN1(&in, asn1.SEQUENCE) || !outer.Empty() || !in.ReadASN1Integer(&form) || form != sessionForm ||
		!in.ReadASN1Integer(&s.version) || s.version != tls.VersionTLS12 && s.version != tls.VersionTLS13 ||
		!in.ReadASN1(&suite, asn1.OCTET_STRING) || !suite.ReadUint16(&s.suite) || !suite.Empty() ||
		!in.ReadASN1(&id, asn1.OCTET_STRING) || !in.ReadASN1(&secret, asn1.OCTET_STRING) || len(secret) == 0 {
		return false
	}
	s.secret = secret
	var timeout, lifetime uint64
	for !in.Empty() {
		var value cryptobyte.String
		var tag asn1.Tag
		if !in.ReadAnyASN1(&value, &tag) {
			return false
		}
		var octets cryptobyte.String
		good := true
		switch tag {
		case element(elementTime):
			good = value.ReadASN1Integer(&s.created)
		case element(elementTimeout):
			good = value.ReadASN1Integer(&timeout)
		case element(elementPeer):
			good = len(s.chain) == 0
			s.chain, value = append(s.chain, value), nil
		case element(elementVerified):
			var code int64
			good = value.ReadASN1Integer(&code)
			s.verified = VerifyCode(code)
		case element(elementName):
			good = value.ReadASN1(&octets, asn1.OCTET_STRING)
			s.name = string(octets)
		case element(elementLifetime):
			good = value.ReadASN1Integer(&lifetime)
		case element(elementTicket):
			good = value.ReadASN1(&octets, asn1.OCTET_STRING)
			s.ticket = octets
		case element(elementFlags):
			var flags uint64
			good = value.ReadASN1Integer(&flags)
			s.extended = flags&flagExtendedSecret != 0
		case element(elementAgeAdd):
			good = value.ReadASN1Integer(&s.ageAdd)
		case element(elementTicketData):
			good = value.ReadASN1(&octets, asn1.OCTET_STRING) && s.readRest(octets)
		case element(elementGroup):
			good = value.ReadASN1Integer(&s.group)
		default:
			value = nil // nothing that is needed here
		}
		if !good || !value.Empty() {
			return false
		}
	}
	if lifetime == 0 || timeout != 0 && timeout < lifetime {
		lifetime = timeout
	}
	s.end = s.created + lifetime
	return s.end >= s.created
}

// readRest reads the chain that our own sessions have behind the first certificate.
func (s *storedSession) readRest(rest cryptobyte.String) bool {
	s.whole = true
	for !rest.Empty() {
		var certificate cryptobyte.String
		if !rest.ReadASN1Element(&certificate, asn1.SEQUENCE) {
			return false
		}
		s.chain = append(s.chain, certificate)
	}
	return true
}
