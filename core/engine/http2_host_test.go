package engine

import (
	"io"
	"net/http"
	"testing"
)

// With VHOST_UPG_STRICT_HOST_CHECK a WebSocket on a stream is for the vhost's own
// name only.
func TestHTTP2WebSocketStrictHost(t *testing.T) {
	h, v := http2House(t, VhostConfig{Name: "right.example", Options: OptionStrictHostCheck})
	defer h.destroy()
	client, transport := xnetClient()
	defer transport.CloseIdleConnections()
	ask := func(host string) (status int, err error) {
		in, out := io.Pipe()
		defer out.Close()
		request, _ := http.NewRequest("CONNECT", v.testURL("/ws"), in)
		request.Host = host
		request.Header[":protocol"] = []string{"websocket"}
		request.Header.Set("Sec-WebSocket-Version", "13")
		r, err := client.Do(request)
		if err != nil {
			return 0, err
		}
		r.Body.Close()
		return r.StatusCode, nil
	}
	h.during(func() {
		for _, host := range []string{"wrong.example", "right.example.evil", ""} {
			if status, err := ask(host); err == nil {
				t.Errorf("host %q: status %d", host, status)
			}
		}
		for _, host := range []string{"right.example", "RIGHT.example:8080"} {
			if status, err := ask(host); err != nil || status != 200 {
				t.Errorf("host %q: status %d, %v", host, status, err)
			}
		}
	})
	if n := h.program.count(ReasonEstablished); n != 2 {
		t.Errorf("%d established", n)
	}
}
