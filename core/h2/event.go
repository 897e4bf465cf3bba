package h2

// Kind is the type of an Event.
type Kind uint8

const (
	// NeedMore is not an event: all of the data was consumed, and nothing is
	// left to report.
	NeedMore Kind = iota
	// Headers is the whole head of a request or final response; Fields has it.
	// On a server, Stream is new.
	Headers
	// Informational is the head of a 1xx response; Fields has it.
	Informational
	// Trailers end a stream; Fields has them.
	Trailers
	// Data is a piece of a body. Consumed gives its bytes back to the windows.
	Data
	// Reset is the peer's RST_STREAM.
	Reset
	// StreamError tells that the peer broke a rule and the stream was therefore
	// reset; Err says which.
	StreamError
	// StreamRefused tells that the peer went away without having looked at the
	// stream: the request can be sent again elsewhere (RFC 9113 §6.8).
	StreamRefused
	// GoAway is the peer's GOAWAY: Last, Code and the debug data in Payload.
	GoAway
	// PeerSettings tells of new settings of the peer. The windows of all streams
	// may have grown.
	PeerSettings
	// SettingsAcked tells that the peer has taken over our settings.
	SettingsAcked
	// WindowOpened tells that a send window that was used up is so no more: that
	// of Stream, or, with nil, that of the connection.
	WindowOpened
	// PingAcked is the answer to a Ping, with its data in Payload.
	PingAcked
)

// Event is what a Conn found. Payload is valid until the next call of Next and
// as long as the data it points into keeps its bytes.
type Event struct {
	Stream  *Stream
	Payload []byte
	Err     *Error  // of StreamError
	Code    ErrCode // of Reset, StreamError and GoAway
	Last    uint32  // of GoAway: no stream above it was looked at
	Status  int     // of Headers and Informational on a client
	Kind    Kind
	End     bool // nothing follows on the stream
}
