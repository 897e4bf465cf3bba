package ws

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// Whole conversations with another implementation, gorilla/websocket, over
// net.Pipe, in both roles.

const peerTimeout = 20 * time.Second

var peerSizes = []int{0, 1, 125, 126, 127, 65535, 65536, 300000}

// pump runs an echoEnd over a connection until it wants the connection dropped.
// It writes from a goroutine of its own: net.Pipe has no buffer, and both ends
// writing at once would wait for each other.
func pump(c net.Conn, e *echoEnd, first []byte) error {
	out, written := make(chan []byte, 1000), make(chan error, 1)
	go func() {
		var err error
		for p := range out {
			if err == nil {
				_, err = c.Write(p)
			}
		}
		written <- err
	}()
	buf := make([]byte, 4096)
	n := copy(buf, first)
	var err error
	for err == nil {
		e.receive(buf[:n])
		if len(e.sent) > 0 {
			out <- e.sent
			e.sent = nil
		}
		if e.dropped || e.failed {
			break
		}
		n, err = c.Read(buf)
	}
	close(out)
	if werr := <-written; err == nil {
		err = werr
	}
	c.Close()
	return err
}

// serveEcho accepts a handshake as an engine does it and then echoes.
func serveEcho(c net.Conn) error {
	r := bufio.NewReader(c)
	hr, err := http.ReadRequest(r)
	if err != nil {
		return err
	}
	h := hr.Header
	req := Request{
		Method: hr.Method, Version: hr.Proto, Host: hr.Host,
		Upgrade: h.Get("Upgrade"), Connection: h.Get("Connection"),
		Key: h.Get("Sec-WebSocket-Key"), Revision: h.Get("Sec-WebSocket-Version"),
		Protocol: h.Get("Sec-WebSocket-Protocol"), Extensions: h.Get("Sec-WebSocket-Extensions"),
	}
	if refusal := req.Check(); refusal != nil {
		fmt.Fprintf(c, "HTTP/1.1 %d X\r\n%s\r\n", refusal.Status, refusal.Headers)
		c.Close()
		return refusal
	}
	protocol, _ := Select(req.Protocol, func(name string) bool { return name == "echo" })
	if _, err := c.Write(append(AppendResponse(nil, req.Key, protocol, ""), "\r\n"...)); err != nil {
		return err
	}
	early, _ := r.Peek(r.Buffered())
	return pump(c, newEcho(&Config{Role: Server, MaxPiece: 1000}), early)
}

func TestGorillaClient(t *testing.T) {
	near, far := net.Pipe()
	done := make(chan error, 1)
	go func() { done <- serveEcho(far) }()
	dialer := websocket.Dialer{
		NetDial:           func(string, string) (net.Conn, error) { return near, nil },
		Subprotocols:      []string{"other", "echo"},
		EnableCompression: true,
		WriteBufferSize:   500, // longer messages go out in fragments
	}
	c, _, err := dialer.Dial("ws://pipe/", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	near.SetDeadline(time.Now().Add(peerTimeout))
	if c.Subprotocol() != "echo" {
		t.Errorf("subprotocol %q", c.Subprotocol())
	}
	c.EnableWriteCompression(false)
	for _, size := range peerSizes {
		payload := make([]byte, size)
		rand.Read(payload)
		checkEcho(t, c, websocket.BinaryMessage, payload)
		checkEcho(t, c, websocket.TextMessage, []byte(strings.Repeat("漢", size/3)))
	}

	pongs := 0
	c.SetPongHandler(func(s string) error {
		if s == "are you there" {
			pongs++
		}
		return nil
	})
	c.WriteControl(websocket.PingMessage, []byte("are you there"), time.Now().Add(peerTimeout))
	checkEcho(t, c, websocket.TextMessage, []byte("after the ping"))
	if pongs != 1 {
		t.Errorf("%d pongs", pongs)
	}

	c.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(4321, "done"), time.Now().Add(peerTimeout))
	_, _, err = c.ReadMessage()
	if !websocket.IsCloseError(err, 4321) {
		t.Errorf("close: %v", err)
	}
	if err := <-done; err != nil {
		t.Errorf("server: %v", err)
	}
}

