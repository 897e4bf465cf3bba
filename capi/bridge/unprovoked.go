//go:build !golwstest

package main

// The build for tests (see provoked.go) can do without some protections, and
// make things go wrong. This one cannot.
const (
	withoutRecover = false
	withoutProcs   = false
	withoutLater   = false
	withoutRoom    = false
)

func started()         {}
func provokeIn(string) {}
func provokeBy([]byte) {}
