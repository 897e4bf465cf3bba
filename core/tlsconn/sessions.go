package tlsconn

import (
	"container/list"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"sync"
)

// storedMost bounds a session that is read back: a server's ticket and chain
// are in it.
const storedMost = 1 << 20

// storedMagic begins a stored session: its format, and whose it is.
var storedMagic = [8]byte{'g', 'o', 'l', 'w', 's', 'T', 'L', '1'}

// sessions are what a vhost's clients can resume, the least recently used
// given up first. Handshakes on several threads share it.
type sessions struct {
	mu    sync.Mutex
	most  int
	of    map[string]*list.Element
	order list.List // of *session, the latest first
}

type session struct {
	server string
	state  *tls.ClientSessionState
}

func newSessions(most int) *sessions {
	return &sessions{most: most, of: map[string]*list.Element{}}
}

func (s *sessions) get(server string) *tls.ClientSessionState {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.of[server]
	if e == nil {
		return nil
	}
	s.order.MoveToFront(e)
	return e.Value.(*session).state
}

// put keeps state, or forgets the server when it is nil.
func (s *sessions) put(server string, state *tls.ClientSessionState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.of[server]
	switch {
	case state == nil && e != nil:
		s.order.Remove(e)
		delete(s.of, server)
	case state == nil:
	case e != nil:
		e.Value.(*session).state = state
		s.order.MoveToFront(e)
	default:
		s.of[server] = s.order.PushFront(&session{server, state})
		if s.order.Len() > s.most {
			last := s.order.Back()
			s.order.Remove(last)
			delete(s.of, last.Value.(*session).server)
		}
	}
}

// sessionsOf is the cache as connections to one server see it. A ticket is good
// for a host and its port: other ports are other servers.
type sessionsOf struct {
	all    *sessions
	server string
}

func (s sessionsOf) Get(string) (*tls.ClientSessionState, bool) {
	state := s.all.get(s.server)
	return state, state != nil
}

func (s sessionsOf) Put(_ string, state *tls.ClientSessionState) { s.all.put(s.server, state) }

// Why a session is not stored or taken.
var (
	errNoSession      = errors.New("there is no session with this server")
	errHaveSession    = errors.New("there is a session with this server already")
	errNoSessionCache = errors.New("sessions are not kept")
	errNotStored      = errors.New("this is no session that was stored by this library")
)

// StoreSession is the session with server in the form that LoadSession reads.
// It holds secrets.
func (c *ClientConfig) StoreSession(server string) ([]byte, error) {
	if c.sessions == nil {
		return nil, errNoSessionCache
	}
	kept := c.sessions.get(server)
	if kept == nil {
		return nil, errNoSession
	}
	ticket, state, err := kept.ResumptionState()
	if err != nil {
		return nil, err
	}
	if state == nil {
		return nil, errNoSession
	}
	secrets, err := state.Bytes()
	if err != nil {
		return nil, err
	}
	out := append([]byte(nil), storedMagic[:]...)
	out = binary.BigEndian.AppendUint32(out, uint32(len(ticket)))
	return append(append(out, ticket...), secrets...), nil
}

// LoadSession makes connections to server resume what was stored. fetch, which
// gets it, is called only when there is use for it.
func (c *ClientConfig) LoadSession(server string, fetch func() ([]byte, error)) error {
	switch {
	case c.sessions == nil:
		return errNoSessionCache
	case c.sessions.get(server) != nil:
		return errHaveSession
	}
	stored, err := fetch()
	if err != nil {
		return err
	}
	state, err := parseSession(stored)
	if err != nil {
		return err
	}
	c.sessions.put(server, state)
	return nil
}

func parseSession(stored []byte) (*tls.ClientSessionState, error) {
	head := len(storedMagic) + 4
	if len(stored) < head || len(stored) > storedMost || [8]byte(stored[:8]) != storedMagic {
		return nil, errNotStored
	}
	n := binary.BigEndian.Uint32(stored[head-4 : head])
	rest := stored[head:]
	if uint64(n) > uint64(len(rest)) {
		return nil, errNotStored
	}
	state, err := tls.ParseSessionState(append([]byte(nil), rest[n:]...))
	if err != nil {
		return nil, err
	}
	return tls.NewResumptionState(append([]byte(nil), rest[:n]...), state)
}
