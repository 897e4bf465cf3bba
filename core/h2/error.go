package h2

import "errors"

// ErrCode is an error code of RST_STREAM and GOAWAY, RFC 9113 §7.
type ErrCode uint32

// The codes of RFC 9113 §7.
const (
	NoError            ErrCode = 0x0
	ProtocolError      ErrCode = 0x1
	InternalError      ErrCode = 0x2
	FlowControlError   ErrCode = 0x3
	SettingsTimeout    ErrCode = 0x4
	StreamClosed       ErrCode = 0x5
	FrameSizeError     ErrCode = 0x6
	RefusedStream      ErrCode = 0x7
	Cancel             ErrCode = 0x8
	CompressionError   ErrCode = 0x9
	ConnectError       ErrCode = 0xa
	EnhanceYourCalm    ErrCode = 0xb
	InadequateSecurity ErrCode = 0xc
	HTTP11Required     ErrCode = 0xd
)

var codeNames = [...]string{
	"NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT",
	"STREAM_CLOSED", "FRAME_SIZE_ERROR", "REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR",
	"CONNECT_ERROR", "ENHANCE_YOUR_CALM", "INADEQUATE_SECURITY", "HTTP_1_1_REQUIRED",
}

// String returns the code's name. Codes without one count as INTERNAL_ERROR
// (RFC 9113 §7).
func (c ErrCode) String() string {
	if int(c) < len(codeNames) {
		return codeNames[c]
	}
	return codeNames[InternalError]
}

// Error is a violation of the protocol by the peer. All values are static, so
// that failing allocates nothing.
type Error struct {
	// Code is for the RST_STREAM or GOAWAY that answers it.
	Code ErrCode
	// Text says what was wrong, for a log line and for GOAWAY's debug data.
	Text string
}

// Error returns the text.
func (e *Error) Error() string { return e.Text }

// Violations that end the connection, RFC 9113 §5.4.1.
var (
	ErrPreface          = &Error{ProtocolError, "no connection preface"}                         // §3.4
	ErrFirstFrame       = &Error{ProtocolError, "first frame is not SETTINGS"}                   // §3.4
	ErrFrameTooLong     = &Error{FrameSizeError, "frame longer than SETTINGS_MAX_FRAME_SIZE"}    // §4.2
	ErrFrameLength      = &Error{FrameSizeError, "payload length does not fit the frame type"}   // §4.2
	ErrFieldsTooShort   = &Error{FrameSizeError, "payload ends inside its fixed fields"}         // §4.2
	ErrStreamZero       = &Error{ProtocolError, "frame of a stream on stream 0"}                 // §6
	ErrStreamNotZero    = &Error{ProtocolError, "frame of the connection on a stream"}           // §6
	ErrBlockInterrupted = &Error{ProtocolError, "frame inside a field block"}                    // §4.3
	ErrNoBlock          = &Error{ProtocolError, "CONTINUATION outside a field block"}            // §6.10
	ErrPadding          = &Error{ProtocolError, "padding longer than the payload"}               // §6.1
	ErrIdleStream       = &Error{ProtocolError, "frame on an idle stream"}                       // §5.1
	ErrEndedStream      = &Error{StreamClosed, "frame on a stream that the peer ended"}          // §5.1
	ErrStreamID         = &Error{ProtocolError, "stream identifier not allowed"}                 // §5.1.1
	ErrCompression      = &Error{CompressionError, "field block can't be decompressed"}          // §4.3
	ErrConnFlow         = &Error{FlowControlError, "DATA beyond the connection's window"}        // §6.9.1
	ErrConnWindow       = &Error{FlowControlError, "connection window above 2^31-1"}             // §6.9.1
	ErrConnIncrement    = &Error{ProtocolError, "window increment of 0"}                         // §6.9
	ErrInitialWindow    = &Error{FlowControlError, "SETTINGS_INITIAL_WINDOW_SIZE above 2^31-1"}  // §6.5.2
	ErrWindowAdjust     = &Error{FlowControlError, "stream window above 2^31-1 by SETTINGS"}     // §6.9.2
	ErrSettingValue     = &Error{ProtocolError, "setting value out of range"}                    // §6.5.2
	ErrSettingsAck      = &Error{FrameSizeError, "acknowledgment of SETTINGS with payload"}      // §6.5
	ErrPushPromise      = &Error{ProtocolError, "PUSH_PROMISE although push is off"}             // §6.6, §8.4
	ErrSelfDependent    = &Error{ProtocolError, "stream depends on itself"}                      // RFC 7540 §5.3.1
	ErrPriorityUpdate   = &Error{ProtocolError, "PRIORITY_UPDATE not allowed"}                   // RFC 9218 §7.1
	ErrUpgradeSettings  = &Error{ProtocolError, "bad HTTP2-Settings"}                            // RFC 7540 §3.2.1
	ErrContinuations    = &Error{EnhanceYourCalm, "field block in too many frames"}              // CVE-2024-27316
	ErrBlockTooLong     = &Error{EnhanceYourCalm, "field block too long"}                        // CVE-2024-27316
	ErrPayloadTooLong   = &Error{EnhanceYourCalm, "control frame too long"}                      // CVE-2019-9515
	ErrResetFlood       = &Error{EnhanceYourCalm, "too many streams reset"}                      // CVE-2023-44487
	ErrFaultFlood       = &Error{EnhanceYourCalm, "too many streams that had to be reset"}       // CVE-2025-8671
	ErrPingFlood        = &Error{EnhanceYourCalm, "too many PINGs"}                              // CVE-2019-9512
	ErrSettingsFlood    = &Error{EnhanceYourCalm, "too many SETTINGS"}                           // CVE-2019-9515
	ErrPriorityFlood    = &Error{EnhanceYourCalm, "too many frames without effect"}              // CVE-2019-9513
	ErrEmptyFlood       = &Error{EnhanceYourCalm, "too many empty frames"}                       // CVE-2019-9518
	ErrWindowFlood      = &Error{EnhanceYourCalm, "too many tiny window updates"}                // CVE-2019-9511
	ErrOutputGrowth     = &Error{EnhanceYourCalm, "replies pile up that the peer does not read"} // CVE-2019-9517
	ErrLocal            = &Error{InternalError, "connection ended by the program"}
)

