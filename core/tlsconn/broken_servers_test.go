package tlsconn

import (
	"bytes"
	"crypto/tls"
	"encoding/binary"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/golws/golws/core/tlsconn/certtest"
)

// record is one of TLS with a length of its own choice (RFC 8446 section 5.1).
func record(kind byte, length int, payload []byte) []byte {
	head := []byte{kind, 3, 3, 0, 0}
	binary.BigEndian.PutUint16(head[3:], uint16(length))
	return append(head, payload...)
}

const (
	alertRecord       = 21
	handshakeRecord   = 22
	applicationRecord = 23
)

func clientOf(t *testing.T, ca *certtest.Pair) *Conn {
	t.Helper()
	config, _, err := (&ClientSpec{CAs: []Source{sourceOf(ca.Chain)}}).Config()
	if err != nil {
		t.Fatal(err)
	}
	return Client(config.For("server", "localhost", nil, 0, nil, nil))
}

// What a server may say in place of its part of the handshake.
func TestServersThatBreakTheHandshake(t *testing.T) {
	ca := certtest.Make(certtest.Spec{Name: "CA", CA: true})
	message := append([]byte{2, 0xff, 0xff, 0xff}, make([]byte, 16<<10-4)...)
	for _, c := range []struct {
		name string
		say  []byte
		hold bool   // it does not hang up
		want string // part of the error
	}{
		{name: "nothing", want: "EOF"},
		{name: "HTTP", say: []byte("HTTP/1.1 400 Bad Request\r\n\r\n"), hold: true, want: "does not look like a TLS handshake"},
		{name: "half a record", say: record(handshakeRecord, 400, make([]byte, 50)), want: "EOF"},
		{name: "an oversize record", say: record(handshakeRecord, 0xffff, make([]byte, 0x8000)), hold: true, want: "oversized record"},
		{name: "a handshake message of 16 MiB", say: bytes.Repeat(record(handshakeRecord, len(message), message), 5), hold: true, want: "tls: "},
		{name: "empty records", say: bytes.Repeat(record(handshakeRecord, 0, nil), 2000), hold: true, want: "tls: "},
		{name: "warnings", say: bytes.Repeat(record(alertRecord, 2, []byte{1, 90}), 2000), hold: true, want: "tls: "}, // CVE-2016-8610
		{name: "a refusal", say: record(alertRecord, 2, []byte{2, 40}), hold: true, want: "handshake failure"},
		{name: "data", say: record(applicationRecord, 5, []byte("hello")), hold: true, want: "tls: "},
		{name: "a message of no kind", say: record(handshakeRecord, 4, []byte{99, 0, 0, 0}), hold: true, want: "unexpected message"},
		{name: "a hello of rubbish", say: record(handshakeRecord, 44, append([]byte{2, 0, 0, 40}, make([]byte, 40)...)), hold: true, want: "tls: "},
		{name: "a record of no kind", say: record(99, 4, []byte{2, 0, 0, 0}), hold: true, want: "tls: "},
		{name: "a hello of SSLv2", say: append([]byte{0x80, 0x2e, 4, 0, 2}, make([]byte, 40)...), hold: true, want: "tls: "},
	} {
		for _, cut := range []int{1, 100, 64 << 10} {
			ours, theirs := net.Pipe()
			go func() {
				go io.Copy(io.Discard, theirs)
				theirs.Write(c.say)
				if !c.hold {
					theirs.Close()
				}
			}()
			d := drive(t, clientOf(t, ca), ours, cut)
			err := d.handshake()
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s, in pieces of %d: %v, want %q", c.name, cut, err, c.want)
			}
			ours.Close()
			theirs.Close()
		}
	}
}

// A server of older versions is refused, and one that changes a byte of the
// handshake on its way.
func TestServersThatAreNotWhatTheySay(t *testing.T) {
	ca := certtest.Make(certtest.Spec{Name: "CA", CA: true})
	good := serverConfig(t, certtest.Make(certtest.Spec{Names: []string{"localhost"}, Issuer: ca}))
	old := good.Clone()
	old.MinVersion, old.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
	serve := func(config *tls.Config, spoil int) error {
		ours, theirs := net.Pipe()
		defer theirs.Close()
		go tls.Server(&spoiled{Conn: theirs, at: spoil}, config).Handshake()
		return drive(t, clientOf(t, ca), ours, 1000).handshake()
	}
	if err := serve(good, -1); err != nil {
		t.Fatal("a good server:", err)
	}
	if err := serve(old, -1); err == nil || !strings.Contains(err.Error(), "protocol version") {
		t.Error("TLS 1.1:", err)
	}
	for _, spoil := range []int{20, 70, 100, 300, 500} {
		if err := serve(good, spoil); err == nil {
			t.Errorf("byte %d is another, and nobody notices", spoil)
		}
	}
}

// spoiled changes the byte at that place of all that is written.
type spoiled struct {
	net.Conn
	at, written int
}

func (s *spoiled) Write(p []byte) (int, error) {
	if i := s.at - s.written; i >= 0 && i < len(p) {
		p = bytes.Clone(p)
		p[i] ^= 0x55
	}
	s.written += len(p)
	return s.Conn.Write(p)
}

// What is broken after the handshake ends the stream with an error, after all that
// came before.
func TestServersThatBreakTheStream(t *testing.T) {
	ca := certtest.Make(certtest.Spec{Name: "CA", CA: true})
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		config := serverConfig(t, certtest.Make(certtest.Spec{Names: []string{"localhost"}, Issuer: ca})).Clone()
		config.MaxVersion = version
		for _, c := range []struct {
			name string
			say  []byte
		}{
			{"a bad MAC", record(applicationRecord, 64, make([]byte, 64))}, // RFC 8446 section 5.2
			{"an oversize record", record(applicationRecord, 0xffff, make([]byte, 20<<10))},
			{"a short record", record(applicationRecord, 3, make([]byte, 3))},
			{"the end in the middle of a record", record(applicationRecord, 1000, make([]byte, 10))},
			{"the end without close_notify", nil},
			{"an alert in clear", record(alertRecord, 2, []byte{1, 0})},
			{"a hello in clear", record(handshakeRecord, 4, []byte{0, 0, 0, 0})},
		} {
			ours, theirs := net.Pipe()
			go func() {
				defer theirs.Close()
				server := tls.Server(theirs, config)
				if _, err := server.Write([]byte("before")); err != nil {
					return
				}
				theirs.SetWriteDeadline(time.Now().Add(5 * time.Second))
				theirs.Write(c.say)
			}()
			d := drive(t, clientOf(t, ca), ours, 50)
			if err := d.handshake(); err != nil {
				t.Fatal(err)
			}
			got, err := d.receive()
			if string(got) != "before" || err == nil || err == io.EOF {
				t.Errorf("%s, version %#x: %q, %v", c.name, version, got, err)
			}
			ours.Close()
		}
	}
}
