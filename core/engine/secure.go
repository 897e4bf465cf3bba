package engine

import (
	"crypto/tls"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/h1"
	"github.com/golws/golws/core/header"
	"github.com/golws/golws/core/tlsconn"
)

// LWS_SERVER_OPTION_ bits about TLS.
const (
	OptionRequireClientCert  = 1 << 1
	OptionAllowNonTLS        = 1 << 3
	OptionNoSystemCAs        = 1 << 6
	OptionClientCertOptional = 1 << 7
	OptionRedirectToTLS      = 1 << 11
	OptionTLS                = 1 << 12
	OptionCreateTLS          = 1 << 24
	OptionIgnoreMissingCert  = 1 << 26
	OptionAllowHTTPOnTLSPort = 1 << 29
	OptionNoTLSSessionCache  = 1 << 39
)

// LCCSCF_ flags about TLS.
const (
	clientAllowSelfSigned = 1 << 1
	clientSkipHostname    = 1 << 2
	clientAllowExpired    = 1 << 3
	clientAllowInsecure   = 1 << 4
	clientAllowDowngrade  = 1 << 29
)

// handshakeRecord is the first byte of a TLS connection (RFC 8446 section 5.1).
const handshakeRecord = 22

// Events of TLS that programs may hear of: OpenSSL's SSL_CB_ bits.
const (
	tlsHandshakeStarts = 1 << 4
	tlsHandshakeIsDone = 1 << 5
	// TLSEvents are all that there are here.
	TLSEvents = tlsHandshakeStarts | tlsHandshakeIsDone
)

// secured is TLS on a connection, or the beginning of it.
type secured struct {
	conn *tlsconn.Conn // nil until the client has said hello
	// then goes on when the handshake is over; it is nil from then on.
	then func(*Conn)
	// failed, if there is one, hears of a handshake that failed in place of the
	// program.
	failed func(error)
	// stopped: the peer has sent far ahead of the handshake, and waits for it.
	stopped bool
	// vhost is the one that the client asked for by name (RFC 6066 section 3).
	vhost *Vhost
	// name is what the server's certificate is expected to be made out to. A
	// server learns it from a client that it asks for a certificate.
	name string
	// unchecked: whatever certificate the server has is accepted.
	unchecked bool
	// counted: it is one of those that TLSLimits bound; shaking: of the handshakes.
	counted, shaking bool
	// failure is what is wrong with the peer's certificate though the program
	// accepted it; 0: nothing.
	failure tlsconn.VerifyCode
}

// IsTLS tells that c speaks TLS, or will as soon as the peer does.
func (c *Conn) IsTLS() bool {
	if c.mux != nil {
		return c.mux.network.IsTLS()
	}
	return c.tls != nil || c.isClient && c.client != nil && c.client.request.Flags&ClientUseTLS != 0 && c.stream.FD() >= 0
}

// TLSState is what the handshake agreed on; false before and without it.
func (c *Conn) TLSState() (tls.ConnectionState, bool) {
	if t := c.Network().stream.TLS(); t != nil {
		return t.State(), true
	}
	return tls.ConnectionState{}, false
}

// doorVhost is a vhost behind a port, as handshakes look for it.
type doorVhost struct {
	name   string
	vhost  *Vhost
	door   *Vhost
	config *tlsconn.ServerConfig
}

// publishTLS makes the vhosts known to handshakes, which run on other threads.
func (x *Context) publishTLS() {
	var list []doorVhost
	for _, v := range x.Vhosts() {
		if v.tls.Load() != nil && !v.destroying {
			list = append(list, doorVhost{strings.ToLower(v.Config.Name), v, v.listensFor(), v.tls.Load()})
		}
	}
	x.doors.Store(&list)
	x.watchCertificates()
}

// ServesTLS tells whether v speaks TLS as a server.
func (v *Vhost) ServesTLS() bool { return v.tls.Load() != nil }

// SetTLS gives v other settings: connections that are accepted from now on use
// them.
func (v *Vhost) SetTLS(config *tlsconn.ServerConfig) {
	v.tls.Store(config)
	v.context.publishTLS()
}