func checkEcho(t *testing.T, c *websocket.Conn, kind int, payload []byte) {
	t.Helper()
	if err := c.WriteMessage(kind, payload); err != nil {
		t.Fatal(err)
	}
	gotKind, got, err := c.ReadMessage()
	if err != nil || gotKind != kind || !bytes.Equal(got, payload) {
		t.Fatalf("%d bytes: got kind %d, %d bytes, %v", len(payload), gotKind, len(got), err)
	}
}

// gorilla's server gets what a client of ours echoes.
func TestGorillaServer(t *testing.T) {
	near, far := net.Pipe()
	near.SetDeadline(time.Now().Add(peerTimeout))
	l := &oneConn{c: far, done: make(chan struct{})}
	result := make(chan error, 1)
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		result <- gorillaServe(w, r)
	})}
	go server.Serve(l)
	defer server.Close()

	var nonce [16]byte
	rand.Read(nonce[:])
	key := EncodeKey(nonce)
	offer := Offer{Key: string(key[:]), Protocol: "first, second"}
	if _, err := near.Write([]byte("GET / HTTP/1.1\r\nHost: pipe\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
		"Sec-WebSocket-Key: " + offer.Key + "\r\nSec-WebSocket-Protocol: " + offer.Protocol +
		"\r\nSec-WebSocket-Version: 13\r\n\r\n")); err != nil {
		t.Fatal(err)
	}
	r := bufio.NewReader(near)
	hr, err := http.ReadResponse(r, nil)
	if err != nil {
		t.Fatal(err)
	}
	h := hr.Header
	response := Response{
		Status: hr.StatusCode, Upgrade: h.Get("Upgrade"), Connection: h.Get("Connection"),
		Accept: h.Get("Sec-WebSocket-Accept"), Protocol: h.Get("Sec-WebSocket-Protocol"),
	}
	if text := response.Check(&offer); text != "" {
		t.Fatal(text)
	}
	if response.Protocol != "second" {
		t.Errorf("protocol %q", response.Protocol)
	}
	early, _ := r.Peek(r.Buffered())
	if err := pump(near, newEcho(&Config{Role: Client, MaxPiece: 1000}), early); err != nil {
		t.Errorf("client: %v", err)
	}
	if err := <-result; err != nil {
		t.Error(err)
	}
}

func gorillaServe(w http.ResponseWriter, r *http.Request) error {
	up := websocket.Upgrader{Subprotocols: []string{"second"}, WriteBufferSize: 600}
	c, err := up.Upgrade(w, r, nil)
	if err != nil {
		return err
	}
	defer c.Close()
	for _, size := range peerSizes {
		payload := bytes.Repeat([]byte("é"), size/2)
		if err := c.WriteMessage(websocket.TextMessage, payload); err != nil {
			return err
		}
		kind, got, err := c.ReadMessage()
		if err != nil || kind != websocket.TextMessage || !bytes.Equal(got, payload) {
			return fmt.Errorf("%d bytes: got kind %d, %d bytes, %v", len(payload), kind, len(got), err)
		}
	}
	c.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseGoingAway, "bye"), time.Now().Add(peerTimeout))
	if _, _, err := c.ReadMessage(); !websocket.IsCloseError(err, websocket.CloseGoingAway) {
		return fmt.Errorf("close: %v", err)
	}
	return nil
}

// oneConn is a listener with one connection.
type oneConn struct {
	c    net.Conn
	done chan struct{}
}

func (l *oneConn) Accept() (net.Conn, error) {
	if c := l.c; c != nil {
		l.c = nil
		return c, nil
	}
	<-l.done
	return nil, net.ErrClosed
}

func (l *oneConn) Close() error {
	close(l.done)
	return nil
}

func (l *oneConn) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }
