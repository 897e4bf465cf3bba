package h1

import (
	"bytes"

	"github.com/golws/golws/core/header"
)

// Request is what the head of a request says, apart from what the Table holds.
type Request struct {
	// Method is never header.NoMethod in a parsed request.
	Method header.Method
	// Minor is the minor version: 0 or 1. Later ones count as 1 (RFC 9110 §2.5).
	Minor uint8
	// KeepAlive is set if the peer wants to send more requests.
	KeepAlive bool
	// ExpectContinue is set if the peer waits for "100 Continue" before it sends
	// the body (RFC 9110 §10.1.1).
	ExpectContinue bool
	// Upgrade is set if the peer offers to change protocols: it sent both an
	// Upgrade field and the connection option (RFC 9110 §7.8). UpgradeTo tells to
	// what.
	Upgrade bool
	// Framing is NoBody, Length or Chunked. It is Length for a Content-Length of
	// 0 too, so that a program hears of a body that was announced to be empty.
	Framing Framing
	// ContentLength is the body's length with framing Length, else 0.
	ContentLength int64
}

// RequestParser parses the head of a request.
type RequestParser struct {
	Request
	table   *header.Table
	limits  Limits
	state   requestState
	empty   int // empty lines before the request
	read    int // bytes of the head so far
	size    int // of the target as received
	text    [max(MaxMethod, versionLen)]byte
	textLen int
	fail    *Error
	target  header.Target
	kept    []byte // the target as received
	keeps   bool
	fields  fields
	msg     message
}

// KeepTarget makes the next request's target be kept as it is received, for one
// who passes it on.
func (p *RequestParser) KeepTarget() { p.keeps = true }

// SetTarget is for a request that came some other way: target is its target as
// received, which is copied if KeepTarget was called.
func (p *RequestParser) SetTarget(target string) {
	if p.keeps {
		p.kept = append(p.kept[:0], target...)
	}
}

// Target is the target as received, empty unless KeepTarget was called. It is
// valid until Reset.
func (p *RequestParser) Target() []byte { return p.kept }

// versionLen is the length of "HTTP/1.1".
const versionLen = 8

// requestState is what the next byte belongs to.
type requestState uint8

const (
	requestStart   requestState = iota // an empty line or the method
	requestEmptyLF                     // the LF of an empty line
	requestMethod
	requestTarget
	requestVersion
	requestLF // the LF that ends the request line
	requestStartStates
	requestFields = requestStartStates
	requestDone   = requestStartStates + 1
)

// requestAction is what happens on a byte, before the state changes.
type requestAction uint8

const (
	requestSkip requestAction = iota
	requestBeginEmpty
	requestAddMethod
	requestEndMethod
	requestAddTarget
	requestEndTarget
	requestAddVersion
	requestEndVersion
	requestBeginFields
	// Those below refuse the byte.
	requestBadStart
	requestBadTarget
	requestBadNoVersion
	requestBadVersion
	requestBadCR
	requestBadLF
)

type requestStep struct {
	action requestAction
	next   requestState
}

// requestSteps is the machine for the request line (RFC 9112 §3). One SP between
// its parts and nothing else: §3 allows more leniency and warns of it.
var requestSteps = [requestStartStates][classes]requestStep{
	requestStart: {
		ctl:   {requestBadStart, 0},
		htab:  {requestBadStart, 0},
		lf:    {requestBadLF, 0},
		cr:    {requestBeginEmpty, requestEmptyLF},
		sp:    {requestBadStart, 0},
		colon: {requestBadStart, 0},
		tchar: {requestAddMethod, requestMethod},
		vchar: {requestBadStart, 0},
		obs:   {requestBadStart, 0},
	},
	requestEmptyLF: requestOnlyLF(requestStep{requestSkip, requestStart}),
	requestMethod: {
		ctl:   {requestBadStart, 0},
		htab:  {requestBadStart, 0},
		lf:    {requestBadStart, 0},
		cr:    {requestBadStart, 0},
		sp:    {requestEndMethod, requestTarget},
		colon: {requestBadStart, 0},
		tchar: {requestAddMethod, requestMethod},
		vchar: {requestBadStart, 0},
		obs:   {requestBadStart, 0},
	},
	requestTarget: {
		ctl:   {requestBadTarget, 0},
		htab:  {requestBadTarget, 0},
		lf:    {requestBadNoVersion, 0}, // HTTP/0.9
		cr:    {requestBadNoVersion, 0},
		sp:    {requestEndTarget, requestVersion},
		colon: {requestAddTarget, requestTarget},
		tchar: {requestAddTarget, requestTarget},
		vchar: {requestAddTarget, requestTarget},
		obs:   {requestAddTarget, requestTarget},
	},
	requestVersion: {
		ctl:   {requestBadVersion, 0},
		htab:  {requestBadVersion, 0},
		lf:    {requestBadLF, 0},
		cr:    {requestEndVersion, requestLF},
		sp:    {requestBadVersion, 0},
		colon: {requestBadVersion, 0},
		tchar: {requestAddVersion, requestVersion},
		vchar: {requestAddVersion, requestVersion},
		obs:   {requestBadVersion, 0},
	},
	requestLF: requestOnlyLF(requestStep{requestBeginFields, requestFields}),
}

