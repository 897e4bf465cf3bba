package h1

// reasons are the reason phrases that lws sends. RFC 9110 §15 lets a client
// ignore them, but programs compare them.
var reasons = map[int]string{
	100: "Continue",
	200: "OK",
	304: "Not Modified",
	400: "Bad Request",
	401: "Unauthorized",
	402: "Payment Required",
	403: "Forbidden",
	404: "Not Found",
	405: "Method Not Allowed",
	406: "Not Acceptable",
	407: "Proxy Auth Required",
	408: "Request Timeout",
	409: "Conflict",
	410: "Gone",
	411: "Length Required",
	412: "Precondition Failed",
	413: "Request Entity Too Large",
	414: "Request URI too Long",
	415: "Unsupported Media Type",
	416: "Requested Range Not Satisfiable",
	417: "Expectation Failed",
	431: "Request Header Fields Too Large",
	500: "Internal Server Error",
	501: "Not Implemented",
	502: "Bad Gateway",
	503: "Service Unavailable",
	504: "Gateway Timeout",
	505: "HTTP Version Not Supported",
}

// Reason returns the reason phrase for a status code: "Redirect" for every 3xx
// but 304, "" for codes without one.
func Reason(code int) string {
	if r, ok := reasons[code]; ok {
		return r
	}
	if code >= 300 && code <= 399 {
		return "Redirect"
	}
	return ""
}

// bodiless reports whether a response with this code never has a body
// (RFC 9110 §6.4.1).
func bodiless(code int) bool {
	return code >= 100 && code < 200 || code == 204 || code == 304
}
