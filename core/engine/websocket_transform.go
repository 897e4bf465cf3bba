package engine

import (
	"math/rand/v2"

	"github.com/golws/golws/core/ws"
)

// ActiveExtension is an extension of the program at work on a connection.
type ActiveExtension struct {
	*Extension
	User    uintptr
	options []ExtensionOption
	pending bool // has more of the received piece
}

// extensionChain is what the extensions of the program need on a connection.
// What is sent goes through active in its order, what is received in the other
// (RFC 6455 section 9.1).
type extensionChain struct {
	active []ActiveExtension

	// The piece of a frame that is being received. An extension may hold on to
	// it while it has more to give, so it is a copy.
	piece   []byte
	ev      ws.Event
	fresh   bool // no extension has seen it
	busy    bool // there is more of it
	asks    bool // lws's servers ask once more when a piece took one step
	begun   bool // of its message something was delivered
	failure *ws.Error

	// The message that is being sent.
	first  byte // of the frame, as ws.Writer wants it
	opcode byte
	sent   bool // a frame of it
	frame  []byte
}

// take begins with a piece of a frame.
func (x *extensionChain) take(ev *ws.Event) {
	x.piece = append(x.piece[:0], ev.Payload...)
	x.ev, x.fresh, x.busy, x.asks = *ev, true, true, false
	if ev.Flags.Has(ws.MessageStart) {
		x.begun = false
	}
}

// transformReceived gives the program the next of the received piece.
func (r webSocket) transformReceived(c *Conn) bool {
	x := c.extensions
	if c.ws.closeSent {
		x.busy = false
		return true
	}
	if x.asks {
		x.asks, x.busy = false, false
		return r.askAgain(c)
	}
	out, ok := c.nextReceived()
	if c.closed || !ok {
		if !c.closed && x.failure != nil {
			r.fail(c, x.failure)
		} else {
			c.Close(CloseProtocol) // lws sends no close frame here
		}
		return false
	}
	ev := x.ev
	ev.Flags &^= ws.MessageStart | ws.MessageEnd
	if !x.busy && x.ev.Flags.Has(ws.MessageEnd) {
		ev.Flags |= ws.MessageEnd
	}
	if len(out) == 0 && !ev.Flags.Has(ws.MessageEnd) {
		return true
	}
	if !x.begun {
		ev.Flags |= ws.MessageStart
		x.begun = true
	}
	if ev.Payload = out; len(out) == 0 {
		ev.Payload = c.thread.inflateRoom(1)[:0]
	}
	ok = r.deliver(c, &ev)
	if x.asks = x.asks && ok; x.asks {
		x.busy = true
	}
	return ok
}

// askAgain asks the extensions for more although they have said that there is
// none, as lws's servers do, where there can be nothing to deliver any more.
func (r webSocket) askAgain(c *Conn) bool {
	x := c.extensions
	for i := len(x.active) - 1; i >= 0; i-- {
		out, result := c.host().TransformReceived(c, &x.active[i], nil)
		if c.closed || c.extensions == nil {
			return false
		}
		if result < 0 || len(out) > 0 {
			c.log(LevelErr, "extension \""+x.active[i].Name+"\" has more of a message after its end")
			c.Close(CloseProtocol)
			return false
		}
	}
	return true
}

// nextReceived is the next output of the chain. It begins where there is more
// to be had, as near to the program as possible.
func (c *Conn) nextReceived() (out []byte, ok bool) {
	x := c.extensions
	start := len(x.active) - 1
	first := x.fresh
	if !first {
		for start = 0; start < len(x.active) && !x.active[start].pending; start++ {
		}
	} else {
		out = x.piece
	}
	for i := start; i >= 0; i-- {
		a := &x.active[i]
		made, result := c.host().TransformReceived(c, a, out)
		if result < 0 || c.closed || c.extensions == nil {
			return nil, false
		}
		if a.pending = result == ExtensionPending; a.pending && len(made) == 0 {
			c.log(LevelErr, "extension \""+a.Name+"\" says that there is more, and gives nothing")
			return nil, false
		}
		out = made
	}
	x.fresh, x.busy = false, false
	for i := range x.active {
		x.busy = x.busy || x.active[i].pending
	}
	x.asks = first && !x.busy && !c.isClient && len(x.piece) > 0 && x.ev.Remaining == 0
	return out, true
}

// writeTransformed sends what the program wrote as op through the extensions.
// first is the frame's first byte as ws.Writer has it.
func (c *Conn) writeTransformed(op ws.Opcode, first byte, payload []byte) bool {
	x := c.extensions
	x.first = first
	if first&0x0f != byte(ws.Continuation) {
		x.opcode, x.sent = first&0x0f, false
	}
	return c.transformSent(0, op, first&ws.FIN != 0, payload)
}

// transformSent runs payload through the extensions from the i-th on. last
// says that the message ends with it.
func (c *Conn) transformSent(i int, op ws.Opcode, last bool, payload []byte) bool {
	x := c.extensions
	if x == nil || c.closed {
		return false
	}
	if i == len(x.active) {
		return c.sendTransformed(last, payload)
	}
	for {
		a := &x.active[i]
		out, result := c.host().TransformSent(c, a, op, !last, payload)
		if result < 0 {
			return false
		}
		more := result == ExtensionPending
		if more && len(out) == 0 {
			c.log(LevelErr, "extension \""+a.Name+"\" says that there is more, and gives nothing")
			return false
		}
		if !c.transformSent(i+1, op, last && !more, out) {
			return false
		}
		if !more {
			return true
		}
		payload = nil
	}
}

// sendTransformed sends a frame that has been through all extensions.
func (c *Conn) sendTransformed(last bool, payload []byte) bool {
	x := c.extensions
	if len(payload) == 0 && !last {
		return true // kept back by an extension
	}
	first := x.opcode
	if x.sent {
		first = byte(ws.Continuation)
	}
	if last {
		first |= ws.FIN
	}
	x.sent = true
	if !c.isClient {
		x.frame = append(ws.AppendHeader(x.frame[:0], first, uint64(len(payload))), payload...)
	} else {
		key := rand.Uint32()
		x.frame = ws.AppendMaskedHeader(x.frame[:0], first, uint64(len(payload)), key)
		at := len(x.frame)
		x.frame = append(x.frame, payload...)
		ws.Mask(x.frame[at:], key)
	}
	frame := x.frame
	for i := range x.active {
		var result int
		if frame, result = c.host().PresendExtension(c, &x.active[i], frame); result < 0 || c.closed {
			return false
		}
	}
	if cap(x.frame) > deflateScratchMost {
		x.frame = nil
	}
	return c.write(nil, frame)
}
