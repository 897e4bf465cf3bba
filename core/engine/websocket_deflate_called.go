package engine

import "github.com/golws/golws/core/ws"

// CalledDeflate is permessage-deflate where a program's own extension calls it
// for a connection, so that it may look at or change what goes through.
type CalledDeflate struct {
	conn    *Conn
	role    ws.Role
	params  ws.DeflateParams
	state   *deflating // made when the options are known
	options []calledOption
	passes  bool // the message being received is not compressed
	marks   bool // the next frame begins a compressed message
	refused bool // an option
}

// calledOption was set before there was anything to set it for.
type calledOption struct{ name, value string }

// CallDeflate begins permessage-deflate for a call by c's extension.
func (c *Conn) CallDeflate(client bool) *CalledDeflate {
	d := &CalledDeflate{conn: c}
	if client {
		d.role = ws.Client
	}
	return d
}

// DeflateOptions are the options of permessage-deflate by their index.
func DeflateOptions() (options []ExtensionOption) {
	for _, o := range deflateOptions {
		options = append(options, ExtensionOption{o.name, o.kind})
	}
	return options
}

// Negotiate sets the option with that index. One that does not exist and a value
// out of range are held against the peer by Agrees.
func (d *CalledDeflate) Negotiate(index int, value string) {
	if index < 0 || index >= len(deflateOptions) || !d.Set(deflateOptions[index].name, value) {
		d.refused = true
	}
}

// Agrees tells that the options negotiated make sense.
func (d *CalledDeflate) Agrees() bool { return !d.refused }

// Set sets an option by its name. Before the first message that negotiates the
// window and the context takeover; later it is as for any connection.
func (d *CalledDeflate) Set(name, value string) bool {
	if d.state != nil {
		return d.state.set(d.conn, name, value)
	}
	text := ws.DeflateName + ";" + name
	if value != "" {
		text += "=" + value
	}
	if p, ok := ws.DeflateParam(text, d.params); ok {
		d.params = p
		return true
	}
	if !knownDeflateOption(name) {
		return false
	}
	d.options = append(d.options, calledOption{name, value})
	return true
}

func knownDeflateOption(name string) bool {
	for i := range deflateOptions {
		if o := &deflateOptions[i]; o.name == name {
			return o.kind == OptionNumber
		}
	}
	return false
}

func (d *CalledDeflate) ready() *deflating {
	if d.state != nil {
		return d.state
	}
	d.state = d.conn.newDeflating(d.role, d.params)
	for _, o := range d.options {
		if !d.state.set(d.conn, o.name, o.value) {
			d.conn.log(LevelErr, "permessage-deflate has no such option: "+o.name+"="+o.value)
		}
	}
	d.options = nil
	return d.state
}

// Receive inflates the piece of a frame that the connection's extensions are
// being given, or goes on with it when left of it or of its output is not gone
// yet. A nil out with ExtensionPasses means that in is what was received.
func (d *CalledDeflate) Receive(in []byte) (out []byte, left, result int) {
	c, s := d.conn, d.ready()
	x := c.extensions
	if x == nil || c.closed {
		return nil, len(in), ExtensionFailed
	}
	if x.fresh {
		x.fresh = false
		ev := x.ev
		ev.Payload = in
		if d.passes = !s.Take(&ev); d.passes {
			return nil, len(in), ExtensionPasses
		}
	}
	if d.passes {
		return nil, 0, ExtensionPasses
	}
	if !s.Pending() {
		return nil, 0, ExtensionIdle
	}
	room := c.thread.inflateRoom(s.piece + 1)
	var ev ws.Event
	made, err := s.Next(&ev, room[:s.piece])
	if err != nil {
		x.failure = err
		return nil, len(in), ExtensionFailed
	}
	if made {
		out = ev.Payload
	}
	switch {
	case s.Pending():
		return out, s.Unread(), ExtensionPending
	case ev.Flags.Has(ws.MessageEnd):
		return out, 0, ExtensionDoneMessage
	}
	return out, 0, ExtensionDone
}

// Send compresses what the program writes.
func (d *CalledDeflate) Send(in []byte) (out []byte, result int) {
	c, s := d.conn, d.ready()
	x := c.extensions
	if x == nil || c.closed {
		return nil, ExtensionFailed
	}
	t := c.thread
	out, first := s.Compress(t.deflated[:0], x.first, in)
	t.deflated = nil
	if cap(out) <= deflateScratchMost {
		t.deflated = out
	}
	d.marks = d.marks || first&ws.RSV1 != 0
	if x.first&ws.FIN != 0 {
		return out, ExtensionDoneMessage
	}
	return out, ExtensionDone
}

// Presend marks the frame that begins a compressed message (RFC 7692 section 6).
func (d *CalledDeflate) Presend(frame []byte) {
	if d.marks && len(frame) > 0 {
		frame[0] |= ws.RSV1
		d.marks = false
	}
}

// Release ends it.
func (d *CalledDeflate) Release() {
	if d.state != nil {
		d.state.Release()
	}
}
