package engine

import (
	"math"
	"strconv"

	"github.com/golws/golws/core/ws"
)

// deflateScratchMost is the largest buffer for compressed output that a thread
// keeps between messages.
const deflateScratchMost = 256 << 10

// deflating is permessage-deflate (RFC 7692) on one connection.
type deflating struct {
	*ws.Deflate
	// piece is the most that one RECEIVE is given.
	piece int
}

// becomeDeflating switches permessage-deflate on for c, which has just become a
// WebSocket.
func (c *Conn) becomeDeflating(role ws.Role, params ws.DeflateParams) {
	c.ws.decoder.Init(&c.Protocol.decodeDeflated[role])
	c.ws.deflate = c.newDeflating(role, params)
}

func (c *Conn) newDeflating(role ws.Role, params ws.DeflateParams) *deflating {
	config := &c.Protocol.decodeDeflated[role]
	return &deflating{
		Deflate: ws.NewDeflate(role, params, &c.thread.deflates, !config.SkipUTF8, config.MaxMessage),
		piece:   config.MaxPiece,
	}
}

// extend switches on what was negotiated for c, which has just become a WebSocket.
func (c *Conn) extend(role ws.Role, n negotiated) {
	switch {
	case c.extensions != nil:
		c.ws.decoder.Init(&c.Protocol.decodeDeflated[role])
	case n.deflate:
		c.becomeDeflating(role, n.params)
		var options ws.Extension
		l := ws.Extensions(ws.DeflateName + ";" + n.defaults)
		if n.defaults != "" && !l.Next(&options) {
			c.log(LevelErr, "WS_EXT_DEFAULTS: these are no options: "+n.defaults)
		}
		for _, o := range options.Params() {
			if !c.ws.deflate.set(c, o.Name, o.Value) {
				c.log(LevelErr, "WS_EXT_DEFAULTS: permessage-deflate has no such option: "+o.Name+"="+o.Value)
			}
		}
	}
}

// inflating tells that there is more to be had of a compressed message, or body,
// than the program was given.
func (c *Conn) inflating() bool {
	if d := c.bodyDecoder(); d != nil {
		return d.Pending()
	}
	if c.extensions != nil {
		return c.ws != nil && c.extensions.busy
	}
	return c.ws != nil && c.ws.deflate != nil && !c.ws.closeSent && c.ws.deflate.Pending()
}

// inflate gives the program the next piece of a compressed message.
func (r webSocket) inflate(c *Conn) bool {
	s := c.ws
	if s.closeSent {
		s.deflate.Drop()
		return true
	}
	var ev ws.Event
	// A byte more: see deliver.
	room := c.thread.inflateRoom(s.deflate.piece + 1)
	ok, err := s.deflate.Next(&ev, room[:s.deflate.piece])
	if err != nil {
		r.fail(c, err)
		return false
	}
	return !ok || r.deliver(c, &ev)
}

// inflateRoom is memory for n bytes that a program may write in front of.
func (t *Thread) inflateRoom(n int) []byte {
	if len(t.inflated) < receiveHeadroom+n {
		t.inflated = make([]byte, receiveHeadroom+n)
	}
	return t.inflated[receiveHeadroom:]
}

// deflated compresses the payload of a frame.
func (c *Conn) deflated(first byte, payload []byte) (compressed []byte, sent byte) {
	t := c.thread
	compressed, sent = c.ws.deflate.Compress(t.deflated[:0], first, payload)
	t.deflated = nil
	if cap(compressed) <= deflateScratchMost {
		t.deflated = compressed
	}
	return compressed, sent
}

// set is an option of enum lws_ext_options of permessage-deflate, while c runs.
// What has been negotiated stays: of the window and the context takeover only
// less can be used, and only for sending.
func (d *deflating) set(c *Conn, option, value string) bool {
	n, err := strconv.Atoi(value)
	if value == "" {
		n, err = 1, nil // an option without a value
	}
	for i := range deflateOptions {
		o := &deflateOptions[i]
		if o.name != option {
			continue
		}
		if err != nil || n < o.least || n > o.most {
			return false
		}
		switch {
		case option == "rx_buf_size":
			// Larger pieces than the protocol takes were never promised.
			d.piece = min(1<<min(n, 30), c.Protocol.decodeDeflated[ws.Server].MaxPiece)
		case option == "compression_level":
			d.SetLevel(n)
		case o.sender[boolIndex(c.isClient)] && o.kind == OptionNone:
			d.ForgetSent()
		case o.sender[boolIndex(c.isClient)]:
			d.NarrowSent(uint8(n))
		}
		return true
	}
	return false
}

func boolIndex(b bool) int {
	if b {
		return 1
	}
	return 0
}

// deflateOptions are what permessage-deflate can be told, in the order in which
// programs know them. Sizes are powers of two. sender says at which end, server
// or client, it is about what is sent.
var deflateOptions = [...]struct {
	name        string
	kind        OptionKind
	least, most int
	sender      [2]bool
}{
	{"server_no_context_takeover", OptionNone, 0, 1, [2]bool{true, false}},
	{"client_no_context_takeover", OptionNone, 0, 1, [2]bool{false, true}},
	{"server_max_window_bits", OptionMayNumber, 8, 15, [2]bool{true, false}},
	{"client_max_window_bits", OptionMayNumber, 8, 15, [2]bool{false, true}},
	{"rx_buf_size", OptionNumber, 1, math.MaxInt, [2]bool{}},
	{"tx_buf_size", OptionNumber, 1, math.MaxInt, [2]bool{}}, // messages are sent in the program's own frames
	{"compression_level", OptionNumber, 1, 9, [2]bool{}},
	{"mem_level", OptionNumber, 1, 9, [2]bool{}}, // contexts are pooled, and all alike
}
