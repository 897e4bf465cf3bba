package main

/*
#include "bridge.h"

// See extension.go.
struct golws_deflate_payload {
	struct lws_tokens in;
	struct lws_tokens out;
};

static inline void
golws_set_user(void *user, void *state, void *in, const struct lws_ext_options *options)
{
	*(void **)user = state;
	*(const struct lws_ext_options **)in = options;
}
*/
import "C"

import (
	"sync"
	"unsafe"

	pointer "github.com/mattn/go-pointer"

	"github.com/golws/golws/core/engine"
)

// deflateOptionTable is the table of options that a caller of permessage-deflate
// gets to see. It is made once and never freed: programs keep its address.
var deflateOptionTable = sync.OnceValue(func() *C.struct_lws_ext_options {
	options := engine.DeflateOptions()
	table := (*C.struct_lws_ext_options)(C.calloc(C.size_t(len(options)+1), C.sizeof_struct_lws_ext_options))
	for i, o := range options {
		entry := &unsafe.Slice(table, len(options))[i]
		entry.name = C.CString(o.Name)
		entry._type = C.enum_lws_ext_options_types(o.Kind)
	}
	return table
})

// golws_lws_extension_callback_pm_deflate is for the program's own extensions
// which call permessage-deflate; where it stands in the table itself the engine
// compresses without it.
//
//export golws_lws_extension_callback_pm_deflate
func golws_lws_extension_callback_pm_deflate(cx *C.struct_lws_context, ext *C.struct_lws_extension, wsi *C.struct_lws,
	reason C.enum_lws_extension_callback_reasons, user, in unsafe.Pointer, n C.size_t) (r C.int) {
	r = -1
	const name = "lws_extension_callback_pm_deflate"
	defer recovered(name, wsi)
	c := conn(wsi, name)
	if c == nil || user == nil {
		return -1
	}
	if reason == C.LWS_EXT_CB_CONSTRUCT || reason == C.LWS_EXT_CB_CLIENT_CONSTRUCT {
		if in == nil {
			return -1
		}
		state := pointer.Save(c.CallDeflate(reason == C.LWS_EXT_CB_CLIENT_CONSTRUCT))
		C.golws_set_user(user, state, in, deflateOptionTable())
		return 0
	}
	d, ok := pointer.Restore(user).(*engine.CalledDeflate)
	if !ok {
		logLine(engine.LevelErr, nil, nil, wsi, name+": user is not what CONSTRUCT has made, or was destroyed")
		return -1
	}
	switch reason {
	case C.LWS_EXT_CB_DESTROY:
		d.Release()
		pointer.Unref(user)
		return 0
	case C.LWS_EXT_CB_OPTION_CONFIRM:
		return boolInt(!d.Agrees())
	case C.LWS_EXT_CB_OPTION_DEFAULT:
		return 0
	}
	if in == nil {
		return -1
	}
	switch reason {
	case C.LWS_EXT_CB_OPTION_SET:
		o := (*C.struct_lws_ext_option_arg)(in)
		d.Negotiate(int(o.option_index), string(cBytes(unsafe.Pointer(o.start), int(max(0, o.len)))))
		return 0
	case C.LWS_EXT_CB_NAMED_OPTION_SET:
		o := (*C.struct_lws_ext_option_arg)(in)
		if o.option_name == nil || o.start == nil || !d.Set(goString(o.option_name), goString(o.start)) {
			return -1
		}
		return 0
	case C.LWS_EXT_CB_PAYLOAD_RX:
		p := (*C.struct_golws_deflate_payload)(in)
		out, left, result := d.Receive(cBytes(unsafe.Pointer(p.in.token), int(max(0, p.in.len))))
		if result != engine.ExtensionPasses || p.in.len == 0 {
			setTokens(&p.out, out)
		}
		taken := max(0, p.in.len) - C.int(left)
		if taken > 0 {
			p.in.token = (*C.uchar)(unsafe.Add(unsafe.Pointer(p.in.token), taken))
		}
		p.in.len = C.int(left)
		return C.int(result)
	case C.LWS_EXT_CB_PAYLOAD_TX:
		p := (*C.struct_golws_deflate_payload)(in)
		out, result := d.Send(cBytes(unsafe.Pointer(p.in.token), int(max(0, p.in.len))))
		setTokens(&p.out, out)
		p.in.token = (*C.uchar)(unsafe.Add(unsafe.Pointer(p.in.token), max(0, p.in.len)))
		p.in.len = 0
		return C.int(result)
	case C.LWS_EXT_CB_PACKET_TX_PRESEND:
		p := (*C.struct_lws_tokens)(in)
		d.Presend(cBytes(unsafe.Pointer(p.token), int(max(0, p.len))))
		return 0
	}
	return 0
}

// setTokens points at memory of ours. It stays until the next call, which the
// engine's thread sees to; a number, because C memory holds it.
func setTokens(t *C.struct_lws_tokens, out []byte) {
	*(*uintptr)(unsafe.Pointer(&t.token)) = uintptr(unsafe.Pointer(unsafe.SliceData(out)))
	t.len = C.int(len(out))
}
