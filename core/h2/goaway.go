package h2

import "encoding/binary"

// drainPing is the data of the PING behind the first GOAWAY of a Drain: its
// answer shows that the peer has read that.
const drainPing = "\x00drain\x00\x00"

// GoAway queues GOAWAY with the last stream that was looked at (RFC 9113 §6.8).
// Streams that the peer opens later are ignored; those that are open go on.
func (c *Conn) GoAway(code ErrCode, debug string) {
	last := c.lastPeer
	if c.sentGoAway {
		last = min(last, c.lastAccepted)
	}
	c.goAway(last, code, debug)
}

func (c *Conn) goAway(last uint32, code ErrCode, debug string) {
	q := c.queue()
	q.b = frameHeader{length: uint32(8 + len(debug)), kind: FrameGoAway}.append(q.b)
	q.b = binary.BigEndian.AppendUint32(q.b, last)
	q.b = binary.BigEndian.AppendUint32(q.b, uint32(code))
	q.b = append(q.b, debug...)
	c.sentGoAway, c.lastAccepted = true, last
}

// Drain ends the connection gracefully, RFC 9113 §6.8: a server announces the
// end, takes the streams that were under way until the peer has answered a PING,
// and then says which was the last. A second call does not wait for the answer.
func (c *Conn) Drain() {
	switch {
	case c.draining:
		c.finishDrain()
	case c.sentGoAway:
	case c.cfg.Client:
		c.GoAway(NoError, "")
	default:
		c.goAway(streamMask, NoError, "")
		c.draining = true
		c.Ping([pingLen]byte([]byte(drainPing)))
	}
}

func (c *Conn) finishDrain() {
	c.draining = false
	c.GoAway(NoError, "")
}

// Finished reports whether an end of the connection was announced, by either
// end, and no stream is left.
func (c *Conn) Finished() bool {
	return (c.sentGoAway && !c.draining || c.peerAway) && c.table.count == 0 || c.phase == isOver
}
