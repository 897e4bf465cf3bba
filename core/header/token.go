package header

// Token names one kind of entry in a Table. The values are those of enum
// lws_token_indexes, so that they cross the C edge unchanged.
type Token uint8

// The tokens. Those ending in URI hold the path of a request made with that
// method; Version and Version10 hold the version of a request, or the status
// line (code and reason) of a response; the Client tokens hold what a client
// connection was asked to do.
const (
	GetURI                      Token = iota // WSI_TOKEN_GET_URI
	PostURI                                  // WSI_TOKEN_POST_URI
	OptionsURI                               // WSI_TOKEN_OPTIONS_URI
	Host                                     // WSI_TOKEN_HOST
	Connection                               // WSI_TOKEN_CONNECTION
	Upgrade                                  // WSI_TOKEN_UPGRADE
	Origin                                   // WSI_TOKEN_ORIGIN
	SecWebSocketDraft                        // WSI_TOKEN_DRAFT
	Challenge                                // WSI_TOKEN_CHALLENGE
	SecWebSocketExtensions                   // WSI_TOKEN_EXTENSIONS
	SecWebSocketKey1                         // WSI_TOKEN_KEY1
	SecWebSocketKey2                         // WSI_TOKEN_KEY2
	SecWebSocketProtocol                     // WSI_TOKEN_PROTOCOL
	SecWebSocketAccept                       // WSI_TOKEN_ACCEPT
	SecWebSocketNonce                        // WSI_TOKEN_NONCE
	Version                                  // WSI_TOKEN_HTTP
	HTTP2Settings                            // WSI_TOKEN_HTTP2_SETTINGS
	Accept                                   // WSI_TOKEN_HTTP_ACCEPT
	AccessControlRequestHeaders              // WSI_TOKEN_HTTP_AC_REQUEST_HEADERS
	IfModifiedSince                          // WSI_TOKEN_HTTP_IF_MODIFIED_SINCE
	IfNoneMatch                              // WSI_TOKEN_HTTP_IF_NONE_MATCH
	AcceptEncoding                           // WSI_TOKEN_HTTP_ACCEPT_ENCODING
	AcceptLanguage                           // WSI_TOKEN_HTTP_ACCEPT_LANGUAGE
	Pragma                                   // WSI_TOKEN_HTTP_PRAGMA
	CacheControl                             // WSI_TOKEN_HTTP_CACHE_CONTROL
	Authorization                            // WSI_TOKEN_HTTP_AUTHORIZATION
	Cookie                                   // WSI_TOKEN_HTTP_COOKIE
	ContentLength                            // WSI_TOKEN_HTTP_CONTENT_LENGTH
	ContentType                              // WSI_TOKEN_HTTP_CONTENT_TYPE
	Date                                     // WSI_TOKEN_HTTP_DATE
	Range                                    // WSI_TOKEN_HTTP_RANGE
	Referer                                  // WSI_TOKEN_HTTP_REFERER
	SecWebSocketKey                          // WSI_TOKEN_KEY
	SecWebSocketVersion                      // WSI_TOKEN_VERSION
	SecWebSocketOrigin                       // WSI_TOKEN_SWORIGIN
	ColonAuthority                           // WSI_TOKEN_HTTP_COLON_AUTHORITY
	ColonMethod                              // WSI_TOKEN_HTTP_COLON_METHOD
	ColonPath                                // WSI_TOKEN_HTTP_COLON_PATH
	ColonScheme                              // WSI_TOKEN_HTTP_COLON_SCHEME
	ColonStatus                              // WSI_TOKEN_HTTP_COLON_STATUS
	AcceptCharset                            // WSI_TOKEN_HTTP_ACCEPT_CHARSET
	AcceptRanges                             // WSI_TOKEN_HTTP_ACCEPT_RANGES
	AccessControlAllowOrigin                 // WSI_TOKEN_HTTP_ACCESS_CONTROL_ALLOW_ORIGIN
	Age                                      // WSI_TOKEN_HTTP_AGE
	Allow                                    // WSI_TOKEN_HTTP_ALLOW
	ContentDisposition                       // WSI_TOKEN_HTTP_CONTENT_DISPOSITION
	ContentEncoding                          // WSI_TOKEN_HTTP_CONTENT_ENCODING
	ContentLanguage                          // WSI_TOKEN_HTTP_CONTENT_LANGUAGE
	ContentLocation                          // WSI_TOKEN_HTTP_CONTENT_LOCATION
	ContentRange                             // WSI_TOKEN_HTTP_CONTENT_RANGE
	ETag                                     // WSI_TOKEN_HTTP_ETAG
	Expect                                   // WSI_TOKEN_HTTP_EXPECT
	Expires                                  // WSI_TOKEN_HTTP_EXPIRES
	From                                     // WSI_TOKEN_HTTP_FROM
	IfMatch                                  // WSI_TOKEN_HTTP_IF_MATCH
	IfRange                                  // WSI_TOKEN_HTTP_IF_RANGE
	IfUnmodifiedSince                        // WSI_TOKEN_HTTP_IF_UNMODIFIED_SINCE
	LastModified                             // WSI_TOKEN_HTTP_LAST_MODIFIED
	Link                                     // WSI_TOKEN_HTTP_LINK
	Location                                 // WSI_TOKEN_HTTP_LOCATION
	MaxForwards                              // WSI_TOKEN_HTTP_MAX_FORWARDS
	ProxyAuthenticate                        // WSI_TOKEN_HTTP_PROXY_AUTHENTICATE
	ProxyAuthorization                       // WSI_TOKEN_HTTP_PROXY_AUTHORIZATION
	Refresh                                  // WSI_TOKEN_HTTP_REFRESH
	RetryAfter                               // WSI_TOKEN_HTTP_RETRY_AFTER
	Server                                   // WSI_TOKEN_HTTP_SERVER
	SetCookie                                // WSI_TOKEN_HTTP_SET_COOKIE
	StrictTransportSecurity                  // WSI_TOKEN_HTTP_STRICT_TRANSPORT_SECURITY
	TransferEncoding                         // WSI_TOKEN_HTTP_TRANSFER_ENCODING
	UserAgent                                // WSI_TOKEN_HTTP_USER_AGENT
	Vary                                     // WSI_TOKEN_HTTP_VARY
	Via                                      // WSI_TOKEN_HTTP_VIA
	WWWAuthenticate                          // WSI_TOKEN_HTTP_WWW_AUTHENTICATE
	PatchURI                                 // WSI_TOKEN_PATCH_URI
	PutURI                                   // WSI_TOKEN_PUT_URI
	DeleteURI                                // WSI_TOKEN_DELETE_URI
	URIArgs                                  // WSI_TOKEN_HTTP_URI_ARGS
	Proxy                                    // WSI_TOKEN_PROXY
	XRealIP                                  // WSI_TOKEN_HTTP_X_REAL_IP
	Version10                                // WSI_TOKEN_HTTP1_0
	XForwardedFor                            // WSI_TOKEN_X_FORWARDED_FOR
	ConnectURI                               // WSI_TOKEN_CONNECT
	HeadURI                                  // WSI_TOKEN_HEAD_URI
	TE                                       // WSI_TOKEN_TE
	ReplayNonce                              // WSI_TOKEN_REPLAY_NONCE
	ColonProtocol                            // WSI_TOKEN_COLON_PROTOCOL
	XAuthToken                               // WSI_TOKEN_X_AUTH_TOKEN
	DSSSignature                             // WSI_TOKEN_DSS_SIGNATURE
	ClientSentProtocols                      // _WSI_TOKEN_CLIENT_SENT_PROTOCOLS
	ClientPeerAddress                        // _WSI_TOKEN_CLIENT_PEER_ADDRESS
	ClientURI                                // _WSI_TOKEN_CLIENT_URI
	ClientHost                               // _WSI_TOKEN_CLIENT_HOST
	ClientOrigin                             // _WSI_TOKEN_CLIENT_ORIGIN
	ClientMethod                             // _WSI_TOKEN_CLIENT_METHOD
	ClientIface                              // _WSI_TOKEN_CLIENT_IFACE
	ClientALPN                               // _WSI_TOKEN_CLIENT_ALPN

	// Count is the number of tokens that a Table can hold.
	Count
)

