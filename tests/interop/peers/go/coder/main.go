// A peer made with coder/websocket; ../../README.md says how it is called.
package main

import (
	"bytes"
	"context"
	"fmt"
	"log"
	"net/http"
	"os"

	"github.com/coder/websocket"
	"github.com/golws/golws/tests/interop/peers/go/workload"
)

var forever = context.Background()

func mode() websocket.CompressionMode {
	if workload.Deflate {
		return websocket.CompressionContextTakeover
	}
	return websocket.CompressionDisabled
}

func main() {
	if os.Args[1] == "server" {
		server()
	} else {
		client(os.Args[2])
	}
}

func server() {
	log.Fatal(http.Serve(workload.Listen(), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := websocket.Accept(w, r, &websocket.AcceptOptions{CompressionMode: mode(), InsecureSkipVerify: true})
		if err != nil {
			return
		}
		defer c.CloseNow()
		c.SetReadLimit(workload.Most)
		for {
			kind, message, err := c.Read(forever)
			if err != nil || c.Write(forever, kind, message) != nil {
				return
			}
		}
	})))
}

// fragments sends one message, each piece as a frame.
func fragments(c *websocket.Conn, pieces [][]byte, pings bool) {
	w, err := c.Writer(forever, websocket.MessageBinary)
	workload.Must(err)
	for _, piece := range pieces {
		_, err := w.Write(piece)
		workload.Must(err)
		if pings {
			workload.Must(c.Ping(forever)) // returns with the pong
		}
	}
	workload.Must(w.Close())
}

func client(url string) {
	options := &websocket.DialOptions{CompressionMode: mode()}
	if trust := workload.Trust(); trust != nil {
		options.HTTPClient = &http.Client{Transport: &http.Transport{TLSClientConfig: trust}}
	}
	c, answer, err := websocket.Dial(forever, url, options)
	workload.Must(err)
	workload.Negotiated(answer.Header.Get("Sec-Websocket-Extensions"))
	c.SetReadLimit(workload.Most)

	type message struct {
		kind websocket.MessageType
		data []byte
	}
	// A reader all the time: pongs reach Ping by it.
	came := make(chan message)
	go func() {
		defer close(came)
		for {
			kind, data, err := c.Read(forever)
			if err != nil {
				return
			}
			came <- message{kind, data}
		}
	}()
	comes := func(kind websocket.MessageType, data []byte) {
		if got := <-came; got.kind != kind || !bytes.Equal(got.data, data) {
			workload.Must(fmt.Errorf("another message came back: %d bytes for %d", len(got.data), len(data)))
		}
	}
	for _, n := range workload.Sizes() {
		data := workload.Binary(n)
		workload.Must(c.Write(forever, websocket.MessageBinary, data))
		comes(websocket.MessageBinary, data)
		workload.OK("size", n)
	}
	workload.Must(c.Write(forever, websocket.MessageText, []byte(workload.Text)))
	comes(websocket.MessageText, []byte(workload.Text))
	workload.OK("text")
	pieces := workload.Pieces()
	fragments(c, pieces, false)
	comes(websocket.MessageBinary, bytes.Join(pieces, nil))
	workload.OK("fragments")
	fragments(c, pieces, true)
	comes(websocket.MessageBinary, bytes.Join(pieces, nil))
	workload.OK("pings")
	workload.Must(c.Close(websocket.StatusNormalClosure, ""))
	workload.OK("close")
}
