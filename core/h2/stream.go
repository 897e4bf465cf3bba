package h2

// State is the state of a stream, RFC 9113 §5.1. The reserved states do not
// exist without push.
type State uint8

const (
	// Idle is a stream that nothing was heard of.
	Idle State = iota
	// Open has both directions open.
	Open
	// HalfClosedLocal can receive only.
	HalfClosedLocal
	// HalfClosedRemote can send only.
	HalfClosedRemote
	// Closed is over; its record lives until Release.
	Closed
	states
)

// transition is what changes a stream's state.
type transition uint8

const (
	beginStream transition = iota // HEADERS without END_STREAM, either way
	endLocal                      // END_STREAM sent
	endRemote                     // END_STREAM received
	resetStream                   // RST_STREAM, either way
	transitions
)

// nextState is the diagram of RFC 9113 §5.1.
var nextState = [states][transitions]State{
	Idle:             {beginStream: Open, endLocal: HalfClosedLocal, endRemote: HalfClosedRemote, resetStream: Closed},
	Open:             {beginStream: Open, endLocal: HalfClosedLocal, endRemote: HalfClosedRemote, resetStream: Closed},
	HalfClosedLocal:  {beginStream: HalfClosedLocal, endLocal: HalfClosedLocal, endRemote: Closed, resetStream: Closed},
	HalfClosedRemote: {beginStream: HalfClosedRemote, endLocal: Closed, endRemote: HalfClosedRemote, resetStream: Closed},
	Closed:           {beginStream: Closed, endLocal: Closed, endRemote: Closed, resetStream: Closed},
}

// ending is how a stream closed, which decides what a late frame means.
type ending uint8

const (
	endedBoth   ending = iota // END_STREAM both ways
	resetByUs                 // we sent RST_STREAM
	resetByPeer               // the peer sent it
	forgotten                 // too long ago, or skipped (§5.1.1)
	idle                      // not closed: never opened
	endings
)

// verdict is what to do with a frame.
type verdict uint8

const (
	accept      verdict = iota
	ignore              // read it for its effect on the connection, drop the rest
	answerReset         // stream error STREAM_CLOSED
	failIdle            // connection error PROTOCOL_ERROR
	failEnded           // connection error STREAM_CLOSED
	failID              // connection error PROTOCOL_ERROR
)

// streamFrames are the frames of streams, as columns of the tables below.
const streamFrames = FrameWindowUpdate + 1

// onState judges a frame by the state of the stream, RFC 9113 §5.1.
var onState = [states][streamFrames]verdict{
	HalfClosedRemote: {FrameData: answerReset, FrameHeaders: answerReset},
}

// onEnding judges a frame for a stream that is not open. A server begins a
// stream on HEADERS for an idle one before it looks here.
var onEnding = [endings][streamFrames]verdict{
	endedBoth:   {FrameData: failEnded, FrameHeaders: failEnded, FramePriority: ignore, FrameReset: ignore, FrameWindowUpdate: ignore},
	resetByUs:   {FrameData: ignore, FrameHeaders: ignore, FramePriority: ignore, FrameReset: ignore, FrameWindowUpdate: ignore},
	resetByPeer: {FrameData: answerReset, FrameHeaders: answerReset, FramePriority: ignore, FrameReset: ignore, FrameWindowUpdate: ignore},
	forgotten:   {FrameData: answerReset, FrameHeaders: failID, FramePriority: ignore, FrameReset: ignore, FrameWindowUpdate: ignore},
	idle:        {FrameData: failIdle, FrameHeaders: failID, FramePriority: ignore, FrameReset: failIdle, FrameWindowUpdate: failIdle},
}

// Stream is one stream. The record is the Conn's: it is good from the event or
// call that gave it until Release.
type Stream struct {
	// Owner is for whoever uses the Conn.
	Owner any

	stalled  int64  // when StalledSince first saw it without window; 0: not
	left     int64  // body bytes due by content-length, or noLength
	id       uint32 // never 0
	send     int32  // what the peer lets us send; negative after SETTINGS
	recv     int32  // what the peer may send
	pending  uint32 // receive window to give back in one update
	held     uint32 // bytes in Data events that were not Consumed
	state    State
	interim  uint8
	headRead bool // client: the final response's head has come
	noBody   bool // client: the response has no body, whatever its length says
	connect  bool // client: the request is a CONNECT
	shown    bool // the user of the Conn knows the record
	starved  bool // Sendable had nothing to give
}

const noLength = -1

// BodyArrived tells that as much body has come as content-length announced,
// whether the peer has ended the stream or not.
func (s *Stream) BodyArrived() bool { return s.left == 0 }

// ID returns the stream identifier.
func (s *Stream) ID() uint32 { return s.id }

// State returns the state.
func (s *Stream) State() State { return s.state }

// SendWindow returns how much the peer lets us send on the stream. It can be
// negative (RFC 9113 §6.9.2).
func (s *Stream) SendWindow() int { return int(s.send) }

// ReceiveWindow returns how much the peer may send on the stream.
func (s *Stream) ReceiveWindow() int { return int(s.recv) }

// canSend reports whether our direction is open.
func (s *Stream) canSend() bool { return s.state == Open || s.state == HalfClosedRemote }

// canReceive reports whether the peer's direction is open.
func (s *Stream) canReceive() bool { return s.state == Open || s.state == HalfClosedLocal }
