package main

/*
#include "bridge.h"

// Of stdlib.h, but only with _GNU_SOURCE, which is too late to define here.
char *
secure_getenv(const char *name);
*/
import "C"

import (
	"unsafe"

	"github.com/golws/golws/core/engine"
	"github.com/golws/golws/core/proxy"
)

// environment is what a variable holds now: the program may have set it after the
// core was loaded, when Go had made its copy; and a privileged program must not be
// led astray by who started it.
func environment(name string) string {
	n := C.CString(name)
	defer C.free(unsafe.Pointer(n))
	return goString(C.secure_getenv(n))
}

// configuredProxies are the proxies that a vhost begins with.
func configuredProxies(info *C.struct_lws_context_creation_info) (http, socks proxy.Server) {
	text, port := goString(info.http_proxy_address), int(info.http_proxy_port)
	if text == "" {
		text, port = environment("http_proxy"), 0
	}
	http = parsedProxy("HTTP", text, port)
	socks = parsedProxy("SOCKS", environment("socks_proxy"), 0)
	return http, socks
}

// parsedProxy is none, with a word in the log, if text makes no sense.
func parsedProxy(kind, text string, port int) proxy.Server {
	if text == "" {
		return proxy.Server{}
	}
	s, ok := proxy.Parse(text, port)
	if !ok {
		logLine(engine.LevelErr, nil, nil, nil, "the "+kind+" proxy's address makes no sense or has no port")
	}
	return s
}

// setProxy is lws_set_proxy and lws_set_socks: a text without a port keeps the one
// that was there, an empty one switches the proxy off.
func setProxy(vhost *C.struct_lws_vhost, text *C.char, name string, which func(*engine.VhostConfig) *proxy.Server) C.int {
	if vhost == nil || text == nil {
		return -1
	}
	v := vhosts.find(unsafe.Pointer(vhost))
	if v == nil {
		return -1
	}
	to := which(&v.engine.Config)
	if *text == 0 {
		to.Address = ""
		return 0
	}
	s, ok := proxy.Parse(goString(text), to.Port)
	if !ok {
		logLine(engine.LevelErr, nil, vhost, nil, name+": the address makes no sense or has no port")
		return -1
	}
	*to = s
	return 0
}

//export golws_lws_set_proxy
func golws_lws_set_proxy(vhost *C.struct_lws_vhost, text *C.char) (r C.int) {
	r = -1
	const name = "lws_set_proxy"
	defer recovered(name, nil)
	return setProxy(vhost, text, name, func(c *engine.VhostConfig) *proxy.Server { return &c.HTTPProxy })
}

//export golws_lws_set_socks
func golws_lws_set_socks(vhost *C.struct_lws_vhost, text *C.char) (r C.int) {
	r = -1
	const name = "lws_set_socks"
	defer recovered(name, nil)
	return setProxy(vhost, text, name, func(c *engine.VhostConfig) *proxy.Server { return &c.SocksProxy })
}

//export golws_lws_http_is_redirected_to_get
func golws_lws_http_is_redirected_to_get(wsi *C.struct_lws) (r C.int) {
	const name = "lws_http_is_redirected_to_get"
	defer recovered(name, wsi)
	if c := conn(wsi, name); c != nil && c.RedirectedToGet() {
		return 1
	}
	return 0
}
