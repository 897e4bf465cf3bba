package ws

import "strings"

// Response is the server's half of the opening handshake: the status and the
// header fields that matter, each "" when absent.
type Response struct {
	Status     int
	Upgrade    string
	Connection string
	Accept     string // Sec-WebSocket-Accept
	Protocol   string // Sec-WebSocket-Protocol
	Extensions string // Sec-WebSocket-Extensions

	// HasProtocol tells an empty Sec-WebSocket-Protocol from none.
	HasProtocol bool
	// Extended says that the handshake is RFC 8441's over HTTP/2: the status is
	// 200, and there is no Upgrade, Connection or Accept (§5.1).
	Extended bool
}

// Offer is what the client's request had.
type Offer struct {
	Key        string
	Protocol   string
	Extensions string
}

// The texts of a failed handshake, as programs know them from libwebsockets.
const (
	failUnauthorized  = "HS: ws upgrade unauthorized"
	failStatus        = "HS: ws upgrade response not 101"
	failNoUpgrade     = "HS: UPGRADE missing"
	failOtherUpgrade  = "HS: Upgrade to something other than websocket"
	failConnection    = "HS: UPGRADE malformed"
	failProtocol      = "HS: PROTOCOL malformed"
	failNoAccept      = "HS: ACCEPT missing"
	failAccept        = "HS: Accept hash wrong"
	FailExtension     = "HS: EXT: unknown ext"
	FailExtensionList = "HS: EXT: failed parsing options"

	FailExtensionRejected = "HS: EXT: Rejects server options"
)

// Check returns "" when the response completes the handshake that was offered,
// RFC 6455 §4.1, else the text for the program. Whether the parameters of an
// extension are right is for the extension to say.
func (r *Response) Check(offer *Offer) string {
	status := 101
	if r.Extended {
		status = 200
	}
	switch {
	case r.Status == 401:
		return failUnauthorized
	case r.Status != status:
		return failStatus
	}
	if !r.Extended {
		switch {
		case r.Upgrade == "":
			return failNoUpgrade
		case !strings.EqualFold(r.Upgrade, "websocket"):
			return failOtherUpgrade
		case !hasElement(r.Connection, "upgrade"):
			return failConnection
		}
	}
	if (r.HasProtocol || r.Protocol != "") && !offers(offer.Protocol, r.Protocol) {
		return failProtocol
	}
	l := Extensions(r.Extensions)
	var e Extension
	for l.Next(&e) {
		if !offersExtension(offer.Extensions, e.Name) {
			return FailExtension
		}
	}
	if !l.OK() {
		return FailExtensionList
	}
	if !r.Extended {
		if r.Accept == "" {
			return failNoAccept
		}
		if accept := AcceptKey(offer.Key); r.Accept != string(accept[:]) {
			return failAccept
		}
	}
	return ""
}

// offers reports whether the list has name, which is compared with its case
// (RFC 6455 §4.1: the value must be one that the client sent).
func offers(list, name string) bool {
	l := Tokens(list)
	for {
		token, more := l.Next()
		if !more {
			return false
		}
		if token == name {
			return true
		}
	}
}

func offersExtension(list, name string) bool {
	l := Extensions(list)
	var e Extension
	for l.Next(&e) {
		if e.Name == name {
			return true
		}
	}
	return false
}
