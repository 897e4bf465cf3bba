package engine

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/klauspost/compress/flate"

	"github.com/golws/golws/core/ws"
)

var deflateExtension = []Extension{{Name: ws.DeflateName, Offer: ws.DeflateName + "; client_max_window_bits"}}

func phrases(n int) []byte {
	r := rand.New(rand.NewPCG(uint64(n), 1))
	b := make([]byte, 0, n+20)
	for len(b) < n {
		b = append(b, [...]string{"now and ", "then ", `"value":`, "again"}[r.IntN(4)]...)
		b = append(b, byte('a'+r.IntN(26)))
	}
	return b[:n]
}

// gorillaEchoes sends messages of all sizes by a compressing client that is not
// ours, each once whole and once between pings, and wants them back.
func gorillaEchoes(t *testing.T, h *house, v *Vhost) {
	h.during(func() {
		d := websocket.Dialer{Subprotocols: []string{"echo"}, EnableCompression: true, WriteBufferSize: 1000, HandshakeTimeout: 5 * time.Second}
		c, answer, err := d.Dial(fmt.Sprintf("ws://127.0.0.1:%d/", v.ListenPort()), nil)
		if err != nil {
			t.Error(err)
			return
		}
		defer c.Close()
		if got := answer.Header.Get("Sec-WebSocket-Extensions"); !strings.HasPrefix(got, ws.DeflateName) {
			t.Errorf("the answer has the extensions %q", got)
		}
		c.SetReadDeadline(time.Now().Add(20 * time.Second))
		for _, n := range []int{0, 1, 64, 127, 1000, 4096, 5000, 65536, 1 << 20} {
			want := phrases(n)
			c.EnableWriteCompression(n != 127) // plain messages go between compressed ones
			w, err := c.NextWriter(websocket.TextMessage)
			for half := range 2 { // larger than the buffer: fragments
				if err == nil {
					_, err = w.Write(want[half*n/2 : (half+1)*n/2])
				}
				if err == nil {
					err = c.WriteControl(websocket.PingMessage, []byte("between"), time.Now().Add(time.Second))
				}
			}
			if err == nil {
				err = w.Close()
			}
			if err != nil {
				t.Error(err)
				return
			}
			_, got, err := c.ReadMessage()
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("%d bytes came back as %d, %v", n, len(got), err)
				return
			}
		}
	})
}

func TestGorillaClientDeflate(t *testing.T) {
	h, v := wsHouse(t, VhostConfig{Extensions: deflateExtension, Options: OptionValidateUTF8})
	gorillaEchoes(t, h, v)
}

// USER-PAINS 4: what was inflated and not delivered yet is not lost when the
// program stops receiving.
func TestUserPain4_DeflateFlowControl(t *testing.T) {
	h, v := wsHouse(t, VhostConfig{Extensions: deflateExtension})
	pieces := 0
	h.program.on[ReasonReceive] = func(c *Conn, in []byte) int {
		if pieces++; pieces%3 == 0 {
			c.SetReceiving(false)
			c.Thread().Loop.Post(func(int64) { c.SetReceiving(true) })
		}
		return echo(c, in)
	}
	gorillaEchoes(t, h, v)
}

// deflatingPeer is a raw peer with permessage-deflate.
func deflatingPeer(t *testing.T, v *Vhost) *peer {
	p := dial(t, v)
	p.send(strings.Replace(fmt.Sprintf(upgradeRequest, "echo"), "\r\n\r\n", "\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n", 1))
	p.switched()
	return p
}

func TestDeflateCloseCodes(t *testing.T) {
	var bomb bytes.Buffer
	w, _ := flate.NewWriter(&bomb, 9)
	w.Write(make([]byte, 60<<20))
	w.Flush()
	for name, c := range map[string]struct {
		message string
		want    ws.CloseCode
	}{
		"corrupt":   {"\xff\xff\xff\xff", ws.InvalidPayload},
		"truncated": {"\xf2\x48\xcd\xc9", ws.InvalidPayload},
		"not UTF-8": {"\x00\x02\x00\xfd\xff\xc3\x28\x00", ws.InvalidPayload},
		"bomb":      {bomb.String(), ws.MessageTooBig},
	} {
		t.Run(name, func(t *testing.T) {
			h, v := wsHouse(t, VhostConfig{Extensions: deflateExtension, Options: OptionValidateUTF8})
			h.program.on[ReasonReceive] = func(*Conn, []byte) int { return 0 }
			h.during(func() {
				p := deflatingPeer(t, v)
				p.send(frame(0xc1, c.message))
				first, payload := p.read()
				if first != 0x88 || len(payload) < 2 || ws.CloseCode(payload[0])<<8|ws.CloseCode(payload[1]) != c.want {
					t.Errorf("frame %02x %q, want a close with %d", first, payload, c.want)
				}
			})
		})
	}
}

// An idle compressed connection keeps at most 16 KiB, whatever went through it:
// contexts are pooled. The test's own end of each connection is counted, too.
func TestDeflateIdleMemory(t *testing.T) {
	const connections, most = 300, 16 << 10
	h, v := wsHouse(t, VhostConfig{Extensions: deflateExtension})
	offer := strings.Replace(fmt.Sprintf(upgradeRequest, "echo"), "\r\n\r\n", "\r\nSec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n", 1)
	var deflated bytes.Buffer
	w, _ := flate.NewWriterWindow(&deflated, 8<<10)
	w.Write(phrases(100 << 10))
	w.Flush()
	message := []byte(frame(0xc1, deflated.String()[:deflated.Len()-4]))
	heap := func() uint64 {
		var m runtime.MemStats
		h.thread.Loop.Post(func(int64) { h.program.calls = nil }) // the test's own record
		time.Sleep(50 * time.Millisecond)
		runtime.GC()
		runtime.GC() // pools are emptied by the second
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	room := make([]byte, 256<<10)
	open := func() net.Conn {
		c, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", v.ListenPort()))
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(c, offer)
		n, _ := c.Read(room)
		if !strings.Contains(string(room[:n]), "client_max_window_bits=13") {
			t.Fatalf("answer %q", room[:n])
		}
		c.Write(message)
		c.SetReadDeadline(time.Now().Add(10 * time.Second))
		for got := 0; got < 10<<10; { // what comes back is compressed as well
			n, err := c.Read(room)
			if err != nil {
				break
			}
			got += n
			c.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
		}
		return c
	}
	h.during(func() {
		var conns []net.Conn
		for range 40 { // what all share
			conns = append(conns, open())
		}
		before := heap()
		for range connections {
			conns = append(conns, open())
		}
		after := heap()
		each := (int64(after) - int64(before)) / connections
		t.Logf("%d bytes each; %d before, %d after", each, before, after)
		if each > most {
			t.Errorf("an idle compressed connection takes %d bytes, more than %d", each, most)
		}
		for _, c := range conns {
			c.Close()
		}
	})
}
