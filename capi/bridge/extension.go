package main

/*
#include "bridge.h"

// What PAYLOAD_RX and PAYLOAD_TX are given.
struct golws_payload {
	struct lws_tokens in;
	struct lws_tokens out;
};

// One call, as cgo may hold it: addresses are numbers.
struct golws_extension_call {
	uintptr_t ext;
	uintptr_t wsi;
	uintptr_t user;
	uintptr_t at;
	uintptr_t out;
	int len;
	int out_len;
};

static inline int
golws_extension(const struct golws_extension_call *call, int reason, void *user, void *in, size_t len)
{
	const struct lws_extension *ext = (const struct lws_extension *)call->ext;
	struct lws *wsi = (struct lws *)call->wsi;
	struct golws_thread *thread = golws_thread_of(wsi);
	int r;

	golws_callback_begins(thread);
	r = ext->callback(wsi->context, ext, wsi, (enum lws_extension_callback_reasons)reason, user, in, len);
	golws_callback_ends(thread);
	return r;
}

static inline int
golws_extension_construct(struct golws_extension_call *call, int reason)
{
	void *user = NULL;
	const struct lws_ext_options *options = NULL;
	int r = golws_extension(call, reason, &user, &options, 0);

	call->user = (uintptr_t)user;
	call->at = (uintptr_t)options;
	return r;
}

static inline int
golws_extension_plain(struct golws_extension_call *call, int reason)
{
	return golws_extension(call, reason, (void *)call->user, NULL, 0);
}

static inline int
golws_extension_option(struct golws_extension_call *call, int index)
{
	struct lws_ext_option_arg option = { .option_index = index, .start = (const char *)call->at, .len = call->len };

	return golws_extension(call, LWS_EXT_CB_OPTION_SET, (void *)call->user, &option, 0);
}

static inline int
golws_extension_named(struct golws_extension_call *call, const char *name)
{
	struct lws_ext_option_arg option = { .option_name = name, .start = (const char *)call->at };

	return golws_extension(call, LWS_EXT_CB_NAMED_OPTION_SET, (void *)call->user, &option, 0);
}

static inline int
golws_extension_payload(struct golws_extension_call *call, int reason, size_t kind)
{
	struct golws_payload payload = { { (unsigned char *)call->at, call->len }, { (unsigned char *)call->at, call->len } };
	int r = golws_extension(call, reason, (void *)call->user, &payload, kind);

	call->out = (uintptr_t)payload.out.token;
	call->out_len = payload.out.len;
	return r;
}

static inline int
golws_extension_presend(struct golws_extension_call *call)
{
	struct lws_tokens packet = { (unsigned char *)call->at, call->len };
	int r = golws_extension(call, LWS_EXT_CB_PACKET_TX_PRESEND, (void *)call->user, &packet, 0);

	call->out = (uintptr_t)packet.token;
	call->out_len = packet.len;
	return r;
}

static inline const struct lws_ext_options *
golws_option(uintptr_t options, int n)
{
	return (const struct lws_ext_options *)options + n;
}

static inline bool
golws_is_pm_deflate(const struct lws_extension *ext)
{
	return ext->callback == golws_front->pm_deflate;
}
*/
import "C"

import (
	"unsafe"

	"github.com/golws/golws/core/engine"
	"github.com/golws/golws/core/ws"
)

// extensions is a program's table of WebSocket extensions.
func extensions(e *C.struct_lws_extension) (list []engine.Extension) {
	for ; e != nil && e.name != nil; e = (*C.struct_lws_extension)(unsafe.Add(unsafe.Pointer(e), unsafe.Sizeof(*e))) {
		x := engine.Extension{Name: goString(e.name), Offer: goString(e.client_offer), Handle: unsafe.Pointer(e)}
		if e.callback == nil {
			logLine(engine.LevelErr, nil, nil, nil, "extension \""+x.Name+"\" has no callback: left out")
			continue
		}
		if x.Own = !bool(C.golws_is_pm_deflate(e)); !x.Own && x.Name != ws.DeflateName {
			logLine(engine.LevelErr, nil, nil, nil, "extension \""+x.Name+"\" cannot be permessage-deflate: left out")
			continue
		}
		list = append(list, x)
	}
	return list
}

// extensionOptionsMost bounds a table of options, which ends with a NULL name.
const extensionOptionsMost = 64

func extensionCall(c *engine.Conn, e *engine.Extension, user uintptr) C.struct_golws_extension_call {
	return C.struct_golws_extension_call{
		ext: C.uintptr_t(uintptr(e.Handle)), wsi: C.uintptr_t(uintptr(c.Handle)), user: C.uintptr_t(user),
	}
}

// ConstructExtension implements engine.ExtensionHost.
func (h *host) ConstructExtension(c *engine.Conn, e *engine.Extension) (user uintptr, options []engine.ExtensionOption, ok bool) {
	reason := C.int(C.LWS_EXT_CB_CONSTRUCT)
	if c.IsClient() {
		reason = C.LWS_EXT_CB_CLIENT_CONSTRUCT
	}
	call := extensionCall(c, e, 0)
	if C.golws_extension_construct(&call, reason) != 0 {
		return 0, nil, false
	}
	for i := 0; call.at != 0 && i < extensionOptionsMost; i++ {
		o := C.golws_option(call.at, C.int(i))
		if o.name == nil {
			break
		}
		options = append(options, engine.ExtensionOption{Name: goString(o.name), Kind: engine.OptionKind(o._type)})
	}
	block(c).has_extensions = true
	return uintptr(call.user), options, true
}

