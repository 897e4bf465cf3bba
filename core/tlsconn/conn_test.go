package tlsconn

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"github.com/golws/golws/core/tlsconn/certtest"
)

func sourceOf(b []byte) Source { return Source{"test", b} }

func serverSpec(p *certtest.Pair) *ServerSpec {
	return &ServerSpec{Chain: sourceOf(p.Chain), Key: sourceOf(p.Key), ALPN: []string{"http/1.1"}}
}

// serverOf makes a server's connection as the engine does.
func serverOf(t *testing.T, spec *ServerSpec) *Conn {
	t.Helper()
	config, warnings, err := spec.Config()
	if err != nil || len(warnings) > 0 {
		t.Fatal(err, warnings)
	}
	return Server(Chosen(), func(hello *tls.ClientHelloInfo) *tls.Config { return config.For(hello, nil) })
}

// serverConfig is for connections that stay with crypto/tls.
func serverConfig(t *testing.T, p *certtest.Pair) *tls.Config {
	t.Helper()
	config, warnings, err := serverSpec(p).Config()
	if err != nil || len(warnings) > 0 {
		t.Fatal(err, warnings)
	}
	return config.base
}

// driver plays the loop: it moves bytes between a Conn and a net.Conn, which it
// cuts into pieces of the given size.
type driver struct {
	t    *testing.T
	c    *Conn
	peer net.Conn
	cut  int
	read chan []byte
	news chan struct{}
}

func drive(t *testing.T, c *Conn, peer net.Conn, cut int) *driver {
	d := &driver{t: t, c: c, peer: peer, cut: cut, read: make(chan []byte, 1<<16), news: make(chan struct{}, 1)}
	go func() {
		defer close(d.read)
		buf := make([]byte, 64<<10)
		for {
			n, err := peer.Read(buf)
			for p := buf[:n]; len(p) > 0; {
				k := min(len(p), cut)
				d.read <- bytes.Clone(p[:k])
				p = p[k:]
			}
			if err != nil {
				return
			}
		}
	}()
	return d
}

func (d *driver) send(p []byte) {
	if len(p) > 0 {
		_, _ = d.peer.Write(p)
	}
}

func (d *driver) handshake() error {
	d.c.Start(func() { d.news <- struct{}{} })
	deadline := time.After(10 * time.Second)
	in := d.read
	for {
		select {
		case p, ok := <-in:
			if !ok {
				d.c.FeedEnd()
				in = nil
			} else if _, err := d.c.Feed(p); err != nil {
				return err
			}
		case <-d.news:
			out, done, err := d.c.Take()
			d.send(out)
			if done {
				return err
			}
		case <-deadline:
			d.t.Fatal("the handshake hangs")
		}
	}
}

// receive is everything up to the end.
func (d *driver) receive() (all []byte, err error) {
	buf := make([]byte, 20<<10)
	take := func(n int, e error) bool {
		all = append(all, buf[:n]...)
		err = e
		d.send(d.c.Output())
		return e == nil
	}
	for d.c.Waiting() {
		if !take(d.c.Open(nil, buf)) {
			return all, err
		}
	}
	for p := range d.read {
		if !take(d.c.Open(p, buf)) {
			return all, err
		}
		for d.c.Waiting() || d.c.Ended() {
			if !take(d.c.Open(nil, buf)) {
				return all, err
			}
		}
	}
	take(d.c.OpenEnd(buf))
	return all, err
}

func TestServerWithAnyCut(t *testing.T) {
	for _, kind := range []string{"ecdsa", "rsa", "ed25519"} {
		pair := certtest.Make(certtest.Spec{Kind: kind})
		roots := x509.NewCertPool()
		roots.AddCert(pair.Cert)
		for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
			for _, cut := range []int{1, 7, 1000, 1 << 20} {
				ours, theirs := net.Pipe()
				client := tls.Client(theirs, &tls.Config{RootCAs: roots, ServerName: "localhost", MaxVersion: version, NextProtos: []string{"http/1.1"}})
				want := bytes.Repeat([]byte("0123456789abcdef"), 4000)
				result := make(chan error, 1)
				got := make([]byte, len(want))
				go func() {
					// Behind the handshake at once, so that some comes with it.
					if _, err := client.Write(want); err != nil {
						result <- err
						return
					}
					_, err := io.ReadFull(client, got)
					client.Close()
					result <- err
				}()
				d := drive(t, serverOf(t, serverSpec(pair)), ours, cut)
				if err := d.handshake(); err != nil {
					t.Fatalf("%s %x cut %d: %v", kind, version, cut, err)
				}
				if p := d.c.State().NegotiatedProtocol; p != "http/1.1" {
					t.Errorf("ALPN %q", p)
				}
				sealed, err := d.c.Seal(nil, want)
				if err != nil {
					t.Fatal(err)
				}
				go d.send(sealed)
				all, err := d.receive()
				if err != io.EOF || !bytes.Equal(all, want) {
					t.Fatalf("%s %x cut %d: received %d bytes of %d, %v", kind, version, cut, len(all), len(want), err)
				}
				if err := <-result; err != nil || !bytes.Equal(got, want) {
					t.Fatalf("the peer's side: %v", err)
				}
			}
		}
	}
}

