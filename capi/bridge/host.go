package main

/*
#include "bridge.h"
#include "outer_loop.h"
*/
import "C"

import (
	"runtime"
	"strconv"
	"sync/atomic"
	"unsafe"

	"github.com/golws/golws/core/engine"
	"github.com/golws/golws/core/ws"
)

// host is the engine's way to the program: it calls the C callbacks.
type host struct{ context *context }

func block(c *engine.Conn) *C.struct_lws { return (*C.struct_lws)(c.Handle) }

func protocolEntry(c *engine.Conn, p *engine.Protocol) *C.struct_lws_protocols {
	if p == nil {
		p = c.Protocol
	}
	return (*C.struct_lws_protocols)(p.Handle)
}

// terminated makes sure that in is followed by a zero byte while C looks at it:
// programs treat text as C strings. restore puts back what was there.
func terminated(in []byte) (p uintptr, over *byte, saved byte) {
	if len(in) == 0 {
		return uintptr(unsafe.Pointer(unsafe.SliceData(in))), nil, 0
	}
	if cap(in) == len(in) {
		in = append(in, 0)
		return uintptr(unsafe.Pointer(unsafe.SliceData(in))), &in[len(in)-1], 0
	}
	over = &in[:len(in)+1][len(in)]
	saved, *over = *over, 0
	return uintptr(unsafe.Pointer(unsafe.SliceData(in))), over, saved
}

// Callback implements engine.Host.
func (h *host) Callback(c *engine.Conn, p *engine.Protocol, r engine.Reason, in []byte) int {
	provokeBy(in)
	b := block(c)
	if r == engine.ReasonReceive || r == engine.ReasonClientReceive {
		describeReceiving(b, c)
	}
	if r == engine.ReasonEstablished && bool(b.is_tls) {
		return int(C.golws_call_at(C.uintptr_t(uintptr(c.Handle)), C.int(r), C.uintptr_t(uintptr(sslOf(c.Carrier()))), 0))
	}
	at, over, saved := terminated(in)
	var result C.int
	if p == nil {
		result = C.golws_call_at(C.uintptr_t(uintptr(c.Handle)), C.int(r), C.uintptr_t(at), C.size_t(len(in)))
	} else {
		result = C.golws_call_protocol(protocolEntry(c, p), b, C.int(r), b.user, C.uintptr_t(at), C.size_t(len(in)))
	}
	if over != nil {
		*over = saved
	}
	return int(result)
}

// describeReceiving puts into the block what getters tell about a message.
func describeReceiving(b *C.struct_lws, c *engine.Conn) {
	r := c.Receiving()
	var flags C.uint8_t
	if r.First {
		flags |= C.GOLWS_RECEIVE_FIRST
	}
	if r.Final {
		flags |= C.GOLWS_RECEIVE_FINAL
	}
	if r.Binary {
		flags |= C.GOLWS_RECEIVE_BINARY
	}
	b.receive_flags = flags
	b.opcode, b.reserved_bits = C.uint8_t(r.Opcode), C.uint8_t(r.Reserved)
	b.remaining = C.uint64_t(r.Remaining)
}

// CallbackValue implements engine.Host.
func (h *host) CallbackValue(c *engine.Conn, p *engine.Protocol, r engine.Reason, in uintptr, n int) int {
	b := block(c)
	return int(C.golws_call_protocol(protocolEntry(c, p), b, C.int(r), b.user, C.uintptr_t(in), C.size_t(n)))
}

// CallbackAppend implements engine.Host.
func (h *host) CallbackAppend(c *engine.Conn, p *engine.Protocol, r engine.Reason, room []byte) (used, result int) {
	b := block(c)
	at := C.uintptr_t(uintptr(unsafe.Pointer(unsafe.SliceData(room))))
	var n C.size_t
	if r == engine.ReasonAddHeaders {
		result = int(C.golws_call_html_args(protocolEntry(c, p), b, C.int(r), at, C.int(len(room)), &n))
	} else {
		result = int(C.golws_call_append(b, C.int(r), at, C.size_t(len(room)), &n))
	}
	return min(int(n), len(room)), result
}

// CallbackText implements engine.Host.
func (h *host) CallbackText(c *engine.Conn, p *engine.Protocol, r engine.Reason, in string, n int) int {
	b := block(c)
	text := append([]byte(in), 0)
	return int(C.golws_call_protocol(protocolEntry(c, p), b, C.int(r), b.user, C.uintptr_t(uintptr(unsafe.Pointer(&text[0]))), C.size_t(n)))
}

