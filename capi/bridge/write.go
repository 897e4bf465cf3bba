package main

/*
#include "bridge.h"
*/
import "C"

import (
	"strconv"
	"unsafe"

	"github.com/golws/golws/core/engine"
	"github.com/golws/golws/core/ws"
)

// frameOpcode is the WebSocket opcode of an lws_write_protocol.
var frameOpcode = [...]ws.Opcode{
	C.LWS_WRITE_TEXT:         ws.Text,
	C.LWS_WRITE_BINARY:       ws.Binary,
	C.LWS_WRITE_CONTINUATION: ws.Continuation,
	C.LWS_WRITE_PING:         ws.Ping,
	C.LWS_WRITE_PONG:         ws.Pong,
}

const writeProtocolMask = 0x1f

// writeCollected writes what the front has collected for c: everything that
// looks at c's output calls it first.
func writeCollected(c *engine.Conn, thread *C.struct_golws_thread) {
	used := thread.written_used
	thread.written_used = 0
	for at := C.uint32_t(0); at < used; {
		written := (*C.struct_golws_written)(unsafe.Pointer(&thread.written[at]))
		at += C.sizeof_struct_golws_written
		payload := unsafe.Slice((*byte)(unsafe.Pointer(&thread.written[at%C.GOLWS_WRITTEN])), int(written.len))
		at += (written.len + 3) &^ 3
		c.WriteFrame(frameOpcode[written.protocol&writeProtocolMask], written.protocol&C.LWS_WRITE_NO_FIN != 0, payload)
	}
}

//export golws_core_write
func golws_core_write(wsi *C.struct_lws, buf *C.uchar, n C.size_t, protocol C.enum_lws_write_protocol) (r C.int) {
	r = -1
	defer recovered("lws_write", wsi)
	c := conn(wsi, "lws_write")
	if c == nil {
		return -1
	}
	if buf == nil && n > 0 || n > 1<<31-1 {
		logLine(engine.LevelErr, nil, nil, wsi, "lws_write: no buffer for "+strconv.FormatUint(uint64(n), 10)+" bytes")
		return -1
	}
	data := unsafe.Slice((*byte)(unsafe.Pointer(buf)), int(n))
	if c.IsUDP() {
		return C.int(c.WriteRaw(data))
	}
	switch kind := protocol & writeProtocolMask; kind {
	case C.LWS_WRITE_HTTP_HEADERS, C.LWS_WRITE_HTTP_HEADERS_CONTINUATION, C.LWS_WRITE_HTTP, C.LWS_WRITE_HTTP_FINAL:
		if kind == C.LWS_WRITE_HTTP || kind == C.LWS_WRITE_HTTP_FINAL {
			r = C.int(c.WriteBody(data, kind == C.LWS_WRITE_HTTP_FINAL))
		} else {
			r = C.int(c.WriteHead(data))
		}
		if kind == C.LWS_WRITE_HTTP_FINAL || protocol&C.LWS_WRITE_H2_STREAM_END != 0 {
			c.EndStream()
		}
		return r
	case C.LWS_WRITE_TEXT, C.LWS_WRITE_BINARY, C.LWS_WRITE_CONTINUATION, C.LWS_WRITE_PING, C.LWS_WRITE_PONG:
		if !c.IsWebSocket() {
			// LWS_WRITE_RAW is the same number as LWS_WRITE_HTTP; others are
			// written as they are, too, where there are no frames.
			return C.int(c.WriteRaw(data))
		}
		return C.int(c.WriteFrame(frameOpcode[kind], protocol&C.LWS_WRITE_NO_FIN != 0, data))
	}
	logLine(engine.LevelErr, nil, nil, wsi, "lws_write: unknown protocol "+strconv.Itoa(int(protocol)))
	return -1
}

//export golws_core_on_writable
func golws_core_on_writable(wsi *C.struct_lws) (r C.int) {
	r = -1
	defer recovered("lws_callback_on_writable", wsi)
	c := conns.find(unsafe.Pointer(wsi))
	if c == nil {
		return -1
	}
	c.RequestWriteable()
	return 1
}

//export golws_core_post_on_writable
func golws_core_post_on_writable(wsi *C.struct_lws) (r C.int) {
	r = -1
	defer recovered("lws_callback_on_writable", wsi)
	c := conns.find(unsafe.Pointer(wsi))
	if c == nil {
		return -1
	}
	c.Thread().Loop.Post(func(int64) { c.RequestWriteable() })
	return 1
}

//export golws_lws_callback_on_writable_all_protocol
func golws_lws_callback_on_writable_all_protocol(cx *C.struct_lws_context, p *C.struct_lws_protocols) (r C.int) {
	r = -1
	const name = "lws_callback_on_writable_all_protocol"
	defer recovered(name, nil)
	x := contextOf(cx, name)
	if x == nil || p == nil {
		return -1
	}
	for _, v := range x.engine.Vhosts() {
		eachOf(v, p, func(c *engine.Conn) { c.RequestWriteable() })
	}
	return 0
}

