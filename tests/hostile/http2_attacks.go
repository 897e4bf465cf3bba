package main

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

const calm = http2.ErrCodeEnhanceYourCalm

// id is the i-th stream of a client.
func id(i int) uint32 { return uint32(2*i + 1) }

// http2Attacks are judged by RFC 9113 section 5.4 and the CVE of each flood.
var http2Attacks = []attack{
	{name: "HTTP/2: rapid reset", alpn: alpnHTTP2, run: calmed(func(p *http2Peer, i int) { // CVE-2023-44487
		p.request(id(i), "GET", true)
		p.frames.WriteRSTStream(id(i), http2.ErrCodeCancel)
	}, calm)},
	{name: "HTTP/2: resets that the server is made to send", alpn: alpnHTTP2, run: calmed(func(p *http2Peer, i int) { // CVE-2025-8671
		p.request(id(i), "POST", false)
		p.frames.WriteRawFrame(http2.FrameWindowUpdate, 0, id(i), make([]byte, 4))
	}, calm)},
	{name: "HTTP/2: CONTINUATION without end", alpn: alpnHTTP2, run: calmed(func(p *http2Peer, i int) { // CVE-2024-27316
		if i == 0 {
			p.frames.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: p.head("GET", "/")})
		}
		p.block.Reset()
		p.fields.WriteField(hpack.HeaderField{Name: "x-more", Value: "of it", Sensitive: true})
		p.frames.WriteContinuation(1, false, p.block.Bytes())
	}, calm)},
	{name: "HTTP/2: empty CONTINUATIONs", alpn: alpnHTTP2, run: calmed(func(p *http2Peer, i int) {
		if i == 0 {
			p.frames.WriteHeaders(http2.HeadersFrameParam{StreamID: 1})
		}
		p.frames.WriteContinuation(1, false, nil)
	}, calm)},
	{name: "HTTP/2: PINGs", alpn: alpnHTTP2, run: calmed(func(p *http2Peer, i int) { // CVE-2019-9512
		p.frames.WritePing(false, [8]byte{byte(i)})
	}, calm)},
	{name: "HTTP/2: SETTINGS", alpn: alpnHTTP2, run: calmed(func(p *http2Peer, i int) { // CVE-2019-9515
		p.frames.WriteSettings(http2.Setting{ID: http2.SettingHeaderTableSize, Val: uint32(i)})
	}, calm)},
	{name: "HTTP/2: empty DATA", alpn: alpnHTTP2, run: calmed(func(p *http2Peer, i int) { // CVE-2019-9518
		if i == 0 {
			p.request(1, "POST", false)
		}
		p.frames.WriteData(1, false, nil)
	}, calm)},
	{name: "HTTP/2: PRIORITY", alpn: alpnHTTP2, run: calmed(func(p *http2Peer, i int) { // CVE-2019-9513
		p.frames.WritePriority(id(i), http2.PriorityParam{Weight: byte(i)})
	}, calm)},
	{name: "HTTP/2: frames of unknown types", alpn: alpnHTTP2, run: calmed(func(p *http2Peer, i int) {
		p.frames.WriteRawFrame(0x99, 0, 0, []byte("?"))
	}, calm)},
	{name: "HTTP/2: tiny window updates", alpn: alpnHTTP2, run: calmed(func(p *http2Peer, i int) { // CVE-2019-9511
		p.frames.WriteWindowUpdate(0, 1)
	}, calm)},
	{name: "HTTP/2: fields without names", alpn: alpnHTTP2, run: calmed(func(p *http2Peer, i int) { // CVE-2019-9516
		p.request(id(i), "GET", true, hpack.HeaderField{Value: "x", Sensitive: true})
	}, calm)},
	{name: "HTTP/2: a header bomb", alpn: alpnHTTP2, run: headerBomb}, // CVE-2016-6581
	{name: "HTTP/2: header bombs", alpn: alpnHTTP2, run: calmed(func(p *http2Peer, i int) { // each is refused
		bomb(p, i)
	}, calm)},
	{name: "HTTP/2: a table of 4 GiB", alpn: alpnHTTP2, run: broken(func(p *http2Peer) {
		p.frames.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: []byte{0x3f, 0xe0, 0xff, 0xff, 0xff, 0x0f}, EndHeaders: true})
	}, http2.ErrCodeCompression)},
	{name: "HTTP/2: a length without end", alpn: alpnHTTP2, run: broken(func(p *http2Peer) {
		p.frames.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: append([]byte{0x7f}, bytes.Repeat([]byte{0xff}, 100)...), EndHeaders: true})
	}, http2.ErrCodeCompression)},
	{name: "HTTP/2: a field that is not in the table", alpn: alpnHTTP2, run: broken(func(p *http2Peer) {
		p.frames.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: []byte{0xff, 0x7f}, EndHeaders: true})
	}, http2.ErrCodeCompression)},
	{name: "HTTP/2: a frame of 16 MiB", alpn: alpnHTTP2, run: broken(func(p *http2Peer) {
		p.out.Write([]byte{0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 1})
	}, http2.ErrCodeFrameSize)},
	{name: "HTTP/2: windows that overflow", alpn: alpnHTTP2, run: broken(func(p *http2Peer) {
		p.frames.WriteWindowUpdate(0, 1<<31-1)
	}, http2.ErrCodeFlowControl)},
	{name: "HTTP/2: an initial window that overflows", alpn: alpnHTTP2, run: broken(func(p *http2Peer) {
		p.frames.WriteSettings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: 1 << 31})
	}, http2.ErrCodeFlowControl)},
	{name: "HTTP/2: DATA of no stream", alpn: alpnHTTP2, run: broken(func(p *http2Peer) {
		p.frames.WriteData(7, false, []byte("hello"))
	}, http2.ErrCodeProtocol)},
	{name: "HTTP/2: a promise of a client", alpn: alpnHTTP2, run: broken(func(p *http2Peer) {
		p.frames.WritePushPromise(http2.PushPromiseParam{StreamID: 1, PromiseID: 2, EndHeaders: true})
	}, http2.ErrCodeProtocol)},
	{name: "HTTP/2: garbage behind the preface", alpn: alpnHTTP2, run: func(c wire) error {
		b := make([]byte, 4096)
		rand.Read(b)
		binary.BigEndian.PutUint32(b, 0xffffff00) // a length beyond all limits
		p := newHTTP2Peer(c)
		p.out.Write(b)
		p.flush()
		return p.wantGoAway([]http2.ErrCode{http2.ErrCodeFrameSize})
	}},
	{name: "HTTP/2: streams beyond the limit", alpn: alpnHTTP2, run: manyStreams},
	{name: "HTTP/2: windows of zero", alpn: alpnHTTP2, run: zeroWindow},
	{name: "HTTP/2: half a preface", alpn: alpnHTTP2, run: func(c wire) error {
		send(c, []byte(http2.ClientPreface[:10]))
		return nil
	}},
	{name: "HTTP/2: a preface, then nothing", alpn: alpnHTTP2, run: func(c wire) error {
		send(c, []byte(http2.ClientPreface))
		linger(c)
		return nil
	}},
	{name: "HTTP/2: half a frame, reset", alpn: alpnHTTP2, run: func(c wire) error {
		p := newHTTP2Peer(c)
		p.request(1, "GET", true)
		b := p.out.Bytes()
		send(c, b[:len(b)-3])
		reset(c)
		return nil
	}},
	{name: "HTTP/2: pages that nobody reads", alpn: alpnHTTP2, run: func(c wire) error { // CVE-2019-9517
		c.SetReadBuffer(4096)
		p := newHTTP2Peer(c, http2.Setting{ID: http2.SettingInitialWindowSize, Val: 1<<31 - 1})
		p.frames.WriteWindowUpdate(0, 1<<30)
		for i := range 100 {
			p.request(id(i), "GET", true)
		}
		p.flush()
		time.Sleep(lingering)
		reset(c)
		return nil
	}},
	{name: "HTTP/2: a body that never comes", alpn: alpnHTTP2, run: func(c wire) error {
		p := newHTTP2Peer(c)
		p.request(1, "POST", false, hpack.HeaderField{Name: "content-length", Value: "1000000000"})
		p.flush()
		linger(c)
		return nil
	}},
}

