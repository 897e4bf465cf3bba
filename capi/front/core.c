/*
 * Loading the core, and what that means for forks and cancellation.
 *
 * The core is loaded by the first call that needs it, never at program start:
 * a process that forks after the Go runtime has started has, in the child, a
 * runtime without its threads, and daemons fork early.
 */

#define _GNU_SOURCE

#include "allocator.h"
#include "core.h"
#include "faults.h"
#include "lejp_tape.h"
#include "metrics.h"
#include "signals.h"
#include "system.h"
#include "threadpool.h"
#include "vfs.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

/** Where the core lies, seen from the front's own folder. */
#define CORE_BESIDE_FRONT "golws/golws-core.so"

/** How many functions are named once each in golws_tell_once(). */
#define TOLD_MOST 64

static _Atomic(const struct golws_core_table *) core;
static pthread_mutex_t loading = PTHREAD_MUTEX_INITIALIZER;

/** The core was loaded in an ancestor of this process: its runtime is dead. */
static atomic_bool orphaned;
static _Atomic uint32_t forks = 1;

/** Names that golws_tell_once() has heard. */
static _Atomic(const char *) told[TOLD_MOST];

/** The front's own file, as the dynamic linker found it. */
static char front_path[PATH_MAX];

/** How many calls into the core are on this thread's stack. */
static __thread int depth __attribute__((tls_model("initial-exec")));

/** The core that this thread is ready for. */
static __thread const struct golws_core_table *ready __attribute__((tls_model("initial-exec")));

/** golws_core_settle() is due when the outermost call ends. */
static __thread bool unsettled __attribute__((tls_model("initial-exec")));

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
		_lws_log_cx(cx, lws_log_prepend_wsi, wsi, level, NULL, "%.*s", (int)len, text);
	else if (vhost)
		_lws_log_cx(cx, lws_log_prepend_vhost, vhost, level, NULL, "%.*s", (int)len, text);
	else
		_lws_log_cx(cx, context ? lws_log_prepend_context : NULL, context, level, NULL,
			    "%.*s", (int)len, text);
}

static int
begin_end(struct lws_context *context)
{
	__atomic_store_n(&context->ending, true, __ATOMIC_SEQ_CST);
	if (!golws_program_runs(context))
		return 1;
	__atomic_store_n(&context->ending, false, __ATOMIC_SEQ_CST);
	return 0;
}

static void
settle_later(void)
{
	unsettled = true;
}

static const struct golws_front_table front = {
	.log = emit_line,
	.log_visible = lwsl_visible,
	.http_dummy = lws_callback_http_dummy,
	.pm_deflate = lws_extension_callback_pm_deflate,
	.platform_fops = golws_platform_fops,
	.file_open = golws_file_open,
	.settle_later = settle_later,
	.begin_end = begin_end,
	.lwsac_use = lwsac_use,
	.lwsac_free = lwsac_free,
	.zalloc = golws_zalloc,
	.free = golws_free,
	.dll2_add_tail = lws_dll2_add_tail,
	.dll2_remove = lws_dll2_remove,
	.jws_algorithm = lws_gencrypto_jws_alg_to_definition,
	.jwe_algorithm = lws_gencrypto_jwe_alg_to_definition,
	.jwe_encryption = lws_gencrypto_jwe_enc_to_definition,
	.lejp_deliver = golws_lejp_deliver,
	.system_ends = golws_system_ends,
	.network_changed = golws_system_network_changed,
	.wsi_with_tasks_closes = golws_threadpool_wsi_closes,
	.tasks_ended = golws_threadpool_tasks_ended,
	.metrics_begin = golws_metrics_begin,
	.metrics_vhost_begins = golws_metrics_vhost_begins,
	.metrics_vhost_ends = golws_metrics_vhost_ends,
	.metrics_take = golws_metrics_take,
	.metrics_failed = golws_metrics_failed,
	.metrics_tags_destroy = lws_metrics_tags_destroy,
	.faults_context = golws_faults_context,
	.faults_vhost = golws_faults_vhost,
	.faults_wsi = golws_faults_wsi,
	.fault = golws_fault,
	.fault_of_next = golws_fault_of_next,
	.fault_close_after = golws_fault_close_after,
	.faults_end = golws_faults_end,
};

/*
 * A program may change its folder before the core is needed, so a relative
 * path is resolved while it still means something.
 */
static void
find_front(void)
{
	Dl_info info;

	if (!dladdr((void *)find_front, &info) || !info.dli_fname)
		return;
	if (info.dli_fname[0] == '/' || !realpath(info.dli_fname, front_path))
		snprintf(front_path, sizeof(front_path), "%s", info.dli_fname);
}

void
golws_front_folder(char *path, size_t size)
{
	const char *slash = strrchr(front_path, '/');

	snprintf(path, size, "%.*s", slash ? (int)(slash - front_path) : 1, slash ? front_path : ".");
}

/** CORE_BESIDE_FRONT in the folder of @p front_file. */
static void
beside(const char *front_file, char *path, size_t size)
{
	const char *slash = strrchr(front_file, '/');

	snprintf(path, size, "%.*s%s", slash ? (int)(slash - front_file + 1) : 0, front_file,
		 CORE_BESIDE_FRONT);
}