// ExtensionOption implements engine.ExtensionHost.
func (h *host) ExtensionOption(c *engine.Conn, a *engine.ActiveExtension, index int, value string) {
	call := extensionCall(c, a.Extension, a.User)
	if value != "" {
		text := append([]byte(value), 0)
		call.at, call.len = C.uintptr_t(uintptr(unsafe.Pointer(&text[0]))), C.int(len(value))
		C.golws_extension_option(&call, C.int(index))
		return
	}
	C.golws_extension_option(&call, C.int(index))
}

// ConfirmExtension implements engine.ExtensionHost.
func (h *host) ConfirmExtension(c *engine.Conn, a *engine.ActiveExtension) bool {
	call := extensionCall(c, a.Extension, a.User)
	return C.golws_extension_plain(&call, C.LWS_EXT_CB_OPTION_CONFIRM) == 0
}

// NameExtensionOption implements engine.ExtensionHost.
func (h *host) NameExtensionOption(c *engine.Conn, a *engine.ActiveExtension, name, value string) int {
	call := extensionCall(c, a.Extension, a.User)
	cName, cValue := C.CString(name), C.CString(value)
	defer C.free(unsafe.Pointer(cName))
	defer C.free(unsafe.Pointer(cValue))
	call.at = C.uintptr_t(uintptr(unsafe.Pointer(cValue)))
	return int(C.golws_extension_named(&call, cName))
}

// DestroyExtension implements engine.ExtensionHost.
func (h *host) DestroyExtension(c *engine.Conn, a *engine.ActiveExtension) {
	call := extensionCall(c, a.Extension, a.User)
	C.golws_extension_plain(&call, C.LWS_EXT_CB_DESTROY)
}

// nothing is what an extension sees where there is no payload.
var nothing [1]byte

// TransformReceived implements engine.ExtensionHost.
func (h *host) TransformReceived(c *engine.Conn, a *engine.ActiveExtension, in []byte) (out []byte, result int) {
	return transform(c, a, in, C.LWS_EXT_CB_PAYLOAD_RX, 0)
}

// TransformSent implements engine.ExtensionHost.
func (h *host) TransformSent(c *engine.Conn, a *engine.ActiveExtension, op ws.Opcode, more bool, in []byte) (out []byte, result int) {
	kind := C.size_t(C.LWS_WRITE_CONTINUATION)
	switch op {
	case ws.Text:
		kind = C.LWS_WRITE_TEXT
	case ws.Binary:
		kind = C.LWS_WRITE_BINARY
	}
	if more {
		kind |= C.LWS_WRITE_NO_FIN
	}
	return transform(c, a, in, C.LWS_EXT_CB_PAYLOAD_TX, kind)
}

func transform(c *engine.Conn, a *engine.ActiveExtension, in []byte, reason C.int, kind C.size_t) (out []byte, result int) {
	call := extensionCall(c, a.Extension, a.User)
	if len(in) == 0 {
		in = nothing[:0]
	}
	call.at, call.len = C.uintptr_t(uintptr(unsafe.Pointer(unsafe.SliceData(in)))), C.int(len(in))
	result = int(C.golws_extension_payload(&call, reason, kind))
	return made(c, a, &call, &result), result
}

// PresendExtension implements engine.ExtensionHost.
func (h *host) PresendExtension(c *engine.Conn, a *engine.ActiveExtension, frame []byte) (sent []byte, result int) {
	call := extensionCall(c, a.Extension, a.User)
	call.at, call.len = C.uintptr_t(uintptr(unsafe.Pointer(unsafe.SliceData(frame)))), C.int(len(frame))
	result = int(C.golws_extension_presend(&call))
	return made(c, a, &call, &result), result
}

// made is what a call has left in out. What makes no sense is a failure.
func made(c *engine.Conn, a *engine.ActiveExtension, call *C.struct_golws_extension_call, result *int) []byte {
	if call.out_len < 0 || call.out_len > 0 && call.out == 0 {
		logLine(engine.LevelErr, nil, nil, block(c), "extension \""+a.Name+"\" has no payload where it says that there is some")
		*result = engine.ExtensionFailed
		return nil
	}
	at := uintptr(call.out)
	return cBytes(*(*unsafe.Pointer)(unsafe.Pointer(&at)), int(call.out_len))
}

//export golws_lws_set_extension_option
func golws_lws_set_extension_option(wsi *C.struct_lws, extension, option, value *C.char) (r C.int) {
	r = -1
	const name = "lws_set_extension_option"
	defer recovered(name, wsi)
	c := conn(wsi, name)
	if c == nil || extension == nil || option == nil || value == nil {
		return -1
	}
	r = C.int(c.SetExtensionOption(goString(extension), goString(option), goString(value)))
	if r < 0 {
		logLine(engine.LevelErr, nil, nil, wsi, name+": refused: "+goString(extension)+" "+goString(option)+" = "+goString(value))
	}
	return r
}
