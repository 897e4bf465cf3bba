package header

import "errors"

// What is wrong with a request-target.
var (
	ErrTargetByte   = errors.New("byte not allowed in a request-target")
	ErrTargetEscape = errors.New("broken %-escape in the request-target")
	ErrTargetNUL    = errors.New("escaped control byte in the request-target")
	ErrTargetForm   = errors.New("request-target of an unknown form")
)

// Target decodes a request-target (RFC 9112 §3.2) into a Table as it arrives:
// the path into the method's URI token, arguments into URIArgs.
//
//   - The path is %-decoded, '+' is a blank, and empty, "." and ".." segments
//     are resolved after decoding (RFC 3986 §5.2.4), so that "/%2e%2e/" can't
//     climb. A ".." at the very end takes the '/' before it along.
//   - A ';' behind a segment's text starts path parameters, which become
//     fragments of their own: Table.Path ends before them.
//   - The query is split at '&' and ';' into one fragment each, %-decoded, '+'
//     a blank. An escaped '=' in an argument's name becomes '_', so that the
//     first '=' always ends the name.
//   - Of an absolute-form the authority becomes Host and the rest is treated
//     like an origin-form (§3.2.2).
type Target struct {
	table     *Table
	uri       Token
	part      part
	escape    uint8 // hex digits still to come
	high      byte  // the escape's first digit
	segment   int   // where the path's last segment starts in the pending value
	named     bool  // the argument's '=' was seen
	authority bool  // the target itself gave the host
}

// part is the piece of the request-target that comes next.
type part uint8

const (
	partStart part = iota
	partScheme
	partSlash1 // "//" behind the scheme
	partSlash2
	partAuthority
	partHostPort // authority-form
	partAsterisk // asterisk-form
	partPath
	partParameter
	partQuery
)

// Begin starts the target of a request made with m.
func (d *Target) Begin(t *Table, m Method) {
	*d = Target{table: t, uri: m.URI(), part: partStart}
	t.method = m
	t.Begin()
}

// FromAuthority reports whether the target was in absolute-form and has set
// Host, in which case a Host field must be ignored (RFC 9112 §3.2.2).
func (d *Target) FromAuthority() bool { return d.authority }

// Bytes of a request-target, by what they mean.
const (
	plain  = iota // stands for itself wherever it is
	slash         // '/'
	query         // '?'
	join          // '&' ';'
	plus          // '+'
	equal         // '='
	escape        // '%'
	forbid        // blanks and controls: RFC 9112 §3.2 ends or forbids the target
)

// targetClass sorts bytes. Those above 0x7f stand for themselves: no RFC allows
// them unescaped, and clients send them all the same.
var targetClass = func() (c [256]uint8) {
	for b := 0; b <= ' '; b++ {
		c[b] = forbid
	}
	c[0x7f] = forbid
	c['/'], c['?'], c['&'], c[';'] = slash, query, join, join
	c['+'], c['='], c['%'] = plus, equal, escape
	return c
}()

// Write decodes more of the target.
func (d *Target) Write(b []byte) error {
	for i := 0; i < len(b); {
		if d.escape == 0 && d.part >= partPath {
			n := i
			for n < len(b) && targetClass[b[n]] == plain {
				n++
			}
			if n > i {
				if err := d.table.Append(b[i:n]); err != nil {
					return err
				}
				i = n
				continue
			}
		}
		if err := d.byte(b[i]); err != nil {
			return err
		}
		i++
	}
	return nil
}

func (d *Target) byte(c byte) error {
	class := targetClass[c]
	if class == forbid {
		return ErrTargetByte
	}
	if d.escape != 0 {
		return d.hexDigit(c)
	}
	switch d.part {
	case partStart:
		return d.start(c)
	case partScheme:
		if c == ':' {
			return d.endScheme()
		}
		if !isSchemeByte(c) {
			return ErrTargetForm
		}
		return d.table.AppendByte(c)
	case partSlash1, partSlash2:
		if c != '/' {
			return ErrTargetForm
		}
		d.part++
		return nil
	case partAuthority:
		if c == '/' || c == '?' {
			return d.endAuthority(c)
		}
		return d.hostByte(c)
	case partHostPort:
		return d.hostByte(c)
	case partAsterisk:
		return ErrTargetForm
	}
	switch class {
	case escape:
		d.escape = 2
		return nil
	case plus:
		return d.table.AppendByte(' ')
	}
	if d.part == partQuery {
		return d.queryByte(c, class)
	}
	return d.pathByte(c, class)
}

// start decides on the form by the first byte.
func (d *Target) start(c byte) error {
	switch {
	case d.uri == ConnectURI:
		d.part = partHostPort
		return d.hostByte(c)
	case c == '/':
		return d.beginPath()
	case c == '*' && d.uri == OptionsURI:
		d.part = partAsterisk
		return d.table.AppendByte(c)
	case isSchemeByte(c):
		d.part = partScheme
		return d.table.AppendByte(c)
	}
	return ErrTargetForm
}

func (d *Target) endScheme() error {
	s := d.table.Pending()
	if !EqualFold(s, "http") && !EqualFold(s, "https") && !EqualFold(s, "ws") && !EqualFold(s, "wss") {
		return ErrTargetForm
	}
	d.table.Begin()
	d.part = partSlash1
	return nil
}

