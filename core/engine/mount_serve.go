package engine

import (
	"path"
	"strconv"

	"github.com/golws/golws/core/header"
	"github.com/golws/golws/core/mime"
)

// serveMount answers a request for something below m, which the peer is known
// to be allowed.
func (c *Conn) serveMount(x *transaction, m *Mount, uri string) {
	if !c.bindMount(x, m) {
		return
	}
	switch m.Kind {
	case MountCallback:
		in := x.path
		if m.Protocol != "" {
			in = in[len(m.Point):]
		}
		if !c.callback(ReasonHTTP, in) {
			c.programFailed()
		}
	case MountFile:
		c.serveFolder(x, m, uri)
	case MountCGI:
		c.serveCGI(x, m)
	case MountHTTP, MountHTTPS:
		c.proxy(x, m)
	default:
		c.log(LevelErr, "mount "+m.Point+": its kind is unknown")
		c.answerStatus(x, 501)
	}
}

// readsTarget tells that the mount's requests matter as they came: they are passed
// on, or credentials are about them.
func (m *Mount) readsTarget() bool { return m.passesOn() || m.usesDigest() }

// passesOn tells that the mount's requests go to something else as they came.
func (m *Mount) passesOn() bool {
	return m.Kind == MountCGI || m.Kind == MountHTTP || m.Kind == MountHTTPS
}

// serveFolder is for a mount of files, which are there to be got. What else is
// asked for is the program's affair.
func (c *Conn) serveFolder(x *transaction, m *Mount, uri string) {
	switch x.parser.Method {
	case header.Get, header.Head:
		c.serveMountedFile(x, m, uri)
	case header.Post:
		if m.Protocol == "" {
			c.serveMountedFile(x, m, uri)
			return
		}
		c.askUnbound(x, m)
	case header.Options:
		if m.Protocol == "" {
			c.askProgram(x, c.Vhost.Protocols[0], x.path)
			return
		}
		c.askUnbound(x, m)
	default:
		c.askUnbound(x, m)
	}
}

// protocolName is the protocol that serves m's requests; "" means the vhost's
// first, unannounced.
func (m *Mount) protocolName() string {
	if m.Protocol == "" && m.Kind == MountCallback {
		return m.Origin
	}
	return m.Protocol
}

// bindMount binds the mount's protocol, if it has one, and asks whether the peer
// may have what it wants. false means that the request is answered.
func (c *Conn) bindMount(x *transaction, m *Mount) bool {
	name := m.protocolName()
	if name == "" {
		return true
	}
	p := c.Vhost.ProtocolNamed(name)
	if p == nil {
		c.log(LevelErr, "mount "+m.Point+": the vhost has no protocol "+strconv.Quote(name))
		c.Close(CloseProgram)
		return false
	}
	if !c.bindHTTP(p) {
		c.programFailed()
		return false
	}
	refused := c.host().CallbackAccess(c, p, x.path, m.AuthMask&^authModes) != 0
	if c.closed || !c.isAnswering(x) {
		return false
	}
	if refused {
		c.write(nil, c.errorPage(401, ""))
		c.programFailed()
		return false
	}
	// lws binds it anew to serve, except for POST and by the origin's name.
	if m.Protocol != "" && x.parser.Method != header.Post && !c.bindHTTP(p) {
		c.programFailed()
		return false
	}
	return c.isAnswering(x)
}

// interpreter is the protocol that rewrites files with name's suffix, or nil.
func (c *Conn) interpreter(m *Mount, name string) *Protocol {
	if len(m.Interpret) == 0 {
		return nil
	}
	protocol := mime.Listed(path.Base(name), m.Interpret)
	if protocol == "" {
		return nil
	}
	p := c.Vhost.ProtocolNamed(protocol)
	if p == nil {
		c.log(LevelErr, "mount "+m.Point+": the vhost has no protocol "+strconv.Quote(protocol))
	}
	return p
}

// mountFields are the header lines that the mount's protocol adds to a file.
func (c *Conn) mountFields(m *Mount) (lines []byte, ok bool) {
	if m.Protocol == "" {
		return nil, true
	}
	if c.thread.fieldRoom == nil {
		c.thread.fieldRoom = make([]byte, receiveHeadroom+fieldRoomSize)
	}
	room := c.thread.fieldRoom[receiveHeadroom:]
	used, result := c.host().CallbackAppend(c, nil, ReasonAddHeaders, room)
	return room[:used], result == 0 && !c.closed
}

// fieldRoomSize is how much ADD_HEADERS may append to a file's head.
const fieldRoomSize = 2048
