package main

/*
#include "bridge.h"
*/
import "C"

import (
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/engine"
	"github.com/golws/golws/core/loop"
)

// context is one lws_context: the engine's and its C side.
type context struct {
	// serviceBuffer is pt_serv_buf_size, 0 for the default.
	serviceBuffer int
	// alpn is what its vhosts offer in TLS, by comma, unless they say so.
	alpn     string
	engine   *engine.Context
	block    *C.struct_lws_context
	pollers  []*loop.Epoll
	wakes    []*wake
	alarms   []int            // see outer_loop.go
	memory   []unsafe.Pointer // receive buffers, in C
	suls     suls
	sessions []sessionMemory          // one a service thread
	rows     [][]C.struct_golws_piece // likewise
	trust    trustQueries
	queries  queries
	// platformFiles is the table of file operations that means the kernel's.
	platformFiles C.struct_lws_plat_file_ops
	// turns are held by who runs a service thread, one each; all by who ends the
	// context or changes what its threads share.
	turns        []sync.Mutex
	settling     sync.Mutex // see settle
	settleAgain  atomic.Bool
	destroyAsked atomic.Bool
	ended        bool // under all turns: release has begun
}

//export golws_core_create_context
func golws_core_create_context(info *C.struct_lws_context_creation_info) (made *C.struct_lws_context) {
	defer recovered("lws_create_context", nil)
	x := &context{suls: suls{of: map[*C.lws_sorted_usec_list_t]*sul{}}}
	p := contexts.open(x)
	if p == nil {
		logLine(engine.LevelErr, nil, nil, nil, "lws_create_context: out of memory")
		return nil
	}
	x.block = (*C.struct_lws_context)(p)
	if err := x.init(info); err != nil {
		logLine(engine.LevelErr, nil, nil, nil, "lws_create_context: "+err.Error())
		x.release()
		return nil
	}
	return x.block
}

func (x *context) init(info *C.struct_lws_context_creation_info) error {
	b := x.block
	b.user, b.options = info.user, C.uint64_t(info.options)
	b.log_cx = info.log_cx
	b.system_ops = info.system_ops
	C.golws_platform_table(b)
	x.platformFiles = b.platform_fops
	b.platform_fops.next = info.fops
	b.privileges.uid, b.privileges.gid = info.uid, info.gid
	machine := "unknown"
	if info.options&engine.OptionSkipCanonicalName == 0 {
		if name, err := os.Hostname(); err == nil {
			machine = name
		}
	}
	copy(unsafe.Slice((*byte)(unsafe.Pointer(&b.canonical_hostname[0])), len(b.canonical_hostname)-1), machine)
	if most := int(info.rlimit_nofile); most > 0 {
		if err := engine.LimitDescriptors(most); err != nil {
			logLine(engine.LevelWarn, b, nil, nil, "rlimit_nofile: "+err.Error())
		}
	}
	x.serviceBuffer = int(info.pt_serv_buf_size)
	x.alpn = goString(info.alpn)
	config := engine.ContextConfig{
		Options:        uint64(info.options),
		HeaderBytes:    int(info.max_http_header_data2),
		TimeoutSeconds: int(info.timeout_secs),
		ConnectSeconds: int(info.connect_timeout_secs),
	}
	config.TLS = engine.TLSLimits{Connections: int(info.simultaneous_ssl_restriction), Handshakes: int(info.simultaneous_ssl_handshake_restriction)}
	config.Peers = engine.PeerLimits{Connections: int(info.ip_limit_wsi), Requests: int(info.ip_limit_ah)}
	if refused := info.pl_notify_cb; refused != nil {
		config.Peers.Refused = func(fd int) { C.golws_peer_refused(refused, b, C.int(fd)) }
	}
	if config.HeaderBytes == 0 {
		config.HeaderBytes = int(info.max_http_header_data)
	}
	x.engine = engine.NewContext(&host{x}, config, now)
	x.engine.Files = files{x}
	x.engine.Serving = func() int { return int(C.golws_serving(b)) }
	if info.http_nsc_filepath != nil {
		x.engine.Cookies = cookiesOf(info)
	}
	if info.pcontext != nil {
		*info.pcontext = b
	}
	if C.golws_metrics_begin(b, info); b.metrics != nil {
		x.engine.Meter = meter{x}
	}
	if C.golws_faults_context(b); b.faults != nil {
		x.engine.Faults = faults{}
	}
	if err := x.addServers(info.async_dns_servers); err != nil {
		return err
	}
	if err := x.addThreads(max(1, min(int(info.count_threads), C.GOLWS_THREADS_MOST))); err != nil {
		return err
	}
	if info.event_lib_custom != nil {
		if err := x.enterLoop(info); err != nil {
			return err
		}
	}
	logLine(engine.LevelNotice, b, nil, nil, "lws_create_context: golws, libwebsockets "+version)
	if info.options&engine.OptionExplicitVhosts == 0 {
		if _, err := x.newVhost(info); err != nil {
			return fmt.Errorf("default vhost: %w", err)
		}
	}
	// Behind the vhost: the last descriptor is for its listener.
	if err := x.engine.WatchNetwork(func(change engine.NetworkChange) { C.golws_network_changed(b, C.int(change)) }); err != nil {
		logLine(engine.LevelInfo, b, nil, nil, "lws_create_context: the machine's network is not watched: "+err.Error())
	}
	return nil
}

// receiveSize is the largest piece of a message for a protocol that asks for
// size; without a wish it is the service buffer's.
func (x *context) receiveSize(size C.size_t) int {
	if size == 0 {
		return x.serviceBuffer
	}
	return int(min(size, 1<<30))
}

// addThreads makes the service threads' pollers, wakes and buffers.
func (x *context) addThreads(n int) error {
	b := x.block
	b.threads = threadMemory(b, n)
	if b.threads == nil {
		return unix.ENOMEM
	}
	threads := unsafe.Slice(b.threads, n)
	for i := range threads {
		threads[i].epoll_fd, threads[i].wake_fd = -1, -1
	}
	b.count_threads = C.int(n)
	x.turns = make([]sync.Mutex, n)
	x.sessions = make([]sessionMemory, n)
	x.rows = make([][]C.struct_golws_piece, n)
	for i := range threads {
		poller, err := loop.NewEpoll()
		if err != nil {
			return fmt.Errorf("epoll: %w", err)
		}
		x.pollers = append(x.pollers, poller)
		fd, err := unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK)
		if err != nil {
			return fmt.Errorf("eventfd: %w", err)
		}
		w := &wake{fd: fd}
		x.wakes = append(x.wakes, w)
		threads[i].epoll_fd, threads[i].wake_fd = C.int(poller.FD()), C.int(fd)
		// All ones mark the wake among the events: see GOLWS_WAKE_KEY.
		event := unix.EpollEvent{Events: unix.EPOLLIN, Fd: -1, Pad: -1}
		if err := unix.EpollCtl(poller.FD(), unix.EPOLL_CTL_ADD, fd, &event); err != nil {
			return fmt.Errorf("epoll: %w", err)
		}
		memory := C.malloc(engine.ReceiveMemory)
		if memory == nil {
			return unix.ENOMEM
		}
		x.memory = append(x.memory, memory)
		x.engine.AddThread(poller, w.ring, unsafe.Slice((*byte)(memory), engine.ReceiveMemory))
	}
	return nil
}

// threadArrays keeps the service threads of a context's block: like the block
// they stay readable for a thread that comes too late.
var threadArrays struct {
	sync.Mutex
	of map[C.uint32_t]threadArray
}

type threadArray struct {
	first *C.struct_golws_thread
	n     int
}

func threadMemory(b *C.struct_lws_context, n int) *C.struct_golws_thread {
	threadArrays.Lock()
	defer threadArrays.Unlock()
	if a := threadArrays.of[b.block.slot]; a.n == n {
		C.golws_clear_threads(a.first, C.int(n))
		return a.first
	}
	first := (*C.struct_golws_thread)(C.calloc(C.size_t(n), C.sizeof_struct_golws_thread))
	if first != nil {
		if threadArrays.of == nil {
			threadArrays.of = map[C.uint32_t]threadArray{}
		}
		threadArrays.of[b.block.slot] = threadArray{first, n}
	}
	return first
}

// wake ends the wait of a service thread. Goroutines that finish after the
// context's end still ring: by then the descriptor may be somebody else's.
type wake struct {
	mu sync.Mutex
	fd int
}

func (w *wake) ring() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.fd >= 0 {
		one := [8]byte{0: 1}
		_, _ = unix.Write(w.fd, one[:])
	}
}

// retire rings for the last time, so that a thread that waits, or is about to, learns
// of the end. It returns the descriptor, which is to be closed.
func (w *wake) retire() (fd int) {
	w.ring()
	w.mu.Lock()
	defer w.mu.Unlock()
	fd, w.fd = w.fd, -1
	return fd
}
