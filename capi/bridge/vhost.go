package main

/*
#include "bridge.h"
*/
import "C"

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unsafe"

	"github.com/golws/golws/core/engine"
)

// vhost is one lws_vhost: the engine's and its C side.
type vhost struct {
	engine   *engine.Vhost
	context  *context
	block    *C.struct_lws_vhost
	finalize func()
	served   servedFiles
	// server and client are what OpenSSL shows of its TLS, nil without it.
	server, client *sslContext
	// renewal gets its certificates, nil if nobody asked for that.
	renewal *renewal
}

//export golws_core_create_vhost
func golws_core_create_vhost(cx *C.struct_lws_context, info *C.struct_lws_context_creation_info) (made *C.struct_lws_vhost) {
	defer recovered("lws_create_vhost", nil)
	x := contextOf(cx, "lws_create_vhost")
	if x == nil {
		return nil
	}
	if info == nil {
		logLine(engine.LevelErr, cx, nil, nil, "lws_create_vhost: info is NULL")
		return nil
	}
	var v *vhost
	var err error
	x.asServer(func() { v, err = x.newVhost(info) })
	if err != nil {
		logLine(engine.LevelErr, cx, nil, nil, "lws_create_vhost: "+err.Error())
		return nil
	}
	return v.block
}

//export golws_lws_vhost_destroy
func golws_lws_vhost_destroy(vh *C.struct_lws_vhost) {
	defer recovered("lws_vhost_destroy", nil)
	v := vhostOf(vh, "lws_vhost_destroy")
	if v == nil {
		return
	}
	// A callback of one of its own connections may be on the stack.
	x := v.context
	x.engine.Threads[0].Loop.Post(func(int64) { x.alone(0, v.engine.Destroy) })
}

//export golws_lws_vhost_set_mounts
func golws_lws_vhost_set_mounts(vh *C.struct_lws_vhost, list *C.struct_lws_http_mount) {
	defer recovered("lws_vhost_set_mounts", nil)
	v := vhostOf(vh, "lws_vhost_set_mounts")
	if v == nil {
		return
	}
	// A request that one of the old ones serves may be on the stack.
	x := v.context
	replacements := mounts(list)
	x.engine.Threads[0].Loop.Post(func(int64) { x.alone(0, func() { v.engine.SetMounts(replacements) }) })
}

func (x *context) newVhost(info *C.struct_lws_context_creation_info) (*vhost, error) {
	v := &vhost{context: x}
	p := vhosts.open(v)
	if p == nil {
		return nil, errors.New("out of memory")
	}
	v.block = (*C.struct_lws_vhost)(p)
	b := v.block
	b.context, b.user, b.log_cx, b.pvo = x.block, info.user, info.log_cx, info.pvo
	b.retry_policy = info.retry_and_idle_policy
	name := "default"
	if info.vhost_name != nil {
		name = C.GoString(info.vhost_name)
	}
	b.name, b.port, b.listen_port = C.CString(name), C.int(info.port), C.int(info.port)
	if info.iface != nil {
		b.iface = C.CString(C.GoString(info.iface))
	}
	setTag(unsafe.Slice((*byte)(unsafe.Pointer(&b.tag[0])), len(b.tag)), fmt.Sprintf("vh|%s|%s|%d", name, goString(info.iface), int(info.port)))
	if info.finalize != nil {
		finalize, arg := info.finalize, info.finalize_arg
		v.finalize = func() { C.golws_finalize_vhost(finalize, b, arg) }
	}
	v.takeFaults(info)
	if err := v.fault("vh_create_oom", "vh_create_pcols_oom", "vh_create_access_log_open_fail", "vh_create_ssl_srv",
		"vh_create_ssl_cli", "vh_create_srv_init", "vh_create_protocol_init"); err != nil {
		v.release()
		return nil, err
	}
	protocols, err := v.copyProtocols(info)
	if err != nil {
		v.release()
		return nil, err
	}
	config, err := v.config(info, name)
	if err != nil {
		v.release()
		return nil, err
	}

	C.golws_metrics_vhost_begins(b)
	link := &x.block.first_vhost
	for *link != nil {
		link = &(*link).next
	}
	*link = b
	v.engine, err = x.engine.NewVhost(config, protocols, func(e *engine.Vhost) unsafe.Pointer {
		v.engine = e
		return p
	})
	if err != nil {
		return nil, err // VhostClosed has released v
	}
	b.listen_port = C.int(v.engine.ListenPort())
	if b.port == 0 {
		b.port = b.listen_port
	}
	return v, nil
}