func requestOnlyLF(s requestStep) (row [classes]requestStep) {
	for c := range row {
		row[c] = requestStep{requestBadCR, 0}
	}
	row[lf] = s
	return row
}

var requestRefusals = [...]*Error{
	requestBadStart:     ErrNotHTTP,
	requestBadTarget:    ErrTarget,
	requestBadNoVersion: ErrNoVersion,
	requestBadVersion:   ErrVersion,
	requestBadCR:        ErrBareCR,
	requestBadLF:        ErrBareLF,
}

// Reset prepares for a new request, whose header goes to t. The caller has
// emptied t.
func (p *RequestParser) Reset(t *header.Table, l Limits) {
	p.Request = Request{Method: header.NoMethod}
	p.table, p.limits = t, l
	p.state = requestStart
	p.empty, p.read, p.size, p.textLen = 0, 0, 0, 0
	p.fail = nil
	p.msg = message{}
	p.kept, p.keeps = p.kept[:0], false
	p.fields.reset(t, false)
}

// Parse takes bytes from in until the head is complete or in is used up. It
// returns how many it took, and whether the head is complete: what follows in in
// is the body or the next request. After an error, which is always an *Error,
// each call returns the same one.
func (p *RequestParser) Parse(in []byte) (n int, done bool, err error) {
	if p.fail == nil {
		if n, done, p.fail = p.parse(in); p.fail == nil {
			return n, done, nil
		}
		if p.state == requestFields {
			p.fail = inField(p.fail, &p.fields)
		}
	}
	return n, false, p.fail
}

// inField names the field in which err happened.
func inField(err *Error, f *fields) *Error {
	if err.Field != "" {
		return err
	}
	e := *err
	e.Field = f.fieldNamed()
	return &e
}

// Begun returns the bytes of a request of which not even the method is complete
// or known, for a caller that tries another protocol after Error.NotHTTP. The
// byte that was refused comes first in what Parse did not take.
func (p *RequestParser) Begun() []byte { return p.text[:p.textLen] }