static void
find_core(char *path, size_t size)
{
#ifndef GOLWS_WITHOUT_SECURE_ENVIRONMENT
	const char *given = secure_getenv("GOLWS_CORE");
#else
	const char *given = getenv("GOLWS_CORE");
#endif
	char target[PATH_MAX];

	if (given && *given) {
		snprintf(path, size, "%s", given);
		return;
	}
	beside(front_path, path, size);
	/* The front may have been reached through a link in another folder. */
	if (access(path, F_OK) && realpath(front_path, target))
		beside(target, path, size);
}

#ifndef GOLWS_STATIC
/** Copies all of @p from to @p to. */
static bool
copy_file(int from, int to)
{
	struct stat st;
	off_t offset = 0;
	ssize_t n;

	if (fstat(from, &st))
		return false;
	while (offset < st.st_size) {
		n = sendfile(to, from, &offset, (size_t)(st.st_size - offset));
		if (n <= 0 && errno != EINTR)
			return false;
	}
	return true;
}

/** Where memory must not hold programs: a file that nobody else sees. */
static void *
open_copy_in_file(int from)
{
	char name[] = "/tmp/golws-core.XXXXXX";
	void *handle = NULL;
	int to = mkostemp(name, O_CLOEXEC);

	if (to < 0)
		return NULL;
	if (copy_file(from, to))
		handle = dlopen(name, RTLD_NOW | RTLD_LOCAL);
	unlink(name);
	close(to);
	return handle;
}

/*
 * The dynamic linker knows the dead core by its file. A copy in memory is
 * another file to it, so the child gets a runtime of its own.
 */
static void *
open_private_copy(const char *path)
{
	char name[64];
	void *handle = NULL;
	int from, to;

	from = open(path, O_RDONLY | O_CLOEXEC);
	if (from < 0)
		return dlopen(path, RTLD_NOW | RTLD_LOCAL); /* for its message */
	to = memfd_create("golws-core", MFD_CLOEXEC);
	if (to >= 0 && copy_file(from, to)) {
		/* The name must differ from that of an earlier generation. */
		snprintf(name, sizeof(name), "/proc/%d/fd/%d", (int)getpid(), to);
		handle = dlopen(name, RTLD_NOW | RTLD_LOCAL);
	}
	if (to >= 0)
		close(to);
	if (!handle)
		handle = open_copy_in_file(from);
	close(from);
	return handle;
}

static void *
open_core(const char *path)
{
#ifndef GOLWS_WITHOUT_PRIVATE_COPY
	if (atomic_load(&orphaned))
		return open_private_copy(path);
#else
	(void)open_private_copy;
#endif
	return dlopen(path, RTLD_NOW | RTLD_LOCAL);
}

/** Loads the file of the core and gets its @p table; no file: says in @p why. */
static bool
find_table(const struct golws_core_table **table, const char *path, char *why, size_t size)
{
	const struct golws_core_table *(*get)(uint64_t, const struct golws_front_table *);
	void *handle = open_core(path);
	const char *error;

	if (!handle) {
		error = dlerror();
		snprintf(why, size, "cannot load its core: %s", error ? error : path);
		return false;
	}
	*(void **)&get = dlsym(handle, "golws_core_get_table");
	if (get)
		*table = get(GOLWS_TABLE_HASH, &front);
	return true;
}

#else
extern const struct golws_core_table *
golws_core_get_table(uint64_t hash, const struct golws_front_table *front);

/*
 * The core is a part of the program, with one runtime for the whole process,
 * started before main().
 */
static bool
find_table(const struct golws_core_table **table, const char *path, char *why, size_t size)
{
	(void)path;
	if (atomic_load(&orphaned)) {
		snprintf(why, size, "linked statically, it does not work in the child of a fork(); "
			 "link libwebsockets.so");
		return false;
	}
	*table = golws_core_get_table(GOLWS_TABLE_HASH, &front);
	return true;
}
#endif

/** The runtime starts on a thread of its own and takes the signals there. */
static const struct golws_core_table *
start(const struct golws_core_table *table, const char *path, uintptr_t text[2], char *why, size_t size)
{
	int error;

	if (!table) {
		snprintf(why, size, "%s was built for another version of libwebsockets.so.19", path);
		return NULL;
	}
	error = table->golws_core_start(text);
	if (error) {
		snprintf(why, size, "cannot start its core: %s", strerror(error));
		return NULL;
	}
	return table;
}

/** Loads the core, or says in @p why it cannot. The caller holds the lock. */
static const struct golws_core_table *
load(char *why, size_t size)
{
	const struct golws_core_table *table = NULL;
	uintptr_t text[2] = { 0, 0 };
	struct golws_signals saved;
	struct rlimit descriptors;
	char path[PATH_MAX];

	find_core(path, sizeof(path));
	golws_signals_before_load(&saved);
	/* Go raises the soft limit; programs that use select() rely on theirs. */
	getrlimit(RLIMIT_NOFILE, &descriptors);
	if (find_table(&table, path, why, size)) {
		table = start(table, path, text, why, size);
		/* The core calls back and cannot be unloaded: neither may we be. */
#ifndef GOLWS_WITHOUT_PINNED_FRONT
		dlopen(front_path, RTLD_NOW | RTLD_NOLOAD | RTLD_NODELETE);
#endif
	}
#ifndef GOLWS_WITHOUT_LIMIT_RESTORE
	setrlimit(RLIMIT_NOFILE, &descriptors);
#endif
	golws_signals_after_load(&saved, text);
	return table;
}

