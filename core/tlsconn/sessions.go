package tlsconn

import (
	"container/list"
	"crypto/tls"
	"sync"
)

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
	// vouched: the server's chain was fine when the session was made, and only its
	// first certificate is known now.
	vouched bool
}

func newSessions(most int) *sessions {
	return &sessions{most: most, of: map[string]*list.Element{}}
}

func (s *sessions) get(server string) (state *tls.ClientSessionState, vouched bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.of[server]
	if e == nil {
		return nil, false
	}
	s.order.MoveToFront(e)
	kept := e.Value.(*session)
	return kept.state, kept.vouched
}

// put keeps state, or forgets the server when it is nil.
func (s *sessions) put(server string, state *tls.ClientSessionState, vouched bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.of[server]
	switch {
	case state == nil && e != nil:
		s.order.Remove(e)
		delete(s.of, server)
	case state == nil:
	case e != nil:
		kept := e.Value.(*session)
		kept.state, kept.vouched = state, vouched
		s.order.MoveToFront(e)
	default:
		s.of[server] = s.order.PushFront(&session{server, state, vouched})
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
	v      *verification
}

func (s sessionsOf) Get(string) (state *tls.ClientSessionState, ok bool) {
	state, s.v.vouched = s.all.get(s.server)
	return state, state != nil
}

func (s sessionsOf) Put(_ string, state *tls.ClientSessionState) {
	s.all.put(s.server, state, s.v.vouched)
}
