/*
 * Pools of threads, and what becomes of their tasks when the connections that they
 * are for, the pool or the context go first.
 *
 * A task is on one list of its pool (queued, running, done) and, as long as its
 * connection is there, on one of the wsi's. One lock guards those links and all
 * states, for every pool of the process: it is held for moments only, never while
 * anything of the program's runs.
 */

#define _GNU_SOURCE

#include "core.h"
#include "threadpool.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** Space for the name of a pool or a task. */
#define NAME_SIZE 64
/** What the kernel keeps of a thread's name, with its NUL. */
#define THREAD_NAME_SIZE 16

struct lws_threadpool_task {
	lws_dll2_t of_pool;
	lws_dll2_t of_wsi;
	struct lws_threadpool *pool;
	/** `wsi` is NULL once that has closed. */
	struct lws_threadpool_task_args args;
	/** Changed under the lock, read by the task's thread without it. */
	enum lws_threadpool_task_status status;
	bool outlives;
	/** The service thread that its cleanup comes on. */
	uint8_t tsi;
	lws_usec_t since;
	pthread_cond_t resumed;
	char name[NAME_SIZE];
};

struct lws_threadpool {
	lws_dll2_t list;
	struct lws_context *context;
	pid_t process;
	lws_dll2_owner_t queued, running, done;
	pthread_cond_t work;
	int max_queue_depth;
	bool finishing;
	char name[NAME_SIZE];
	int count;
	pthread_t threads[];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t watched = PTHREAD_ONCE_INIT;
static lws_dll2_owner_t pools;

static void
acquire(void)
{
	pthread_mutex_lock(&lock);
}

static void
release(void)
{
	pthread_mutex_unlock(&lock);
}

/** The threads stayed with the parent, whose pools are not served here. */
static void
in_child(void)
{
	pthread_mutex_init(&lock, NULL);
	lws_dll2_owner_clear(&pools);
}

static void
watch_forks(void)
{
	pthread_atfork(acquire, release, in_child);
}

/*
 * States. The lock is held.
 */

static void
set_status(struct lws_threadpool_task *task, enum lws_threadpool_task_status status)
{
	__atomic_store_n(&task->status, status, __ATOMIC_RELAXED);
	task->since = lws_now_usecs();
}

static bool
has_ended(const struct lws_threadpool_task *task)
{
	return task->status == LWS_TP_STATUS_FINISHED || task->status == LWS_TP_STATUS_STOPPED;
}

static void
move_to(struct lws_threadpool_task *task, lws_dll2_owner_t *list)
{
	lws_dll2_remove(&task->of_pool);
	lws_dll2_add_tail(&task->of_pool, list);
}

/** Has its connection, or else the service thread it had, look at the task. */
static void
tell_service(struct lws_threadpool_task *task)
{
	const struct golws_core_table *core;
	struct golws_scope scope;

	core = golws_enter(&scope, "lws_threadpool");
	if (core && task->args.wsi)
		core->golws_core_post_on_writable(task->args.wsi);
	else if (core)
		core->golws_core_post_tasks_ended(task->pool->context, task->tsi);
	golws_leave(&scope);
}

static void
end_task(struct lws_threadpool_task *task, enum lws_threadpool_task_status status)
{
	set_status(task, status);
	move_to(task, &task->pool->done);
	tell_service(task);
}

static void
resume(struct lws_threadpool_task *task, enum lws_threadpool_task_status status)
{
	set_status(task, status);
	pthread_cond_signal(&task->resumed);
}

static void
tell_to_stop(struct lws_threadpool_task *task)
{
	if (task->status == LWS_TP_STATUS_RUNNING || task->status == LWS_TP_STATUS_SYNCING)
		resume(task, LWS_TP_STATUS_STOPPING);
}

static void
take_out(struct lws_threadpool_task *task)
{
	lws_dll2_remove(&task->of_pool);
	lws_dll2_remove(&task->of_wsi);
}

/** Gives a task's data back, on a service thread and without the lock. */
static void
clean_up(struct lws_threadpool_task *task)
{
	struct lws_context *context = task->pool->context;

	if (task->args.cleanup) {
		golws_call_begins(context);
		task->args.cleanup(task->args.wsi, task->args.user);
		golws_call_ends(context);
	}
	pthread_cond_destroy(&task->resumed);
	free(task);
}

/*
 * The pool's threads
 */

/** Until the service thread has used what the task made. Nobody uses it when the
 * connection is gone. */
static void
wait_for_sync(struct lws_threadpool_task *task)
{
	acquire();
	if (task->status == LWS_TP_STATUS_RUNNING && task->args.wsi) {
		set_status(task, LWS_TP_STATUS_SYNCING);
		tell_service(task);
		while (task->status == LWS_TP_STATUS_SYNCING)
			pthread_cond_wait(&task->resumed, &lock);
	}
	release();
}

/** Calls the task until it ends: once more, for it to put things in order, when it
 * is to stop. */
static enum lws_threadpool_task_status
call_task(struct lws_threadpool_task *task)
{
	enum lws_threadpool_task_status status;
	unsigned int result;

	do {
		status = __atomic_load_n(&task->status, __ATOMIC_RELAXED);
		result = task->args.task(task->args.user, status);
		if (result & LWS_TP_RETURN_FLAG_OUTLIVE)
			__atomic_store_n(&task->outlives, true, __ATOMIC_RELAXED);
		result &= ~(unsigned int)LWS_TP_RETURN_FLAG_OUTLIVE;
		if (status != LWS_TP_STATUS_STOPPING && result == LWS_TP_RETURN_SYNC)
			wait_for_sync(task);
	} while (status != LWS_TP_STATUS_STOPPING &&
		 (result == LWS_TP_RETURN_CHECKING_IN || result == LWS_TP_RETURN_SYNC));
	return result == LWS_TP_RETURN_FINISHED ? LWS_TP_STATUS_FINISHED : LWS_TP_STATUS_STOPPED;
}

static void *
work(void *arg)
{
	enum lws_threadpool_task_status status;
	struct lws_threadpool *pool = arg;
	struct lws_threadpool_task *task;

	acquire();
	for (;;) {
		while (!pool->queued.head && !pool->finishing)
			pthread_cond_wait(&pool->work, &lock);
		if (pool->finishing)
			break;
		task = lws_container_of(pool->queued.head, struct lws_threadpool_task, of_pool);
		move_to(task, &pool->running);
		set_status(task, LWS_TP_STATUS_RUNNING);
		release();
		status = call_task(task);
		acquire();
		end_task(task, status);
	}
	release();
	return NULL;
}

/*
 * Pools
 */

/** The program's signals are for its own threads. */
static bool
start_threads(struct lws_threadpool *pool, int wanted)
{
	char name[THREAD_NAME_SIZE];
	sigset_t all, mask;
	int error = 0;

	lws_strncpy(name, pool->name, sizeof(name));
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &mask);
	while (!error && pool->count < wanted) {
		error = pthread_create(&pool->threads[pool->count], NULL, work, pool);
		if (!error)
			pthread_setname_np(pool->threads[pool->count++], name);
	}
	pthread_sigmask(SIG_SETMASK, &mask, NULL);
	errno = error;
	return !error;
}