static void
before_fork(void)
{
	pthread_mutex_lock(&loading);
}

static void
in_parent(void)
{
	pthread_mutex_unlock(&loading);
}

static void
in_child(void)
{
	size_t i;

	pthread_mutex_init(&loading, NULL);
#ifndef GOLWS_STATIC
	if (!atomic_load(&core))
		return; /* not loaded: or dead already, which a grandchild inherits */
#endif
	atomic_store(&core, NULL);
	atomic_store(&orphaned, true);
	atomic_fetch_add(&forks, 1);
	for (i = 0; i < TOLD_MOST; i++)
		atomic_store(&told[i], NULL);
	/* depth stays: the frames of the dead core are still on this stack */
}

__attribute__((constructor)) static void
watch_forks(void)
{
	find_front();
#ifndef GOLWS_WITHOUT_FORK_WATCH
	pthread_atfork(before_fork, in_parent, in_child);
#else
	(void)before_fork;
	(void)in_parent;
	(void)in_child;
#endif
}

bool
golws_tell_once(const char *name)
{
	const char *seen;
	size_t i;

	for (i = 0; i < TOLD_MOST; i++) {
		seen = NULL;
		if (atomic_compare_exchange_strong(&told[i], &seen, name))
			return true;
		if (!strcmp(seen, name))
			return false;
	}
	return false;
}

uint32_t
golws_forks(void)
{
	return atomic_load_explicit(&forks, memory_order_relaxed);
}

void
golws_tell_left_behind(const char *name)
{
	if (golws_tell_once(name))
		lwsl_err("%s: this process is the child of a fork(); contexts made before it "
			 "belong to the parent, create a new one\n", name);
}

void
golws_tell_elsewhere(const char *name)
{
	if (golws_tell_once(name))
		lwsl_err("%s: another service thread serves this connection; only "
			 "lws_cancel_service() and lws_callback_on_writable() may be called here\n", name);
}

/*
 * In the child of a process that used the core only a new context starts a
 * new one; every other call is about objects that stayed with the parent.
 */
static const struct golws_core_table *
load_for(const char *name)
{
	const struct golws_core_table *table;
	char why[PATH_MAX + 256] = "";

	if (atomic_load(&orphaned) && strcmp(name, "lws_create_context")) {
		golws_tell_left_behind(name);
		return NULL;
	}
	pthread_mutex_lock(&loading);
	table = atomic_load(&core);
	if (!table) {
		table = load(why, sizeof(why));
		atomic_store(&core, table);
	}
	pthread_mutex_unlock(&loading);
	/* The program's emit function may do anything, even fork. */
	if (*why)
		lwsl_err("golws: %s\n", why);
	return table;
}

#ifdef GOLWS_WITHOUT_LAZY_LOAD
__attribute__((constructor(65535))) static void
load_at_start(void)
{
	load_for("lws_create_context");
}
#endif

/*
 * The thread's first time in this core: a large stack for signal handlers,
 * which Go adopts, and a large goroutine stack. No handler may meet the thread
 * before it has both.
 */
static void
get_ready(const struct golws_core_table *table)
{
	sigset_t mask;

	golws_signals_block(&mask);
#ifndef GOLWS_WITHOUT_SIGNAL_STACK
	golws_signal_stack();
#endif
#ifndef GOLWS_WITHOUT_STACK_GROWTH
	table->golws_core_grow_stack();
#endif
	golws_signals_unblock(&mask);
	ready = table;
}

const struct golws_core_table *
golws_enter(struct golws_scope *scope, const char *name)
{
	const struct golws_core_table *table;

#ifndef GOLWS_WITHOUT_CANCEL_GUARD
	if (!depth++)
		pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &scope->cancel_state);
#else
	depth++;
	(void)scope;
#endif
	table = atomic_load_explicit(&core, memory_order_acquire);
	if (!table)
		table = load_for(name);
	if (table && ready != table)
		get_ready(table);
	return table;
}

void
golws_settle(void)
{
	const struct golws_core_table *table = atomic_load(&core);

	unsettled = false;
	if (table)
		table->golws_core_settle();
}

void
golws_leave(struct golws_scope *scope)
{
	int ignored;

	while (depth == 1 && unsettled)
		golws_settle();
#ifndef GOLWS_WITHOUT_CANCEL_GUARD
	if (!--depth)
		pthread_setcancelstate(scope->cancel_state, &ignored);
#else
	depth--;
	(void)scope;
	(void)ignored;
#endif
}

void
golws_missing(const char *name)
{
	lwsl_err("%s: not implemented\n", name);
}