// CallbackExtensionDefaults implements engine.Host.
func (h *host) CallbackExtensionDefaults(c *engine.Conn, name string, room []byte) int {
	text := append([]byte(name), 0)
	return int(C.golws_call_protocol(protocolEntry(c, nil), block(c), C.int(engine.ReasonWSExtDefaults), unsafe.Pointer(&text[0]),
		C.uintptr_t(uintptr(unsafe.Pointer(&room[0]))), C.size_t(len(room))))
}

// CallbackAccess implements engine.Host.
func (h *host) CallbackAccess(c *engine.Conn, p *engine.Protocol, path []byte, mask uint32) int {
	at, over, saved := terminated(path)
	result := C.golws_call_access(protocolEntry(c, p), block(c), C.uintptr_t(at), C.int(len(path)), C.uint(mask))
	if over != nil {
		*over = saved
	}
	return int(result)
}

// CallbackPage implements engine.Host.
func (h *host) CallbackPage(c *engine.Conn, p *engine.Protocol, room []byte, at, n int, final, chunked bool) (page []byte, result int) {
	start := uintptr(unsafe.Pointer(unsafe.SliceData(room)))
	args := C.struct_golws_page{
		at: C.uintptr_t(start + uintptr(at)), len: C.int(n), max_len: C.int(len(room) - at),
		final: C.int(boolInt(final)), chunked: C.int(boolInt(chunked)),
	}
	result = int(C.golws_call_page(protocolEntry(c, p), block(c), &args))
	from := uintptr(args.at) - start
	if from > uintptr(len(room)) || args.len < 0 || uintptr(args.len) > uintptr(len(room))-from {
		logLine(engine.LevelErr, nil, nil, block(c), "LWS_CALLBACK_PROCESS_HTML: the page is outside its buffer")
		return nil, -1
	}
	return room[from:][:args.len], result
}

// CallbackCGI implements engine.Host.
func (h *host) CallbackCGI(c *engine.Conn, r engine.Reason, e *engine.CGIEvent) int {
	what := C.struct_golws_cgi_event{channel: C.int(e.Channel), head_done: C.bool(e.HeadDone), data_len: C.int(len(e.Data)), len: C.size_t(e.Length)}
	for i, stream := range e.Streams {
		if stream != nil {
			what.streams[i] = C.uintptr_t(uintptr(stream.Handle))
		}
	}
	what.data = C.uintptr_t(uintptr(unsafe.Pointer(unsafe.SliceData(e.Data))))
	result := int(C.golws_call_cgi(block(c), C.int(r), &what))
	runtime.KeepAlive(e)
	return result
}

// CallbackReceives implements engine.Host.
func (h *host) CallbackReceives(c *engine.Conn, r engine.Reason, row []engine.Piece) (told, result int) {
	room := &h.context.rows[c.Thread().Index]
	pieces := (*room)[:0]
	*room = nil
	for i := range row {
		p := &row[i]
		provokeBy(p.Payload)
		flags := C.GOLWS_RECEIVE_FIRST | C.GOLWS_RECEIVE_FINAL
		if p.Opcode == ws.Binary {
			flags |= C.GOLWS_RECEIVE_BINARY
		}
		pieces = append(pieces, C.struct_golws_piece{
			at: C.uintptr_t(uintptr(unsafe.Pointer(unsafe.SliceData(p.Payload)))), len: C.uint32_t(len(p.Payload)), opcode: C.uint8_t(p.Opcode), flags: C.uint8_t(flags),
		})
	}
	halts := c.Halts()
	told = int(C.golws_call_receives(C.uintptr_t(uintptr(c.Handle)), C.int(r),
		C.uintptr_t(uintptr(unsafe.Pointer(unsafe.SliceData(pieces)))), C.int(len(pieces)),
		C.uintptr_t(uintptr(unsafe.Pointer(halts))), C.size_t(len(halts))))
	*room = pieces
	if told < 0 {
		return -told, -1
	}
	return told, 0
}

// CallbackWriteables implements engine.Host.
func (h *host) CallbackWriteables(c *engine.Conn, r engine.Reason, most int) int {
	thread := h.thread(c.Thread())
	result := C.golws_call_writeables(C.uintptr_t(uintptr(unsafe.Pointer(thread))), C.uintptr_t(uintptr(c.Handle)), C.int(r), C.int(most))
	if thread.written_used > 0 {
		writeCollected(c, thread)
	}
	return int(result)
}

// threadOf is the service thread of a live wsi.
func threadOf(wsi *C.struct_lws) *C.struct_golws_thread {
	return threadAt(wsi.context, int(wsi.thread))
}

func threadAt(cx *C.struct_lws_context, tsi int) *C.struct_golws_thread {
	return (*C.struct_golws_thread)(unsafe.Add(unsafe.Pointer(cx.threads), uintptr(tsi)*unsafe.Sizeof(*cx.threads)))
}

