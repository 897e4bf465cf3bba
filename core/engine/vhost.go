package engine

import (
	"crypto/tls"
	"slices"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/golws/golws/core/accesslog"
	"github.com/golws/golws/core/h1"
	"github.com/golws/golws/core/h2"
	"github.com/golws/golws/core/loop"
	"github.com/golws/golws/core/proxy"
	"github.com/golws/golws/core/tlsconn"
)

// defaultReceiveSize is lws's pt_serv_buf_size: the largest piece that a protocol
// without rx_buffer_size is given.
const defaultReceiveSize = 4096

// Protocol is one entry of a vhost's protocol table.
type Protocol struct {
	// Handle is what the Host knows the protocol by; the engine only keeps it.
	Handle unsafe.Pointer
	Name   string
	// ReceiveSize is lws's rx_buffer_size: longer messages, and raw bytes, come in
	// pieces of at most this many bytes; 0: of defaultReceiveSize.
	ReceiveSize int
	// Index is the position in the table.
	Index int
	// Disabled: the vhost's options name other protocols only, so this one is
	// not initialised.
	Disabled bool
	// Default and Raw: the vhost's options give it what names no protocol (a
	// connection that may become anything, a WebSocket without a subprotocol), and
	// what is not HTTP. The first protocol has what no other has.
	Default, Raw bool
	// decode are the frame decoder's settings, shared by all connections.
	decode [2]decoderConfig
	// decodeDeflated are the same for those that use permessage-deflate.
	decodeDeflated [2]decoderConfig
}

// pieceMost is how many bytes the program has room for in one callback.
func (p *Protocol) pieceMost() int {
	if p == nil || p.ReceiveSize <= 0 {
		return defaultReceiveSize
	}
	return min(p.ReceiveSize, receiveSize)
}

// Field is a header that a vhost adds to its responses.
type Field = h1.Field

// VhostConfig is what a program says about one vhost.
type VhostConfig struct {
	Name      string
	Interface string
	Port      int
	Options   uint64
	// Headers go into every response that the engine itself makes.
	Headers []Field
	// ServerString is the value of the server header; "" sends none.
	ServerString string
	// RejectedAgents are told off whatever they ask for.
	RejectedAgents []RejectedAgent
	// NotFound is the path that is served instead of a missing page.
	NotFound string
	// AccessLog is the file that each transaction becomes a line of; "": none.
	AccessLog        string
	KeepaliveSeconds int
	// HeaderSeconds is how long a peer may take to send a request's header.
	HeaderSeconds  int
	TimeoutSeconds int
	// KeepAlive* are TCP's, in seconds and counts; idle 0 leaves it off.
	KeepAliveIdle, KeepAliveProbes, KeepAliveInterval int
	UnixPermissions                                   string
	// FastOpen is how many TCP connections may wait that begin with data.
	FastOpen int
	// Listener is a descriptor that listens already; 0: a socket is made.
	Listener   int
	BindDevice bool
	Retry      *RetryPolicy
	Mounts     []*Mount
	Extensions []Extension
	// HTTPProxy and SocksProxy are where client connections go through. SOCKS
	// comes first where there are both.
	HTTPProxy, SocksProxy proxy.Server
	// Onward is where connections go whose role is RawProxy and whom no protocol
	// of the vhost serves; nil: nowhere.
	Onward *Onward
	// ListenRole "raw-skt" makes accepted connections raw at once; with
	// OptionFallbackToListenConfig, those that do not speak HTTP.
	// ListenProtocol serves them; "" means the first.
	ListenRole, ListenProtocol string
	// TLS makes v serve over TLS, ClientTLS says how its clients speak it.
	TLS       *tlsconn.ServerConfig
	ClientTLS *tlsconn.ClientConfig
	// TLSEvents are those of TLSEvents that the program hears of.
	TLSEvents int
	// Renew, if there is one, hears of the certificate's age as protocols do: 0
	// without a certificate.
	Renew func(t *Thread, days int)
	// Refresh, if there is one, is called now and then to look for another
	// certificate.
	Refresh func()
	// ALPN is what clients offer that say nothing themselves, by comma.
	ALPN string
	// HTTP2Settings are the program's own, by their identifiers (RFC 9113 section
	// 6.5.2), where they are not 0, if [0] is not 0.
	HTTP2Settings [7]uint32
}

