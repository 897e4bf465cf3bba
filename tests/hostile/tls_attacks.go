package main

import (
	"bytes"
	"crypto/rand"
	"crypto/tls"
	"encoding/binary"
	"io"
	"net"
)

// Types of records (RFC 8446 section 5.1).
const (
	recordAlert       = 21
	recordHandshake   = 22
	recordApplication = 23
)

// record is one with a length of its own choice.
func record(kind byte, length int, payload []byte) []byte {
	head := []byte{kind, 3, 3, 0, 0}
	binary.BigEndian.PutUint16(head[3:], uint16(length))
	return append(head, payload...)
}

// hello is what a client of crypto/tls says first.
var hello = func() []byte {
	here, there := net.Pipe()
	go tls.Client(here, &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"http/1.1"}}).Handshake()
	defer here.Close()
	head := make([]byte, 5)
	io.ReadFull(there, head)
	rest := make([]byte, binary.BigEndian.Uint16(head[3:]))
	io.ReadFull(there, rest)
	return append(head, rest...)
}()

// tlsAttacks break TLS itself: before, in and after the handshake. Whoever does is
// to be hung up on (RFC 8446 sections 5 and 6.2).
var tlsAttacks = []attack{
	bare("TLS: a record that is cut off", hangsUpOn(func(c wire) {
		send(c, record(recordHandshake, 400, hello[5:50]))
		c.CloseWrite()
	})),
	bare("TLS: an oversize record", hangsUpOn(func(c wire) {
		send(c, record(recordHandshake, 0xffff, make([]byte, 0x8000)))
	})),
	bare("TLS: a handshake message of 16 MiB", hangsUpOn(func(c wire) {
		message := append([]byte{1, 0xff, 0xff, 0xff}, make([]byte, 16<<10-4)...)
		for sent := 0; sent < floodBytes; sent += len(message) {
			send(c, record(recordHandshake, len(message), message))
			message[0] = 0
		}
	})),
	bare("TLS: empty records", hangsUpOn(func(c wire) { // CVE-2019-9518's idea, one layer below
		send(c, bytes.Repeat(record(recordHandshake, 0, nil), 2000))
	})),
	bare("TLS: a flood of warnings", hangsUpOn(func(c wire) { // CVE-2016-8610
		send(c, append(bytes.Clone(hello), bytes.Repeat(record(recordAlert, 2, []byte{1, 90}), 2000)...))
	})),
	bare("TLS: data before the handshake is over", hangsUpOn(func(c wire) {
		send(c, append(bytes.Clone(hello), record(recordApplication, 5, []byte("hello"))...))
	})),
	bare("TLS: a hello of SSLv2", hangsUpOn(func(c wire) {
		send(c, append([]byte{0x80, 0x2e, 1, 0, 2, 0, 0x15, 0, 0, 0, 0x10}, make([]byte, 40)...))
	})),
	bare("TLS: a hello a byte at a time", func(c wire) error { dribble(c, hello); return nil }),
	bare("TLS: half a hello", func(c wire) error { send(c, hello[:len(hello)/2]); linger(c); return nil }),
	bare("TLS: a hello and a reset", func(c wire) error { send(c, hello); reset(c); return nil }),
	afterwards("TLS: a bad MAC", func(c net.Conn) { // RFC 8446 section 5.2: bad_record_mac
		junk := make([]byte, 64)
		rand.Read(junk)
		c.Write(record(recordApplication, len(junk), junk))
	}),
	afterwards("TLS: an oversize record afterwards", func(c net.Conn) {
		c.Write(record(recordApplication, 0xffff, make([]byte, 20<<10)))
	}),
	afterwards("TLS: a hello afterwards", func(c net.Conn) { c.Write(hello) }),
	afterwards("TLS: the end in the middle of a record", func(c net.Conn) {
		c.Write(record(recordApplication, 1000, make([]byte, 10)))
		c.(*net.TCPConn).CloseWrite()
	}),
}

// bare is an attack that begins without a handshake, where others have one.
func bare(name string, run func(wire) error) attack {
	return attack{name: name, tls: true, bare: true, run: run}
}

// hangsUpOn wants the server to close after f.
func hangsUpOn(f func(wire)) func(wire) error {
	return func(c wire) error {
		f(c)
		_, err := hear(c)
		return err
	}
}

// afterwards breaks the stream below a connection whose handshake is over.
func afterwards(name string, f func(net.Conn)) attack {
	return attack{name: name, tls: true, run: hangsUpOn(func(c wire) { f(c.(secureWire).tcp) })}
}