struct lws_threadpool *
lws_threadpool_create(struct lws_context *context, const struct lws_threadpool_create_args *args,
		      const char *format, ...)
{
	struct lws_threadpool *pool;
	va_list list;

	if (!context || golws_stale(&context->block) || !args || !format)
		return NULL;
	if (args->threads < 1 || args->max_queue_depth < 0) {
		lwsl_err("lws_threadpool_create: %d threads, queue of %d\n", args->threads, args->max_queue_depth);
		return NULL;
	}
	pthread_once(&watched, watch_forks);
	pool = calloc(1, sizeof(*pool) + (size_t)args->threads * sizeof(pool->threads[0]));
	if (!pool)
		return NULL;
	pool->context = context;
	pool->process = getpid();
	pool->max_queue_depth = args->max_queue_depth;
	pthread_cond_init(&pool->work, NULL);
	va_start(list, format);
	vsnprintf(pool->name, sizeof(pool->name), format, list);
	va_end(list);
	acquire();
	lws_dll2_add_tail(&pool->list, &pools);
	release();
	if (start_threads(pool, args->threads))
		return pool;
	lwsl_err("lws_threadpool_create: %s\n", strerror(errno));
	lws_threadpool_destroy(pool);
	return NULL;
}

void
lws_threadpool_finish(struct lws_threadpool *tp)
{
	if (!tp)
		return;
	acquire();
	tp->finishing = true;
	while (tp->queued.head)
		end_task(lws_container_of(tp->queued.head, struct lws_threadpool_task, of_pool),
			 LWS_TP_STATUS_STOPPED);
	lws_start_foreach_dll(struct lws_dll2 *, d, tp->running.head) {
		tell_to_stop(lws_container_of(d, struct lws_threadpool_task, of_pool));
	} lws_end_foreach_dll(d);
	pthread_cond_broadcast(&tp->work);
	release();
}

