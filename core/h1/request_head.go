package h1

import (
	"strings"

	"github.com/golws/golws/core/header"
)

// RequestHead is the request that a client connection sends.
type RequestHead struct {
	// Method is one that the server will know; "" makes it GET, as in a
	// WebSocket handshake (RFC 6455 §4.1).
	Method string
	// Path is the request-target in origin-form; a missing first '/' is added and
	// blanks are escaped.
	Path string
	// Host goes out as it is, port included.
	Host string
	// Origin goes behind "http://", or "https://" with TLS; "": no Origin.
	Origin string
	TLS    bool
	// OriginAsGiven leaves the scheme to the program
	// (LWS_SERVER_OPTION_JUST_USE_RAW_ORIGIN).
	OriginAsGiven bool
	// KeepAlive leaves "connection: close" out: the connection is to be shared
	// (LCCSCF_PIPELINE).
	KeepAlive bool
	// Boundary announces a multipart form (LCCSCF_HTTP_MULTIPART_MIME).
	Boundary string
	// URLEncoded announces a form (LCCSCF_HTTP_X_WWW_FORM_URLENCODED).
	URLEncoded bool
	// Cookie is the value of the Cookie field, which comes last; "": none.
	Cookie string
	// Authorization is the value of that field; "": none. OwnAuthorization is set
	// if the program has sent one itself, which counts then.
	Authorization    string
	OwnAuthorization bool
	// MayCache leaves Pragma and Cache-Control out: caches may answer.
	MayCache bool

	// Key is the WebSocket handshake's nonce in base64; "" makes the request a
	// plain one. The three below go with it.
	Key        string
	Protocols  string // as a list; "": none
	Extensions string // as a list; "": none
	// WebSocketVersion is 13 if 0 or negative.
	WebSocketVersion int
}

// PutRequest writes the request line and the fields of a, in lws's order and case.
// What the program adds comes behind it, then PutRequestEnd.
func PutRequest(dst []byte, a *RequestHead) (int, error) {
	h := head{dst: dst}
	method := a.Method
	if method == "" {
		method = "GET"
	}
	if !isToken(method) {
		return 0, ErrInjection
	}
	h.text(method)
	h.text(" ")
	h.path(a.Path)
	h.text(" HTTP/1.1\r\n")
	if !a.MayCache {
		h.text("Pragma: no-cache\r\nCache-Control: no-cache\r\n")
	}
	h.field("Host:", a.Host)
	if a.Origin != "" {
		scheme := "http://"
		if a.TLS {
			scheme = "https://"
		}
		if a.OriginAsGiven {
			scheme = ""
		}
		h.text("Origin: ")
		h.text(scheme)
		value(&h, a.Origin)
	}
	if a.Key != "" {
		h.handshake(a)
	} else {
		if a.Boundary != "" {
			h.text(`content-type: multipart/form-data; boundary="`)
			if strings.IndexByte(a.Boundary, '"') >= 0 || !safe(a.Boundary) {
				return 0, ErrInjection
			}
			h.text(a.Boundary)
			value(&h, `"`)
		}
		if !a.KeepAlive {
			h.field("connection:", "close")
		}
	}
	return h.result()
}

func (h *head) handshake(a *RequestHead) {
	h.text("Upgrade: websocket\r\nConnection: Upgrade\r\n")
	h.field("Sec-WebSocket-Key:", a.Key)
	if a.Protocols != "" {
		h.field("Sec-WebSocket-Protocol:", a.Protocols)
	}
	if a.Extensions != "" {
		h.field("Sec-WebSocket-Extensions:", a.Extensions)
	}
	h.text("Sec-WebSocket-Version: ")
	version := a.WebSocketVersion
	if version <= 0 {
		version = 13
	}
	h.number(uint64(version))
	h.text("\r\n")
}

// path writes a request-target. Controls would end the request line or more.
func (h *head) path(p string) {
	if p == "" || p[0] != '/' {
		h.text("/")
	}
	for len(p) != 0 {
		n := 0
		for n < len(p) && p[n] > ' ' && p[n] != 0x7f {
			n++
		}
		h.text(p[:n])
		if p = p[n:]; len(p) == 0 {
			break
		}
		if p[0] != ' ' {
			h.err = ErrInjection
			return
		}
		h.text("%20")
		p = p[1:]
	}
}

// PutRequestEnd writes what follows the program's own fields, which are sent: a form
// of unknown length is announced to be empty unless they say more.
func PutRequestEnd(dst []byte, a *RequestHead, sent []byte) (int, error) {
	h := head{dst: dst}
	if a.URLEncoded && a.Key == "" {
		h.text("Content-Type: application/x-www-form-urlencoded\r\n")
		if !hasLine(sent, header.ContentLength.Name()) && !hasLine(sent, header.TransferEncoding.Name()) {
			h.text("Content-Length: 0\r\n")
		}
	}
	if a.OwnAuthorization = hasLine(sent, header.Authorization.Name()); a.Authorization != "" && !a.OwnAuthorization {
		h.field("authorization:", a.Authorization)
	}
	// RFC 6265 §5.4: there is one Cookie field at most, and the program's counts.
	if a.Cookie != "" && !hasLine(sent, header.Cookie.Name()) {
		h.field("cookie:", a.Cookie)
	}
	h.text("\r\n")
	return h.result()
}

// hasLine reports whether a line of the header fields b starts with name, which
// is in lower case.
func hasLine(b []byte, name string) bool {
	start := true
	for i, c := range b {
		if start && len(b)-i >= len(name) && header.EqualFold(b[i:i+len(name)], name) {
			return true
		}
		start = c == '\n'
	}
	return false
}

// isToken checks a token (RFC 9110 §5.6.2).
func isToken(s string) bool {
	for i := 0; i < len(s); i++ {
		if classOf[s[i]] != tchar {
			return false
		}
	}
	return s != ""
}
