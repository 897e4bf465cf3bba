package main

import (
	"crypto/tls"
	"fmt"
	"net"
	"time"
)

// wire is the connection of a visitor, with or without TLS.
type wire interface {
	net.Conn
	CloseWrite() error
	SetReadBuffer(bytes int) error
	SetLinger(seconds int) error
}

// secureWire is a wire with TLS.
type secureWire struct {
	*tls.Conn
	tcp *net.TCPConn
}

func (w secureWire) SetReadBuffer(bytes int) error { return w.tcp.SetReadBuffer(bytes) }
func (w secureWire) SetLinger(seconds int) error   { return w.tcp.SetLinger(seconds) }

// alpnHTTP2 is HTTP/2's name in TLS (RFC 9113 section 3.2).
const alpnHTTP2 = "h2"

// dial makes a connection; alpn is what it will speak, "" for HTTP/1.
func dial(port int, alpn string, secure bool) (wire, error) {
	c, err := net.DialTimeout("tcp", fmt.Sprintf("127.0.0.1:%d", port), patience)
	if err != nil {
		return nil, err
	}
	tcp := c.(*net.TCPConn)
	if !secure {
		return tcp, nil
	}
	if alpn == "" {
		alpn = "http/1.1"
	}
	// Whose certificate it is makes no difference here.
	t := tls.Client(tcp, &tls.Config{InsecureSkipVerify: true, NextProtos: []string{alpn}})
	t.SetDeadline(time.Now().Add(patience))
	if err := t.Handshake(); err != nil {
		tcp.Close()
		return nil, fmt.Errorf("TLS: %w", err)
	}
	t.SetDeadline(time.Time{})
	return secureWire{t, tcp}, nil
}
