package ws

import (
	"fmt"
	"strings"
	"testing"
)

const sampleKey = "dGhlIHNhbXBsZSBub25jZQ==" // RFC 6455 §1.3

func goodRequest() Request {
	return Request{
		Method: "GET", Version: "HTTP/1.1", Host: "server.example.com",
		Upgrade: "websocket", Connection: "Upgrade",
		Key: sampleKey, Revision: "13",
	}
}

func TestRequestCheck(t *testing.T) {
	for _, c := range []struct {
		name string
		edit func(r *Request)
		want *Refusal
	}{
		{"good", func(r *Request) {}, nil},
		{"upgrade in another case", func(r *Request) { r.Upgrade, r.Connection = "WebSocket", "uPGRADE" }, nil},
		{"upgrade list", func(r *Request) { r.Upgrade = "h2c/1 , websocket" }, nil},
		{"connection list", func(r *Request) { r.Connection = "keep-alive,  Upgrade" }, nil},
		{"HTTP/1.2", func(r *Request) { r.Version = "HTTP/1.2" }, nil},
		{"protocols", func(r *Request) { r.Protocol = "chat, mqttv3.1" }, nil},
		{"extensions", func(r *Request) { r.Extensions = "permessage-deflate; client_max_window_bits" }, nil},

		{"POST", func(r *Request) { r.Method = "POST" }, RefuseMethod},
		{"get", func(r *Request) { r.Method = "get" }, RefuseMethod},
		{"CONNECT", func(r *Request) { r.Method = "CONNECT" }, RefuseMethod},
		{"HTTP/1.0", func(r *Request) { r.Version = "HTTP/1.0" }, RefuseVersion},
		{"HTTP/0.9", func(r *Request) { r.Version = "" }, RefuseVersion},
		{"HTTP/2.0", func(r *Request) { r.Version = "HTTP/2.0" }, RefuseVersion},
		{"no Host", func(r *Request) { r.Host = "" }, RefuseHost},
		{"no Upgrade", func(r *Request) { r.Upgrade = "" }, RefuseUpgrade},
		{"other Upgrade", func(r *Request) { r.Upgrade = "websockets" }, RefuseUpgrade},
		{"no Connection", func(r *Request) { r.Connection = "" }, RefuseConnection},
		{"other Connection", func(r *Request) { r.Connection = "keep-alive" }, RefuseConnection},
		{"Connection with a word in it", func(r *Request) { r.Connection = "no-upgrade" }, RefuseConnection},
		{"no key", func(r *Request) { r.Key = "" }, RefuseNoKey},
		{"short key", func(r *Request) { r.Key = "abc" }, RefuseKey},
		{"long key", func(r *Request) { r.Key = "A" + sampleKey }, RefuseKey},
		{"15 bytes", func(r *Request) { r.Key = "AAAAAAAAAAAAAAAAAAAA" }, RefuseKey},
		{"17 bytes", func(r *Request) { r.Key = "AAAAAAAAAAAAAAAAAAAAAAA=" }, RefuseKey},
		{"not base64", func(r *Request) { r.Key = "!!!!IHNhbXBsZSBub25jZQ==" }, RefuseKey},
		{"key twice", func(r *Request) { r.Key = sampleKey + ", " + sampleKey }, RefuseKey},
		{"no version", func(r *Request) { r.Revision = "" }, RefuseNoRevision},
		{"version 8", func(r *Request) { r.Revision = "8" }, RefuseRevision},
		{"version 013", func(r *Request) { r.Revision = "013" }, RefuseRevision},
		{"versions", func(r *Request) { r.Revision = "13, 8" }, RefuseRevision},
		{"protocol not a token", func(r *Request) { r.Protocol = "chat/1" }, RefuseProtocol},
		{"protocol quoted", func(r *Request) { r.Protocol = `"chat"` }, RefuseProtocol},
		{"protocols without a comma", func(r *Request) { r.Protocol = "a b" }, RefuseProtocol},
		{"protocol with a control character", func(r *Request) { r.Protocol = "a\x01" }, RefuseProtocol},
		{"protocol not ASCII", func(r *Request) { r.Protocol = "é" }, RefuseProtocol},
		{"extension without a name", func(r *Request) { r.Extensions = "; a=b" }, RefuseExtensions},
		{"extension parameter without a name", func(r *Request) { r.Extensions = "a; =b" }, RefuseExtensions},

		{"extended", func(r *Request) {
			*r = Request{Extended: true, Method: "CONNECT", Upgrade: "websocket", Revision: "13"}
		}, nil},
		{"extended GET", func(r *Request) { *r = Request{Extended: true, Method: "GET", Upgrade: "websocket", Revision: "13"} }, RefuseExtended},
		{"extended other", func(r *Request) {
			*r = Request{Extended: true, Method: "CONNECT", Upgrade: "connect-udp", Revision: "13"}
		}, RefuseExtended},
		{"extended version", func(r *Request) { *r = Request{Extended: true, Method: "CONNECT", Upgrade: "websocket", Revision: "8"} }, RefuseRevision},
	} {
		r := goodRequest()
		c.edit(&r)
		if got := r.Check(); got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

// A client of another protocol version is told which one is spoken here.
func TestRefusalOfAnotherVersion(t *testing.T) {
	if RefuseRevision.Status != 426 || !strings.Contains(RefuseRevision.Headers, "Sec-WebSocket-Version: 13\r\n") ||
		!strings.Contains(RefuseRevision.Headers, "Upgrade: websocket\r\n") {
		t.Errorf("%+v", RefuseRevision)
	}
}

func TestAcceptKey(t *testing.T) {
	if got := AcceptKey(sampleKey); string(got[:]) != "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" {
		t.Errorf("got %s", got)
	}
	var nonce [16]byte
	copy(nonce[:], "the sample nonce")
	if got := EncodeKey(nonce); string(got[:]) != sampleKey {
		t.Errorf("got %s", got)
	}
}

func TestAppendResponse(t *testing.T) {
	got := string(AppendResponse(nil, sampleKey, "chat", "permessage-deflate"))
	want := "HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n" +
		"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n" +
		"Sec-WebSocket-Protocol: chat\r\nSec-WebSocket-Extensions: permessage-deflate\r\n"
	if got != want {
		t.Errorf("got %q", got)
	}
	if got := string(AppendResponse(nil, sampleKey, "", "")); strings.Contains(got, "Protocol:") || strings.Contains(got, "Extensions") {
		t.Errorf("empty fields: %q", got)
	}
}

func TestTokens(t *testing.T) {
	for _, c := range []struct {
		list, want string
	}{
		{"", ""},
		{"a", "a"},
		{" a ", "a"},
		{"a,b", "a|b"},
		{"a , b\t,\tc", "a|b|c"},
		{",, a ,,b,", "a|b"},
		{" , ", ""},
		{"mqttv3.1, x-1_2!#$%&'*+^`|~", "mqttv3.1|x-1_2!#$%&'*+^`|~"},
		{"a b", "!"},
		{"a, b c", "a|!"},
		{"a;q=1", "!"},
		{"a, /", "a|!"},
		{strings.Repeat("a,", MaxListElements-1) + "b", strings.Repeat("a|", MaxListElements-1) + "b"},
		{strings.Repeat("a,", MaxListElements) + "b", strings.Repeat("a|", MaxListElements) + "!"},
		{strings.Repeat(",", MaxListElements) + "b", "!"},
	} {
		var got []string
		l := Tokens(c.list)
		for {
			s, ok := l.Next()
			if !ok {
				break
			}
			got = append(got, s)
		}
		if !l.OK() {
			got = append(got, "!")
			if _, ok := l.Next(); ok || l.OK() {
				t.Errorf("%q: goes on after an error", c.list)
			}
		}
		if got := strings.Join(got, "|"); got != c.want {
			t.Errorf("%q: got %q, want %q", c.list, got, c.want)
		}
	}
}

func TestSelect(t *testing.T) {
	served := func(name string) bool { return name == "mqtt" || name == "chat" }
	for _, c := range []struct {
		list, want string
		ok         bool
	}{
		{"", "", true},
		{"chat", "chat", true},
		{"other, mqtt, chat", "mqtt", true}, // the client's order counts
		{"chat, mqtt", "chat", true},
		{"MQTT", "", true}, // the case counts
		{"other", "", true},
		{"chat, a b", "chat", false},
	} {
		if got, ok := Select(c.list, served); got != c.want || ok != c.ok {
			t.Errorf("%q: got %q %v", c.list, got, ok)
		}
	}
}

func describe(header string) string {
	var got []string
	l := Extensions(header)
	var e Extension
	for l.Next(&e) {
		s := fmt.Sprintf("%s[%s]", e.Name, e.Raw)
		for _, p := range e.Params() {
			s += " " + p.Name
			if p.HasValue {
				s += "=" + p.Value
			}
		}
		got = append(got, s)
	}
	if !l.OK() {
		got = append(got, "!")
	}
	return strings.Join(got, " | ")
}

func TestExtensions(t *testing.T) {
	params := func(n int) string { return "a" + strings.Repeat("; p", n) }
	for _, c := range []struct{ header, want string }{
		{"", ""},
		{"foo", "foo[]"},
		{"permessage-deflate; client_max_window_bits", "permessage-deflate[client_max_window_bits] client_max_window_bits"},
		{"permessage-deflate;server_max_window_bits=10 ; client_no_context_takeover", "permessage-deflate[server_max_window_bits=10 ; client_no_context_takeover] server_max_window_bits=10 client_no_context_takeover"},
		{"a; x = 1, b, c;y", "a[x = 1] x=1 | b[] | c[y] y"},
		{`a; x="1"`, `a[x="1"] x=1`},
		{`a; x="1\2"; y`, `a[x="1\2"; y] x=12 y`},
		{" , a,,b ,", "a[] | b[]"},
		{"a;", "!"},
		{"a; ;", "!"},
		{"a b", "!"},
		{"a; b=", "!"},
		{`a; b=""`, "!"},
		{`a; b="x y"`, "!"},
		{`a; b="x`, "!"},
		{`a; b="x\`, "!"},
		{`a; b="x\"`, "!"},
		{`a; b="x"y`, "!"},
		{"a=b", "!"},
		{"a, @", "a[] | !"},
		{params(MaxExtensionParams), "a[" + params(MaxExtensionParams)[3:] + "]" + strings.Repeat(" p", MaxExtensionParams)},
		{params(MaxExtensionParams + 1), "!"},
	} {
		if got := describe(c.header); got != c.want {
			t.Errorf("%q: got %q, want %q", c.header, got, c.want)
		}
	}
}

func TestResponseCheck(t *testing.T) {
	for _, c := range []struct {
		name string
		edit func(r *Response, o *Offer)
		want string
	}{
		{"good", func(r *Response, o *Offer) {}, ""},
		{"connection list", func(r *Response, o *Offer) { r.Connection = "keep-alive, upgrade" }, ""},
		{"upgrade in another case", func(r *Response, o *Offer) { r.Upgrade = "WebSocket" }, ""},
		{"protocol from the list", func(r *Response, o *Offer) { o.Protocol, r.Protocol = "a, b", "b" }, ""},
		{"no protocol chosen", func(r *Response, o *Offer) { o.Protocol = "a, b" }, ""},
		{"extension from the list", func(r *Response, o *Offer) {
			o.Extensions, r.Extensions = "x, permessage-deflate; client_max_window_bits", "permessage-deflate"
		}, ""},

		{"200", func(r *Response, o *Offer) { r.Status = 200 }, "HS: ws upgrade response not 101"},
		{"404", func(r *Response, o *Offer) { r.Status = 404 }, "HS: ws upgrade response not 101"},
		{"401", func(r *Response, o *Offer) { r.Status = 401 }, "HS: ws upgrade unauthorized"},
		{"no Upgrade", func(r *Response, o *Offer) { r.Upgrade = "" }, "HS: UPGRADE missing"},
		{"other Upgrade", func(r *Response, o *Offer) { r.Upgrade = "foo" }, "HS: Upgrade to something other than websocket"},
		{"no Connection", func(r *Response, o *Offer) { r.Connection = "" }, "HS: UPGRADE malformed"},
		{"other Connection", func(r *Response, o *Offer) { r.Connection = "keep-alive" }, "HS: UPGRADE malformed"},
		{"no Accept", func(r *Response, o *Offer) { r.Accept = "" }, "HS: ACCEPT missing"},
		{"other Accept", func(r *Response, o *Offer) { r.Accept = "AAAAAAAAAAAAAAAAAAAAAAAAAAA=" }, "HS: Accept hash wrong"},
		{"Accept in another case", func(r *Response, o *Offer) { r.Accept = strings.ToLower(r.Accept) }, "HS: Accept hash wrong"},
		{"protocol not asked for", func(r *Response, o *Offer) { r.Protocol = "b" }, "HS: PROTOCOL malformed"},
		{"protocol not in the list", func(r *Response, o *Offer) { o.Protocol, r.Protocol = "a, b", "c" }, "HS: PROTOCOL malformed"},
		{"protocol in another case", func(r *Response, o *Offer) { o.Protocol, r.Protocol = "a", "A" }, "HS: PROTOCOL malformed"},
		{"two protocols", func(r *Response, o *Offer) { o.Protocol, r.Protocol = "a, b", "a, b" }, "HS: PROTOCOL malformed"},
		{"empty protocol", func(r *Response, o *Offer) { o.Protocol, r.HasProtocol = "a", true }, "HS: PROTOCOL malformed"},
		{"extension not asked for", func(r *Response, o *Offer) { r.Extensions = "permessage-deflate" }, "HS: EXT: unknown ext"},
		{"other extension", func(r *Response, o *Offer) { o.Extensions, r.Extensions = "a", "a, b" }, "HS: EXT: unknown ext"},
		{"malformed extension", func(r *Response, o *Offer) { o.Extensions, r.Extensions = "a", "a; =" }, "HS: EXT: failed parsing options"},

		{"extended", func(r *Response, o *Offer) { *r = Response{Extended: true, Status: 200} }, ""},
		{"extended 101", func(r *Response, o *Offer) { *r = Response{Extended: true, Status: 101} }, "HS: ws upgrade response not 101"},
		{"extended protocol", func(r *Response, o *Offer) { *r = Response{Extended: true, Status: 200, Protocol: "x"} }, "HS: PROTOCOL malformed"},
	} {
		r := Response{Status: 101, Upgrade: "websocket", Connection: "Upgrade", Accept: "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="}
		o := Offer{Key: sampleKey}
		c.edit(&r, &o)
		if got := r.Check(&o); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestHandshakeAllocatesNothing(t *testing.T) {
	r := goodRequest()
	r.Protocol, r.Extensions = "chat, mqtt", "permessage-deflate; client_max_window_bits, x"
	buf := make([]byte, 0, 512)
	if n := testing.AllocsPerRun(100, func() {
		if r.Check() != nil {
			t.Fatal("refused")
		}
		buf = AppendResponse(buf[:0], r.Key, "chat", "")
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// Nothing in a header crashes or goes on for ever, and what is accepted is what
// the grammar allows.
func FuzzHandshake(f *testing.F) {
	f.Add("Upgrade", "websocket", sampleKey, "chat, mqtt", "permessage-deflate; client_max_window_bits=15, x; y=\"z\\z\"")
	f.Add("keep-alive, Upgrade", "h2c, websocket", "", ",,a,", "a;b;c=d")
	f.Fuzz(func(t *testing.T, connection, upgrade, key, protocol, extensions string) {
		r := goodRequest()
		r.Connection, r.Upgrade, r.Key, r.Protocol, r.Extensions = connection, upgrade, key, protocol, extensions
		if refusal := r.Check(); refusal != nil {
			if refusal.Status != 400 {
				t.Fatalf("status %d", refusal.Status)
			}
			return
		}
		for _, element := range strings.Split(protocol, ",") {
			if element = strings.Trim(element, " \t"); element != "" && !IsToken(element) {
				t.Fatalf("protocol %q accepted", element)
			}
		}
		l := Extensions(extensions)
		var e Extension
		for l.Next(&e) {
			if !IsToken(e.Name) || len(e.Params()) > MaxExtensionParams {
				t.Fatalf("extension %q with %d parameters accepted", e.Name, len(e.Params()))
			}
			for _, p := range e.Params() {
				if !IsToken(p.Name) || p.HasValue != (p.Value != "") || p.HasValue && !IsToken(p.Value) {
					t.Fatalf("parameter %+v accepted", p)
				}
			}
			// Raw is the parameters again.
			again := Extensions(e.Name + ";" + e.Raw)
			var e2 Extension
			if e.Raw != "" && (!again.Next(&e2) || fmt.Sprint(e2.Params()) != fmt.Sprint(e.Params())) {
				t.Fatalf("raw parameters %q are not those of %q", e.Raw, extensions)
			}
		}
		accept := AcceptKey(key)
		answer := Response{Status: 101, Upgrade: "websocket", Connection: "Upgrade", Accept: string(accept[:]), Extensions: extensions}
		if text := answer.Check(&Offer{Key: key, Protocol: protocol, Extensions: extensions}); text != "" {
			t.Fatalf("own answer refused: %s", text)
		}
	})
}
