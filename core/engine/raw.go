package engine

// raw is the role of a connection whose bytes belong to the program alone.
type raw struct{}

func (c *Conn) becomeRawClient() {
	c.role = raw{}
	c.client.told = true
	c.setTimeout(timeoutNone, 0)
	c.updateInterest()
	if !c.callback(ReasonRawConnected, nil) {
		c.programFailed()
		return
	}
	if c.wantWrite {
		c.queueWriteable()
	}
}

func (raw) received(c *Conn, data []byte) []byte {
	if !c.callback(ReasonRawRX, data) {
		c.programFailed()
	}
	return nil
}

func (raw) peerClosed(c *Conn) { c.Close(CloseLost) }

func (raw) writeable(c *Conn) {
	if !c.callback(ReasonRawWriteable, nil) {
		c.programFailed()
	}
}

func (raw) sent(*Conn)      {}
func (raw) expired(c *Conn) { c.Close(CloseTimeout) }

func (raw) ended(c *Conn, _ Cause) {
	if c.bound {
		c.host().CallbackSelf(c, nil, ReasonRawSktDropProtocol)
		c.bound = false
	}
	c.tell(ReasonRawClose, nil)
}

// WriteRaw sends bytes as they are.
func (c *Conn) WriteRaw(p []byte) int {
	if !c.write(nil, p) {
		return -1
	}
	return len(p)
}
