package h1

import "github.com/golws/golws/core/header"

// Response is what the head of a response says, apart from what the Table holds.
type Response struct {
	// Status is the status code, 100 to 999.
	Status int
	// Minor is the minor version: 0 or 1.
	Minor uint8
	// Interim is set for a 1xx response other than 101: another response to the
	// same request follows (RFC 9110 §15.2). Continue goes on to it.
	Interim bool
	// Upgraded is set if what follows is another protocol: after 101, or a tunnel
	// after a successful CONNECT.
	Upgraded bool
	// KeepAlive is set if the connection can take another request when the body
	// is through.
	KeepAlive bool
	// Framing tells how the body ends.
	Framing Framing
	// ContentLength is the body's length with framing Length, else 0.
	ContentLength int64
}

// ResponseParser parses the head of a response.
type ResponseParser struct {
	Response
	table   *header.Table
	limits  Limits
	method  header.Method // of the request
	mark    header.Mark
	state   responseState
	interim int
	read    int
	digits  int
	version [versionLen]byte
	length  int // of version
	fail    *Error
	fields  fields
	msg     message
}

// responseState is what the next byte belongs to.
type responseState uint8

const (
	responseVersion responseState = iota
	responseCode
	responseReason
	responseLF
	responseStartStates
	responseFields = responseStartStates
	responseDone   = responseStartStates + 1
)

type responseAction uint8

const (
	responseAddVersion responseAction = iota
	responseEndVersion
	responseAddCode
	responseEndCode
	responseAddReason
	responseEndLine
	responseBareLF
	responseBeginFields
	// Those below refuse the byte.
	responseBad
	responseBadCR
)

type responseStep struct {
	action responseAction
	next   responseState
}

// responseSteps is the machine for the status line (RFC 9112 §4). The blank
// before an empty reason is often left out, and may be here.
var responseSteps = [responseStartStates][classes]responseStep{
	responseVersion: {
		ctl:   {responseBad, 0},
		htab:  {responseBad, 0},
		lf:    {responseBad, 0},
		cr:    {responseBad, 0},
		sp:    {responseEndVersion, responseCode},
		colon: {responseBad, 0},
		tchar: {responseAddVersion, responseVersion},
		vchar: {responseAddVersion, responseVersion},
		obs:   {responseBad, 0},
	},
	responseCode: {
		ctl:   {responseBad, 0},
		htab:  {responseBad, 0},
		lf:    {responseBareLF, responseLF},
		cr:    {responseEndLine, responseLF},
		sp:    {responseEndCode, responseReason},
		colon: {responseBad, 0},
		tchar: {responseAddCode, responseCode},
		vchar: {responseBad, 0},
		obs:   {responseBad, 0},
	},
	responseReason: {
		ctl:   {responseBad, 0},
		htab:  {responseAddReason, responseReason},
		lf:    {responseBareLF, responseLF},
		cr:    {responseEndLine, responseLF},
		sp:    {responseAddReason, responseReason},
		colon: {responseAddReason, responseReason},
		tchar: {responseAddReason, responseReason},
		vchar: {responseAddReason, responseReason},
		obs:   {responseAddReason, responseReason},
	},
	responseLF: {
		ctl:   {responseBadCR, 0},
		htab:  {responseBadCR, 0},
		lf:    {responseBeginFields, responseFields},
		cr:    {responseBadCR, 0},
		sp:    {responseBadCR, 0},
		colon: {responseBadCR, 0},
		tchar: {responseBadCR, 0},
		vchar: {responseBadCR, 0},
		obs:   {responseBadCR, 0},
	},
}

var responseRefusals = [...]*Error{
	responseBad:   ErrStatusLine,
	responseBadCR: ErrBareCR,
}

// Reset prepares for the response to a request made with method. Its header
// goes to t, behind what t already holds.
func (p *ResponseParser) Reset(t *header.Table, l Limits, method header.Method) {
	p.table, p.limits, p.method = t, l, method
	p.mark = t.Mark()
	p.interim = 0
	p.begin()
}

func (p *ResponseParser) begin() {
	p.Response = Response{}
	p.state = responseVersion
	p.read, p.digits, p.length = 0, 0, 0
	p.fail = nil
	p.msg = message{}
	p.fields.reset(p.table, true)
}

// Continue forgets an interim response and prepares for the one that follows.
func (p *ResponseParser) Continue() {
	p.table.Rewind(p.mark)
	p.begin()
	if p.interim++; p.interim > MaxInterim {
		p.fail = ErrInterim
	}
}

