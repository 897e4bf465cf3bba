/*
 * Loading the core, and what that means for forks, signals and cancellation.
 *
 * The core is loaded by the first call that needs it, never at program start:
 * a process that forks after the Go runtime has started has, in the child, a
 * runtime without its threads, and daemons fork early.
 */

#define _GNU_SOURCE

#include "core.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

/** Where the core lies, seen from the front's own folder. */
#define CORE_BESIDE_FRONT "golws/golws-core.so"

static _Atomic(const struct golws_core_table *) core;
static pthread_mutex_t loading = PTHREAD_MUTEX_INITIALIZER;

/** The core was loaded in an ancestor of this process: its runtime is dead. */
static atomic_bool orphaned;
static atomic_flag orphan_logged = ATOMIC_FLAG_INIT;

/** How many calls into the core are on this thread's stack. */
static __thread int depth __attribute__((tls_model("initial-exec")));

static void
emit_line(int level, struct lws_context *context, struct lws_vhost *vhost,
	  struct lws *wsi, const char *text, size_t len)
{
	lws_log_cx_t *cx = NULL;

	if (wsi)
		cx = lwsl_wsi_get_cx(wsi);
	else if (vhost)
		cx = lwsl_vhost_get_cx(vhost);
	else if (context)
		cx = lwsl_context_get_cx(context);
	if (wsi)
		_lws_log_cx(cx, lws_log_prepend_wsi, wsi, level, "golws", "%.*s", (int)len, text);
	else if (vhost)
		_lws_log_cx(cx, lws_log_prepend_vhost, vhost, level, "golws", "%.*s", (int)len, text);
	else
		_lws_log_cx(cx, context ? lws_log_prepend_context : NULL, context, level, "golws",
			    "%.*s", (int)len, text);
}

static const struct golws_front_table front = {
	.log = emit_line,
	.log_visible = lwsl_visible,
	.http_dummy = lws_callback_http_dummy,
};

/*
 * Go takes over these four. A crash in the program's own code would then end
 * as SIGQUIT with a dump of goroutines, and a program that ignores SIGPIPE
 * would no longer do so.
 */
static const int restored_signals[] = { SIGSEGV, SIGBUS, SIGFPE, SIGPIPE };
#define RESTORED (sizeof(restored_signals) / sizeof(restored_signals[0]))

static void
find_core(char *path, size_t size)
{
	const char *given = secure_getenv("GOLWS_CORE");
	const char *slash;
	Dl_info info;

	if (given) {
		snprintf(path, size, "%s", given);
		return;
	}
	if (!dladdr((void *)find_core, &info) || !info.dli_fname) {
		snprintf(path, size, "%s", CORE_BESIDE_FRONT);
		return;
	}
	slash = strrchr(info.dli_fname, '/');
	snprintf(path, size, "%.*s%s",
		 slash ? (int)(slash - info.dli_fname + 1) : 0, info.dli_fname, CORE_BESIDE_FRONT);
}

/*
 * The dynamic linker knows the dead core by its file. A copy in memory is
 * another file to it, so the child gets a runtime of its own.
 */
static void *
open_private_copy(const char *path)
{
	char name[64];
	struct stat st;
	off_t offset = 0;
	void *handle = NULL;
	int from, to;

	from = open(path, O_RDONLY | O_CLOEXEC);
	if (from < 0)
		return dlopen(path, RTLD_NOW | RTLD_LOCAL); /* for its message */
	to = memfd_create("golws-core", MFD_CLOEXEC);
	if (to >= 0 && !fstat(from, &st)) {
		while (offset < st.st_size &&
		       sendfile(to, from, &offset, (size_t)(st.st_size - offset)) > 0)
			;
		if (offset == st.st_size) {
			/* The name must differ from that of an earlier generation. */
			snprintf(name, sizeof(name), "/proc/%d/fd/%d", (int)getpid(), to);
			handle = dlopen(name, RTLD_NOW | RTLD_LOCAL);
		}
	}
	if (to >= 0)
		close(to);
	close(from);
	return handle;
}

static const struct golws_core_table *
load(void)
{
	const struct golws_core_table *(*get)(uint64_t, const struct golws_front_table *);
	const struct golws_core_table *table = NULL;
	struct sigaction saved[RESTORED];
	char path[PATH_MAX];
	void *handle;
	size_t i;

	find_core(path, sizeof(path));
	for (i = 0; i < RESTORED; i++)
		sigaction(restored_signals[i], NULL, &saved[i]);

	handle = atomic_load(&orphaned) ? open_private_copy(path) : dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (!handle) {
		const char *why = dlerror();

		lwsl_err("golws: cannot load its core: %s\n", why ? why : strerror(errno));
		return NULL;
	}
	*(void **)&get = dlsym(handle, "golws_core_get_table");
	if (get)
		table = get(GOLWS_TABLE_HASH, &front);
	if (!table) {
		lwsl_err("golws: %s was built for another version of libwebsockets.so.19\n", path);
		return NULL;
	}
	/* The runtime starts on a thread of its own and takes the signals there. */
	table->golws_core_start();
	for (i = 0; i < RESTORED; i++)
		sigaction(restored_signals[i], &saved[i], NULL);
	return table;
}

static void
in_child(void)
{
	pthread_mutex_init(&loading, NULL);
	if (!atomic_load(&core))
		return; /* not loaded: or dead already, which a grandchild inherits */
	atomic_store(&core, NULL);
	atomic_store(&orphaned, true);
	atomic_flag_clear(&orphan_logged);
	depth = 0;
}

__attribute__((constructor)) static void
watch_forks(void)
{
	pthread_atfork(NULL, NULL, in_child);
}

/*
 * In the child of a process that used the core only a new context starts a
 * new one; every other call is about objects that stayed with the parent.
 */
static const struct golws_core_table *
load_for(const char *name)
{
	const struct golws_core_table *table;

	if (atomic_load(&orphaned) && strcmp(name, "lws_create_context")) {
		if (!atomic_flag_test_and_set(&orphan_logged))
			lwsl_err("%s: this process is the child of a fork(); contexts made "
				 "before it belong to the parent, create a new one\n", name);
		return NULL;
	}
	pthread_mutex_lock(&loading);
	table = atomic_load(&core);
	if (!table) {
		table = load();
		atomic_store(&core, table);
	}
	pthread_mutex_unlock(&loading);
	return table;
}

const struct golws_core_table *
golws_enter(struct golws_scope *scope, const char *name)
{
	const struct golws_core_table *table;

	if (!depth++)
		pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &scope->cancel_state);
	table = atomic_load_explicit(&core, memory_order_acquire);
	return table ? table : load_for(name);
}

void
golws_leave(struct golws_scope *scope)
{
	int ignored;

	if (!--depth)
		pthread_setcancelstate(scope->cancel_state, &ignored);
}

void
golws_missing(const char *name)
{
	lwsl_err("%s: not implemented\n", name);
}

void
golws_put_handlers_on_stack(void)
{
	struct sigaction action;
	int number;

	for (number = 1; number < SIGRTMAX; number++) {
		if (sigaction(number, NULL, &action) ||
		    action.sa_handler == SIG_DFL || action.sa_handler == SIG_IGN ||
		    (action.sa_flags & SA_ONSTACK))
			continue;
		action.sa_flags |= SA_ONSTACK;
		sigaction(number, &action, NULL);
	}
}
