//go:build golwstest

package main

// #cgo CFLAGS: -DGOLWS_TEST
import "C"

import (
	"crypto/sha256"
	"os"
	"runtime"
	"time"
)

// What tests ask for in the environment. GOLWS_TEST_WITHOUT takes a protection
// away; GOLWS_TEST_PANIC names a function that panics whenever it is called;
// GOLWS_TEST_BUSY makes the runtime busy with "hashing" or "collecting".
var (
	withoutRecover = os.Getenv("GOLWS_TEST_WITHOUT") == "recover"
	withoutProcs   = os.Getenv("GOLWS_TEST_WITHOUT") == "procs"
	withoutLater   = os.Getenv("GOLWS_TEST_WITHOUT") == "later"
	withoutRoom    = os.Getenv("GOLWS_TEST_WITHOUT") == "room"
	panicking      = os.Getenv("GOLWS_TEST_PANIC")
)

func started() {
	switch os.Getenv("GOLWS_TEST_BUSY") {
	case "hashing":
		go func() {
			data := make([]byte, 1024)
			for {
				sum := sha256.Sum256(data)
				copy(data, sum[:])
			}
		}()
	case "collecting":
		// At once: the child of a fork that starts a dead runtime again must
		// not get through by luck.
		runtime.GC()
		go func() {
			for {
				runtime.GC()
				time.Sleep(5 * time.Millisecond)
			}
		}()
	}
}

// provokeIn panics in the exported function called name.
func provokeIn(name string) {
	if name == panicking {
		panic("provoked in " + name)
	}
}

// provokeBy panics where a callback would be told of in: in the engine, below
// no function of the program.
func provokeBy(in []byte) {
	switch string(in) {
	case "/panic/index":
		_ = in[len(in):][len(in)]
	case "/panic/nil":
		var p *struct{ n int }
		p.n++
	}
}
