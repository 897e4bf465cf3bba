package ws

// Error is a violation of the protocol by the peer, or a write that the
// protocol forbids. All values are static, so that failing allocates nothing.
type Error struct {
	// Code is the status to put into the close frame that answers it,
	// RFC 6455 §7.4.1.
	Code CloseCode
	// Text says what was wrong, for a log line.
	Text string
}

// Error returns the text.
func (e *Error) Error() string { return e.Text }

// What a Decoder can find wrong.
var (
	ErrReserved      = &Error{ProtocolError, "reserved bit set that no extension claims"}              // RFC 6455 §5.2
	ErrOpcode        = &Error{ProtocolError, "unknown opcode"}                                         // RFC 6455 §5.2
	ErrFragmentedCtl = &Error{ProtocolError, "fragmented control frame"}                               // RFC 6455 §5.5
	ErrLongCtl       = &Error{ProtocolError, "control frame with more than 125 bytes"}                 // RFC 6455 §5.5
	ErrNoMessage     = &Error{ProtocolError, "continuation frame outside a fragmented message"}        // RFC 6455 §5.4
	ErrInMessage     = &Error{ProtocolError, "new data frame inside a fragmented message"}             // RFC 6455 §5.4
	ErrUnmasked      = &Error{ProtocolError, "unmasked frame from a client"}                           // RFC 6455 §5.1
	ErrMasked        = &Error{ProtocolError, "masked frame from a server"}                             // RFC 6455 §5.1
	ErrLengthTopBit  = &Error{ProtocolError, "frame length above 2^63-1"}                              // RFC 6455 §5.2
	ErrLengthForm    = &Error{ProtocolError, "frame length not in its shortest form"}                  // RFC 6455 §5.2
	ErrCloseLength   = &Error{ProtocolError, "close frame with half a status code"}                    // RFC 6455 §5.5.1
	ErrCloseCode     = &Error{ProtocolError, "close frame with a status code not allowed on the wire"} // RFC 6455 §7.4
	ErrCloseReason   = &Error{InvalidPayload, "close reason is not valid UTF-8"}                       // RFC 6455 §5.5.1, §8.1
	ErrText          = &Error{InvalidPayload, "text message is not valid UTF-8"}                       // RFC 6455 §8.1
	ErrTextEnd       = &Error{InvalidPayload, "text message ends inside a character"}                  // RFC 6455 §8.1
	ErrFrameTooBig   = &Error{MessageTooBig, "frame longer than the limit"}                            // RFC 6455 §7.4.1, 1009
	ErrMessageTooBig = &Error{MessageTooBig, "message longer than the limit"}                          // RFC 6455 §7.4.1, 1009
)