// Turning implements engine.Host.
func (h *host) Turning(t *engine.Thread, begins bool) { h.thread(t).in_turn = C.bool(begins) }

func (h *host) thread(t *engine.Thread) *C.struct_golws_thread {
	return threadAt(h.context.block, t.Index)
}

// Asked implements engine.Host.
func (h *host) Asked(t *engine.Thread, list []*engine.Conn) []*engine.Conn {
	thread := h.thread(t)
	for i := range thread.asked[:thread.asked_count] {
		asked := &thread.asked[i]
		if b := asked.wsi; b.block.generation == asked.generation && b.asked {
			b.asked = false
			if c := conns.find(unsafe.Pointer(b)); c != nil {
				list = append(list, c)
			}
		}
	}
	thread.asked_count = 0
	return list
}

// AskedAgain implements engine.Host.
func (h *host) AskedAgain(c *engine.Conn) bool {
	b := block(c)
	if !b.asked {
		return false
	}
	b.asked = false
	// Mostly it is the last request of all: then the list need not keep it.
	if thread := h.thread(c.Thread()); thread.asked_count > 0 && thread.asked[thread.asked_count-1].wsi == b {
		thread.asked_count--
	}
	return true
}

// CallbackChild implements engine.Host.
func (h *host) CallbackChild(parent, child *engine.Conn) {
	C.golws_call_protocol(protocolEntry(parent, nil), block(child), C.int(engine.ReasonChildClosing), block(parent).user,
		C.uintptr_t(uintptr(child.Handle)), 0)
}

// TLSEvent implements engine.Host.
func (h *host) TLSEvent(c *engine.Conn, event int) int {
	return int(C.golws_call_ssl_info(block(c), C.int(event)))
}

// CallbackSelf implements engine.Host.
func (h *host) CallbackSelf(c *engine.Conn, p *engine.Protocol, r engine.Reason) int {
	b := block(c)
	return int(C.golws_call_protocol(protocolEntry(c, p), b, C.int(r), b.user,
		C.uintptr_t(uintptr(unsafe.Pointer(protocolEntry(c, nil)))), 0))
}

// VhostCallback implements engine.Host.
func (h *host) VhostCallback(t *engine.Thread, v *engine.Vhost, p *engine.Protocol, r engine.Reason) int {
	vh := vhosts.find(v.Handle)
	entry := (*C.struct_lws_protocols)(p.Handle)
	wsi, restore := vh.standIn(t.Index)
	defer restore()
	wsi.protocol = entry
	var in uintptr
	if r == engine.ReasonProtocolInit {
		if option := C.golws_pvo_search(vh.block.pvo, entry.name); option != nil {
			in = uintptr(unsafe.Pointer(option.options))
		}
	}
	return int(C.golws_call_protocol(entry, wsi, C.int(r), nil, C.uintptr_t(in), 0))
}

// CertificateAges implements engine.Host.
func (h *host) CertificateAges(t *engine.Thread, v, w *engine.Vhost, p *engine.Protocol, days int) {
	entry := (*C.struct_lws_protocols)(p.Handle)
	wsi, restore := vhosts.find(w.Handle).standIn(t.Index)
	defer restore()
	wsi.protocol = entry
	C.golws_call_aging(entry, wsi, vhosts.find(v.Handle).block, C.int(days))
}

// AcceptCallback implements engine.Host.
func (h *host) AcceptCallback(t *engine.Thread, v *engine.Vhost, p *engine.Protocol, r engine.Reason, fd int) int {
	vh := vhosts.find(v.Handle)
	entry := (*C.struct_lws_protocols)(p.Handle)
	wsi, restore := vh.standIn(t.Index)
	defer restore()
	wsi.protocol = entry
	wsi.fd = C.int(fd)
	result := C.golws_call_accept(entry, wsi, C.int(r), C.int(fd))
	return int(result)
}

var connectionNumber atomic.Uint64

// Opened implements engine.Host.
func (h *host) Opened(c *engine.Conn) bool {
	p := conns.open(c)
	if p == nil {
		return false
	}
	c.Handle = p
	b := block(c)
	b.context = h.context.block
	b.vhost = (*C.struct_lws_vhost)(c.Vhost.Handle)
	b.retry_policy = b.vhost.retry_policy
	b.protocol = protocolEntry(c, nil)
	b.fd = C.int(c.FD())
	b.thread = C.uint8_t(c.Thread().Index)
	b.is_client, b.is_tls = C.bool(c.IsClient()), C.bool(c.IsTLS())
	kind := "wsisrv|"
	switch network := c.Network(); {
	case network != c:
		kind = "mux|"
		b.network = block(network)
	case c.IsClient():
		kind = "wsicli|"
	}
	var room [2 * len(b.tag)]byte
	text := strconv.AppendUint(append(room[:0], kind...), connectionNumber.Add(1)-1, 10)
	text = append(append(text, '|'), c.Vhost.Config.Name...)
	setTag(unsafe.Slice((*byte)(unsafe.Pointer(&b.tag[0])), len(b.tag)), text)
	if h.context.engine.Faults != nil {
		takeFaults(c)
	}
	return true
}

