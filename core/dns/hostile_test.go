package dns

import (
	"fmt"
	"slices"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

var asked = question{"host.example.", dnsmessage.TypeA}

// Messages that don't answer the question, as those who guess send them, are overlooked;
// the answer behind them counts (RFC 5452).
func TestForgedAnswersAreOverlooked(t *testing.T) {
	forged := []func(*message){
		func(m *message) { m.header.ID++ },
		func(m *message) { m.header.Response = false },
		func(m *message) { m.header.OpCode = 4 },
		func(m *message) { m.questions = nil },
		func(m *message) { m.questions = append(m.questions, m.questions[0]) },
		func(m *message) { m.questions[0].Type = dnsmessage.TypeMX },
		func(m *message) { m.questions[0].Class = dnsmessage.ClassCHAOS },
		func(m *message) { m.questions[0].Name = dnsmessage.MustNewName("other.example.") },
	}
	s := serve(t, func(h dnsmessage.Header, q dnsmessage.Question, _ bool) (all [][]byte) {
		for _, change := range forged {
			m := to(h, q, address("host.example.", 60, "203.0.113.66"))
			change(&m)
			all = append(all, m.bytes())
		}
		all = append(all, nil, []byte{1}, make([]byte, 12))
		return append(all, to(h, q, address("host.example.", 60, "192.0.2.7")).bytes())
	})
	var r Resolver
	list, err := find(&r, with(s), "ip4", "host.example")
	if err != nil || !slices.Equal(texts(list), []string{"192.0.2.7"}) {
		t.Error(list, err)
	}
}

// Who guesses often enough gets no further: the server is given up before.
func TestManyGuesses(t *testing.T) {
	s := serve(t, func(h dnsmessage.Header, q dnsmessage.Question, _ bool) (all [][]byte) {
		for i := range strangersMost + 10 {
			m := to(h, q, address("host.example.", 60, "203.0.113.66"))
			m.header.ID += uint16(i + 1)
			if i >= strangersMost {
				m.header.ID = h.ID
			}
			all = append(all, m.bytes())
		}
		return all
	})
	var r Resolver
	if list, err := find(&r, with(s), "ip4", "host.example"); err == nil {
		t.Error("taken in:", list)
	}
}

// Records of other names, which the question was not about, are not believed.
func TestUnaskedRecords(t *testing.T) {
	m := to(dnsmessage.Header{}, dnsmessage.Question{Name: dnsmessage.MustNewName(asked.name), Type: asked.kind, Class: dnsmessage.ClassINET},
		address("bank.example.", 60, "203.0.113.66"), alias("bank.example.", "host.example."))
	a, err := read(m.bytes(), 0, asked)
	if err != nil || len(a.addresses) != 0 || a.alias != "" {
		t.Error(a, err)
	}
}

func chain(n int) (list []dnsmessage.Resource) {
	owner := "host.example."
	for i := range n {
		next := fmt.Sprintf("n%d.example.", i)
		list = append(list, alias(owner, next))
		owner = next
	}
	return append(list, address(owner, 60, "192.0.2.7"))
}

// Aliases lead on for a while, in whatever order they come, and loops to nothing.
func TestAliases(t *testing.T) {
	backwards := chain(5)
	slices.Reverse(backwards)
	for name, tt := range map[string]struct {
		records []dnsmessage.Resource
		found   bool
	}{
		"one":       {chain(1), true},
		"backwards": {backwards, true},
		"most":      {chain(aliasesMost), true},
		"too many":  {chain(aliasesMost + 1), false},
		"thousands": {chain(2000), false},
		"itself":    {[]dnsmessage.Resource{alias("host.example.", "HOST.example.")}, false},
		"circle":    {[]dnsmessage.Resource{alias("host.example.", "a.example."), alias("a.example.", "host.example.")}, false},
	} {
		s := serve(t, just(func(h dnsmessage.Header, q dnsmessage.Question) message { return to(h, q, tt.records...) }))
		var r Resolver
		list, err := find(&r, with(s), "ip4", "host.example")
		if (len(list) == 1) != tt.found || (err == nil) != tt.found {
			t.Error(name, list, err)
		}
	}
}

// A server may know only the alias: it is asked again, and not for ever.
func TestAliasesOneAtATime(t *testing.T) {
	for _, end := range []int{3, 1 << 20} {
		s := serve(t, just(func(h dnsmessage.Header, q dnsmessage.Question) message {
			n := 0
			fmt.Sscanf(q.Name.String(), "n%d.", &n)
			if n == end {
				return to(h, q, address(q.Name.String(), 60, "192.0.2.7"))
			}
			return to(h, q, alias(q.Name.String(), fmt.Sprintf("n%d.example.", n+1)))
		}))
		var r Resolver
		list, err := find(&r, with(s), "ip4", "n0.example")
		if found := end < aliasesMost; (len(list) == 1) != found || (err == nil) != found {
			t.Error(end, list, err)
		}
		if n := s.asked.Load(); n > aliasesMost {
			t.Error("asked", n, "times")
		}
	}
}

// Names that point at themselves or behind the message (CVE-2025-11678's kind) are
// refused.
func TestCompressionLoops(t *testing.T) {
	question := dnsmessage.Question{Name: dnsmessage.MustNewName(asked.name), Type: asked.kind, Class: dnsmessage.ClassINET}
	whole := to(dnsmessage.Header{}, question, address(asked.name, 60, "192.0.2.7")).bytes()
	owner := 12 + len("\x04host\x07example\x00") + 4
	for _, target := range []int{owner, len(whole), 0x3fff} {
		m := slices.Clone(whole)
		m[owner], m[owner+1] = 0xc0|byte(target>>8), byte(target)
		if a, err := read(m, 0, asked); err != errMalformed {
			t.Errorf("to %d: %v %v", target, a, err)
		}
	}
	for n := owner + 1; n < len(whole); n++ {
		if a, err := read(whole[:n], 0, asked); err == nil {
			t.Errorf("cut at %d: %v", n, a)
		}
	}
}

// However long an answer says that it is true, it is kept for a day.
func TestGiantTimes(t *testing.T) {
	question := dnsmessage.Question{Name: dnsmessage.MustNewName(asked.name), Type: asked.kind, Class: dnsmessage.ClassINET}
	a, err := read(to(dnsmessage.Header{}, question, address(asked.name, 1<<31-1, "192.0.2.7")).bytes(), 0, asked)
	if err != nil || a.keep != keepMost {
		t.Error(a, err)
	}
	m := to(dnsmessage.Header{RCode: dnsmessage.RCodeNameError}, question)
	m.authority = []dnsmessage.Resource{zone(1<<31-1, 1<<31-1)}
	if a, err = read(m.bytes(), 0, asked); err != nil || a.keep != absentMost || !a.absent {
		t.Error(a, err)
	}
}

func FuzzRead(f *testing.F) {
	q := dnsmessage.Question{Name: dnsmessage.MustNewName(asked.name), Type: asked.kind, Class: dnsmessage.ClassINET}
	f.Add(to(dnsmessage.Header{}, q, chain(3)...).bytes())
	absent := to(dnsmessage.Header{RCode: dnsmessage.RCodeNameError}, q)
	absent.authority = []dnsmessage.Resource{zone(60, 60)}
	f.Add(absent.bytes())
	f.Fuzz(func(t *testing.T, m []byte) {
		a, err := read(m, 0, asked)
		if err != nil && (len(a.addresses) > 0 || a.keep != 0) {
			t.Error("an answer and a failure")
		}
		if len(a.addresses) > addressesMost || a.keep < 0 || a.keep > keepMost {
			t.Error("beyond the limits:", a)
		}
	})
}