func TestTruncationIsNoEnd(t *testing.T) {
	pair := certtest.Make(certtest.Spec{})
	for _, notify := range []bool{true, false} {
		ours, theirs := net.Pipe()
		client := tls.Client(theirs, &tls.Config{InsecureSkipVerify: true})
		go func() {
			_, _ = client.Write([]byte("hello"))
			if notify {
				_ = client.CloseWrite()
				_ = client.Close()
			}
			_ = theirs.Close()
		}()
		d := drive(t, serverOf(t, serverSpec(pair)), ours, 1<<20)
		if err := d.handshake(); err != nil {
			t.Fatal(err)
		}
		all, err := d.receive()
		want := ErrTruncated
		if notify {
			want = io.EOF
		}
		if string(all) != "hello" || err != want {
			t.Errorf("close_notify %v: %q, %v", notify, all, err)
		}
	}
}

func TestPeerLearnsOfTheEnd(t *testing.T) {
	pair := certtest.Make(certtest.Spec{})
	ours, theirs := net.Pipe()
	client := tls.Client(theirs, &tls.Config{InsecureSkipVerify: true})
	result := make(chan error, 1)
	go func() {
		_, err := io.ReadAll(client)
		result <- err
	}()
	d := drive(t, serverOf(t, serverSpec(pair)), ours, 1<<20)
	if err := d.handshake(); err != nil {
		t.Fatal(err)
	}
	d.send(d.c.SealEnd(nil))
	if err := <-result; err != nil {
		t.Error(err)
	}
}

func TestGarbageFailsTheHandshake(t *testing.T) {
	pair := certtest.Make(certtest.Spec{})
	for _, garbage := range []string{"GET / HTTP/1.1\r\n\r\n", "\x16\x03\x01\x00\x05\x01\x00\x00\x01\xff", "\x16\x03\x01\xff\xff", "\x80\x2e\x01\x00\x02"} {
		ours, theirs := net.Pipe()
		go func() {
			_, _ = theirs.Write([]byte(garbage))
			_, _ = io.Copy(io.Discard, theirs)
		}()
		d := drive(t, serverOf(t, serverSpec(pair)), ours, 3)
		time.AfterFunc(100*time.Millisecond, func() { theirs.Close() })
		if err := d.handshake(); err == nil {
			t.Errorf("%q is taken for TLS", garbage)
		}
	}
}

func TestFloodDuringTheHandshake(t *testing.T) {
	c := Server(serverConfig(t, certtest.Make(certtest.Spec{})), nil)
	c.Start(func() {})
	defer c.Cancel()
	var err error
	for range 40 {
		// Pieces of one handshake message that never ends.
		if _, err = c.Feed(make([]byte, 16<<10)); err != nil {
			break
		}
	}
	_, done, failed := c.Take()
	if err == nil && !(done && failed != nil) {
		t.Error("640 KiB without a handshake are taken")
	}
}

