package engine

import (
	"io"
	"os"
	"strconv"
)

// cgiSpoolMost bounds a body without a length that is kept for a CGI program.
const cgiSpoolMost = 1 << 30

// cgiSpool keeps a request's body until its length is known, which a CGI program
// has to be told (RFC 3875 section 4.1.2).
type cgiSpool struct {
	conn    *Conn
	x       *transaction
	program *CGI
	file    *os.File
	length  int64
}

// spoolCGI serves a request whose body comes without a length.
func (c *Conn) spoolCGI(x *transaction, p *CGI) (status int) {
	file, err := os.CreateTemp("", "golws-cgi-")
	if err == nil {
		err = os.Remove(file.Name()) // its name is of no use to anybody
	}
	if err != nil {
		c.log(LevelErr, p.name+": no room for the body: "+err.Error())
		if file != nil {
			file.Close()
		}
		return 507
	}
	x.answer = &cgiSpool{conn: c, x: x, program: p, file: file}
	c.answered = true
	c.setTimeout(timeoutHTTPContent, c.Vhost.Config.TimeoutSeconds)
	return 0
}

func (*cgiSpool) takesBody() bool { return true }
func (*cgiSpool) sent()           {}

// release implements answerer.
func (s *cgiSpool) release() { s.file.Close() }

func (s *cgiSpool) takeBody(piece []byte, done bool) {
	c := s.conn
	if s.length += int64(len(piece)); s.length > cgiSpoolMost {
		s.quit(413, "a body of more than "+strconv.Itoa(cgiSpoolMost)+" bytes")
		return
	}
	if _, err := s.file.Write(piece); err != nil {
		s.quit(507, err.Error())
		return
	}
	if !done {
		c.setTimeout(timeoutHTTPContent, c.Vhost.Config.TimeoutSeconds)
		return
	}
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		s.quit(500, err.Error())
		return
	}
	s.x.answer = nil
	status := c.startCGI(s.x, s.program, s.file, s.length)
	s.file.Close()
	if status != 0 {
		c.answerStatus(s.x, status)
	}
}

func (s *cgiSpool) quit(status int, text string) {
	s.conn.log(LevelErr, s.program.name+": "+text)
	s.x.answer = nil
	s.file.Close()
	s.conn.answerStatus(s.x, status)
}
