package loop

// Timer is one pending point in time. The owner embeds or allocates it once and
// hands it to Timers.Set as often as it likes; a Timer is in at most one heap.
// A Timer with an Owner and nothing else is unset.
type Timer struct {
	// Owner is told when the timer is due.
	Owner Expirer

	due   int64
	order uint64 // keeps timers with equal due times in the order they were set
	index int32  // position in the heap plus one; 0 when unset
}

// Expirer owns timers.
type Expirer interface {
	// Expire is called once for each time that t becomes due, with the time
	// of the turn. t is already unset then, so Expire may set it again.
	Expire(t *Timer, now int64)
}

// Due is the time at which the timer fires, and whether it is set at all.
func (t *Timer) Due() (at int64, set bool) { return t.due, t.index != 0 }

// Timers is a binary heap of timers, earliest first. All times are microseconds
// on one monotonic clock that the caller chooses.
type Timers struct {
	// Sooner, if any, is called when a Set makes the earliest due time earlier.
	Sooner func()

	heap []*Timer
	sets uint64
	// running is set, and now its time, while Run is at work.
	running bool
	now     int64
}

// Set arms t for due, moving it if it was armed already.
func (h *Timers) Set(t *Timer, due int64) {
	h.sets++
	if h.running {
		due = max(due, h.now) // see Run
	}
	t.due, t.order = due, h.sets
	if t.index == 0 {
		h.heap = append(h.heap, t)
		t.index = int32(len(h.heap))
	}
	if !h.up(int(t.index) - 1) {
		h.down(int(t.index) - 1)
	}
	if t.index == 1 && h.Sooner != nil {
		h.Sooner()
	}
}

// Unset disarms t. Unsetting an unset timer does nothing.
func (h *Timers) Unset(t *Timer) {
	if t.index == 0 {
		return
	}
	i, last := int(t.index)-1, len(h.heap)-1
	h.swap(i, last)
	h.heap[last] = nil
	h.heap = h.heap[:last]
	t.index = 0
	if i < last && !h.up(i) {
		h.down(i)
	}
}

// Next is the earliest due time; set is false when no timer is armed.
func (h *Timers) Next() (due int64, set bool) {
	if len(h.heap) == 0 {
		return 0, false
	}
	return h.heap[0].due, true
}

// Len is the number of armed timers.
func (h *Timers) Len() int { return len(h.heap) }

// Run fires every timer that was due at now when Run began, in order. Timers
// that an Expire sets again wait for the next Run, so that a timer which re-arms
// itself for "at once" cannot hold the loop for ever. For them no time before
// now exists: they come behind all that are due.
func (h *Timers) Run(now int64) (fired int) {
	h.running, h.now = true, now
	last := h.sets
	for len(h.heap) > 0 {
		t := h.heap[0]
		if t.due > now || t.order > last {
			break
		}
		h.Unset(t)
		fired++
		t.Owner.Expire(t, now)
	}
	h.running = false
	return fired
}

func (h *Timers) less(i, j int) bool {
	a, b := h.heap[i], h.heap[j]
	return a.due < b.due || a.due == b.due && a.order < b.order
}

func (h *Timers) swap(i, j int) {
	h.heap[i], h.heap[j] = h.heap[j], h.heap[i]
	h.heap[i].index = int32(i + 1)
	h.heap[j].index = int32(j + 1)
}

func (h *Timers) up(i int) (moved bool) {
	for i > 0 {
		parent := (i - 1) / 2
		if !h.less(i, parent) {
			break
		}
		h.swap(i, parent)
		i, moved = parent, true
	}
	return moved
}

func (h *Timers) down(i int) {
	for {
		child := 2*i + 1
		if child >= len(h.heap) {
			return
		}
		if r := child + 1; r < len(h.heap) && h.less(r, child) {
			child = r
		}
		if !h.less(child, i) {
			return
		}
		h.swap(i, child)
		i = child
	}
}
