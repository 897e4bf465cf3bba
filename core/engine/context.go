package engine

import (
	"sync/atomic"

	"github.com/golws/golws/core/auth"
	"github.com/golws/golws/core/cookie"
	"github.com/golws/golws/core/h1"
	"github.com/golws/golws/core/loop"
)

// ContextConfig is what a program says once for all its vhosts.
type ContextConfig struct {
	// Options are LWS_SERVER_OPTION_ bits.
	Options uint64
	// HeaderBytes bounds the header block of one HTTP message; 0 means
	// DefaultHeaderBytes.
	HeaderBytes int
	// TimeoutSeconds bounds handshakes and other answers of the peer;
	// 0 means DefaultTimeoutSeconds.
	TimeoutSeconds int
	// ConnectSeconds bounds the making of a client connection; 0: the same
	// as TimeoutSeconds.
	ConnectSeconds int
	// Peers are what one address may have.
	Peers PeerLimits
	// TLS is how much of that there may be at once.
	TLS TLSLimits
}

const (
	// DefaultHeaderBytes is lws's max_http_header_data.
	DefaultHeaderBytes = 4096
	// DefaultTimeoutSeconds is lws's timeout_secs.
	DefaultTimeoutSeconds = 20
	// DefaultHeaderSeconds is lws's timeout_secs_ah_idle.
	DefaultHeaderSeconds = 10
	// DefaultKeepaliveSeconds is lws's keepalive_timeout.
	DefaultKeepaliveSeconds = 60
)

// LWS_SERVER_OPTION_ bits that the engine acts on.
const (
	OptionSkipCanonicalName      = 1 << 2
	OptionDisableIPv6            = 1 << 5
	OptionValidateUTF8           = 1 << 8
	OptionExplicitVhosts         = 1 << 13
	OptionUnixSocket             = 1 << 14
	OptionStrictTransport        = 1 << 15
	OptionIPv6OnlyModify         = 1 << 16
	OptionIPv6OnlyValue          = 1 << 17
	OptionRawOrigin              = 1 << 19
	OptionFallbackToListenConfig = 1 << 20
	OptionApplyListenConfig      = 1 << 22
	OptionAllowListenShare       = 1 << 23
	OptionSkipProtocolInit       = 1 << 25
	OptionStrictHostCheck        = 1 << 27
	OptionSecurityHeaders        = 1 << 28
	OptionFailUponUnableToBind   = 1 << 30
	OptionHTTP2LongPoll          = 1 << 32
	OptionHTTP2PriorKnowledge    = 1 << 34
)

// Context is one lws_context.
type Context struct {
	Host    Host
	Config  ContextConfig
	Threads []*Thread
	// Files, if there is one, is asked for files before the kernel is.
	Files FileSystem
	// Cookies, if there are any, are for client requests with ClientCacheCookies.
	Cookies *cookie.Store
	// Outer, if there is one, waits for all connections' descriptors.
	Outer OuterLoop
	// Clock reads the monotonic time in microseconds.
	Clock func() int64

	limits h1.Limits
	// passesOn: a mount of some vhost needs requests as they came.
	passesOn   bool
	peers      peers
	tlsCrowd   tlsCrowd
	vhosts     []*Vhost
	guard      *auth.Guard                 // of mounts with digest authentication
	doors      atomic.Pointer[[]doorVhost] // for handshakes, on other threads
	ages       aging
	started    bool
	destroying bool
	destroyed  bool
}

// NewContext makes a context without vhosts or threads.
func NewContext(host Host, config ContextConfig, clock func() int64) *Context {
	if config.HeaderBytes <= 0 {
		config.HeaderBytes = DefaultHeaderBytes
	}
	if config.TimeoutSeconds <= 0 {
		config.TimeoutSeconds = DefaultTimeoutSeconds
	}
	if config.ConnectSeconds <= 0 {
		config.ConnectSeconds = config.TimeoutSeconds
	}
	return &Context{Host: host, Config: config, Clock: clock, limits: h1.LimitsFor(config.HeaderBytes)}
}

// AddThread makes one more service thread. wake interrupts its wait; memory is
// ReceiveMemory bytes outside the Go heap.
func (x *Context) AddThread(poller loop.Poller, wake func(), memory []byte) *Thread {
	t := newThread(x, len(x.Threads), poller, wake, memory)
	t.now = x.Clock()
	x.Threads = append(x.Threads, t)
	return t
}

// Start initialises the protocols of all vhosts, once: lws does it when the
// program first serves, so that it may still add vhosts before.
// It tells whether none of them refused.
func (x *Context) Start() (ok bool) {
	if !x.started {
		x.started = true
		for _, v := range x.vhosts {
			v.initProtocols()
		}
	}
	for _, v := range x.vhosts {
		if v.failed {
			return false
		}
	}
	return true
}

// Vhosts are the context's live vhosts in the order they were made.
func (x *Context) Vhosts() []*Vhost { return x.vhosts }

// VhostByName finds a live vhost.
func (x *Context) VhostByName(name string) *Vhost {
	for _, v := range x.vhosts {
		if v.Config.Name == name {
			return v
		}
	}
	return nil
}

// Wakened delivers LWS_CALLBACK_EVENT_WAIT_CANCELLED to every protocol of
// every vhost, which is how a program's other threads reach the service thread.
func (x *Context) Wakened() {
	for _, v := range x.vhosts {
		for _, p := range v.Protocols {
			if v.destroying {
				break // in a callback
			}
			x.Host.VhostCallback(v, p, ReasonEventWaitCancelled)
		}
	}
}

// Destroying tells that Destroy has begun.
func (x *Context) Destroying() bool { return x.destroying }

// Destroy closes every connection and vhost. It must not be called below one
// of the context's own callbacks: see the bridge, which defers it then.
func (x *Context) Destroy() {
	if x.destroying {
		return
	}
	x.destroying = true
	if len(x.Threads) > 0 {
		x.Threads[0].Loop.Timers.Unset(&x.ages.Timer)
	}
	for len(x.vhosts) > 0 {
		x.vhosts[len(x.vhosts)-1].Destroy()
	}
	for _, t := range x.Threads {
		for t.conns.first != nil {
			t.conns.first.Close(CloseContext)
			if t.conns.first != nil {
				t.conns.first.Depart()
			}
		}
		t.endLingering()
		t.Loop.Close()
	}
	x.destroyed = true
}

func (x *Context) log(level Level, v *Vhost, text string) { x.Host.Log(level, nil, v, text) }