// Unknown is what Lookup answers for a name without a token.
const Unknown Token = 255

// names holds each token's text as lws_token_to_string gives it: header names
// in lower case with their colon, methods with the blank that ends them. Tokens
// from ClientPeerAddress on have none.
var names = [Count]string{
	GetURI:                      "get ",
	PostURI:                     "post ",
	OptionsURI:                  "options ",
	Host:                        "host:",
	Connection:                  "connection:",
	Upgrade:                     "upgrade:",
	Origin:                      "origin:",
	SecWebSocketDraft:           "sec-websocket-draft:",
	Challenge:                   "\r\n",
	SecWebSocketExtensions:      "sec-websocket-extensions:",
	SecWebSocketKey1:            "sec-websocket-key1:",
	SecWebSocketKey2:            "sec-websocket-key2:",
	SecWebSocketProtocol:        "sec-websocket-protocol:",
	SecWebSocketAccept:          "sec-websocket-accept:",
	SecWebSocketNonce:           "sec-websocket-nonce:",
	Version:                     "http/1.1 ",
	HTTP2Settings:               "http2-settings:",
	Accept:                      "accept:",
	AccessControlRequestHeaders: "access-control-request-headers:",
	IfModifiedSince:             "if-modified-since:",
	IfNoneMatch:                 "if-none-match:",
	AcceptEncoding:              "accept-encoding:",
	AcceptLanguage:              "accept-language:",
	Pragma:                      "pragma:",
	CacheControl:                "cache-control:",
	Authorization:               "authorization:",
	Cookie:                      "cookie:",
	ContentLength:               "content-length:",
	ContentType:                 "content-type:",
	Date:                        "date:",
	Range:                       "range:",
	Referer:                     "referer:",
	SecWebSocketKey:             "sec-websocket-key:",
	SecWebSocketVersion:         "sec-websocket-version:",
	SecWebSocketOrigin:          "sec-websocket-origin:",
	ColonAuthority:              ":authority",
	ColonMethod:                 ":method",
	ColonPath:                   ":path",
	ColonScheme:                 ":scheme",
	ColonStatus:                 ":status",
	AcceptCharset:               "accept-charset:",
	AcceptRanges:                "accept-ranges:",
	AccessControlAllowOrigin:    "access-control-allow-origin:",
	Age:                         "age:",
	Allow:                       "allow:",
	ContentDisposition:          "content-disposition:",
	ContentEncoding:             "content-encoding:",
	ContentLanguage:             "content-language:",
	ContentLocation:             "content-location:",
	ContentRange:                "content-range:",
	ETag:                        "etag:",
	Expect:                      "expect:",
	Expires:                     "expires:",
	From:                        "from:",
	IfMatch:                     "if-match:",
	IfRange:                     "if-range:",
	IfUnmodifiedSince:           "if-unmodified-since:",
	LastModified:                "last-modified:",
	Link:                        "link:",
	Location:                    "location:",
	MaxForwards:                 "max-forwards:",
	ProxyAuthenticate:           "proxy-authenticate:",
	ProxyAuthorization:          "proxy-authorization:",
	Refresh:                     "refresh:",
	RetryAfter:                  "retry-after:",
	Server:                      "server:",
	SetCookie:                   "set-cookie:",
	StrictTransportSecurity:     "strict-transport-security:",
	TransferEncoding:            "transfer-encoding:",
	UserAgent:                   "user-agent:",
	Vary:                        "vary:",
	Via:                         "via:",
	WWWAuthenticate:             "www-authenticate:",
	PatchURI:                    "patch",
	PutURI:                      "put",
	DeleteURI:                   "delete",
	URIArgs:                     "uri-args",
	Proxy:                       "proxy ",
	XRealIP:                     "x-real-ip:",
	Version10:                   "http/1.0 ",
	XForwardedFor:               "x-forwarded-for:",
	ConnectURI:                  "connect ",
	HeadURI:                     "head ",
	TE:                          "te:",
	ReplayNonce:                 "replay-nonce:",
	ColonProtocol:               ":protocol",
	XAuthToken:                  "x-auth-token:",
	DSSSignature:                "x-amzn-dss-signature:",
	ClientSentProtocols:         "",
}

// Name returns the token's text, as in names, or "" if it has none.
func (t Token) Name() string {
	if t >= Count {
		return ""
	}
	return names[t]
}

// Named reports whether the token has a text at all: ClientSentProtocols has
// one, the empty one.
func (t Token) Named() bool { return t <= ClientSentProtocols }

// isField reports whether names[t] is the name of a header field that may come
// over the wire in HTTP/1: a token and a colon (RFC 9112 §5). Pseudo-header
// names start with a colon and methods contain a blank, so neither can be
// mistaken for one.
func (t Token) isField() bool {
	n := names[t]
	return len(n) > 1 && n[0] != ':' && n[len(n)-1] == ':'
}
