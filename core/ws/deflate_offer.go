package ws

import "strconv"

// DeflateName is the extension token of RFC 7692 §7.
const DeflateName = "permessage-deflate"

const (
	leastWindowBits = 8  // RFC 7692 §7.1.2
	mostWindowBits  = 15 // RFC 7692 §7.1.2

	// frugalWindowBits is what a server asks of a client that lets it choose
	// (RFC 7692 §7.1.2.2): with it an idle connection keeps 8 KiB for receiving.
	frugalWindowBits = 13
)

// DeflateParams is the outcome of a negotiation, RFC 7692 §7.1.
type DeflateParams struct {
	// ServerNoTakeover and ClientNoTakeover: that end compresses each message
	// by itself.
	ServerNoTakeover, ClientNoTakeover bool
	// ServerBits and ClientBits are the logarithm of the largest distance that
	// end uses; 0 when it was not stated, which means 15.
	ServerBits, ClientBits uint8
}

// bitsOf is b, or what applies when it was not stated.
func bitsOf(b uint8) uint8 {
	if b == 0 {
		return mostWindowBits
	}
	return b
}

// deflateValue is what a parameter may have behind its name.
type deflateValue uint8

const (
	noValue deflateValue = iota
	needsBits
	mayHaveBits
)

// deflateParams are the parameters of RFC 7692 §7.1 and what each takes in an
// offer and in a response.
var deflateParams = [...]struct {
	name            string
	offer, response deflateValue
	store           func(p *DeflateParams, bits uint8)
}{
	{"server_no_context_takeover", noValue, noValue, func(p *DeflateParams, _ uint8) { p.ServerNoTakeover = true }}, // §7.1.1.1
	{"client_no_context_takeover", noValue, noValue, func(p *DeflateParams, _ uint8) { p.ClientNoTakeover = true }}, // §7.1.1.2
	{"server_max_window_bits", needsBits, needsBits, func(p *DeflateParams, bits uint8) { p.ServerBits = bits }},    // §7.1.2.1
	{"client_max_window_bits", mayHaveBits, needsBits, func(p *DeflateParams, bits uint8) { p.ClientBits = bits }},  // §7.1.2.2
}

// clientBits is the place of client_max_window_bits among deflateParams.
const clientBits = 3

// parse reads the parameters of e. seen has a bit for each one that is there.
// ok is false for one that is unknown, comes twice or has a wrong value
// (RFC 7692 §7.1).
func (p *DeflateParams) parse(e *Extension, response bool) (seen uint8, ok bool) {
	for _, param := range e.Params() {
		known := false
		for i := range deflateParams {
			d := &deflateParams[i]
			if d.name != param.Name {
				continue
			}
			kind := d.offer
			if response {
				kind = d.response
			}
			bits, ok := windowBits(param, kind)
			if !ok || seen&(1<<i) != 0 {
				return seen, false
			}
			d.store(p, bits)
			seen |= 1 << i
			known = true
		}
		if !known {
			return seen, false
		}
	}
	return seen, true
}

// windowBits is the value of a parameter: 8 to 15 without leading zeros
// (RFC 7692 §7.1.2), 0 for none.
func windowBits(p Param, kind deflateValue) (bits uint8, ok bool) {
	if !p.HasValue {
		return 0, kind != needsBits
	}
	if kind == noValue || len(p.Value) > 2 || p.Value == "" || p.Value[0] == '0' {
		return 0, false
	}
	n, err := strconv.ParseUint(p.Value, 10, 8)
	return uint8(n), err == nil && n >= leastWindowBits && n <= mostWindowBits
}

// AcceptDeflate is the server's side: it takes the first offer of
// permessage-deflate in a Sec-WebSocket-Extensions header that it can meet, and
// declines the others (RFC 7692 §5). own are wishes of the server itself.
func AcceptDeflate(offers string, own DeflateParams) (p DeflateParams, response string, ok bool) {
	l := Extensions(offers)
	var e Extension
	for l.Next(&e) {
		if e.Name != DeflateName {
			continue
		}
		p = DeflateParams{}
		seen, good := p.parse(&e, false)
		if !good {
			continue
		}
		p.ServerNoTakeover = p.ServerNoTakeover || own.ServerNoTakeover
		p.ClientNoTakeover = p.ClientNoTakeover || own.ClientNoTakeover
		if own.ServerBits != 0 {
			p.ServerBits = min(own.ServerBits, bitsOf(p.ServerBits))
		}
		if seen&(1<<clientBits) != 0 {
			p.ClientBits = min(bitsOf(p.ClientBits), frugalWindowBits)
			if own.ClientBits != 0 {
				p.ClientBits = min(p.ClientBits, own.ClientBits)
			}
		} // else the client is not to be told (§7.1.2.2)
		return p, p.String(), true
	}
	return DeflateParams{}, "", false
}

// String is the element of a Sec-WebSocket-Extensions header.
func (p DeflateParams) String() string {
	s := DeflateName
	if p.ServerNoTakeover {
		s += "; server_no_context_takeover"
	}
	if p.ClientNoTakeover {
		s += "; client_no_context_takeover"
	}
	if p.ServerBits != 0 {
		s += "; server_max_window_bits=" + strconv.Itoa(int(p.ServerBits))
	}
	if p.ClientBits != 0 {
		s += "; client_max_window_bits=" + strconv.Itoa(int(p.ClientBits))
	}
	return s
}

// CheckDeflate is the client's side: it reads the server's response to what was
// offered. negotiated tells that the response has the extension; failure is
// empty, or why the connection must be failed (RFC 7692 §5).
func CheckDeflate(offers, response string) (p DeflateParams, negotiated bool, failure string) {
	l := Extensions(response)
	var e Extension
	for l.Next(&e) {
		if e.Name != DeflateName {
			continue
		}
		if negotiated {
			return p, true, FailExtensionRejected // twice (§5.1: RSV1 has one owner)
		}
		negotiated = true
		for _, param := range e.Params() {
			if !knownDeflateParam(param.Name) {
				return p, true, FailExtensionList
			}
		}
		if _, ok := p.parse(&e, true); !ok || !p.answers(offers) {
			return p, true, FailExtensionRejected
		}
	}
	return p, negotiated, ""
}

func knownDeflateParam(name string) bool {
	for i := range deflateParams {
		if deflateParams[i].name == name {
			return true
		}
	}
	return false
}

// answers tells that the response p is one to some offer of the header.
func (p DeflateParams) answers(offers string) bool {
	l := Extensions(offers)
	var e Extension
	for l.Next(&e) {
		var offer DeflateParams
		if e.Name != DeflateName {
			continue
		}
		seen, ok := offer.parse(&e, false)
		switch {
		case !ok:
		case offer.ServerNoTakeover && !p.ServerNoTakeover: // §7.1.1.1
		case offer.ServerBits != 0 && bitsOf(p.ServerBits) > offer.ServerBits: // §7.1.2.1
		case p.ClientBits != 0 && seen&(1<<clientBits) == 0: // §7.1.2.2
		default:
			return true
		}
	}
	return false
}

// DeflateParam adds the one parameter of text, which is an element of a
// Sec-WebSocket-Extensions header, to p. It reports false for one that is none
// of RFC 7692 §7.1 or has a wrong value.
func DeflateParam(text string, p DeflateParams) (DeflateParams, bool) {
	l := Extensions(text)
	var e Extension
	if !l.Next(&e) || e.Name != DeflateName || e.count != 1 {
		return p, false
	}
	_, ok := p.parse(&e, false)
	return p, ok
}
