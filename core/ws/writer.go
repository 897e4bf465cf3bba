package ws

// Writer numbers the frames that one end sends, so that a fragmented message is
// always well formed on the wire (RFC 6455 §5.4) and nothing follows a close
// frame (§5.5.1). The zero value is ready for use.
type Writer struct {
	open   bool // a message was begun and not ended
	closed bool // a close frame was sent
}

// Writes that the protocol forbids.
var (
	ErrWriteAfterClose  = &Error{ProtocolError, "", "write after the close frame was sent"}
	ErrWriteNoMessage   = &Error{ProtocolError, "", "continuation written with no message begun"}
	ErrWriteInMessage   = &Error{ProtocolError, "", "message begun inside an unfinished one; sent as its continuation"}
	ErrWriteFragControl = &Error{ProtocolError, "", "control frame written without FIN; sent with it"}
	ErrWriteLongControl = &Error{ProtocolError, "", "control frame written with more than 125 bytes"}
	ErrWriteCloseLength = &Error{ProtocolError, "", "close frame written with half a status code"}
	ErrWriteOpcode      = &Error{ProtocolError, "", "write with an opcode that does not exist"}
)

// Frame returns the first byte of the frame to send when a program writes n
// bytes as op, with FIN withheld if more is set. Without ok nothing may be sent,
// and err says why.
//
// Two mistakes have one correct frame that the program must have meant. They
// give that frame, and err is a warning: a Text or Binary inside an unfinished
// message continues it, and a control frame always has FIN. (libwebsockets
// sends both as they are, and its own receiver fails the connection then.)
func (w *Writer) Frame(op Opcode, more bool, n int) (first byte, ok bool, err *Error) {
	if w.closed {
		return 0, false, ErrWriteAfterClose
	}
	switch op {
	case Continuation:
		if !w.open {
			return 0, false, ErrWriteNoMessage
		}
	case Text, Binary:
		if w.open {
			op, err = Continuation, ErrWriteInMessage
		}
	case Close, Ping, Pong:
		if n > MaxControlPayload {
			return 0, false, ErrWriteLongControl
		}
		if op == Close && n == 1 {
			return 0, false, ErrWriteCloseLength
		}
		if more {
			err = ErrWriteFragControl
		}
		w.closed = op == Close
		return FIN | byte(op), true, err
	default:
		return 0, false, ErrWriteOpcode
	}
	w.open = more
	first = byte(op)
	if !more {
		first |= FIN
	}
	return first, true, err
}

// InMessage reports whether a fragmented message is being sent.
func (w *Writer) InMessage() bool { return w.open }

// Closed reports whether a close frame was sent.
func (w *Writer) Closed() bool { return w.closed }
