package main

// peer is a WebSocket implementation of somebody else's: what it can do decides
// what is asked of it.
type peer struct {
	name      string // for ../peers/prepare
	server    bool   // it can be one
	noClient  bool   // it can be nothing else
	fragments bool   // its client can send fragments and pings
	deflate   bool
	tls       bool
	quick     bool // one of the few that the quick run tries
}

var peers = []peer{
	{name: "websockets", server: true, fragments: true, deflate: true, tls: true, quick: true},
	{name: "aiohttp", server: true, deflate: true, tls: true},
	{name: "ws", server: true, fragments: true, deflate: true, tls: true, quick: true},
	{name: "gorilla", server: true, fragments: true, deflate: true, tls: true, quick: true},
	{name: "coder", server: true, fragments: true, deflate: true, tls: true},
	{name: "java", fragments: true, tls: true},
	{name: "tungstenite", server: true, fragments: true},
	{name: "curl", fragments: true, tls: true},
	{name: "lws", server: true, fragments: true, deflate: true, tls: true},
	{name: "uwebsockets", server: true, noClient: true, deflate: true, tls: true},
	{name: "chromium", deflate: true, tls: true},
	{name: "firefox", deflate: true},
}

// mode is how the two talk.
type mode struct {
	name         string
	deflate, tls bool
}

var modes = []mode{{"plain", false, false}, {"deflate", true, false}, {"TLS", true, true}}

// can tells whether the mode is tried with the peer. Without permessage-deflate of
// its own it is still asked over TLS, where our side offers or accepts it in vain.
func (p peer) can(m mode) bool {
	return (!m.tls || p.tls) && (!m.deflate || p.deflate || m.tls)
}

// compresses tells whether the two must agree on permessage-deflate.
func (p peer) compresses(m mode) bool { return m.deflate && p.deflate }