func (d *Target) hostByte(c byte) error {
	if !IsHostByte(c) {
		return ErrTargetForm
	}
	return d.table.AppendByte(c)
}

// endAuthority keeps the host and goes on with the path that c belongs to. An
// empty host is invalid in an http URI (RFC 9110 §4.2.1).
func (d *Target) endAuthority(c byte) error {
	if len(d.table.Pending()) == 0 {
		return ErrTargetForm
	}
	if err := d.table.EndToken(Host); err != nil {
		return err
	}
	d.authority = true
	if err := d.beginPath(); err != nil {
		return err
	}
	if c == '?' {
		return d.beginQuery()
	}
	return nil
}

func (d *Target) beginPath() error {
	d.part = partPath
	d.table.Begin()
	d.segment = 1
	return d.table.AppendByte('/')
}

func (d *Target) pathByte(c byte, class uint8) error {
	switch {
	case class == query:
		return d.beginQuery()
	case d.part == partParameter && c == ';', d.part == partPath && c == ';' && d.ordinarySegment():
		d.part = partParameter
		return d.table.EndToken(d.uri)
	case d.part == partPath && class == slash:
		return d.slash()
	}
	return d.table.AppendByte(c)
}

// dots returns 1 if the path's last segment is ".", 2 if it is "..", else 0.
func (d *Target) dots() int {
	switch string(d.table.Pending()[d.segment:]) {
	case ".":
		return 1
	case "..":
		return 2
	}
	return 0
}

// ordinarySegment reports whether the path's last segment has text that is not
// all dots.
func (d *Target) ordinarySegment() bool {
	return d.dots() == 0 && len(d.table.Pending()) > d.segment
}

// slash ends a segment.
func (d *Target) slash() error {
	switch d.dots() {
	case 1:
		d.table.truncate(d.segment)
		return nil
	case 2:
		d.climb()
		return nil
	}
	if len(d.table.Pending()) == d.segment { // "//"
		return nil
	}
	if err := d.table.AppendByte('/'); err != nil {
		return err
	}
	d.segment = len(d.table.Pending())
	return nil
}

// climb removes the last segment and the one before it, the root excepted.
func (d *Target) climb() {
	p := d.table.Pending()
	n := d.segment - 1 // the '/' before ".."
	for n > 0 && p[n-1] != '/' {
		n--
	}
	if n == 0 {
		n = 1
	}
	d.table.truncate(n)
	d.segment = n
}

// endPath resolves the last segment and keeps the path.
func (d *Target) endPath() error {
	if d.part == partPath {
		switch d.dots() {
		case 1:
			d.table.truncate(d.segment)
		case 2:
			d.climb()
			if d.segment > 1 {
				d.table.truncate(d.segment - 1)
			}
		}
	}
	return d.table.EndToken(d.uri)
}

func (d *Target) beginQuery() error {
	if err := d.endPath(); err != nil {
		return err
	}
	d.part = partQuery
	d.named = false
	d.table.Begin()
	return nil
}

func (d *Target) queryByte(c byte, class uint8) error {
	switch class {
	case join:
		d.named = false
		return d.table.EndToken(URIArgs)
	case equal:
		d.named = true
	}
	return d.table.AppendByte(c)
}

// hexDigit takes a digit of an escape and, with the second, the byte it stands
// for. A NUL is refused everywhere, as it would end the C string early (RFC 3986
// §7.3); CR and LF are in a path, where they have no use but to be copied into a
// header.
func (d *Target) hexDigit(c byte) error {
	v, ok := unhex(c)
	if !ok {
		return ErrTargetEscape
	}
	if d.escape--; d.escape == 1 {
		d.high = v << 4
		return nil
	}
	v |= d.high
	switch {
	case v == 0, (v == '\r' || v == '\n') && d.part != partQuery:
		return ErrTargetNUL
	case v == '/' && d.part == partPath:
		return d.slash()
	case v == '=' && d.part == partQuery && !d.named:
		v = '_'
	}
	return d.table.AppendByte(v)
}

// End keeps what came last. The target must be complete.
func (d *Target) End() error {
	if d.escape != 0 {
		return ErrTargetEscape
	}
	switch d.part {
	case partQuery:
		return d.table.EndToken(URIArgs)
	case partPath, partParameter:
		return d.endPath()
	case partHostPort, partAsterisk:
		return d.table.EndToken(d.uri)
	case partAuthority: // no path: RFC 9112 §3.2.1 makes it "/"
		if err := d.endAuthority('/'); err != nil {
			return err
		}
		return d.endPath()
	}
	return ErrTargetForm
}

func isSchemeByte(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c == '+' || c == '-' || c == '.'
}

// IsHostByte reports whether c may occur in uri-host [":" port] (RFC 3986
// §3.2.2, RFC 9110 §7.2): userinfo, paths and blanks may not.
func IsHostByte(c byte) bool {
	switch {
	case 'a' <= c|0x20 && c|0x20 <= 'z', '0' <= c && c <= '9':
		return true
	}
	switch c {
	case '-', '.', '_', '~', '%', '!', '$', '&', '\'', '(', ')', '*', '+', ',', ';', '=', '[', ']', ':':
		return true
	}
	return c >= 0x80
}

func unhex(c byte) (byte, bool) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', true
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return c | 0x20 - 'a' + 10, true
	}
	return 0, false
}
