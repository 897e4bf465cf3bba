package engine

import (
	"crypto/x509"
	"slices"
	"sync"
	"time"

	"github.com/golws/golws/core/tlsconn"
)

const (
	// issuersMost bounds the CAs that are remembered because a server needed them.
	issuersMost = 64
	// issuerLifetime is how long the program's word for a CA holds.
	issuerLifetime = time.Hour
)

// knownIssuers are the CAs that the program trusts when it is asked.
type knownIssuers struct {
	sync.Mutex
	list []knownIssuer // the latest one last
}

type knownIssuer struct {
	certificate *x509.Certificate
	until       time.Time
}

func (k *knownIssuers) find(key []byte) *x509.Certificate {
	k.Lock()
	defer k.Unlock()
	now := time.Now()
	k.list = slices.DeleteFunc(k.list, func(i knownIssuer) bool { return now.After(i.until) })
	for _, i := range k.list {
		if string(i.certificate.SubjectKeyId) == string(key) {
			return i.certificate
		}
	}
	return nil
}

func (k *knownIssuers) add(c *x509.Certificate) {
	k.Lock()
	defer k.Unlock()
	k.list = slices.DeleteFunc(k.list, func(i knownIssuer) bool {
		return string(i.certificate.SubjectKeyId) == string(c.SubjectKeyId)
	})
	if len(k.list) == issuersMost {
		k.list = slices.Delete(k.list, 0, 1)
	}
	k.list = append(k.list, knownIssuer{c, time.Now().Add(issuerLifetime)})
}

// TrustIssuer remembers a CA for those who will ask for it. It may be called on any
// thread.
func (x *Context) TrustIssuer(c *x509.Certificate) { x.issuers.add(c) }

// issuerSearch asks the program for CAs while a handshake waits.
type issuerSearch struct {
	context *Context

	mu       sync.Mutex
	found    []*x509.Certificate
	open     int         // questions without an answer
	waiting  chan<- bool // of who waits for one, nil if nobody does
	withdraw []func()    // of the questions
	over     bool
}

// searchIssuers lets the program look for CAs; nil if it knows none.
func (c *Conn) searchIssuers(s *secured) tlsconn.IssuerSearch {
	t := c.thread
	if !t.Context.Host.HasIssuers() {
		return nil
	}
	return func(keys [][]byte) (next func() *x509.Certificate, end func()) {
		search := &issuerSearch{context: t.Context}
		var ask [][]byte
		for _, key := range keys {
			if known := t.Context.issuers.find(key); known != nil {
				search.found = append(search.found, known)
			} else {
				ask = append(ask, key)
			}
		}
		search.open = len(ask)
		t.Loop.Post(func(int64) {
			for _, key := range ask {
				if c.closed || c.closing || s != c.tls || !search.ask(t, key) {
					search.answer(nil)
				}
			}
		})
		return func() *x509.Certificate { return search.next(s.conn) }, search.end
	}
}

// ask asks one question, on the loop's thread; false: it will not be answered.
func (s *issuerSearch) ask(t *Thread, key []byte) bool {
	s.mu.Lock()
	over := s.over
	s.mu.Unlock()
	if over {
		return false
	}
	withdraw := s.context.Host.AskIssuer(t, key, s.answer)
	if withdraw == nil {
		return false
	}
	s.mu.Lock()
	s.withdraw = append(s.withdraw, withdraw)
	over = s.over
	s.mu.Unlock()
	if over {
		withdraw()
	}
	return true
}

// answer is the program's, nil if it knows no such CA.
func (s *issuerSearch) answer(c *x509.Certificate) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open--
	if c != nil {
		s.found = append(s.found, c)
	}
	if s.waiting != nil && (c != nil || s.open == 0) {
		s.waiting <- true
		s.waiting = nil
	}
}

// next waits for a CA on the handshake's goroutine; nil: there is no other.
func (s *issuerSearch) next(conn *tlsconn.Conn) *x509.Certificate {
	for {
		s.mu.Lock()
		if len(s.found) > 0 {
			c := s.found[0]
			s.found = s.found[1:]
			s.mu.Unlock()
			return c
		}
		done := s.open == 0
		s.mu.Unlock()
		if done || !conn.Ask(s.wait) {
			return nil
		}
	}
}

func (s *issuerSearch) wait(answer chan<- bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.found) > 0 || s.open == 0 {
		answer <- true
		return
	}
	s.waiting = answer
}

// end: nobody waits for the open questions' answers.
func (s *issuerSearch) end() {
	s.mu.Lock()
	s.over, s.waiting = true, nil
	withdraw := s.withdraw
	s.mu.Unlock()
	for _, f := range withdraw {
		f()
	}
}
