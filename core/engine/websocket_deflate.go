package engine

import (
	"strings"

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
	config := &c.Protocol.decodeDeflated[role]
	c.ws.decoder.Init(config)
	c.ws.deflate = &deflating{
		Deflate: ws.NewDeflate(role, params, &c.thread.deflates, !config.SkipUTF8, config.MaxMessage),
		piece:   config.MaxPiece,
	}
}

// inflating tells that there is more to be had of a compressed message than the
// program was given.
func (c *Conn) inflating() bool {
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

// extension finds an extension of the vhost.
func (v *Vhost) extension(name string) *Extension {
	for i := range v.Config.Extensions {
		if v.Config.Extensions[i].Name == name {
			return &v.Config.Extensions[i]
		}
	}
	return nil
}

// acceptExtensions asks the program about the extensions that a client offers
// (RFC 6455 section 9.1). response is what the answer says of them.
func (c *Conn) acceptExtensions(offers string) (params ws.DeflateParams, response string) {
	if len(c.Vhost.Config.Extensions) == 0 || offers == "" {
		return params, ""
	}
	l := ws.Extensions(offers)
	var e ws.Extension
	for l.Next(&e) {
		if e.Name != ws.DeflateName || c.Vhost.extension(e.Name) == nil {
			continue
		}
		if c.host().CallbackText(c, nil, ReasonConfirmExtensionOkay, e.Name, 0) != 0 || c.closed {
			return params, ""
		}
		params, response, _ = ws.AcceptDeflate(offers, ws.DeflateParams{})
		return params, response
	}
	return params, ""
}

// offerExtensions is what c's handshake offers, as far as the program wants it.
func (c *Conn) offerExtensions() string {
	var offers []string
	for _, e := range c.Vhost.Config.Extensions {
		if c.host().CallbackText(c, c.Vhost.Protocols[0], ReasonClientConfirmExtensionSupported, e.Name, 0) == 0 && e.Offer != "" {
			offers = append(offers, e.Offer)
		}
	}
	return strings.Join(offers, ", ")
}

// extensionDefaultsRoom is how much a program may say about an extension.
const extensionDefaultsRoom = 128

// negotiatedExtensions reads the server's answer to what c offered. failure says
// why the handshake fails, if it does.
func (c *Conn) negotiatedExtensions(answer string) (params ws.DeflateParams, deflate bool, failure string) {
	if answer == "" {
		return params, false, ""
	}
	params, deflate, failure = ws.CheckDeflate(c.client.offered.Extensions, answer)
	if deflate {
		var room [extensionDefaultsRoom]byte
		c.host().CallbackExtensionDefaults(c, ws.DeflateName, room[:])
	}
	return params, deflate, failure
}

// SetExtensionOption is lws_set_extension_option for numbers. It reports false
// for an extension that c does not use and an option that it does not have.
func (c *Conn) SetExtensionOption(extension, option string, value int) bool {
	if c.ws == nil || c.ws.deflate == nil || extension != ws.DeflateName {
		return false
	}
	switch option {
	case "rx_buf_size":
		// Larger pieces than the protocol takes were never promised.
		c.ws.deflate.piece = max(1, min(value, c.Protocol.decodeDeflated[ws.Server].MaxPiece))
	case "tx_buf_size", "compression_level", "mem_level":
	default:
		return false
	}
	return true
}