func TestCancelledHandshakesLeaveNothing(t *testing.T) {
	config := serverConfig(t, certtest.Make(certtest.Spec{}))
	for range 100 {
		c := Server(config, nil)
		c.Start(func() {})
		_, _ = c.Feed([]byte("\x16\x03\x01"))
		c.Cancel()
	}
	for range 200 {
		if len(places) == 0 && len(slots) == 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d handshakes and %d slots are still held", len(places), len(slots))
}

// TestStuckHandshakesHoldNoSlot: a healthy client is served beside thousands
// that never finish.
func TestStuckHandshakesHoldNoSlot(t *testing.T) {
	pair := certtest.Make(certtest.Spec{})
	config := serverConfig(t, pair)
	hello := firstFlight(t)
	var stuck []*Conn
	for range 2000 {
		c := Server(config, nil)
		c.Start(func() {})
		_, _ = c.Feed(hello[:len(hello)-1])
		stuck = append(stuck, c)
	}
	defer func() {
		for _, c := range stuck {
			c.Cancel()
		}
	}()
	ours, theirs := net.Pipe()
	client := tls.Client(theirs, &tls.Config{InsecureSkipVerify: true})
	go func() { _ = client.Handshake(); _, _ = io.Copy(io.Discard, client) }()
	if err := drive(t, Server(config, nil), ours, 1<<20).handshake(); err != nil {
		t.Error(err)
	}
}

func firstFlight(t *testing.T) []byte {
	ours, theirs := net.Pipe()
	defer ours.Close()
	go func() { _ = tls.Client(theirs, &tls.Config{InsecureSkipVerify: true}).Handshake() }()
	buf := make([]byte, 16<<10)
	n, err := ours.Read(buf)
	if err != nil {
		t.Fatal(err)
	}
	return buf[:n]
}

func TestClientAgainstServer(t *testing.T) {
	ca := certtest.Make(certtest.Spec{Name: "Test CA", CA: true})
	other := certtest.Make(certtest.Spec{Name: "Other CA", CA: true})
	good := certtest.Make(certtest.Spec{Issuer: ca})
	self := certtest.Make(certtest.Spec{})
	for _, c := range []struct {
		about    string
		pair     *certtest.Pair
		trust    *certtest.Pair
		name     string
		leniency Leniency
		want     VerifyCode
	}{
		{"good", good, ca, "localhost", 0, 0},
		{"unknown CA", good, other, "localhost", 0, selfSignedChain},
		{"unknown CA allowed", good, other, "localhost", AllowSelfSigned, 0},
		{"unknown CA allowed, other name", good, other, "example.org", AllowSelfSigned, hostnameMismatch},
		{"other name", good, ca, "example.org", 0, hostnameMismatch},
		{"other name allowed", good, ca, "example.org", AllowName, 0},
		{"address", good, ca, "127.0.0.1", 0, ipAddressMismatch},
		{"self-signed", self, ca, "localhost", 0, selfSignedLeaf},
		{"self-signed, name allowed", self, ca, "localhost", AllowName, selfSignedLeaf},
		{"self-signed allowed", self, ca, "localhost", AllowSelfSigned, 0},
		{"self-signed trusted", self, self, "localhost", 0, 0},
		{"expired", certtest.Make(certtest.Spec{Issuer: ca, Expired: true}), ca, "localhost", 0, expired},
		{"expired allowed", certtest.Make(certtest.Spec{Issuer: ca, Expired: true}), ca, "localhost", AllowExpired, 0},
		{"expired allowed, unknown CA", certtest.Make(certtest.Spec{Issuer: other, Expired: true}), ca, "localhost", AllowExpired, selfSignedChain},
		{"expired and self-signed", certtest.Make(certtest.Spec{Expired: true}), ca, "localhost", AllowSelfSigned, expired},
		{"both allowed", certtest.Make(certtest.Spec{Expired: true}), ca, "localhost", AllowSelfSigned | AllowExpired, 0},
		{"anything", self, ca, "example.org", AllowAnything, 0},
	} {
		t.Run(c.about, func(t *testing.T) {
			spec := ClientSpec{CAs: []Source{sourceOf(c.trust.Chain)}}
			config, _, err := spec.Config()
			if err != nil {
				t.Fatal(err)
			}
			ours, theirs := net.Pipe()
			server := tls.Server(theirs, serverConfig(t, c.pair))
			go func() {
				_, _ = io.WriteString(server, "greetings")
				_ = server.Close()
			}()
			d := drive(t, Client(config.For("server", c.name, nil, c.leniency, nil, nil)), ours, 100)
			err = d.handshake()
			var verify *VerifyError
			if c.want == 0 {
				if err != nil {
					t.Fatal(err)
				}
				if all, err := d.receive(); string(all) != "greetings" || err != io.EOF {
					t.Errorf("%q, %v", all, err)
				}
			} else if !errors.As(err, &verify) || verify.Code != c.want {
				t.Errorf("%v, not %d", err, c.want)
			}
			ours.Close()
		})
	}
}
