package dns

import (
	"errors"
	"net/netip"
	"strings"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// question is what is asked: addresses of one kind.
type question struct {
	name string // in lower case, with its last dot
	kind dnsmessage.Type
}

// answer is what a server says.
type answer struct {
	addresses []netip.Addr
	// alias has the addresses, which the server does not tell: "" when there is none.
	alias string
	// absent: there is no such name.
	absent bool
	// keep is how long all this is true; 0: do not keep it.
	keep time.Duration
}

var (
	errStranger  = errors.New("not an answer to the question")
	errTruncated = errors.New("the answer is too long for a datagram")
	errServer    = errors.New("the server failed")
	errMalformed = errors.New("the answer is malformed")
	errAliases   = errors.New("the name leads through too many others")
)

// pack is the message that asks q, without its number.
func pack(q question) ([]byte, error) {
	name, err := dnsmessage.NewName(q.name)
	if err != nil {
		return nil, err
	}
	b := dnsmessage.NewBuilder(nil, dnsmessage.Header{RecursionDesired: true})
	var size dnsmessage.ResourceHeader
	// RFC 6891 section 6.1.
	if err = size.SetEDNS0(datagramMost, dnsmessage.RCodeSuccess, false); err == nil {
		err = errors.Join(b.StartQuestions(),
			b.Question(dnsmessage.Question{Name: name, Type: q.kind, Class: dnsmessage.ClassINET}),
			b.StartAdditionals(), b.OPTResource(size, dnsmessage.OPTResource{}))
	}
	if err != nil {
		return nil, err
	}
	return b.Finish()
}

// read takes a server's answer to q out of a message. errStranger: it may be forged, the
// answer is still to come.
func read(message []byte, id uint16, q question) (answer, error) {
	var p dnsmessage.Parser
	header, err := p.Start(message)
	if err != nil || header.ID != id || !header.Response || header.OpCode != 0 || !repeats(&p, q) {
		return answer{}, errStranger
	}
	switch {
	case header.Truncated:
		return answer{}, errTruncated
	case header.RCode == dnsmessage.RCodeNameError || header.RCode == dnsmessage.RCodeSuccess:
	default:
		return answer{}, errServer
	}
	s := section{aliases: make(map[string]string)}
	if err := s.read(&p, q.kind); err != nil {
		return answer{}, err
	}
	return s.follow(&p, q.name, header.RCode == dnsmessage.RCodeNameError)
}

// repeats: the message repeats the one question (RFC 5452 section 9.1).
func repeats(p *dnsmessage.Parser, q question) bool {
	got, err := p.Question()
	if err != nil || got.Type != q.kind || got.Class != dnsmessage.ClassINET || lower(got.Name) != q.name {
		return false
	}
	_, err = p.Question()
	return err == dnsmessage.ErrSectionDone
}

func lower(n dnsmessage.Name) string { return strings.ToLower(n.String()) }

// section is what an answer section says, in whatever order.
type section struct {
	aliases map[string]string
	records []record
	keep    time.Duration
}

type record struct {
	owner   string
	address netip.Addr
}

func (s *section) read(p *dnsmessage.Parser, kind dnsmessage.Type) error {
	s.keep = keepMost
	for range recordsMost {
		h, err := p.AnswerHeader()
		if err == dnsmessage.ErrSectionDone {
			return nil
		}
		if err != nil {
			return errMalformed
		}
		owner, known := lower(h.Name), h.Class == dnsmessage.ClassINET
		switch {
		case known && h.Type == dnsmessage.TypeCNAME:
			var r dnsmessage.CNAMEResource
			r, err = p.CNAMEResource()
			s.aliases[owner] = lower(r.CNAME)
		case known && h.Type == kind && kind == dnsmessage.TypeA:
			var r dnsmessage.AResource
			r, err = p.AResource()
			s.records = append(s.records, record{owner, netip.AddrFrom4(r.A)})
		case known && h.Type == kind && kind == dnsmessage.TypeAAAA:
			var r dnsmessage.AAAAResource
			r, err = p.AAAAResource()
			s.records = append(s.records, record{owner, netip.AddrFrom16(r.AAAA).Unmap()})
		default:
			err = p.SkipAnswer()
		}
		if err != nil {
			return errMalformed
		}
		s.keep = min(s.keep, life(h.TTL))
	}
	return p.SkipAllAnswers()
}

// follow finds the addresses at the end of the aliases that begin at name.
func (s *section) follow(p *dnsmessage.Parser, name string, absent bool) (answer, error) {
	a := answer{absent: absent, keep: s.keep}
	first := name
	for range aliasesMost + 1 {
		for _, r := range s.records {
			if r.owner == name && len(a.addresses) < addressesMost {
				a.addresses = append(a.addresses, r.address)
			}
		}
		if len(a.addresses) > 0 {
			a.absent = false
			return a, nil
		}
		next, more := s.aliases[name]
		if !more {
			lasts, negative := absence(p)
			a.keep = min(a.keep, lasts)
			if !absent && !negative && name != first {
				a.alias = name
			}
			return a, nil
		}
		name = next
	}
	return answer{}, errAliases
}

// absence is how long something does not exist, by the zone's record that goes with that
// (RFC 2308 section 5).
func absence(p *dnsmessage.Parser) (time.Duration, bool) {
	if err := p.SkipAllAnswers(); err != nil {
		return 0, false
	}
	for range recordsMost {
		h, err := p.AuthorityHeader()
		if err != nil {
			break
		}
		if h.Type == dnsmessage.TypeSOA {
			r, err := p.SOAResource()
			if err != nil {
				break
			}
			return min(life(h.TTL), life(r.MinTTL), absentMost), true
		}
		if p.SkipAuthority() != nil {
			break
		}
	}
	return 0, false
}

// life is how long a record may be kept: a time with its highest bit set is none (RFC
// 2181 section 8).
func life(seconds uint32) time.Duration {
	if seconds>>31 != 0 {
		return 0
	}
	return time.Duration(seconds) * time.Second
}
