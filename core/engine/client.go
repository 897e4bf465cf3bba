package engine

import (
	"errors"
	"net"
	"net/netip"
	"strconv"

	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/compress"
	"github.com/golws/golws/core/h1"
	"github.com/golws/golws/core/header"
	"github.com/golws/golws/core/loop"
	"github.com/golws/golws/core/netio"
	"github.com/golws/golws/core/proxy"
)

// ClientRequest is what a program wants to connect to, and to ask for there.
type ClientRequest struct {
	Vhost *Vhost
	// Address is a name, a numeric address, or "+path" for a unix socket.
	Address string
	Port    int
	Path    string
	Host    string
	Origin  string
	// Method is an HTTP method, "RAW" for bytes without HTTP, or "" for a
	// WebSocket connection.
	Method string
	// Protocols are the offered WebSocket subprotocols, as a list.
	Protocols string
	// LocalProtocol names the protocol of the vhost that serves the
	// connection; "" means the one called as Protocols says.
	LocalProtocol    string
	WebSocketVersion int
	Interface        string
	Retry            *RetryPolicy
	Flags            uint32
	// ALPN is the list of protocols offered in the TLS handshake; "" means the
	// vhost's.
	ALPN string
	// KeepWarmSeconds is how long the connection stays open for another request
	// when there is none; 0 means a default.
	KeepWarmSeconds int
	Parent          *Conn
	// InitialCredit is how much of a response may come before the program gives
	// credit, with ClientManualFlow.
	InitialCredit int
	// Priority is that of its packets, 0 for none.
	Priority int
	// FaultName is what rules about faults call it.
	FaultName string
	// User and Password answer a server's challenge; User "": none is answered.
	User, Password string
	// Adopt is called with the new connection before any callback.
	Adopt func(c *Conn)
}

func (r *ClientRequest) isRaw() bool { return r.Method == "RAW" }

// isProxyBack tells that it is for the far end of a proxy that the program is.
func (r *ClientRequest) isProxyBack() bool { return r.isRaw() && r.LocalProtocol == RawProxy }

func (r *ClientRequest) bindReason() Reason {
	switch {
	case r.isProxyBack():
		return ReasonRawProxyCliBindProtocol
	case r.isRaw():
		return ReasonRawSktBindProtocol
	}
	return ReasonClientHTTPBindProtocol
}

func (r *ClientRequest) dropReason() Reason {
	switch {
	case r.isProxyBack():
		return ReasonRawProxyCliDropProtocol
	case r.isRaw():
		return ReasonRawSktDropProtocol
	}
	return ReasonClientHTTPDropProtocol
}

// LCCSCF_ flags that the engine acts on.
const (
	ClientUseTLS         = 1 << 0
	ClientTLSFlags       = 0xf << 1 // what is not verified of the server
	ClientMultipart      = 1 << 10
	ClientURLEncoded     = 1 << 11
	ClientNoFollow       = 1 << 12
	ClientNoCacheControl = 1 << 13
	ClientPipeline       = 1 << 16
	ClientManualFlow     = 1 << 9
	ClientPriorKnowledge = 1 << 18
	ClientConmon         = 1 << 28
	ClientCacheCookies   = 1 << 30
)

// typesOfService are those of RFC 1349 that flags ask for. The last one counts:
// they exclude each other.
var typesOfService = [...]struct {
	flag uint32
	tos  int
}{
	{1 << 24, 0x10},
	{1 << 25, 0x08},
	{1 << 26, 0x04},
	{1 << 27, 0x02},
}

// typeOfService is the one that the request wants, 0 for none.
func (r *ClientRequest) typeOfService() (tos int) {
	for _, t := range typesOfService {
		if r.Flags&t.flag != 0 {
			tos = t.tos
		}
	}
	return tos
}

// addressesMost bounds how many addresses of a name are tried.
const addressesMost = 16

