package engine

import (
	"github.com/golws/golws/core/auth"
	"github.com/golws/golws/core/header"
)

// digestRealm is that of a credentials file that names none.
const digestRealm = "lwsws"

// usesDigest tells that visitors of m prove that they know a password without
// sending it (RFC 7616).
func (m *Mount) usesDigest() bool { return m.AuthMask&authModes == authByDigest }

// proven tells whether the peer has credentials that m's file knows; if not, the
// request is answered.
func (c *Conn) proven(x *transaction, m *Mount) bool {
	people, err := auth.ReadSecrets(m.AuthFile)
	if err != nil {
		c.log(LevelErr, "mount "+m.Point+": nobody is let in: "+err.Error())
		people = &auth.Secrets{}
	}
	if len(people.Algorithms()) == 0 {
		// There is nothing to ask for that somebody could know.
		c.answerStatus(x, 403)
		return false
	}
	realm := people.Realm
	if realm == "" {
		realm = digestRealm
	}
	value, sent := x.table.Fragment(header.Authorization, 0)
	if !sent {
		c.challengeDigest(x, people, realm, false)
		return false
	}
	method, target := x.parser.Method.String(), string(x.parser.Target())
	user, verdict := c.thread.Context.guard().Check(value, realm, method, target, c.thread.Context.Clock(),
		func(user string, a auth.Algorithm) (string, bool) { return people.Find(user, realm, a) })
	switch verdict {
	case auth.Granted:
		x.user, x.authType = user, "Digest"
		return true
	case auth.Malformed:
		// Credentials of another scheme get the challenge as well: a client that
		// sends them unasked must learn which one counts (RFC 9110 section 15.5.2).
		c.challengeDigest(x, people, realm, false)
	default:
		c.challengeDigest(x, people, realm, verdict == auth.Stale)
	}
	return false
}

// challengeDigest asks for credentials, once for each algorithm.
func (c *Conn) challengeDigest(x *transaction, people *auth.Secrets, realm string, stale bool) {
	now := c.thread.Context.Clock()
	var values []string
	for _, a := range people.Algorithms() {
		values = append(values, c.thread.Context.guard().Challenge(realm, a, stale, now))
	}
	c.challenge(x, values...)
}
