package ws

// ValidityAction is what a Validity asks for.
type ValidityAction uint8

const (
	// StillValid asks for nothing.
	StillValid ValidityAction = iota
	// SendPing asks for a ping, with an empty payload.
	SendPing
	// HangUp asks to drop the connection, without a close frame.
	HangUp
)

// Validity watches that a connection works in both directions, which only an
// answer from the peer proves: a pong does, other data does not (RFC 6455
// §5.5.2). One ping is sent when nothing has proved it for a time, and the
// connection is given up when nothing has for a longer time. All times are in
// microseconds. The zero value watches nothing.
type Validity struct {
	ping, hangup int64 // allowed age of the proof
	proved       int64
	pinged       bool // since the last proof
}

// Init starts watching at time now. Without a hangup time nothing is watched.
// Without a ping time, or with one not below the hangup time, no ping is sent.
func (v *Validity) Init(ping, hangup, now int64) {
	*v = Validity{ping: ping, hangup: hangup, proved: now}
}

// Confirm says that the connection was proved valid at time now.
func (v *Validity) Confirm(now int64) {
	v.proved = now
	v.pinged = false
}

// Step returns what is due at time now. Each ping is asked for once.
func (v *Validity) Step(now int64) ValidityAction {
	switch due := v.Next(); {
	case due == 0 || now < due:
		return StillValid
	case now >= v.proved+v.hangup:
		return HangUp
	}
	v.pinged = true
	return SendPing
}

// Next returns when Step is due, 0 for never.
func (v *Validity) Next() int64 {
	if v.hangup <= 0 {
		return 0
	}
	if v.ping > 0 && v.ping < v.hangup && !v.pinged {
		return v.proved + v.ping
	}
	return v.proved + v.hangup
}
