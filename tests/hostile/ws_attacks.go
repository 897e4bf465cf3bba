package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand"
	"net"
	"slices"
	"time"
)

const upgrade = "GET / HTTP/1.1\r\n" + host + "Upgrade: websocket\r\nConnection: Upgrade\r\n" +
	"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: echo\r\n\r\n"

const (
	opContinuation = 0x0
	opText         = 0x1
	opBinary       = 0x2
	opClose        = 0x8
	opPing         = 0x9
	final          = 0x80
)

// shake does the handshake and returns a reader of what follows.
func shake(c wire) (*bufio.Reader, error) {
	send(c, []byte(upgrade))
	c.SetReadDeadline(time.Now().Add(patience))
	in := bufio.NewReader(c)
	for line := 0; ; line++ {
		text, err := in.ReadString('\n')
		if err != nil {
			return nil, fmt.Errorf("handshake: %w", err)
		}
		if line == 0 && !bytes.HasPrefix([]byte(text), []byte("HTTP/1.1 101 ")) {
			return nil, fmt.Errorf("handshake: %q", text)
		}
		if text == "\r\n" {
			return in, nil
		}
	}
}

// frame makes one masked frame.
func frame(first byte, payload []byte) []byte {
	out := header(first, uint64(len(payload)))
	key := out[len(out)-4:]
	for i, b := range payload {
		out = append(out, b^key[i&3])
	}
	return out
}

// header makes the header of a masked frame (RFC 6455 section 5.2).
func header(first byte, length uint64) []byte {
	out := []byte{first}
	switch {
	case length < 126:
		out = append(out, 0x80|byte(length))
	case length <= 0xffff:
		out = binary.BigEndian.AppendUint16(append(out, 0x80|126), uint16(length))
	default:
		out = binary.BigEndian.AppendUint64(append(out, 0x80|127), length)
	}
	return append(out, 0x37, 0xfa, 0x21, 0x3d)
}