// SetClientTLS says how v's clients speak TLS.
func (v *Vhost) SetClientTLS(config *tlsconn.ClientConfig) { v.clientTLS.Store(config) }

// ClientTLS is how v's clients speak TLS, nil when they cannot.
func (v *Vhost) ClientTLS() *tlsconn.ClientConfig { return v.clientTLS.Load() }

// namedVhost finds the vhost that a client named, among those behind door.
func (x *Context) namedVhost(door *Vhost, name string) *doorVhost {
	list := *x.doors.Load()
	name = strings.ToLower(name)
	for i := range list {
		if list[i].door == door && list[i].name == name {
			return &list[i]
		}
	}
	return nil
}

// expectTLS makes c wait for a client's hello; then follows the handshake.
func (c *Conn) expectTLS(then func(*Conn)) {
	c.role = tlsHandshake{}
	c.tls.then = then
	c.setTimeout(timeoutSSLAccept, c.Vhost.Config.TimeoutSeconds)
}

// acceptTLS begins the handshake of an accepted connection.
func (c *Conn) acceptTLS() {
	s, x, v := c.tls, c.thread.Context, c.Vhost
	door, own := v.listensFor(), v.tls.Load()
	s.conn = tlsconn.Server(v.chosenTLS(), func(hello *tls.ClientHelloInfo) *tls.Config {
		if proving := x.proofs.provingConfig(hello); proving != nil {
			return proving
		}
		chosen := own
		if found := x.namedVhost(door, hello.ServerName); found != nil {
			chosen, s.vhost = found.config, found.vhost
		}
		return chosen.For(hello, c.judge(s, hello.ServerName))
	})
	c.startTLS()
}

// judge asks the program about the peer's certificate, on the loop's thread. name
// is the server's that the handshake is about.
func (c *Conn) judge(s *secured, name string) tlsconn.Judge {
	t := c.thread
	return func(v *tlsconn.Verification) bool {
		return s.conn.Ask(func(answer chan<- bool) {
			t.Loop.Post(func(int64) {
				if c.closed || c.closing || s != c.tls {
					answer <- false
					return
				}
				t.working = c
				s.name = name
				accepted, left := c.host().Verifying(c, v, s.failure)
				s.failure = left
				answer <- accepted
			})
		})
	}
}

// VerifyFailure is what is wrong with the peer's certificate though it was
// accepted, in OpenSSL's numbers.
func (c *Conn) VerifyFailure() int {
	if s := c.carrier().tls; s != nil {
		return int(s.failure)
	}
	return 0
}

// tellTLS tells the program of an event if it wants to hear of it; false: it does
// not want the connection any more.
func (c *Conn) tellTLS(event int) bool {
	if c.Vhost.Config.TLSEvents&event == 0 || c.tls.failed != nil {
		return true
	}
	return c.host().TLSEvent(c, event) == 0 && !c.closed
}

func (c *Conn) startTLS() {
	if !c.tellTLS(tlsHandshakeStarts) {
		if !c.closed {
			c.role.expired(c)
		}
		return
	}
	t, s := c.thread, c.tls
	s.conn.Start(func() { t.Loop.Post(func(int64) { c.continueTLS(s) }) })
}

// connectTLS begins the handshake of a client; then follows it.
func (c *Conn) connectTLS(then func(*Conn)) {
	r := &c.client.request
	alpn := r.ALPN
	if alpn == "" {
		alpn = c.Vhost.Config.ALPN
	}
	offered := ALPN(alpn)
	if r.isRaw() || r.isWebSocket() && r.ALPN == "" {
		// Few servers that speak HTTP/2 have WebSockets there: the program has
		// to ask for it.
		offered = slices.DeleteFunc(offered, func(p string) bool { return p == "h2" })
	}
	if err := c.beginTLS(tlsHandshake{}, offered, then); err != nil {
		c.connectionError(err.Error())
	}
}