// Violations that concern one stream, RFC 9113 §5.4.2.
var (
	ErrHalfClosed      = &Error{StreamClosed, "frame on a stream that the peer ended"}     // §5.1
	ErrClosed          = &Error{StreamClosed, "frame on a closed stream"}                  // §5.1
	ErrTooManyStreams  = &Error{RefusedStream, "more streams than allowed"}                // §5.1.2
	ErrStreamFlow      = &Error{FlowControlError, "DATA beyond the stream's window"}       // §6.9.1
	ErrStreamWindow    = &Error{FlowControlError, "stream window above 2^31-1"}            // §6.9.1
	ErrStreamIncrement = &Error{ProtocolError, "window increment of 0"}                    // §6.9
	ErrStreamDependent = &Error{ProtocolError, "stream depends on itself"}                 // RFC 7540 §5.3.1
	ErrPriorityLength  = &Error{FrameSizeError, "PRIORITY without 5 bytes"}                // §6.3
	ErrDataBeforeHead  = &Error{ProtocolError, "DATA before the response head"}            // §8.1
	ErrTrailersNoEnd   = &Error{ProtocolError, "trailers that do not end the stream"}      // §8.1
	ErrContentLength   = &Error{ProtocolError, "DATA and content-length disagree"}         // §8.1.1
	ErrFieldName       = &Error{ProtocolError, "byte not allowed in a field name"}         // §8.2.1
	ErrFieldValue      = &Error{ProtocolError, "byte not allowed in a field value"}        // §8.2.1
	ErrConnectionField = &Error{ProtocolError, "connection-specific field"}                // §8.2.2
	ErrPseudoLate      = &Error{ProtocolError, "pseudo-header field behind a regular one"} // §8.3
	ErrPseudoUnknown   = &Error{ProtocolError, "pseudo-header field not allowed here"}     // §8.3
	ErrPseudoRepeated  = &Error{ProtocolError, "pseudo-header field repeated"}             // §8.3
	ErrPseudoMissing   = &Error{ProtocolError, "pseudo-header field missing"}              // §8.3.1
	ErrMethod          = &Error{ProtocolError, "bad :method"}                              // §8.3.1
	ErrScheme          = &Error{ProtocolError, "bad :scheme"}                              // §8.3.1
	ErrAuthority       = &Error{ProtocolError, "bad :authority"}                           // §8.3.1
	ErrHost            = &Error{ProtocolError, "Host and :authority differ"}               // §8.3.1
	ErrPath            = &Error{ProtocolError, "bad :path"}                                // §8.3.1
	ErrStatus          = &Error{ProtocolError, "bad :status"}                              // §8.3.2
	ErrConnect         = &Error{ProtocolError, "CONNECT with :scheme or :path"}            // §8.5
	ErrProtocol        = &Error{ProtocolError, "bad :protocol"}                            // RFC 8441 §4
	ErrInterimEnd      = &Error{ProtocolError, "interim response that ends the stream"}    // §8.1
	ErrInterimFlood    = &Error{EnhanceYourCalm, "too many interim responses"}             // RFC 9110 §15.2
	ErrLength          = &Error{ProtocolError, "bad content-length"}                       // §8.1.1
	ErrHeaderList      = &Error{EnhanceYourCalm, "field section larger than allowed"}      // §6.5.2
)

// Why a stream can't be opened by this end.
var (
	// ErrTooMany means that the peer's SETTINGS_MAX_CONCURRENT_STREAMS is
	// reached: the request can be sent when a stream has closed.
	ErrTooMany = errors.New("peer allows no more streams now")
	// ErrGoingAway means that one of the ends wants the connection to end.
	ErrGoingAway = errors.New("connection is going away")
	// ErrIDs means that all stream identifiers are used up (RFC 9113 §5.1.1).
	ErrIDs = errors.New("no stream identifier left")
	// ErrNoConnectProtocol means that the peer has not enabled extended CONNECT
	// (RFC 8441 §3).
	ErrNoConnectProtocol = errors.New("peer has not enabled extended CONNECT")
	// ErrNotClient means that a server tried to open a stream.
	ErrNotClient = errors.New("only a client opens streams")
)
