// Package core holds nothing itself: below it are the protocols that golws
// consists of, each a Go package that can be used alone, without cgo and without
// the C library.
//
// The machines are pure. Bytes and time go in, events and bytes come out; none
// holds a socket, a clock or a log, and each length that a peer chooses has a
// limit. Whoever uses one reads and writes, and feeds it:
//
//   - ws: WebSocket frames, handshakes and permessage-deflate (RFC 6455, 7692)
//   - h1, h2, header, form, cookie, auth, httprange: HTTP/1.1, HTTP/2 and what
//     belongs to requests
//   - json, cbor: parsers that take pieces of any size
//   - jose, cose, gencrypto, certificate: keys, signatures, certificates
//   - fulltext: a search index
//
// engine, loop, netio and tlsconn turn them into the library: they do hold
// sockets and time. Names in core may change between releases; those of the C
// interface may not. The example of package ws shows how a machine is driven.
package core
