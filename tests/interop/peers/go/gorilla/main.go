// A peer made with gorilla/websocket; ../../README.md says how it is called.
package main

import (
	"bytes"
	"fmt"
	"log"
	"net/http"
	"os"
	"time"

	"github.com/golws/golws/tests/interop/peers/go/workload"
	"github.com/gorilla/websocket"
)

func main() {
	if os.Args[1] == "server" {
		server()
	} else {
		client(os.Args[2])
	}
}

func server() {
	upgrader := websocket.Upgrader{EnableCompression: workload.Deflate, CheckOrigin: func(*http.Request) bool { return true }}
	log.Fatal(http.Serve(workload.Listen(), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer c.Close()
		c.SetReadLimit(workload.Most)
		for {
			kind, message, err := c.ReadMessage()
			if err != nil {
				return
			}
			if len(message) == 1600000 { // "fragments" and "pings" of the other side: so do the answers
				err = fragments(c, kind, [][]byte{message[:1000], message[1000:70000], message[70000:]}, true)
			} else {
				err = c.WriteMessage(kind, message)
			}
			if err != nil {
				return
			}
		}
	})))
}

// fragments sends one message; each Write is larger than the buffer, so that
// frames go out.
func fragments(c *websocket.Conn, kind int, pieces [][]byte, pings bool) error {
	w, err := c.NextWriter(kind)
	if err != nil {
		return err
	}
	for i, piece := range pieces {
		if _, err := w.Write(piece); err != nil {
			return err
		}
		if pings {
			if err := c.WriteControl(websocket.PingMessage, fmt.Appendf(nil, "ping %d", i), time.Now().Add(time.Minute)); err != nil {
				return err
			}
		}
	}
	return w.Close()
}

func client(url string) {
	dialer := websocket.Dialer{EnableCompression: workload.Deflate, TLSClientConfig: workload.Trust()}
	c, answer, err := dialer.Dial(url, nil)
	workload.Must(err)
	workload.Negotiated(answer.Header.Get("Sec-Websocket-Extensions"))
	c.SetReadLimit(workload.Most)
	comes := func(wanted int, message []byte) {
		kind, got, err := c.ReadMessage()
		workload.Must(err)
		if kind != wanted || !bytes.Equal(got, message) {
			workload.Must(fmt.Errorf("another message came back: %d bytes for %d", len(got), len(message)))
		}
	}
	for _, n := range workload.Sizes() {
		message := workload.Binary(n)
		sent := make(chan error)
		go func() { sent <- c.WriteMessage(websocket.BinaryMessage, message) }()
		comes(websocket.BinaryMessage, message)
		workload.Must(<-sent)
		workload.OK("size", n)
	}
	workload.Must(c.WriteMessage(websocket.TextMessage, []byte(workload.Text)))
	comes(websocket.TextMessage, []byte(workload.Text))
	workload.OK("text")

	pieces := workload.Pieces()
	workload.Must(fragments(c, websocket.BinaryMessage, pieces, false))
	comes(websocket.BinaryMessage, bytes.Join(pieces, nil))
	workload.OK("fragments")

	last := ""
	c.SetPongHandler(func(data string) error { last = data; return nil })
	workload.Must(fragments(c, websocket.BinaryMessage, pieces, true))
	comes(websocket.BinaryMessage, bytes.Join(pieces, nil))
	if last != "ping 15" {
		workload.Must(fmt.Errorf("the last pong was %q", last))
	}
	workload.OK("pings")

	bye := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
	workload.Must(c.WriteMessage(websocket.CloseMessage, bye))
	if _, _, err = c.ReadMessage(); !websocket.IsCloseError(err, websocket.CloseNormalClosure) {
		workload.Must(err)
	}
	workload.OK("close")
}