// Ports that mean "do not listen".
const (
	NoListen       = -1
	NoListenServer = -2
)

// Vhost is one lws_vhost.
type Vhost struct {
	Handle    unsafe.Pointer
	Config    VhostConfig
	Protocols []*Protocol

	context   *Context
	unnamed   *Protocol // has what names no protocol
	unspoken  *Protocol // has what is not HTTP
	listeners []*Conn
	door      *Vhost  // the vhost whose listeners this one shares; nil: its own
	shared    bool    // others share this one's listeners
	port      int     // as bound
	shares    []share // one a service thread
	// waiting for the interface to appear.
	waiting struct {
		loop.Timer
		thread *Thread // that looks for it
		told   bool
	}
	tls         atomic.Pointer[tlsconn.ServerConfig] // how it serves; nil: without TLS
	chosenTLS   func() *tls.Config                   // what its connections begin with
	clientTLS   atomic.Pointer[tlsconn.ClientConfig] // how its clients speak
	http2Config func() *h2.Config
	initialised bool
	accessLog   *accesslog.File
	counters    counters
	failed      bool // a protocol did not initialise: none is told of the end
	destroying  bool
}

// NewVhost adds a vhost to x and opens its listening sockets.
func (x *Context) NewVhost(config VhostConfig, protocols []*Protocol, handle func(*Vhost) unsafe.Pointer) (*Vhost, error) {
	if config.KeepaliveSeconds == 0 {
		config.KeepaliveSeconds = DefaultKeepaliveSeconds
	}
	if config.HeaderSeconds == 0 {
		config.HeaderSeconds = DefaultHeaderSeconds
	}
	if config.TimeoutSeconds == 0 {
		config.TimeoutSeconds = x.Config.TimeoutSeconds
	}
	if config.Retry == nil {
		config.Retry = &DefaultRetryPolicy
	}
	v := &Vhost{context: x, Config: config, Protocols: protocols, port: config.Port, shares: make([]share, len(x.Threads)), chosenTLS: sync.OnceValue(tlsconn.Chosen)}
	v.http2Config = sync.OnceValue(v.makeHTTP2Config)
	v.tls.Store(config.TLS)
	v.clientTLS.Store(config.ClientTLS)
	v.unnamed, v.unspoken = protocols[0], protocols[0]
	for i, p := range protocols {
		if p.Default {
			v.unnamed = p
		}
		if p.Raw {
			v.unspoken = p
		}
		p.Index = i
		p.prepare(config.Options&OptionValidateUTF8 != 0)
	}
	for _, m := range config.Mounts {
		x.passesOn = x.passesOn || m.readsTarget()
	}
	v.openAccessLog()
	v.Handle = handle(v)
	x.setVhosts(func(list []*Vhost) []*Vhost { return append(list, v) })
	if config.Port >= 0 || config.Listener > 0 || config.Options&OptionUnixSocket != 0 && config.Port != NoListen {
		if v.door = x.sameDoor(v); v.door != nil {
			v.door.shared, v.port = true, v.door.port
		} else if err := v.listen(); err != nil {
			v.Destroy()
			return nil, err
		}
	}
	x.publishTLS()
	if x.start.done.Load() || x.start.by.Load() != 0 {
		v.initProtocols()
	}
	return v, nil
}

// Context is the context that v belongs to.
func (v *Vhost) Context() *Context { return v.context }

// ListenPort is the port that v really listens on.
func (v *Vhost) ListenPort() int { return v.port }

// sameDoor is an earlier vhost that listens where v wants to.
func (x *Context) sameDoor(v *Vhost) *Vhost {
	for _, other := range x.Vhosts() {
		if other != v && other.door == nil && len(other.listeners) > 0 && v.Config.Port != 0 && v.Config.Listener == 0 &&
			other.port == v.Config.Port && other.Config.Interface == v.Config.Interface {
			return other
		}
	}
	return nil
}

// listensFor is the vhost whose listeners bring v its connections.
func (v *Vhost) listensFor() *Vhost {
	if v.door != nil {
		return v.door
	}
	return v
}

// initProtocols delivers PROTOCOL_INIT, once.
func (v *Vhost) initProtocols() {
	if v.initialised || v.Config.Options&OptionSkipProtocolInit != 0 {
		return
	}
	v.initialised = true
	for _, p := range v.Protocols {
		if p.Disabled {
			continue
		}
		if v.context.Host.VhostCallback(v.context.here(), v, p, ReasonProtocolInit) != 0 {
			v.context.log(LevelErr, v, "protocol "+p.Name+" failed to initialise")
			v.failed = true
			return
		}
	}
}

// ProtocolNamed finds a protocol of the vhost.
func (v *Vhost) ProtocolNamed(name string) *Protocol {
	for _, p := range v.Protocols {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// EachConn calls f for every live connection of v that speaks p (any when p is
// nil). f may close any. For those of other service threads it is called there,
// some time later.
func (v *Vhost) EachConn(p *Protocol, f func(*Conn)) {
	here := v.context.here()
	for _, t := range v.context.Threads {
		if t == here {
			t.eachOf(v, p, f)
			continue
		}
		t.Loop.Post(func(int64) { t.eachOf(v, p, f) })
	}
}

// eachOf is EachConn for t's connections.
func (t *Thread) eachOf(v *Vhost, p *Protocol, f func(*Conn)) {
	t.conns.each(func(c *Conn) {
		if _, listening := c.role.(listener); c.Vhost == v && (p == nil || c.Protocol == p) && !listening && !c.internal {
			f(c)
		}
	})
}

// closeConns closes v's connections, or its listeners. A connection of streams
// goes before its streams, so that it can announce the end.
func (v *Vhost) closeConns(t *Thread, listeners bool) {
	t.conns.each(func(c *Conn) {
		if _, listening := c.role.(listener); c.Vhost == v && listening == listeners {
			c.Network().Close(CloseContext)
			c.Close(CloseContext)
		}
	})
}

// Listeners are v's listening sockets. None, where another vhost's bring it its
// connections.
func (v *Vhost) Listeners() []*Conn { return slices.Clone(v.listeners) }

// StopListening closes v's listening sockets, unless other vhosts go on with
// them; its connections stay.
func (v *Vhost) StopListening() {
	v.passListeners()
	v.stopWaiting()
	for _, t := range v.context.Threads {
		v.closeConns(t, true)
	}
}

// passListeners gives v's listeners to a vhost that shares them.
func (v *Vhost) passListeners() {
	var heir *Vhost
	for _, other := range v.context.Vhosts() {
		if other.door != v || other.destroying || v.context.destroying {
			continue
		}
		if heir == nil {
			heir, other.door = other, nil
			heir.listeners, v.listeners = v.listeners, nil
			for _, c := range heir.listeners {
				c.Vhost, c.Protocol = heir, heir.Protocols[0]
				v.context.Host.Rehosted(c)
			}
			continue
		}
		other.door, heir.shared = heir, true
	}
}

// Destroy closes the listeners, then the connections, then the protocols.
func (v *Vhost) Destroy() {
	if v.destroying {
		return
	}
	v.destroying = true
	v.passListeners()
	v.context.publishTLS()
	v.stopWaiting()
	for _, t := range v.context.Threads {
		v.closeConns(t, false)
		v.closeConns(t, true)
		t.conns.each(func(c *Conn) {
			if c.Vhost == v {
				c.Depart()
			}
		})
		for p := range t.spawned {
			if p.vhost == v {
				p.abandon()
			}
		}
	}
	if v.initialised && !v.failed {
		for _, p := range v.Protocols {
			v.context.Host.VhostCallback(v.context.here(), v, p, ReasonProtocolDestroy)
		}
	}
	v.SetMounts(nil)
	v.closeAccessLog()
	v.context.setVhosts(func(list []*Vhost) []*Vhost {
		return slices.DeleteFunc(list, func(other *Vhost) bool { return other == v })
	})
	v.context.Host.VhostClosed(v)
}
