package engine

import "github.com/golws/golws/core/loop"

// The values of enum pending_timeout that the engine sets itself.
const (
	timeoutNone                   int32 = 0
	timeoutAwaitingConnect        int32 = 2
	timeoutEstablishWithServer    int32 = 3
	timeoutAwaitingServerResponse int32 = 4
	timeoutCloseAck               int32 = 6
	timeoutSentClientHandshake    int32 = 8
	timeoutSSLAccept              int32 = 9
	timeoutHTTPContent            int32 = 10
	timeoutKeepaliveIdle          int32 = 15
	timeoutKilledByParent         int32 = 23
	timeoutHoldingHeaders         int32 = 25
)

// The special values of lws_set_timeout's seconds.
const (
	timeoutKillAsync = -1
	timeoutKillSync  = -2
)

const second = int64(1_000_000)

// SetTimeout is lws_set_timeout: reason 0 ends a pending timeout; -1 seconds
// closes the connection soon, -2 at once.
func (c *Conn) SetTimeout(reason int32, seconds int) { c.setTimeout(reason, seconds) }

func (c *Conn) setTimeout(reason int32, seconds int) {
	switch {
	case c.closed || c.closing:
	case seconds == timeoutKillSync:
		c.timeoutReason = reason
		c.Close(CloseTimeout)
	case seconds == timeoutKillAsync:
		c.timeoutReason = reason
		c.thread.Loop.Timers.Set(&c.timeout, c.thread.Context.Clock())
	default:
		c.SetTimeoutMicroseconds(reason, int64(seconds)*second)
	}
}

// SetTimeoutMicroseconds is lws_set_timeout_us: 0 and less end a pending timeout.
func (c *Conn) SetTimeoutMicroseconds(reason int32, us int64) {
	if c.closed || c.closing {
		return
	}
	c.timeoutReason = reason
	if reason == timeoutNone || us <= 0 {
		c.thread.Loop.Timers.Unset(&c.timeout)
		return
	}
	c.thread.Loop.Timers.Set(&c.timeout, c.thread.Context.Clock()+us)
}

// progressed: the peer has taken some of a response. It may go on as slowly as
// it likes, but it must go on.
func (c *Conn) progressed() {
	if _, set := c.timeout.Due(); set && c.timeoutReason == timeoutHTTPContent {
		c.awaitProgress()
	}
}

// awaitProgress gives the peer time to take more of a response.
func (c *Conn) awaitProgress() {
	if c.http != nil && c.full() {
		c.http.queued = c.queuedOutput()
	}
	c.setTimeout(timeoutHTTPContent, c.Vhost.Config.TimeoutSeconds)
}

// SetTimer is lws_set_timer_usecs: LWS_CALLBACK_TIMER after the given time;
// a negative time cancels.
func (c *Conn) SetTimer(microseconds int64) {
	if c.closed || c.closing {
		return
	}
	if microseconds < 0 {
		c.thread.Loop.Timers.Unset(&c.timer)
		return
	}
	c.thread.Loop.Timers.Set(&c.timer, c.thread.Context.Clock()+microseconds)
}

// Expire implements loop.Expirer.
func (c *Conn) Expire(t *loop.Timer, now int64) {
	c.thread.working = c
	switch {
	case c.closed:
	case t == &c.timer:
		if !c.callback(ReasonTimer, nil) {
			c.Close(CloseProgram)
		}
	case t == &c.timeout:
		c.role.expired(c)
	case c.ws != nil && t == &c.ws.validityTimer:
		c.ws.checkValidity(c, now)
	}
}