/** The next task of a pool that has ended; its links are gone. */
static struct lws_threadpool_task *
take_done(struct lws_threadpool *pool, bool only_without_wsi, int tsi)
{
	lws_start_foreach_dll(struct lws_dll2 *, d, pool->done.head) {
		struct lws_threadpool_task *task = lws_container_of(d, struct lws_threadpool_task, of_pool);

		if (!only_without_wsi || (!task->args.wsi && task->tsi == tsi)) {
			take_out(task);
			return task;
		}
	} lws_end_foreach_dll(d);
	return NULL;
}

void
lws_threadpool_destroy(struct lws_threadpool *tp)
{
	struct lws_threadpool_task *task;

	if (!tp)
		return;
	if (tp->process != getpid()) {
		golws_tell_left_behind("lws_threadpool_destroy");
		return;
	}
	lws_threadpool_finish(tp);
	for (int i = 0; i < tp->count; i++)
		pthread_join(tp->threads[i], NULL);
	do {
		acquire();
		task = take_done(tp, false, 0);
		if (!task)
			lws_dll2_remove(&tp->list);
		release();
		if (task)
			clean_up(task);
	} while (task);
	pthread_cond_destroy(&tp->work);
	free(tp);
}

/** What lws_threadpool_dump() says of a task. */
struct line {
	char name[NAME_SIZE];
	enum lws_threadpool_task_status status;
	lws_usec_t usecs;
	bool alone;
};

static size_t
describe(struct line *lines, const lws_dll2_owner_t *list)
{
	size_t n = 0;

	lws_start_foreach_dll(struct lws_dll2 *, d, list->head) {
		struct lws_threadpool_task *task = lws_container_of(d, struct lws_threadpool_task, of_pool);

		memcpy(lines[n].name, task->name, sizeof(task->name));
		lines[n].status = task->status;
		lines[n].usecs = lws_now_usecs() - task->since;
		lines[n++].alone = !task->args.wsi;
	} lws_end_foreach_dll(d);
	return n;
}

void
lws_threadpool_dump(struct lws_threadpool *tp)
{
	static const char *const names[] = { "queued", "running", "syncing", "stopping", "finished", "stopped" };
	size_t count = 0, queued, running, done;
	struct line *lines;

	if (!tp)
		return;
	acquire();
	queued = tp->queued.count;
	running = tp->running.count;
	done = tp->done.count;
	lines = calloc(queued + running + done + 1, sizeof(*lines));
	if (lines) {
		count = describe(lines, &tp->running);
		count += describe(lines + count, &tp->queued);
		count += describe(lines + count, &tp->done);
	}
	release();
	/* The program's emit function may do anything. */
	lwsl_thread("threadpool %s: %d threads; tasks: %zu queued, %zu running, %zu done\n", tp->name,
		    tp->count, queued, running, done);
	for (size_t i = 0; i < count; i++)
		lwsl_thread("  %s: %s for %lld ms%s\n", lines[i].name, names[lines[i].status],
			    (long long)lines[i].usecs / LWS_US_PER_MS,
			    lines[i].alone ? ", its connection is gone" : "");
	free(lines);
}

/*
 * Tasks, from the service thread
 */

static bool
gone(const struct lws *wsi)
{
	return !wsi || golws_stale(&wsi->block);
}

struct lws_threadpool_task *
lws_threadpool_enqueue(struct lws_threadpool *tp, const struct lws_threadpool_task_args *args,
		       const char *format, ...)
{
	struct lws_threadpool_task *task;
	va_list list;
	bool room;

	if (!tp || !args || !args->task || !format || gone(args->wsi) || tp->process != getpid())
		return NULL;
	task = calloc(1, sizeof(*task));
	if (!task)
		return NULL;
	va_start(list, format);
	vsnprintf(task->name, sizeof(task->name), format, list);
	va_end(list);
	task->pool = tp;
	task->args = *args;
	task->args.name = task->name;
	task->outlives = args->async_task;
	task->tsi = args->wsi->thread;
	pthread_cond_init(&task->resumed, NULL);
	acquire();
	/* A thread that has nothing to do takes a task out of the queue at once. */
	room = !tp->finishing && (int64_t)tp->queued.count + tp->running.count <
				 (int64_t)tp->count + tp->max_queue_depth;
	if (room) {
		set_status(task, LWS_TP_STATUS_QUEUED);
		lws_dll2_add_tail(&task->of_pool, &tp->queued);
		lws_dll2_add_tail(&task->of_wsi, &args->wsi->tasks);
		pthread_cond_signal(&tp->work);
	}
	release();
	if (room)
		return task;
	pthread_cond_destroy(&task->resumed);
	free(task);
	return NULL;
}

