package h2

// streamTable finds streams by identifier: open addressing with linear probing,
// at most half full.
type streamTable struct {
	slots []*Stream // power of two
	count int
}

const minSlots = 8

// slot is where the search for id starts. All identifiers of one end are odd.
func (t *streamTable) slot(id uint32) int { return int(id>>1) & (len(t.slots) - 1) }

func (t *streamTable) get(id uint32) *Stream {
	if t.count == 0 {
		return nil
	}
	for i := t.slot(id); ; i = (i + 1) & (len(t.slots) - 1) {
		if s := t.slots[i]; s == nil || s.id == id {
			return s
		}
	}
}

func (t *streamTable) put(s *Stream) {
	if 2*(t.count+1) > len(t.slots) {
		old := t.slots
		t.slots = make([]*Stream, max(minSlots, 2*len(old)))
		for _, o := range old {
			if o != nil {
				t.place(o)
			}
		}
	}
	t.place(s)
	t.count++
}

func (t *streamTable) place(s *Stream) {
	i := t.slot(s.id)
	for t.slots[i] != nil {
		i = (i + 1) & (len(t.slots) - 1)
	}
	t.slots[i] = s
}

// remove takes out id and moves up what had to make way for it.
func (t *streamTable) remove(id uint32) {
	if t.count == 0 {
		return
	}
	mask := len(t.slots) - 1
	i := t.slot(id)
	for ; t.slots[i] == nil || t.slots[i].id != id; i = (i + 1) & mask {
		if t.slots[i] == nil {
			return
		}
	}
	t.count--
	for hole := i; ; {
		i = (i + 1) & mask
		s := t.slots[i]
		if s == nil {
			t.slots[hole] = nil
			return
		}
		if (i-t.slot(s.id))&mask >= (i-hole)&mask {
			t.slots[hole], hole = s, i
		}
	}
}

// closedStreams remembers how the last streams closed.
type closedStreams struct {
	ring []uint32 // id>>1 and, in the low two bits, the ending
	next int
}

const endingBits = 2

func (r *closedStreams) add(id uint32, how ending) {
	e := id>>1<<endingBits | uint32(how)
	if len(r.ring) < MaxClosed {
		r.ring = append(r.ring, e)
		return
	}
	r.ring[r.next] = e
	r.next = (r.next + 1) % MaxClosed
}

// find returns how id closed, the latest if it was entered again.
func (r *closedStreams) find(id uint32) ending {
	n := len(r.ring)
	for k := range n {
		if e := r.ring[(r.next+n-1-k)%n]; e>>endingBits == id>>1 {
			return ending(e & (1<<endingBits - 1))
		}
	}
	return forgotten
}
