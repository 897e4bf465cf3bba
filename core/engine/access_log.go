package engine

import (
	"strconv"
	"time"

	"github.com/golws/golws/core/accesslog"
	"github.com/golws/golws/core/header"
)

// accessRecord collects what the access log says of one transaction. The header
// may be gone when it ends, and the peer's address too.
type accessRecord struct {
	entry    accesslog.Entry
	response accesslog.Response
}

// openAccessLog: a log that can't be written is no reason not to serve.
func (v *Vhost) openAccessLog() {
	if v.Config.AccessLog == "" {
		return
	}
	f, err := accesslog.Open(v.Config.AccessLog)
	if err != nil {
		v.context.log(LevelErr, v, "access log: "+err.Error())
		return
	}
	v.accessLog = f
	v.context.passesOn = true // the log shows targets as they came
}

func (v *Vhost) closeAccessLog() {
	if f := v.accessLog; f != nil {
		v.accessLog = nil
		_ = f.Close()
	}
}

// beginRecord readies x for the log, if there is one.
func (c *Conn) beginRecord(x *transaction) {
	if c.Vhost.accessLog == nil {
		return
	}
	x.record = &accessRecord{}
	x.record.entry.Address = c.peerText()
	x.record.entry.Time = time.Now()
}

// noteRequest keeps of a request what the log shows. Its vhost is known now.
func (c *Conn) noteRequest(x *transaction) {
	if c.Vhost.accessLog == nil {
		x.record = nil
		return
	}
	if x.record == nil {
		c.beginRecord(x)
	}
	e := &x.record.entry
	e.Method, e.Version = x.parser.Method.String(), "HTTP/1."+strconv.Itoa(int(x.parser.Minor))
	if c.mux != nil {
		e.Version = "HTTP/2.0"
		if method := c.headerText(header.ColonMethod); method != "" {
			e.Method = method
		}
	}
	e.Target = append(e.Target, x.parser.Target()...)
	e.Referer = []byte(c.headerText(header.Referer))
	e.UserAgent = []byte(c.headerText(header.UserAgent))
}

// logAccess writes the line of a transaction that is over. One that never became a
// request and got no answer is none.
func (c *Conn) logAccess(x *transaction) {
	r := x.record
	x.record = nil
	log := c.Vhost.accessLog
	if r == nil || log == nil || r.entry.Method == "" && r.response.Status == 0 {
		return
	}
	r.entry.User, r.entry.Status, r.entry.Bytes = x.user, r.response.Status, r.response.Body
	if err := log.Write(&r.entry); err != nil {
		c.log(LevelErr, "access log: "+err.Error())
	}
}