int
lws_threadpool_dequeue_task(struct lws_threadpool_task *task)
{
	bool taken;

	if (!task)
		return 1;
	acquire();
	taken = task->status == LWS_TP_STATUS_QUEUED || has_ended(task);
	if (taken)
		take_out(task);
	else
		tell_to_stop(task);
	release();
	if (taken)
		clean_up(task);
	return !taken;
}

int
lws_threadpool_dequeue(struct lws *wsi)
{
	struct lws_threadpool_task *task = lws_threadpool_get_task_wsi(wsi);

	return task ? lws_threadpool_dequeue_task(task) : !wsi;
}

enum lws_threadpool_task_status
lws_threadpool_task_status(struct lws_threadpool_task *task, void **user)
{
	enum lws_threadpool_task_status status;
	bool ended;

	if (!task)
		return LWS_TP_STATUS_STOPPED;
	acquire();
	status = task->status;
	ended = has_ended(task);
	if (ended)
		take_out(task);
	release();
	if (user)
		*user = task->args.user;
	if (ended)
		clean_up(task);
	return status;
}

enum lws_threadpool_task_status
lws_threadpool_task_status_noreap(struct lws_threadpool_task *task)
{
	return task ? __atomic_load_n(&task->status, __ATOMIC_RELAXED) : LWS_TP_STATUS_STOPPED;
}

enum lws_threadpool_task_status
lws_threadpool_task_status_wsi(struct lws *wsi, struct lws_threadpool_task **task, void **user)
{
	struct lws_threadpool_task *first = lws_threadpool_get_task_wsi(wsi);

	if (task)
		*task = first;
	return lws_threadpool_task_status(first, user);
}

void
lws_threadpool_task_sync(struct lws_threadpool_task *task, int stop)
{
	if (!task)
		return;
	acquire();
	if (stop)
		tell_to_stop(task);
	else if (task->status == LWS_TP_STATUS_SYNCING)
		resume(task, LWS_TP_STATUS_RUNNING);
	release();
}

int
lws_threadpool_foreach_task_wsi(struct lws *wsi, void *user,
				int (*cb)(struct lws_threadpool_task *task, void *user))
{
	struct lws_dll2 *d, *next;
	int result = 0;

	if (gone(wsi) || !cb)
		return 0;
	for (d = wsi->tasks.head; d && !result; d = next) {
		next = d->next;
		result = cb(lws_container_of(d, struct lws_threadpool_task, of_wsi), user);
	}
	return !!result;
}

struct lws_threadpool_task *
lws_threadpool_get_task_wsi(struct lws *wsi)
{
	if (gone(wsi) || !wsi->tasks.head)
		return NULL;
	return lws_container_of(wsi->tasks.head, struct lws_threadpool_task, of_wsi);
}

/*
 * From the core
 */

/** What becomes of a task whose connection closes; what is over goes to @p over. */
static void
leave_wsi(struct lws_threadpool_task *task, lws_dll2_owner_t *over)
{
	bool outlives = __atomic_load_n(&task->outlives, __ATOMIC_RELAXED);

	lws_dll2_remove(&task->of_wsi);
	task->args.wsi = NULL;
	if (has_ended(task) || (task->status == LWS_TP_STATUS_QUEUED && !outlives))
		move_to(task, over);
	else if (!outlives)
		tell_to_stop(task);
	else if (task->status == LWS_TP_STATUS_SYNCING)
		resume(task, LWS_TP_STATUS_RUNNING);
}

void
golws_threadpool_wsi_closes(struct lws *wsi)
{
	lws_dll2_owner_t over = { 0 };

	acquire();
	while (wsi->tasks.head)
		leave_wsi(lws_container_of(wsi->tasks.head, struct lws_threadpool_task, of_wsi), &over);
	release();
	while (over.head) {
		struct lws_threadpool_task *task = lws_container_of(over.head, struct lws_threadpool_task, of_pool);

		lws_dll2_remove(&task->of_pool);
		clean_up(task);
	}
}

/** The next task of @p context's that has ended after its connection. */
static struct lws_threadpool_task *
take_left_over(const struct lws_context *context, int tsi)
{
	struct lws_threadpool_task *task = NULL;

	acquire();
	lws_start_foreach_dll(struct lws_dll2 *, d, pools.head) {
		struct lws_threadpool *pool = lws_container_of(d, struct lws_threadpool, list);

		if (pool->context == context && !task)
			task = take_done(pool, true, tsi);
	} lws_end_foreach_dll(d);
	release();
	return task;
}

void
golws_threadpool_tasks_ended(struct lws_context *context, int tsi)
{
	struct lws_threadpool_task *task;

	while ((task = take_left_over(context, tsi)))
		clean_up(task);
}