// clientState is a client connection's request, and how far it is.
type clientState struct {
	request   ClientRequest
	addresses []unix.Sockaddr
	attempts  int
	race      *race  // of several attempts
	cancel    func() // of a look-up under way
	head      h1.RequestHead
	offered   wsOffer
	table     *header.Table
	// decoder is what the response's body goes through, nil for none; reads counts
	// how often the program has read of it.
	decoder *compress.Decoder
	reads   int
	// viaProxy: the addresses are a proxy's; proxy is the conversation with it.
	viaProxy bool
	proxy    proxy.Machine
	parser   h1.ResponseParser
	body     h1.BodyReader
	// pending is received body that the program has not taken yet; it is only
	// set while the program is being told.
	pending   []byte
	telling   bool
	inBody    bool
	completed bool
	// queue are the requests that wait for this connection, and leader is the
	// one that this request waits for: see client_share.go.
	queue  []*Conn
	leader *Conn
	// ended: the response is complete, and the program is done with it.
	ended bool
	// idle: that is so, and the connection is for another request.
	idle bool
	// handedOn: the socket is another request's.
	handedOn bool
	// excess: more came than the response.
	excess bool
	// announced: the program knows by SERVER_NEW_CLIENT_INSTANTIATED.
	announced bool
	// created: the program knows by WSI_CREATE.
	created bool
	// redirects counts how often the request was sent elsewhere.
	redirects int
	// refusals counts how often an HTTP/2 server has refused it.
	refusals int
	// boundary separates the parts of a form, and parts counts them.
	boundary string
	parts    int
	timing   *Timing
	// challenges counts how often credentials were sent; basic: as they are.
	challenges int
	// proxyChallenges counts those of the proxy.
	proxyChallenges int
	basic           bool
	// toGet: a redirect made the request a GET.
	toGet bool
	// bodyPending: the program still writes the request's body.
	bodyPending bool
	// hadBody: it did at some time.
	hadBody bool
	// quiet: the program refused the connection itself and is not told of it.
	quiet bool
	// failure is the text for CLIENT_CONNECTION_ERROR.
	failure string
	// told: the program knows that the connection is made, so its end is a
	// close and not a connection error.
	told bool
}

// connector is the role of a connection that is being made. The role of an
// accepted one never implements it.
type connector interface {
	role
	// connected runs when the socket has an outcome.
	connected(c *Conn)
}

// connecting is the role until the socket is connected.
type connecting struct{}

// Connect begins a client connection. nil means that it failed at once; the
// program has been told by CLIENT_CONNECTION_ERROR then, unless its vhost is
// about to end.
func (x *Context) Connect(r ClientRequest) *Conn {
	v := r.Vhost
	if x.destroying || v.destroying {
		// A program that connects anew whenever a connection ends would
		// never let go.
		x.log(LevelInfo, v, "no connection is made while the vhost ends")
		return nil
	}
	if v.faultOfNext(r.FaultName, "createfail") {
		return nil
	}
	t := x.here()
	t.now = x.Clock()
	x.Start()
	c := newConn(v, t, connecting{})
	c.isClient = true
	if r.Retry != nil {
		c.policy = r.Retry
	}
	c.client = &clientState{request: r}
	if wanted := r.Flags&ClientConmon != 0; wanted || x.Meter != nil {
		c.client.timing = &Timing{wanted: wanted}
	}
	c.Protocol = v.Protocols[0]
	if !x.Host.Opened(c) {
		t.conns.remove(c)
		c.closed = true
		return nil
	}
	c.instantiated = true
	if r.Adopt != nil {
		r.Adopt(c)
	}
	if r.Parent != nil {
		c.setParent(r.Parent)
	}
	if p := c.localProtocol(); p != nil {
		// lws makes the connection even if the program refuses the binding.
		c.bind(p, r.dropReason(), r.bindReason())
	} else if !r.isWebSocket() {
		x.Host.EnsureSession(c)
	}
	if c.closed {
		return nil
	}
	if !c.share() {
		c.lead()
		c.setTimeout(timeoutAwaitingConnect, x.Config.ConnectSeconds)
		c.resolve()
	}
	if c.closed {
		return nil
	}
	return c
}

