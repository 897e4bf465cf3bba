package ws

// Error is a violation of the protocol by the peer, or a write that the
// protocol forbids. All values are static, so that failing allocates nothing.
type Error struct {
	// Code is the status for the close frame that answers it, RFC 6455 §7.4.1.
	Code CloseCode
	// Reason is the reason for that close frame. Where libwebsockets sends one,
	// it is the same.
	Reason string
	// Text says what was wrong, for a log line.
	Text string
}

// Error returns the text.
func (e *Error) Error() string { return e.Text }

// What a Decoder can find wrong.
var (
	// RFC 6455 §5.2
	ErrReserved     = &Error{ProtocolError, "rsv bits", "reserved bit set that no extension claims"}
	ErrOpcode       = &Error{ProtocolError, "bad opc", "unknown opcode"}
	ErrLengthTopBit = &Error{ProtocolError, "bad length", "frame length above 2^63-1"}
	ErrLengthForm   = &Error{ProtocolError, "bad length", "frame length not in its shortest form"}

	// RFC 6455 §5.1
	ErrUnmasked = &Error{ProtocolError, "cli no mask", "unmasked frame from a client"}
	ErrMasked   = &Error{ProtocolError, "srv mask", "masked frame from a server"}

	// RFC 6455 §5.4
	ErrNoMessage = &Error{ProtocolError, "bad cont", "continuation frame outside a fragmented message"}
	ErrInMessage = &Error{ProtocolError, "bad cont", "new data frame inside a fragmented message"}

	// RFC 6455 §5.5
	ErrFragmentedControl = &Error{ProtocolError, "frag ctl", "fragmented control frame"}
	ErrLongControl       = &Error{ProtocolError, "long ctl", "control frame with more than 125 bytes"}
	ErrLongClose         = &Error{ProtocolError, "long ctl", "close frame with more than 125 bytes"}

	// RFC 6455 §5.5.1, §7.4
	ErrCloseLength = &Error{ProtocolError, "bad close", "close frame with half a status code"}
	ErrCloseCode   = &Error{ProtocolError, "bad close", "close frame with a status code not allowed on the wire"}
	ErrCloseReason = &Error{InvalidPayload, "bad utf8", "close reason is not valid UTF-8"}

	// RFC 6455 §8.1
	ErrText    = &Error{InvalidPayload, "bad utf8", "text message is not valid UTF-8"}
	ErrTextEnd = &Error{InvalidPayload, "partial utf8", "text message ends inside a character"}

	// RFC 6455 §7.4.1, 1009; §10.4
	ErrFrameTooBig   = &Error{MessageTooBig, "too big", "frame longer than the limit"}
	ErrMessageTooBig = &Error{MessageTooBig, "too big", "message longer than the limit"}
)