// beginTLS begins the handshake of a client, which is its role until then follows.
func (c *Conn) beginTLS(handshake role, offered []string, then func(*Conn)) error {
	r := &c.client.request
	settings := c.Vhost.clientTLS.Load()
	if settings == nil {
		return errors.New("the vhost has no TLS for clients")
	}
	var leniency tlsconn.Leniency
	for _, l := range [...]struct {
		flag uint32
		is   tlsconn.Leniency
	}{
		{clientAllowSelfSigned, tlsconn.AllowSelfSigned}, {clientSkipHostname, tlsconn.AllowName},
		{clientAllowExpired, tlsconn.AllowExpired}, {clientAllowInsecure, tlsconn.AllowAnything},
	} {
		if r.Flags&l.flag != 0 {
			leniency |= l.is
		}
	}
	name := r.Host
	if name == "" {
		name = r.Address
	}
	s := &secured{then: then, name: withoutPort(name), unchecked: leniency&tlsconn.AllowAnything != 0}
	if !c.Context().enterTLS(s) {
		return errors.New("tls restriction limit")
	}
	c.tls, c.role = s, handshake
	server := SessionServer(s.name, r.Port)
	s.conn = tlsconn.Client(settings.For(server, s.name, offered, leniency, c.judge(s, s.name), c.searchIssuers(s)))
	c.startTLS()
	if !c.closed {
		c.updateInterest()
	}
	return nil
}

// SessionServer is what the sessions of a vhost's clients are kept by.
func SessionServer(host string, port int) string { return host + "_" + strconv.Itoa(port) }

// withoutPort cuts the port off a Host.
func withoutPort(host string) string {
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") && strings.Count(host, ":") == 1 || strings.Contains(host, "]:") {
		host = host[:i]
	}
	return strings.Trim(host, "[]")
}

// ALPN reads a list by comma.
func ALPN(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
}

// continueTLS takes what the handshake has done, on the loop's thread.
func (c *Conn) continueTLS(s *secured) {
	if c.closed || c.closing || s != c.tls || s.then == nil {
		return
	}
	c.thread.working = c
	out, done, err := s.conn.Take()
	s.stopped = !done && s.conn.Full()
	if len(out) > 0 {
		failed := c.stream.Write(nil, out)
		if failed == nil {
			failed = c.stream.Flush()
		}
		if failed != nil {
			c.failTLS(failed)
			return
		}
	}
	switch {
	case !done:
		c.updateInterest()
	case err != nil:
		c.failTLS(err)
	default:
		c.secure()
	}
}

// secure goes on after the handshake.
func (c *Conn) secure() {
	s := c.tls
	c.Context().shaken(s)
	c.stream.StartTLS(s.conn)
	c.tellTLS(tlsHandshakeIsDone) // lws ignores the result
	if c.closed {
		return
	}
	if !c.isClient {
		c.stream.AcknowledgeNow()
	}
	if v := s.vhost; v != nil && v != c.Vhost {
		if v.destroying {
			c.Close(CloseContext)
			return
		}
		c.Vhost, c.Protocol = v, v.unnamed
		c.host().Rehosted(c)
	}
	if !c.isClient && c.hasProved() {
		c.lingers = true
		c.Close(CloseProgram)
		return
	}
	then := s.then
	s.then = nil
	then(c)
	if c.closed || c.stream.FD() < 0 {
		return // another connection has the socket now
	}
	c.updateInterest()
	if c.wantWrite && !c.stream.Full() {
		c.queueWriteable()
	}
	c.receive() // what came behind the handshake
}

// failTLS ends a connection whose handshake failed.
func (c *Conn) failTLS(err error) {
	if c.tls.failed != nil {
		c.tls.failed(err)
		return
	}
	if c.isClient {
		c.connectionError(tlsText(err))
		return
	}
	if c.host().Wants(LevelInfo) {
		c.log(LevelInfo, "TLS handshake: "+err.Error())
	}
	c.lingers = true // for the alert
	c.Close(CloseProtocol)
}

// tlsText is what a program is told of a handshake that failed: the kind and
// OpenSSL's number as in lws, and then whose certificate it is and why.
func tlsText(err error) string {
	var verify *tlsconn.VerifyError
	if errors.As(err, &verify) {
		class := ""
		if verify.Class != "" {
			class = "tls=" + verify.Class
		}
		return "server's cert didn't look good, " + class + " X509_V_ERR = " + strconv.Itoa(int(verify.Code)) +
			": " + verify.Text() + ": " + verify.Subject
	}
	var number unix.Errno
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		number = unix.ECONNRESET
	}
	if number != 0 || errors.As(err, &number) {
		return "connect SYSCALL " + strconv.Itoa(int(number))
	}
	return "connect SSL: " + err.Error()
}

