package main

import (
	"fmt"
	"io"
	"net"
	"slices"
	"time"
)

// attack is one way to misbehave on a connection of its own.
type attack struct {
	name string
	// alpn is what it speaks over TLS; "" is HTTP/1.
	alpn string
	// tls: it breaks TLS itself; bare: before the handshake is over.
	tls, bare bool
	// run misbehaves on c; the error says how the server's answer was wrong.
	run func(c wire) error
}

// attacks are tried in turn, all of them equally often.
var attacks = slices.Concat(httpAttacks, wsAttacks, http2Attacks, tlsAttacks)

const (
	// patience is how long a server may take to answer or to hang up.
	patience = 5 * time.Second
	// lingering is how long an attacker stays who wants nothing but to stay.
	lingering = 2 * time.Second
	// floodBytes bounds what one attacker sends.
	floodBytes = 256 << 10
)

// send writes all of b, a hang-up by the server being its good right.
func send(c wire, b []byte) {
	c.SetWriteDeadline(time.Now().Add(patience))
	c.Write(b)
}

// hear reads what the server sends until it hangs up.
func hear(c wire) ([]byte, error) {
	c.SetReadDeadline(time.Now().Add(patience))
	got, err := io.ReadAll(io.LimitReader(c, 1<<20))
	if timeout, ok := err.(net.Error); ok && timeout.Timeout() {
		return got, fmt.Errorf("still open after %v", patience)
	}
	return got, nil // a reset is a hang-up too
}

// linger reads and forgets for a while, then leaves.
func linger(c wire) {
	c.SetReadDeadline(time.Now().Add(lingering))
	io.Copy(io.Discard, c)
}

// reset makes the coming Close a TCP reset.
func reset(c wire) { c.SetLinger(0) }

// dribble sends b a byte at a time.
func dribble(c wire, b []byte) {
	end := time.Now().Add(lingering)
	for i := range b {
		if _, err := c.Write(b[i : i+1]); err != nil || time.Now().After(end) {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}
