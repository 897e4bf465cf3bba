package main

/*
#include "bridge.h"
*/
import "C"

import (
	"strings"
	"time"
	"unsafe"

	"github.com/golws/golws/core/cookie"
	"github.com/golws/golws/core/engine"
)

// cookiesOf is the store of cookies that a context is created with.
func cookiesOf(info *C.struct_lws_context_creation_info) *cookie.Store {
	path := goString(info.http_nsc_filepath)
	if err := cookie.NewJar(path).Create(); err != nil {
		cookieTrouble(err)
	}
	return cookie.NewStore(path, cookie.Limits{
		Cookies: int(min(info.http_nsc_heap_max_items, 1<<30)),
		Bytes:   int(min(info.http_nsc_heap_max_footprint, 1<<30)),
		Payload: int(min(info.http_nsc_heap_max_payload, 1<<30)),
	})
}

func cookieTrouble(err error) C.int {
	logLine(engine.LevelWarn, nil, nil, nil, "cookie jar: "+err.Error())
	return 1
}

//export golws_core_cookies_read
func golws_core_cookies_read(path *C.char, lines **C.char, size *C.size_t) (r C.int) {
	r = 1
	defer recovered("lws_cache", nil)
	jar := cookie.NewJar(goString(path))
	if lines == nil {
		if err := jar.Create(); err != nil {
			return cookieTrouble(err)
		}
		return 0
	}
	list, err := jar.Cookies(time.Now())
	if err != nil {
		return cookieTrouble(err)
	}
	var b strings.Builder
	for i := range list {
		b.WriteString(list[i].Line() + "\n")
	}
	*lines, *size = C.CString(b.String()), C.size_t(b.Len())
	return 0
}

// cookieLine is a line of a jar that C has.
func cookieLine(line *C.char, size C.size_t) (cookie.Cookie, error) {
	return cookie.ParseLine(string(unsafe.Slice((*byte)(unsafe.Pointer(line)), int(min(size, 2*cookie.MaxLine)))))
}

//export golws_core_cookies_write
func golws_core_cookies_write(path, line *C.char, size C.size_t) (r C.int) {
	r = 1
	defer recovered("lws_cache", nil)
	c, err := cookieLine(line, size)
	if err == nil {
		err = cookie.NewJar(goString(path)).Set(c, time.Now())
	}
	if err != nil {
		return cookieTrouble(err)
	}
	return 0
}

//export golws_core_cookies_remove
func golws_core_cookies_remove(path, line *C.char, size C.size_t) (r C.int) {
	r = 1
	defer recovered("lws_cache", nil)
	jar := cookie.NewJar(goString(path))
	var err error
	if line == nil {
		err = jar.Empty()
	} else {
		var c cookie.Cookie
		if c, err = cookieLine(line, size); err == nil {
			err = jar.Remove(c.Tag(), time.Now())
		}
	}
	if err != nil {
		return cookieTrouble(err)
	}
	return 0
}