// bomb is a request that refers to one long field of the table again and again
// (RFC 7541 section 7.3).
func bomb(p *http2Peer, i int) {
	field := hpack.HeaderField{Name: "x-bomb", Value: strings.Repeat("b", 3000)}
	more := make([]hpack.HeaderField, 200)
	for i := range more {
		more[i] = field
	}
	p.request(id(i), "GET", true, more...)
}

// headerBomb wants a bomb to be refused, and the connection to stay usable.
func headerBomb(c wire) error {
	p := newHTTP2Peer(c)
	bomb(p, 0)
	p.request(3, "GET", true)
	p.flush()
	status, _, err := p.answer(1, patience)
	var reset resetError
	if status != "431" && !errors.As(err, &reset) {
		return fmt.Errorf("status %q, %v", status, err)
	}
	return wantPage(p.answer(3, patience))
}

// manyStreams wants those beyond the limit to be refused, and others served when
// there is room again.
func manyStreams(c wire) error {
	const count = 300
	p := newHTTP2Peer(c)
	for i := range count {
		p.request(id(i), "POST", false)
	}
	p.flush()
	_, _, err := p.answer(id(count-1), patience)
	if err != resetError(http2.ErrCodeRefusedStream) {
		return fmt.Errorf("the last of %d streams: %v", count, err)
	}
	for i := range count - 1 {
		p.frames.WriteRSTStream(id(i), http2.ErrCodeCancel)
	}
	p.request(id(count), "GET", true)
	p.flush()
	return wantPage(p.answer(id(count), patience))
}

// zeroWindow asks for pages and takes none of their bodies: the server must give
// each up when its time is over.
func zeroWindow(c wire) error {
	const count = 50
	p := newHTTP2Peer(c, http2.Setting{ID: http2.SettingInitialWindowSize})
	for i := range count {
		p.request(id(i), "GET", true)
	}
	p.flush()
	_, body, err := p.answer(id(count-1), stallLimit)
	var reset resetError
	if !errors.As(err, &reset) || body > 0 {
		return fmt.Errorf("%d bytes, %v", body, err)
	}
	return nil
}

// stallLimit is when a stuck stream must be gone: the server's -t and patience.
const stallLimit = 10 * time.Second