// localProtocol is the vhost's protocol that a client connection asks for.
func (c *Conn) localProtocol() *Protocol {
	r := &c.client.request
	name := r.LocalProtocol
	if name == "" {
		name = r.Protocols
	}
	return c.Vhost.ProtocolNamed(name)
}

// resolve finds the addresses to try; a name goes to the resolver, which must
// not stop the loop.
func (c *Conn) resolve() {
	s := c.client
	r := &s.request
	c.clocked(func(t *Timing) *int64 { return &t.Resolve })
	if r.Address == "" {
		c.connectionError("no address")
		return
	}
	if c.fault("dnsfail") {
		c.resolved(nil, 0, errFault)
		return
	}
	if r.Address[0] == '+' {
		s.addresses = []unix.Sockaddr{&unix.SockaddrUnix{Name: r.Address[1:]}}
		c.tryNext()
		return
	}
	name, port := c.nextHop()
	if a, err := netip.ParseAddr(name); err == nil {
		s.addresses = []unix.Sockaddr{netio.SockaddrOf(a, port)}
		c.tryNext()
		return
	}
	s.cancel = c.thread.LookUp(c.Vhost.network(), name, func(found []netip.Addr, err error) { c.resolved(found, port, err) })
}

// resolved continues on the loop's thread.
func (c *Conn) resolved(found []netip.Addr, port int, err error) {
	if c.closed {
		return
	}
	c.thread.working = c
	if err != nil || len(found) == 0 {
		if t := c.client.timing; t != nil {
			t.NotFound = true
		}
		c.connectionError(resolverText(err))
		return
	}
	s := c.client
	for i, a := range interleaved(found) {
		if i == addressesMost {
			break
		}
		s.addresses = append(s.addresses, netio.SockaddrOf(a, port))
	}
	c.tryNext()
}

// resolverText is what the program is told about a failed look-up.
func resolverText(err error) string {
	var dns *net.DNSError
	if errors.As(err, &dns) && dns.IsNotFound {
		return "DNS NXDOMAIN"
	}
	if err == nil {
		return "DNS no address"
	}
	return "DNS " + err.Error()
}

// tryNext starts a connection to the next address.
func (c *Conn) tryNext() {
	s := c.client
	if t := s.timing; t != nil && t.Addresses == nil {
		t.Addresses = s.addresses
		t.Resolved = c.thread.Context.Clock()
	}
	if c.fault("connfail") {
		c.connectionError(connectText(unix.ECONNREFUSED))
		return
	}
	last := errors.New("no address to connect to")
	for len(s.addresses) > 0 {
		sa := s.addresses[0]
		s.addresses = s.addresses[1:]
		outer := c.thread.Context.Outer
		if outer != nil && s.attempts == 0 && !outer.MayConnect(c) {
			s.quiet = true
			c.connectionError("")
			return
		}
		bind, _ := netip.ParseAddr(s.request.Interface)
		fd, err := netio.ClientSocket(sa, bind)
		if err != nil {
			last = err
			continue
		}
		netio.Mark(fd, s.request.typeOfService(), s.request.Priority)
		c.Vhost.keepAlive(fd)
		c.stream = netio.NewStream(fd, &c.thread.pool)
		c.host().Attached(c)
		if outer != nil {
			// Such a loop hears of the descriptor before the program does.
			if err = c.watchFor(loop.Readable); err != nil {
				c.stream.Close()
				last = err
				continue
			}
		}
		if s.attempts == 0 && c.host().CallbackValue(c, nil, ReasonConnecting, uintptr(fd), 0) != 0 {
			s.quiet = true
			c.connectionError("")
		}
		if c.closed {
			return
		}
		if t := s.timing; t != nil {
			t.Peer, t.Dial = sa, c.thread.Context.Clock()
		}
		if err = netio.Connect(fd, sa); err == nil && outer == nil {
			err = c.watchFor(loop.Writable)
		} else if err == nil {
			c.wantWrite = true
			if err = c.thread.Loop.Interest(&c.watch, loop.Readable|loop.Writable); err == nil {
				c.announceInterest()
			}
			c.wantWrite = false
		}
		if err != nil {
			c.unwatch()
			c.stream.Close()
			last = err
			continue
		}
		if s.attempts++; !s.announced && s.redirects == 0 && !s.request.isRaw() {
			s.announced = true
			c.tell(ReasonServerNewClientInstantiated, nil)
		}
		if !c.closed {
			c.raceOn()
		}
		return
	}
	if c.promoteRival() {
		return
	}
	c.connectionError(connectText(last))
}

