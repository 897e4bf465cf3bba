package dns

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"io"
	"net"
	"net/netip"
	"slices"
	"time"
)

// ask puts q, whose message is given, to one server, over UDP and, if it says so, over
// TCP.
func ask(ctx context.Context, server netip.AddrPort, q question, message []byte, s *settings) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, s.wait)
	defer cancel()
	if !s.overTCP {
		a, err := exchange(ctx, "udp", server, q, message, datagrams)
		if err != errTruncated {
			return a, err
		}
	}
	return exchange(ctx, "tcp", server, q, message, stream)
}

// exchange asks in a way over a socket of its own: each question has another port and
// another number, for those who would guess them (RFC 5452 section 9.2).
func exchange(ctx context.Context, network string, server netip.AddrPort, q question, message []byte,
	way func(c net.Conn, message []byte, id uint16, q question) (answer, error)) (answer, error) {
	message = slices.Clone(message)
	rand.Read(message[:2])
	id := binary.BigEndian.Uint16(message)
	var dialer net.Dialer
	c, err := dialer.DialContext(ctx, network, server.String())
	if err != nil {
		return answer{}, err
	}
	defer c.Close()
	defer context.AfterFunc(ctx, func() { c.SetDeadline(time.Unix(1, 0)) })()
	a, err := way(c, message, id, q)
	if ctx.Err() != nil {
		return a, ctx.Err()
	}
	return a, err
}

func datagrams(c net.Conn, message []byte, id uint16, q question) (answer, error) {
	if _, err := c.Write(message); err != nil {
		return answer{}, err
	}
	// One byte more tells a datagram that was cut.
	room := make([]byte, datagramMost+1)
	for range strangersMost {
		n, err := c.Read(room)
		if err != nil {
			return answer{}, err
		}
		a, err := read(room[:n], id, q)
		if err == errStranger {
			continue
		}
		if err == errMalformed && n > datagramMost {
			err = errTruncated
		}
		return a, err
	}
	return answer{}, errStranger
}

// stream asks over TCP, where each message comes behind its length (RFC 1035 section
// 4.2.2).
func stream(c net.Conn, message []byte, id uint16, q question) (answer, error) {
	if _, err := c.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(message))), message...)); err != nil {
		return answer{}, err
	}
	var length [2]byte
	if _, err := io.ReadFull(c, length[:]); err != nil {
		return answer{}, err
	}
	room := make([]byte, binary.BigEndian.Uint16(length[:]))
	if _, err := io.ReadFull(c, room); err != nil {
		return answer{}, err
	}
	return read(room, id, q)
}

// sourceOf is the address that this machine would write to a from, if it can: a socket
// that is connected, but never written to, knows.
func sourceOf(a netip.Addr) netip.Addr {
	c, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(netip.AddrPortFrom(a, serverPort)))
	if err != nil {
		return netip.Addr{}
	}
	defer c.Close()
	return c.LocalAddr().(*net.UDPAddr).AddrPort().Addr().Unmap()
}
