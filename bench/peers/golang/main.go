// Command golang is the echo server of the benchmark on Go's WebSocket libraries.
//
//	golang -library gws|gorilla [--deflate] [--broadcast] [-c certificate -k key] -p port
//
// It does what bench/echo.c does: each message comes back as one frame of its
// own, or goes to all connections.
package main

import (
	"crypto/tls"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"sync"

	"github.com/gorilla/websocket"
	"github.com/lxzan/gws"
)

var (
	library   = flag.String("library", "gws", "gws or gorilla")
	port      = flag.Int("p", 7681, "port")
	cert      = flag.String("c", "", "certificate")
	key       = flag.String("k", "", "key")
	deflate   = flag.Bool("deflate", false, "permessage-deflate without context takeover")
	broadcast = flag.Bool("broadcast", false, "what one sends goes to all")
)

func main() {
	flag.Parse()
	serve, ok := map[string]func() error{"gws": serveGWS, "gorilla": serveGorilla}[*library]
	if !ok {
		fmt.Fprintln(os.Stderr, "no such library:", *library)
		os.Exit(2)
	}
	log.Fatal(serve())
}

func address() string { return fmt.Sprintf("127.0.0.1:%d", *port) }

func listen() (net.Listener, error) {
	l, err := net.Listen("tcp", address())
	if err != nil || *cert == "" {
		return l, err
	}
	pair, err := tls.LoadX509KeyPair(*cert, *key)
	return tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{pair}}), err
}

// everybody is the set of open connections.
type everybody[T comparable] struct {
	sync.RWMutex
	members map[T]struct{}
}

func (e *everybody[T]) add(c T) {
	e.Lock()
	defer e.Unlock()
	if e.members == nil {
		e.members = map[T]struct{}{}
	}
	e.members[c] = struct{}{}
}

func (e *everybody[T]) drop(c T) {
	e.Lock()
	defer e.Unlock()
	delete(e.members, c)
}

func (e *everybody[T]) each(f func(T)) {
	e.RLock()
	defer e.RUnlock()
	for c := range e.members {
		f(c)
	}
}

type gwsHandler struct {
	gws.BuiltinEventHandler
	all everybody[*gws.Conn]
}

func (h *gwsHandler) OnOpen(c *gws.Conn) {
	if *broadcast {
		h.all.add(c)
	}
}
func (h *gwsHandler) OnClose(c *gws.Conn, _ error) { h.all.drop(c) }
func (h *gwsHandler) OnMessage(c *gws.Conn, m *gws.Message) {
	defer m.Close()
	if !*broadcast {
		_ = c.WriteMessage(m.Opcode, m.Bytes())
		return
	}
	b := gws.NewBroadcaster(m.Opcode, m.Bytes())
	h.all.each(func(c *gws.Conn) { _ = b.Broadcast(c) })
	b.Close()
}

func serveGWS() error {
	l, err := listen()
	if err != nil {
		return err
	}
	options := &gws.ServerOption{SubProtocols: []string{"echo"}}
	options.PermessageDeflate = gws.PermessageDeflate{Enabled: *deflate}
	return gws.NewServer(&gwsHandler{}, options).RunListener(l)
}

func serveGorilla() error {
	u := websocket.Upgrader{Subprotocols: []string{"echo"}, EnableCompression: *deflate}
	type member struct {
		sync.Mutex
		*websocket.Conn
	}
	var all everybody[*member]
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		c, err := u.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer c.Close()
		m := &member{Conn: c}
		all.add(m)
		defer all.drop(m)
		for {
			kind, data, err := c.ReadMessage()
			if err != nil {
				return
			}
			if !*broadcast {
				if c.WriteMessage(kind, data) != nil {
					return
				}
				continue
			}
			p, err := websocket.NewPreparedMessage(kind, data)
			if err != nil {
				return
			}
			all.each(func(m *member) {
				m.Lock()
				defer m.Unlock()
				_ = m.WritePreparedMessage(p)
			})
		}
	})
	l, err := listen()
	if err != nil {
		return err
	}
	return http.Serve(l, nil)
}