// standIn is the wsi that callbacks on service thread tsi are given that are
// about v itself. One such callback may come below another, whose wsi restore
// makes right again; otherwise it stays as it is, for programs that keep it.
func (v *vhost) standIn(tsi int) (wsi *C.struct_lws, restore func()) {
	thread := threadAt(v.context.block, tsi)
	wsi = &thread.stand_in
	former, nested := *wsi, thread.callbacks > 0
	// The generation is odd: getters may be used on it.
	wsi.block.slot, wsi.block.generation = C.uint32_t(standInSlot), 1
	wsi.context, wsi.thread, wsi.vhost, wsi.protocol, wsi.fd = v.context.block, C.uint8_t(tsi), v.block, v.block.protocols, -1
	return wsi, func() {
		if wsi.fd = -1; nested {
			*wsi = former
		}
	}
}

// standInSlot is a slot that no table reaches: a stand-in is never found.
const standInSlot = ^uint32(0)

// What the options of a protocol say about it to the library (as lws names them).
var defaultOption, rawOption = C.CString("default"), C.CString("raw")

// copyProtocols makes the vhost's own protocol table, in C for the program and
// in Go for the engine.
func (v *vhost) copyProtocols(info *C.struct_lws_context_creation_info) ([]*engine.Protocol, error) {
	var entries []C.struct_lws_protocols
	switch {
	case info.pprotocols != nil:
		for p := info.pprotocols; *p != nil; p = (**C.struct_lws_protocols)(unsafe.Add(unsafe.Pointer(p), unsafe.Sizeof(*p))) {
			entries = append(entries, **p)
		}
	case info.protocols != nil:
		for p := info.protocols; p.callback != nil; p = (*C.struct_lws_protocols)(unsafe.Add(unsafe.Pointer(p), unsafe.Sizeof(*p))) {
			entries = append(entries, *p)
		}
	default:
		entries = []C.struct_lws_protocols{{name: C.golws_default_protocol_name(), callback: C.golws_http_dummy()}}
	}
	if len(entries) == 0 {
		return nil, errors.New("the protocol table is empty: its first entry has no callback")
	}
	n := len(entries)
	b := v.block
	table := C.calloc(C.size_t(n+1), C.sizeof_struct_lws_protocols)
	b.protocol_private = (*unsafe.Pointer)(C.calloc(C.size_t(n), C.size_t(unsafe.Sizeof(uintptr(0)))))
	b.protocols, b.count_protocols = (*C.struct_lws_protocols)(table), C.int(n)
	copies := unsafe.Slice((*C.struct_lws_protocols)(table), n)
	made := make([]*engine.Protocol, n)
	for i, e := range entries {
		if e.name == nil {
			return nil, fmt.Errorf("the protocol table's entry %d has no name", i)
		}
		if e.callback == nil {
			return nil, fmt.Errorf("protocol %q has no callback", goString(e.name))
		}
		copies[i] = e
		made[i] = &engine.Protocol{
			Handle:      unsafe.Pointer(&copies[i]),
			Name:        goString(e.name),
			ReceiveSize: v.context.receiveSize(e.rx_buffer_size),
		}
		if info.pvo == nil {
			continue
		}
		chosen := C.golws_pvo_search(info.pvo, e.name)
		if made[i].Disabled = chosen == nil; chosen != nil {
			made[i].Default = C.golws_pvo_search(chosen.options, defaultOption) != nil
			made[i].Raw = C.golws_pvo_search(chosen.options, rawOption) != nil
		}
	}
	return made, nil
}

func (v *vhost) config(info *C.struct_lws_context_creation_info, name string) (engine.VhostConfig, error) {
	c := engine.VhostConfig{
		Name:              name,
		Interface:         goString(info.iface),
		Port:              int(info.port),
		Options:           uint64(info.options),
		ServerString:      goString(info.server_string),
		HTTP2Settings:     *(*[7]uint32)(unsafe.Pointer(&info.http2_settings)),
		NotFound:          goString(info.error_document_404),
		AccessLog:         goString(info.log_filepath),
		KeepaliveSeconds:  int(info.keepalive_timeout),
		HeaderSeconds:     int(info.timeout_secs_ah_idle),
		TimeoutSeconds:    int(info.timeout_secs),
		KeepAliveIdle:     int(info.ka_time),
		KeepAliveProbes:   int(info.ka_probes),
		KeepAliveInterval: int(info.ka_interval),
		UnixPermissions:   goString(info.unix_socket_perms),
		FastOpen:          int(info.fo_listen_queue),
		Listener:          int(info.vh_listen_sockfd),
		BindDevice:        info.bind_iface != 0,
		ListenRole:        goString(info.listen_accept_role),
		ListenProtocol:    goString(info.listen_accept_protocol),
		Retry:             retryPolicy(info.retry_and_idle_policy),
		Mounts:            mounts(info.mounts),
		Extensions:        extensions(info.extensions),
	}
	c.HTTPProxy, c.SocksProxy = configuredProxies(info)
	for h := info.headers; h != nil; h = h.next {
		c.Headers = append(c.Headers, engine.Field{Name: goString(h.name), Value: goString(h.value)})
	}
	c.RejectedAgents = rejectedAgents(info.reject_service_keywords)
	var err error
	if c.Onward, err = v.onward(info.pvo); err != nil {
		return c, fmt.Errorf("vhost %s: %w", name, err)
	}
	return c, v.configTLS(&c, info)
}

// The options that make a vhost a proxy of bytes.
var rawProxyName, onwardOption = C.CString(engine.RawProxy), C.CString("onward")

// onward is what they say; nil if the program has a protocol that reads them itself.
func (v *vhost) onward(pvo *C.struct_lws_protocol_vhost_options) (*engine.Onward, error) {
	for _, p := range unsafe.Slice(v.block.protocols, v.block.count_protocols) {
		if goString(p.name) == engine.RawProxy {
			return nil, nil
		}
	}
	proxy := C.golws_pvo_search(pvo, rawProxyName)
	if proxy == nil {
		return nil, nil
	}
	option := C.golws_pvo_search(proxy.options, onwardOption)
	if option == nil {
		return nil, nil
	}
	return engine.ParseOnward(goString(option.value))
}

// rejectedAgents reads answers such as "404 Not Found"; what starts with no status
// of an error is 403.
func rejectedAgents(o *C.struct_lws_protocol_vhost_options) (list []engine.RejectedAgent) {
	for ; o != nil; o = o.next {
		number, html, _ := strings.Cut(goString(o.value), " ")
		status, err := strconv.Atoi(number)
		if err != nil || status < 400 || status > 599 {
			status, html = 403, ""
		}
		list = append(list, engine.RejectedAgent{Keyword: goString(o.name), Status: status, HTML: html})
	}
	return list
}

func retryPolicy(p *C.lws_retry_bo_t) *engine.RetryPolicy {
	if p == nil {
		return nil
	}
	return &engine.RetryPolicy{PingSeconds: int(p.secs_since_valid_ping), HangupSeconds: int(p.secs_since_valid_hangup)}
}

func mounts(m *C.struct_lws_http_mount) (list []*engine.Mount) {
	for ; m != nil; m = m.mount_next {
		list = append(list, mount(m))
	}
	return list
}

// release gives back the C side. The engine's is over by then.
func (v *vhost) release() {
	b := v.block
	if v.finalize != nil {
		v.finalize()
	}
	C.golws_metrics_vhost_ends(b)
	C.golws_faults_end(&b.faults)
	for link := &v.context.block.first_vhost; *link != nil; link = &(*link).next {
		if *link == b {
			*link = b.next
			break
		}
	}
	v.renewal.end()
	v.server.close()
	v.client.close()
	name, iface, protocols, private := b.name, b.iface, b.protocols, b.protocol_private
	count := int(b.count_protocols)
	for i := range int(v.context.block.count_threads) {
		if wsi := &threadAt(v.context.block, i).stand_in; wsi.vhost == b {
			wsi.block.generation, wsi.vhost, wsi.protocol = 0, nil, nil // stale with v
		}
	}
	vhosts.close(unsafe.Pointer(b))
	if private != nil {
		for _, p := range unsafe.Slice(private, count) {
			C.golws_front_free(p)
		}
	}
	C.free(unsafe.Pointer(private))
	C.free(unsafe.Pointer(protocols))
	C.free(unsafe.Pointer(name))
	C.free(unsafe.Pointer(iface))
}

// setTag puts a log tag into a control block, cut to fit.
func setTag[T string | []byte](tag []byte, text T) {
	n := copy(tag[:len(tag)-1], text)
	tag[n] = 0
}

//export golws_lws_protocol_init
func golws_lws_protocol_init(cx *C.struct_lws_context) (r C.int) {
	r = 1
	const name = "lws_protocol_init"
	defer recovered(name, nil)
	x := contextOf(cx, name)
	if x == nil || !x.engine.Start() {
		return 1
	}
	return 0
}
