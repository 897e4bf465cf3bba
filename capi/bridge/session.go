package main

/*
#include "bridge.h"

static inline void *
golws_session(size_t size)
{
	return golws_front->zalloc(size, "session");
}
*/
import "C"

import "unsafe"

const (
	// spareSessionSize is the size up to which session data of connections that
	// are over wait for the next ones, spareSessions how many of them do.
	spareSessionSize = 512
	spareSessions    = 128
)

// sessionMemory gives out session data of a service thread's connections, zeroed,
// from the program's allocator. Small ones of one size, which come and go with every
// HTTP/2 request, are used again.
type sessionMemory struct {
	size  C.size_t
	spare []unsafe.Pointer
}

func (m *sessionMemory) take(size C.size_t) unsafe.Pointer {
	n := len(m.spare)
	if n == 0 || m.size != size {
		return C.golws_session(size)
	}
	p := m.spare[n-1]
	m.spare = m.spare[:n-1]
	clear(unsafe.Slice((*byte)(p), size))
	return p
}

func (m *sessionMemory) give(p unsafe.Pointer, size C.size_t) {
	if size != m.size && size <= spareSessionSize {
		m.release()
		m.size = size
	}
	if size != m.size || len(m.spare) == spareSessions {
		C.golws_front_free(p)
		return
	}
	m.spare = append(m.spare, p)
}

// release gives back what nobody uses.
func (m *sessionMemory) release() {
	for _, p := range m.spare {
		C.golws_front_free(p)
	}
	m.spare = m.spare[:0]
}
