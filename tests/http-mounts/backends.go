package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/golws/golws/core/ws"
)

// backEnd is a back end as they should be.
func backEnd(w http.ResponseWriter, r *http.Request) {
	switch {
	case strings.HasSuffix(r.URL.Path, "/seen"):
		fmt.Fprintf(w, "%s %s\nhost: %s\n", r.Method, r.RequestURI, r.Host)
		var names []string
		for name := range r.Header {
			names = append(names, name)
		}
		sort.Strings(names)
		for _, name := range names {
			fmt.Fprintf(w, "%s: %s\n", strings.ToLower(name), strings.Join(r.Header[name], "|"))
		}
	case strings.HasSuffix(r.URL.Path, "/count"):
		n, err := io.Copy(io.Discard, r.Body)
		fmt.Fprintf(w, "%d %v", n, err)
	case strings.HasSuffix(r.URL.Path, "/echo"):
		_ = http.NewResponseController(w).EnableFullDuplex() // else the server drops the body when the answer begins
		io.Copy(w, r.Body)
	case strings.HasSuffix(r.URL.Path, "/stream"):
		for i := range 5 {
			fmt.Fprintf(w, "piece %d\n", i)
			w.(http.Flusher).Flush()
			time.Sleep(5 * time.Millisecond)
		}
	case strings.HasSuffix(r.URL.Path, "/large"):
		n, _ := strconv.Atoi(r.URL.Query().Get("n"))
		w.Header().Set("Content-Length", strconv.Itoa(n))
		piece := make([]byte, 64<<10)
		for n > 0 {
			k, err := w.Write(piece[:min(n, len(piece))])
			if err != nil {
				return
			}
			n -= k
		}
	case strings.HasSuffix(r.URL.Path, "/slow"):
		time.Sleep(30 * time.Second)
	case strings.HasSuffix(r.URL.Path, "/socket"), strings.HasSuffix(r.URL.Path, "/websocket"):
		// The frames are between the two ends: this one sends all back.
		c, both, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		defer c.Close()
		accept := ""
		if strings.HasSuffix(r.URL.Path, "/websocket") {
			key := ws.AcceptKey(r.Header.Get("Sec-WebSocket-Key"))
			accept = "Sec-WebSocket-Accept: " + string(key[:]) + "\r\n"
		}
		fmt.Fprintf(c, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-Key: %s\r\n%s\r\nfirst",
			r.Header.Get("Sec-WebSocket-Key"), accept)
		io.Copy(c, both)
	case strings.HasSuffix(r.URL.Path, "/connection"):
		io.WriteString(w, r.RemoteAddr)
	case strings.HasSuffix(r.URL.Path, "/none"):
		w.WriteHeader(204)
	case strings.HasSuffix(r.URL.Path, "/status"):
		w.Header().Set("Location", "/back/somewhere")
		w.Header().Add("Set-Cookie", "a=1; Path=/back")
		w.Header().Add("Set-Cookie", "b=2")
		w.WriteHeader(303)
	default:
		io.WriteString(w, "hello from behind")
	}
}

// badResponses are what a back end must not send, by path.
var badResponses = map[string]string{
	"/rubbish":   "\x16\x03\x01 what is this\r\n\r\n",
	"/empty":     "",
	"/both":      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n\r\nsmuggled",
	"/lengths":   "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
	"/negative":  "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello",
	"/switches":  "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
	"/truncated": "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this",
	"/chunk":     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n",
	"/cut":       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
	"/two":       "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfirstHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecond",
	"/headers":   "HTTP/1.1 200 OK\r\n" + strings.Repeat("X-Flood: 1\r\n", 5000) + "\r\n",
	"/interim":   "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: x-hop\r\nX-Hop: 1\r\nKeep-Alive: 5\r\n\r\nok",
	"/late":      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfirst",
	"/smuggled":  "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nsmuggled",
	"/once":      "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nonce",
	"/until-end": "HTTP/1.0 200 OK\r\n\r\nuntil the end",
}

// badBackEnd answers as the path says and closes.
func badBackEnd(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			defer c.Close()
			r, err := http.ReadRequest(bufio.NewReader(c))
			if err != nil {
				return
			}
			io.WriteString(c, badResponses[r.URL.Path])
			switch r.URL.Path {
			case "/late": // a response that nobody asked for
				time.Sleep(20 * time.Millisecond)
				io.WriteString(c, badResponses["/smuggled"])
				io.Copy(io.Discard, c)
			case "/once": // it looks as if it would take another request
				c.Read(make([]byte, 1))
			}
			if r.URL.Path == "/rubbish" {
				time.Sleep(50 * time.Millisecond)
			}
		}()
	}
}
