package engine

import "golang.org/x/sys/unix"

// Timing is how a client connection came about. Times are in microseconds by the
// context's clock; a step that was not taken is 0.
type Timing struct {
	// Resolve, Dial and Request are when a step began; Resolved, Connected and
	// Answered when it was over. For TLS see Secure and Secured.
	Resolve, Resolved, Dial, Connected, Secure, Secured, Request, Answered int64
	// Addresses are those of the name; Peer is the one connected to.
	Addresses []unix.Sockaddr
	Peer      unix.Sockaddr
	// NotFound: the name has no address.
	NotFound bool
	Status   int

	wanted   bool // by the program: see TakeTiming
	measured [metricSteps]int64
}

// TakeTiming is lws_conmon_wsi_take: nil unless the request asked for it by
// ClientConmon, or when it was taken before.
func (c *Conn) TakeTiming() *Timing {
	if c.client == nil {
		return nil
	}
	t := c.client.timing
	if t == nil || !t.wanted {
		return nil
	}
	taken := *t
	t.wanted = false
	return &taken
}

// clocked notes when a step begins or ends.
func (c *Conn) clocked(step func(*Timing) *int64) {
	if c.client != nil && c.client.timing != nil {
		*step(c.client.timing) = c.thread.Context.Clock()
	}
}