func frames(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

func closeFrame(code uint16, reason string) []byte {
	return frame(final|opClose, append(binary.BigEndian.AppendUint16(nil, code), reason...))
}

// failed sends frames and wants a close frame with one of the codes, then a
// hang-up (RFC 6455 section 7.1.7). Code 0 stands for a hang-up alone.
func failed(b []byte, codes ...int) func(wire) error {
	return func(c wire) error {
		in, err := shake(c)
		if err != nil {
			return err
		}
		send(c, b)
		return wantClose(c, in, codes)
	}
}

func wantClose(c wire, in *bufio.Reader, codes []int) error {
	c.SetReadDeadline(time.Now().Add(patience))
	code := 0
	for code == 0 {
		opcode, payload, err := readFrame(in)
		if timeout, ok := err.(net.Error); ok && timeout.Timeout() {
			return fmt.Errorf("still open after %v", patience)
		}
		if err != nil {
			break // hung up
		}
		if opcode == opClose {
			code = 1005 // RFC 6455 section 7.1.5
			if len(payload) >= 2 {
				code = int(binary.BigEndian.Uint16(payload))
			}
		}
	}
	if !slices.Contains(codes, code) {
		return fmt.Errorf("close code %d instead of one of %v", code, codes)
	}
	c.CloseWrite()
	if _, err := io.Copy(io.Discard, in); err != nil {
		if timeout, ok := err.(net.Error); ok && timeout.Timeout() {
			return fmt.Errorf("still open %v after its close frame", patience)
		}
	}
	return nil
}

// readFrame reads one frame of the server.
func readFrame(in *bufio.Reader) (opcode byte, payload []byte, err error) {
	var head [2]byte
	if _, err = io.ReadFull(in, head[:]); err != nil {
		return 0, nil, err
	}
	length := uint64(head[1])
	switch head[1] {
	case 126:
		var b [2]byte
		_, err = io.ReadFull(in, b[:])
		length = uint64(binary.BigEndian.Uint16(b[:]))
	case 127:
		var b [8]byte
		_, err = io.ReadFull(in, b[:])
		length = binary.BigEndian.Uint64(b[:])
	}
	if err != nil {
		return 0, nil, err
	}
	if length > 1<<20 {
		return 0, nil, fmt.Errorf("a frame of %d bytes", length)
	}
	payload = make([]byte, length)
	_, err = io.ReadFull(in, payload)
	return head[0] & 0x0f, payload, err
}

// upgraded does the handshake, then something that needs no answer.
func upgraded(then func(c wire)) func(wire) error {
	return func(c wire) error {
		if _, err := shake(c); err != nil {
			return err
		}
		then(c)
		return nil
	}
}

// flood repeats b up to floodBytes without reading.
func flood(b []byte) func(wire) {
	return func(c wire) {
		c.SetReadBuffer(4096)
		c.SetWriteDeadline(time.Now().Add(lingering))
		c.Write(bytes.Repeat(b, floodBytes/len(b)))
		reset(c)
	}
}

// The codes: RFC 6455 sections 5.1 to 5.5, 7.4.1, 8.1.
var wsAttacks = []attack{
	{name: "an unmasked frame", run: failed([]byte{final | opText, 2, 'h', 'i'}, 1002)},
	{name: "a reserved bit", run: failed(frame(final|0x40|opText, []byte("hi")), 1002)},
	{name: "a reserved opcode", run: failed(frame(final|0x3, []byte("hi")), 1002)},
	{name: "a reserved control opcode", run: failed(frame(final|0xb, nil), 1002)},
	{name: "a long ping", run: failed(frame(final|opPing, make([]byte, 126)), 1002)},
	{name: "a ping in pieces", run: failed(frame(opPing, []byte("hi")), 1002)},
	{name: "a continuation of nothing", run: failed(frame(final|opContinuation, []byte("hi")), 1002)},
	{name: "a message inside a message", run: failed(frames(frame(opText, []byte("a")), frame(final|opText, []byte("b"))), 1002)},
	{name: "a length with its top bit set", run: failed(header(final|opBinary, 1<<63), 1002, 1009)},
	{name: "text that is not UTF-8", run: failed(frame(final|opText, []byte{0xc3, 0x28}), 1007)},
	{name: "UTF-8 cut off", run: failed(frame(final|opText, []byte{0xe2, 0x82}), 1007)},
	{name: "a surrogate in UTF-8", run: failed(frame(final|opText, []byte{0xed, 0xa0, 0x80}), 1007)},
	{name: "half a close code", run: failed(frame(final|opClose, []byte{3}), 1002)},
	{name: "a close code nobody may send", run: failed(closeFrame(1005, ""), 1002)},
	{name: "a close reason that is not UTF-8", run: failed(closeFrame(1000, "\xff\xfe"), 1007, 1002)},
	{name: "a message above the program's limit", run: failed(frame(final|opBinary, make([]byte, 100<<10)), 1009)},
	{name: "an endless message in pieces", run: func(c wire) error {
		in, err := shake(c)
		if err != nil {
			return err
		}
		send(c, frame(opBinary, make([]byte, 1000)))
		send(c, bytes.Repeat(frame(opContinuation, make([]byte, 1000)), 100))
		return wantClose(c, in, []int{1009})
	}},
	{name: "frames of garbage", run: upgraded(func(c wire) {
		b := make([]byte, 8192)
		rand.Read(b)
		send(c, b)
		linger(c)
	})},
	{name: "half a frame", run: upgraded(func(c wire) {
		send(c, frame(final|opText, []byte("hello"))[:8])
	})},
	{name: "half a header, reset", run: upgraded(func(c wire) {
		send(c, []byte{final | opText})
		reset(c)
	})},
	{name: "a frame without end", run: upgraded(func(c wire) {
		send(c, header(final|opBinary, 1<<40))
		linger(c)
	})},
	{name: "slow frames", run: upgraded(func(c wire) {
		dribble(c, bytes.Repeat(frame(final|opText, []byte("slow")), 20))
	})},
	{name: "a flood of pings, unread", run: upgraded(flood(frame(final|opPing, make([]byte, 125))))},
	{name: "a flood of empty messages, unread", run: upgraded(flood(frame(final|opText, nil)))},
	{name: "a flood of empty pieces", run: upgraded(flood(frames(frame(opText, nil), frame(opContinuation, nil), frame(final|opContinuation, nil))))},
	{name: "large messages, unread", run: upgraded(flood(frame(final|opBinary, make([]byte, 60000))))},
	{name: "talk after close", run: upgraded(func(c wire) {
		send(c, frames(closeFrame(1000, "bye"), frame(final|opText, []byte("one more thing"))))
		linger(c)
	})},
	{name: "a reset amid a message", run: upgraded(func(c wire) {
		send(c, frame(opText, []byte("to be continued")))
		reset(c)
	})},
}
