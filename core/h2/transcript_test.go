package h2

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/http2/hpack"
)

// The tests describe what a peer sends with a wire, and what comes out as a
// transcript: a line for each event (the pieces of a body joined) and, behind a
// '>', for each frame that is sent.

// wire builds what a peer sends.
type wire struct {
	b     []byte
	block bytes.Buffer
	enc   *hpack.Encoder
}

// step adds to a wire.
type step func(*wire)

// build starts with what opens a connection towards the end of cfg.
func build(cfg *Config, steps ...step) []byte {
	w := new(wire)
	w.enc = hpack.NewEncoder(&w.block)
	if !cfg.Client {
		w.b = append(w.b, Preface...)
	}
	raw(FrameSettings, 0, 0, "")(w)
	for _, s := range steps {
		s(w)
	}
	return w.b
}

// raw is a frame as it is.
func raw(kind FrameType, flags Flags, id uint32, payload string) step {
	return func(w *wire) {
		w.b = frameHeader{uint32(len(payload)), id, kind, flags}.append(w.b)
		w.b = append(w.b, payload...)
	}
}

// fields is a HEADERS frame with a block in one piece: names and values in turn.
func fields(id uint32, flags Flags, list ...string) step {
	return func(w *wire) {
		w.block.Reset()
		for i := 0; i < len(list); i += 2 {
			w.enc.WriteField(hpack.HeaderField{Name: list[i], Value: list[i+1]})
		}
		raw(FrameHeaders, flags|FlagEndHeaders, id, w.block.String())(w)
	}
}

// get and post are requests without and with a body; post has more fields.
func get(id uint32) step { return fields(id, FlagEndStream, plain...) }

func post(id uint32, more ...string) step {
	return fields(id, 0, append(append([]string(nil), plain...), more...)...)
}

var plain = []string{":method", "GET", ":scheme", "http", ":path", "/", ":authority", "a.test"}

// with returns plain with the fields named changed; an empty value takes one out.
func with(change ...string) (out []string) {
	out = append(out, plain...)
next:
	for i := 0; i < len(change); i += 2 {
		for k := 0; k < len(out); k += 2 {
			if out[k] == change[i] {
				if out[k+1] = change[i+1]; change[i+1] == "" {
					out = append(out[:k:k], out[k+2:]...)
				}
				continue next
			}
		}
		out = append(out, change[i], change[i+1])
	}
	return out
}

func data(id uint32, flags Flags, payload string) step { return raw(FrameData, flags, id, payload) }

func u32(v ...uint32) string {
	var b []byte
	for _, x := range v {
		b = binary.BigEndian.AppendUint32(b, x)
	}
	return string(b)
}

func setting(id uint16, v uint32) string {
	return string(binary.BigEndian.AppendUint16(nil, id)) + u32(v)
}

func settings(p string) step             { return raw(FrameSettings, 0, 0, p) }
func reset(id uint32, code ErrCode) step { return raw(FrameReset, 0, id, u32(uint32(code))) }
func window(id, n uint32) step           { return raw(FrameWindowUpdate, 0, id, u32(n)) }
func times(n int, s func(i int) step) step {
	return func(w *wire) {
		for i := range n {
			s(i)(w)
		}
	}
}

var kindNames = map[Kind]string{Headers: "headers", Informational: "interim", Trailers: "trailers", Data: "data", Reset: "reset",
	StreamError: "stream error", StreamRefused: "refused", GoAway: "goaway", PeerSettings: "settings", SettingsAcked: "acked",
	WindowOpened: "window", PingAcked: "pinged"}

// player feeds a Conn and writes the transcript.
type player struct {
	t     testing.TB
	c     *Conn
	lines []string
	body  []byte
	of    *Stream // whose body is in body
	err   *Error
	now   int64
	keep  bool // bytes of bodies are not given back
}

func newPlayer(t testing.TB, cfg *Config) *player {
	p := &player{t: t, c: new(Conn)}
	p.c.Init(cfg, 0)
	return p
}

// feed gives one piece of input.
func (p *player) feed(b []byte) {
	p.t.Helper()
	var ev Event
	for {
		n, err := p.c.Next(&ev, b, p.now)
		if n < 0 || n > len(b) {
			p.t.Fatalf("consumed %d of %d", n, len(b))
		}
		b = b[n:]
		if err != nil {
			p.flush()
			if ev.Kind != NeedMore {
				p.t.Fatal("event and error")
			}
			if p.err == nil {
				p.lines = append(p.lines, "error: "+err.Text)
			} else if p.err != err {
				p.t.Fatalf("%v after %v", err, p.err)
			}
			p.err = err
			return
		}
		if ev.Kind == NeedMore {
			if len(b) != 0 {
				p.t.Fatalf("%d bytes left", len(b))
			}
			return
		}
		p.event(&ev)
	}
}