// Parse takes bytes from in until the head is complete or in is used up. It
// returns how many it took, and whether the head is complete. After an error,
// which is always an *Error, each call returns the same one.
func (p *ResponseParser) Parse(in []byte) (n int, done bool, err error) {
	if p.fail == nil {
		if n, done, p.fail = p.parse(in); p.fail == nil {
			return n, done, nil
		}
		if p.state == responseFields {
			p.fail = inField(p.fail, &p.fields)
		}
	}
	return n, false, p.fail
}

// Begun reports whether any byte of the response has come.
func (p *ResponseParser) Begun() bool { return p.read != 0 }

func (p *ResponseParser) parse(in []byte) (n int, done bool, err *Error) {
	short := len(in) <= p.limits.Head-p.read
	if !short {
		in = in[:p.limits.Head-p.read]
	}
	for n < len(in) && p.state < responseStartStates {
		c := in[n]
		if err := p.start(responseSteps[p.state][classOf[c]], c); err != nil {
			return n, false, err
		}
		n++
	}
	for n < len(in) && p.state == responseFields {
		k, ev, err := p.fields.parse(in[n:])
		n += k
		if err == nil {
			switch ev {
			case fieldsField:
				err = p.note()
			case fieldsEnd:
				p.state = responseDone
				p.read += n
				if err = p.end(); err == nil {
					return n, true, nil
				}
				return n, false, err
			}
		}
		if err != nil {
			return n, false, err
		}
	}
	if p.read += n; !short {
		return n, false, ErrHeadTooLong
	}
	return n, false, nil
}

// start performs one step of the status line.
func (p *ResponseParser) start(step responseStep, c byte) *Error {
	if step.action >= responseBad {
		return responseRefusals[step.action]
	}
	p.state = step.next
	switch step.action {
	case responseAddVersion:
		if p.length == versionLen {
			return ErrStatusLine
		}
		p.version[p.length] = c
		p.length++
	case responseEndVersion:
		major, minor, ok := parseVersion(p.version[:p.length])
		if !ok {
			return ErrStatusLine
		}
		if major != 1 {
			return ErrVersionTooHigh
		}
		p.Minor = min(minor, 1)
		p.table.Begin()
	case responseAddCode:
		if c < '0' || c > '9' || p.digits == 3 {
			return ErrStatusLine
		}
		p.digits++
		p.Status = p.Status*10 + int(c-'0')
		return p.keep(c)
	case responseEndCode, responseAddReason:
		return p.keep(c)
	case responseEndLine:
		return p.endLine()
	case responseBareLF:
		if err := p.endLine(); err != nil {
			return err
		}
		p.state = responseFields
	}
	return nil
}

// keep adds to the status line that programs see: all behind the version.
func (p *ResponseParser) keep(c byte) *Error {
	if p.table.AppendByte(c) != nil {
		return ErrHeaderSpace
	}
	return nil
}

func (p *ResponseParser) endLine() *Error {
	if p.Status < 100 { // RFC 9112 §4: three digits; RFC 9110 §15: from 100
		return ErrStatusLine
	}
	tok := header.Version
	if p.Minor == 0 {
		tok = header.Version10
	}
	if err := p.table.EndToken(tok); err != nil {
		return HeaderError(err, false)
	}
	return nil
}

func (p *ResponseParser) note() *Error {
	tok := p.fields.token
	if tok == header.Unknown || tok == header.Host {
		return nil
	}
	err := p.msg.note(tok, p.table.Last(tok), false)
	if err != nil {
		e := *err
		e.Field = tok.Name()
		return &e
	}
	return nil
}

// end finds the framing, in the order of RFC 9112 §6.3.
func (p *ResponseParser) end() *Error {
	m := &p.msg
	p.KeepAlive = m.persistent(p.Minor)
	switch {
	case p.Status == 101, p.method == header.Connect && p.Status/100 == 2:
		p.Upgraded = true
	case p.Status < 200:
		p.Interim = true
	case p.method == header.Head, p.Status == 204, p.Status == 304:
	case m.otherCoding:
		return ErrCodingUnknown
	case m.chunked:
		p.Framing = Chunked
		// Who sends both lengths or chunks to an old protocol can't be trusted
		// with another request (§6.1).
		if m.lengths != 0 || p.Minor == 0 {
			p.KeepAlive = false
		}
	case m.lengths != 0:
		p.Framing, p.ContentLength = Length, m.length
	default:
		p.Framing = UntilClose
		p.KeepAlive = false
	}
	return nil
}

// UpgradeTo reports whether the peer's Upgrade fields name protocol, which is in
// lower case, and the connection option is there (RFC 6455 §4.1).
func (p *ResponseParser) UpgradeTo(protocol string) bool {
	return p.msg.upgrade && upgradeNames(p.table, protocol)
}
