package engine

import (
	"errors"
	"strconv"
	"strings"

	"github.com/golws/golws/core/auth"
	"github.com/golws/golws/core/header"
	"github.com/golws/golws/core/netio"
)

const (
	// digestsMost bounds the servers whose challenges a vhost remembers on a thread.
	digestsMost = 64
	// challengesMost is how often one request answers a challenge: once, and once
	// more if only the nonce was too old (RFC 7616 section 3.3, stale).
	challengesMost = 2
)

// authority is where credentials are good: they never go to another server.
func (r *ClientRequest) authority() string {
	return schemeOf(r.Flags&ClientUseTLS != 0) + "://" + r.Address + ":" + strconv.Itoa(r.Port) + "\n" + r.Host + "\n" + r.User
}

// requestTarget is the target as it is sent.
func (r *ClientRequest) requestTarget() string {
	path := r.Path
	if path == "" || path[0] != '/' {
		path = "/" + path
	}
	return strings.ReplaceAll(path, " ", "%20")
}

// authorization is the value of the request's Authorization field, "" for none:
// an answer to the challenge that this request got, or to the one that an earlier
// request to the same server got (RFC 7616 section 3.6).
func (c *Conn) authorization() string {
	s := c.client
	if s.request.User == "" {
		return ""
	}
	if s.basic {
		return "Basic " + auth.EncodeBasic(s.request.User, s.request.Password)
	}
	d := c.vhostShare().digests[s.request.authority()]
	if d == nil {
		return ""
	}
	method := s.request.Method
	if s.request.isWebSocket() {
		method = "GET"
		if c.mux != nil {
			method = "CONNECT" // RFC 8441 section 4
		}
	}
	return d.Answer(s.request.User, s.request.Password, method, s.request.requestTarget())
}

// answersChallenge sends a request again that a server wants credentials for. It
// tells whether it does; otherwise the response is the program's.
func (c *Conn) answersChallenge() bool {
	s := c.client
	r := &s.request
	if s.parser.Status != 401 || r.User == "" || s.head.OwnAuthorization || s.challenges >= challengesMost {
		return false
	}
	var list []auth.Challenge
	for i := 0; ; i++ {
		value, more := s.table.Fragment(header.WWWAuthenticate, i)
		if !more {
			break
		}
		found, err := auth.Challenges(string(value))
		if err != nil {
			c.log(LevelWarn, "the challenge of the server: "+err.Error())
			continue
		}
		list = append(list, found...)
	}
	d, err := auth.ChooseDigest(list)
	switch {
	case err == nil:
		if s.challenges > 0 && !d.Stale {
			return false // it does not like what it got
		}
		c.vhostShare().rememberDigest(r.authority(), d)
	case errors.Is(err, auth.ErrNoDigest) && s.challenges == 0 && r.Flags&ClientUseTLS != 0 && offersBasic(list):
		// The password itself, so only to whom the certificate has shown (RFC 7617
		// section 4).
		s.basic = true
	default:
		c.log(LevelInfo, "the response 401 has "+err.Error())
		return false
	}
	s.challenges++
	c.repeat()
	return true
}

func offersBasic(list []auth.Challenge) bool {
	for i := range list {
		if list[i].Scheme == "basic" {
			return true
		}
	}
	return false
}

// rememberDigest keeps a challenge for the next requests.
func (l *share) rememberDigest(authority string, d *auth.Digest) {
	if l.digests == nil || len(l.digests) >= digestsMost {
		l.digests = map[string]*auth.Digest{}
	}
	l.digests[authority] = d
}

// repeat sends the request again, over another connection: what follows of the
// response concerns nobody.
func (c *Conn) repeat() {
	s := c.client
	if c.mux == nil {
		c.sendAway()
	}
	if c.closed {
		return
	}
	c.dropConnection()
	next := &clientState{
		request: s.request, redirects: s.redirects, announced: s.announced, created: s.created, toGet: s.toGet,
		timing: s.timing, basic: s.basic, challenges: s.challenges, proxyChallenges: s.proxyChallenges,
	}
	c.client = next
	c.role = connecting{}
	if s.hadBody {
		// The program writes the body again, so it begins anew.
		c.host().DropSession(c)
		if c.bound {
			c.bind(c.Protocol, ReasonClientHTTPDropProtocol, ReasonClientHTTPBindProtocol)
		} else {
			c.host().EnsureSession(c)
		}
		if c.closed {
			return
		}
	}
	if !c.share() {
		c.lead()
		c.setTimeout(timeoutAwaitingConnect, c.thread.Context.Config.ConnectSeconds)
		c.resolve()
	}
}

// dropConnection takes c off the connection that it has.
func (c *Conn) dropConnection() {
	if c.mux != nil {
		c.mux.leave(CloseLost)
		c.mux = nil
		c.host().Attached(c)
	}
	c.unwatch()
	c.Context().leaveTLS(c.tls)
	c.stream.Close()
	c.stream = netio.NewStream(-1, &c.thread.pool)
	c.unread, c.peerDone, c.tls = nil, false, nil
}
