package main

/*
#include "bridge.h"
#include <signal.h>
#include <sys/wait.h>

struct lws_spawn_piped {
	struct lws_dll2 list;
};

extern char **environ;

static inline char **
golws_environment(void)
{
	return environ;
}

static inline struct lws_spawn_piped *
golws_spawn_new(struct lws_dll2_owner *owner)
{
	struct lws_spawn_piped *lsp = golws_front->zalloc(sizeof(*lsp), "lsp");

	if (lsp && owner)
		golws_front->dll2_add_tail(&lsp->list, owner);
	return lsp;
}

static inline void
golws_spawn_free(struct lws_spawn_piped *lsp)
{
	if (lsp->list.owner)
		golws_front->dll2_remove(&lsp->list);
	golws_front->free(lsp);
}

// How a process ended, as lsp_cb_t tells it.
static inline void
golws_spawn_ended(lsp_cb_t ended, void *opaque, int pid, int status, int killed,
		  lws_usec_t user, lws_usec_t kernel, lws_usec_t memory)
{
	lws_usec_t accounting[4] = { user, kernel, memory, 0 };
	siginfo_t si = { .si_signo = SIGCHLD };

	si.si_pid = pid;
	if (WIFSIGNALED(status)) {
		si.si_code = WCOREDUMP(status) ? CLD_DUMPED : CLD_KILLED;
		si.si_status = WTERMSIG(status);
	} else {
		si.si_code = CLD_EXITED;
		si.si_status = WEXITSTATUS(status);
	}
	ended(opaque, accounting, &si, killed);
}
*/
import "C"

import (
	"sync"
	"unsafe"

	"github.com/golws/golws/core/engine"
)

// spawned are the processes that programs know by their pointers.
var spawned struct {
	sync.Mutex
	byPointer map[*C.struct_lws_spawn_piped]*engine.Spawned
}

// spawnedProcess is the process behind a pointer; one that is freed is a logged error.
func spawnedProcess(lsp *C.struct_lws_spawn_piped, name string) *engine.Spawned {
	spawned.Lock()
	p := spawned.byPointer[lsp]
	spawned.Unlock()
	if p == nil {
		staleArgument(name, "lsp", lsp == nil)
	}
	return p
}

//export golws_lws_spawn_piped
func golws_lws_spawn_piped(i *C.struct_lws_spawn_piped_info) (r *C.struct_lws_spawn_piped) {
	const name = "lws_spawn_piped"
	defer recovered(name, nil)
	if i == nil {
		return nil
	}
	v := vhostOf(i.vh, name)
	if v == nil {
		return nil
	}
	s := &engine.Spawn{
		Arguments: stringList((**C.char)(unsafe.Pointer(i.exec_array))), Environment: stringList((**C.char)(unsafe.Pointer(i.env_array))),
		Chroot: goString(i.chroot_path), Folder: goString(i.wd), Protocol: goString(i.protocol_name),
		Microseconds: int64(i.timeout_us),
	}
	if len(s.Arguments) == 0 || s.Arguments[0] == "" {
		logLine(engine.LevelErr, nil, i.vh, nil, name+": there is no program to run")
		return nil
	}
	if i.env_array == nil {
		s.Environment = stringList(C.golws_environment())
	}
	if i.opt_parent != nil {
		if s.Parent = conn(i.opt_parent, name); s.Parent == nil {
			return nil
		}
	}
	lsp := C.golws_spawn_new(i.owner)
	if lsp == nil {
		return nil
	}
	opaque, ended, to := i.opaque, i.reap_cb, i.plsp
	if to != nil {
		*to = lsp
	}
	forget := func() {
		spawned.Lock()
		delete(spawned.byPointer, lsp)
		spawned.Unlock()
		if to != nil {
			*to = nil
		}
		C.golws_spawn_free(lsp)
	}
	s.Introduce = func(c *engine.Conn) { block(c).opaque_user_data = opaque }
	s.Ended = func(e engine.Ending) {
		forget()
		if ended != nil {
			C.golws_spawn_ended(ended, opaque, C.int(e.PID), C.int(e.Status), C.int(boolInt(e.Killed)),
				C.lws_usec_t(e.Used.Utime.Nano()/1000), C.lws_usec_t(e.Used.Stime.Nano()/1000), C.lws_usec_t(e.Used.Maxrss<<10))
		}
	}
	s.Began = func(p *engine.Spawned) {
		spawned.Lock()
		defer spawned.Unlock()
		if spawned.byPointer == nil {
			spawned.byPointer = map[*C.struct_lws_spawn_piped]*engine.Spawned{}
		}
		spawned.byPointer[lsp] = p
	}
	if err := v.engine.Spawn(s); err != nil {
		logLine(engine.LevelErr, nil, i.vh, nil, name+": "+err.Error())
		forget()
		return nil
	}
	return lsp
}

//export golws_lws_spawn_piped_kill_child_process
func golws_lws_spawn_piped_kill_child_process(lsp *C.struct_lws_spawn_piped) (r C.int) {
	r = 1
	const name = "lws_spawn_piped_kill_child_process"
	defer recovered(name, nil)
	p := spawnedProcess(lsp, name)
	if p == nil || !p.Kill() {
		return 1
	}
	return 0
}

//export golws_lws_spawn_stdwsi_closed
func golws_lws_spawn_stdwsi_closed(lsp *C.struct_lws_spawn_piped, wsi *C.struct_lws) {
	const name = "lws_spawn_stdwsi_closed"
	defer recovered(name, wsi)
	spawnedProcess(lsp, name)
}

//export golws_lws_spawn_get_stdfd
func golws_lws_spawn_get_stdfd(wsi *C.struct_lws) (r C.int) {
	r = -1
	const name = "lws_spawn_get_stdfd"
	defer recovered(name, wsi)
	if c := conn(wsi, name); c != nil {
		return C.int(c.StdChannel())
	}
	return -1
}

//export golws_lws_spawn_get_fd_stdxxx
func golws_lws_spawn_get_fd_stdxxx(lsp *C.struct_lws_spawn_piped, channel C.int) (r C.int) {
	r = -1
	const name = "lws_spawn_get_fd_stdxxx"
	defer recovered(name, nil)
	if p := spawnedProcess(lsp, name); p != nil {
		if c := p.Stream(int(channel)); c != nil {
			return C.int(c.FD())
		}
	}
	return -1
}

//export golws_lws_spawn_get_stdwsi_open_count
func golws_lws_spawn_get_stdwsi_open_count(lsp *C.struct_lws_spawn_piped) (r C.int) {
	const name = "lws_spawn_get_stdwsi_open_count"
	defer recovered(name, nil)
	if p := spawnedProcess(lsp, name); p != nil {
		return C.int(p.OpenStreams())
	}
	return 0
}

//export golws_lws_spawn_closedown_stdwsis
func golws_lws_spawn_closedown_stdwsis(lsp *C.struct_lws_spawn_piped) {
	const name = "lws_spawn_closedown_stdwsis"
	defer recovered(name, nil)
	if p := spawnedProcess(lsp, name); p != nil {
		p.CloseStreams()
	}
}
