package ws

// CloseCode is a close status, RFC 6455 §7.4.
type CloseCode uint16

// The registered codes: RFC 6455 §7.4.1, §11.7 and the IANA registry
// "WebSocket Close Code Number".
const (
	NormalClosure      CloseCode = 1000
	GoingAway          CloseCode = 1001
	ProtocolError      CloseCode = 1002
	UnsupportedData    CloseCode = 1003
	NoStatus           CloseCode = 1005 // never on the wire: the close frame was empty
	AbnormalClosure    CloseCode = 1006 // never on the wire: no close frame came
	InvalidPayload     CloseCode = 1007
	PolicyViolation    CloseCode = 1008
	MessageTooBig      CloseCode = 1009
	MandatoryExtension CloseCode = 1010
	InternalError      CloseCode = 1011
	ServiceRestart     CloseCode = 1012
	TryAgainLater      CloseCode = 1013
	BadGateway         CloseCode = 1014
	TLSHandshake       CloseCode = 1015 // never on the wire: TLS failed
)

// codeRange is an inclusive run of status codes.
type codeRange struct{ from, to CloseCode }

// wireCodes are the codes that may stand in a close frame. 0–999 is not used;
// 1004 is reserved, 1005, 1006 and 1015 must not be sent, and the rest of
// 1000–2999 is unassigned; 3000–3999 is registered use, 4000–4999 private use;
// nothing is defined above (RFC 6455 §7.4.1 and §7.4.2, IANA for 1012–1014).
var wireCodes = [...]codeRange{
	{1000, 1003},
	{1007, 1014},
	{3000, 4999},
}

// OnWire reports whether a peer may send c in a close frame.
func (c CloseCode) OnWire() bool {
	for _, r := range wireCodes {
		if c >= r.from && c <= r.to {
			return true
		}
	}
	return false
}

// parseClose splits the payload of a close frame, RFC 6455 §5.5.1.
func parseClose(p []byte) (CloseCode, []byte, *Error) {
	switch len(p) {
	case 0:
		return NoStatus, nil, nil
	case 1:
		return 0, nil, ErrCloseLength
	}
	code := CloseCode(p[0])<<8 | CloseCode(p[1])
	if !code.OnWire() {
		return 0, nil, ErrCloseCode
	}
	var u UTF8
	if !u.Write(p[2:]) || !u.Complete() {
		return 0, nil, ErrCloseReason
	}
	return code, p[2:], nil
}

// AppendClose appends the payload of a close frame to dst. Without a status
// (NoStatus or 0) the payload is empty. A reason that would make the payload
// longer than a control frame allows is cut at the last character that fits.
func AppendClose(dst []byte, code CloseCode, reason []byte) []byte {
	if code == NoStatus || code == 0 {
		return dst
	}
	dst = append(dst, byte(code>>8), byte(code))
	if most := MaxControlPayload - 2; len(reason) > most {
		for most > 0 && reason[most]&0xc0 == 0x80 {
			most--
		}
		reason = reason[:most]
	}
	return append(dst, reason...)
}
