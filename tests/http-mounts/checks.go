package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// ask returns the response; a truncated body is an error.
func (s *server) ask(method, path string, body io.Reader, fields ...string) (*http.Response, string, error) {
	r, err := http.NewRequest(method, s.base+path, body)
	if err != nil {
		return nil, "", err
	}
	for i := 0; i+1 < len(fields); i += 2 {
		r.Header.Add(fields[i], fields[i+1])
	}
	response, err := s.client.Do(r)
	if err != nil {
		return nil, "", err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return response, string(text), err
}

// logs waits until the server has logged a text.
func (s *server) logs(text string) bool {
	for range 200 {
		if strings.Contains(s.log.String(), text) {
			return true
		}
		time.Sleep(10 * time.Millisecond)
	}
	return false
}

// gives expects a status, and a body that contains text.
func gives(method, path string, status int, text string) func(s *server) error {
	return func(s *server) error {
		r, body, err := s.ask(method, path, nil)
		if err != nil {
			return err
		}
		if r.StatusCode != status || !strings.Contains(body, text) {
			return fmt.Errorf("%d, %.200q", r.StatusCode, body)
		}
		return nil
	}
}

// truncates expects a response that visibly misses something.
func truncates(path string) func(s *server) error {
	return func(s *server) error {
		r, body, err := s.ask("GET", path, nil)
		if err == nil {
			return fmt.Errorf("%d, %.100q passes for a whole response", r.StatusCode, body)
		}
		if !cut(err) {
			return err
		}
		return nil
	}
}

// zeros is a body of that size.
func zeros(n int64) io.Reader { return io.LimitReader(zeroReader{}, n) }

type zeroReader struct{}

func (zeroReader) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// http1Only are the checks that are made of bytes of HTTP/1, or that concern no
// front.
var http1Only = map[string]bool{
	"cgi over HTTP/1.0": true, "proxy request fields": true, "proxy keeps what it covers": true, "proxy keeps the connection": true,
	"proxy gets two responses": true, "proxy passes WebSockets on": true, "curl agrees": true, "a client that reads slowly": true, "digest by Python": true,
}

var checks = []check{
	{"cgi says hello", gives("GET", "/cgi/", 200, "hello")},
	{"cgi environment", cgiEnvironment},
	{"cgi gets a body", func(s *server) error {
		body := bytes.Repeat([]byte("0123456789"), 100_000)
		_, text, err := s.ask("POST", "/cgi/echo", bytes.NewReader(body))
		if err != nil || text != string(body) {
			return fmt.Errorf("%d bytes came back, %v", len(text), err)
		}
		return nil
	}},
	{"cgi gets a body without a length", func(s *server) error {
		for _, body := range []string{"chunked", "", strings.Repeat("0123456789", 300_000)} {
			r, text, err := s.ask("POST", "/cgi/echo", struct{ io.Reader }{strings.NewReader(body)})
			if err != nil || r.StatusCode != 200 || text != body {
				return fmt.Errorf("%v, %d bytes of %d, %v", r, len(text), len(body), err)
			}
		}
		r, text, err := s.ask("POST", "/cgi/environment", struct{ io.Reader }{strings.NewReader("12345")})
		if err != nil || r.StatusCode != 200 || !strings.Contains(text, "CONTENT_LENGTH=5\n") || strings.Contains(text, "TRANSFER_ENCODING") {
			return fmt.Errorf("%v, %q, %v", r, text, err)
		}
		return nil
	}},
	{"cgi leaves a body unread", func(s *server) error {
		_, text, err := s.ask("POST", "/cgi/", bytes.NewReader(make([]byte, 40_000)))
		if err != nil || text != "hello" {
			return fmt.Errorf("%q, %v", text, err)
		}
		return nil
	}},
	{"cgi status and fields", func(s *server) error {
		r, text, err := s.ask("GET", "/cgi/status", nil)
		if err != nil || r.StatusCode != 418 || r.Header.Get("X-Mine") != "1" || r.Header.Get("Connection") != "" || text != "teapot" {
			return fmt.Errorf("%v, %q, %v", r, text, err)
		}
		return nil
	}},
	{"cgi location", func(s *server) error {
		r, _, err := s.ask("GET", "/cgi/location", nil)
		if err != nil || r.StatusCode != 302 || r.Header.Get("Location") != "/elsewhere" {
			return fmt.Errorf("%v, %v", r, err)
		}
		return nil
	}},
	{"cgi head", gives("HEAD", "/cgi/", 200, "")},
	{"cgi large", func(s *server) error {
		r, text, err := s.ask("GET", "/cgi/large", nil)
		if err != nil || len(text) != 20_000_000 {
			return fmt.Errorf("%v, %d bytes, %v", r, len(text), err)
		}
		return nil
	}},
	{"cgi messages are logged, not for ever", func(s *server) error {
		if err := gives("GET", "/cgi/messages", 200, "done")(s); err != nil {
			return err
		}
		s.logs("dropped")
		log := s.log.String()
		if !strings.Contains(log, "message 99") || strings.Contains(log, "message 150") || !strings.Contains(log, "dropped") {
			return fmt.Errorf("the log: %.300q", log)
		}
		return nil
	}},
	{"cgi floods its header", gives("GET", "/cgi/headers", 500, "")},
	{"cgi without a header", gives("GET", "/cgi/headerless", 500, "")},
	{"cgi sends rubbish", gives("GET", "/cgi/rubbish", 500, "")},
	{"cgi sends too little", truncates("/cgi/short")},
	{"cgi sends too much", func(s *server) error {
		_, text, err := s.ask("GET", "/cgi/long", nil)
		if err != nil || text != "long" {
			return fmt.Errorf("%q, %v", text, err)
		}
		return nil
	}},
	{"cgi never answers", gives("GET", "/cgi/never", 504, "")},
	{"cgi never ends", truncates("/cgi/half")},
	{"cgi closes its output and goes on", gives("GET", "/cgi/closes", 200, "closed")},
	{"cgi leaves a child", gives("GET", "/cgi/orphan", 200, "orphan")},
	{"cgi program is missing", gives("GET", "/missing/", 500, "")},
	{"cgi over HTTP/1.0", func(s *server) error {
		text, err := s.raw("GET /cgi/ HTTP/1.0\r\n\r\n")
		if err != nil || !strings.HasPrefix(text, "HTTP/1.0 200") || !strings.HasSuffix(text, "\r\n\r\nhello") || strings.Contains(text, "chunked") {
			return fmt.Errorf("%q, %v", text, err)
		}
		return nil
	}},
	{"lws_cgi answers and tells", func(s *server) error {
		for _, c := range []struct {
			how, body, text, events string
			status                  int
		}{
			{"d", "", "hello", "attach output terminated", 200},
			{"d/echo", "a body", "a body", "attach input completed output terminated", 200},
			{"p", "", "hello", "attach output terminated", 200},
			{"w", "", "hello", "attach output writeable terminated", 200},
			{"k/never", "", "", "attach terminated", 502},
			{"a", "", "", "", 500},
		} {
			query := fmt.Sprintf("query-%d", time.Now().UnixNano())
			method := "GET"
			if c.body != "" {
				method = "POST"
			}
			r, text, err := s.ask(method, "/api/"+c.how+"?"+query, strings.NewReader(c.body))
			if err != nil || r.StatusCode != c.status || !strings.Contains(text, c.text) {
				return fmt.Errorf("%s: %v, %.100q, %v", c.how, r, text, err)
			}
			if c.events == "" {
				continue
			}
			if !s.logs("api " + query) {
				return fmt.Errorf("%s: nothing is told", c.how)
			}
			_, told, _ := strings.Cut(s.log.String(), "api "+query)
			told, _, _ = strings.Cut(told, "\n")
			// Input and output may come in any order.
			heard := strings.Fields(told)
			if len(heard) > 2 {
				slices.Sort(heard[1 : len(heard)-1])
			}
			want := strings.Fields(c.events)
			slices.Sort(want[1 : len(want)-1])
			if !slices.Equal(heard, want) {
				return fmt.Errorf("%s: %q, not %q", c.how, heard, want)
			}
		}
		return nil
	}},
	{"lws_cgi gives arguments and variables", func(s *server) error {
		_, text, err := s.ask("GET", "/api/d/environment?x=y", nil)
		if err != nil {
			return err
		}
		for _, want := range []string{"COLOUR=red\n", "SCRIPT_NAME=/api/d\n", "PATH_INFO=/environment\n", "QUERY_STRING=x=y\n", "REQUEST_METHOD=GET\n"} {
			if !strings.Contains(text, want) {
				return fmt.Errorf("no %q in %q", want, text)
			}
		}
		_, text, err = s.ask("GET", "/api/v/environment", nil)
		if err != nil || !strings.Contains(text, "PWD=/tmp\n") {
			return fmt.Errorf("%q, %v", text, err)
		}
		return nil
	}},
	{"lws_cgi lets the callback write the body", func(s *server) error {
		_, text, err := s.ask("POST", "/api/f/echo", strings.NewReader("xaxbxcx"))
		if err == nil || text != "abc" {
			// Its length is that of the whole body.
			return fmt.Errorf("%q, %v", text, err)
		}
		return nil
	}},
	{"lws_cgi lets the callback read the output", func(s *server) error {
		r, text, err := s.ask("GET", "/api/o", nil)
		if r == nil || r.Header.Get("Content-Type") != "text/x-own" || text != "Content-Type: text/plain\n\nhello" {
			return fmt.Errorf("%v, %q, %v", r, text, err)
		}
		return nil
	}},
	{"lws_cgi large", func(s *server) error {
		for _, how := range []string{"d", "p", "w"} {
			if _, text, err := s.ask("GET", "/api/"+how+"/large", nil); err != nil || len(text) != 20_000_000 {
				return fmt.Errorf("%s: %d bytes, %v", how, len(text), err)
			}
		}
		return nil
	}},
	{"lws_cgi fails in a callback", func(s *server) error {
		if r, text, err := s.ask("GET", "/api/r", nil); err == nil {
			return fmt.Errorf("%v, %q", r, text)
		}
		return gives("GET", "/api/p/rubbish", 500, "")(s)
	}},

	{"proxy says hello", gives("GET", "/proxy/", 200, "hello from behind")},
	{"proxy to a unix socket", gives("GET", "/unix/x?y=z", 200, "hello from behind")},
	{"proxy request fields", proxyFields},
	{"proxy keeps what it covers", func(s *server) error {
		text, err := s.raw("GET /proxy/../proxy/a%20b+c/%2e%2e/seen?q=%26+1 HTTP/1.0\r\nHost: h\r\n\r\n")
		if err != nil || !strings.Contains(text, "GET /back/seen?q=%26+1\n") {
			return fmt.Errorf("%q, %v", text, err)
		}
		return nil
	}},
	{"proxy methods", func(s *server) error {
		for _, method := range []string{"PUT", "PATCH", "DELETE", "OPTIONS"} {
			if err := gives(method, "/proxy/seen", 200, method+" /back/seen\n")(s); err != nil {
				return fmt.Errorf("%s: %w", method, err)
			}
		}
		return gives("HEAD", "/proxy/seen", 200, "")(s)
	}},
	{"proxy gets a body", func(s *server) error {
		_, text, err := s.ask("POST", "/proxy/count", zeros(50_000_000))
		if err != nil || text != "50000000 <nil>" {
			return fmt.Errorf("chunked: %q, %v", text, err)
		}
		_, text, err = s.ask("POST", "/proxy/count", bytes.NewReader(make([]byte, 3_000_000)))
		if err != nil || text != "3000000 <nil>" {
			return fmt.Errorf("%q, %v", text, err)
		}
		_, text, err = s.ask("POST", "/unix/echo", strings.NewReader("echo"))
		if err != nil || text != "echo" {
			return fmt.Errorf("%q, %v", text, err)
		}
		return nil
	}},
	{"proxy streams", gives("GET", "/proxy/stream", 200, "piece 4\n")},
	{"proxy without content", gives("GET", "/proxy/none", 204, "")},
	{"proxy response fields", func(s *server) error {
		r, _, err := s.ask("GET", "/proxy/status", nil)
		if err != nil || r.StatusCode != 303 || r.Header.Get("Location") != "/proxy/somewhere" || len(r.Header["Set-Cookie"]) != 2 || r.Header["Set-Cookie"][0] != "a=1; Path=/proxy" {
			return fmt.Errorf("%v, %v", r, err)
		}
		return nil
	}},
	{"proxy keeps the connection", func(s *server) error {
		text, err := s.raw("GET /proxy/ HTTP/1.1\r\nHost: h\r\n\r\nGET /cgi/ HTTP/1.1\r\nHost: h\r\n\r\nGET /proxy/ HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
		if err != nil || strings.Count(text, "HTTP/1.1 200 OK") != 3 || strings.Count(text, "from behind") != 2 {
			return fmt.Errorf("%q, %v", text, err)
		}
		return nil
	}},
	{"proxy to nobody", gives("GET", "/nobody/", 503, "")},
	{"proxy to one who is silent", gives("GET", "/proxy/slow", 504, "")},
	{"proxy gets rubbish", gives("GET", "/bad/rubbish", 502, "")},
	{"proxy gets nothing", gives("GET", "/bad/empty", 502, "")},
	{"proxy gets a length and chunks", gives("GET", "/bad/both", 502, "")},
	{"proxy gets two lengths", gives("GET", "/bad/lengths", 502, "")},
	{"proxy gets a negative length", gives("GET", "/bad/negative", 502, "")},
	{"proxy gets another protocol", gives("GET", "/bad/switches", 502, "")},
	{"proxy gets a flood of fields", gives("GET", "/bad/headers", 502, "")},
	{"proxy gets too little", truncates("/bad/truncated")},
	{"proxy gets a bad chunk", truncates("/bad/chunk")},
	{"proxy gets no last chunk", truncates("/bad/cut")},
	{"proxy keeps connections to the back end", kept},
	{"proxy asks again over a new connection", func(s *server) error {
		for range 5 {
			if err := gives("GET", "/bad/once", 200, "once")(s); err != nil {
				return err
			}
		}
		return nil
	}},
	{"proxy never mixes responses", func(s *server) error {
		for range 5 {
			if _, text, err := s.ask("GET", "/bad/late", nil); err != nil || text != "first" {
				return fmt.Errorf("%q, %v", text, err)
			}
			// What comes while a connection waits is nobody's.
			time.Sleep(100 * time.Millisecond)
		}
		return nil
	}},
	{"proxy gets two responses", func(s *server) error {
		text, err := s.raw("GET /bad/two HTTP/1.1\r\nHost: h\r\n\r\nGET /proxy/ HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
		if err != nil || strings.Contains(text, "second") || !strings.Contains(text, "\r\n\r\nfirstHTTP/1.1 200") {
			return fmt.Errorf("%q, %v", text, err)
		}
		return nil
	}},
	{"proxy passes no hop-by-hop fields back", func(s *server) error {
		r, text, err := s.ask("GET", "/bad/interim", nil)
		if err != nil || r.StatusCode != 200 || text != "ok" || r.Header.Get("X-Hop") != "" || r.Header.Get("Keep-Alive") != "" {
			return fmt.Errorf("%v, %q, %v", r, text, err)
		}
		return nil
	}},
	{"proxy gets a body until the end", gives("GET", "/bad/until-end", 200, "until the end")},
	{"proxy asks for credentials", func(s *server) error {
		r, _, err := s.ask("GET", "/guarded/seen", nil)
		if err != nil || r.StatusCode != 401 {
			return fmt.Errorf("%v, %v", r, err)
		}
		r, text, err := s.ask("GET", "/guarded/seen", nil, "Authorization", "Basic am9lOnNlY3JldA==")
		if err != nil || r.StatusCode != 200 || strings.Contains(text, "authorization") {
			return fmt.Errorf("%v, %q, %v", r, text, err)
		}
		return nil
	}},
	{"digest by curl", digestByCurl},
	{"digest by Python", digestByPython},
	{"digest is asked for", digestAsked},
	{"proxy to a TLS back end", func(s *server) error {
		if err := gives("GET", "/tls/seen?a=b", 200, "GET /back/seen?a=b")(s); err != nil {
			return err
		}
		_, text, err := s.ask("POST", "/tls/count", zeros(20_000_000))
		if err != nil || text != "20000000 <nil>" {
			return fmt.Errorf("%q, %v", text, err)
		}
		r, text, err := s.ask("GET", "/tls/large?n=5000000", nil)
		if err != nil || len(text) != 5_000_000 {
			return fmt.Errorf("%v, %d bytes, %v", r, len(text), err)
		}
		return nil
	}},
	{"proxy checks the name of a TLS back end", refuses("/tls-name/seen", "hostname mismatch")},
	{"proxy checks who vouches for a TLS back end", refuses("/tls-untrusted/seen", "self-signed certificate")},
	{"pages are rewritten", func(s *server) error {
		if err := gives("GET", "/page/small.page", 200, "hello world!")(s); err != nil {
			return err
		}
		r, text, err := s.ask("GET", "/page/large.page", nil)
		if err != nil || text != strings.Repeat("a line of a page\n", 20_000) {
			return fmt.Errorf("%v, %d bytes, %v", r, len(text), err)
		}
		r, text, err = s.ask("HEAD", "/page/large.page", nil)
		if err != nil || r.StatusCode != 200 || text != "" {
			return fmt.Errorf("%v, %q, %v", r, text, err)
		}
		return nil
	}},
	{"files that shrink", shrinking},
	{"files that vanish", vanishing},
	{"uploads", uploads},
	{"uploads to a full disk", fullDisk},
	{"cancelled requests end what they began", cancelled},
	{"many at once", many},
	{"proxy passes WebSockets on", socket},
	{"proxy passes WebSockets of HTTP/2 on", extendedConnect},
	{"curl agrees", curl},
	{"a client that reads slowly", slowClient},
	{"nothing is left behind", leaks},
}

// raw sends bytes and reads until the end.
func (s *server) raw(text string) (string, error) {
	c, err := net.DialTimeout("tcp", s.address, 5*time.Second)
	if err != nil {
		return "", err
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := io.WriteString(c, text); err != nil {
		return "", err
	}
	all, err := io.ReadAll(c)
	return string(all), err
}

func cgiEnvironment(s *server) error {
	_, text, err := s.ask("GET", "/cgi/environment?a=b&c=%20d", nil, "Proxy", "http://evil/", "X-Mine", "1",
		"X_Mine", "spoofed", "Authorization", "Basic am9lOnNlY3JldA==", "Cookie", "a=1")
	if err != nil {
		return err
	}
	address, err := url.Parse(s.base)
	if err != nil {
		return err
	}
	wanted := []string{
		"MOOD=good", "QUERY_STRING=a=b&c=%20d", "PATH_INFO=/environment", "SCRIPT_NAME=/cgi", "HTTP_X_MINE=1", "REMOTE_ADDR=127.0.0.1",
		"GATEWAY_INTERFACE=CGI/1.1", "HTTP_COOKIE=a=1", "SERVER_NAME=" + address.Hostname(), "SERVER_PORT=" + address.Port(),
		"REQUEST_METHOD=GET", "REQUEST_URI=/cgi/environment?a=b&c=%20d", "HTTP_HOST=" + address.Host, "REQUEST_SCHEME=" + address.Scheme,
	}
	unwanted := []string{"HTTP_PROXY", "spoofed", "AUTHORIZATION", "LD_LIBRARY_PATH", "HTTP_:", "HTTP_METHOD"}
	if s.http2 {
		wanted = append(wanted, "SERVER_PROTOCOL=HTTP/2.0")
	} else {
		wanted = append(wanted, "SERVER_PROTOCOL=HTTP/1.1")
	}
	if address.Scheme == "https" {
		wanted = append(wanted, "HTTPS=on")
	} else {
		unwanted = append(unwanted, "HTTPS")
	}
	for _, want := range wanted {
		if !strings.Contains(text, want+"\n") {
			return fmt.Errorf("no %s in %q", want, text)
		}
	}
	for _, no := range unwanted {
		if strings.Contains(text, no) {
			return fmt.Errorf("%s in %q", no, text)
		}
	}
	r, _, err := s.ask("GET", "/cgi/environment", nil, "X-Large", strings.Repeat("x", 3000))
	if err != nil || r.StatusCode != 200 {
		return fmt.Errorf("a large field: %v, %v", r, err)
	}
	return nil
}

func proxyFields(s *server) error {
	text, err := s.raw("GET /proxy/seen?x=%20 HTTP/1.1\r\nHost: front.example\r\nConnection: close, X-Secret\r\nX-Secret: 1\r\n" +
		"Keep-Alive: 1\r\nTE: trailers\r\nUpgrade: x\r\nX-Forwarded-For: 192.0.2.1\r\nX-Mine: 1\r\nX-Mine: 2\r\nAccept: a\r\n\r\n")
	if err != nil {
		return err
	}
	for _, want := range []string{
		"GET /back/seen?x=%20\n", "host: front.example\n", "x-forwarded-for: 192.0.2.1, 127.0.0.1\n", "x-mine: 1|2\n", "accept: a\n", "via: 1.1 default\n",
	} {
		if !strings.Contains(text, want) {
			return fmt.Errorf("no %q in %q", want, text)
		}
	}
	for _, no := range []string{"x-secret", "keep-alive", "\nte:", "upgrade"} {
		if strings.Contains(text, no) {
			return fmt.Errorf("%s in %q", no, text)
		}
	}
	return nil
}

// socket sends a megabyte through an upgraded connection and expects it back.
func socket(s *server) error {
	c, err := net.Dial("tcp", s.address)
	if err != nil {
		return err
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(10 * time.Second))
	fmt.Fprint(c, "GET /unix/socket HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"+
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\nearly")
	in := bufio.NewReader(c)
	r, err := http.ReadResponse(in, nil)
	if err != nil {
		return err
	}
	if r.StatusCode != 101 || r.Header.Get("X-Key") != "dGhlIHNhbXBsZSBub25jZQ==" || r.Header.Get("Upgrade") != "websocket" {
		return fmt.Errorf("%v", r)
	}
	sent := bytes.Repeat([]byte("0123456789abcdef"), 64<<10)
	go c.Write(sent)
	got := make([]byte, len("firstearly")+len(sent))
	if _, err := io.ReadFull(in, got); err != nil {
		return err
	}
	if string(got) != "firstearly"+string(sent) {
		return fmt.Errorf("%.40q…", got)
	}
	return c.(*net.TCPConn).CloseWrite()
}

func curl(s *server) error {
	if _, err := exec.LookPath("curl"); err != nil {
		fmt.Println("     (there is no curl)")
		return nil
	}
	for _, path := range []string{"/cgi/", "/proxy/stream", "/unix/"} {
		if out, err := exec.Command("curl", "-sSf", "--max-time", "10", s.base+path).CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %v %s", path, err, out)
		}
	}
	out, err := exec.Command("curl", "-sSf", "--max-time", "10", "-d", "a=b", s.base+"/cgi/echo", s.base+"/proxy/echo").CombinedOutput()
	if err != nil || string(out) != "a=ba=b" {
		return fmt.Errorf("%v %s", err, out)
	}
	return nil
}

// slowClient does not read what it asked for: the server must not collect it.
func slowClient(s *server) error {
	const connections = 20
	before := s.resident()
	var open []net.Conn
	defer func() {
		for _, c := range open {
			c.Close()
		}
	}()
	for range connections {
		c, err := net.Dial("tcp", s.address)
		if err != nil {
			return err
		}
		open = append(open, c)
		if _, err := io.WriteString(c, "GET /proxy/large?n=200000000 HTTP/1.1\r\nHost: h\r\n\r\n"); err != nil {
			return err
		}
	}
	time.Sleep(1500 * time.Millisecond)
	if grown := s.resident() - before; grown > connections*2048 {
		return fmt.Errorf("memory grew by %d KiB for %d clients that do not read", grown, connections)
	}
	// One that reads at last gets it all.
	_ = open[0].SetDeadline(time.Now().Add(20 * time.Second))
	r, err := http.ReadResponse(bufio.NewReader(open[0]), nil)
	if err != nil {
		return err
	}
	n, err := io.Copy(io.Discard, r.Body)
	if err != nil || n != 200_000_000 {
		return fmt.Errorf("%d bytes, %v", n, err)
	}
	return nil
}