//export golws_lws_callback_on_writable_all_protocol_vhost
func golws_lws_callback_on_writable_all_protocol_vhost(vh *C.struct_lws_vhost, p *C.struct_lws_protocols) (r C.int) {
	r = -1
	const name = "lws_callback_on_writable_all_protocol_vhost"
	defer recovered(name, nil)
	v := vhostOf(vh, name)
	if v == nil || p == nil {
		return -1
	}
	eachOf(v.engine, p, func(c *engine.Conn) { c.RequestWriteable() })
	return 0
}

// eachOf calls f for each connection of v that speaks p, which is an entry of
// the program's own table or of the vhost's copy.
func eachOf(v *engine.Vhost, p *C.struct_lws_protocols, f func(*engine.Conn)) {
	for _, own := range v.Protocols {
		entry := (*C.struct_lws_protocols)(own.Handle)
		if entry == p || entry.callback == p.callback && own.Name == goString(p.name) {
			v.EachConn(own, f)
		}
	}
}

//export golws_lws_callback_all_protocol
func golws_lws_callback_all_protocol(cx *C.struct_lws_context, p *C.struct_lws_protocols, reason C.int) (r C.int) {
	r = -1
	const name = "lws_callback_all_protocol"
	defer recovered(name, nil)
	x := contextOf(cx, name)
	if x == nil || p == nil {
		return -1
	}
	for _, v := range x.engine.Vhosts() {
		callEach(v, p, reason, nil, 0)
	}
	return 0
}

//export golws_lws_callback_all_protocol_vhost
func golws_lws_callback_all_protocol_vhost(vh *C.struct_lws_vhost, p *C.struct_lws_protocols, reason C.int) C.int {
	return golws_lws_callback_all_protocol_vhost_args(vh, p, reason, nil, 0)
}

//export golws_lws_callback_all_protocol_vhost_args
func golws_lws_callback_all_protocol_vhost_args(vh *C.struct_lws_vhost, p *C.struct_lws_protocols, reason C.int, arg unsafe.Pointer, n C.size_t) (r C.int) {
	r = 1
	const name = "lws_callback_all_protocol_vhost"
	defer recovered(name, nil)
	v := vhostOf(vh, name)
	if v == nil {
		return 1
	}
	if p == nil {
		for i := range v.engine.Protocols {
			callEach(v.engine, (*C.struct_lws_protocols)(v.engine.Protocols[i].Handle), reason, arg, n)
		}
		return 0
	}
	callEach(v.engine, p, reason, arg, n)
	return 0
}

// callEach calls the callback of p for each of its connections of v. p is v's own
// entry: a program that broadcasts for each of its vhosts counts on the others
// not being called.
func callEach(v *engine.Vhost, p *C.struct_lws_protocols, reason C.int, arg unsafe.Pointer, n C.size_t) {
	for _, own := range v.Protocols {
		if (*C.struct_lws_protocols)(own.Handle) == p {
			v.EachConn(own, func(c *engine.Conn) {
				b := block(c)
				C.golws_call_protocol(p, b, reason, b.user, C.uintptr_t(uintptr(arg)), n)
			})
		}
	}
}

//export golws_lws_callback_vhost_protocols_vhost
func golws_lws_callback_vhost_protocols_vhost(vh *C.struct_lws_vhost, reason C.int, in unsafe.Pointer, n C.size_t) (r C.int) {
	r = 1
	const name = "lws_callback_vhost_protocols_vhost"
	defer recovered(name, nil)
	v := vhostOf(vh, name)
	if v == nil {
		return 1
	}
	wsi, restore := v.standIn(v.context.here().Index)
	defer restore()
	return v.callProtocols(wsi, reason, in, n)
}

//export golws_lws_callback_vhost_protocols
func golws_lws_callback_vhost_protocols(wsi *C.struct_lws, reason C.int, in unsafe.Pointer, n C.size_t) (r C.int) {
	r = 1
	const name = "lws_callback_vhost_protocols"
	defer recovered(name, wsi)
	c := conn(wsi, name)
	if c == nil {
		return 1
	}
	return vhosts.find(c.Vhost.Handle).callProtocols(wsi, reason, in, n)
}

// callProtocols calls every protocol of v once on behalf of wsi.
func (v *vhost) callProtocols(wsi *C.struct_lws, reason C.int, in unsafe.Pointer, n C.size_t) C.int {
	for _, p := range v.engine.Protocols {
		entry := (*C.struct_lws_protocols)(p.Handle)
		if uint32(wsi.block.slot) == standInSlot {
			wsi.protocol = entry
		}
		if C.golws_call_protocol(entry, wsi, reason, nil, C.uintptr_t(uintptr(in)), n) != 0 {
			return 1
		}
	}
	return 0
}

//export golws_lws_send_pipe_choked
func golws_lws_send_pipe_choked(wsi *C.struct_lws) (r C.int) {
	r = 1
	defer recovered("lws_send_pipe_choked", wsi)
	c := conn(wsi, "lws_send_pipe_choked")
	return boolInt(c == nil || c.Choked())
}

