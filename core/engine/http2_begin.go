package engine

import (
	"github.com/golws/golws/core/h1"
	"github.com/golws/golws/core/h2"
	"github.com/golws/golws/core/header"
)

// beginsHTTP2 tells whether data, the first bytes of a connection without TLS,
// are those of a client that knows that HTTP/2 is spoken here (RFC 9113 section
// 3.3). wait: there are too few of them to tell.
func (c *Conn) beginsHTTP2(x *transaction, data []byte) (http2, wait bool) {
	if c.Vhost.Config.Options&OptionHTTP2PriorKnowledge == 0 || c.lingers || len(x.parser.Begun()) > 0 {
		return false, false
	}
	// No request of HTTP/1 begins like this: PRI is no method.
	const begin = "PRI * "
	n := min(len(data), len(begin))
	if string(data[:n]) != begin[:n] {
		return false, false
	}
	return n == len(begin), n < len(begin)
}

// upgradesToHTTP2 makes c a connection of HTTP/2 if its request asks for that
// (RFC 7540 section 3.2): the request becomes its first stream.
func (c *Conn) upgradesToHTTP2(x *transaction) bool {
	if c.mux != nil || c.Vhost.Config.Options&OptionHTTP2PriorKnowledge == 0 ||
		x.parser.Framing != h1.NoBody || !x.parser.UpgradeTo("h2c") || !x.table.Has(header.HTTP2Settings) {
		return false
	}
	settings := c.headerText(header.HTTP2Settings)
	c.write(nil, []byte("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"))
	c.http = nil
	c.becomeHTTP2Server()
	c.h2.upgrading = true
	id, err := c.h2.machine.Upgrade(settings)
	if err != nil {
		c.http = x
		c.h2.machine.GoAway(h2.ProtocolError, err.Error())
		c.flushHTTP2()
		c.Close(CloseProtocol)
		return true
	}
	c.flushHTTP2()
	s := c.newStream(c.Vhost, id, serverHTTP{})
	if s == nil {
		c.http = x
		c.Close(CloseLost)
		return true
	}
	s.inputEnded, s.conn.peerDone = true, true
	s.conn.http = x
	x.parser.Upgrade = false
	if !s.conn.closed {
		serverHTTP{}.request(s.conn, x)
	}
	return true
}
