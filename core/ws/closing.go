package ws

// CloseState is where a connection stands in the closing handshake, RFC 6455
// §7.1.
type CloseState uint8

const (
	// Open: no close frame either way.
	Open CloseState = iota
	// CloseSent: ours is sent or queued, the peer's is awaited. What the
	// peer sends until then is not delivered.
	CloseSent
	// Replying: both ends have a close frame, and our output has to drain.
	Replying
	// Failing: the peer broke the protocol; our close frame has to drain
	// (§7.1.7).
	Failing
	// Lingering: our sending side is shut down. Input is dropped until the peer
	// closes, so that it gets our close frame instead of a reset.
	Lingering
	// Gone: the connection is to be dropped, or is already.
	Gone

	closeStates
)

// CloseTrigger is what moves a Closing.
type CloseTrigger uint8

const (
	// SendClose: our close frame is queued.
	SendClose CloseTrigger = iota
	// PeerClose: the peer's close frame came. In Open the caller queues the
	// reply: see AppendClose.
	PeerClose
	// PeerError: the peer broke the protocol. In Open the caller queues a close
	// frame with the Error's code and reason.
	PeerError
	// Drained: all queued output is with the kernel.
	Drained
	// PeerEOF: the peer's stream ended or broke.
	PeerEOF
	// Expired: the deadline passed.
	Expired

	closeTriggers
)

// CloseAction is what the caller has to do after a step.
type CloseAction uint8

const (
	// Nothing to do.
	Nothing CloseAction = iota
	// ShutdownWrite: end the sending direction, go on reading.
	ShutdownWrite
	// Drop: close the socket.
	Drop
)

// How long a peer may take, in microseconds. A peer that never answers would
// otherwise hold the connection for ever (RFC 6455 §7.1.1 leaves the time open).
const (
	// CloseTimeout is what libwebsockets gives the peer to answer our close.
	CloseTimeout = 5_000_000
	// DrainTimeout is for our own close frame to leave.
	DrainTimeout = 5_000_000
	// LingerTimeout is for the peer to close the stream after that.
	LingerTimeout = 1_000_000
)

// closeSteps is the closing handshake. What is not listed changes nothing.
//
// A server drops the connection first, so that it may hold the TIME_WAIT state
// (RFC 6455 §7.1.1): for it, Replying ends in Gone. A client lingers.
var closeSteps = [closeStates][closeTriggers]CloseState{
	Open:      {SendClose: CloseSent, PeerClose: Replying, PeerError: Failing, PeerEOF: Gone},
	CloseSent: {PeerClose: Replying, PeerError: Gone, PeerEOF: Gone, Expired: Gone},
	Replying:  {Drained: Lingering, PeerEOF: Gone, Expired: Gone},
	Failing:   {Drained: Lingering, PeerEOF: Gone, Expired: Gone},
	Lingering: {PeerEOF: Gone, Expired: Gone},
	Gone:      {},
}

// closeEntry says how long a state may last and what entering it asks for.
var closeEntry = [closeStates]struct {
	limit  int64
	action CloseAction
}{
	CloseSent: {CloseTimeout, Nothing},
	Replying:  {DrainTimeout, Nothing},
	Failing:   {DrainTimeout, Nothing},
	Lingering: {LingerTimeout, ShutdownWrite},
	Gone:      {0, Drop},
}

// Closing follows the closing handshake of one connection. The zero value is an
// open connection of a server.
type Closing struct {
	// Role is the local end.
	Role     Role
	state    CloseState
	deadline int64
}

// Step applies a trigger at time now (microseconds) and returns what to do.
func (c *Closing) Step(t CloseTrigger, now int64) CloseAction {
	next := closeSteps[c.state][t]
	if next == Open {
		return Nothing // Open is never entered again: the step is not in the table
	}
	if c.state == Replying && next == Lingering && c.Role == Server {
		next = Gone
	}
	c.state = next
	c.deadline = 0
	entry := &closeEntry[next]
	if entry.limit != 0 {
		c.deadline = now + entry.limit
	}
	return entry.action
}

// Tick drops the connection when its deadline has passed.
func (c *Closing) Tick(now int64) CloseAction {
	if c.deadline == 0 || now < c.deadline {
		return Nothing
	}
	return c.Step(Expired, now)
}

// Deadline is when Tick is due, 0 for never.
func (c *Closing) Deadline() int64 { return c.deadline }

// State returns where the handshake stands.
func (c *Closing) State() CloseState { return c.state }

// Delivers reports whether data from the peer still goes to the program.
func (c *Closing) Delivers() bool { return c.state == Open }
