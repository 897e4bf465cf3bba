package auth

import (
	"errors"
	"strings"
)

const (
	// challengesMost bounds the challenges of a response, and paramsMost the
	// parameters of each: RFC 9110 section 11.3 sets no limit.
	challengesMost = 16
	paramsMost     = 32
)

var errChallenges = errors.New("malformed list of challenges")

// Challenge is a demand for credentials, or the credentials for one (RFC 9110
// section 11.3 and 11.4).
type Challenge struct {
	// Scheme is in lower case.
	Scheme string
	// Token is its token68, if it has that instead of parameters.
	Token  string
	params []param
}

type param struct{ name, value string }

// Param is the value of the parameter with this name, which is in lower case.
func (c *Challenge) Param(name string) (value string, ok bool) {
	for _, p := range c.params {
		if p.name == name {
			return p.value, true
		}
	}
	return "", false
}

// Challenges reads the value of a WWW-Authenticate, Proxy-Authenticate or
// Authorization field. A parameter that comes twice is an error: two readers
// could take different ones.
func Challenges(field string) (list []Challenge, err error) {
	s := scanner{field}
	for {
		s.skip(" \t,")
		if s.rest == "" {
			return list, nil
		}
		name := s.token()
		if name == "" {
			return nil, errChallenges
		}
		if len(list) > 0 && list[len(list)-1].Token == "" {
			last := &list[len(list)-1]
			before := s.rest
			if value, ok, err := s.value(); err != nil {
				return nil, err
			} else if ok {
				if err := last.add(name, value); err != nil {
					return nil, err
				}
				continue
			}
			s.rest = before
		}
		if len(list) == challengesMost {
			return nil, errChallenges
		}
		made := Challenge{Scheme: strings.ToLower(name)}
		blanks := len(s.rest)
		s.skip(" ")
		if blanks == len(s.rest) && s.rest != "" && s.rest[0] != ',' {
			return nil, errChallenges
		}
		made.Token = s.token68()
		list = append(list, made)
	}
}

func (c *Challenge) add(name, value string) error {
	name = strings.ToLower(name)
	if _, twice := c.Param(name); twice || len(c.params) == paramsMost {
		return errChallenges
	}
	c.params = append(c.params, param{name, value})
	return nil
}

// scanner takes a field apart from its front.
type scanner struct{ rest string }

func (s *scanner) skip(set string) { s.rest = strings.TrimLeft(s.rest, set) }

func (s *scanner) token() string {
	n := 0
	for n < len(s.rest) && isTokenByte(s.rest[n]) {
		n++
	}
	t := s.rest[:n]
	s.rest = s.rest[n:]
	return t
}

// token68 takes what can only be one: it reaches to the end of the element, and
// any '=' in it is at its end.
func (s *scanner) token68() string {
	n := 0
	for n < len(s.rest) && (isTokenByte(s.rest[n]) || s.rest[n] == '/') {
		n++
	}
	if n == 0 {
		return ""
	}
	for n < len(s.rest) && s.rest[n] == '=' {
		n++
	}
	end := strings.TrimLeft(s.rest[n:], " \t")
	if end != "" && end[0] != ',' {
		return ""
	}
	t := s.rest[:n]
	s.rest = end
	return t
}

// value takes "=" and what follows; ok tells that there was one.
func (s *scanner) value() (value string, ok bool, err error) {
	s.skip(" \t")
	if !strings.HasPrefix(s.rest, "=") {
		return "", false, nil
	}
	s.rest = s.rest[1:]
	s.skip(" \t")
	if !strings.HasPrefix(s.rest, `"`) {
		value = s.token()
		if value == "" {
			return "", false, errChallenges
		}
	} else if value, ok = s.quoted(); !ok {
		return "", false, errChallenges
	}
	s.skip(" \t")
	if s.rest != "" && s.rest[0] != ',' {
		return "", false, errChallenges
	}
	return value, true, nil
}

// quoted takes a quoted-string (RFC 9110 section 5.6.4).
func (s *scanner) quoted() (string, bool) {
	var text []byte
	for i := 1; i < len(s.rest); i++ {
		switch b := s.rest[i]; {
		case b == '"':
			s.rest = s.rest[i+1:]
			return string(text), true
		case b == '\\':
			if i++; i == len(s.rest) || isControl(s.rest[i]) {
				return "", false
			}
			text = append(text, s.rest[i])
		case isControl(b):
			return "", false
		default:
			text = append(text, b)
		}
	}
	return "", false
}

// isControl tells what neither text nor a quoted-pair has: it would break a header.
func isControl(b byte) bool { return b < ' ' && b != '\t' || b == 0x7f }

// isTokenByte is tchar of RFC 9110 section 5.6.2.
func isTokenByte(b byte) bool {
	switch {
	case 'a' <= b && b <= 'z', 'A' <= b && b <= 'Z', '0' <= b && b <= '9':
		return true
	}
	return b != 0 && strings.IndexByte("!#$%&'*+-.^_`|~", b) >= 0
}

// quote writes text as a quoted-string.
func quote(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}