func (p *player) flush() {
	if p.of != nil {
		p.lines = append(p.lines, fmt.Sprintf("data %d %q", p.of.ID(), p.body))
		p.of, p.body = nil, nil
	}
}

func (p *player) event(ev *Event) {
	if ev.Kind == Data {
		if p.of != ev.Stream {
			p.flush()
		}
		p.of, p.body = ev.Stream, append(p.body, ev.Payload...)
		if ev.End {
			n := len(p.body)
			p.flush()
			p.lines[len(p.lines)-1] += " end"
			if !p.keep {
				p.c.Consumed(ev.Stream, n)
			}
		}
		return
	}
	p.flush()
	l := kindNames[ev.Kind]
	if ev.Stream != nil {
		l += fmt.Sprint(" ", ev.Stream.ID())
	}
	if ev.Status != 0 {
		l += fmt.Sprint(" ", ev.Status)
	}
	switch ev.Kind {
	case Headers, Informational, Trailers:
		for _, f := range p.c.Fields() {
			if f.Name[0] != ':' {
				l += " " + f.Name + "=" + f.Value
			}
		}
	case Reset:
		l += " " + ev.Code.String()
	case StreamError:
		l += ": " + ev.Err.Text
	case GoAway:
		l += fmt.Sprintf(" %d %s %q", ev.Last, ev.Code, ev.Payload)
	case PingAcked:
		l += fmt.Sprintf(" %q", ev.Payload)
	}
	if ev.End && ev.Kind != Trailers {
		l += " end"
	}
	p.lines = append(p.lines, l)
	switch ev.Kind {
	case Reset, StreamError, StreamRefused:
		p.c.Release(ev.Stream)
	}
}

// output adds what is to be sent to the transcript.
func (p *player) output() {
	p.t.Helper()
	p.flush()
	b := bytes.TrimPrefix(p.c.Output(), []byte(Preface))
	for len(b) > 0 {
		h := parseFrameHeader(b)
		pl := b[FrameHeaderLen:][:h.length]
		b = b[FrameHeaderLen+int(h.length):]
		l := ""
		switch h.kind {
		case FrameSettings:
			l = "SETTINGS"
			if h.flags.Has(FlagAck) {
				l = "ACK"
			}
		case FrameReset:
			l = fmt.Sprintf("RST_STREAM %d %s", h.stream, ErrCode(binary.BigEndian.Uint32(pl)))
		case FrameGoAway:
			l = fmt.Sprintf("GOAWAY %d %s", binary.BigEndian.Uint32(pl), ErrCode(binary.BigEndian.Uint32(pl[4:])))
		case FrameWindowUpdate:
			l = fmt.Sprintf("WINDOW_UPDATE %d %d", h.stream, binary.BigEndian.Uint32(pl))
		case FramePing:
			l = fmt.Sprintf("PING %x %q", h.flags, pl)
		case FrameHeaders:
			l = fmt.Sprintf("HEADERS %d %x", h.stream, h.flags)
		case FrameContinuation:
			l = fmt.Sprintf("CONTINUATION %d %x", h.stream, h.flags)
		default:
			p.t.Fatalf("frame of type %d", h.kind)
		}
		p.lines = append(p.lines, "> "+l)
	}
	p.c.Sent(len(p.c.Output()))
}

// play feeds all of in, in pieces of n bytes (0: at once), and returns the
// transcript without what every connection begins with.
func play(t testing.TB, cfg *Config, in []byte, n int) string {
	t.Helper()
	p := newPlayer(t, cfg)
	p.c.Sent(len(p.c.Output()))
	for len(in) > 0 {
		k := len(in)
		if n > 0 {
			k = min(n, k)
		}
		p.feed(in[:k])
		in = in[k:]
	}
	p.output()
	return p.transcript()
}

// transcript returns all lines but those about the first SETTINGS.
func (p *player) transcript() string {
	lines := append([]string(nil), p.lines...)
	for _, first := range []string{"settings", "> ACK"} {
		if i := slices.Index(lines, first); i >= 0 {
			lines = slices.Delete(lines, i, i+1)
		}
	}
	return strings.Join(lines, "\n")
}
