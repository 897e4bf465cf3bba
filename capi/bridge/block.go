package main

/*
#include "bridge.h"
*/
import "C"

import (
	"sync"
	"sync/atomic"
	"unsafe"
)

const (
	chunkCells = 1024
	chunksMost = 4096 // times chunkCells: more objects than descriptors
	// restingBlocks is how many freed blocks wait before the first is used
	// again, so that a pointer that a program kept too long stays recognisable.
	restingBlocks = 64
	slabBlocks    = 32
)

// table finds the Go object of a control block. Blocks are C memory that is
// allocated in slabs and never freed; finding is lock-free.
type table[T any] struct {
	blockSize uintptr
	chunks    [chunksMost]atomic.Pointer[[chunkCells]cell[T]]

	mu    sync.Mutex
	cells uint32
	rest  []*C.struct_golws_block // freed or new, first in first out
	next  int
}

type cell[T any] struct {
	object     atomic.Pointer[T]
	block      *C.struct_golws_block
	generation uint32
}

// open gives object a zeroed block. nil means that there are too many.
func (t *table[T]) open(object *T) unsafe.Pointer {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.rest)-t.next <= restingBlocks && !t.grow() {
		return nil
	}
	block := t.rest[t.next]
	t.rest[t.next] = nil
	t.next++
	if t.next > 4096 && t.next*2 > len(t.rest) {
		t.rest = t.rest[:copy(t.rest, t.rest[t.next:])]
		t.next = 0
	}
	slot, generation := uint32(block.slot), uint32(block.generation)+1
	clear(unsafe.Slice((*byte)(unsafe.Pointer(block)), t.blockSize))
	block.slot, block.generation = C.uint32_t(slot), C.uint32_t(generation)
	c := t.cell(slot)
	c.block, c.generation = block, generation
	c.object.Store(object)
	return unsafe.Pointer(block)
}

// grow adds a slab of blocks in front of the resting ones.
func (t *table[T]) grow() bool {
	if t.cells+slabBlocks > chunkCells*chunksMost {
		return false
	}
	slab := C.calloc(slabBlocks, C.size_t(t.blockSize))
	if slab == nil {
		return false
	}
	added := make([]*C.struct_golws_block, 0, slabBlocks+len(t.rest)-t.next)
	for i := range uintptr(slabBlocks) {
		slot := t.cells
		t.cells++
		if t.chunks[slot/chunkCells].Load() == nil {
			t.chunks[slot/chunkCells].Store(new([chunkCells]cell[T]))
		}
		block := (*C.struct_golws_block)(unsafe.Add(slab, i*t.blockSize))
		block.slot = C.uint32_t(slot)
		added = append(added, block)
	}
	t.rest = append(added, t.rest[t.next:]...)
	t.next = 0
	return true
}

func (t *table[T]) cell(slot uint32) *cell[T] {
	if slot >= chunkCells*chunksMost {
		return nil
	}
	chunk := t.chunks[slot/chunkCells].Load()
	if chunk == nil {
		return nil
	}
	return &chunk[slot%chunkCells]
}

// find is the object of a block, nil when the block is stale, NULL, or belongs
// to another core (that of the process before a fork).
func (t *table[T]) find(p unsafe.Pointer) *T {
	if p == nil {
		return nil
	}
	block := (*C.struct_golws_block)(p)
	c := t.cell(uint32(block.slot))
	if c == nil || c.block != block || c.generation != uint32(block.generation) {
		return nil
	}
	return c.object.Load()
}

// close makes every pointer to the block stale.
func (t *table[T]) close(p unsafe.Pointer) {
	block := (*C.struct_golws_block)(p)
	t.mu.Lock()
	defer t.mu.Unlock()
	c := t.cell(uint32(block.slot))
	if c == nil || c.block != block || block.generation&1 == 0 {
		return
	}
	c.object.Store(nil)
	block.generation++
	c.generation = uint32(block.generation)
	t.rest = append(t.rest, block)
}