func (p *RequestParser) parse(in []byte) (n int, done bool, err *Error) {
	short := len(in) <= p.limits.Head-p.read
	if !short {
		in = in[:p.limits.Head-p.read]
	}
	for n < len(in) && p.state < requestStartStates {
		k, err := p.start(in[n:])
		n += k
		if err != nil {
			return n, false, err
		}
	}
	for n < len(in) && p.state == requestFields {
		k, ev, err := p.fields.parse(in[n:])
		n += k
		if err == nil {
			switch ev {
			case fieldsField:
				err = p.note()
			case fieldsEnd:
				p.state = requestDone
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

// start takes some bytes of the request line.
func (p *RequestParser) start(in []byte) (n int, err *Error) {
	c := in[0]
	step := requestSteps[p.state][classOf[c]]
	if step.action >= requestBadStart {
		return 0, requestRefusals[step.action]
	}
	n = 1
	switch step.action {
	case requestBeginEmpty:
		if p.empty++; p.empty > MaxLeadingCRLF {
			return 0, ErrLeadingLines
		}
	case requestAddMethod:
		if p.textLen == MaxMethod {
			return 0, ErrMethodTooLong
		}
		p.text[p.textLen] = c
		p.textLen++
	case requestEndMethod:
		if p.Method = header.LookupMethod(p.text[:p.textLen]); p.Method == header.NoMethod {
			return 0, ErrMethodUnknown
		}
		p.target.Begin(p.table, p.Method)
	case requestAddTarget:
		n = targetBytes.span(in)
		err = p.addTarget(in[:n])
	case requestEndTarget:
		p.textLen = 0
		if e := p.target.End(); e != nil {
			err = HeaderError(e, true)
		}
	case requestAddVersion:
		if p.textLen == versionLen {
			return 0, ErrVersion
		}
		p.text[p.textLen] = c
		p.textLen++
	case requestEndVersion:
		err = p.version()
	}
	if err == nil {
		p.state = step.next
	}
	return n, err
}

// targetBytes are those that requestTarget takes any number of.
var targetBytes = of(colon, tchar, vchar, obs)

func (p *RequestParser) addTarget(b []byte) *Error {
	short := len(b) <= p.limits.Target-p.size
	if !short {
		b = b[:p.limits.Target-p.size]
	}
	p.size += len(b)
	if p.keeps {
		p.kept = append(p.kept, b...)
	}
	if err := p.target.Write(b); err != nil {
		return HeaderError(err, true)
	}
	if !short {
		return ErrTargetTooLong
	}
	return nil
}

// version checks HTTP-version (RFC 9112 §2.3), which is case-sensitive.
func (p *RequestParser) version() *Error {
	v := p.text[:p.textLen]
	major, minor, ok := parseVersion(v)
	switch {
	case !ok:
		return ErrVersion
	case major != 1:
		return ErrVersionTooHigh
	}
	p.Minor = min(minor, 1)
	if err := p.table.Add(header.Version, v); err != nil {
		return HeaderError(err, false)
	}
	return nil
}

// parseVersion reads "HTTP/" DIGIT "." DIGIT.
func parseVersion(v []byte) (major, minor uint8, ok bool) {
	if len(v) != versionLen || string(v[:5]) != "HTTP/" || v[6] != '.' {
		return 0, 0, false
	}
	major, minor = v[5]-'0', v[7]-'0'
	return major, minor, major <= 9 && minor <= 9
}

// note looks at the field that came last.
func (p *RequestParser) note() *Error {
	tok := p.fields.token
	if tok == header.Unknown {
		return nil
	}
	err := p.msg.note(tok, p.table.Last(tok), true)
	if err != nil {
		e := *err
		e.Field = p.fields.token.Name()
		return &e
	}
	if tok == header.Host && p.target.FromAuthority() {
		p.table.DropLast()
	}
	return nil
}

// end judges the head as a whole.
func (p *RequestParser) end() *Error {
	m := &p.msg
	switch {
	case m.hosts == 0 && p.Minor > 0: // RFC 9112 §3.2
		return ErrHostMissing
	case m.codings != 0 && p.Minor == 0: // §6.1
		return ErrCodingOld
	case m.codings != 0 && m.lengths != 0: // §6.1: smuggling
		return ErrBothFramings
	case m.codings != 0 && !m.chunked: // §6.3
		return ErrCoding
	case m.otherCoding: // §6.1
		return ErrCodingUnknown
	case m.chunked:
		p.Framing = Chunked
	case m.lengths != 0:
		p.Framing, p.ContentLength = Length, m.length
	}
	p.KeepAlive = m.persistent(p.Minor)
	p.ExpectContinue = p.Minor > 0 && (m.chunked || m.length > 0) &&
		header.EqualFold(header.TrimOWS(p.table.Value(header.Expect)), "100-continue")
	p.Upgrade = p.Minor > 0 && m.upgrade && p.table.TotalLength(header.Upgrade) != 0
	return nil
}

// UpgradeTo reports whether the peer's Upgrade fields name protocol, which is in
// lower case.
func (p *RequestParser) UpgradeTo(protocol string) bool {
	return p.Upgrade && upgradeNames(p.table, protocol)
}

func upgradeNames(t *header.Table, protocol string) bool {
	for i := 0; ; i++ {
		list, ok := t.Fragment(header.Upgrade, i)
		if !ok {
			return false
		}
		for more := true; more; {
			var item []byte
			item, list, more = bytes.Cut(list, comma)
			if header.EqualFold(header.TrimOWS(item), protocol) {
				return true
			}
		}
	}
}
