package ws

// Request is the client's half of the opening handshake: the request line and
// the header fields that it needs, each "" when absent. The strings are only
// read during a call.
type Request struct {
	Method     string // GET
	Version    string // HTTP/1.1
	Host       string
	Upgrade    string
	Connection string
	Key        string // Sec-WebSocket-Key
	Revision   string // Sec-WebSocket-Version
	Protocol   string // Sec-WebSocket-Protocol
	Extensions string // Sec-WebSocket-Extensions

	// Extended says that it is the extended CONNECT of RFC 8441 over HTTP/2,
	// with the :protocol in Upgrade. It has no Connection and no Key (§5).
	Extended bool
}

// Refusal says why a handshake is refused.
type Refusal struct {
	// Status is the HTTP status of the response.
	Status int
	// Text is for a log line.
	Text string
	// Headers are complete lines that the response must have.
	Headers string
}

// Error returns the text.
func (r *Refusal) Error() string { return r.Text }

// The reasons to refuse a handshake, RFC 6455 §4.2.1 by the item in brackets.
var (
	RefuseMethod     = &Refusal{400, "ws upgrade: method is not GET", ""}                                           // (1)
	RefuseVersion    = &Refusal{400, "ws upgrade: HTTP version below 1.1", ""}                                      // (1)
	RefuseHost       = &Refusal{400, "ws upgrade: no Host header", ""}                                              // (2)
	RefuseUpgrade    = &Refusal{400, "ws upgrade: Upgrade header has no websocket", ""}                             // (3)
	RefuseConnection = &Refusal{400, "ws upgrade: Connection header has no upgrade", ""}                            // (4)
	RefuseNoKey      = &Refusal{400, "ws upgrade: no Sec-WebSocket-Key header", ""}                                 // (5)
	RefuseKey        = &Refusal{400, "ws upgrade: Sec-WebSocket-Key is not base64 of 16 bytes", ""}                 // (5)
	RefuseNoRevision = &Refusal{400, "ws upgrade: no Sec-WebSocket-Version header", ""}                             // (6)
	RefuseRevision   = &Refusal{426, "ws upgrade: Sec-WebSocket-Version is not 13", revisionHeaders}                // (6), §4.4
	RefuseProtocol   = &Refusal{400, "ws upgrade: Sec-WebSocket-Protocol is malformed", ""}                         // (8)
	RefuseExtensions = &Refusal{400, "ws upgrade: Sec-WebSocket-Extensions is malformed", ""}                       // (9), §9.1
	RefuseExtended   = &Refusal{400, "ws upgrade: CONNECT request for another protocol than websocket over h2", ""} // RFC 8441 §5
)

// revisionHeaders tells the client which version is spoken here (RFC 6455 §4.4)
// and what to upgrade to (RFC 9110 §15.5.22).
const revisionHeaders = "Sec-WebSocket-Version: 13\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"

// IsUpgrade reports whether the request asks for WebSocket at all, rightly
// or not; other requests are ordinary HTTP.
func (r *Request) IsUpgrade() bool { return hasElement(r.Upgrade, "websocket") }

// Check returns nil for a valid handshake. Whether the origin, the resource, a
// subprotocol or an extension is wanted is for the caller to say.
func (r *Request) Check() *Refusal {
	switch {
	case r.Extended:
		if r.Method != "CONNECT" || r.Upgrade != "websocket" {
			return RefuseExtended
		}
	case r.Method != "GET":
		return RefuseMethod
	case len(r.Version) != len("HTTP/1.1") || r.Version[:7] != "HTTP/1." || r.Version[7] < '1' || r.Version[7] > '9':
		return RefuseVersion
	case r.Host == "":
		return RefuseHost
	case !r.IsUpgrade():
		return RefuseUpgrade
	case !hasElement(r.Connection, "upgrade"):
		return RefuseConnection
	case r.Key == "":
		return RefuseNoKey
	case !validKey(r.Key):
		return RefuseKey
	}
	switch {
	case r.Revision == "":
		return RefuseNoRevision
	case r.Revision != "13":
		return RefuseRevision
	case !validTokens(r.Protocol):
		return RefuseProtocol
	case !validExtensions(r.Extensions):
		return RefuseExtensions
	}
	return nil
}

func validTokens(s string) bool {
	l := Tokens(s)
	for {
		if _, more := l.Next(); !more {
			return l.OK()
		}
	}
}

func validExtensions(s string) bool {
	l := Extensions(s)
	var e Extension
	for l.Next(&e) {
	}
	return l.OK()
}

// AppendResponse appends the response that accepts a handshake: the status line
// and the header lines, but not the empty line that ends them, so that others
// may follow. protocol and extensions are left out when empty.
func AppendResponse(dst []byte, key, protocol, extensions string) []byte {
	dst = append(dst, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "...)
	accept := AcceptKey(key)
	dst = append(append(dst, accept[:]...), "\r\n"...)
	dst = appendField(dst, "Sec-WebSocket-Protocol: ", protocol)
	return appendField(dst, "Sec-WebSocket-Extensions: ", extensions)
}

// AppendExtendedResponse is AppendResponse for a handshake by extended CONNECT:
// RFC 8441 section 5 has no switching of protocols and no accept hash.
func AppendExtendedResponse(dst []byte, protocol, extensions string) []byte {
	dst = append(dst, "HTTP/1.1 200 OK\r\n"...)
	dst = appendField(dst, "Sec-WebSocket-Protocol: ", protocol)
	return appendField(dst, "Sec-WebSocket-Extensions: ", extensions)
}

func appendField(dst []byte, name, value string) []byte {
	if value == "" {
		return dst
	}
	dst = append(append(dst, name...), value...)
	return append(dst, "\r\n"...)
}