// tlsHandshake is the role of a connection until its handshake is over.
type tlsHandshake struct{}

func (tlsHandshake) received(c *Conn, data []byte) []byte {
	if c.tls.conn == nil {
		if data[0] != handshakeRecord {
			return c.withoutTLS(data)
		}
		c.acceptTLS()
		if c.closed || c.closing {
			return nil
		}
	}
	c.feedTLS(data)
	return nil
}

// feedTLS gives the handshake what the peer sent.
func (c *Conn) feedTLS(data []byte) {
	full, err := c.tls.conn.Feed(data)
	if err != nil {
		c.failTLS(err)
		return
	}
	if full {
		c.tls.stopped = true // until it goes on: see continueTLS
		c.updateInterest()
	}
}

func (tlsHandshake) peerClosed(c *Conn) {
	if c.isClient {
		c.failTLS(io.EOF)
		return
	}
	c.Close(CloseLost)
}

func (tlsHandshake) writeable(*Conn) {}
func (tlsHandshake) sent(*Conn)      {}

func (tlsHandshake) expired(c *Conn) {
	if c.isClient {
		c.connectionError("Timed out waiting SSL")
		return
	}
	c.Close(CloseTimeout)
}

func (tlsHandshake) ended(c *Conn, why Cause) {
	if c.tls.conn != nil {
		c.tls.conn.Cancel()
	}
	if c.isClient {
		c.endClient(why)
	}
}

// withoutTLS serves a peer that speaks something else on a TLS port, as far as
// the vhost's options allow that.
func (c *Conn) withoutTLS(data []byte) []byte {
	v := c.Vhost
	options := v.Config.Options
	switch {
	case options&OptionAllowNonTLS == 0:
	case options&OptionRedirectToTLS != 0:
		c.leaveTLS(func(c *Conn) {
			c.serveHTTP()
			c.role = redirectToTLS{}
		})
	case options&OptionAllowHTTPOnTLSPort != 0:
		c.leaveTLS(c.tls.then)
	case options&OptionFallbackToListenConfig != 0:
		c.leaveTLS(func(c *Conn) { c.fallBack() })
	}
	switch {
	case c.closed:
		return nil
	case c.tls != nil:
		if c.host().Wants(LevelInfo) {
			c.log(LevelInfo, "the peer does not speak TLS")
		}
		c.Close(CloseProtocol)
		return nil
	}
	return c.role.received(c, data)
}

// leaveTLS goes on without TLS.
func (c *Conn) leaveTLS(then func(*Conn)) {
	c.Context().leaveTLS(c.tls)
	c.tls = nil
	c.host().Attached(c)
	then(c)
}

// redirectToTLS is the role of a connection without TLS that is told to come
// again with it.
type redirectToTLS struct{ serverHTTP }

func (r redirectToTLS) received(c *Conn, data []byte) []byte {
	x := c.http
	if x == nil {
		x = c.beginTransaction()
	}
	if x.phase != readingHead {
		return data
	}
	_, done, err := x.parser.Parse(data)
	if err != nil {
		c.refuse(err.(*h1.Error))
		return nil
	}
	if !done {
		return nil
	}
	x.phase = responding
	x.path = x.table.Path()
	c.host().EnsureSession(c)
	if !c.callback(ReasonFilterHTTPConnection, x.path) || !c.bindHTTP(c.Vhost.Protocols[0]) {
		c.programFailed()
		return nil
	}
	if !c.isAnswering(x) {
		return nil
	}
	target := string(x.path)
	if arguments := c.headerText(header.URIArgs); arguments != "" {
		target += "?" + arguments
	}
	buf := c.thread.headerRoom()
	n, err := h1.PutRedirect(buf, 301, c.responseHead(), []byte("https://"+c.headerText(header.Host)+target))
	if err != nil {
		c.Close(CloseProtocol)
		return nil
	}
	x.status = 301
	c.write(nil, buf[:n])
	return nil
}