//export golws_lws_ws_sending_multifragment
func golws_lws_ws_sending_multifragment(wsi *C.struct_lws) (r C.int) {
	const name = "lws_ws_sending_multifragment"
	defer recovered(name, wsi)
	c := conn(wsi, name)
	return boolInt(c != nil && c.SendingFragments())
}

//export golws_lws_partial_buffered
func golws_lws_partial_buffered(wsi *C.struct_lws) (r C.int) {
	defer recovered("lws_partial_buffered", wsi)
	c := conn(wsi, "lws_partial_buffered")
	return boolInt(c != nil && c.PartialBuffered())
}

func boolInt(b bool) C.int {
	if b {
		return 1
	}
	return 0
}

//export golws_lws_rx_flow_control
func golws_lws_rx_flow_control(wsi *C.struct_lws, enable C.int) (r C.int) {
	r = -1
	defer recovered("lws_rx_flow_control", wsi)
	c := conn(wsi, "lws_rx_flow_control")
	if c == nil {
		return -1
	}
	c.SetReceiving(enable&1 != 0)
	return 0
}

//export golws_lws_rx_flow_allow_all_protocol
func golws_lws_rx_flow_allow_all_protocol(cx *C.struct_lws_context, p *C.struct_lws_protocols) {
	const name = "lws_rx_flow_allow_all_protocol"
	defer recovered(name, nil)
	x := contextOf(cx, name)
	if x == nil || p == nil {
		return
	}
	for _, v := range x.engine.Vhosts() {
		eachOf(v, p, func(c *engine.Conn) { c.SetReceiving(true) })
	}
}

//export golws_lws_get_peer_write_allowance
func golws_lws_get_peer_write_allowance(wsi *C.struct_lws) (r C.lws_fileofs_t) {
	r = -1
	defer recovered("lws_get_peer_write_allowance", wsi)
	c := conn(wsi, "lws_get_peer_write_allowance")
	if c == nil {
		return -1
	}
	return C.lws_fileofs_t(c.SendAllowance())
}

//export golws_lws_wsi_tx_credit
func golws_lws_wsi_tx_credit(wsi *C.struct_lws, peerToUs C.char, add C.int) (r C.int) {
	r = -1
	const name = "lws_wsi_tx_credit"
	defer recovered(name, wsi)
	c := conn(wsi, name)
	switch {
	case c == nil || c.SendAllowance() < 0:
		return -1
	case peerToUs == C.LWSTXCR_US_TO_PEER && add == 0:
		return C.int(c.SendAllowance())
	case peerToUs == C.LWSTXCR_US_TO_PEER:
		return -1 // only the peer can add to it
	case add == 0:
		return C.int(c.ReceiveAllowance())
	}
	return boolInt(!c.Credit(int(add)))
}

//export golws_lws_h2_get_peer_txcredit_estimate
func golws_lws_h2_get_peer_txcredit_estimate(wsi *C.struct_lws) (r C.int) {
	r = -1
	const name = "lws_h2_get_peer_txcredit_estimate"
	defer recovered(name, wsi)
	c := conn(wsi, name)
	if c == nil {
		return -1
	}
	return C.int(c.ReceiveAllowance())
}

//export golws_lws_h2_client_stream_long_poll_rxonly
func golws_lws_h2_client_stream_long_poll_rxonly(wsi *C.struct_lws) (r C.int) {
	r = 1
	const name = "lws_h2_client_stream_long_poll_rxonly"
	defer recovered(name, wsi)
	c := conn(wsi, name)
	return boolInt(c == nil || !c.LongPoll())
}

//export golws_lws_h2_update_peer_txcredit
func golws_lws_h2_update_peer_txcredit(wsi *C.struct_lws, sid C.uint, bump C.int) (r C.int) {
	r = 1
	const name = "lws_h2_update_peer_txcredit"
	defer recovered(name, wsi)
	c := conn(wsi, name)
	if c == nil || bump < 0 {
		return 1
	}
	if sid == 0 {
		return 0 // the connection's own credit follows what its streams take
	}
	return boolInt(!c.Credit(int(bump)))
}

//export golws_lws_close_reason
func golws_lws_close_reason(wsi *C.struct_lws, status C.enum_lws_close_status, text *C.uchar, n C.size_t) {
	defer recovered("lws_close_reason", wsi)
	c := conn(wsi, "lws_close_reason")
	if c == nil {
		return
	}
	payload := c.SetCloseReason(uint16(status), cBytes(unsafe.Pointer(text), int(min(n, ws.MaxControlPayload))))
	if payload == nil {
		return
	}
	if wsi.close_payload == nil {
		wsi.close_payload = (*C.uchar)(C.malloc(ws.MaxControlPayload))
	}
	wsi.close_length = C.uint8_t(copy(unsafe.Slice((*byte)(unsafe.Pointer(wsi.close_payload)), ws.MaxControlPayload), payload))
}