// connectText is lws's text for a failed connection: the error's number.
func connectText(err error) string {
	var number unix.Errno
	if errors.As(err, &number) {
		return "conn fail: " + strconv.Itoa(int(number))
	}
	return err.Error()
}

func (connecting) connected(c *Conn) {
	if err := netio.ConnectResult(c.stream.FD()); err != nil {
		c.unwatch()
		c.stream.Close()
		if len(c.client.addresses) > 0 {
			c.tryNext()
			return
		}
		if c.promoteRival() {
			return
		}
		c.connectionError(connectText(err))
		return
	}
	c.endRace()
	c.stream.SetFull(false)
	c.clocked(func(t *Timing) *int64 { return &t.Connected })
	if !c.client.created {
		c.client.created = true
		c.tell(ReasonWSICreate, nil)
	}
	if c.closed {
		return
	}
	if c.client.viaProxy {
		c.askProxy()
		return
	}
	c.reached()
}

// reached goes on when there is a connection to the server, be it through a
// proxy: what a connection has below its protocol begins here.
func (c *Conn) reached() {
	c.setTimeout(timeoutAwaitingServerResponse, c.Vhost.Config.TimeoutSeconds)
	if c.client.request.Flags&ClientUseTLS != 0 {
		c.clocked(func(t *Timing) *int64 { return &t.Secure })
		c.connectTLS((*Conn).beginClient)
		return
	}
	c.beginClient()
}

// beginClient asks for what the program wants, once the peer can be talked to.
func (c *Conn) beginClient() {
	if c.tls != nil {
		c.clocked(func(t *Timing) *int64 { return &t.Secured })
	}
	if c.client.request.isRaw() {
		c.becomeRawClient()
		return
	}
	if c.speaksHTTP2() {
		c.becomeHTTP2Client()
		return
	}
	c.sendRequest()
}

func (connecting) received(c *Conn, data []byte) []byte { return data }
func (connecting) peerClosed(c *Conn)                   { c.connectionError("read failed") }
func (connecting) writeable(*Conn)                      {}
func (connecting) sent(*Conn)                           {}
func (connecting) expired(c *Conn)                      { c.connectionError("Timed out waiting server reply") }
func (connecting) ended(c *Conn, why Cause)             { c.endClient(why) }

// connectionError tells the program why there will be no connection, and
// closes.
func (c *Conn) connectionError(text string) {
	if c.closed || c.closing {
		return
	}
	c.client.failure = text
	c.measureSteps(text)
	c.Close(CloseLost)
}

// endClient delivers the last callbacks of a client connection that is no
// WebSocket.
func (c *Conn) endClient(why Cause) {
	s := c.client
	if s.cancel != nil {
		s.cancel()
	}
	c.endRace()
	told := s.told || why == CloseContext || s.handedOn
	if !told && !s.quiet {
		text := s.failure
		if text == "" {
			text = "closed before established"
		}
		c.tell(ReasonClientConnectionError, []byte(text))
	}
	c.unbind(s.request.dropReason())
	if told && !s.handedOn {
		c.tell(ReasonClosedClientHTTP, nil)
	}
}
