package main

/*
#include "bridge.h"

// What a form's program is asked for its elements with.
struct golws_form_elements {
	const char *last;
	char text[64 * 1024];
};

static inline int
golws_form_element(lws_http_mp_sm_cb_t cb, struct lws *wsi, struct golws_form_elements *e)
{
	e->text[0] = '\0';
	return cb(wsi->context, e->text, sizeof(e->text), &e->last);
}
*/
import "C"

import (
	"bytes"
	"errors"
	"unsafe"

	"github.com/golws/golws/core/engine"
	"github.com/golws/golws/core/form"
	"github.com/golws/golws/core/h1"
	"github.com/golws/golws/core/header"
)

// formBody is what a struct lws_http_mp_sm stands for: the body of a request.
type formBody struct {
	*form.Body
	conn *engine.Conn
}

var formBodies = table[formBody]{blockSize: unsafe.Sizeof(C.struct_golws_block{})}

var (
	errElementRefused = errors.New("the callback failed")
	errFormMemory     = errors.New("out of memory")
	errElementSize    = errors.New("an element fills the callback's buffer: it may have been cut")
)

//export golws_lws_http_mp_sm_init
func golws_lws_http_mp_sm_init(wsi *C.struct_lws, cb C.lws_http_mp_sm_cb_t, p **C.uint8_t, end *C.uint8_t) (r *C.struct_lws_http_mp_sm) {
	const name = "lws_http_mp_sm_init"
	defer recovered(name, wsi)
	c := conn(wsi, name)
	if c == nil || cb == nil {
		return nil
	}
	body, contentType, err := c.NewFormBody()
	if err == nil {
		err = addElements(body, wsi, cb)
	}
	var n int
	if err == nil {
		n, err = putFormHead(room(p, end), contentType, body.End())
	}
	if err == nil {
		if r = (*C.struct_lws_http_mp_sm)(formBodies.open(&formBody{body, c})); r == nil {
			err = errFormMemory
		}
	}
	if advance(p, n, err, name, wsi) != 0 {
		return nil
	}
	return r
}

// addElements asks cb for the elements of a form, until there are no more.
func addElements(body *form.Body, wsi *C.struct_lws, cb C.lws_http_mp_sm_cb_t) error {
	e := (*C.struct_golws_form_elements)(C.calloc(1, C.sizeof_struct_golws_form_elements))
	if e == nil {
		return errFormMemory
	}
	defer C.free(unsafe.Pointer(e))
	text := cBytes(unsafe.Pointer(&e.text), len(e.text))
	for {
		switch n := C.golws_form_element(cb, wsi, e); {
		case n < 0:
			return errElementRefused
		case n > 0:
			return nil
		}
		length := bytes.IndexByte(text, 0)
		if length < 0 || length == len(text)-1 {
			return errElementSize
		}
		if err := body.Add(string(text[:length])); err != nil {
			return err
		}
	}
}

// putFormHead writes the lines of a request's head that tell of its form.
func putFormHead(dst []byte, contentType string, length int64) (n int, err error) {
	if contentType != "" {
		if n, err = h1.PutToken(dst, header.ContentType, []byte(contentType)); err != nil {
			return 0, err
		}
	}
	k, err := h1.PutContentLength(dst[n:], uint64(length))
	return n + k, err
}

//export golws_lws_http_mp_sm_fill
func golws_lws_http_mp_sm_fill(handle *C.struct_lws_http_mp_sm, p **C.uint8_t, end *C.uint8_t) (r C.int) {
	r = -1
	const name = "lws_http_mp_sm_fill"
	defer recovered(name, nil)
	b := formBodies.find(unsafe.Pointer(handle))
	if b == nil {
		staleArgument(name, "form", handle == nil)
		return -1
	}
	n, done, err := b.Fill(room(p, end))
	if err != nil {
		// What was announced will not come, whatever the program does about it.
		b.conn.Doom()
	}
	if advance(p, n, err, name, nil) != 0 {
		return -1
	}
	if done {
		return 0
	}
	return 1
}

//export golws_lws_http_mp_sm_destroy
func golws_lws_http_mp_sm_destroy(handle **C.struct_lws_http_mp_sm) {
	const name = "lws_http_mp_sm_destroy"
	defer recovered(name, nil)
	if handle == nil || *handle == nil {
		return
	}
	b := formBodies.find(unsafe.Pointer(*handle))
	if b == nil {
		staleArgument(name, "form", false)
	} else {
		b.Close()
		formBodies.close(unsafe.Pointer(*handle))
	}
	*handle = nil
}
