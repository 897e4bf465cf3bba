package main

import (
	"sync"
	"unsafe"
)

// handles keeps Go objects for structs that lie in the program's memory: a field
// that is a pointer in C holds a number. Whatever such a field holds, because it
// was never set, was copied, or outlived the object, finds the object or nothing.
//
// A number is odd and its uppermost bit is set: it is never the address of
// anything, and Go's collector, which may meet it, knows that. It is not given
// out again: 31 bits of it say which use of its slot it is.
type handles[T any] struct {
	sync.RWMutex
	kind  uintptr // tells tables apart, so that one's numbers mean nothing in others
	slots []handleSlot[T]
	free  []uint32
}

type handleSlot[T any] struct {
	object T
	use    uintptr
	taken  bool
}

const (
	handleKindBits = 4
	handleUseBits  = 31
	handleSlotBits = 64 - 2 - handleKindBits - handleUseBits
	handleMark     = 1<<63 | 1
	handleMost     = 1<<handleSlotBits - 1
)

// put keeps an object and returns its number; nil when there are too many.
func (h *handles[T]) put(object T) unsafe.Pointer {
	h.Lock()
	defer h.Unlock()
	var slot uint32
	if n := len(h.free); n > 0 {
		slot, h.free = h.free[n-1], h.free[:n-1]
	} else {
		if len(h.slots) == handleMost {
			return nil
		}
		slot = uint32(len(h.slots))
		h.slots = append(h.slots, handleSlot[T]{})
	}
	s := &h.slots[slot]
	s.use = (s.use + 1) & (1<<handleUseBits - 1)
	s.object, s.taken = object, true
	n := uintptr(slot)<<(1+handleKindBits+handleUseBits) | s.use<<(1+handleKindBits) | h.kind<<1 | handleMark
	return numberAsPointer(n)
}

// numberAsPointer makes the bits of a number those of a C pointer, which is
// never followed.
func numberAsPointer(n uintptr) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&n)) }

func (h *handles[T]) slot(p unsafe.Pointer) (*handleSlot[T], uint32) {
	n := uintptr(p)
	slot := n &^ (1 << 63) >> (1 + handleKindBits + handleUseBits)
	if n&handleMark != handleMark || n>>1&(1<<handleKindBits-1) != h.kind || slot >= uintptr(len(h.slots)) {
		return nil, 0
	}
	s := &h.slots[slot]
	if !s.taken || s.use != n>>(1+handleKindBits)&(1<<handleUseBits-1) {
		return nil, 0
	}
	return s, uint32(slot)
}

// find returns the object with that number; the zero value when there is none.
func (h *handles[T]) find(p unsafe.Pointer) (object T, ok bool) {
	h.RLock()
	defer h.RUnlock()
	s, _ := h.slot(p)
	if s == nil {
		return object, false
	}
	return s.object, true
}

// take is find, and forgets the object.
func (h *handles[T]) take(p unsafe.Pointer) (object T, ok bool) {
	h.Lock()
	defer h.Unlock()
	s, i := h.slot(p)
	if s == nil {
		return object, false
	}
	object, ok = s.object, true
	var none T
	s.object, s.taken = none, false
	h.free = append(h.free, i)
	return object, ok
}
