package dns

import (
	"sync"
	"time"
)

// cache has answers as long as they are true. Any goroutine may use it.
type cache struct {
	lock    sync.Mutex
	entries map[question]entry
}

type entry struct {
	answer
	until time.Time
}

func (c *cache) find(q question, now time.Time) (answer, bool) {
	c.lock.Lock()
	defer c.lock.Unlock()
	e, found := c.entries[q]
	if !found || !now.Before(e.until) {
		return answer{}, false
	}
	return e.answer, true
}

func (c *cache) add(q question, a answer, now time.Time) {
	if a.keep <= 0 {
		return
	}
	c.lock.Lock()
	defer c.lock.Unlock()
	if c.entries == nil {
		c.entries = make(map[question]entry)
	}
	if _, known := c.entries[q]; !known && len(c.entries) >= entriesMost {
		c.makeRoom(now)
	}
	c.entries[q] = entry{a, now.Add(a.keep)}
}

// makeRoom drops what is over, or else what is over next.
func (c *cache) makeRoom(now time.Time) {
	var next question
	var soonest time.Time
	for q, e := range c.entries {
		if !now.Before(e.until) {
			delete(c.entries, q)
		} else if soonest.IsZero() || e.until.Before(soonest) {
			next, soonest = q, e.until
		}
	}
	if len(c.entries) >= entriesMost {
		delete(c.entries, next)
	}
}

func (c *cache) clear() {
	c.lock.Lock()
	defer c.lock.Unlock()
	clear(c.entries)
}
