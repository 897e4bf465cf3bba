package engine

import "github.com/golws/golws/core/ws"

const (
	// rowMost and rowBytes bound a row: what is at its end should still be in the
	// processor's cache when its turn comes.
	rowMost  = 64
	rowBytes = 16 << 10
)

// Piece is a message in a row.
type Piece struct {
	// Payload has room for a byte behind it.
	Payload []byte
	Opcode  ws.Opcode
	frame   []byte // that Payload lies in
}

// deliverRow gives the program the message in ev, and along with it those in the
// frames behind it, as far as they are messages as a whole: so not each of them
// enters C by itself. rest is what follows ev; used is how much of it that was, told
// how many messages, most at most. The connection may be over when it returns.
func (r webSocket) deliverRow(c *Conn, ev *ws.Event, rest []byte, most int) (used, told int, alive bool) {
	decoder := &c.ws.decoder
	row := append(c.thread.row[:0], Piece{Payload: ev.Payload, Opcode: ev.Opcode})
	c.thread.row = nil
	most = min(most, rowMost)
	for ahead := rest; len(row) < most && len(rest)-len(ahead) < rowBytes; {
		payload, op, n := decoder.Whole(ahead)
		if n == 0 {
			break
		}
		if cap(payload) == len(payload) { // the byte behind it is not ours
			decoder.PutBack(ahead[:n], len(payload))
			break
		}
		row = append(row, Piece{payload, op, ahead[:n]})
		ahead = ahead[n:]
	}
	if len(row) == 1 {
		c.thread.row = row[:0]
		return 0, 1, r.deliver(c, ev)
	}
	told, result := c.host().CallbackReceives(c, r.reasons.receive, row)
	for i := range row {
		switch p := &row[i]; {
		case i < told:
			used += len(p.frame)
		default:
			decoder.PutBack(p.frame, len(p.Payload))
		}
		row[i] = Piece{}
	}
	c.thread.row = row[:0]
	if result != 0 || c.closed {
		r.programEnded(c)
		return used, told, false
	}
	return used, told, true
}
