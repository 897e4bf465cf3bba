package ws

import "testing"

// echoEnd joins the machines to a whole endpoint that answers each message with
// the same message, as the Autobahn testsuite wants it: bytes in, bytes out.
type echoEnd struct {
	role    Role
	in      Decoder
	out     Writer
	closed  bool // our close frame is sent, or is not to be
	failed  bool // the peer broke the protocol
	message []byte
	sent    []byte // the output; the test takes it
	dropped bool
}

func newEcho(cfg *Config) *echoEnd {
	e := &echoEnd{role: cfg.Role}
	e.in.Init(cfg)
	return e
}

func (e *echoEnd) send(op Opcode, more bool, p []byte) {
	first, ok, _ := e.out.Frame(op, more, len(p))
	if !ok {
		return
	}
	if e.role == Server {
		e.sent = append(AppendHeader(e.sent, first, uint64(len(p))), p...)
		return
	}
	e.sent = append(AppendMaskedHeader(e.sent, first, uint64(len(p)), testKey), p...)
	Mask(e.sent[len(e.sent)-len(p):], testKey)
}

// close answers with a close frame, once.
func (e *echoEnd) close(code CloseCode, reason []byte) {
	if !e.closed {
		e.closed = true
		e.send(Close, false, AppendClose(nil, code, reason))
	}
}

// receive takes bytes from the peer.
func (e *echoEnd) receive(buf []byte) {
	var ev Event
	for !e.dropped {
		n, err := e.in.Next(&ev, buf)
		if err != nil {
			e.close(err.Code, []byte(err.Reason))
			e.failed = true
			return
		}
		switch ev.Kind {
		case NeedMore:
			return
		case DataReceived:
			if !e.closed {
				e.message = append(e.message, ev.Payload...)
				if ev.Flags.Has(MessageEnd) {
					e.send(ev.Opcode, false, e.message)
					e.message = e.message[:0]
				}
			}
		case PingReceived:
			e.send(Pong, false, ev.Payload)
		case CloseReceived:
			e.close(ev.Code, ev.Payload)
			e.dropped = true
		}
		buf = buf[n:]
	}
}

// answers gives the endpoint a stream in pieces and returns the transcript of
// its answers, as the peer reads them.
func answers(t *testing.T, role Role, stream []byte, cut int) (string, *echoEnd) {
	t.Helper()
	e := newEcho(&Config{Role: role, MaxPiece: 4096})
	if cut == 0 {
		cut = len(stream) + 1
	}
	for at := 0; at < len(stream); at += cut {
		e.receive(append([]byte(nil), stream[at:min(at+cut, len(stream))]...))
	}
	return decode(t, &Config{Role: 1 - role}, e.sent).String(), e
}
