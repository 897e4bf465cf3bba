package engine

import (
	"slices"
	"sync"
	"sync/atomic"

	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/auth"
	"github.com/golws/golws/core/cookie"
	"github.com/golws/golws/core/dns"
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
	OptionWholeHeaders           = 1 << 59
	OptionTellControl            = 1 << 60
	OptionHostTurns              = 1 << 61
	OptionOwnSubprotocols        = 1 << 62
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
	// Meter measures; nil: nothing does.
	Meter Meter
	// Faults that are to happen; nil: none.
	Faults Faults
	// Names finds addresses.
	Names dns.Resolver
	// Outer, if there is one, waits for all connections' descriptors.
	Outer OuterLoop
	// Clock reads the monotonic time in microseconds.
	Clock func() int64
	// Serving, of a context with several service threads, is the index of the one
	// that calls; negative when another thread of the program does.
	Serving func() int

	limits h1.Limits
	// passesOn: a mount of some vhost needs requests as they came.
	passesOn   bool
	peers      peers
	tlsCrowd   tlsCrowd
	proofs     proofs
	guard      func() *auth.Guard          // of mounts with digest authentication
	doors      atomic.Pointer[[]doorVhost] // for handshakes, on other threads
	ages       aging
	refreshes  refreshing
	issuers    knownIssuers
	start      start
	network    *networkMonitor // nil: it is not watched
	destroying bool
	destroyed  bool

	// vhosts is replaced, never changed: others may be looking at it.
	vhosts       atomic.Pointer[[]*Vhost]
	changeVhosts sync.Mutex
}

// start is the first turn of a context, in which its protocols initialise.
type start struct {
	sync.Mutex
	// by is the kernel's number of the thread that is at it, which comes here
	// again when a callback makes a connection.
	by   atomic.Int32
	done atomic.Bool
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
	return &Context{Host: host, Config: config, Clock: clock, limits: h1.LimitsFor(config.HeaderBytes), guard: sync.OnceValue(auth.NewGuard)}
}

// AddThread makes one more service thread. wake interrupts its wait; memory is
// ReceiveMemory bytes outside the Go heap.
func (x *Context) AddThread(poller loop.Poller, wake func(), memory []byte) *Thread {
	t := newThread(x, len(x.Threads), poller, wake, memory)
	t.now = x.Clock()
	x.Threads = append(x.Threads, t)
	return t
}

// here is the service thread that calls, the first one when none does: nothing is
// served then, or the caller has seen to it that the first one waits.
func (x *Context) here() *Thread {
	if len(x.Threads) > 1 {
		if i := x.Serving(); i >= 0 {
			return x.Threads[i]
		}
	}
	return x.Threads[0]
}

// Start initialises the protocols of all vhosts, once: lws does it when the
// program first serves, so that it may still add vhosts before.
// It tells whether none of them refused.
func (x *Context) Start() (ok bool) {
	if !x.start.done.Load() {
		x.start.once(x)
	}
	for _, v := range x.Vhosts() {
		if v.failed {
			return false
		}
	}
	return true
}

func (s *start) once(x *Context) {
	self := int32(unix.Gettid())
	if s.by.Load() == self {
		return // in a callback of it
	}
	s.Lock()
	defer s.Unlock()
	if s.done.Load() {
		return
	}
	s.by.Store(self)
	for _, v := range x.Vhosts() {
		v.initProtocols()
	}
	s.done.Store(true)
}

// Vhosts are the context's live vhosts in the order they were made.
func (x *Context) Vhosts() []*Vhost {
	if list := x.vhosts.Load(); list != nil {
		return *list
	}
	return nil
}

// setVhosts replaces the list by what change makes of a copy.
func (x *Context) setVhosts(change func([]*Vhost) []*Vhost) {
	x.changeVhosts.Lock()
	defer x.changeVhosts.Unlock()
	list := change(slices.Clone(x.Vhosts()))
	x.vhosts.Store(&list)
}

// VhostByName finds a live vhost.
func (x *Context) VhostByName(name string) *Vhost {
	for _, v := range x.Vhosts() {
		if v.Config.Name == name {
			return v
		}
	}
	return nil
}

// Wakened delivers LWS_CALLBACK_EVENT_WAIT_CANCELLED on t to every protocol of
// every vhost, which is how a program's other threads reach a service thread.
func (t *Thread) Wakened() {
	x := t.Context
	for _, v := range x.Vhosts() {
		for _, p := range v.Protocols {
			if v.destroying {
				break // in a callback
			}
			x.Host.VhostCallback(t, v, p, ReasonEventWaitCancelled)
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
	if t := x.ages.thread; t != nil {
		t.Loop.Timers.Unset(&x.ages.Timer)
		t.Loop.Timers.Unset(&x.refreshes.Timer)
	}
	x.network.end()
	for list := x.Vhosts(); len(list) > 0; list = x.Vhosts() {
		list[len(list)-1].Destroy()
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
		t.dropArrivals()
	}
	x.destroyed = true
}

func (x *Context) log(level Level, v *Vhost, text string) { x.Host.Log(level, nil, v, text) }
