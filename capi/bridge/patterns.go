package main

/*
#include "bridge.h"

// The n-th pattern: where a stride is set, the pointers lie in larger structs.
static inline uintptr_t
golws_pattern(uintptr_t paths, size_t stride, unsigned int n, size_t *len)
{
	const char *pattern = *(const char *const *)(paths + n * (stride ? stride : sizeof(char *)));

	*len = pattern ? strlen(pattern) : 0;
	return (uintptr_t)pattern;
}
*/
import "C"

import "unsafe"

// patternList is a program's patterns for paths. It is theirs, and valid for the
// call that it is made in.
type patternList struct {
	patterns [][]byte
	paths    uintptr
	count    int
	isSet    bool
}

// forget is what ends the call.
func (l *patternList) forget() { l.isSet = false }

// of returns the count patterns at paths.
func (l *patternList) of(paths, stride uintptr, count int) [][]byte {
	if l.isSet && l.paths == paths && l.count == count {
		return l.patterns
	}
	l.patterns = l.patterns[:0]
	l.paths, l.count, l.isSet = paths, count, true
	if paths == 0 {
		return nil
	}
	for i := range count {
		var n C.size_t
		at := uintptr(C.golws_pattern(C.uintptr_t(paths), C.size_t(stride), C.uint(i), &n))
		l.patterns = append(l.patterns, cBytes(*(*unsafe.Pointer)(unsafe.Pointer(&at)), int(n)))
	}
	return l.patterns
}