// Attached implements engine.Host.
func (h *host) Attached(c *engine.Conn) {
	b := block(c)
	b.fd, b.is_tls = C.int(c.FD()), C.bool(c.IsTLS())
	b.network = nil
	if network := c.Network(); network != c {
		b.network = block(network)
	}
}

// Bind implements engine.Host.
func (h *host) Bind(c *engine.Conn, p *engine.Protocol) {
	b := block(c)
	entry := (*C.struct_lws_protocols)(p.Handle)
	if b.protocol == entry && b.session != nil {
		clear(unsafe.Slice((*byte)(b.session), entry.per_session_data_size))
		return
	}
	h.DropSession(c)
	b.protocol = entry
	h.EnsureSession(c)
}

// sessions is where c's session data come from.
func (h *host) sessions(c *engine.Conn) *sessionMemory { return &h.context.sessions[c.Thread().Index] }

// EnsureSession implements engine.Host.
func (h *host) EnsureSession(c *engine.Conn) {
	b := block(c)
	if size := b.protocol.per_session_data_size; b.user == nil && size > 0 {
		b.session, b.session_size = h.sessions(c).take(size), size
		b.user = b.session
	}
}

// DropSession implements engine.Host.
func (h *host) DropSession(c *engine.Conn) {
	b := block(c)
	if b.session == nil {
		return
	}
	if b.user == b.session {
		b.user = nil
	}
	h.sessions(c).give(b.session, b.session_size)
	b.session = nil
}

// Rehosted implements engine.Host.
func (h *host) Rehosted(c *engine.Conn) {
	b := block(c)
	b.vhost = (*C.struct_lws_vhost)(c.Vhost.Handle)
	b.protocol = protocolEntry(c, nil)
}

// HasSession implements engine.Host.
func (h *host) HasSession(c *engine.Conn) bool { return block(c).user != nil }

// Reparented implements engine.Host.
func (h *host) Reparented(c, former *engine.Conn) {
	b := block(c)
	link := func(c *engine.Conn) *C.struct_lws {
		if c == nil {
			return nil
		}
		return block(c)
	}
	b.parent, b.sibling = link(c.Parent), link(c.NextSibling())
	for _, parent := range [...]*engine.Conn{c.Parent, former} {
		if parent == nil {
			continue
		}
		block(parent).child = link(parent.FirstChild())
		for child := parent.FirstChild(); child != nil; child = child.NextSibling() {
			block(child).sibling = link(child.NextSibling())
		}
	}
}

// Closed implements engine.Host.
func (h *host) Closed(c *engine.Conn) {
	b := block(c)
	if b == nil {
		return
	}
	if h.context.block.loop_takes_all {
		b.fd = -1
		C.golws_loop_destroy_wsi(C.uintptr_t(uintptr(c.Handle)))
	}
	if b.tasks.count != 0 {
		C.golws_wsi_with_tasks_closes(b)
	}
	if b.metric_tags.count != 0 {
		C.golws_metrics_forget_tags(b)
	}
	if b.faults != nil {
		C.golws_faults_end(&b.faults)
	}
	session, size, payload, udp := b.session, b.session_size, b.close_payload, b.udp
	if b.ssl != nil {
		C.golws_openssl_connection_free(b.ssl)
	}
	conns.close(c.Handle)
	if session != nil {
		h.sessions(c).give(session, size)
	}
	if payload != nil {
		C.free(unsafe.Pointer(payload))
	}
	if udp != nil {
		C.free(unsafe.Pointer(udp))
	}
}

// VhostClosed implements engine.Host.
func (h *host) VhostClosed(v *engine.Vhost) {
	if vh := vhosts.find(v.Handle); vh != nil {
		vh.release()
	}
}

// Log implements engine.Host.
func (h *host) Log(level engine.Level, c *engine.Conn, v *engine.Vhost, text string) {
	var wsi *C.struct_lws
	var vh *C.struct_lws_vhost
	if c != nil {
		wsi = block(c)
	}
	if v != nil {
		vh = (*C.struct_lws_vhost)(v.Handle)
	}
	logLine(level, h.context.block, vh, wsi, text)
}

// Wants implements engine.Host.
func (h *host) Wants(level engine.Level) bool { return C.golws_log_visible(C.int(level)) != 0 }
