package h2

import "encoding/base64"

// Upgrade makes stream 1 of the HTTP/1.1 request that was upgraded, RFC 7540
// §3.2, from its HTTP2-Settings. It comes right after Init. The request's head
// is not repeated in an event, and its body, if it had one, has been read: the
// stream is half closed (remote).
func (c *Conn) Upgrade(settings string) (*Stream, *Error) {
	if base64.RawURLEncoding.DecodedLen(len(settings)) > MaxSettings*settingLen {
		return nil, ErrUpgradeSettings
	}
	p, err := base64.RawURLEncoding.DecodeString(settings)
	if err != nil || len(p)%settingLen != 0 || c.cfg.Client {
		return nil, ErrUpgradeSettings
	}
	if err := c.applySettings(p); err != nil {
		return nil, err
	}
	c.lastPeer = 1
	return c.upgraded(endRemote), nil
}

// UpgradeClient makes stream 1 at the client's end, right after Init, when the
// server has answered 101. head is set if the request was HEAD.
func (c *Conn) UpgradeClient(head bool) *Stream {
	c.nextID = 3
	s := c.upgraded(endLocal)
	s.noBody = head
	return s
}

func (c *Conn) upgraded(t transition) *Stream {
	s := c.newStream(1)
	s.shown = true
	c.change(s, beginStream, endedBoth)
	c.change(s, t, endedBoth)
	return s
}
