package engine

import (
	"strings"

	"github.com/golws/golws/core/compress"
	"github.com/golws/golws/core/h1"
	"github.com/golws/golws/core/header"
)

// expandPiece is the most that a program is given of a decoded body at once.
const expandPiece = 32 << 10

// bodyDecoder is what the body that c receives goes through, nil for nothing.
func (c *Conn) bodyDecoder() *compress.Decoder {
	switch {
	case c.http != nil:
		return c.http.decoder
	case c.client != nil:
		return c.client.decoder
	}
	return nil
}

// DecompressBody is lws_http_compression_apply for what is received: the body that
// follows is decoded, if its Content-Encoding is the coding called name, or any when
// that is "". It tells whether the program will understand the body: not when it has
// a coding that nobody knows, more than one, or has begun.
func (c *Conn) DecompressBody(name string) bool {
	var table *header.Table
	var decoder **compress.Decoder
	switch {
	case c.http != nil && c.isAnswering(c.http) && c.http.answer == nil:
		table, decoder = &c.http.table, &c.http.decoder
		if c.http.phase == readingBody {
			return false
		}
	case c.client != nil && c.client.inBody && c.client.table != nil && c.client.reads == 0 && !c.client.completed:
		table, decoder = c.client.table, &c.client.decoder
	default:
		return false
	}
	value, more := table.Fragment(header.ContentEncoding, 1)
	if more {
		return false
	}
	value = table.Value(header.ContentEncoding)
	coding, known := compress.ByName(value)
	switch {
	case len(value) == 0, known && coding == compress.Identity:
		return true
	case !known || *decoder != nil:
		return false
	case name != "" && !strings.EqualFold(name, coding.String()):
		return true // as it is, as the program wanted
	}
	*decoder = compress.NewDecoder(coding)
	return true
}

// undecoded is how a body is refused that does not decode.
func undecoded(err error) *h1.Error {
	if err == compress.ErrBomb {
		return &h1.Error{Status: 413, Reason: err.Error()} // RFC 9110 section 15.5.14
	}
	return &h1.Error{Status: 400, Reason: err.Error()}
}

// expandBody delivers what the decoder makes of a request's body, as long as the
// program takes it; false ends the reading.
func (s serverHTTP) expandBody(c *Conn) bool {
	x := c.http
	d := x.decoder
	for !c.paused {
		out, err := d.Next(c.thread.inflateRoom(expandPiece)[:expandPiece])
		switch {
		case err != nil:
			c.refuse(undecoded(err))
			return false
		case len(out) == 0:
			return !d.Whole() || s.tellBody(c, nil, true)
		case !s.tellBody(c, out, false):
			return false
		case c.http != x:
			return true
		}
	}
	d.Keep()
	return true
}

// failDecoding ends a client's connection whose response does not decode.
func (c *Conn) failDecoding(err error) {
	c.log(LevelErr, "response body: "+err.Error())
	c.doom(nil)
}

// readDecoded is ReadBody for a body that is decoded.
func (c *Conn) readDecoded(source *[]byte, room []byte) int {
	s := c.client
	d := s.decoder
	for {
		out, err := d.Next(room)
		if err != nil {
			c.failDecoding(err)
			return -1
		}
		if len(out) > 0 {
			s.reads++
			if !c.callback(ReasonReceiveClientHTTPRead, out) {
				return -1
			}
			c.readMore()
			return len(out)
		}
		if s.body.Done() {
			s.reads++
			if !c.completeResponse() {
				return -1
			}
			c.readMore()
			return 0
		}
		if len(*source) == 0 {
			c.readMore()
			return 0
		}
		data, n, done, err := s.body.Next(*source)
		if err != nil {
			c.failDecoding(err)
			return -1
		}
		s.reads++
		*source = (*source)[n:]
		d.Feed(data, done)
	}
}

// deliverDecoded gives the program what the decoder makes of a piece of an HTTP/2
// response.
func (c *Conn) deliverDecoded(data []byte) {
	d := c.client.decoder
	d.Feed(data, false)
	for !c.paused {
		out, err := d.Next(c.thread.inflateRoom(expandPiece)[:expandPiece])
		if err != nil {
			c.failDecoding(err)
			return
		}
		if len(out) == 0 {
			return
		}
		if !c.callback(ReasonReceiveClientHTTPRead, out) {
			c.programFailed()
			return
		}
		if c.closed {
			return
		}
	}
	d.Keep()
}

// decodedAll tells whether the body of a response, which has ended, is whole.
func (c *Conn) decodedAll() bool {
	d := c.client.decoder
	if d == nil {
		return true
	}
	d.Feed(nil, true)
	if _, err := d.Next(c.thread.inflateRoom(expandPiece)[:expandPiece]); err != nil {
		c.log(LevelErr, "response body: "+err.Error())
		return false
	}
	return true
}
