package netio

import (
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

// sendfile(2) and writev(2) know no MSG_NOSIGNAL: where the peer is gone they
// raise SIGPIPE, which by default ends the process. It is the program's to
// decide what SIGPIPE does, so it is kept from arising: blocked during the call,
// and taken away again when the call has raised it (it is sent to the calling
// thread, pipe(7)).

const pipeSignal uint64 = 1 << (uint(unix.SIGPIPE) - 1)

// blockPipeSignal blocks SIGPIPE in the calling thread, which the goroutine
// keeps until unblockPipeSignal.
func blockPipeSignal() (former uint64) {
	runtime.LockOSThread()
	set := pipeSignal
	signalMask(unix.SIG_BLOCK, &set, &former)
	return former
}

// unblockPipeSignal undoes blockPipeSignal; raised tells that the call may have
// raised the signal: it failed with EPIPE, or moved less than it was asked to,
// which is how it fails in the middle.
func unblockPipeSignal(former uint64, raised bool) {
	if former&pipeSignal == 0 {
		if raised {
			set, at := pipeSignal, unix.Timespec{}
			_, _, _ = unix.RawSyscall6(unix.SYS_RT_SIGTIMEDWAIT, uintptr(unsafe.Pointer(&set)), 0,
				uintptr(unsafe.Pointer(&at)), unsafe.Sizeof(set), 0, 0)
		}
		signalMask(unix.SIG_SETMASK, &former, nil)
	}
	runtime.UnlockOSThread()
}

func signalMask(how int, set, former *uint64) {
	_, _, _ = unix.RawSyscall6(unix.SYS_RT_SIGPROCMASK, uintptr(how), uintptr(unsafe.Pointer(set)),
		uintptr(unsafe.Pointer(former)), unsafe.Sizeof(*set), 0, 0)
}
