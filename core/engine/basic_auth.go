package engine

import (
	"bytes"

	"github.com/golws/golws/core/auth"
	"github.com/golws/golws/core/header"
)

// The bits of a mount's AuthMask that say who knows the visitors: enum
// lws_authentication_mode.
const (
	authModes      = 0xf0000000
	authByFile     = 0
	authByCallback = 0x10000000
	authByDigest   = 0x20000000
)

// authorized tells whether the peer may see what m mounts; if not, the request
// is answered.
func (c *Conn) authorized(x *transaction, m *Mount) bool {
	mode := m.AuthMask & authModes
	if mode == authByFile && m.AuthFile == "" {
		return true
	}
	if mode == authByDigest {
		return c.proven(x, m)
	}
	value, sent := x.table.Fragment(header.Authorization, 0)
	if !sent {
		c.challenge(x, basicChallenge)
		return false
	}
	credentials, err := auth.Basic(value)
	if err != nil {
		c.answerStatus(x, 403)
		return false
	}
	var known bool
	switch mode {
	case authByFile:
		if known, err = auth.Listed(m.AuthFile, credentials); err != nil {
			c.log(LevelErr, "mount "+m.Point+": nobody is let in: "+err.Error())
		}
	case authByCallback:
		known = c.host().Callback(c, c.Vhost.Protocols[0], ReasonVerifyBasicAuthorization, credentials) != 0
		if !c.isAnswering(x) {
			return false
		}
	default:
		c.log(LevelErr, "mount "+m.Point+": nobody is let in: the mode of authentication is unknown")
	}
	if !known {
		c.challenge(x, basicChallenge)
		return false
	}
	name, _, _ := bytes.Cut(credentials, []byte(":"))
	x.user, x.authType = string(name), "Basic"
	return true
}

// mayUpgrade tells whether the peer may have a WebSocket where it asks for one;
// if not, the request is answered. lws opens them to everybody, also below a
// mount that is guarded.
func (c *Conn) mayUpgrade(x *transaction) bool {
	m := c.Vhost.findMount(string(x.table.Path()))
	return m == nil || c.authorized(x, m)
}

const basicChallenge = `Basic realm="lwsws"`

// challenge asks for credentials (RFC 9110 section 11.6.1).
func (c *Conn) challenge(x *transaction, values ...string) {
	x.status = 401
	w := headWriter{buf: c.thread.headerRoom()}
	w.status(401, c.responseHead())
	for _, v := range values {
		w.field("www-authenticate", v)
	}
	w.length(0)
	w.end()
	if w.err != nil || !c.write(nil, w.bytes()) {
		c.Close(CloseLost)
		return
	}
	c.finishAnswer(x)
}
